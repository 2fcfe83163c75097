"""The merge of two versions of a text by lines: what one side changed is taken, what both changed clashes.

After Khanna, Kunal and Pierce, "A Formal Investigation of Diff3" (2007), with two differences: changes that
only touch are no clash, as their order is certain; and the lines with which both sides of a clash begin or
end are taken out of it, as git does.
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
    """Lines `start` to `end` of the base, in whose place a side has its own lines `its_start` to `its_end`."""

    start: int
    end: int
    its_start: int
    its_end: int


def merge_lines(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[Run]:
    """The merge of two versions of lines, from the first line to the last.

    A paragraph that came or went can be seen as having the blank line below it with it, or the one above:
    all are seen in the way in which less clashes.
    """
    changes, their_changes = _hunks(base, ours), _hunks(base, theirs)
    merges: list[list[Run]] = []
    for slid in (_lowered, _raised):
        clusters = _clusters(slid(changes, base, ours), slid(their_changes, base, theirs))
        merges.append(_joined(_runs(clusters, ours, theirs)))
        if not _clashes(merges[-1]):
            break
    return min(merges, key=_clashes)


def _clashes(runs: list[Run]) -> int:
    return sum(run.side is Side.BOTH for run in runs)


def _runs(
    clusters: list[tuple[list[_Hunk], list[_Hunk]]], ours: Sequence[str], theirs: Sequence[str]
) -> Iterator[Run]:
    none = slice(0, 0)
    done = ahead = 0  # lines of ours that are told, and how far ours is ahead of the base
    for mine, others in clusters:
        start, end = min(h.start for h in mine + others), max(h.end for h in mine + others)
        first, last = _range(mine, start, end) if mine else (start + ahead, end + ahead)
        ahead = last - end
        if not others:
            continue
        their_first, their_last = _range(others, start, end)
        if not mine:
            yield Run(Side.OURS, slice(done, first), none, none)
            yield Run(Side.THEIRS, none, slice(their_first, their_last), none)
            done = last
        elif ours[first:last] != theirs[their_first:their_last]:
            head, tail = _common(ours[first:last], theirs[their_first:their_last])
            clash, theirs_in_it = (
                slice(first + head, last - tail),
                slice(their_first + head, their_last - tail),
            )
            yield Run(Side.OURS, slice(done, clash.start), none, none)
            yield Run(Side.BOTH, clash, theirs_in_it, slice(start, end))
            done = clash.stop
    yield Run(Side.OURS, slice(done, len(ours)), none, none)


def _joined(runs: Iterator[Run]) -> list[Run]:
    """The same runs without empty ones, and with one clash for those that follow on each other at once."""
    joined: list[Run] = []
    for run in runs:
        if joined and run.side is joined[-1].side is Side.BOTH:
            last = joined.pop()
            pairs = (last.ours, run.ours), (last.theirs, run.theirs), (last.base, run.base)
            joined.append(Run(Side.BOTH, *(slice(one.start, other.stop) for one, other in pairs)))
        elif run.ours.start < run.ours.stop or run.theirs.start < run.theirs.stop:
            joined.append(run)
    return joined


def _range(hunks: list[_Hunk], start: int, end: int) -> tuple[int, int]:
    """Where a side has what it has in place of lines `start` to `end` of the base, within which its hunks are."""
    return hunks[0].its_start - (hunks[0].start - start), hunks[-1].its_end + (end - hunks[-1].end)


def _clusters(ours: list[_Hunk], theirs: list[_Hunk]) -> list[tuple[list[_Hunk], list[_Hunk]]]:
    """The hunks of both sides in order, those together that overlap. Two insertions at one point do, too."""
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
    """What a side changed, in order; lines in place of as many others are taken for one change each."""
    hunks: list[_Hunk] = []
    at = its = 0
    for i, j in [*_kept(base, side), (len(base), len(side))]:
        if i - at == j - its:
            hunks += [_Hunk(at + n, at + n + 1, its + n, its + n + 1) for n in range(i - at)]
        else:
            hunks.append(_Hunk(at, i, its, j))
        at, its = i + 1, j + 1
    return hunks


def _raised(hunks: list[_Hunk], base: Sequence[str], side: Sequence[str]) -> list[_Hunk]:
    """The same change, its insertions and deletions told as far up as they can be."""
    raised: list[_Hunk] = []
    for hunk in hunks:
        up = 0
        if hunk.start == hunk.end or hunk.its_start == hunk.its_end:
            lines, last = (base, hunk.end) if hunk.start < hunk.end else (side, hunk.its_end)
            most = hunk.start - (raised[-1].end if raised else 0)
            while up < most and base[hunk.start - up - 1] == lines[last - up - 1]:
                up += 1
        raised.append(_Hunk(hunk.start - up, hunk.end - up, hunk.its_start - up, hunk.its_end - up))
    return raised


def _lowered(hunks: list[_Hunk], base: Sequence[str], side: Sequence[str]) -> list[_Hunk]:
    """The same change, its insertions and deletions told as far down as they can be: raised, read from the end."""

    def turned(hunks: list[_Hunk]) -> list[_Hunk]:
        n, m = len(base), len(side)
        return [_Hunk(n - h.end, n - h.start, m - h.its_end, m - h.its_start) for h in reversed(hunks)]

    return turned(_raised(turned(hunks), base[::-1], side[::-1]))


def _kept(base: Sequence[str], side: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The lines that a side kept, as pairs of their places.

    Those that say something count. Blank lines all look alike: those in the middle of what was rewritten are
    only paired where there are as many as before, for a wrong pair would tear apart what belongs together.
    """
    start, tail = _common(base, side)
    end, its_end = len(base) - tail, len(side) - tail
    ones = [n for n in range(start, end) if base[n].strip()]
    others = [n for n in range(start, its_end) if side[n].strip()]
    pairs = _subsequence([base[n] for n in ones], [side[n] for n in others])
    yield from ((n, n) for n in range(start))
    at = its = start
    for i, j in [*((ones[m], others[n]) for m, n in pairs), (end, its_end)]:
        yield from ((at + m, its + n) for m, n in _blanks(base[at:i], side[its:j]))
        if i < end:
            yield i, j
        at, its = i + 1, j + 1
    yield from ((end + n, its_end + n) for n in range(tail))


def _blanks(one: Sequence[str], other: Sequence[str]) -> Iterator[tuple[int, int]]:
    """The blank lines that two texts without any other common line have in common."""
    head, tail = _common(one, other)
    blanks, others = (
        [n for n in range(head, len(lines) - tail) if not lines[n].strip()] for lines in (one, other)
    )
    yield from ((n, n) for n in range(head))
    if [one[n] for n in blanks] == [other[n] for n in others]:
        yield from zip(blanks, others, strict=True)
    yield from ((len(one) - n, len(other) - n) for n in range(tail, 0, -1))


def _common(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """How many lines two texts begin with alike, and how many of the rest they end with alike."""
    most = min(len(one), len(other))
    head = next((n for n in range(most) if one[n] != other[n]), most)
    tail = next((n for n in range(most - head) if one[-1 - n] != other[-1 - n]), most - head)
    return head, tail


def _subsequence(one: Sequence[str], other: Sequence[str]) -> list[tuple[int, int]]:
    """A longest common subsequence, as pairs of places.

    A row of the usual table is one integer (Hyyrö, "Bit-Parallel LCS-Length Computation Revisited", 2004), so
    that thousands of lines take milliseconds, whatever is in them.
    """
    rows = [(1 << len(other)) - 1]
    columns: dict[str, int] = {}
    for n, line in enumerate(other):
        columns[line] = columns.get(line, 0) | 1 << n
    for line in one:
        row = rows[-1]
        if alike := row & columns.get(line, 0):
            row = (row + alike | row - alike) & rows[0]
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
