"""Icons of fonts as the signs that say the same, where they stand among words or alone; others are left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import BLOCKS, HEADINGS, ancestors, within
from syndicate.parser.page.iconfonts import BETWEEN_WORDS, icons, sign

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.removals import Removals

DECORATED = HEADINGS | {"a", "button", "summary", "label", "nav", "pre", "code", "figcaption", "dt"}
"""What an icon only decorates."""

ALONE = frozenset({"p", "li", "td", "th", "dd"})
"""Blocks that may say something by an icon alone."""


def restore_icons(root: LexborNode, removals: Removals) -> None:
    """Write the signs of icons that say something, and take out the others but those that are all of a link.

    Args:
        root: the body; its tree is changed.
        removals: gathers what is taken out.
    """
    for icon in icons(root) if removals.page.icons else ():
        if icon.parent is None or _is_all_of_link(icon):
            continue
        character = sign(icon)
        if character and _says_something(icon, character):
            removals.replace(icon, "picture of a character", character)
        else:
            removals.take(icon, "icon")


def remove_icons(root: LexborNode, removals: Removals) -> None:
    """Take out the icons that are left, with the links that show nothing else."""
    for icon in icons(root) if removals.page.icons else ():
        link = within(icon, {"a"}) if _is_all_of_link(icon) else None
        removals.take(link or icon, "icon")


def _is_all_of_link(icon: LexborNode) -> bool:
    """Whether an icon stands in a link without words, or the names of other icons are all its words."""
    link = within(icon, {"a"})
    if link is None:
        return False
    text = link.text()
    for other in icons(link):
        text = text.replace(other.text(), "", 1)
    return not text.strip()


def _says_something(icon: LexborNode, character: str) -> bool:
    """Whether an icon is one of the words of its block, or all that the block shows."""
    if within(icon, DECORATED) is not None:
        return False
    block = next((each for each in ancestors(icon) if each.tag in BLOCKS), None)
    text = block.text().replace(icon.text(), "").strip() if block is not None else ""
    if not text:
        return block is not None and block.tag in ALONE and character not in BETWEEN_WORDS
    is_decoration = any(node.attributes.get("aria-hidden") == "true" for node in (icon, *ancestors(icon)))
    return not is_decoration and (character not in BETWEEN_WORDS or _is_between_words(icon))


def _is_between_words(icon: LexborNode) -> bool:
    sides = [icon.prev, icon.next]
    return all(node is not None and node.tag not in BLOCKS | {"br"} and node.text().strip() for node in sides)
