"""A folder of Markdown files with the settings of its generator -> where that generator publishes each of them.

Source: https://jekyllrb.com/docs/permalinks/, https://gohugo.io/content-management/urls/ and
https://www.11ty.dev/docs/permalinks/
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import yaml

from syndicate.config.flavors import SIGNATURE_FILES
from syndicate.config.sites import SITE_FILES, flavor_of
from syndicate.errors import ParseError
from syndicate.parser.encoding import decode
from syndicate.parser.exports.items import ignore
from syndicate.parser.lists.xmltext import http_address

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from syndicate.parser.exports.items import Member

SIGNS = frozenset({*SITE_FILES, *(name for names in SIGNATURE_FILES.values() for name in names)})
"""The files by which a generator is known; the deepest lies three folders deep."""
SETTINGS = ("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json", "config.toml", "config.yaml", "config.yml")
JEKYLL_STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "weekdate": "/:categories/:year/W:week/:short_day/:title.html",
    "none": "/:categories/:title.html",
}
NOT_CONTENT = frozenset(
    {
        "archetypes",
        "scaffolds",
        "themes",
        "node_modules",
        "vendor",
        "_site",
        "public",
        "_includes",
        "_layouts",
    }
)
"""Folders of generators that hold no articles of their own."""
VARIABLE = re.compile(r":([a-z_]+)")


@dataclass(frozen=True, slots=True)
class Named:
    """What a file's address is made of: its path below the site's folder, its words, its date and categories."""

    path: str
    slug: str
    published: date | None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Generator:
    """How a folder is published: `root` is where the site lies in it, `home` the address that its settings say."""

    flavor: str = "plain"
    root: str = ""
    title: str = ""
    home: str = ""
    permalink: str = ""
    sections: tuple[tuple[str, str], ...] = ()

    def place(self, named: Named) -> str:
        """The path of an article below the blog's address, without a slash before it."""
        if self.flavor == "jekyll":
            return _filled(self.permalink, named).lstrip("/")
        if self.flavor in ("hugo", "eleventy", "eleventy-base-blog"):
            folders = _folders(named.path, self.flavor)
            template = dict(self.sections).get(folders[0] if folders else "", "")
            if template:
                return _filled(template.replace(":section", folders[0]), named).lstrip("/")
            place = "/".join((*folders, named.slug))
            return quote(place.lower() if self.flavor == "hugo" else place) + "/"
        return f"{quote(named.slug)}/"


def is_sign(name: str) -> bool:
    """Whether a file may say how its folder is published."""
    parts = name.split("/")
    return any("/".join(parts[-length:]) in SIGNS for length in (1, 2, 3))


def is_content(name: str) -> bool:
    """Whether a file may be an article, by the folders that it lies in."""
    return NOT_CONTENT.isdisjoint(name.split("/")[:-1])


def generator_of(members: Sequence[Member]) -> Generator:
    """How a folder is published, as far as its settings say.

    Args:
        members: its files that may say so.
    """
    signs = [member for member in members if is_sign(member.name)]
    if not signs:
        return Generator()
    root = min((_root(member.name) for member in signs), key=lambda each: each.count("/"))
    texts: dict[str, str] = {}
    for member in signs:
        name = member.name.removeprefix(root)
        if member.name.startswith(root) and name in SITE_FILES | {"_config.yml", "_config.yaml"}:
            try:
                texts[name] = decode(member.readable(ignore), "utf-8", html=False)
            except ParseError:
                continue
    names = {member.name.removeprefix(root) for member in signs if member.name.startswith(root)}
    flavor, _ = flavor_of(names, texts)
    if flavor == "jekyll":
        return _jekyll(root, _data(texts, ("_config.yml", "_config.yaml")))
    if flavor == "hugo":
        return _hugo(root, _data(texts, SETTINGS))
    return Generator(flavor, root)


def _root(name: str) -> str:
    """The folder of the site in which a file that is a sign lies, with its slash."""
    parts = name.split("/")
    length = next(length for length in (1, 2, 3) if "/".join(parts[-length:]) in SIGNS)
    return "".join(f"{part}/" for part in parts[:-length])


def _jekyll(root: str, settings: Mapping[str, Any]) -> Generator:
    address = http_address(_text(settings.get("url")).rstrip("/") + "/", "")
    base = _text(settings.get("baseurl")).strip("/")
    home = f"{address.rstrip('/')}/{base + '/' if base else ''}" if address else ""
    style = _text(settings.get("permalink")) or "date"
    return Generator(
        "jekyll", root, _text(settings.get("title")), home, JEKYLL_STYLES.get(style.strip("/"), style)
    )


def _hugo(root: str, settings: Mapping[str, Any]) -> Generator:
    lower = {key.lower(): value for key, value in settings.items()}
    address = http_address(_text(lower.get("baseurl")), "")
    permalinks = lower.get("permalinks")
    permalinks = permalinks if isinstance(permalinks, dict) else {}
    page = permalinks.get("page")
    rows = {**permalinks, **(page if isinstance(page, dict) else {})}
    sections = tuple((key, value) for key, value in rows.items() if isinstance(value, str))
    home = f"{address.rstrip('/')}/" if address else ""
    return Generator("hugo", root, _text(lower.get("title")), home, sections=sections)


def _folders(path: str, flavor: str) -> list[str]:
    """The folders of an article's address: those of its file, but for where the generator's input lies."""
    folders = path.split("/")[:-1]
    if path.rpartition("/")[2].partition(".")[0] == "index":
        folders = folders[:-1]
    inputs = ("content",) if flavor == "hugo" else ("src", "content")
    return folders[1:] if folders and folders[0] in inputs else folders


def _filled(template: str, named: Named) -> str:
    """A template of an address with its variables: Jekyll's names, and Hugo's, which are alike."""
    day = named.published
    values = {
        "title": named.slug,
        "slug": named.slug,
        "slugorfilename": named.slug,
        "filename": named.slug,
        "contentbasename": named.slug,
        "slugorcontentbasename": named.slug,
        "categories": "/".join(each.lower().replace(" ", "-") for each in named.categories),
        "output_ext": ".html",
    }
    if day is not None:
        values |= {
            "year": f"{day.year:04d}",
            "short_year": f"{day.year % 100:02d}",
            "month": f"{day.month:02d}",
            "i_month": str(day.month),
            "day": f"{day.day:02d}",
            "i_day": str(day.day),
            "y_day": f"{day.timetuple().tm_yday:03d}",
            "week": f"{day.isocalendar().week:02d}",
            "short_day": f"{day:%a}",
        }
    filled = VARIABLE.sub(lambda match: quote(values.get(match[1], "")), template)
    return re.sub(r"/{2,}", "/", filled)


def _data(texts: Mapping[str, str], names: Sequence[str]) -> Mapping[str, Any]:
    """The settings in the first of some files; none where they are broken."""
    name = next((name for name in names if name in texts), "")
    try:
        if name.endswith(".toml"):
            data: Any = tomllib.loads(texts[name])
        elif name.endswith(".json"):
            data = json.loads(texts[name])
        else:
            data = yaml.safe_load(texts.get(name, ""))
    except (ValueError, yaml.YAMLError, RecursionError):
        return {}
    return data if isinstance(data, dict) else {}


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
