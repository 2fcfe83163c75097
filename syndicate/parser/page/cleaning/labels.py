"""Links that show an icon alone, as the words by which they are named for those who hear the page."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import HEADINGS, append, detach, line, within
from syndicate.parser.page.cleaning.permalinks import is_permalink
from syndicate.parser.page.iconfonts import icons

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.removals import Removals

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
    drawn_by_fonts = icons(root) if removals.page.icons else []
    drawings = {node.mem_id: node for node in (*root.css("svg"), *drawn_by_fonts)}
    unseen = {node.mem_id for node in removals.page.hidden} | drawings.keys()
    links = {link.mem_id: link for node in drawings.values() if (link := within(node, {"a"})) is not None}
    for anchor in links.values():
        is_other = anchor.css_first(OTHERS) is not None or within(anchor, BESIDE) is not None
        if "href" not in anchor.attributes or anchor.parent is None or is_other:
            continue
        if _seen(anchor, unseen) or is_permalink(anchor):
            continue
        drawn = [node for node in anchor.traverse() if node.mem_id in drawings]
        name = _name(anchor, drawn)
        if not name:
            removals.take(anchor, "icon")
            continue
        for drawing in drawn:
            removals.take(drawing, "icon")
        for child in list(anchor.iter(include_text=True)):
            detach(child)
        append(anchor, escape(name))


def _seen(node: LexborNode, unseen: set[int]) -> bool:
    """Whether a node shows words."""
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            if (child.text_content or "").strip():
                return True
        elif child.mem_id not in unseen and _seen(child, unseen):
            return True
    return False


def _name(anchor: LexborNode, drawn: list[LexborNode]) -> str:
    """What a link is called: by its label, by words for those who hear the page, by its drawing, by its title."""
    text = line(anchor)
    for drawing in drawn:
        if drawing.tag != "svg":  # its word is the name of what a font draws
            text = text.replace(line(drawing), "", 1)
    nodes = (anchor, *drawn)
    labels = [node.attributes.get("aria-label") or "" for node in nodes]
    titles = [node.attributes.get("title") or "" for node in nodes]
    return next((" ".join(label.split()) for label in (*labels, text, *titles) if label.strip()), "")
