"""One article of a run, read from its page or its feed: with a date where nobody gives one."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from syndicate.addresses import identity, is_front_page, mask_secrets
from syndicate.errors import (
    FetchError,
    ParseError,
    RefusedError,
    UnclearDateError,
    UndatedError,
    UnreadDateError,
)
from syndicate.models import Entry, Page
from syndicate.planner import missing_reason

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator

    from syndicate.config import Config
    from syndicate.models import Article, Record
    from syndicate.pipeline.matching import Matcher
    from syndicate.pipeline.workers import Prepared


FRONT_PAGE = (
    "its link leads to the blog's front page, which is no article; leave it out by source.only.except"
)


@dataclass(frozen=True, slots=True)
class Batch:
    """The articles of one run.

    `entries` are their entries, `unlisted` the identities of those that the sitemap does not name any more. `listed`
    brings the addresses that today's feed names; an export (`is_export`) lists all that it has.
    """

    entries: tuple[Entry, ...] = ()
    unlisted: frozenset[str] = frozenset()
    listed: Callable[[], Collection[str]] = tuple
    is_export: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One entry on its way to a change.

    `page` is what came of fetching it, None where the feed is enough. `prepared` is its article, where another
    process made it from this entry and this page. With `relink` the post is made again, since articles that it
    links to have become local.
    """

    entry: Entry
    page: Page | FetchError | None = None
    prepared: Prepared | None = None
    relink: bool = False

    @property
    def final(self) -> Page | None:
        """The page, where there is one."""
        return self.page if isinstance(self.page, Page) else None


class Reader:
    """Reads the articles of one run.

    `undated` are the addresses of those that got a date because nobody gives one, `refused` has for those whose pages
    are something else what they are, `unread` what is said of those whose dates cannot be read.

    Args:
        config: the source's.
        batch: the articles of this run.
        matcher: for how addresses are compared.
        notes: gathers what is worth knowing of them.
        force: whether a page is taken for the article whatever it is.
    """

    def __init__(
        self, config: Config, batch: Batch, matcher: Matcher, notes: list[str], *, force: bool = False
    ) -> None:
        self.config = config
        self.batch = batch
        self.matcher = matcher
        self.notes = notes
        self.articles = re.compile(config.source.articles)
        self.force = force
        self.undated: set[str] = set()
        self.refused: dict[str, str] = {}
        self.unread: dict[str, str] = {}

    def article(self, item: Item, record: Record | None) -> Article:
        """The article from its page; from the feed where the page fails. One without a date gets one.

        Raises:
            SyndicateError: it cannot be had.
        """
        try:
            return self.dated_article(item, record)
        except UndatedError as error:
            is_unclear = isinstance(error, UnclearDateError)
            if (published := self.date_of(item, record, is_unclear=is_unclear)) is None:
                ways = 'or say [overrides."ADDRESS"] date, or source.undated = "first-seen"'
                message = error.message if is_unclear else f"{error.message}, {ways}"
                raise type(error)(message, error.address) from error
            self.undated.add(item.entry.address)
            if isinstance(error, UnreadDateError) and record is None and self.override(item.entry) is None:
                self.unread[item.entry.address] = f"{error.message}; its post is dated {str(published)[:10]}"
            elif self.batch.is_export and record is None:
                where = mask_secrets(item.entry.address)
                self.notes.append(f"{where}: the export has no date of it; it is dated {published:%Y-%m-%d}")
            return self.dated_article(replace(item, entry=replace(item.entry, published=published)), record)

    def unread_dates(self) -> Iterator[str]:
        """What a run says of the dates that could not be read: one note, with an example."""
        for address, message in tuple(self.unread.items())[:1]:
            others = f" (and {len(self.unread) - 1} more of that kind)" if len(self.unread) > 1 else ""
            shown = mask_secrets(address)
            yield f'{shown}: {message}{others}; say another by [overrides."{shown}"] date'

    def override(self, entry: Entry) -> date | None:
        """The date that the config says."""
        key = identity(entry.address)
        dates = (each.date for address, each in self.config.overrides.items() if identity(address) == key)
        return next(dates, None)

    def date_of(self, item: Item, record: Record | None, *, is_unclear: bool) -> date | None:
        """The date of an article that nobody dates, as the config says; None where it gets none.

        Args:
            item: the article's.
            record: the one that it is known by; it keeps its date.
            is_unclear: whether it has a date that can be read in two ways, which no other day stands for.
        """
        entry = item.entry
        if (override := self.override(entry)) is not None:
            return override
        if entry.unread_date and record is not None and record.entry.published is not None:
            return record.entry.published
        undated, address = self.config.source.undated, self.matcher.keys.exact(entry.address)
        is_listed = self.batch.is_export or address in map(self.matcher.keys.exact, self.batch.listed())
        if is_unclear or undated == "fail" or (undated == "listed" and not is_listed):
            return None
        return entry.updated or date.fromisoformat(record.first_seen if record is not None else today())

    def dated_article(self, item: Item, record: Record | None) -> Article:
        """The article from its page; from the feed where the page fails."""
        entry, page = item.entry, item.page
        try:
            if isinstance(page, FetchError):
                raise page
            if page is not None:
                self.refuse_other_page(entry, page)
            if item.prepared is not None and (self.force or not is_front_page(entry.address)):
                return item.prepared.article
            if page is None:
                return self.article_from_feed(entry)
            return self.article_from_page(item, page, record)
        except UndatedError:
            raise
        except (FetchError, ParseError) as error:
            if page is None or not self.feed_is_enough(entry, record):
                raise
            self.notes.append(f"{mask_secrets(entry.address)}: body taken from the feed: {error.message}")
            return self.article_from_feed(entry)

    def article_from_page(self, item: Item, page: Page, record: Record | None) -> Article:
        """The article as its page has it. Where the page is something else, that is noted of one that is known, or wanted all the same."""
        from syndicate.parser.page.article import article_from_page

        select = self.config.source.select
        if not self.force and is_front_page(item.entry.address):
            raise RefusedError(FRONT_PAGE, item.entry.address)
        try:
            return article_from_page(page, item.entry, select)
        except RefusedError as error:
            if not self.force and (record is None or self.feed_is_enough(item.entry, record)):
                raise
            self.refused[item.entry.address] = error.message
            try:
                return article_from_page(page, item.entry, select, refuse=False)
            except ParseError:
                raise error from None

    def article_from_feed(self, entry: Entry) -> Article:
        """The article as the feed has it."""
        from syndicate.parser.page.article import article_from_entry

        return article_from_entry(entry, self.config.source.select)

    def refuse_other_page(self, entry: Entry, page: Page) -> None:
        """Raise where an article's address leads to a page that is none, such as the blog's front page."""
        if self.articles.search(entry.address) and (why := missing_reason(page, self.articles)):
            raise ParseError(f"it {why}, which is no article's address; see source.articles", entry.address)

    @staticmethod
    def feed_is_enough(entry: Entry, record: Record | None) -> bool:
        """Whether the feed has what the page has not; a post of a page that fails today is left as it is."""
        return bool(entry.content) and (record is None or record.body_from == "feed")


def tomorrow() -> str:
    """The date that no zone of the world has left behind, in the form of `today`."""
    return (datetime.now(UTC).date() + timedelta(days=1)).isoformat()


def today() -> str:
    """The date, as the state writes it."""
    return datetime.now(UTC).date().isoformat()
