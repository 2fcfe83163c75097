"""The review page, served to this machine's browser."""

from __future__ import annotations

from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from syndicate.cli.output.printing import say
from syndicate.errors import SyndicateError, TargetError

if TYPE_CHECKING:
    from collections.abc import Callable

LOOPBACK_HOSTS = ("127.0.0.1", "localhost")
HEADERS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY"}


class _Handler(BaseHTTPRequestHandler):
    """Serves the page to this machine alone."""

    render: Callable[[], str]

    def do_GET(self) -> None:
        # DNS rebinding: a foreign site whose name resolves to this machine must not read the page.
        if (self.headers.get("Host") or "").partition(":")[0] not in LOOPBACK_HOSTS:
            self.respond(403, "ask for 127.0.0.1\n", "text/plain")
        elif self.path != "/":
            self.respond(404, "there is only /\n", "text/plain")
        else:
            try:
                self.respond(200, type(self).render(), "text/html")
            except SyndicateError as error:
                self.respond(500, f"syndicate: {error}\n", "text/plain")

    def respond(self, status: int, text: str, kind: str) -> None:
        body = text.encode()
        self.send_response(status)
        headers = {"Content-Type": f"{kind}; charset=utf-8", "Content-Length": str(len(body))}
        for name, value in {**headers, **HEADERS}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the standard library's name)
        pass


def serve(render: Callable[[], str], port: int) -> int:
    """Serve the page, rendered for each request, until the user stops the server.

    Args:
        render: returns the page.
        port: on loopback; 0 for any free port.

    Returns:
        The exit status.

    Raises:
        TargetError: the port is taken.
    """
    handler = type("Handler", (_Handler,), {"render": staticmethod(render)})
    try:
        server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    except OSError as error:
        message = f"cannot be listened at: {error.strerror}; choose another --port"
        raise TargetError(message, f"127.0.0.1:{port}") from error
    with server, suppress(KeyboardInterrupt):
        say(f"http://127.0.0.1:{server.server_address[1]}/ shows the posts as they are; Ctrl-C ends it")
        server.serve_forever()
    return 0
