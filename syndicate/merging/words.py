"""Three-way merges word by word, and texts brought into the style of another that reads the same."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache
from typing import TYPE_CHECKING

from syndicate.merging.diff3 import Side, merge_lines
from syndicate.merging.restyling import NUMBERED, chunks, steadied_items, style_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from syndicate.merging.restyling import Style

_WORD = re.compile(r"\s+|\w+|[^\w\s]")
_DEFINITION = re.compile(r"^ {0,3}\[(?!\^)[^\]\n]{1,200}\]:[ \t]*\S[^\n]*", re.MULTILINE)

MAX_WORDS = 20_000
"""Of a paragraph: longer ones are taken as they are."""


def in_style_of(
    base: str, ours: str, theirs: str, reads: Callable[[str], Hashable]
) -> tuple[str, str] | None:
    """Base and theirs, written as ours is where that reads the same.

    Args:
        base: Markdown as it was last written.
        ours: what it is now.
        theirs: what would be written today.
        reads: what a person reads in some Markdown, in a form that can be compared.

    Returns:
        Both texts; None where ours has no style of its own.
    """
    reads = _in_context(reads, base, ours, theirs)
    old, mine, other = chunks(base), chunks(ours), chunks(theirs)
    if _definitions_at_the_end(old) or _definitions_at_the_end(other):
        return None  # the origin's own are merged line by line
    same = dict(_same(old, mine, reads))
    if all(old[i][0] == mine[j][0] for i, j in same.items()):
        return None
    style = style_of((old[i][0], mine[j][0]) for i, j in same.items() if old[i][0] != mine[j][0])
    restyled = [
        mine[same[i]] if i in same else (_styled(chunk, style, reads), gap)
        for i, (chunk, gap) in enumerate(old)
    ]
    result = []
    for i, (chunk, gap) in _counterparts(old, other):
        if i < 0:
            result.append((_styled(chunk, style, reads), gap))
        elif chunk == old[i][0]:
            result.append((restyled[i][0], restyled[i][1] if gap == old[i][1] else gap))
        else:
            text = merged_words(old[i][0], restyled[i][0], chunk, reads)
            result.append((_best(chunk, text, style, reads), gap))
    if style.steady:
        restyled, result = steadied_items(restyled), steadied_items(result)
    definitions = _definitions_at_the_end(mine)
    return _joined([*restyled, *definitions]), _joined([*result, *definitions])


def merged_words(base: str, ours: str, theirs: str, reads: Callable[[str], Hashable]) -> str:
    """Theirs, written as ours is: the merge word by word where that reads as theirs does; else theirs itself.

    White space belongs to the word after it, so that a line breaks where it did; what stands between a new word and
    the one after it is theirs.
    """
    words = [_words(text) for text in (base, ours, theirs)]
    if max(map(len, words)) > MAX_WORDS:
        return theirs
    result: list[str] = []
    last = (Side.OURS, -1)
    for run in merge_lines(*([word for _, word in side] for side in words)):
        if run.side is Side.BOTH:
            return theirs
        side = words[1] if run.side is Side.OURS else words[2]
        for place in range(*(run.ours if run.side is Side.OURS else run.theirs).indices(len(side))):
            space, word = side[place]
            follows = words[2][last[1] + 1] if last[1] + 1 < len(words[2]) else ("", "")
            if run.side is Side.OURS and last[0] is Side.THEIRS and follows[1] == word:
                space = follows[0]
            result.append(space + word)
            last = run.side, place
    result.append(ours[len(ours.rstrip()) :])
    text = "".join(result)
    return text if reads(text) == reads(theirs) else theirs


def _words(text: str) -> list[tuple[str, str]]:
    """The words and signs of a text, each with the white space before it."""
    pieces = _WORD.findall(text)
    return [
        (before if before.isspace() else "", piece)
        for before, piece in zip(["", *pieces], pieces, strict=False)
        if not piece.isspace()
    ]


def _in_context(reads: Callable[[str], Hashable], *texts: str) -> Callable[[str], Hashable]:
    """The same reading for chunks alone: links may be defined elsewhere, and an item's number is that of its place."""
    definitions = "\n".join(dict.fromkeys(line for text in texts for line in _DEFINITION.findall(text)))

    @lru_cache(None)
    def read(chunk: str) -> Hashable:
        chunk = NUMBERED.sub(r"1\2", chunk)
        return reads(f"{chunk}\n\n{definitions}" if definitions else chunk)

    return read


def _same(
    old: list[tuple[str, str]], mine: list[tuple[str, str]], reads: Callable[[str], Hashable]
) -> list[tuple[int, int]]:
    """The chunks that read the same, as pairs of places."""
    one, other = [reads(chunk) for chunk, _ in old], [reads(chunk) for chunk, _ in mine]
    blocks = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return [(block.a + n, block.b + n) for block in blocks for n in range(block.size)]


def _definitions_at_the_end(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The last chunks that only say where links lead, which a reader does not see."""
    first = len(parts)
    while first and all(_DEFINITION.fullmatch(line) for line in parts[first - 1][0].split("\n")):
        first -= 1
    return parts[first:]


def _counterparts(
    old: list[tuple[str, str]], new: list[tuple[str, str]]
) -> list[tuple[int, tuple[str, str]]]:
    """Each new chunk with the place of the old one that it was, -1 where it is new."""
    found = []
    matcher = SequenceMatcher(None, [chunk for chunk, _ in old], [chunk for chunk, _ in new], autojunk=False)
    for kind, start, end, first, last in matcher.get_opcodes():
        for n in range(first, last):
            place = start + n - first
            is_pair = kind == "equal" or (kind == "replace" and place < end)
            found.append((place if is_pair else -1, new[n]))
    return found


def _styled(chunk: str, style: Style, reads: Callable[[str], Hashable]) -> str:
    text = style(chunk)
    return text if text == chunk or reads(text) == reads(chunk) else chunk


def _best(chunk: str, merged: str, style: Style, reads: Callable[[str], Hashable]) -> str:
    """The chunk in the style: of the merge where there is one, with what came from the origin in the style too."""
    text = style(merged)
    return text if reads(text) == reads(chunk) else merged


def _joined(parts: list[tuple[str, str]]) -> str:
    """The chunks as one text; those that had no gap between them in their own text get a blank line."""
    pieces = []
    for n, (chunk, gap) in enumerate(parts):
        pieces.append(chunk + (gap if n == len(parts) - 1 or gap.count("\n") > 0 else "\n"))
        if n < len(parts) - 1:
            pieces.append("\n")
    return "".join(pieces)
