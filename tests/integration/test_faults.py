"""Whatever an origin does: what could be had is written and right, all else is named and left as it was."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import pytest

from syndicate.cli import main
from syndicate.fetcher.retries import RetryingClient
from tests import faults
from tests.blog import CONFIG, NAME, files
from tests.faults import Origin, instead, moved, once, status

if TYPE_CHECKING:
    import socket
    from collections.abc import Iterator
    from pathlib import Path

COUNT = 50
KNOWN = range(1, 26)
"""The articles that an earlier run has cross-posted."""
EDITED = 3
FAULTY = (7, 13, 21, 32, 44)
"""Those that the fault is in: of three the origin has another text since, two are new."""
RULES = CONFIG.replace(
    "retries = 0\n", "retries = 1\ntimeout = 0.5\ntotal_timeout = 1.8\nmax_bytes = 100_000\n"
).replace("[source.select]\n", "\n[source.select]\n", 1)
LOGIN = (
    "<html><title>Log in</title><body><h1>Please log in</h1><form><input type=password></form></body></html>"
)


def article(n: int, *, anew: bool = False) -> bytes:
    said = "It was rewritten since. " if anew else ""
    sentence = (
        f"Sentence {{}} of article {n} tells of cafés, “quotes” and what else a blog’s author writes of. "
    )
    body = "".join(f"<p>{sentence.format(number)}</p>" for number in range(10))
    return f"""<!doctype html><html><head><meta charset="utf-8"><title>x</title></head><body><article>
<h1>Article {n}</h1><time datetime="2024-05-01">May 1</time><div class="post-content"><p>{said}</p>{body}</div>
</article></body></html>""".encode()


def atom(numbers: range, identifier: str = NAME) -> bytes:
    entries = "".join(
        f'<entry><title>Article {n}</title><link href="{NAME}{n}/"/><id>{identifier}{n}</id>'
        f"<published>2024-05-01T00:00:00Z</published><updated>2024-05-01T00:00:00Z</updated></entry>"
        for n in numbers
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><id>x</id><updated>2024-05-01T00:00:00Z</updated>{entries}</feed>'.encode()


@dataclass
class Scene:
    """An origin of fifty articles, the target of an earlier run, and what the target is to hold in the end."""

    origin: Origin
    folder: Path
    whole: dict[str, bytes] = field(default_factory=dict)

    @property
    def target(self) -> Path:
        return self.folder / "site"

    def run(self, command: str, *words: str, mirrors: dict[str, str] | None = None) -> int:
        given = {NAME: self.origin.address, **(mirrors or {})}
        named = [word for old, new in given.items() for word in ("--mirror", f"{old}={new}")]
        place = ["--target", str(self.target), "--jobs", "8"]
        return main([command, str(self.folder / "blog.toml"), *words, *place, *named])

    def posts(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted((self.target / "posts").iterdir())}


@pytest.fixture(scope="module")
def begun(tmp_path_factory) -> Iterator[Scene]:
    """A scene after an earlier run, to be copied."""
    scene = Scene(Origin(), tmp_path_factory.mktemp("begun"))
    (scene.folder / "blog.toml").write_text(RULES, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch, faults.listening(scene.origin) as scene.origin.address:
        patch.setenv("XDG_CACHE_HOME", str(scene.folder / "cache"))
        scene.origin.pages = {f"/{n}/": article(n) for n in range(1, COUNT + 1)}
        scene.origin.pages["/feed.xml"] = atom(KNOWN)
        scene.target.mkdir()
        assert scene.run("sync", "-q") == 0
        edited = scene.target / "posts" / f"{EDITED}.md"
        edited.write_text(edited.read_text(encoding="utf-8") + "\nA word of mine.\n", encoding="utf-8")
        for name in ("site", "cache"):
            shutil.copytree(scene.folder / name, scene.folder / f"first {name}")
        for n in FAULTY:
            scene.origin.pages[f"/{n}/"] = article(n, anew=n in KNOWN)
        scene.origin.pages["/feed.xml"] = atom(range(1, COUNT + 1))
        assert scene.run("sync", "-q") == 0
        scene.whole = scene.posts()
        assert len(scene.whole) == COUNT
        yield scene


@pytest.fixture
def scene(begun, tmp_path, monkeypatch) -> Iterator[Scene]:
    for name in ("site", "cache"):
        shutil.copytree(begun.folder / f"first {name}", tmp_path / name)
    shutil.copy(begun.folder / "blog.toml", tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(RetryingClient, "first_wait", 0.05)
    pages = dict(begun.origin.pages)
    begun.origin.asked.clear()
    yield Scene(begun.origin, tmp_path, begun.whole)
    begun.origin.faults.clear()
    begun.origin.pages = pages


class Case(NamedTuple):
    """A fault, what a run says of an article that has it ("" where the article is had all the same), and of a known one."""

    fault: faults.Fault
    said: str
    known: str = "failed"


def busy_until_soon(connection: socket.socket, page: bytes, count: int) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=1.5), usegmt=True)
    status(b"429 Too Many Requests", f"Retry-After: {date}\r\n".encode())(connection, page, count)


def as_windows_1252(page: bytes) -> bytes:
    return page.decode().encode("windows-1252")


def shrunk(page: bytes) -> bytes:
    head, _, rest = page.partition(b"<p>Sentence 1 ")
    return head + rest[rest.index(b"</div>") :]


CASES = {
    "reset in the middle": Case(faults.reset, "the connection broke before the end of the page"),
    "silence": Case(faults.silence, "no answer in time; see timeout"),
    "a trickle": Case(faults.trickle, "it did not come to an end in time; see total_timeout"),
    "without end": Case(faults.endless, "it is larger than 100,000 bytes; raise max_bytes"),
    "shorter than its length": Case(faults.short, "the connection broke before the end of the page"),
    "broken chunks": Case(faults.chunks, "the connection broke before the end of the page"),
    "chunks cut off": Case(faults.chunks_cut, "the connection broke before the end of the page"),
    "broken gzip": Case(
        faults.gzipped(lambda page: page[:50] + bytes(50) + page[100:]),
        "what it sends is broken: its Content-Encoding header says gzip, and its compression cannot be undone"
        "; the server is set up wrongly",
    ),
    "gzip cut off": Case(
        faults.gzipped(lambda page: page[: len(page) // 2]), "what it sends is broken: it was cut off"
    ),
    "no HTTP": Case(faults.no_http, "the connection broke"),
    "429 for a second": Case(once(status(b"429 Too Many Requests", b"Retry-After: 1\r\n")), ""),
    "429 until then": Case(once(busy_until_soon), ""),
    "429 for an hour": Case(
        status(b"429 Too Many Requests", b"Retry-After: 3600\r\n"), "the server answers 429"
    ),
    "500, then well": Case(once(status(b"500 Internal Server Error")), ""),
    "reset, then well": Case(once(faults.reset), ""),
    "503 for ever": Case(status(b"503 Service Unavailable"), "the server answers 503"),
    "403": Case(status(b"403 Forbidden"), "the server answers 403"),
    "404": Case(status(b"404 Not Found"), "the server answers 404", "missing"),
    "a redirect to itself": Case(moved(""), "it redirects in a circle, or too often"),
    "redirects for ever": Case(moved(lambda count: f"?{count}"), "it redirects in a circle, or too often"),
    "a redirect to a file": Case(moved("file:///etc/passwd"), "it redirects to 'file:///etc/passwd'"),
    "a redirect to FTP": Case(moved("ftp://127.0.0.1/x"), "it redirects to 'ftp://127.0.0.1/x'"),
    "a redirect to the front page": Case(
        moved("/"), f"it redirects to {NAME}, which is no article's", "missing"
    ),
    "a redirect to log in": Case(
        moved("/login"), f"it redirects to {NAME}login, which is no article's", "missing"
    ),
    "an empty 200": Case(instead(lambda _: b""), "the server answers with an empty page"),
    "a page to log in at": Case(
        instead(lambda _: LOGIN.encode()), "this is a page to log in at, not the article"
    ),
    "another page": Case(
        instead(lambda _: b"<html><body><p>Down for maintenance.</p></body></html>"), "no body found"
    ),
    "windows-1252 as UTF-8": Case(instead(as_windows_1252), ""),
    "a BOM": Case(instead(lambda page: b"\xef\xbb\xbf" + page), ""),
    "UTF-16 with a BOM": Case(instead(lambda page: page.decode().encode("utf-16")), ""),
}


def told(text: str) -> dict[str, str]:
    """What was said of each article that failed."""
    lines = [
        line.removeprefix("failed    ").split(": ", 1)
        for line in text.splitlines()
        if line.startswith("failed")
    ]
    return dict(lines)


def left(scene: Scene, numbers: tuple[int, ...], before: dict[str, bytes]) -> dict[str, bytes]:
    """What the target holds where some articles could not be had."""
    return {
        name: before[name] if int(name[:-3]) in numbers else content
        for name, content in scene.whole.items()
        if int(name[:-3]) not in numbers or name in before
    }


@pytest.mark.parametrize("name", CASES)
def test_a_fault_in_some_articles_costs_only_those_and_only_while_it_lasts(scene, name, capsys):
    case = CASES[name]
    before = scene.posts()
    for n in FAULTY:
        scene.origin.faults[f"/{n}/"] = case.fault
    scene.origin.pages |= {"/": b"<html><h1>Home</h1></html>", "/login": LOGIN.encode()}
    exit_status = scene.run("sync")
    said = capsys.readouterr()
    failed = told(said.err)
    expected = [n for n in FAULTY if case.said and not (case.known == "missing" and n in KNOWN)]
    assert sorted(failed) == sorted(f"{NAME}{n}/" for n in expected), said.err
    assert all(case.said in message for message in failed.values()), failed
    assert exit_status == (1 if expected else 0)
    assert "bug" not in said.err
    assert not [line for line in said.out.splitlines() if line.startswith(("missing", "gone"))]
    why = case.said.replace("the server answers 404", "is not found (404)").removeprefix("it ").split(",")[0]
    notes = [line for line in said.err.splitlines() if line.startswith("note")]
    assert sorted(notes) == sorted(
        f"note      {NAME}{n}/: the feed lists it, but it {why}; its post is left as it was"
        for n in FAULTY
        if case.known == "missing" and n in KNOWN
    )
    assert scene.posts() == left(scene, FAULTY if case.said else (), before)
    scene.origin.faults.clear()
    assert scene.run("sync") == 0
    assert capsys.readouterr().err == ""
    assert scene.posts() == scene.whole
    assert not [path for path in files(scene.target) if path.endswith(".tmp")]


def test_a_chain_of_redirects_is_followed(scene, capsys):
    for n in FAULTY:
        steps = [f"/{n}/", *(f"/step/{step}/{n}" for step in range(4)), f"/{n + 100}/"]
        scene.origin.faults |= {start: moved(end) for start, end in pairwise(steps)}
        canonical = b'<head><link rel="canonical" href="/%d/">' % n
        scene.origin.pages[steps[-1]] = scene.origin.pages[f"/{n}/"].replace(b"<head>", canonical)
    assert scene.run("sync") == 0
    assert capsys.readouterr().err == ""
    assert scene.posts() == scene.whole


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> Path:
    """A certificate of 127.0.0.1 that nobody vouches for."""
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    key = file.with_name("key.pem")
    words = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    subprocess.run([*words.split(), "-keyout", key, "-out", file], check=True, capture_output=True)
    file.write_bytes(file.read_bytes() + key.read_bytes())
    return file


@pytest.mark.parametrize("fault", ["refused", "no name", "certificate"])
def test_a_host_that_cannot_be_reached_costs_only_its_own_articles(scene, fault, request, capsys):
    before = scene.posts()
    with ExitStack() as stack:
        if fault == "refused":
            bad, said = stack.enter_context(faults.refusing()), "127.0.0.1 refuses the connection"
        elif fault == "no name":
            bad, said = "http://nothing.invalid/", "there is no host nothing.invalid"
        else:
            tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            tls.load_cert_chain(request.getfixturevalue("certificate"))
            bad = stack.enter_context(faults.listening(scene.origin, tls))
            said = "its certificate is not valid"
        mirrors = {f"{NAME}{n}/": f"{bad}{n}/" for n in FAULTY}
        assert scene.run("sync", mirrors=mirrors) == 1
    failed = told(capsys.readouterr().err)
    assert failed.keys() == mirrors.keys()
    assert all(said in message for message in failed.values()), failed
    assert scene.posts() == left(scene, FAULTY, before)
    assert scene.run("sync") == 0
    assert scene.posts() == scene.whole


@pytest.mark.parametrize("by", ["environment", "config", "config, beside it"])
def test_a_certificate_that_somebody_vouches_for_is_taken(scene, certificate, monkeypatch, by):
    """Else the test above would hold for any certificate."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    config = scene.folder / "blog.toml"
    file = os.fspath(certificate)
    if by == "environment":
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", file)
    elif "beside" in by:
        shutil.copy(certificate, config.with_name("our-ca.pem"))
        file = "our-ca.pem"
    if by != "environment":
        config.write_text(f'{config.read_text()}\n[source.fetch.hosts."127.0.0.1"]\nca = "{file}"\n')
    with faults.listening(scene.origin, tls) as address:
        assert scene.run("sync", mirrors={NAME: address}) == 0
    assert scene.posts() == scene.whole


@pytest.mark.parametrize("content", [None, "no certificate"])
def test_a_ca_that_cannot_be_read_is_one_line(scene, capsys, content):
    config = scene.folder / "blog.toml"
    config.write_text(f'{config.read_text()}\n[source.fetch.hosts."127.0.0.1"]\nca = "no-ca.pem"\n')
    if content:
        (scene.folder / "no-ca.pem").write_text(content)
    assert scene.run("sync") == 2
    [line] = capsys.readouterr().err.splitlines()
    assert 'hosts."127.0.0.1".ca: no certificate in PEM can be read from no-ca.pem' in line


def test_an_article_that_suddenly_shrinks_is_kept_until_somebody_says_that_it_is_right(scene, capsys):
    """Also a new one whose page is short is no suspect: nothing is known of it."""
    before = scene.posts()
    known = [n for n in FAULTY if n in KNOWN]
    for n in known:
        scene.origin.faults[f"/{n}/"] = instead(shrunk)
    for _ in range(2):
        assert scene.run("sync") == 1
        said = capsys.readouterr()
        assert told(said.err) == {}
        doubted = [line for line in said.err.splitlines() if line.startswith("doubted")]
        assert sorted(line.split()[1] for line in doubted) == sorted(f"posts/{n}.md" for n in known)
        assert all("suspicious: it shrank from" in line and "--force" in line for line in doubted)
        assert scene.posts() == left(scene, tuple(known), before)
    assert scene.run("status") == 1
    assert "suspicious" in capsys.readouterr().err
    assert scene.run("import", f"{NAME}{known[0]}/", "--force") == 0
    assert len(scene.posts()[f"{known[0]}.md"]) < len(before[f"{known[0]}.md"]) / 3
    scene.origin.faults.clear()
    assert scene.run("sync") == 0
    assert scene.posts() == scene.whole


def rss(numbers: range, identifier: str = NAME) -> bytes:
    items = "".join(
        f"<item><title>Article {n}</title><link>{NAME}{n}/</link><guid isPermaLink='false'>{identifier}{n}</guid>"
        "<pubDate>Wed, 01 May 2024 00:00:00 GMT</pubDate></item>"
        for n in numbers
    )
    return f'<rss version="2.0"><channel><title>x</title><link>{NAME}</link><description>x</description>{items}</channel></rss>'.encode()


def json_feed(numbers: range, identifier: str = NAME) -> bytes:
    items = ",".join(
        f'{{"id": "{identifier}{n}", "url": "{NAME}{n}/", "title": "Article {n}", "date_published": "2024-05-01T00:00:00Z"}}'
        for n in numbers
    )
    return f'{{"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [{items}]}}'.encode()


EVERY = range(1, COUNT + 1)


@pytest.mark.parametrize(
    "feed",
    [
        rss(EVERY),
        json_feed(EVERY),
        atom(EVERY, "urn:uuid:anew-"),
        rss(EVERY, "urn:uuid:anew-"),
        atom(range(COUNT, 0, -1)),
        b"\xef\xbb\xbf" + atom(EVERY),
        b"\xef\xbb\xbf" + json_feed(EVERY),
        b"\r\n\r\n" + atom(EVERY),
        atom(EVERY).decode().encode("utf-16"),
    ],
    ids=[
        "RSS now",
        "JSON now",
        "other ids",
        "RSS and other ids",
        "another order",
        "a BOM",
        "JSON with a BOM",
        "blank lines first",
        "UTF-16",
    ],
)
def test_a_feed_that_becomes_another_makes_no_second_post_and_loses_none(scene, feed, capsys):
    scene.origin.pages["/feed.xml"] = feed
    assert scene.run("sync") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "blog: 25 added, 3 updated, 1 edited, 21 unchanged"
    assert scene.posts() == scene.whole
    scene.origin.pages["/feed.xml"] = atom(EVERY)
    assert scene.run("sync") == 0
    assert scene.posts() == scene.whole


@pytest.mark.parametrize("command", [["sync"], ["sync", "--recheck", "all"], ["import", "--all"]])
@pytest.mark.parametrize("kind", [atom, rss])
def test_of_a_feed_cut_in_half_what_can_be_read_is_used_and_nothing_taken_for_gone(
    scene, command, kind, capsys
):
    feed = kind(range(COUNT, 0, -1))
    urls = "".join(f"<url><loc>{NAME}{n}/</loc></url>" for n in range(COUNT, 0, -1))
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
    scene.origin.pages |= {"/feed.xml": feed[: len(feed) // 2], "/sitemap.xml": sitemap[: len(sitemap) // 2]}
    before = scene.posts()
    for number in range(4):
        assert scene.run(*command) == 0
        said = capsys.readouterr()
        assert number or "cut off" in said.err
        assert "missing" not in said.out + said.err
        assert "gone" not in said.out + said.err.replace("gone on", "")
    posts = scene.posts()
    assert 20 < len(posts.keys() - before.keys()) <= 25
    assert all(posts[name] in (scene.whole[name], before.get(name)) for name in posts)
    scene.origin.pages |= {"/feed.xml": feed, "/sitemap.xml": sitemap}
    assert scene.run(*command) == 0
    assert scene.posts() == scene.whole
