"""The nodes of a cleaned body -> blocks of Markdown, as a careful person writes them."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from syndicate.converter.dialects.guards import is_unguardable
from syndicate.converter.markdown.inline import Style, line
from syndicate.converter.markdown.jsx import HEADING_ID, RUN_BY_DOCUSAURUS, jsx_paragraph
from syndicate.converter.markdown.lines import other_marker, prefix_lines
from syndicate.converter.markdown.raw import raw_html
from syndicate.converter.markdown.runs import (
    HEADINGS,
    MAYBE_ESCAPE,
    Wrap,
    collect,
    direction,
    inner_wraps,
    place_name,
)
from syndicate.converter.markdown.tables import RULES, Grid, grid, is_line
from syndicate.models import LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from linkify_it import LinkifyIt
    from selectolax.lexbor import LexborNode

    from syndicate.converter.dialects.row import Dialect

TRANSPARENT = {
    "p", "div", "section", "article", "figure", "figcaption", "header", "footer", "aside", "main", "nav", "address",
    "center", "form", "fieldset", "hgroup", "search", "legend", "body", "html", "dt", "dd", "caption", "li", "tbody",
    "thead", "tfoot", "tr", "td", "th", "summary", "colgroup", "col",
}  # fmt: skip
"""Blocks that only group their content."""
MARKDOWN_BLOCKS = {
    *HEADINGS,
    "ul",
    "ol",
    "blockquote",
    "pre",
    "hr",
    "table",
    "dl",
    "details",
    "iframe",
    "video",
    "audio",
}
BLOCKS = TRANSPARENT | MARKDOWN_BLOCKS
BLOCK_SELECTOR = ", ".join(sorted(BLOCKS))
INTERRUPTING_LIST = re.compile(r"(?:-|1\.) ")
"""The start of a list that can interrupt a paragraph (CommonMark 0.31, 5.2)."""


CODE_MARKS = "em, strong, i, b, u, s, del, ins, mark, sup, sub"
"""Marks that a reader sees in preformatted text, which a fence cannot say."""
CAPTION_EMPHASIS = "em, i, cite"
"""What a caption sets off by itself, which emphasis of the whole of it would hide."""
ALERTS = {"NOTE", "TIP", "IMPORTANT", "WARNING", "CAUTION"}
"""The kinds of quotes that GitHub shows under their name."""
PLAIN_ID = re.compile(r"[A-Za-z][\w-]*", re.ASCII)
"""The ids that every renderer with ids of headings takes."""
CLOSING = re.compile(f"[{MAYBE_ESCAPE}]?#$")


@dataclass(frozen=True, slots=True)
class Block:
    """One block of Markdown, and the nodes it was made from."""

    kind: str
    text: str
    nodes: tuple[LexborNode, ...]


class BlockWriter:
    """Writes nodes as blocks in one dialect and one style."""

    def __init__(self, dialect: Dialect, style: Style, linkify: LinkifyIt | None) -> None:
        self.dialect = dialect
        self.style = style
        self.linkify = linkify

    def blocks(
        self, nodes: Iterable[LexborNode], wraps: tuple[Wrap, ...] = (), *, nested: bool = False
    ) -> list[Block]:
        """The blocks of neighbouring nodes.

        Args:
            nodes: elements and text.
            wraps: emphasis and links around all of them.
            nested: whether this is inside a list item or quote.
        """
        blocks: list[Block] = []
        inline: list[LexborNode] = []
        for node in nodes:
            tag = node.tag
            if tag in BLOCKS:
                self._paragraph(inline, wraps, blocks)
                inline = []
                blocks.extend(self._block(node, wraps, nested))
            elif tag == "-text":
                # White space between blocks means nothing.
                if inline or not (node.text_content or "").isspace():
                    inline.append(node)
            elif _holds_blocks(node):
                self._paragraph(inline, wraps, blocks)
                inline = []
                blocks.extend(self._around_blocks(node, wraps, nested))
            else:
                inline.append(node)
        self._paragraph(inline, wraps, blocks)
        return blocks

    def _around_blocks(self, node: LexborNode, wraps: tuple[Wrap, ...], nested: bool) -> list[Block]:
        """An inline element around blocks: its mark is written in each of them."""
        inner = inner_wraps(node, wraps)
        blocks = self.blocks(node.iter(include_text=True), inner, nested=nested)
        if inner == wraps or not blocks:
            return blocks
        return [Block("group", self.join(blocks), (node,))]

    def _paragraph(self, nodes: list[LexborNode], wraps: tuple[Wrap, ...], blocks: list[Block]) -> None:
        if nodes and (
            text := line(collect(nodes, self.dialect, wraps), self.dialect, self.style, self.linkify)
        ):
            # A tag alone on its line would be no paragraph, and stand on one line with the next.
            is_tag = text.startswith("<img ") and text.endswith(">") and text.count("<") == 1
            blocks.append(Block("p", f"<p>{text}</p>" if is_tag else text, tuple(nodes)))

    def _block(self, node: LexborNode, wraps: tuple[Wrap, ...], nested: bool) -> list[Block]:
        tag = node.tag or ""
        if direction(node):
            return [Block(tag, self.raw(node.html or ""), (node,))]
        if tag == "ol" and "footnotes-list" in (node.attributes.get("class") or ""):
            return [self._footnotes(node)]
        if self.dialect.marked_captions and is_plain_caption(node):
            return self._caption(node, wraps, nested)
        if tag in TRANSPARENT:
            return self.blocks(node.iter(include_text=True), wraps, nested=nested)
        text = self._markdown(tag, node, wraps, nested)
        return [Block(tag, text, (node,))] if text else []

    def _quote(self, node: LexborNode, wraps: tuple[Wrap, ...], nested: bool) -> str:
        children = list(node.iter(include_text=True))
        kind = (node.attributes.get("data-callout") or "").upper()
        alert = (
            kind if kind in ALERTS and "alerts" in self.dialect.plugins and not nested and not wraps else ""
        )
        # The renderer shows the kind as the first line, as the original does.
        if alert and children and children[0].tag == "p" and children[0].text().strip().upper() == alert:
            text = self.join(self.blocks(children[1:], wraps, nested=True))
            return prefix_lines(f"[!{alert}]\n{text}".rstrip("\n"), "> ", "> ")
        return prefix_lines(self.join(self.blocks(children, wraps, nested=True)), "> ", "> ")

    def _caption(self, node: LexborNode, wraps: tuple[Wrap, ...], nested: bool) -> list[Block]:
        """The caption of a picture, which emphasis sets off from the text that follows."""
        marks = wraps if any(wrap.kind == "em" for wrap in wraps) else (*wraps, Wrap("em"))
        blocks = self.blocks(node.iter(include_text=True), marks, nested=nested)
        kind = blocks[0].kind if len(blocks) == 1 else "group"
        return [Block(kind, self.join(blocks), (node,))] if blocks else []

    def _markdown(self, tag: str, node: LexborNode, wraps: tuple[Wrap, ...], nested: bool) -> str:
        if tag in HEADINGS:
            place = heading_place(node, self.dialect)
            text = self._line(node, wraps, place="heading")
            text += "&nbsp;" if self.dialect.jsx and HEADING_ID.search(node.text()) else ""
            # What is no CommonMark takes a sign at the end for a part of the heading's own.
            text = CLOSING.sub(r"\\#", text) if self.dialect.own_links else text
            return (
                f"{'#' * max(1, HEADINGS[tag] - self.dialect.demotes)} {text}{self.dialect.heading_id % place if place else ''}"
                if text
                else ""
            )
        if tag in {"ul", "ol"}:
            return self._list(node, wraps)
        if tag == "blockquote":
            return self._quote(node, wraps, nested)
        if tag == "pre":
            return self._code(node, nested)
        if tag == "hr":
            return "___" if nested else "---"
        if tag == "table":
            return self._table(node, wraps)
        if tag == "details":
            return self._details(node, wraps)
        if tag == "dl" and self.dialect.definition_lists:
            return self._definitions(node, wraps, nested)
        return self.raw(node.html or "")

    def raw(self, fragment: str, *, within: bool = False) -> str:
        """Raw HTML; see `raw_html`."""
        literal = self.dialect.raw_blocks
        return raw_html(fragment, within=within and literal, literal=literal, jsx=self.dialect.jsx)

    def join(self, blocks: Sequence[Block]) -> str:
        """The blocks as one text."""
        return "\n\n".join(self.block_texts(blocks))

    def block_texts(self, blocks: Sequence[Block]) -> list[str]:
        """The texts of the blocks, separated where two of a kind would become one."""
        texts: list[str] = []
        is_other = False
        for n, block in enumerate(blocks):
            text = block.text
            if self.dialect.jsx and block.kind in {"p", "raw"}:
                text = jsx_paragraph(text, alone=len(blocks) == 1)
            if n and self._merges(blocks[n - 1].kind, block.kind):
                if self.dialect.list_separator != "marker":
                    text = f"{self.dialect.list_separator}\n\n{text}"
                elif block.kind != "blockquote":
                    is_other = not is_other
                    text = other_marker(text) if is_other else text
            else:
                is_other = False
            texts.append(text)
        return texts

    def _merges(self, kind: str, other: str) -> bool:
        """Whether two blocks of these kinds would become one."""
        lists = {"ul", "ol"}
        return (kind == other and kind in {*lists, "blockquote"}) or (
            self.dialect.merges_lists and {kind, other} == lists
        )

    def _code(self, node: LexborNode, nested: bool) -> str:
        code = node.css_first("code")
        if node.css_first(f"a[href], img, {CODE_MARKS}") is not None:
            return self.raw(node.html or "")
        classes = (code if code is not None else node).attributes.get("class") or ""
        language = re.search(r"(?:^|\s)language-(\S+)", classes)
        match = LANGUAGE.fullmatch(language[1]) if language else None
        if match and self.dialect.jsx and match[0] in RUN_BY_DOCUSAURUS:
            return self.raw(node.html or "")
        text = "\n".join(part.rstrip() for part in node.text().split("\n")).strip("\n")
        is_run = nested and re.search(self.dialect.template_code, text)
        if not self.dialect.keeps_indent and textwrap.dedent(text) != text:
            return self.raw(node.html or "")
        if is_run or (self.dialect.shortcodes and is_unguardable(text)):
            return self.raw(node.html or "").replace("{", "&#123;").replace("#}", "#&#125;")
        if nested and not self.dialect.nested_fences and text and not match:
            return "\n".join(f"    {text_line}" if text_line else "" for text_line in text.split("\n"))
        longest = max((len(ticks) for ticks in re.findall(r"`{3,}", text)), default=2)
        fence = "`" * (longest + 1)
        opening = f"{fence}{match[0] if match else ''}"
        return f"{opening}\n{text}\n{fence}" if text else f"{opening}\n{fence}"

    def _list(self, node: LexborNode, wraps: tuple[Wrap, ...]) -> str:
        attributes = node.attributes
        ordered = node.tag == "ol"
        items = [child for child in node.iter() if child.tag == "li"]
        others = [child for child in node.iter() if child.tag not in {"li", "-comment"}]
        if (
            (attributes.get("type") or "1").lower() not in {"1", "disc", "circle", "square"}
            or "reversed" in attributes
            or any(item.attributes.get("value") for item in items)
        ):
            return self.raw(node.html or "")
        start = attributes.get("start") or "1"
        number = int(start) if ordered and re.fullmatch(r"\d{1,9}", start) else 1
        if number != 1 and not self.dialect.list_start:
            return self.raw(node.html or "")
        marked_items: list[tuple[str, list[Block]]] = []
        loose = False
        for offset, item in enumerate(items or others):
            blocks = self.blocks(
                [item] if item in others else item.iter(include_text=True), wraps, nested=True
            )
            # Without a blank line, the comment between two lists would continue the paragraph before it.
            has_separator = self.dialect.list_separator != "marker" and any(
                self._merges(one.kind, other.kind) or one.kind == other.kind
                for one, other in pairwise(blocks)
            )
            # Python-Markdown takes what follows a loose list within a tight one for its part.
            has_gap = self.dialect.merges_lists and any("\n\n" in block.text for block in blocks)
            loose = loose or has_separator or has_gap or _is_loose(item, blocks)
            marked_items.append((f"{number + offset}." if ordered else "-", blocks))
            if not blocks and not self.dialect.empty_items:
                return self.raw(node.html or "")
        return ("\n\n" if loose else "\n").join(
            self._item(marker, blocks, loose) for marker, blocks in marked_items
        )

    def _item(self, marker: str, blocks: list[Block], loose: bool) -> str:
        if not blocks:
            return marker
        width = max(len(marker) + 1, self.dialect.item_indent)
        text = ("\n\n" if loose else "\n").join(self.block_texts(blocks))
        return prefix_lines(text, f"{marker} ".ljust(width), " " * width)

    def _details(self, node: LexborNode, wraps: tuple[Wrap, ...]) -> str:
        if not self.dialect.markdown_in_html:
            return self.raw(node.html or "")
        summary = next((child for child in node.iter() if child.tag == "summary"), None)
        head = (
            f"<summary>{self.raw(summary.inner_html or '', within=True)}</summary>"
            if summary is not None
            else ""
        )
        rest = [
            child
            for child in node.iter(include_text=True)
            if summary is None or child.mem_id != summary.mem_id
        ]
        opening = "<details open>" if "open" in node.attributes else "<details>"
        opening += "\n" if self.dialect.jsx and head else ""
        return "\n\n".join(
            part
            for part in (f"{opening}{head}", self.join(self.blocks(rest, wraps, nested=True)), "</details>")
            if part
        )

    def _definitions(self, node: LexborNode, wraps: tuple[Wrap, ...], nested: bool) -> str:
        """Terms, each with definitions after colons: the syntax of PHP Markdown Extra, which kramdown and goldmark know."""
        lines: list[str] = []
        previous = ""
        for child in node.iter():
            blocks = self.blocks(child.iter(include_text=True), wraps, nested=True)
            # In a list, Python-Markdown takes what follows a definition's first block for code.
            if child.tag == "dd" and nested and self.dialect.merges_lists and len(blocks) > 1:
                return self.raw(node.html or "")
            if child.tag == "dd":
                lines.append(prefix_lines(self.join(blocks), ":   ", "    "))
            elif child.tag == "dt" and previous != "dt" and [block.kind for block in blocks] == ["p"]:
                lines += ["", blocks[0].text] if lines else [blocks[0].text]
            else:
                return self.raw(node.html or "")
            previous = child.tag
        return "\n".join(lines)

    def _footnotes(self, listing: LexborNode) -> Block:
        if not self.dialect.footnotes:
            return Block("footnotes", self.raw(listing.html or ""), (listing,))
        notes: list[str] = []
        for number, item in enumerate((child for child in listing.iter() if child.tag == "li"), 1):
            text = self.join(self.blocks(item.iter(include_text=True), nested=True))
            notes.append(prefix_lines(text, f"[^{number}]: ", "    "))
        return Block("footnotes", "\n\n".join(notes), (listing,))

    def _table(self, node: LexborNode, wraps: tuple[Wrap, ...]) -> str:
        table = grid(node)
        if not self._fits_pipes(node, table):
            return self.raw(node.html or "")
        bold = table.row_heads() if self.dialect.bold_row_heads else frozenset()
        columns = table.alignments()
        rows = [[self._cell(cell, wraps, bold) for cell in row] for row in table.rows]
        head = rows.pop(0) if table.has_head else [""] * len(columns)
        lines = [head, [RULES[align] if align else self.dialect.column_rule for align in columns], *rows]
        text = "\n".join(f"| {' | '.join(row)} |" for row in lines)
        caption = node.css_first("caption")
        words = self._line(caption, wraps) if caption is not None else ""
        return f"{words}\n\n{text}" if words else text

    def _fits_pipes(self, node: LexborNode, table: Grid) -> bool:
        """Whether a table has equal rows, no spans, and one line in each cell (GFM 0.29, 4.10)."""
        return (
            self.dialect.tables
            and bool(table.rows)
            and node.css_first("table table") is None
            and all(len(row) == len(table.rows[0]) for row in table.rows)
            and all(_fits_cell(cell) for row in table.rows for cell in row)
        )

    def _cell(self, cell: LexborNode, wraps: tuple[Wrap, ...], bold: frozenset[int]) -> str:
        marks = (*wraps, Wrap("strong")) if cell.mem_id in bold else wraps
        return self._line(cell, marks, place="cell")

    def _line(self, node: LexborNode, wraps: tuple[Wrap, ...], place: str = "paragraph") -> str:
        """The content of a node as one line."""
        has_id = place == "heading" and heading_place(node, self.dialect)
        nodes = [*node.iter(include_text=True)][1 if has_id else 0 :]
        runs = collect(nodes, self.dialect, wraps)
        return line(runs, self.dialect, self.style, self.linkify, place=place)


def heading_place(heading: LexborNode, dialect: Dialect) -> str:
    """The name of the place at the beginning of a heading, where the dialect says it as the heading's id, else ""."""
    first = heading.first_child
    name = place_name(first) if dialect.heading_id and first is not None else ""
    return name if PLAIN_ID.fullmatch(name) else ""


def _is_loose(item: LexborNode, blocks: Sequence[Block]) -> bool:
    """Whether a list item has paragraphs, or blocks that need a blank line between them."""
    return (
        any(child.tag == "p" and (child.text().strip() or child.css_first("img")) for child in item.iter())
        or any(block.kind in {"details", "group"} for block in blocks)
        or any(
            block.kind not in {"ul", "ol"} or not INTERRUPTING_LIST.match(block.text) for block in blocks[1:]
        )
    )


def _fits_cell(cell: LexborNode) -> bool:
    attributes = cell.attributes
    spans = {attributes.get("colspan") or "1", attributes.get("rowspan") or "1"}
    return spans == {"1"} and is_line(cell, BLOCK_SELECTOR)


def is_plain_caption(node: LexborNode) -> bool:
    """Whether this is the caption of a picture that sets no words of its own off."""
    return node.tag == "figcaption" and node.css_first(CAPTION_EMPHASIS) is None


def _holds_blocks(node: LexborNode) -> bool:
    return any(child.tag in BLOCKS or _holds_blocks(child) for child in node.iter())
