"""Pure: what a commit and a pull request say of a run.

What comes from the origin is text here and nothing else: it mentions nobody, closes no issue, skips no build, and is
neither Markdown, HTML, nor one of git's trailers.
"""

from __future__ import annotations

import bisect
import re
import shlex
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from syndicate.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from syndicate.models import Change, Failure, Post, Report

MAX_SUBJECT = 72
"""Characters of a commit's first line that git's and GitHub's lists show."""

MAX_BODY = 65_536
"""Characters; GitHub refuses a longer pull request: "body is too long (maximum is 65536 characters)"."""

_MAX_TEXT = 300
_MAX_LOSSES = 20

_LEFT = ("unchanged", "edited", "conflict", "deleted", "missing", "gone")
"""Kinds of changes that bring nothing new."""

_VERBS = {"added": "cross-post", "adopted": "adopt"}
"""What a commit does; every other kind that writes is an update."""

_FIELD = re.compile(r"\{([^{}]*)\}")

_BREAK = "\N{ZERO WIDTH SPACE}"
_ACTIVE = re.compile(
    r"(@|:(?=//)|#(?=\d)|\bGH-(?=\d)|\bwww(?=\.)|\[(?=\s*(?:skip|ci|no|actions)\b)|\*\*\*(?=NO_CI))",
    re.IGNORECASE,
)
"""What GitHub and CI act on wherever it stands, escaped or not: mentions, references to issues, "[skip ci]"."""

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")

_MARKUP = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", **{mark: f"\\{mark}" for mark in "\\`*_[]~$"}}
)


class PullRequestText(NamedTuple):
    """What a pull request says."""

    title: str
    body: str


def commit_message(template: str, reports: Sequence[Report], sources: Mapping[str, str] | None = None) -> str:
    """The message of the commit with what these reports changed.

    Args:
        template: text with the fields {source.title}, {source.name}, {added}, {updated}, {merged} (numbers) and
            {titles}: a list of titles with addresses where that is a whole line, else titles in a row; "" for the default.
        reports: what was written.
        sources: the title of each source by its name; a name stands for itself where there is none.

    Raises:
        ConfigError: the template has another field.
    """
    written = _written(reports)
    values = {
        "source.title": _sources(reports, sources),
        "source.name": _listed([plain(report.source) for report in _active(reports)]),
        **{
            kind: str(sum(change.kind.value == kind for change in written))
            for kind in ("added", "updated", "merged")
        },
        "titles": ", ".join(f"“{_defused(_title(change.post))}”" for change in written),
    }
    if unknown := [name for name in _FIELD.findall(template) if name not in values]:
        raise ConfigError(
            f"there is no field {{{unknown[0]}}}; there are {', '.join(values)}", "the commit's message"
        )
    # An asterisk, since git takes lines with a colon or a # for trailers or comments, a "-" before a colon among them.
    bullets = [f"* {_defused(_title(change.post))}\n  {plain(change.post.address)}" for change in written]
    if not template.strip():
        return "\n".join([subject(reports, sources), "", *bullets]).rstrip() + "\n"
    first, *rest = template.strip().splitlines()
    lines = ["\n".join(bullets) if line.strip() == "{titles}" else _filled(line, values) for line in rest]
    return "\n".join([_cut(_filled(first, values), MAX_SUBJECT), *lines]).rstrip() + "\n"


def subject(reports: Sequence[Report], sources: Mapping[str, str] | None = None) -> str:
    """What was done, in a line of at most 72 characters: Cross-post “Title” from 18F's blog."""
    written = _written(reports)
    counts = {"cross-post": 0, "update": 0, "adopt": 0}
    for change in written:
        counts[_VERBS.get(change.kind.value, "update")] += 1
    if not written:
        return _cut(f"Nothing new from {_sources(reports, sources)}", MAX_SUBJECT)
    (verb, number), *others = [item for item in counts.items() if item[1]]
    origin = f" from {_sources(reports, sources)}"
    rest = "".join(f", {other} {count}" for other, count in others)
    what = f"{number} articles" if number != 1 else "1 article"
    if len(written) == 1:
        # Where the source's title leaves no room, a title cut to nothing says less than the number.
        room = MAX_SUBJECT - len(f"{verb} “”{origin}")
        title = _defused(_title(written[0].post))
        what = f"“{_cut(title, room)}”" if room >= min(len(title), 20) else what
    return _cut(f"{verb.capitalize()} {what}{origin}{rest}", MAX_SUBJECT)


def introduction(review: str = "") -> str:
    """What a pull request says first.

    Args:
        review: where the page about the run is; "" where nowhere.
    """
    kept = "What you change on this branch is kept by later runs.\n"
    return (
        f"[Each original beside its cross-post]({review}), to download and open.\n\n{kept}"
        if review
        else kept
    )


def pull_request_text(
    reports: Sequence[Report], sources: Mapping[str, str] | None = None, first: str | None = None
) -> PullRequestText:
    """The title and body of the pull request with what these reports changed.

    Args:
        reports: what was written, and what could not be.
        sources: as for `commit_message`.
        first: what stands before the tables; `introduction` where not given.

    Returns:
        Markdown as GitHub has it, no longer than GitHub takes; what was left out for that is counted.
    """
    written = _written(reports)
    sections = (
        (_TABLE, "articles", [_row(change) for change in written]),
        (_LOSSY, "posts", [_lossy(change.post) for change in written if change.post.losses]),
        (
            _CONFLICTS,
            "posts",
            [_conflict(c) for r in reports for c in r.changes if c.kind.value == "conflict"],
        ),
        (_GONE, "posts", [_gone(c) for r in reports for c in r.changes if c.kind.value == "gone"]),
        (_FAILURES, "articles", [_failure(failure) for report in reports for failure in report.failures]),
    )

    def render(most: int) -> str:
        parts = [introduction() if first is None else first]
        for head, noun, rows in sections:
            if rows:
                parts.append(head + "".join(rows[:most]))
            if len(rows) > most:
                parts.append(
                    f"*… and {len(rows) - most:,} more {noun}, left out since GitHub takes no longer text.*\n"
                )
        return "\n".join(parts)

    longest = max(len(rows) for _, _, rows in sections)
    most = bisect.bisect_left(range(1, longest + 1), True, key=lambda most: len(render(most)) > MAX_BODY)
    return PullRequestText(subject(reports, sources), render(most))


_TABLE = "| Article | Post | What |\n| --- | --- | --- |\n"
_LOSSY = "### Not the same as the original\n\n"
_CONFLICTS = (
    # One line, since GitHub breaks a pull request's lines where they break.
    "### In conflict\n\nThese posts were edited here, and their originals changed too; they are left as they are. "
    "To end it, `--ours` keeps the post, `--theirs` takes the original, and `--merge` writes both with conflict markers.\n\n"
)
_GONE = "### Gone at the origin\n\n"
_FAILURES = "### Failed\n\n"


def _row(change: Change) -> str:
    reason = f" ({inert(change.reason)})" if change.reason not in ("", "new") else ""
    # GFM, 4.10: a pipe in code in a table is escaped with a backslash, which does not show.
    path = _code(str(change.post.path)).replace("|", "\\|")
    return f"| {_link(change.post)} | {path} | {inert(change.kind.value)}{reason} |\n"


def _lossy(post: Post) -> str:
    shown = post.losses[:_MAX_LOSSES]
    losses = [f"  - lossy: {inert(loss.block)}: {inert(loss.lost)}\n" for loss in shown]
    left = len(post.losses) - len(shown)
    more = f"  - … and {left:,} more\n" if left else ""
    return f"- {_link(post)}\n{''.join(losses)}{more}"


def _conflict(change: Change) -> str:
    command = f"syndicate resolve {shlex.quote(plain(change.post.address))} --merge"
    return (
        f"- {_link(change.post)}, {_code(str(change.post.path))}: {inert(change.reason)}\n"
        f"  {_code(command)}, or `--ours`, or `--theirs`\n"
    )


def _gone(change: Change) -> str:
    return f"- {_link(change.post)}, {_code(str(change.post.path))}: {inert(change.reason)}\n"


def _failure(failure: Failure) -> str:
    return f"- {_code(failure.address)}: {inert(failure.message)}\n"


def _link(post: Post) -> str:
    """The title, linked to the original."""
    title, address = inert(_title(post)), plain(post.address)
    if not address.startswith(("http://", "https://")) or len(address) > 2000:
        return f"“{title}”"
    # Percent-encoded, what is left ends neither the link (CommonMark, 6.3) nor the cell.
    return f"[{title}]({quote(address, safe='%/:=&?~#+!$,;@')})"


def _code(text: str) -> str:
    """A code span (CommonMark, 6.1), in which GitHub takes nothing for a mention or a reference."""
    text = _cut(plain(text), 2 * _MAX_TEXT)
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    space = " " if text.startswith("`") or text.endswith("`") or not text else ""
    return f"{fence}{space}{text}{space}{fence}"


def inert(text: str) -> str:
    """The text as Markdown that shows it."""
    return _defused(_cut(text, _MAX_TEXT)).translate(_MARKUP)


def _defused(text: str) -> str:
    """The text with an invisible break in what GitHub would act on; escapes do not help, as they are undone before."""
    return _ACTIVE.sub(rf"\1{_BREAK}", plain(text))


def plain(text: str) -> str:
    """One line without control characters, those that turn the direction of writing, and lone surrogates."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: max(most - 1, 0)].rstrip()}…"


def _title(post: Post) -> str:
    return _cut(plain(post.title), _MAX_TEXT) or plain(post.address)


def _filled(line: str, values: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda field: values[field[1]], line)


def _written(reports: Sequence[Report]) -> list[Change]:
    return [change for report in reports for change in report.changes if change.kind.value not in _LEFT]


def _active(reports: Sequence[Report]) -> list[Report]:
    """The reports that wrote something; all where none did."""
    return [report for report in reports if _written([report])] or list(reports)


def _sources(reports: Sequence[Report], titles: Mapping[str, str] | None) -> str:
    named = [plain((titles or {}).get(report.source, report.source)) for report in _active(reports)]
    return _listed(named)


def _listed(names: Sequence[str]) -> str:
    """One and two and three, each once."""
    names = list(dict.fromkeys(names))
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
