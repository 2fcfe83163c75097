"""Selectors that could be written into a config for the element in which a page holds its article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate.parser.bounds import parse_html
from syndicate.parser.encoding import decode
from syndicate.parser.page.locating.hints import BODIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from syndicate.models import Page

NAME = re.compile(r"[A-Za-z_][A-Za-z_-]{1,40}")
"""A class or an id that a selector can name as it is, and that is of no single article: without a number."""

LESS, MORE = 0.9, 1.5
"""The share of an article's length that the element may hold: what is no part of it can stand in it."""


def selectors_holding(page: Page, length: int) -> tuple[str, ...]:
    """The selectors that find one element of a page, which holds about as much text as its article; the best known first.

    Args:
        page: the article's.
        length: characters of the article, without white space.
    """
    tree = parse_html(decode(page.content, page.charset), page.address)
    root = tree.body
    if root is None:
        return ()
    holding = {
        node.mem_id: node
        for node in root.css("[id], [class], [itemprop], article, main")
        if LESS * length <= len("".join(node.text().split())) <= MORE * length
    }
    known = [each for each in BODIES if (found := root.css(each)) and found[0].mem_id in holding]
    named = [name for node in reversed(holding.values()) for name in _names(node)]
    return tuple(each for each in dict.fromkeys([*known, *named]) if len(root.css(each)) == 1)


def _names(node: LexborNode) -> Iterator[str]:
    """The selectors by which a node may be known: what it is called, then what it is."""
    attributes = node.attributes
    for word in (attributes.get("class") or "").split():
        if NAME.fullmatch(word):
            yield f".{word}"
    if NAME.fullmatch(attributes.get("id") or ""):
        yield f"#{attributes['id']}"
    if node.tag in ("article", "main"):
        yield node.tag
