"""Lists that end a paragraph in renderers that are no CommonMark, as plugins of markdown-it-py.

In CommonMark (0.31, 5.2), only a list that starts at one and is not empty does.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock

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


INTERRUPTIONS = {
    "lists": lists_plugin,
    "nested_lists": nested_lists_plugin,
    "empty_lists": empty_lists_plugin,
}
"""Each plugin by its name in a dialect."""
