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
    "unchanged",
)
"""The kinds of changes, in the order of a summary."""
ALERT_KINDS = {"conflict", "gone", "doubted"}
"""Kinds that are printed even with --quiet."""
EXCERPT = 90
"""Characters of an excerpt at the most."""
WRITTEN = {"added", "updated", "merged"}


def is_listed(change: Change, *, verbose: bool) -> bool:
    """Whether a report lists a post."""
    return change.kind.value != "unchanged" or verbose or bool(change.post.losses)


def needs_attention(change: Change) -> bool:
    """Whether a person must look at a post."""
    return change.kind.value in ALERT_KINDS or (bool(change.post.losses) and change.kind.value in WRITTEN)


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
    """The number of posts of each kind, of lossy posts, and of failed articles; zeros are left out."""
    kinds = Counter(change.kind.value for change in report.changes)
    counts = {kind: kinds[kind] for kind in KIND_ORDER}
    counts["lossy"] = sum(bool(change.post.losses) for change in report.changes)
    counts["failed"] = len(report.failures)
    return {kind: number for kind, number in counts.items() if number}


def diff_of(change: Change) -> str:
    """The unified diff of the change; for a conflict, from the post to the original."""
    after = change.record.theirs or change.after
    if after == change.before:
        return ""
    old, new = change.before.splitlines(keepends=True), after.splitlines(keepends=True)
    name = str(change.post.path)
    return "".join(difflib.unified_diff(old, new, f"a/{name}" if old else "/dev/null", f"b/{name}"))
