"""Large XML as the platforms write it: the elements of a list one by one, so that damage stays within one of them."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.parsers import expat

from syndicate.errors import ParseError
from syndicate.parser.encoding import decode
from syndicate.parser.lists.xmltext import escape_ampersands

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MAX_ELEMENT = 64_000_000
"""Bytes of one article with its comments; more is damage."""
BEGINNING = 10_000
"""Bytes by which a longer one is named."""
ROOTS = frozenset({b"rss", b"feed"})
"""What the documents of platforms consist of."""
TAG_BYTES = 300
"""No token that `elements` looks for is longer."""
CONTROLS = bytes(set(range(0x20)) - {9, 10, 13})
"""Characters that XML does not allow (XML 1.0, section 2.2) and platforms write all the same."""
UTF_16 = {
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
    b"<\0?\0": "utf-16-le",
    b"\0<\0?": "utf-16-be",
}
"""How XML in UTF-16 begins (XML 1.0, appendix F)."""
UTF_16_SAID = re.compile(r"encoding=[\"']utf-16[a-z-]{0,3}[\"']", re.IGNORECASE)
ENDS = {b"<![": b"]]>", b"<!-": b"-->", b"<?": b"?>"}
DECLARED = re.compile(rb"""<\?xml\b[^>]{0,200}?\bencoding=["']([\w.-]{1,40})""")
TOKEN = re.compile(rb"<!\[CDATA\[|<!--|<\?|<(/?)([A-Za-z][\w:.-]{0,80}+)(?=[\s/>])")
ENTITY = re.compile(rb"<!ENTITY\b", re.IGNORECASE)


@dataclass(slots=True)
class Element:
    """An XML element: its name with its prefix, its attributes, the text directly in it, and the elements there."""

    tag: str
    attributes: dict[str, str]
    text: str
    children: list[Element]

    def first(self, tag: str) -> str:
        """The text of the first child of a name, without spaces around it; "" where there is none."""
        return next((child.text.strip() for child in self.children if child.tag == tag), "")

    def every(self, tag: str) -> Iterator[Element]:
        """The children of a name."""
        return (child for child in self.children if child.tag == tag)


@dataclass(frozen=True, slots=True)
class Fragment:
    """One element of a stream, as it stands there; `flaw` says why that is not all of it, "" where it is.

    One without a tag says what is wrong with the stream.
    """

    tag: str
    text: str
    flaw: str = ""


def elements(chunks: Iterable[bytes], tags: Iterable[str]) -> Iterator[Fragment]:
    """The outermost elements of some names in a stream of XML, in constant memory.

    Args:
        chunks: of the document.
        tags: the names, with their prefixes.

    Raises:
        ParseError: the document declares entities.
    """
    scanner = _Scanner(tags)
    for chunk in _legible(chunks):
        yield from scanner.feed(chunk)
    yield from scanner.rest()


class _Scanner:
    """Finds the outermost elements of some names in a stream.

    `start` is where the open element `tag` begins in the buffer, -1 for none; `end` closes the section without markup
    that `at` stands in, b"" outside of one. `is_ended` is whether the document has come to its end.
    """

    def __init__(self, tags: Iterable[str]) -> None:
        self.tags = {tag.encode() for tag in tags}
        self.buffer = bytearray()
        self.at, self.start = 0, -1
        self.end = self.tag = b""
        self.charset: str | None = None
        self.is_ended = False

    def feed(self, chunk: bytes) -> Iterator[Fragment]:
        """The elements that end in the next chunk."""
        if self.charset is None:
            match = DECLARED.search(chunk)
            self.charset = match[1].decode() if match else ""
        self.buffer += chunk
        while match := self.next_token():
            self.at = match.end()
            if match[2] is None:
                self.end = ENDS[match[0][:3] if match[0] != b"<?" else b"<?"]
            elif match[2] not in self.tags:
                self.is_ended |= bool(match[1]) and match[2] in ROOTS and self.start < 0
            elif not match[1] and (self.start < 0 or match[2] == self.tag):
                if self.start >= 0:  # the one before is not closed
                    yield self.fragment(self.buffer[self.start : match.start()])
                self.start, self.tag = match.start(), bytes(match[2])
            elif match[1] and match[2] == self.tag and self.start >= 0:
                yield self.fragment(self.buffer[self.start : self.at] + b">")
                self.start = -1
        yield from self.drop()

    def next_token(self) -> re.Match[bytes] | None:
        """The next token outside of sections without markup; None where the buffer holds no more."""
        if self.end:
            close = self.buffer.find(self.end, self.at)
            if close < 0:
                self.at = max(self.at, len(self.buffer) - 2)
                return None
            self.at, self.end = close + len(self.end), b""
        match = TOKEN.search(self.buffer, self.at)
        if match is None:
            self.at = max(self.at, len(self.buffer) - TAG_BYTES)
        return match

    def drop(self) -> Iterator[Fragment]:
        """Forget what no element needs, and an element that is too long, which is handed on as far as it is known by."""
        done = self.start if self.start >= 0 else self.at
        if ENTITY.search(self.buffer, 0, done):
            raise ParseError("it declares entities of its own, as no platform's export does: refused", "")
        del self.buffer[:done]
        self.at, self.start = self.at - done, min(self.start, 0)
        if len(self.buffer) > MAX_ELEMENT:
            flaw = f"it is longer than {MAX_ELEMENT // 1_000_000} MB"
            yield self.fragment(self.buffer[:BEGINNING], flaw)
            del self.buffer[: self.at]
            self.at, self.start = 0, -1

    def rest(self) -> Iterator[Fragment]:
        """The element within which the stream ends, or that it ends too early."""
        if self.start >= 0:
            yield self.fragment(self.buffer, "the file is cut off within it")
        elif not self.is_ended:
            yield Fragment("", "", "the file is cut off: its end is missing; download it once more")

    def fragment(self, content: bytes | bytearray, flaw: str = "") -> Fragment:
        """An element as text."""
        text = decode(bytes(content), self.charset or "", html=False)
        return Fragment(self.tag.decode(), text, flaw)


def parse_element(fragment: Fragment) -> Element:
    """The element of a fragment, mended where only its ampersands are wrong.

    Raises:
        ParseError: it is not whole, or not well-formed; the message says why.
    """
    if fragment.flaw:
        raise ParseError(fragment.flaw, "")
    try:
        return _parsed(fragment.text)
    except expat.ExpatError:
        try:
            return _parsed(escape_ampersands(fragment.text))
        except expat.ExpatError as error:
            raise ParseError(f"not well-formed ({error})", "") from error


def _parsed(text: str) -> Element:
    root = Element("", {}, "", [])
    stack, texts = [root], [list[str]()]
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True

    def start(tag: str, attributes: dict[str, str]) -> None:
        element = Element(tag, attributes, "", [])
        stack[-1].children.append(element)
        stack.append(element)
        texts.append([])

    def end(_tag: str) -> None:
        stack.pop().text = "".join(texts.pop())

    def characters(data: str) -> None:
        texts[-1].append(data)

    def comment(data: str) -> None:
        if data.startswith(":"):  # the marks of languages in a title; see languages.py
            texts[-1].append(f"<!--{data}-->")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = characters
    parser.CommentHandler = comment
    parser.Parse(text.encode("utf-8", "replace"), True)
    return root.children[0]


def _legible(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """The chunks in an encoding in which ASCII is ASCII, without characters that XML does not allow."""
    decoder: codecs.IncrementalDecoder | None = None
    is_first = True
    for chunk in chunks:
        if is_first:
            label = next((label for start, label in UTF_16.items() if chunk.startswith(start)), "")
            decoder = codecs.getincrementaldecoder(label)("replace") if label else None
        is_first = False
        if decoder is None:
            yield chunk.translate(None, CONTROLS)
        else:
            text = decoder.decode(chunk)
            yield UTF_16_SAID.sub("", text).encode("utf-8", "replace").translate(None, CONTROLS)
