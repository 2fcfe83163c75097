"""Requests to one address over HTTP: redirects, retries of transient errors, limits on size and time."""

from __future__ import annotations

import logging
import re
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from itertools import chain
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

import requests
import tenacity
import urllib3
from requests.auth import HTTPBasicAuth
from requests.utils import get_auth_from_url

from syndicate.addresses import host_of, mask_secrets, without_credentials
from syndicate.errors import FetchError
from syndicate.fetcher.cache import CachedResponse
from syndicate.fetcher.connections import NotPublicError, PublicAdapter
from syndicate.fetcher.content_encoding import ACCEPTED, decode, encoding_of
from syndicate.fetcher.hosts import access_of
from syndicate.fetcher.mirrors import to_mirror
from syndicate.fetcher.politeness import RateLimit
from syndicate.models import VERSION

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from syndicate.config import Fetch

log = logging.getLogger(__name__)

MAX_REDIRECTS = 10
OUT_OF_TIME = "it did not come to an end in time; see total_timeout in source.fetch"
MISSING = (404, 410)
TRANSIENT_STATUSES = {408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524}
"""Statuses after which another try may succeed."""


VALIDATOR = re.compile(r"[\x21-\x7e\x80-\xff](?:[\x20-\x7e\x80-\xff]{0,998}[\x21-\x7e\x80-\xff])?")
"""An ETag or a date that can be sent back: no control character (RFC 9110, 5.5), and no longer than any server needs."""

PERMANENT_REDIRECTS = (301, 308)
"""RFC 9110, 15.4.2 and 15.4.9."""

CHALLENGES = {
    "cf-mitigated": "Cloudflare",
    "x-datadome": "DataDome",
    "x-sucuri-block": "Sucuri",
    "x-amzn-waf-action": "AWS WAF",
}
"""The headers of an answer that asks a browser to prove that a person sits before it, and whose they are."""

GUARDS = {"cloudflare": "Cloudflare", "ddos-guard": "DDoS-Guard", "akamaighost": "Akamai"}
"""The `Server` of those who refuse programs with a plain 403."""


class TransientError(FetchError):
    """An error that may not recur.

    `retry_after` is the wait that the server asked for, in seconds; `silent` the server that gave no answer.
    """

    def __init__(self, message: str, address: str, status: int = 0, retry_after: float = 0) -> None:
        super().__init__(message, address, status)
        self.retry_after = retry_after
        self.silent = ""


class RetryingClient:
    """An HTTP client that retries.

    A server that gave no answer at all, to the last try, is asked no more: `unreachable` has why, by `server_of`.

    Args:
        rules: the config's [source.fetch].
        mirrors: prefixes to fetch elsewhere, also where a redirect leads there.
        places: hosts that need not be public; see `connections.named_hosts`.
        jobs: how many requests run at once.
    """

    first_wait = 0.5
    longest_wait = 30.0

    def __init__(
        self, rules: Fetch, mirrors: Mapping[str, str], hosts: Collection[tuple[str, int]], jobs: int
    ) -> None:
        self.rules = rules
        self.mirrors = mirrors
        self.user_agent = rules.user_agent or f"Syndicate/{VERSION}"
        self.rate = RateLimit(rules.rate)
        self.unreachable: dict[str, str] = {}
        self._answered: set[str] = set()
        self._moved: set[str] = set()
        self._session = requests.Session()
        self._session.headers["Accept-Encoding"] = ACCEPTED
        self._session.headers["User-Agent"] = self.user_agent
        self._session.auth = _own_credentials
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, PublicAdapter(hosts, rules.total_timeout, 2 * jobs))

    def is_moved(self, url: str) -> bool:
        """Whether an address, as it was asked for, redirects to another for good."""
        return url in self._moved

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def get(
        self, url: str, cached: CachedResponse | None, limit: int, *, cut: bool = False
    ) -> CachedResponse:
        """The response of an address, with retries after transient errors.

        Args:
            url: the address to request, a mirror's if it has one.
            cached: its earlier response, which is returned if the server says that it has not changed.
            limit: the largest body, in bytes.
            cut: whether a larger one is cut off there, rather than refused.

        Raises:
            FetchError: it cannot be fetched.
        """
        deadline = time.monotonic() + self.rules.total_timeout
        backoff = tenacity.wait_exponential(
            multiplier=self.first_wait, max=self.longest_wait
        ) + tenacity.wait_random(0, self.first_wait)

        def wait(state: tenacity.RetryCallState) -> float:
            error = state.outcome.exception() if state.outcome else None
            return max(backoff(state), error.retry_after if isinstance(error, TransientError) else 0)

        def give_up(state: tenacity.RetryCallState) -> bool:
            return state.attempt_number > self.rules.retries or time.monotonic() + wait(state) > deadline

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(TransientError),
            wait=wait,
            stop=give_up,
            before_sleep=lambda state: log.info(
                "%s: asked again, try %d", mask_secrets(url), state.attempt_number + 1
            ),
            reraise=True,
        )
        try:
            return retrying(self._request, url, cached, limit, deadline, cut=cut)
        except TransientError as error:
            if error.silent and error.silent not in self._answered:
                self.unreachable.setdefault(error.silent, error.message)
            raise

    def _request(
        self, url: str, cached: CachedResponse | None, limit: int, deadline: float, *, cut: bool
    ) -> CachedResponse:
        """One request, with its redirects."""
        headers = {}
        if cached is not None:
            headers = {
                name: value
                for name, value in (
                    ("If-None-Match", cached.etag),
                    ("If-Modified-Since", cached.last_modified),
                )
                if VALIDATOR.fullmatch(value)
            }
        address, is_permanent = url, True
        try:
            for count in range(MAX_REDIRECTS):
                if count and time.monotonic() > deadline:
                    raise FetchError(OUT_OF_TIME, url)
                if why := self.unreachable.get(server_of(address)):
                    raise FetchError(why, url)
                self.rate.wait(host_of(address))
                access = access_of(self.rules.hosts, address)
                with self._session.get(
                    address,
                    headers={**headers, **access.headers},
                    cookies=dict(access.cookies),
                    auth=access.auth,
                    verify=access.verify,
                    timeout=self.rules.timeout,
                    stream=True,
                    allow_redirects=False,
                ) as response:
                    self._answered.add(server_of(address))
                    if response.is_redirect:
                        is_permanent &= response.status_code in PERMANENT_REDIRECTS
                        address = to_mirror(self._redirect_target(response), self.mirrors)
                        continue
                    if address != url and is_permanent:
                        self._moved.add(url)
                    if response.status_code == 304 and cached is not None:
                        return cached
                    _check_status(response, url)
                    body = self._body(response, url, limit, deadline, cut=cut)
                    return _cached_response(response, body)
        except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
            failed = _to_fetch_error(error, url)
            if isinstance(failed, TransientError):
                failed.silent = server_of(address)
            raise failed from error
        except (ValueError, LookupError, ArithmeticError, TypeError, OSError, HTTPException) as error:
            raise FetchError(
                f"it answers with what cannot be read ({type(error).__name__}); see whether the address is right",
                url,
            ) from error
        raise FetchError("it redirects in a circle, or too often", url)

    @staticmethod
    def _redirect_target(response: requests.Response) -> str:
        target = urljoin(response.url, response.headers["Location"])
        if urlsplit(target).scheme not in ("http", "https"):
            raise FetchError(f"it redirects to {target!r}, which is no web address", response.url)
        return target

    @staticmethod
    def _body(
        response: requests.Response, url: str, limit: int, deadline: float, *, cut: bool = False
    ) -> bytes:
        """The body, decompressed; an error if it is too large or too slow."""
        body = bytearray()
        # Not iter_content, which waits for a whole chunk however slow the server is.
        chunks = iter(lambda: response.raw.read1(65536, decode_content=False), b"")
        try:
            start = next(chunks, b"")
            for chunk in decode(chain((start,), chunks), encoding_of(response.headers, start)):
                body += chunk
                if len(body) > limit and cut:
                    return bytes(body[:limit])
                if len(body) > limit:
                    raise FetchError(
                        f"it is larger than {limit:,} bytes; raise max_bytes or max_feed_bytes in source.fetch if that is right",
                        url,
                    )
                if time.monotonic() > deadline:
                    raise FetchError(OUT_OF_TIME, url)
        except ValueError as error:
            raise TransientError(f"what it sends is broken: {error}", url) from error
        return bytes(body)


def server_of(address: str) -> str:
    """The host of an address with its port, where it names one."""
    try:
        port = urlsplit(address).port
    except ValueError:
        port = None
    return f"{host_of(address)}:{port}" if port else host_of(address)


def _own_credentials(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """The request with the credentials of its address, and no others, such as those of a .netrc."""
    user, password = get_auth_from_url(request.url or "")
    return HTTPBasicAuth(user, password)(request) if user or password else request


def _cached_response(response: requests.Response, body: bytes) -> CachedResponse:
    content_type = response.headers.get("Content-Type", "")
    charset = re.search(r"charset=[\"']?([\w.:-]+)", content_type, re.IGNORECASE)
    etag, modified = (
        value if VALIDATOR.fullmatch(value := response.headers.get(name, "")) else ""
        for name in ("ETag", "Last-Modified")
    )
    return CachedResponse(etag, modified, response.url, content_type, charset[1] if charset else "", body)


def _check_status(response: requests.Response, url: str) -> None:
    status = response.status_code
    if advice := _advice(response):
        raise FetchError(f"the server answers {status} {response.reason}: {advice}".rstrip(), url, status)
    if status in TRANSIENT_STATUSES:
        raise TransientError(
            f"the server answers {status} {response.reason}; try again later",
            url,
            status,
            _retry_after(response),
        )
    if status >= 400:
        raise FetchError(
            f"the server answers {status} {response.reason}; see whether the address is right", url, status
        )
    if status not in (200, 203):
        raise FetchError(f"the server answers {status} {response.reason}, which is no page", url, status)


def _advice(response: requests.Response) -> str:
    """What to do about an answer whose status and headers say why; "" for any other."""
    headers, status = response.headers, response.status_code
    guard = next((name for header, name in CHALLENGES.items() if header in headers), "")
    if not guard and status == requests.codes.forbidden:
        guard = GUARDS.get(headers.get("Server", "").lower(), "")
    if guard and status not in MISSING:
        return (
            f"{guard} asks for a browser, and refuses programs; ask the owner to let {response.request.headers.get('User-Agent')} "
            "through, or read the blog from elsewhere (source.fetch.mirrors)"
        )
    return {
        401: "it asks who you are; say user and password in source.fetch.hosts",
        402: "it asks for money",
        407: "the proxy asks who you are; say it in the proxy's address",
        451: "it is withheld for legal reasons",
    }.get(status, "")


def _retry_after(response: requests.Response) -> float:
    """Seconds that the server asks to wait (RFC 9110, 10.2.3)."""
    value = response.headers.get("Retry-After", "").strip()
    try:
        if value.isdigit():
            return float(value)
        moment = parsedate_to_datetime(value)
        return max(0.0, (moment.replace(tzinfo=moment.tzinfo or UTC) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, LookupError, ArithmeticError):
        return 0


def _to_fetch_error(error: requests.RequestException | urllib3.exceptions.HTTPError, url: str) -> FetchError:
    """The error in one line, without the library's own words."""
    host = host_of(url)
    text = repr(error)
    reason = getattr(error.args[0] if error.args else None, "reason", error)
    if isinstance(reason, NotPublicError):
        return FetchError(
            f"it leads to {reason.host}: not on the public network; if that is right, name it in source.fetch.mirrors",
            url,
        )
    if isinstance(error, (requests.exceptions.ProxyError, urllib3.exceptions.ProxyError)):
        proxy = (
            requests.utils.select_proxy(url, requests.utils.get_environ_proxies(url)) or "of the environment"
        )
        message = f"the proxy {without_credentials(proxy)} does not answer; see http_proxy and https_proxy in the environment"
        return TransientError(message, url)
    if isinstance(error, (requests.exceptions.SSLError, urllib3.exceptions.SSLError)):
        message = (
            "its certificate is not valid, so nobody can say who answers; "
            "if a CA of your own has signed it, name the CA's file by ca in source.fetch.hosts"
        )
        return FetchError(message, url)
    if isinstance(error, (requests.exceptions.Timeout, urllib3.exceptions.TimeoutError)):
        return TransientError("no answer in time; see timeout in source.fetch", url)
    if "NameResolution" in text or "getaddrinfo" in text or "Name or service" in text:
        return TransientError(
            f"there is no host {host}; see whether its name is right and you are online", url
        )
    if "refused" in text:
        return TransientError(f"{host} refuses the connection; see whether the server runs", url)
    if isinstance(error, (requests.exceptions.ConnectionError, urllib3.exceptions.HTTPError)):
        return TransientError("the connection broke before the end of the page", url)
    return FetchError(f"not an address that can be fetched ({type(error).__name__})", url)
