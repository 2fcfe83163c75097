"""What an origin has: its feed, and for a back catalogue every list of its articles, as entries."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit, urlunsplit

from syndicate.addresses import identity, mask_secrets
from syndicate.errors import FetchError, ParseError, SourceError
from syndicate.models import Entry, Feed
from syndicate.pipeline.identity import spelled_apart, spelling

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

    from syndicate.config import Config
    from syndicate.fetcher import Fetcher
    from syndicate.models import Page

OF_POSTS = re.compile(r"(?:^|[-_/.])(?:posts?|articles?|blog|news|entries)(?=[-_/.\d]|$)", re.IGNORECASE)
OF_OTHERS = re.compile(
    r"(?:^|[-_/.])(?:pages?|categor(?:y|ies)|tags?|post[-_]tag|taxonom(?:y|ies)|authors?|users|attachments?|products?|archives)"
    r"(?=[-_/.\d]|$)",
    re.IGNORECASE,
)
"""How the sitemaps are called that an index names, as WordPress's and its plugins' are: of posts, and of what is none."""

MAX_LISTS = 1000
"""Sitemaps of an index, or pages of a list: a large site has a few hundred; more is a loop."""

USUAL_SITEMAPS = (
    "/sitemap.xml",
    "/sitemap_index.xml",
    "/sitemap-index.xml",
    "/wp-sitemap.xml",
    "/sitemap.txt",
)
"""Where sitemaps lie as a rule."""


class Catalogue:
    """The lists of one source's articles.

    `warnings` gathers what was wrong with them. `is_complete` says whether the sitemap was read whole, so that
    what it does not name is not there. `feed_bytes` is the feed as it came, `title` what it calls itself.
    `lists` are the entries of each list that was read, by its name.

    Args:
        config: the source's.
        fetcher: for the lists.
        prefetched: brings the feed, where it was fetched before.
        most: so many sitemaps of an index, or pages of a list, are read.
    """

    def __init__(
        self,
        config: Config,
        fetcher: Fetcher,
        prefetched: Callable[[], Page] | None = None,
        *,
        most: int = MAX_LISTS,
    ) -> None:
        self.config = config
        self.fetcher = fetcher
        self.prefetched = prefetched
        self.warnings: list[str] = []
        self.is_complete = False
        self.feed_bytes = b""
        self.title = ""
        self.most = most
        self.lists: dict[str, Sequence[Entry]] = {}
        self._page: Page | None = None
        self._listed: tuple[str, ...] | None = None

    def fetch_feed(self) -> Page:
        """The feed as it came.

        Raises:
            SourceError: it cannot be had.
        """
        try:
            page = (
                self.prefetched() if self.prefetched else self.fetcher.get(self.config.source.feed, feed=True)
            )
        except FetchError as error:
            raise SourceError(error.message, error.address) from error
        self.feed_bytes = page.content
        self._page = page
        if page.moved_to:
            new = mask_secrets(page.moved_to)
            self.warnings.append(
                f'{mask_secrets(page.address)}: the feed has moved for good; say source.feed = "{new}" in the config'
            )
        return page

    def listed(self) -> Collection[str]:
        """The addresses that the feed of this run names, as far as it was fetched and can be read."""
        if self._listed is None:
            try:
                entries = parsed_feed(self._page).entries if self._page is not None else ()
            except ParseError:
                entries = ()
            self._listed = tuple(address for entry in entries for address in (entry.address, *entry.aliases))
        return self._listed

    def feed(self, page: Page) -> tuple[Entry, ...]:
        """The entries of the feed.

        Raises:
            SourceError: it cannot be read.
        """
        try:
            feed = parsed_feed(page)
        except ParseError as error:
            raise SourceError(error.message, error.address) from error
        self.warnings += feed.warnings
        self.title = feed.title
        return feed.entries

    def feed_by_identity(self) -> dict[str, Entry]:
        """What the feed says of its entries, which pages may not; an import can do without."""
        try:
            return {identity(entry.address): entry for entry in reversed(self.feed(self.fetch_feed()))}
        except SourceError as error:
            self.warnings.append(f"{error}; done without it")
            return {}

    def everything(self) -> list[Entry]:
        """Each article of the back catalogue once, with all that the lists say of it.

        Raises:
            SourceError: a list that the config names cannot be read.
        """
        self._read_lists()
        merged: dict[tuple[str, str, str], Entry] = {}
        others: list[Entry] = []
        listed = [entry for entries in self.lists.values() for entry in entries]
        spelled = spelled_apart(listed)
        for entry in listed:
            page = identity(entry.address)
            apart = spelling(entry.address) if page in spelled else ""
            key = page, urlsplit(entry.address).fragment, apart
            if key in merged and merged[key].is_another_than(entry):
                others.append(entry)
            else:
                merged[key] = merged[key].completed(entry) if key in merged else entry
        return [*merged.values(), *others]

    def counts(self, fits: Callable[[str], object]) -> tuple[tuple[str, int], ...]:
        """How many articles each list names, the longest first.

        Args:
            fits: whether an address is an article's, by the config.
        """
        counts = [
            (name, len({identity(entry.address) for entry in entries if fits(entry.address)}))
            for name, entries in self.lists.items()
        ]
        return tuple(sorted(((name, count) for name, count in counts if count), key=lambda each: -each[1]))

    def _read_lists(self) -> None:
        source, lists = self.config.source, self.lists
        if source.wordpress:
            lists["WordPress"] = self._required(self._wordpress())
        lists["feed"] = list(self._feed_with_older_pages())
        before = len(self.warnings)
        if source.sitemap:
            lists["sitemap"] = self._required(self._sitemaps([source.sitemap]))
            self.is_complete = len(self.warnings) == before and not source.archive
        if source.listing:
            lists["listing"] = self._required(self._listing())
        lists["mirror"] = list(self.local())
        if not (source.sitemap or source.wordpress or source.listing):
            lists["sitemap"] = self.usual_sitemaps(lists["feed"])

    def listed_at(self, address: str) -> list[Entry]:
        """The articles that a feed or a sitemap lists; the address itself where it is neither."""
        try:
            page = self.fetcher.get(address, feed=True)
        except FetchError:
            return [Entry(address)]  # the run says what is wrong with it
        if not re.match(
            rb"\s*+(?:\xef\xbb\xbf\s*+)?(?:<\?xml|<rss|<feed|<rdf|<urlset|<sitemapindex|\{|\x1f\x8b)",
            page.content[:200],
        ):
            return [Entry(address)]
        for read in (parsed_feed, parsed_sitemap):
            try:
                listed = read(page)
            except ParseError:
                continue
            return [*listed.entries, *self._sitemaps(list(listed.sitemaps))]
        return [Entry(address)]

    def _required(self, entries: Iterator[Entry]) -> list[Entry]:
        """The entries of a list that the config names, so that it must be there."""
        try:
            return list(entries)
        except (FetchError, ParseError) as error:
            if self.config.source.archive:  # an archive has what it has
                self.warnings.append(f"{error}; done without it")
                return []
            raise SourceError(error.message, error.address) from error

    def _feed_with_older_pages(self) -> Iterator[Entry]:
        """The entries of the feed, and of the pages of older ones that it leads to."""
        try:
            feed = parsed_feed(self.fetch_feed())
        except (SourceError, ParseError) as error:
            self.warnings.append(f"{error}; done without it")
            return
        self.warnings += feed.warnings
        yield from feed.entries
        yield from self._pages(feed, lambda address: parsed_feed(self.fetcher.get(address, feed=True)))

    def _wordpress(self) -> Iterator[Entry]:
        from syndicate.parser.lists.wordpress import parse_posts, posts_address

        def read(address: str) -> Feed:
            return parse_posts(self.fetcher.get(address, feed=True).content, address)

        first = read(posts_address(self.config.source.wordpress))
        yield from first.entries
        yield from self._pages(first, read)

    def _listing(self) -> Iterator[Entry]:
        from syndicate.parser.lists.listing import parse_listing

        def read(address: str) -> Feed:
            return parse_listing(self.fetcher.get(address), self.config.source.select)

        first = read(self.config.source.listing)
        yield from first.entries
        yield from self._pages(first, read)

    def _pages(self, first: Feed, read: Callable[[str], Feed]) -> Iterator[Entry]:
        """The entries of a list's further pages, until one brings nothing new."""
        seen = {identity(entry.address) for entry in first.entries}
        address, done = first.older, {""}
        while address not in done and len(done) < self.most:
            done.add(address)
            try:
                page = read(address)
            except FetchError as error:
                # WordPress answers 404 or 400 behind its last page.
                if error.status not in (400, 404):
                    self.warnings.append(f"{error}; what it lists, and what is older, is left out")
                return
            except ParseError as error:
                self.warnings.append(f"{error}; what it lists, and what is older, is left out")
                return
            new = [entry for entry in page.entries if identity(entry.address) not in seen]
            if not new:
                return
            yield from new
            seen.update(identity(entry.address) for entry in new)
            address = page.older

    def _sitemaps(
        self, waiting: list[str], wanted: Callable[[Sequence[str]], Sequence[str]] = list
    ) -> Iterator[Entry]:
        """The entries of some sitemaps, and of those that they refer to, as far as these are wanted."""
        first, seen = set(waiting), set[str]()
        while waiting and len(seen) < self.most:
            address = waiting.pop(0)
            seen.add(address)
            try:
                listed = parsed_sitemap(self.fetcher.get(address, feed=True))
            except (FetchError, ParseError) as error:
                if address in first:
                    raise
                self.warnings.append(f"{error}; its articles are left out")
                continue
            waiting += [
                other for other in wanted(listed.sitemaps) if other not in seen and other not in waiting
            ]
            self.warnings += listed.warnings
            yield from listed.entries

    def local(self) -> Iterator[Entry]:
        """The pages of an origin that lies on disk, or in an archive, which names its host in many ways."""
        home = urljoin(self.config.source.feed, "/")
        host = urlsplit(home).hostname
        for address in self.fetcher.pages_of(home):
            split = urlsplit(address)
            path = urlunsplit(("", "", split.path, split.query, ""))
            yield Entry(urljoin(home, path) if split.hostname == host else address)

    def usual_sitemaps(self, feed: Sequence[Entry]) -> list[Entry]:
        """What the sitemaps list that robots.txt names, or, where these know hardly an article of the feed, the usual ones."""
        home = urljoin(self.config.source.feed, "/")
        named = [urljoin(home, each) for each in self.fetcher.sitemaps(home)]
        found: list[Entry] = []
        for address in named:
            try:
                found += self._sitemaps([address], _of_posts)
            except (FetchError, ParseError) as error:
                self.warnings.append(f"{error}; its articles are left out")
        for address in (urljoin(home, path) for path in USUAL_SITEMAPS):
            if _knows(found, feed):
                break
            if address not in named:
                with suppress(FetchError, ParseError):
                    found += self._sitemaps([address], _of_posts)
        return found


def _of_posts(sitemaps: Sequence[str]) -> list[str]:
    """The sitemaps of an index that may list posts: where some are called so, without those of pages, tags and the like."""
    others = [each for each in sitemaps if OF_OTHERS.search(_last_part(each))]
    has_posts = any(OF_POSTS.search(_last_part(each)) for each in sitemaps if each not in others)
    return [each for each in sitemaps if each not in others] if has_posts else list(sitemaps)


def _last_part(address: str) -> str:
    return urlsplit(address).path.rpartition("/")[2]


def _knows(entries: Iterable[Entry], feed: Iterable[Entry]) -> bool:
    """Whether a list names at least half of the articles of a feed; anything will do where that names none."""
    listed = {identity(entry.address) for entry in entries}
    articles = {identity(entry.address) for entry in feed}
    return bool(listed) and 2 * len(listed & articles) >= len(articles)


def parsed_feed(page: Page) -> Feed:
    """The feed that a page is; see `parser.feed.parse_feed`. Of an export, only what its platform publishes."""
    from syndicate.parser.exports.wordpress import has_wxr_elements
    from syndicate.parser.lists.feed import parse_feed

    if has_wxr_elements(page.content):
        from syndicate.pipeline.exports import feed_of_export

        return feed_of_export(page)
    return parse_feed(page.content, page.address, content_type=_full_type(page))


def parsed_sitemap(page: Page) -> Feed:
    """The sitemap that a page is; see `parser.sitemap.parse_sitemap`."""
    from syndicate.parser.lists.sitemap import parse_sitemap

    return parse_sitemap(page.content, page.address)


def _full_type(page: Page) -> str:
    return (
        f"{page.content_type}; charset={page.charset}"
        if page.charset and "charset" not in page.content_type
        else page.content_type
    )
