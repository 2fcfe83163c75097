"""Lists that end a paragraph in renderers that are no CommonMark, as plugins of markdown-it-py.

In CommonMark (0.31, 5.2), only a list that starts at one and is not empty does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it.token import Token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore

LIST_START = re.compile(r"(?:[*+-]|\d{1,20}\.)[\t| ]")
MARKED_START = re.compile(r"(?:[*+-]|1[.)]) ")
MARKED_NESTED = re.compile(r"(?:[*+-]|\d{1,9}[.)])\s")


def lists_plugin(md: MarkdownIt) -> None:
    """Any list ends a paragraph: kramdown-parser-gfm, PARAGRAPH_END; in lists kramdown's own as well (parser/kramdown/list.rb)."""
    _end_paragraphs(md, LIST_START)


def nested_lists_plugin(md: MarkdownIt) -> None:
    """Any list ends a paragraph in a list's item: Python-Markdown 3, blockprocessors.py, INDENT_RE."""
    _end_paragraphs(md, LIST_START, nested=True)


def empty_lists_plugin(md: MarkdownIt) -> None:
    """A list that starts at one ends a paragraph also where it is empty, and any list that of an item: marked, src/rules.ts."""
    _end_paragraphs(md, MARKED_START)
    _end_paragraphs(md, MARKED_NESTED, nested=True)


def _end_paragraphs(md: MarkdownIt, beginning: re.Pattern[str], *, nested: bool = False) -> None:
    def rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        del end
        # Whether it is a list, markdown-it's own rule says once the paragraph has ended.
        if not silent or (nested and state.listIndent < 0):
            return False
        return beginning.match(state.src, state.bMarks[start] + state.tShift[start]) is not None

    md.block.ruler.before("list", f"interruptions_{nested}", rule, {"alt": ["paragraph"]})


def no_nested_rules_plugin(md: MarkdownIt) -> None:
    """A rule of hyphens or underscores ends the list that it stands in: kramdown, parser/kramdown/list.rb, HR_START."""
    rules = md.block.ruler
    hr = next(rule.fn for rule in rules.__rules__ if rule.name == "hr")

    def rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return state.listIndent < 0 and hr(state, start, end, silent)

    rules.at("hr", rule, {"alt": ["paragraph", "reference", "blockquote", "list"]})


def first_quotes_plugin(md: MarkdownIt) -> None:
    """A quote that begins a list's item ends with its first line: Python-Markdown takes the lines below it for code or text."""

    def rule(state: StateCore) -> None:
        kept: list[Token] = []
        level = -1
        for n, token in enumerate(state.tokens):
            if level < 0 and token.type == "blockquote_open" and _begins_item(state.tokens, n):
                level = token.level
                kept.append(Token("code_block", "code", 0))
            elif level < 0:
                kept.append(token)
            elif token.type == "blockquote_close" and token.level == level:
                level = -1
        state.tokens = kept

    md.core.ruler.after("block", "first_quotes", rule)


def _begins_item(tokens: Sequence[Token], number: int) -> bool:
    """Whether a quote of more than one line is the first thing of a list's item."""
    begin, end = tokens[number].map or (0, 0)
    return number > 0 and tokens[number - 1].type == "list_item_open" and end - begin > 1


INTERRUPTIONS = {
    "first_quotes": first_quotes_plugin,
    "no_nested_rules": no_nested_rules_plugin,
    "lists": lists_plugin,
    "nested_lists": nested_lists_plugin,
    "empty_lists": empty_lists_plugin,
}
"""Each plugin by its name in a dialect."""
