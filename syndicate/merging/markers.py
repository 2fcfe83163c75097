"""Git's conflict markers in a post, by whomever they were written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_MARKS = {"<<<<<<<": "start", "|||||||": "base", ">>>>>>>": "end"}


@dataclass(frozen=True, slots=True)
class Marked:
    """A place between conflict markers: the numbers of its lines from 0, and both sides' lines with their endings."""

    start: int
    stop: int
    ours: tuple[str, ...]
    theirs: tuple[str, ...]

    @property
    def where(self) -> str:
        """Its first line, as reports name it."""
        return f"line {self.start + 1}"


def marker_lines(text: str, *known: str) -> str:
    """Where conflict markers stand, such as "line 12"; "" where none do.

    Args:
        text: the post.
        known: texts of the origin, which may be about conflict markers themselves.
    """
    lines = text.splitlines()
    numbers = [n for n, line in enumerate(lines, 1) if _kind(line) in ("start", "end")]
    if not numbers:
        return ""
    allowed: Counter[str] = Counter()
    for each in known:
        allowed |= Counter(line for line in each.splitlines() if _kind(line))
    found = []
    for number in numbers:
        line = lines[number - 1]
        if allowed[line] > 0:
            allowed[line] -= 1
        else:
            found.append(number)
    starts = [number for number in found if _kind(lines[number - 1]) == "start"] or found
    return f"line{'s' * (len(starts) > 1)} {', '.join(map(str, starts))}" if starts else ""


def marked_places(text: str) -> list[Marked]:
    """The places between conflict markers; one whose markers are not whole is left out."""
    return list(_places(text.splitlines(keepends=True)))


def _places(lines: list[str]) -> Iterator[Marked]:
    start, part = -1, ""
    ours: list[str] = []
    theirs: list[str] = []
    for n, line in enumerate(lines):
        kind = _kind(line)
        if kind == "start":
            start, part, ours, theirs = n, "ours", [], []
        elif part == "ours" and kind == "base":
            part = "base"
        elif part in ("ours", "base") and line.rstrip() == "=======":
            part = "theirs"
        elif part == "theirs" and kind == "end":
            yield Marked(start, n + 1, tuple(ours), tuple(theirs))
            part = ""
        elif part == "ours":
            ours.append(line)
        elif part == "theirs":
            theirs.append(line)


def _kind(line: str) -> str:
    """Which of git's marks a line is; "" for all other lines, and for the middle one, which may underline a heading."""
    mark, _, rest = line.rstrip().partition(" ")
    return _MARKS.get(mark, "") if rest or mark == line.rstrip() else ""


def settled(text: str, choose: Callable[[str], str]) -> str:
    """The text with places between markers as one side has them.

    Args:
        text: the post.
        choose: "ours" or "theirs" for a place such as "line 12"; "" leaves it.
    """
    lines = text.splitlines(keepends=True)
    for place in reversed(marked_places(text)):
        if choice := choose(place.where):
            lines[place.start : place.stop] = place.ours if choice == "ours" else place.theirs
    return "".join(lines)
