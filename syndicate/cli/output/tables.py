"""The report of a run on a terminal: tables that fit the window, in colours that mean something.

Green is written, yellow is worth knowing, red needs action. rich obeys NO_COLOR (https://no-color.org).
"""

from __future__ import annotations

import os
import sys
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from syndicate.cli.output.printing import say, say_text
from syndicate.cli.output.summary import (
    count_label,
    counts_by_kind,
    diff_of,
    excerpts,
    is_listed,
    kind_label,
    known_by,
    lists_text,
    needs_attention,
    problems,
    resolve_command,
)
from syndicate.writer.messages import plain

if TYPE_CHECKING:
    from pathlib import Path

    from syndicate.models import Change, Report

COLOURS = {
    **dict.fromkeys(("added", "updated", "merged", "adopted", "resolved", "committed", "proposed"), "green"),
    **dict.fromkeys(("edited", "missing", "deleted", "ignored", "lossy", "note", "still gone"), "yellow"),
    **dict.fromkeys(("conflict", "gone", "doubted", "failed"), "red"),
    "unchanged": "dim",
}
TITLE = 24
"""The smallest useful width of titles, in columns; with less room there are no titles."""


def show_report(
    report: Report, *, verbose: bool, diff: bool, written_to: Path | None, dry_run: bool = False
) -> None:
    """Print a report on the terminal; what failed goes to standard error."""
    console = Console(highlight=False)
    changes = [change for change in report.changes if is_listed(change, verbose=verbose)]
    if changes:
        console.print(_posts(changes, console.width, verbose=verbose, dry_run=dry_run))
    for change in report.changes if diff else ():
        for line in diff_of(change).splitlines():
            console.print(_plain(line, {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")))
    _problems(report, verbose=verbose)
    if report.lists:
        console.print(_plain(f"found {lists_text(report)}"))
    counts = [
        _plain(count_label(kind, number, dry_run=dry_run), COLOURS[kind])
        for kind, number in counts_by_kind(report).items()
    ]
    counts_text = Text(", ").join(counts) if counts else Text("nothing new")
    console.print(Text.assemble(_plain(f"{report.source}:", "bold"), " ", counts_text))
    console.print(_locations(report, written_to))


def _posts(changes: list[Change], window: int, *, verbose: bool, dry_run: bool) -> Table:
    """The table of changes: each post, and under it the reason, the losses and the conflicts."""
    longest = max(cell_len(str(change.post.path)) for change in changes)
    labels = [kind_label(change.kind.value, dry_run=dry_run) for change in changes]
    width = max(9, *map(len, labels))
    title_width = window - width - 2 - longest - 2
    has_titles = title_width >= TITLE and any(change.post.title for change in changes)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, width=width)
    table.add_column(overflow="fold")
    table.add_row(Text("What", "bold"), Text(f"{'Post':{longest}}  Title" if has_titles else "Post", "bold"))
    for change, label in zip(changes, labels, strict=True):
        post = _plain(str(change.post.path))
        if has_titles:
            title = _plain(change.post.title)
            title.truncate(title_width, overflow="ellipsis")
            post.pad_right(longest + 2 - post.cell_len)
            post.append_text(title)
        for line in (*_details(change), *(known_by(change.record) if verbose else ())):
            post.append("\n").append_text(_plain(line, "dim"))
        table.add_row(_plain(label, COLOURS.get(change.kind.value, "bold")), post)
    return table


def _details(change: Change) -> list[str]:
    lines = [change.reason] if change.reason not in ("", "new") else []
    lines += [f"lossy: {loss.block}: {loss.lost}" for loss in change.post.losses]
    for clash in change.clashes:
        here, there = excerpts(clash.ours, clash.theirs)
        lines += [clash.where, f"  here:  {here}", f"  there: {there}"]
    if change.clashes:
        lines.append(resolve_command(change))
    return lines


def _problems(report: Report, *, verbose: bool) -> None:
    """Print warnings and failures, a line each, on standard error."""
    lines = problems(report, verbose=verbose)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, width=9)
    table.add_column(overflow="fold")
    for kind, text in lines:
        table.add_row(_kind(kind), _plain(text))
        if not sys.stderr.isatty():
            say(f"{kind:9} {text}", err=True)
    if lines and sys.stderr.isatty():
        Console(stderr=True, highlight=False).print(table)
    for failure in report.failures:
        say_text(failure.bug, err=True)


def _locations(report: Report, written_to: Path | None) -> Table:
    """The table of results: files written, posts to look at, commit, pull request, next command."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, width=9)
    table.add_column(overflow="fold")
    if report.written and written_to is not None:
        table.add_row(_plain("written", "bold"), _plain(_written(report, written_to)))
    alerts = sum(map(needs_attention, report.changes))
    subjects = [_number(alerts, "post")] * bool(alerts)
    subjects += [f"{_number(len(report.failures), 'article')} that failed"] * bool(report.failures)
    if subjects:
        table.add_row(_plain("look at", "bold"), _plain(f"{' and '.join(subjects)}, named above"))
    for what, value in (("committed", report.commit[:12]), ("proposed", report.pull_request)):
        if value:
            table.add_row(_kind(what), _plain(value))
    if report.written and written_to is not None and not report.commit:
        table.add_row(_plain("next", "bold"), _plain(f"git -C {written_to} status"))
    return table


def _written(report: Report, target: Path) -> str:
    """The number of files written, and the folder that contains them all."""
    folders = [path.parent for path in report.written]
    common = PurePosixPath(os.path.commonpath(folders)) if len(folders) > 1 else folders[0]
    return f"{_number(len(folders), 'file')} in {target / common}"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"


def _kind(kind: str) -> Text:
    return _plain(kind, COLOURS.get(kind, "bold"))


def _plain(text: str, style: str = "") -> Text:
    """A line of text as it is: without control characters, and not read as rich's markup."""
    indent = text[: len(text) - len(text.lstrip(" "))]
    return Text(indent + plain(text), style)
