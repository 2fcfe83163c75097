"""What changed in a post, line by line, and within a line word by word."""

from __future__ import annotations

import difflib
import re
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syndicate.models import Change

    Diff = list[object]

PATIENCE = 1_000_000
"""So many pairs of words are compared at the most; a line of so many is a table or code."""

ALIKE = 0.5
"""The share that two lines have in common at the least, where one was made of the other."""


def changes(change: Change, earlier: str = "") -> list[Diff]:
    """The differences that are worth a look: each with a heading, and lines that begin with their sign.

    Args:
        change: of one post.
        earlier: what the post read before it was changed last, where that is known.
    """
    return [[heading, lines] for heading, lines in _all(change, earlier) if lines]


def clashes(change: Change) -> list[list[object]]:
    """Where both sides changed the same: its name, what stood there, and either side's words with the new ones marked."""
    return [
        [clash.where, [clash.base], *(marked(clash.base, side)[1] for side in (clash.ours, clash.theirs))]
        for clash in change.clashes
    ]


def _all(change: Change, earlier: str) -> Iterator[tuple[str, list[list[object]]]]:
    base, theirs = change.record.base, change.record.theirs
    if change.kind.value == "conflict":
        yield "Edited here, since it was last written", diff(base, change.before)
        yield "Changed at the origin, since it was last written", diff(base, theirs)
    elif change.kind.value == "edited":
        yield "Edited here, since it was last written", diff(base, change.before)
    elif change.before and change.before != change.after:
        yield "What changes in the post", diff(change.before, change.after)
    elif change.before and earlier:
        yield f"What changed on {change.record.last_changed}", diff(earlier, change.before)


def diff(old: str, new: str) -> list[list[object]]:
    """The lines that differ, with a few around them: each a sign (-, +, a space, or @ between places) and its text.

    The text is in pieces as `marked` has them.
    """
    found = list(difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=3))[2:]
    pieces = [[line[1:]] if line[0] != "@" else [] for line in found]
    runs = [list(run) for _, run in groupby(range(len(found)), lambda n: found[n][0])]
    for gone, come in pairwise(runs):
        if found[gone[0]][0] == "-" and found[come[0]][0] == "+":
            for n, m in zip(gone, come, strict=False):
                pieces[n], pieces[m] = marked(found[n][1:], found[m][1:])
    return [[line[0], piece] for line, piece in zip(found, pieces, strict=True)]


def marked(old: str, new: str) -> tuple[list[str], list[str]]:
    """Two texts in pieces, of which every second one is what the other has not; in one piece where little is alike."""
    one, other = (re.findall(r"\w+|\s+|[^\w\s]", text) for text in (old, new))
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    if len(one) * len(other) > PATIENCE or matcher.ratio() < ALIKE:
        return [old], [new]
    same = matcher.get_matching_blocks()
    return _pieces(one, [(at, size) for at, _, size in same]), _pieces(other, [(at, n) for _, at, n in same])


def _pieces(words: list[str], same: list[tuple[int, int]]) -> list[str]:
    pieces, done = [""], 0
    for start, size in same:
        if done < start:
            pieces += ["".join(words[done:start]), ""]
        done = start + size
        pieces[-1] += "".join(words[start:done])
    return pieces
