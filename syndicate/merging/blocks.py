"""YAML front matter as the lines of each key, and what they mean."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from syndicate.merging.lines import bare

if TYPE_CHECKING:
    from collections.abc import Hashable

    import yaml

_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ].*)?")
_TAG = "tag:yaml.org,2002:"

_OTHER_BREAKS = re.compile("[\x85\u2028\u2029]")
"""Lines end here to YAML 1.1, but not to 1.2, nor to an editor."""

_KEPT_BREAKS = re.compile(r"(?:^|\n)\n\Z")
"""How the text ends of a block scalar to which the blank lines below it belong (`|+`)."""

_REMARK = re.compile(r"(?:^|\s)#")


@dataclass(frozen=True, slots=True)
class Block:
    """The lines of one key, or, with "" for the key, the comments and blank lines between keys.

    `remark` is the comment behind a value on the key's own line, with the space before it.
    """

    key: str
    lines: list[str]
    meaning: Hashable = ()
    remark: str = ""

    @property
    def remarks(self) -> int:
        """How many comments there may be in the lines; what is in a string counts too."""
        return sum(len(_REMARK.findall(line)) for line in bare(self.lines))


def blocks(front: list[str]) -> list[Block]:
    """The blocks of a front matter, between its fences.

    Raises:
        ValueError: it is not simply one key after another, in YAML.
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
    found = [Block("", lines[: starts[0]])] if starts[0] else []
    for (key, value), start, limit in zip(root.value, starts, [*starts[1:], len(lines)], strict=True):
        if (
            key.id != "scalar"
            or not key.value
            or key.start_mark.column
            or key.value in {b.key for b in found}
        ):
            raise ValueError(f"the key in line {start + 2} is no plain key, or stands there twice")
        end = _end(value, lines, start, limit)
        remark = lines[start][value.end_mark.column :].rstrip() if end == start + 1 else ""
        found.append(Block(key.value, lines[start:end], meaning(value, seen), remark))
        if end < limit:
            found.append(Block("", lines[end:limit]))
    return found


def compose(lines: list[str]) -> Any:
    """The root node of YAML; None where there is nothing.

    Raises:
        ValueError: it is broken, or has line breaks that only some see.
    """
    import yaml

    text = "".join(f"{line}\n" for line in bare(lines))
    if _OTHER_BREAKS.search(text):
        raise ValueError("it has line breaks that only YAML 1.1 sees")
    try:
        return yaml.compose(text, Loader=loader())
    except yaml.YAMLError as error:
        raise ValueError(f"it is not YAML: {error}") from error


def is_yaml(lines: list[str]) -> bool:
    """Whether lines can be read."""
    try:
        compose(lines)
    except ValueError:
        return False
    return True


def loader() -> type[yaml.SafeLoader]:
    """PyYAML's loader, in C where it was built with that."""
    import yaml

    return getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def meaning(node: Any, seen: set[int] | None = None) -> Hashable:
    """What a node says, whatever its quotes and layout. What YAML 1.1 and 1.2 do not read alike stays apart.

    `yes` and `true` are two things, and so are 1 and `true`; a date is one with and without quotes.

    Raises:
        ValueError: a node stands for another (`*anchor`), so that its block cannot be read alone.
    """
    seen = set() if seen is None else seen
    if id(node) in seen:
        raise ValueError("it has aliases")
    seen.add(id(node))
    if node.id == "sequence":
        return "sequence", node.tag, tuple(meaning(item, seen) for item in node.value)
    if node.id == "mapping":
        pairs = frozenset((meaning(key, seen), meaning(value, seen)) for key, value in node.value)
        return "mapping", node.tag, pairs
    if _DATE.fullmatch(node.value):
        try:
            when = datetime.fromisoformat(node.value)
        except ValueError:
            return node.tag, node.value
        return "date", when if when.tzinfo else when.replace(tzinfo=UTC)
    if node.tag == f"{_TAG}null":
        return node.tag, ""
    return node.tag, node.value.lower() if node.tag == f"{_TAG}bool" else node.value


def _end(value: Any, lines: list[str], start: int, limit: int) -> int:
    """Where the block of a value ends that starts in line `start`, before `limit`.

    Raises:
        ValueError: what it says depends on how many blank lines follow.
    """
    last = value
    while last.id != "scalar" and last.value and not last.flow_style:
        last = last.value[-1][1] if last.id == "mapping" else last.value[-1]
    is_block = last.id == "scalar" and last.style in ("|", ">")
    if is_block and _KEPT_BREAKS.search(last.value):
        raise ValueError("a value keeps the blank lines below it, whichever they are")
    if value is last and not is_block:
        return int(max(start, value.end_mark.line)) + 1
    while limit > start + 1 and (not lines[limit - 1].strip() or lines[limit - 1].startswith("#")):
        limit -= 1
    return limit
