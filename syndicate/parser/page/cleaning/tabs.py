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
            pairs = _pairs(labels.css(tabs.label), _parts(labels, tabs.part))
            if not any(part for _, part in pairs):
                continue
            for label, part in pairs:
                markup = f"<p><strong>{escape(line(label))}</strong></p>" if line(label) else ""
                if part is None:
                    insert_before(labels, markup)
                elif part.first_child is not None:
                    insert_before(part.first_child, markup)
            removals.take(labels, "label of a tab")


def _pairs(labels: list[LexborNode], parts: list[LexborNode]) -> list[tuple[LexborNode, LexborNode | None]]:
    """Each label with the part that it names, else with that of its number; with none where their numbers differ."""
    by_name = {node.attributes.get(name): node for node in parts for name in ("id", "aria-labelledby")}
    named = [(label, next(filter(None, map(by_name.get, _names(label))), None)) for label in labels]
    if any(part is not None for _, part in named):
        return named
    if len(labels) == len(parts):
        return list(zip(labels, parts, strict=True))
    return [(label, None) for label in labels]


def _names(label: LexborNode) -> list[str]:
    """The names by which a label and its part know each other."""
    names = label.attributes.get("aria-controls"), label.attributes.get("id")
    href = label.attributes.get("href") or ""
    return [*filter(None, names), *([href[1:]] if href[:1] == "#" and href[1:] else [])]


def _parts(labels: LexborNode, selector: str) -> list[LexborNode]:
    """The parts that some labels stand for."""
    for ancestor, _ in zip(ancestors(labels), range(MAX_AROUND), strict=False):
        if found := ancestor.css(selector):
            return found
    return []
