"""Tabs: parts of a page of which one is shown at a time, as all of them, each below its label."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from syndicate.parser.page.cleaning.nodes import ancestors, insert_before, line

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.removals import Removals

MAX_AROUND = 3
"""How far above its labels a group of tabs begins at most."""


class Tabs(NamedTuple):
    """How a program writes tabs: what holds the labels, a label, and the part that it shows."""

    program: str
    labels: str
    label: str
    part: str


TABS = (
    Tabs("ARIA", "[role=tablist]", "[role=tab]", "[role=tabpanel]"),
    Tabs("MkDocs", ".tabbed-labels", "label", ".tabbed-block"),
)


def restore_tabs(root: LexborNode, removals: Removals) -> None:
    """Put the label of each tab above its part.

    Args:
        root: the body; its tree is changed.
        removals: where the labels are noted.
    """
    for tabs in TABS:
        for labels in root.css(tabs.labels):
            names = [line(label) for label in labels.css(tabs.label)]
            parts = _parts(labels, tabs.part, len(names))
            if not parts:
                continue
            for name, part in zip(names, parts, strict=True):
                if name and part.first_child is not None:
                    insert_before(part.first_child, f"<p><strong>{escape(name)}</strong></p>")
            removals.take(labels, "label of a tab")


def _parts(labels: LexborNode, selector: str, number: int) -> list[LexborNode]:
    """The parts that some labels stand for, by their number; none where that is another."""
    for ancestor, _ in zip(ancestors(labels), range(MAX_AROUND), strict=False):
        if found := ancestor.css(selector):
            return found if len(found) == number else []
    return []
