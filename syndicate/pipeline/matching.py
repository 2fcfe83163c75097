"""Which known article an entry or a parsed article is, by the rules of `identity`, with looks at old addresses."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from syndicate.addresses import host_of
from syndicate.errors import FetchError, ParseError
from syndicate.fetcher.retries import TransientError
from syndicate.merging import body_of, front_matter_of
from syndicate.models import Entry, Page
from syndicate.pipeline.identity import (
    Keys,
    Sign,
    Traits,
    is_address,
    is_same,
    needs_look,
    place,
    plain_text,
    signs,
)
from syndicate.planner import MISSING_STATUSES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from syndicate.config import Select
    from syndicate.fetcher import Fetcher
    from syndicate.models import Article, Record
    from syndicate.pipeline.inventory import Inventory

log = logging.getLogger(__name__)

MAX_ALIASES = 8
"""So many other addresses of an article are kept."""


class Matcher:
    """Finds the record of what came.

    `listed` has the id of each entry that the origin's feeds name in this run, by the key of its link; "" for none.

    Args:
        inventory: what the target holds.
        fetcher: for looks at the addresses of known articles.
        select: the config's selectors.
    """

    def __init__(self, inventory: Inventory, fetcher: Fetcher, select: Select) -> None:
        self.inventory = inventory
        self.fetcher = fetcher
        self.select = select
        self.silent_hosts: set[str] = set()
        self.listed: Mapping[str, str] = {}

    @property
    def keys(self) -> Keys:
        """How addresses are compared."""
        return self.inventory.names.keys

    def of_entry(self, entry: Entry) -> Record | None:
        """The record of an entry, as far as its list tells; its page may tell more."""
        if (own := self.inventory.own(entry.address)) is not None:
            return own
        traits = entry_traits(entry)
        return self._match(traits, self.inventory.candidates(traits), look=False)

    def of_article(self, entry: Entry, page: Page | None, article: Article) -> Record | None:
        """The record of a parsed article, where none was found for its entry.

        Args:
            entry: its entry.
            page: its page; None where the feed is enough.
            article: the article.
        """
        traits = article_traits(entry, page, article)
        for address in traits.addresses:
            if (own := self.inventory.own(address)) is not None:
                return own
        return self._match(traits, self.inventory.candidates(traits), look=True)

    def of_text(self, entry: Entry, page: Page | None, article: Article, markdown: str) -> Record | None:
        """The record of a parsed article whose post begins as this one does; see `of_article`.

        Args:
            entry: its entry.
            page: its page; None where the feed is enough.
            article: the article.
            markdown: its body in Markdown.
        """
        traits = article_traits(entry, page, article)
        return self._match(traits, self.inventory.lookalikes(markdown), look=True)

    def own_address(self, entry: Entry, page: Page | None, article: Article, record: Record) -> str:
        """The address that a known article goes on with: the one that it has, unless it moved from there.

        Args:
            entry: its entry.
            page: its page; None where the feed is enough.
            article: as it came; its address is what its page calls canonical, else the link of its entry.
            record: of it.
        """
        key = self.keys.exact
        own, new, claims = key(record.address), key(article.address), set(map(key, article.claims))
        traits = article_traits(entry, page, article)
        if new == own or own in claims or (page is not None and key(page.final_address) == own):
            return record.address if new == own or new not in claims else article.address
        if place(new) == place(own) and new not in claims:
            return record.address
        is_left = own in map(key, traits.addresses) or self._look(record, traits)
        return article.address if is_left else record.address

    def _match(self, newcomer: Traits, candidates: Iterable[Record], *, look: bool) -> Record | None:
        unsure = []
        for record in candidates:
            known = record_traits(record)
            found = signs(newcomer, known, self.keys)
            are_listed = self._are_listed(newcomer, known)
            if is_same(found, are_listed=are_listed):
                log.info("%s: known as %s: %s", newcomer.addresses[0], record.address, _names(found))
                return record
            if needs_look(found) and not are_listed:
                unsure.append((record, found))
        for record, before in unsure if look else ():
            found = before | self._look(record, newcomer)
            if is_same(found):
                log.info("%s: known as %s: %s", newcomer.addresses[0], record.address, _names(found))
                return record
        return None

    def _are_listed(self, newcomer: Traits, known: Traits) -> bool:
        """Whether the origin names both in this run, each by a link of its own.

        Where the known article's link has another id now, and the newcomer has the known one's, the article has moved,
        and another one stands at its link.
        """
        own = self.keys.exact(newcomer.addresses[0])
        if own not in self.listed:
            return False
        links = [key for key in map(self.keys.exact, known.addresses) if key in self.listed and key != own]
        is_moved = bool(known.guid) and newcomer.guid == known.guid
        return any(not is_moved or self.listed[key] in ("", known.guid) for key in links)

    def _look(self, record: Record, newcomer: Traits) -> frozenset[Sign]:
        """What the address of a known article shows now; one on a host that nobody vouches for is not asked."""
        key = self.keys.exact
        links = set(map(key, newcomer.addresses))
        places = set(map(place, links))
        host = host_of(record.address)
        if host in self.silent_hosts or not self.inventory.trust.believes(record.address):
            return frozenset({Sign.VACANT})
        try:
            page = self.fetcher.get(record.address)
        except FetchError as error:
            if not error.status and isinstance(error.__cause__, TransientError):
                self.silent_hosts.add(host)
                return frozenset({Sign.VACANT})
            return frozenset({Sign.VACANT} if error.status in MISSING_STATUSES else ())
        from syndicate.parser.page.metadata.claims import claims_of

        if links & {key(each) for each in (page.final_address, *claims_of(page))}:
            return frozenset({Sign.LEADS_HERE})
        # A redirect knows nothing of the parameters of a feed's link: it leads to what the page there calls its own.
        own = {claim for claim in map(key, newcomer.claims) if place(claim) in places}
        if page.final_address != record.address and key(page.final_address) in own:
            return frozenset({Sign.LEADS_HERE})
        return frozenset(() if self._holds(page, record) else {Sign.VACANT})

    def _holds(self, page: Page, record: Record) -> bool:
        """Whether a page is still the article of a record."""
        from syndicate.parser.page.article import article_from_page

        entry = Entry(record.address, published=record.entry.published)
        try:
            article = article_from_page(page, entry, self.select)
        except ParseError:
            return True  # nobody can say
        found = signs(article_traits(entry, page, article), record_traits(record), self.keys)
        return bool(found & {Sign.TITLE, Sign.WORDS})


def entry_traits(entry: Entry) -> Traits:
    """What an entry of a list is recognised by."""
    return Traits(
        (entry.address, *entry.aliases),
        (entry.guid,) if is_address(entry.guid) else (),
        entry.guid,
        frozenset(filter(None, [entry.title])),
        _days(entry.published),
        plain_text(entry.content),
    )


def article_traits(entry: Entry, page: Page | None, article: Article) -> Traits:
    """What an article is recognised by."""
    final = (page.final_address,) if page is not None else ()
    claims = (*article.claims, *([entry.guid] if is_address(entry.guid) else []))
    return Traits(
        tuple(dict.fromkeys((entry.address, *final, *entry.aliases))),
        claims,
        entry.guid,
        frozenset(filter(None, [entry.title, article.title])),
        _days(entry.published, article.published),
        plain_text(article.body),
    )


def record_traits(record: Record) -> Traits:
    """What a known article is recognised by: what its list said, and what its post says."""
    front_matter = front_matter_of(record.base)
    paragraphs = body_of(record.base).split("\n\n")
    own = [each for each in paragraphs if not any(address in each for address in record.addresses)]
    return Traits(
        record.addresses,
        (),
        record.entry.guid,
        frozenset(filter(None, [record.entry.title, str(front_matter.get("title") or "")])),
        _days(record.entry.published) | frozenset(filter(None, [str(front_matter.get("date") or "")[:10]])),
        plain_text("\n\n".join(own)),
    )


def aliases_of(addresses: Iterable[str], own: str, record: Record | None, keys: Keys) -> tuple[str, ...]:
    """The other addresses of an article that the state keeps.

    Args:
        addresses: all that lead to it now.
        own: its own.
        record: of it, if it is known.
        keys: how addresses are compared.
    """
    former = () if record is None else (*record.formerly, record.address)
    aliases = dict.fromkeys(() if record is None else record.aliases)
    known = {keys.loose(own), *map(keys.exact, (own, *former, *aliases))}
    # One for each page is enough to show which parameters are idle; sessions would add one with every run.
    variants = {place(key) for key in known if "?" in key}
    for address in addresses:
        key = keys.exact(address)
        if key in known or keys.loose(address) in known or ("?" in key and place(key) in variants):
            continue
        known.add(key)
        variants.update([place(key)] if "?" in key else [])
        aliases[address] = None
    return tuple(aliases)[:MAX_ALIASES]


def _days(*dates: date | None) -> frozenset[str]:
    return frozenset(day.isoformat()[:10] for day in dates if day is not None)


def _names(found: frozenset[Sign]) -> str:
    return ", ".join(sorted(sign.name.lower() for sign in found))
