"""Asking one address over HTTP: redirects followed, passing faults tried again, bounds on size and time."""

from __future__ import annotations

import logging
import re
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import requests
import tenacity
import urllib3

from syndicate.addresses import masked
from syndicate.errors import FetchError
from syndicate.fetcher.cache import CachedResponse
from syndicate.fetcher.connections import NotPublicError, PublicAdapter
from syndicate.fetcher.content_encoding import ACCEPTED, unpacked
from syndicate.fetcher.mirrors import mirrored
from syndicate.fetcher.politeness import RateLimit, host_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from syndicate.config import Fetch

log = logging.getLogger(__name__)

MAX_REDIRECTS = 10
PASSING = {408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524}
"""Statuses that another try may find gone."""


class PassingError(FetchError):
    """A fault that may pass; `after` is what the server asked to wait, in seconds."""

    def __init__(self, message: str, address: str, status: int = 0, after: float = 0) -> None:
        super().__init__(message, address, status)
        self.after = after


class RetryingClient:
    """Asks servers.

    Args:
        rules: the config's [source.fetch].
        mirrors: prefixes to fetch elsewhere, also where a redirect leads there.
        places: hosts that need not be public; see `connections.named_places`.
        jobs: how many ask at once.
    """

    first_wait = 0.5
    longest_wait = 30.0

    def __init__(
        self, rules: Fetch, mirrors: Mapping[str, str], places: Collection[tuple[str, int]], jobs: int
    ) -> None:
        from syndicate import __version__

        self.rules = rules
        self.mirrors = mirrors
        self.user_agent = rules.user_agent or f"Syndicate/{__version__}"
        self.rate = RateLimit(rules.rate)
        self._session = requests.Session()
        self._session.headers["Accept-Encoding"] = ACCEPTED
        self._session.headers["User-Agent"] = self.user_agent
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, PublicAdapter(places, rules.total_timeout, jobs))

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def ask(self, real: str, kept: CachedResponse | None, limit: int) -> CachedResponse:
        """What an address answers; asked again where a fault may pass.

        Args:
            real: the address, where it really is.
            kept: what it answered before, which comes back where that has not changed.
            limit: bytes that the answer may have at the most.

        Raises:
            FetchError: it is not to be had.
        """
        deadline = time.monotonic() + self.rules.total_timeout
        backoff = tenacity.wait_exponential(
            multiplier=self.first_wait, max=self.longest_wait
        ) + tenacity.wait_random(0, self.first_wait)

        def wait(state: tenacity.RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            return max(backoff(state), error.after if isinstance(error, PassingError) else 0)

        def hopeless(state: tenacity.RetryCallState) -> bool:
            return state.attempt_number > self.rules.retries or time.monotonic() + wait(state) > deadline

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(PassingError),
            wait=wait,
            stop=hopeless,
            before_sleep=lambda state: log.info(
                "%s: asked again, try %d", masked(real), state.attempt_number + 1
            ),
            reraise=True,
        )
        return retrying(self._once, real, kept, limit, deadline)

    def _once(self, real: str, kept: CachedResponse | None, limit: int, deadline: float) -> CachedResponse:
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
                self.rate.wait(host_of(address))
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
            raise PassingError(f"what it sends is broken: {error}", real) from error
        return bytes(body)


def _kept(response: requests.Response, body: bytes) -> CachedResponse:
    content_type = response.headers.get("Content-Type", "")
    charset = re.search(r"charset=[\"']?([\w.:-]+)", content_type, re.IGNORECASE)
    etag, modified = response.headers.get("ETag", ""), response.headers.get("Last-Modified", "")
    return CachedResponse(etag, modified, response.url, content_type, charset[1] if charset else "", body)


def _check_status(response: requests.Response, real: str) -> None:
    status = response.status_code
    if status in PASSING:
        raise PassingError(
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
        return PassingError("no answer in time; see timeout in source.fetch", real)
    if "NameResolution" in text or "getaddrinfo" in text or "Name or service" in text:
        return PassingError(
            f"there is no host {host}; see whether its name is right and you are online", real
        )
    if "refused" in text:
        return PassingError(f"{host} refuses the connection; see whether the server runs", real)
    if isinstance(error, (requests.exceptions.ConnectionError, urllib3.exceptions.HTTPError)):
        return PassingError("the connection broke before the end of the page", real)
    return FetchError(f"not an address that can be fetched ({type(error).__name__})", real)
