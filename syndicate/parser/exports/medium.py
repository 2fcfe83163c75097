"""Medium's export (a zip of HTML) -> the articles in it.

Source: https://help.medium.com/hc/en-us/articles/115004745787-Export-your-account-data
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from syndicate.models import Entry
from syndicate.parser.dates import parse_date
from syndicate.parser.exports.items import Exported, Site, ignore, pages, with_title
from syndicate.parser.lists.xmltext import http_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from syndicate.parser.exports.items import Member, Reading

GIST = re.compile(
    r"""<script\b[^<>]{0,200}?\bsrc="(https://gist\.github\.com/[\w/-]{1,200})\.js[^<>]{0,200}>\s*+</script>"""
)


def exports_of(members: Sequence[Member]) -> list[Member]:
    """Those of the members that are posts of Medium's; lists of claps and bookmarks are not."""
    return [
        member
        for member in members
        if b'data-field="body"' in member.head and (b"h-entry" in member.head or b"p-name" in member.head)
    ]


def site(members: Sequence[Member]) -> Site:
    """What the export says of its blog: its author's page."""
    for _, tree in pages(members, ignore):
        author = tree.css_first("a.p-author")
        address = http_address(author.attributes.get("href") or "", "") if author is not None else ""
        if author is not None and urlsplit(address).hostname == "medium.com":
            handle = urlsplit(address).path.strip("/")
            return Site(author.text().strip(), f"{address.rstrip('/')}/", f"https://medium.com/feed/{handle}")
    return Site()


def read(members: Sequence[Member], reading: Reading) -> Iterator[Exported]:
    """The articles of an export."""
    for member, tree in pages(members, reading.note):
        body = tree.css_first('[data-field="body"]')
        if body is None:
            reading.note(f"{member.name}: no body in it; left out")
            continue
        yield _exported(member.name, tree, body, reading.home)


def _exported(name: str, tree: LexborHTMLParser, body: LexborNode, home: str) -> Exported:
    title, subtitle = _text(tree, "h1.p-name"), _text(tree, '[data-field="subtitle"]')
    author = _text(tree, ".p-author")
    published = _date(tree)
    heading = body.css_first(".graf--title, h3, h2, h1")
    is_own_title = heading is not None and " ".join(heading.text().split()) == title
    withheld = "" if published is not None else "a draft"
    # A reply is called by its first words, as is a post to which its author gave no title.
    is_beginning = " ".join(body.text().split()).startswith(title.rstrip("…").strip())
    needs = "replies" if title and is_beginning and not is_own_title else ""
    for code in body.css("pre[data-code-block-lang]"):
        code.attrs["data-language"] = code.attributes["data-code-block-lang"] or ""
    if heading is not None and is_own_title:
        heading.decompose()
    first = body.css_first("hr.section-divider")
    if first is not None:
        first.decompose()
    stem = name.rpartition("/")[2].rpartition(".")[0]
    canonical = tree.css_first("a.p-canonical")
    address = http_address(canonical.attributes.get("href") or "", "") if canonical is not None else ""
    entry = Entry(
        address or f"{home}{stem.rpartition('_')[2]}",
        title,
        published,
        summary=subtitle,
        content=GIST.sub(r'<a href="\1">\1</a>', body.html or ""),
        authors=(author,) if author else (),
        guid=f"https://medium.com/p/{stem.rpartition('-')[2]}",
    )
    return Exported(with_title(entry), withheld, needs)


def _text(tree: LexborHTMLParser, selector: str) -> str:
    node = tree.css_first(selector)
    return " ".join(node.text().split()) if node is not None else ""


def _date(tree: LexborHTMLParser) -> datetime | date | None:
    node = tree.css_first("time.dt-published")
    try:
        return parse_date((node.attributes.get("datetime") or node.text()) if node is not None else "")
    except ValueError:
        return None
