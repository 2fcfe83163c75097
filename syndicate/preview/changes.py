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

MAX_COMPARISONS = 1_000_000
"""The most pairs of words to compare; a line with more is a table or code."""

MIN_SIMILARITY = 0.5
"""Two lines less similar than this are not compared word by word."""


def changes(change: Change, earlier: str = "") -> list[Diff]:
    """The differences to review: each with a heading, and lines that begin with their sign.

    Args:
        change: of one post.
        earlier: the post's text before its last change, where it is known.
    """
    return [[heading, lines] for heading, lines in _diffs(change, earlier) if lines]


def clashes(change: Change) -> list[list[object]]:
    """The places that both sides changed: the name, the base's text, and each side's text with new words marked."""
    return [
        [clash.where, [clash.base], *(word_diff(clash.base, side)[1] for side in (clash.ours, clash.theirs))]
        for clash in change.clashes
    ]


def _diffs(change: Change, earlier: str) -> Iterator[tuple[str, list[list[object]]]]:
    base, theirs = change.record.base, change.record.theirs
    if change.kind.value == "conflict":
        yield "Edited here, since it was last written", diff(base, change.before)
        yield "Changed at the origin, since it was last written", diff(base, theirs) if theirs else []
    elif change.kind.value == "edited":
        yield "Edited here, since it was last written", diff(base, change.before)
    elif change.kind.value == "doubted":
        yield "What came, and is not believed", diff(change.before, change.post.text)
    elif change.before and change.before != change.after:
        yield "What changes in the post", diff(change.before, change.after)
    elif change.before and earlier:
        yield f"What changed on {change.record.last_changed}", diff(earlier, change.before)


def diff(old: str, new: str) -> list[list[object]]:
    """The lines that differ, with a few around them: each a sign (-, +, a space, or @ between places) and its text.

    The text is in pieces as `word_diff` returns them.
    """
    diff_lines = list(difflib.unified_diff(old.splitlines(), new.splitlines(), lineterm="", n=3))[2:]
    pieces = [[line[1:]] if line[0] != "@" else [] for line in diff_lines]
    runs = [list(run) for _, run in groupby(range(len(diff_lines)), lambda n: diff_lines[n][0])]
    for removed, added in pairwise(runs):
        if diff_lines[removed[0]][0] == "-" and diff_lines[added[0]][0] == "+":
            for n, m in zip(removed, added, strict=False):
                pieces[n], pieces[m] = word_diff(diff_lines[n][1:], diff_lines[m][1:])
    return [[line[0], piece] for line, piece in zip(diff_lines, pieces, strict=True)]


def word_diff(old: str, new: str) -> tuple[list[str], list[str]]:
    """Two texts in pieces, every second of which is not in the other text; one piece where they differ too much."""
    old_words, new_words = (re.findall(r"\w+|\s+|[^\w\s]", text) for text in (old, new))
    matcher = difflib.SequenceMatcher(None, old_words, new_words, autojunk=False)
    if len(old_words) * len(new_words) > MAX_COMPARISONS or matcher.ratio() < MIN_SIMILARITY:
        return [old], [new]
    blocks = matcher.get_matching_blocks()
    return _pieces(old_words, [(start, size) for start, _, size in blocks]), _pieces(
        new_words, [(start, n) for _, start, n in blocks]
    )


def _pieces(words: list[str], common: list[tuple[int, int]]) -> list[str]:
    pieces, position = [""], 0
    for start, size in common:
        if position < start:
            pieces += ["".join(words[position:start]), ""]
        position = start + size
        pieces[-1] += "".join(words[start:position])
    return pieces
