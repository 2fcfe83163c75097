"""Front matter in TOML or JSON: blocks whose values compare with those of YAML.

What comes into a post that a person has in another language than Syndicate wrote it in is translated into that.
Sources: https://toml.io/en/v1.0.0; RFC 8259; https://gohugo.io/content-management/front-matter/#format;
https://www.11ty.dev/docs/data-frontmatter/#front-matter-formats
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

import tomli_w

from syndicate.merging.lines import without_endings
from syndicate.merging.lists import merge_items
from syndicate.merging.yaml_blocks import Block, compose, is_yaml, loader, node_value

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

_TABLE = re.compile(r"\s*\[")
_BARE = re.compile(r"[a-z][A-Za-z_]*")
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
        blank: list[str] = []
        while rest and found and not found[-1].key and not "".join(found[-1].lines).strip():
            blank = found.pop().lines + blank
        found += self._tables(blank, rest)
        keys = [block.key for block in found if block.key]
        if (
            pending
            or len(set(keys)) < len(keys)
            or not self.parse("".join(front[self.fences : -self.fences]))
        ):
            raise ValueError("it is not one key after another")
        return found

    def _tables(self, blank: list[str], lines: list[str]) -> Iterator[Block]:
        """The tables below the keys of TOML, each with all that begin with its name, and the blank lines above it."""
        while lines:
            name = next(iter(self.parse(lines[0])))
            length = next(
                (n for n in range(1, len(lines)) if self._is_other(lines[:n], lines[n], name)), len(lines)
            )
            table, lines = lines[:length], lines[length:]
            end = max(
                n for n, line in enumerate(table, 1) if line.strip() and not line.lstrip().startswith("#")
            )
            yield Block(name, [*blank, *table[:end]], _value(self.parse("".join(table))[name]))
            blank = table[end:]
            if blank and (not lines or "".join(blank).strip()):
                yield Block("", blank)
                blank = []

    def _is_other(self, table: list[str], line: str, name: str) -> bool:
        """Whether a line is the heading of another table than the one before it, and not within a text or a list of that."""
        if not _TABLE.match(line):
            return False
        try:
            return name not in self.parse(line) and bool(self.parse("".join(table)))
        except ValueError:
            return False

    def data(self, block: Block) -> object:
        """The value of a block."""
        return self.parse("".join(block.lines))[block.key]

    def translated(
        self, values: Iterable[tuple[Block, object]], layout: list[Block], newline: str
    ) -> list[Block]:
        """The keys of another language in this one.

        Args:
            values: the blocks there, each with its value.
            layout: the blocks of the post, which show how its lines are laid out.
            newline: how they end.

        Raises:
            ValueError: this language has no such value.
        """
        own = {block.key: block for block in layout if block.key}
        first = next(iter(own.values()), Block("", []))
        found = []
        for block, value in values:
            text = "".join(own.get(block.key, first).lines)
            lines = self.write(block.key, value, text)
            found.append(replace(block, lines=[line + newline for line in lines], comment=""))
        return found

    def merge_values(self, base: Block | None, ours: Block, theirs: Block, newline: str) -> list[str]:
        """The lines of ours with what the other side added to a list or table, and removed from it.

        Raises:
            ValueError: both have changed what is neither, or comments in it would go.
        """
        if ours.comment_count:
            raise ValueError("a comment would go")
        mine, other = self.data(ours), self.data(theirs)
        merged = _merged(self.data(base) if base else None, mine, other)
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


def is_table(block: Block) -> bool:
    """Whether a block is a table of TOML, below which no key stands alone."""
    return bool(block.key) and bool(_TABLE.match("".join(block.lines)))


def is_valid(front: list[str]) -> bool:
    """Whether a front matter is valid in its language."""
    language = language_of(front)
    if language is None:
        return is_yaml(front[1:-1])
    try:
        return bool(language.parse("".join(front[language.fences : -language.fences])))
    except ValueError:
        return False


def translated(
    blocks: list[Block], source: Language | None, target: Language | None, layout: list[Block], newline: str
) -> list[Block]:
    """The blocks of a front matter in another language; None is YAML. See `Language.translated`."""
    if source is target:
        return blocks
    values = [(each, source.data(each) if source else _yaml_value(each)) for each in blocks if each.key]
    if target:
        return target.translated(values, layout, newline)
    return [
        replace(each, lines=[f"{_yaml_text(each.key)}: {_yaml_text(value)}{newline}"], comment="")
        for each, value in values
    ]


def _merged(old: object, mine: object, other: object) -> object:
    """A value with what both sides changed in it.

    Raises:
        ValueError: they changed what is neither a list of plain values nor a table.
    """
    if mine == old:
        # Where nobody changed ours, theirs comes as it is: it may differ in its order alone.
        return other
    if other in (old, mine):
        return mine
    if isinstance(mine, list) and isinstance(other, list) and isinstance(old, list | None):
        rows = [old or [], mine, other]
        if not any(isinstance(item, list | dict) for row in rows for item in row):
            return merge_items(*rows)
    if isinstance(mine, dict) and isinstance(other, dict) and isinstance(old, dict | None):
        before = old or {}
        names = [name for name in {**mine, **other} if (name in other or mine.get(name) != before.get(name))]
        kept = [name for name in names if name in mine or other.get(name) != before.get(name)]
        return {
            name: _merged(before.get(name), mine[name], other[name])
            if name in mine and name in other
            else mine.get(name, other.get(name))
            for name in kept
        }
    raise ValueError("both have changed it")


def _yaml_text(value: object) -> str:
    """A value in YAML, on one line."""
    if isinstance(value, date):
        return value.isoformat()
    return (
        value
        if isinstance(value, str) and _BARE.fullmatch(value)
        else json.dumps(value, ensure_ascii=False, default=str)
    )


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
    given = layout.partition("=")[2].lstrip()
    try:
        if isinstance(value, dict) and given[:1] != "{":
            rows = [f"{_toml_key(name)} = {_toml_value(each)}" for name, each in value.items()]
            return [*([] if layout.startswith("[") else [""]), f"[{_toml_key(key)}]", *rows]
        is_flat = not isinstance(value, list) or "\n" not in layout.strip()
        if is_flat:
            text = _toml_value(value)
            is_literal = given[:1] == "'" and text == f'"{value}"' and "'" not in text
            return [f"{_toml_key(key)} = {text[1:-1].join(2 * [chr(39)]) if is_literal else text}"]
        return tomli_w.dumps({key: value}).splitlines()
    except TypeError as error:
        raise ValueError(f"{key}: TOML has no such value") from error


def _toml_value(value: object) -> str:
    """A value in TOML, on one line."""
    if isinstance(value, list):
        return f"[{', '.join(map(_toml_value, value))}]"
    if isinstance(value, dict):
        return (
            f"{{ {', '.join(f'{_toml_key(name)} = {_toml_value(each)}' for name, each in value.items())} }}"
        )
    return tomli_w.dumps({"_": value})[len("_ = ") : -1]


def _toml_key(key: str) -> str:
    return tomli_w.dumps({key: 0})[: -len(" = 0\n")]


_TOML = Language(1, tomllib.loads, _toml_lines)
_JSON = Language(1, _json_values, _json_lines, ",")
LANGUAGES = {"+++": _TOML, "---toml": _TOML, "{": _JSON, "---json": replace(_JSON, fences=2)}
"""The languages other than YAML, by the line that opens them: Hugo's and Zola's, and Eleventy's."""
