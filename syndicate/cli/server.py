"""The review page, served to this machine's browser."""

from __future__ import annotations

from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import click

from syndicate.errors import SyndicateError, TargetError

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = ("127.0.0.1", "localhost")
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY"}


class _Handler(BaseHTTPRequestHandler):
    """Answers with the page, to this machine alone."""

    made: Callable[[], str]

    def do_GET(self) -> None:
        # A site elsewhere whose name was made to lead to this machine is not to read the page.
        if (self.headers.get("Host") or "").partition(":")[0] not in HERE:
            self.answer(403, "ask for 127.0.0.1\n", "text/plain")
        elif self.path != "/":
            self.answer(404, "there is only /\n", "text/plain")
        else:
            try:
                self.answer(200, type(self).made(), "text/html")
            except SyndicateError as error:
                self.answer(500, f"syndicate: {error}\n", "text/plain")

    def answer(self, status: int, text: str, kind: str) -> None:
        body = text.encode()
        self.send_response(status)
        facts = {"Content-Type": f"{kind}; charset=utf-8", "Content-Length": str(len(body))}
        for name, value in {**facts, **HEADERS}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the standard library's name)
        pass


def serve(made: Callable[[], str], port: int) -> int:
    """Answer with the page, made anew each time, until the user stops it.

    Args:
        made: makes the page.
        port: on loopback; 0 for any that is free.

    Returns:
        The exit status.

    Raises:
        TargetError: the port is taken.
    """
    handler = type("Handler", (_Handler,), {"made": staticmethod(made)})
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        message = f"cannot be listened at: {error.strerror}; choose another --port"
        raise TargetError(message, f"127.0.0.1:{port}") from error
    with server, suppress(KeyboardInterrupt):
        click.echo(
            f"http://127.0.0.1:{server.server_address[1]}/ shows the posts as they are; Ctrl-C ends it"
        )
        server.serve_forever()
    return 0
