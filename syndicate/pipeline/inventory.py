"""What the target holds, as the planner needs it; kept up to date with what the run adds."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from syndicate.addresses import identity
from syndicate.converter.post.links import rewrite_address
from syndicate.converter.post.permalinks import permalink_key, permalink_of, places_of
from syndicate.converter.post.templates import fits, slugify
from syndicate.errors import ParseError
from syndicate.merging import front_matter_of
from syndicate.models import Kind, Page
from syndicate.pipeline.names import Names
from syndicate.pipeline.trust import Trust
from syndicate.pipeline.whereabouts import Whereabouts
from syndicate.planner import Existing, digest, path_key
from syndicate.writer.adoption import original
from syndicate.writer.state import FOLDER, beginning, index_row_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping

    from syndicate.config import Config
    from syndicate.converter.proof.proof import Converter
    from syndicate.models import Asset, Change, IndexRow, Picture, Post, Record, Stamp
    from syndicate.pipeline.identity import Traits
    from syndicate.writer.target import Target

    Index = Mapping[str, tuple[Stamp, IndexRow]]

HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
ADDRESSES = re.compile(r"""(?<=\s)(?:href|src|poster)=(?:"[^"]*+"|'[^']*+')""")
LINK = re.compile(r"""https?://[^\s<>"')]+""")


class Inventory:
    """The posts of one target, seen from one source.

    `index` has the row of each record that is believed; `strangers` have those of the others: nobody vouches for their
    hosts, so nothing is fetched there. `stamps` are those of the state's files when the run began, and
    `is_as_before` says whether they are still so. `fresh` are the rows that the run cache does not have.

    Args:
        target: the target.
        config: the source's.
        cached_index: the rows of a source's index that an earlier run has read.
        trust: what of the state is believed.
    """

    def __init__(
        self,
        target: Target,
        config: Config,
        cached_index: Callable[[str], Index],
        trust: Trust | None = None,
    ) -> None:
        self.target = target
        self.config = config
        self.cached_index = cached_index
        self.trust = trust or Trust(config)
        state = target.state(cached_index(target.name))
        self.index: dict[str, IndexRow] = {}
        self.strangers = dict(state.index)
        folder = PurePosixPath(config.post.path.partition("{")[0].rpartition("/")[0])
        self.names = Names(self.index, self.strangers)
        self.posts = Whereabouts(target, folder, config.prefixes, self.index, self.strangers)
        self.vouch(())
        self.stamps = state.files
        self.fresh = state.fresh
        self.is_as_before = True
        self.warnings = tuple(
            f"{FOLDER / target.name / file}: cannot be used and is ignored: {problem}; its post is adopted again"
            for file, problem in state.broken.items()
        ) + tuple(
            f"{FOLDER / target.name / file}: has conflict markers of git; read as what both sides know, as the next sync writes it"
            for file in state.parted
        )
        self._planned: dict[str, Record] = {}
        self._planned_pictures: dict[PurePosixPath, str] = {}
        self._left_permalinks: set[str] = set()
        self._mentions: dict[PurePosixPath, frozenset[bytes]] = {}

    def vouch(self, addresses: Iterable[str]) -> None:
        """Believe the records of these addresses' hosts, which the origin's own lists or a person named."""
        self.trust.vouch(addresses)
        believed = {address: row for address, row in self.strangers.items() if self.trust.address_of(row)}
        if believed:
            self.index |= believed
            for address in believed:
                del self.strangers[address]
            self.names.forget()
            self.posts.forget()
            self.__dict__.pop("published", None)

    @property
    def doubts(self) -> tuple[str, ...]:
        """What of the state is not believed, one line for each host."""
        hosts: dict[str, list[str]] = {}
        for address in self.strangers:
            hosts.setdefault(urlsplit(address).hostname or "", []).append(address)
        return tuple(
            f"{self.target.state_file(addresses[0])}: its article is on {host}, which neither the config nor the blog names, "
            f"so it is ignored ({len(addresses)} such); if the host is the blog's, name it in source.articles"
            for host, addresses in sorted(hosts.items())
        )

    def known(self, address: str) -> str:
        """The own address of the article that an address leads or led to; "" for none."""
        return self.names.known(address)

    def own(self, address: str) -> Record | None:
        """The record of the article whose own address this is."""
        known = self.known(address)
        return (
            self.record(known)
            if known and self.names.keys.loose(known) == self.names.keys.loose(address)
            else None
        )

    def candidates(self, newcomer: Traits) -> Iterator[Record]:
        """The records that may be of the same article, each once; whether one is, `identity` decides."""
        yield from map(self._read, self.names.candidates(newcomer))

    def record(self, address: str) -> Record | None:
        """The record of an original under any of its addresses, its post followed if a person moved it."""
        own_address = self.known(address)
        if not own_address:
            return None
        if own_address in self._planned:
            return self._planned[own_address]
        record = self._read(own_address)
        is_anothers = self.posts.is_anothers(record)
        is_astray = is_anothers or not self.posts.has(record.path)
        if is_astray and (path := self.posts.moved.get(identity(record.address))):
            return replace(record, path=path, by_hand=True)
        # Its post is nowhere, and another one was moved to its place: it was deleted here.
        return (
            replace(record, path=self.posts.vacant(record.path), decision="deleted")
            if is_anothers
            else record
        )

    def is_own_post(self, record: Record, before: str, text: str = "") -> bool:
        """Whether the file at a record's path is the article's post, so that it may be written.

        It says so itself, or reads as the article does: what the state says of it may be anybody's.

        Args:
            record: of the article.
            before: what stands there; "" for nothing.
            text: the post as it would be written, "" where the original is not looked at.
        """
        identities = {
            identity(alias)
            for address in record.addresses
            for alias in (address, rewrite_address(address, self.config.prefixes))
        }
        sites = {each.partition("/")[0] for each in identities}
        if self.trust.is_in_posts(record.path) and original(before, identities, sites).is_attribution:
            return True
        lines = beginning(text)
        if set(lines) & set(beginning(before)):
            return True
        title = front_matter_of(before).get("title")
        return not before or bool(text and title and title == front_matter_of(text).get("title"))

    def existing(self, post: Post, record: Record | None, adoptable: Mapping[str, PurePosixPath]) -> Existing:
        """What the target holds of a post.

        Args:
            post: as it would be written.
            record: of it, where there is one.
            adoptable: what `adoptable` finds.
        """
        adopted = None if record is not None else adoptable.get(identity(post.address))
        if adopted in self._mentions and self._mentions[adopted].isdisjoint(beginning(post.text)):
            adopted = None  # it only links to the article
        path = record.path if record is not None else adopted or post.path
        pictures = self._digests(asset.path for asset in post.assets)
        taken = self.posts.taken if record is None else frozenset[str]()  # a post with a record never moves
        return Existing(record, self.target.read(path), adopted, taken, pictures, self.reads)

    def post_alone(self, record: Record) -> Existing:
        """What the target holds of a post whose original is not looked at."""
        return Existing(record, self.target.read(record.path), reads=self.reads)

    def elsewhere(self) -> tuple[str, ...]:
        """A line where posts are not where the config's path puts them, and no person put them there either."""
        template = self.config.post.path
        paths = [
            row.path
            for row in self.index.values()
            if row.path and not is_where(template, row.path) and self.posts.has_file(row.path)
            if not self._read(row.address).by_hand
        ]
        if not paths:
            return ()
        count = f"{len(paths)} posts lie" if len(paths) > 1 else "1 post lies"
        them = "them" if len(paths) > 1 else "it"
        return (
            f"post.path says {template}: {count} elsewhere, such as {min(paths)}; `syndicate move` takes {them} along",
        )

    def reads(self, markdown: str) -> Hashable:
        """What a person reads in some Markdown of this target, in a form that can be compared."""
        from syndicate.converter.dialects.guards import unguard

        return tuple(self._reader.read_markdown(unguard(markdown)))

    def shape(self, markdown: str) -> str:
        """All that some Markdown of this target is rendered to, but for the addresses in it."""
        from syndicate.converter.dialects.guards import unguard

        return ADDRESSES.sub("", self._reader.md.render(unguard(markdown)))

    @cached_property
    def _reader(self) -> Converter:
        """Made when it is first needed: posts that nobody edited need none."""
        from syndicate.converter.proof.proof import Converter

        return Converter(self.config.post.dialect, verify=False)

    def others_files(self, assets: Iterable[Asset], record: Record | None) -> set[PurePosixPath]:
        """Those places of pictures where a file stands that is neither the picture nor was written for this post."""
        expected = {asset.path: digest(asset.content) for asset in assets}
        own = record.pictures if record is not None else {}
        planned = {path: self._planned_pictures[path] for path in expected if path in self._planned_pictures}
        return {
            path
            for path, content in {**self.target.digests(expected), **planned}.items()
            if content != expected[path] and path not in own
        }

    def _digests(self, paths: Iterable[PurePosixPath]) -> dict[PurePosixPath, str]:
        """The hash of each of these files that exists, as a change makes it that is on its way to the disk."""
        found = self.target.digests(paths)
        return {path: self._planned_pictures.get(path, content) for path, content in found.items()}

    def picture_copy(self, address: str, record: Record | None) -> Picture | None:
        """The copy of a picture that the post has, where the origin has it no longer."""
        from syndicate.parser.pictures.raster import parse_picture

        name = unquote(urlsplit(address).path).rpartition("/")[2]
        for path in record.pictures if record is not None else ():
            if path.name == name and self.target.has(path):
                with suppress(ParseError):
                    return parse_picture(Page(address, address, self.target.picture(path)))
        return None

    def note_planned(self, change: Change) -> None:
        """Take note of what a change is going to do, for the articles that follow."""
        record = change.record
        row = index_row_of(record)
        if change.kind is Kind.ADD:
            self.posts.taken.add(path_key(record.path))
        for former in record.formerly:
            if former in self.index and self.index[former].path == row.path:
                del self.index[former]
        for former in record.addresses:
            self.strangers.pop(former, None)
        self._planned[record.address] = record
        self._planned_pictures |= {asset.path: digest(asset.content) for asset in change.assets}
        is_as_known = (known := self.index.get(record.address)) is not None and (
            (known.identities, known.guid) == (row.identities, row.guid)
        )
        if known is not None and known.permalink not in ("", row.permalink):
            self._left_permalinks.add(known.permalink)
        self.index[record.address] = row
        if not is_as_known:
            self.names.note(row)
        if record.permalink:
            self.published.setdefault(permalink_key(record.permalink), record.address)

    def forget_planned(self, change: Change) -> None:
        """Forget a change that is not carried out after all."""
        self._forget(change)
        if change.kind is Kind.ADD:
            self.index.pop(change.record.address, None)
            self.posts.taken.discard(path_key(change.record.path))
            self.names.forget()

    def _forget(self, change: Change) -> None:
        self._planned.pop(change.record.address, None)
        for asset in change.assets:
            self._planned_pictures.pop(asset.path, None)

    def note_written(self, change: Change) -> None:
        """Take note that a change was carried out."""
        address = change.record.address
        self._forget(change)
        file, stamp = self.target.state_file(address).name, self.target.stamp(address)
        row = self.index.get(address)
        if row is not None and self.stamps.get(file) != stamp:
            self.is_as_before = False
            self.fresh[file] = stamp, row

    def other_source(self, address: str) -> str:
        """The name of another source that has cross-posted the same article, "" where none has."""
        return self._others.get(identity(address), "")

    def lookalikes(self, markdown: str) -> list[Record]:
        """The records whose posts begin as this body does: perhaps the same article under an earlier address."""
        return list(map(self._read, self.names.lookalikes(markdown)))

    def is_taken(self, permalink: str, address: str, adoptable: Mapping[str, PurePosixPath]) -> bool:
        """Whether another post than this original's is published at a permalink."""
        owner, own = self.published.get(permalink_key(permalink), ""), identity(address)
        return owner not in ("", address, str(self.posts.moved.get(own, "")), str(adoptable.get(own, "")))

    def permalink(self, address: str) -> str:
        """Where the target publishes the post of an original, "" where it has none.

        A fragment is kept where the post has the heading that it leads to.
        """
        row = self.index.get(self.known(address))
        if row is None or not row.permalink:
            return ""
        is_here = row.address in self._planned or self.posts.has(PurePosixPath(row.path))
        if not is_here and identity(row.address) not in self.posts.moved:
            return ""
        fragment = unquote(urlsplit(address).fragment)
        headings = HEADING.findall(self._read(row.address).base) if fragment else []
        return (
            f"{row.permalink}#{fragment}"
            if fragment in map(slugify, map(_without_id, headings))
            else row.permalink
        )

    def posts_linking_to(self, added: Collection[str]) -> list[str]:
        """The originals whose posts link to articles where these were.

        Args:
            added: those that are here only now; known are those that this run has put at another permalink.
        """
        wanted = {identity(rewrite_address(address, self.config.prefixes)): address for address in added}
        found = []
        for record in self.target.records():
            links = {wanted.get(identity(link)) for link in LINK.findall(record.base)}
            is_late = any(f"({permalink}" in record.base for permalink in self._left_permalinks)
            if (is_late or links - {None, record.address}) and record.address in self.index:
                found.append(record.address)
        return found

    def adoptable(self, addresses: Iterable[str]) -> dict[str, PurePosixPath]:
        """The files that a person made of originals that have no record, by identity.

        Args:
            addresses: of the originals.
        """
        unrecorded = [address for address in addresses if not self.known(address)]
        found = self.posts.attributed(unrecorded, self.posts.files, self.posts.owned)
        self._mentions.update(
            (mention.path, mention.beginning) for mention in found.values() if not mention.is_attribution
        )
        return {address: mention.path for address, mention in found.items()}

    @cached_property
    def published(self) -> dict[str, str]:
        """Whose post is published where, by `permalink_key`."""
        found: dict[str, str] = {}
        if not places_of(self.config):
            return found
        owned = self.posts.owned
        own = [path for path in self.posts.post_files() if path not in owned]
        for path, head in self.target.heads(own):
            if permalink := permalink_of(front_matter_of(head), path, self.config):
                found.setdefault(permalink_key(permalink), str(path))
        for row in self.index.values():
            if row.permalink:
                found[permalink_key(row.permalink)] = row.address
        return found

    def tags(self) -> list[str]:
        """The tags of the site's posts, the most frequent first."""
        counts: Counter[str] = Counter()
        for _, head in self.target.heads(self.posts.post_files()):
            tags = front_matter_of(head).get("tags")
            items = re.split("[;,]", tags) if isinstance(tags, str) else tags
            if isinstance(items, list):
                counts.update(tag.strip() for tag in items if isinstance(tag, str))
        return [tag for tag, _ in counts.most_common()]

    @cached_property
    def _others(self) -> dict[str, str]:
        return {
            each: name
            for name in self.target.sources()
            if name != self.target.name
            for row in replace(self.target, name=name).state(self.cached_index(name)).index.values()
            for each in row.identities
        }

    def _read(self, address: str) -> Record:
        return self._planned.get(address) or self.trust.with_pictures(self.target.record(address))


def is_where(template: str, path: str) -> bool:
    """Whether a post's path may be what the template makes, with a number where another post has that."""
    return fits(template, path) or fits(template, re.sub(r"-\d++(?=\.\w++$)", "", path))


def _without_id(heading: str) -> str:
    """A heading's text without the id after it: `Text {#id}`."""
    start = heading.find(" {#", max(1, heading.rfind("}", 0, -1) + 1))
    return heading[:start] if start > 0 and heading.endswith("}") else heading
