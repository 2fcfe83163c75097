"""An origin that misbehaves on purpose: a server on raw sockets, since http.server is too polite for it."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterator

Fault = Callable[[socket.socket, bytes, int], None]
"""Answers a request on a connection, knowing the page that should have been sent and how often it was asked for."""

HTML = b"text/html; charset=utf-8"


def reply(
    connection: socket.socket,
    body: bytes = b"",
    status: bytes = b"200 OK",
    headers: bytes = b"",
    length: int | None = None,
) -> None:
    """Send an answer as it should be, or one whose length is a lie."""
    said = len(body) if length is None else length
    head = b"HTTP/1.1 %s\r\nContent-Type: %s\r\nConnection: close\r\n" % (status, HTML)
    connection.sendall(head + headers + b"Content-Length: %d\r\n\r\n" % said + body)


class Origin:
    """Pages by path, and faults by path; `asked` counts the requests for each."""

    def __init__(self) -> None:
        self.pages: dict[str, bytes] = {}
        self.faults: dict[str, Fault] = {}
        self.asked: Counter[str] = Counter()
        self.address = ""

    def answer(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.settimeout(10)
            request = b""
            while b"\r\n\r\n" not in request:
                if not (piece := connection.recv(65536)):
                    return
                request += piece
            path = request.split(b" ", 2)[1].decode().partition("?")[0]
            self.asked[path] += 1
            page = self.pages.get(path)
            if path in self.faults:
                self.faults[path](connection, page or b"", self.asked[path])
            elif page is None:
                reply(connection, status=b"404 Not Found")
            else:
                reply(connection, page)


@contextmanager
def listening(origin: Origin, tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """The origin served on loopback, and where."""

    def serve(connection: socket.socket) -> None:
        with suppress(OSError):
            origin.answer(tls.wrap_socket(connection, server_side=True) if tls else connection)

    def accept(listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=serve, args=[connection], daemon=True).start()

    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        threading.Thread(target=accept, args=[listener], daemon=True).start()
        scheme = "https" if tls else "http"
        yield f"{scheme}://127.0.0.1:{listener.getsockname()[1]}/"
        listener.shutdown(socket.SHUT_RDWR)


@contextmanager
def refusing() -> Iterator[str]:
    """An address that nobody listens at, and that no other program can take."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/"


def status(line: bytes, headers: bytes = b"") -> Fault:
    return lambda connection, _page, _count: reply(connection, b"<p>No.", line, headers)


def moved(target: str | Callable[[int], str]) -> Fault:
    def fault(connection: socket.socket, _page: bytes, count: int) -> None:
        place = target if isinstance(target, str) else target(count)
        reply(connection, status=b"302 Found", headers=f"Location: {place}\r\n".encode())

    return fault


def instead(change: Callable[[bytes], bytes], headers: bytes = b"") -> Fault:
    """Another page than there should be."""
    return lambda connection, page, _count: reply(connection, change(page), headers=headers)


def once(first: Fault) -> Fault:
    """A fault that has passed when it is asked again."""
    return lambda connection, page, count: (
        first(connection, page, count) if count == 1 else reply(connection, page)
    )


def reset(connection: socket.socket, page: bytes, _count: int) -> None:
    reply(connection, page[: len(page) // 2], length=len(page))
    time.sleep(0.02)  # so that what was sent arrives before the end does
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def silence(connection: socket.socket, _page: bytes, _count: int) -> None:
    connection.recv(1)


def trickle(connection: socket.socket, page: bytes, _count: int) -> None:
    reply(connection, length=len(page))
    for at in range(len(page)):
        connection.sendall(page[at : at + 1])
        time.sleep(0.05)


def endless(connection: socket.socket, page: bytes, _count: int) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\n\r\n" % HTML)
    while True:
        connection.sendall(page)


def short(connection: socket.socket, page: bytes, _count: int) -> None:
    reply(connection, page[: len(page) // 2], length=len(page))


def chunks(connection: socket.socket, page: bytes, _count: int) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n" % HTML
    connection.sendall(head + b"%x\r\n%s\r\nnot a number\r\n" % (len(page) // 2, page[: len(page) // 2]))


def chunks_cut(connection: socket.socket, page: bytes, _count: int) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Type: %s\r\nTransfer-Encoding: chunked\r\n\r\n" % HTML
    connection.sendall(head + b"%x\r\n%s" % (len(page), page[: len(page) // 2]))


def gzipped(cut: Callable[[bytes], bytes]) -> Fault:
    return instead(lambda page: cut(gzip.compress(page)), b"Content-Encoding: gzip\r\n")


def no_http(connection: socket.socket, _page: bytes, _count: int) -> None:
    connection.sendall(b"\x15\x03\x01\x00\x02\x02F and more that is no HTTP\r\n\r\n")
