"""The merge of front matters key by key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syndicate.merging.blocks import blocks
from syndicate.merging.lines import bare
from syndicate.merging.lists import merge_lists

if TYPE_CHECKING:
    from syndicate.merging.blocks import Block
    from syndicate.merging.lines import Part


def merge_front_matter(part: Part, base: list[str], ours: list[str], theirs: list[str]) -> None:
    """Add the merge of front matters, each with its fences or [].

    Keys, comments and blank lines stay in ours' order; a key that only theirs has goes after the one that it
    follows there. A key that one side took away and the other changed is as ours has it: she did it on purpose.

    Raises:
        ValueError: one of them is not simply one YAML key after another.
    """
    order, their_order = blocks(ours), blocks(theirs)
    old, mine, other = (
        {each.key: each for each in side if each.key} for side in (blocks(base), order, their_order)
    )
    for place, block in enumerate(their_order):
        if block.key and block.key not in old and block.key not in mine:
            order.insert(_place(order, their_order[:place]), block)
    fences = ours or (theirs if order else [])
    part.lines += fences[:1]
    for block in order:
        if block.key in mine:
            _merge_key(part, old.get(block.key), block, other.get(block.key))
        else:
            part.lines += block.lines
    part.lines += fences[-1:]


def _place(order: list[Block], before: list[Block]) -> int:
    """Where in `order` a key goes that comes after the keys `before` on the other side."""
    places = {block.key: place for place, block in enumerate(order) if block.key}
    return next((places[block.key] + 1 for block in reversed(before) if block.key in places), 0)


def _merge_key(part: Part, base: Block | None, ours: Block, theirs: Block | None) -> None:
    # A comment of hers in a block is a change: it would go with the block's lines.
    is_changed = not base or base.meaning != ours.meaning or base.remarks != ours.remarks
    if theirs is None:
        part.lines += ours.lines if is_changed else []
    elif base and bare(base.lines) == bare(ours.lines):
        part.lines += theirs.lines
    elif ours.meaning == theirs.meaning or (base and base.meaning == theirs.meaning):
        part.lines += ours.lines
    else:
        try:
            part.lines += merge_lists(base, ours, theirs, part.newline)
        except ValueError:
            if base and base.meaning == ours.meaning and len(ours.lines) == len(theirs.lines) == 1:
                part.lines.append(theirs.lines[0].rstrip() + ours.remark + part.newline)
            elif is_changed:
                part.clash(ours.key, base.lines if base else [], ours.lines, theirs.lines)
            else:
                part.lines += theirs.lines
