"""The front matter of posts that others wrote, in the language that they chose: its keys in order, as they stand there."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_FENCED = re.compile(
    r"(---|\+\+\+|;;;)(json|toml|)[ \t]*\n(.*?)^(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_LINES = {
    "meta": re.compile(r"([A-Za-z][\w-]{0,60}+):([^\n]*+)"),
    "nikola": re.compile(r"\.\. ([a-z_]{1,60}+):([^\n]*+)"),
}
"""A line of each language that has one for each key."""

_QUOTED = re.compile(r"""(?m)^([\w-]{1,60})[ \t]{0,9}=[ \t]{0,9}(["'])""")
"""The quotes of a key's text in TOML."""

_COMMENT = ("<!--", "-->")


@dataclass(frozen=True, slots=True)
class Given:
    """The value of one key: read, as it is written where it is no list, and the quotes around it."""

    value: Any
    text: str = ""
    quote: str = ""


@dataclass(frozen=True, slots=True)
class Front:
    """A post's front matter: its language (yaml, toml, json, ---toml, ---json, ;;;, meta, nikola; "" for none), its keys in order, and the text after it."""

    language: str
    keys: Mapping[str, Given]
    body: str


def front_of(text: str) -> Front:
    """What a post has for its front matter; none where it is broken."""
    import yaml

    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    try:
        return _fenced(text) or _json(text) or _lines(text) or Front("", {}, text)
    except (ValueError, TypeError, RecursionError, yaml.YAMLError):
        return Front("", {}, text)


def _fenced(text: str) -> Front | None:
    match = _FENCED.match(text)
    if match is None:
        return None
    fence, name, inner, body = match[1], match[2], match[3], text[match.end() :]
    if name == "toml" or fence == "+++":
        return Front("---toml" if name else "toml", _given(tomllib.loads(inner), inner), body)
    if name == "json" or fence == ";;;":
        return Front(f"{fence}{name}", _given(json.loads(inner if name else f"{{{inner}}}")), body)
    return Front("yaml", _yaml(inner), body)


def _yaml(text: str) -> dict[str, Given]:
    import yaml

    loader = yaml.SafeLoader(text)
    root = loader.get_single_node()
    if not isinstance(root, yaml.MappingNode):
        raise TypeError("it holds no keys")
    given = {}
    for key, node in root.value:
        quote = node.style if isinstance(node, yaml.ScalarNode) and node.style in ("'", '"') else ""
        written = node.value if isinstance(node, yaml.ScalarNode) else ""
        if isinstance(node, yaml.SequenceNode):
            styles = {inner.style for inner in node.value if isinstance(inner, yaml.ScalarNode)}
            quote = '"' if styles == {'"'} else ""
        build: Callable[..., Any] = loader.construct_object
        given[str(key.value)] = Given(build(node, deep=True), written, quote)
    return given


def _json(text: str) -> Front | None:
    """What Hugo and Hexo take as JSON: an object at the beginning of the file."""
    if not text.startswith("{\n"):
        return None
    data, end = json.JSONDecoder().raw_decode(text)
    return Front("json", _given(data), text[end:])


def _lines(text: str) -> Front | None:
    """The lines of Python-Markdown's extension meta, which Pelican has, or of Nikola; they end at a blank one."""
    head, _, body = text.partition("\n\n")
    lines = [
        line for line in head.split("\n") if line.strip() not in _COMMENT and not line.startswith("    ")
    ]
    for language, form in _LINES.items():
        rows = [form.fullmatch(line) for line in lines]
        keys = {row[1]: Given(row[2].strip(), row[2].strip()) for row in rows if row}
        if all(rows) and "title" in map(str.lower, keys):
            return Front(language, keys, body)
    return None


def _given(data: object, toml: str = "") -> dict[str, Given]:
    if not isinstance(data, dict):
        raise TypeError("it holds no keys")
    quotes = {match[1]: match[2] for match in _QUOTED.finditer(toml)}
    return {
        str(key): Given(
            value, value.isoformat() if isinstance(value, date) else _scalar(value), quotes.get(str(key), "")
        )
        for key, value in data.items()
    }


def _scalar(value: object) -> str:
    return str(value) if isinstance(value, str | int | float) else ""
