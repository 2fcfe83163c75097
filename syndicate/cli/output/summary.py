"""The counts and texts of a run's summary that all forms of output share."""

from __future__ import annotations

import difflib
import shlex
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syndicate.models import Change, Report

KIND_ORDER = (
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
"""The kinds of changes, in the order of a summary."""
ALERT_KINDS = {"conflict", "gone"}
"""Kinds that are printed even with --quiet."""
WRITTEN = {"added", "updated", "merged"}


def is_listed(change: Change, *, verbose: bool) -> bool:
    """Whether a report lists a post."""
    return change.kind.value != "unchanged" or verbose or bool(change.post.losses)


def needs_attention(change: Change) -> bool:
    """Whether a person must look at a post."""
    return change.kind.value in ALERT_KINDS or (bool(change.post.losses) and change.kind.value in WRITTEN)


def excerpt(text: str) -> str:
    """The beginning of a text, on one line of the terminal."""
    line = " ".join(text.split()) or "(nothing)"
    return line if len(line) <= 90 else f"{line[:89]}…"


def resolve_command(change: Change) -> str:
    """The command that ends a conflict; the address is quoted, since a shell would run code in it."""
    from syndicate.writer.messages import plain

    return f"syndicate resolve {shlex.quote(plain(change.post.address))} --ours, --theirs or --merge"


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
