"""Pure: what of a state is believed. It comes with the repository, perhaps in somebody's pull request."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from syndicate.addresses import host_key, host_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import PurePosixPath

    from syndicate.config import Config
    from syndicate.models import IndexRow, Record

_HOST_CHARACTERS = re.compile(r"[\w.-]+")


class Trust:
    """The hosts that are an origin's, and the places in which its files may stand.

    `hosts` are those that the config names, those of the mirrors, and those that the origin's own lists name.

    Args:
        config: the source's.
        mirrors: of the command line.
    """

    def __init__(self, config: Config, mirrors: Mapping[str, str] | None = None) -> None:
        self.config = config
        self.hosts: set[str] = set()
        source = config.source
        self.vouch((source.feed, source.sitemap, source.wordpress, source.listing))
        self.vouch((*source.fetch.mirrors, *(mirrors or {}), *config.overrides))
        self.vouch((*config.prefixes, *config.prefixes.values()))
        names = _HOST_CHARACTERS.findall(source.articles.replace("\\", "").lower())
        self.hosts.update(
            host_key(name.strip(".")).removeprefix("www.") for name in names if "." in name.strip(".")
        )

    def vouch(self, addresses: Iterable[str]) -> None:
        """Believe in the hosts of addresses that the config, a person or the origin names."""
        self.hosts.update(filter(None, map(_host, addresses)))

    def believes(self, address: str) -> bool:
        """Whether an address is on a host that is believed in."""
        return _host(address) in self.hosts

    def address_of(self, row: IndexRow) -> str:
        """The address at which an original may be asked for: its own, or a former one that leads there; "" for none."""
        addresses = (row.address, *reversed(row.formerly), *(f"https://{each}" for each in row.identities))
        return next((address for address in addresses if self.believes(address)), "")

    def with_pictures(self, record: Record) -> Record:
        """The record with those of its pictures that stand where the config puts them, or beside the post."""
        folder = self.config.post.image_path.partition("{")[0]
        pictures = {
            path: content
            for path, content in record.pictures.items()
            if str(path).startswith(folder) or path.is_relative_to(record.path.parent)
        }
        return record if len(pictures) == len(record.pictures) else replace(record, pictures=pictures)

    def is_in_posts(self, path: PurePosixPath) -> bool:
        """Whether a path lies in the config's folder of posts."""
        folder = self.config.post.path.partition("{")[0].rpartition("/")[0]
        return path.is_relative_to(folder)


def _host(address: str) -> str:
    return host_of(address).removeprefix("www.")
