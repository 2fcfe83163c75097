"""What a role or a style makes a rule, a heading, a line or a break, as the element that says so by itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import (
    BLOCKS,
    inner,
    insert_before,
    is_empty,
    line,
    neighbour,
    replace,
)

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

LINES = re.compile(
    r"(?:^|;)\s{0,8}display\s{0,8}:\s{0,8}(?:block|flex|grid|table|list-item|flow-root)\b", re.IGNORECASE
)
"""The styles of what stands on a line of its own."""

INLINE = ", ".join(
    f"{tag}[style*=display]"
    for tag in (
        "span a strong em small b i u s del ins cite q code kbd samp var mark abbr time label font big sub sup".split()
    )
)


def restore_styled(root: LexborNode) -> None:
    """Make rules, headings, lines and breaks of what a role or a style makes such.

    Args:
        root: the body; its tree is changed.
    """
    for rule in root.css("div[role=separator], p[role=separator]"):
        if is_empty(rule):
            replace(rule, "<hr>")
    for heading in root.css("div[role=heading], p[role=heading]"):
        level = heading.attributes.get("aria-level") or "2"
        if level in set("123456") and line(heading):
            replace(heading, f"<h{level}>{inner(heading)}</h{level}>")
    for node in root.css(INLINE):
        if LINES.search(node.attributes.get("style") or "") and not is_empty(node):
            _part(node)


def _outermost(node: LexborNode, *, before: bool) -> LexborNode:
    """The element in a line that begins or ends with a node."""
    while (
        neighbour(node, before=before) is None and node.parent is not None and node.parent.tag not in BLOCKS
    ):
        node = node.parent
    return node


def _part(node: LexborNode) -> None:
    """Put breaks between an element on a line of its own and what stands beside it."""
    first, last = _outermost(node, before=True), _outermost(node, before=False)
    before, after = neighbour(first, before=True), neighbour(last, before=False)
    if before is not None and before.tag != "br" and before.tag not in BLOCKS:
        insert_before(first, "<br>")
    if after is not None and after.tag != "br" and after.tag not in BLOCKS:
        insert_before(after, "<br>")
