"""What a person or a program is told of a run."""

from __future__ import annotations

import difflib
import json
from collections import Counter
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syndicate.models import Change, Failure, Report

SHOWN = (
    "added",
    "updated",
    "merged",
    "adopted",
    "resolved",
    "edited",
    "conflict",
    "missing",
    "gone",
    "deleted",
    "unchanged",
)
"""The kinds of changes, in the order in which a summary counts them."""
LOUD = {"conflict", "gone"}
"""What a person is told of also when all else is quiet."""
WRITTEN = {"added", "updated", "merged"}


def no_progress(_done: int, _total: int, _result: Change | Failure) -> None:
    """Says nothing."""


def tell(report: Report, *, quiet: bool = False, verbose: bool = False, diff: bool = False) -> int:
    """Print a report for a person; what is wrong goes to standard error, also when told to be quiet."""
    for change in report.changes:
        kind = change.kind.value
        named = kind != "unchanged" or verbose or bool(change.post.losses)
        wrong = kind in LOUD or (bool(change.post.losses) and kind in WRITTEN)
        if wrong or (named and not quiet):
            click.echo(_line(change), err=wrong)
        if diff and not quiet:
            click.echo(_diff(change), nl=False)
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
        f"\n          {clash.where}\n            here:  {_excerpt(clash.ours)}\n            there: {_excerpt(clash.theirs)}"
        for clash in change.clashes
    )
    ends = (
        f"\n          syndicate resolve {change.post.address} --ours, --theirs or --merge" if clashes else ""
    )
    return f"{change.kind.value:9} {change.post.path}{reason}{losses}{clashes}{ends}"


def _excerpt(text: str) -> str:
    """A text on one line of the terminal."""
    line = " ".join(text.split()) or "(nothing)"
    return line if len(line) <= 90 else f"{line[:89]}…"


def _counts(report: Report) -> str:
    kinds = Counter(change.kind.value for change in report.changes)
    lossy = sum(bool(change.post.losses) for change in report.changes)
    said = [f"{kinds[kind]} {kind}" for kind in SHOWN if kinds[kind]]
    said += [f"{lossy} lossy"] * bool(lossy) + [f"{len(report.failures)} failed"] * bool(report.failures)
    return ", ".join(said) or "nothing new"


def _diff(change: Change) -> str:
    """What would change in the file; of a conflict, how the original differs from it."""
    after = change.record.theirs or change.after
    if after == change.before:
        return ""
    old, new = change.before.splitlines(keepends=True), after.splitlines(keepends=True)
    name = str(change.post.path)
    return "".join(difflib.unified_diff(old, new, f"a/{name}" if old else "/dev/null", f"b/{name}"))


def tell_json(report: Report) -> int:
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
        _tell_row(
            {
                **row,
                "reason": change.reason,
                "body_from": post.body_from,
                "losses": losses,
                "clashes": clashes,
            }
        )
    for failure in report.failures:
        _tell_row(
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
    _tell_row(summary)
    return 1 if report.failures else 0


def _tell_row(row: Mapping[str, object]) -> None:
    """Print an object on one line, also for those who take other characters than a newline for its end."""
    ends = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}
    click.echo(json.dumps(row, ensure_ascii=False).translate(ends))
