"""Where the posts of a target lie: which are at the path of their record, which a person moved, and which a person made."""

from __future__ import annotations

from functools import cached_property
from itertools import count
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from syndicate.addresses import identity
from syndicate.config.flavors import POST_SUFFIXES
from syndicate.converter.post.links import rewrite_address
from syndicate.pipeline.places import is_plainly_of, lines_of, owners_of
from syndicate.planner import path_key
from syndicate.writer.state import beginning

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator, Mapping

    from syndicate.models import IndexRow, Record
    from syndicate.pipeline.places import Owners
    from syndicate.writer.adoption import Mention
    from syndicate.writer.target import Target


class Whereabouts:
    """The files of one target's posts, seen from one source.

    Args:
        target: the target.
        folder: that of the source's posts.
        prefixes: of addresses, as the config's links rewrite them.
        index: the rows of the records that are believed, by their own addresses; it changes with the run.
        strangers: those of the others.
    """

    def __init__(
        self,
        target: Target,
        folder: PurePosixPath,
        prefixes: Mapping[str, str],
        index: Mapping[str, IndexRow],
        strangers: Mapping[str, IndexRow],
    ) -> None:
        self.target = target
        self.folder = folder
        self.prefixes = prefixes
        self.index = index
        self.strangers = strangers

    def forget(self) -> None:
        """Look anew for what was moved: more records are believed."""
        for view in ("moved", "displaced", "_owners"):
            self.__dict__.pop(view, None)

    def has(self, path: PurePosixPath) -> bool:
        """Whether there is a file at this path."""
        return self.target.has(path)

    def has_file(self, path: str) -> bool:
        """Whether there is a file at the path of a row; the posts' folder is read once."""
        place = PurePosixPath(path)
        return place in self.files or self.has(place)

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

    def post_files(self) -> list[PurePosixPath]:
        """The files in the posts' folder that are posts by their suffix."""
        return sorted(path for path in self.files if path.suffix.lower() in POST_SUFFIXES)

    def vacant(self, path: PurePosixPath) -> PurePosixPath:
        """A place beside a path where nothing stands."""
        places = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
        return next(place for place in places if path_key(place) not in self.taken and not self.has(place))

    def is_anothers(self, record: Record) -> bool:
        """Whether another known article's post stands at the path of a record, since a person moved it there."""
        if (row := self.index.get(record.address)) is None or not self.has(record.path):
            return False
        head = next((head for _, head in self.target.heads([record.path])), "")
        if is_plainly_of(row, head) or self._owners.of(head) in ("", record.address):
            return False
        return record.address in self.displaced

    @cached_property
    def _owners(self) -> Owners:
        return owners_of(self.index.values(), self.prefixes)

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
        found = self.attributed(addresses, list(elsewhere), owned)
        found |= self.attributed(addresses, self.files, owned)
        return {
            address: mention.path
            for address, mention in found.items()
            if mention.is_attribution or not mention.beginning.isdisjoint(lines[address])
        }

    def attributed(
        self, addresses: Iterable[str], files: Collection[PurePosixPath], owned: Container[PurePosixPath]
    ) -> dict[str, Mention]:
        """Those of some files that no record owns and that say which of these originals they are of, by its identity."""
        # A post made by hand links to where the original is now, which the link rules say.
        aliases = {
            identity(alias): identity(address)
            for address in addresses
            for alias in (rewrite_address(address, self.prefixes), address)
        }
        found = self.target.adoptable(aliases, files, owned) if aliases else {}
        return {aliases[alias]: path for alias, path in found.items()}

    def doubled(self) -> tuple[str, ...]:
        """A line for each post that stands a second time, as where two branches that brought one article were merged."""
        rows = {identity(row.address): row for row in self.index.values() if row.path}
        hosts = {each.partition("/")[0] for each in rows}
        owned = self.owned
        paths = [path for path in self.post_files() if path not in owned]
        heads = {path: head for path, head in self.target.heads(paths) if any(host in head for host in hosts)}
        found = self.attributed([row.address for row in rows.values()], heads, ()) if heads else {}
        notes = []
        for address, (path, is_attribution, _) in sorted(found.items()):
            row = rows[address]
            # A translation has the attribution, and no other line.
            shared = set(lines_of(row)).intersection(beginning(heads[path]))
            if is_attribution and self.has_file(row.path) and len(shared) > 1:
                notes.append(
                    f"{path}: a second post of {row.address}, which {row.path} is; delete the one that you do not want"
                )
        return tuple(notes)

    def _alike(self, files: Iterable[PurePosixPath], index: Iterable[IndexRow]) -> Iterator[PurePosixPath]:
        """Those files outside the posts' folder that still say what some post said: a mention alone is no post."""
        lines = {line for row in index for line in lines_of(row)}
        posts = (path for path in sorted(files) if path.suffix.lower() in POST_SUFFIXES)
        return (path for path, head in self.target.heads(posts) if lines.intersection(beginning(head)))
