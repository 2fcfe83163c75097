"""`syndicate redirects`: from where articles were to where their posts are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from syndicate.cli.options import target_option
from syndicate.cli.output.printing import print_data, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syndicate.config import Config

FORM_NAMES = ("netlify", "cloudflare", "nginx", "apache", "caddy", "vercel", "table", "jekyll", "hugo")


@click.command(
    short_help="Redirects from where articles were to their posts.",
    epilog="""\b
Examples:
  syndicate redirects blog.toml --target ../site --form netlify >> ../site/public/_redirects
  syndicate redirects blog.toml --target ../site --form nginx > redirects.conf
  syndicate redirects blog.toml --form hugo       what to write in the config""",
)
@click.argument("configs", nargs=-1, required=True, metavar="CONFIG...", type=click.Path(path_type=Path))
@click.option(
    "--form",
    type=click.Choice(FORM_NAMES),
    default="netlify",
    show_default=True,
    help="Who reads them: a host, a server, or the generator from the front matter of each post.",
)
@target_option
def redirects(configs: tuple[Path, ...], form: str, target: Path) -> int:
    """Print redirects from the old addresses of articles to their posts, for a blog that moved to this site for good.

    The host of the old addresses must be yours, and lead to this site. Which post is published where is told by
    post.permalink. What has no redirect is named.
    """
    from syndicate import config as loading
    from syndicate.converter.post.redirects import KEYS

    loaded = [loading.load(path) for path in loading.files(configs)]
    if form in KEYS:
        _print_front_matter(loaded[0], configs, KEYS[form])
        return 0
    return _print_rows(loaded, form, target)


def _print_rows(configs: Sequence[Config], form: str, target: Path) -> int:
    from syndicate.converter.post.redirects import FORMS, written
    from syndicate.pipeline.redirects import redirects as found_in

    found = [found_in(config, target) for config in configs]
    rows = {row.old: row for each in found for row in each.rows}
    print_data(written(rows.values(), form))
    for note in (note for each in found for note in each.notes):
        say(f"note      {note}", err=True)
    hosts = ", ".join(dict.fromkeys(host for each in found for host in each.hosts))
    source = f" from {hosts}, which must lead to this site" if hosts else ""
    say(f"{len(rows)} redirects{source}; for {FORMS[form].file}", err=True)
    return 0


def _print_front_matter(config: Config, configs: tuple[Path, ...], key: str) -> None:
    import tomli_w

    front_matter = {**config.post.front_matter, key: ["{paths}"]}
    again = f"syndicate rewrite {configs[0]} --write, or import the export once more"
    say(f"# In {configs[0]}; then: {again}")
    if not config.post.permalink:
        note = "post.permalink does not say where the site publishes its posts; one that is at its old path would redirect to itself"
        say(f"note      {note}", err=True)
    print_data(tomli_w.dumps({"post": {"front_matter": front_matter}}).split("[post]\n")[-1].strip() + "\n")
