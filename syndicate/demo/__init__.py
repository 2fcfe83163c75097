"""The built-in demo blog, served on loopback, and a fresh target for it: what `syndicate demo` uses."""

from __future__ import annotations

import os
import subprocess
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from syndicate.errors import TargetError

if TYPE_CHECKING:
    import io
    from collections.abc import Iterator
    from typing import BinaryIO

ADDRESS = "https://repair-cafe.example/"
"""The blog's public address, in a domain that no one can own (RFC 6761, section 6.5)."""

README = """\
# A target for Syndicate's demo

`syndicate demo` made this repository, and wrote the articles of its built-in blog into `posts/`.
Look around, edit a post, and throw the folder away when you have seen enough;
`make demo` makes it anew.
"""
"""Its heading tells the Makefile that it may remove the folder."""

_HERE = Path(__file__).parent


def config_path() -> Path:
    """The config that cross-posts the blog."""
    return _HERE / "config.toml"


@contextmanager
def serve() -> Iterator[str]:
    """Serve the blog on a free port of loopback for as long as the context lasts.

    Returns:
        The base address, for use as a mirror of `ADDRESS`.
    """
    handler = partial(_Handler, directory=str(_HERE / "blog"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


def new_target(path: Path) -> None:
    """Make a fresh git repository to cross-post into.

    Args:
        path: the folder; created if missing.

    Raises:
        TargetError: it is not empty, it cannot be created, or git is missing.
    """
    try:
        path.mkdir(parents=True, exist_ok=True)
        if any(path.iterdir()):
            raise TargetError("is not empty; name another folder", str(path))
        (path / "README.md").write_text(README, encoding="utf-8")
    except OSError as error:
        raise TargetError(f"cannot be made a folder for the demo: {error.strerror}", str(path)) from error
    _git(path, "init", "--quiet")
    _git(path, "add", "README.md")
    _git(path, "commit", "--quiet", "--no-verify", "--message", "Begin a target for Syndicate's demo")


GIT_SETTINGS = {
    "user.name": "Syndicate demo",
    "user.email": "demo@repair-cafe.example",
    "init.defaultBranch": "main",
    "commit.gpgSign": "false",
}
"""A separate author, and nothing that could prompt the user."""

HOOK_VARIABLES = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE")
"""Inside a git hook these point to the repository of the hook, which the demo must not touch."""


def _git(path: Path, *arguments: str) -> None:
    settings = [word for key, value in GIT_SETTINGS.items() for word in ("-c", f"{key}={value}")]
    environment = {key: value for key, value in os.environ.items() if key not in HOOK_VARIABLES}
    command = ["git", "-C", str(path), *settings, *arguments]
    try:
        subprocess.run(command, env=environment, check=True, capture_output=True, text=True)  # noqa: S603  (no shell)
    except FileNotFoundError:
        raise TargetError(
            "git is missing; the demo needs it for a fresh repository, so install it first", str(path)
        ) from None
    except subprocess.CalledProcessError as error:
        message = " ".join(error.stderr.split())
        raise TargetError(f"git {arguments[0]} failed, which the demo needs: {message}", str(path)) from error


class _Handler(SimpleHTTPRequestHandler):
    """The standard library's file server, without logging and with entity tags (RFC 9110, section 8.8.3)."""

    protocol_version = "HTTP/1.1"

    def send_head(self) -> io.BytesIO | BinaryIO | None:
        tag = self._tag()
        if tag and self.headers.get("If-None-Match") == tag:
            self.send_response(304)
            self.end_headers()
            return None
        return super().send_head()

    def end_headers(self) -> None:
        if tag := self._tag():
            self.send_header("ETag", tag)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the standard library's name)
        pass

    def _tag(self) -> str:
        file = Path(self.translate_path(self.path))
        if self.path.endswith("/"):
            file /= "index.html"
        if not file.is_file():
            return ""
        stat = file.stat()
        return f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
