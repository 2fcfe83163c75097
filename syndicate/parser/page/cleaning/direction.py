"""Which way text runs, where that is not the way of the whole."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import BLOCKS, ancestors, append, detach, inner, outermost, replace

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.removals import Removals

RIGHT_TO_LEFT = (("\u0590", "\u08ff"), ("\ufb1d", "\ufdff"), ("\ufe70", "\ufeff"))
"""The letters of the scripts that run so: Hebrew, Arabic, Syriac, Thaana, N'Ko (Unicode, 2.8)."""

WAYS = frozenset({"ltr", "rtl"})
STYLE = re.compile(r"(?:^|[;\s])direction\s{0,8}:\s{0,8}(ltr|rtl)\b", re.IGNORECASE)
MARKS = frozenset("a b cite del em i ins label mark q s small strong u".split())
"""Elements in a line that stay themselves; what is in them is turned."""

WHOLE = 0.8
"""The part of all text from which on its way is that of the whole."""


def restore_direction(root: LexborNode, removals: Removals) -> None:
    """Leave `dir` only where it turns the text: on blocks within text of the other way, and on words, as `bdi`.

    Args:
        root: the body; its tree is changed.
        removals: where it is noted that the whole runs from right to left.
    """
    for node in root.css("[style*=direction i]"):
        if node.tag in BLOCKS and (match := STYLE.search(node.attributes.get("style") or "")):
            node.attrs["dir"] = match[1].lower()
    for node in reversed(root.css("[dir]")):
        _restore_words(node)
    turned = [node for node in root.css("[dir]") if node.tag in BLOCKS and node.mem_id != root.mem_id]
    whole = _whole(root, turned)
    if whole == "rtl":
        removals.say("direction of the whole", "from right to left")
    for node in turned:
        above = next((each for each in ancestors(node) if "dir" in each.attributes), None)
        is_outermost = above is None or above.mem_id == root.mem_id or not _is_below(above, root)
        around = whole if above is None or is_outermost else _way(above)
        way = _way(node)
        is_code = node.tag == "pre" and is_outermost
        if not way or way == around or is_code or not node.text().strip():
            del node.attrs["dir"]
        else:
            node.attrs["dir"] = way


def _restore_words(node: LexborNode) -> None:
    way = _way(node)
    if node.tag in {"bdo", "bdi"} and way:
        node.attrs["dir"] = way
    elif node.tag in {"span", "font"} and way == "rtl" and node.text().strip():
        replace(node, f'<bdi dir="rtl">{inner(node)}</bdi>')
    elif node.tag in MARKS and way == "rtl" and node.text().strip():
        markup = inner(node)
        for child in list(node.iter(include_text=True)):
            detach(child)
        append(node, f'<bdi dir="rtl">{markup}</bdi>')
        del node.attrs["dir"]


def _whole(root: LexborNode, turned: list[LexborNode]) -> str:
    """Which way the whole runs: that of nearly all text, else that of the page."""
    total = len(root.text())
    outer = outermost(turned)
    for way in ("rtl", "ltr"):
        if total and sum(len(node.text()) for node in outer if _way(node) == way) >= WHOLE * total:
            return way
    around = (_way(node) for node in (root, *ancestors(root)) if "dir" in node.attributes)
    return next(filter(None, around), "ltr")


def _is_below(node: LexborNode, root: LexborNode) -> bool:
    return any(each.mem_id == root.mem_id for each in ancestors(node))


def _way(node: LexborNode) -> str:
    """Which way an element's text runs: `auto` goes by its first letter (HTML Living Standard, 3.2.6.4)."""
    way = (node.attributes.get("dir") or "").strip().lower()
    if way != "auto":
        return way if way in WAYS else ""
    first = next((sign for sign in node.text() if sign.isalpha()), "")
    return "rtl" if any(low <= first <= high for low, high in RIGHT_TO_LEFT) else "ltr"
