"""Blocks of code, whatever marks their lines, as `<pre><code class="language-x">`.

A block of code is known by holding nothing but code: the elements around a `pre` belong to it as long as nothing else
stands in them but what belongs to code and is none: line numbers, labels, buttons.
"""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, NamedTuple

from syndicate.models import LANGUAGE
from syndicate.parser.page.cleaning.codelines import (
    COPIED,
    EMPHASIS,
    UNSELECTABLE,
    are_numbers_of_lines,
    code_text,
    is_beside,
    is_number,
)
from syndicate.parser.page.cleaning.languages import is_label, label_language, language
from syndicate.parser.page.cleaning.nodes import (
    MEDIA,
    ancestors,
    detach,
    fragment,
    line,
    outermost,
    replace,
    within,
)
from syndicate.parser.page.cleaning.permalinks import is_permalink
from syndicate.parser.page.platforms import BESIDE_CODE, CODE_BOX, CODE_TABLES, COPY_WORDS, LANGUAGE_LABELS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.removals import Removals

AROUND = frozenset({"div", "figure", "section", "code-block", "article", "span"})
"""Elements that a program puts around code."""

MAX_AROUND = 6
"""How many of them at most."""

CAPTIONS = re.compile(r"(?:^|[-_ ])(?:caption|title|file-?name|name|header|path|source)(?:$|[-_ ])")
VERSE = ".wp-block-verse, .verse, .poem, .poetry, .lyrics"


NUMBERED_LISTS = ".dp-highlighter ol, ol[class^=dp-], ol:has(> li > .de1)"
"""Lists of which each item is a line of code: of the first SyntaxHighlighter, and of GeSHi."""

CAPTION_LINKS = "[class*=caption] a[href*='#'], figcaption a[href*='#'], .title a[href*='#']"
"""The links of captions to themselves, among others."""


class Editor(NamedTuple):
    """What shows code in an editor's markup: its box, each of its lines, what stands beside them, a language's class."""

    box: str
    line: str
    beside: str
    language: re.Pattern[str] = re.compile(r"\bmode-(\w+)")


EDITORS = (
    Editor(
        "div.enlighter-default:has(.enlighter)",
        ".enlighter > div",
        ".enlighter-raw, .enlighter-toolbar",
        re.compile(r"\benlighter-l-([\w+#-]+)"),
    ),
    Editor("div.CodeMirror", "pre.CodeMirror-line", ".CodeMirror-gutter-wrapper, .CodeMirror-gutters"),
    Editor("div.cm-editor", ".cm-content > .cm-line", ".cm-gutters"),
    Editor("div.ace_editor", ".ace_text-layer .ace_line", ".ace_gutter"),
    Editor("div.monaco-editor", ".view-lines > .view-line", ".margin"),
    Editor("div.ql-code-block-container", ".ql-code-block", "select.ql-ui"),
)
"""EnlighterJS, CodeMirror 5 and 6, Ace, Monaco, Quill 2, as they stand in a page that was saved when their scripts had run."""

NO_SPACES = str.maketrans({"\xa0": " ", "\u200b": ""})
DIAGRAMS = "div.mermaid"
"""What a script draws from the text that stands there."""

FILE_NAMES = "tr:has(> th.filename)"
"""The rows of a table of code that name its file, above the code."""

NUMBERED_PARTS = f"[class], [data-line-number], td, th, {UNSELECTABLE}"


def normalise_code(root: LexborNode, removals: Removals) -> None:
    """Replace every highlighter's markup of a block of code by `<pre><code class="language-x">`."""
    for code in root.css("code:has(> table, > pre)"):  # it holds a block: only a `pre` makes it one itself
        if within(code, {"pre"}) is None:
            code.unwrap()
    _restore_others(root, removals)
    for table in outermost(root.css(f"{CODE_TABLES}, table:has(pre)")):
        if within(table, {"pre", "code"}) is None and _is_code_table(table):
            _replace_table(table, removals)
    for pre in outermost(root.css("pre")):
        if pre.mem_id != root.mem_id and pre.parent is not None and not (is_beside(pre) and _has_other(pre)):
            _normalise(pre, root, removals)


def _restore_others(root: LexborNode, removals: Removals) -> None:
    """Replace the code that stands in no `pre`: lists of lines, elements of old, the text of diagrams."""
    for anchor in root.css(CAPTION_LINKS):
        if is_permalink(anchor):
            removals.take(anchor, "permalink")  # a caption is written anew
    for listing in outermost(root.css(NUMBERED_LISTS)):
        if within(listing, {"pre", "code"}) is None:
            for bar in root.css(".dp-highlighter > .bar"):
                removals.take(bar, "line number or button of code")
            replace(
                listing, _markup(code_text(listing), language([*listing.css("[class]"), *_around(listing)]))
            )
    for editor in EDITORS:
        for box in outermost(root.css(editor.box)):
            if box.parent is not None and within(box, {"pre", "code"}) is None:
                _replace_editor(box, editor, removals)
    for old in root.css("xmp, listing, plaintext"):
        replace(old, _markup(old.text().removeprefix("\n").rstrip(), ""))
    for diagram in root.css(DIAGRAMS):
        if all(child.tag in {"-text", "br"} for child in diagram.iter(include_text=True)) and line(diagram):
            replace(diagram, _markup(diagram.text().strip("\n"), "mermaid"))


def _replace_editor(box: LexborNode, editor: Editor, removals: Removals) -> None:
    """Replace an editor that shows code, line by line."""
    lines = [node.text().translate(NO_SPACES).rstrip("\n") for node in box.css(editor.line)]
    if not any(lines):
        return
    for node in box.css(editor.beside):
        is_twin = "raw" in (node.attributes.get("class") or "")
        removals.note(node, "fallback" if is_twin else "line number or button of code")
    name = language([*box.css("[data-language]"), box])
    if not name and (match := editor.language.search(box.attributes.get("class") or "")):
        name = label_language(match[1])
    replace(box, _markup("\n".join(lines), name))


def _is_code_table(table: LexborNode) -> bool:
    """Whether a table has only lines of code in it, and their numbers."""
    rows = [[cell for cell in row.iter() if cell.tag in {"td", "th"}] for row in table.css("tr")]
    code = [[cell for cell in row if not is_number(cell) and cell.text().strip()] for row in rows]
    if any(len(cells) > 1 for cells in code):
        return False
    if table.css_matches(CODE_TABLES):
        return any(code)
    holders = [cell for cells in code for cell in cells]
    if len(holders) != 1 or sum(map(len, rows)) < 2:
        return False
    pre = holders[0].css_first("pre")
    if pre is None or line(pre) != line(holders[0]):
        return False
    numbers = [cell for row in rows for cell in row if is_number(cell) and cell.text().strip()]
    return not numbers or are_numbers_of_lines(numbers, code_text(pre))


def _replace_table(table: LexborNode, removals: Removals) -> None:
    _note_beside(table, removals)
    name = language([*table.css("code"), *table.css("pre"), *table.css("td"), table])
    labels = (box.css_first(LANGUAGE_LABELS) for box in _around(table) if box.css_matches(CODE_BOX))
    if not name and (label := next(filter(None, labels), None)) is not None:
        name = label_language(line(label))
    captions = [line(row) for row in table.css(FILE_NAMES)]
    for row in table.css(FILE_NAMES):
        detach(row)
    lines = "".join(f"<p>{html.escape(caption)}</p>" for caption in captions if caption)
    replace(table, lines + _markup(code_text(table), name))


def _around(node: LexborNode) -> list[LexborNode]:
    """The nearest elements around a block of code."""
    return [ancestor for ancestor, _ in zip(ancestors(node), range(3), strict=False)]


def _has_other(pre: LexborNode) -> bool:
    """Whether another `pre` stands beside it: this one then holds the numbers of its lines."""
    return pre.parent is not None and len(pre.parent.css("pre")) > 1


def _normalise(pre: LexborNode, root: LexborNode, removals: Removals) -> None:
    code, beside = _content(pre)
    block = pre
    for _ in range(MAX_AROUND):
        parent = block.parent
        if parent is None or parent.mem_id == root.mem_id or parent.tag not in AROUND:
            break
        further = _beside(parent, block)
        if further is None:
            break
        beside = further.around(beside)
        block = parent
    if (
        not (beside.above or beside.below) and any(_is_content_link(anchor) for anchor in code.css("a[href]"))
    ) or code.css_first("img") is not None:
        return
    _note_beside(block, removals)
    explicit = pre.css_first(LANGUAGE_LABELS)
    name = language(_candidates(code, pre, block)) or beside.label
    if explicit is not None:
        name = label_language(line(explicit)) or ("" if is_label(line(explicit)) else line(explicit))
    written = _written(code, pre, name)
    if any((node.attributes.get("dir") or "").lower() == "ltr" for node in (block, pre, code)):
        written = written.replace("<pre", '<pre dir="ltr"', 1)
    replace(block, "".join((*beside.above, written, *beside.below)))


def _note_beside(block: LexborNode, removals: Removals) -> None:
    """Count what stands beside the code as accounted for: labels, buttons, and the numbers of its lines."""
    for node in block.css(f"{BESIDE_CODE}, button, {NUMBERED_PARTS}"):
        if node.tag == "button" or is_beside(node):
            removals.note(node, "line number or button of code")


def _written(code: LexborNode, pre: LexborNode, name: str) -> str:
    text = code_text(code)
    is_emphasised = (
        not name and code.css_first("span[class]") is None and code.css_first(EMPHASIS) is not None
    )
    is_verse = pre.css_matches(VERSE)
    if not (is_emphasised or is_verse):
        return _markup(text, name)
    markup = code_text(code, as_html=True)
    if is_verse and not re.search(r"(?m)^[ \t]|  |\t", text):
        return f"<p>{'<br>'.join(markup.split(chr(10)))}</p>"
    return f"<pre>\n{markup}</pre>" if is_emphasised else _markup(text, "")


def _markup(text: str, name: str) -> str:
    attribute = f' class="language-{name}"' if LANGUAGE.fullmatch(name) else ""
    return f"<pre><code{attribute}>{html.escape(text, quote=False)}\n</code></pre>"


class Beside(NamedTuple):
    """What stands beside code: the captions above and below it, as HTML, and its language."""

    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    label: str = ""

    def around(self, inner: Beside) -> Beside:
        """The same with what stands nearer to the code."""
        return Beside((*self.above, *inner.above), (*inner.below, *self.below), inner.label or self.label)


def _content(pre: LexborNode) -> tuple[LexborNode, Beside]:
    """The element with the code, and what stands beside it within the `pre`."""
    holders = [node for node in pre.css("code") if node.tag == "code"]
    if len(holders) != 1 or line(holders[0]) == line(pre):
        return pre, Beside()
    node = code = holders[0]
    beside = Beside()
    while node.mem_id != pre.mem_id:
        parent = node.parent
        further = _beside(parent, node) if parent is not None else None
        if parent is None or further is None:
            return pre, Beside()
        beside = further.around(beside)
        node = parent
    return code, beside


def _beside(parent: LexborNode, block: LexborNode) -> Beside | None:
    """What stands beside a block of code in its parent; None where that is anything but captions and a language."""
    above: list[str] = []
    below: list[str] = []
    captions, label = above, ""
    is_box = parent.css_matches(CODE_BOX) or parent.tag == "figure" or block.tag == "code"
    for child in parent.iter(include_text=True):
        if child.mem_id == block.mem_id:
            captions = below
            continue
        text, caption = ("", "") if child.tag == "-comment" else _words(child)
        if not text and child.css_first(MEDIA) is None:
            continue
        if COPY_WORDS.fullmatch(text) or (child.tag != "-text" and is_beside(child)):
            continue
        if is_label(text):
            label = label or label_language(text)
        elif is_box and child.tag != "-text" and _is_caption(child):
            tag = "figcaption" if child.tag == "figcaption" and captions is below else "p"
            captions.append(f"<{tag}>{caption}</{tag}>")
        else:
            return None
    return Beside(tuple(above), tuple(below), label)


def _words(node: LexborNode) -> tuple[str, str]:
    """The text of a node without buttons and what is beside code, and its HTML."""
    if node.tag == "-text":
        return " ".join((node.text_content or "").split()), ""
    if node.tag in {"button", "textarea", "style", "script"}:
        return "", ""
    copy = fragment(node.html or "")
    for extra in reversed(copy.css(f"button, svg, textarea, style, script, {COPIED}")):
        detach(extra)
    child = copy.first_child
    return line(copy), (child.inner_html or "") if child is not None else ""


def _is_caption(node: LexborNode) -> bool:
    return node.css_first("pre, img, table, iframe, p + p") is None and (
        node.tag == "figcaption"
        or CAPTIONS.search(node.attributes.get("class") or "") is not None
        or (node.css_first(".title, .filename") is not None)
    )


def _candidates(code: LexborNode, pre: LexborNode, block: LexborNode) -> Iterator[LexborNode]:
    """The elements that may name the language, those first that know best."""
    yield from code.css("code")
    yield from pre.css("code")
    node: LexborNode | None = code
    while node is not None:
        yield node
        if node.mem_id == block.mem_id:
            return
        node = node.parent


def _is_content_link(anchor: LexborNode) -> bool:
    return bool(anchor.text().strip()) and not (anchor.attributes.get("href") or "#").startswith("#")
