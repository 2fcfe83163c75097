"""Bounds on what an origin sends, checked before the parsers whose time or memory they protect.

All HTML of an origin is parsed by `parse_html`.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from syndicate.errors import ParseError

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_ATTRIBUTES = 5000
"""Of one tag: HTML parsers compare each with all before it, so that their time grows with the square."""

MAX_DEPTH = 150
"""No article nests deeper, and more would exhaust the stack of the programs that read it."""

TOO_DEEP = "nested too deeply to be an article"

MAX_OPEN_BLOCKS = 5000
"""More open blocks are refused before a page is parsed."""

BLOCKS = re.compile(
    r"<(/?)(?:address|article|aside|blockquote|center|details|dialog|dir|div|dl|fieldset|figcaption|figure|footer|form|"
    r"header|hgroup|main|menu|nav|ol|pre|search|section|summary|ul)\b",
    re.IGNORECASE,
)
"""At these start tags a parser searches all open elements for a p (HTML Living Standard, 13.2.6.4.7), which takes time
quadratic in their depth."""

MAX_REOPENED = 300_000
"""So many elements may a parser open again, at a few hundred bytes each."""

FORMATTING = re.compile(r"<(/?)(?:b|big|code|em|font|i|s|small|strike|strong|tt|u)\b[^>]*+", re.IGNORECASE)
"""What is not closed of these is opened again in each block that follows (HTML Living Standard, 13.2.4.3): thirty
kilobytes of `<p><b id=1><p><b id=2>` and so on would take a gigabyte."""

MAX_ALIKE = 3
"""So many of those that are alike are opened again (the same place's "Noah's Ark clause")."""

SCANNED = 100_000
"""Characters: a shorter text without a long stretch between two tags cannot hold a tag that takes long."""

MAX_MARKUP = {"<": 3_000_000, "<item": 100_000, "<entry": 100_000}
"""So many elements, and entries, a feed in XML may have: each takes a few hundred bytes of memory."""

MAX_JSON = {"[": 1_000_000, "{": 1_000_000, ",": 4_000_000, '"': 8_000_000}
"""So many values a JSON Feed may have."""

_ATTRIBUTE = (
    r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+)?+)?+"""
)
_TAG = re.compile(
    rf"<(?:!--|(?:(?P<raw>script|style|textarea|title)\b|[a-z])(?:{_ATTRIBUTE}){{0,{MAX_ATTRIBUTES}}}+(?P<more>{_ATTRIBUTE})?+)",
    re.IGNORECASE,
)
_RAW_END = re.compile(r"</(script|style|textarea|title)\b", re.IGNORECASE)


def parse_html(text: str, address: str) -> LexborHTMLParser:
    """The tree of a page, or of a fragment.

    Raises:
        ParseError: it would take too much time or memory.
    """
    from selectolax.lexbor import LexborHTMLParser

    check_attributes(text, address)
    tags = text.count("<")
    if tags > MAX_OPEN_BLOCKS:
        _check_open_blocks(text, address)
    if tags > MAX_REOPENED**0.5:
        _check_reopened(text, address)
    return LexborHTMLParser(text)


def parse_fragment(html: str, address: str) -> LexborNode:
    """The body element of a document that holds a fragment; see `parse_html`."""
    body = parse_html(f"<!doctype html><html><body>{html}</body></html>", address).body
    if body is None:
        raise AssertionError("an HTML document has a body")
    return body


def check_depth(depth: int, address: str) -> None:
    """Raise ParseError where elements are nested deeper than `MAX_DEPTH`."""
    if depth > MAX_DEPTH:
        raise ParseError(TOO_DEEP, address)


def depth_below(node: LexborNode) -> int:
    """How deeply the elements below a node are nested; without recursion, which deep nesting would exhaust."""
    deepest = depth = 0
    current: LexborNode | None = node
    while current is not None:
        if current.first_child is not None:
            current, depth = current.first_child, depth + 1
            deepest = max(deepest, depth)
            continue
        while current is not None and current.next is None:
            current, depth = current.parent, depth - 1
            if depth <= 0:
                return deepest
        current = current.next if current is not None else None
    return deepest


def _check_open_blocks(text: str, address: str) -> None:
    depth = 0
    for match in BLOCKS.finditer(text):
        depth = max(depth - 1, 0) if match[1] else depth + 1
        if depth > MAX_OPEN_BLOCKS:
            raise ParseError(TOO_DEEP, address)


def _check_reopened(text: str, address: str) -> None:
    """Raise ParseError where elements that stay open would be opened again more often than `MAX_REOPENED`."""
    still_open: list[str] = []
    alike = Counter[str]()
    reopened = end = 0
    for match in FORMATTING.finditer(text):
        reopened += len(still_open) * text.count("<", end, match.start())
        end = match.end()
        if match[1]:
            if still_open:
                alike[still_open.pop()] -= 1
        elif alike[match[0]] < MAX_ALIKE:
            still_open.append(match[0])
            alike[match[0]] += 1
    if reopened + len(still_open) * text.count("<", end) > MAX_REOPENED:
        raise ParseError("too many elements in it are opened and never closed", address)


def check_attributes(html: str, address: str) -> None:
    """Raise ParseError where a tag of some HTML has more attributes than `MAX_ATTRIBUTES`."""
    if len(html) <= SCANNED and max(map(len, html.split(">"))) <= 2 * MAX_ATTRIBUTES:
        return
    at = 0
    while tag := _TAG.search(html, at):
        at = tag.end()
        if tag[0] == "<!--":
            end = html.find("-->", at)
            at = end + 3 if end >= 0 else len(html)
            continue
        if tag["more"] is not None:
            raise ParseError(f"a tag in it has more than {MAX_ATTRIBUTES:,} attributes", address)
        if tag["raw"]:
            at = _end_of_raw(html, tag["raw"], at)


def _end_of_raw(html: str, name: str, at: int) -> int:
    ends = (end.start() for end in _RAW_END.finditer(html, at) if end[1].lower() == name.lower())
    return next(ends, len(html))


def check_counts(text: str, limits: dict[str, int], address: str) -> None:
    """Raise ParseError where a text holds one of some signs more often than its limit."""
    for sign, limit in limits.items():
        if text.count(sign) > limit:
            raise ParseError(f"it has more than {limit:,} times {sign!r}, so it is no blog's feed", address)
