"""Prose as markdownify writes it, for sites whose posts have its style already.

It is one more manner in which a block is tried, the first. It escapes little, so that only what has none of the signs
that a dialect acts on is left to it; whatever then reads otherwise, and all else, the converter's own writer says.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from syndicate.converter.markdown.runs import HEADINGS, is_stable_address

if TYPE_CHECKING:
    from collections.abc import Mapping

    from selectolax.lexbor import LexborNode

    from syndicate.converter.dialects.row import Dialect
    from syndicate.converter.markdown.blocks import Block

PROSE = frozenset({"p", "ul", "ol", "blockquote", *HEADINGS})
"""The kinds of blocks that it writes. Code, tables and HTML have one form each, which the own writer knows."""

PLAIN = {*PROSE, "a", "b", "strong", "em", "i", "code", "li", "br"}
"""The elements that it writes: each other has a form that depends on the dialect."""


class Markdownify:
    """markdownify with its options, for one dialect.

    Args:
        dialect: what the Markdown is for.
        options: markdownify's own, by its names; see https://github.com/matthewwithanm/python-markdownify#options.
    """

    def __init__(self, dialect: Dialect, options: Mapping[str, str]) -> None:
        # Loaded only where it is asked for: it brings Beautiful Soup.
        from markdownify import MarkdownConverter

        arguments: dict[str, Any] = dict(options)
        self.convert = MarkdownConverter(**arguments).convert
        self.resolved = dialect.resolved
        self.text_signs = (
            dialect.forced,
            dialect.entities,
            dialect.split,
            dialect.split_after,
            dialect.template_code,
        )
        self.link_signs = {*dialect.link_signs, *'">'}
        self.title_signs = tuple(filter(None, (dialect.alt_hazards, dialect.alt_entities)))

    def write(self, block: Block) -> str:
        """The block's Markdown; "" where it is not for markdownify to write."""
        if block.kind not in PROSE or any(self.has_signs(node) for node in block.nodes):
            return ""
        html = "".join(node.html or "" for node in block.nodes)
        return str(self.convert(f"<div>{html}</div>")).strip()

    def has_signs(self, node: LexborNode) -> bool:
        """Whether a renderer, its plugins or a template engine could act on something in a node, or a link leads to it."""
        for each in node.traverse(include_text=True):
            if each.tag == "-text":
                if _has(each.text_content or "", self.text_signs):
                    return True
            elif each.tag not in PLAIN or "id" in each.attributes:
                return True
        return any(map(self.has_signs_of_links, node.css("a")))

    def has_signs_of_links(self, link: LexborNode) -> bool:
        """The same of a link: its text has more of them than others, and so have its title and its address."""
        attributes = link.attributes
        return (
            not self.link_signs.isdisjoint(link.text())
            or not is_stable_address(attributes.get("href") or "", self.resolved)
            or _has(attributes.get("title") or "", (*self.text_signs, *self.title_signs))
        )


def _has(text: str, signs: tuple[str, ...]) -> bool:
    return any(re.search(sign, text) for sign in signs)
