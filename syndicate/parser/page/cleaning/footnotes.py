"""Footnotes of every generator in one form: markdown-it-footnote's, which the converter knows.

A reference is a link to a place of the page that shows a mark: a number, a letter or a sign, raised or in brackets.
A note is the block in which that place stands: an item of a list, a paragraph, a row of a table. It leads back to the
reference, begins with the same mark, or stands in a list. Notes at the side stand beside their mark (`sidenotes`).
"""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import unquote

from syndicate.parser.page.cleaning.continuations import Notes
from syndicate.parser.page.cleaning.links import own_fragment
from syndicate.parser.page.cleaning.nodes import (
    HEADINGS,
    PLACE,
    ancestors,
    append,
    detach,
    fragment,
    inner,
    is_empty,
    line,
    neighbour,
    outer,
)
from syndicate.parser.page.cleaning.sidenotes import restore_sidenotes

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.removals import Removals

MARK = re.compile(
    r"[\[(]?\s*(?:\d{1,3}|[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}|[a-z]|[ivx]{1,5}|[*†‡§¶#◊‖]{1,4}|(?:note|fn|n\.?) ?\d{1,3})\s*[\])]?[.:]?"
    r"|\[\^?[\w:-]{1,12}\]",
    re.IGNORECASE,
)
"""What a reference shows."""

MAX_MARK = 14
MAX_BACK = 40
BRACKETS = "[]().,:; \xa0\n\t"
BACK_SIGNS = frozenset("↩↑⏎↵⤴←^⬆⇧↖⮌⏫🔙\ufe0e\ufe0f")
BACK_WORDS = frozenset("back return jump up top to text content reference the".split())
"""What a link back from a note shows."""

BACK_BOXES = ".mw-cite-backlink, .footnotereverse, .footnote-back, .ltx_tag_note"
NOTE_NAME = re.compile(r"note|(?:^|[-_:\s])fn|ftn|endnote|cite", re.IGNORECASE)
REFERENCE_NAME = re.compile(r"(?:^|\s)(?:footref|footnote-ref|doc-noteref)(?:\s|$)")
"""What calls a link a reference, though Org gives it the role of a link back."""

BACK_NAME = re.compile(
    r"back-?ref|back-?link|reversefootnote|footnote-?(?:back|return|reverse)|to-top|(?:^|\s)footnum|footnote-number",
    re.IGNORECASE,
)
TITLES = frozenset(
    {"footnotes", "footnote", "notes", "note", "endnotes", "references", "notes and references", "footnotes and references",
     "fußnoten", "anmerkungen", "notes de bas de page", "notas", "notas al pie", "notas de rodapé", "note a piè di pagina",
     "voetnoten", "fotnoter", "przypisy", "сноски", "примечания", "脚注", "注释", "脚註", "註釋", "각주"}
)  # fmt: skip
"""What stands above notes, in the languages of most blogs."""

AROUND_PLACES = frozenset("a span sup b strong em i small td th table".split())
"""What may stand between a place and the block of its note."""

ITEMS = frozenset({"li", "p", "div", "aside", "dd", "dt", "tr"})
"""The blocks that a note may be."""


def normalise_footnotes(root: LexborNode, removals: Removals, base: str = "") -> None:
    """Give every reference and note one form; they are recognised by which leads to which.

    A note that nothing refers to stays the item that it is, and a reference that leads nowhere the link. Notes come in
    the order in which they are first referred to, as a Markdown renderer numbers them.

    Args:
        root: the body; its tree is changed.
        removals: gathers what is taken out.
        base: the page's address.
    """
    restore_sidenotes(root, removals)
    anchors = [anchor for anchor in root.css("a[href*='#']") if _is_reference(anchor)]
    if not anchors:
        return
    names = {
        anchor.mem_id: unquote(own_fragment(anchor.attributes.get("href") or "", base)) for anchor in anchors
    }
    blocks: dict[str, LexborNode] = {}
    references: list[tuple[LexborNode, str]] = []
    positions, places = _places(root)
    for anchor in anchors:
        name = names[anchor.mem_id]
        place = places.get(name)
        # A link back looks like a reference, but leads to what stands before it.
        if place is None or positions[place.mem_id] <= positions[anchor.mem_id]:
            continue
        if name not in blocks and (block := _note(place, anchor, root)) is not None:
            blocks[name] = block
        if name in blocks:
            references.append((anchor, name))
    continued = Notes(blocks, [anchor for anchor, _ in references], _is_backlink).continuations()
    if references and continued is not None:
        _write(root, references, blocks, continued, removals)


def _places(root: LexborNode) -> tuple[dict[int, int], dict[str, LexborNode]]:
    """The position of every link and place, by its `mem_id`, and the places by their names."""
    nodes = root.css("a, [id]")
    places: dict[str, LexborNode] = {}
    for node in nodes:
        for name in (node.attributes.get("id"), node.attributes.get("name") if node.tag == "a" else None):
            if name:
                places.setdefault(name, node)
    return {node.mem_id: number for number, node in enumerate(nodes)}, places


def _is_reference(anchor: LexborNode) -> bool:
    """Whether a link shows a mark, raised or in brackets, or says that it is a reference."""
    attributes = anchor.attributes
    names = " ".join(attributes.get(name) or "" for name in ("class", "role", "rel"))
    is_back = BACK_NAME.search(names) is not None and not REFERENCE_NAME.search(names)
    if is_back or "data-footnote-backref" in attributes:
        return False
    text = line(anchor)
    if not text or len(text) > MAX_MARK:
        return False
    around = anchor.parent
    is_raised = anchor.css_first("sup") is not None or (around is not None and around.tag == "sup")
    is_named = NOTE_NAME.search(names) is not None or "data-footnote-ref" in attributes
    if not MARK.fullmatch(text):
        return is_named and is_raised
    return is_raised or is_named or text[0] in "[⁰¹²³⁴⁵⁶⁷⁸⁹"


def _note(place: LexborNode, reference: LexborNode, root: LexborNode) -> LexborNode | None:
    """The block that a reference leads to, where that is a note; else None."""
    block: LexborNode | None = place
    while block is not None and block.tag not in ITEMS:
        if block.mem_id == root.mem_id or block.tag not in AROUND_PLACES:
            return None
        block = block.css_first("tr") if block.tag == "table" else block.parent
    if (
        block is None
        or block.mem_id == root.mem_id
        or any(block.mem_id == node.mem_id for node in ancestors(reference))
    ):
        return None
    names = " ".join(
        node.attributes.get(name) or "" for node in (place, block) for name in ("id", "name", "class", "role")
    )
    is_item = block.tag == "li" and block.parent is not None and block.parent.tag == "ol"
    starts = line(block).startswith(line(reference).strip())
    if not (
        is_item or starts or NOTE_NAME.search(names) or any(_is_backlink(anchor) for anchor in block.css("a"))
    ):
        return None
    parent = block.parent
    while (
        parent is not None
        and block.tag != "li"
        and parent.tag in {"div", "aside", "li"}
        and _is_one_note(parent, block)
    ):
        block, parent = parent, parent.parent
    return block


def _is_one_note(parent: LexborNode, block: LexborNode) -> bool:
    """Whether an element around a note's first block holds this one note only."""
    first = next(parent.iter(), None)
    names = f"{parent.attributes.get('id') or ''} {parent.attributes.get('class') or ''}"
    return (
        first is not None
        and first.mem_id == block.mem_id
        and re.search(
            r"(?:ftn|fn|note|def)[-_]?\d|(?:^|\s)(?:footdef|footnote)(?:\s|$)", names, re.IGNORECASE
        )
        is not None
    )


def _order(references: list[tuple[LexborNode, str]], blocks: dict[str, LexborNode]) -> list[str]:
    """The names of the notes in the order of the first references to them; those within notes come after the text's."""
    owners = {block.mem_id: name for name, block in blocks.items()}
    inside: dict[str, list[str]] = {"": []}
    for anchor, name in references:
        owner = next((owners[node.mem_id] for node in ancestors(anchor) if node.mem_id in owners), "")
        inside.setdefault(owner, []).append(name)
    order = list(dict.fromkeys(inside[""]))
    for name in order:  # grows while it is read
        order += [other for other in dict.fromkeys(inside.get(name, [])) if other not in order]
    return order


def _write(
    root: LexborNode,
    references: list[tuple[LexborNode, str]],
    blocks: dict[str, LexborNode],
    continued: dict[str, list[LexborNode]],
    removals: Removals,
) -> None:
    """Replace the references, and move the notes into one list at the end."""
    order = _order(references, blocks)
    marks = {name: line(anchor).strip("[]().:") for anchor, name in reversed(references)}
    for anchor, name in references:
        if name in order:
            _replace_reference(anchor, order.index(name) + 1, removals)
    hidden = {node.mem_id for node in removals.page.hidden}
    titles = [title for title in _titles(root, list(blocks.values())) if title.mem_id not in hidden]
    places = [_place(blocks[name]) for name in order]
    contents = [
        _content(blocks[name], marks[name], removals) + _rest(continued.get(name, []), removals)
        for name in order
    ]
    parents = {parent.mem_id: parent for name in order if (parent := blocks[name].parent) is not None}
    firsts = {
        number: _first_left(parent, [blocks[name] for name in order]) for number, parent in parents.items()
    }
    for name in order:
        above = neighbour(blocks[name], before=True)
        if above is not None and above.tag == "hr":
            detach(above)
        for block in (blocks[name], *continued.get(name, [])):
            detach(block)
    for number, parent in parents.items():
        if firsts[number] > 1 and parent.tag == "ol":
            parent.attrs["start"] = str(firsts[number])
        _remove_empty(parent, root)
    for title in titles:
        _remove_title(title, root, removals)
    items = "".join(
        f'<li id="fn{n}" class="footnote-item"{place}>{text}</li>'
        for n, (place, text) in enumerate(zip(places, contents, strict=True), 1)
    )
    append(root, f'<section class="footnotes"><ol class="footnotes-list">{items}</ol></section>')


def _place(block: LexborNode) -> str:
    """The attribute of a note to which a link of the text leads, too."""
    names = block.attributes.get(PLACE)
    return f' {PLACE}="{escape(names)}"' if names else ""


def _titles(root: LexborNode, blocks: list[LexborNode]) -> list[LexborNode]:
    """The headings of notes, right above them."""
    numbers = {block.mem_id for block in blocks}
    numbers |= {each.mem_id for block in blocks for each in ancestors(block)}
    return [
        heading
        for heading in root.css("h1, h2, h3, h4, h5, h6")
        if line(heading).rstrip(":").casefold() in TITLES
        and (below := neighbour(heading, before=False)) is not None
        and (
            below.mem_id in numbers
            or (below.tag == "hr" and (neighbour(below, before=False) or below).mem_id in numbers)
        )
    ]


def _remove_title(title: LexborNode, root: LexborNode, removals: Removals) -> None:
    """Take out the heading of notes below which nothing is left: the target's renderer puts its own notes at the end."""
    below, parent = neighbour(title, before=False), title.parent
    if title.parent is None or (below is not None and below.tag not in HEADINGS):
        return
    above = neighbour(title, before=True)
    if above is not None and above.tag == "hr":
        detach(above)
    removals.take(title, "heading of nothing")
    if parent is not None:
        _remove_empty(parent, root)


def _replace_reference(anchor: LexborNode, number: int, removals: Removals) -> None:
    element, around = anchor, anchor.parent
    if around is not None and around.tag == "sup":
        if around.text().strip(BRACKETS) == anchor.text().strip(BRACKETS):
            element = around
        else:
            around.unwrap()
    before, after = element.prev, element.next
    if before is not None and after is not None and before.tag == after.tag == "-text":
        texts = before.text_content or "", after.text_content or ""
        if texts[0].endswith("[") and texts[1].startswith("]"):
            removals.cut(before, texts[0][:-1])
            removals.cut(after, texts[1][1:])
    reference = fragment(f'<sup class="footnote-ref"><a href="#fn{number}">[{number}]</a></sup>').first_child
    if reference is None:
        raise AssertionError("a fragment with an element has a child")
    removals.replace(element, "reference to a note", reference)


def _content(block: LexborNode, mark: str, removals: Removals) -> str:
    """The HTML of a note without its mark and the links back."""
    _remove_links_back(block, removals)
    _remove_mark(block, mark, removals)
    if block.tag == "tr":
        cells = [cell for cell in block.iter() if cell.tag in {"td", "th"}]
        return inner(cells[-1]) if cells else ""
    if block.tag == "dt":
        texts = []
        while (definition := neighbour(block, before=False)) is not None and definition.tag == "dd":
            texts.append(inner(definition))
            detach(definition)
        return "".join(texts)
    content = inner(block)
    if block.tag == "p":
        return f"<p>{content.strip()}</p>"
    only = [child for child in block.iter(include_text=True) if child.tag != "-text" or child.text().strip()]
    return inner(only[0]) if len(only) == 1 and only[0].tag == "div" else content


def _rest(blocks: list[LexborNode], removals: Removals) -> str:
    """The HTML of the blocks with which a note goes on."""
    for block in blocks:
        _remove_links_back(block, removals)
    return "".join(outer(block) for block in blocks)


def _remove_links_back(block: LexborNode, removals: Removals) -> None:
    removals.take_hidden(block)  # it is written anew, and would be shown
    for back in reversed(block.css(BACK_BOXES)):
        removals.take(back, "link back from a note")
    for anchor in reversed(block.css("a")):
        if _is_backlink(anchor):
            element = anchor
            while (
                (parent := element.parent) is not None
                and parent.mem_id != block.mem_id
                and parent.tag in {"sup", "span", "small", "b", "strong", "em", "i", "p"}
                and parent.text().strip(BRACKETS) == element.text().strip(BRACKETS)
            ):
                element = parent
            removals.take(element, "link back from a note")


def _remove_mark(block: LexborNode, mark: str, removals: Removals) -> None:
    """Take out the mark with which a note begins."""
    node: LexborNode | None = block
    while node is not None:
        first = next((child for child in node.iter(include_text=True) if child.text().strip()), None)
        if first is None:
            return
        if first.tag == "-text":
            text = (first.text_content or "").lstrip()
            if block.tag != "li" and (
                match := re.match(rf"\[?{re.escape(mark)}(?:[\])]?[.:]?\s|[\])][.:]?)\s*|[.:]\s+", text)
            ):
                removals.cut(first, text[match.end() :])
            return
        if first.tag not in {"li", "ol", "ul"} and line(first).strip(BRACKETS) == mark and mark:
            is_whole = line(first) == line(block)
            if not is_whole:
                removals.take(first, "reference to a note")
            return
        node = first


def _is_backlink(anchor: LexborNode) -> bool:
    names = " ".join(anchor.attributes.get(name) or "" for name in ("class", "role", "rel"))
    if BACK_NAME.search(names) or "data-footnote-backref" in anchor.attributes:
        return True
    if anchor.parent is not None and anchor.parent.attributes.get("class") == "footnote-ref":
        return False
    text = line(anchor).strip("[]().")
    if not text or len(text) >= MAX_BACK or "#" not in (anchor.attributes.get("href") or ""):
        return False
    return all(
        word.isdecimal() or len(word) == 1 or word in BACK_WORDS or BACK_SIGNS.issuperset(word)
        for word in text.lower().split()
    )


def _first_left(parent: LexborNode, blocks: list[LexborNode]) -> int:
    """The number of the first item of a list that does not become a note; 0 where all do."""
    gone = {block.mem_id for block in blocks}
    items = [child for child in parent.iter() if child.tag == "li"]
    return next((number for number, item in enumerate(items, 1) if item.mem_id not in gone), 0)


def _remove_empty(node: LexborNode, root: LexborNode) -> None:
    """Remove what held notes and is empty now, with the rule above it."""
    while node.mem_id != root.mem_id and is_empty(node):
        parent = node.parent
        above = neighbour(node, before=True)
        if above is not None and above.tag == "hr":
            detach(above)
        detach(node)
        if parent is None:
            return
        node = parent
