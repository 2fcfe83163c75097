"""The links by which a heading leads to itself, and buttons that hold its words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import (
    BLOCKS,
    HEADINGS,
    ancestors,
    classes,
    line,
    neighbour,
    replace,
    within,
)
from syndicate.parser.page.hiding import FOLDS
from syndicate.parser.page.platforms import COPY_WORDS, PERMALINK_SIGNS, PERMALINK_WORDS, PERMALINKS

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.removals import Removals

MEDIA = "img, picture, iframe, video, audio"
LETTERS = re.compile(r"[^\W_]")
PLAIN_NAME = re.compile(r"[\w:.-]+")
TITLES = HEADINGS | {"summary", "dt", "legend", "figcaption", "caption"}
"""Elements that have words of their own, beside which a link may lead to them."""

KEEPING = ("a", "summary", "legend", *sorted(HEADINGS), "dt", "th", "caption")
"""Elements whose words may all stand in a button."""

SENTENCES = frozenset({"p", "li", "td", "th", "dd", "blockquote", "figcaption"})
"""Blocks whose line may name a button by showing it."""

CONTROLS = "aria-controls", "aria-expanded", "data-toggle", "data-bs-toggle", "data-target", "data-bs-target"
"""Attributes of what unfolds or shows another part of the page."""


CANDIDATES = (
    "a[href*='#'], a[aria-controls], a[data-toggle], a[data-bs-toggle], a.footnote-backref, a.reversefootnote"
)
"""The links that may be such a link: all others cost no time."""


def remove_permalinks(root: LexborNode, removals: Removals) -> None:
    """Take out the links of headings to themselves, and unwrap those around a heading's own words."""
    for anchor in reversed(root.css(CANDIDATES)):
        if is_permalink(anchor):
            removals.take(anchor, "permalink")
        elif _is_around_title(anchor):
            removals.unlink(anchor, "link of a heading to itself")
            anchor.unwrap()


def keep_words_of_buttons(root: LexborNode, removals: Removals) -> None:
    """Unwrap the buttons that hold all the words of a heading or link, or a picture, or that unfold a part of the page."""
    for button in reversed(root.css("button")):
        around = next((node for node in ancestors(button) if node.tag in KEEPING), None)
        words = line(button)
        if (around is not None and words and line(around) == words) or button.css_first(
            "img, picture, video"
        ) is not None:
            button.unwrap()
        elif words and not PERMALINK_WORDS.fullmatch(words) and _unfolds(button, root):
            removals.take_hidden(button)
            replace(button, f"<p><strong>{button.inner_html}</strong></p>")
        elif words and is_named_in_a_sentence(button, words):
            removals.take_hidden(button)
            button.unwrap()


def is_named_in_a_sentence(button: LexborNode, words: str) -> bool:
    """Whether a button stands among the words of a line, which tell to press it; none that acts on the code or page."""
    if COPY_WORDS.fullmatch(words) or within(button, {"form", "pre", "code", "nav"}) is not None:
        return False
    block = within(button, BLOCKS)
    if block is None or block.tag not in SENTENCES:
        return False
    before, after = neighbour(button, before=True), neighbour(button, before=False)
    said = (before.text_content or "").rstrip() if before is not None and before.tag == "-text" else ""
    follows = (after.text_content or "").strip() if after is not None and after.tag == "-text" else ""
    return bool(LETTERS.search(said) or LETTERS.search(follows)) and not said.endswith(":")


def is_permalink(anchor: LexborNode) -> bool:
    """Whether a link only leads to its own heading and shows nothing of it."""
    attributes = anchor.attributes
    if anchor.css_first(MEDIA) is not None:
        return False
    href, words, title = attributes.get("href") or "", line(anchor), _title(anchor)
    label = (attributes.get("aria-label") or "").lower()
    is_marked = not PERMALINKS.isdisjoint(classes(anchor)) or label.startswith("permalink")
    if not LETTERS.search(words):
        is_sign = (
            href.startswith("#") and words.lower() in PERMALINK_SIGNS and not _leads_elsewhere(anchor, title)
        )
        return is_marked or (title is not None and (is_sign or _leads_to(anchor, title)))
    if title is None:
        return is_marked and PERMALINK_WORDS.fullmatch(words) is not None
    if line(title) == words:
        return False
    if label.startswith("permalink"):
        return True
    at_edge = neighbour(anchor, before=True) is None or neighbour(anchor, before=False) is None
    is_phrase = PERMALINK_WORDS.fullmatch(words) is not None
    return is_phrase and (is_marked or (at_edge and _leads_to(anchor, title)))


def _is_around_title(anchor: LexborNode) -> bool:
    """Whether a link holds all the words of a heading and leads only to it, or unfolds what it heads."""
    attributes = anchor.attributes
    title = _title(anchor)
    if title is None or (
        not (attributes.get("href") or "#").startswith("#") and not _leads_to(anchor, title)
    ):
        return False
    if line(title) != line(anchor):
        return False
    return _leads_to(anchor, title) or any(name in attributes for name in CONTROLS)


def _title(anchor: LexborNode) -> LexborNode | None:
    """The heading that a link stands in, or beside."""
    for node in ancestors(anchor):
        if node.tag in TITLES:
            return node
        if node.tag in {"div", "header", "section", "li"}:
            heading = next((child for child in node.iter() if child.tag in HEADINGS), None)
            return heading if "heading" in (node.attributes.get("class") or "") else None
    return None


def _leads_to(anchor: LexborNode, title: LexborNode) -> bool:
    """Whether a link leads to a heading: to its id, that of what stands in it, or of the section that it heads."""
    _, sign, name = (anchor.attributes.get("href") or "").partition("#")
    if not sign:
        return False
    nodes = [title, *title.css("[id], [name]")]
    nodes += [
        node for node in ancestors(title) if node.tag in {"section", "div", "header", "article", "hgroup"}
    ][:2]
    return any(name in (node.attributes.get("id"), node.attributes.get("name")) and name for node in nodes)


def _leads_elsewhere(anchor: LexborNode, title: LexborNode | None) -> bool:
    """Whether a link leads to another heading than the one that it stands in, as a sign of a paragraph of law may."""
    name = (anchor.attributes.get("href") or "").removeprefix("#")
    if title is None or not PLAIN_NAME.fullmatch(name) or _leads_to(anchor, title):
        return False
    *_, root = ancestors(anchor)
    target = root.css_first(f'[id="{name}"]')
    return target is not None and (target.tag in HEADINGS or within(target, HEADINGS) is not None)


def _unfolds(button: LexborNode, root: LexborNode) -> bool:
    attributes = button.attributes
    target = next((value for name in CONTROLS if (value := attributes.get(name))), "") or ""
    name = target.lstrip("#")
    is_tab = attributes.get("role") == "tab"
    if PLAIN_NAME.fullmatch(name) and name not in {"true", "false", "collapse", "tab"}:
        return root.css_first(f'[id="{name}"]') is not None
    follower = neighbour(button, before=False)
    is_fold = "aria-expanded" in attributes or button.css_matches(FOLDS)
    return is_tab or (is_fold and follower is not None and follower.tag in {"div", "section"})
