"""The sizes of pictures that their author set, and the pictures that text flows around; nothing else of how they look."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import line

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

ICON = 48
"""Pixels: a picture that its page shows no larger stands in a line. Platforms write both sizes of every larger one."""

EM = 16
"""Pixels of an em, as browsers have it."""

ATTRIBUTE = re.compile(r"\s*(\d{1,4})(?:\.\d+)?(px|%)?\s*")
STYLE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*(\d{1,4}(?:\.\d{1,4})?)(px|%|em|rem)")
FLOAT = re.compile(r"(?:^|;)\s*float\s*:\s*(left|right)")
FLOAT_CLASS = re.compile(
    r"(?:^|\s)(?:align-?|float-|pull-|u-float-|image-|img-)(left|right|start|end)(?:\s|$)"
)
SIDES = {"start": "left", "end": "right"}
WRAPPERS = {"a", "picture", "span", "figure", "p", "div"}
"""What may hold a picture alone, and flow with it."""


def keep_sizes(root: LexborNode) -> None:
    """Leave `width`, `height` and `align` only where they say what the author set.

    Args:
        root: the body; its tree is changed.
    """
    for image in root.css("img"):
        kept = _size(image)
        if side := _side(image):
            kept["align"] = side
        for name in ("width", "height", "align"):
            if name in kept:
                image.attrs[name] = kept[name]
            elif name in image.attributes:
                del image.attrs[name]


def _size(image: LexborNode) -> dict[str, str]:
    """The size that matters: that of an icon, or one that a style or a width alone sets."""
    attributes = image.attributes
    given = {
        name: (int(match[1]), match[2] or "px")
        for name in ("width", "height")
        if (match := ATTRIBUTE.fullmatch(attributes.get(name) or ""))
    }
    styled = {
        name: (round(float(number) * EM), "px") if unit.endswith("em") else (round(float(number)), unit)
        for name, number, unit in STYLE.findall((attributes.get("style") or "").lower())
    }
    styled = {name: size for name, size in styled.items() if size[0] and size != (100, "%")}
    if max((number for number, _ in styled.values()), default=0) > ICON and "width" in styled:
        styled = {"width": styled["width"]}
    if styled or set(given) == {"width"}:
        sizes = styled or {name: size for name, size in given.items() if size[0] and size != (100, "%")}
        return {name: _written(*size) for name, size in sizes.items()}
    if given and all(0 < number <= ICON and unit == "px" for number, unit in given.values()):
        return {name: _written(*size) for name, size in given.items()}
    width, unit = given.get("width", (100, "%"))
    return {"width": f"{width}%"} if unit == "%" and 0 < width < 100 else {}


def _written(number: int, unit: str) -> str:
    return f"{number}%" if unit == "%" else str(number)


def _side(image: LexborNode) -> str:
    """The side at which text flows around a picture; "" where it does not."""
    node: LexborNode | None = image
    while node is not None and (node.mem_id == image.mem_id or _holds_only(node)):
        attributes = node.attributes
        align = (attributes.get("align") or "").strip().lower() if node.tag == "img" else ""
        if align in {"left", "right"}:
            return align
        if match := FLOAT.search((attributes.get("style") or "").lower()):
            return match[1]
        if match := FLOAT_CLASS.search(attributes.get("class") or ""):
            return SIDES.get(match[1], match[1])
        node = node.parent
    return ""


def _holds_only(node: LexborNode) -> bool:
    """Whether a node holds nothing but one picture, and its caption."""
    if node.tag not in WRAPPERS or len(node.css("img")) != 1:
        return False
    caption = node.css_first("figcaption, .wp-caption-text, .caption-text")
    return line(node) == (line(caption) if caption is not None else "")
