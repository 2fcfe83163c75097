"""The merge of lists such as tags, item by item, in the layout of ours."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from syndicate.merging.lines import without_endings
from syndicate.merging.yaml_blocks import Block, compose, node_value, quoted

if TYPE_CHECKING:
    from collections.abc import Hashable


@dataclass(frozen=True, slots=True)
class _List:
    """A list of plain values, and its place in its block's text."""

    text: str
    node: Any
    items: list[Hashable]

    def source_texts(self) -> dict[Hashable, str]:
        """The source text of each item."""
        return {
            item: self.text[node.start_mark.index : node.end_mark.index]
            for item, node in zip(self.items, self.node.value, strict=True)
        }


def merge_lists(base: Block | None, ours: Block, theirs: Block, newline: str) -> list[str]:
    """The lines of ours with what the other side added to the list and removed from it.

    Raises:
        ValueError: it is no list of plain values, or cannot be merged without loss.
    """
    mine, other = _list(ours), _list(theirs)
    old = _list(base).items if base else []
    merged_items = merge_items(old, mine.items, other.items)
    if mine.items == old and merged_items != other.items:
        raise ValueError("only the order has changed")
    source_text = _in_quotes_of(mine, other) | mine.source_texts()
    text = (_flow_text if mine.node.flow_style else _block_text)(mine, merged_items, source_text)
    lines = [line + newline for line in text.split("\n")[:-1]]
    if Block(ours.key, lines).comment_count != ours.comment_count:
        raise ValueError("a comment would go, or come twice")
    value = _value_node(lines)
    if value.id != "sequence" or [node_value(node) for node in value.value] != merged_items:
        raise ValueError("an item cannot be written in this list's layout")
    return lines


def merge_items(base: list[Hashable], ours: list[Hashable], theirs: list[Hashable]) -> list[Hashable]:
    """Ours without the items that theirs removed, and each added item before the one that follows it there."""
    merged = [item for item in ours if item in theirs or item not in base]
    for place in reversed(range(len(theirs))):
        item = theirs[place]
        if item not in base and item not in merged:
            positions = (merged.index(later) for later in theirs[place + 1 :] if later in merged)
            merged.insert(next(positions, len(merged)), item)
    return merged


def _list(block: Block) -> _List:
    node = _value_node(block.lines)
    if node.id != "sequence" or any(item.id != "scalar" or item.style in ("|", ">") for item in node.value):
        raise ValueError("it is no list of plain values")
    text = "".join(f"{line}\n" for line in without_endings(block.lines))
    return _List(text, node, [node_value(item) for item in node.value])


def _in_quotes_of(mine: _List, other: _List) -> dict[Hashable, str]:
    """The source text of each item of the other list, quoted as ours are where they are all quoted alike."""
    texts = other.source_texts()
    styles = {node.style for node in mine.node.value}
    if len(styles) != 1:
        return texts
    [style] = styles
    found = {}
    for item, node in zip(other.items, other.node.value, strict=True):
        text = quoted(node.value, style)
        is_same = style == node.style or _reads_as(text, item, is_flow=bool(mine.node.flow_style))
        found[item] = texts[item] if style == node.style or not is_same else text
    return found


def _reads_as(text: str, item: Hashable, *, is_flow: bool) -> bool:
    try:
        node = _value_node([f"key: [{text}]" if is_flow else f"key: {text}"])
        return node_value(node.value[0] if is_flow else node) == item
    except (ValueError, LookupError, TypeError, AttributeError):
        return False


def _value_node(lines: list[str]) -> Any:
    return compose(lines).value[0][1]


def _flow_text(mine: _List, merged_items: list[Hashable], source_text: dict[Hashable, str]) -> str:
    """`[a, b]`, also over several lines."""
    nodes, text = mine.node.value, mine.text
    if not merged_items or not nodes:
        items_text = ", ".join(source_text[item] for item in merged_items)
        return f"{text[: mine.node.start_mark.index]}[{items_text}]{text[mine.node.end_mark.index :]}"
    gaps = [text[a.end_mark.index : b.start_mark.index] for a, b in pairwise(nodes)]
    separators = dict(zip(mine.items[1:], gaps, strict=True))
    default_separator = gaps[-1] if gaps else ", "
    rest = "".join(separators.get(item, default_separator) + source_text[item] for item in merged_items[1:])
    head, tail = text[: nodes[0].start_mark.index], text[nodes[-1].end_mark.index :]
    return head + source_text[merged_items[0]] + rest + tail


def _block_text(mine: _List, merged_items: list[Hashable], source_text: dict[Hashable, str]) -> str:
    """`- a` and `- b`, each on its own line, with the comments below it."""
    lines, nodes = mine.text.splitlines(keepends=True), mine.node.value
    starts = [node.start_mark.line for node in nodes]
    dash = lines[starts[-1]][: nodes[-1].start_mark.column]
    ends = [*starts[1:], len(lines)]
    rows = {
        item: "".join(lines[start:end]) for item, start, end in zip(mine.items, starts, ends, strict=True)
    }
    head = "".join(lines[: starts[0]])
    if not merged_items:
        return head.rstrip("\n") + " []\n"
    return head + "".join(rows.get(item) or f"{dash}{source_text[item]}\n" for item in merged_items)
