"""The three-way merge of a text by lines: what one side changed is taken, what both changed clashes.

After Khanna, Kunal and Pierce, "A Formal Investigation of Diff3" (2007), with two differences: changes that
only touch do not clash, as their order is certain; and common lines at both ends of a clash are taken out
of it, as git does.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


class Side(Enum):
    """Whose lines are taken."""

    OURS = auto()
    THEIRS = auto()
    BOTH = auto()


@dataclass(frozen=True, slots=True)
class Run:
    """The next lines of a merge: those of one side, or those of both where these clash."""

    side: Side
    ours: slice
    theirs: slice
    base: slice


@dataclass(frozen=True, slots=True)
class _Hunk:
    """Lines `start` to `end` of the base, which a side replaced by its own lines `its_start` to `its_end`."""

    start: int
    end: int
    its_start: int
    its_end: int


def merge_lines(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[Run]:
    """The merge of two versions of lines, from the first line to the last.

    An added or removed paragraph can be read with the blank line below it or with the one above. The reading
    with fewer clashes is used for all of them.
    """
    changes, their_changes = _hunks(base, ours), _hunks(base, theirs)
    merges: list[list[Run]] = []
    for slide in (_move_down, _move_up):
        clusters = _clusters(slide(changes, base, ours), slide(their_changes, base, theirs))
        merges.append(_join_clashes(_runs(clusters, ours, theirs)))
        if not _clash_count(merges[-1]):
            break
    return min(merges, key=_clash_count)


def _clash_count(runs: list[Run]) -> int:
    return sum(run.side is Side.BOTH for run in runs)


def _runs(
    clusters: list[tuple[list[_Hunk], list[_Hunk]]], ours: Sequence[str], theirs: Sequence[str]
) -> Iterator[Run]:
    nothing = slice(0, 0)
    position = offset = 0  # the next line of ours, and how many lines ours is ahead of the base
    for our_hunks, their_hunks in clusters:
        start, end = (
            min(h.start for h in our_hunks + their_hunks),
            max(h.end for h in our_hunks + their_hunks),
        )
        first, last = _range(our_hunks, start, end) if our_hunks else (start + offset, end + offset)
        offset = last - end
        if not their_hunks:
            continue
        their_first, their_last = _range(their_hunks, start, end)
        if not our_hunks:
            yield Run(Side.OURS, slice(position, first), nothing, nothing)
            yield Run(Side.THEIRS, nothing, slice(their_first, their_last), nothing)
            position = last
        elif ours[first:last] != theirs[their_first:their_last]:
            head, tail = _common_ends(ours[first:last], theirs[their_first:their_last])
            clash, their_clash = (
                slice(first + head, last - tail),
                slice(their_first + head, their_last - tail),
            )
            yield Run(Side.OURS, slice(position, clash.start), nothing, nothing)
            yield Run(Side.BOTH, clash, their_clash, slice(start, end))
            position = clash.stop
    yield Run(Side.OURS, slice(position, len(ours)), nothing, nothing)


def _join_clashes(runs: Iterator[Run]) -> list[Run]:
    """The same runs without empty ones, with adjacent clashes joined."""
    joined: list[Run] = []
    for run in runs:
        if joined and run.side is joined[-1].side is Side.BOTH:
            last = joined.pop()
            pairs = (last.ours, run.ours), (last.theirs, run.theirs), (last.base, run.base)
            joined.append(Run(Side.BOTH, *(slice(first.start, second.stop) for first, second in pairs)))
        elif run.ours.start < run.ours.stop or run.theirs.start < run.theirs.stop:
            joined.append(run)
    return joined


def _range(hunks: list[_Hunk], start: int, end: int) -> tuple[int, int]:
    """The lines of a side that correspond to lines `start` to `end` of the base, which include all its hunks."""
    return hunks[0].its_start - (hunks[0].start - start), hunks[-1].its_end + (end - hunks[-1].end)


def _clusters(ours: list[_Hunk], theirs: list[_Hunk]) -> list[tuple[list[_Hunk], list[_Hunk]]]:
    """The hunks of both sides in order, grouped where they overlap, as two insertions at one point do."""
    clusters: list[tuple[list[_Hunk], list[_Hunk]]] = []
    start = end = -1
    both = [(hunk, 0) for hunk in ours] + [(hunk, 1) for hunk in theirs]
    for hunk, side in sorted(both, key=lambda one: (one[0].start, one[0].end)):
        if hunk.start >= end and (hunk.start, hunk.end) != (start, end):
            clusters.append(([], []))
            start = hunk.start
        end = max(end, hunk.end)
        clusters[-1][side].append(hunk)
    return clusters


def _hunks(base: Sequence[str], side: Sequence[str]) -> list[_Hunk]:
    """The changes of a side, in order; replaced lines of equal number are one change each."""
    hunks: list[_Hunk] = []
    base_start = side_start = 0
    for i, j in [*_matching_lines(base, side), (len(base), len(side))]:
        if i - base_start == j - side_start:
            hunks += [
                _Hunk(base_start + n, base_start + n + 1, side_start + n, side_start + n + 1)
                for n in range(i - base_start)
            ]
        else:
            hunks.append(_Hunk(base_start, i, side_start, j))
        base_start, side_start = i + 1, j + 1
    return hunks


def _move_up(hunks: list[_Hunk], base: Sequence[str], side: Sequence[str]) -> list[_Hunk]:
    """The same hunks, with insertions and deletions moved up as far as possible."""
    moved: list[_Hunk] = []
    for hunk in hunks:
        up = 0
        if hunk.start == hunk.end or hunk.its_start == hunk.its_end:
            lines, last = (base, hunk.end) if hunk.start < hunk.end else (side, hunk.its_end)
            limit = hunk.start - (moved[-1].end if moved else 0)
            while up < limit and base[hunk.start - up - 1] == lines[last - up - 1]:
                up += 1
        moved.append(_Hunk(hunk.start - up, hunk.end - up, hunk.its_start - up, hunk.its_end - up))
    return moved


def _move_down(hunks: list[_Hunk], base: Sequence[str], side: Sequence[str]) -> list[_Hunk]:
    """The same hunks, with insertions and deletions moved down as far as possible: `_move_up` on the reversed text."""

    def reverse(hunks: list[_Hunk]) -> list[_Hunk]:
        n, m = len(base), len(side)
        return [_Hunk(n - h.end, n - h.start, m - h.its_end, m - h.its_start) for h in reversed(hunks)]

    return reverse(_move_up(reverse(hunks), base[::-1], side[::-1]))


def _matching_lines(base: Sequence[str], side: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The unchanged lines of a side, as pairs of line numbers.

    Lines with text are paired first. Blank lines all look alike: within rewritten text they are only paired
    where there are as many as before, since a wrong pair would split what belongs together.
    """
    start, tail = _common_ends(base, side)
    end, its_end = len(base) - tail, len(side) - tail
    base_lines = [n for n in range(start, end) if base[n].strip()]
    side_lines = [n for n in range(start, its_end) if side[n].strip()]
    pairs = _longest_common_subsequence([base[n] for n in base_lines], [side[n] for n in side_lines])
    yield from ((n, n) for n in range(start))
    base_start = side_start = start
    for i, j in [*((base_lines[m], side_lines[n]) for m, n in pairs), (end, its_end)]:
        yield from (
            (base_start + m, side_start + n)
            for m, n in _matching_blanks(base[base_start:i], side[side_start:j])
        )
        if i < end:
            yield i, j
        base_start, side_start = i + 1, j + 1
    yield from ((end + n, its_end + n) for n in range(tail))


def _matching_blanks(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The common blank lines of two texts without any other common line."""
    head, tail = _common_ends(one, other)
    blanks, others = (
        [n for n in range(head, len(lines) - tail) if not lines[n].strip()] for lines in (one, other)
    )
    yield from ((n, n) for n in range(head))
    if [one[n] for n in blanks] == [other[n] for n in others]:
        yield from zip(blanks, others, strict=True)
    yield from ((len(one) - n, len(other) - n) for n in range(tail, 0, -1))


def _common_ends(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """How many lines two texts begin with alike, and how many of the rest they end with alike."""
    limit = min(len(one), len(other))
    head = next((n for n in range(limit) if one[n] != other[n]), limit)
    tail = next((n for n in range(limit - head) if one[-1 - n] != other[-1 - n]), limit - head)
    return head, tail


def _longest_common_subsequence(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """A longest common subsequence, as pairs of line numbers.

    A row of the usual table is one integer (Hyyrö, "Bit-Parallel LCS-Length Computation Revisited", 2004), so
    that thousands of lines take milliseconds, whatever their content.
    """
    rows = [(1 << len(other)) - 1]
    columns: dict[str, int] = {}
    for n, line in enumerate(other):
        columns[line] = columns.get(line, 0) | 1 << n
    for line in one:
        row = rows[-1]
        if matches := row & columns.get(line, 0):
            row = (row + matches | row - matches) & rows[0]
        rows.append(row)
    pairs: list[tuple[int, int]] = []
    i, j = len(one), len(other)
    while i and j:
        if rows[i] >> j - 1 & 1:
            j -= 1
            continue
        i -= 1
        if rows[i] >> j - 1 & 1:
            j -= 1
            pairs.append((i, j))
    return pairs[::-1]
