"""HTML -> its text, roughly: for comparing, counting and searching, where a parser would take too long."""

from __future__ import annotations

import re

TAG = re.compile(r"<[^>]*(?:>|\Z)")


def without_tags(html: str) -> str:
    """The HTML without what stands between `<` and `>`; an unclosed `<` is text."""
    closed, end, rest = html.rpartition(">")
    return TAG.sub("", closed + end) + rest
