"""Notes that stand beside their mark, at the side of the page or in a box that opens, as a reference and a note."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from syndicate.parser.page.cleaning.nodes import append, fragment, inner, line, neighbour

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.removals import Removals


class Sidenote(NamedTuple):
    """A kind of note: its text, its mark, and what else only serves to open it, as CSS selectors.

    `place` is what stands at the end of the page with the same texts again.
    """

    name: str
    text: str
    mark: str = ""
    place: str = ""


SIDENOTES = (
    Sidenote(
        "Tufte CSS",
        "span.sidenote, span.marginnote, aside.sidenote",
        "label.margin-toggle, input.margin-toggle, .sidenote-number",
    ),
    Sidenote(
        "Modern Footnotes",
        ".modern-footnotes-footnote__note",
        "sup.modern-footnotes-footnote",
        ".modern-footnotes-list",
    ),
    Sidenote(
        "Footnotes (M. Cheret)",
        ".footnote_referrer .footnote_tooltip",
        ".footnote_plugin_tooltip_text, .footnote_referrer > a",
        ".footnotes_reference_container",
    ),
    Sidenote("LaTeXML", ".ltx_role_footnote .ltx_note_content", ".ltx_note_mark"),
    Sidenote("Distill", "d-footnote, dt-fn"),
    Sidenote(
        "Hugo's shortcodes",
        ".sidenote__content, .sidenote-content",
        ".sidenote__label, .sidenote-checkbox, .sidenote-label",
    ),
    Sidenote(
        "Bigfoot",
        ".bigfoot-footnote__content, .littlefoot__content",
        ".bigfoot-footnote__button, .littlefoot__button",
    ),
    Sidenote(
        "Inline Footnotes", "span.footnoteContent, .inline-footnote .footnoteContent", ".inline-footnote > a"
    ),
)
TEXTS = ", ".join(row.text for row in SIDENOTES)


def restore_sidenotes(root: LexborNode, removals: Removals) -> None:
    """Move notes that stand beside their marks to the end, in the form in which footnotes are known.

    Args:
        root: the body; its tree is changed.
        removals: gathers what is taken out.
    """
    if root.css_first(TEXTS) is None:
        return
    contents: list[str] = []
    for node in root.css(TEXTS):
        if node.parent is None:
            continue
        row = next(row for row in SIDENOTES if node.css_matches(row.text))
        for mark in reversed(node.css(row.mark)) if row.mark else ():
            removals.take(mark, "reference to a note")
        number = len(contents) + 1
        contents.append(inner(node))
        _put_reference(node, number, row, removals)
    for row in SIDENOTES:
        for place in root.css(row.place) if row.place else ():
            removals.take(place, "reference to a note")
    items = "".join(f'<li id="sidenote-{n}">{text}</li>' for n, text in enumerate(contents, 1))
    append(root, f'<section class="footnotes"><ol>{items}</ol></section>')


def _put_reference(node: LexborNode, number: int, row: Sidenote, removals: Removals) -> None:
    """Put a reference where the mark stands, and remove the note and what opened it."""
    holder = node
    while (
        (parent := holder.parent) is not None
        and parent.tag in {"span", "sup", "small", "label"}
        and row.mark
        and parent.css_first(row.mark) is not None
        and len(line(parent)) <= len(line(node)) + 12
    ):
        holder = parent
    if holder.mem_id != node.mem_id:
        for mark in reversed(holder.css(row.mark)):
            removals.note(mark, "reference to a note")
    before = neighbour(holder, before=True)
    while row.mark and before is not None and before.tag != "-text" and before.css_matches(row.mark):
        removals.take(before, "reference to a note")
        before = neighbour(holder, before=True)
    reference = fragment(f'<sup><a class="footnote" href="#sidenote-{number}">{number}</a></sup>').first_child
    if reference is None:
        raise AssertionError("a fragment with an element has a child")
    holder.replace_with(reference)
