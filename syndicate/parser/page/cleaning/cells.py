"""Tables as a pipe table can say them: cells of some lines, and heads that only bold letters make such."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syndicate.parser.bounds import parse_html
from syndicate.parser.page.cleaning.nodes import BLOCKS, MEDIA, detach, inner, is_empty, line, replace

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

BOLD = frozenset({"strong", "b"})
SPANS = "[colspan]:not([colspan='1']), [rowspan]:not([rowspan='1'])"
LINES = frozenset({"p", "div"})


def restore_cells(root: LexborNode) -> None:
    """Put breaks between the lines of cells, and make heads of a first row of which each cell is bold.

    Args:
        root: the body; its tree is changed.
    """
    for row in [each for each in root.css("tr") if each.first_child is None]:
        detach(row)
    for foot in root.css("tfoot:has(~ tbody), tfoot:has(~ tr)"):
        _move_down(foot)
    for table in root.css("table"):
        rows = [[cell for cell in row.iter() if cell.tag in {"td", "th"}] for row in table.css("tr")]
        if table.css_first("table table") is not None or not rows:
            continue
        if _has_bold_head(table, rows):
            for cell in rows[0]:
                for mark in [each for each in cell.css("strong, b") if each.mem_id != cell.mem_id]:
                    mark.unwrap()
                _make_head(cell)
        if table.css_first(SPANS) is None and len({len(row) for row in rows}) == 1:
            _break_lines(table)


def _move_down(foot: LexborNode) -> None:
    """Put the last rows of a table where a browser shows them, wherever they are written."""
    moved = parse_html(f"<table>{foot.html}</table>", "").css_first("tfoot")
    last = foot
    while last.next is not None:
        last = last.next
    if moved is not None:
        last.insert_after(moved)
        detach(foot)


def _make_head(cell: LexborNode) -> None:
    align = f' align="{cell.attributes["align"]}"' if cell.attributes.get("align") else ""
    table = parse_html(f"<table><tr><th{align}>{inner(cell)}</th></tr></table>", "")
    head = table.css_first("th")
    if head is not None:
        cell.insert_before(head)
        detach(cell)


def _break_lines(table: LexborNode) -> None:
    """Join the lines of each cell by breaks, if all cells of the table hold nothing but lines."""
    cells = table.css("td, th")
    parts = [_lines(cell) for cell in cells]
    if None in parts:
        return
    for cell, lines in zip(cells, parts, strict=True):
        if lines is not None and len(lines) > 1:
            first = next(cell.iter())
            for child in list(cell.iter(include_text=True)):
                if child.mem_id != first.mem_id:
                    detach(child)
            replace(first, "<br>".join(lines))


def _lines(cell: LexborNode) -> list[str] | None:
    """The HTML of each line of a cell; None where it holds other blocks, or text beside its lines."""
    blocks = [node for node in cell.css("*") if node.tag in BLOCKS and node.mem_id != cell.mem_id]
    children = [child for child in cell.iter(include_text=True) if child.tag != "-comment"]
    if not blocks:
        return []
    if any(node.tag not in LINES or node.css_first(":is(p, div) :is(p, div)") is not None for node in blocks):
        return None
    if any(child.tag not in LINES and (child.text().strip() or not is_empty(child)) for child in children):
        return None
    return [inner(child).strip() for child in children if child.tag in LINES and not is_empty(child)]


def _has_bold_head(table: LexborNode, rows: list[list[LexborNode]]) -> bool:
    """Whether the first row stands out as one of heads: all of each cell is bold, and not so in the other rows."""
    if len(rows) < 2 or len(rows[0]) < 2 or table.css_first("th, thead") is not None:
        return False
    return all(map(_is_bold, rows[0])) and not any(all(map(_is_bold, row)) for row in rows[1:] if row)


def _is_bold(cell: LexborNode) -> bool:
    marks = [node for node in cell.css("strong, b") if node.tag in BOLD]
    words = line(cell)
    return bool(words) and cell.css_first(MEDIA) is None and any(line(mark) == words for mark in marks)
