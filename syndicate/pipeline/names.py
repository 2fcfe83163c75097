"""What the known articles of a source are called, and which of them an address, an id or a text means."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING

from syndicate.addresses import identity
from syndicate.pipeline.identity import Keys, keys_of, place, spelled_apart
from syndicate.pipeline.places import lines_of
from syndicate.writer.state import beginning

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from syndicate.models import Entry, IndexRow
    from syndicate.pipeline.identity import Traits

MAX_NAMESAKES = 8
"""Where more articles than these have one place, one id or one beginning, that says nothing of any of them."""


class Names:
    """What articles are called; each is known by its own address.

    Args:
        index: the rows of the records that are believed, by their own addresses; it changes with the run.
        strangers: those of the others.
    """

    def __init__(self, index: Mapping[str, IndexRow], strangers: Mapping[str, IndexRow]) -> None:
        self.index = index
        self.strangers = strangers
        self._entry_addresses: tuple[str, ...] = ()
        self._spelled = frozenset[str]()

    def note_entries(self, entries: Collection[Entry]) -> None:
        """Take note of the entries of this run, which show how addresses are to be compared."""
        self._entry_addresses = tuple(entry.address for entry in entries)
        self._spelled = spelled_apart(entries)
        self.forget()

    def forget(self) -> None:
        """Compare all addresses anew: what is known has changed by more than an article."""
        for view in ("keys", "originals", "_places", "_guids"):
            self.__dict__.pop(view, None)

    def known(self, address: str) -> str:
        """The own address of the article that an address leads or led to; "" for none."""
        return self.originals.get(self.keys.exact(address)) or self.originals.get(
            self.keys.loose(address), ""
        )

    def candidates(self, newcomer: Traits) -> Iterator[str]:
        """The own addresses of the articles that may be the same, each once; whether one is, `identity` decides."""
        addresses = [self.known(address) for address in (*newcomer.addresses, *newcomer.claims)]
        groups = [self._places.get(place(identity(name)), []) for name in newcomer.addresses]
        groups += [self._guids.get(newcomer.guid, [])] if newcomer.guid else []
        addresses += [each for group in groups if len(group) <= MAX_NAMESAKES for each in group]
        yield from dict.fromkeys(filter(self._is_here, addresses))

    def lookalikes(self, markdown: str) -> list[str]:
        """The own addresses of the articles whose posts begin as this body does; none where too many do."""
        counts: Counter[str] = Counter()
        lines = beginning(markdown)
        for line in lines:
            counts.update(self._beginnings.get(line, ()))
        enough = max(1, len(lines) - 2)
        found = [each for each, count in counts.items() if count >= enough and self._is_here(each)]
        return found if len(found) <= MAX_NAMESAKES else []

    def _is_here(self, address: str) -> bool:
        return address in self.index or address in self.strangers

    def note(self, row: IndexRow) -> None:
        """Take note of what an article is called; of a new kind of address, all are compared anew."""
        here, loose = place(row.identities[0]), self.keys.loose(row.address)
        if any(place(other) == here and self.keys.loose(other) != loose for other in row.identities[1:]):
            self.forget()
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
    def _beginnings(self) -> dict[bytes, list[str]]:
        found: dict[bytes, list[str]] = {}
        for row in (*self.index.values(), *self.strangers.values()):
            for line in lines_of(row):
                found.setdefault(line, []).append(row.address)
        return found


def _addresses(row: IndexRow) -> tuple[str, ...]:
    """The addresses of a row, as far as it has them; of the others, the identities, which are their own keys."""
    own = (row.address, *row.formerly)
    return (*own, *row.identities[len(own) :])
