"""HTML -> its text, roughly: for comparing, counting and searching, where a parser would take too long."""

from __future__ import annotations

import re

TAG = re.compile(r"<[a-zA-Z/!?][^>]*(?:>|\Z)")


def without_tags(html: str) -> str:
    """The HTML without what stands between `<` and `>`; an unclosed `<` is text, and so is one before a number."""
    closed, end, rest = html.rpartition(">")
    return TAG.sub("", closed + end) + rest
