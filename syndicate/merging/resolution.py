"""The end of a conflict: what clashes is settled, and nothing else of the post is touched."""

from __future__ import annotations

from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Literal

from syndicate.errors import TargetError
from syndicate.merging import as_written, merge
from syndicate.merging.markers import marked_places, settled
from syndicate.models import Change, Kind, Post

if TYPE_CHECKING:
    from collections.abc import Collection

    from syndicate.merging import Choice, Reads
    from syndicate.models import Clash, Record

ENDS = {
    "ours": "kept as it is here",
    "theirs": "taken from the original",
    "merge": "written with conflict markers (<<<<<<<)",
}
"""How a place may end, in words."""


def plan_resolution(
    record: Record,
    before: str,
    how: Literal["ours", "theirs", "merge"],
    today: str,
    places: Collection[str] = (),
    reads: Reads = as_written,
) -> Change:
    """The end of a conflict, or of some places of it.

    What did not clash is as a merge has it: edits stay, and changes of the original are taken.

    Args:
        record: of a post whose original clashes with an edit, or that has conflict markers in it.
        before: the current text in the target.
        how: keep what the target has, take what the original has, or write both with git's conflict markers.
        today: the date, for the record.
        places: only these, as a report names them ("title", "body, line 12") or by their numbers; all if empty.
        reads: what a person reads in some Markdown.

    Raises:
        TargetError: there is no such place.
    """
    if marked_places(before):
        return _unmarked(record, before, how, today, places)
    named, clashes = set(places), merge(record.base, before, record.theirs, reads).clashes
    keys = {clash: {clash.where, str(number)} for number, clash in enumerate(clashes, 1)}
    _check(places, [clash.where for clash in clashes])

    def choose(clash: Clash) -> Choice:
        return how if not places or named & keys[clash] else ""

    merged = merge(record.base, before, record.theirs, reads, choose)
    open_places = [clash.where for clash in merged.clashes if not choose(clash)]
    ended = [clash.where for clash in merged.clashes if choose(clash)]
    reason = _reason(ended, how, open_places, record.theirs, before, merged.text)
    post = Post(record.address, record.path, record.theirs, permalink=record.permalink, losses=record.losses)
    theirs = record.theirs if open_places else ""
    new_record = replace(record, base=merged.base, theirs=theirs, last_changed=today)
    return Change(Kind.RESOLVE, post, new_record, reason, before, merged.text)


def _unmarked(record: Record, before: str, how: str, today: str, places: Collection[str]) -> Change:
    """The end of places between markers that stand in the post."""
    wheres = [place.where for place in marked_places(before)]
    if how == "merge":
        raise TargetError(
            f"it has conflict markers already ({', '.join(wheres)}); edit it, or take a side",
            str(record.path),
        )
    keys = {where: {where, where.rpartition(", ")[2], str(n)} for n, where in enumerate(wheres, 1)}
    _check(places, wheres, [key for names in keys.values() for key in names])
    named = set(places)
    ended = [where for where in wheres if not places or named & keys[where]]
    after = settled(before, lambda where: how if where in ended else "", record.theirs or record.base)
    left = [where for where in wheres if where not in ended]
    reason = f"{', '.join(ended)}: {ENDS[how]}" + _still(left)
    post = Post(record.address, record.path, record.theirs or record.base, permalink=record.permalink)
    return Change(Kind.RESOLVE, post, replace(record, last_changed=today), reason, before, after)


def _check(places: Collection[str], known: list[str], keys: Collection[str] = ()) -> None:
    numbers = [str(number) for number in range(1, len(known) + 1)]
    unknown = [place for place in places if place not in (*known, *numbers, *keys)]
    if unknown:
        raise TargetError(f"no such place; in conflict are: {', '.join(known) or 'none'}", unknown[0])


def _reason(ended: list[str], how: str, open_places: list[str], theirs: str, before: str, after: str) -> str:
    parts = [f"{', '.join(ended)}: {ENDS[how]}"] if ended else []
    taken = _changed_lines(before, after) if how == "ours" or not ended else ""
    other = _changed_lines(theirs, after)
    if taken:
        parts.append(f"from the original came {taken}")
    if other and how != "merge":
        parts.append(f"other than the original: {other}")
    return "; ".join(parts) + _still(open_places)


def _still(places: list[str]) -> str:
    return f"; still in conflict: {', '.join(places)}" if places else ""


def _changed_lines(old: str, new: str) -> str:
    """The lines of a text that differ from an older one, by their numbers: "lines 5, 9-11"."""
    matcher = SequenceMatcher(None, old.splitlines(), new.splitlines(), autojunk=False)
    spans = [
        (first + 1, max(last, first + 1))
        for kind, _, _, first, last in matcher.get_opcodes()
        if kind != "equal"
    ]
    names = [f"{first}-{last}" if last > first else str(first) for first, last in spans]
    single = len(names) == 1 and "-" not in names[0]
    return f"line{'' if single else 's'} {', '.join(names)}" if names else ""
