"""What Nikola makes of Python-Markdown's text, as plugins of markdown-it-py: its own strike, and headings one level lower."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore

TICKS_OR_TILDES = re.compile(r"(`++|~~)")
BLANK = re.compile(
    r"(</(?:bdi|data|mark|meter|output|progress|rp|rt|ruby|sub|sup|time)\s*+>|<wbr\s*+/?>)\s++(?=<)",
    re.IGNORECASE,
)
"""White space between two tags that libxml2 takes for none, since it does not know that the first stands in a line:
HTMLparser.c, areBlanks. Nikola has such removed: nikola/nikola.py, remove_blank_text."""

RAW_HEADING = re.compile(r"(?i)(</?h)([1-5])\b")


def nikola_strike_plugin(md: MarkdownIt) -> None:
    """What stands between two pairs of tildes is struck out, wherever they stand but in code: plugins/compile/markdown/mdx_nikola.py."""

    def rule(state: StateCore) -> None:
        for token in state.tokens:
            if token.type == "inline" and "~~" in token.content:
                token.content = _struck(token.content)

    md.core.ruler.before("inline", "nikola_strike", rule)


def _struck(text: str) -> str:
    """The text with tags in place of the pairs of tildes."""
    parts = TICKS_OR_TILDES.split(text)
    last = {part: n for n, part in enumerate(parts) if n % 2}
    n, opened = 1, 0
    while n < len(parts):
        if parts[n] != "~~":
            n = parts.index(parts[n], n + 1) if last[parts[n]] > n else n  # behind the code
        elif not opened:
            opened = n
        elif any(parts[opened + 1 : n]):
            parts[opened], parts[n], opened = "<del>", "</del>", 0
        n += 2
    return "".join(parts)


def demoted_plugin(md: MarkdownIt) -> None:
    """Each heading is one level lower, also those in HTML: nikola/utils.py, demote_headers; DEMOTE_HEADERS is 1 by default."""

    def lower(match: re.Match[str]) -> str:
        return f"{match[1]}{int(match[2]) + 1}"

    def rule(state: StateCore) -> None:
        for token in (each for outer in state.tokens for each in (outer, *(outer.children or ()))):
            if token.type in ("heading_open", "heading_close"):
                token.tag = f"h{min(int(token.tag[1]) + 1, 6)}"
            elif token.type in ("html_block", "html_inline"):
                token.content = RAW_HEADING.sub(lower, token.content)

    md.core.ruler.push("demoted", rule)


def blanks_plugin(md: MarkdownIt) -> None:
    """White space alone between two elements disappears after some; see `BLANK`."""

    def rule(state: StateCore) -> None:
        for outer in state.tokens:
            if outer.type == "html_block":
                outer.content = BLANK.sub(r"\1", outer.content)
            inner = outer.children or ()
            for before, token, after in zip(inner, inner[1:], inner[2:], strict=False):
                is_end = before.type == "footnote_ref" or BLANK.match(f"{before.content} <") is not None
                is_blank = token.type == "softbreak" or (token.type == "text" and token.content.isspace())
                if is_end and is_blank and after.type != "text":
                    token.type, token.content = "text", ""

    md.core.ruler.push("blanks", rule)
