"""What a blog and a target show of themselves, as the text of a config: what `syndicate init` writes."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import tomli_w

from syndicate.config.flavors import FLAVORS, SIGNS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence
    from pathlib import PurePosixPath

    from syndicate.config.keys import Config, PostRules, Source

POST_FOLDERS = {"posts", "_posts", "blog", "post", "articles", "writing", "essays", "notes"}
"""What sites call the folder of their posts."""

DATED = re.compile(r"\d{4}-\d\d-\d\d-")
YEAR = re.compile(r"\d{4}")
COMMENTS_AT = 45


def drafted(config: Config) -> str:
    """A first config as TOML, with a comment at each key that a person may want to change."""
    return "".join(f"{line}\n" for line in _lines(config.source, config.post))


def _lines(source: Source, post: PostRules) -> Iterator[str]:
    def key(name: str, value: str, comment: str, instead: str = "") -> str:
        said = tomli_w.dumps({name: value}).strip() if value else f'# {name} = "{instead}"'
        if "\\" in value and "'" not in value and value.isprintable():
            said = f"{name} = '{value}'"  # a pattern reads better as it is
        return f"{said.ljust(COMMENTS_AT)} # {comment}"

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
    yield f"{'[source.select]':{COMMENTS_AT}} # CSS selectors, where something is not found by itself"
    yield key("body", "", "the article's body", ".post-content")
    yield key("remove", "", "what is no part of an article", ".share-buttons")
    yield ""
    yield "[post]"
    yield key("flavor", post.flavor, f"the site's generator: {', '.join(FLAVORS)}")
    yield key(
        "dialect", post.dialect, "what its Markdown renderer understands", FLAVORS[post.flavor]["dialect"]
    )
    yield key("path", post.path, "where a post lies in the site's repository")
    yield key("images", post.images, "or copy: to image_path, shown as image_url")
    yield key("permalink", "", "where the site publishes a post", "/blog/{slug}/")


def articles_pattern(addresses: Sequence[str]) -> str:
    """What all of some articles' addresses have in common, as a regular expression; "" where they are too different."""
    split = [urlsplit(address) for address in addresses]
    rows = [each.path.strip("/").split("/") for each in split]
    if len({(each.netloc, len(row)) for each, row in zip(split, rows, strict=True)}) != 1 or any(
        each.query for each in split
    ):
        return ""
    parts = [_part(column) for column in zip(*rows, strict=True)]
    if parts[-1] == _escaped(rows[0][-1]):
        parts[-1] = "[^/]+"
    slashes = {each.path.endswith("/") for each in split}
    end = "/" if slashes == {True} else "/?" if True in slashes else ""
    return f"^https?://{_escaped(split[0].netloc)}/{'/'.join(parts)}{end}$"


def _part(column: Sequence[str]) -> str:
    """What one part of a path is in all addresses: a number, always the same, or anything."""
    if all(map(str.isdecimal, column)):
        lengths = {len(part) for part in column}
        return rf"\d{{{lengths.pop()}}}" if len(lengths) == 1 else r"\d+"
    if len(set(column)) == 1:
        return _escaped(column[0])
    endings = {"".join(re.findall(r"\.[a-z]+$", part)) for part in column}
    return "[^/]+" + (_escaped(endings.pop()) if len(endings) == 1 else "")


def _escaped(text: str) -> str:
    return re.escape(text).replace(r"\-", "-")


def flavor_of(names: Collection[str]) -> str:
    """The static-site generator of a repository.

    Args:
        names: the paths of its files.
    """
    return next((flavor for flavor, signs in SIGNS.items() if any(sign in names for sign in signs)), "plain")


def dialect_of(flavor: str, package: str) -> str:
    """The dialect that a site's renderer understands, where it is not its flavor's; else "".

    Args:
        flavor: the site's.
        package: its package.json, "" where it has none.
    """
    # Eleventy's own renderer knows no footnotes: https://www.11ty.dev/docs/languages/markdown/#markdown-options
    return "eleventy-default" if flavor == "eleventy" and "markdown-it-footnote" not in package else ""


def post_path(paths: Iterable[PurePosixPath], usual: str) -> str:
    """The template of a post's path that is like those of the posts that are there.

    Args:
        paths: of the repository's Markdown files.
        usual: the template where there are none.
    """
    found: Counter[str] = Counter()
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
            date = "{date:%Y-%m-%d}-" if DATED.match(stem) else ""
            found[f"{'/'.join(folders)}/{year}{date}{name}"] += 1
    return found.most_common(1)[0][0] if found else usual
