"""`syndicate move`: posts are taken along to where the config says now."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from syndicate.cli.options import target_option
from syndicate.cli.output.printing import say


@click.command(
    short_help="Take posts along to where a changed config says.",
    epilog="""\b
Examples:
  syndicate move blog.toml --target ../site           show what would move
  syndicate move blog.toml --target ../site --yes
  syndicate move blog.toml posts/mine.md              also where you put it yourself""",
)
@click.argument("config", metavar="CONFIG", type=click.Path(path_type=Path))
@click.argument("posts", nargs=-1, metavar="[POST]...")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@target_option
def move(config: Path, posts: tuple[str, ...], yes: bool, target: Path) -> int:
    """Take the posts of a source to where post.path says now; what would move is shown first.

    Their pictures go with them, and what links to them follows, with your edits kept. Nothing is written over: where
    a file stands at the new path, the post stays and is named. A post that you moved yourself stays too, unless POST
    names it, by its path or its original's address. `syndicate undo` takes it back.
    """
    from syndicate import config as loading
    from syndicate.pipeline import moving

    loaded = loading.load(config)
    shown = moving.move(loaded, target, posts, dry_run=True)
    for line in shown.lines:
        say(line)
    for note in shown.notes:
        say(f"note      {note}", err=True)
    if not shown.has_work:
        return 0
    if not yes and not (sys.stdin.isatty() and click.confirm("Do it?")):
        say("nothing was done; add --yes to do it")
        return 0
    outcome = moving.move(loaded, target, posts)
    for note in outcome.failures:
        say(f"note      {note}", err=True)
    return 1 if outcome.failures else 0
