"""What the target holds, as the planner asks for it; kept up with what the run adds."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from syndicate.addresses import identity
from syndicate.converter.links import relinked
from syndicate.converter.post import permalink_key, permalink_of
from syndicate.merging import front_matter_of
from syndicate.models import Picture
from syndicate.planner import Existing, digest, path_key
from syndicate.writer.target import POSTS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syndicate.config import Config
    from syndicate.models import Asset, Change, Post, Record
    from syndicate.writer.target import Target

TELLING = 40
"""Characters: a line so long is an article's own."""

BEGINNING = 5
"""So many telling lines of a post are enough to know it again, "so many" but one where its attribution has changed."""


class Shelf:
    """The posts of one target, seen from one source.

    `addresses` are the originals that the run is about.

    Args:
        target: the target.
        config: the source's.
    """

    def __init__(self, target: Target, config: Config) -> None:
        self.target = target
        self.config = config
        state = target.state()
        self.records = state.records
        self.warnings = state.warnings
        self.folder = PurePosixPath(config.post.path.partition("{")[0].rpartition("/")[0])
        self.files = target.files(self.folder)
        self.taken = {
            path_key(path) for path in (*self.files, *(record.path for record in self.records.values()))
        }
        self.addresses: list[str] = []
        self._known: dict[str, str] = {}
        for record in self.records.values():
            self._known.update(
                (identity(address), record.address) for address in (*record.formerly, record.address)
            )

    def record(self, address: str) -> Record | None:
        """What the state remembers of an original under any of its addresses, its post followed if a person moved it."""
        record = self.records.get(self._known.get(identity(address), ""))
        if (
            record is not None
            and not self.stands(record.path)
            and (moved := self.by_hand.get(identity(record.address)))
        ):
            return replace(record, path=moved)
        return record

    def stands(self, path: PurePosixPath) -> bool:
        """Whether there is a file at this path."""
        return path in self.files or self.target.has(path)

    def existing(self, post: Post, record: Record | None) -> Existing:
        """What the target holds of a post."""
        adopted = None if record is not None else self.by_hand.get(identity(post.address))
        place = record.path if record is not None else adopted or post.path
        pictures = self.target.digests(asset.path for asset in post.assets)
        return Existing(record, self.target.read(place), adopted, self.taken, pictures)

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
        """What the target holds of a post whose original is not looked at."""
        return Existing(record, self.target.read(record.path))

    def keep(self, change: Change) -> None:
        """Take note of what a change does, for those that follow."""
        record = change.record
        self.taken.add(path_key(record.path))
        for former in record.formerly:
            self.records.pop(former, None)
        self.records[record.address] = record
        self._known.update(
            (identity(address), record.address) for address in (*record.formerly, record.address)
        )
        if record.permalink:
            self.published.setdefault(permalink_key(record.permalink), record.address)

    def elsewhere(self, address: str) -> str:
        """The name of another source that has cross-posted the same article, "" where none has."""
        return self._others.get(identity(address), "")

    def lookalikes(self, markdown: str) -> list[Record]:
        """The records whose posts begin as this body does: perhaps the same article under an earlier address."""
        counts: dict[str, int] = {}
        lines = _telling(markdown)
        for line in lines:
            for address in self._beginnings.get(line, ()):
                counts[address] = counts.get(address, 0) + 1
        enough = max(1, min(len(lines), BEGINNING) - 2)
        return [
            self.records[address]
            for address, count in counts.items()
            if count >= enough and address in self.records
        ]

    def is_taken(self, permalink: str, address: str) -> bool:
        """Whether another post than this original's is published at a permalink."""
        owner = self.published.get(permalink_key(permalink), "")
        return owner not in ("", address, str(self.by_hand.get(identity(address), "")))

    @cached_property
    def by_hand(self) -> dict[str, PurePosixPath]:
        """The files that a person made of articles that have no record, or whose post is not where it was, by identity."""
        astray = [record for record in self.records.values() if not self.stands(record.path)]
        wanted = [address for address in self.addresses if identity(address) not in self._known]
        wanted += [record.address for record in astray]
        # A hand-made post links to where the original is now, which the link rules say.
        aliases = {
            identity(alias): identity(address)
            for address in wanted
            for alias in (relinked(address, self.config.links), address)
        }
        if not aliases:
            return {}
        owned = {record.path for record in self.records.values()}
        found = self.target.adoptable(aliases, self.files, owned)
        if astray:
            others = self.target.files(PurePosixPath()) - self.files
            found = self.target.adoptable(aliases, list(self._alike(others, astray)), owned) | found
        return {aliases[alias]: path for alias, path in found.items()}

    @cached_property
    def published(self) -> dict[str, str]:
        """Whose post is published where, by `permalink_key`."""
        found: dict[str, str] = {}
        if not self.config.post.permalink:
            return found
        owned = {record.path for record in self.records.values()}
        own = sorted(path for path in self.files if path.suffix.lower() in POSTS and path not in owned)
        for path, head in self.target.heads(own):
            if permalink := permalink_of(front_matter_of(head), path, self.config):
                found.setdefault(permalink_key(permalink), str(path))
        for record in self.records.values():
            if record.permalink:
                found[permalink_key(record.permalink)] = record.address
        return found

    @cached_property
    def _others(self) -> dict[str, str]:
        return {
            identity(address): name
            for name in self.target.sources()
            if name != self.target.name
            for record in replace(self.target, name=name).state().records.values()
            for address in (record.address, *record.formerly)
        }

    @cached_property
    def _beginnings(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for record in self.records.values():
            for line in _telling(_body(record.base)):
                found.setdefault(line, []).append(record.address)
        return found

    def _alike(self, files: Iterable[PurePosixPath], records: Iterable[Record]) -> Iterator[PurePosixPath]:
        """Those files outside the posts' folder that still say what some post said: a mention alone is no post."""
        lines = {line for record in records for line in _telling(_body(record.base))}
        posts = (path for path in sorted(files) if path.suffix.lower() in POSTS)
        return (path for path, head in self.target.heads(posts) if lines.intersection(_telling(_body(head))))


def _body(text: str) -> str:
    return re.sub(r"\A---\r?\n.*?^---\r?\n", "", text, count=1, flags=re.DOTALL | re.MULTILINE)


def _telling(markdown: str) -> list[str]:
    lines = (line.strip() for line in markdown.splitlines())
    return [line for line in lines if len(line) >= TELLING][:BEGINNING]
