"""Emphasis by style as the elements that say the same, and elements whose style takes their emphasis away."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from syndicate.parser.page.cleaning.nodes import (
    BLOCKS,
    HEADINGS,
    append,
    detach,
    inner,
    insert_before,
    replace,
    within,
)

if TYPE_CHECKING:
    from collections.abc import Collection

    from selectolax.lexbor import LexborNode


class Emphasis(NamedTuple):
    """One kind of emphasis: the tag that says it, the elements that have it by themselves, and what style says of it."""

    tag: str
    elements: frozenset[str]
    on: re.Pattern[str]
    off: re.Pattern[str] | None


KINDS = (
    Emphasis(
        "strong",
        frozenset({"strong", "b"}),
        re.compile(r"(?:^|[;\s])font-weight\s{0,3}:\s{0,3}(?:bold|[6-9]\d\d\b)"),
        re.compile(r"(?:^|[;\s])font-weight\s{0,3}:\s{0,3}(?:normal|lighter|[1-5]\d\d\b)"),
    ),
    Emphasis(
        "em",
        frozenset({"em", "i", "cite", "var", "dfn", "address"}),
        re.compile(r"(?:^|[;\s])font-style\s{0,3}:\s{0,3}(?:italic|oblique)"),
        re.compile(r"(?:^|[;\s])font-style\s{0,3}:\s{0,3}normal"),
    ),
    Emphasis(
        "del",
        frozenset({"del", "s", "strike"}),
        re.compile(r"(?:^|[;\s])text-decoration(?:-line)?\s{0,3}:[^;]{0,60}line-through"),
        re.compile(r"(?:^|[;\s])text-decoration(?:-line)?\s{0,3}:\s{0,3}none"),
    ),
    Emphasis(
        "u",
        frozenset({"u", "ins", "a"}),
        re.compile(r"(?:^|[;\s])text-decoration(?:-line)?\s{0,3}:[^;]{0,60}underline"),
        re.compile(r"(?:^|[;\s])text-decoration(?:-line)?\s{0,3}:\s{0,3}none"),
    ),
    Emphasis("sup", frozenset({"sup"}), re.compile(r"(?:^|[;\s])vertical-align\s{0,3}:\s{0,3}super"), None),
    Emphasis("sub", frozenset({"sub"}), re.compile(r"(?:^|[;\s])vertical-align\s{0,3}:\s{0,3}sub\b"), None),
)
SHORT = re.compile(r"(?:^|[;\s])font\s{0,3}:\s{0,3}((?:[a-z0-9-]{1,12}\s{1,3}){1,4})[\d.]")
"""What the short form says before the size of its letters."""

HANDED = tuple(
    (kind, re.compile(name), f"{name}: {value}")
    for kind, name, value in (
        (KINDS[0], "font-weight", "bold"),
        (KINDS[1], "font-style", "italic"),
        (KINDS[2], "text-decoration", "line-through"),
        (KINDS[3], "text-decoration", "underline"),
    )
)
"""What the blocks in a box take over of its style: how it is known, the property, and the whole declaration."""

PROPAGATED = ("text-decoration: line-through", "text-decoration: underline")
"""What nothing within a box can take back (CSS Text Decoration 3, 2.1)."""

WORD, TAG = re.compile(r"\w"), re.compile("<[^<>]*>")
STYLED_BOXES = "[style*=font], [style*=text-decoration]"
RELEVANT = re.compile(r"font-(?:weight|style)|text-decoration|vertical-align")
INLINE = frozenset(
    {
        "span",
        "font",
        "a",
        "b",
        "strong",
        "i",
        "em",
        "u",
        "s",
        "del",
        "ins",
        "strike",
        "code",
        "small",
        "big",
        "label",
        "cite",
        "sup",
        "sub",
        "mark",
        "abbr",
        "q",
        "time",
    }
)
AROUND_TEXT = frozenset(
    {
        "p",
        "div",
        "li",
        "td",
        "dd",
        "dt",
        "blockquote",
        "figcaption",
        "section",
        "center",
        "summary",
        *HEADINGS,
    }
)
"""Blocks whose own style says how their text looks."""


def restore_emphasis(root: LexborNode) -> None:
    """Write emphasis that stands in a style attribute as an element, and take away the elements that style overrules.

    Args:
        root: the body; its tree is changed.
    """
    for node in root.css('[style*="font:"], [style*="font :"]'):
        _write_in_full(node)
    boxes = [node for node in root.css(STYLED_BOXES) if node.mem_id != root.mem_id]
    for node in boxes:  # grows while it is read
        boxes += _hand_down(node)
    for node in root.css("b[style], strong[style], em[style], i[style], u[style], s[style]"):
        style = (node.attributes.get("style") or "").lower()
        kinds = [kind for kind in KINDS if node.tag in kind.elements and kind.off is not None]
        if node.first_child is not None and any(kind.off and kind.off.search(style) for kind in kinds):
            node.unwrap()
    for node in reversed(root.css("[style]")):
        style = (node.attributes.get("style") or "").lower()
        tag = node.tag or ""
        if (
            not RELEVANT.search(style)
            or tag in {"pre", "img", "table", "iframe"}
            or node.mem_id == root.mem_id
        ):
            continue
        if within(node, {"pre"}) is not None:
            continue
        _restore(node, tag, style)


def _write_in_full(node: LexborNode) -> None:
    """Say in a style what the short form of a font says."""
    style = node.attributes.get("style") or ""
    if match := SHORT.search(style.lower()):
        words = match[1].split()
        styles = (
            ["font-weight: bold"] if any(re.fullmatch("bold|bolder|[6-9]00", word) for word in words) else []
        )
        styles += ["font-style: italic"] if {"italic", "oblique"} & set(words) else []
        node.attrs["style"] = "; ".join([*styles, style])


def _hand_down(box: LexborNode) -> list[LexborNode]:
    """Write on what stands in a box of blocks how its style has their text look, where they do not say so themselves.

    Returns:
        the blocks of which each may be such a box in its turn.
    """
    style = (box.attributes.get("style") or "").lower()
    handed = [(name, declaration) for kind, name, declaration in HANDED if kind.on.search(style)]
    children = list(box.iter(include_text=True)) if handed and box.tag in BLOCKS - {"pre"} else []
    if not any(child.tag in BLOCKS for child in children):
        return []
    blocks: list[LexborNode] = []
    loose: list[LexborNode] = []
    for child in [*children, None]:
        if child is not None and child.tag not in BLOCKS:
            loose.append(child)
            continue
        _wrap(loose, "; ".join(declaration for _, declaration in handed))
        loose = []
        if child is not None:
            own = child.attributes.get("style") or ""
            taken = [text for name, text in handed if text in PROPAGATED or not name.search(own.lower())]
            child.attrs["style"] = "; ".join(filter(None, [*taken, own]))
            blocks.append(child)
    return blocks


def _wrap(nodes: list[LexborNode], style: str) -> None:
    """Put text that stands beside blocks into an element with a style."""
    if any(node.text().strip() for node in nodes):
        around = "".join(node.html or "" for node in nodes)
        insert_before(nodes[0], f'<span style="{style}">{around}</span>')
        for node in nodes:
            detach(node)


def _restore(node: LexborNode, tag: str, style: str) -> None:
    in_heading = tag in HEADINGS or tag == "th" or within(node, {*HEADINGS, "th"}) is not None
    kinds = [kind for kind in KINDS if not (in_heading and kind.tag == "strong")]
    added = [
        kind.tag
        for kind in kinds
        if kind.on.search(style) and tag not in kind.elements and within(node, kind.elements) is None
    ]
    if tag == "a" or within(node, {"a"}) is not None:
        added = [name for name in added if name != "u"]
    overruled = [kind for kind in kinds if kind.off is not None and kind.off.search(style)]
    own = next((kind for kind in overruled if tag in kind.elements and tag != "a"), None)
    around = None if own is not None else _overruled_around(node, overruled)
    if added and (tag in INLINE or tag in AROUND_TEXT) and node.text().strip():
        opening, closing = (
            "".join(f"<{name}>" for name in added),
            "".join(f"</{name}>" for name in reversed(added)),
        )
        if not any(child.tag in BLOCKS for child in node.iter()) or tag in INLINE:
            content = f"{opening}{inner(node)}{closing}"
        else:
            return
        del node.attrs["style"]
        for child in list(node.iter(include_text=True)):
            detach(child)

        append(node, content)
        if len(added) == 1:
            _take_back(node, next(kind for kind in kinds if kind.tag == added[0]))
    if own is not None:
        node.unwrap()
    elif around is not None:
        _split(around, {node.mem_id})


def _take_back(node: LexborNode, kind: Emphasis) -> None:
    """Close an emphasis that a style makes around what takes it away by its own style."""
    off = kind.off
    for element in node.css(kind.tag) if off is not None else ():
        overruled = {
            child.mem_id
            for child in element.iter()
            if child.tag in INLINE and off and off.search((child.attributes.get("style") or "").lower())
        }
        if overruled:
            _split(element, overruled)


def _overruled_around(node: LexborNode, overruled: list[Emphasis]) -> LexborNode | None:
    """The element around a node alone whose emphasis the node's style takes away."""
    parent = node.parent
    while parent is not None and parent.tag in INLINE:
        if any(parent.tag in kind.elements and parent.tag != "a" for kind in overruled):
            return parent if node.parent is not None and parent.mem_id == node.parent.mem_id else None
        parent = parent.parent
    return None


def _split(around: LexborNode, taken: Collection[int]) -> None:
    """Close an element before those of its children that have these numbers, and open it again after each."""
    tag = around.tag
    parts = [""]
    for child in around.iter(include_text=True):
        if child.mem_id in taken:
            parts += [inner(child), ""]
        else:
            parts[-1] += child.html or ""
    texts = [
        f"<{tag}>{part}</{tag}>" if n % 2 == 0 and WORD.search(TAG.sub("", part)) else part
        for n, part in enumerate(parts)
    ]
    replace(around, "".join(texts))
