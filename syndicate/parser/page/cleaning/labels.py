"""Links that show an icon alone, as the words by which they are named for those who hear the page."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import HEADINGS, append, detach, line, within
from syndicate.parser.page.cleaning.permalinks import is_permalink

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.removals import Removals

ICONS = "svg"
OTHERS = "img, picture, iframe, video, audio, embed, object, canvas, math, input, button, style, svg text"
"""What a link shows beside an icon."""

BESIDE = HEADINGS | {"figure", "pre", "code", "nav", "summary"}
"""Where the icon of a link acts on what it stands beside."""


def name_links_of_icons(root: LexborNode, removals: Removals) -> None:
    """Write the name of each link that shows a drawing alone, and count one without a name as an icon.

    Args:
        root: the body; its tree is changed.
        removals: what the page hides, and where the icons are noted.
    """
    hidden = {node.mem_id for node in removals.page.hidden}
    for anchor in root.css(f"a[href]:has({ICONS})"):
        is_other = anchor.css_first(OTHERS) is not None or within(anchor, BESIDE) is not None
        if anchor.parent is None or is_other or _seen(anchor, hidden) or is_permalink(anchor):
            continue
        name = _name(anchor)
        if not name:
            removals.take(anchor, "icon")
            continue
        for drawing in anchor.css(ICONS):
            removals.take(drawing, "icon")
        for child in list(anchor.iter(include_text=True)):
            detach(child)
        append(anchor, escape(name))


def _seen(node: LexborNode, hidden: set[int]) -> bool:
    """Whether a node shows words."""
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            if (child.text_content or "").strip():
                return True
        elif child.tag != "svg" and child.mem_id not in hidden and _seen(child, hidden):
            return True
    return False


def _name(anchor: LexborNode) -> str:
    """What a link is called: by its label, by words for those who hear the page, by its drawing, by its title."""
    labels = (anchor.attributes.get("aria-label") or "", line(anchor), anchor.attributes.get("title") or "")
    return next((" ".join(label.split()) for label in labels if label.strip()), "")
