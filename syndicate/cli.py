"""The command line: parsing arguments, printing, exit codes, and nothing else.

What takes time to load is imported inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import difflib
import json
import shutil
import sys
from collections import Counter
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from syndicate import __version__
from syndicate.errors import ConfigError, SyndicateError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from syndicate.config import Config
    from syndicate.models import Change, Failure, Report
    from syndicate.pipeline import Options

EXAMPLES = """\b
Examples:
  syndicate demo                                           see it work, offline
  syndicate config config/18f.toml                         check a config
  syndicate sync config/18f.toml --target ../site --dry-run --diff
  syndicate sync config/18f.toml --target ../site          new and changed articles
  syndicate import config/18f.toml --all --target ../site  the whole back catalogue
  syndicate import config/18f.toml https://18f.gsa.gov/2022/07/20/senior-executives-pt1/

\b
Exit status: 0 all well; 1 some articles failed, the others are written; 2 usage or config;
3 the source could not be read at all; 4 another run holds the target."""

SHOWN = ("added", "updated", "adopted", "edited", "conflict", "deleted", "unchanged")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: the words after `syndicate`; those of this process where it is None.

    Returns:
        The exit status.
    """
    try:
        return int(cli.main(args=arguments, prog_name="syndicate", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return 2
    except SyndicateError as error:
        click.echo(f"syndicate: {error}", err=True)
        return error.exit_status
    except (KeyboardInterrupt, click.Abort):
        click.echo(
            "syndicate: stopped; what was written is kept, and the same command goes on from there", err=True
        )
        return 130


@click.group(
    epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(__version__, prog_name="syndicate")
def cli() -> None:
    """Cross-post what you publish elsewhere to your own static site, losslessly.

    Syndicate reads the feed of a blog, fetches each original article, turns it into a Markdown post with
    front matter that says where the original is, and writes it into the repository of your site.
    """


def run_options(command: Callable[..., int]) -> Callable[..., int]:
    """The options that all runs share."""
    target = click.Path(path_type=Path)
    day = click.DateTime(["%Y-%m-%d"])
    options = [
        click.option(
            "--target",
            type=target,
            default=Path(),
            metavar="DIR",
            help="The site's repository; this folder where not given.",
        ),
        click.option("--dry-run", is_flag=True, help="Say what would be done; write nothing."),
        click.option("--diff", is_flag=True, help="Show each change as a unified diff."),
        click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most so many articles."),
        click.option("--since", type=day, metavar="DATE", help="Only articles of this day or later."),
        click.option("--until", type=day, metavar="DATE", help="Only articles of this day or earlier."),
        click.option("--force", is_flag=True, help="Write over local edits and bring back deleted posts."),
        click.option("--json", "as_json", is_flag=True, help="One JSON object a line on standard output."),
        click.option("-q", "--quiet", is_flag=True, help="Say nothing unless something is wrong."),
        click.option("-v", "--verbose", is_flag=True, help="Name unchanged posts too."),
        click.option(
            "--mirror",
            "mirrors",
            multiple=True,
            metavar="FROM=TO",
            help="Fetch from TO what is named FROM; may be repeated.",
        ),
        click.option(
            "--jobs",
            type=click.IntRange(1, 64),
            default=4,
            show_default=True,
            metavar="N",
            help="Fetch so many pages at once.",
        ),
        click.option(
            "--strict",
            is_flag=True,
            help="A post that does not read the same is a failure, and is not written.",
        ),
        click.option(
            "--no-verify", is_flag=True, help="Do not render posts back; quick, and without a promise."
        ),
    ]
    return reduce(lambda wrapped, option: option(wrapped), reversed(options), command)


@cli.command(epilog="\b\nExample:\n  syndicate sync config/18f.toml --target ../site --dry-run --diff")
@click.argument("configs", nargs=-1, required=True, metavar="CONFIG...", type=click.Path(path_type=Path))
@run_options
def sync(configs: tuple[Path, ...], target: Path, **given: Any) -> int:
    """New and changed articles of each source into the target. CONFIG is a TOML file, or a folder of them."""
    from syndicate import pipeline

    return _each(configs, given, lambda config, options: pipeline.sync(config, target, options))


@cli.command(
    "import",
    epilog="\b\nExamples:\n  syndicate import config/18f.toml --all --target ../site\n  syndicate import config/18f.toml https://18f.gsa.gov/2014/03/21/29-minutes/",
)
@click.argument("config", metavar="CONFIG", type=click.Path(path_type=Path))
@click.argument("addresses", nargs=-1, metavar="[ADDRESS]...")
@click.option(
    "--all", "everything", is_flag=True, help="The whole back catalogue: every article of the sitemap."
)
@run_options
def import_(config: Path, addresses: tuple[str, ...], everything: bool, target: Path, **given: Any) -> int:
    """One-off: the articles at these addresses, or with --all the whole back catalogue."""
    from syndicate import pipeline

    if everything == bool(addresses):
        raise click.UsageError(
            "name the addresses of articles, or give --all for every article of the sitemap"
        )
    for address in addresses:
        if not address.startswith(("http://", "https://")):
            raise click.UsageError(f"{address}: not an address; it begins with https:// or http://")
    if everything:
        return _each((config,), given, lambda loaded, options: pipeline.import_all(loaded, target, options))
    return _each(
        (config,),
        given,
        lambda loaded, options: pipeline.import_addresses(loaded, target, addresses, options),
    )


@cli.command(epilog="\b\nExample:\n  syndicate status config/18f.toml --target ../site")
@click.argument("configs", nargs=-1, required=True, metavar="CONFIG...", type=click.Path(path_type=Path))
@run_options
def status(configs: tuple[Path, ...], target: Path, **given: Any) -> int:
    """What a sync would do, and which posts were edited here, are gone or lossy; changes nothing."""
    from syndicate import pipeline

    return _each(configs, given, lambda config, options: pipeline.status(config, target, options))


@cli.command(epilog="\b\nExample:\n  syndicate demo /tmp/demo")
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(path_type=Path))
def demo(folder: Path | None) -> int:
    """The whole job on the built-in blog, offline: served on loopback, synced into a fresh repository in DIR."""
    import tempfile

    from syndicate import config as configs
    from syndicate import demo as blog
    from syndicate import pipeline

    folder = folder or Path("syndicate-demo")
    blog.new_target(folder)
    config = configs.load(blog.config_path())
    with blog.serve() as base, tempfile.TemporaryDirectory() as cache:
        options = pipeline.Options(mirrors={blog.ADDRESS: base}, cache=Path(cache))
        click.echo(f"A little blog is served at {base}; it calls itself {blog.ADDRESS}\n")
        click.echo("syndicate sync: the articles in its feed")
        status = _tell(pipeline.sync(config, folder, options), verbose=True)
        click.echo("\nsyndicate import --all: the older ones, from its sitemap")
        status = max(status, _tell(pipeline.import_all(config, folder, options), verbose=True))
        click.echo("\nsyndicate sync again: nothing to do")
        status = max(status, _tell(pipeline.sync(config, folder, options), verbose=True))
    click.echo(f"\nLook at the posts: ls {folder}/posts; git -C {folder} status")
    return status


@cli.command(
    epilog="\b\nExamples:\n  syndicate config config/18f.toml\n  syndicate config --schema > syndicate.schema.json"
)
@click.argument("config", metavar="[CONFIG]", required=False, type=click.Path(path_type=Path))
@click.option("--schema", is_flag=True, help="Print the JSON Schema of a config.")
def config(config: Path | None, schema: bool) -> int:
    """Check a config, and print it in full with its defaults."""
    import tomli_w

    from syndicate import config as configs

    if schema:
        click.echo(json.dumps(configs.schema(), indent=2))
        return 0
    if config is None:
        raise click.UsageError("name a config, such as config/18f.toml, or give --schema")
    loaded = configs.load(config)
    _check_dialect(loaded, config)
    click.echo(tomli_w.dumps(configs.as_data(loaded)), nl=False)
    return 0


def _check_dialect(config: Config, path: Path) -> None:
    from syndicate.converter.dialects import dialect

    try:
        dialect(config.post.dialect)
    except ConfigError as error:
        raise ConfigError(error.message, f"{path}: {error.address}") from error


def _each(paths: Sequence[Path], given: dict[str, Any], run: Callable[[Config, Options], Report]) -> int:
    """Run over each config, print what came of it, and return the worst exit status."""
    from syndicate import config as configs

    options = _options(given)
    status = 0
    for path in configs.files(paths):
        try:
            report = run(configs.load(path), options)
        except SyndicateError as error:
            # A source that cannot be read must not keep the others from being synced.
            click.echo(f"syndicate: {error}", err=True)
            status = max(status, error.exit_status)
            continue
        _clear_progress()
        if given["as_json"]:
            status = max(status, _tell_json(report))
        else:
            status = max(
                status, _tell(report, quiet=given["quiet"], verbose=given["verbose"], diff=given["diff"])
            )
    return status


def _options(given: dict[str, Any]) -> Options:
    from syndicate.pipeline import Options

    return Options(
        dry_run=given["dry_run"],
        force=given["force"],
        strict=given["strict"],
        verify=not given["no_verify"],
        limit=given["limit"],
        since=_day(given["since"]),
        until=_day(given["until"]),
        jobs=given["jobs"],
        mirrors=dict(_mirror(text) for text in given["mirrors"]),
        watch=_progress if sys.stderr.isatty() and not given["quiet"] else _no_progress,
    )


def _day(moment: datetime | None) -> Any:
    return moment.date() if moment else None


def _mirror(text: str) -> tuple[str, str]:
    old, sign, new = text.partition("=")
    if not sign or not old.startswith("http") or not new.startswith("http"):
        raise click.UsageError(
            f"--mirror {text}: write FROM=TO, two addresses, such as https://18f.gsa.gov/=http://127.0.0.1:8000/"
        )
    return old, new


def _progress(done: int, total: int, _result: Change | Failure) -> None:
    width = shutil.get_terminal_size().columns
    click.echo(f"\r{done} of {total}"[:width], nl=False, err=True)


def _no_progress(_done: int, _total: int, _result: Change | Failure) -> None:
    pass


def _clear_progress() -> None:
    if sys.stderr.isatty():
        click.echo("\r\033[K", nl=False, err=True)


def _tell(report: Report, *, quiet: bool = False, verbose: bool = False, diff: bool = False) -> int:
    """Print a report for a person; what is wrong goes to standard error, also when told to be quiet."""
    for change in report.changes:
        kind = change.kind.value
        named = kind != "unchanged" or verbose or bool(change.post.losses)
        wrong = kind == "conflict" or (bool(change.post.losses) and kind in ("added", "updated"))
        if wrong or (named and not quiet):
            click.echo(_line(change), err=wrong)
        if diff and not quiet:
            click.echo(_diff(change), nl=False)
    for warning in report.warnings:
        click.echo(f"note      {warning}", err=True)
    for failure in report.failures:
        click.echo(f"failed    {failure.address}: {failure.message}", err=True)
        if failure.bug:
            click.echo(failure.bug, err=True, nl=False)
    if not quiet:
        click.echo(f"{report.source}: {_counts(report)}")
    return 1 if report.failures else 0


def _line(change: Change) -> str:
    """A post, what is done about it and why, and what of it does not read as its original does."""
    reason = f"  ({change.reason})" if change.reason not in ("", "new") else ""
    losses = "".join(f"\n          lossy: {loss.block}: {loss.lost}" for loss in change.post.losses)
    return f"{change.kind.value:9} {change.post.path}{reason}{losses}"


def _counts(report: Report) -> str:
    kinds = Counter(change.kind.value for change in report.changes)
    lossy = sum(bool(change.post.losses) for change in report.changes)
    said = [f"{kinds[kind]} {kind}" for kind in SHOWN if kinds[kind]]
    said += [f"{lossy} lossy"] * bool(lossy) + [f"{len(report.failures)} failed"] * bool(report.failures)
    return ", ".join(said) or "nothing new"


def _diff(change: Change) -> str:
    if change.kind.value not in ("added", "updated", "conflict"):
        return ""
    old, new = change.before.splitlines(keepends=True), change.post.text.splitlines(keepends=True)
    name = str(change.post.path)
    return "".join(difflib.unified_diff(old, new, f"a/{name}" if old else "/dev/null", f"b/{name}"))


def _tell_json(report: Report) -> int:
    """Print a report for a program: an object for each article, then one for the source."""
    for change in report.changes:
        losses = [{"block": loss.block, "lost": loss.lost} for loss in change.post.losses]
        post = change.post
        row = {
            "source": report.source,
            "kind": change.kind.value,
            "address": post.address,
            "path": str(post.path),
            "title": post.title,
        }
        click.echo(
            json.dumps(
                {**row, "reason": change.reason, "body_from": post.body_from, "losses": losses},
                ensure_ascii=False,
            )
        )
    for failure in report.failures:
        click.echo(
            json.dumps(
                {
                    "source": report.source,
                    "kind": "failed",
                    "address": failure.address,
                    "reason": failure.message,
                    "bug": failure.bug,
                },
                ensure_ascii=False,
            )
        )
    kinds = Counter(change.kind.value for change in report.changes)
    summary = {
        "source": report.source,
        "kind": "summary",
        **{kind: kinds[kind] for kind in SHOWN},
        "failed": len(report.failures),
        "warnings": list(report.warnings),
    }
    click.echo(json.dumps(summary, ensure_ascii=False))
    return 1 if report.failures else 0
