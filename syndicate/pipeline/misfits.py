"""Pure: entries of a feed that are no articles by the config's pattern: filtered on purpose, or since the blog changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from syndicate.models import Entry


@dataclass(frozen=True, slots=True)
class Misfits:
    """The entries of a feed that do not fit, in a way that is new.

    `example` is the address of one, `is_stop` says that nothing new fits, so that the blog would stop being
    cross-posted; `shapes` are those of all that do not fit.
    """

    count: int = 0
    example: str = ""
    is_stop: bool = False
    shapes: frozenset[str] = frozenset()

    def __str__(self) -> str:
        entries = f"{self.count} entries" if self.count > 1 else "one entry"
        return (
            f"{entries} of the feed that {'are' if self.count > 1 else 'is'} new to this do not fit source.articles, such as {self.example}; "
            "mend the pattern, or name what is no article in source.only.except"
        )


def misfits(
    entries: Sequence[Entry],
    fits: Callable[[str], object],
    is_known: Callable[[str], object],
    noted: Collection[str],
) -> Misfits:
    """The entries of a feed that do not fit in a way that is new.

    What stands among older articles was filtered then too, and so on purpose.

    Args:
        entries: the feed's, the newest first.
        fits: whether an address is an article's, by the config.
        is_known: whether an address is that of a known article.
        noted: the shapes of addresses that did not fit earlier.
    """
    places = [at for at, entry in enumerate(entries) if fits(entry.address)]
    misfit = [(at, entry) for at, entry in enumerate(entries) if not fits(entry.address)]
    shapes = frozenset(shape(entry.address) for _, entry in misfit)
    first = places[0] if places else len(entries)
    on_purpose = {shape(entry.address) for at, entry in misfit if at > first} | set(noted)
    new = [entry for _, entry in misfit if shape(entry.address) not in on_purpose]
    if not new:
        return Misfits(shapes=shapes)
    is_stop = all(is_known(entries[at].address) for at in places)
    return Misfits(len(new), new[0].address, is_stop, shapes)


def shape(address: str) -> str:
    """What the addresses of one kind of page have in common: the host, the first folder, and the form of the rest."""
    split = urlsplit(address)
    parts = [part for part in split.path.split("/") if part]
    forms = ["N" if re.fullmatch(r"\d+", part) else "W" for part in parts]
    if len(parts) > 1 and forms[0] == "W":
        forms[0] = parts[0].casefold()
    return f"{split.hostname or ''}/{'/'.join(forms)}"
