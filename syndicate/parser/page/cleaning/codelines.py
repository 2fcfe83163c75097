"""The text of a block of code, line by line, without what a highlighter put beside it."""

from __future__ import annotations

import html
import itertools
import re
from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import BLOCKS
from syndicate.parser.page.platforms import BESIDE_CODE, CODE_LINES, COPY_WORDS

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

NUMBER = re.compile(r"[\d\s.:|]*")
BUTTON = re.compile("btn|button")
LETTER = re.compile(r"[^\W\d_]")
NUMBERED = re.compile(
    r"(?:^|[-_ ])(?:line[-_]?nos?|line[-_]?numbers?(?:-rows)?|linenums?|lineno\w{0,20}|gutter\w{0,20}|lnt?|lnum|blob-num|"
    r"crayon-(?:striped-)?nums?)(?:$|[-_ ])"
)
"""The classes of what holds the numbers of lines; a highlighter calls a number in the code `number`."""

COPIED = "[class*=copy], [class*=clipboard], [aria-label*=Copy], [aria-label*=copy], .sr-only, [hidden]"
"""What copies the code, and what says so."""

UNSELECTABLE = '[style*="user-select"]'
"""What Hugo puts around the number of a line where its colours stand in style attributes, which is its default."""

EMPHASIS = "em, strong, b, i, u, s, del, ins, mark, sup, sub"
TAGS = frozenset(EMPHASIS.split(", "))
USER_SELECT = re.compile(r"user-select:\s{0,8}none")
BLOCK_STYLE = re.compile(r"display:\s*(?:block|flex|grid|table)")


def is_number(node: LexborNode) -> bool:
    """Whether a node holds only the numbers of lines."""
    attributes = node.attributes
    if not NUMBER.fullmatch(node.text()):
        return False
    return (
        _is_called_number(node)
        or (node.tag in {"td", "th"} and _counts(node.text()))
        or USER_SELECT.search(attributes.get("style") or "") is not None
    )


def _counts(text: str) -> bool:
    """Whether a text has numbers, each one more than the one before."""
    numbers = [int(each) for each in re.findall(r"\d+", text) if len(each) < 10]
    return bool(text.strip()) and all(b == a + 1 for a, b in itertools.pairwise(numbers))


def _is_word_of_code(node: LexborNode) -> bool:
    """Whether a highlighter calls a word or a number of the code by the name of what stands beside code.

    What stands beside it does so at the beginning or the end of a line, and numbers of lines have no letters.
    """
    if node.tag != "span":
        return False
    before, after = (_text_of(other) for other in (node.prev, node.next))
    follows, is_followed = bool(before.rpartition("\n")[2].strip()), bool(after.partition("\n")[0].strip())
    text = node.text().strip()
    if NUMBER.fullmatch(text):
        return follows
    name = node.attributes.get("class") or ""
    if COPY_WORDS.fullmatch(text):
        return is_followed and not text.istitle() and BUTTON.search(name) is None
    is_called_number = NUMBERED.search(name) is not None
    return follows or is_followed or (is_called_number and LETTER.search(text) is not None)


def _text_of(node: LexborNode | None) -> str:
    """The text of a node that is nothing but text; "" for any other."""
    return (node.text_content or "") if node is not None and node.tag == "-text" else ""


def is_beside(node: LexborNode) -> bool:
    """Whether a node stands beside the code: the numbers of its lines, a label, a button to copy it."""
    if is_number(node):
        return not _is_word_of_code(node)
    return (
        node.css_matches(BESIDE_CODE)
        and node.css_first("pre, code") is None
        and node.tag not in {"pre", "code"}
        and not _is_word_of_code(node)
    )


def are_numbers_of_lines(cells: list[LexborNode], code: str) -> bool:
    """Whether cells beside code hold the numbers of its lines: they are called so, or there is one for each of some lines."""
    if any(_is_called_number(each) for cell in cells for each in cell.css("*")):
        return True
    numbers = [number for cell in cells for number in re.findall(r"\d+", cell.text(separator=" "))]
    return len(numbers) == len(code.split("\n")) > 1


def _is_called_number(node: LexborNode) -> bool:
    attributes = node.attributes
    return "data-line-number" in attributes or NUMBERED.search(attributes.get("class") or "") is not None


def code_text(node: LexborNode, *, as_html: bool = False) -> str:
    """The text of a block of code without blank lines around it.

    Args:
        node: what holds the code.
        as_html: whether emphasis is kept, and all else is escaped.
    """
    if (
        node.css_first("*:not(span):not(code)") is None
        and not node.css_first(f"{BESIDE_CODE}, {CODE_LINES}, {UNSELECTABLE}")
        and not as_html
    ):
        text = node.text()
    else:
        lines = _Lines(node, as_html=as_html)
        lines.walk(node)
        text = "".join(lines.pieces)
    # A no-break space in code is an editor's way to keep spaces, and no compiler's.
    return re.sub(r"\A(?:[ \t]*+\n)++", "", text.replace("\xa0", " ")).rstrip()


class _Lines:
    """Collects the text of code. An element that is a line, or a block, begins and ends a line."""

    def __init__(self, root: LexborNode, *, as_html: bool) -> None:
        self.root = root
        self.as_html = as_html
        self.pieces: list[str] = []
        self.is_ended = True
        self.needs_newline = False
        self.beside = {
            node.mem_id
            for node in root.css(
                f"{BESIDE_CODE}, button, textarea, style, script, svg, td, th, [class*=num], [class*=gutter], [data-line-number], {UNSELECTABLE}"
            )
            if node.tag in {"button", "textarea", "style", "script", "svg"} or is_beside(node)
        }
        lines = root.css(CODE_LINES)
        is_broken = any("\n" in (text_of.text()) for text_of in lines) or _has_breaks_between(lines)
        self.lines = set() if is_broken else {node.mem_id for node in lines}

    def write(self, text: str) -> None:
        if not text:
            return
        if self.needs_newline and not text.startswith("\n"):
            self.pieces.append("\n")
        self.needs_newline = False
        self.is_ended = text.endswith("\n")
        self.pieces.append(html.escape(text, quote=False) if self.as_html else text)

    def walk(self, node: LexborNode) -> None:
        for child in node.iter(include_text=True):
            tag = child.tag or ""
            if tag == "-text":
                self.text(child)
            elif tag == "br":
                self.write("\n")
            elif child.mem_id in self.beside or tag == "-comment":
                continue
            elif (
                child.mem_id in self.lines or (tag in BLOCKS and tag not in {"td", "th"}) or _is_block(child)
            ):
                self.block(child)
            elif self.as_html and tag in TAGS:
                self.write("")
                self.mark(tag, child)
            else:
                self.walk(child)

    def text(self, node: LexborNode) -> None:
        text = node.text_content or ""
        parent = node.parent
        is_between = parent is not None and parent.tag in {"ol", "ul", "table", "tbody", "thead", "tr"}
        if not (is_between and text.isspace()):
            self.write(text)

    def mark(self, tag: str, node: LexborNode) -> None:
        if self.needs_newline:
            self.pieces.append("\n")
            self.needs_newline = False
        self.pieces.append(f"<{tag}>")
        self.walk(node)
        self.pieces.append(f"</{tag}>")

    def block(self, node: LexborNode) -> None:
        if self.pieces and not self.is_ended:
            self.needs_newline = True
        if self.needs_newline:
            self.pieces.append("\n")
            self.needs_newline, self.is_ended = False, True
        count = len(self.pieces)
        self.walk(node)
        is_line = node.mem_id in self.lines or _has_twin(node)
        self.needs_newline = self.needs_newline or (
            not self.is_ended if len(self.pieces) > count else is_line
        )


def _is_block(node: LexborNode) -> bool:
    style = node.attributes.get("style")
    return bool(style) and BLOCK_STYLE.search(style or "") is not None


def _has_twin(node: LexborNode) -> bool:
    """Whether a sibling has the same tag and class: then each of them is a line."""
    others = (
        other
        for other in (node.prev, node.next, node.next.next if node.next is not None else None)
        if other is not None
    )
    return any(
        other.tag == node.tag and other.attributes.get("class") == node.attributes.get("class")
        for other in others
        if other.tag != "-text"
    )


def _has_breaks_between(lines: list[LexborNode]) -> bool:
    """Whether newlines or breaks already separate the lines."""
    others = (node.next for node in lines if node.tag == "span")
    return any(
        other is not None
        and (other.tag == "br" or (other.tag == "-text" and "\n" in (other.text_content or "")))
        for other in others
    )
