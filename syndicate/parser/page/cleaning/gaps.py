"""Spaces between words that a box in their line parts, such as a button, a field or a frame: the box may go."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import BLOCKS, insert_before, within

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

BOXES = (
    "button, input:not([type=checkbox i], [type=radio i], [type=hidden i]), select:has(option), textarea, meter, progress, object, "
    "embed, iframe, video, audio"
)
"""What stands in a line as a box, between the words on both sides."""

SIGNS = tuple(
    f"<{name}"
    for name in "button input select textarea meter progress object embed iframe video audio".split()
)


def part_words(root: LexborNode) -> None:
    """Put a space where a box in a line is all that parts two words.

    Args:
        root: the body; its tree is changed.
    """
    for box in root.css(BOXES):
        if within(box, {"pre", "button", "object"}) is not None:
            continue
        start, end = _outermost(box, root, before=True), _outermost(box, root, before=False)
        if start.prev is not None and _edge(start.prev, last=True).isalnum():
            insert_before(start, " ")
        goes_on = box.tag == "object" and "data" not in box.attributes and box.first_child is not None
        if end.next is not None and not goes_on and _edge(end.next, last=False).isalnum():
            insert_before(end.next, " ")


def _outermost(node: LexborNode, root: LexborNode, *, before: bool) -> LexborNode:
    """The element in a line that begins or ends with a node."""
    while (node.prev if before else node.next) is None:
        parent = node.parent
        if parent is None or parent.mem_id == root.mem_id or parent.tag in BLOCKS:
            break
        node = parent
    return node


def _edge(node: LexborNode | None, *, last: bool) -> str:
    """The character with which what stands in a line ends or begins; "" where that is no text."""
    while node is not None and node.tag != "-text":
        if node.tag in BLOCKS:
            return ""
        children = list(node.iter(include_text=True))
        node = (children[-1] if last else children[0]) if children else None
    text = (node.text_content or "") if node is not None else ""
    return text[-1:] if last else text[:1]
