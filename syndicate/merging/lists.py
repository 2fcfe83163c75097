"""The merge of lists such as tags, item by item, in the layout that the person gave hers."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from syndicate.merging.blocks import Block, compose, meaning
from syndicate.merging.lines import bare

if TYPE_CHECKING:
    from collections.abc import Hashable


@dataclass(frozen=True, slots=True)
class _List:
    """A list of plain values, where it stands in its block's text."""

    text: str
    node: Any
    items: list[Hashable]

    def written(self) -> dict[Hashable, str]:
        """How each item is written."""
        return {
            item: self.text[node.start_mark.index : node.end_mark.index]
            for item, node in zip(self.items, self.node.value, strict=True)
        }


def merge_lists(base: Block | None, ours: Block, theirs: Block, newline: str) -> list[str]:
    """The lines of ours with what the other side added to the list and took from it.

    Raises:
        ValueError: it is no list of plain values, or cannot be merged without loss.
    """
    mine, other = _list(ours), _list(theirs)
    old = _list(base).items if base else []
    wanted = _merged(old, mine.items, other.items)
    if mine.items == old and wanted != other.items:
        raise ValueError("only the order has changed")
    written = other.written() | mine.written()
    text = (_flow if mine.node.flow_style else _block)(mine, wanted, written)
    lines = [line + newline for line in text.split("\n")[:-1]]
    if Block(ours.key, lines).remarks != ours.remarks:
        raise ValueError("a comment would go, or come twice")
    value = _value(lines)
    if value.id != "sequence" or [meaning(node) for node in value.value] != wanted:
        raise ValueError("an item cannot be written in this list's layout")
    return lines


def _merged(base: list[Hashable], ours: list[Hashable], theirs: list[Hashable]) -> list[Hashable]:
    """Ours without what theirs took away, and each item that they added before the one that follows it there."""
    merged = [item for item in ours if item in theirs or item not in base]
    for place in reversed(range(len(theirs))):
        item = theirs[place]
        if item not in base and item not in merged:
            following = (merged.index(later) for later in theirs[place + 1 :] if later in merged)
            merged.insert(next(following, len(merged)), item)
    return merged


def _list(block: Block) -> _List:
    node = _value(block.lines)
    if node.id != "sequence" or any(item.id != "scalar" or item.style in ("|", ">") for item in node.value):
        raise ValueError("it is no list of plain values")
    text = "".join(f"{line}\n" for line in bare(block.lines))
    return _List(text, node, [meaning(item) for item in node.value])


def _value(lines: list[str]) -> Any:
    return compose(lines).value[0][1]


def _flow(mine: _List, wanted: list[Hashable], written: dict[Hashable, str]) -> str:
    """`[a, b]`, also over several lines."""
    nodes, text = mine.node.value, mine.text
    if not wanted or not nodes:
        inside = ", ".join(written[item] for item in wanted)
        return f"{text[: mine.node.start_mark.index]}[{inside}]{text[mine.node.end_mark.index :]}"
    gaps = [text[a.end_mark.index : b.start_mark.index] for a, b in pairwise(nodes)]
    before = dict(zip(mine.items[1:], gaps, strict=True))
    usual = gaps[-1] if gaps else ", "
    rest = "".join(before.get(item, usual) + written[item] for item in wanted[1:])
    head, tail = text[: nodes[0].start_mark.index], text[nodes[-1].end_mark.index :]
    return head + written[wanted[0]] + rest + tail


def _block(mine: _List, wanted: list[Hashable], written: dict[Hashable, str]) -> str:
    """`- a` and `- b`, each on its line, with the comments below it."""
    lines, nodes = mine.text.splitlines(keepends=True), mine.node.value
    starts = [node.start_mark.line for node in nodes]
    dash = lines[starts[-1]][: nodes[-1].start_mark.column]
    ends = [*starts[1:], len(lines)]
    rows = {
        item: "".join(lines[start:end]) for item, start, end in zip(mine.items, starts, ends, strict=True)
    }
    head = "".join(lines[: starts[0]])
    if not wanted:
        return head.rstrip("\n") + " []\n"
    return head + "".join(rows.get(item) or f"{dash}{written[item]}\n" for item in wanted)
