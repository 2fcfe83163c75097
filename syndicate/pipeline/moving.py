"""Posts taken along to where the config says now: what `syndicate move` does."""

from __future__ import annotations

import html
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache, partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from syndicate.config.flavors import FLAVORS, POST_SUFFIXES
from syndicate.converter.post.permalinks import distinct_values, permalink_key
from syndicate.converter.post.post import post_values
from syndicate.converter.post.templates import fields, literal
from syndicate.errors import TargetError
from syndicate.fetcher.folders import cache_folder
from syndicate.fetcher.run_cache import RunCache
from syndicate.merging import front_matter_of
from syndicate.models import Article
from syndicate.pipeline.inventory import Inventory
from syndicate.pipeline.relocation import Holdings, Standing, new_permalink, plan, references
from syndicate.pipeline.trust import Trust
from syndicate.writer.journal import Journal, journal_file
from syndicate.writer.moves import Carried, digest, left_behind, moves_file, note_moves, remove, settle
from syndicate.writer.target import Target

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping
    from pathlib import Path

    from syndicate.config import Config
    from syndicate.models import Record
    from syndicate.pipeline.relocation import Move, Plan

MOST_PLANS = 20
"""So many plans follow one another at the most, where posts go to where others are."""

NO_DATE = date.min
"""Stands where a post says no date."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is moved, for a person: a line each; `notes` say what stays, and why; `failures` what could not be done.

    `has_work` says whether there is anything to do.
    """

    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    failures: tuple[str, ...] = ()
    has_work: bool = False


def move(config: Config, target: Path, named: Collection[str] = (), *, dry_run: bool = False) -> Outcome:
    """Take the posts of a source to where its config says now, with their pictures and the links to them.

    Args:
        config: the source's.
        target: the folder of the site.
        named: posts, by path or original address, that are taken along also where a person put them.
        dry_run: only say what would be done.

    Raises:
        TargetError: the target cannot be used, or what is to be done cannot be noted.
        BusyError: another run holds it.
    """
    site = Target.open(target, config.source.name)
    note = moves_file(cache_folder(), site)
    is_stopped = note.exists()
    if dry_run:
        outcome = _outcome(
            config, *_planned(config, site, named, {path for path, _ in left_behind(site, note)})
        )
        more = ("a move was stopped here, and goes on",) if is_stopped else ()
        return replace(outcome, notes=(*more, *outcome.notes), has_work=outcome.has_work or is_stopped)
    journal = Journal(journal_file(cache_folder(), site.root, site.name))
    site = replace(site, journal=journal)
    with site.locked(cache_folder()):
        if is_stopped:
            journal.go_on()
            settle(site, note)
        outcome = Outcome()
        for _ in range(MOST_PLANS):
            inventory, planned = _planned(config, site, named, set())
            outcome = _outcome(config, inventory, planned)
            note_moves(note, (step for each in planned.moves for step in _steps(site, each)))
            failures = [failure for each in planned.moves if (failure := _carry_out(site, each))]
            settle(site, note)
            outcome = replace(outcome, failures=tuple(failures))
            if failures or not (planned.waits and planned.moves):
                break
    return outcome


def _planned(
    config: Config, site: Target, named: Collection[str], left: Collection[PurePosixPath]
) -> tuple[Inventory, Plan]:
    """What the target holds, and the plan; what a stopped move has `left` behind is looked through."""
    run_cache = RunCache(cache_folder(), site.root, keep=False)
    with closing(run_cache):
        trust = Trust(config)
        trust.vouch(run_cache.note(site.name, "hosts").split())
        inventory = Inventory(site, config, run_cache.index, trust)
    files = site.files(PurePosixPath()).difference(left)
    here = Holdings(
        files,
        frozenset(path for path in files if site.root.joinpath(path).is_symlink()),
        frozenset(_of_others(site, inventory)),
        cache(lambda path: digest(site.read_bytes(path))),
        inventory.shape,
        named,
    )
    return inventory, plan(config, list(_standings(config, inventory, left)), here)


def _of_others(site: Target, inventory: Inventory) -> Iterator[PurePosixPath]:
    """The posts and pictures of the records that are not looked at."""
    others = [replace(site, name=name) for name in site.sources() if name != site.name]
    records = [record for other in others for record in other.records()]
    for record in (*records, *map(site.record, inventory.strangers)):
        yield from (record.path, *record.pictures)


def _standings(config: Config, inventory: Inventory, left: Collection[PurePosixPath]) -> Iterator[Standing]:
    """The posts that stand somewhere, the first in the state first."""
    records = []
    for address in inventory.index:
        record, found = inventory.target.record(address), inventory.record(address)
        if found is not None and inventory.posts.has(found.path):
            records.append(replace(record, path=found.path, by_hand=found.by_hand))
    others = {*inventory.index, *map(str, left)}
    foreign = {key: owner for key, owner in inventory.published.items() if owner not in others}
    owners: dict[str, str] = {}
    for record in sorted(records, key=lambda each: (each.first_seen, str(each.path))):
        standing = _standing(record, config, inventory, foreign | owners)
        owners[permalink_key(standing.permalink)] = record.address
        yield standing


def _standing(record: Record, config: Config, inventory: Inventory, owners: Mapping[str, str]) -> Standing:
    try:
        text = inventory.target.read(record.path)
    except TargetError as error:
        return Standing(record, "", permalink=record.permalink, why=error.message)
    if not inventory.is_own_post(record, text, record.base):
        why = f"it neither says that it is the post of {record.address} nor reads like it"
        return Standing(record, text, permalink=record.permalink, why=why)
    values = known_values(record, config)
    unknown = [name for name in ("title", "date") if name in fields(config.post.path) and not values[name]]
    why = f"its {unknown[0]} cannot be told from it, which is in post.path" if unknown else ""

    def is_taken(permalink: str) -> bool:
        return owners.get(permalink_key(permalink), record.address) != record.address

    permalink = new_permalink(
        record, config, lambda: str(distinct_values(values, config, is_taken)["permalink"])
    )
    return Standing(record, text, {**values, "permalink": permalink}, permalink, why)


def known_values(record: Record, config: Config) -> Mapping[str, object]:
    """The values of the config's templates, as far as the state and the post as it was written tell them.

    Args:
        record: of the post.
        config: the source's.
    """
    written, entry = front_matter_of(record.base), record.entry
    title = str(_written(written, "title", config) or entry.title)
    if FLAVORS[config.post.flavor].get("values") == "html":
        title = html.unescape(title)
    day = _day(_written(written, "date", config)) or entry.published
    article = Article(
        record.address,
        title,
        "",
        day or NO_DATE,
        str(_written(written, "description", config) or entry.summary),
        entry.authors,
        entry.tags,
        image=entry.image,
        enclosures=entry.enclosures,
    )
    return {**post_values(article, config), "title": title, "date": day}


def _written(front_matter: Mapping[str, object], name: str, config: Config) -> object:
    """What a front matter has for a field: under the key at which the config writes it, else under its own name."""
    keys = (
        key
        for key, template in config.post.front_matter.items()
        if isinstance(template, str) and fields(template) == {name} and not literal(template).strip("'\"")
    )
    return next((front_matter[key] for key in (*keys, name) if front_matter.get(key)), "")


def _day(value: object) -> date | None:
    if isinstance(value, date):
        return value
    for read, length in ((datetime.fromisoformat, None), (date.fromisoformat, 10)):
        with suppress(ValueError):
            return read(str(value)[:length])
    return None


def _steps(site: Target, move: Move) -> Iterator[Carried]:
    """What is to be known of a move where it is stopped."""
    carried = partial(Carried, move.record.address, str(move.new_record.path))

    def place(new: PurePosixPath) -> str:
        return "" if site.has(new) else str(new)

    for old, new in move.files.items():
        content = digest(site.read_bytes(old))
        yield carried("" if old in move.kept else str(old), content, place(new), content)
    old, new = move.record.path, move.new_record.path
    if old != new:
        yield carried(str(old), digest(site.read_bytes(old)), place(new), digest(move.after.encode()))


def _carry_out(site: Target, move: Move) -> str:
    """Move a post: what is new is written first, then the state, then what was is removed. Returns why it failed."""
    record, new_record, address = move.record, move.new_record, move.record.address
    try:
        if site.read(record.path) != move.before:
            return f"{record.path}: this post was changed during the run; run it again"
        for old, new in move.files.items():
            site.put(new, site.read_bytes(old), address)
        site.put(new_record.path, move.after.encode(), address)
        site.keep(new_record)
        gone = [old for old in move.files if old not in move.kept]
        for old in (*gone, *((record.path,) if record.path != new_record.path else ())):
            remove(site, old, address)
    except TargetError as error:
        return str(error)
    return ""


def _outcome(config: Config, inventory: Inventory, planned: Plan) -> Outcome:
    moves = planned.moves
    elsewhere = [move for move in moves if move.is_elsewhere]
    shown = {move.record.path: _line(move, planned.ends) for move in elsewhere}
    waiting = {old: f"move      {old} -> {new}" for old, new in planned.ends.items()}
    linking = [
        move.record.path for move in moves if not move.is_elsewhere and move.record.path not in waiting
    ]
    lines = [
        *(line for _, line in sorted((waiting | shown).items())),
        *(f"links     {path}" for path in linking),
        _summary(moves, len(waiting.keys() - shown.keys()), len(linking)),
    ]
    site = inventory.target
    own = {move.record.path for move in moves} | inventory.posts.owned
    pages = sorted(
        path
        for path in (site.files(PurePosixPath()) if elsewhere else ())
        if path.suffix.lower() in POST_SUFFIXES and path not in own
    )
    heads = []
    for path in pages:
        with suppress(TargetError):
            heads.append((path, site.read(path)))
    notes = (*inventory.doubts, *planned.notes, *references(heads, planned), *_addresses(config, moves))
    return Outcome(tuple(lines), notes, has_work=bool(moves))


def _line(move: Move, ends: Mapping[PurePosixPath, PurePosixPath]) -> str:
    """Where a post goes in the end, whatever its way."""
    old = move.record.path
    new = ends.get(old, move.new_record.path)
    taken = f"  (with {_count(len(move.files), 'file')})" if move.files else ""
    return f"move      {old} -> {new}{taken}" if old != new else f"files     {old}{taken}"


def _summary(moves: Collection[Move], waiting: int, links: int) -> str:
    posts = waiting + sum(move.record.path != move.new_record.path for move in moves)
    files = len({path for move in moves for path in move.files})
    if not moves:
        return "nothing to move: every post is where the config says"
    more = f"; links in {_count(links, 'other post')}" if links else ""
    return f"{_count(posts, 'post')} and {_count(files, 'other file')}{more}"


def _count(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _addresses(config: Config, moves: Collection[Move]) -> Iterator[str]:
    """A line where posts are published at other addresses after the move."""
    pairs = [(move.record.permalink, move.new_record.permalink) for move in moves]
    changed = [(old, new) for old, new in pairs if old != new]
    if changed:
        old, new = changed[0]
        yield (
            f"{_count(len(changed), 'post')} will be published at another address, such as {old} at {new}; "
            "`syndicate redirects` leads there from the old ones"
        )
    if moves and not config.post.permalink and any(move.is_elsewhere for move in moves):
        yield "post.permalink does not say where the site publishes posts: if it does so by their paths, their addresses change"
