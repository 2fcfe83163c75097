"""What a form's controls show to a reader who changes nothing: the chosen option, the text of a box or field, the marked choice."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import BLOCKS, HEADINGS, inner, line, replace, within
from syndicate.parser.page.cleaning.permalinks import is_named_in_a_sentence
from syndicate.parser.page.hiding import BUTTONS, field_text

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.removals import Removals

CHOSEN, OPEN = "◉", "○"
"""How browsers draw a choice."""

NAMED_BY_BUTTONS = HEADINGS | {"a", "summary"}
"""What may have no other words than a button's."""

MAX_LISTED = 1
"""A list of one row unfolds, and shows what is chosen alone; one of more rows shows all (HTML Living Standard, 4.10.7)."""


def restore_controls(root: LexborNode, removals: Removals) -> None:
    """Write what radio buttons, lists of options and boxes of text show.

    Args:
        root: the body; its tree is changed.
        removals: where the options are noted that nobody sees until a list is unfolded.
    """
    for choice in root.css("input[type=radio i]"):
        if _is_of_a_question(choice):
            sign = CHOSEN if "checked" in choice.attributes else OPEN
            after = choice.next
            has_space = after is not None and (after.text_content or "")[:1].isspace()
            replace(choice, sign if has_space else f"{sign} ")
        else:
            removals.take(choice, "control")
    for field in root.css("input:not([type=radio i], [type=checkbox i]), meter, progress"):
        _replace_field(field, removals)
    for select in root.css("select"):
        if select.parent is not None and select.mem_id != root.mem_id:
            _replace_select(select, removals)
    for option in root.css("option, optgroup"):
        if option.parent is not None and within(option, {"select", "datalist"}) is None:
            replace(option, f"<div>{inner(option)}</div>")  # a stray one is a line of its own
    for box in root.css("textarea"):
        text = box.text().strip("\n")
        if text.strip() and within(box, {"pre", "code"}) is None:
            replace(box, f"<pre><code>{escape(text, quote=False)}\n</code></pre>")
        elif not text.strip():
            removals.take(box, "control")


def _replace_field(field: LexborNode, removals: Removals) -> None:
    """Write what a field says that nobody is asked to fill in, and the name of a button that a sentence tells to press."""
    attributes, text = field.attributes, field_text(field)
    kind, is_asked = (attributes.get("type") or "").lower(), within(field, {"form"}) is not None
    if kind == "image" and attributes.get("src") and not is_asked:
        alt, source = escape(attributes.get("alt") or ""), escape(attributes.get("src") or "")
        replace(field, f'<img src="{source}" alt="{alt}">')
        return
    is_said = bool(attributes.get("value")) and (not is_asked or "readonly" in attributes)
    if kind in BUTTONS:
        is_said = is_named_in_a_sentence(field, text) or within(field, NAMED_BY_BUTTONS) is not None
    if text and (is_said or field.tag != "input"):
        replace(field, escape(text))
    else:
        removals.take(field, "control")


def _is_of_a_question(choice: LexborNode) -> bool:
    """Whether a radio button stands among words alone: those that turn pages or tabs stand beside what they show."""
    holder = choice.parent
    while holder is not None and holder.tag in {"label", "span"}:
        holder = holder.parent
    return (
        holder is not None
        and bool(line(holder))
        and all(child.tag not in BLOCKS for child in holder.css("*") if child.mem_id != holder.mem_id)
    )


def _replace_select(select: LexborNode, removals: Removals) -> None:
    options = select.css("option")
    if not options:
        removals.take(select, "control")
        return
    for child in select.iter(include_text=True):
        if child.tag == "-text":
            removals.note(child, "control")
    size = select.attributes.get("size") or ""
    if "multiple" in select.attributes or (size.isdecimal() and int(size[:4]) > MAX_LISTED):
        replace(select, "<br>".join(escape(text) for option in options if (text := _label(option))))
        return
    chosen = next((option for option in reversed(options) if "selected" in option.attributes), None)
    if chosen is None:
        chosen = next((option for option in options if "disabled" not in option.attributes), None)
    for option in options:
        if chosen is None or option.mem_id != chosen.mem_id:
            removals.take(option, "option that is not chosen")
    replace(select, escape(_label(chosen)) if chosen is not None else "")


def _label(option: LexborNode) -> str:
    return line(option) or " ".join((option.attributes.get("label") or "").split())
