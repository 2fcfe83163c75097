"""What the page itself calls decoration."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.removals import Removals

MEDIA = frozenset({"img", "picture", "video", "audio", "iframe", "svg", "pre", "table", "input"})


MAX_DECORATION = 40
"""Characters: more is text for those who see the page, which something else says to those who hear it."""


def remove_decoration(root: LexborNode, removals: Removals) -> None:
    """Take out what the page calls decoration: `aria-hidden`, but for pictures, code and characters that are pictures."""
    for node in reversed(root.css('[aria-hidden="true"]')):
        if node.mem_id == root.mem_id or node.parent is None:
            continue
        text = node.text().strip()
        if (
            node.css_first("img, picture, video, audio, iframe, pre, table, svg, math") is not None
            or node.tag in MEDIA
        ):
            continue
        if text and len(text) <= MAX_DECORATION and not any(ord(char) >= 0x2190 for char in text):
            removals.take(node, "decoration")
