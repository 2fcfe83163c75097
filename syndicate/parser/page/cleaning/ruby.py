"""Readings above words, without the brackets that are for browsers that know none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import detach, within

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
    for lone in root.css("rt"):
        if within(lone, {"ruby"}) is None:
            lone.unwrap()
