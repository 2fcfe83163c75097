"""What is said of words beside them: readings above them, and what they are short for."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import detach, inner, replace, within

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode


def restore_ruby(root: LexborNode) -> None:
    """Leave of ruby its words and their readings (HTML Living Standard, 4.5.10).

    Args:
        root: the body; its tree is changed.
    """
    for bracket in root.css("rp"):
        detach(bracket)
    for part in root.css("ruby rb, ruby rtc"):
        part.unwrap()
    for lone in root.css("rb, rt, rtc"):
        if within(lone, {"ruby"}) is None:
            lone.unwrap()


def rename_acronyms(root: LexborNode) -> None:
    """Call an abbreviation so that goes by its old name (HTML Living Standard, 16.2)."""
    for old in root.css("acronym"):
        title = escape(old.attributes.get("title") or "")
        replace(old, f'<abbr title="{title}">{inner(old)}</abbr>' if title else inner(old))
