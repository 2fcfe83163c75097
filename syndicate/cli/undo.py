"""`syndicate undo`: what a run did is taken back as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from syndicate.cli.options import target_option
from syndicate.cli.output.printing import say

if TYPE_CHECKING:
    from pathlib import Path


@click.command(
    short_help="Take back what the last run wrote.",
    epilog="\b\nExamples:\n  syndicate undo --dry-run\n  syndicate undo 1a2b3c4     what a commit of Syndicate's holds",
)
@click.argument("commit", required=False, default="")
@click.option("--dry-run", is_flag=True, help="Only say what would be taken back.")
@target_option
def undo(commit: str, dry_run: bool, target: Path) -> int:
    """Take back what the last run on this machine wrote into the target, or what COMMIT holds.

    An article that was touched since is left as it is, and named. Nothing is committed.
    """
    from syndicate.pipeline import undoing

    outcome = undoing.undo(target, commit, dry_run=dry_run)
    for line in outcome.lines:
        say(line)
    for note in outcome.notes:
        say(f"note      {note}", err=True)
    if not outcome.lines:
        say("nothing to take back")
    return 0
