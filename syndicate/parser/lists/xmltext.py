"""XML as the web serves it: what a feed's and a sitemap's reader share before they understand a word."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from xml.parsers import expat

PROLOG = re.compile(
    r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)*+", re.DOTALL | re.IGNORECASE
)
ROOT = re.compile(r"<(?:[\w.-]+:)?(rss|feed|rdf|channel|urlset|sitemapindex|html)\b", re.IGNORECASE)
ILLEGAL = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML does not know (XML 1.0, section 2.2), and that nobody misses."""

REFERENCE = re.compile(r"&(?:#?\w{1,32};)?")
VERBATIM = r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
"""What holds no markup, however much it looks like it; unclosed, it holds the rest of the document."""

VERBATIM_OR_REFERENCE = re.compile(f"{VERBATIM}|{REFERENCE.pattern}", re.DOTALL)

ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
QUOTED_IN_ADDRESSES = str.maketrans({" ": "%20", '"': "%22", "<": "%3C", ">": "%3E", "`": "%60"})
"""What browsers percent-encode in any address (WHATWG URL Standard, 1.3: the path percent-encode set)."""


@dataclass(frozen=True, slots=True)
class Document:
    """An XML document from its root element on; `root` is that element's local name in lower case, "" for none."""

    root: str
    text: str


def document(text: str) -> Document:
    """The document in a text, without all that stands before its root element.

    With the document type declaration go the entities that it declares, and with them every bomb that
    can be made of them. Lines keep their numbers.
    """
    prolog = PROLOG.match(text)
    start = prolog.end() if prolog else 0
    if root := ROOT.search(text, start):
        before, start = text[: root.start()], root.start()
        return Document(root[1].lower(), "\n" * before.count("\n") + ILLEGAL.sub("", text[start:]))
    return Document("html" if "<!doctype html" in text[:start].lower() else "", text)


def fault(text: str) -> str:
    """What keeps a document from being well-formed XML, and where; "" where nothing does."""
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        return str(error)
    return ""


def escaped(text: str) -> str:
    """The document with its bare ampersands escaped, and HTML's entities as the characters that they mean."""
    return VERBATIM_OR_REFERENCE.sub(
        lambda found: html.escape(html.unescape(found[0])) if found[0].startswith("&") else found[0], text
    )


def unescaped(text: str) -> str:
    """HTML text with its character references resolved; `html.unescape`, but safe with endless digits."""
    return REFERENCE.sub(lambda found: html.unescape(found[0]), text)


def http_address(href: str, base: str) -> str:
    """The absolute form of an address, or "" where it is none that begins with http:// or https://."""
    href = re.sub(r"[\x00-\x1f\x7f]", "", href).strip()
    try:
        address = href if not href or ABSOLUTE.match(href) else urljoin(base, href)
        parts = urlsplit(address)
    except ValueError:
        return ""
    return (
        address.translate(QUOTED_IN_ADDRESSES) if parts.scheme in ("http", "https") and parts.hostname else ""
    )
