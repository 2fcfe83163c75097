"""What the target holds, as the planner needs it; kept up to date with what the run adds."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from itertools import count
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from syndicate.addresses import identity
from syndicate.config.flavors import POST_SUFFIXES
from syndicate.converter.post.links import rewrite_address
from syndicate.converter.post.permalinks import permalink_key, permalink_of, places_of
from syndicate.converter.post.templates import fits, slugify
from syndicate.errors import ParseError
from syndicate.merging import front_matter_of
from syndicate.models import Kind, Page
from syndicate.pipeline.identity import Keys, keys_of, place, spelled_apart
from syndicate.pipeline.places import is_plainly_of, lines_of, owners_of
from syndicate.pipeline.trust import Trust
from syndicate.planner import Existing, digest, path_key
from syndicate.writer.adoption import original
from syndicate.writer.state import FOLDER, beginning, index_row_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Container, Hashable, Iterable, Iterator, Mapping

    from syndicate.config import Config
    from syndicate.converter.proof.proof import Converter
    from syndicate.models import Asset, Change, Entry, IndexRow, Picture, Post, Record, Stamp
    from syndicate.pipeline.identity import Traits
    from syndicate.pipeline.places import Owners
    from syndicate.writer.adoption import Mention
    from syndicate.writer.target import Target

    Index = Mapping[str, tuple[Stamp, IndexRow]]

MAX_NAMESAKES = 8

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
        self.strangers = state.index
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
        self.folder = PurePosixPath(config.post.path.partition("{")[0].rpartition("/")[0])
        self._planned: dict[str, Record] = {}
        self._planned_pictures: dict[PurePosixPath, str] = {}
        self._left_permalinks: set[str] = set()
        self._mentions: dict[PurePosixPath, frozenset[bytes]] = {}
        self._entry_addresses: tuple[str, ...] = ()
        self._spelled = frozenset[str]()

    def vouch(self, addresses: Iterable[str]) -> None:
        """Believe the records of these addresses' hosts, which the origin's own lists or a person named."""
        self.trust.vouch(addresses)
        believed = {address: row for address, row in self.strangers.items() if self.trust.address_of(row)}
        if believed:
            self.index |= believed
            self.strangers = {
                address: row for address, row in self.strangers.items() if address not in believed
            }
            self._forget_keys()
            for view in ("moved", "displaced", "_owners", "published"):
                self.__dict__.pop(view, None)

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

    def note_entries(self, entries: Collection[Entry]) -> None:
        """Take note of the entries of this run, which show how addresses are to be compared."""
        self._entry_addresses = tuple(entry.address for entry in entries)
        self._spelled = spelled_apart(entries)
        self._forget_keys()

    def _forget_keys(self) -> None:
        for name in ("keys", "originals", "_places", "_guids"):
            self.__dict__.pop(name, None)

    def known(self, address: str) -> str:
        """The own address of the article that an address leads or led to; "" for none."""
        return self.originals.get(self.keys.exact(address)) or self.originals.get(
            self.keys.loose(address), ""
        )

    def own(self, address: str) -> Record | None:
        """The record of the article whose own address this is."""
        known = self.known(address)
        return self.record(known) if known and self.keys.loose(known) == self.keys.loose(address) else None

    def candidates(self, newcomer: Traits) -> Iterator[Record]:
        """The records that may be of the same article, each once; whether one is, `identity` decides."""
        names = (*newcomer.addresses, *newcomer.claims)
        addresses = [self.known(address) for address in names]
        groups = [self._places.get(place(identity(name)), []) for name in newcomer.addresses]
        groups += [self._guids.get(newcomer.guid, [])] if newcomer.guid else []
        # Where many articles have one place or one id, that says nothing of any of them.
        addresses += [each for group in groups if len(group) <= MAX_NAMESAKES for each in group]
        seen = dict.fromkeys(each for each in addresses if each in self.index or each in self.strangers)
        yield from (self._read(address) for address in seen)

    def record(self, address: str) -> Record | None:
        """The record of an original under any of its addresses, its post followed if a person moved it."""
        own_address = self.known(address)
        if not own_address:
            return None
        if own_address in self._planned:
            return self._planned[own_address]
        record = self._read(own_address)
        is_anothers = self._is_anothers(record)
        if (is_anothers or not self.has(record.path)) and (path := self.moved.get(identity(record.address))):
            return replace(record, path=path, by_hand=True)
        # Its post is nowhere, and another one was moved to its place: it was deleted here.
        return replace(record, path=self._vacant(record.path), decision="deleted") if is_anothers else record

    def _is_anothers(self, record: Record) -> bool:
        """Whether another known article's post stands at the path of a record, since a person moved it there."""
        if (row := self.index.get(record.address)) is None or not self.has(record.path):
            return False
        head = next((head for _, head in self.target.heads([record.path])), "")
        if is_plainly_of(row, head) or self._owners.of(head) in ("", record.address):
            return False
        return record.address in self.displaced

    def _vacant(self, path: PurePosixPath) -> PurePosixPath:
        """A place beside a path where nothing stands."""
        places = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
        return next(place for place in places if path_key(place) not in self.taken and not self.has(place))

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

    def has(self, path: PurePosixPath) -> bool:
        """Whether there is a file at this path."""
        return self.target.has(path)

    def has_file(self, path: str) -> bool:
        """Whether there is a file at the path of a row; the posts' folder is read once."""
        place = PurePosixPath(path)
        return place in self.files or self.has(place)

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
        taken = self.taken if record is None else frozenset[str]()  # a post with a record never moves
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
            if row.path and not is_where(template, row.path) and self.has_file(row.path)
            if not self._read(row.address).by_hand
        ]
        if not paths:
            return ()
        count = f"{len(paths)} posts lie" if len(paths) > 1 else "1 post lies"
        them = "them" if len(paths) > 1 else "it"
        return (
            f"post.path says {template}: {count} elsewhere, such as {min(paths)}; `syndicate move` takes {them} along",
        )

    def doubled(self) -> tuple[str, ...]:
        """A line for each post that stands a second time, as where two branches that brought one article were merged."""
        rows = {identity(row.address): row for row in self.index.values() if row.path}
        hosts = {each.partition("/")[0] for each in rows}
        paths = [path for path in self.files - self.owned if path.suffix.lower() in POST_SUFFIXES]
        heads = {path: head for path, head in self.target.heads(paths) if any(host in head for host in hosts)}
        found = self._attributed([row.address for row in rows.values()], heads, ()) if heads else {}
        notes = []
        for address, (path, is_attribution, _) in sorted(found.items()):
            row = rows[address]
            lines = set(lines_of(row))
            # A translation has the attribution, and no other line.
            if (
                is_attribution
                and self.has_file(row.path)
                and len(lines.intersection(beginning(heads[path]))) > 1
            ):
                notes.append(
                    f"{path}: a second post of {row.address}, which {row.path} is; delete the one that you do not want"
                )
        return tuple(notes)

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
            self.taken.add(path_key(record.path))
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
            self._note_names(row)
        if record.permalink:
            self.published.setdefault(permalink_key(record.permalink), record.address)

    def _note_names(self, row: IndexRow) -> None:
        """Take note of what an article is called; of a new kind of address, all are compared anew."""
        here, loose = place(row.identities[0]), self.keys.loose(row.address)
        if any(place(other) == here and self.keys.loose(other) != loose for other in row.identities[1:]):
            self._forget_keys()
            return
        own, *others = (self.keys.exact(address) for address in _addresses(row))
        self.originals[own] = row.address
        for each in others:
            if self.originals.get(each) not in self.index or self.keys.exact(self.originals[each]) != each:
                self.originals[each] = row.address
        self._places.setdefault(place(row.identities[0]), []).append(row.address)
        if row.guid:
            self._guids.setdefault(row.guid, []).append(row.address)
        for line in lines_of(row):
            self._beginnings.setdefault(line, []).append(row.address)

    def forget_planned(self, change: Change) -> None:
        """Forget a change that is not carried out after all."""
        self._forget(change)
        if change.kind is Kind.ADD:
            self.index.pop(change.record.address, None)
            self.taken.discard(path_key(change.record.path))
            self._forget_keys()

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
        counts: Counter[str] = Counter()
        lines = beginning(markdown)
        for line in lines:
            counts.update(self._beginnings.get(line, ()))
        enough = max(1, len(lines) - 2)
        return [
            self._read(address)
            for address, count in counts.items()
            if count >= enough and (address in self.index or address in self.strangers)
        ]

    def is_taken(self, permalink: str, address: str, adoptable: Mapping[str, PurePosixPath]) -> bool:
        """Whether another post than this original's is published at a permalink."""
        owner, own = self.published.get(permalink_key(permalink), ""), identity(address)
        return owner not in ("", address, str(self.moved.get(own, "")), str(adoptable.get(own, "")))

    def permalink(self, address: str) -> str:
        """Where the target publishes the post of an original, "" where it has none.

        A fragment is kept where the post has the heading that it leads to.
        """
        row = self.index.get(self.known(address))
        if row is None or not row.permalink:
            return ""
        is_here = row.address in self._planned or self.has(PurePosixPath(row.path))
        if not is_here and identity(row.address) not in self.moved:
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

    @cached_property
    def keys(self) -> Keys:
        """How addresses are compared."""
        return keys_of(self.index.values(), self._entry_addresses, self._spelled)

    @cached_property
    def originals(self) -> dict[str, str]:
        """The address of the record of each original, by the key of every address that leads or led to it.

        Where two articles had one address, it is that of the one whose own it is.
        """
        others = {each: row.address for row in self.index.values() for each in self._row_keys(row)[1:]}
        return others | {self._row_keys(row)[0]: row.address for row in self.index.values()}

    def _row_keys(self, row: IndexRow) -> list[str]:
        keys = self.keys
        if not any(each in keys.shared or each in keys.spelled for each in row.identities):
            return list(row.identities)
        return [self.keys.exact(address) for address in _addresses(row)]

    @cached_property
    def _places(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in self.index.values():
            found.setdefault(place(row.identities[0]), []).append(row.address)
        return found

    @cached_property
    def _guids(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in (*self.index.values(), *self.strangers.values()):
            if row.guid:
                found.setdefault(row.guid, []).append(row.address)
        return found

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
        return {PurePosixPath(row.path) for row in (*self.index.values(), *self.strangers.values())}

    def adoptable(self, addresses: Iterable[str]) -> dict[str, PurePosixPath]:
        """The files that a person made of originals that have no record, by identity.

        Args:
            addresses: of the originals.
        """
        unrecorded = [address for address in addresses if not self.known(address)]
        found = self._attributed(unrecorded, self.files, self.owned)
        self._mentions.update(
            (mention.path, mention.beginning) for mention in found.values() if not mention.is_attribution
        )
        return {address: mention.path for address, mention in found.items()}

    @cached_property
    def _owners(self) -> Owners:
        return owners_of(self.index.values(), self.config.prefixes)

    @cached_property
    def displaced(self) -> frozenset[str]:
        """The addresses of the articles at whose path another one's post stands; see `Owners.displaced`."""
        paths = [
            PurePosixPath(row.path) for row in self.index.values() if row.path and self.has_file(row.path)
        ]
        heads = {str(path): head for path, head in self.target.heads(paths)}
        return self._owners.displaced(self.index, heads)

    @cached_property
    def moved(self) -> dict[str, PurePosixPath]:
        """Where a person moved the posts that are not at the path of their record, by the identity of the original."""
        astray = [row for row in self.index.values() if not self.has_file(row.path)]
        displaced = [self.index[address] for address in self.displaced]
        astray += displaced
        if not astray:
            return {}
        owned = self.owned - {PurePosixPath(row.path) for row in displaced}
        elsewhere = self._alike(self.target.files(PurePosixPath()) - self.files, astray)
        lines = {identity(row.address): frozenset(lines_of(row)) for row in astray}
        addresses = [row.address for row in astray]
        found = self._attributed(addresses, list(elsewhere), owned)
        found |= self._attributed(addresses, self.files, owned)
        return {
            address: mention.path
            for address, mention in found.items()
            if mention.is_attribution or not mention.beginning.isdisjoint(lines[address])
        }

    def _attributed(
        self, addresses: Iterable[str], files: Collection[PurePosixPath], owned: Container[PurePosixPath]
    ) -> dict[str, Mention]:
        """Those of some files that no record owns and that say which of these originals they are of, by its identity."""
        # A post made by hand links to where the original is now, which the link rules say.
        aliases = {
            identity(alias): identity(address)
            for address in addresses
            for alias in (rewrite_address(address, self.config.prefixes), address)
        }
        found = self.target.adoptable(aliases, files, owned) if aliases else {}
        return {aliases[alias]: path for alias, path in found.items()}

    @cached_property
    def published(self) -> dict[str, str]:
        """Whose post is published where, by `permalink_key`."""
        found: dict[str, str] = {}
        if not places_of(self.config):
            return found
        owned = self.owned
        own = sorted(
            path for path in self.files if path.suffix.lower() in POST_SUFFIXES and path not in owned
        )
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
        posts = sorted(path for path in self.files if path.suffix.lower() in POST_SUFFIXES)
        for _, head in self.target.heads(posts):
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

    @cached_property
    def _beginnings(self) -> dict[bytes, list[str]]:
        found: dict[bytes, list[str]] = {}
        for row in (*self.index.values(), *self.strangers.values()):
            for line in lines_of(row):
                found.setdefault(line, []).append(row.address)
        return found

    def _read(self, address: str) -> Record:
        return self._planned.get(address) or self.trust.with_pictures(self.target.record(address))

    def _alike(self, files: Iterable[PurePosixPath], index: Iterable[IndexRow]) -> Iterator[PurePosixPath]:
        """Those files outside the posts' folder that still say what some post said: a mention alone is no post."""
        lines = {line for row in index for line in lines_of(row)}
        posts = (path for path in sorted(files) if path.suffix.lower() in POST_SUFFIXES)
        return (path for path, head in self.target.heads(posts) if lines.intersection(beginning(head)))


def is_where(template: str, path: str) -> bool:
    """Whether a post's path may be what the template makes, with a number where another post has that."""
    return fits(template, path) or fits(template, re.sub(r"-\d++(?=\.\w++$)", "", path))


def _addresses(row: IndexRow) -> tuple[str, ...]:
    """The addresses of a row, as far as it has them; of the others, the identities, which are their own keys."""
    own = (row.address, *row.formerly)
    return (*own, *row.identities[len(own) :])


def _without_id(heading: str) -> str:
    """A heading's text without the id after it: `Text {#id}`."""
    start = heading.find(" {#", max(1, heading.rfind("}", 0, -1) + 1))
    return heading[:start] if start > 0 and heading.endswith("}") else heading
