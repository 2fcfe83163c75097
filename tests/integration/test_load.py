"""Many sources, many articles, many runs at once. `make load` tries more of each."""

from __future__ import annotations

import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest

from syndicate.cli import main
from tests.blog import CONFIG, NAME, PAGE, files
from tests.faults import Origin, listening, reply
from tests.integration.test_crashes import written

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LONG = bool(os.environ.get("LONG"))
SOURCES = 200
ARTICLES = 5000 if LONG else 300
RATE = 100 if LONG else 60


def feed(name: str, count: int) -> bytes:
    entries = "".join(
        f'<entry><title>{name} {n}</title><link href="{name}/{n}/"/><id>{n}</id><published>2024-05-01T00:00:00Z</published></entry>'
        for n in range(count)
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>{entries}</feed>'.encode()


def page(name: str, n: int) -> bytes:
    body = f"<p>The text of {name} {n} says a few words.</p>"
    return PAGE.format(n=1, path=f"/{name}/{n}/", title=f"{name} {n}", body=body).encode()


@pytest.fixture
def crowd(tmp_path, monkeypatch) -> Iterator[tuple[Path, Path, str]]:
    """Two hundred configs in a folder, a target, and where the sources are served after random pauses."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    configs, target = tmp_path / "configs", tmp_path / "site"
    configs.mkdir()
    target.mkdir()
    origin, dice = Origin(), random.Random(1)

    def late(connection: socket.socket, content: bytes, _count: int) -> None:
        time.sleep(dice.uniform(0, 0.03))
        reply(connection, content)

    for number in range(SOURCES):
        name = f"source-{number:03}"
        text = CONFIG.replace('"blog"', f'"{name}"').replace("feed.xml", f"{name}/feed.xml")
        text = text.replace(r"/\d+/$", rf"/{name}/\d+/$").replace("{slug}", f"{name}/{{slug}}")
        (configs / f"{name}.toml").write_text(text, encoding="utf-8")
        origin.pages[f"/{name}/feed.xml"] = feed(name, 2).replace(b'href="', f'href="{NAME}'.encode())
        origin.pages |= {f"/{name}/{n}/": page(name, n) for n in range(2)}
    origin.faults = dict.fromkeys(origin.pages, late)
    with listening(origin) as address:
        yield configs, target, address


def test_two_hundred_sources_in_one_folder_are_synced_into_one_target(crowd, capsys):
    configs, target, address = crowd
    words = ["sync", str(configs), "--target", str(target), "--mirror", f"{NAME}={address}"]
    started = time.monotonic()
    assert main(words) == 0
    took = time.monotonic() - started
    said = capsys.readouterr()
    assert said.err == ""
    assert said.out.count(": 2 added\n") == SOURCES
    posts = {str(path.relative_to(target)): path.read_text() for path in target.rglob("posts/*/*.md")}
    assert sorted(posts) == [f"posts/source-{s:03}/{n}.md" for s in range(SOURCES) for n in range(2)]
    assert all(f"The text of {path.split('/')[1]} {path[-4]} says" in text for path, text in posts.items())
    before = files(target)
    started = time.monotonic()
    assert main([*words, "-q"]) == 0
    print(f"{SOURCES} sources: {took:.1f} s, and {time.monotonic() - started:.1f} s with nothing new")  # noqa: T201  (for those who measure, by pytest -s)
    assert files(target) == before


@pytest.fixture
def slow(tmp_path, monkeypatch) -> Iterator[tuple[list[Path], Path, list[tuple[int, int]]]]:
    """Configs of sixteen sources whose server takes 0.3 s to answer, at eight addresses, and how many that host and all were answering."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    busy: Counter[str] = Counter()
    seen: list[tuple[int, int]] = []

    class Slow(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            host = self.headers["Host"]
            busy[host] += 1
            seen.append((busy[host], busy.total()))
            time.sleep(0.3)
            busy[host] -= 1
            content = feed(self.path.split("/")[1], 0)
            self.send_response(200)
            self.send_header("Content-Type", "application/atom+xml")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    configs = []
    (tmp_path / "site").mkdir()
    with ThreadingHTTPServer(("0.0.0.0", 0), Slow) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for number in range(16):
            address = f"http://127.0.0.{1 + number % 8}:{server.server_port}/source-{number}/feed.xml"
            text = CONFIG.replace('"blog"', f'"source-{number}"').replace(f"{NAME}feed.xml", address)
            configs.append(tmp_path / f"{number}.toml")
            configs[-1].write_text(
                text.replace("retries = 0", "retries = 0\nrobots = false"), encoding="utf-8"
            )
        yield configs, tmp_path / "site", seen
        server.shutdown()


def test_while_one_source_is_synced_the_feeds_of_others_are_on_their_way_but_no_host_is_asked_twice_at_once(
    slow, capsys
):
    configs, target, seen = slow
    started = time.monotonic()
    assert main(["sync", *map(str, configs), "--target", str(target)]) == 0
    took = time.monotonic() - started
    assert capsys.readouterr().out.split("\n") == [*(f"source-{n}: nothing new" for n in range(16)), ""]
    assert len(seen) == 16
    assert {of_host for of_host, _ in seen} == {1}
    assert max(of_all for _, of_all in seen) >= 4
    assert took < 16 * 0.3 * 0.6


def test_a_config_or_a_feed_that_is_broken_costs_none_of_the_others(slow, capsys):
    configs, target, _ = slow
    configs[1].write_text("[source", encoding="utf-8")
    configs[2].write_text(configs[2].read_text().replace("127.0.0.3", "127.0.0.3:1/"), encoding="utf-8")
    assert main(["sync", *map(str, configs[:5]), "--target", str(target)]) == 3
    said = capsys.readouterr()
    assert [line.partition(":")[0] for line in said.out.splitlines()] == ["source-0", "source-3", "source-4"]
    assert "1.toml" in said.err
    assert "127.0.0.3:1/" in said.err


def test_runs_of_different_sources_that_start_at_once_wait_for_one_another(crowd):
    configs, target, address = crowd
    words = ["--target", str(target), "--mirror", f"{NAME}={address}"]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "syndicate", "sync", str(configs / f"source-{number:03}.toml"), *words],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for number in range(8)
    ]
    said = [process.communicate()[0].splitlines()[-1] for process in started]
    assert said == [f"source-{number:03}: 2 added" for number in range(8)]
    assert [process.returncode for process in started] == [0] * 8
    assert len(list(target.rglob("posts/*/*.md"))) == 16


def test_ten_runs_started_in_the_same_second_make_one_post_an_article(place):
    words = [
        "sync",
        str(place.config),
        "--target",
        str(place.target),
        "--mirror",
        f"{NAME}={place.blog.address}",
    ]
    environment = {**os.environ, "XDG_CACHE_HOME": str(place.cache)}
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "syndicate", *words],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for _ in range(10)
    ]
    said = sorted(process.communicate()[0].splitlines()[-1] for process in started)
    assert said == ["blog: 3 added", *["blog: 3 unchanged"] * 9]
    assert [process.returncode for process in started] == [0] * 10
    one = written(place.target)
    assert len(one) == 6
    assert place.run("sync").stderr == ""
    assert written(place.target) == one


@contextmanager
def on_the_network(content: dict[str, bytes]) -> Iterator[tuple[str, list[float]]]:
    """A server at an address of this machine other than loopback, which is not limited; and when it was asked."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # nothing is sent: the system only looks which way it would go
            host = probe.getsockname()[0]
        except OSError:
            pytest.skip("this machine has no address but loopback")
    if host.startswith("127."):
        pytest.skip("this machine has no address but loopback")
    asked: list[float] = []

    def serve(connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as stream:
            while line := stream.readline():
                while stream.readline().strip():
                    pass
                asked.append(time.monotonic())
                body = content.get(line.split()[1].decode())
                head = (
                    b"HTTP/1.1 404 Not Found"
                    if body is None
                    else b"HTTP/1.1 200 OK\r\nContent-Type: text/html"
                )
                connection.sendall(
                    head + b"\r\nContent-Length: %d\r\n\r\n" % len(body or b"") + (body or b"")
                )

    def accept(listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=[connection], daemon=True).start()

    with socket.create_server((host, 0)) as listener:
        threading.Thread(target=accept, args=[listener], daemon=True).start()
        yield f"http://{host}:{listener.getsockname()[1]}/", asked
        listener.shutdown(socket.SHUT_RDWR)


def test_a_large_archive_comes_whole_and_never_faster_than_its_rate(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    config, target = tmp_path / "blog.toml", tmp_path / "site"
    config.write_text(CONFIG.replace("retries = 0", f"retries = 0\nrate = {RATE}"), encoding="utf-8")
    target.mkdir()
    content = {f"/{n}/": page("blog", n).replace(b"/blog/", b"/") for n in range(ARTICLES)}
    urls = "".join(f"<url><loc>{NAME}{n}/</loc></url>" for n in range(ARTICLES))
    content["/sitemap.xml"] = (
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
    )
    content["/feed.xml"] = feed("blog", 0)
    with on_the_network(content) as (address, asked):
        words = ["import", str(config), "--all", "--target", str(target), "--mirror", f"{NAME}={address}"]
        started = time.monotonic()
        assert main([*words, "-q", "--jobs", "8"]) == 0
        took = time.monotonic() - started
    assert capsys.readouterr().err == ""
    assert len(list((target / "posts").iterdir())) == ARTICLES
    assert len(asked) == ARTICLES + 3
    busiest = max(
        sum(start <= moment < start + 1 for moment in asked[n : n + 3 * RATE])
        for n, start in enumerate(asked)
    )
    print(f"{ARTICLES} articles in {took:.1f} s; at most {busiest} requests in a second, of {RATE} allowed")  # noqa: T201
    # The pauses are kept where the requests are made; one may catch up on its way with those before it.
    assert busiest <= RATE + 1
    assert took >= ARTICLES / RATE
