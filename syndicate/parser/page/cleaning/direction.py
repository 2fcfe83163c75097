"""Which way text runs, where that is not the way of the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import BLOCKS, ancestors, inner, replace

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

RIGHT_TO_LEFT = (("\u0590", "\u08ff"), ("\ufb1d", "\ufdff"), ("\ufe70", "\ufeff"))
"""The letters of the scripts that run so: Hebrew, Arabic, Syriac, Thaana, N'Ko (Unicode, 2.8)."""

WAYS = frozenset({"ltr", "rtl"})


def restore_direction(root: LexborNode) -> None:
    """Leave `dir` only where it turns the text: on blocks within text of the other way, and on words, as `bdi`.

    Args:
        root: the body; its tree is changed.
    """
    for node in reversed(root.css("[dir]")):
        way = _way(node)
        if node.tag == "bdo" and way:
            node.attrs["dir"] = way
        elif node.tag in {"span", "font"} and way == "rtl" and node.text().strip():
            replace(node, f'<bdi dir="rtl">{inner(node)}</bdi>')
        elif node.tag == "bdi" and way:
            node.attrs["dir"] = way
    turned = [node for node in root.css("[dir]") if node.tag in BLOCKS and node.mem_id != root.mem_id]
    is_all = sum(len(node.text()) for node in _outermost(turned) if _way(node) == "rtl") * 2 > len(
        root.text()
    )
    for node in turned:
        above = next((each for each in ancestors(node) if "dir" in each.attributes), None)
        around = "" if above is None or above.mem_id == root.mem_id else _way(above)
        if is_all or _way(node) != "rtl" or around == "rtl" or not node.text().strip():
            del node.attrs["dir"]
        else:
            node.attrs["dir"] = "rtl"


def _outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    numbers = {node.mem_id for node in nodes}
    return [node for node in nodes if numbers.isdisjoint(each.mem_id for each in ancestors(node))]


def _way(node: LexborNode) -> str:
    """Which way an element's text runs: `auto` goes by its first letter (HTML Living Standard, 3.2.6.4)."""
    way = (node.attributes.get("dir") or "").strip().lower()
    if way != "auto":
        return way if way in WAYS else ""
    first = next((sign for sign in node.text() if sign.isalpha()), "")
    return "rtl" if any(low <= first <= high for low, high in RIGHT_TO_LEFT) else "ltr"
