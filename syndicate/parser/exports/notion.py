"""Notion's export (a zip of HTML) -> the articles in it.

Source: https://www.notion.com/help/export-your-content
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from syndicate.models import Entry
from syndicate.parser.dates import parse_date
from syndicate.parser.exports.items import Exported, Site, pages, with_feature, with_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from selectolax.lexbor import LexborHTMLParser

    from syndicate.parser.exports.items import Member, Reading

MARKS = (b"/* webkit printing magic", b'class="page-body"', b"/* cspell:disable-file */")
TAGS, AUTHORS = ("tags", "tag", "category", "categories", "topics"), ("author", "authors", "created by")
DATES = ("date", "published", "publish date", "published at", "published on", "created", "created time")
"""Names of properties, in lower case; a page that is in no database has none."""


def exports_of(members: Sequence[Member]) -> list[Member]:
    """Those of the members that are pages of Notion's."""
    return [member for member in members if any(mark in member.head for mark in MARKS)]


def site(_members: Sequence[Member]) -> Site:
    """What the export says of its blog: nothing, since it was none."""
    return Site()


def read(members: Sequence[Member], reading: Reading) -> Iterator[Exported]:
    """The articles of an export: its pages with a text of their own."""
    for member, tree in pages(members, reading.note):
        body = tree.css_first(".page-body")
        if body is None or not (body.text().strip() or body.css_first("img") is not None):
            continue  # a database, which lists its pages
        title = tree.css_first(".page-title")
        properties = _properties(tree)
        cover = tree.css_first("img.page-cover-image")
        entry = Entry(
            f"{reading.home}{quote(member.name)}",
            " ".join(title.text().split()) if title is not None else "",
            _date([properties[name] for name in DATES if name in properties]),
            content=with_feature(
                body.html or "", (cover.attributes.get("src") or "") if cover is not None else ""
            ),
            authors=tuple(each for name in AUTHORS for each in properties.get(name, [])),
            tags=tuple(each for name in TAGS for each in properties.get(name, [])),
        )
        yield Exported(with_title(entry))


def _properties(tree: LexborHTMLParser) -> dict[str, list[str]]:
    """The properties of a page, by their names in lower case."""
    properties: dict[str, list[str]] = {}
    for row in tree.css("table.properties tr"):
        name, value = row.css_first("th"), row.css_first("td")
        if name is not None and value is not None:
            parts = value.css(".selected-value, .user, time") or [value]
            properties[" ".join(name.text().split()).lower()] = [
                " ".join(part.text().split()) for part in parts
            ]
    return properties


def _date(values: list[list[str]]) -> datetime | date | None:
    for value in values:
        try:
            return parse_date(value[0].lstrip("@").partition("→")[0].strip())
        except (ValueError, IndexError):
            continue
    return None
