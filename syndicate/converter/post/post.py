"""Article -> Post: front matter, attribution, and the body in Markdown."""

from __future__ import annotations

import html
import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from syndicate.addresses import identity
from syndicate.config import FLAVORS
from syndicate.config.keys import texts
from syndicate.converter.dialects.guards import guard
from syndicate.converter.markdown.runs import destination
from syndicate.converter.post.front_matter import as_html, front_matter
from syndicate.converter.post.links import rewrite_address
from syndicate.converter.post.permalinks import distinct_values, own_permalink, permalink_key
from syndicate.converter.post.redirects import path_of
from syndicate.converter.post.tags import usable_tags
from syndicate.converter.post.templates import fields, fill, slugify
from syndicate.models import Article, Loss, Post

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from syndicate.config import Config, Override
    from syndicate.converter.proof.proof import Converter

MAX_TITLE = 200
"""Maximum bytes of a title: generators make folders and files of it, whose names have 255."""

INDEX = re.compile(r"(?:index|default)(?:\.(?:html?|php|aspx?))?", re.IGNORECASE)
"""Names of a folder's own page. A post of this name would take the place of the folder: Hugo's leaf bundles."""

FIRST_LEVEL = re.compile(r"(?m)^(?:[ >]{0,40}# |[^\n`]{0,200}<h1)")
"""A line that may be a heading of the first level; one too many shows the title where it would be shown as well."""

MAX_SLUG = 100
"""Maximum characters of a slug."""


def make_post(
    article: Article, markdown: str, config: Config, converter: Converter, is_taken: Callable[[str], bool]
) -> Post:
    """The cross-post of an article.

    Args:
        article: the parsed original.
        markdown: its body in Markdown.
        config: the config, with its rules for posts and the overrides.
        converter: for the config's dialect.
        is_taken: whether the target publishes another post at a permalink.
    """
    rules = config.post
    values = _without_own_path(distinct_values(post_values(article, config), config, is_taken))
    attribution = attribution_line(values, config, converter)
    parts = [
        title_heading(values, markdown, config, converter),
        attribution if rules.attribution_at in ("top", "both") else "",
        markdown,
        attribution if rules.attribution_at in ("bottom", "both") else "",
    ]
    body = guard("\n\n".join(filter(None, parts)), FLAVORS[rules.flavor]["templates"])
    return Post(
        article.address,
        PurePosixPath(fill(rules.path, values)),
        f"{_head(values, config)}\n{body}\n",
        str(values["title"]),
        article.body_from,
        str(values["permalink"]),
    )


def title_heading(values: Mapping[str, object], markdown: str, config: Config, converter: Converter) -> str:
    """The title as a heading, where the site shows it only above a text that has none of the first level; else ""."""
    if FLAVORS[config.post.flavor].get("title") != "unless-h1" or not FIRST_LEVEL.search(markdown):
        return ""
    title = html.escape(str(values["title"]))
    return f"# {converter.convert_escaped(title)}"


def _without_own_path(values: Mapping[str, object]) -> Mapping[str, object]:
    """The values, where a post that is published where its original was redirects nobody to itself."""
    own = permalink_key(str(values["permalink"]).rstrip("/"))
    paths = values["paths"]
    assert isinstance(paths, tuple)
    return {**values, "paths": tuple(path for path in paths if permalink_key(path.rstrip("/")) != own)}


def _head(values: Mapping[str, object], config: Config) -> str:
    """The front matter, in the flavor's language."""
    rules, flavor = config.post, FLAVORS[config.post.flavor]
    template = dict(rules.front_matter)
    if rules.clashes == "permalink" and values["permalink"] != own_permalink(values, config):
        template[flavor["permalink_key"]] = "{permalink}"
    shown = as_html(values) if flavor.get("values") == "html" else values
    return front_matter(
        template, shown, rules.form or "yaml", flavor.get("required", ()), flavor.get("formatted", ())
    )


def post_values(article: Article, config: Config) -> Mapping[str, object]:
    """The values of the fields in the config's templates."""
    override = _override(article, config)
    tags = article.tags if override is None or override.tags is None else tuple(override.tags)
    authors = article.authors if override is None or override.authors is None else tuple(override.authors)
    return {
        "title": (override and override.title) or short_title(article.title),
        "description": (override and override.description) or article.description,
        "date": (override and override.date) or article.published,
        "modified": article.modified,
        "language": article.language,
        "series": article.series,
        "tags": usable_tags(
            filter(None, (config.post.tags.get(tag, tag) for tag in tags)),
            signs=FLAVORS[config.post.flavor].get("tag_pages") == "signs",
        ),
        "authors": tuple(config.authors.get(author, author) for author in authors),
        "image": article.image,
        "enclosure": article.enclosures[0] if article.enclosures else "",
        "enclosures": article.enclosures,
        "slug": _slug(article, override, FLAVORS[config.post.flavor].get("own_pages", ())),
        "url": rewrite_address(article.address, config.prefixes),
        "address": article.address,
        "paths": tuple(filter(None, [path_of(article.address)])),
        "source.title": config.source.title,
        "source.name": config.source.name,
    }


def uses_enclosures(config: Config) -> bool:
    """Whether a template of the config says where the files stand that an entry brings along."""
    rules = config.post
    templates = [rules.attribution, *(each for value in rules.front_matter.values() for each in texts(value))]
    return any(fields(template) & {"enclosure", "enclosures"} for template in templates)


def title_losses(article: Article, config: Config) -> tuple[Loss, ...]:
    """What is lost of a title that is cut; nothing where it is whole, or a person gave another."""
    override = _override(article, config)
    short = short_title(article.title)
    if (override and override.title) or short == article.title:
        return ()
    reason = (
        f"cut after “{short[-30:]}”, since generators name files by titles; give a shorter one in [overrides]"
    )
    return (Loss("the title", reason),)


def short_title(title: str) -> str:
    """The title, cut off between words where it is longer than the name of a folder that a generator makes of it."""
    if len(title.encode()) <= MAX_TITLE:
        return title
    start = title.encode()[:MAX_TITLE].decode(errors="ignore")
    return f"{start.rpartition(' ')[0] or start}…"


def attribution_line(values: Mapping[str, object], config: Config, converter: Converter) -> str:
    """The line that links to the original. The origin's values in it stay text, whatever characters they contain."""
    template = config.post.attribution
    origins = fields(template) & {"title", "description", "authors", "tags"}
    texts = {name: html.escape(fill(f"{{{name}}}", values)) for name in origins}
    field_values = {**values, "url": destination(str(values["url"]))}
    line = fill(template, field_values | {name: converter.convert(text)[0] for name, text in texts.items()})
    if texts:
        # Text that is plain by itself may be markup beside the template's text or another field.
        escaped = fill(
            template, field_values | {name: converter.convert_escaped(text) for name, text in texts.items()}
        )
        return line if converter.read_markdown(line) == converter.read_markdown(escaped) else escaped
    return line


def _override(article: Article, config: Config) -> Override | None:
    key = identity(article.address)
    return next(
        (override for address, override in config.overrides.items() if identity(address) == key), None
    )


def _slug(article: Article, override: Override | None, own_pages: Sequence[str]) -> str:
    """The slug of the override, else the last part of the address, else made from the title; none of the site's own."""
    if override is not None and override.slug:
        return slugify(override.slug, MAX_SLUG)
    names = [unquote(name) for name in urlsplit(article.address).path.split("/") if name]
    name = next((name for name in reversed(names) if not INDEX.fullmatch(name)), "")
    slug = slugify(re.sub(r"\.(?:html?|php|aspx?)$", "", name) or article.title, MAX_SLUG)
    return f"{slug}-post" if INDEX.fullmatch(slug) or slug in own_pages else slug
