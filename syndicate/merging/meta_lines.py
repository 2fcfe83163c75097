"""Front matter in the lines of Python-Markdown's extension meta, as Pelican's posts have it: a value is text as it stands.

https://python-markdown.github.io/extensions/meta_data/#syntax
"""

from __future__ import annotations

import re

from syndicate.merging.lines import without_endings
from syndicate.merging.yaml_blocks import Block

_LINE = re.compile(r"[ ]{0,3}(?P<key>[A-Za-z0-9_-]+):(?P<value>.*)")
_MORE = re.compile(r"[ ]{4}(?P<value>.*)")


def meta_blocks(front: list[str]) -> list[Block]:
    """The blocks of a front matter, between its fences.

    Raises:
        ValueError: it has another line than a key with its value, or one that goes on with it; a key twice; or no title.
    """
    found: list[Block] = []
    values: list[str] = []
    for line, ending in zip(without_endings(front[1:-1]), front[1:-1], strict=True):
        own, more = _LINE.fullmatch(line), _MORE.fullmatch(line)
        if own and own["key"].lower() not in {block.key.lower() for block in found}:
            values = [own["value"].strip()]
            found.append(Block(own["key"], [ending], ("meta", *values)))
        elif more and found:
            values.append(more["value"].strip())
            last = found.pop()
            found.append(Block(last.key, [*last.lines, ending], ("meta", *values)))
        else:
            raise ValueError(f"{line!r}: it is no line of a key and its value")
    if "title" not in {block.key.lower() for block in found}:
        raise ValueError("it is no post of Pelican's, which have a title, but may be broken YAML")
    return found


def meta_of(front: list[str]) -> dict[str, str]:
    """The values of such a front matter; {} where it is none."""
    try:
        found = {block.key.lower(): block.value for block in meta_blocks(front)}
    except ValueError:
        return {}
    return {key: " ".join(value[1:]) for key, value in found.items() if isinstance(value, tuple)}
