"""Blocks of Markdown as lines: with what stands before each, and with another marker."""

from __future__ import annotations

import re


def prefix_lines(text: str, first: str, rest: str) -> str:
    """The text with one prefix before its first line and another before the rest; empty lines get it without its spaces."""
    if not text:
        return ""
    lines = text.split("\n")
    blank = rest.rstrip()
    return "\n".join(
        [first + lines[0], *(rest + text_line if text_line else blank for text_line in lines[1:])]
    )


def other_marker(text: str) -> str:
    """A list with the other marker, which begins another list in CommonMark (0.31, 5.3)."""
    text = re.sub(r"^-(?= |$)", "*", text, flags=re.MULTILINE)
    return re.sub(r"^(\d+)\.(?= |$)", r"\1)", text, flags=re.MULTILINE)
