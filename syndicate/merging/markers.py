"""Git's conflict markers in a post, by whomever they were written."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from syndicate.models import Clash

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

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
        return _where(self.start)


def marker_clashes(text: str, *known: str) -> tuple[Clash, ...]:
    """The places of a post in which conflict markers stand, whole or not.

    Args:
        text: the post.
        known: texts of the origin, which may be about conflict markers themselves.
    """
    lines = text.splitlines()
    numbers = [n for n, line in enumerate(lines) if _kind(line) in ("start", "end")]
    if not numbers:
        return ()
    allowed: Counter[str] = Counter()
    for each in known:
        allowed |= Counter(line for line in each.splitlines() if _kind(line))
    places = {place.start: place for place in marked_places(text, *known)}
    found, end = [], 0
    for number in numbers:
        if allowed[lines[number]] > 0:
            allowed[lines[number]] -= 1
        elif number in places:
            place, end = places[number], places[number].stop
            found.append(Clash(place.where, "", "".join(place.ours).rstrip(), "".join(place.theirs).rstrip()))
        elif number >= end:
            found.append(Clash(_where(number), "", lines[number], ""))
    return tuple(found)


def marked_places(text: str, *originals: str) -> list[Marked]:
    """The places between conflict markers; one whose markers are not whole is left out.

    Args:
        text: the post.
        originals: what the original reads. After a merge or a rebase of branches either side may have that: it is
            `theirs` then.
    """
    return [_with_original_last(place, originals) for place in _places(text.splitlines(keepends=True))]


def _with_original_last(place: Marked, originals: Collection[str]) -> Marked:
    ours, theirs = ("".join(side).strip() for side in (place.ours, place.theirs))
    is_first = any(ours in text and theirs not in text for text in originals)
    return replace(place, ours=place.theirs, theirs=place.ours) if is_first else place


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


def _where(number: int) -> str:
    return f"conflict markers, line {number + 1}"


def _kind(line: str) -> str:
    """Which of git's marks a line is; "" for all other lines, and for the middle one, which may underline a heading."""
    mark, _, rest = line.rstrip().partition(" ")
    return _MARKS.get(mark, "") if rest or mark == line.rstrip() else ""


def settled(text: str, choose: Callable[[str], str], original: str = "") -> str:
    """The text with places between markers as one side has them.

    Args:
        text: the post.
        original: see `marked_places`.
        choose: "ours" or "theirs" for a place (see `Marked.where`); "" leaves it.
    """
    lines = text.splitlines(keepends=True)
    for place in reversed(marked_places(text, original)):
        if choice := choose(place.where):
            lines[place.start : place.stop] = place.ours if choice == "ours" else place.theirs
    return "".join(lines)
