"""An original beside its post, block by block, with the words marked in which they part: what a person compares."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from syndicate.converter.proof.proof import Converter, difference, parsed
from syndicate.converter.proof.tokens import BLOCKS, EMBEDS, ENCLOSING, MARKS, SILENT, Token, embedded, typed
from syndicate.models import Pair

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from selectolax.lexbor import LexborNode

WRAPPERS = {"div", "section", "article", "main", "header", "footer", "center", "figure", "aside"}
"""What holds blocks and is none itself."""

OUTER = {*BLOCKS, *ENCLOSING, "li", "pre", "hr", "tr", "td", "th", "br", *EMBEDS}
"""Elements at whose edges a word ends."""

KEPT = {"colspan", "rowspan", "start", "value", "type", "checked", "title", "class"}
"""Attributes that a reader sees something of, or the page's style needs."""

VOID = {"br", "hr", "input", "wbr"}
PATIENCE = 1_000_000
"""So many pairs of words are compared at the most; beyond, those that come very often count for nothing."""

ALIKE = 0.5
"""The share of words that two blocks have in common at the least, where one was made of the other."""

NEAR = 50
"""So many blocks further on the partner of one is looked for."""

Couple = tuple["Block", "Block"] | tuple["Block", None] | tuple[None, "Block"]


class Word(NamedTuple):
    """A word, with the elements that give it its look and the address that it links to."""

    text: str
    look: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a page, and what a reader gets from it."""

    nodes: tuple[LexborNode, ...]
    reading: tuple[Token, ...]


def compare(body: str, markdown: str, own: str, converter: Converter) -> tuple[Pair, ...]:
    """The blocks of an original, each beside what the post makes of it.

    Args:
        body: the original's, as the converter gets it.
        markdown: the post's, without front matter and guards.
        own: what of that is not the original's but this program's, in Markdown: the attribution.
        converter: for the target's dialect.
    """
    root = parsed(body)
    converter.relink(root)
    theirs = list(blocks(root, converter))
    everything = list(blocks(parsed(converter.md.render(markdown)), converter))
    added = {block.reading for block in blocks(parsed(converter.md.render(own)), converter)}
    ours = [block for block in everything if block.reading not in added]
    first = next((n for n, block in enumerate(everything) if block.reading not in added), 0)
    attributed = [Pair("", shown(block), own=True) for block in everything if block.reading in added]
    pairs = [pair(left, right, converter) for left, right in aligned(theirs, ours, converter)]
    return (*attributed[:first], *pairs, *attributed[first:])


def pair(left: Block | None, right: Block | None, converter: Converter) -> Pair:
    """Two blocks beside each other, with what differs to a reader of the target marked."""
    if left is None:
        return Pair("", shown(right), "only in the post")
    if right is None:
        return Pair(shown(left), "", "only in the original")
    if left.reading == right.reading:
        return Pair(shown(left), shown(right))
    old, new = (words(block, typographer=converter.dialect.typographer) for block in (left, right))
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) * len(new) > PATIENCE)
    changed = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    lost = {n for _, start, end, _, _ in changed for n in range(start, end)}
    gained = {n for _, _, _, start, end in changed for n in range(start, end)}
    return Pair(shown(left, lost), shown(right, gained), difference(left.reading, right.reading))


def blocks(root: LexborNode, converter: Converter) -> Iterator[Block]:
    """The blocks of a page, without what only wraps them; text that stands in none makes one of its own."""
    loose: list[LexborNode] = []

    def ended() -> Iterator[Block]:
        if loose:
            yield from block(*loose)
            loose.clear()

    def block(*nodes: LexborNode) -> Iterator[Block]:
        if reading := tuple(converter.read(nodes)):
            yield Block(nodes, reading)

    for node in root.iter(include_text=True):
        tag = node.tag or ""
        if tag in WRAPPERS:
            yield from ended()
            yield from blocks(node, converter)
        elif tag in OUTER and tag != "br":
            yield from ended()
            yield from block(node)
        else:
            loose.append(node)
    yield from ended()


def aligned(theirs: Sequence[Block], ours: Sequence[Block], converter: Converter) -> Iterator[Couple]:
    """The blocks of two pages in pairs: those that read the same, then those that were made of each other.

    Where the two are only divided into blocks differently, some blocks make one of the pair.
    """
    matcher = SequenceMatcher(
        None, [each.reading for each in theirs], [each.reading for each in ours], autojunk=False
    )
    for what, start, end, begin, stop in matcher.get_opcodes():
        left, right = theirs[start:end], ours[begin:stop]
        if what == "equal":
            yield from zip(left, right, strict=True)
        elif (
            what == "replace"
            and (one := _joined(left, converter)).reading == (other := _joined(right, converter)).reading
        ):
            yield one, other
        else:
            yield from _alike(left, right)


def _joined(some: Sequence[Block], converter: Converter) -> Block:
    nodes = tuple(node for block in some for node in block.nodes)
    return Block(nodes, tuple(converter.read(nodes)))


def _alike(theirs: Sequence[Block], ours: Sequence[Block]) -> Iterator[Couple]:
    counts = [Counter(word.text for word in words(block)) for block in ours]
    at = 0
    for left in theirs:
        count = Counter(word.text for word in words(left))
        near = range(at, min(at + NEAR, len(ours)))
        found = next((n for n in near if _share(count, counts[n]) >= ALIKE), None)
        if found is None:
            yield left, None
            continue
        yield from ((None, right) for right in ours[at:found])
        yield left, ours[found]
        at = found + 1
    yield from ((None, right) for right in ours[at:])


def _share(one: Counter[str], other: Counter[str]) -> float:
    return 2 * (one & other).total() / (one.total() + other.total() or 1)


def words(block: Block, *, typographer: bool = False) -> list[Word]:
    """The words of a block; with a typographer, quotes, dashes and dots count as the same in every shape."""
    found = [word for word, _ in _walked(block.nodes)[1]]
    return [word._replace(text=typed(word.text)) for word in found] if typographer else found


def shown(block: Block | None, marked: Collection[int] = ()) -> str:
    """The HTML of a block with some of its words marked; pictures and embeds stand there as links.

    What it holds is the origin's still: who shows it must sanitise it.
    """
    if block is None:
        return ""
    events, found = _walked(block.nodes, wordwise=bool(marked))
    runs = {at for n in marked for at in found[n][1]}
    return "".join(f"<mark>{text}</mark>" if at in runs else text for at, text in enumerate(events))


class _Walk:
    """Writes nodes as HTML, piece by piece, and notes which pieces make a word where that is asked for."""

    def __init__(self, *, wordwise: bool) -> None:
        self.wordwise = wordwise
        self.pieces: list[str] = []
        self.words: list[tuple[Word, tuple[int, ...]]] = []
        self._word: list[tuple[str, int, tuple[str, ...]]] = []

    def end_word(self) -> None:
        if self._word:
            look = dict.fromkeys(mark for _, _, marks in self._word for mark in marks)
            word = Word("".join(text for text, _, _ in self._word), tuple(look))
            self.words.append((word, tuple(at for _, at, _ in self._word)))
            self._word = []

    def text(self, text: str, look: tuple[str, ...]) -> None:
        if not self.wordwise:
            self.pieces.append(escape(text))
            return
        for piece in re.findall(r"\s+|\S+", text):
            if piece.isspace():
                self.end_word()
            else:
                self._word.append((piece, len(self.pieces), look))
            self.pieces.append(escape(piece))

    def alone(self, kind: str, address: str, said: str) -> None:
        """What is no text, as a word of its own that links to it."""
        self.end_word()
        label = f"{kind}: {said}" if said else kind
        self._word.append((f"{kind} {address} {said}", len(self.pieces), ()))
        self.pieces.append(f'<a class="{kind}" href="{escape(address)}">{escape(label)}</a>')
        self.end_word()

    def node(self, node: LexborNode, look: tuple[str, ...]) -> None:
        tag = node.tag or ""
        attributes = node.attributes
        if tag == "-text":
            self.text(node.text_content or "", look)
        elif tag == "img":
            self.alone("picture", attributes.get("src") or "", attributes.get("alt") or "")
        elif tag in EMBEDS:
            self.alone("embed", embedded(node), attributes.get("title") or embedded(node))
        elif tag not in SILENT:
            self.element(tag, node, look)

    def element(self, tag: str, node: LexborNode, look: tuple[str, ...]) -> None:
        if tag in OUTER:
            self.end_word()
        if tag == "a" and node.attributes.get("href"):
            look = (*look, f"to {node.attributes['href']}")
        elif tag in MARKS:
            look = (*look, MARKS[tag])
        kept = {name: value for name, value in node.attributes.items() if name in {*KEPT, "href"}}
        said = "".join(f' {name}="{escape(value or "")}"' for name, value in kept.items())
        self.pieces.append(f"<{tag}{said}>")
        for child in node.iter(include_text=True):
            self.node(child, look)
        if tag not in VOID:
            self.pieces.append(f"</{tag}>")
        if tag in OUTER:
            self.end_word()


def _walked(
    nodes: Iterable[LexborNode], *, wordwise: bool = True
) -> tuple[list[str], list[tuple[Word, tuple[int, ...]]]]:
    walk = _Walk(wordwise=wordwise)
    for node in nodes:
        walk.node(node, ())
    walk.end_word()
    return walk.pieces, walk.words
