"""Notes written by hand as paragraphs: which of the blocks after a note belong to it, too."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import BLOCKS, HEADINGS, classes, line, neighbour

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from selectolax.lexbor import LexborNode

FLOW = frozenset({"p", "ul", "ol", "dl", "blockquote", "pre", "figure", "table", "div"})
"""What may go on with a note. A heading or a rule ends it."""

NUMBER = re.compile(r"[\[(]?\d{1,3}(?:[\])][.:]?|[.:])\s")
"""How a note begins that nothing refers to."""


class Notes:
    """The blocks in which notes begin, what refers to them, and what of a note leads back."""

    def __init__(
        self,
        blocks: Mapping[str, LexborNode],
        references: list[LexborNode],
        is_link_back: Callable[[LexborNode], bool],
    ) -> None:
        self.blocks = blocks
        self.numbers = {block.mem_id for block in blocks.values()}
        self._references = {anchor.mem_id for anchor in references}
        self._is_link_back = is_link_back

    def continuations(self) -> dict[str, list[LexborNode]] | None:
        """The blocks that go on with each note, by its name; None where that cannot be told, and all is best left as it is."""
        found = {name: self._after(block) for name, block in self.blocks.items()}
        if None in found.values():
            return None
        return {name: blocks for name, blocks in found.items() if blocks}

    def _after(self, block: LexborNode) -> list[LexborNode] | None:
        if not _is_paragraph(block) or self._ends_with_link_back(block):
            return []
        run, node = [], neighbour(block, before=False)
        while node is not None and node.tag in FLOW and not self._is_other(node):
            run.append(node)
            if self._ends_with_link_back(node):
                return run
            node = neighbour(node, before=False)
        if not run or (node is not None and (self._begins_note(node) or self._refers(node))):
            # Text that refers to a note is none of one, nor is what stands before it.
            return run if node is not None and self._begins_note(node) else []
        return run if self._holds_notes_alone(block.parent) else _alike(block, run)

    def _is_other(self, node: LexborNode) -> bool:
        return self._begins_note(node) or self._refers(node)

    def _begins_note(self, node: LexborNode) -> bool:
        holds = not self.numbers.isdisjoint(each.mem_id for each in (node, *node.css("p, div")))
        return holds or NUMBER.match(f"{line(node)} ") is not None

    def _refers(self, node: LexborNode) -> bool:
        return not self._references.isdisjoint(anchor.mem_id for anchor in node.css("a[href]"))

    def _ends_with_link_back(self, block: LexborNode) -> bool:
        anchors = block.css("a")
        if not anchors or not self._is_link_back(anchors[-1]):
            return False
        text, back = line(block).rstrip("[]() "), line(anchors[-1]).strip("[]() ")
        return text != back and text.endswith(back)

    def _holds_notes_alone(self, parent: LexborNode | None) -> bool:
        """Whether an element begins with a note: it is a list of notes, or holds one."""
        if parent is None or parent.tag == "body":
            return False
        first = next((child for child in parent.iter() if child.tag not in HEADINGS | {"hr"}), None)
        return first is not None and first.mem_id in self.numbers


def _is_paragraph(block: LexborNode) -> bool:
    """Whether a note is a paragraph, so that it can go on after its element."""
    return block.tag == "p" or (block.tag == "div" and block.css_first(", ".join(BLOCKS - {"div"})) is None)


def _alike(block: LexborNode, run: list[LexborNode]) -> list[LexborNode] | None:
    """Those of the blocks after the last note that look as it does; None where it looks as any text."""
    manner = _manner(block)
    if any(manner[1:]):
        alike = []
        for node in run:
            if _manner(node) != manner:
                break
            alike.append(node)
        return alike
    # A closing line, such as a word on the author, is often all in emphasis.
    return [] if any(_manner(run[0])[1:]) or _is_in_emphasis(run[0]) else None


def _manner(block: LexborNode) -> tuple[str, str, str, bool]:
    """How a block looks: by its element, its classes, its style, and whether it is small."""
    small = block.css_first("small")
    is_small = small is not None and line(small) == line(block)
    style = re.sub(r"\s+", "", block.attributes.get("style") or "")
    return block.tag or "", " ".join(classes(block)), style, is_small


def _is_in_emphasis(block: LexborNode) -> bool:
    emphasis = block.css_first("em, i")
    return emphasis is not None and line(emphasis) == line(block)
