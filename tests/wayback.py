"""The Internet Archive's Wayback Machine as far as Syndicate asks it, played by a small server.

It answers as the real one does: an index (CDX) in JSON, `/web/TIMEid_/ADDRESS` with the capture as it came, a
redirect to the nearest capture where there is none of just that time, 404 where there is none at all, 429
with Retry-After to whom it finds too eager, and its own headers.
"""

from __future__ import annotations

import json
import re
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator


class Wayback:
    """The captures by address and time: a body, or a status that is no success; `asked` are the paths of all requests."""

    def __init__(self) -> None:
        self.captures: dict[str, dict[str, bytes | int]] = {}
        self.asked: list[str] = []
        self.too_eager = 0
        self.address = ""

    def keep(self, address: str, time: str, content: bytes | int) -> None:
        """A capture of an address."""
        self.captures.setdefault(address, {})[time] = content

    def of(self, address: str) -> dict[str, bytes | int]:
        """The captures of an address, whatever its scheme is."""
        return next((held for name, held in self.captures.items() if _key(name) == _key(address)), {})

    def index(self, query: dict[str, list[str]]) -> bytes:
        """What the index answers; https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server"""
        url = query["url"][0]
        if query.get("matchType") == ["prefix"]:
            found = [
                (time, address, content)
                for address, held in sorted(self.captures.items())
                for time, content in sorted(held.items())[:1]
                if _key(address).startswith(_key(url))
            ]
        else:
            found = [(time, url, content) for time, content in sorted(self.of(url).items())]
        rows = [
            [time, address.replace("https://blog.example/", "http://blog.example:80/")]
            for time, address, content in found
            if isinstance(content, bytes)
            and ("mimetype:text/html" not in query.get("filter", []) or b"<html" in content)
        ]
        if closest := query.get("closest"):
            rows.sort(key=lambda row: abs(int(row[0][:8]) - int(closest[0][:8])))
        if limit := query.get("limit"):
            rows = rows[: int(limit[0])] if int(limit[0]) > 0 else rows[int(limit[0]) :]
        return json.dumps([["timestamp", "original"], *rows] if rows else []).encode()


def _key(address: str) -> str:
    return re.sub(r"^https?://|:80(?=/)", "", address)


@contextmanager
def archive(wayback: Wayback) -> Iterator[Wayback]:
    """The archive, served on loopback; its address is then known."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            wayback.asked.append(self.path)
            if wayback.too_eager:
                wayback.too_eager -= 1
                self.answer(429, b"Too Many Requests", **{"Retry-After": "1"})
                return
            split = urlsplit(self.path)
            if split.path == "/cdx/search/cdx":
                self.answer(200, wayback.index(parse_qs(split.query)), **{"Content-Type": "application/json"})
                return
            match = re.fullmatch(r"/web/(\d{1,14})id_/(.+)", self.path)
            held = wayback.of(match[2]) if match else {}
            if not match or not held:
                self.answer(404, b"<html>The Wayback Machine has not archived that URL.</html>")
                return
            nearest = min(held, key=lambda time: abs(int(time) - int(match[1].ljust(14, "0"))))
            content = held[nearest]
            if nearest != match[1]:
                self.answer(302, b"", Location=f"{wayback.address}web/{nearest}id_/{match[2]}")
            elif isinstance(content, int):
                self.answer(content, b"")
            else:
                kind = (
                    "text/html"
                    if b"<html" in content
                    else "image/png"
                    if b"PNG" in content[:8]
                    else "text/xml"
                )
                self.answer(
                    200,
                    content,
                    **{"Content-Type": kind, "Memento-Datetime": nearest, "X-Archive-Src": "x.warc.gz"},
                )

        def answer(self, status: int, body: bytes, **headers: str) -> None:
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    wayback.address = f"http://127.0.0.1:{server.server_port}/"
    try:
        yield wayback
    finally:
        server.shutdown()
        server.server_close()
