"""Lines of code in an element that is made for words of code, alone in its paragraph, as a block of code."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from syndicate.models import LANGUAGE
from syndicate.parser.page.cleaning.languages import language
from syndicate.parser.page.cleaning.nodes import (
    BLOCKS,
    HEADINGS,
    classes,
    line,
    neighbour,
    outermost,
    replace,
    within,
)

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

SIGNS = ("<code", "<tt", "<samp", "<kbd")
LINES = "code, tt, samp, kbd"
OTHERS = "a[href], img, b, strong, i, em, u, del, ins, mark, sup, sub"
"""What a fence cannot say."""

KEPT = re.compile(r"(?:^|;)\s{0,8}white-space\s{0,8}:\s{0,8}(?:pre|break-spaces)", re.IGNORECASE)
KEEPING = frozenset({"whitespace-pre", "whitespace-pre-wrap", "whitespace-pre-line"})
ONE_LINE = HEADINGS | {"p", "td", "th", "dt", "summary", "legend", "figcaption"}
"""What a block of code would keep from being said in Markdown, or cannot stand in."""

FOLDED = re.compile(r"[ \t\n\r\f]+")
AROUND_BREAK = re.compile(r" ?\n ?")


def restore_code_paragraphs(root: LexborNode) -> None:
    """Make a block of code of each element of several lines of it that stands alone.

    Args:
        root: the body; its tree is changed.
    """
    for code in outermost(root.css(LINES)):
        if within(code, {"pre"}) is not None or code.css_first(OTHERS) is not None:
            continue
        text = _lines(code)
        block = _alone(code, root)
        if "\n" not in text or block is None:
            continue
        name = language([code])
        attribute = f' class="language-{name}"' if LANGUAGE.fullmatch(name) else ""
        replace(block, f"<pre><code{attribute}>{html.escape(text, quote=False)}\n</code></pre>")


def _lines(code: LexborNode) -> str:
    """The text of an element with its lines as a browser shows them."""
    keeps = KEPT.search(code.attributes.get("style") or "") or not KEEPING.isdisjoint(classes(code))
    pieces = []
    for node in code.traverse(include_text=True):
        if node.tag == "br":
            pieces.append("\n")
        elif node.tag == "-text":
            text = node.text_content or ""
            pieces.append(text if keeps else FOLDED.sub(" ", text))
    text = "".join(pieces)
    # A no-break space in code is an editor's way to keep spaces, and no compiler's.
    return (text if keeps else AROUND_BREAK.sub("\n", text)).replace("\xa0", " ").strip("\n").rstrip()


def _alone(code: LexborNode, root: LexborNode) -> LexborNode | None:
    """The paragraph that holds nothing else, or the element itself where it stands between blocks; else None."""
    node = code
    while (parent := node.parent) is not None and parent.mem_id != root.mem_id:
        if (parent.tag in BLOCKS and parent.tag != "p") or line(parent) != line(code):
            break
        node = parent
    beside = (neighbour(node, before=before) for before in (True, False))
    is_alone = node.tag == "p" or all(each is None or each.tag in BLOCKS for each in beside)
    is_held = parent is not None and (parent.tag in BLOCKS - ONE_LINE or parent.mem_id == root.mem_id)
    return node if is_alone and is_held else None
