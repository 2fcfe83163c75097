"""`syndicate demo`: the whole job on the built-in blog, offline, in a folder that one can go on with."""

from __future__ import annotations

import difflib
import shlex
import webbrowser
from itertools import islice, zip_longest
from pathlib import Path
from typing import TYPE_CHECKING

import click

from syndicate.cli.output.lines import print_report
from syndicate.cli.output.printing import say

if TYPE_CHECKING:
    from syndicate.config import Config
    from syndicate.pipeline.options import Options

EXCERPT = 6
"""Lines of a page and of its post that are shown."""


@click.command(
    short_help="The whole job on the built-in blog, offline.",
    epilog="\b\nExample:\n  syndicate demo /tmp/demo --open",
)
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
@click.option("--open", "opens", is_flag=True, help="Show the posts and the review page in a browser.")
def demo(folder: Path | None, opens: bool) -> int:
    """The whole job on the built-in blog, offline: synced into a fresh repository in DIR, edited, and synced again.

    The blog lies beside the posts, so that you can go on from there: change a post or an article, and sync again.
    """
    from syndicate import config as configs
    from syndicate import demo as blog
    from syndicate.pipeline.options import Options

    folder = folder or Path("syndicate-demo")
    blog.new_target(folder)
    config, options = configs.load(folder / blog.CONFIG), Options()
    statuses = [_sync(config, folder, options), _import(config, folder, options)]
    _show_article(folder)
    statuses.append(_edit(config, folder, options))
    _write_pages(config, folder, options)
    _show_next(folder)
    if opens:
        for page in ("site/index.html", "review.html"):
            webbrowser.open((folder / page).resolve().as_uri())
    return max(statuses)


def _sync(config: Config, folder: Path, options: Options) -> int:
    from syndicate.pipeline import commands

    _heading("The articles in the blog's feed", f"syndicate sync {folder}/blog.toml --target {folder}")
    return print_report(commands.sync(config, folder, options))


def _import(config: Config, folder: Path, options: Options) -> int:
    from syndicate.pipeline import commands

    command = f"syndicate import {folder}/blog.toml --all --target {folder}"
    _heading("The older ones, from its sitemap", command)
    return print_report(commands.import_all(config, folder, options))


def _show_article(folder: Path) -> None:
    """An article's page beside the post that was made of it."""
    from syndicate import demo as blog

    page = folder / "blog" / blog.EDITED / "index.html"
    body = page.read_text(encoding="utf-8").partition('<div class="body">\n')[2]
    _heading("What came in", str(page))
    _excerpt(body)
    post = _post(folder)
    _heading("What came out", str(post))
    _excerpt(post.read_text(encoding="utf-8"), EXCERPT * 2)


def _edit(config: Config, folder: Path, options: Options) -> int:
    """An edit of a post, a change of its original elsewhere, and the sync that keeps both."""
    from syndicate import demo as blog
    from syndicate.pipeline import commands

    post = _post(folder)
    before = post.read_text(encoding="utf-8")
    post.write_text(before.replace(*blog.EDIT), encoding="utf-8")
    blog.change_article(folder)
    _heading(
        "You edit that post, and its author changes the article: a word, and a picture that is not there",
        f"syndicate sync {folder}/blog.toml --target {folder}",
    )
    status = print_report(commands.sync(config, folder, options))
    say("", "Your edit stays, and what is new at the original came along:")
    _differences(before.splitlines(), post.read_text(encoding="utf-8").splitlines())
    return status


def _differences(old: list[str], new: list[str]) -> None:
    """The lines that differ, from shortly before the place where they part."""
    for tag, first, last, start, stop in difflib.SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if tag == "equal":
            continue
        for before, after in zip_longest(old[first:last], new[start:stop], fillvalue=""):
            at = max(0, _common_length(before, after) - 30)
            lead = "…" if at else ""
            for sign, line in (("-", before), ("+", after)):
                if line:
                    say(f"  {sign} {lead}{_cut(line[at:])}")


def _common_length(one: str, other: str) -> int:
    """How many characters two lines begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))


def _write_pages(config: Config, folder: Path, options: Options) -> None:
    """The posts as pages of a little site, and the review page."""
    from dataclasses import replace

    from syndicate import demo as blog
    from syndicate.converter.dialects import dialect, renderer
    from syndicate.pipeline import commands
    from syndicate.preview import Review, page
    from syndicate.preview.commands import Place

    blog.write_site(folder, renderer(dialect(config.post.dialect)).render)
    report = commands.review(config, folder, replace(options, cached=True))
    place = Place(f"{folder}/blog.toml", str(folder))
    review = Review(report, config.source.title, place, thumbnails=commands.thumbnails(folder, report))
    (folder / "review.html").write_text(page([review], complete=True), encoding="utf-8")


def _show_next(folder: Path) -> None:
    place = shlex.quote(str(folder))
    _heading("Now you", "")
    say(f"  {folder}/site/index.html    the posts, as a site shows them")
    say(f"  {folder}/review.html        each post beside its original")
    say(f"  {folder}/posts, {folder}/blog   change a post, or an article at its origin, and then:")
    say(f"  syndicate sync {place}/blog.toml --target {place} --dry-run --diff")


def _post(folder: Path) -> Path:
    from syndicate import demo as blog

    return next((folder / "posts").glob(f"*-{Path(blog.EDITED).name}.md"))


def _heading(text: str, command: str) -> None:
    say("")
    say(text, bold=True)
    if command:
        say(f"$ {command}" if command.startswith("syndicate ") else f"  {command}")


def _excerpt(text: str, lines: int = EXCERPT) -> None:
    for line in islice(text.splitlines(), lines):
        say(f"  | {_cut(line)}")
    say("  | …")


def _cut(line: str, width: int = 96) -> str:
    return line if len(line) <= width else f"{line[: width - 1]}…"
