"""Pure: which known article's post a file is, by what it says of itself, whatever stands in the state."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicate.addresses import identity
from syndicate.converter.post.links import rewrite_address
from syndicate.writer.adoption import original
from syndicate.writer.state import HASH_SIZE, beginning

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from syndicate.models import IndexRow


@dataclass(frozen=True, slots=True)
class Owners:
    """The address of the record of each known article, by each identity that its post may name as its original.

    One that several articles share tells nothing. `sites` are the hosts of all.
    """

    by_identity: Mapping[str, str]
    sites: frozenset[str]

    def of(self, head: str) -> str:
        """The article whose post a file says that it is; "" where it names none."""
        match = original(head, self.by_identity, self.sites)
        return self.by_identity[match.identity] if match.is_attribution else ""

    def displaced(self, rows: Mapping[str, IndexRow], heads: Mapping[str, str]) -> frozenset[str]:
        """The articles at whose path another one's post stands, since a person moved it there.

        One that stands at its own path too is no move but a copy, which a person wrote over a post.

        Args:
            rows: of the known articles, by their address.
            heads: the beginning of the file at the path of each row that has one.
        """
        owners = {
            address: address if is_plainly_of(row, heads[row.path]) else self.of(heads[row.path])
            for address, row in rows.items()
            if row.path in heads
        }
        return frozenset(
            address
            for address, owner in owners.items()
            if owner not in ("", address)
            and (rows[owner].path == rows[address].path or owners.get(owner) != owner)
        )


def owners_of(rows: Iterable[IndexRow], prefixes: Mapping[str, str]) -> Owners:
    """The owners of posts.

    Args:
        rows: of the known articles.
        prefixes: how the config rewrites links, and so the address that an attribution names.
    """
    found: dict[str, set[str]] = {}
    for row in rows:
        for each in (*row.identities, identity(rewrite_address(row.address, prefixes))):
            found.setdefault(each, set()).add(row.address)
    by_identity = {each: min(addresses) for each, addresses in found.items() if len(addresses) == 1}
    return Owners(by_identity, frozenset(each.partition("/")[0] for each in by_identity))


def is_plainly_of(row: IndexRow, head: str) -> bool:
    """Whether a file begins as the post of an article and has its address; this takes less time than to read it."""
    return row.address in head and not set(lines_of(row)).isdisjoint(beginning(head))


def lines_of(row: IndexRow) -> list[bytes]:
    """The hashes that a row holds; see `state.beginning`."""
    return [row.beginning[at : at + HASH_SIZE] for at in range(0, len(row.beginning), HASH_SIZE)]
