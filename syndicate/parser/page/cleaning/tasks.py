"""Boxes to tick, of any editor, as checkboxes at the beginning of their item."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from syndicate.parser.page.cleaning.nodes import detach, fragment, neighbour, replace

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.removals import Removals


class Box(NamedTuple):
    """How an editor marks a task: an element that is the box itself, or an item; and when it is ticked."""

    editor: str
    selector: str
    checked: str
    is_item: bool = False


BOXES = (
    Box("Notion", ".checkbox-on, .checkbox-off", ".checkbox-on"),
    Box("ARIA", "[role=checkbox]:not(li):not(input)", '[aria-checked="true"]'),
    Box("Evernote", "en-todo", '[checked="true"], [checked=""]'),
    Box(
        "Asciidoctor", ".checklist li i.fa-check-square-o, .checklist li i.fa-square-o", ".fa-check-square-o"
    ),
    Box("Google Docs", "li[role=checkbox]", '[aria-checked="true"]', is_item=True),
    Box("Tiptap", 'li[data-type="taskItem"]', '[data-checked="true"]', is_item=True),
    Box("TinyMCE", "ul.tox-checklist > li", ".tox-checklist--checked", is_item=True),
    Box("Quill", 'li[data-list="checked"], li[data-list="unchecked"]', '[data-list="checked"]', is_item=True),
    Box("Quill 1", "ul[data-checked] > li", 'ul[data-checked="true"] > li', is_item=True),
    Box("Confluence", "ul.inline-task-list > li", ".checked", is_item=True),
    Box("Org", "li.on, li.off", "li.on", is_item=True),
    Box("Obsidian", "li.task-list-item:not(:has(input))", ".is-checked, .checked", is_item=True),
)
"""The editors. HTML's own checkbox needs no row."""

SELECTOR = ", ".join(box.selector for box in BOXES)
ORG = {"[X]": True, "[\xa0]": False, "[ ]": False, "[-]": False}
"""Org's boxes, written as code."""


def restore_tasks(root: LexborNode, removals: Removals) -> None:
    """Give every task a checkbox.

    Args:
        root: the body; its tree is changed.
        removals: where an editor's picture of a box is noted.
    """
    _part_boxes(root)
    if root.css_first(SELECTOR) is None:
        return
    for box in BOXES:
        nodes = root.css(box.selector)
        # `css_matches` would ask what is in a task, too: the tasks below it.
        checked = {node.mem_id for node in root.css(box.checked)} if nodes else set()
        for node in nodes:
            is_checked = node.mem_id in checked
            if box.editor == "Org":
                _restore_org(node)
            elif box.is_item:
                _restore_item(node, removals, is_checked=is_checked)
            else:
                replace(node, f"{_checkbox(is_checked=is_checked)} ")


def _part_boxes(root: LexborNode) -> None:
    """Put each box of an item before its words, and a space between, where only a style does."""
    for box in root.css("li > input[type=checkbox]"):
        words = neighbour(box, before=False)
        if neighbour(box, before=True) is None and words is not None and words.tag in {"p", "div"}:
            is_line = len(words.css("p, div, ul, ol, pre, table")) == 1 and words.text().strip()
            if is_line:
                _prepend(words, f"{_checkbox(is_checked='checked' in box.attributes)} ")
                detach(box)
    for box in root.css("li input[type=checkbox]"):
        follower = box.next
        if follower is not None and not (follower.tag == "-text" and follower.text()[:1].isspace()):
            follower.insert_before(" ")


def _checkbox(*, is_checked: bool) -> str:
    return f'<input type="checkbox" disabled{" checked" if is_checked else ""}>'


def _restore_item(item: LexborNode, removals: Removals, *, is_checked: bool) -> None:
    for extra in item.css("input, [aria-roledescription=checkbox], label:empty"):
        removals.take(extra, "box of a task")
    place = item
    while (
        first := next((child for child in place.iter() if child.tag in {"p", "div", "label", "span"}), None)
    ) is not None:
        before = [
            child
            for child in place.iter(include_text=True)
            if child.tag == "-text" and (child.text_content or "").strip()
        ]
        if before or first.mem_id != next(place.iter()).mem_id:
            break
        if not first.text().strip():
            detach(first)
            continue
        if first.tag == "div":
            first.unwrap()
            continue
        place = first
    _prepend(place, f"{_checkbox(is_checked=is_checked)} ")


def _restore_org(item: LexborNode) -> None:
    code = item.css_first("code")
    text = code.text() if code is not None else ""
    if code is not None and text in ORG:
        replace(code, _checkbox(is_checked=ORG[text]))


def _prepend(node: LexborNode, markup: str) -> None:
    first = node.first_child
    for child in fragment(markup).iter(include_text=True):
        if first is None:
            node.insert_child(child)
        else:
            first.insert_before(child)
