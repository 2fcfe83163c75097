"""Ghost's export (JSON) -> the articles in it.

Source: https://ghost.org/docs/migration/custom/ and Ghost's ghost/core/core/server/data/exporter
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from syndicate.errors import ParseError
from syndicate.models import Entry, Loss
from syndicate.parser.dates import parse_date
from syndicate.parser.encoding import clean_text, decode
from syndicate.parser.exports.cut_json import load
from syndicate.parser.exports.ghost_documents import lexical_html, mobiledoc_html
from syndicate.parser.exports.items import FOR_MEMBERS, Exported, Site, ignore, with_feature, with_title
from syndicate.parser.lists.xmltext import http_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date, datetime

    from syndicate.parser.exports.items import Member, Reading

Rows = list[dict[str, Any]]
START = re.compile(rb'\s*+\{\s*+"(?:db"\s*+:|meta"\s*+:\s*+\{\s*+"exported_on"|data"\s*+:)')
OLD_START = re.compile(r'\s*+\{\s*+"db"\s*+:\s*+\[')
HERE = "__GHOST_URL__"
"""Stands in an export for the blog's address."""
TABLES = ("posts_meta", "users", "posts_authors", "tags", "posts_tags")
"""What is needed beside the posts."""
UNPUBLISHED = {"draft": "a draft", "scheduled": "scheduled", "sent": "sent by mail only"}


def exports_of(members: Sequence[Member]) -> list[Member]:
    """Those of the members that are Ghost exports."""
    return [member for member in members if START.match(member.head) and b'"exported_on"' in member.head]


def site(members: Sequence[Member]) -> Site:
    """What the export says of its blog, which is its title; its address only where a setting has it."""
    settings = {row.get("key"): row.get("value") for row in _rows(_data(members[0], ignore), "settings")}
    address = http_address(_text(settings.get("url")), "")
    home = f"{address.rstrip('/')}/" if address else ""
    return Site(_text(settings.get("title")), home, f"{home}rss/" if home else "")


def read(members: Sequence[Member], reading: Reading) -> Iterator[Exported]:
    """The articles of an export.

    Raises:
        ParseError: it is no JSON.
    """
    for member in members:
        data = _data(member, reading.note)
        tags, users = _names(data, "tags"), _names(data, "users")
        meta = {row.get("post_id"): row for row in _rows(data, "posts_meta")}
        tags_of = _joined(_rows(data, "posts_tags"), "tag_id", tags)
        authors_of = _joined(_rows(data, "posts_authors"), "author_id", users)
        for post in _rows(data, "posts"):
            authors = authors_of.get(post.get("id")) or (users.get(post.get("author_id"), ""),)
            entry = _entry(post, meta.get(post.get("id"), {}), reading.home)
            yield _exported(post, _with_names(entry, authors, tags_of.get(post.get("id"), ())))


GATE = re.compile(r"<!--kg-gated-block:begin\b([^>]{0,300})-->")
GATE_END = "<!--kg-gated-block:end-->"
"""What Ghost writes around a card that is not for all."""


def _exported(post: dict[str, Any], entry: Entry) -> Exported:
    status = _text(post.get("status"))
    withheld = "" if status == "published" else UNPUBLISHED.get(status, f"of the status {status or 'none'}")
    is_page = post.get("type") == "page" or post.get("page") in (1, True)
    is_public = post.get("visibility", "public") in ("public", None)
    return (
        Exported(with_title(entry), withheld, "" if is_public else "paid")
        if not is_page
        else Exported(with_title(entry), withheld if is_public else withheld or "a page for members", "pages")
    )


def _entry(post: dict[str, Any], meta: dict[str, Any], home: str) -> Entry:
    content, losses = _content(post)
    picture = _text(post.get("feature_image") or post.get("image"))
    alt, caption = _text(meta.get("feature_image_alt")), _text(meta.get("feature_image_caption"))
    here = home.rstrip("/")
    content = with_feature(content, picture, alt, caption).replace(HERE, here)
    canonical = http_address(_text(post.get("canonical_url")).replace(HERE, here), "")
    return Entry(
        f"{home}{_text(post.get('slug'))}/",
        " ".join(_text(post.get("title")).split()),
        _date(post.get("published_at")),
        _date(post.get("updated_at")),
        summary=_text(post.get("custom_excerpt")),
        content=clean_text(content),
        guid=_text(post.get("comment_id")) or str(post.get("id") or ""),
        aliases=(canonical,) if canonical else (),
        losses=losses,
    )


def _content(post: dict[str, Any]) -> tuple[str, tuple[Loss, ...]]:
    """The HTML of a post, made from what its editor stores where the export has none."""
    if html := _text(post.get("html")):
        return _public(html)
    for key, render in (("lexical", lexical_html), ("mobiledoc", mobiledoc_html)):
        try:
            document = json.loads(_text(post.get(key)) or "null")
        except (ValueError, RecursionError):
            continue
        if isinstance(document, dict):
            return render(document)
    return "", ()


def _public(html: str) -> tuple[str, tuple[Loss, ...]]:
    """The HTML without the cards that only members see."""
    first, *rest = GATE.split(html)
    parts = [first]
    losses: list[Loss] = []
    for gate, part in zip(rest[::2], rest[1::2], strict=True):
        inner, _, after = part.partition(GATE_END)
        is_public = "nonMember:false" not in gate.replace(" ", "")
        parts.append((inner if is_public else "") + after)
        if not is_public:
            losses.append(Loss("a card", FOR_MEMBERS))
    return "".join(parts), tuple(losses)


def _with_names(entry: Entry, authors: Sequence[str], tags: Sequence[str]) -> Entry:
    from dataclasses import replace

    public = [
        tag for tag in tags if not tag.startswith("#")
    ]  # https://ghost.org/docs/publishing/#internal-tags
    return replace(entry, authors=tuple(filter(None, authors)), tags=tuple(public))


def _joined(rows: Rows, key: str, names: dict[Any, str]) -> dict[Any, tuple[str, ...]]:
    """The names that belong to each post, in their order."""
    joined: dict[Any, tuple[str, ...]] = {}
    for row in sorted(
        rows, key=lambda row: row["sort_order"] if isinstance(row.get("sort_order"), int) else 0
    ):
        if name := names.get(row.get(key)):
            joined[row.get("post_id")] = (*joined.get(row.get("post_id"), ()), name)
    return joined


def _names(data: dict[str, Any], table: str) -> dict[Any, str]:
    return {row.get("id"): _text(row.get("name")) for row in _rows(data, table)}


def _data(member: Member, note: Callable[[str], None]) -> dict[str, Any]:
    """The tables of an export, by their names; of one that is cut off, those that stand before that."""
    text = decode(member.readable(note), "utf-8", html=False)
    document, why = load(text, member.name, lists=2 if OLD_START.match(text) else 1)
    document = document.get("db", document) if isinstance(document, dict) else document
    document = document[0] if isinstance(document, list) and document else document
    data = document.get("data") if isinstance(document, dict) else None
    data = data if isinstance(data, dict) else {}
    if why and not _rows(data, "posts"):
        raise ParseError(f"{why}; download the export once more", member.name)
    if why:
        lost = [table for table in TABLES if table not in data]
        note(
            f"{member.name}: {why}; what stands before that is read{', without ' * bool(lost)}{', '.join(lost)}"
        )
    return data


def _rows(data: dict[str, Any], table: str) -> Rows:
    rows = data.get(table)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _date(value: Any) -> datetime | date | None:
    """A date of Ghost's: text, or of old versions the milliseconds since 1970."""
    from datetime import UTC, datetime

    try:
        if isinstance(value, int):
            return datetime.fromtimestamp(value / 1000, UTC)
        return parse_date(_text(value))
    except (ValueError, OverflowError, OSError):
        return None
