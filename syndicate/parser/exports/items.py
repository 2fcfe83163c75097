"""What every reader of an export takes and gives."""

from __future__ import annotations

import html
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from syndicate.errors import DamagedError, ParseError
from syndicate.parser.bounds import parse_html
from syndicate.parser.encoding import decode
from syndicate.parser.lists.xmltext import unescape
from syndicate.parser.plain_text import without_tags

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date, datetime

    from selectolax.lexbor import LexborHTMLParser

    from syndicate.models import Entry

HEAD = 8192
"""Bytes of a file by which it is recognized."""
MAX_FILE = 100_000_000
"""Bytes of a file that is read at once; larger ones are only streamed."""
TEXT_STARTS = (b"\xff\xfe", b"\0<", *(bytes([each]) for each in (*range(0x20, 0x80), 0xEF, 0xFE)))
"""Of ASCII, of UTF-8 and of UTF-16, with their byte order marks and without."""
TITLE_WORDS = 10
FOR_MEMBERS = "it is for members, and left out"
"""What is named as lost of a part of an article that not all readers see."""

BLOCK = re.compile(
    r"</?(?:p|div|br|li|h[1-6]|figure|figcaption|blockquote|pre|section|t[dhr])\b", re.IGNORECASE
)
PICTURE_ADDRESS = re.compile(r"""<img\b[^<>]{0,2000}?\bsrc=["']([^"']{1,2000}+)""", re.IGNORECASE)
SIZE_SUFFIX = re.compile(r"-\d{1,5}x\d{1,5}(?=\.\w{1,5}$)")
"""What WordPress adds to the name of a scaled picture: https://developer.wordpress.org/reference/functions/image_make_intermediate_size/"""


@dataclass(frozen=True)
class Member:
    """One file of an export: `name` is its path there, `chunks` brings its bytes, anew with each call."""

    name: str
    chunks: Callable[[], Iterator[bytes]]

    @cached_property
    def head(self) -> bytes:
        """Its first bytes, as far as they can be read; of what is no text, hardly any."""
        head = b""
        with suppress(DamagedError):  # named when it is read
            for chunk in self.chunks():
                head += chunk
                if len(head) >= HEAD or not head.lstrip().startswith(TEXT_STARTS):
                    break
        return head[:HEAD] if head.lstrip().startswith(TEXT_STARTS) else head[:16]

    def read(self) -> bytes:
        """All of its bytes.

        Raises:
            ParseError: they are too many, or cannot all be read.
        """
        try:
            return b"".join(self._bounded())
        except DamagedError as error:
            raise ParseError(error.message, self.name) from error

    def readable(self, note: Callable[[str], None]) -> bytes:
        """Its bytes as far as they can be read.

        Args:
            note: takes why that is not all of them.

        Raises:
            ParseError: they are too many.
        """
        return b"".join(_until_damage(self._bounded(), note))

    def streamed(self, note: Callable[[str], None]) -> Iterator[bytes]:
        """Its bytes, one part after the other, as far as they can be read; see `readable`."""
        return _until_damage(self.chunks(), note)

    def _bounded(self) -> Iterator[bytes]:
        size = 0
        for chunk in self.chunks():
            size += len(chunk)
            if size > MAX_FILE:
                raise ParseError(f"more than {MAX_FILE // 1_000_000} MB in one file", self.name)
            yield chunk


@dataclass(frozen=True, slots=True)
class Exported:
    """One article of an export, with its content.

    `withheld` says why its platform does not publish it, "" where it does. `needs` is the word of the config's
    source.also without which it is left out, "" where none is needed. `comments` is how many it has. After `expires`
    its generator takes it off the site.
    """

    entry: Entry
    withheld: str = ""
    needs: str = ""
    comments: int = 0
    expires: datetime | date | None = None


@dataclass(frozen=True, slots=True)
class Site:
    """What an export says of the blog: its title, its address and its feed's; "" for what it does not say."""

    title: str = ""
    address: str = ""
    feed: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """How an export is read: `home` is the blog's address, `note` takes what was wrong with the export."""

    home: str
    note: Callable[[str], None]


def contents(members: Iterable[Member], note: Callable[[str], None]) -> Iterator[tuple[Member, bytes]]:
    """Each file with its bytes, but for those that cannot be read, which are noted: half an article is none."""
    for member in members:
        try:
            content = member.read()
        except ParseError as error:
            note(f"{member.name} is left out: {error.message}")
        else:
            yield member, content


def pages(
    members: Iterable[Member], note: Callable[[str], None]
) -> Iterator[tuple[Member, LexborHTMLParser]]:
    """Each file of HTML with its tree, but for those that cannot be read, which are noted."""
    for member, content in contents(members, note):
        try:
            yield member, parse_html(decode(content), member.name)
        except ParseError as error:
            note(f"{member.name} is left out: {error.message}")


def ignore(_what: str) -> None:
    """For what is noted when the articles are read."""


def _until_damage(chunks: Iterator[bytes], note: Callable[[str], None]) -> Iterator[bytes]:
    try:
        yield from chunks
    except DamagedError as error:
        note(f"{error}; what stands before the damage is read")


def with_title(entry: Entry) -> Entry:
    """The entry with a title of one line; one that has none, as notes do, is called by its first words."""
    if title := " ".join(entry.title.split()):
        return replace(entry, title=title)
    words = " ".join(
        unescape(without_tags(BLOCK.sub(r" \g<0>", entry.content))).split()[: TITLE_WORDS + 1]
    ).split()
    title = " ".join(words[:TITLE_WORDS]) + ("…" if len(words) > TITLE_WORDS else "")
    return replace(entry, title=title or (f"{entry.published:%Y-%m-%d}" if entry.published else ""))


def picture(address: str, alt: str = "", caption: str = "") -> str:
    """A picture with its caption, which is HTML, as HTML."""
    image = f'<img src="{html.escape(address)}" alt="{html.escape(alt)}">'
    return f"<figure>{image}{f'<figcaption>{caption}</figcaption>' if caption else ''}</figure>"


def with_feature(content: str, address: str, alt: str = "", caption: str = "") -> str:
    """The content under the article's own picture, unless it shows that anyway."""
    if not address:
        return content
    shown = {_file(match) for match in PICTURE_ADDRESS.findall(content)}
    return content if _file(address) in shown else f"{picture(address, alt, caption)}\n{content}"


def _file(address: str) -> str:
    """The name of a picture's file, whatever its size."""
    return SIZE_SUFFIX.sub("", html.unescape(address).partition("?")[0].rpartition("/")[2])
