"""`syndicate check` and `syndicate preview`: posts compared with their originals, as lines and as a page."""

from __future__ import annotations

from contextlib import closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from syndicate.cli.logs import configure_logging
from syndicate.cli.options import build_options, check_output, json_option, reading_options, write_output
from syndicate.cli.output.lines import print_comparison
from syndicate.cli.output.printing import say
from syndicate.cli.output.summary import count_label, counts_by_kind
from syndicate.cli.progress import Bar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syndicate.config import Config
    from syndicate.models import Report
    from syndicate.pipeline.options import Options
    from syndicate.preview import Review

PAGE = "syndicate-preview.html"

configs_argument = click.argument("configs", nargs=-1, metavar="[CONFIG]...", type=click.Path(path_type=Path))


@click.command(
    short_help="Every post in the target against its original again.",
    epilog="\b\nExamples:\n  syndicate check --target ../site\n  syndicate check config/18f.toml --target ../site --strict",
)
@configs_argument
@click.option("--strict", is_flag=True, help="A post that differs from its original is a failure.")
@json_option
@reading_options
def check(configs: tuple[Path, ...], target: Path, **params: Any) -> int:
    """Every post in the target against its original again, as that reads today; changes nothing.

    Without CONFIG, each source is checked by the config that the last run on this machine had.
    """
    from syndicate.pipeline import commands as pipeline

    configure_logging(params["log_file"], verbose=params["verbose"] and not params["quiet"])
    strict = params.pop("strict")  # for the exit status only: a check refuses no post
    options, status = build_options(params), 0
    for config, _ in _load_configs(configs, target, options):
        report = _run(pipeline.check, config, target, options)
        status = max(
            status,
            print_comparison(
                report,
                strict=strict,
                as_json=params["as_json"],
                quiet=params["quiet"],
                verbose=params["verbose"],
            ),
        )
    return status


@click.command(
    short_help="A page with each original and its cross-post side by side.",
    epilog="""\b
Examples:
  syndicate preview --target ../site -o review.html
  syndicate preview config/18f.toml --target ../site --serve""",
)
@configs_argument
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path(PAGE),
    show_default=True,
    metavar="FILE",
    help="Where the page is written.",
)
@click.option(
    "--serve", "as_server", is_flag=True, help="Serve the page on loopback instead, made anew at each reload."
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8100,
    show_default=True,
    metavar="N",
    help="For --serve; 0 for any that is free.",
)
@reading_options
def preview(
    configs: tuple[Path, ...], target: Path, output: Path, as_server: bool, port: int, **params: Any
) -> int:
    """One HTML page that shows each original and its cross-post side by side, with what differs marked.

    What the cache holds of the originals is used as it is; only the rest is asked for. Without CONFIG, the sources
    are those that the last runs on this machine had.
    """
    configure_logging(params["log_file"], verbose=params["verbose"] and not params["quiet"])
    from dataclasses import replace

    from syndicate.preview import page

    options = replace(build_options(params), cached=True)

    def render() -> tuple[str, list[Review]]:
        reviews = list(_reviews(configs, target, options))
        return page(reviews, complete=True), reviews

    if not as_server:
        check_output(output)
    if as_server:
        from syndicate.cli.server import serve

        return serve(lambda: render()[0], port)
    text, reviews = render()
    write_output(output, text)
    if not params["quiet"]:
        for review in reviews:
            say(f"{review.report.source}: {', '.join(_counts(review.report))}")
        say(f"written to {output}; open it in a browser")
    return 0


def _reviews(configs: tuple[Path, ...], target: Path, options: Options) -> Iterator[Review]:
    from syndicate.pipeline import commands as pipeline
    from syndicate.preview import Review
    from syndicate.preview.commands import Place

    for config, name in _load_configs(configs, target, options):
        report = _run(pipeline.review, config, target, options)
        earlier = pipeline.before_last_change(target, report)
        place = Place(name, str(target))
        small = pipeline.thumbnails(target, report)
        yield Review(report, config.source.title, place, earlier, pipeline.committed(target), small)


def _load_configs(configs: tuple[Path, ...], target: Path, options: Options) -> Iterator[tuple[Config, str]]:
    """The configs, each with its name on the command line."""
    from syndicate import config as loading
    from syndicate.pipeline import commands as pipeline

    if configs:
        yield from ((loading.load(path), str(path)) for path in loading.files(configs))
    else:
        yield from ((config, "CONFIG") for config in pipeline.remembered_configs(target, options))


def _run(
    run: Callable[[Config, Path, Options], Report], config: Config, target: Path, options: Options
) -> Report:
    """A run with its bar."""
    with closing(options.watch) if isinstance(options.watch, Bar) else nullcontext():
        return run(config, target, options)


def _counts(report: Report) -> Iterator[str]:
    yield from (count_label(kind, number, dry_run=True) for kind, number in counts_by_kind(report).items())
    differing = sum(any(pair.differs for pair in change.pairs) for change in report.changes)
    yield f"{differing} that {'differs from its original' if differing == 1 else 'differ from their originals'}"
    unread = sum(
        not change.pairs and change.kind.value not in ("deleted", "ignored") for change in report.changes
    )
    if unread:
        yield f"{unread} that could not be compared"
