"""Lists as HTML wants them, whatever an editor wrote: items in a list, lists in items, the kind of their numbers."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import detach, inner, is_empty, neighbour, replace

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

LISTS = frozenset({"ul", "ol", "menu", "dir"})
STYLE_TYPES = {
    "decimal": "1", "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A",
    "lower-roman": "i", "upper-roman": "I",
}  # fmt: skip
STYLE_TYPE = re.compile(r"list-style(?:-type)?\s{0,3}:([^;]{0,80})")
NESTED = "ul > ul, ul > ol, ol > ul, ol > ol"
NUMBERS = frozenset({"a", "A", "i", "I"})
"""The kinds of numbers that `type` can say, other than the usual (HTML Living Standard, 4.4.5)."""


def restore_lists(root: LexborNode) -> None:
    """Put items and lists where they belong, and leave `type` only where it says something.

    Args:
        root: the body; its tree is changed.
    """
    for node in reversed(root.css("menu, dir")):
        replace(node, f"<ul>{inner(node)}</ul>")
    _wrap_lone_items(root)
    nested = {parent.mem_id: parent for node in root.css(NESTED) if (parent := node.parent) is not None}
    for listing in reversed(nested.values()):
        if listing.mem_id != root.mem_id and listing.parent is not None:
            replace(listing, _nest(listing))
    for node in root.css("ol, ul, li[type], li[style]"):
        _set_type(node)


def _wrap_lone_items(root: LexborNode) -> None:
    for item in root.css("li"):
        parent = item.parent
        if parent is None or parent.tag in LISTS:
            continue
        items = [item]
        while (follower := neighbour(items[-1], before=False)) is not None and follower.tag == "li":
            items.append(follower)
        markup = "".join(node.html or "" for node in items)
        for node in items[1:]:
            detach(node)
        replace(item, f"<ul>{markup}</ul>")


def _nest(listing: LexborNode) -> str:
    """A list with each list that stands directly in it in the item before; a list of nothing but one list is that list."""
    items: list[str] = []
    children = [
        child for child in listing.iter(include_text=True) if child.tag != "-comment" and not _is_blank(child)
    ]
    if len(children) == 1 and children[0].tag in {"ul", "ol"}:
        return _nest(children[0])
    loose = ""
    for child in children:
        if child.tag not in {"ul", "ol", "li"}:
            loose += "" if child.tag != "-text" and is_empty(child) else child.html or ""
            continue
        if loose:
            items.append(f"<li>{loose}</li>")
            loose = ""
        if child.tag == "li":
            items.append(child.html or "")
        elif items:
            items[-1] = f"{items[-1].removesuffix('</li>')}{_nest(child)}</li>"
        else:
            items.append(f"<li>{_nest(child)}</li>")
    if loose:
        items.append(f"<li>{loose}</li>")
    attributes = "".join(f' {name}="{escape(value or "")}"' for name, value in listing.attributes.items())
    return f"<{listing.tag}{attributes}>{''.join(items)}</{listing.tag}>"


def _is_blank(node: LexborNode) -> bool:
    return node.tag == "-text" and not (node.text_content or "").strip()


def _set_type(node: LexborNode) -> None:
    attributes = node.attributes
    style = STYLE_TYPE.search((attributes.get("style") or "").lower()) if "style" in attributes else None
    kind = (attributes.get("type") or "").strip()
    if style is not None:
        kind = next((STYLE_TYPES[word] for word in style[1].split() if word in STYLE_TYPES), "")
    if node.tag == "li":
        parent = node.parent
        if (
            style is not None
            and kind in NUMBERS
            and parent is not None
            and parent.tag == "ol"
            and "type" not in parent.attributes
        ):
            parent.attrs["type"] = kind
        if "type" in attributes:
            del node.attrs["type"]
    elif node.tag == "ol" and kind in NUMBERS:
        if attributes.get("type") != kind:
            node.attrs["type"] = kind
    elif "type" in attributes:
        del node.attrs["type"]
    if node.tag == "ol" and (attributes.get("start") or "").strip() == "1":
        del node.attrs["start"]
