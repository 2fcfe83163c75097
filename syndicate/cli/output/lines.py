"""The report of a run as lines for a person, or as JSON for a program."""

from __future__ import annotations

import json
import sys
from collections import Counter
from typing import TYPE_CHECKING

from syndicate.cli.output.printing import print_data, say, say_text
from syndicate.cli.output.summary import (
    KIND_ORDER,
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
from syndicate.errors import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from syndicate.models import Change, Report

COMPARISONS = {
    "same": ("reads as its original", "read as their originals"),
    "differs": ("differs", "differ"),
    "unread": ("could not be compared, since its original could not be read", "could not be compared, since their originals could not be read"),
    "deleted": ("is deleted here", "are deleted here"),
    "ignored": ("is ignored, as you said", "are ignored, as you said"),
    "failed": ("failed", "failed"),
}  # fmt: skip
"""The text for each result of a comparison of a post with its original, of one and of several."""


def no_progress(*_: object) -> None:
    """Show no progress."""


def print_report(
    report: Report,
    *,
    quiet: bool = False,
    verbose: bool = False,
    diff: bool = False,
    written_to: Path | None = None,
    dry_run: bool = False,
) -> int:
    """Print a report for a person: in tables on a terminal, else in lines that programs may rely on.

    Args:
        report: of one source.
        quiet: print only problems; these go to standard error.
        verbose: list unchanged posts too.
        diff: show what changes in each file.
        written_to: the target, if the run may have written to it.
        dry_run: whether nothing was written.

    Returns:
        The exit status.
    """
    if sys.stdout.isatty() and not quiet:
        from syndicate.cli.output.tables import show_report

        show_report(report, verbose=verbose, diff=diff, written_to=written_to, dry_run=dry_run)
        return 1 if report.has_failed else 0
    for change in report.changes:
        is_alert = needs_attention(change)
        if is_alert or (is_listed(change, verbose=verbose) and not quiet):
            say(*_lines(change, dry_run=dry_run), err=is_alert)
            if verbose:
                say(*(f"          {line}" for line in known_by(change.record)))
        if diff and not quiet:
            say_text(diff_of(change))
    for kind, text in problems(report, verbose=verbose):
        say(f"{kind:9} {text}", err=True)
    for failure in report.failures:
        say_text(failure.bug, err=True)
    if not quiet:
        if report.lists:
            say(f"found     {lists_text(report)}")
        say(f"{report.source}: {_counts(report, dry_run=dry_run)}")
        for what, value in (("committed", report.commit[:12]), ("proposed", report.pull_request)):
            if value:
                say(f"{what:9} {value}")
    return 1 if report.has_failed else 0


def _lines(change: Change, *, dry_run: bool) -> list[str]:
    """A change: its kind, the post's path, the reason, the losses and the conflicts."""
    reason = f"  ({change.reason})" if change.reason not in ("", "new") else ""
    label = kind_label(change.kind.value, dry_run=dry_run)
    lines = [f"{label:9} {change.post.path}{reason}"]
    lines += [f"          lossy: {loss.block}: {loss.lost}" for loss in change.post.losses]
    for clash in change.clashes:
        here, there = excerpts(clash.ours, clash.theirs)
        lines += [f"          {clash.where}", f"            here:  {here}", f"            there: {there}"]
    return lines + ([f"          {resolve_command(change)}"] if change.clashes else [])


def _counts(report: Report, *, dry_run: bool) -> str:
    counts = counts_by_kind(report).items()
    return ", ".join(count_label(kind, number, dry_run=dry_run) for kind, number in counts) or "nothing new"


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
        **{kind: kinds[kind] for kind in KIND_ORDER},
        "failed": len(report.failures),
        "still_gone": report.still_gone,
        "warnings": list(report.warnings),
        **({"lists": dict(report.lists)} if report.lists else {}),
        "commit": report.commit,
        "pull_request": report.pull_request,
    }
    _print_json_row(summary)
    return 1 if report.has_failed else 0


def print_comparison(report: Report, *, strict: bool, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Print how posts compare with their originals.

    Args:
        report: of a check.
        strict: a post that does not read as its original is a failure.
        as_json: an object for each post, then one for the source.
        quiet: print only posts that differ or cannot be compared.
        verbose: list also posts that read as their originals.

    Returns:
        The exit status.
    """
    rows = [(_comparison(change), change) for change in report.changes]
    counts = Counter(comparison for comparison, _ in rows)
    if as_json:
        _print_comparison_rows(report, rows)
    else:
        for comparison, change in rows:
            if comparison != "same" or (verbose and not quiet):
                reason = f"  ({change.reason})" if change.reason not in ("", "new") else ""
                say(f"{comparison:9} {change.post.path}{reason}")
                for part in _differences(change):
                    say(f"          {part}")
        for kind, text in problems(report, verbose=verbose):
            say(f"{kind:9} {text}", err=True)
        if not quiet:
            counts["failed"] = len(report.failures)
            parts = [
                f"{number} {one if number == 1 else several}"
                for result, (one, several) in COMPARISONS.items()
                if (number := counts[result])
            ]
            say(f"{report.source}: {', '.join(parts) or 'no posts'}")
    return 1 if report.failures or (strict and counts["differs"]) else 0


def _comparison(change: Change) -> str:
    """How a post compares with its original: a key of `COMPARISONS`."""
    if not change.pairs:
        return change.kind.value if change.kind.value in ("deleted", "ignored") else "unread"
    return "differs" if _differences(change) else "same"


def _differences(change: Change) -> list[str]:
    marked = [clash.where for clash in change.clashes if clash.is_marked]
    return [*marked, *(pair.differs for pair in change.pairs if pair.differs)]


def _print_comparison_rows(report: Report, rows: Sequence[tuple[str, Change]]) -> None:
    for comparison, change in rows:
        fields = {"kind": comparison, "address": change.post.address, "path": str(change.post.path)}
        parts = {"reason": change.reason, "differences": _differences(change)}
        _print_json_row({"source": report.source, **fields, **parts})
    for failure in report.failures:
        fields = {"kind": "failed", "address": failure.address, "reason": failure.message}
        _print_json_row({"source": report.source, **fields})
    counts = Counter(comparison for comparison, _ in rows)
    summary = {comparison: counts[comparison] for comparison in COMPARISONS}
    _print_json_row({"source": report.source, "kind": "summary", **summary, "failed": len(report.failures)})


def _print_json_row(row: Mapping[str, object]) -> None:
    """Print an object on one line, also for readers that split lines at other characters than a newline.

    What would command a terminal is escaped, for a person who looks at it there.
    """
    text = COMMANDS.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(row, ensure_ascii=False))
    # GitHub Actions would read ##[ as the beginning of a command.
    print_data(text.replace("##[", "#\\u0023[") + "\n")
