"""Footnotes of every generator in one form: markdown-it-footnote's, which the converter knows."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser, LexborNode

if TYPE_CHECKING:
    from syndicate.parser.page.removals import Removals

BACKLINKS = {"↩", "↩︎", "↩️", "^", "↑", "⏎", "↵", "back", "[back]", "return", "⤴", "←"}


def normalise_footnotes(root: LexborNode, removals: Removals) -> None:
    """Give every footnote reference and note one form; they are recognised by which links to which.

    A footnote is an <ol> near the end whose items are linked to from a superscript, or from a link that
    says that it is a reference (kramdown, goldmark, python-markdown, WordPress, GitHub and markdown-it
    agree on no more than that). Where an item is not referred to, or a reference leads nowhere, nothing
    is changed: it stays the list and the link that it is.

    Args:
        root: the body; its tree is changed.
        removals: gathers what is taken out.
    """
    references = [anchor for anchor in root.css("a[href^='#']") if _is_reference(anchor)]
    if not references:
        return
    _merge_substack_notes(root, removals)
    notes = {item.attributes["id"]: item for item in root.css("ol > li[id]") if item.attributes.get("id")}
    targets = [(anchor.attributes.get("href") or "")[1:] for anchor in references]
    parents = [
        parent for target in targets if target in notes and (parent := notes[target].parent) is not None
    ]
    list_nodes = {parent.mem_id: parent for parent in parents}
    for list_node in list_nodes.values():
        items = [child for child in list_node.iter() if child.tag == "li"]
        ids = [item.attributes.get("id") or "" for item in items]
        if any(name not in targets for name in ids) or _reference_order(targets, ids) != ids:
            continue
        _rewrite(list_node, items, references, removals)


def _merge_substack_notes(root: LexborNode, removals: Removals) -> None:
    """Merge Substack's footnotes, each of which is a separate block, into one list."""
    notes = root.css("div.footnote:has(> a.footnote-number[id]):not(.footnote .footnote)")
    items = []
    for note in notes:
        name = ""
        for child in list(note.iter()):
            if child.tag == "a" and "footnote-number" in (child.attributes.get("class") or ""):
                name = name or child.attributes.get("id") or ""
                removals.take(child, "reference to a note")
            elif child.attributes.get("class") == "footnote-content":
                child.unwrap()
        items.append(f'<li id="{escape(name)}">{note.inner_html}</li>')
    markup = f'<section class="footnotes"><ol>{"".join(items)}</ol></section>'
    section = LexborHTMLParser(markup).css_first("section") if notes else None
    if section is not None:
        notes[0].insert_before(section)
    for note in notes:
        note.decompose()


def _reference_order(targets: list[str], ids: list[str]) -> list[str]:
    """The notes in the order in which they are first referred to, as a Markdown renderer will number them."""
    return [target for target in dict.fromkeys(targets) if target in ids]


def _is_reference(anchor: LexborNode) -> bool:
    classes = (anchor.attributes.get("class") or "") + " " + (anchor.attributes.get("role") or "")
    if "footnote-backref" in classes or "reversefootnote" in classes or "doc-backlink" in classes:
        return False
    if "footnote" in classes or "doc-noteref" in classes:
        return True
    parent = anchor.parent
    return parent is not None and parent.tag == "sup" and parent.text().strip() == anchor.text().strip() != ""


def _rewrite(
    list_node: LexborNode, items: list[LexborNode], references: list[LexborNode], removals: Removals
) -> None:
    for number, item in enumerate(items, 1):
        name = item.attributes.get("id") or ""
        for anchor in item.css("a[href^='#']"):
            if _is_backlink(anchor):
                removals.take(anchor, "link back from a note")
        for anchor in references:
            if anchor.attributes.get("href") == f"#{name}":
                element = (
                    anchor.parent if anchor.parent is not None and anchor.parent.tag == "sup" else anchor
                )
                removals.replace(element, "reference to a note", _reference(number))
        item.attrs["id"] = f"fn{number}"
        item.attrs["class"] = "footnote-item"
    list_node.attrs["class"] = "footnotes-list"
    section = list_node.parent
    if (
        section is None
        or section.tag not in {"section", "div", "aside"}
        or "note" not in (section.attributes.get("class") or "")
    ):
        return
    section.attrs["class"] = "footnotes"
    for child in section.css("hr, h2.sr-only"):
        child.decompose()


def _reference(number: int) -> LexborNode:
    markup = f'<sup class="footnote-ref"><a href="#fn{number}">[{number}]</a></sup>'
    node = LexborHTMLParser(markup).css_first("sup")
    if node is None:
        raise AssertionError(markup)
    return node


def _is_backlink(anchor: LexborNode) -> bool:
    classes = (anchor.attributes.get("class") or "") + " " + (anchor.attributes.get("role") or "")
    return (
        "backref" in classes
        or "reversefootnote" in classes
        or "doc-backlink" in classes
        or anchor.text().strip() in BACKLINKS
    )
