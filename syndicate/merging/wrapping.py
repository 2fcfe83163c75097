"""The lines of paragraphs, list items and quotes: how wide a post has them, and text in lines of that width."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from syndicate.merging.code_spans import code_spans

if TYPE_CHECKING:
    from collections.abc import Iterable

USUAL = (80, 72, 100, 120, 79, 88, 78, 76, 70, 60, 90, 110)
"""The widths that people give their formatters: lines of a post are seldom as long as its width."""

_PREFIX = re.compile(r"((?:[ \t]*+(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t])))*+[ \t]*+)(.*)")
_VERBATIM = re.compile(r"#{1,6} |\||<[A-Za-z!/]|\[\^?[^\]\n]{1,500}\]:|[-*_=](?:[ \t]*[-*_=])*$")
_FENCE = re.compile(r"`{3}|~{3}")
_ADDRESS = re.compile(r"\]\([^()\n]{1,1000}\)|<[^<>\n]{1,1000}>")
_LINK = re.compile(r"\[[^\[\]\n]{0,500}\]\([^()\n]{1,1000}\)|<[^<>\n]{1,1000}>")
_STARTS_BLOCK = re.compile(r"(?:[-*+]|\d{1,9}[.)]|#{1,6}|[-=]++)(?: |$)|>|`{3}|~{3}|\|")
_SENTENCE = re.compile(r"[.!?][\"')\]*_]*$")
_SENTENCES = re.compile(r"([.!?][\"')\]*_]{0,9}) (?=\S)")


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How lines are broken: at `columns`, or where sentences end; and whether a link stays on one line."""

    columns: int = 0
    by_sentence: bool = False
    whole_links: bool = False

    def __call__(self, chunk: str) -> str:
        """A chunk of Markdown with its paragraphs in such lines; as it is where a line break in it says something."""
        rows = chunk.split("\n")
        if any(_FENCE.match(_split(row)[1]) for row in rows):
            return chunk
        lines: list[str] = []
        for paragraph in _paragraphs(rows):
            lines += [paragraph.first] if paragraph.is_verbatim else self._lines(paragraph)
        return "\n".join(lines)

    def _lines(self, paragraph: _Paragraph) -> list[str]:
        text = " ".join(" ".join(paragraph.texts).split())
        if self.by_sentence:
            lines = _SENTENCES.sub(r"\1\n", text).split("\n")
        else:
            lines = self._filled(text, self.columns - columns_of(paragraph.first))
        lines[-1] += " " * paragraph.is_spaced
        return [(paragraph.later if n else paragraph.first) + line for n, line in enumerate(lines)]

    def _filled(self, text: str, width: int) -> list[str]:
        lines: list[str] = []
        room = 0
        for word in self._words(text):
            length = columns_of(word)
            if length < room:
                lines[-1] += f" {word}"
                room -= length + 1
            else:
                lines.append(word)
                room = width - length
        return lines

    def _words(self, text: str) -> list[str]:
        """The pieces of a text between which its line may break: no word begins one that would begin a block there."""
        kept = {n for start, end, _ in code_spans(text) for n in range(start, end)}
        for match in (_LINK if self.whole_links else _ADDRESS).finditer(text):
            kept.update(range(*match.span()))
        words = [""]
        for n, sign in enumerate(text):
            if sign == " " and n not in kept and not _STARTS_BLOCK.match(text, n + 1):
                words.append("")
            else:
                words[-1] += sign
        return words


def columns_of(text: str) -> int:
    """How many columns a text takes where every letter is as wide as another: two for a Chinese one."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(sign) else 1 + (unicodedata.east_asian_width(sign) in "WF")
        for sign in text
    )


def wrapping_of(pairs: Iterable[tuple[str, str]]) -> Wrapping | None:
    """How the chunks that a post breaks into more lines are wrapped; None where it breaks none."""
    chunks = [new for old, new in pairs if new.count("\n") > old.count("\n") and _is_broken(new)]
    ended = [line for chunk in chunks for line in _broken_lines(chunk)]
    if not ended:
        return None
    if all(_SENTENCE.search(line) for line in ended):
        return Wrapping(by_sentence=True)
    longest = max(columns_of(line) for chunk in chunks for line in chunk.split("\n"))
    candidates = [
        Wrapping(columns, whole_links=whole) for columns in (*USUAL, longest) for whole in (False, True)
    ]
    counts = [sum(wrapping(chunk) == chunk for chunk in chunks) for wrapping in candidates]
    return candidates[counts.index(max(counts))] if any(counts) else Wrapping(longest)


@dataclass(slots=True)
class _Paragraph:
    """The text of a paragraph, and what stands before its first line and the later ones."""

    first: str
    later: str = ""
    texts: list[str] = field(default_factory=list)

    @property
    def is_verbatim(self) -> bool:
        return not self.texts

    @property
    def is_spaced(self) -> int:
        """How many spaces end it, which break the line as a backslash does."""
        text = self.texts[-1]
        return len(text) - len(text.rstrip()) if text.endswith("  ") else 0

    @property
    def is_ended(self) -> bool:
        return self.is_verbatim or self.texts[-1].endswith(("  ", "\\"))


def _paragraphs(rows: list[str]) -> list[_Paragraph]:
    """The paragraphs of a chunk; a row that is none of any, as a heading or a blank one is, stands by itself."""
    found: list[_Paragraph] = []
    for row in rows:
        prefix, text = _split(row)
        if not text or _VERBATIM.match(text):
            found.append(_Paragraph(row))
        elif found and not found[-1].is_ended and not _begins_item(prefix):
            found[-1].texts.append(text)
        else:
            later = re.sub(r"[^\s>]", " ", prefix)
            found.append(_Paragraph(prefix, later, [text]))
    return found


def _split(row: str) -> tuple[str, str]:
    """What stands before the text of a row, and the text."""
    match = _PREFIX.fullmatch(row)
    return (match[1], match[2]) if match else ("", row)


def _begins_item(prefix: str) -> bool:
    return not set(prefix) <= {" ", "\t", ">"}


def _is_broken(chunk: str) -> bool:
    return any(len(paragraph.texts) > 1 for paragraph in _paragraphs(chunk.split("\n")))


def _broken_lines(chunk: str) -> list[str]:
    """The lines of a chunk after which a paragraph goes on."""
    return [text for paragraph in _paragraphs(chunk.split("\n")) for text in paragraph.texts[:-1]]
