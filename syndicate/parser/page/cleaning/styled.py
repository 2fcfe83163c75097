"""What a role or a style makes a rule, a heading, a line or a break, as the element that says so by itself."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import (
    BLOCKS,
    inner,
    insert_before,
    is_empty,
    line,
    neighbour,
    replace,
    within,
)

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

LINES = re.compile(r"(?:^|;)\s{0,8}display\s{0,8}:\s{0,8}(?:block|flex|grid|table)\b", re.IGNORECASE)
KEPT_BREAKS = re.compile(
    r"(?:^|;)\s{0,8}white-space\s{0,8}:\s{0,8}(?:pre|break-spaces)[\w-]{0,5}", re.IGNORECASE
)
"""The styles of what stands on a line of its own, and of what keeps its line breaks (CSS Text 3, 3)."""

GAPS = re.compile(r"(?:^[ \t]{2,40}| {3,40}|\t{1,8})", re.MULTILINE)
"""White space that an author set apart with: two spaces after a full stop are a typist's habit."""

TAB = 8
INLINE = "span[style], a[style], strong[style], em[style], small[style]"


def restore_styled(root: LexborNode) -> None:
    """Make rules, headings, lines and breaks of what a role or a style makes such.

    Args:
        root: the body; its tree is changed.
    """
    for rule in root.css("div[role=separator], p[role=separator]"):
        if is_empty(rule):
            replace(rule, "<hr>")
    for heading in root.css("div[role=heading], p[role=heading]"):
        level = heading.attributes.get("aria-level") or "2"
        if level in set("123456") and line(heading):
            replace(heading, f"<h{level}>{inner(heading)}</h{level}>")
    for node in root.css(INLINE):
        if LINES.search(node.attributes.get("style") or "") and not is_empty(node):
            _part(node)
    for node in root.css("[style*='white-space']"):
        if KEPT_BREAKS.search(node.attributes.get("style") or "") and within(node, {"pre"}) is None:
            _keep_breaks(node)


def _part(node: LexborNode) -> None:
    """Put breaks between an element on a line of its own and what stands beside it."""
    before, after = neighbour(node, before=True), neighbour(node, before=False)
    if before is not None and before.tag != "br" and before.tag not in BLOCKS:
        insert_before(node, "<br>")
    if after is not None and after.tag != "br" and after.tag not in BLOCKS:
        insert_before(after, "<br>")


def _keep_breaks(node: LexborNode) -> None:
    texts = [each for each in node.traverse(include_text=True) if each.tag == "-text"]
    for text in texts:
        content = text.text_content or ""
        has_lines = "\n" in content.strip("\n")
        if (
            content.strip()
            and (has_lines or GAPS.search(content))
            and within(text, {"pre", "textarea"}) is None
        ):
            lines = content.strip("\n").split("\n")
            replace(text, "<br>".join(escape(GAPS.sub(_gap, part)) for part in lines))


def _gap(spaces: re.Match[str]) -> str:
    """A run of spaces of which a renderer leaves all."""
    return (
        "\xa0" * (len(spaces[0].expandtabs(TAB)) - 1) + " "
        if spaces.start()
        else "\xa0" * len(spaces[0].expandtabs(TAB))
    )
