"""Tables and lists that only roles or styles make such, as the elements that are such by themselves."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from syndicate.parser.page.cleaning.nodes import BLOCKS, inner, is_empty, line, replace

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

DISPLAY = re.compile(r"(?:^|;)\s{0,8}display\s{0,8}:\s{0,8}([\w-]{1,40})")


class Box(NamedTuple):
    """What makes an element a part of a table: its role, or the display of its style."""

    tables: str
    rows: frozenset[str]
    groups: frozenset[str]
    cells: frozenset[str]
    heads: frozenset[str]


BY_ROLE = Box(
    "[role=table]:not(table), [role=grid]:not(table)",
    frozenset({"row"}),
    frozenset({"rowgroup"}),
    frozenset({"cell", "gridcell", "columnheader", "rowheader"}),
    frozenset({"columnheader", "rowheader"}),
)
BY_STYLE = Box(
    "div[style*=display], section[style*=display]",
    frozenset({"table-row"}),
    frozenset({"table-row-group", "table-header-group", "table-footer-group"}),
    frozenset({"table-cell"}),
    frozenset(),
)
LISTS = "[role=list]:not(ul, ol, menu, dl)"


def restore_roles(root: LexborNode) -> None:
    """Make tables and lists of boxes that a role or a style makes such.

    Args:
        root: the body; its tree is changed.
    """
    for table in reversed(root.css(BY_ROLE.tables)):
        if table.mem_id != root.mem_id and (rows := _rows(table, BY_ROLE)):
            replace(table, _table(rows, BY_ROLE))
    for table in reversed(root.css(BY_STYLE.tables)):
        if table.mem_id != root.mem_id and _kind(table, BY_STYLE) in ("table", "inline-table"):
            rows = _rows(table, BY_STYLE)
            # One row, or one column, stands beside or below each other: it lays out the page.
            if len(rows) > 1 and all(len(row) > 1 and all(map(_is_line, row)) for row in rows):
                replace(table, _table(rows, BY_STYLE))
    for listing in reversed(root.css(LISTS)):
        items = [child for child in listing.iter() if child.tag != "-comment" and not is_empty(child)]
        is_list = all((item.attributes.get("role") or "") == "listitem" for item in items)
        texts = [
            child
            for child in listing.iter(include_text=True)
            if child.tag == "-text" and child.text().strip()
        ]
        if items and is_list and not texts and listing.mem_id != root.mem_id:
            replace(listing, f"<ul>{''.join(f'<li>{inner(item)}</li>' for item in items)}</ul>")


def _kind(node: LexborNode, box: Box) -> str:
    if box is BY_ROLE:
        return node.attributes.get("role") or ""
    match = DISPLAY.search((node.attributes.get("style") or "").lower())
    return match[1] if match else ""


def _rows(table: LexborNode, box: Box) -> list[list[LexborNode]]:
    """The cells of each row; none where anything else stands in the table."""
    rows = []
    for row in _parts(table, box):
        cells = [cell for cell in row.iter() if cell.tag != "-comment"]
        if not cells or any(_kind(cell, box) not in box.cells for cell in cells) or _has_text(row):
            return []
        rows.append(cells)
    return rows


def _parts(table: LexborNode, box: Box) -> Iterator[LexborNode]:
    for child in table.iter():
        yield from child.iter() if _kind(child, box) in box.groups else [child]


def _has_text(node: LexborNode) -> bool:
    return any(child.tag == "-text" and child.text().strip() for child in node.iter(include_text=True))


def _is_line(cell: LexborNode) -> bool:
    return bool(line(cell)) and not any(
        node.tag in BLOCKS and line(node) != line(cell)
        for node in cell.css("*")
        if node.mem_id != cell.mem_id
    )


def _table(rows: list[list[LexborNode]], box: Box) -> str:
    lines = []
    for row in rows:
        tags = ["th" if _kind(cell, box) in box.heads else "td" for cell in row]
        cells = "".join(f"<{tag}>{inner(cell)}</{tag}>" for tag, cell in zip(tags, row, strict=True))
        lines.append(f"<tr>{cells}</tr>")
    return f"<table><tbody>{''.join(lines)}</tbody></table>"
