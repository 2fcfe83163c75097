"""The config that `syndicate init` writes, from what it can see of a blog and a target."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import tomli_w

from syndicate.config.flavors import FLAVORS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import PurePosixPath

    from syndicate.config.keys import Config, PostRules, Source, Template

POST_FOLDERS = {"posts", "_posts", "blog", "post", "articles", "writing", "essays", "notes"}
"""Usual names of the folder of a site's posts."""

NO_POSTS = {"readme", "license", "changelog", "contributing", "index", "about"}
"""Names of files that are no posts wherever they lie."""

FILE_DATES = (
    (re.compile(r"\d{4}-\d\d-\d\d-"), "{date:%Y-%m-%d}-"),
    (re.compile(r"\d{4}_\d\d_\d\d_"), "{date:%Y_%m_%d}_"),
    (re.compile(r"(?:19|20)\d{6}-"), "{date:%Y%m%d}-"),
    (re.compile(r"(?:19|20)\d\d-(?:0[1-9]|1[0-2])-"), "{date:%Y-%m}-"),
)
"""How the names of files, or of posts' own folders, begin with a date; the first that fits counts."""

_YEAR = (re.compile(r"(?:19|20)\d\d"), "{date:%Y}")
_MONTH = (re.compile(r"[01]\d"), "{date:%m}")
_DAY = (re.compile(r"[0-3]\d"), "{date:%d}")
_YEAR_MONTH = (re.compile(r"(?:19|20)\d\d-[01]\d"), "{date:%Y-%m}")
YEAR_FOLDERS = ((_YEAR, _MONTH, _DAY), (_YEAR, _MONTH), (_YEAR, _YEAR_MONTH), (_YEAR_MONTH,), (_YEAR,))
"""Folders that are named after dates, the longest first."""

COMMENT_COLUMN = 45

IMAGES = {
    "link": "or copy: to image_path, shown as image_url; or beside the post",
    "copy": "to image_path, shown as image_url; or beside the post, or link: where the origin has them",
    "beside": "or copy: to image_path, shown as image_url; or link: where the origin has them",
}
"""What is said of each place of pictures."""


def as_toml(config: Config, selector: str = "") -> str:
    """A first config as TOML, with a comment at each key that a person may want to change.

    Args:
        config: what is written.
        selector: one that finds the article's body, "" where none is known.
    """
    return "".join(f"{line}\n" for line in _lines(config.source, config.post, selector))


def _lines(source: Source, post: PostRules, selector: str) -> Iterator[str]:
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
    why = "found so on the newest pages; without it, each page is looked at" if selector else "for example"
    yield key("body", "", f"the article's body, {why}", selector or ".post-content")
    yield key("remove", "", "what is no part of an article, for example", ".share-buttons")
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
    yield key("images", post.images, IMAGES[post.images])
    for name, comment in (
        ("image_path", "where copied pictures lie"),
        ("image_url", "and how a post shows them"),
    ):
        if getattr(post, name):
            yield key(name, getattr(post, name), comment)
    yield key("permalink", post.permalink, "where the site publishes a post", "/blog/{slug}/")
    if post.clashes != "permalink":
        yield key("clashes", post.clashes, "what is made distinct where two would be published at one place")
    if post.form:
        yield key("form", post.form, "the language of the front matter")
    if post.front_matter:
        yield ""
        yield from _front_matter(post.front_matter)


def _front_matter(template: Mapping[str, Template]) -> Iterator[str]:
    """The lines of [post.front_matter]: one for each key, after those its tables, as TOML needs it."""
    yield f"{'[post.front_matter]':{COMMENT_COLUMN}} # its keys in order; quotes inside a template are written"
    tables = {key: value for key, value in template.items() if isinstance(value, dict) or _has_tables(value)}
    for key, value in template.items():
        if isinstance(value, list) and key not in tables:
            name = tomli_w.dumps({key: 0}).partition(" = ")[0]
            yield f"{name} = [{', '.join(tomli_w.dumps({'_': each})[4:].strip() for each in value)}]"
        elif key not in tables:
            yield tomli_w.dumps({key: value}).strip()
    for key, value in tables.items():
        text = tomli_w.dumps({"post": {"front_matter": {key: value}}})
        yield from (line for line in text.splitlines() if line not in ("[post]", "[post.front_matter]"))


def _has_tables(value: Template) -> bool:
    return isinstance(value, list) and any(isinstance(each, dict) for each in value)


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


def path_template(path: PurePosixPath, default: str = "") -> str:
    """The template of a post's path that this one follows; "" where it is no post.

    Args:
        path: a Markdown file's.
        default: the template of the site's flavor, whose folder is one of posts too.
    """
    folders, stem, end = list(path.parts[:-1]), path.stem, ""
    if stem == "index" and folders:
        stem, end = folders.pop(), "/index"
    if stem.startswith("_") or stem.lower() in NO_POSTS:
        return ""
    dated = next(((form, date) for form, date in FILE_DATES if form.match(stem)), None)
    folders, dates = folder_template(folders)
    own = default.partition("{")[0].rpartition("/")[0]
    folder = "/".join(folders)
    if not folders or (folders[-1] not in POST_FOLDERS and folder != own):
        return ""
    parts = [*folders, *dates, f"{dated[1] if dated else ''}{{slug}}{end}.md"]
    return "/".join(parts)


def folder_template(folders: Sequence[str]) -> tuple[list[str], list[str]]:
    """Folders without those at their end that are named after dates; and the templates of these."""
    years = next((form for form in YEAR_FOLDERS if _ends_with(folders, form)), ())
    return list(folders[: len(folders) - len(years)]), [date for _, date in years]


def _ends_with(folders: Sequence[str], forms: Sequence[tuple[re.Pattern[str], str]]) -> bool:
    last = folders[-len(forms) :]
    return len(last) == len(forms) and all(
        form.fullmatch(name) for name, (form, _) in zip(last, forms, strict=True)
    )
