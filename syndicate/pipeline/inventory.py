"""What the target holds, as the planner asks for it; kept up with what the run adds."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from syndicate.addresses import identity
from syndicate.converter.post.links import relinked
from syndicate.converter.post.post import permalink_key, permalink_of
from syndicate.converter.post.templates import slugify
from syndicate.merging import front_matter_of
from syndicate.models import Kind, Picture
from syndicate.planner import Existing, digest, path_key
from syndicate.writer.state import FOLDER, HASH, beginning, index_row_of
from syndicate.writer.target import POSTS

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from syndicate.config import Config
    from syndicate.models import Asset, Change, IndexRow, Post, Record, Stamp
    from syndicate.writer.target import Target

    Index = Mapping[str, tuple[Stamp, IndexRow]]

HEADING = re.compile(r"^#{1,6} (.+?)(?: \{#[^}]*\})?$", re.MULTILINE)
LINK = re.compile(r"""https?://[^\s<>"')]+""")


class Inventory:
    """The posts of one target, seen from one source.

    `addresses` are the originals that the run is about. `stamps` are those of the state's files when the run
    began, and `is_as_before` says whether they are still so. `fresh` are the index that were not in the memory.

    Args:
        target: the target.
        config: the source's.
        memory: the index of a source that were read earlier.
    """

    def __init__(self, target: Target, config: Config, memory: Callable[[str], Index]) -> None:
        self.target = target
        self.config = config
        self.memory = memory
        state = target.state(memory(target.name))
        self.index = state.index
        self.stamps = state.files
        self.fresh = state.fresh
        self.is_as_before = True
        self.warnings = tuple(
            f"{FOLDER / target.name / file}: cannot be used and is ignored: {problem}; its post is adopted again"
            for file, problem in state.broken.items()
        )
        self.folder = PurePosixPath(config.post.path.partition("{")[0].rpartition("/")[0])
        self.addresses: list[str] = []
        self._planned: dict[str, Record] = {}

    def record(self, address: str) -> Record | None:
        """What the state remembers of an original under any of its addresses, its post followed if a person moved it."""
        known = self.known.get(identity(address))
        if known is None:
            return None
        if known in self._planned:
            return self._planned[known]
        record = self.target.record(known)
        if not self.stands(record.path) and (moved := self.by_hand.get(identity(record.address))):
            return replace(record, path=moved)
        return record

    def stands(self, path: PurePosixPath) -> bool:
        """Whether there is a file at this path."""
        return self.target.has(path)

    def existing(self, post: Post, record: Record | None) -> Existing:
        """What the target holds of a post."""
        adopted = None if record is not None else self.by_hand.get(identity(post.address))
        place = record.path if record is not None else adopted or post.path
        pictures = self.target.digests(asset.path for asset in post.assets)
        taken = self.taken if record is None else frozenset[str]()  # a post with a record never moves
        return Existing(record, self.target.read(place), adopted, taken, pictures)

    def others_files(self, assets: Iterable[Asset], record: Record | None) -> set[PurePosixPath]:
        """Those places of pictures where a file stands that is neither the picture nor was written for this post."""
        wanted = {asset.path: digest(asset.content) for asset in assets}
        own = record.pictures if record is not None else {}
        return {
            path
            for path, content in self.target.digests(wanted).items()
            if content != wanted[path] and path not in own
        }

    def kept_picture(self, address: str, record: Record | None) -> Picture | None:
        """The copy of a picture that the post has, where the origin has it no longer."""
        name = unquote(urlsplit(address).path).rpartition("/")[2]
        for path in record.pictures if record is not None else ():
            if path.name == name and self.target.has(path):
                return Picture(address, self.target.read_bytes(path), path.suffix.lower())
        return None

    def standing(self, record: Record) -> Existing:
        """What the target holds of a post whose original is not keep_visits at."""
        return Existing(record, self.target.read(record.path))

    def keep(self, change: Change) -> None:
        """Take note of what a change is going to do, for those that follow."""
        record = change.record
        row = index_row_of(record)
        if change.kind is Kind.ADD:
            self.taken.add(path_key(record.path))
        for former in record.formerly:
            self.index.pop(former, None)
        self._planned[record.address] = record
        self.index[record.address] = row
        self.known.update((known, record.address) for known in row.identities)
        if record.permalink:
            self.published.setdefault(permalink_key(record.permalink), record.address)

    def is_written(self, change: Change) -> None:
        """Take note that a change was carried out."""
        address = change.record.address
        self._planned.pop(address, None)
        file, stamp, row = (
            self.target.state_file(address).name,
            self.target.stamp(address),
            self.index.get(address),
        )
        if row is not None and self.stamps.get(file) != stamp:
            self.is_as_before = False
            self.fresh[file] = stamp, row

    def elsewhere(self, address: str) -> str:
        """The name of another source that has cross-posted the same article, "" where none has."""
        return self._others.get(identity(address), "")

    def lookalikes(self, markdown: str) -> list[Record]:
        """The records whose posts begin as this body does: perhaps the same article under an earlier address."""
        counts: Counter[str] = Counter()
        lines = beginning(markdown)
        for line in lines:
            counts.update(self._beginnings.get(line, ()))
        enough = max(1, len(lines) - 2)
        return [
            self._read(address)
            for address, count in counts.items()
            if count >= enough and address in self.index
        ]

    def is_taken(self, permalink: str, address: str) -> bool:
        """Whether another post than this original's is published at a permalink."""
        owner = self.published.get(permalink_key(permalink), "")
        return owner not in ("", address, str(self.by_hand.get(identity(address), "")))

    def permalink(self, address: str) -> str:
        """Where the target publishes the post of an original, "" where it has none.

        A fragment is kept where the post has the heading that it leads to.
        """
        row = self.index.get(self.known.get(identity(address), ""))
        if row is None or not row.permalink:
            return ""
        if row.address not in self._planned and not self.stands(PurePosixPath(row.path)):
            return ""
        fragment = unquote(urlsplit(address).fragment)
        headings = HEADING.findall(self._read(row.address).base) if fragment else []
        return f"{row.permalink}#{fragment}" if fragment in map(slugify, headings) else row.permalink

    def linking(self, added: Collection[str]) -> list[str]:
        """The originals whose posts link to some articles where these were, since they were not here yet."""
        wanted = {identity(relinked(address, self.config.prefixes)): address for address in added}
        found = []
        for record in self.target.records():
            links = {wanted.get(identity(link)) for link in LINK.findall(record.base)}
            if links - {None, record.address}:
                found.append(record.address)
        return found

    @cached_property
    def known(self) -> dict[str, str]:
        """The address of the record of each original, by the identity of every address that it has or had."""
        return {known: row.address for row in self.index.values() for known in row.identities}

    @cached_property
    def files(self) -> frozenset[PurePosixPath]:
        """Every file in the posts' folder."""
        return self.target.files(self.folder)

    @cached_property
    def taken(self) -> set[str]:
        """The `path_key` of every place where a file stands, or stood."""
        return {path_key(path) for path in (*self.files, *self.owned)}

    @property
    def owned(self) -> set[PurePosixPath]:
        """The paths of the posts that have a record."""
        return {PurePosixPath(row.path) for row in self.index.values()}

    @cached_property
    def by_hand(self) -> dict[str, PurePosixPath]:
        """The files that a person made of articles that have no record, or whose post is not where it was, by identity."""
        astray = [
            row
            for row in self.index.values()
            if (path := PurePosixPath(row.path)) not in self.files and not self.stands(path)
        ]
        wanted = [address for address in self.addresses if identity(address) not in self.known]
        wanted += [row.address for row in astray]
        # A hand-made post links to where the original is now, which the link rules say.
        aliases = {
            identity(alias): identity(address)
            for address in wanted
            for alias in (relinked(address, self.config.prefixes), address)
        }
        if not aliases:
            return {}
        found = self.target.adoptable(aliases, self.files, self.owned)
        if astray:
            others = self.target.files(PurePosixPath()) - self.files
            found = self.target.adoptable(aliases, list(self._alike(others, astray)), self.owned) | found
        return {aliases[alias]: path for alias, path in found.items()}

    @cached_property
    def published(self) -> dict[str, str]:
        """Whose post is published where, by `permalink_key`."""
        found: dict[str, str] = {}
        if not self.config.post.permalink:
            return found
        owned = self.owned
        own = sorted(path for path in self.files if path.suffix.lower() in POSTS and path not in owned)
        for path, head in self.target.heads(own):
            if permalink := permalink_of(front_matter_of(head), path, self.config):
                found.setdefault(permalink_key(permalink), str(path))
        for row in self.index.values():
            if row.permalink:
                found[permalink_key(row.permalink)] = row.address
        return found

    @cached_property
    def _others(self) -> dict[str, str]:
        return {
            known: name
            for name in self.target.sources()
            if name != self.target.name
            for row in replace(self.target, name=name).state(self.memory(name)).index.values()
            for known in row.identities
        }

    @cached_property
    def _beginnings(self) -> dict[bytes, list[str]]:
        found: dict[bytes, list[str]] = {}
        for row in self.index.values():
            for line in _lines(row):
                found.setdefault(line, []).append(row.address)
        return found

    def _read(self, address: str) -> Record:
        return self._planned.get(address) or self.target.record(address)

    def _alike(self, files: Iterable[PurePosixPath], index: Iterable[IndexRow]) -> Iterator[PurePosixPath]:
        """Those files outside the posts' folder that still say what some post said: a mention alone is no post."""
        lines = {line for row in index for line in _lines(row)}
        posts = (path for path in sorted(files) if path.suffix.lower() in POSTS)
        return (path for path, head in self.target.heads(posts) if lines.intersection(beginning(head)))


def _lines(row: IndexRow) -> list[bytes]:
    """The hashes that a row holds; see `state.beginning`."""
    return [row.beginning[at : at + HASH] for at in range(0, len(row.beginning), HASH)]
