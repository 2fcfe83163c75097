"""Links within the article, which stay within it, and the places that they lead to.

A place is marked on the block in which it stands before anything is changed, since its link may be one of the signs
beside headings that are taken out. At the end, each place that a link still leads to gets an empty `<a id="…">`, and
no other element of it has an id.
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from syndicate import models
from syndicate.parser.page.cleaning.links import ORIGIN, absolute_address, own_fragment
from syndicate.parser.page.cleaning.nodes import (
    BLOCKS,
    HEADINGS,
    PLACE,
    append,
    detach,
    insert_before,
    is_empty,
    neighbour,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

LINES = HEADINGS | {
    "p",
    "li",
    "td",
    "th",
    "dt",
    "dd",
    "figcaption",
    "caption",
    "summary",
    "legend",
    "address",
}
"""The blocks in which an anchor can begin the text."""

PARTS = frozenset({"li", "tr", "td", "th", "dt", "dd", "summary"})
"""The blocks that stay themselves where they are empty."""

NOTES = "section.footnotes"
"""The notes that the target's renderer writes, in the form that the cleaning gives them."""

NAME_OF_NOTE = re.compile(r"(?:user-content-)?fn(?:ref)?[:_-]?\d", re.IGNORECASE)
"""The beginnings of the names that renderers give to notes and to the references to them."""

REFERENCE = "footnote-ref"
"""The class of what refers to a note."""

ALONE = frozenset({"pre", "hr", "iframe", "video", "audio", "object", "embed"})
"""What can neither hold an anchor nor stand on a line with one."""


def mark_places(root: LexborNode, base: str) -> None:
    """Note on its block each place that a link of the article leads to.

    Args:
        root: the body; its tree is changed.
        base: the page's address.
    """
    for node in root.css(f"[{PLACE}], [{ORIGIN}]"):
        for name in (PLACE, ORIGIN):
            if name in node.attributes:
                del node.attrs[name]
    wanted = {name for _, name in _links(root, base)}
    for node in root.css("[id], a[name]") if wanted else ():
        names = filter(None, map(node.attributes.get, ("id", "name")))
        # GitHub's pages find a place under its name without this.
        for name in (each.removeprefix("user-content-") for each in names):
            if name in wanted and node.mem_id != root.mem_id:
                wanted.discard(name)
                block = _block(node)
                block.attrs[PLACE] = f"{block.attributes.get(PLACE) or ''} {name}".strip()


def keep_links_within(root: LexborNode, base: str) -> None:
    """Let the links to a place of the article lead there, and give those places, and no other, an anchor."""
    for node in root.css("a[id], a[name]"):
        for name in ("id", "name"):
            if name in node.attributes:
                del node.attrs[name]
        if "href" not in node.attributes and is_empty(node):
            detach(node)
    blocks = root.css(f"[{PLACE}]")
    places = {node.mem_id: (node.attributes.get(PLACE) or "").split() for node in blocks}
    names = {name for each in places.values() for name in each}
    has_notes = root.css_first(NOTES) is not None
    linked = set()
    for anchor, name in list(_links(root, base)):
        if name in names and not _refers_to_note(anchor):
            linked.add(name)
            anchor.attrs[ORIGIN] = absolute_address(base, anchor.attributes.get("href") or "")
            anchor.attrs["href"] = f"#{_own_name(name, has_notes)}"
    for node in blocks:
        del node.attrs[PLACE]
        if anchors := "".join(
            f'<a id="{escape(_own_name(name, has_notes))}"></a>'
            for name in places[node.mem_id]
            if name in linked
        ):
            _put_anchors(node, anchors)


def _own_name(name: str, has_notes: bool) -> str:
    """A name that nothing else of the post has: its renderer gives names to its notes."""
    return f"place-{name}" if has_notes and NAME_OF_NOTE.match(name) else name


def _refers_to_note(anchor: LexborNode) -> bool:
    """Whether a link is a reference to a note in the form that the cleaning gives it."""
    return anchor.parent is not None and anchor.parent.attributes.get("class") == REFERENCE


def _links(root: LexborNode, base: str) -> Iterator[tuple[LexborNode, str]]:
    """The links to a place of their own page, each with the place's name."""
    for anchor in root.css("a[href*='#']"):
        name = unquote(own_fragment(anchor.attributes.get("href") or "", base))
        if models.PLACE.fullmatch(name):
            yield anchor, name


def _block(node: LexborNode) -> LexborNode:
    """The block in which a place stands; of an empty one, what comes after it."""
    while True:
        around, follower = node.parent, neighbour(node, before=False)
        is_nothing = node.tag not in PARTS and is_empty(node) and node.css_first("br, hr") is None
        if is_nothing and follower is not None and follower.tag != "-text":
            node = follower
        elif node.tag in BLOCKS or around is None or around.tag in BLOCKS - LINES:
            return node
        else:
            node = around


def _put_anchors(node: LexborNode, anchors: str) -> None:
    """Put anchors where the text of a block begins, or before what holds none."""
    while node.tag in BLOCKS - ALONE:
        first = next((each for each in node.iter(include_text=True) if not _is_blank(each)), None)
        if first is None:
            append(node, anchors)
            return
        node = first
    if node.tag == "-text" and (text := (node.text_content or "").lstrip()) != node.text_content:
        insert_before(node, f"{anchors}{escape(text)}")
        detach(node)
        return
    is_part = node.parent is not None and node.parent.tag in LINES
    insert_before(node, f"<p>{anchors}</p>" if node.tag in ALONE and not is_part else anchors)


def _is_blank(node: LexborNode) -> bool:
    """Whether nothing begins at a node that a reader sees."""
    is_space = node.tag == "-text" and not (node.text_content or "").strip()
    return is_space or node.tag in {"-comment", "colgroup"}
