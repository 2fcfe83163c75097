"""WordPress's export (WXR), and Squarespace's, which has its form -> the articles in it.

Source: https://developer.wordpress.org/reference/functions/export_wp/ and WordPress's wp-admin/includes/export.php
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

from syndicate.errors import ParseError
from syndicate.models import Entry
from syndicate.parser.dates import parse_date
from syndicate.parser.encoding import clean_text
from syndicate.parser.exports import squarespace
from syndicate.parser.exports.items import Exported, Site, ignore, with_feature, with_title
from syndicate.parser.exports.languages import in_language, languages_of
from syndicate.parser.exports.shortcodes import Attachment, Surroundings
from syndicate.parser.exports.streams import elements, parse_element
from syndicate.parser.exports.wpblocks import body_html
from syndicate.parser.lists.values import title_of
from syndicate.parser.lists.xmltext import http_address, unescape
from syndicate.parser.plain_text import without_tags

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from syndicate.parser.exports.items import Member, Reading
    from syndicate.parser.exports.streams import Element

NAMESPACE = b"wordpress.org/export/"
DECLARATION = re.compile(rb"xmlns:([\w.-]{1,40})\s{0,9}=\s{0,9}[\"'][a-z:/.]{0,40}wordpress\.org/export/")
"""The prefix of its elements."""
UNPUBLISHED = {
    "draft": "a draft",
    "auto-draft": "a draft",
    "pending": "a draft",
    "private": "private",
    "trash": "in the trash",
    "future": "scheduled",
}
"""What each status means; of all, only publish is public: https://wordpress.org/documentation/article/post-status/"""
SITE_PARTS = (
    "nav_menu_item",
    "revision",
    "attachment",
    "custom_css",
    "customize_changeset",
    "oembed_cache",
    "wp_",
)
"""The types of what is no article at all, or their beginnings."""


@dataclass(slots=True)
class Library:
    """What the posts of an export refer to: the names of authors by their logins, files and reusable blocks by their ids.

    `language` is the blog's, and `is_squarespace` is false where WordPress wrote it.
    """

    language: str = ""
    authors: dict[str, str] = field(default_factory=dict)
    is_squarespace: bool = True
    attachments: dict[str, Attachment] = field(default_factory=dict)
    blocks: dict[str, str] = field(default_factory=dict)


def is_wxr(head: bytes) -> bool:
    """Whether a file begins as a WordPress export does."""
    head = head.replace(b"\0", b"")  # UTF-16
    return b"<rss" in head and NAMESPACE in head


def has_wxr_elements(content: bytes) -> bool:
    """Whether a feed is a WordPress export: it not only declares the namespace, as any feed may, but uses it."""
    content = content.replace(b"\0", b"")  # UTF-16
    declaration = DECLARATION.search(content)
    return declaration is not None and b"<" + declaration[1] + b":" in content


def exports_of(members: Sequence[Member]) -> list[Member]:
    """Those of the members that are WordPress exports."""
    return [member for member in members if is_wxr(member.head)]


def site(members: Sequence[Member]) -> Site:
    """What the export says of its blog."""
    values: dict[str, str] = {}
    tags = ("title", "link", *squarespace.OWN, "item")
    for fragment in elements(members[0].streamed(ignore), tags):
        with suppress(ParseError):
            element = parse_element(fragment)
            if fragment.tag != "item":
                values.setdefault(fragment.tag, _line(element.text))
            elif values.keys() & squarespace.OWN:
                break
            elif element.first("wp:post_type") == "post" and element.first("wp:status") == "publish":
                values["post"] = element.first("link")
                break
    address = http_address(values.get("wp:base_blog_url") or values.get("link", ""), "")
    home = f"{address.rstrip('/')}/" if address else ""
    is_wordpress = bool(values.keys() & squarespace.OWN)
    feed = f"{home}feed/" if is_wordpress else squarespace.feed_of(home, values.get("post", ""))
    return Site(values.get("title", ""), home, feed if home else "")


def read(members: Sequence[Member], reading: Reading) -> Iterator[Exported]:
    """The articles of an export.

    Args:
        members: its files, one or several.
        reading: how it is read.

    Raises:
        ParseError: it is refused.
    """
    library = _library(members)
    site_parts: Counter[str] = Counter()
    translated: Counter[str] = Counter()
    for member in members:
        count = 0
        for fragment in elements(member.streamed(reading.note), ("item",)):
            count += 1
            try:
                item = parse_element(fragment)
            except ParseError as error:
                what = f"item {count} ({_title_in(fragment.text)}) is left out: " if fragment.tag else ""
                reading.note(f"{member.name}: {what}{error.message}")
                continue
            if item.first("wp:post_type").startswith(SITE_PARTS):
                continue
            kind = item.first("wp:post_type") or "post"
            if kind not in ("post", "page"):
                site_parts[kind] += 1
                continue
            language, *others = _languages(item, library)
            translated.update(others)
            yield _exported(item, kind, library, language, reading)
    for kind, count in site_parts.items():
        reading.note(f"{count} of the type {kind} left out: only posts and pages are articles")
    for other, count in translated.items():
        reading.note(
            f"the text of {count} in the language {other} is left out: an article comes in one language"
        )


def _library(members: Sequence[Member]) -> Library:
    """What the posts refer to, which may stand after them."""
    library = Library()
    for member in members:
        for fragment in elements(
            member.streamed(ignore), ("item", "wp:author", "language", *squarespace.OWN)
        ):
            if fragment.tag in squarespace.OWN:
                library.is_squarespace = False
                continue
            if fragment.tag == "item" and not (
                "wp:attachment_url" in fragment.text or "wp_block" in fragment.text
            ):
                continue
            try:
                element = parse_element(fragment)
            except ParseError:
                continue  # named when the articles are read
            if fragment.tag == "language":
                library.language = element.text.strip().lower().partition("-")[0]
            elif fragment.tag == "wp:author":
                name = element.first("wp:author_display_name")
                library.authors[element.first("wp:author_login")] = _line(name)
            elif element.first("wp:post_type") == "attachment":
                library.attachments[element.first("wp:post_id")] = _attachment(element)
            elif element.first("wp:post_type") == "wp_block" and element.first("wp:status") == "publish":
                library.blocks[element.first("wp:post_id")] = element.first("content:encoded")
    return library


def _attachment(item: Element) -> Attachment:
    order = item.first("wp:menu_order")
    return Attachment(
        html.unescape(item.first("wp:attachment_url")),
        item.first("wp:post_parent"),
        _line(_meta(item, "_wp_attachment_image_alt")),
        item.first("excerpt:encoded"),
        int(order) if order.isdecimal() else 0,
    )


def _languages(item: Element, library: Library) -> tuple[str, ...]:
    """The languages of an article, the one in which it comes first: the blog's own where it is in that; "" for an ordinary one."""
    found = languages_of(item.first("content:encoded")) or languages_of(item.first("title"))
    return tuple(sorted(found, key=lambda each: each != library.language)) or ("",)


def _exported(item: Element, kind: str, library: Library, language: str, reading: Reading) -> Exported:
    number, status = item.first("wp:post_id"), item.first("wp:status")
    guid = _line(item.first("guid"))
    address = http_address(unescape(item.first("link")), reading.home) or http_address(guid, "")
    address = address or f"{reading.home}?p={number}"
    withheld = "" if status == "publish" else UNPUBLISHED.get(status, f"of the status {status or 'none'}")
    if _meta(item, "_jetpack_newsletter_access") in ("subscribers", "paid_subscribers"):
        withheld = withheld or "for subscribers"
    if item.first("wp:post_password"):
        withheld = withheld or "protected by a password"
    surroundings = Surroundings(library.attachments, _with_footnotes(library.blocks, item), number)
    content = ""
    if not withheld:
        content = in_language(item.first("content:encoded"), language)
        is_plain = library.is_squarespace
        content = clean_text(squarespace.body_html(content) if is_plain else body_html(content, surroundings))
        content = _with_files(content, item, library)
    entry = Entry(
        address,
        title_of(in_language(item.first("title"), language), "text/html"),
        _date(item, "post_date") or _published(item),
        _date(item, "post_modified"),
        summary=clean_text(in_language(item.first("excerpt:encoded"), language)),
        content=content,
        authors=_authors(item, library),
        tags=_tags(item),
        guid=guid,
        losses=tuple(surroundings.losses.values()),
    )
    comments = sum(each.first("wp:comment_type") in ("", "comment") for each in item.every("wp:comment"))
    return Exported(with_title(entry), withheld, "pages" if kind == "page" else "", comments)


def _with_files(content: str, item: Element, library: Library) -> str:
    """The content with the post's own picture above it, and under it the recording that its feed would carry."""
    feature = library.attachments.get(_meta(item, "_thumbnail_id"))
    if feature is not None:
        content = with_feature(content, feature.address, feature.alt, feature.caption)
    address = _meta(item, "enclosure").partition("\n")[0].strip()
    if http_address(address, "") and address not in content:
        kind = _meta(item, "enclosure").split("\n")[-1].strip()
        if "audio" in kind:
            content += f'\n<figure><audio controls src="{html.escape(address)}"></audio></figure>'
    return content


def _with_footnotes(blocks: dict[str, str], item: Element) -> dict[str, str]:
    """The reusable blocks, and the list of footnotes that the block of that name draws from the post's metadata."""
    try:
        notes = json.loads(_meta(item, "footnotes") or "[]")
    except (ValueError, RecursionError):
        return blocks
    items = [
        f'<li id="{html.escape(str(note.get("id")))}">{note.get("content")} '
        f'<a href="#{html.escape(str(note.get("id")))}-link">↩︎</a></li>'
        for note in (notes if isinstance(notes, list) else [])
        if isinstance(note, dict)
    ]
    return (
        {**blocks, "footnotes": f'<ol class="wp-block-footnotes">{"".join(items)}</ol>'} if items else blocks
    )


def _authors(item: Element, library: Library) -> tuple[str, ...]:
    logins = [each.text.strip() for each in item.every("dc:creator")]
    return tuple(dict.fromkeys(filter(None, (library.authors.get(login) or login for login in logins))))


def _tags(item: Element) -> tuple[str, ...]:
    """The names of the post's categories and tags, but for the category that WordPress gives to what has none."""
    terms = (
        _line(each.text)
        for each in item.every("category")
        if each.attributes.get("domain", "category") in ("category", "post_tag", "tag")
        and each.attributes.get("nicename") != "uncategorized"
    )
    return tuple(dict.fromkeys(filter(None, terms)))


def _meta(item: Element, key: str) -> str:
    return next(
        (
            each.first("wp:meta_value")
            for each in item.every("wp:postmeta")
            if each.first("wp:meta_key") == key
        ),
        "",
    )


def _date(item: Element, name: str) -> datetime | None:
    """A date in the blog's own zone, which is known from the difference to the same date in UTC."""
    try:
        local = datetime.fromisoformat(item.first(f"wp:{name}"))
    except ValueError:
        return None
    try:
        utc = datetime.fromisoformat(item.first(f"wp:{name}_gmt"))
    except ValueError:
        return local
    offset = timedelta(minutes=round((local - utc).total_seconds() / 60))
    if abs(offset) >= timedelta(days=1):
        return local
    return local.replace(tzinfo=timezone(offset) if offset else UTC)


def _published(item: Element) -> datetime | date | None:
    try:
        published = parse_date(item.first("pubDate"))
    except ValueError:
        return None
    return published if published.year > 1 else None


def _title_in(text: str) -> str:
    return (
        _line(
            text.partition("<title>")[2]
            .partition("</title>")[0]
            .removeprefix("<![CDATA[")
            .removesuffix("]]>")
        )[:80]
        or "without a title"
    )


def _line(text: str) -> str:
    return " ".join(clean_text(unescape(without_tags(text))).split())
