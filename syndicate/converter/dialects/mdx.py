"""MDX as markdown-it reads it: JSX in place of HTML, and what text may not be there.

With GFM's addresses and directives, as Docusaurus and Astro have them. Sources: https://mdxjs.com/docs/what-is-mdx/;
npm: @mdx-js/mdx 3 (remark-mark-and-unravel), mdast-util-gfm-autolink-literal 2, micromark-extension-directive 3.
The imitation need not render what MDX would: where MDX stops, or would run something, the text disappears.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from markdown_it.token import Token

from syndicate.converter.dialects.plugins import UNREADABLE

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.rules_inline import StateInline

NOTHING_BETWEEN = "<></>"
"""JSX's empty fragment: it shows nothing, and ends a text."""
ELEMENT = re.compile(
    r'<(?P<close>/)?(?P<name>[a-z][a-z0-9]*)(?: [A-Za-z]+(?:="[^"<>{}]*")?)*(?P<empty> /)?>', re.ASCII
)
"""A tag as it is written for JSX."""
BOX = "task-list-item-checkbox"
"""The class of the box that GFM's sign of a task becomes."""
OPENS = re.compile(r"<details(?: open)?>(?:\n|$)")
ENDS = "</details>"
MODULE = re.compile(r"(?:im|ex)port(?![A-Za-z])")
"""How a paragraph begins that is code of a module."""
DIRECTIVE = re.compile(r"(?<!:):(?=[A-Za-z])")
STRAY_MARK = re.compile(r"\*|(?<![^\W_])_|_(?![^\W_])")
BLOCK_DIRECTIVE = re.compile(r"\A\s*::+")
"""How a paragraph begins that is a directive of its own."""
ADDRESS = re.compile(r"https?://|www(?=\.)|(?<=[\w.+-])@[\w-]{1,63}\.(?=[\w-])", re.IGNORECASE)
"""What becomes a link in text, escaped or not."""


def mdx_plugin(md: MarkdownIt) -> None:
    """Set up a markdown-it with MDX's rules; those for escapes come before escapes are joined to their text."""
    md.inline.ruler.before("html_inline", "jsx_fragment", _fragment)
    md.core.ruler.after("inline", "mdx_signs", _signs)
    md.core.ruler.push("jsx", _jsx)


def _fragment(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith(NOTHING_BETWEEN, state.pos):
        return False
    if not silent:
        state.push("html_inline", "", 0)
    state.pos += len(NOTHING_BETWEEN)
    return True


def _signs(state: StateCore) -> None:
    """Take out of the text what is a sign to MDX and text to markdown-it, where no backslash stands before it.

    A colon before a name is a directive, in alt text too; so are two that begin a line. In alt text, a pair of tildes
    would be read as a mark. Beside what is struck out, a star may pair with another across it.
    """
    for n, token in enumerate(state.tokens):
        if token.type != "inline":
            continue
        opening = state.tokens[n - 1]
        is_outer = opening.type == "paragraph_open" and opening.level == 0
        is_module = is_outer and MODULE.match(token.content)
        if is_module or not _compiles(token) or _has_long_tildes(token):
            # No text, but a token: what stands at the beginning of a task is taken off it.
            token.children = [Token("text", "", 0)]
        previous = "softbreak"
        strikes = any(child.type == "s_open" for child in token.children or [])
        for child in token.children or []:
            if child.type == "text" and previous in {"softbreak", "hardbreak"}:
                child.content = BLOCK_DIRECTIVE.sub("", child.content)
            previous = child.type
            for text in (child, *(child.children or [])):
                if text.type == "text":
                    text.content = DIRECTIVE.sub("", text.content)
                    if text is not child:
                        text.content = text.content.replace("~", "")
                    elif strikes:
                        text.content = STRAY_MARK.sub(UNREADABLE, text.content)


def _jsx(state: StateCore) -> None:
    for n, token in enumerate(state.tokens):
        if token.type != "inline" or token.children is None:
            continue
        opening = state.tokens[n - 1]
        if opening.type == "paragraph_open" and _is_all_jsx(token.children):
            opening.hidden = state.tokens[n + 1].hidden = True
            token.children = _apart(token.children)
        _as_html(token.children)


def _compiles(inline: Token) -> bool:
    """Whether each tag is JSX's and closed where it was opened."""
    opening = OPENS.match(inline.content)
    if inline.content == ENDS or (opening and opening[0] == inline.content):
        return True
    stack: list[str] = []
    for token in (inline.children or [])[1 if opening else 0 :]:
        name = token.tag
        nesting = token.nesting
        if token.type == "html_inline" and token.content:
            match = ELEMENT.fullmatch(token.content)
            if match is None:
                return False
            name, nesting = match["name"], -1 if match["close"] else 0 if match["empty"] else 1
        if nesting > 0:
            stack.append(name)
        elif nesting < 0 and (not stack or stack.pop() != name):
            return False
    return not stack


def _is_all_jsx(children: list[Token]) -> bool:
    """Whether elements stand in a paragraph and nothing else: then it is none (remark-mark-and-unravel)."""
    depth = 0
    for token in children:
        if depth == 0 and not (
            token.type in {"html_inline", "softbreak"} or (token.type == "text" and not token.content.strip())
        ):
            return False
        depth += _nesting(token)
    return any(token.type == "html_inline" for token in children)


def _has_long_tildes(inline: Token) -> bool:
    """Whether three tildes or more stand where two are to strike: they are no sign."""
    return "~~~" in inline.content and any(token.type == "s_open" for token in inline.children or [])


def _apart(children: list[Token]) -> list[Token]:
    """The elements of what is no paragraph, with white space between two of them, as between blocks."""
    apart: list[Token] = []
    depth = 0
    for token in children:
        apart.append(token)
        depth += _nesting(token)
        if token.type == "html_inline" and depth == 0:
            apart.append(Token("softbreak", "br", 0))
    return apart


def _nesting(token: Token) -> int:
    """Whether a token opens an element of JSX (1), closes one (-1), or is another (0), as a task's box is."""
    if token.type != "html_inline" or BOX in token.content:
        return 0
    match = ELEMENT.fullmatch(token.content)
    return 0 if match is None or match["empty"] else -1 if match["close"] else 1


def _as_html(children: list[Token]) -> None:
    """Remove the text that would become a link, and bring JSX's own names back to HTML's."""
    links = 0
    for token in children:
        links += token.nesting if token.type.startswith("link_") else 0
        if token.type == "text" and not links:
            token.content = ADDRESS.sub("", token.content)
        elif token.type == "html_inline":
            token.content = token.content.replace(" className=", " class=")
