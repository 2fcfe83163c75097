"""Article -> Post: front matter, attribution, and the body in Markdown."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from syndicate.converter.front_matter import front_matter
from syndicate.converter.links import relinked
from syndicate.converter.runs import destination
from syndicate.converter.templates import fill, slugify
from syndicate.models import Article, Post

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syndicate.config import Config, Override
    from syndicate.converter.proof import Converter


def make_post(article: Article, config: Config, converter: Converter) -> Post:
    """The cross-post of an article.

    Args:
        article: the parsed original.
        config: how posts are written, and what is different for this one.
        converter: for the dialect of the config.

    Returns:
        The post, with what of its body could not be carried over.
    """
    values = post_values(article, config)
    body, losses = converter.convert(article.body)
    attribution = fill(config.post.attribution, {**values, "url": destination(str(values["url"]))})
    parts = [
        attribution if config.post.attribution_at in ("top", "both") else "",
        body,
        attribution if config.post.attribution_at in ("bottom", "both") else "",
    ]
    text = front_matter(config.post.front_matter, values) + "\n" + "\n\n".join(filter(None, parts)) + "\n"
    path = PurePosixPath(fill(config.post.path, values))
    return Post(article.address, path, text, str(values["title"]), article.body_from, losses)


def post_values(article: Article, config: Config) -> Mapping[str, object]:
    """What the fields of the config's templates stand for."""
    override = config.overrides.get(article.address)
    tags = article.tags if override is None or override.tags is None else tuple(override.tags)
    authors = article.authors if override is None or override.authors is None else tuple(override.authors)
    return {
        "title": (override and override.title) or article.title,
        "description": (override and override.description) or article.description,
        "date": article.published,
        "tags": tuple(filter(None, (config.post.tags.get(tag, tag) for tag in tags))),
        "authors": tuple(config.authors.get(author, author) for author in authors),
        "slug": _slug(article, override),
        "url": relinked(article.address, config.links),
        "address": article.address,
        "source.title": config.source.title,
        "source.name": config.source.name,
    }


def _slug(article: Article, override: Override | None) -> str:
    """The last part of the address, which the origin chose; the title's where there is none."""
    if override is not None and override.slug:
        return slugify(override.slug)
    name = unquote(urlsplit(article.address).path.rstrip("/").rpartition("/")[2])
    return slugify(re.sub(r"\.(?:html?|php|aspx?)$", "", name) or article.title)
