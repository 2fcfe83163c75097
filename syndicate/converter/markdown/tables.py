"""What a reader sees of a table beside its words: which cells are heads, and how its columns are aligned.

A pipe table has one row of heads. The heads of other rows are bold in it, as a browser shows them, and a table without
a row of heads gets an empty one, which nobody sees.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

PARTS = {"thead", "tbody", "tfoot"}
CELLS = {"td", "th"}
RULES = {"left": ":---", "right": "---:", "center": ":---:", "": "---"}
"""What stands below the head of a column, by its alignment (GFM 0.29, 4.10)."""

ALIGN = re.compile(r"text-align:\s*(left|right|center)")
WRAPPERS = {"p", "div", "section", "article", "figure"}
"""Elements that may wrap the one line of a cell."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's cells, row by row.

    `has_head` says whether the first row is one of heads; `blank` is the `mem_id` of an empty row of heads, which is left
    out of the rows, else 0.
    """

    rows: tuple[tuple[LexborNode, ...], ...]
    has_head: bool
    blank: int = 0

    @property
    def body(self) -> tuple[tuple[LexborNode, ...], ...]:
        """The rows below the head."""
        return self.rows[1:] if self.has_head else self.rows

    def row_heads(self) -> frozenset[int]:
        """The heads, by their `mem_id`, that stand in other rows than the first: of a row, or in a second row of heads."""
        return frozenset(cell.mem_id for row in self.body for cell in row if cell.tag == "th")

    def alignments(self) -> tuple[str, ...]:
        """How most of the cells of each column are aligned, its head too; "" where nothing says it."""
        width = max((len(row) for row in self.rows), default=0)
        columns = [[alignment(row[n]) for row in self.rows if n < len(row)] for n in range(width)]
        return tuple(max(column, key=lambda align: (column.count(align), align)) for column in columns)


def grid(table: LexborNode) -> Grid:
    """The cells of a table, without those of tables within."""
    rows = [(row, cells) for row in _rows(table) if (cells := tuple(c for c in row.iter() if c.tag in CELLS))]
    has_head = bool(rows) and _is_head(*rows[0])
    blank = 0
    if has_head and len(rows) > 1 and all(is_blank(cell) for cell in rows[0][1]):
        blank, has_head = rows.pop(0)[0].mem_id, False
    return Grid(tuple(cells for _, cells in rows), has_head, blank)


def alignment(cell: LexborNode) -> str:
    """How a cell is aligned; "" where nothing says it."""
    attributes = cell.attributes
    match = ALIGN.search(attributes.get("style") or "")
    align = match[1] if match else (attributes.get("align") or "").lower()
    return align if align in RULES else ""


def is_blank(node: LexborNode) -> bool:
    """Whether a reader sees nothing in a cell."""
    return not node.text().strip() and node.css_first("img, input, iframe, video, audio") is None


def is_line(cell: LexborNode, blocks: str) -> bool:
    """Whether the content of a cell is one line, whatever wraps it.

    Args:
        cell: of a table.
        blocks: the selector of all blocks.
    """
    text, pictures = cell.text().strip(), len(cell.css("img"))
    return all(
        node.tag in WRAPPERS
        and (is_blank(node) or (node.text().strip() == text and len(node.css("img")) == pictures))
        for node in cell.css(blocks)
        if node.mem_id != cell.mem_id
    )


def _rows(table: LexborNode) -> list[LexborNode]:
    return [
        row
        for part in table.iter()
        for row in (part.iter() if part.tag in PARTS else [part])
        if row.tag == "tr"
    ]


def _is_head(row: LexborNode, cells: tuple[LexborNode, ...]) -> bool:
    """Whether a table's first row is one of heads: it stands in a thead, or has nothing else but an empty corner."""
    if row.parent is not None and row.parent.tag == "thead":
        return True
    heads = cells[1:] if len(cells) > 1 and is_blank(cells[0]) else cells
    return all(cell.tag == "th" for cell in heads)
