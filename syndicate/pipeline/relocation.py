"""Pure: the known posts and the config -> which of them lie elsewhere than it says, and what takes each along.

What takes a post along is more than its file: its pictures and whatever else lies in its folder, the links of all posts
to what moves, and its record. Nothing is ever written over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from syndicate.config.flavors import FLAVORS, POST_SUFFIXES
from syndicate.converter.post.templates import fill, fits
from syndicate.pipeline.relinking import Guide, addresses, published_key, relinked, split
from syndicate.planner import path_key
from syndicate.writer.paths import safe_path

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
    from pathlib import PurePosixPath

    from syndicate.config import Config, PostRules
    from syndicate.models import Record

WEB = re.compile(r"[A-Za-z][\w+.-]*+:|//")
"""How an address begins that leads to another site."""

BUNDLES = {"index", "_index"}
"""The names of a post that has a folder of its own."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A known post as it stands: its record and its text. `values` are those of the config's templates.

    `why` says why it cannot be told where the config wants it, "" where it can.
    """

    record: Record
    text: str
    values: Mapping[str, object] = field(default_factory=dict)
    permalink: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Holdings:
    """What stands in the target beside the posts that are looked at.

    Args:
        files: all that stand there.
        links: those of them that are symbolic links, which may lead to what others use.
        used: the posts and pictures that other records than those of the source have.
        digest_of: of a file's content.
        shape: see `relinking.relinked`.
        named: the posts that a person named, to be taken along also where a person put them.
    """

    files: frozenset[PurePosixPath]
    links: frozenset[PurePosixPath]
    used: frozenset[PurePosixPath]
    digest_of: Callable[[PurePosixPath], str]
    shape: Callable[[str], Hashable]
    named: Collection[str] = ()


@dataclass(frozen=True, slots=True)
class Move:
    """What is to be done about one post.

    `before` and `after` are its texts; `record` was its record, `new_record` is to be. `files` are the pictures and
    other files that go with it, by their old paths; of these `kept` stay there too, since another post has them.
    """

    record: Record
    new_record: Record
    before: str
    after: str
    files: Mapping[PurePosixPath, PurePosixPath] = field(default_factory=dict)
    kept: frozenset[PurePosixPath] = frozenset()

    @property
    def is_elsewhere(self) -> bool:
        """Whether a file moves, and not only what links to one changes."""
        return self.record.path != self.new_record.path or bool(self.files)


@dataclass(frozen=True, slots=True)
class Plan:
    """The moves, in the order of their posts; `notes` say which posts stay, and why. `guide` is for all other files.

    With `waits` another plan is to follow, since posts go to where others are now; `ends` says where these posts are then.
    """

    moves: tuple[Move, ...] = ()
    notes: tuple[str, ...] = ()
    guide: Callable[[PurePosixPath], Guide] | None = None
    waits: bool = False
    ends: Mapping[PurePosixPath, PurePosixPath] = field(default_factory=dict)


class _StaysError(Exception):
    """Why a post stays where it is."""


class _WaitsError(_StaysError):
    """A post stays until the one that is where it goes has gone."""


def plan(config: Config, standings: Sequence[Standing], here: Holdings) -> Plan:
    """What takes the posts of a source to where its config says.

    Args:
        config: the source's.
        standings: all of its posts, in the order in which places are given.
        here: what else the target holds.
    """
    planner = _Planner(config.post, standings, here)
    for standing in standings:
        planner.take(standing)
    moves = [move for standing in standings if (move := planner.move(standing)) is not None]
    moves.sort(key=lambda move: str(move.record.path))
    needed = {
        path
        for each in standings
        for path in each.record.pictures
        if path not in planner.files[each.record.address]
    }
    needed |= here.used
    last = {path: move.record.address for move in moves for path in move.files}
    moves = [
        replace(
            move,
            kept=frozenset(
                path for path in move.files if path in needed or last[path] != move.record.address
            ),
        )
        for move in moves
    ]
    return Plan(tuple(moves), tuple(planner.notes), planner.guide, planner.waits, planner.ends)


class _Planner:
    """Gathers where everything goes, and then what that changes in each post."""

    def __init__(self, rules: PostRules, standings: Sequence[Standing], here: Holdings) -> None:
        self.rules = rules
        self.here = here
        self.notes: list[str] = []
        self.posts = {standing.record.path for standing in standings} | here.used
        self.taken = {path_key(path) for path in here.files}
        self.places: dict[str, PurePosixPath] = {}
        self.files: dict[str, dict[PurePosixPath, PurePosixPath]] = {}
        self.moves: dict[PurePosixPath, PurePosixPath] = {}
        self.arrivals: dict[PurePosixPath, str] = {}
        self.published = _published(standings)
        self.leaving = {each.record.path: self.wanted(each) for each in standings if self.leaves(each)}
        self.by_way: set[PurePosixPath] = set()
        self.waits = False
        self.ends: dict[PurePosixPath, PurePosixPath] = {}

    def wanted(self, standing: Standing) -> PurePosixPath:
        """Where the config wants a post."""
        return safe_path(fill(self.rules.path, standing.values))

    def leaves(self, standing: Standing) -> bool:
        """Whether a post is to make room where it is, as far as it can be told from it alone."""
        record = standing.record
        is_named = not {str(record.path), record.address}.isdisjoint(self.here.named)
        return not standing.why and (is_named or not record.by_hand) and self.wanted(standing) != record.path

    def take(self, standing: Standing) -> None:
        """Find out where a post goes, with what, and say why where it stays."""
        record = standing.record
        self.places[record.address], self.files[record.address] = record.path, {}
        try:
            path = self.place(standing)
            files = self.companions(standing, path)
        except _WaitsError:
            self.waits = True
            return
        except _StaysError as reason:
            self.notes.append(f"{record.path}: {reason}; left where it is")
            return
        self.places[record.address], self.files[record.address] = path, files
        self.taken |= {path_key(place) for place in (path, *files.values())}
        self.arrivals |= {place: self.here.digest_of(old) for old, place in files.items()}
        self.moves |= files | ({record.path: path} if path != record.path else {})

    def place(self, standing: Standing) -> PurePosixPath:
        """The path for a post; its own where it is to stay."""
        path = standing.record.path
        if standing.why:
            raise _StaysError(standing.why)
        wanted = self.wanted(standing)
        if path == wanted or (path_key(wanted) in self.taken and _is_numbered(path, wanted)):
            self.waits |= wanted in self.leaving
            return path
        if standing.record.by_hand and not {str(path), standing.record.address} & set(self.here.named):
            raise _StaysError(f"a person put it there, so it is taken to {wanted} only where it is named")
        if path_key(wanted) == path_key(path):
            raise _StaysError(f"{wanted} is the same name to some file systems; rename it by git mv")
        if path_key(wanted) not in self.taken:
            return wanted
        if (
            wanted in self.moves.values()
        ):  # another post's by the same template, so both are told apart as new ones are
            return self.numbered(wanted)
        if wanted in self.leaving:
            return self.detour(path, wanted)
        raise _StaysError(f"{wanted} stands there already")

    def numbered(self, wanted: PurePosixPath) -> PurePosixPath:
        """The first of the places path-2, path-3, … that is free."""
        places = (wanted.with_stem(f"{wanted.stem}-{number}") for number in count(2))
        return next(place for place in places if path_key(place) not in self.taken)

    def detour(self, path: PurePosixPath, wanted: PurePosixPath) -> PurePosixPath:
        """Where a post is meanwhile that trades places with others; of these one makes room, and the others wait."""
        circle, self.ends[path] = [path], wanted
        while (following := self.leaving.get(circle[-1])) is not None and following not in circle:
            circle.append(following)
        if following != path or self.by_way.intersection(circle):
            raise _WaitsError
        self.by_way.add(path)
        self.waits = True
        return self.numbered(wanted)

    def companions(self, standing: Standing, new: PurePosixPath) -> dict[PurePosixPath, PurePosixPath]:
        """The new path of each picture of a post, and of each other file in a folder that is its own."""
        old, found = standing.record.path, {}
        for path in standing.record.pictures:
            if path in self.here.files and (place := self.picture_place(path, standing, new)) != path:
                found[path] = place
        if home(new) != home(old) and self.is_own_folder(old):
            inside = (path for path in self.here.files if path.is_relative_to(home(old)) and path != old)
            found |= {path: home(new) / path.relative_to(home(old)) for path in inside if path not in found}
        if linked := ({old} if new != old else set()).union(found) & self.here.links:
            raise _StaysError(f"{min(linked)} is a symbolic link")
        for path, place in found.items():
            there = self.arrivals.get(place) or (
                self.here.digest_of(place) if place in self.here.files else ""
            )
            if path_key(place) in self.taken and there != self.here.digest_of(path):
                raise _StaysError(f"{place} stands there already")
        return found

    def picture_place(self, path: PurePosixPath, standing: Standing, new: PurePosixPath) -> PurePosixPath:
        """Where the config wants a picture; where it is, if the post has no link to it that can be led there."""
        old_home = home(standing.record.path)
        if self.rules.images == "copy":
            place = safe_path(fill(self.rules.image_path, {**standing.values, "name": path.name}))
        elif path.is_relative_to(old_home):
            place = home(new) / path.relative_to(old_home)
        else:
            place = home(new) / path.name if self.rules.images == "beside" else path
        is_linked = bool(_links_to(path, standing.record)) or path.is_relative_to(old_home)
        return place if is_linked else path

    def is_own_folder(self, post: PurePosixPath) -> bool:
        """Whether the folder of a post holds nothing of others: no other post, and no page."""
        inside = (path for path in self.here.files if path.is_relative_to(home(post)) and path != post)
        return not any(path in self.posts or path.suffix.lower() in POST_SUFFIXES for path in inside)

    def move(self, standing: Standing) -> Move | None:
        """What is to be done about a post, once it is known where all go; None for nothing."""
        record = standing.record
        new, files = self.places[record.address], self.files[record.address]
        links = {
            link: self.link(place, standing, new)
            for path, place in files.items()
            if path in record.pictures
            for link in _links_to(path, record)
        }
        guide = self.guide(record.path)
        permalinks = (record.permalink, standing.permalink)
        guide = replace(guide, new=new, links=links, permalink=permalinks, moves={**self.moves, **files})
        texts = {
            text: relinked(text, guide, self.here.shape)
            for text in (standing.text, record.base, record.theirs)
        }
        text = texts[standing.text]
        permalink = standing.permalink
        former = dict.fromkeys((*record.former_permalinks, record.permalink))
        new_record = replace(
            record,
            path=new,
            base=texts[record.base],
            theirs=texts[record.theirs],
            permalink=permalink,
            former_permalinks=tuple(each for each in former if each not in ("", permalink)),
            pictures={files.get(path, path): content for path, content in record.pictures.items()},
            by_hand=record.by_hand and new == record.path,
        )
        if new_record == record and text == standing.text:
            return None
        return Move(record, new_record, standing.text, text, files)

    def link(self, place: PurePosixPath, standing: Standing, new: PurePosixPath) -> str:
        """What a post links where one of its pictures is."""
        if self.rules.images == "copy":
            fields = {**standing.values, "name": place.name}
            return quote(fill(self.rules.image_url, fields), safe="/:%?#&=@+,;!$*~")
        return quote(str(place.relative_to(new.parent)))

    def guide(self, path: PurePosixPath) -> Guide:
        """Where the addresses in a file lead that stays where it is."""
        key = FLAVORS[self.rules.flavor]["permalink_key"]
        return Guide(
            path, path, published=self.published, permalink_key=key, moves=self.moves, files=self.here.files
        )


def home(post: PurePosixPath) -> PurePosixPath:
    """The folder in which the files of one post alone lie; see `assets_beside`."""
    return post.parent if post.stem in BUNDLES else post.parent / post.stem


def new_permalink(record: Record, config: Config, wanted: Callable[[], str]) -> str:
    """Where the target is to publish a post: where it does, unless the config says that otherwise now.

    Args:
        record: of the post.
        config: of the source.
        wanted: what the config's template makes of it.
    """
    template = config.post.permalink
    if not record.permalink or not template or fits(template, record.permalink):
        return record.permalink
    return wanted() or record.permalink


def references(texts: Iterable[tuple[PurePosixPath, str]], plan: Plan) -> Iterable[str]:
    """A line for each file that links to what moves, and that is not Syndicate's to write."""
    for path, text in texts:
        guide = plan.guide(path) if plan.guide is not None else None
        found = [each for each in addresses(text) if guide is not None and guide.lead(each) != each]
        if found:
            yield f"{path}: links to what moves ({found[0]}); bring it up to date yourself"


def _published(standings: Iterable[Standing]) -> dict[str, str]:
    """Where each post is to be published, by where it was, as long as none is published there."""
    found = {
        published_key(old): each.permalink
        for each in standings
        for old in (*each.record.former_permalinks, each.record.permalink)
    }
    now = {published_key(each.permalink) for each in standings}
    return {key: new for key, new in found.items() if key and key not in now}


def _is_numbered(path: PurePosixPath, wanted: PurePosixPath) -> bool:
    """Whether a path is what a post gets whose wanted path another has."""
    beginning, number = f"{wanted.stem}-", path.stem[len(wanted.stem) + 1 :]
    is_beside = path.with_stem("x") == wanted.with_stem("x") and path.stem.startswith(beginning)
    return is_beside and number.isdecimal()


def _links_to(path: PurePosixPath, record: Record) -> Collection[str]:
    """The addresses in a post that show one of its pictures, as far as they are on the site itself.

    How an address was made of a path the config says no longer. It ends as the path does; where it does not, it has the
    picture's name, and no other address has.
    """
    found = {
        bare
        for text in (record.base, record.theirs)
        for bare, _ in map(split, addresses(text))
        if unquote(bare).rpartition("/")[2] == path.name and not WEB.match(bare)
    }
    exact = {bare for bare in found if f"/{path}".endswith("/" + unquote(bare).lstrip("./"))}
    return exact or (found if len(found) == 1 else ())
