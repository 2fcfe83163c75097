"""The config that `syndicate init` writes, from what it can see of a blog and a target."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import tomli_w

from syndicate.config.flavors import FLAVORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import PurePosixPath

    from syndicate.config.keys import Config, PostRules, Source

POST_FOLDERS = {"posts", "_posts", "blog", "post", "articles", "writing", "essays", "notes"}
"""Usual names of the folder of a site's posts."""

DATE_PREFIX = re.compile(r"\d{4}-\d\d-\d\d-")
YEAR = re.compile(r"\d{4}")
COMMENT_COLUMN = 45


def as_toml(config: Config) -> str:
    """A first config as TOML, with a comment at each key that a person may want to change."""
    return "".join(f"{line}\n" for line in _lines(config.source, config.post))


def _lines(source: Source, post: PostRules) -> Iterator[str]:
    def key(name: str, value: str, comment: str, example: str = "") -> str:
        assignment = tomli_w.dumps({name: value}).strip() if value else f'# {name} = "{example}"'
        if "\\" in value and "'" not in value and value.isprintable():
            assignment = f"{name} = '{value}'"  # a pattern is more readable unescaped
        return f"{assignment.ljust(COMMENT_COLUMN)} # {comment}"

    yield "# `syndicate config` checks this file, and prints it with all that it leaves to its defaults."
    yield ""
    yield "[source]"
    yield key("name", source.name, "also the name of its state in the target")
    yield key("title", source.title, "what the attribution line calls it")
    yield key("feed", source.feed, "RSS, Atom or JSON Feed")
    yield key("sitemap", "", "for import --all, where it is not found by itself", "https://…/sitemap.xml")
    yield key("content", source.content, "where bodies come from: page (the feed where it fails) or feed")
    yield key(
        "articles",
        source.articles,
        "a regular expression: which addresses are articles",
        "^https://…/[^/]+/$",
    )
    yield ""
    yield f"{'[source.select]':{COMMENT_COLUMN}} # CSS selectors, where something is not found by itself"
    yield key("body", "", "the article's body", ".post-content")
    yield key("remove", "", "what is no part of an article", ".share-buttons")
    yield ""
    yield "[post]"
    yield key("flavor", post.flavor, f"the site's generator: {', '.join(FLAVORS)}")
    yield key(
        "dialect", post.dialect, "what its Markdown renderer understands", FLAVORS[post.flavor]["dialect"]
    )
    yield key("path", post.path, "where a post lies in the site's repository")
    if not post.attribution:
        assignment = 'attribution = ""'.ljust(COMMENT_COLUMN)
        why = "nowhere on the web" if source.feed.endswith(".invalid/feed.xml") else "here from now on"
        yield f"{assignment} # no line that says where the original is: it is {why}"
    yield key("images", post.images, "or copy: to image_path, shown as image_url")
    yield key("permalink", "", "where the site publishes a post", "/blog/{slug}/")
    if not post.attribution:
        yield ""
        yield from (
            tomli_w.dumps({"post": {"front_matter": post.front_matter}}).split("[post]\n")[-1].splitlines()
        )


def articles_pattern(addresses: Sequence[str]) -> str:
    """A regular expression for the addresses of articles like these; "" where they are too different."""
    urls = [urlsplit(address) for address in addresses]
    rows = [url.path.strip("/").split("/") for url in urls]
    if len({(url.netloc, len(row)) for url, row in zip(urls, rows, strict=True)}) != 1 or any(
        url.query for url in urls
    ):
        return ""
    parts = [_part_pattern(column) for column in zip(*rows, strict=True)]
    if parts[-1] == _escape(rows[0][-1]):
        parts[-1] = "[^/]+"
    slashes = {url.path.endswith("/") for url in urls}
    end = "/" if slashes == {True} else "/?" if True in slashes else ""
    return f"^https?://{_escape(urls[0].netloc)}/{'/'.join(parts)}{end}$"


def _part_pattern(column: Sequence[str]) -> str:
    """The pattern of one part of a path in all addresses: a number, a constant, or anything."""
    if all(map(str.isdecimal, column)):
        lengths = {len(part) for part in column}
        return rf"\d{{{lengths.pop()}}}" if len(lengths) == 1 else r"\d+"
    if len(set(column)) == 1:
        return _escape(column[0])
    endings = {"".join(re.findall(r"\.[a-z]+$", part)) for part in column}
    return "[^/]+" + (_escape(endings.pop()) if len(endings) == 1 else "")


def _escape(text: str) -> str:
    return re.escape(text).replace(r"\-", "-")


def post_path(paths: Iterable[PurePosixPath], default: str) -> str:
    """The template of a post's path that most of the existing posts follow.

    Args:
        paths: the repository's Markdown files.
        default: the template where there are none.
    """
    templates: Counter[str] = Counter()
    for path in paths:
        folders, name = list(path.parts[:-1]), "{slug}.md"
        if path.stem == "index" and folders:
            name = "{slug}/index.md"
            stem = folders.pop()
        else:
            stem = path.stem
        year = "{date:%Y}/" if folders and YEAR.fullmatch(folders[-1]) else ""
        folders = folders[:-1] if year else folders
        if folders and folders[-1] in POST_FOLDERS and not stem.startswith("_"):
            date = "{date:%Y-%m-%d}-" if DATE_PREFIX.match(stem) else ""
            templates[f"{'/'.join(folders)}/{year}{date}{name}"] += 1
    return templates.most_common(1)[0][0] if templates else default
