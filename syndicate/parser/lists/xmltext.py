"""XML as the web serves it: what the parsers of feeds and sitemaps share."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit
from xml.parsers import expat

from syndicate.addresses import is_readable

PROLOG = re.compile(
    r"(?:\s+|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^\[>]*(?:\[.*?\]\s*)?>)*+", re.DOTALL | re.IGNORECASE
)
ROOT = re.compile(r"<(?:[\w.-]+:)?(rss|feed|rdf|channel|urlset|sitemapindex|html)\b", re.IGNORECASE)
ILLEGAL_CHARACTERS = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""Characters that XML does not allow (XML 1.0, section 2.2)."""

REFERENCE = re.compile(r"&(?:#?\w{1,32};)?")
VERBATIM = r"<!\[CDATA\[.*?(?:\]\]>|\Z)|<!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)"
"""Sections without markup, whatever their text looks like; an unclosed one extends to the end of the document."""

VERBATIM_OR_REFERENCE = re.compile(f"{VERBATIM}|{REFERENCE.pattern}", re.DOTALL)

ABSOLUTE = re.compile(r"https?://", re.IGNORECASE)
MAX_ADDRESS = 65_536
"""Characters; no server takes as many."""
ADDRESS_ESCAPES = str.maketrans({" ": "%20", '"': "%22", "<": "%3C", ">": "%3E", "`": "%60"})
"""What browsers percent-encode in any address (WHATWG URL Standard, 1.3: the path percent-encode set)."""


@dataclass(frozen=True, slots=True)
class Document:
    """An XML document from its root element on; `root` is that element's local name in lower case, "" for none."""

    root: str
    text: str


def parse_document(text: str) -> Document:
    """The document in a text, without anything before its root element.

    This removes the document type declaration with its entities, and so every entity bomb. Line numbers stay
    the same.
    """
    prolog = PROLOG.match(text)
    start = prolog.end() if prolog else 0
    if root := ROOT.search(text, start):
        head, start = text[: root.start()], root.start()
        return Document(root[1].lower(), "\n" * head.count("\n") + ILLEGAL_CHARACTERS.sub("", text[start:]))
    return Document("html" if "<!doctype html" in text[:start].lower() else "", text)


def xml_error(text: str) -> str:
    """Why and where a document is not well-formed XML; "" where it is."""
    parser = expat.ParserCreate(namespace_separator=" ")
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        return str(error)
    return ""


def escape_ampersands(text: str) -> str:
    """The document with bare ampersands escaped, and HTML's entities replaced by their characters."""
    return VERBATIM_OR_REFERENCE.sub(
        lambda match: html.escape(html.unescape(match[0])) if match[0].startswith("&") else match[0], text
    )


def unescape(text: str) -> str:
    """HTML text with its character references resolved; `html.unescape`, but safe with very long numbers."""
    return REFERENCE.sub(lambda match: html.unescape(match[0]), text)


def http_address(href: str, base: str) -> str:
    """The absolute form of an http or https address; "" for any other."""
    if len(href) > MAX_ADDRESS:
        return ""
    href = re.sub(r"[\x00-\x1f\x7f]", "", href).strip()
    try:
        address = href if not href or ABSOLUTE.match(href) else urljoin(base, href)
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or not parts.hostname or not is_readable(address):
        return ""
    return address.translate(ADDRESS_ESCAPES)
