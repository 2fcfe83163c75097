"""Sitemaps: XML, plain text, compressed or not, and the indexes that list them (sitemaps.org)."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING
from xml.parsers import expat

from syndicate.errors import ParseError
from syndicate.models import Entry, Feed
from syndicate.parser.dates import parse_date
from syndicate.parser.encoding import decode
from syndicate.parser.lists.xmltext import Document, document, escaped, http_address

if TYPE_CHECKING:
    from datetime import date, datetime

LARGEST = 100_000_000
"""Twice what sitemaps.org allows for an uncompressed sitemap."""

GZIP = b"\x1f\x8b"

PARENTS = {"urlset": "url", "sitemapindex": "sitemap"}


def parse_sitemap(content: bytes, address: str) -> Feed:
    """The articles that a sitemap lists, or the sitemaps that a sitemap index lists.

    Args:
        content: the sitemap as it came; gzip is unpacked.
        address: its own address, for relative ones and for messages.

    Raises:
        ParseError: it is not a sitemap, nothing in it can be read, or it is too large.
    """
    warnings: list[str] = []
    text = decode(_unpacked(content, address, warnings), html=False)
    if not text.strip():
        raise ParseError("the sitemap is empty; check the address in source.sitemap", address)
    found = document(text)
    if found.root in PARENTS:
        pairs = _listed(found, address, warnings)
    elif not found.root and not text.lstrip().startswith("<"):
        whole = text.rpartition("\n")[0] if warnings else text  # the last line of a cut-off list is cut too
        pairs = [(line, "") for line in whole.splitlines() if line.strip()]
        if not any(http_address(line, "") for line, _ in pairs):
            raise ParseError(
                "this is neither XML nor a list of addresses; check the address in source.sitemap", address
            )
    else:
        what = {"html": "an HTML page", "": "XML of another kind"}.get(found.root, "a feed")
        raise ParseError(f"this is {what}, not a sitemap; check the address in source.sitemap", address)
    entries = _entries(pairs, address, warnings)
    if found.root == "sitemapindex":
        return Feed((), tuple(entry.address for entry in entries), warnings=tuple(warnings))
    return Feed(entries, warnings=tuple(warnings))


def _unpacked(content: bytes, address: str, warnings: list[str]) -> bytes:
    """The content without its gzip, unpacked no further than `LARGEST`: a small file can hold a huge one."""
    if not content.startswith(GZIP):
        return content
    unpacked = b""
    while content.startswith(GZIP):
        unpacker = zlib.decompressobj(wbits=31)
        try:
            unpacked += unpacker.decompress(content, LARGEST + 1 - len(unpacked))
        except zlib.error as error:
            raise ParseError(f"the sitemap's gzip is broken ({error}); try again later", address) from error
        if len(unpacked) > LARGEST:
            raise ParseError(
                f"the sitemap holds more than {LARGEST // 1_000_000} MB and is not read", address
            )
        content = unpacker.unused_data
    if not unpacker.eof:
        warnings.append("the sitemap's gzip is cut off; what comes before is used")
    return unpacked


def _listed(found: Document, address: str, warnings: list[str]) -> list[tuple[str, str]]:
    """The addresses and dates of modification in an XML sitemap, up to where it breaks off."""
    reader = _Reader(found.text, PARENTS[found.root])
    if reader.fault:
        reader = _Reader(escaped(found.text), PARENTS[found.root])
    if reader.fault and not reader.pairs:
        raise ParseError(f"the sitemap is broken and no address in it can be read: {reader.fault}", address)
    if reader.fault:
        warnings.append(f"the sitemap is cut off or broken ({reader.fault}); what comes before is used")
    return reader.pairs


class _Reader:
    """Keeps a sitemap's addresses and dates and forgets all else; `fault` says where it broke off, or ""."""

    def __init__(self, text: str, parent: str) -> None:
        self.pairs: list[tuple[str, str]] = []
        self.fault = ""
        self._parent = parent
        self._path = [""]
        self._texts: dict[str, str] = {}
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.CharacterDataHandler = self._text
        parser.EndElementHandler = self._end
        try:
            parser.Parse(text.encode(), True)
        except expat.ExpatError as error:
            self.fault = str(error)

    def _start(self, name: str, _: dict[str, str]) -> None:
        self._path.append(name.rpartition(":")[2])
        if self._path[-1] == self._parent:
            self._texts = {}

    def _text(self, text: str) -> None:
        if self._path[-2:-1] == [self._parent]:  # not the loc of an image or a video in it
            self._texts[self._path[-1]] = self._texts.get(self._path[-1], "") + text

    def _end(self, _: str) -> None:
        if self._path.pop() == self._parent:
            self.pairs.append((self._texts.get("loc", ""), self._texts.get("lastmod", "")))


def _entries(pairs: list[tuple[str, str]], address: str, warnings: list[str]) -> tuple[Entry, ...]:
    """An entry for each address that can be fetched, the first of those that stand there twice."""
    entries: dict[str, Entry] = {}
    unusable: list[str] = []
    for loc, lastmod in pairs:
        found = http_address(loc, address)
        if not found:
            unusable.append(loc.strip())
        elif found not in entries:
            entries[found] = Entry(found, updated=_date(lastmod))
    if unusable:
        warnings.append(
            f"{len(unusable)} lines of the sitemap are no web address and are left out, such as {unusable[0][:80]!r}"
        )
    return tuple(entries.values())


def _date(text: str) -> datetime | date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
