"""What an Eleventy site's own files say of its posts: where they are published, and what its plugins do with pictures."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FIELDS = (
    (re.compile(r"\{\{-? ?title \| ?(?:slugify|slug) ?-?\}\}"), "{title:slug}"),
    (re.compile(r"\{\{-? ?(?:page\.)?fileSlug ?(?:\| ?(?:slugify|slug) ?)?-?\}\}"), "{slug}"),
)
_BY_TITLE = re.compile(r"(?m)^permalink:[^\n]{0,200}\btitle ?\| ?(?:slugify|slug)\b")
IMAGE_PLUGIN = "eleventyImageTransformPlugin"
TEMPLATES = (".njk", ".liquid", ".hbs", ".webc")
"""Suffixes of files that are templates, not posts."""


def data_files(path: str) -> Iterator[str]:
    """The files that hold the data of a folder of posts, and of those that it is in.

    Source: https://www.11ty.dev/docs/data-template-dir/

    Args:
        path: the template of the posts' paths.
    """
    folders = path.partition("{")[0].rpartition("/")[0].split("/")
    for end in range(len(folders), 0, -1):
        name = "/".join([*folders[:end], folders[end - 1]])
        yield from (f"{name}.11tydata.json", f"{name}.json")


def permalink_of(path: str, texts: Mapping[str, str]) -> tuple[str, str]:
    """Where a site publishes the posts that lie so, as a template, and the file that says so; "" where none does.

    Args:
        path: the template of their paths.
        texts: the contents of the files that `data_files` names.
    """
    for name in data_files(path):
        try:
            data = json.loads(texts.get(name, "null"))
        except ValueError:
            continue
        place = data.get("permalink") if isinstance(data, dict) else None
        if not isinstance(place, str):
            continue
        for field, template in _FIELDS:
            place = field.sub(template, place)
        place = place.removesuffix("index.html")
        return ("" if "{{" in place or "{%" in place else place), name
    return "", ""


def names_by_title(texts: Mapping[str, str]) -> str:
    """The template that makes a file of each post's title, so that two posts may not have one; "" for none."""
    return next((name for name in sorted(texts) if _BY_TITLE.search(texts[name])), "")


def fetches_pictures(texts: Mapping[str, str]) -> bool:
    """Whether the site's image plugin fetches every picture of its pages at build, and stops where one cannot be had."""
    return any(IMAGE_PLUGIN in text for text in texts.values())
