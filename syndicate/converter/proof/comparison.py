"""An original beside its post, block by block, with the differing words marked, for a person to compare."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from syndicate.converter.proof.proof import Converter, difference, parse_fragment
from syndicate.converter.proof.tokens import (
    BLOCKS,
    EMBEDS,
    ENCLOSING,
    SILENT,
    Token,
    ascii_typography,
)
from syndicate.converter.proof.units import MARKS, embed_address
from syndicate.models import Pair

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Sequence

    from selectolax.lexbor import LexborNode

WRAPPERS = {"div", "section", "article", "main", "header", "footer", "center", "figure", "aside"}
"""Elements that contain blocks and are none themselves."""

WORD_BOUNDARIES = {*BLOCKS, *ENCLOSING, "li", "pre", "hr", "tr", "td", "th", "br", *EMBEDS}
"""Elements at whose edges a word ends."""

ATTRIBUTES = {"colspan", "rowspan", "start", "value", "type", "checked", "title", "class"}
"""Attributes with a visible effect, or that the page's style needs."""

VOID = {"br", "hr", "input", "wbr"}
MAX_WORD_PAIRS = 1_000_000
"""Maximum number of word pairs to compare; beyond it, very frequent words are ignored."""

MIN_SIMILARITY = 0.5
"""Minimum share of common words for two blocks to be taken as original and post of each other."""

MAX_DISTANCE = 50
"""Number of following blocks in which a block's counterpart is searched."""

BlockPair = tuple["Block", "Block"] | tuple["Block", None] | tuple[None, "Block"]


class Word(NamedTuple):
    """A word, with its emphasis and the address that it links to."""

    text: str
    marks: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """One block of a page, and its tokens."""

    nodes: tuple[LexborNode, ...]
    tokens: tuple[Token, ...]


def compare(body: str, markdown: str, own: str, converter: Converter) -> tuple[Pair, ...]:
    """The blocks of an original, each beside its counterpart in the post.

    Args:
        body: the original's cleaned HTML.
        markdown: the post's Markdown, without front matter and guards.
        own: the part of it that Syndicate added, in Markdown: the attribution, and where its site needs it the title.
        converter: for the target's dialect.
    """
    root = parse_fragment(body)
    converter.relink(root)
    original = list(blocks(root, converter))
    post_blocks = list(blocks(parse_fragment(converter.md.render(markdown)), converter))
    own_tokens = {block.tokens for block in blocks(parse_fragment(converter.md.render(own)), converter)}
    post = [block for block in post_blocks if block.tokens not in own_tokens]
    first = next((n for n, block in enumerate(post_blocks) if block.tokens not in own_tokens), 0)
    attribution = [
        Pair("", block_html(block), own=True) for block in post_blocks if block.tokens in own_tokens
    ]
    pairs = [pair(left, right, converter) for left, right in align(original, post, converter)]
    return (*attribution[:first], *pairs, *attribution[first:])


def pair(left: Block | None, right: Block | None, converter: Converter) -> Pair:
    """Two blocks side by side, with the words marked that read differently in the target."""
    if left is None:
        return Pair("", block_html(right), "only in the post")
    if right is None:
        return Pair(block_html(left), "", "only in the original")
    if left.tokens == right.tokens:
        return Pair(block_html(left), block_html(right))
    old, new = (words(block, typographer=converter.dialect.typographer) for block in (left, right))
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) * len(new) > MAX_WORD_PAIRS)
    changed = [code for code in matcher.get_opcodes() if code[0] != "equal"]
    lost = {n for _, start, end, _, _ in changed for n in range(start, end)}
    added = {n for _, _, _, start, end in changed for n in range(start, end)}
    return Pair(block_html(left, lost), block_html(right, added), difference(left.tokens, right.tokens))


def blocks(root: LexborNode, converter: Converter) -> Iterator[Block]:
    """The blocks of a page, without their wrappers; inline nodes outside of any block make one of their own."""
    inline: list[LexborNode] = []

    def flush() -> Iterator[Block]:
        if inline:
            yield from block(*inline)
            inline.clear()

    def block(*nodes: LexborNode) -> Iterator[Block]:
        if tokens := tuple(converter.read(nodes)):
            yield Block(nodes, tokens)

    for node in root.iter(include_text=True):
        tag = node.tag or ""
        if tag in WRAPPERS:
            yield from flush()
            yield from blocks(node, converter)
        elif tag in WORD_BOUNDARIES and tag != "br":
            yield from flush()
            yield from block(node)
        else:
            inline.append(node)
    yield from flush()


def align(original: Sequence[Block], post: Sequence[Block], converter: Converter) -> Iterator[BlockPair]:
    """The blocks of two pages in pairs: those that read the same, then those that are similar.

    Where the pages only divide the same text into blocks differently, several blocks are merged into one.
    """
    matcher = SequenceMatcher(
        None, [block.tokens for block in original], [block.tokens for block in post], autojunk=False
    )
    for operation, start, end, post_start, post_end in matcher.get_opcodes():
        left, right = original[start:end], post[post_start:post_end]
        if operation == "equal":
            yield from zip(left, right, strict=True)
        elif (
            operation == "replace"
            and (old := _merge(left, converter)).tokens == (new := _merge(right, converter)).tokens
        ):
            yield old, new
        else:
            yield from _align_similar(left, right)


def _merge(blocks: Sequence[Block], converter: Converter) -> Block:
    nodes = tuple(node for block in blocks for node in block.nodes)
    return Block(nodes, tuple(converter.read(nodes)))


def _align_similar(original: Sequence[Block], post: Sequence[Block]) -> Iterator[BlockPair]:
    counts = [Counter(word.text for word in words(block)) for block in post]
    next_index = 0
    for left in original:
        count = Counter(word.text for word in words(left))
        candidates = range(next_index, min(next_index + MAX_DISTANCE, len(post)))
        match = next((n for n in candidates if _similarity(count, counts[n]) >= MIN_SIMILARITY), None)
        if match is None:
            yield left, None
            continue
        yield from ((None, right) for right in post[next_index:match])
        yield left, post[match]
        next_index = match + 1
    yield from ((None, right) for right in post[next_index:])


def _similarity(old: Counter[str], new: Counter[str]) -> float:
    return 2 * (old & new).total() / (old.total() + new.total() or 1)


def words(block: Block, *, typographer: bool = False) -> list[Word]:
    """The words of a block; with a typographer, all shapes of quotes, dashes and dots count as the same."""
    result = [word for word, _ in _write(block.nodes)[1]]
    return [word._replace(text=ascii_typography(word.text)) for word in result] if typographer else result


def block_html(block: Block | None, highlighted: Collection[int] = ()) -> str:
    """The HTML of a block with the words of these numbers highlighted, and with links for pictures and embeds.

    It is still the origin's HTML: sanitise it before showing it.
    """
    if block is None:
        return ""
    pieces, words = _write(block.nodes, wordwise=bool(highlighted))
    highlighted_pieces = {n for n in highlighted for n in words[n][1]}
    return "".join(
        f"<mark>{text}</mark>" if n in highlighted_pieces else text for n, text in enumerate(pieces)
    )


class _HtmlWriter:
    """Writes nodes as pieces of HTML; if `wordwise`, also records which pieces make up each word."""

    def __init__(self, *, wordwise: bool) -> None:
        self.wordwise = wordwise
        self.pieces: list[str] = []
        self.words: list[tuple[Word, tuple[int, ...]]] = []
        self._word: list[tuple[str, int, tuple[str, ...]]] = []

    def end_word(self) -> None:
        if self._word:
            marks = dict.fromkeys(mark for _, _, marks in self._word for mark in marks)
            word = Word("".join(text for text, _, _ in self._word), tuple(marks))
            self.words.append((word, tuple(n for _, n, _ in self._word)))
            self._word = []

    def text(self, text: str, marks: tuple[str, ...]) -> None:
        if not self.wordwise:
            self.pieces.append(escape(text))
            return
        for piece in re.findall(r"\s+|\S+", text):
            if piece.isspace():
                self.end_word()
            else:
                self._word.append((piece, len(self.pieces), marks))
            self.pieces.append(escape(piece))

    def atom(self, kind: str, address: str, text: str) -> None:
        """Write a picture or embed as a word of its own that links to it."""
        self.end_word()
        label = f"{kind}: {text}" if text else kind
        self._word.append((f"{kind} {address} {text}", len(self.pieces), ()))
        self.pieces.append(f'<a class="{kind}" href="{escape(address)}">{escape(label)}</a>')
        self.end_word()

    def node(self, node: LexborNode, marks: tuple[str, ...]) -> None:
        tag = node.tag or ""
        attributes = node.attributes
        if tag == "-text":
            self.text(node.text_content or "", marks)
        elif tag == "img":
            self.atom("picture", attributes.get("src") or "", attributes.get("alt") or "")
        elif tag in EMBEDS:
            self.atom("embed", embed_address(node), attributes.get("title") or embed_address(node))
        elif tag not in SILENT:
            self.element(tag, node, marks)

    def element(self, tag: str, node: LexborNode, marks: tuple[str, ...]) -> None:
        if tag in WORD_BOUNDARIES:
            self.end_word()
        if tag == "a" and node.attributes.get("href"):
            marks = (*marks, f"to {node.attributes['href']}")
        elif tag in MARKS:
            marks = (*marks, MARKS[tag])
        attributes = {name: value for name, value in node.attributes.items() if name in {*ATTRIBUTES, "href"}}
        attribute_text = "".join(f' {name}="{escape(value or "")}"' for name, value in attributes.items())
        self.pieces.append(f"<{tag}{attribute_text}>")
        for child in node.iter(include_text=True):
            self.node(child, marks)
        if tag not in VOID:
            self.pieces.append(f"</{tag}>")
        if tag in WORD_BOUNDARIES:
            self.end_word()


def _write(
    nodes: Iterable[LexborNode], *, wordwise: bool = True
) -> tuple[list[str], list[tuple[Word, tuple[int, ...]]]]:
    writer = _HtmlWriter(wordwise=wordwise)
    for node in nodes:
        writer.node(node, ())
    writer.end_word()
    return writer.pieces, writer.words
