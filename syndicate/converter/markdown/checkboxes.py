"""The checkboxes of tasks, as the dialect says them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from syndicate.converter.dialects.row import Dialect

NO_WORDS = frozenset("blockquote dl details div hr ol p pre table ul h1 h2 h3 h4 h5 h6 br".split())
"""What stands on a line of its own."""


def _begins_item(node: LexborNode) -> bool:
    """Whether a node is the first thing of a list's item, with words after it on its line."""
    has_words = False
    while (parent := node.parent) is not None:
        if _beside(node, before=True) is not None:
            return False
        after = _beside(node, before=False)
        has_words = has_words or (after is not None and after.tag not in NO_WORDS)
        if parent.tag not in {"p", "div", "label"}:
            return has_words and parent.tag == "li"
        node = parent
    return False


def _beside(node: LexborNode, *, before: bool) -> LexborNode | None:
    """What stands before or after a node, but for white space."""
    other = node.prev if before else node.next
    while other is not None and other.tag == "-text" and not (other.text_content or "").strip():
        other = other.prev if before else other.next
    return other


def checkbox(node: LexborNode, dialect: Dialect, *, first: bool) -> str:
    """A task's checkbox: GFM's sign (0.29, 5.3) at the beginning of a list item if the dialect has it, else its tag."""
    checked = "checked" in node.attributes
    if dialect.tasks and first and _begins_item(node):
        return "[x]" if checked else "[ ]"
    return f'<input type="checkbox" disabled{" checked" if checked else ""}{" /" if dialect.jsx else ""}>'
