"""Asking over HTTP: one session, retries of what passes, validators, bounds on everything."""

from __future__ import annotations

import itertools
import logging
import re
import threading
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from itertools import repeat
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import requests
import tenacity
import urllib3

from syndicate.addresses import identity, masked, without_credentials
from syndicate.errors import FetchError
from syndicate.fetcher import wayback
from syndicate.fetcher.cache import Cache, Kept
from syndicate.fetcher.connections import NotPublicError, PublicAdapter, named_places
from syndicate.fetcher.local import place
from syndicate.fetcher.packing import ACCEPTED, unpacked
from syndicate.fetcher.politeness import RateLimit, host_of
from syndicate.models import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from datetime import date
    from pathlib import Path

    from protego import Protego

    from syndicate.config import Fetch

log = logging.getLogger(__name__)

MAX_REDIRECTS = 10
MAX_ROBOTS_BYTES = 500 * 1024
"""RFC 9309, 2.5."""
ROBOTS_AGE = 24 * 60 * 60
"""Seconds for which rules are kept without asking again; RFC 9309, 2.4."""
PASSING = {408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524}
"""Statuses that another try may find gone."""


class _PassingError(FetchError):
    """A fault that may pass; `after` is what the server asked to wait, in seconds."""

    def __init__(self, message: str, address: str, status: int = 0, after: float = 0) -> None:
        super().__init__(message, address, status)
        self.after = after


@dataclass(frozen=True, slots=True)
class Terms:
    """On what terms pages are had.

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
        terms: on what terms pages are had.
    """

    first_wait = 0.5
    longest_wait = 30.0

    def __init__(
        self,
        rules: Fetch,
        cache: Path,
        *,
        mirrors: Mapping[str, str] | None = None,
        jobs: int = 4,
        named: Collection[str] = (),
        terms: Terms | None = None,
    ) -> None:
        from syndicate import __version__

        self.rules = rules
        self.jobs = jobs
        self.terms = terms or Terms()
        given = {**rules.mirrors, **(mirrors or {})}
        self.mirrors = {old: new for old, new in given.items() if "://" in new}
        self._places = {old: place(old, new) for old, new in given.items() if "://" not in new}
        self._cache = Cache(cache, keep=self.terms.keep)
        self._rate = RateLimit(rules.rate)
        self._rate.slow_down(host_of(wayback.ROOT), wayback.PAUSE)
        self._robots: dict[str, Protego | FetchError | None] = {}
        self._robots_lock = threading.Lock()
        self._session = requests.Session()
        self._session.headers["Accept-Encoding"] = ACCEPTED
        self._session.headers["User-Agent"] = rules.user_agent or f"Syndicate/{__version__}"
        places = named_places((*named, *self.mirrors, *self.mirrors.values()))
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, PublicAdapter(places, rules.total_timeout, jobs))

    def __enter__(self) -> Fetcher:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections and the cache."""
        self._session.close()
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
        if self.terms.archive:
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
        elif self.terms.archive:
            answer = self._captured(address, limit, near)
        else:
            real = mirrored(address, self.mirrors)
            if self.rules.robots and not self.terms.offline:
                self._ask_robots(real)
            answer = self._answer(real, limit)
        address, final = map(without_credentials, (address, unmirrored(answer.final, self.mirrors)))
        log.info("%s: %d bytes of %s", address, len(answer.body), answer.content_type)
        return Page(address, final, answer.body, answer.content_type, answer.charset)

    def _captured(self, address: str, limit: int, near: date | None) -> Kept:
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

    def _answer(self, real: str, limit: int, *, for_ever: bool = False) -> Kept:
        """What an address answers, by the cache where that is allowed; a capture never changes."""
        kept = self._cache.get(real)
        if kept is not None and (for_ever or self.terms.offline or 0 < self.terms.since <= kept.stored):
            return kept
        if self.terms.offline:
            raise FetchError("the cache does not hold it; run without --offline to fetch it", real)
        answer = self._retrying(real, kept, limit)
        log.debug("%s: %s", real, "as it was, says the server" if answer is kept else "fetched")
        if answer is kept:
            self._cache.touch(real)
        else:
            self._cache.put(real, answer)
        return answer

    def _retrying(self, real: str, kept: Kept | None, limit: int) -> Kept:
        deadline = time.monotonic() + self.rules.total_timeout
        backoff = tenacity.wait_exponential(
            multiplier=self.first_wait, max=self.longest_wait
        ) + tenacity.wait_random(0, self.first_wait)

        def wait(state: tenacity.RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            return max(backoff(state), error.after if isinstance(error, _PassingError) else 0)

        def hopeless(state: tenacity.RetryCallState) -> bool:
            return state.attempt_number > self.rules.retries or time.monotonic() + wait(state) > deadline

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_PassingError),
            wait=wait,
            stop=hopeless,
            before_sleep=lambda state: log.info(
                "%s: asked again, try %d", masked(real), state.attempt_number + 1
            ),
            reraise=True,
        )
        return retrying(self._ask, real, kept, limit, deadline)

    def _ask(self, real: str, kept: Kept | None, limit: int, deadline: float) -> Kept:
        """One request, with the redirects that it leads to."""
        headers = {}
        if kept is not None:
            headers = {
                name: value
                for name, value in (("If-None-Match", kept.etag), ("If-Modified-Since", kept.last_modified))
                if value
            }
        address = real
        try:
            for _ in range(MAX_REDIRECTS):
                self._rate.wait(host_of(address))
                with self._session.get(
                    address, headers=headers, timeout=self.rules.timeout, stream=True, allow_redirects=False
                ) as response:
                    if response.is_redirect:
                        address = mirrored(self._next(response), self.mirrors)
                        continue
                    if response.status_code == 304 and kept is not None:
                        return kept
                    _check_status(response, real)
                    return _kept(response, self._body(response, real, limit, deadline))
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            raise _explained(error, real) from error
        raise FetchError("it redirects in a circle, or too often", real)

    @staticmethod
    def _next(response: requests.Response) -> str:
        target = urljoin(response.url, response.headers["Location"])
        if urlsplit(target).scheme not in ("http", "https"):
            raise FetchError(f"it redirects to {target!r}, which is no web address", response.url)
        return target

    @staticmethod
    def _body(response: requests.Response, real: str, limit: int, deadline: float) -> bytes:
        """The body, decompressed, as long as it is neither too large nor too slow."""
        body = bytearray()
        # Not iter_content, which waits for a whole piece however slowly it comes.
        pieces = iter(lambda: response.raw.read1(65536, decode_content=False), b"")
        try:
            for piece in unpacked(pieces, response.headers.get("Content-Encoding", "")):
                body += piece
                if len(body) > limit:
                    raise FetchError(
                        f"it is larger than {limit:,} bytes; raise max_bytes or max_feed_bytes in source.fetch if that is right",
                        real,
                    )
                if time.monotonic() > deadline:
                    raise FetchError(
                        "it did not come to an end in time; see total_timeout in source.fetch", real
                    )
        except ValueError as error:
            raise _PassingError(f"what it sends is broken: {error}", real) from error
        return bytes(body)

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
        if rules is not None and not rules.can_fetch(real, str(self._session.headers["User-Agent"])):
            raise FetchError(
                "robots.txt asks not to fetch this; set source.fetch.robots = false if the blog is yours",
                real,
            )

    def _read_robots(self, site: str) -> Protego | FetchError | None:
        address = f"{site}/robots.txt"
        kept = self._cache.get(address)
        if kept is None or not 0 <= time.time() - kept.stored <= ROBOTS_AGE:
            try:
                kept = self._retrying(address, None, MAX_ROBOTS_BYTES)
            except FetchError as error:
                # RFC 9309, 2.3.1.3: unavailable means that there are no rules; 2.3.1.4: unreachable forbids everything.
                if not 400 <= error.status < 500 or error.status == 429:
                    return error
                kept = Kept("", "", address, "", "", b"")
            self._cache.put(address, kept)
        if not kept.body:
            return None
        from protego import Protego

        rules = Protego.parse(kept.body.decode("utf-8", "replace"))
        if delay := rules.crawl_delay(str(self._session.headers["User-Agent"])):
            self._rate.slow_down(host_of(site), float(delay))
        return rules


def mirrored(address: str, mirrors: Mapping[str, str]) -> str:
    """Where an address is really fetched: its longest mirrored prefix replaced."""
    prefix = longest(address, mirrors)
    return mirrors[prefix] + address[len(prefix) :] if prefix else address


def longest(address: str, prefixes: Iterable[str]) -> str:
    """The longest prefix of an address, "" where none is."""
    return max((prefix for prefix in prefixes if address.startswith(prefix)), key=len, default="")


def unmirrored(address: str, mirrors: Mapping[str, str]) -> str:
    """The original name of an address that may be a mirror's."""
    return mirrored(address, {new: old for old, new in mirrors.items()})


def _kept(response: requests.Response, body: bytes) -> Kept:
    content_type = response.headers.get("Content-Type", "")
    charset = re.search(r"charset=[\"']?([\w.:-]+)", content_type, re.IGNORECASE)
    etag, modified = response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")
    return Kept(etag, modified, response.url, content_type, charset[1] if charset else "", body)


def _check_status(response: requests.Response, real: str) -> None:
    status = response.status_code
    if status in PASSING:
        raise _PassingError(
            f"the server answers {status} {response.reason}; try again later",
            real,
            status,
            _retry_after(response),
        )
    if status >= 400:
        raise FetchError(
            f"the server answers {status} {response.reason}; see whether the address is right", real, status
        )
    if status not in (200, 203):
        raise FetchError(f"the server answers {status} {response.reason}, which is no page", real, status)


def _retry_after(response: requests.Response) -> float:
    """Seconds that the server asks to wait (RFC 9110, 10.2.3)."""
    value = response.headers.get("Retry-After", "").strip()
    if value.isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return 0
    return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())


def _explained(error: requests.RequestException | urllib3.exceptions.HTTPError, real: str) -> FetchError:
    """What happened, in one line, without the library's own words."""
    host = host_of(real)
    text = repr(error)
    reason = getattr(error.args[0] if error.args else None, "reason", error)
    if isinstance(reason, NotPublicError):
        return FetchError(
            f"it leads to {reason.place}, not on the public network; if that is right, name it in source.fetch.mirrors",
            real,
        )
    if isinstance(error, (requests.exceptions.SSLError, urllib3.exceptions.SSLError)):
        return FetchError("its certificate is not valid, so nobody can say who answers", real)
    if isinstance(error, (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError)):
        return _PassingError("no answer in time; see timeout in source.fetch", real)
    if "NameResolution" in text or "getaddrinfo" in text or "Name or service" in text:
        return _PassingError(
            f"there is no host {host}; see whether its name is right and you are online", real
        )
    if "refused" in text:
        return _PassingError(f"{host} refuses the connection; see whether the server runs", real)
    if isinstance(error, (requests.exceptions.ConnectionError, urllib3.exceptions.HTTPError)):
        return _PassingError("the connection broke before the end of the page", real)
    return FetchError(f"not an address that can be fetched ({type(error).__name__})", real)
