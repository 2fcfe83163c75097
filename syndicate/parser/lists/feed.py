"""Feeds: Atom, RSS and JSON Feed, whole or damaged, as the entries that they list."""

from __future__ import annotations

import html
import io
import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from syndicate.addresses import untracked
from syndicate.errors import ParseError
from syndicate.models import Entry, Feed
from syndicate.parser.dates import parse_date
from syndicate.parser.encoding import cleaned, decode, misdeclared
from syndicate.parser.lists.xmltext import (
    VERBATIM,
    Document,
    document,
    escaped,
    fault,
    http_address,
    unescaped,
)

if TYPE_CHECKING:
    from datetime import date, datetime

STUMBLES = (ArithmeticError, AssertionError, LookupError, TypeError, ValueError)
"""What feedparser's loose parser raises where its own code trips over a document that is not well-formed."""

CLOSERS = {"rss": "</channel></rss>", "feed": "</feed>", "rdf": "</rdf:RDF>", "channel": "</CHANNEL>"}
"""What ends a feed after its last entry, by its root element."""

ENDINGS = re.compile(
    rf"{VERBATIM}|</(?:[\w.-]+:)?(?:(?P<entry>item|entry)|(?P<root>rss|feed|rdf))\s*>",
    re.DOTALL | re.IGNORECASE,
)

HTML_TYPES = ("text/html", "application/xhtml+xml")
FEED_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")

HTML_BITS = re.compile(r"<(?:head|body|title|meta|div|p)\b", re.IGNORECASE)

VOID_ENDS = re.compile(r"</(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)>")
"""End tags that XHTML may have and that HTML reads as a second line break, or not at all."""

BREAKS = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
TAGS = re.compile(r"<!--.*?(?:-->|\Z)|</?[a-z][^<>]*>", re.DOTALL | re.IGNORECASE)
SPACES = re.compile(r"[ \t\n\f]+")  # not the no-break space, which is a letter
STILL_ESCAPED = re.compile(
    r"&(?:amp|quot|apos|lt|gt|nbsp|[lr][sd]quo|[mn]dash|hellip|#\d{1,7}|#x[\da-f]{1,6});", re.IGNORECASE
)

MAX_ENTRIES = 20_000
"""An archive of 50 years of a post a day has fewer."""


def parse_feed(content: bytes, address: str, *, content_type: str = "") -> Feed:
    """The entries of an Atom, RSS or JSON feed, as far as it can be read.

    Args:
        content: the feed as it came.
        address: its own address, for relative ones and for messages.
        content_type: the HTTP header, for the charset that it may declare.

    Returns:
        The entries that have a web address, each address once, and a warning for all that was left out or mended.

    Raises:
        ParseError: it is not a feed, or nothing in it can be read.
    """
    warnings: list[str] = []
    bare = content.removeprefix(b"\xef\xbb\xbf").strip()
    if not bare:
        raise ParseError("the feed is empty; check the address in source.feed", address)
    if bare.startswith(b"{"):
        entries, older, title = _json_entries(bare, address)
    else:
        entries, older, title = _xml_entries(_text(content, content_type, warnings), address, warnings)
    kept: dict[str, Entry] = {}
    if len(entries) > MAX_ENTRIES:
        warnings.append(f"{address} has {len(entries):,} entries; the first {MAX_ENTRIES:,} are used")
    for entry in entries[:MAX_ENTRIES]:
        if not entry.address:
            warnings.append(f"an entry has no web address and is left out: {entry.title!r}")
        elif entry.address in kept:
            warnings.append(f"{entry.address} stands in the feed more than once; the first is used")
        else:
            kept[entry.address] = entry
    return Feed(tuple(kept.values()), older=older, warnings=tuple(warnings), title=title)


def linked_feeds(html: str, address: str) -> list[str]:
    """The feeds that an HTML page names as its own.

    Args:
        html: the page.
        address: its address, for relative ones.

    Source: HTML Living Standard, 4.6.7.1 (`alternate`).
    """
    from selectolax.lexbor import LexborHTMLParser

    links = LexborHTMLParser(html).css("link[rel~=alternate i][type][href]")
    named = [link for link in links if (link.attributes["type"] or "").strip().lower() in FEED_TYPES]
    return list(filter(None, (http_address(link.attributes["href"] or "", address) for link in named)))


def _text(content: bytes, content_type: str, warnings: list[str]) -> str:
    """The XML as text, by the encoding rules of RFC 7303, section 3: byte order mark, HTTP, XML declaration."""
    declared = re.search(r"charset\s*=\s*[\"']?([^\s\"';]+)", content_type, re.IGNORECASE)
    charset = declared[1] if declared else ""
    if wrong := misdeclared(content, charset, html=False):
        warnings.append(f"the feed is declared as {wrong} and is not; look at its accented letters")
    return decode(content, charset, html=False)


def _xml_entries(text: str, address: str, warnings: list[str]) -> tuple[list[Entry], str, str]:
    """The entries of an Atom or RSS document, where its older ones are, and its title.

    feedparser gets well-formed UTF-8 wherever that can be had: its fallback for all else loses entities,
    keeps the torso of an entry that was cut off, and can stumble.
    """
    found = document(text)
    if found.root not in CLOSERS:
        raise ParseError(_what_else(found, address), address)
    import feedparser

    wrong = fault(found.text)
    xml = _mended(found, warnings) if wrong else found.text
    try:
        # No Content-Location: feedparser would make a web address of every guid, also of one that is a mere number.
        parsed = feedparser.parse(
            io.BytesIO(xml.encode()),
            response_headers={"content-type": "application/xml; charset=utf-8"},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except STUMBLES as error:
        raise ParseError(f"the feed is broken and cannot be read: {wrong or error}", address) from error
    if wrong and not parsed.entries:
        raise ParseError(f"the feed is broken and no entry in it can be read: {wrong}", address)
    # RFC 4287, section 4.2.1: a feed's authors are those of every entry that names none.
    everyone = _names(parsed.feed.get("authors")) if found.root == "feed" else ()
    title = _title(_string(parsed.feed.get("title")), _type(parsed.feed.get("title_detail")))
    return [_entry(raw, address, everyone) for raw in parsed.entries], _older(parsed.feed, address), title


def _older(feed: Any, address: str) -> str:
    """Where a feed's older entries are, "" where it does not say so.

    Source: RFC 5005, 3 (`next`) and 4 (`prev-archive`). WordPress pages its feeds with `?paged=` and does not say so.
    """
    for relation in ("prev-archive", "next"):
        for link in _dicts(feed.get("links")):
            if link.get("rel") == relation:
                return http_address(_string(link.get("href")), address)
    if "wordpress.org" not in _string(feed.get("generator")):
        return ""
    split = urlsplit(address)
    query = parse_qs(split.query)
    page = query.get("paged", ["1"])[0]
    query["paged"] = [str(int(page) + 1 if page.isdecimal() else 2)]
    return urlunsplit(split._replace(query=urlencode(query, doseq=True)))


def _mended(found: Document, warnings: list[str]) -> str:
    """A feed that is not well-formed, with what can be mended mended, up to the end of its last whole entry."""
    xml = escaped(found.text)
    wrong = fault(xml)
    if not wrong:
        return xml
    last_entry = end = 0
    for ending in ENDINGS.finditer(xml):
        if ending["entry"]:
            last_entry = ending.end()
        elif ending["root"]:
            end = ending.end()
    if end > last_entry:
        xml = xml[:end]  # hosts append comments and scripts
    else:
        xml = xml[:last_entry] + CLOSERS[found.root]
        warnings.append(f"the feed is cut off ({wrong}); what follows its last whole entry is left out")
    if wrong := fault(xml):
        warnings.append(f"the feed is not well-formed ({wrong}) and is read as well as it can be")
    return xml


def _what_else(found: Document, address: str) -> str:
    """What a text is that is not a feed, and where the feed may be."""
    if found.root in ("urlset", "sitemapindex"):
        return "this is a sitemap, not a feed; put its address into source.sitemap"
    if found.root != "html" and not HTML_BITS.search(found.text, 0, 2000):
        return "this is not a feed, neither Atom nor RSS nor JSON Feed; check the address in source.feed"
    for meant in linked_feeds(found.text, address):
        return f"this is an HTML page, not a feed; {meant} may have been meant"
    return "this is an HTML page, not a feed; check the address in source.feed"


def _entry(raw: Any, address: str, everyone: tuple[str, ...]) -> Entry:
    """The entry that feedparser read. An element named like one of its own keys can put a text where it has a list."""
    contents = [detail for detail in _dicts(raw.get("content")) if _string(detail.get("value"))]
    summary = _string(raw.get("summary"))
    if summary in [detail["value"] for detail in contents]:
        summary = ""  # feedparser copied it
    tags = [tag.get("term") or tag.get("label") for tag in _dicts(raw.get("tags"))]
    return Entry(
        address=_link(raw, address),
        title=_title(_string(raw.get("title")), _type(raw.get("title_detail"))),
        published=_date(raw.get("published")),
        updated=_date(dict.get(raw, "updated")),  # feedparser's own get answers "published" for it
        summary=_html(summary, _type(raw.get("summary_detail"))),
        content=_content(contents),
        authors=_names(raw.get("authors")) or everyone,
        tags=_lines(tags),
    )


def _link(raw: Any, address: str) -> str:
    """The address of an entry's page; a guid that is one serves where there is no link."""
    links = [link for link in _dicts(raw.get("links")) if link.get("rel") == "alternate"]
    links.sort(key=lambda link: link.get("type") not in HTML_TYPES)
    found = (http_address(_string(link.get("href")), address) for link in links)
    return untracked(next(filter(None, found), "") or http_address(_string(raw.get("link")), ""))


def _content(contents: list[dict[str, Any]]) -> str:
    """The longest HTML of an entry's contents; a plain text as paragraphs where there is no HTML."""
    htmls = [_html(detail["value"], _type(detail)) for detail in contents if _type(detail) in HTML_TYPES]
    texts = [_html(detail["value"], "text/plain") for detail in contents if _type(detail) == "text/plain"]
    paragraphs = ["".join(f"<p>{part}</p>" for part in re.split(r"\n\s*\n", text)) for text in texts]
    return max(htmls or paragraphs, key=len, default="")


def _html(value: str, kind: str) -> str:
    """A text of any type as HTML."""
    if kind == "text/plain":
        value = html.escape(value, quote=False)
    elif kind == "application/xhtml+xml":
        value = VOID_ENDS.sub("", value)
    return cleaned(value)


def _title(value: str, kind: str) -> str:
    """A title as one line of plain text; tags are tags only where it is HTML."""
    if kind in HTML_TYPES:
        value = unescaped(TAGS.sub("", BREAKS.sub(" ", value)))
    return _line(value)


def _line(text: str) -> str:
    """A text on one line, its entities resolved where it was escaped once too often."""
    if STILL_ESCAPED.search(text):
        text = unescaped(text)
    return SPACES.sub(" ", cleaned(text)).strip(" ")


def _lines(texts: list[Any]) -> tuple[str, ...]:
    """Names or tags, each once, in the order in which they come first."""
    return tuple(dict.fromkeys(line for line in (_line(_string(text)) for text in texts) if line))


def _names(authors: Any) -> tuple[str, ...]:
    return _lines([author.get("name") for author in _dicts(authors)])


def _date(text: Any) -> datetime | date | None:
    """The date that an entry states, from the text itself.

    feedparser's own reading has lost the zone, takes a month for its first day, and fills what it does
    not understand with today's month.
    """
    try:
        return parse_date(_string(text))
    except ValueError:
        return None


def _json_entries(content: bytes, address: str) -> tuple[list[Entry], str, str]:
    """The entries of a JSON Feed, where its older ones are, and its title (jsonfeed.org, version 1.1)."""
    try:
        feed = json.loads(decode(content, "utf-8", html=False))
    except (ValueError, RecursionError) as error:
        raise ParseError(f"the JSON Feed is broken or cut off: {error}", address) from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ParseError("this is JSON, but not a JSON Feed: it has no list of items", address)
    older = http_address(_string(feed.get("next_url")), address)
    entries = [_json_entry(item, address, _json_names(feed)) for item in _dicts(feed["items"])]
    return entries, older, _title(_string(feed.get("title")), "text/plain")


def _json_entry(item: dict[str, Any], address: str, everyone: tuple[str, ...]) -> Entry:
    text = [{"value": _string(item.get("content_text")), "type": "text/plain"}]
    markup = [{"value": _string(item.get("content_html")), "type": "text/html"}]
    tags = item.get("tags")
    return Entry(
        address=untracked(
            http_address(_string(item.get("url")), address) or http_address(_string(item.get("id")), "")
        ),
        title=_title(_string(item.get("title")), "text/plain"),
        published=_date(item.get("date_published")),
        updated=_date(item.get("date_modified")),
        summary=_html(_string(item.get("summary")), "text/plain"),
        content=_content([detail for detail in markup + text if detail["value"]]),
        authors=_json_names(item) or everyone,
        tags=_lines(tags) if isinstance(tags, list) else (),
    )


def _json_names(owner: dict[str, Any]) -> tuple[str, ...]:
    """The authors of a feed or an item; version 1.0 knew only one."""
    return _names(owner.get("authors")) or _names([owner.get("author")])


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _type(detail: Any) -> str:
    return _string(detail.get("type")) if isinstance(detail, dict) else ""
