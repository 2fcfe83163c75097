"""Pages of one source, from wherever they are to be had: the cache, the origin, a mirror, a folder, an archive."""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from syndicate.addresses import identity, without_credentials
from syndicate.errors import FetchError
from syndicate.fetcher import wayback
from syndicate.fetcher.cache import Cache, CachedResponse
from syndicate.fetcher.connections import named_places
from syndicate.fetcher.local import place
from syndicate.fetcher.mirrors import longest, mirrored, unmirrored
from syndicate.fetcher.politeness import host_of
from syndicate.fetcher.retries import RetryingClient
from syndicate.models import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from protego import Protego

    from syndicate.config import Fetch

log = logging.getLogger(__name__)

MAX_ROBOTS_BYTES = 500 * 1024
"""RFC 9309, 2.5."""
ROBOTS_AGE = 24 * 60 * 60
"""Seconds for which rules are kept without asking again; RFC 9309, 2.4."""


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How pages are fetched.

    With `keep` answers are kept on disk, without it those that are there are only read. With `offline` nobody
    is asked, and what the cache does not hold is not to be had. What was kept `since` a moment (seconds since
    1970; 0 for never) is taken without asking. `archive` is the config's source.archive.
    """

    keep: bool = True
    offline: bool = False
    since: float = 0
    archive: str = ""


class Fetcher:
    """Fetches pages of one source.

    Args:
        rules: the config's [source.fetch].
        cache: the folder in which answers are kept.
        mirrors: prefixes to fetch elsewhere, from the command line; they win over the config's. What is no
            address is a folder or a WARC file.
        jobs: how many pages `get_all` asks for at once.
        named: addresses that the config names: their hosts, and the mirrors', need not be public.
        options: how pages are fetched.
    """

    def __init__(
        self,
        rules: Fetch,
        cache: Path,
        *,
        mirrors: Mapping[str, str] | None = None,
        jobs: int = 4,
        named: Collection[str] = (),
        options: FetchOptions | None = None,
    ) -> None:
        self.rules = rules
        self.jobs = jobs
        self.options = options or FetchOptions()
        given = {**rules.mirrors, **(mirrors or {})}
        self.mirrors = {old: new for old, new in given.items() if "://" in new}
        self._places = {old: place(old, new) for old, new in given.items() if "://" not in new}
        self._cache = Cache(cache, keep=self.options.keep)
        self._robots: dict[str, Protego | FetchError | None] = {}
        self._robots_lock = threading.Lock()
        places = named_places((*named, *self.mirrors, *self.mirrors.values()))
        self._client = RetryingClient(rules, self.mirrors, places, jobs)
        self._client.rate.slow_down(host_of(wayback.ROOT), wayback.PAUSE)

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections and the cache."""
        self._client.close()
        self._cache.close()

    def get(self, address: str, *, feed: bool = False, near: date | None = None) -> Page:
        """The page at an address.

        Args:
            address: by its original name; a mirror is asked where one is set.
            feed: whether it is a feed or sitemap, which may be larger than a page.
            near: the day at which it is wanted, where an archive is asked.

        Raises:
            FetchError: it could not be had; the message says why, `status` holds what the server answered.
        """
        try:
            return self._page(address, self.rules.max_feed_bytes if feed else self.rules.max_bytes, near)
        except FetchError as error:
            real = mirrored(address, self.mirrors)
            mirror = without_credentials(real) if real != address else ""
            shown = without_credentials(address)
            log.info("%s: not fetched: %s", shown, error.message)
            raise FetchError(error.message, shown, error.status, mirror) from error

    def get_all(
        self,
        addresses: Iterable[str],
        near: Iterable[date | None] = repeat(None),
        came: Callable[[], None] = lambda: None,
    ) -> Iterator[Page | FetchError]:
        """The page at each address, or why there is none, in order; a few are asked for at once, and no more kept.

        Args:
            addresses: of the pages.
            near: the day of each, where an archive is asked.
            came: called after each, from the thread that fetched it.
        """

        def fetched(address: str, day: date | None) -> Page | FetchError:
            result = self._result(address, day)
            came()
            return result

        pool = ThreadPoolExecutor(self.jobs)
        try:
            wanted = zip(addresses, near, strict=False)
            futures = (pool.submit(fetched, address, day) for address, day in wanted)
            queue = deque(itertools.islice(futures, 2 * self.jobs))
            while queue:
                yield queue.popleft().result()
                queue.extend(itertools.islice(futures, 1))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def pages_of(self, origin: str) -> list[str]:
        """The addresses of all pages of an origin that lies on disk or in an archive; none of any other.

        Args:
            origin: what they begin with.

        Raises:
            FetchError: the archive does not tell.
        """
        found = [address for held in self._places.values() for address in held.addresses()]
        if self.options.archive:
            index = wayback.all_pages(origin)
            answer = self._answer(mirrored(index, self.mirrors), self.rules.max_feed_bytes)
            found += [address for _, address in wayback.captures(answer.body, index)]
        return found

    def sitemaps(self, address: str) -> list[str]:
        """The sitemaps that a host's robots.txt names (https://www.sitemaps.org/protocol.html#submit_robots).

        Args:
            address: any of the host.
        """
        try:
            robots = self.get(urljoin(address, "/robots.txt"))
        except FetchError:
            return []
        from protego import Protego

        return list(Protego.parse(robots.content.decode("utf-8", "replace")).sitemaps)

    def _result(self, address: str, near: date | None) -> Page | FetchError:
        try:
            return self.get(address, near=near)
        except FetchError as error:
            return error

    def _page(self, address: str, limit: int, near: date | None) -> Page:
        prefix = longest(address, self._places)
        if prefix:
            answer = self._places[prefix].get(address)
        elif self.options.archive:
            answer = self._captured(address, limit, near)
        else:
            real = mirrored(address, self.mirrors)
            if self.rules.robots and not self.options.offline:
                self._ask_robots(real)
            answer = self._answer(real, limit)
        address, final = map(without_credentials, (address, unmirrored(answer.final, self.mirrors)))
        log.info("%s: %d bytes of %s", address, len(answer.body), answer.content_type)
        return Page(address, final, answer.body, answer.content_type, answer.charset)

    def _captured(self, address: str, limit: int, near: date | None) -> CachedResponse:
        """The good capture of an address that is nearest to a day."""
        index = wayback.nearest(address, near)
        found = wayback.captures(self._answer(mirrored(index, self.mirrors), limit).body, index)
        if not found:
            raise FetchError("the Internet Archive has no good capture of it", address)
        capture = mirrored(wayback.capture(*found[0]), self.mirrors)
        answer = self._answer(capture, limit, for_ever=True)
        final = wayback.captured(unmirrored(answer.final, self.mirrors))
        # It names http and port 80, as its robot saw them.
        return answer._replace(final=address if identity(final) == identity(address) else final)

    def _answer(self, real: str, limit: int, *, for_ever: bool = False) -> CachedResponse:
        """What an address answers, by the cache where that is allowed; a capture never changes."""
        kept = self._cache.get(real)
        if kept is not None and (for_ever or self.options.offline or 0 < self.options.since <= kept.stored):
            return kept
        if self.options.offline:
            raise FetchError("the cache does not hold it; run without --offline to fetch it", real)
        answer = self._client.ask(real, kept, limit)
        log.debug("%s: %s", real, "as it was, says the server" if answer is kept else "fetched")
        if answer is kept:
            self._cache.touch(real)
        else:
            self._cache.put(real, answer)
        return answer

    def _ask_robots(self, real: str) -> None:
        """Raise where the host's robots.txt excludes the address (RFC 9309)."""
        split = urlsplit(real)
        site = f"{split.scheme}://{split.netloc}"
        with self._robots_lock:
            if site not in self._robots:
                self._robots[site] = self._read_robots(site)
        rules = self._robots[site]
        if isinstance(rules, FetchError) and not rules.status:
            raise FetchError(rules.message, real)
        if isinstance(rules, FetchError):
            raise FetchError(
                f"robots.txt cannot be read, so nothing may be fetched: {rules.message}", real, rules.status
            )
        if rules is not None and not rules.can_fetch(real, self._client.user_agent):
            raise FetchError(
                "robots.txt asks not to fetch this; set source.fetch.robots = false if the blog is yours",
                real,
            )

    def _read_robots(self, site: str) -> Protego | FetchError | None:
        address = f"{site}/robots.txt"
        kept = self._cache.get(address)
        if kept is None or not 0 <= time.time() - kept.stored <= ROBOTS_AGE:
            try:
                kept = self._client.ask(address, None, MAX_ROBOTS_BYTES)
            except FetchError as error:
                # RFC 9309, 2.3.1.3: unavailable means that there are no rules; 2.3.1.4: unreachable forbids everything.
                if not 400 <= error.status < 500 or error.status == 429:
                    return error
                kept = CachedResponse("", "", address, "", "", b"")
            self._cache.put(address, kept)
        if not kept.body:
            return None
        from protego import Protego

        rules = Protego.parse(kept.body.decode("utf-8", "replace"))
        if delay := rules.crawl_delay(self._client.user_agent):
            self._client.rate.slow_down(host_of(site), float(delay))
        return rules
