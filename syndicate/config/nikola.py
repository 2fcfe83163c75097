"""What the conf.py of a Nikola site says of its posts: its literals are read, and nothing of it is run."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import Any

from syndicate.config.flavors import FLAVORS, POST_SUFFIXES


@dataclass(frozen=True, slots=True)
class Posts:
    """Where posts lie and are published, as templates, "" where that is not said; and what is told of it."""

    path: str = ""
    permalink: str = ""
    notes: tuple[str, ...] = ()


def posts_of(conf: str) -> Posts:
    """What a conf.py says of its posts.

    Source: https://getnikola.com/handbook.html#the-posts-and-pages-settings

    Args:
        conf: its text.
    """
    settings = _literals(conf)
    rows: Any = settings.get("POSTS")
    if not isinstance(rows, tuple | list):
        return Posts()
    found = [row for row in rows if isinstance(row, tuple | list) and len(row) > 1 and _is_markdown(row[0])]
    if not found:
        return Posts(notes=("POSTS in conf.py has no *.md, so add posts/*.md to it, or posts are not built",))
    pattern, destination = str(found[0][0]), found[0][1]
    folder = pattern.partition("*")[0].rpartition("/")[0]
    name = str(FLAVORS["nikola"]["path"]).rpartition("/")[2].removesuffix(".md")
    path = "/".join(filter(None, [folder, name + pattern[pattern.rindex(".") :]]))
    if isinstance(destination, dict):  # for each language its own
        destination = destination.get(settings.get("DEFAULT_LANG"), "")
    if re.search("[{}]", str(destination)):
        return Posts(path)
    end = ".html" if settings.get("PRETTY_URLS") is False else "/"
    permalink = "/".join(["", *filter(None, [str(destination).strip("/")]), "{slug}"]) + end
    notes = [
        f"posts go to {folder or 'the site itself'} and are published as {permalink}, says POSTS in conf.py"
    ]
    demotes = settings.get("DEMOTE_HEADERS", 1)
    if demotes != 1:
        notes.append(
            f"conf.py says DEMOTE_HEADERS = {demotes}; headings are written for 1, so they are shown at another level"
        )
    return Posts(path, "" if permalink == FLAVORS["nikola"]["published_at"] else permalink, tuple(notes))


def _is_markdown(pattern: object) -> bool:
    """Whether a pattern of POSTS is one of Markdown files in a folder of the site's, which a template can name."""
    is_named = isinstance(pattern, str) and re.search(r"[{}]|\.\.|^/", pattern) is None
    return is_named and str(pattern).lower().endswith(POST_SUFFIXES)


def _literals(source: str) -> dict[str, object]:
    """The names that are set to a literal at the margin of a module; none where it is broken."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return {}
    found: dict[str, object] = {}
    for each in body:
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name):
            try:
                found[each.targets[0].id] = ast.literal_eval(each.value)
            except (ValueError, TypeError, RecursionError, MemoryError):
                found.pop(each.targets[0].id, None)
    return found
