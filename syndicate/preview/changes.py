"""What changed in a post, line by line."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syndicate.models import Change

    Diff = list[object]


def changes(change: Change) -> list[Diff]:
    """The differences that are worth a look: each with a heading, and lines that begin with their sign."""
    return [[heading, lines] for heading, lines in _all(change) if lines]


def _all(change: Change) -> Iterator[tuple[str, list[list[str]]]]:
    base, theirs = change.record.base, change.record.theirs
    if change.kind.value == "conflict":
        yield "Edited here, since it was last written", diff(base, change.before)
        yield "Changed at the origin, since it was last written", diff(base, theirs)
    elif change.kind.value == "edited":
        yield "Edited here, since it was last written", diff(base, change.before)
    elif change.before:
        yield "What changes in the post", diff(change.before, change.after)


def diff(old: str, new: str) -> list[list[str]]:
    """The lines that differ, with a few around them: each a sign (-, +, a space, or @ between places) and its text."""
    lines = list(difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=3))[2:]
    return [[line[0], "" if line[0] == "@" else line[1:]] for line in lines]
