"""What renderers of their own kind make of the rows of a pipe table, as plugins of markdown-it-py."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markdown_it.token import Token

if TYPE_CHECKING:
    from collections.abc import Callable

    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore

RULES = frozenset("-+: \t"), frozenset("=+: \t")
"""The signs of a line that rules a table off, of which the first must be there (kramdown, parser/kramdown/table.rb)."""


def bodies_plugin(md: MarkdownIt) -> None:
    """A table without a row below its heads is none: kramdown shows its lines, Python-Markdown an empty row."""
    _change_tables(md, "bodies", _as_text)


def ruled_rows_plugin(md: MarkdownIt) -> None:
    """A row whose cells are all made of hyphens, or of equals signs, is a rule of the table: kramdown shows no such row."""
    _change_tables(md, "ruled_rows", _without_rules)


def _change_tables(md: MarkdownIt, name: str, change: Callable[[list[Token]], list[Token]]) -> None:
    def rule(state: StateCore) -> None:
        if not any(token.type == "table_open" for token in state.tokens):
            return
        tokens: list[Token] = []
        begin = 0
        for token in state.tokens:
            if token.type == "table_open":
                begin = len(tokens)
            tokens.append(token)
            if token.type == "table_close":
                tokens[begin:] = change(tokens[begin:])
        state.tokens = tokens

    md.core.ruler.before("inline", name, rule)


def _as_text(table: list[Token]) -> list[Token]:
    if any(token.type == "td_open" for token in table):
        return table
    cells = [token for token in table if token.type == "inline"]
    cells[0].content = f"| {' | '.join(cell.content for cell in cells)} |"
    return [Token("paragraph_open", "p", 1), cells[0], Token("paragraph_close", "p", -1)]


def _without_rules(table: list[Token]) -> list[Token]:
    kept: list[Token] = []
    begin = 0
    for token in table:
        if token.type == "tr_open":
            begin = len(kept)
        kept.append(token)
        if token.type == "tr_close" and _is_rule("".join(each.content for each in kept[begin:])):
            del kept[begin:]
    return kept


def _is_rule(text: str) -> bool:
    return any(min(signs - set("+: \t")) in text and signs.issuperset(text) for signs in RULES)


ROWS = {"bodies": bodies_plugin, "ruled_rows": ruled_rows_plugin}
"""Each plugin by its name in a dialect."""
