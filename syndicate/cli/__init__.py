"""The command line: parsing arguments, printing, exit codes, and nothing else.

Slow imports are inside the commands, so that `--help` answers at once.
"""

from __future__ import annotations

import io
import json
import signal
import sys
import traceback
import warnings
from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from syndicate.addresses import mask_secrets
from syndicate.cli import github
from syndicate.cli.demo import demo
from syndicate.cli.forget import forget
from syndicate.cli.init import init
from syndicate.cli.logs import configure_logging
from syndicate.cli.move import move
from syndicate.cli.options import (
    build_options,
    check_output,
    git_options,
    recheck_option,
    run_options,
    shard_option,
    target_option,
    write_output,
)
from syndicate.cli.output.lines import print_json, print_report
from syndicate.cli.output.printing import print_data, say, say_text
from syndicate.cli.progress import Bar
from syndicate.cli.redirects import redirects
from syndicate.cli.review import check, preview
from syndicate.cli.undo import undo
from syndicate.errors import ConfigError, RemoteError, SyndicateError
from syndicate.models import VERSION

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from syndicate.config import Config
    from syndicate.models import Report
    from syndicate.pipeline.options import Options
    from syndicate.pipeline.shards import Shard

EXAMPLES = """\b
Examples:
  syndicate demo                                           see it work, offline
  syndicate init https://blog.example/ --target ../site    a first config for a blog and a site
  syndicate config config/18f.toml                         check a config
  syndicate sync config/18f.toml --target ../site --dry-run --diff
  syndicate sync config/18f.toml --target ../site          new and changed articles
  syndicate import config/18f.toml --all --target ../site  the whole back catalogue
  syndicate import config/18f.toml https://18f.gsa.gov/2022/07/20/senior-executives-pt1/
  syndicate status config/18f.toml --target ../site        what is new, edited, in conflict, gone or lossy
  syndicate preview --target ../site -o review.html        each original and its cross-post side by side

\b
Exit status: 0 all well, a conflict included; 1 some articles failed, the others are written; 2 usage or config;
3 the source could not be read at all; 4 another run holds the target; 5 the remote could not be reached; 130 stopped."""

STOPPED = 130
"""The exit status of a run that was stopped, as shells have it for Ctrl-C."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line.

    Args:
        arguments: the words after `syndicate`; None for those of this process.

    Returns:
        The exit status.
    """
    # cron, systemd and CI stop a run with SIGTERM: it ends as with Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    warnings.filterwarnings("ignore", module="PIL")  # the report names what is wrong with a picture
    try:
        return int(cli.main(args=arguments, prog_name="syndicate", standalone_mode=False) or 0)
    except click.ClickException as error:
        if github.is_running():
            github.annotate("error", error.format_message(), title="Syndicate")
        shown = io.StringIO()
        error.show(shown)
        usage, label, message = shown.getvalue().partition("Error: ")
        say_text(usage, err=True)
        say(label + message.rstrip("\n"), err=True)
        return 2
    except SyndicateError as error:
        if github.is_running():
            github.annotate("error", str(error), title="Syndicate")
        say(f"syndicate: {error}", err=True)
        return error.exit_status
    except (KeyboardInterrupt, click.Abort):
        say("syndicate: stopped; what was written is kept, and the same command goes on from there", err=True)
        return STOPPED
    except Exception as error:  # noqa: BLE001 - Python would print it as it is, with what an origin sent in it
        say(f"syndicate: a bug in Syndicate, please report it: {mask_secrets(repr(error))}", err=True)
        say_text(mask_secrets(traceback.format_exc()), err=True)
        return 1


@click.group(
    epilog=EXAMPLES, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100}
)
@click.version_option(VERSION, prog_name="syndicate")
def cli() -> None:
    """Cross-post what you publish elsewhere to your own static site, losslessly.

    Syndicate reads the feed of a blog, fetches each original article, turns it into a Markdown post with
    front matter that says where the original is, and writes it into the repository of your site.
    """


@cli.command(epilog="\b\nExample:\n  syndicate sync config/18f.toml --target ../site --dry-run --diff")
@click.argument("configs", nargs=-1, required=True, metavar="CONFIG...", type=click.Path(path_type=Path))
@recheck_option
@shard_option
@git_options
@run_options
def sync(configs: tuple[Path, ...], target: Path, shard: str, **params: Any) -> int:
    """New and changed articles of each source into the target. CONFIG is a TOML file, or a folder of them."""
    from syndicate.pipeline import commands as pipeline
    from syndicate.pipeline.shards import Shard

    part = Shard.parse(shard) if shard else Shard()
    return _run_each(
        configs, target, params, lambda config, options: pipeline.sync(config, target, options), part
    )


@cli.command(
    "import",
    short_help="One-off: what is named, or the whole back catalogue.",
    epilog="""\b
Examples:
  syndicate import config/18f.toml --all --target ../site
  syndicate import config/18f.toml https://18f.gsa.gov/2014/03/21/29-minutes/ --target ../site
  syndicate import config/18f.toml saved-page.html --target ../site
  syndicate import config/18f.toml old-site/ --target ../site""",
)
@click.argument("config", metavar="CONFIG", type=click.Path(path_type=Path))
@click.argument("what", nargs=-1, metavar="[WHAT]...")
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="The whole back catalogue: every article of the sitemap, the feed and its older pages, and what else the config names.",
)
@git_options
@run_options
def import_(config: Path, what: tuple[str, ...], everything: bool, target: Path, **params: Any) -> int:
    """One-off: what WHAT names, or with --all the whole back catalogue.

    WHAT is the address of an article, a feed or a sitemap, a saved HTML page, a folder of them (the output of
    a site, or a mirror of one), a web archive (.warc, .warc.gz), or the export that a platform gives, as it comes or
    unpacked, in one file or several; `-` reads such words from standard input.
    """
    from syndicate.pipeline import commands as pipeline

    if "-" in what:
        what = (*(word for word in what if word != "-"), *sys.stdin.read().split())
        if not what and not everything:
            return 0  # nothing was asked for
    if str(config).startswith(("http:/", "https:/")):
        from syndicate import config as configs

        configs.load(config)  # an address where the config should be: it says so
    if everything and what:
        raise click.UsageError("--all brings everything: leave it out, or what you name besides")
    if everything == bool(what):
        raise click.UsageError("say what to import: addresses, files or folders, or --all for everything")
    for word in what:
        if not word.startswith(("http://", "https://")) and not Path(word).exists():
            raise click.UsageError(
                f"{word}: neither an address, which begins with https:// or http://, nor a file or folder"
            )
    if everything:
        return _run_each(
            (config,), target, params, lambda loaded, options: pipeline.import_all(loaded, target, options)
        )
    return _run_each(
        (config,),
        target,
        params,
        lambda loaded, options: pipeline.import_named(loaded, target, what, options),
    )


@cli.command(
    short_help="What a sync would do, and how every post stands.",
    epilog="\b\nExample:\n  syndicate status config/18f.toml --target ../site",
)
@click.argument("configs", nargs=-1, required=True, metavar="CONFIG...", type=click.Path(path_type=Path))
@recheck_option
@run_options
def status(configs: tuple[Path, ...], target: Path, **params: Any) -> int:
    """What a sync would do, and which posts were edited here, are gone or lossy; changes nothing."""
    from syndicate.pipeline import commands as pipeline

    params["dry_run"] = True
    return _run_each(
        configs, target, params, lambda config, options: pipeline.status(config, target, options)
    )


@cli.command(
    short_help="Write unchanged posts as this version writes them.",
    epilog="\b\nExamples:\n  syndicate rewrite config/18f.toml --target ../site            show what would change\n"
    "  syndicate rewrite config/18f.toml --target ../site --write    and write it",
)
@click.argument("config", metavar="CONFIG", type=click.Path(path_type=Path))
@click.option("--write", is_flag=True, help="Write it; without this, the differences are shown.")
@git_options
@run_options
def rewrite(config: Path, write: bool, target: Path, **params: Any) -> int:
    """Posts whose originals are as they were, written as this version writes them; local edits are kept.

    A new version of Syndicate rewrites nothing by itself.
    """
    from syndicate.pipeline import commands as pipeline

    params["dry_run"] = params["dry_run"] or not write
    params["diff"] = params["diff"] or not write
    return _run_each(
        (config,), target, params, lambda loaded, options: pipeline.rewrite(loaded, target, options)
    )


@cli.command(
    epilog="\b\nExample:\n  syndicate resolve https://18f.gsa.gov/2022/07/20/senior-executives-pt1/ --theirs --target ../site"
)
@click.argument("address", metavar="ADDRESS")
@click.option("--ours", "how", flag_value="ours", help="Keep the post as it is here.")
@click.option("--theirs", "how", flag_value="theirs", help="Take what the original reads now.")
@click.option(
    "--merge", "how", flag_value="merge", help="Write both into the post, with git's conflict markers."
)
@click.option(
    "--place",
    "places",
    multiple=True,
    metavar="PLACE",
    help='Only this place, as status names it ("title", "body, line 12") or by its number; may be repeated.',
)
@target_option
def resolve(
    address: str, how: Literal["ours", "theirs", "merge"] | None, places: tuple[str, ...], target: Path
) -> int:
    """End a conflict between a local edit and a change at the origin. ADDRESS is the original's, or the post's path.

    Only what clashes is settled: your other edits stay, and other changes of the original are taken. Conflict markers
    in a post are settled too.
    """
    from syndicate.pipeline import commands as pipeline

    if how is None:
        raise click.UsageError("say how it ends: --ours, --theirs or --merge")
    return print_report(pipeline.resolve(target, address, how, places))


@cli.command("list", epilog="\b\nExample:\n  syndicate list config/ --json     a matrix for GitHub Actions")
@click.argument("configs", nargs=-1, required=True, metavar="CONFIG...", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="As a matrix for GitHub Actions.")
def list_(configs: tuple[Path, ...], as_json: bool) -> int:
    """The sources: their names, titles and configs."""
    from syndicate import config as loading

    sources = [(path, loading.load(path).source) for path in loading.files(configs)]
    if as_json:
        rows = [{"name": source.name, "title": source.title, "config": str(path)} for path, source in sources]
        print_data(json.dumps({"include": rows}, ensure_ascii=False) + "\n")
        return 0
    for path, source in sources:
        say(f"{source.name}  {source.title}  {path}")
    return 0


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
        print_data(json.dumps(configs.schema(), indent=2) + "\n")
        return 0
    if config is None:
        raise click.UsageError("name a config, such as blog.toml, or give --schema")
    print_data(tomli_w.dumps(configs.as_data(configs.load(config))))
    return 0


cli.add_command(demo)
cli.add_command(init)
cli.add_command(forget)
cli.add_command(undo)
cli.add_command(move)
cli.add_command(redirects)
cli.add_command(check)
cli.add_command(preview)


def _run_each(
    paths: Sequence[Path],
    target: Path,
    params: dict[str, Any],
    run: Callable[[Config, Options], Report],
    shard: Shard | None = None,
) -> int:
    """Run each config, or those of a shard, print its report, and return the worst exit status."""
    from syndicate.pipeline.commands import prefetched_feeds

    options = build_options(params)
    check_output(params.get("report"))
    configure_logging(params["log_file"], verbose=params["verbose"] and not params["quiet"])
    # JSON output must hold nothing but data; it needs no group, since it holds no workflow commands.
    is_grouped = github.is_running() and not params["as_json"]
    reports: dict[Path, Report] = {}
    titles: dict[str, str] = {}
    statuses, errors = [0], list[str]()
    sources = _load_configs(paths, shard)
    prefetched = prefetched_feeds(
        [config for config in sources.values() if not isinstance(config, ConfigError)], options
    )
    for path, config in sources.items():
        with github.log_group(str(path)) if is_grouped else nullcontext():
            try:
                if isinstance(config, ConfigError):
                    raise config  # noqa: TRY301 - it is reported as those of the run are
                with closing(options.watch) if isinstance(options.watch, Bar) else nullcontext():
                    reports[path] = run(config, next(prefetched))
                titles[config.source.name] = config.source.title
                statuses.append(_print_source_report(reports[path], target, params))
            except SyndicateError as error:
                # A source that cannot be read must not keep the others from being synced.
                if error.report is not None and not isinstance(config, ConfigError):
                    reports[path], titles[config.source.name] = error.report, config.source.title
                    _print_source_report(error.report, target, params)
                kept = "; what was written stays, the next run goes on" * isinstance(error, RemoteError)
                say(f"syndicate: {error}{kept}", err=True)
                errors.append(str(error))
                statuses.append(error.exit_status)
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one source, the others are run
                message = mask_secrets(f"{path}: a bug in Syndicate, please report it: {error!r}")
                say(f"syndicate: {message}", err=True)
                say_text(mask_secrets(traceback.format_exc()), err=True)
                errors.append(message)
                statuses.append(1)
    if params.get("report"):
        from syndicate.pipeline.commands import thumbnails
        from syndicate.preview import Review, page
        from syndicate.preview.commands import Place

        reviews = [
            Review(
                report,
                titles[report.source],
                Place(str(path), str(target)),
                thumbnails=thumbnails(target, report),
            )
            for path, report in reports.items()
        ]
        write_output(params["report"], page(reviews))
    if github.is_running():
        github.print_report(list(reports.values()), titles, target, errors, params.get("report"))
    return max(statuses)


def _load_configs(paths: Sequence[Path], shard: Shard | None) -> dict[Path, Config | ConfigError]:
    """Each config, or its error; of a shard those whose sources it has, and of the broken ones those whose files it has."""
    from syndicate import config as configs

    loaded: dict[Path, Config | ConfigError] = {}
    names: dict[str, Path] = {}
    for path in configs.files(paths):
        try:
            config = configs.load(path)
            name = config.source.name
            if name in names:
                message = f'the config {names[name]} has this name too: "{name}"; give each source its own'
                raise ConfigError(message, f"{path}: source.name")  # noqa: TRY301 - as those of loading it
            names[name], loaded[path] = path, config
        except ConfigError as error:
            loaded[path] = error
    if shard is None:
        return loaded
    named = {path: name for name, path in names.items()}
    return {path: config for path, config in loaded.items() if shard.has(named.get(path, path.name))}


def _print_source_report(report: Report, target: Path, params: dict[str, Any]) -> int:
    """Print the report of one source in the requested form, and return the exit status."""
    if params["as_json"]:
        return print_json(report)
    output_options = {name: params[name] for name in ("quiet", "verbose", "diff")}
    return print_report(
        report,
        **output_options,
        written_to=None if params.get("dry_run") else target,
        dry_run=bool(params.get("dry_run")),
    )
