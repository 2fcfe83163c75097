"""Where the site publishes a post: its permalink, and what makes it distinct from another post's."""

from __future__ import annotations

import re
from itertools import count
from typing import TYPE_CHECKING

from syndicate.config import FLAVORS
from syndicate.config.keys import texts
from syndicate.converter.post.templates import fields, fill, slugify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import PurePosixPath

    from syndicate.config import Config


def distinct_values(
    values: Mapping[str, object], config: Config, is_taken: Callable[[str], bool]
) -> Mapping[str, object]:
    """The values with the post's permalink, made distinct if another post is already published there.

    The date is added to the slug where the site publishes posts by it, else to the title or to the permalink, as the
    config's `clashes` says, and a number if that is not enough.
    """
    where = "slug" if _is_by_slug(config) else config.post.clashes
    for suffix in _suffixes(values["date"]):
        candidate = dict(values)
        if where == "title" and suffix:
            candidate["title"] = f"{values['title']} ({suffix})"
        if where == "slug" and suffix:
            candidate["slug"] = f"{values['slug']}-{slugify(suffix)}"
        permalink = own_permalink(candidate, config)
        if where == "permalink" and suffix:
            end = re.search(r"(?:/(?:index\.html?)?|\.html?)?$", permalink)
            index = end.start() if end else len(permalink)
            permalink = f"{permalink[:index]}-{slugify(suffix)}{permalink[index:]}"
        if not permalink or not is_taken(permalink):
            return {**candidate, "permalink": permalink}
    raise AssertionError("the suffixes never end")


def permalink_of(front_matter: Mapping[str, object], path: PurePosixPath, config: Config) -> str:
    """The permalink of a post that a person wrote, as far as its front matter tells it; else ""."""
    permalink = front_matter.get(FLAVORS[config.post.flavor]["permalink_key"])
    if isinstance(permalink, str):
        return "" if "{" in permalink else permalink
    values = {name: front_matter.get(name) for name in ("title", "date", "description")}
    slug = (front_matter.get("slug") if _is_by_slug(config) else "") or re.sub(
        r"^\d{4}-\d\d-\d\d-", "", path.stem
    )
    values |= {"slug": slug, "source.name": "", "source.title": ""}
    if any(not values.get(name) for name in fields(places_of(config))):
        return ""
    return fill(places_of(config), values)


def permalink_key(permalink: str) -> str:
    """A key that is equal for permalinks of the same file."""
    return re.sub(r"/(?:index\.html?)?$", "", permalink).casefold()


def own_permalink(values: Mapping[str, object], config: Config) -> str:
    """The permalink that the config's template makes of the values, whatever else is published there."""
    return fill(places_of(config), values)


def places_of(config: Config) -> str:
    """The template of where the site publishes posts: the config's, else the flavor's, "" where paths keep them apart."""
    return config.post.permalink or str(FLAVORS[config.post.flavor].get("published_at", ""))


def _is_by_slug(config: Config) -> bool:
    """Whether the site publishes a post by the slug that its front matter gives it."""
    if "published_at" not in FLAVORS[config.post.flavor] or "slug" not in fields(places_of(config)):
        return False
    templates = (each for value in config.post.front_matter.values() for each in texts(value))
    return any("slug" in fields(template) for template in templates)


def _suffixes(date: object) -> Iterator[str]:
    """The suffixes that make a post distinct: none, its date, then its date and a number."""
    day = fill("{date:%Y-%m-%d}", {"date": date})
    yield from ("", day)
    yield from (f"{day}, {number}" for number in count(2))
