"""Bounds on what an origin sends, checked before the parsers whose time or memory they protect."""

from __future__ import annotations

import re

from syndicate.errors import ParseError

MAX_ATTRIBUTES = 5000
"""Of one tag: HTML parsers compare each with all before it, so that their time grows with the square."""

SCANNED = 100_000
"""Characters: a shorter text without a long stretch between two tags cannot hold a tag that takes long."""

MAX_MARKUP = {"<": 3_000_000, "<item": 100_000, "<entry": 100_000}
"""So many elements, and entries, a feed in XML may have: each takes a few hundred bytes of memory."""

MAX_JSON = {"[": 1_000_000, "{": 1_000_000, '"': 8_000_000}
"""So many values a JSON Feed may have."""

_TAG = re.compile(r"<(?:!--|(?P<raw>script|style|textarea|title)\b|[a-z])", re.IGNORECASE)
_RAW_END = re.compile(r"</(script|style|textarea|title)\b", re.IGNORECASE)
_ATTRIBUTE = re.compile(
    r"""[\s/]*+[^\s/>][^\s/>=]*+(?:\s*+=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z)|[^\s>"'][^\s>]*+)?+)?+"""
)


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
        count = 0
        while attribute := _ATTRIBUTE.match(html, at):
            at, count = attribute.end(), count + 1
            if count > MAX_ATTRIBUTES:
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
