"""The merge of front matters key by key."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from syndicate.merging.languages import is_table, language_of, translated
from syndicate.merging.lines import without_endings
from syndicate.merging.lists import merge_lists
from syndicate.merging.meta_lines import meta_blocks
from syndicate.merging.yaml_blocks import blocks, compose, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from syndicate.merging.languages import Language
    from syndicate.merging.lines import Part
    from syndicate.merging.yaml_blocks import Block


def merge_front_matter(part: Part, base: list[str], ours: list[str], theirs: list[str]) -> None:
    """Add the merge of front matters, each with its fences or [] and in its own language; the result is in ours'.

    Keys, comments and blank lines stay in ours' order; a key that only theirs has goes after the one that it
    follows there. A key that one side removed and the other changed is as ours has it.

    Raises:
        ValueError: one of them is not simply one key after another.
    """
    read, language, their_language = reader(base, theirs), language_of(ours or theirs), language_of(theirs)
    base_blocks, order = read(base), read(ours)
    written = {
        block.key: block.lines
        for block in translated(base_blocks, language_of(base), their_language, [], part.newline)
    }
    old_order = translated(base_blocks, language_of(base), language, order, part.newline)
    their_order = translated(read(theirs), their_language, language, order, part.newline)
    old, mine, other = (
        {block.key: block for block in side if block.key} for side in (old_order, order, their_order)
    )
    for place, block in enumerate(their_order):
        if block.key and block.key not in old and block.key not in mine:
            order.insert(_insertion_index(order, their_order[:place], block), block)
    fences = ours or (theirs if order else [])
    count = language.fences if language else 1
    part.lines += fences[:count]
    for block in order:
        if block.key in mine:
            _merge_key(part, old.get(block.key), block, other.get(block.key), language)
        else:
            part.lines += block.lines
    if language:
        part.lines = [*part.lines[:count], *language.front(part.lines[count:])]
    part.lines += fences[-count:]
    part.open_keys = {key: written.get(key, []) for key in part.open_keys}


def reader(*fronts: list[str]) -> Callable[[list[str]], list[Block]]:
    """What reads the blocks of posts like these, which Syndicate wrote: its YAML is never broken, so other lines are meta."""

    def read(front: list[str]) -> list[Block]:
        language = language_of(front)
        return language.blocks(front) if language else between_dashes(front)

    between_dashes = blocks
    for front in fronts:
        try:
            blocks(front if language_of(front) is None else [])
        except ValueError:
            between_dashes = meta_blocks
    return read


def in_quotes_of(ours: Block, theirs: Block) -> str:
    """The line of theirs, its value quoted as in ours."""
    line = theirs.lines[0].rstrip()
    mine, other = compose(ours.lines).value[0][1], compose(theirs.lines).value[0][1]
    if mine.id != "scalar" or mine.style in ("|", ">") or other.style not in ("'", '"'):
        return line
    text = other.value
    styled = f"{line[: other.start_mark.column]}{quoted(text, mine.style)}"
    try:
        value = compose([styled]).value[0][1]
    except (ValueError, LookupError, TypeError):
        return line
    return styled if value.id == "scalar" and (value.tag, value.value) == (other.tag, text) else line


def _as_ours(ours: Block, theirs: Block) -> list[str]:
    """The lines of theirs, whose value is one, written as ours has its own: in its quotes, or folded as it is."""
    if len(ours.lines) == 1:
        return [in_quotes_of(ours, theirs) + ours.comment]
    folded = list(folded_as(ours, theirs))
    try:
        [written] = [block for block in blocks(["---", *folded, "---"]) if block.key]
    except (ValueError, LookupError):
        return [line.rstrip() for line in theirs.lines]
    return folded if written.value == theirs.value else [line.rstrip() for line in theirs.lines]


def _is_folded(block: Block) -> bool:
    """Whether a value is a text over several lines, with no comment behind it."""
    value = compose(block.lines).value[0][1]
    if value.id != "scalar":
        return False
    return (
        value.style in ("|", ">")
        or not "".join(block.lines[value.end_mark.line :])[value.end_mark.column :].strip()
    )


def folded_as(ours: Block, theirs: Block) -> Iterator[str]:
    """The lines of theirs in a block scalar, or in quotes over several lines, as ours has its value."""
    lines = [line.rstrip() for line in ours.lines]
    width = max(map(len, lines))
    mine, other = compose(ours.lines).value[0][1], compose(theirs.lines).value[0][1]
    first, *rest = (line for line in lines if line)
    indent = " " * min((len(line) - len(line.lstrip()) for line in rest), default=2)
    if mine.style not in ("|", ">"):
        text = quoted(other.value, mine.style)
        start = f"{first[: mine.start_mark.column]}{text}" if mine.start_mark.line == 0 else ""
        yield from (
            _wrapped(start, "", indent, width) if start else (first, *_wrapped(text, indent, indent, width))
        )
        return
    yield first
    for line in other.value.split("\n"):
        yield from [indent + line] if mine.style == "|" else _wrapped(line, indent, indent, width)


def _wrapped(text: str, first: str, indent: str, width: int) -> list[str]:
    return textwrap.wrap(
        text,
        width,
        initial_indent=first,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _insertion_index(order: list[Block], before: list[Block], block: Block) -> int:
    """Where in `order` a key goes that comes after the keys `before` on the other side; a table, below all keys."""
    places = {each.key: place for place, each in enumerate(order) if each.key}
    place = next((places[each.key] + 1 for each in reversed(before) if each.key in places), 0)
    end = end_of_keys(order)
    return max(place, end) if is_table(block) else min(place, end)


def end_of_keys(order: list[Block]) -> int:
    """The place after the last key that is no table."""
    return max((place for place, each in enumerate(order, 1) if each.key and not is_table(each)), default=0)


def _merge_key(
    part: Part, base: Block | None, ours: Block, theirs: Block | None, language: Language | None
) -> None:
    # A comment of ours in a block is a change: it would be lost with the block's lines.
    is_changed = not base or base.value != ours.value or base.comment_count != ours.comment_count
    if theirs is None:
        part.lines += ours.lines if is_changed else []
    elif base and without_endings(base.lines) == without_endings(ours.lines):
        part.lines += theirs.lines
    elif ours.value == theirs.value or (base and base.value == theirs.value):
        part.lines += ours.lines
    else:
        try:
            merge = language.merge_values if language else merge_lists
            part.lines += merge(base, ours, theirs, part.newline)
        except ValueError:
            is_meta = isinstance(ours.value, tuple) and ours.value[:1] == ("meta",)
            if (
                base
                and base.value == ours.value
                and not is_meta
                and language is None
                and len(theirs.lines) == 1
                and (len(ours.lines) == 1 or _is_folded(ours))
            ):
                part.lines += [line + part.newline for line in _as_ours(ours, theirs)]
            elif is_changed:
                old = base.lines if base else []
                if not part.clash(ours.key, old, ours.lines, theirs.lines):
                    part.open_keys[ours.key] = old
            else:
                part.lines += theirs.lines
