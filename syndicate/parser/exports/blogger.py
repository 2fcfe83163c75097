"""Blogger's backup and Takeout's file of it (Atom) -> the articles in it.

Source: https://support.google.com/blogger/answer/41387 and https://developers.google.com/blogger/docs/3.0/reference/posts
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin

from syndicate.errors import ParseError
from syndicate.models import Entry
from syndicate.parser.dates import parse_date
from syndicate.parser.encoding import clean_text
from syndicate.parser.exports.items import Exported, Site, ignore, with_title
from syndicate.parser.exports.streams import elements, parse_element
from syndicate.parser.lists.xmltext import http_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from syndicate.parser.exports.items import Member, Reading
    from syndicate.parser.exports.streams import Element

KIND = "http://schemas.google.com/blogger/2008/kind#"
LABEL = "http://www.blogger.com/atom/ns#"
STATUSES = {"LIVE": "", "DRAFT": "a draft", "SCHEDULED": "scheduled", "SOFT_TRASHED": "in the trash"}


def exports_of(members: Sequence[Member]) -> list[Member]:
    """Those of the members that are Blogger's."""
    return [
        member
        for member in members
        if b"<feed" in member.head
        and (
            b"schemas.google.com/blogger" in member.head
            or b"blogger:" in member.head
            or b"blogger.com,1999:blog" in member.head
        )
    ]


def site(members: Sequence[Member]) -> Site:
    """What the export says of its blog."""
    title = ""
    for member in members:
        for fragment in elements(member.streamed(ignore), ("entry", "title")):
            try:
                element = parse_element(fragment)
            except ParseError:
                continue
            title = title or (element.text.strip() if fragment.tag == "title" else "")
            for link in element.every("link"):
                address = http_address(link.attributes.get("href", ""), "")
                if link.attributes.get("rel") == "alternate" and address:
                    home = urljoin(address, "/")
                    return Site(title, home, f"{home}feeds/posts/default")
    return Site(title)


def read(members: Sequence[Member], reading: Reading) -> Iterator[Exported]:
    """The articles of an export.

    Raises:
        ParseError: it is refused.
    """
    for member in members:
        comments: dict[str, int] = {}
        for fragment in elements(member.streamed(ignore), ("entry",)):
            if "kind#comment" in fragment.text or "<blogger:type>COMMENT" in fragment.text:
                comments["all"] = comments.get("all", 0) + 1
        for count, fragment in enumerate(elements(member.streamed(reading.note), ("entry",)), 1):
            try:
                entry = parse_element(fragment)
            except ParseError as error:
                what = f"entry {count} is left out: " if fragment.tag else ""
                reading.note(f"{member.name}: {what}{error.message}")
                continue
            kind = _kind(entry)
            if kind in ("post", "page"):
                yield _exported(entry, kind, reading.home, comments.pop("all", 0))


def _kind(entry: Element) -> str:
    kind = entry.first("blogger:type").lower()
    terms = (each.attributes.get("term", "") for each in entry.every("category"))
    return kind or next((term.removeprefix(KIND) for term in terms if term.startswith(KIND)), "")


def _exported(entry: Element, kind: str, home: str, comments: int) -> Exported:
    links = {each.attributes.get("rel"): each.attributes.get("href", "") for each in entry.every("link")}
    place = links.get("alternate") or entry.first("blogger:filename")
    controls = [each.first("app:draft") for each in entry.every("app:control")]
    status = entry.first("blogger:status")
    withheld = (
        STATUSES.get(status, f"of the status {status}") if status else "a draft" if "yes" in controls else ""
    )
    number = entry.first("id").rpartition("-")[2]
    made = Entry(
        http_address(place, home) if place else f"{home}?id={number}",
        " ".join(clean_text(entry.first("title")).split()),
        _date(entry.first("published")),
        _date(entry.first("updated")),
        content=clean_text(entry.first("content")),
        authors=tuple(filter(None, (each.first("name") for each in entry.every("author")))),
        tags=tuple(
            each.attributes.get("term", "")
            for each in entry.every("category")
            if each.attributes.get("scheme") in (LABEL, "")
            or "blogger.com,1999" in each.attributes.get("scheme", "")
        ),
        guid=entry.first("id"),
    )
    return Exported(with_title(made), withheld, "pages" if kind == "page" else "", comments)


def _date(text: str) -> datetime | date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
