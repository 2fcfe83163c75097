"""Front matter that a site has in TOML or JSON: blocks whose values compare with those of YAML.

What Syndicate writes is YAML; what comes into a post that a person has in another language is translated into that.
Sources: https://toml.io/en/v1.0.0; RFC 8259; https://gohugo.io/content-management/front-matter/#format;
https://www.11ty.dev/docs/data-frontmatter/#front-matter-formats
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from syndicate.merging.lines import without_endings
from syndicate.merging.lists import merge_items
from syndicate.merging.yaml_blocks import Block, compose, loader, node_value

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable

_TABLE = re.compile(r"\s*\[")
_SPACE = re.compile(r"\s*")


@dataclass(frozen=True, slots=True)
class Language:
    """A language of front matter other than YAML.

    Args:
        fences: how many lines open it, and close it.
        parse: the values of some lines with whole keys.
        write: the lines of a key with a value, without their endings, laid out as the text of another one.
        separator: what stands between two keys.
    """

    fences: int
    parse: Callable[[str], dict[str, Any]]
    write: Callable[[str, object, str], list[str]]
    separator: str = ""

    def blocks(self, front: list[str]) -> list[Block]:
        """The blocks of a front matter, between its fences; each key ends in the separator.

        Raises:
            ValueError: it is not simply one key after another.
        """
        found: list[Block] = []
        pending: list[str] = []
        rest = front[self.fences : -self.fences]
        while rest and not (self.separator == "" and not pending and _TABLE.match(rest[0])):
            pending.append(rest.pop(0))
            block = self._block(pending)
            if block is not None:
                found.append(block)
                pending = []
        keys = [block.key for block in found if block.key]
        if (
            pending
            or len(set(keys)) < len(keys)
            or not self.parse("".join(front[self.fences : -self.fences]))
        ):
            raise ValueError("it is not one key after another")
        return [*found, Block("", rest)] if rest else found

    def translated(self, blocks: Iterable[Block], layout: list[Block], newline: str) -> list[Block]:
        """The keys of YAML in this language.

        Args:
            blocks: of YAML.
            layout: the blocks of the post, which show how its lines are laid out.
            newline: how they end.

        Raises:
            ValueError: this language has no such value, or the post a table of that name.
        """
        tables = self.parse("".join(line for block in layout if not block.key for line in block.lines))
        own = {block.key: block for block in layout if block.key}
        first = next(iter(own.values()), Block("", []))
        found = []
        for block in blocks:
            if block.key in tables:
                raise ValueError(f"{block.key}: the post has a table of that name")
            if block.key:
                text = "".join(own.get(block.key, first).lines)
                lines = self.write(block.key, _yaml_value(block), text)
                found.append(replace(block, lines=[line + newline for line in lines], comment=""))
        return found

    def merge_lists(self, base: Block | None, ours: Block, theirs: Block, newline: str) -> list[str]:
        """The lines of ours with what the other side added to the list and removed from it.

        Raises:
            ValueError: it is no list, or comments in it would go.
        """
        mine, other = self._items(ours), self._items(theirs)
        old = self._items(base) if base else []
        # Where nobody changed ours, theirs comes as it is: it may differ in its order alone.
        merged = other if mine == old else merge_items(old, mine, other)
        if ours.comment_count:
            raise ValueError("a comment would go")
        return [line + newline for line in self.write(ours.key, merged, "".join(ours.lines))]

    def line(self, key: str, value: str, layout: list[Block]) -> list[str]:
        """The lines of a key with a value that is given as YAML.

        Raises:
            ValueError: this language has no such value.
        """
        block = Block(key, [f"{key}: {value}"])
        return self.write(key, _yaml_value(block), "".join(layout[0].lines if layout else []))

    def front(self, lines: list[str]) -> list[str]:
        """The lines between the fences, without the separator after the last key."""
        last = max((n for n, line in enumerate(lines) if line.strip()), default=-1)
        if self.separator and last >= 0:
            text = lines[last].rstrip()
            lines[last] = text.removesuffix(self.separator) + lines[last][len(text) :]
        return lines

    def _items(self, block: Block) -> list[Hashable]:
        value = self.parse("".join(block.lines))[block.key]
        if not isinstance(value, list) or any(isinstance(item, list | dict) for item in value):
            raise ValueError("it is no list of plain values")
        return list(value)

    def _block(self, lines: list[str]) -> Block | None:
        """The block of these lines; None where its key goes on."""
        text = "".join(lines)
        if not text.strip() or (self.separator == "" and len(lines) == 1 and text.lstrip().startswith("#")):
            return Block("", list(lines))
        try:
            [(key, value)] = self.parse(text).items()
        except ValueError:
            return None
        last = lines[-1].rstrip()
        ending = lines[-1][len(last) :]
        return Block(
            key, [*lines[:-1], last.removesuffix(self.separator) + self.separator + ending], _value(value)
        )


def language_of(front: list[str]) -> Language | None:
    """The language of a front matter; None where it is YAML, or lines of a key and its text."""
    return LANGUAGES.get(front[0].rstrip()) if front else None


def _yaml_value(block: Block) -> object:
    import yaml

    try:
        data = yaml.load("\n".join(without_endings(block.lines)), Loader=loader())  # noqa: S506 - it is a safe one
    except yaml.YAMLError as error:
        raise ValueError(f"{block.key}: it is not YAML") from error
    return data[block.key] if isinstance(data, dict) else None


def _value(value: object) -> Hashable:
    """The value as a node of YAML has it."""
    line = f"key: {json.dumps(value, ensure_ascii=False, default=str)}"
    return node_value(compose([line]).value[0][1])


def _json_values(text: str) -> dict[str, Any]:
    values = json.loads(f"{{{text.rstrip().removesuffix(',')}}}")
    return dict(values)


def _json_lines(key: str, value: object, layout: str) -> list[str]:
    indent = (_SPACE.match(layout) or [""])[0]
    is_flat = "\n" not in layout.strip()
    text = json.dumps(value, ensure_ascii=False, default=str, indent=None if is_flat else indent or "  ")
    name = json.dumps(key, ensure_ascii=False)
    return [f"{indent}{line}" for line in f"{name}: {text},".split("\n")]


def _toml_lines(key: str, value: object, layout: str) -> list[str]:
    import tomli_w

    try:
        lines = tomli_w.dumps({key: value}).splitlines()
    except TypeError as error:
        raise ValueError(f"{key}: TOML has no such value") from error
    if _TABLE.match(lines[0]):
        raise ValueError(f"{key}: a table stands below all keys")
    is_literal = layout.partition("=")[2].lstrip().startswith("'")
    if is_literal and isinstance(value, str) and lines == [f'{key} = "{value}"'] and "'" not in value:
        return [f"{key} = '{value}'"]
    if len(lines) > 2 and "\n" not in layout.strip():
        items = ", ".join(line.strip().removesuffix(",") for line in lines[1:-1])
        return [f"{lines[0]}{items}{lines[-1]}"]
    return lines


_TOML = Language(1, tomllib.loads, _toml_lines)
_JSON = Language(1, _json_values, _json_lines, ",")
LANGUAGES = {"+++": _TOML, "---toml": _TOML, "{": _JSON, "---json": replace(_JSON, fences=2)}
"""The languages other than YAML, by the line that opens them: Hugo's and Zola's, and Eleventy's."""
