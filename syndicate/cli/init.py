"""`syndicate init`: writes a first config for a blog and a site, and tries it."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import click

from syndicate.addresses import mask_secrets
from syndicate.cli.options import mirror_option, parse_mirrors, target_option
from syndicate.cli.output.lines import print_report
from syndicate.cli.output.printing import say
from syndicate.cli.output.summary import known_by
from syndicate.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syndicate.models import Report
    from syndicate.pipeline.discovery import Discovery

FILE_EXISTS = "is there already; name another file with -o"
SHOWN_LINES = 24
"""So many lines show the front matter of a post and how it begins."""

SHOWN_AT_END = 6
"""So many show what is left of a page below the article."""

SHOWN_WIDTH = 110


@click.command(
    short_help="Write a first config for a blog and a site.",
    epilog="""\b
Examples:
  syndicate init https://blog.example/ --target ../site
  syndicate init https://blog.example/feed.xml --target ../site -o config/blog.toml
  syndicate init wordpress-export.xml --target ../site""",
)
@click.argument("address", metavar="ADDRESS")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where the config is written; by default NAME.toml in this folder.",
)
@click.option(
    "--address",
    "blog",
    default="",
    metavar="URL",
    help="Where the blog of an export was on the web, if the export does not say so.",
)
@click.option(
    "--moved",
    is_flag=True,
    help="The blog of an export moves here for good: no post says where its original was, and pictures are copied.",
)
@click.option(
    "-y", "--yes", is_flag=True, help="Ask nothing: what is not sure is taken as it is guessed, and told."
)
@target_option
@mirror_option
def init(
    *,
    address: str,
    output: Path | None,
    blog: str,
    moved: bool,
    yes: bool,
    target: Path,
    mirrors: tuple[str, ...],
) -> int:
    """Look at a blog and a site, and write a config that cross-posts the one to the other.

    ADDRESS is the blog's, one of its pages', its feed's, or the path of the export that its platform gives. The
    config is tried on a few articles, without writing them. What new posts are like is learned from those that the site
    has; it is said what was learned, and what could not be known. On a terminal, what is not sure is asked.
    """
    from syndicate import config as configs
    from syndicate.config.drafting import as_toml
    from syndicate.pipeline import commands as pipeline
    from syndicate.pipeline.discovery import SAMPLE, discover, discover_export

    is_export = "://" not in address and Path(address).exists()
    if not is_export and not address.startswith(("http://", "https://")):
        raise click.UsageError(
            f"{address}: neither an address, which begins with https:// or http://, nor an export"
        )
    if moved and not is_export:
        raise click.UsageError("--moved is for an export; a blog that stays where it is has not moved")
    if output is not None and output.exists():
        raise ConfigError(FILE_EXISTS, str(output))
    # The trial uses the pages that discovery just fetched.
    options = pipeline.Options(
        mirrors=parse_mirrors(mirrors), dry_run=True, cached=True, limit=SAMPLE, recheck=0, texts=True
    )

    def look(flavor: str = "") -> Discovery:
        if is_export:
            return discover_export(address, target, blog, moved=moved, flavor=flavor)
        return discover(address, target, options, flavor)

    found = look()
    is_asking = bool(found.doubts) and not yes and sys.stdin.isatty() and sys.stdout.isatty()
    if is_asking:
        _tell(found, target)
        found = _asked(found, target, look)
    file = output or Path(f"{found.config.source.name}.toml")
    _write(file, as_toml(found.config, found.selector))
    if not is_asking:
        _tell(found, target)
    for line in _warnings(file, target, found.config.post.flavor):
        say("", line)
    say("", f"Written to {file}, and tried on its newest articles, without writing them:")
    written = configs.load(file)
    if is_export:
        report = pipeline.import_named(written, target, [address], options)
        command = ["syndicate", "import", str(file), address, "--target", str(target)]
    else:
        report = pipeline.sync(written, target, options)
        command = ["syndicate", "sync", str(file), "--target", str(target), "--dry-run", "--diff"]
    status = print_report(report, dry_run=True)
    _show(report)
    say("", f"Go on with: {shlex.join([*command, *(f'--mirror={each}' for each in mirrors)])}")
    return status


def _tell(found: Discovery, target: Path) -> None:
    """Tell what was seen of the blog and of the site."""
    source = found.config.source
    say(f"{source.title}: {mask_secrets(source.feed)}, bodies from the {source.content}")
    say(*(f"  {line.strip()}" for line in found.blog))
    say(*_of_site(found, target))


def _of_site(found: Discovery, target: Path) -> list[str]:
    """What was seen of the site, line by line."""
    post = found.config.post
    return [
        f"{target}: {post.flavor}, posts as {post.path}",
        *(f"  {line.strip()}" for line in found.site),
    ]


def _asked(found: Discovery, target: Path, look: Callable[[str], Discovery]) -> Discovery:
    """What was found, with what the person says of what is not sure.

    Args:
        found: so far.
        target: the folder of the site.
        look: looks again, where the flavor is known.
    """
    from syndicate.config import FLAVORS
    from syndicate.pipeline.discovery import with_content

    if "content" in found.doubts:
        content = click.prompt(
            "Are bodies better taken from the page or from the feed",
            type=click.Choice(["page", "feed"]),
            default=found.config.source.content,
        )
        found = with_content(found, "feed" if content == "feed" else "page")
    if "flavor" in found.doubts:
        flavor = click.prompt(
            "Which generator makes the site", type=click.Choice([*FLAVORS]), default=found.config.post.flavor
        )
        if flavor != found.config.post.flavor:
            found = with_content(look(flavor), found.config.source.content)
            say(*_of_site(found, target))
    return found


def _write(file: Path, text: str) -> None:
    """Write a new config.

    Raises:
        ConfigError: there is such a file, or it cannot be written.
    """
    try:
        with file.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError:
        raise ConfigError(FILE_EXISTS, str(file)) from None
    except OSError as error:
        raise ConfigError(f"cannot be written: {error.strerror}", str(file)) from error


def _show(report: Report) -> None:
    """Show how the first post will begin and end, and what it is known by."""
    for change in report.changes[:1]:
        lines = change.after.splitlines()
        left = len(lines) - SHOWN_LINES - SHOWN_AT_END
        if left > 1:
            lines[SHOWN_LINES:-SHOWN_AT_END] = [f"[{left} more lines]"]
        cut = (line if len(line) <= SHOWN_WIDTH else f"{line[: SHOWN_WIDTH - 1]}…" for line in lines)
        say("", f"{change.post.path} will be so:", "", *(f"    {line}" for line in cut), "")
        names = "; ".join(" ".join(line.split()) for line in known_by(change.record))
        say(f"{change.post.title!r} is {names}; it stays one post where one of these changes")


def _warnings(file: Path, target: Path, flavor: str) -> Iterator[str]:
    """What is said of where a config lies: that the site publishes it."""
    from syndicate.config.sites import is_published

    root = target.resolve()
    if not file.resolve().is_relative_to(root):
        return
    path = PurePosixPath(file.resolve().relative_to(root).as_posix())
    settings = root / "_config.yml"
    text = settings.read_text(encoding="utf-8", errors="replace") if settings.is_file() else ""
    if is_published(flavor, path, text):
        yield (
            f"The site publishes {path} as it is: add it to exclude: in _config.yml, "
            "or keep it in a folder that begins with an underscore or a dot"
        )
