"""Feeds: Atom, RSS and JSON Feed, valid or damaged -> their entries."""

from __future__ import annotations

import io
import re
from collections import Counter
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from syndicate.addresses import without_tracking
from syndicate.errors import ParseError
from syndicate.models import Entry, Feed
from syndicate.parser.bounds import MAX_MARKUP, check_counts, parse_html
from syndicate.parser.encoding import decode, wrong_charset
from syndicate.parser.lists.entry_dates import EntryDates, entry_dates
from syndicate.parser.lists.json_feed import json_entries
from syndicate.parser.lists.names import without_mails
from syndicate.parser.lists.values import (
    HTML_TYPES,
    TAGS,
    as_dicts,
    as_html,
    as_text,
    guid_of,
    lines_of,
    longest_content,
    names_of,
    title_of,
    type_of,
)
from syndicate.parser.lists.xmltext import (
    VERBATIM,
    Document,
    escape_ampersands,
    http_address,
    parse_document,
    unescape,
    xml_error,
)

FEEDPARSER_ERRORS = (ArithmeticError, AssertionError, LookupError, TypeError, ValueError)
"""What feedparser's loose parser may raise on a document that is not well-formed."""

CLOSING_TAGS = {"rss": "</channel></rss>", "feed": "</feed>", "rdf": "</rdf:RDF>", "channel": "</CHANNEL>"}
"""The closing tags after a feed's last entry, by its root element."""

END_TAGS = re.compile(
    rf"{VERBATIM}|</(?:[\w.-]+:)?(?:(?P<entry>item|entry)|(?P<root>rss|feed|rdf))\s*>",
    re.DOTALL | re.IGNORECASE,
)

FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")

HTML_TAGS = re.compile(r"<(?:head|body|title|meta|div|p)\b", re.IGNORECASE)

MIN_FULL_WORDS = 80
"""Fewer words in a description are an excerpt."""

MAX_ENDING = 60
CUT_OFF = re.compile(r"(?:\.\.\.|…|\[…\]|\[\.\.\.\]|»|→|>>)\]?+$")
"""How an excerpt ends, in any language: with dots, or with an arrow that leads on."""

OPEN_TAG = re.compile(r"""<[a-zA-Z](?:[^<>"']|"[^"<]*+"|'[^'<]*+')*+>""")
ATTRIBUTE = re.compile(
    r"""(?<![\w:-])(?P<name>[\w:-]++)(?P<sign>\s*+=\s*+)(?:(?P<quote>["'])(?P<quoted>[^"'<>]*+)(?P=quote)|(?P<bare>[^\s"'<>]++))"""
)
ADDRESSES = ("href", "src", "poster", "srcset")
"""The attributes that hold addresses, also as data-src and the like."""
IN_LIST = re.compile(r"(?:(?<=,)|^)(\s*+)(?!data:)([^\s,]++)")

BLOCKS = re.compile(r"<(?:p|h[1-6]|ul|ol|pre|blockquote|figure|table)\b", re.IGNORECASE)

MAX_ENTRIES = 20_000
"""An archive of 50 years of a post a day has fewer."""

MAX_CONTENT = 10_000_000
"""Characters of an entry's body, as many as a page may have bytes."""


def parse_feed(content: bytes, address: str, *, content_type: str = "") -> Feed:
    """The entries of an Atom, RSS or JSON feed, as far as it can be read.

    Args:
        content: the feed's bytes.
        address: its own address, to resolve relative ones and for messages.
        content_type: the HTTP header, for its charset.

    Returns:
        The entries that have a web address, each article once, and a warning for everything left out or repaired.

    Raises:
        ParseError: it is not a feed, or nothing in it can be read.
    """
    warnings: list[str] = []
    body = content.removeprefix(b"\xef\xbb\xbf").strip()
    if not body:
        raise ParseError("the feed is empty; check the address in source.feed", address)
    if body.startswith(b"{"):
        entries, older, title = json_entries(body, address)
    else:
        entries, older, title = _xml_entries(_text(content, content_type, warnings), address, warnings)
    by_address: dict[str, list[Entry]] = {}
    counts = Counter(entry.guid for entry in entries)
    if len(entries) > MAX_ENTRIES:
        warnings.append(f"{address} has {len(entries):,} entries; the first {MAX_ENTRIES:,} are used")
    for entry in (_bounded(entry, warnings) for entry in entries[:MAX_ENTRIES]):
        if not entry.address:
            warnings.append(f"an entry has no web address and is left out: {entry.title!r}")
            continue
        # An id that several entries have identifies none of them.
        same_address = by_address.setdefault(entry.address, [])
        one = entry if counts[entry.guid] == 1 else replace(entry, guid="")
        if all(one.is_another_than(each) for each in same_address):
            same_address.append(one)
            continue
        left = f"; {one.title!r} is left out" if one.title not in ("", same_address[0].title) else ""
        warnings.append(f"{entry.address} stands in the feed more than once; the first is used{left}")
    found = tuple(entry for same_address in by_address.values() for entry in same_address)
    return Feed(found, older=older, warnings=tuple(warnings), title=title)


def _bounded(entry: Entry, warnings: list[str]) -> Entry:
    """The entry without texts that are too long to be an article's."""
    if max(len(entry.content), len(entry.summary)) <= MAX_CONTENT:
        return entry
    warnings.append(
        f"{entry.address or entry.title!r} has a text of more than {MAX_CONTENT:,} characters in the feed, which is left out"
    )
    texts = (text if len(text) <= MAX_CONTENT else "" for text in (entry.content, entry.summary))
    content, summary = texts
    return replace(entry, content=content, summary=summary)


def linked_feeds(html: str, address: str) -> list[str]:
    """The feeds that an HTML page links to as its own.

    Args:
        html: the page.
        address: its address, to resolve relative ones.

    Source: HTML Living Standard, 4.6.7.1 (`alternate`).
    """
    links = parse_html(html, address).css("link[rel~=alternate i][type][href]")
    feeds = [link for link in links if (link.attributes["type"] or "").strip().lower() in FEED_TYPES]
    return list(filter(None, (http_address(link.attributes["href"] or "", address) for link in feeds)))


def _text(content: bytes, content_type: str, warnings: list[str]) -> str:
    """The XML as text, by the encoding rules of RFC 7303, section 3: byte order mark, HTTP, XML declaration."""
    declared = re.search(r"charset\s*=\s*[\"']?([^\s\"';]+)", content_type, re.IGNORECASE)
    charset = declared[1] if declared else ""
    if wrong_label := wrong_charset(content, charset, html=False):
        warnings.append(f"the feed is declared as {wrong_label} and is not; look at its accented letters")
    return decode(content, charset, html=False)


def _xml_entries(text: str, address: str, warnings: list[str]) -> tuple[list[Entry], str, str]:
    """The entries of an Atom or RSS document, the address of older ones, and its title.

    feedparser gets well-formed UTF-8 where possible: its fallback for the rest loses entities, keeps half of
    an entry that was cut off, and can crash.
    """
    check_counts(text, MAX_MARKUP, address)
    doc = parse_document(text)
    if doc.root not in CLOSING_TAGS:
        raise ParseError(_not_a_feed(doc, address), address)
    import feedparser

    error_text = xml_error(doc.text)
    xml = _repair(doc, warnings) if error_text else doc.text
    try:
        # No Content-Location: with it, feedparser would make a web address of every guid, even of a number.
        parsed = feedparser.parse(
            io.BytesIO(without_mails(xml).encode()),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except FEEDPARSER_ERRORS as error:
        raise ParseError(f"the feed is broken and cannot be read: {error_text or error}", address) from error
    if error_text and not parsed.entries:
        raise ParseError(f"the feed is broken and no entry in it can be read: {error_text}", address)
    # RFC 4287, section 4.2.1: a feed's authors are also those of every entry that names none.
    feed_authors = names_of(parsed.feed.get("authors")) if doc.root == "feed" else ()
    title = title_of(as_text(parsed.feed.get("title")), type_of(parsed.feed.get("title_detail")))
    public = [raw for raw in parsed.entries if is_public(raw)]
    if left_out := len(parsed.entries) - len(public):
        warnings.append(
            f"{left_out} entries are no published articles (drafts, private, pages and the like) and are left out"
        )
    stated = [(as_text(dict.get(raw, "published")), as_text(dict.get(raw, "updated"))) for raw in public]
    built = as_text(dict.get(parsed.feed, "updated")) or as_text(parsed.feed.get("published"))
    dates = entry_dates(stated, as_text(parsed.feed.get("language")).strip(), built)
    entries = [_entry(raw, address, feed_authors, dates) for raw in public]
    return entries, _older_address(parsed.feed, address), title


def _older_address(feed: Any, address: str) -> str:
    """The address of a feed's older entries; "" where there is none.

    Source: RFC 5005, 3 (`next`) and 4 (`prev-archive`). WordPress pages its feeds with `?paged=` without linking them.
    """
    for relation in ("prev-archive", "next"):
        for link in as_dicts(feed.get("links")):
            if link.get("rel") == relation:
                return http_address(as_text(link.get("href")), address)
    if "wordpress.org" not in as_text(feed.get("generator")):
        return ""
    split = urlsplit(address)
    query = parse_qs(split.query)
    page = query.get("paged", ["1"])[0]
    query["paged"] = [str(int(page) + 1 if page.isdecimal() else 2)]
    return urlunsplit(split._replace(query=urlencode(query, doseq=True)))


def _repair(doc: Document, warnings: list[str]) -> str:
    """Repair a feed that is not well-formed, as far as possible, up to the end of its last complete entry."""
    xml = escape_ampersands(doc.text)
    error_text = xml_error(xml)
    if not error_text:
        return xml
    last_entry = end = 0
    for ending in END_TAGS.finditer(xml):
        if ending["entry"]:
            last_entry = ending.end()
        elif ending["root"]:
            end = ending.end()
    if end > last_entry:
        xml = xml[:end]  # hosts append comments and scripts
    else:
        xml = xml[:last_entry] + CLOSING_TAGS[doc.root]
        warnings.append(f"the feed is cut off ({error_text}); what follows its last whole entry is left out")
    if error_text := xml_error(xml):
        warnings.append(f"the feed is not well-formed ({error_text}) and is read as well as it can be")
    return xml


def _not_a_feed(doc: Document, address: str) -> str:
    """An error message for a text that is not a feed: what it is, and where the feed may be."""
    if doc.root in ("urlset", "sitemapindex"):
        return "this is a sitemap, not a feed; put its address into source.sitemap"
    if doc.root != "html" and not HTML_TAGS.search(doc.text, 0, 2000):
        return "this is not a feed, neither Atom nor RSS nor JSON Feed; check the address in source.feed"
    for feed in linked_feeds(doc.text, address):
        return f"this is an HTML page, not a feed; {feed} may have been meant"
    return "this is an HTML page, not a feed; check the address in source.feed"


def _entry(raw: Any, address: str, feed_authors: tuple[str, ...], dates: EntryDates) -> Entry:
    """The entry of a feedparser result. An element named like one of its keys can put a text where a list belongs."""
    contents = [detail for detail in as_dicts(raw.get("content")) if as_text(detail.get("value"))]
    contents = [
        detail
        for detail in contents
        if not str(detail.get("type")).startswith(("image/", "audio/", "video/"))
    ]
    summary = as_text(raw.get("summary"))
    if summary in [detail["value"] for detail in contents]:
        summary = ""  # feedparser copied it
    summary_html = as_html(summary, type_of(raw.get("summary_detail")))
    content = longest_content(contents)
    base = next((as_text(detail.get("base")) for detail in contents), "")
    if base.startswith(("http://", "https://")) and base != address:
        content = with_base(content, base)
    if not content and is_full_text(summary_html):
        content, summary_html = summary_html, ""
    tags = [tag.get("term") or tag.get("label") for tag in as_dicts(raw.get("tags"))]
    link, original = _link(raw, address), http_address(as_text(raw.get("feedburner_origlink")), "")
    address_of_entry = without_tracking(original) or link
    # feedparser's own parsing loses the zone, reads a month as its first day, and fills in today's month for what it
    # does not understand; and its `get` gives "published" where there is no "updated".
    stated, changed = as_text(raw.get("published")), as_text(dict.get(raw, "updated"))
    published, updated, unread = dates.read(stated, changed, address_of_entry)
    return Entry(
        address=address_of_entry,
        title=title_of(as_text(raw.get("title")), type_of(raw.get("title_detail"))),
        published=published,
        updated=updated,
        summary=summary_html,
        content=content,
        authors=names_of(raw.get("authors")) or feed_authors,
        tags=lines_of(tags),
        guid=guid_of(raw.get("id")),
        aliases=(link,) if original and link else (),
        image=_image(raw, address),
        enclosures=_enclosures(raw, address),
        unread_date=unread,
        is_dated_by_build=dates.is_of_build(published),
    )


def is_public(raw: Any) -> bool:
    """Whether an entry of a feed is published, and an article: an export has more (WordPress's WXR, Blogger's Atom).

    Source: wordpress.org, Tools Export Screen; RFC 5023, 13.1.1 (`app:draft`).
    """
    status, kind = as_text(raw.get("wp_status")), as_text(raw.get("wp_post_type"))
    terms = [as_text(tag.get("term")) for tag in as_dicts(raw.get("tags"))]
    kinds = [term.rpartition("#")[2] for term in terms if "/blogger/2008/kind#" in term]
    drafts = (as_text(raw.get(name)).strip().lower() for name in ("draft", "app_draft"))
    return (
        status in ("", "publish")
        and kind in ("", "post")
        and not as_text(raw.get("wp_post_password")).strip()
        and "yes" not in drafts
        and all(each == "post" for each in kinds)
    )


def with_base(content: str, base: str) -> str:
    """The HTML with addresses that are relative to xml:base made absolute (RFC 4287, 2)."""

    def absolute(address: str) -> str:
        return http_address(unescape(address), base) or address

    def attribute(match: re.Match[str]) -> str:
        name, value = match["name"].lower().rpartition("-")[2], match["quoted"] or match["bare"] or ""
        if name not in ADDRESSES or not value or value.startswith("#"):
            return match[0]
        if name == "srcset":
            value = IN_LIST.sub(lambda each: each[1] + absolute(each[2]), value)
        else:
            value = absolute(value)
        quote = match["quote"] or '"'
        return f"{match['name']}{match['sign']}{quote}{value}{quote}"

    return OPEN_TAG.sub(lambda tag: ATTRIBUTE.sub(attribute, tag[0]), content)


def is_full_text(summary: str) -> bool:
    """Whether what a feed calls a description is the whole article: several paragraphs that end as a text does."""
    plain = " ".join(TAGS.sub(" ", summary).split())
    blocks = len(BLOCKS.findall(summary))
    return blocks > 1 and len(plain.split()) >= MIN_FULL_WORDS and not CUT_OFF.search(plain[-MAX_ENDING:])


def _attached(raw: Any) -> list[dict[str, Any]]:
    return [link for link in as_dicts(dict.get(raw, "links")) if link.get("rel") == "enclosure"]


def _image(raw: Any, address: str) -> str:
    """The picture that a feed shows with an entry (Media RSS, or an enclosure); "" for none."""
    media = [each for each in as_dicts(raw.get("media_content")) if as_text(each.get("medium")) == "image"]
    attached = [each for each in _attached(raw) if type_of(each).startswith("image/")]
    pictures = [*attached, *media, *as_dicts(raw.get("media_thumbnail"))]
    addresses = (http_address(as_text(each.get("href") or each.get("url")), address) for each in pictures)
    return next(filter(None, addresses), "")


def _enclosures(raw: Any, address: str) -> tuple[str, ...]:
    """The files that an entry brings along (RSS's enclosure, Atom's link with that relation)."""
    attached = (each for each in _attached(raw) if not type_of(each).startswith("image/"))
    files = (http_address(as_text(each.get("href")), address) for each in attached)
    return tuple(dict.fromkeys(filter(None, files)))


def _link(raw: Any, address: str) -> str:
    """The address of an entry's page: its link, else a guid that is an address."""
    links = [link for link in as_dicts(raw.get("links")) if link.get("rel") == "alternate"]
    links.sort(key=lambda link: link.get("type") not in HTML_TYPES)
    addresses = (http_address(as_text(link.get("href")), address) for link in links)
    return without_tracking(next(filter(None, addresses), "") or http_address(as_text(raw.get("link")), ""))
