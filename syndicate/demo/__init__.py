"""The built-in demo blog, served on loopback, and a fresh target for it: what `syndicate demo` uses."""

from __future__ import annotations

import html
import os
import shutil
import subprocess
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

from syndicate.errors import TargetError
from syndicate.merging import body_of, front_matter_of

if TYPE_CHECKING:
    import io
    from collections.abc import Callable, Iterator
    from typing import BinaryIO

ADDRESS = "https://repair-cafe.example/"
"""The blog's public address, in a domain that no one can own (RFC 6761, section 6.5)."""

README = """\
# A target for Syndicate's demo

`syndicate demo` made this repository. `blog/` holds the pages of its built-in blog, as the origin would serve them;
`blog.toml` is the config that cross-posts them into `posts/`. Change a post or an article, and sync again:

    syndicate sync blog.toml

Throw the folder away when you have seen enough; `make demo` makes it anew.
"""
"""Its heading tells the Makefile that it may remove the folder."""

CONFIG = "blog.toml"
EDITED = "2025/11/08/it-just-went-click"
"""The article whose post the demo edits."""

EDIT = ("That is good news.", "That is good news, and I have mended three of them myself.")
CHANGE = ("while you drink a coffee", "while you drink a pot of tea")
ADDED = '<p><img src="/images/limescale.png" alt="A spoon of limescale"></p>'
"""A picture that the blog does not have: the post that links it is lossy."""

PICTURES = """\
flavor = "plain"
images = "copy"
image_path = "images/{name}"
image_url = "../images/{name}"\
"""
IGNORED = "site/\nreview.html\n"
PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body {{ max-width: 40rem; margin: 2rem auto; padding: 0 1rem; font: 1.05rem/1.6 system-ui, sans-serif; color: #1b2733 }}
a {{ color: #1d5fa8 }} h1 {{ line-height: 1.2 }} img {{ max-width: 100%; max-height: 12rem }}
td, th {{ padding: .2rem .6rem; border-bottom: 1px solid #ccd; text-align: left }}</style>
<h1>{title}</h1>
{body}
"""
"""A page of the little site that shows the demo's posts."""

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
        (path / ".gitignore").write_text(IGNORED, encoding="utf-8")
        shutil.copytree(_HERE / "blog", path / "blog")
        (path / CONFIG).write_text(_local_config(), encoding="utf-8")
    except OSError as error:
        raise TargetError(f"cannot be made a folder for the demo: {error.strerror}", str(path)) from error
    _git(path, "init", "--quiet")
    _git(path, "add", "--all")
    _git(path, "commit", "--quiet", "--no-verify", "--message", "Begin a target for Syndicate's demo")


def _local_config() -> str:
    """The blog's config, for a copy of the blog that lies beside it, with its pictures copied."""
    config = config_path().read_text(encoding="utf-8").replace('flavor = "plain"', PICTURES.strip())
    return f'{config}\n[source.fetch]\nmirrors = {{ "{ADDRESS}" = "blog" }}\n'


def change_article(path: Path) -> None:
    """Change the article `EDITED` at its origin, in its page and in the feed.

    Args:
        path: the folder that `new_target` made.
    """
    for file in (path / "blog" / EDITED / "index.html", path / "blog" / "feed.xml"):
        text = file.read_text(encoding="utf-8")
        start, old, rest = text.partition(CHANGE[0])
        paragraph, end, rest = rest.partition("</p>")
        file.write_text(
            f"{start}{CHANGE[1] if old else ''}{paragraph}{end}\n{ADDED if end else ''}{rest}",
            encoding="utf-8",
        )


def write_site(path: Path, render: Callable[[str], str]) -> None:
    """Show the posts as pages in `site/`, as a generator would.

    Args:
        path: the folder that `new_target` made.
        render: Markdown to HTML.
    """
    site = path / "site"
    site.mkdir(exist_ok=True)
    links = []
    for post in sorted((path / "posts").glob("*.md"), reverse=True):
        values = front_matter_of(post.read_text(encoding="utf-8"))
        title = html.escape(str(values.get("title") or post.stem))
        body = render(body_of(post.read_text(encoding="utf-8")))
        (site / f"{post.stem}.html").write_text(PAGE.format(title=title, body=body), encoding="utf-8")
        links.append(f'<li>{html.escape(str(values.get("date", "")))} <a href="{post.stem}.html">{title}</a>')
    index = PAGE.format(title="Posts from elsewhere", body=f"<ul>{''.join(links)}</ul>")
    (site / "index.html").write_text(index, encoding="utf-8")


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
