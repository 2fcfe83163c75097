"""What stands apart by its style though no space parts it: the items of a flexible box or a grid, and what floats."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import BLOCKS, HEADINGS, classes, insert_before, within

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

ITEMS = re.compile(r"(?:^|;)\s{0,8}display\s{0,8}:\s{0,8}(?:inline-)?(?:flex|grid)\b", re.IGNORECASE)
STACKED = re.compile(r"(?:^|;)\s{0,8}(?:flex-direction|flex-flow)\s{0,8}:\s{0,8}column", re.IGNORECASE)
GRID = re.compile(r"(?:^|;)\s{0,8}display\s{0,8}:\s{0,8}grid\b", re.IGNORECASE)
COLUMNS = re.compile(r"template|columns|auto-flow", re.IGNORECASE)
"""The styles that put items below each other: a grid does where nothing says what columns it has."""

TAKEN_OUT = re.compile(
    r"(?:^|;)\s{0,8}(?:float\s{0,8}:\s{0,8}(?:left|right|inline-)|position\s{0,8}:\s{0,8}(?:absolute|fixed))",
    re.IGNORECASE,
)
ITEM_CLASSES = frozenset(
    "flex inline-flex grid inline-grid d-flex d-inline-flex d-grid d-inline-grid is-flex is-inline-flex "
    "is-layout-flex is-layout-grid".split()
)
"""The classes of Tailwind, Bootstrap, Bulma and WordPress that make each child a box of its own."""

BOXES = ", ".join(("[style*=flex], [style*=grid]", *(f".{name}" for name in sorted(ITEM_CLASSES))))
SIGNS = ("flex", "grid", "float", "position")
ONE_LINE = HEADINGS | {"td", "th", "summary", "dt", "a", "span", "figcaption", "caption"}
MAX_INITIAL = 2
"""The letters of an initial, which floats beside the word that it begins, with a quotation mark before it."""


JOINED = re.compile(r"\s|^[(\[“]|[)\],.;:!?…”]$")
"""Two signs between which there is a space already, or none belongs."""


CONTROLS = "button, meter, progress, [role=button], [role=tab], [role=option], [role=radio]"


def part_controls(root: LexborNode) -> None:
    """Put spaces around the words of what a reader presses, which a border or a shade sets off."""
    for control in root.css(CONTROLS):
        if control.tag not in BLOCKS and not _is_as_it_is(control):
            _set_apart(control)


def part_boxes(root: LexborNode) -> None:
    """Put a space, or a break, between boxes in a line that nothing parts.

    Args:
        root: the body; its tree is changed.
    """
    for box in root.css(BOXES):
        style = box.attributes.get("style") or ""
        if (ITEMS.search(style) or not ITEM_CLASSES.isdisjoint(classes(box))) and not _is_as_it_is(box):
            sign = "<br>" if _is_stacked(style) and box.tag not in ONE_LINE else " "
            for before, after in pairwise(_children(box)):
                if _meet(before, after):
                    insert_before(after, sign)
            _set_apart(box)
    for node in root.css("[style*=float], [style*=position]"):
        taken_out = TAKEN_OUT.search(node.attributes.get("style") or "")
        if taken_out and not _is_as_it_is(node) and not ("float" in taken_out[0] and _is_initial(node)):
            _set_apart(node)


def _is_stacked(style: str) -> bool:
    is_grid = GRID.search(style) is not None and COLUMNS.search(style) is None
    return is_grid or STACKED.search(style) is not None


def _set_apart(node: LexborNode) -> None:
    """Put spaces around an element in a line."""
    before, after = node.prev, node.next
    if before is not None and _meet(before, node):
        insert_before(node, " ")
    if after is not None and _meet(node, after):
        insert_before(after, " ")


def _is_initial(node: LexborNode) -> bool:
    """Whether a node is the large first letter of the word that goes on after it."""
    text, after = node.text().strip(), node.next
    is_letter = 0 < len(text) <= MAX_INITIAL and text[-1].isalpha() and not text[:-1].isalnum()
    return is_letter and after is not None and after.text()[:1].isalpha()


def _is_as_it_is(node: LexborNode) -> bool:
    return within(node, {"pre", "svg", "math"}) is not None or node.tag in {"pre", "svg", "math"}


def _children(box: LexborNode) -> list[LexborNode]:
    return [child for child in box.iter(include_text=True) if child.tag != "-comment"]


def _meet(before: LexborNode, after: LexborNode) -> bool:
    """Whether two neighbours are in one line, and no space is between them."""
    if {before.tag, after.tag} & (BLOCKS | {"br", "hr", "img"}):
        return False
    one, other = before.text(), after.text()
    return bool(one and other) and JOINED.search(f"{one[-1]}{other[0]}") is None
