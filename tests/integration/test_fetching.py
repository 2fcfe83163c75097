"""The fetcher against real servers that behave, and that do not."""

from __future__ import annotations

import gzip
import itertools
import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from syndicate.config import Fetch
from syndicate.errors import FetchError
from syndicate.fetcher import Fetcher
from syndicate.models import Page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

NAME = "https://blog.example/"
Answer = tuple[int, dict[str, str], bytes]


class Server:
    """Answers each path by what `answers` has for it: an answer, or a function of the handler and how often it was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Callable[[BaseHTTPRequestHandler, int], Answer | None]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.connections = 0
        self.address = ""

    def count(self, path: str) -> int:
        return sum(asked == path for asked, _ in self.asked)


@pytest.fixture
def server() -> Iterator[Server]:
    told = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def setup(self) -> None:
            told.connections += 1
            super().setup()

        def do_GET(self) -> None:
            told.asked.append((self.path, dict(self.headers)))
            answer = told.answers.get(self.path, (404, {}, b""))
            if callable(answer):
                answer = answer(self, told.count(self.path))
            if answer is None:
                self.close_connection = True
                return
            status, headers, body = answer
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    threading.Thread(target=running.serve_forever, daemon=True).start()
    told.address = f"http://127.0.0.1:{running.server_port}/"
    yield told
    running.shutdown()
    running.server_close()


@contextmanager
def fetching(server: Server, cache: object, *, jobs: int = 4, **rules: object) -> Iterator[Fetcher]:
    with Fetcher(Fetch(**rules), cache, mirrors={NAME: server.address}, jobs=jobs) as fetcher:
        fetcher._client.first_wait = 0.01
        yield fetcher


def ok(body: bytes, **headers: str) -> Answer:
    return (
        200,
        {
            "Content-Type": "text/html; charset=utf-8",
            **{name.replace("_", "-"): value for name, value in headers.items()},
        },
        body,
    )


def why(fetcher: Fetcher, path: str) -> FetchError:
    with pytest.raises(FetchError) as caught:
        fetcher.get(NAME + path)
    return caught.value


def test_a_page_names_only_original_addresses(server, tmp_path):
    server.answers["/a"] = (301, {"Location": "/b"}, b"")
    server.answers["/b"] = ok(b"<p>b")
    with fetching(server, tmp_path) as fetcher:
        assert fetcher.get(NAME + "a") == Page(
            NAME + "a", NAME + "b", b"<p>b", "text/html; charset=utf-8", "utf-8", NAME + "b"
        )
    assert server.asked[-1][1]["User-Agent"].startswith("Syndicate/")


@pytest.mark.parametrize(
    ("given", "asked"), [("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")]
)
def test_validators_are_sent_back_and_a_304_gives_what_was_kept(server, tmp_path, given, asked):
    validator = '"v1"' if given == "ETag" else "Tue, 02 Aug 2022 00:00:00 GMT"
    server.answers["/a"] = lambda handler, _: (
        (304, {given: validator}, b"")
        if handler.headers.get(asked) == validator
        else ok(b"body", **{given: validator})
    )
    for sent in ("", validator):
        with fetching(server, tmp_path) as fetcher:
            page = fetcher.get(NAME + "a")
        assert (page.content, page.charset) == (b"body", "utf-8")
        assert server.asked[-1][1].get(asked, "") == sent
    server.answers["/a"] = ok(b"new")
    with fetching(server, tmp_path) as fetcher:
        assert fetcher.get(NAME + "a").content == b"new"


def test_what_passes_is_tried_again_and_what_does_not_is_not(server, tmp_path):
    server.answers["/a"] = lambda _, n: (500, {}, b"") if n < 3 else ok(b"well")
    server.answers["/b"] = (503, {}, b"")
    server.answers["/c"] = (410, {}, b"")
    server.answers["/d"] = lambda _, n: None if n < 2 else ok(b"well")
    with fetching(server, tmp_path, retries=3) as fetcher:
        assert fetcher.get(NAME + "a").content == b"well"
        assert why(fetcher, "b").status == 503
        assert why(fetcher, "c").status == 410
        assert fetcher.get(NAME + "d").content == b"well"
    assert [server.count(path) for path in ("/a", "/b", "/c")] == [3, 4, 1]


@pytest.mark.parametrize(
    "after", [lambda: "1", lambda: format_datetime(datetime.now(UTC) + timedelta(seconds=2), usegmt=True)]
)
def test_retry_after_is_honoured_in_seconds_and_as_a_date(server, tmp_path, after):
    server.answers["/a"] = lambda _, n: (429, {"Retry-After": after()}, b"") if n == 1 else ok(b"well")
    with fetching(server, tmp_path) as fetcher:
        start = time.monotonic()
        assert fetcher.get(NAME + "a").content == b"well"
        assert time.monotonic() - start >= 0.9


def test_a_server_that_asks_to_wait_too_long_is_given_up_at_once(server, tmp_path):
    server.answers["/a"] = (429, {"Retry-After": "3600"}, b"")
    with fetching(server, tmp_path) as fetcher:
        assert why(fetcher, "a").status == 429
    assert server.count("/a") == 1


def trickle(handler: BaseHTTPRequestHandler, _: int) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    for _ in range(100):
        try:
            handler.wfile.write(b"x" * 70_000)
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(0.2)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((302, {"Location": "/a"}, b""), "it redirects in a circle, or too often"),
        (
            (302, {"Location": "file:///etc/passwd"}, b""),
            "it redirects to 'file:///etc/passwd', which is no web address",
        ),
        ((200, {"Content-Length": "100"}, b"short"), "the connection broke before the end of the page"),
        (
            (200, {"Content-Encoding": "gzip"}, b"no gzip"),
            "what it sends is broken: its Content-Encoding header says gzip, and its compression cannot be undone"
            "; the server is set up wrongly",
        ),
        (
            (200, {"Content-Encoding": "gzip"}, gzip.compress(b"0" * 5_000_000)),
            "it is larger than 1,000,000 bytes",
        ),
        (trickle, "it did not come to an end in time"),
        ((204, {}, b""), "the server answers 204 No Content, which is no page"),
    ],
)
def test_what_a_broken_server_sends_ends_as_one_clear_line(server, tmp_path, answer, said):
    def short(handler: BaseHTTPRequestHandler, n: int) -> Answer | None:
        # A redirect is followed on the same connection; what is cut short ends with it.
        handler.close_connection = callable(answer) or answer[0] != 302
        return answer(handler, n) if callable(answer) else answer

    server.answers["/a"] = short
    with fetching(server, tmp_path, retries=0, max_bytes=1_000_000, total_timeout=1.0) as fetcher:
        error = why(fetcher, "a")
    assert said in error.message
    assert error.message.endswith(f"(fetched from {server.address}a)")
    assert (error.address, "\n" in str(error)) == (NAME + "a", False)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("http://127.0.0.1:9/", "127.0.0.1 refuses the connection; see whether the server runs"),
        ("http://nothing.invalid/", "there is no host nothing.invalid"),
        ("http://user:secret@127.0.0.1:9/", "refuses the connection"),
    ],
)
def test_a_server_that_is_not_there_is_named(tmp_path, address, said):
    with (
        Fetcher(Fetch(retries=0), tmp_path, named=["http://127.0.0.1:9/"]) as fetcher,
        pytest.raises(FetchError, match=said) as caught,
    ):
        fetcher.get(address)
    assert "secret" not in str(caught.value)


def test_robots_txt_is_asked_once_and_honoured(server, tmp_path):
    server.answers |= {
        "/robots.txt": ok(b"User-agent: *\nDisallow: /private/\n"),
        "/a": ok(b"a"),
        "/private/b": ok(b"b"),
    }
    with fetching(server, tmp_path) as fetcher:
        assert fetcher.get(NAME + "a").content == b"a"
        assert "robots.txt asks not to fetch this" in why(fetcher, "private/b").message
    with fetching(server, tmp_path) as fetcher:
        assert fetcher.get(NAME + "a").content == b"a"
    with fetching(server, tmp_path, robots=False) as fetcher:
        assert fetcher.get(NAME + "private/b").content == b"b"
    assert server.count("/robots.txt") == 1


def test_a_robots_txt_that_fails_forbids_and_one_that_is_missing_allows(server, tmp_path):
    server.answers |= {"/a": ok(b"a"), "/robots.txt": (500, {}, b"")}
    with fetching(server, tmp_path / "1", retries=0) as fetcher:
        assert "robots.txt cannot be read, so nothing may be fetched" in why(fetcher, "a").message
    server.answers["/robots.txt"] = (404, {}, b"")
    with fetching(server, tmp_path / "2") as fetcher:
        assert fetcher.get(NAME + "a").content == b"a"


def test_connections_are_reused(server, tmp_path):
    server.answers["/a"] = ok(b"a")
    with fetching(server, tmp_path) as fetcher:
        for _ in range(10):
            fetcher.get(NAME + "a")
    # The answer that there is no robots.txt is not read to its end, and may cost one more.
    assert server.connections <= 2


def test_many_pages_come_in_order_with_errors_in_their_places_and_no_more_are_asked_for_than_needed(
    server, tmp_path
):
    for n in range(200):
        server.answers[f"/{n}"] = ok(str(n).encode())
    server.answers["/2"] = (404, {}, b"")
    with fetching(server, tmp_path) as fetcher:
        results = fetcher.get_all(f"{NAME}{n}" for n in itertools.count())
        first = list(itertools.islice(results, 5))
        results.close()
        assert [page.content for page in first if isinstance(page, Page)] == [b"0", b"1", b"3", b"4"]
        assert isinstance(first[2], FetchError)
        assert sum(path != "/robots.txt" for path, _ in server.asked) <= 5 + 2 * 4 + 1


def test_a_broken_cache_is_made_anew_and_one_that_cannot_be_written_does_no_harm(server, tmp_path):
    server.answers["/a"] = ok(b"a", ETag='"1"')
    with fetching(server, tmp_path / "cache") as fetcher:
        fetcher.get(NAME + "a")
    for file in (tmp_path / "cache").iterdir():
        file.write_bytes(b"this is no database, and it is long enough to be read as one" * 100)
    with fetching(server, tmp_path / "cache") as fetcher:
        for kept in (False, True):
            fetcher.get(NAME + "a")
            assert ("If-None-Match" in server.asked[-1][1]) is kept
    (tmp_path / "file").write_text("in the way")
    with fetching(server, tmp_path / "file") as fetcher:
        assert fetcher.get(NAME + "a").content == b"a"


def test_two_runs_can_share_a_cache(server, tmp_path):
    server.answers |= {f"/{n}": ok(b"x" * 1000, ETag='"x"') for n in range(30)}
    addresses = [f"{NAME}{n}" for n in range(30)]
    with fetching(server, tmp_path) as one, fetching(server, tmp_path) as other:
        pages = [*one.get_all(addresses), *other.get_all(addresses)]
        assert all(isinstance(page, Page) for page in pages)
    assert ["If-None-Match" in headers for path, headers in server.asked if path != "/robots.txt"] == [
        False
    ] * 30 + [True] * 30
