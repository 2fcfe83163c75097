"""A large blog that is made up as it is asked for: as many articles as wanted, each other, none on disk.

    python -m tests.bench.archive 50000

serves it on loopback and prints its address.
"""

from __future__ import annotations

import hashlib
import random
import socketserver
import sys
import threading
from contextlib import contextmanager
from datetime import date, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ADDRESS = "https://archive.example/"
FEED_LENGTH = 20
FIRST_DAY = date(2000, 1, 1)
WORDS = (
    "agency budget buyer change citizen code contract design developer digital document engineer feature form "
    "government guide idea interview issue language law leader lesson letter meeting method mission model month "
    "office open paper partner people pilot plain platform policy practice problem process product program "
    "project public question report request research room rule scope sentence service sprint standard state "
    "story study system table task team test time tool user value vendor version visit week work"
).split()
PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>
<link rel="canonical" href="{address}"></head><body><header><nav>{menu}</nav></header>
<main><article><h1>{title}</h1><time datetime="{day}">{day}</time>
<div class="post-content"><p>This is what is said in article {n} of the archive and nowhere else.</p>{body}</div>
</article></main><footer>{menu}</footer></body></html>"""
MENU = "".join(
    f'<li class="menu-item"><a href="/topics/{n}/">Topic number {n} of the blog</a></li>' for n in range(120)
)

CONFIG = f"""
[source]
name = "archive"
title = "The archive"
feed = "{ADDRESS}feed.xml"
sitemap = "{ADDRESS}sitemap.xml"
articles = '/a/\\d+/$'
[source.select]
body = ".post-content"
title = "article h1"
date = "article time"
[post]
flavor = "eleventy"
path = "posts/{{date:%Y}}/{{date:%Y-%m-%d}}-{{slug}}.md"
"""


class Archive:
    """The pages of a blog of so many articles."""

    def __init__(self, articles: int) -> None:
        self.articles = articles

    def address(self, n: int) -> str:
        return f"{ADDRESS}a/{n}/"

    def day(self, n: int) -> date:
        return FIRST_DAY + timedelta(days=n // 8)

    def page(self, n: int) -> bytes:
        body = _body(random.Random(n), self.articles)
        return PAGE.format(
            title=f"Article number {n}", address=self.address(n), day=self.day(n), menu=MENU, n=n, body=body
        ).encode()

    def sitemap(self) -> bytes:
        urls = "".join(f"<url><loc>{self.address(n)}</loc></url>" for n in range(self.articles))
        return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()

    def feed(self) -> bytes:
        entries = "".join(
            f'<entry><title>Article number {n}</title><link href="{self.address(n)}"/><id>{self.address(n)}</id>'
            f"<published>{self.day(n)}T00:00:00Z</published><updated>{self.day(n)}T00:00:00Z</updated></entry>"
            for n in range(self.articles - 1, max(-1, self.articles - 1 - FEED_LENGTH), -1)
        )
        return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>The archive</title><id>{ADDRESS}</id><updated>2026-01-01T00:00:00Z</updated>{entries}</feed>'.encode()

    def answer(self, path: str) -> tuple[str, bytes]:
        """The type and the content of what stands at a path; an empty type where nothing does."""
        if path == "/feed.xml":
            return "application/atom+xml", self.feed()
        if path == "/sitemap.xml":
            return "application/xml", self.sitemap()
        parts = path.split("/")
        if len(parts) == 4 and parts[1] == "a" and parts[2].isdigit() and int(parts[2]) < self.articles:
            return "text/html; charset=utf-8", self.page(int(parts[2]))
        return "", b""


def _body(chance: random.Random, articles: int) -> str:
    """About 8.7 KB, as much as an article of 18F's blog has: paragraphs with links and emphasis, lists, headings, code."""

    def words(count: int) -> str:
        return " ".join(chance.choices(WORDS, k=count))

    def paragraph() -> str:
        link = f'<a href="/a/{chance.randrange(articles)}/">{words(3)}</a>'
        return f"<p>{words(45)} {link}, {words(20)} <em>{words(2)}</em>. {words(25)} <strong>{words(2)}</strong>: {words(12)}.</p>"

    parts = []
    for section in range(4):
        items = "".join(f"<li>{words(12)} <code>{words(1)}()</code></li>" for _ in range(4))
        parts += [f"<h2>{words(4)}</h2>", paragraph(), paragraph(), f"<ul>{items}</ul>"]
        if section == 2:
            parts.append(f"<pre><code>{words(8)}\n    {words(6)}\n</code></pre>")
    return "".join(parts)


@contextmanager
def served(archive: Archive) -> Iterator[str]:
    """The archive on loopback; gives the base address."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            while line := self.rfile.readline():
                path = line.split()[1].decode()
                tag = b""
                while header := self.rfile.readline().strip():
                    name, _, value = header.partition(b": ")
                    if name.lower() == b"if-none-match":
                        tag = value
                kind, content = archive.answer(path)
                etag = b'"' + hashlib.sha256(content).hexdigest()[:16].encode() + b'"'
                status = b"404 Not Found" if not kind else b"304 Not Modified" if tag == etag else b"200 OK"
                body = content if status.startswith(b"200") else b""
                self.wfile.write(
                    b"HTTP/1.1 %b\r\nContent-Type: %b\r\nETag: %b\r\nContent-Length: %d\r\n\r\n%b"
                    % (status, kind.encode(), etag, len(body), body)
                )

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        request_queue_size = 128

    with Server(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/"
        server.shutdown()


def main() -> None:
    """Serve an archive of the size that the first argument says, until stopped."""
    with served(Archive(int(sys.argv[1]))) as base:
        sys.stdout.write(f"{base}\n")
        sys.stdout.flush()
        threading.Event().wait()


if __name__ == "__main__":
    main()
