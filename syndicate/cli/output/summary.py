"""What a summary counts and names of a run, in whatever form it is then told."""

from __future__ import annotations

import difflib
import shlex
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from syndicate.models import Change, Report

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


def is_named(change: Change, *, verbose: bool) -> bool:
    """Whether a report names a post."""
    return change.kind.value != "unchanged" or verbose or bool(change.post.losses)


def is_wrong(change: Change) -> bool:
    """Whether a person must look at a post."""
    return change.kind.value in LOUD or (bool(change.post.losses) and change.kind.value in WRITTEN)


def excerpt(text: str) -> str:
    """A text on one line of the terminal."""
    line = " ".join(text.split()) or "(nothing)"
    return line if len(line) <= 90 else f"{line[:89]}…"


def resolution(change: Change) -> str:
    """How a conflict can be ended; a shell would run what it finds in an address that is not quoted."""
    from syndicate.writer.messages import plain

    return f"syndicate resolve {shlex.quote(plain(change.post.address))} --ours, --theirs or --merge"


def numbers(report: Report) -> dict[str, int]:
    """How many posts there are of each kind that there is, how many are lossy, and how many articles failed."""
    kinds = Counter(change.kind.value for change in report.changes)
    found = {kind: kinds[kind] for kind in SHOWN}
    found["lossy"] = sum(bool(change.post.losses) for change in report.changes)
    found["failed"] = len(report.failures)
    return {kind: number for kind, number in found.items() if number}


def diff_of(change: Change) -> str:
    """What would change in the file; of a conflict, how the original differs from it."""
    after = change.record.theirs or change.after
    if after == change.before:
        return ""
    old, new = change.before.splitlines(keepends=True), after.splitlines(keepends=True)
    name = str(change.post.path)
    return "".join(difflib.unified_diff(old, new, f"a/{name}" if old else "/dev/null", f"b/{name}"))
