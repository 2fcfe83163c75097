"""The options that several commands share, and their values as the options of a run."""

from __future__ import annotations

import os
import sys
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from syndicate.cli import github
from syndicate.cli.output.lines import no_progress
from syndicate.cli.progress import Bar
from syndicate.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from syndicate.pipeline.options import Options


GIT_DEFAULTS: dict[str, Any] = {
    "commit": False,
    "branch": "",
    "base": "",
    "push": False,
    "pull_request": False,
    "message": "",
    "labels": (),
    "leave_edits": False,
}
"""The options about git, with their values for commands without them."""

target_option = click.option(
    "--target",
    type=click.Path(path_type=Path),
    default=Path(),
    metavar="DIR",
    help="The site's repository; by default this folder.",
)


def _count(_context: click.Context, _option: click.Parameter, value: str | None) -> int | None:
    """A number; `all` is the largest one."""
    if value is None or value.isdecimal():
        return None if value is None else int(value)
    if value == "all":
        return sys.maxsize
    raise click.BadParameter(f"{value!r} is neither a number nor all")


recheck_option = click.option(
    "--recheck",
    callback=_count,
    metavar="N",
    help="Look again at N older originals, or at `all`; by default as many as the config's recheck.",
)


shard_option = click.option(
    "--shard",
    metavar="I/N",
    default="",
    help="Only the sources that fall into part I of N by their names, such as 3/8; for several machines.",
)


mirror_option = click.option(
    "--mirror",
    "mirrors",
    multiple=True,
    metavar="FROM=TO",
    help="Fetch from TO (an address, a folder or a WARC file) what is named FROM; may be repeated.",
)


def git_options(command: Callable[..., int]) -> Callable[..., int]:
    """The options about git: commit, push and pull request."""
    options = [
        click.option("--commit", is_flag=True, help="Commit what was written, and nothing else."),
        click.option(
            "--leave-edits",
            is_flag=True,
            help="Leave a post out of the commit, with its state, while edits of yours in it are not committed.",
        ),
        click.option(
            "--branch", default="", metavar="NAME", help="Commit to this branch, beside your checkout."
        ),
        click.option(
            "--base", default="", metavar="NAME", help="Where a new branch starts, and a pull request leads."
        ),
        click.option("--push", is_flag=True, help="Push the commit."),
        click.option(
            "--pull-request",
            is_flag=True,
            help="Push to a branch of its own, and open a pull request or update the open one; needs GITHUB_TOKEN.",
        ),
        click.option(
            "--message", default="", metavar="TEXT", help="The commit's message; a template as in the config."
        ),
        click.option(
            "--report",
            type=click.Path(path_type=Path, dir_okay=False),
            metavar="FILE",
            help="Write an HTML page about what this run changed.",
        ),
        click.option(
            "--label",
            "labels",
            multiple=True,
            metavar="NAME",
            help="Label the pull request; may be repeated.",
        ),
    ]
    return reduce(lambda wrapped, option: option(wrapped), reversed(options), command)


accept_option = click.option(
    "--accept",
    is_flag=True,
    help="Take what changed, vanished or moved at the origin all at once, as after a redesign.",
)
strict_option = click.option(
    "--strict", is_flag=True, help="A post that does not read the same is a failure, and is not written."
)
json_option = click.option(
    "--json", "as_json", is_flag=True, help="One JSON object a line on standard output."
)


def run_options(command: Callable[..., int]) -> Callable[..., int]:
    """The options of all runs that may write."""
    options = [
        click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing."),
        click.option("--diff", is_flag=True, help="Show each change as a unified diff."),
        click.option(
            "--force",
            is_flag=True,
            help="Write over local edits where the original changed too, and bring back deleted posts.",
        ),
        accept_option,
        strict_option,
        click.option(
            "--no-verify", is_flag=True, help="Do not render posts back; quick, and without a promise."
        ),
        json_option,
    ]
    return reduce(lambda wrapped, option: option(wrapped), reversed(options), reading_options(command))


def reading_options(command: Callable[..., int]) -> Callable[..., int]:
    """The options of all commands that read an origin."""
    day = click.DateTime(["%Y-%m-%d"])
    options = [
        target_option,
        click.option(
            "--limit", type=click.IntRange(min=1), metavar="N", help="At most N articles, the newest."
        ),
        click.option("--since", type=day, metavar="DATE", help="Only articles of this day or later."),
        click.option("--until", type=day, metavar="DATE", help="Only articles of this day or earlier."),
        mirror_option,
        click.option("--offline", is_flag=True, help="Ask nobody; use what the cache holds."),
        click.option(
            "--jobs",
            type=click.IntRange(1, 64),
            default=4,
            show_default=True,
            metavar="N",
            help="Fetch N pages at once.",
        ),
        click.option("-q", "--quiet", is_flag=True, help="Say nothing unless something is wrong."),
        click.option("--no-progress", is_flag=True, help="Show no bar on the terminal."),
        click.option(
            "-v",
            "--verbose",
            is_flag=True,
            help="Name unchanged posts too, and say what happens to each article.",
        ),
        click.option(
            "--log-file",
            type=click.Path(dir_okay=False, path_type=Path),
            metavar="FILE",
            help="Add to FILE what happens, one JSON object a line.",
        ),
    ]
    return reduce(lambda wrapped, option: option(wrapped), reversed(options), command)


def build_options(params: dict[str, Any]) -> Options:
    """The options of a run, from those of the command line."""
    from syndicate.pipeline.options import Options
    from syndicate.pipeline.publishing import Publishing

    since, until = _day(params["since"]), _day(params["until"])
    if since and until and since > until:
        raise click.UsageError(f"--since {since} is after --until {until}, so that no article fits")
    # With -v there are lines instead, which would break the bars.
    is_bar_off = params["quiet"] or params["verbose"] or params["no_progress"]
    bar = Bar() if sys.stderr.isatty() and os.environ.get("TERM") != "dumb" and not is_bar_off else None
    git = {key: params.get(key, default) for key, default in GIT_DEFAULTS.items()}
    return Options(
        publishing=Publishing(**git, review=github.artifacts_url() if params.get("report") else ""),
        dry_run=params.get("dry_run", False),
        force=params.get("force", False),
        accept=params.get("accept", False),
        strict=params.get("strict", False),
        verify=not params.get("no_verify"),
        texts=params.get("diff", False) or bool(params.get("report")),
        compare="written" if params.get("report") else "",
        recheck=params.get("recheck"),
        offline=params["offline"],
        limit=params["limit"],
        since=since,
        until=until,
        jobs=params["jobs"],
        processes=os.cpu_count() or 1,
        mirrors=parse_mirrors(params["mirrors"]),
        watch=bar or no_progress,
        on_page=bar.advance_pages if bar else no_progress,
    )


def check_output(file: Path | None) -> None:
    """Raise ConfigError where a file cannot be written, before a run has done anything."""
    if file is not None and not file.parent.is_dir():
        raise ConfigError(f"cannot be written: there is no folder {file.parent}", str(file))


def write_output(file: Path, text: str) -> None:
    """Write a page that was asked for."""
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", str(file)) from error


def parse_mirrors(values: Sequence[str]) -> dict[str, str]:
    """The mirrors in the values of --mirror."""
    return dict(_mirror(text) for text in values)


def _day(moment: datetime | None) -> Any:
    return moment.date() if moment else None


def _mirror(text: str) -> tuple[str, str]:
    old, sign, new = text.partition("=")
    if sign and old.startswith("http") and not new.startswith("http") and Path(new).exists():
        return old, str(Path(new).resolve())
    if not sign or not old.startswith("http") or not new.startswith("http"):
        if sign and old.startswith("http") and new:
            raise click.UsageError(
                f"--mirror {text}: {new} is neither an address, which begins with https:// or http://, nor a folder or file that is there"
            )
        raise click.UsageError(
            f"--mirror {text}: write FROM=TO, an address and where to fetch instead, such as "
            "https://18f.gsa.gov/=http://127.0.0.1:8000/ or https://18f.gsa.gov/=old-site/"
        )
    return old, new
