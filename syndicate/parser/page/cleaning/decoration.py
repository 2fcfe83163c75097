"""What the page itself calls decoration, as far as a reader who sees the page misses nothing without it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import BLOCKS, HEADINGS, ancestors, line, within

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.removals import Removals

SHOWING = "img, picture, video, audio, iframe, pre, table, svg, math"
MEDIA = frozenset({"img", "picture", "video", "audio", "iframe", "svg", "pre", "table", "input"})

MAX_DECORATION = 40
"""Characters: more is text for those who see the page, which something else says to those who hear it."""

LETTERS = re.compile(r"[^\W_]")
ORDINAL = re.compile(r"\(?\w{1,4}[.):]?")

LABELS = frozenset({"p", "div", "aside", "section"})
"""The blocks that one word alone, such as "Scroll" or "Advertisement", only labels or adorns."""

NAMED = "[class*=icon], [class*=material-symbols], [class*=clone]"
"""The fonts that draw an icon for its name, and the slides that a carousel repeats."""


def remove_decoration(root: LexborNode, removals: Removals) -> None:
    """Take out what the page calls decoration, `aria-hidden`, and what is: a sign, an icon's name, a repetition.

    Words that stand nowhere else are text: something else says them to those who hear the page.
    """
    hidden = root.css('[aria-hidden="true"]')
    blocks = _Blocks({node.mem_id for node in (*removals.page.hidden, *hidden)})
    for node in reversed(hidden):
        if node.mem_id == root.mem_id or node.parent is None:
            continue
        text = line(node)
        if node.css_first(SHOWING) is not None or node.tag in MEDIA:
            continue
        if not text or len(text) > MAX_DECORATION or any(ord(char) >= 0x2190 for char in text):
            continue
        if not LETTERS.search(text) or _is_beside_words(node, text) or blocks.repeat(node, text):
            removals.take(node, "decoration")


def _is_beside_words(node: LexborNode, text: str) -> bool:
    """Whether a node is an icon or a label, stands in code, leads to its heading, or numbers an item of a list."""
    is_label = node.tag in LABELS and text.isalpha()
    if is_label or node.css_matches(NAMED) or within(node, {"pre"}) is not None:
        return True
    if (node.attributes.get("href") or "").startswith("#"):
        heading = within(node, HEADINGS)
        return heading is not None and line(heading) != text
    item = within(node, {"li"}) if ORDINAL.fullmatch(text) else None
    is_numbered = item is not None and item.parent is not None and item.parent.tag == "ol"
    return is_numbered and item is not None and line(item).startswith(text) and line(item) != text


class _Blocks:
    """What each block says where it is seen."""

    def __init__(self, unseen: set[int]) -> None:
        self.unseen = unseen
        self.words: dict[int, str] = {}

    def repeat(self, node: LexborNode, text: str) -> bool:
        """Whether the block around a node says the same words once more."""
        block = next((each for each in ancestors(node) if each.tag in BLOCKS), None)
        if block is None:
            return False
        if block.mem_id not in self.words:
            self.words[block.mem_id] = " ".join("".join(self._seen(block)).split())
        words = self.words[block.mem_id]
        return text in words and re.search(rf"(?<!\w){re.escape(text)}(?!\w)", words) is not None

    def _seen(self, node: LexborNode) -> list[str]:
        texts: list[str] = []
        for child in node.iter(include_text=True):
            if child.tag == "-text":
                texts.append(child.text_content or "")
            elif child.mem_id not in self.unseen:
                within_child = self._seen(child)
                texts += [" ", *within_child, " "] if child.tag in BLOCKS else within_child
        return texts
