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

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from syndicate.parser.exports.items import Member, Reading

MARKS = (b"/* webkit printing magic", b'class="page-body"', b"/* cspell:disable-file */")
TAGS, AUTHORS = ("tags", "tag", "category", "categories", "topics"), ("author", "authors", "created by")
DATES = ("date", "published", "publish date", "published at", "published on", "created", "created time")
"""Names of properties, in lower case; a page that is in no database has none."""
LISTS = "ul.bulleted-list, ol.numbered-list, ul.to-do-list"


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
        _join_lists(body)
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


def _join_lists(body: LexborNode) -> None:
    """Make one list of lists that follow each other: Notion writes each item as a list of its own."""
    counts: dict[int, int] = {}
    heads: dict[int, LexborNode] = {}
    groups: dict[int, list[LexborNode]] = {}
    lists = body.css(LISTS)
    for each in lists:
        before = each.prev
        while before is not None and before.tag == "-text" and not (before.text_content or "").strip():
            before = before.prev
        head = heads.get(before.mem_id) if before is not None else None
        if head is None or not _goes_on(head, each, counts[head.mem_id]):
            head = each
        else:
            groups.setdefault(head.mem_id, [head]).append(each)
        heads[each.mem_id] = head
        counts[head.mem_id] = counts.get(head.mem_id, 0) + sum(item.tag == "li" for item in each.iter())
    # A list within another begins after it, and is joined before it, since what is moved is made anew.
    order = {each.mem_id: at for at, each in enumerate(lists)}
    for head, *others in sorted(groups.values(), key=lambda group: -order[group[0].mem_id]):
        for each in others:
            for item in list(each.iter()):
                head.insert_child(item)
            each.decompose()


def _goes_on(before: LexborNode, after: LexborNode, count: int) -> bool:
    """Whether a list goes on with what another one, which has so many items, has begun."""
    if (before.tag, before.attributes.get("class")) != (
        after.tag,
        after.attributes.get("class"),
    ):
        return False
    start, first = (node.attributes.get("start") or "1" for node in (after, before))
    is_numbered = after.tag == "ol" and start.isdecimal() and first.isdecimal()
    return not is_numbered or int(start) == int(first) + count


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
