"""State and posts are one: what a run does about records whose post is not there."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from syndicate.addresses import identity
from syndicate.errors import TargetError
from syndicate.pipeline.committing import record_at

if TYPE_CHECKING:
    from syndicate.models import Record
    from syndicate.pipeline.inventory import Inventory
    from syndicate.writer.target import Target


def mend(inventory: Inventory, *, dry_run: bool = False) -> tuple[str, ...]:
    """Write the posts that git never had, and note in the state which posts a person deleted.

    A commit of the state without the post, as an earlier version or a hook left it, looks like a deletion in every
    other clone. Git's history tells them apart: a post that it never had was never deleted.

    Args:
        inventory: of the run.
        dry_run: write nothing; else the target is locked.

    Returns:
        A line for each post that git never had.
    """
    absent = _absent(inventory)
    if not absent:
        return ()
    from syndicate.writer.git.history import Past, pasts

    target = inventory.target
    states = {record.path: target.state_file(record.address) for record in absent}
    try:
        past = pasts(target.root, states)
    except TargetError:  # no repository, so that nobody but a person can have taken the post away
        past = dict.fromkeys(states, Past.PRESENT)
    notes, written = [], "a sync writes it again" if dry_run else "written again"
    for record in absent:
        if past[record.path] is Past.NEVER and not _was_moved(target, record):
            if not dry_run:
                target.restore(record)
            notes.append(f"{record.path}: git has its state and never had the post; {written}")
        elif past[record.path] is not Past.UNKNOWN and not dry_run:
            target.keep(replace(record, decision="deleted"))
            inventory.is_as_before = False
    return tuple(notes)


def _was_moved(target: Target, record: Record) -> bool:
    """Whether a post was taken to its place after the last commit, which then has its state with another place."""
    was = record_at(target, target.state_file(record.address))
    return was is not None and was.path != record.path


def _absent(inventory: Inventory) -> list[Record]:
    """The records without a post, of which nobody has decided anything yet."""
    rows = [row for row in inventory.index.values() if row.path and not inventory.posts.has_file(row.path)]
    records = [record for row in rows if not (record := inventory.target.record(row.address)).decision]
    return [record for record in records if identity(record.address) not in inventory.posts.moved]
