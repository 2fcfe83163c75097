"""Pages of one source from the cache, the origin, a mirror, a folder or an archive."""

from __future__ import annotations

import itertools
import logging
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import repeat
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urljoin, urlsplit

from syndicate.addresses import host_of, identity, longest_prefix, without_credentials
from syndicate.errors import FetchError
from syndicate.fetcher import wayback
from syndicate.fetcher.cache import Cache, CachedResponse
from syndicate.fetcher.connections import named_hosts
from syndicate.fetcher.local import open_place
from syndicate.fetcher.mirrors import from_mirror, to_mirror
from syndicate.fetcher.retries import RetryingClient, server_of
from syndicate.fetcher.stubs import sent_on
from syndicate.models import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from protego import Protego

    from syndicate.config import Fetch

log = logging.getLogger(__name__)

MAX_ROBOTS_BYTES = 500 * 1024
"""RFC 9309, 2.5: what is beyond is ignored."""
ROBOTS_AGE = 24 * 60 * 60
"""Seconds for which cached robots.txt rules are used without a request; RFC 9309, 2.4."""

MAX_STUBS = 5
"""Pages that send their readers on, one after another; browsers follow more, and no site needs them."""


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """How pages are fetched.

    `keep` writes responses to the cache on disk; without it the cache is only read. `offline` makes no requests: what
    the cache does not hold is an error. Responses cached `since` a moment (seconds since 1970; 0 for never) are used
    without a request. `archive` is the config's source.archive.
    """

    keep: bool = True
    offline: bool = False
    since: float = 0
    archive: str = ""


class Files(Protocol):
    """Files that need not be fetched."""

    def get(self, address: str) -> CachedResponse | None:
        """The one that an address names; None where there is none."""


class Fetcher:
    """Fetches pages of one source; what `files` holds is taken from there.

    Args:
        rules: the config's [source.fetch].
        cache: the folder of cached responses.
        mirrors: prefixes to fetch elsewhere, from the command line; they win over the config's. A value that is
            no address is a folder or a WARC file.
        jobs: how many pages `get_all` fetches at once.
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
        self._deadline = time.monotonic() + rules.run_timeout
        self._received = 0
        self._received_lock = threading.Lock()
        self.options = options or FetchOptions()
        all_mirrors = {**rules.mirrors, **(mirrors or {})}
        self.mirrors = {old: new for old, new in all_mirrors.items() if "://" in new}
        self._places = {old: open_place(old, new) for old, new in all_mirrors.items() if "://" not in new}
        self.files: Files | None = None
        self.oldest_copy = 0.0
        self._cache = Cache(cache, keep=self.options.keep)
        self._robots: dict[str, Protego | FetchError | None] = {}
        self._robots_lock = threading.Lock()
        self._robots_locks: dict[str, threading.Lock] = {}
        hosts = named_hosts((*named, *self.mirrors, *self.mirrors.values()))
        self._client = RetryingClient(rules, self.mirrors, hosts, jobs)
        self._client.rate.slow_down(host_of(wayback.ROOT), wayback.PAUSE)

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections and the cache."""
        self._client.close()
        self._cache.close()

    def get(self, address: str, *, feed: bool = False, day: date | None = None) -> Page:
        """The page at an address.

        Args:
            address: the original one; it is fetched from its mirror if one is set.
            feed: whether it is a feed or sitemap, which may be larger than a page.
            day: for an archive, the day whose nearest capture is used.

        Raises:
            FetchError: it could not be fetched; the message says why, `status` is the server's.
        """
        try:
            limit = self.rules.max_feed_bytes if feed else self.rules.max_bytes
            page = self._page(address, limit, day)
            return page if feed else self._sent_on(page, limit, day)
        except FetchError as error:
            url = to_mirror(address, self.mirrors)
            mirror = without_credentials(url) if url != address else ""
            shown_address = without_credentials(address)
            log.info("%s: not fetched: %s", shown_address, error.message)
            raise FetchError(error.message, shown_address, error.status, mirror) from error

    def get_all(
        self,
        addresses: Iterable[str],
        days: Iterable[date | None] = repeat(None),
        on_page: Callable[[], None] = lambda: None,
    ) -> Iterator[Page | FetchError]:
        """The page at each address, or its error, in order; a few are fetched at once, and no more held in memory.

        Args:
            addresses: of the pages.
            days: the day of each, for an archive.
            on_page: called after each, from the thread that fetched it.
        """

        def fetch_one(address: str, day: date | None) -> Page | FetchError:
            result = self._get_or_error(address, day)
            on_page()
            return result

        pool = ThreadPoolExecutor(self.jobs)
        try:
            dated_addresses = zip(addresses, days, strict=False)
            futures = (pool.submit(fetch_one, address, day) for address, day in dated_addresses)
            queue = deque(itertools.islice(futures, 2 * self.jobs))
            while queue:
                yield queue.popleft().result()
                queue.extend(itertools.islice(futures, 1))
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    @property
    def unreachable(self) -> Mapping[str, str]:
        """Why servers gave no answer; they are asked no more."""
        return self._client.unreachable

    def server_of(self, address: str) -> str:
        """The server that is asked for an address; "" where it is on disk."""
        if longest_prefix(address, self._places):
            return ""
        return server_of(wayback.ROOT if self.options.archive else to_mirror(address, self.mirrors))

    def pages_of(self, origin: str) -> list[str]:
        """The addresses of all pages of an origin on disk or in an archive; none for any other origin.

        Args:
            origin: the prefix of these addresses.

        Raises:
            FetchError: the archive does not answer.
        """
        addresses = [address for place in self._places.values() for address in place.addresses()]
        if self.options.archive:
            index = wayback.page_list_query(origin)
            response = self._response(to_mirror(index, self.mirrors), self.rules.max_feed_bytes)
            addresses += [address for _, address in wayback.captures(response.body, index)]
        return addresses

    def sitemaps(self, address: str) -> list[str]:
        """The sitemaps that a host's robots.txt names (https://www.sitemaps.org/protocol.html#submit_robots).

        Args:
            address: any address on the host.
        """
        try:
            robots = self.get(urljoin(address, "/robots.txt"))
        except FetchError:
            return []
        from protego import Protego

        return list(Protego.parse(robots.content.decode("utf-8", "replace")).sitemaps)

    def _get_or_error(self, address: str, day: date | None) -> Page | FetchError:
        try:
            return self.get(address, day=day)
        except FetchError as error:
            return error

    def _page(self, address: str, limit: int, day: date | None) -> Page:
        prefix = longest_prefix(address, self._places)
        if self.files is not None and (file := self.files.get(address)) is not None:
            response = file
        elif prefix:
            response = self._places[prefix].get(address)
        elif self.options.archive:
            response = self._capture(address, limit, day)
        else:
            url = to_mirror(address, self.mirrors)
            if self.rules.robots and not self.options.offline:
                self._check_robots(url)
            response = self._response(url, limit)
        address, final = map(
            without_credentials, (address, from_mirror(response.final, self.mirrors, address))
        )
        log.info("%s: %d bytes of %s", address, len(response.body), response.content_type)
        moved_to = final if self._client.is_moved(to_mirror(address, self.mirrors)) else ""
        return Page(address, final, response.body, response.content_type, response.charset, moved_to)

    def _sent_on(self, page: Page, limit: int, day: date | None) -> Page:
        """The page to which one sends its readers on that does nothing else, as if that were a redirect; else the page itself."""
        address, seen = page.address, {page.final_address}
        while len(seen) <= MAX_STUBS and (target := sent_on(page)):
            target = wayback.original_address(target) if self.options.archive else target
            if target in seen:
                break
            log.info("%s: sends its readers on to %s", page.final_address, without_credentials(target))
            seen.add(target)
            page = self._page(target, limit, day)
        return page if page.address == address else replace(page, address=address, moved_to="")

    def _capture(self, address: str, limit: int, day: date | None) -> CachedResponse:
        """The good capture of an address that is nearest to a day."""
        index = wayback.nearest_capture_query(address, day)
        captures = wayback.captures(self._response(to_mirror(index, self.mirrors), limit).body, index)
        if not captures:
            raise FetchError("the Internet Archive has no good capture of it", address)
        capture = to_mirror(wayback.capture_address(*captures[0]), self.mirrors)
        response = self._response(capture, limit, immutable=True)
        final = wayback.original_address(from_mirror(response.final, self.mirrors))
        # It names http and port 80, as its robot saw them.
        return response._replace(final=address if identity(final) == identity(address) else final)

    def _response(self, url: str, limit: int, *, immutable: bool = False) -> CachedResponse:
        """The response of an address, from the cache if that is allowed; an immutable one (a capture) always may be."""
        cached = self._cache.get(url)
        if cached is not None and (
            immutable or self.options.offline or 0 < self.options.since <= cached.stored
        ):
            self.oldest_copy = min(cached.stored, self.oldest_copy or cached.stored)
            return cached
        if self.options.offline:
            raise FetchError("the cache does not hold it; run without --offline to fetch it", url)
        self._check_run(url)
        response = self._client.get(url, cached, limit)
        log.debug("%s: %s", url, "as it was, says the server" if response is cached else "fetched")
        if response is cached:
            self._cache.touch(url)
        else:
            with self._received_lock:
                self._received += len(response.body)
            self._cache.put(url, response)
        return response

    def _check_run(self, url: str) -> None:
        """Raise where the run has taken too long, or has fetched too much."""
        rest = "and fetches nothing more; the next one goes on, see"
        if time.monotonic() > self._deadline:
            raise FetchError(f"the run has taken too long {rest} run_timeout in source.fetch", url)
        if self._received > self.rules.run_bytes:
            raise FetchError(
                f"the run has fetched more than {self.rules.run_bytes:,} bytes {rest} run_bytes in source.fetch",
                url,
            )

    def _check_robots(self, url: str) -> None:
        """Raise where the host's robots.txt excludes the address (RFC 9309)."""
        split = urlsplit(url)
        site = f"{split.scheme}://{split.netloc}"
        with self._robots_lock:
            lock = self._robots_locks.setdefault(site, threading.Lock())
        with lock:  # its own: a host that does not answer holds up no other
            if site not in self._robots:
                self._robots[site] = self._read_robots(site)
        rules = self._robots[site]
        if isinstance(rules, FetchError) and not rules.status:
            raise FetchError(rules.message, url)
        if isinstance(rules, FetchError):
            raise FetchError(
                f"robots.txt cannot be read, so nothing may be fetched: {rules.message}", url, rules.status
            )
        if rules is not None and not rules.can_fetch(url, self._client.user_agent):
            raise FetchError(
                "robots.txt asks not to fetch this; set source.fetch.robots = false if the blog is yours",
                url,
            )

    def _read_robots(self, site: str) -> Protego | FetchError | None:
        address = f"{site}/robots.txt"
        cached = self._cache.get(address)
        if cached is None or not 0 <= time.time() - cached.stored <= ROBOTS_AGE:
            try:
                cached = self._client.get(address, None, MAX_ROBOTS_BYTES, cut=True)
            except FetchError as error:
                # RFC 9309, 2.3.1.3: unavailable means that there are no rules; 2.3.1.4: unreachable forbids everything.
                if not 400 <= error.status < 500 or error.status == 429:
                    return error
                cached = CachedResponse("", "", address, "", "", b"")
            self._cache.put(address, cached)
        if not cached.body:
            return None
        from protego import Protego

        rules = Protego.parse(cached.body.decode("utf-8", "replace"))
        with suppress(ValueError, ArithmeticError):
            if delay := rules.crawl_delay(self._client.user_agent):
                self._client.rate.slow_down(host_of(site), float(delay))
        return rules
