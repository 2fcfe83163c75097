"""Whether a feed goes on from where it was at the last sync: with the same articles, of the same blog, without a gap."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate.addresses import identity, mask_secrets
from syndicate.models import Failure
from syndicate.pipeline.misfits import misfits
from syndicate.pipeline.selection import may_be_wanted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from syndicate.config import Config
    from syndicate.fetcher.run_cache import RunCache
    from syndicate.models import Entry
    from syndicate.pipeline.inventory import Inventory

MAX_NAMES = 500
"""Entries of a feed whose names are kept until the next sync; a feed has few, and an archive as a feed goes on anyway."""


class Continuity:
    """What the last sync noted of a feed, beside what it is now.

    Args:
        config: the source's.
        run_cache: has the notes.
        inventory: what the target holds.
        accept: whether a person says that what is new is right.
    """

    def __init__(self, config: Config, run_cache: RunCache, inventory: Inventory, *, accept: bool) -> None:
        self.config = config
        self.name = config.source.name
        self.run_cache = run_cache
        self.inventory = inventory
        self.accept = accept
        self.articles = re.compile(config.source.articles)

    def misfits(self, entries: Sequence[Entry]) -> Failure | str:
        """What to say of entries that are no articles by source.articles, where that is new; "" for nothing.

        A failure where nothing new fits, so that the blog would stop being cross-posted.
        """
        noted = self.run_cache.note(self.name, "misfits").split()
        wanted = [entry for entry in entries if may_be_wanted(entry, self.config.only)]
        found = misfits(wanted, self.articles.search, self.inventory.known, noted)
        if found.is_stop and not self.accept:
            return self._failure(str(found))
        self.run_cache.set_note(self.name, "\n".join(sorted({*noted, *found.shapes})), "misfits")
        return mask_secrets(str(found)) if found.count else ""

    def other_blog(self, entries: Sequence[Entry], title: str) -> Failure | None:
        """Why nothing of a feed is taken that has another title than at the last sync and lists nothing that was known.

        Args:
            entries: the feed's.
            title: its title.
        """
        before = self.run_cache.note(self.name, "title")
        is_other = bool(entries) and "" not in (before, title) and before.casefold() != title.casefold()
        goes_on = self._knows_any(entries) or not self._listed_before().isdisjoint(_names_of(entries))
        if is_other and self.inventory.index and not goes_on and not self.accept:
            return self._failure(
                f"the feed is called {title!r} now, it was {before!r}, and nothing that it lists is known: nothing of it "
                "is taken; if it is the same blog, say so with --accept"
            )
        if title:
            self.run_cache.set_note(self.name, title, "title")
        return None

    def has_gap(self, entries: Sequence[Entry]) -> bool:
        """Whether between the entries of the feed and those of the last sync there may have been others."""
        before, now = self._listed_before(), _names_of(entries)
        if now:
            self.run_cache.set_note(self.name, "\n".join(sorted(now)), "listed")
        return len(entries) > 1 and bool(before) and before.isdisjoint(now) and not self._knows_any(entries)

    def _failure(self, message: str) -> Failure:
        return Failure(mask_secrets(self.config.source.feed), message)

    def _listed_before(self) -> set[str]:
        """The names of the entries that the feed had at the last sync."""
        return set(self.run_cache.note(self.name, "listed").split("\n")) - {""}

    def _knows_any(self, entries: Iterable[Entry]) -> bool:
        """Whether an article is known by its address, or by its id in the feed."""
        guids = {row.guid for row in self.inventory.index.values()} - {""}
        return any(self.inventory.known(entry.address) or entry.guid in guids for entry in entries)


def _names_of(entries: Sequence[Entry]) -> set[str]:
    """What the newest entries of a feed are called: their addresses, and their ids."""
    names = (name for entry in entries[:MAX_NAMES] for name in (identity(entry.address), entry.guid))
    return set(names) - {""}
