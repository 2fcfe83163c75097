"""What a person at a terminal is told of a run: tables that fit the window, in colours that mean something.

Green is written, yellow is to be known, red is to be done something about. rich heeds NO_COLOR (https://no-color.org).
"""

from __future__ import annotations

import os
import sys
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import click
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from syndicate.cli.output.summary import diff_of, excerpt, is_named, is_wrong, numbers, resolution
from syndicate.writer.messages import plain

if TYPE_CHECKING:
    from pathlib import Path

    from syndicate.models import Change, Report

COLOURS = {
    **dict.fromkeys(("added", "updated", "merged", "adopted", "resolved", "committed", "proposed"), "green"),
    **dict.fromkeys(("edited", "missing", "deleted", "lossy", "note"), "yellow"),
    **dict.fromkeys(("conflict", "gone", "failed"), "red"),
    "unchanged": "dim",
}
TITLE = 24
"""Columns in which a title says something; with fewer beside the posts there are no titles."""


def show(report: Report, *, verbose: bool, diff: bool, written_to: Path | None) -> None:
    """Print a report on the terminal; what failed goes to standard error."""
    console = Console(highlight=False)
    named = [change for change in report.changes if is_named(change, verbose=verbose)]
    if named:
        console.print(_posts(named, console.width))
    for change in report.changes if diff else ():
        for line in diff_of(change).splitlines():
            console.print(_plain(line, {"+": "green", "-": "red", "@": "cyan"}.get(line[:1], "")))
    _problems(report)
    said = [_plain(f"{number} {kind}", COLOURS[kind]) for kind, number in numbers(report).items()]
    counts = Text(", ").join(said) if said else Text("nothing new")
    console.print(Text.assemble(_plain(f"{report.source}:", "bold"), " ", counts))
    console.print(_places(report, written_to))


def _posts(changes: list[Change], window: int) -> Table:
    """What is done about each post, and under it why, what it lost, and how a conflict can be ended."""
    longest = max(cell_len(str(change.post.path)) for change in changes)
    room = window - 9 - 2 - longest - 2
    titles = room >= TITLE and any(change.post.title for change in changes)
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, width=9)
    table.add_column(overflow="fold")
    table.add_row(Text("What", "bold"), Text(f"{'Post':{longest}}  Title" if titles else "Post", "bold"))
    for change in changes:
        post = _plain(str(change.post.path))
        if titles:
            title = _plain(change.post.title)
            title.truncate(room, overflow="ellipsis")
            post.pad_right(longest + 2 - post.cell_len)
            post.append_text(title)
        for line in _details(change):
            post.append("\n").append_text(_plain(line, "dim"))
        table.add_row(_kind(change.kind.value), post)
    return table


def _details(change: Change) -> list[str]:
    lines = [change.reason] if change.reason not in ("", "new") else []
    lines += [f"lossy: {loss.block}: {loss.lost}" for loss in change.post.losses]
    for clash in change.clashes:
        lines += [clash.where, f"  here:  {excerpt(clash.ours)}", f"  there: {excerpt(clash.theirs)}"]
    if change.clashes:
        lines.append(resolution(change))
    return lines


def _problems(report: Report) -> None:
    """What went wrong, a line each, on standard error."""
    said = [("note", warning) for warning in report.warnings]
    said += [("failed", f"{failure.address}: {failure.message}") for failure in report.failures]
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, width=9)
    table.add_column(overflow="fold")
    for kind, text in said:
        table.add_row(_kind(kind), _plain(text))
        if not sys.stderr.isatty():
            click.echo(f"{kind:9} {text}", err=True)
    if said and sys.stderr.isatty():
        Console(stderr=True, highlight=False).print(table)
    for failure in report.failures:
        click.echo(failure.bug, err=True, nl=False)


def _places(report: Report, written_to: Path | None) -> Table:
    """What was written where, and what to look at."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, width=9)
    table.add_column(overflow="fold")
    if report.written and written_to is not None:
        table.add_row(_plain("written", "bold"), _plain(_written(report, written_to)))
    wrong = sum(map(is_wrong, report.changes))
    look = [_number(wrong, "post")] * bool(wrong)
    look += [f"{_number(len(report.failures), 'article')} that failed"] * bool(report.failures)
    if look:
        table.add_row(_plain("look at", "bold"), _plain(f"{' and '.join(look)}, named above"))
    for what, where in (("committed", report.commit[:12]), ("proposed", report.pull_request)):
        if where:
            table.add_row(_kind(what), _plain(where))
    if report.written and written_to is not None and not report.commit:
        table.add_row(_plain("next", "bold"), _plain(f"git -C {written_to} status"))
    return table


def _written(report: Report, target: Path) -> str:
    """How many files were written, and the folder that holds them all."""
    folders = [path.parent for path in report.written]
    common = PurePosixPath(os.path.commonpath(folders)) if len(folders) > 1 else folders[0]
    return f"{_number(len(folders), 'file')} in {target / common}"


def _number(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'s' * (count != 1)}"


def _kind(kind: str) -> Text:
    return _plain(kind, COLOURS.get(kind, "bold"))


def _plain(text: str, style: str = "") -> Text:
    """A line of text as it is: what comes from an origin neither moves the cursor nor is rich's markup."""
    indent = text[: len(text) - len(text.lstrip(" "))]
    return Text(indent + plain(text), style)
