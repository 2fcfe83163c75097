"""Substack's export (a zip of posts.csv and HTML) -> the articles in it.

Source: https://support.substack.com/hc/en-us/articles/360037466012
"""

from __future__ import annotations

import csv
import html
import io
import re
from collections import Counter
from typing import TYPE_CHECKING

from syndicate.errors import ParseError
from syndicate.models import Entry
from syndicate.parser.bounds import parse_html
from syndicate.parser.dates import parse_date
from syndicate.parser.encoding import decode
from syndicate.parser.exports.items import MAX_FILE, Exported, Site, contents, with_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date, datetime

    from syndicate.parser.exports.items import Member, Reading

NO_ARTICLES = {"thread": "a thread", "restack": "a restack"}
HOST = re.compile(rb"https://([a-z0-9-]+\.substack\.com)/(?:p/|subscribe)")


def exports_of(members: Sequence[Member]) -> list[Member]:
    """The table of the posts, and the files beside it; none where there is no such table."""
    tables = [member for member in members if _is_table(member.head)]
    return [*tables, *(member for member in members if member not in tables)] if tables else []


def _is_table(head: bytes) -> bool:
    first = head.lstrip(b"\xef\xbb\xbf").partition(b"\n")[0]
    return first.startswith((b"post_id,", b'"post_id"')) and b"is_published" in first and b"audience" in first


def site(members: Sequence[Member]) -> Site:
    """What the export says of its blog: the address that its posts name most often."""
    hosts: Counter[str] = Counter()
    for member in members[1:]:
        hosts.update(match.decode() for match in HOST.findall(member.head))
    if not hosts:
        return Site()
    host = hosts.most_common(1)[0][0]
    return Site(host.partition(".")[0], f"https://{host}/", f"https://{host}/feed")


def read(members: Sequence[Member], reading: Reading) -> Iterator[Exported]:
    """The articles of an export."""
    files = {member.name.rpartition("/")[2]: member for member in members}
    for table in members:
        if not _is_table(table.head):
            break
        damage: list[str] = []
        rows = list(_rows(decode(table.readable(damage.append), "utf-8", html=False)))
        for what in damage:
            reading.note(what)
        for row in rows[:-1] if damage else rows:
            name = row.get("post_id") or ""
            if None in (row.get("is_published"), row.get("audience")):
                reading.note(f"{name}: its row in {table.name} does not say who may read it; left out")
                continue
            file = files.get(f"{name}.html")
            sound = row.get("podcast_url") or ""
            if file is None and not sound:
                reading.note(f"{name}: {table.name} lists it, but the export has no text of it; left out")
                continue
            for text in _texts(file, reading):
                yield _exported(row, text, reading.home)


def _rows(text: str) -> Iterator[dict[str, str | None]]:
    """The rows of a table, however long its fields are."""
    csv.field_size_limit(MAX_FILE)
    yield from csv.DictReader(io.StringIO(text.replace("\0", "")))


def _texts(file: Member | None, reading: Reading) -> Iterator[str]:
    """The text of a post, "" where it has none; nothing where its file cannot be read, which is noted."""
    if file is None:
        yield ""
        return
    yield from (decode(content) for _, content in contents([file], reading.note))


def _exported(row: dict[str, str | None], content: str, home: str) -> Exported:
    number, _, slug = (row.get("post_id") or "").partition(".")
    if sound := row.get("podcast_url") or "":
        content = f'<figure><audio controls src="{html.escape(sound)}"></audio></figure>\n{content}'
    content = _without_widgets(content)
    entry = Entry(
        f"{home}p/{slug or number}",
        row.get("title") or "",
        _date(row.get("post_date")),
        summary=row.get("subtitle") or "",
        content=content,
    )
    is_published = (row.get("is_published") or "").lower() in ("true", "1")
    needs = "" if row.get("audience") in ("everyone", "", None) else "paid"
    if is_published and row.get("type") == "page":
        needs = "pages"
    return Exported(
        with_title(entry), NO_ARTICLES.get(row.get("type") or "", ""), needs if is_published else "drafts"
    )


def _without_widgets(content: str) -> str:
    """The content without what asks a reader to subscribe."""
    try:
        tree = parse_html(f"<body>{content}</body>", "")
    except ParseError:
        return content  # it is refused as an article
    for node in tree.css(
        '.subscription-widget-wrap, .subscription-widget-wrap-editor, .button-wrapper:has(a[href*="/subscribe"])'
    ):
        node.decompose()
    return (tree.body.inner_html or "") if tree.body is not None else content


def _date(text: str | None) -> datetime | date | None:
    try:
        return parse_date(text or "")
    except ValueError:
        return None
