"""Pure: the page on which a person reviews posts beside their originals: one file that needs no network.

    reports -> a list of posts, and of each its details -> page.html, with page.css and page.js inside

What comes from the origin is text to the page; only `frame.py` makes HTML of it, sanitised, for a frame in which
nothing can run. The details of each post are packed, and unpacked when somebody looks at it.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from collections import Counter
from dataclasses import dataclass, field
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from syndicate.merging import body_of, front_matter_of
from syndicate.preview.changes import changes, clashes
from syndicate.preview.commands import Place, for_failure, for_post
from syndicate.preview.frame import HEAD, STYLE, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import PurePosixPath

    from syndicate.models import Change, Failure, Report

STATES = {
    "added": "new",
    "adopted": "new",
    "updated": "changed",
    "merged": "changed",
    "resolved": "changed",
    "edited": "edited here",
    "conflict": "in conflict",
    "missing": "gone",
    "gone": "gone",
    "deleted": "deleted here",
    "unchanged": "as it was",
}
"""What a person calls each kind of change."""

ORDER = (
    "not cross-posted",
    "in conflict",
    "lossy",
    "gone",
    "new",
    "changed",
    "edited here",
    "deleted here",
    "as it was",
)
"""The states, those first that ask for a decision."""

CALM = ("as it was",)
"""The states of a post that asks for nothing."""


@dataclass(frozen=True, slots=True)
class Review:
    """What one source's report is shown with: the source's title, and what commands about it name.

    `earlier` is what posts read before they were changed last, as far as that is known.
    """

    report: Report
    title: str
    place: Place = field(default_factory=Place)
    earlier: Mapping[PurePosixPath, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Row:
    """One article in the list, and what is to be seen of it once it is chosen."""

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
    def packed(self) -> str:
        """The details, as the page holds them."""
        data = json.dumps(self.details, ensure_ascii=False, separators=(",", ":"))
        return base64.b64encode(gzip.compress(data.encode("utf-8", "replace"), mtime=0)).decode()


def page(reviews: Sequence[Review], *, complete: bool = False) -> str:
    """The page about some sources.

    Args:
        reviews: reports of runs that were asked to compare.
        complete: show every post; else only what the runs changed, and what asks for a decision.
    """
    from jinja2 import Environment

    here = files(__package__)
    style, script, template = (
        here.joinpath(name).read_text(encoding="utf-8") for name in ("page.css", "page.js", "page.html")
    )
    found = [row for review in reviews for row in _rows(review, complete=complete)]
    found.sort(key=lambda row: (min(map(ORDER.index, row.states)), _backwards(row.date), row.title))
    wanted = [row for row in found if row.states != CALM]
    counts = Counter(state for row in found for state in row.states)
    return (
        Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
        .from_string(template)
        .render(
            rows=found,
            counts=[(state, counts[state]) for state in ORDER if counts[state]],
            tags=sorted({tag for row in found for tag in row.tags}, key=str.casefold),
            sources=[review.title for review in reviews],
            notes=[note for review in reviews for note in review.report.warnings],
            wanted=len(wanted),
            calm=sum(len(review.report.changes) + len(review.report.failures) for review in reviews)
            - len(wanted),
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
        yield _failed(failure, review)
    for change in report.changes:
        states = tuple(_states(change, latest if complete else ""))
        if complete or states != CALM:
            text = (change.before if complete else change.after) or change.post.text
            yield _row(change, states, review, text)


def _states(change: Change, latest: str) -> Iterator[str]:
    """The states of a post; one that came or changed on the latest day of its source is new or changed still."""
    record, state = change.record, STATES[change.kind.value]
    if state == "as it was" and latest and record.last_changed == latest:
        state = "new" if record.first_seen == latest else "changed"
    yield state
    if change.post.losses:
        yield "lossy"


def _row(change: Change, states: tuple[str, ...], review: Review, text: str) -> Row:
    said = front_matter_of(text)
    tags = said.get("tags")
    differs = sum(bool(pair.differs) for pair in change.pairs)
    details = {
        "address": _web(change.post.address),
        "path": str(change.post.path),
        "reason": "" if change.reason == "new" else change.reason,
        "losses": [f"{loss.block}: {loss.lost}" for loss in change.post.losses],
        "rows": rows(change.pairs) if change.pairs else "",
        "front": text.removesuffix(body_of(text)),
        "markdown": body_of(text),
        "clashes": clashes(change),
        "changes": changes(change, review.earlier.get(change.post.path, "")),
        "commands": list(for_post(change, review.place)),
    }
    return Row(
        key=str(change.post.path),
        title=str(said.get("title") or change.post.title or change.post.path.stem),
        source=review.title,
        states=states,
        date=str(said.get("date") or "")[:10],
        tags=tuple(map(str, tags)) if isinstance(tags, list) else (),
        compared=_compared(change, differs),
        differs=differs,
        details=details,
    )


def _compared(change: Change, differs: int) -> str:
    if change.kind.value == "deleted":
        return "there is no post"
    said = [f"differs in {_number(differs, 'place')}"] if differs else []
    said += [f"{_number(len(change.post.losses), 'part')} not carried over"] if change.post.losses else []
    if not change.pairs:
        said += ["not compared: its original is not at hand"]
    return ", ".join(said) or "reads as its original"


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"


def _failed(failure: Failure, review: Review) -> Row:
    details = {
        "address": _web(failure.address),
        "reason": failure.message,
        "changes": [
            ["What went wrong inside Syndicate", [[" ", [line]] for line in failure.bug.splitlines()]]
        ]
        if failure.bug
        else [],
        "commands": list(for_failure(failure.address, review.place)),
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


def _web(address: str) -> str:
    """The address where a browser may be sent there, else nothing."""
    return address if address.startswith(("https://", "http://")) else ""


def _backwards(date: str) -> tuple[int, ...]:
    return tuple(-ord(char) for char in date)


def _hash(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
