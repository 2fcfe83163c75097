"""Pure: the text of a run's commit and pull request.

Text from the origin has no effect here: it mentions nobody, closes no issue, skips no build, and is
neither Markdown, HTML, nor a git trailer.
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

_KINDS = {
    "added": ("cross-post", "", ""),
    "updated": ("update", "", ""),
    "merged": ("merge", "", ""),
    "adopted": ("adopt", "", ""),
    "resolved": ("settle", "", "its conflict is settled"),
    "moved": ("move", "", "moved"),
    "edited": ("keep", " as edited", "edited here"),
    "deleted": ("remove", "", "removed"),
    "ignored": ("note", " as ignored", "never brought"),
    "forgotten": ("forget", "", "forgotten; its post stays"),
    "conflict": ("leave", " in conflict", "in conflict"),
    "doubted": ("doubt", "", "not believed"),
    "missing": ("note", " as missing", "not found at the origin"),
    "gone": ("note", " as gone", "gone at the origin"),
    "unchanged": ("note what is known of", "", "what is known of it"),
}
"""What the subject says of a kind of change, before and after the article, and what its bullet says beside the title."""

_COUNTED = {
    "added": "added",
    "updated": "updated",
    "merged": "merged",
    "removed": "deleted",
    "conflicts": "conflict",
}
"""The fields of a message's template that are numbers, with the kind of change that each counts."""

_IN_TABLE = {"deleted": "removed", "unchanged": "what is known of it"}
"""What a pull request's table calls a kind of change that it does not call by its name."""

_APART = ("conflict", "doubted", "gone")
"""Kinds of changes that a pull request's text lists in sections of their own."""

_FIELD = re.compile(r"\{([^{}]*)\}")

_BREAK = "\N{ZERO WIDTH SPACE}"
_ACTIVE = re.compile(
    r"(@|:(?=//)|#(?=\d)|\bGH-(?=\d)|\bwww(?=\.)|\[(?=\s*(?:skip|ci|no|actions)\b)|\*\*\*(?=NO_CI))",
    re.IGNORECASE,
)
"""Text that GitHub and CI act on, escaped or not: mentions, references to issues, "[skip ci]"."""

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]+")

_MARKUP = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", "|": "&#124;", **{mark: f"\\{mark}" for mark in "\\`*_[]~$"}}
)


class PullRequestText(NamedTuple):
    """The title and body of a pull request."""

    title: str
    body: str


def commit_message(template: str, reports: Sequence[Report], sources: Mapping[str, str] | None = None) -> str:
    """The message of the commit of these reports' changes.

    Args:
        template: text with the fields {source.title}, {source.name}, {added}, {updated}, {merged}, {removed},
            {conflicts} (numbers) and {titles}: a list of titles with addresses where that is a whole line, else titles
            in a row; "" for the default.
        reports: what the commit holds: each of their changes is told.
        sources: the title of each source by its name; a source without one is called by its name.

    Raises:
        ConfigError: the template has another field.
    """
    changes = _changes(reports)
    values = {
        "source.title": _source_titles(reports, sources),
        "source.name": _enumeration([plain(report.source) for report in _active_reports(reports)]),
        **{
            field: str(sum(change.kind.value == kind for change in changes))
            for field, kind in _COUNTED.items()
        },
        "titles": ", ".join(f"“{_defuse(_title(change.post))}”" for change in changes),
    }
    if unknown_fields := [name for name in _FIELD.findall(template) if name not in values]:
        raise ConfigError(
            f"there is no field {{{unknown_fields[0]}}}; there are {', '.join(values)}",
            "the commit's message",
        )
    # An asterisk, since git takes lines with a colon or a # for trailers or comments, a "-" before a colon among them.
    bullets = [f"* {_bullet(change)}\n  {plain(change.post.address)}" for change in changes]
    if not template.strip():
        return "\n".join([subject(reports, sources), "", *bullets]).rstrip() + "\n"
    first, *rest = template.strip().splitlines()
    lines = ["\n".join(bullets) if line.strip() == "{titles}" else _fill(line, values) for line in rest]
    return "\n".join([_truncate(_fill(first, values), MAX_SUBJECT), *lines]).rstrip() + "\n"


def subject(reports: Sequence[Report], sources: Mapping[str, str] | None = None) -> str:
    """The changes in a line of at most 72 characters: Cross-post “Title” from 18F's blog."""
    changes = _changes(reports)
    origin = f" from {_source_titles(reports, sources)}"
    if not changes:
        return _truncate(f"Nothing new{origin}", MAX_SUBJECT)
    kinds = [change.kind.value for change in changes]
    first, *others = [(kind, kinds.count(kind)) for kind in _KINDS if kind in kinds]
    (verb, after, _), number = _KINDS[first[0]], first[1]
    rest = "".join(f", {_KINDS[kind][0]} {count}{_KINDS[kind][1]}" for kind, count in others)
    articles = f"{number} articles" if number != 1 else "1 article"
    if len(changes) == 1:
        # If the source's title leaves no room, the number says more than a title cut to nothing.
        room = MAX_SUBJECT - len(f"{verb} “”{after}{origin}")
        title = _defuse(_title(changes[0].post))
        articles = f"“{_truncate(title, room)}”" if room >= min(len(title), 20) else articles
    return _truncate(f"{verb.capitalize()} {articles}{origin}{after}{rest}", MAX_SUBJECT)


def introduction(review: str = "", declined: Sequence[str] = ()) -> str:
    """The beginning of a pull request's text.

    Args:
        review: the address of the page about the run; "" if there is none.
        declined: the address of the closed pull request of each post that is left out, since it was declined.
    """
    note = "What you change on this branch is kept by later runs.\n"
    for url in dict.fromkeys(declined):
        number = declined.count(url)
        note += f"\nLeft out, since {url} was closed: {number} {'posts' if number > 1 else 'post'}. Reopen it to take them after all.\n"
    return (
        f"[Each original beside its cross-post]({review}), to download and open.\n\n{note}"
        if review
        else note
    )


def pull_request_text(
    reports: Sequence[Report], sources: Mapping[str, str] | None = None, first: str | None = None
) -> PullRequestText:
    """The title and body of the pull request of these reports' changes.

    Args:
        reports: what is proposed, and what of the run needs a person: changes and failures.
        sources: as for `commit_message`.
        first: the text before the tables; `introduction` if not given.

    Returns:
        GitHub's Markdown, no longer than GitHub takes; what is left out for that is counted.
    """
    changes = [change for change in _changes(reports) if change.kind.value not in _APART]
    sections = (
        (_TABLE, "articles", [_table_row(change) for change in changes]),
        (_LOSSY, "posts", [_lossy_item(change.post) for change in changes if change.post.losses]),
        (
            _CONFLICTS,
            "posts",
            [_conflict_item(c) for r in reports for c in r.changes if c.kind.value == "conflict"],
        ),
        (
            _DOUBTED,
            "articles",
            [_gone_item(c) for r in reports for c in r.changes if c.kind.value == "doubted"],
        ),
        (_GONE, "posts", [_gone_item(c) for r in reports for c in r.changes if c.kind.value == "gone"]),
        (
            _FAILURES,
            "articles",
            [_failure_item(failure) for report in reports for failure in report.failures],
        ),
    )

    def render(limit: int) -> str:
        parts = [introduction() if first is None else first]
        for head, noun, rows in sections:
            if rows:
                parts.append(head + "".join(rows[:limit]))
            if len(rows) > limit:
                parts.append(
                    f"*… and {len(rows) - limit:,} more {noun}, left out since GitHub takes no longer text.*\n"
                )
        return "\n".join(parts)

    longest = max(len(rows) for _, _, rows in sections)
    limit = bisect.bisect_left(range(1, longest + 1), True, key=lambda limit: len(render(limit)) > MAX_BODY)
    return PullRequestText(subject(reports, sources), render(limit))


_TABLE = "| Article | Post | What |\n| --- | --- | --- |\n"
_LOSSY = "### Not the same as the original\n\n"
_CONFLICTS = (
    # One line, since GitHub breaks a pull request's lines where they break.
    "### In conflict\n\nThese posts were edited here, and their originals changed too; they are left as they are. "
    "To end it, `--ours` keeps the post, `--theirs` takes the original, and `--merge` writes both with conflict markers.\n\n"
)
_DOUBTED = "### Not believed\n\nWhat came is not what these articles are known as; their posts are left as they are.\n\n"
_GONE = "### Gone at the origin\n\n"
_FAILURES = "### Failed\n\n"


def _table_row(change: Change) -> str:
    reason = f" ({inert(change.reason)})" if change.reason not in ("", "new") else ""
    kind = change.kind.value
    # GFM, 4.10: a pipe in code in a table is escaped with a backslash, which does not show.
    path = _code_span(str(change.post.path)).replace("|", "\\|")
    return f"| {_link(change.post)} | {path} | {inert(_IN_TABLE.get(kind, kind))}{reason} |\n"


def _lossy_item(post: Post) -> str:
    shown = post.losses[:_MAX_LOSSES]
    losses = [f"  - lossy: {inert(loss.block)}: {inert(loss.lost)}\n" for loss in shown]
    remaining = len(post.losses) - len(shown)
    more = f"  - … and {remaining:,} more\n" if remaining else ""
    return f"- {_link(post)}\n{''.join(losses)}{more}"


def _conflict_item(change: Change) -> str:
    command = f"syndicate resolve {shlex.quote(plain(change.post.address))} --merge"
    return (
        f"- {_link(change.post)}, {_code_span(str(change.post.path))}: {inert(change.reason)}\n"
        f"  {_code_span(command)}, or `--ours`, or `--theirs`\n"
    )


def _gone_item(change: Change) -> str:
    return f"- {_link(change.post)}, {_code_span(str(change.post.path))}: {inert(change.reason)}\n"


def _failure_item(failure: Failure) -> str:
    return f"- {_code_span(failure.address)}: {inert(failure.message)}\n"


def _link(post: Post) -> str:
    """The title, linked to the original."""
    title, address = inert(_title(post)), plain(post.address)
    if not address.startswith(("http://", "https://")) or len(address) > 2000:
        return f"“{title}”"
    # Percent-encoded, what is left ends neither the link (CommonMark, 6.3) nor the cell.
    return f"[{title}]({quote(address, safe='%/:=&?~#+!$,;@')})"


def _code_span(text: str) -> str:
    """A code span (CommonMark, 6.1), in which GitHub sees no mention or reference."""
    text = _truncate(plain(text), 2 * _MAX_TEXT)
    fence = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    space = " " if text.startswith("`") or text.endswith("`") or not text else ""
    return f"{fence}{space}{text}{space}{fence}"


def inert(text: str) -> str:
    """The text as Markdown that shows it."""
    return _defuse(_truncate(text, _MAX_TEXT)).translate(_MARKUP)


def _defuse(text: str) -> str:
    """The text with an invisible break in what GitHub would act on; escapes do not help, as GitHub undoes them first."""
    return _ACTIVE.sub(rf"\1{_BREAK}", plain(text))


def plain(text: str) -> str:
    """One line without control characters, those that turn the direction of writing, and lone surrogates."""
    return " ".join(_CONTROLS.sub(" ", text).split())


def _truncate(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: max(limit - 1, 0)].rstrip()}…"


def _title(post: Post) -> str:
    return _truncate(plain(post.title), _MAX_TEXT) or plain(post.address)


def _fill(line: str, values: Mapping[str, str]) -> str:
    return _FIELD.sub(lambda field: values[field[1]], line)


def _changes(reports: Sequence[Report]) -> list[Change]:
    return [change for report in reports for change in report.changes]


def _bullet(change: Change) -> str:
    title, beside = _defuse(_title(change.post)), _KINDS[change.kind.value][2]
    if change.kind.value == "moved" and change.reason:
        beside = _defuse(f"moved {change.reason}")
    return f"{title} ({beside})" if beside else title


def _active_reports(reports: Sequence[Report]) -> list[Report]:
    """The reports of which something is told; all reports if of none."""
    return [report for report in reports if report.changes] or list(reports)


def _source_titles(reports: Sequence[Report], titles: Mapping[str, str] | None) -> str:
    names = [plain((titles or {}).get(report.source, report.source)) for report in _active_reports(reports)]
    return _enumeration(names)


def _enumeration(names: Sequence[str]) -> str:
    """One and two and three, each once."""
    names = list(dict.fromkeys(names))
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
