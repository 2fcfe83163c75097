"""What a person or a program is told of a run."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING

import click

from syndicate.cli.output.summary import SHOWN, diff_of, excerpt, is_named, is_wrong, numbers, resolution

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from syndicate.models import Change, Report

COMPARED = {
    "same": "read as their originals",
    "differs": "differ",
    "unread": "have no original to be had",
    "deleted": "are deleted here",
}
"""How a post compares with its original."""


def no_progress(*_: object) -> None:
    """Says nothing."""


def print_report(
    report: Report,
    *,
    quiet: bool = False,
    verbose: bool = False,
    diff: bool = False,
    written_to: Path | None = None,
) -> int:
    """Print a report for a person: in tables on a terminal, else in lines that programs may rely on.

    Args:
        report: of one source.
        quiet: say only what is wrong; that goes to standard error.
        verbose: name unchanged posts too.
        diff: show what changes in each file.
        written_to: the target, where something was written to it.

    Returns:
        The exit status.
    """
    if sys.stdout.isatty() and not quiet:
        from syndicate.cli.output.tables import show

        show(report, verbose=verbose, diff=diff, written_to=written_to)
        return 1 if report.failures else 0
    for change in report.changes:
        wrong = is_wrong(change)
        if wrong or (is_named(change, verbose=verbose) and not quiet):
            click.echo(_line(change), err=wrong)
        if diff and not quiet:
            click.echo(diff_of(change), nl=False)
    for warning in report.warnings:
        click.echo(f"note      {warning}", err=True)
    for failure in report.failures:
        click.echo(f"failed    {failure.address}: {failure.message}", err=True)
        if failure.bug:
            click.echo(failure.bug, err=True, nl=False)
    if not quiet:
        click.echo(f"{report.source}: {_counts(report)}")
        for what, where in (("committed", report.commit[:12]), ("proposed", report.pull_request)):
            if where:
                click.echo(f"{what:9} {where}")
    return 1 if report.failures else 0


def _line(change: Change) -> str:
    """A post, what is done about it and why, and what of it does not read as its original does."""
    reason = f"  ({change.reason})" if change.reason not in ("", "new") else ""
    losses = "".join(f"\n          lossy: {loss.block}: {loss.lost}" for loss in change.post.losses)
    clashes = "".join(
        f"\n          {clash.where}\n            here:  {excerpt(clash.ours)}\n            there: {excerpt(clash.theirs)}"
        for clash in change.clashes
    )
    ends = f"\n          {resolution(change)}" if clashes else ""
    return f"{change.kind.value:9} {change.post.path}{reason}{losses}{clashes}{ends}"


def _counts(report: Report) -> str:
    return ", ".join(f"{number} {kind}" for kind, number in numbers(report).items()) or "nothing new"


def print_json(report: Report) -> int:
    """Print a report for a program: an object for each article, then one for the source."""
    for change in report.changes:
        losses = [{"block": loss.block, "lost": loss.lost} for loss in change.post.losses]
        clashes = [
            {"where": clash.where, "ours": clash.ours, "theirs": clash.theirs} for clash in change.clashes
        ]
        post = change.post
        row = {
            "source": report.source,
            "kind": change.kind.value,
            "address": post.address,
            "path": str(post.path),
            "title": post.title,
        }
        _print_json_row(
            {
                **row,
                "reason": change.reason,
                "body_from": post.body_from,
                "losses": losses,
                "clashes": clashes,
            }
        )
    for failure in report.failures:
        _print_json_row(
            {
                "source": report.source,
                "kind": "failed",
                "address": failure.address,
                "reason": failure.message,
                "bug": failure.bug,
            }
        )
    kinds = Counter(change.kind.value for change in report.changes)
    summary = {
        "source": report.source,
        "kind": "summary",
        **{kind: kinds[kind] for kind in SHOWN},
        "failed": len(report.failures),
        "warnings": list(report.warnings),
        "commit": report.commit,
        "pull_request": report.pull_request,
    }
    _print_json_row(summary)
    return 1 if report.failures else 0


def print_comparison(report: Report, *, strict: bool, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Print how posts compare with their originals.

    Args:
        report: of a check.
        strict: a post that does not read as its original is a failure.
        as_json: an object for each post, then one for the source.
        quiet: say only what differs or is not to be had.
        verbose: name also the posts that read as their originals.

    Returns:
        The exit status.
    """
    rows = [(_compared(change), change) for change in report.changes]
    counts = Counter(how for how, _ in rows)
    if as_json:
        _print_compared_rows(report, rows)
    else:
        for how, change in rows:
            if how != "same" or (verbose and not quiet):
                reason = f"  ({change.reason})" if change.reason not in ("", "new") else ""
                click.echo(f"{how:9} {change.post.path}{reason}")
                for part in _differences(change):
                    click.echo(f"          {part}")
        for failure in report.failures:
            click.echo(f"failed    {failure.address}: {failure.message}", err=True)
        if not quiet:
            said = (f"{counts[how]} {words}" for how, words in COMPARED.items() if counts[how])
            click.echo(f"{report.source}: {', '.join(said) or 'no posts'}")
    return 1 if report.failures or (strict and counts["differs"]) else 0


def _compared(change: Change) -> str:
    """How a post compares with its original: a key of `COMPARED`."""
    if not change.pairs:
        return "deleted" if change.kind.value == "deleted" else "unread"
    return "differs" if _differences(change) else "same"


def _differences(change: Change) -> list[str]:
    return [pair.differs for pair in change.pairs if pair.differs]


def _print_compared_rows(report: Report, rows: Sequence[tuple[str, Change]]) -> None:
    for how, change in rows:
        facts = {"kind": how, "address": change.post.address, "path": str(change.post.path)}
        parts = {"reason": change.reason, "differences": _differences(change)}
        _print_json_row({"source": report.source, **facts, **parts})
    for failure in report.failures:
        facts = {"kind": "failed", "address": failure.address, "reason": failure.message}
        _print_json_row({"source": report.source, **facts})
    counts = Counter(how for how, _ in rows)
    summary = {how: counts[how] for how in COMPARED}
    _print_json_row({"source": report.source, "kind": "summary", **summary, "failed": len(report.failures)})


def _print_json_row(row: Mapping[str, object]) -> None:
    """Print an object on one line, also for those who take other characters than a newline for its end."""
    ends = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
    # GitHub Actions would take ##[ for the beginning of a command.
    click.echo(json.dumps(row, ensure_ascii=False).translate(ends).replace("##[", "#\\u0023["))
