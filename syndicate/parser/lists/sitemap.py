"""Sitemaps: XML, plain text, compressed or not, and the indexes that list them (sitemaps.org)."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING
from xml.parsers import expat

from syndicate.errors import ParseError
from syndicate.models import Entry, Feed
from syndicate.parser.dates import parse_date
from syndicate.parser.encoding import decode
from syndicate.parser.lists.xmltext import Document, escape_ampersands, http_address, parse_document

if TYPE_CHECKING:
    from datetime import date, datetime

MAX_BYTES = 100_000_000
"""Twice what sitemaps.org allows for an uncompressed sitemap."""

GZIP = b"\x1f\x8b"

ENTRY_TAGS = {"urlset": "url", "sitemapindex": "sitemap"}


def parse_sitemap(content: bytes, address: str) -> Feed:
    """The articles that a sitemap lists, or the sitemaps that a sitemap index lists.

    Args:
        content: the sitemap's bytes, possibly gzipped.
        address: its own address, to resolve relative ones and for messages.

    Raises:
        ParseError: it is not a sitemap, nothing in it can be read, or it is too large.
    """
    warnings: list[str] = []
    text = decode(_gunzip(content, address, warnings), html=False)
    if not text.strip():
        raise ParseError("the sitemap is empty; check the address in source.sitemap", address)
    doc = parse_document(text)
    if doc.root in ENTRY_TAGS:
        pairs = _xml_pairs(doc, address, warnings)
    elif not doc.root and not text.lstrip().startswith("<"):
        complete = (
            text.rpartition("\n")[0] if warnings else text
        )  # the last line of a truncated list is cut off too
        pairs = [(line, "") for line in complete.splitlines() if line.strip()]
        if not any(http_address(line, "") for line, _ in pairs):
            raise ParseError(
                "this is neither XML nor a list of addresses; check the address in source.sitemap", address
            )
    else:
        kind = {"html": "an HTML page", "": "XML of another kind"}.get(doc.root, "a feed")
        raise ParseError(f"this is {kind}, not a sitemap; check the address in source.sitemap", address)
    entries = _entries(pairs, address, warnings)
    if doc.root == "sitemapindex":
        return Feed((), tuple(entry.address for entry in entries), warnings=tuple(warnings))
    return Feed(entries, warnings=tuple(warnings))


def _gunzip(content: bytes, address: str, warnings: list[str]) -> bytes:
    """The content without gzip, at most `MAX_BYTES` of it: a small file can unpack to a huge one."""
    if not content.startswith(GZIP):
        return content
    result = b""
    while content.startswith(GZIP):
        decompressor = zlib.decompressobj(wbits=31)
        try:
            result += decompressor.decompress(content, MAX_BYTES + 1 - len(result))
        except zlib.error as error:
            raise ParseError(f"the sitemap's gzip is broken ({error}); try again later", address) from error
        if len(result) > MAX_BYTES:
            raise ParseError(
                f"the sitemap holds more than {MAX_BYTES // 1_000_000} MB and is not read", address
            )
        content = decompressor.unused_data
    if not decompressor.eof:
        warnings.append("the sitemap's gzip is cut off; what comes before is used")
    return result


def _xml_pairs(doc: Document, address: str, warnings: list[str]) -> list[tuple[str, str]]:
    """The addresses and modification dates in an XML sitemap, up to where it breaks off."""
    reader = _Reader(doc.text, ENTRY_TAGS[doc.root])
    if reader.error:
        reader = _Reader(escape_ampersands(doc.text), ENTRY_TAGS[doc.root])
    if reader.error and not reader.pairs:
        raise ParseError(f"the sitemap is broken and no address in it can be read: {reader.error}", address)
    if reader.error:
        warnings.append(f"the sitemap is cut off or broken ({reader.error}); what comes before is used")
    return reader.pairs


class _Reader:
    """Collects a sitemap's addresses and dates; `error` says where it broke off, or is ""."""

    def __init__(self, text: str, parent: str) -> None:
        self.pairs: list[tuple[str, str]] = []
        self.error = ""
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
            self.error = str(error)

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
    """An entry for each address that can be fetched; of duplicates, the first."""
    entries: dict[str, Entry] = {}
    invalid: list[str] = []
    for loc, lastmod in pairs:
        url = http_address(loc, address)
        if not url:
            invalid.append(loc.strip())
        elif url not in entries:
            entries[url] = Entry(url, updated=_date(lastmod))
    if invalid:
        warnings.append(
            f"{len(invalid)} lines of the sitemap are no web address and are left out, such as {invalid[0][:80]!r}"
        )
    return tuple(entries.values())


def _date(text: str) -> datetime | date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
