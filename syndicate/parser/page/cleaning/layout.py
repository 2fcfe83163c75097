"""Tables that only lay out a page, the alignment of cells, and captions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import inner, line, replace, within

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

ALIGN = re.compile(r"text-align\s*:\s*(left|right|center)")
ALIGN_CLASS = re.compile(
    r"(?:^|\s)(?:has-text-align-|text-|ta-|align-?|tablecell-|halign-|u-text-|text--|column-)(left|right|center)(?:\s|$)"
)
CAPTION_TABLE = "table.tr-caption-container"
"""Blogger's: a picture, and its caption in the second row."""

CAPTIONS = ".wp-caption-text, .image-caption, .caption-text, .photo-caption, .tr-caption"
CAPTIONED = ".wp-caption, .image-with-caption, .captioned-image-container, .image-caption-container"
LAYOUT = "table[role=presentation], table[role=none]"
DATA = "th, caption, thead, table[summary]"


def restore_layout(root: LexborNode) -> None:
    """Replace the tables that lay out a page by what stands in their cells, and mark captions as such.

    Args:
        root: the body; its tree is changed.
    """
    for table in reversed(root.css("table")):
        if table.mem_id == root.mem_id:
            continue
        if table.css_matches(CAPTION_TABLE):
            _replace_caption_table(table)
        elif _is_layout(table):
            cells = [cell for cell in table.css("td, th") if _is_of(cell, table)]
            replace(table, "".join(f"<div>{inner(cell)}</div>" for cell in cells))
    for box in root.css(CAPTIONED):
        caption = box.css_first(CAPTIONS)
        if (
            caption is not None
            and box.tag != "figure"
            and caption.tag in {"p", "div", "dd"}
            and box.css_first("img")
        ):
            replace(caption, f"<figcaption>{inner(caption)}</figcaption>")


def align_cells(root: LexborNode) -> None:
    """Give every cell its alignment as an attribute, whatever says it."""
    for table in root.css("table"):
        columns = _column_alignments(table)
        for row in table.css("tr"):
            row_align = _alignment(row)
            column = 0
            for cell in row.iter():
                if cell.tag not in {"td", "th"}:
                    continue
                align = _alignment(cell) or row_align or (columns[column] if column < len(columns) else "")
                column += 1
                if align and cell.attributes.get("align") != align:
                    cell.attrs["align"] = align
                elif not align and "align" in cell.attributes:
                    del cell.attrs["align"]


def _column_alignments(table: LexborNode) -> list[str]:
    aligns: list[str] = []
    for column in table.css("col"):
        span = column.attributes.get("span") or "1"
        aligns += [_alignment(column)] * (min(int(span), 100) if span.isdecimal() and span.isascii() else 1)
    return aligns


def _alignment(node: LexborNode) -> str:
    attributes = node.attributes
    if match := ALIGN.search((attributes.get("style") or "").lower()):
        return match[1]
    if match := ALIGN_CLASS.search(attributes.get("class") or ""):
        return match[1]
    align = (attributes.get("align") or "").strip().lower()
    return align if align in {"left", "right", "center"} else ""


def _is_layout(table: LexborNode) -> bool:
    """Whether a table is no data: it says so, has one cell, or holds another table or whole paragraphs beside pictures."""
    if table.css_matches(LAYOUT):
        return True
    if table.css_first(DATA) is not None:
        return False
    rows = [[cell for cell in row.iter() if cell.tag in {"td", "th"}] for row in table.css("tr")]
    cells = [cell for row in rows for cell in row]
    if (len(cells) == 1 and "colspan" not in cells[0].attributes) or any(
        cell.css_first("table") is not None for cell in cells
    ):
        return True
    widths = {len(row) for row in rows}
    is_single = widths == {1} or len(rows) == 1
    return is_single and any(
        cell.css_first("p + p, h1, h2, h3, h4, h5, h6, ul, ol, figure") is not None for cell in cells
    )


def _is_of(cell: LexborNode, table: LexborNode) -> bool:
    """Whether a cell is one of a table, not of a table within it."""
    owner = within(cell, {"table"})
    return owner is not None and owner.mem_id == table.mem_id


def _replace_caption_table(table: LexborNode) -> None:
    caption = table.css_first(".tr-caption")
    words = f"<figcaption>{inner(caption)}</figcaption>" if caption is not None and line(caption) else ""
    content = "".join(inner(cell) for cell in table.css("td") if not cell.css_matches(".tr-caption"))
    replace(table, f"<figure>{content}{words}</figure>")
