"""What a person reads in HTML, as a list of tokens that can be compared.

Two fragments with the same tokens have the same words with the same emphasis and links, the same
headings, list items, quotes, tables, code, pictures and embeds, in the same order and ending at the same
places. What only looks different (ids, classes, tight or loose lists, wrapping <div>s) makes no token.
"""

from __future__ import annotations

import re
from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

from syndicate.converter.dialects.addresses import rendered_address, with_path
from syndicate.converter.markdown.blocks import is_plain_caption
from syndicate.converter.markdown.runs import (
    DIRECTED,
    HEADINGS,
    direction,
    indentation,
    is_blank_code,
    note_number,
    picture_looks,
)
from syndicate.converter.markdown.tables import grid
from syndicate.converter.proof.units import MARKS, code_of, embed_address, marks_of, settings_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from selectolax.lexbor import LexborNode

Token = tuple[object, ...]

BLOCKS = {
    "p", "div", "section", "article", "figure", "figcaption", "header", "footer", "aside", "main", "nav", "dl", "dt",
    "dd", "address", "summary", "center", "thead", "tbody", "tfoot", "caption", "form", "fieldset",
    "hgroup", "search", "legend",
}  # fmt: skip
NESTED_MARKS = "q"
"""Marks of which a second one within the first says something more."""
WAYS = {"bdo rtl": "<", "bdo ltr": ">", "bdi rtl": "(", "bdi ltr": ")", "bdi ": "!"}
"""How text runs that goes another way than that around it."""
LISTS = {"ul", "ol"}
ENCLOSING = {*HEADINGS, *LISTS, "blockquote", "details", "table"}
"""Elements whose beginning and end a reader sees."""
TURNED = BLOCKS | ENCLOSING | {"td", "th", "pre"}
EMBEDS = {"iframe", "video", "audio", "embed", "object"}
SILENT = {
    "script", "style", "svg", "noscript", "template", "button", "link", "meta", "-comment", "colgroup", "head", "title",
    "source", "track",
}  # fmt: skip
EDGE: Token = ("|",)
BREAK: Token = ("br",)
PLAIN = {"w", "img", "br", "gap", "note", "box", "blank", "id"}
TYPOGRAPHY = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "‚": "'", "…": "..."}


class Marks(NamedTuple):
    """The emphasis of a piece of text, and the address and title of its link."""

    marks: str = ""
    href: str = ""
    title: str = ""

    def with_mark(self, mark: str) -> Marks:
        """The same with one more mark."""
        marks = [*self.marks, mark] if mark in NESTED_MARKS else {*self.marks, mark}
        return Marks("".join(sorted(marks)), self.href, self.title)


def tokenize(
    nodes: Iterable[LexborNode], *, typographer: bool = False, captions: bool = False, row_heads: bool = True
) -> list[Token]:
    """The tokens of some neighbouring nodes.

    Args:
        nodes: elements or text, in order.
        typographer: whether all shapes of quotes, dashes and dots count as the same.
        captions: whether the captions of pictures are emphasised.
        row_heads: whether the heads of rows are strong.
    """
    tokenizer = _Tokenizer(typographer, captions, row_heads)
    for node in nodes:
        tokenizer.walk(node, Marks(), "")
    tokenizer.edge()
    return _tidy(tokenizer.without_unlinked())


def words(tokens: Iterable[Token]) -> list[Token]:
    """The same tokens with one for each word: `tokenize` makes one of neighbouring words with the same marks."""
    return [
        word_token
        for token in tokens
        for word_token in (
            [("w", word, token[2]) for word in str(token[1]).split(" ")] if _is_run(token) else [token]
        )
    ]


def ascii_typography(text: str) -> str:
    """The text with quotes, dashes and dots in ASCII."""
    if not text.isascii():
        for sign, plain in TYPOGRAPHY.items():
            text = text.replace(sign, plain)
    return text


class _Tokenizer:
    def __init__(self, typographer: bool, captions: bool, row_heads: bool) -> None:
        self.tokens: list[Token] = []
        self.run: list[str] = []
        self.marks = Marks()
        self.word: list[tuple[str, Marks]] = []
        self.typographer = typographer
        self.captions = captions
        self.marks_row_heads = row_heads
        self.heads: set[int] = set()
        self.row_heads: set[int] = set()
        self.blank_rows: set[int] = set()
        self.places: set[str] = set()
        self.pending: list[str] = []
        self.hrefs: set[str] = set()
        self.margin: str | None = None
        """The white space since a break, until something else stands on its line."""

    def text(self, text: str, marks: Marks) -> None:
        if self.typographer:
            text = ascii_typography(text)
        if self.margin is not None:
            self.indent(text)
        words = text.split()
        if words and self.word and not text[0].isspace():
            self.word.append((words.pop(0), marks))
        if words or text[-1].isspace():
            self.end_word()
        if words and not text[-1].isspace():
            self.word.append((words.pop(), marks))
        if words:
            self.add(words, marks)

    def indent(self, text: str) -> None:
        """Note how far the line of some text is indented, as far as nothing folds it."""
        rest = text.lstrip()
        self.margin = (self.margin or "") + text[: len(text) - len(rest)]
        if rest:
            if gap := indentation(self.margin):
                self.end_text()
                self.tokens.append(("gap", gap))
            self.margin = None

    def add(self, words: list[str], marks: Marks) -> None:
        """Add whole words to the current run, or begin a new one if their marks differ."""
        if marks != self.marks:
            self.end_run()
            self.marks = marks
        self.run += words

    def end_word(self) -> None:
        if len(self.word) == 1:
            text, marks = self.word.pop()
            self.add([text], marks)
        elif self.word:
            self.end_mixed_word()

    def end_mixed_word(self) -> None:
        pieces = [
            (marks, "".join(text for text, _ in group)) for marks, group in groupby(self.word, itemgetter(1))
        ]
        self.word = []
        if len(pieces) == 1:
            self.add([pieces[0][1]], pieces[0][0])
        else:
            self.end_run()
            spans = tuple((len(text), marks) for marks, text in pieces)
            self.tokens.append(("w", "".join(text for _, text in pieces), spans))

    def end_run(self) -> None:
        if self.run:
            self.tokens.append(("w", " ".join(self.run), self.marks))
            self.run = []

    def end_text(self) -> None:
        self.end_word()
        self.end_run()

    def edge(self) -> None:
        self.end_text()
        self.margin = None
        if self.pending:
            self.tokens += [("id", name) for name in self.pending]
            self.pending = []
        if self.tokens and self.tokens[-1] != EDGE:
            self.tokens.append(EDGE)

    def add_structure(self, *token: object) -> None:
        self.edge()
        self.tokens.append(token)

    def children(self, node: LexborNode, marks: Marks, lists: str) -> None:
        child = node.first_child
        while child is not None:
            self.walk(child, marks, lists)
            child = child.next

    def walk(self, node: LexborNode, marks: Marks, lists: str) -> None:
        """Add the tokens of a node; a block whose text runs another way stands between two of its own."""
        way = direction(node) if node.tag in TURNED else ""
        if way:
            self.add_structure(way)
        self.element(node, marks, lists)
        if way:
            self.add_structure(f"/{way}")

    def element(self, node: LexborNode, marks: Marks, lists: str) -> None:
        tag = node.tag
        if tag == "-text":
            if text := node.text_content:
                self.text(text, marks)
        elif tag is None or tag in SILENT:
            return
        elif tag in MARKS:
            if tag == "sup" and (number := note_number(node)):
                self.end_text()
                self.tokens.append(("note", number))
            elif is_blank_code(node):
                self.end_text()
                self.tokens.append(("blank", marks))
            else:
                self.children(node, marks.with_mark(MARKS[tag]), lists)
        elif tag in DIRECTED:
            mark = WAYS.get(f"{tag} {direction(node)}", "")
            self.children(node, marks.with_mark(mark) if mark else marks, lists)
        elif tag == "a":
            self.link(node, marks, lists)
        elif tag in BLOCKS:
            self.edge()
            is_marked = self.captions and is_plain_caption(node)
            self.children(node, marks.with_mark("i") if is_marked else marks, lists)
            self.edge()
        else:
            self.other(tag, node, marks, lists)

    def link(self, node: LexborNode, marks: Marks, lists: str) -> None:
        attributes = node.attributes
        if "footnote-backref" in (attributes.get("class") or ""):
            return
        if href := (attributes.get("href") or "").strip():
            title = " ".join((attributes.get("title") or "").split())
            marks = Marks(marks.marks, with_path(rendered_address(href)), title)
            self.hrefs.add(marks.href)
        self.place(node)
        self.children(node, marks, lists)

    def other(self, tag: str, node: LexborNode, marks: Marks, lists: str) -> None:
        if tag in ENCLOSING:
            self.enclosing(tag, node, marks, lists)
        elif tag == "tr":
            if node.mem_id not in self.blank_rows:
                self.around((tag,), node, marks, lists)
        elif tag in {"td", "th"}:
            self.cell(node, marks, lists)
        elif not self.leaf(tag, node, marks):
            if tag == "span":
                self.place(node)
            self.children(node, marks, lists)

    def around(self, token: Token, node: LexborNode, marks: Marks, lists: str) -> None:
        self.add_structure(*token)
        self.children(node, marks, lists)
        self.edge()

    def cell(self, node: LexborNode, marks: Marks, lists: str) -> None:
        attributes = node.attributes
        spans = attributes.get("colspan") or "1", attributes.get("rowspan") or "1"
        if node.mem_id in self.row_heads:
            # As a browser shows it, and as a pipe table says it.
            marks = marks.with_mark("b")
        self.around(("cell", *spans, node.mem_id in self.heads), node, marks, lists)

    def table(self, node: LexborNode) -> tuple[str, ...]:
        """The alignments of a table's columns; its heads are known from now on."""
        table = grid(node)
        self.row_heads |= table.row_heads() if self.marks_row_heads else frozenset()
        self.heads |= {cell.mem_id for cell in table.rows[0]} if table.has_head else set()
        self.blank_rows.add(table.blank)
        # Text stands at the left by itself.
        return tuple("" if align == "left" else align for align in table.alignments())

    def place(self, node: LexborNode) -> None:
        """Note a place that a link may lead to, for the end of its block; of several of one name, it leads to the first."""
        if (name := node.attributes.get("id")) and name not in self.places:
            self.places.add(name)
            self.pending.append(name)

    def without_unlinked(self) -> list[Token]:
        """The tokens without the names that no link leads to: a reader sees nothing of them."""
        if not self.places:
            return self.tokens
        linked = {unquote(href[1:]) for href in self.hrefs if href[:1] == "#"}
        return [token for token in self.tokens if token[0] != "id" or token[1] in linked]

    def enclosing(self, tag: str, node: LexborNode, marks: Marks, lists: str) -> None:
        self.add_structure(tag, *(self.table(node) if tag == "table" else _opened(node)))
        if tag in HEADINGS:
            self.place(node)
        if tag in LISTS:
            self.items(tag, node, marks, lists)
        else:
            self.children(node, marks, lists)
        self.add_structure(f"/{tag}")

    def leaf(self, tag: str, node: LexborNode, marks: Marks) -> bool:
        """Add the token of an element that is read as a unit; False if the element is none."""
        attributes = node.attributes
        if tag == "br":
            self.end_text()
            self.tokens.append(BREAK)
            self.margin = ""
        elif tag == "img":
            self.end_text()
            self.margin = None
            alt = " ".join((attributes.get("alt") or "").split())
            alt_text = ascii_typography(alt) if self.typographer else alt
            title = " ".join((attributes.get("title") or "").split())
            self.tokens.append(
                (
                    "img",
                    rendered_address((attributes.get("src") or "").strip()),
                    alt_text,
                    title,
                    marks.href,
                    *picture_looks(node),
                )
            )
        elif tag == "input" and attributes.get("type") == "checkbox":
            self.end_text()
            self.tokens.append(("box", "checked" in attributes))
        elif tag == "pre":
            self.add_structure("pre", *code_of(node), *marks_of(node))
            self.tokens.append(EDGE)
        elif tag in EMBEDS:
            self.add_structure("embed", rendered_address(embed_address(node)), *settings_of(node))
            self.tokens.append(EDGE)
        elif tag == "hr" and "footnotes-sep" not in (attributes.get("class") or ""):
            self.add_structure("hr")
            self.tokens.append(EDGE)
        else:
            return False
        return True

    def items(self, tag: str, node: LexborNode, marks: Marks, lists: str) -> None:
        attributes = node.attributes
        notes = "footnotes-list" in (attributes.get("class") or "")
        number = _number(attributes.get("start"), 1)
        for child in node.iter(include_text=True):
            if child.tag != "li":
                self.walk(child, marks, lists)
                continue
            number = _number(child.attributes.get("value"), number)
            self.add_structure(
                "li",
                lists + tag[0],
                number if tag == "ol" and not notes else 0,
                attributes.get("type") or "",
                *filter(None, (direction(child),)),
            )
            self.children(child, marks, lists + tag[0])
            self.edge()
            number += 1


def _opened(node: LexborNode) -> tuple[str, ...]:
    """Whether a part that opens and closes stands open."""
    return ("open",) if node.tag == "details" and "open" in node.attributes else ()


def _number(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text.strip()) else default


def _tidy(tokens: list[Token]) -> list[Token]:
    """Drop redundant tokens: edges beside structure, breaks at a block's end, and empty elements."""
    result: list[Token] = []
    for token in tokens:
        kind = token[0]
        if token == EDGE:
            _drop_breaks(result)
            if not result or result[-1][0] not in PLAIN:
                continue
        elif kind == "br":
            if not result or result[-1][0] not in PLAIN:
                continue
        elif kind not in PLAIN:
            while result and result[-1] in (EDGE, BREAK):
                result.pop()
            if result and token == (f"/{result[-1][0]}",):
                result.pop()
                result += [EDGE] if result and result[-1][0] in PLAIN else []
                continue
        result.append(token)
    while result and result[-1] in (EDGE, BREAK):
        result.pop()
    return result


def _is_run(token: Token) -> bool:
    """Whether the token is a run of words with the same marks, not one word with several."""
    return token[0] == "w" and isinstance(token[2], Marks)


def _drop_breaks(tokens: list[Token]) -> None:
    while tokens and tokens[-1] == BREAK:
        tokens.pop()
