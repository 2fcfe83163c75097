"""Article -> Post: front matter, attribution, and the body in Markdown."""

from __future__ import annotations

import html
import re
from itertools import count
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from syndicate.addresses import identity
from syndicate.config import FLAVORS
from syndicate.converter.dialects.guards import guarded
from syndicate.converter.markdown.runs import destination
from syndicate.converter.post.front_matter import front_matter
from syndicate.converter.post.links import relinked
from syndicate.converter.post.templates import fields, fill, slugify
from syndicate.models import Article, Post

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from syndicate.config import Config, Override
    from syndicate.converter.proof.proof import Converter

MAX_SLUG = 100
"""Characters of the name that an article's files have."""


def make_post(
    article: Article, markdown: str, config: Config, converter: Converter, is_taken: Callable[[str], bool]
) -> Post:
    """The cross-post of an article.

    Args:
        article: the parsed original.
        markdown: its body, as the converter says it.
        config: how posts are written, and what is different for this one.
        converter: for the dialect of the config.
        is_taken: whether the target publishes another post at a permalink.
    """
    rules = config.post
    values = distinct(post_values(article, config), config, is_taken)
    attribution = attribution_line(values, config, converter)
    parts = [
        attribution if rules.attribution_at in ("top", "both") else "",
        markdown,
        attribution if rules.attribution_at in ("bottom", "both") else "",
    ]
    head = dict(rules.front_matter)
    if rules.clashes == "permalink" and values["permalink"] != _permalink(values, config):
        head[FLAVORS[rules.flavor]["permalink_key"]] = "{permalink}"
    body = guarded("\n\n".join(filter(None, parts)), FLAVORS[rules.flavor]["templates"])
    return Post(
        article.address,
        PurePosixPath(fill(rules.path, values)),
        f"{front_matter(head, values)}\n{body}\n",
        str(values["title"]),
        article.body_from,
        str(values["permalink"]),
    )


def post_values(article: Article, config: Config) -> Mapping[str, object]:
    """What the fields of the config's templates stand for."""
    override = _override(article, config)
    tags = article.tags if override is None or override.tags is None else tuple(override.tags)
    authors = article.authors if override is None or override.authors is None else tuple(override.authors)
    return {
        "title": (override and override.title) or article.title,
        "description": (override and override.description) or article.description,
        "date": article.published,
        "tags": tuple(filter(None, (config.post.tags.get(tag, tag) for tag in tags))),
        "authors": tuple(config.authors.get(author, author) for author in authors),
        "slug": _slug(article, override),
        "url": relinked(article.address, config.prefixes),
        "address": article.address,
        "source.title": config.source.title,
        "source.name": config.source.name,
    }


def distinct(
    values: Mapping[str, object], config: Config, is_taken: Callable[[str], bool]
) -> Mapping[str, object]:
    """The values with the post's permalink, and made distinct where another post is published there already.

    A title gets its date, or its permalink does, as the config's `clashes` says; and a number where that is not enough.
    """
    for mark in _marks(values["date"]):
        said = dict(values)
        if config.post.clashes == "title" and mark:
            said["title"] = f"{values['title']} ({mark})"
        permalink = _permalink(said, config)
        if config.post.clashes == "permalink" and mark:
            end = re.search(r"(?:/(?:index\.html?)?|\.html?)?$", permalink)
            at = end.start() if end else len(permalink)
            permalink = f"{permalink[:at]}-{slugify(mark)}{permalink[at:]}"
        if not permalink or not is_taken(permalink):
            return {**said, "permalink": permalink}
    raise AssertionError("the marks never end")


def permalink_of(front_matter: Mapping[str, object], path: PurePosixPath, config: Config) -> str:
    """Where the target publishes a person's own post, as far as its front matter says; else ""."""
    given = front_matter.get(FLAVORS[config.post.flavor]["permalink_key"])
    if isinstance(given, str):
        return "" if "{" in given else given
    values = {name: front_matter.get(name) for name in ("title", "date", "description")}
    values |= {"slug": re.sub(r"^\d{4}-\d\d-\d\d-", "", path.stem), "source.name": "", "source.title": ""}
    if any(not values.get(name) for name in fields(config.post.permalink)):
        return ""
    return fill(config.post.permalink, values)


def permalink_key(permalink: str) -> str:
    """What is the same for two permalinks that lead to one file."""
    return re.sub(r"/(?:index\.html?)?$", "", permalink).casefold()


def _permalink(values: Mapping[str, object], config: Config) -> str:
    return fill(config.post.permalink, values)


def _marks(date: object) -> Iterator[str]:
    """What sets a post apart from another of its title: nothing, its date, and then a number too."""
    day = fill("{date:%Y-%m-%d}", {"date": date})
    yield from ("", day)
    yield from (f"{day}, {number}" for number in count(2))


def attribution_line(values: Mapping[str, object], config: Config, converter: Converter) -> str:
    """The line that says where the original is; what the origin says in it is text, whatever signs it holds."""
    template = config.post.attribution
    origins = fields(template) & {"title", "description", "authors", "tags"}
    texts = {name: html.escape(fill(f"{{{name}}}", values)) for name in origins}
    known = {**values, "url": destination(str(values["url"]))}
    line = fill(template, known | {name: converter.convert(text)[0] for name, text in texts.items()})
    if texts:
        # What is text by itself may mean something beside what the template or another field says.
        careful = fill(template, known | {name: converter.anywhere(text) for name, text in texts.items()})
        return line if converter.rendered(line) == converter.rendered(careful) else careful
    return line


def _override(article: Article, config: Config) -> Override | None:
    wanted = identity(article.address)
    return next((found for address, found in config.overrides.items() if identity(address) == wanted), None)


def _slug(article: Article, override: Override | None) -> str:
    """The last part of the address, which the origin chose; the title's where there is none."""
    if override is not None and override.slug:
        return slugify(override.slug, MAX_SLUG)
    name = unquote(urlsplit(article.address).path.rstrip("/").rpartition("/")[2])
    return slugify(re.sub(r"\.(?:html?|php|aspx?)$", "", name) or article.title, MAX_SLUG)
