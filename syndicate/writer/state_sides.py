"""Pure: a state file that a merge of git left in conflict, as the two records that it holds and their union.

What comes in is the text of such a file, what goes out both sides' texts, or one record of both sides' records.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from syndicate.merging.markers import marked_places

if TYPE_CHECKING:
    from collections.abc import Iterable

    from syndicate.models import Record

_FENCE = re.compile(r" {0,3}(?:```|~~~)")


def sides(text: str) -> tuple[str, str] | None:
    """Both sides of a state file in which git's conflict markers stand; None where none do.

    An article may be about conflict markers, and have them in its code: those are the article's. Git gives all of
    one file's markers the same names, by which they are told apart.

    Args:
        text: of the file.
    """
    if "<<<<<<<" not in text:
        return None
    if text.partition("\n")[0].endswith("\r"):
        text = text.replace("\r\n", "\n")
    lines = text.splitlines(keepends=True)
    places = marked_places(text)
    first = next((place for place in places if not _is_in_code(lines[: place.start])), None)
    if first is None:
        return None
    names = lines[first.start], lines[first.stop - 1]
    ours, theirs = list(lines), list(lines)
    for place in reversed(places):
        if (lines[place.start], lines[place.stop - 1]) == names:
            ours[place.start : place.stop] = place.ours
            theirs[place.start : place.stop] = place.theirs
    return "".join(ours), "".join(theirs)


def _is_in_code(before: Iterable[str]) -> bool:
    return sum(bool(_FENCE.match(line)) for line in before) % 2 == 1


def united(ours: Record, theirs: Record, post: str) -> Record:
    """What two branches know of one article, of which nothing is forgotten.

    What only one of the two can say, such as the text that was written last, is said by the one that the post is
    nearer to; where they differ in what was read, the original is looked at anew.

    Args:
        ours: the record of one side.
        theirs: that of the other.
        post: what stands in its place now, "" for nothing.
    """
    one, other = (
        (ours, theirs) if _distance(ours.base, post) <= _distance(theirs.base, post) else (theirs, ours)
    )
    is_read_alike = (one.base, one.source, one.rules) == (other.base, other.source, other.rules)
    decisions = {one.decision, other.decision}
    return replace(
        one,
        first_seen=min(one.first_seen, other.first_seen),
        last_changed=max(one.last_changed, other.last_changed),
        permalink=one.permalink or other.permalink,
        formerly=_all(one.formerly, other.formerly),
        aliases=_all(one.aliases, other.aliases),
        former_permalinks=_all(one.former_permalinks, other.former_permalinks),
        pictures={**other.pictures, **one.pictures},
        missing=max(one.missing, other.missing, key=lambda missing: (missing.day, missing.misses)),
        entry=replace(one.entry.completed(other.entry), aliases=()),
        source=one.source if is_read_alike else "",
        rules=one.rules if is_read_alike else "",
        by_hand=one.by_hand or other.by_hand,
        decision=next((each for each in ("ignored", "deleted") if each in decisions), ""),
    )


def _distance(base: str, post: str) -> int:
    """How many lines differ."""
    here, there = Counter(base.splitlines()), Counter(post.splitlines())
    return ((here - there) + (there - here)).total()


def _all(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))
