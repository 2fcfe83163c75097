"""`syndicate forget`: an article or a source is taken out of what Syndicate knows."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import click

from syndicate.cli.options import target_option
from syndicate.cli.output.printing import say

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    short_help="Take an article or a source out of what Syndicate knows.",
    epilog="""\b
Examples:
  syndicate forget https://blog.example/a-post/ --posts      it is brought anew by the next sync
  syndicate forget https://blog.example/a-post/ --posts --ignore
  syndicate forget --source blog""",
)
@click.argument("addresses", nargs=-1, metavar="[ADDRESS]...")
@click.option("--source", default="", metavar="NAME", help="All articles of this source.")
@click.option("--posts", is_flag=True, help="Remove the posts too, with their pictures.")
@click.option("--ignore", is_flag=True, help="Never bring them again.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@target_option
def forget(
    addresses: tuple[str, ...], source: str, posts: bool, ignore: bool, yes: bool, target: Path
) -> int:
    """Take an article, or with --source all of a source, out of what Syndicate knows; what would go is shown first.

    Without --posts the posts stay. A later run that meets the article again takes its post over again, as one that you
    made by hand; --ignore keeps it from that. ADDRESS is an original's, or a post's path.
    """
    from syndicate.pipeline import undoing

    if bool(addresses) == bool(source):
        raise click.UsageError("say what to forget: addresses, or --source NAME")
    shown = undoing.forget(target, addresses, source, posts=posts, ignore=ignore, dry_run=True)
    for line in shown.lines:
        say(line)
    if not yes and not (sys.stdin.isatty() and click.confirm("Do it?")):
        say("nothing was done; add --yes to do it")
        return 0
    outcome = undoing.forget(target, addresses, source, posts=posts, ignore=ignore)
    for note in outcome.notes:
        say(f"note      {note}", err=True)
    return 0
