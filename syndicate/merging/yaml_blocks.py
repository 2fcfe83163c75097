"""YAML front matter as blocks: the lines of each key, and their value."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from syndicate.merging.lines import without_endings

if TYPE_CHECKING:
    from collections.abc import Hashable

    import yaml

_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ].*)?")
_TAG_PREFIX = "tag:yaml.org,2002:"

_OTHER_BREAKS = re.compile("[\x85\u2028\u2029]")
"""Line breaks to YAML 1.1, but not to YAML 1.2 or an editor."""

_TRAILING_BREAKS = re.compile(r"(?:^|\n)\n\Z")
"""The end of a block scalar that includes the blank lines below it (`|+`)."""

_COMMENT = re.compile(r"(?:^|\s)#")


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one key, or, with "" for the key, the comments and blank lines between keys.

    `comment` is the comment after a value on the key's own line, with the space before it.
    """

    key: str
    lines: list[str]
    value: Hashable = ()
    comment: str = ""

    @property
    def comment_count(self) -> int:
        """How many comments there may be in the lines; a `#` in a string counts too."""
        return sum(len(_COMMENT.findall(line)) for line in without_endings(self.lines))


def blocks(front: list[str]) -> list[Block]:
    """The blocks of a front matter, between its fences.

    Raises:
        ValueError: it is not YAML with simply one key after another.
    """
    if front and front[0].rstrip() not in ("---", "---yaml", "---yml"):
        raise ValueError("it is not YAML")
    lines = front[1:-1]
    root = compose(lines)
    if root is None:
        return [Block("", lines)] if lines else []
    if root.id != "mapping" or root.flow_style:
        raise ValueError("it is not one key after another")
    seen: set[int] = set()
    starts = [key.start_mark.line for key, _ in root.value]
    key_blocks = [Block("", lines[: starts[0]])] if starts[0] else []
    for (key, value), start, limit in zip(root.value, starts, [*starts[1:], len(lines)], strict=True):
        if (
            key.id != "scalar"
            or not key.value
            or key.start_mark.column
            or key.value in {b.key for b in key_blocks}
        ):
            raise ValueError(f"the key in line {start + 2} is no plain key, or stands there twice")
        end = _end(value, lines, start, limit)
        comment = lines[start][value.end_mark.column :].rstrip() if end == start + 1 else ""
        key_blocks.append(Block(key.value, lines[start:end], node_value(value, seen), comment))
        if end < limit:
            key_blocks.append(Block("", lines[end:limit]))
    return key_blocks


def compose(lines: list[str]) -> Any:
    """The root node of YAML; None where there is nothing.

    Raises:
        ValueError: it is broken, or has line breaks that only YAML 1.1 sees.
    """
    import yaml

    text = "".join(f"{line}\n" for line in without_endings(lines))
    if _OTHER_BREAKS.search(text):
        raise ValueError("it has line breaks that only YAML 1.1 sees")
    try:
        return yaml.compose(text, Loader=loader())
    except yaml.YAMLError as error:
        raise ValueError(f"it is not YAML: {error}") from error


def is_yaml(lines: list[str]) -> bool:
    """Whether lines are valid YAML."""
    try:
        compose(lines)
    except ValueError:
        return False
    return True


def loader() -> type[yaml.SafeLoader]:
    """PyYAML's safe loader, the one in C where that is available."""
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


MAX_ALIASES = 20
"""More aliases than a person writes: they can multiply until their text fills all memory."""


class TooManyAliasesError(ValueError):
    """Some YAML has more aliases than `MAX_ALIASES`."""


def check_aliases(text: str) -> None:
    """Raise TooManyAliasesError where some YAML has more aliases than `MAX_ALIASES`."""
    import yaml

    aliases = sum(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, Loader=loader()))
    if aliases > MAX_ALIASES:
        raise TooManyAliasesError(f"it has more than {MAX_ALIASES} aliases")


def node_value(node: Any, seen: set[int] | None = None) -> Hashable:
    """The value of a node, whatever its quotes and layout. Values that YAML 1.1 and 1.2 read differently are not equal.

    `yes` and `true` differ, and so do 1 and `true`; a date is the same with and without quotes, and a text with and
    without the line breaks that a block scalar ends in (`>` and `>-`).

    Raises:
        ValueError: a node is an alias (`*anchor`), so that its block cannot be read alone.
    """
    seen = set() if seen is None else seen
    if id(node) in seen:
        raise ValueError("it has aliases")
    seen.add(id(node))
    if node.id == "sequence":
        return "sequence", node.tag, tuple(node_value(item, seen) for item in node.value)
    if node.id == "mapping":
        pairs = frozenset((node_value(key, seen), node_value(value, seen)) for key, value in node.value)
        return "mapping", node.tag, pairs
    if _DATE.fullmatch(node.value):
        try:
            value = datetime.fromisoformat(node.value)
        except ValueError:
            return node.tag, node.value
        return "date", value if value.tzinfo else value.replace(tzinfo=UTC)
    if node.tag == f"{_TAG_PREFIX}null":
        return node.tag, ""
    if node.style in ("|", ">"):
        return node.tag, node.value.rstrip("\n")
    return node.tag, node.value.lower() if node.tag == f"{_TAG_PREFIX}bool" else node.value


def quoted(text: str, style: str | None) -> str:
    """A string in YAML, in single or double quotes, or without."""
    signs = {"'": "'" + text.replace("'", "''") + "'", '"': json.dumps(text, ensure_ascii=False)}
    return signs.get(style or "", text)


def _end(value: Any, lines: list[str], start: int, limit: int) -> int:
    """The line where the block of a value ends, which starts in line `start` and ends before `limit`.

    Raises:
        ValueError: the value depends on the number of blank lines that follow.
    """
    last = value
    while last.id != "scalar" and last.value and not last.flow_style:
        last = last.value[-1][1] if last.id == "mapping" else last.value[-1]
    is_block = last.id == "scalar" and last.style in ("|", ">")
    if is_block and _TRAILING_BREAKS.search(last.value):
        raise ValueError("a value keeps the blank lines below it, whichever they are")
    if value is last and not is_block:
        return int(max(start, value.end_mark.line)) + 1
    while limit > start + 1 and (not lines[limit - 1].strip() or lines[limit - 1].startswith("#")):
        limit -= 1
    return limit
