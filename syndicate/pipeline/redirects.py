"""Where articles were, and where the target publishes their posts: what `syndicate redirects` writes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicate.addresses import host_of, mask_secrets
from syndicate.converter.post.permalinks import permalink_key, permalink_of
from syndicate.converter.post.redirects import PLAIN, Redirect, path_of
from syndicate.errors import ConfigError
from syndicate.merging import front_matter_of
from syndicate.writer.target import Target

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from syndicate.config import Config
    from syndicate.models import Record


@dataclass(frozen=True, slots=True)
class Redirects:
    """The redirects of a source, in the order of their posts; `notes` say which addresses have none, and why.

    `hosts` are those at which the articles were.
    """

    rows: tuple[Redirect, ...] = ()
    notes: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


def redirects(config: Config, target: Path) -> Redirects:
    """The redirects from the articles of a source to their posts.

    Args:
        config: the source's.
        target: the folder of the site.

    Raises:
        ConfigError: nothing says where the site publishes its posts.
        TargetError: the target cannot be read.
    """
    site = Target.open(target, config.source.name)
    records = sorted(
        (each for each in site.records() if site.has(each.path)), key=lambda each: str(each.path)
    )
    published = [(record, _permalink(record, site, config)) for record in records]
    if records and not any(permalink for _, permalink in published):
        message = 'say where the site publishes its posts, such as permalink = "/blog/{slug}/"'
        raise ConfigError(message, "post.permalink")
    owners = {permalink_key(permalink.rstrip("/")): record.address for record, permalink in published}
    rows: dict[str, Redirect] = {}
    notes = []
    for record, permalink in published:
        if not permalink:
            notes.append(f"{record.path}: nothing says where it is published; it has no redirect")
            continue
        for old, flaw in _paths(record, permalink):
            key = permalink_key(old.rstrip("/"))
            why = flaw or _other(owners.get(key), record.address, rows.get(key), permalink)
            if why:
                notes.append(f"{old}: {why}; it has no redirect")
            elif key != permalink_key(permalink.rstrip("/")):
                rows.setdefault(key, Redirect(old, permalink))
    hosts = sorted({host_of(record.address) for record, _ in published})
    return Redirects(tuple(rows.values()), tuple(notes), tuple(hosts))


def _other(owner: str | None, own: str, row: Redirect | None, permalink: str) -> str:
    """Why a path stands for another article; "" where it does not."""
    if owner not in (None, own):
        return "another post is published there now"
    return "another article was there too" if row is not None and row.new != permalink else ""


def _permalink(record: Record, site: Target, config: Config) -> str:
    return record.permalink or permalink_of(
        front_matter_of(site.read(record.path) or record.base), record.path, config
    )


def _paths(record: Record, permalink: str) -> Iterator[tuple[str, str]]:
    """The paths at which an article or its post was, each with why there is no redirect from it, "" where there is one."""
    for path in record.former_permalinks:
        is_plain = PLAIN.fullmatch(path) and PLAIN.fullmatch(permalink)
        yield path, "" if is_plain else "it has signs that mean something else in such a file"
    for address in record.addresses:
        path = path_of(address)
        if not path:
            yield mask_secrets(address), "only its parameters tell it from another page"
        elif not PLAIN.fullmatch(path) or not PLAIN.fullmatch(permalink):
            yield mask_secrets(address), "it has signs that mean something else in such a file"
        else:
            yield path, ""
