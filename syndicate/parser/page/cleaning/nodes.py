"""What every step of the cleaning does with nodes: replace, wrap, look around."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from selectolax.lexbor import LexborNode

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
CONTAINERS = frozenset(
    "article aside blockquote body center dd details div figure li main section td th".split()
)
"""Elements that a paragraph may stand in."""

BLOCKS = frozenset(
    "address article aside blockquote body center dd details dialog dir div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hgroup hr legend li main menu nav ol p pre search section summary table tbody td tfoot th "
    "thead tr ul".split()
)
"""Elements that begin a line of their own."""

PLACE = "data-place"
"""The attribute of a block to which a link of the article leads, with the names of its places."""

MEDIA = "img, picture, iframe, video, audio, embed, object, svg, canvas, math"
"""What a reader sees without a word."""


def fragment(markup: str) -> LexborNode:
    """The body element of a document that contains the fragment."""
    body = LexborHTMLParser(f"<!doctype html><html><body>{markup}</body></html>").body
    if body is None:
        raise AssertionError("an HTML document has a body")
    return body


def replace(node: LexborNode, markup: str) -> None:
    """Replace a node by the elements of an HTML fragment; the first takes over the places that would be lost."""
    children = list(fragment(markup).iter(include_text=True)) if markup else []
    elements = [child for child in children if child.tag not in {"-text", "-comment"}]
    kept = {name for element in elements for name in _places(element)}
    lost = " ".join(name for name in _places(node) if name not in kept)
    if lost and not elements:
        insert_before(node, f'<span {PLACE}="{escape(lost)}"></span>')
    elif lost:
        elements[0].attrs[PLACE] = f"{elements[0].attributes.get(PLACE) or ''} {lost}".strip()
    for child in children:
        node.insert_before(child)
    detach(node)


def _places(node: LexborNode) -> list[str]:
    """The places that stand in a node, or that it is."""
    return [name for each in node.css(f"[{PLACE}]") for name in (each.attributes.get(PLACE) or "").split()]


def detach(node: LexborNode) -> None:
    """Take a node out of its tree.

    Its memory is not freed: a new node would get it, and with it the `mem_id` by which what was shown is known.
    """
    if node.parent is not None:
        node.replace_with("")


def remove_comments(root: LexborNode) -> None:
    """Take the comments out, which part a word into two texts."""
    for node in [each for each in root.traverse() if each.tag == "-comment"]:
        detach(node)


def insert_before(node: LexborNode, markup: str) -> None:
    """Put the elements of an HTML fragment before a node."""
    for child in fragment(markup).iter(include_text=True) if markup else ():
        node.insert_before(child)


def insert_after(node: LexborNode, markup: str) -> None:
    """Put the elements of an HTML fragment after a node."""
    for child in reversed(list(fragment(markup).iter(include_text=True))):
        node.insert_after(child)


def append(node: LexborNode, markup: str) -> None:
    """Put the elements of an HTML fragment at the end of a node."""
    for child in fragment(markup).iter(include_text=True):
        node.insert_child(child)


def inner(node: LexborNode) -> str:
    """The HTML within a node. A `pre` that begins with a newline gets another, since parsing removes one."""
    _keep_first_lines(node.css("pre") if node.tag != "pre" else [])
    return node.inner_html or ""


def outer(node: LexborNode) -> str:
    """The HTML of a node; see `inner`."""
    _keep_first_lines(node.css("pre"))
    return node.html or ""


def _keep_first_lines(blocks: list[LexborNode]) -> None:
    for pre in blocks:
        first = pre.first_child
        if first is not None and first.tag == "-text" and (first.text_content or "").startswith("\n"):
            first.insert_before("\n")


def classes(node: LexborNode) -> list[str]:
    """The classes of an element."""
    return (node.attributes.get("class") or "").split()


def line(node: LexborNode) -> str:
    """The text of a node as one line."""
    return " ".join(node.text().split())


def ancestors(node: LexborNode) -> Iterator[LexborNode]:
    """The ancestors of a node, the nearest first."""
    parent = node.parent
    while parent is not None and parent.tag != "-document":
        yield parent
        parent = parent.parent


def within(node: LexborNode, tags: Collection[str]) -> LexborNode | None:
    """The nearest ancestor with one of these tags."""
    return next((ancestor for ancestor in ancestors(node) if ancestor.tag in tags), None)


def outermost(nodes: list[LexborNode]) -> list[LexborNode]:
    """The nodes that stand in none of the others; they are in the document's order."""
    result: list[LexborNode] = []
    numbers: set[int] = set()
    for node in nodes:
        if numbers.isdisjoint(ancestor.mem_id for ancestor in ancestors(node)):
            result.append(node)
            numbers.add(node.mem_id)
    return result


def neighbour(node: LexborNode, *, before: bool) -> LexborNode | None:
    """The node before or after, without white space and comments between."""
    other = node.prev if before else node.next
    while other is not None and (
        other.tag == "-comment" or (other.tag == "-text" and not (other.text_content or "").strip())
    ):
        other = other.prev if before else other.next
    return other


def is_empty(node: LexborNode) -> bool:
    """Whether a reader sees nothing of a node."""
    return not node.text().strip() and node.tag not in MEDIA_TAGS and node.css_first(MEDIA) is None


MEDIA_TAGS = frozenset(re.split(", ", MEDIA))
