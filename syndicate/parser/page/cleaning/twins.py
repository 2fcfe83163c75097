"""Pictures that stand beside what they are only another form of: smaller until that is loaded, or for dark screens."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from syndicate.parser.page.cleaning.nodes import line, within

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.removals import Removals

SMALL_FIRST = re.compile(r"(?:^|[-_ ])(?:thumbnail|thumb|lqip|placeholder|preview|blur|low-?res)(?:$|[-_ ])")
"""Classes of what is shown until the picture is loaded."""

SHADES = (
    ("img[src$='#gh-dark-mode-only']", "img[src$='#gh-light-mode-only']"),  # GitHub
    ("img[src$='#only-dark']", "img[src$='#only-light']"),  # MkDocs Material
    ("img[class*='themedImage--dark']", "img[class*='themedImage--light']"),  # Docusaurus
    (
        "img.dark-only, img.only-dark, img.dark-mode-only",
        "img.light-only, img.only-light, img.light-mode-only",
    ),
)
"""Which pictures are for dark screens, and which for light ones, as a browser shows them that asks for nothing."""


def remove_twins(root: LexborNode, removals: Removals) -> None:
    """Take out the pictures of which another form stands beside them.

    Args:
        root: the body; its tree is changed.
        removals: gathers what is taken out.
    """
    for image in root.css("img[class]"):
        if SMALL_FIRST.search(image.attributes.get("class") or "") and _has_larger(image):
            removals.take(image, "small first picture")
    for dark, light in SHADES:
        lights = len(root.css(light))
        for image in root.css(dark)[:lights]:
            removals.take(_with_link(image), "picture for dark screens")


def _has_larger(image: LexborNode) -> bool:
    """Whether the same picture stands beside it, by the name of its file."""
    parent = image.parent
    name = _file(image)
    if parent is None or not name:
        return False
    others = (other for other in parent.css("img") if within(other, {"noscript"}) is None)
    return any(
        _file(other) == name and not SMALL_FIRST.search(other.attributes.get("class") or "")
        for other in others
    )


def _file(image: LexborNode) -> str:
    address = image.attributes.get("src") or ""
    return "" if address.startswith("data:") else urlsplit(address).path.rpartition("/")[2]


def _with_link(image: LexborNode) -> LexborNode:
    """The link that shows nothing but a picture, or else the picture."""
    parent = image.parent
    is_alone = parent is not None and parent.tag == "a" and not line(parent) and len(parent.css("img")) == 1
    return parent if parent is not None and is_alone else image
