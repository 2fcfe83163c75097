"""A little origin: a real HTTP server whose pages a test can change, and which remembers who asked for what."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "https://blog.example/"

PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>{title} | Blog</title>
<link rel="canonical" href="{path}"></head><body><nav>Home</nav><article><h1>{title}</h1>
<time datetime="2024-05-0{n}">May {n}</time><div class="post-content">{body}</div></article></body></html>"""

HEARING = ["env", "--default-signal=INT"]
"""What a script starts in the background does not hear Ctrl-C; with this it does."""

CONFIG = f"""
[source]
name = "blog"
title = "A blog"
feed = "{NAME}feed.xml"
sitemap = "{NAME}sitemap.xml"
articles = '^https://blog\\.example/\\d+/$'
[source.fetch]
retries = 0
[source.select]
body = ".post-content"
title = "article h1"
date = "article time"
[post]
path = "posts/{{slug}}.md"
"""


class Blog:
    """The pages by path: bytes, a status, or where it redirects to; `asked` are the paths and statuses of all requests."""

    def __init__(self, articles: int = 3) -> None:
        self.pages: dict[str, bytes | int | str] = {}
        self.types: dict[str, str] = {}
        self.asked: list[tuple[str, int]] = []
        self.address = ""
        for n in range(1, articles + 1):
            self.write(n, f"<p>This is the text of article {n}, which says a few words.</p>")
        self.list(range(1, articles + 1))

    def write(self, n: int, body: str, title: str = "") -> None:
        """The page of article n."""
        self.pages[f"/{n}/"] = PAGE.format(
            n=n, path=f"/{n}/", title=title or f"Article {n}", body=body
        ).encode()

    def list(self, numbers: object) -> None:
        """The feed and the sitemap name these articles."""
        entries = "".join(
            f'<entry><title>Article {n}</title><link href="{NAME}{n}/"/><id>{NAME}{n}/</id><published>2024-05-0{n}T00:00:00Z</published>'
            f'<updated>2024-05-0{n}T00:00:00Z</updated><content type="html">&lt;p&gt;From the feed: {n}.&lt;/p&gt;</content></entry>'
            for n in numbers  # type: ignore[attr-defined]
        )
        self.pages["/feed.xml"] = (
            f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Blog</title><id>{NAME}</id><updated>2024-05-01T00:00:00Z</updated>{entries}</feed>'.encode()
        )
        urls = "".join(f"<url><loc>/{n}/</loc></url>" for n in numbers)  # type: ignore[attr-defined]
        self.pages["/sitemap.xml"] = (
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
        )

    def statuses(self, path: str) -> list[int]:
        """What was answered for a path, in order."""
        return [status for asked, status in self.asked if asked == path]


@dataclass(frozen=True)
class Place:
    """A blog that is served, a config for it, and a target."""

    blog: Blog
    config: Path
    target: Path
    cache: Path

    def run(self, command: str, *words: str, mirror: bool = True) -> subprocess.CompletedProcess[str]:
        mirrors = ["--mirror", f"{NAME}={self.blog.address}"] if mirror else []
        arguments = [
            sys.executable,
            "-m",
            "syndicate",
            command,
            str(self.config),
            *words,
            "--target",
            str(self.target),
            *mirrors,
        ]
        return subprocess.run(
            arguments,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
            env={**os.environ, "XDG_CACHE_HOME": str(self.cache)},
        )

    def post(self, n: int) -> Path:
        return self.target / "posts" / f"{n}.md"

    def rows(self, command: str, *words: str) -> list[dict[str, object]]:
        return [json.loads(line) for line in self.run(command, *words, "--json").stdout.splitlines()]


@contextmanager
def served(blog: Blog) -> Iterator[Blog]:
    """The blog, served on loopback; its address is then known."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            content = blog.pages.get(self.path, 404)
            status = content if isinstance(content, int) else 301 if isinstance(content, str) else 200
            body = content if isinstance(content, bytes) else b""
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            if status == 200 and self.headers.get("If-None-Match") == tag:
                status, body = 304, b""
            blog.asked.append((self.path, status))
            self.send_response(status)
            self.send_header(
                "Content-Type",
                blog.types.get(
                    self.path, "application/xml" if self.path.endswith(".xml") else "text/html; charset=utf-8"
                ),
            )
            self.send_header("Content-Length", str(len(body)))
            if isinstance(content, str):
                self.send_header("Location", content)
            if status in (200, 304):
                self.send_header("ETag", tag)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    blog.address = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield blog
    finally:
        server.shutdown()
        server.server_close()


def files(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Every file below a folder, but git's: its bytes and when it was changed."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file() and ".git" not in path.parts)
    return {str(path.relative_to(folder)): (path.read_bytes(), path.stat().st_mtime_ns) for path in found}
