"""Pure: the page on which a person reviews posts beside their originals: one file that needs no network.

    reports -> a list of posts, each with its details -> page.html, with page.css and page.js inside

The page treats everything from the origin as text; only `frame.py` makes HTML of it, sanitised, for a frame in which
nothing can run. The details of each post are compressed, and decompressed when a person opens it.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from syndicate.merging import body_of, front_matter_of
from syndicate.preview.changes import changes, clashes
from syndicate.preview.commands import Place, failure_actions, post_actions
from syndicate.preview.frame import HEAD, STYLE, rows

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence
    from pathlib import PurePosixPath

    from syndicate.models import Change, Failure, Report, Thumbnail

STATES = {
    "added": "new",
    "adopted": "new",
    "updated": "changed",
    "merged": "changed",
    "resolved": "changed",
    "moved": "changed",
    "edited": "edited here",
    "conflict": "in conflict",
    "doubted": "doubted",
    "missing": "gone",
    "gone": "gone",
    "deleted": "deleted here",
    "ignored": "deleted here",
    "forgotten": "deleted here",
    "unchanged": "as it was",
}
"""The state that the page shows for each kind of change."""

STATE_ORDER = (
    "not cross-posted",
    "doubted",
    "in conflict",
    "lossy",
    "gone",
    "new",
    "changed",
    "edited here",
    "deleted here",
    "as it was",
)
"""The states in the order of the list; those that need a decision come first."""

UNCHANGED = ("as it was",)
"""The states of a post that needs no attention."""


@dataclass(frozen=True, slots=True)
class Review:
    """One source's report to review, with the source's title, and the config and target for commands.

    `earlier` maps the paths of posts to their texts before the last change, as far as these are known. `committed` are
    the files that git has. `thumbnails` are small pictures of the posts' pictures, by their paths.
    """

    report: Report
    title: str
    place: Place = field(default_factory=Place)
    earlier: Mapping[PurePosixPath, str] = field(default_factory=dict)
    committed: Collection[str] = ()
    thumbnails: Mapping[PurePosixPath, Thumbnail] = field(default_factory=dict)

    @property
    def copied(self) -> str:
        """When the oldest copy was made of the originals that nobody was asked for; "" where there is none."""
        when = self.report.oldest_copy
        return datetime.fromtimestamp(when, UTC).strftime("%Y-%m-%d %H:%M UTC") if when else ""


@dataclass(frozen=True, slots=True)
class Row:
    """One article in the list, with the details that are shown when it is selected."""

    key: str
    title: str
    source: str
    states: tuple[str, ...]
    date: str
    tags: tuple[str, ...]
    compared: str
    differs: int
    details: Mapping[str, Any]

    @property
    def compressed(self) -> str:
        """The details as gzipped JSON in base64, as the page embeds them."""
        data = json.dumps(self.details, ensure_ascii=False, separators=(",", ":"))
        return base64.b64encode(gzip.compress(data.encode("utf-8", "replace"), mtime=0)).decode()


def page(reviews: Sequence[Review], *, complete: bool = False) -> str:
    """The review page of some sources.

    Args:
        reviews: reports of runs with comparisons.
        complete: show every post; else only those that the runs changed or that need a decision.
    """
    from jinja2 import Environment

    package = files(__package__)
    style, script, template = (
        package.joinpath(name).read_text(encoding="utf-8") for name in ("page.css", "page.js", "page.html")
    )
    all_rows = [row for review in reviews for row in _rows(review, complete=complete)]
    all_rows.sort(key=lambda row: (min(map(STATE_ORDER.index, row.states)), _descending(row.date), row.title))
    attention_rows = [row for row in all_rows if row.states != UNCHANGED]
    counts = Counter(state for row in all_rows for state in row.states)
    return (
        Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
        .from_string(template)
        .render(
            rows=all_rows,
            counts=[(state, counts[state]) for state in STATE_ORDER if counts[state]],
            tags=sorted({tag for row in all_rows for tag in row.tags}, key=str.casefold),
            sources=[review.title for review in reviews],
            copied=min(filter(None, (review.copied for review in reviews)), default=""),
            notes=[note for review in reviews for note in review.report.warnings],
            attention_count=len(attention_rows),
            unchanged_count=sum(
                len(review.report.changes) + len(review.report.failures) for review in reviews
            )
            - len(attention_rows),
            head=HEAD,
            style=style,
            script=script,
            hashes={"style": _hash(style), "frame": _hash(STYLE), "script": _hash(script)},
        )
    )


def _rows(review: Review, *, complete: bool) -> Iterator[Row]:
    report = review.report
    latest = max((change.record.last_changed for change in report.changes), default="")
    for failure in report.failures:
        yield _failure_row(failure, review)
    for change in report.changes:
        is_committed = str(change.post.path) in review.committed
        states = tuple(_states(change, latest if complete else "", is_committed=is_committed))
        if complete or states != UNCHANGED:
            text = (change.before if complete else change.after) or change.post.text
            yield _row(change, states, review, text)


def _states(change: Change, latest: str, *, is_committed: bool) -> Iterator[str]:
    """The states of a post; those added or changed on the source's latest day still count as new or changed.

    What is committed is not new to the person who committed it.
    """
    record, state = change.record, STATES[change.kind.value]
    if state == "as it was" and latest and record.last_changed == latest:
        is_new = record.first_seen == latest
        state = ("as it was" if is_committed else "new") if is_new else "changed"
    yield state
    if change.post.losses:
        yield "lossy"


def _row(change: Change, states: tuple[str, ...], review: Review, text: str) -> Row:
    front_matter = front_matter_of(text)
    tags = front_matter.get("tags")
    differs = sum(bool(pair.differs) for pair in change.pairs)
    thumbnails = {
        path.name: review.thumbnails[path] for path in change.record.pictures if path in review.thumbnails
    }
    details = {
        "address": _http_address(change.post.address),
        "path": str(change.post.path),
        "reason": "" if change.reason == "new" else change.reason,
        "losses": [f"{loss.block}: {loss.lost}" for loss in change.post.losses],
        "rows": rows(change.pairs, thumbnails) if change.pairs else "",
        "front": text.removesuffix(body_of(text)),
        "markdown": body_of(text),
        "clashes": clashes(change),
        "changes": changes(change, review.earlier.get(change.post.path, "")),
        "commands": list(post_actions(change, review.place)),
    }
    return Row(
        key=str(change.post.path),
        title=str(front_matter.get("title") or change.post.title or change.post.path.stem),
        source=review.title,
        states=states,
        date=str(front_matter.get("date") or "")[:10],
        tags=tuple(map(str, tags)) if isinstance(tags, list) else (),
        compared=_comparison(change, differs),
        differs=differs,
        details=details,
    )


def _comparison(change: Change, differs: int) -> str:
    if change.kind.value in ("deleted", "ignored"):
        return "there is no post" if change.kind.value == "deleted" else "ignored, as you said"
    parts = [f"differs in {_count(differs, 'place')}"] if differs else []
    parts += [f"{_count(len(change.post.losses), 'part')} not carried over"] if change.post.losses else []
    if not change.pairs:
        parts += ["not compared: its original is not at hand"]
    return ", ".join(parts) or "reads as its original"


def _count(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def _failure_row(failure: Failure, review: Review) -> Row:
    details = {
        "address": _http_address(failure.address),
        "reason": failure.message,
        "changes": [
            ["What went wrong inside Syndicate", [[" ", [line]] for line in failure.bug.splitlines()]]
        ]
        if failure.bug
        else [],
        "commands": list(failure_actions(failure.address, review.place)),
    }
    return Row(
        failure.address,
        failure.address,
        review.title,
        ("not cross-posted",),
        "",
        (),
        failure.message,
        0,
        details,
    )


def _http_address(address: str) -> str:
    """The address if it is http or https, else ""."""
    return address if address.startswith(("https://", "http://")) else ""


def _descending(date: str) -> tuple[int, ...]:
    return tuple(-ord(char) for char in date)


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
