"""The counts and texts of a run's summary that all forms of output share."""

from __future__ import annotations

import difflib
import shlex
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syndicate.models import Change, Record, Report

KIND_ORDER = (
    "added",
    "updated",
    "merged",
    "adopted",
    "resolved",
    "edited",
    "conflict",
    "doubted",
    "missing",
    "gone",
    "deleted",
    "ignored",
    "unchanged",
)
"""The kinds of changes, in the order of a summary."""
ALERT_KINDS = {"conflict", "gone", "doubted"}
"""Kinds that are printed even with --quiet."""
EXCERPT = 90
"""Characters of an excerpt at the most."""
WRITTEN = {"added", "updated", "merged"}
INTENTIONS = {
    "added": "would add",
    "updated": "would update",
    "merged": "would merge",
    "adopted": "would adopt",
    "resolved": "would resolve",
}
"""The text of a kind in a dry run, which writes nothing."""
MAX_ALIKE = 10
"""So many problems of one text, but for its addresses, are listed one by one."""


def is_listed(change: Change, *, verbose: bool) -> bool:
    """Whether a report lists a post."""
    return change.kind.value != "unchanged" or verbose or bool(change.post.losses)


def needs_attention(change: Change) -> bool:
    """Whether a person must look at a post."""
    return change.kind.value in ALERT_KINDS or (bool(change.post.losses) and change.kind.value in WRITTEN)


def kind_label(kind: str, *, dry_run: bool) -> str:
    """The word for the kind of a change, at the beginning of its line."""
    return INTENTIONS.get(kind, kind) if dry_run else kind


def count_label(kind: str, number: int, *, dry_run: bool) -> str:
    """The number of changes of a kind, in the last line."""
    would = INTENTIONS.get(kind) if dry_run else None
    return f"{would} {number}" if would else f"{number} {kind}"


def problems(report: Report, *, verbose: bool) -> list[tuple[str, str]]:
    """What went wrong, each as its kind and its text; what is the same of many articles stands once, with their number.

    Args:
        report: of a run.
        verbose: list each of them.
    """
    texts = [("note", warning) for warning in report.warnings]
    texts += [("failed", f"{failure.address}: {failure.message}") for failure in report.failures]
    alike = Counter(map(_without_addresses, texts))
    shown: list[tuple[str, str]] = []
    counted: set[tuple[str, str]] = set()
    for text in texts:
        number = alike[key := _without_addresses(text)]
        if verbose or number <= MAX_ALIKE:
            shown.append(text)
        elif key not in counted:
            counted.add(key)
            shown += [text, ("", f"and {number - 1} more like it; -v names them")]
    return shown


def _without_addresses(problem: tuple[str, str]) -> tuple[str, str]:
    words = problem[1].split()
    return problem[0], " ".join(
        word for word in words if "://" not in word and not word.endswith((".md", ".md:"))
    )


def lists_text(report: Report) -> str:
    """How many articles each list of a back catalogue names, the longest first."""
    return ", ".join(f"{number} in the {name}" for name, number in report.lists)


def known_by(record: Record) -> list[str]:
    """What an article is known by, a line for each: its address, those that it had, others that lead to it, its id."""
    lines = [f"known by {record.address}"]
    lines += [f"formerly {address}" for address in record.formerly]
    lines += [f"also     {address}" for address in record.aliases]
    return lines + ([f"id       {record.entry.guid}"] if record.entry.guid else [])


def excerpts(one: str, other: str) -> tuple[str, str]:
    """Two versions of a place, each on one line of the terminal, from a little before where their words part."""
    left, right = one.split(), other.split()
    same = next(
        (n for n, (mine, theirs) in enumerate(zip(left, right, strict=False)) if mine != theirs),
        min(len(left), len(right)),
    )
    return _excerpt(left, same), _excerpt(right, same)


def _excerpt(words: list[str], same: int) -> str:
    """The words on one line; where they are too many, those around the first that differs."""
    line = " ".join(words) or "(nothing)"
    if len(line) <= EXCERPT:
        return line
    start = same
    while start and sum(map(len, words[start - 1 : same])) < EXCERPT // 3:
        start -= 1
    cut = ("… " if start else "") + " ".join(words[start:])
    return cut if len(cut) <= EXCERPT else f"{cut[: EXCERPT - 1]}…"


def resolve_command(change: Change) -> str:
    """The command that ends a conflict; the address is quoted, since a shell would run code in it."""
    from syndicate.writer.messages import plain

    ends = (
        "--ours or --theirs"
        if any(clash.is_marked for clash in change.clashes)
        else "--ours, --theirs or --merge"
    )
    return f"syndicate resolve {shlex.quote(plain(change.post.address))} {ends}"


def counts_by_kind(report: Report) -> dict[str, int]:
    """The number of posts of each kind, of lossy posts, of failed articles, and of those told as gone before; no zeros."""
    kinds = Counter(change.kind.value for change in report.changes)
    counts = {kind: kinds[kind] for kind in KIND_ORDER}
    counts["lossy"] = sum(bool(change.post.losses) for change in report.changes)
    counts["failed"] = len(report.failures)
    counts["still gone"] = report.still_gone
    return {kind: number for kind, number in counts.items() if number}


def diff_of(change: Change) -> str:
    """The unified diff of the change; for a conflict, from the post to the original."""
    after = change.record.theirs or change.after
    if after == change.before:
        return ""
    old, new = change.before.splitlines(keepends=True), after.splitlines(keepends=True)
    name = str(change.post.path)
    return "".join(difflib.unified_diff(old, new, f"a/{name}" if old else "/dev/null", f"b/{name}"))
