"""Paragraphs that an editor ended with two line breaks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import (
    BLOCKS,
    ancestors,
    append,
    detach,
    insert_after,
    insert_before,
    neighbour,
    within,
)

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

HOLDERS = frozenset({"p", "div", "section", "article", "main", "blockquote", "body", "center", "li", "dd"})
"""What holds paragraphs, or is one; not a heading, nor the one line of a cell."""

VERSE = frozenset({"blockquote", "pre", "td", "th"})
"""Where breaks are the author's own; a quote's text without paragraphs has no other way to part them."""

LINES = BLOCKS | {"pre"}

MARKS = (
    "a",
    "abbr",
    "b",
    "cite",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "ins",
    "kbd",
    "mark",
    "s",
    "small",
    "span",
    "strong",
    "sub",
    "sup",
    "u",
    "var",
)
"""What may hold a line's text, and breaks at its ends, which stand before or after it as well."""


def end_paragraphs(root: LexborNode) -> None:
    """Make paragraphs of the texts before and after two breaks.

    Args:
        root: the body; its tree is changed.
    """
    for mark in reversed(root.css(", ".join(f"{tag}:has(br)" for tag in MARKS))):
        _move_breaks_out(mark)
    # A mark without anything in it is nothing between two breaks.
    for mark in root.css(", ".join(f"br + {tag}" for tag in MARKS)):
        after = neighbour(mark, before=False)
        if not mark.inner_html and after is not None and after.tag == "br":
            detach(mark)
    parents: dict[int, LexborNode] = {}
    for line_break in root.css("br + br"):
        parent = line_break.parent
        inside = parent if parent is not None and parent.tag == "blockquote" else line_break
        if parent is not None and parent.tag in HOLDERS and within(inside, VERSE) is None:
            parents[parent.mem_id] = parent
    # What stands in another comes first: the markup of the other is written anew.
    for parent in sorted(parents.values(), key=lambda node: -sum(1 for _ in ancestors(node))):
        children = [child for child in parent.iter(include_text=True) if child.tag != "-comment"]
        parts = _parts(children)
        if len(parts) < 2 or not _is_doubled(children):
            continue
        markup = "".join(parts)
        if parent.tag == "p" and parent.mem_id != root.mem_id:
            insert_before(parent, markup)
            detach(parent)
            continue
        for child in children:
            detach(child)
        append(parent, markup)


def _move_breaks_out(mark: LexborNode) -> None:
    """Put the breaks at the ends of a mark before and after it."""
    children = list(mark.iter(include_text=True))
    while children and children[0].tag == "br":
        detach(children.pop(0))
        insert_before(mark, "<br>")
    while children and children[-1].tag == "br":
        detach(children.pop())
        insert_after(mark, "<br>")


def _is_space(node: LexborNode) -> bool:
    return node.tag == "-text" and not (node.text_content or "").strip()


def _is_doubled(children: list[LexborNode]) -> bool:
    """Whether two breaks stand beside each other, with text of the same holder on both sides."""
    tags = [child.tag for child in children if not _is_space(child)]
    while tags and tags[-1] == "br":
        tags.pop()
    begun = next((n for n, tag in enumerate(tags) if tag != "br"), len(tags))
    return any(one == other == "br" for one, other in zip(tags[begun:], tags[begun + 1 :], strict=False))


def _parts(children: list[LexborNode]) -> list[str]:
    """The paragraphs and blocks that some neighbouring nodes are, as HTML."""
    parts: list[str] = []
    text = ""
    breaks = 0

    def end() -> None:
        nonlocal text, breaks
        if text.strip():
            parts.append(f"<p>{text.strip()}</p>")
        text, breaks = "", 0

    for child in children:
        if child.tag == "br":
            breaks += 1
        elif child.tag in LINES:
            end()
            parts.append(child.html or "")
        elif not (_is_space(child) and breaks):
            if breaks > 1:
                end()
            text += "<br>" * breaks if text else ""
            text += child.html or ""
            breaks = 0
    end()
    return parts
