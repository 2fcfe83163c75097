"""The languages of front matter, as a table: what stands around it, and how a key with its value is written.

Every value is on one line, so nothing in it can end the front matter or add a key.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@dataclass(frozen=True, slots=True)
class Text:
    """A string, the quotes that it is to have ("" where that is left open), and whether it is a formatted date."""

    text: str
    quote: str = ""
    is_date: bool = False


Value = Text | bool | int | float | tuple["Value", ...] | dict[str, "Value"]


@dataclass(frozen=True, slots=True)
class Form:
    """A language of front matter: the lines that open and close it, a key with its value as one line, what stands between two."""

    opening: tuple[str, ...]
    line: Callable[[str, Value], str]
    closing: tuple[str, ...]
    separator: str = ""

    def lines(self, items: Iterable[tuple[str, Value]]) -> list[str]:
        """The lines of a front matter; tables stand below all keys where the language has such."""
        keys = sorted(items, key=lambda item: self.line is _toml_line and isinstance(item[1], dict))
        lines = [self.line(key, value) + self.separator for key, value in keys]
        if lines:
            lines[-1] = lines[-1].removesuffix(self.separator)
        return [*self.opening, *lines, *self.closing]


_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*(?: +[A-Za-z0-9_./-]+)*")
"""Strings that need no quotes; much narrower than YAML: no indicator, nothing that may be a number or a date."""

_RESERVED = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
"""Words that are booleans or null in YAML 1.1 (https://yaml.org/type/bool.html, null.html)."""

_DATE = re.compile(r"\d(?:[\dTZ.+-]|:(?=\d)| (?=[\d+-]))*")
"""A formatted date that needs no quotes: digits and separators, no key and no comment."""

_TOML_DATE = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)?)?")
"""A date as TOML has it (https://toml.io/en/v1.0.0#offset-date-time); any other is a string there."""

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""Line breaks of YAML 1.1 and what is outside c-printable (YAML 1.2.2, 5.1 and 5.4): these need an escape."""

_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}


def _yaml_line(key: str, value: Value) -> str:
    return f"{_plain_or_quoted(key)}: {_yaml(value)}"


def _yaml(value: Value) -> str:
    if isinstance(value, Text):
        if value.quote:
            return _quote(value.text, value.quote)
        is_plain = value.is_date and _DATE.fullmatch(value.text)
        return value.text if is_plain else _plain_or_quoted(value.text)
    if isinstance(value, tuple):
        return f"[{', '.join(map(_yaml_item, value))}]"
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_plain_or_quoted(key)}: {_yaml(item)}' for key, item in value.items())}}}"
    if isinstance(value, float):
        return _yaml_float(value)
    return str(value).lower()


def _yaml_item(value: Value) -> str:
    """An item of a list: always in quotes where it is a string."""
    return _quote(value.text, value.quote or "'") if isinstance(value, Text) else _yaml(value)


def _plain_or_quoted(text: str) -> str:
    """The string without quotes if every parser reads it as this string, else in double quotes."""
    return text if _PLAIN.fullmatch(text) and text.lower() not in _RESERVED else _quote(text, '"')


def _quote(text: str, quote: str) -> str:
    if quote == "'" and not _UNPRINTABLE.search(text):
        return "'" + text.replace("'", "''") + "'"
    return (
        '"'
        + _UNPRINTABLE.sub(_escape, re.sub(r'["\\\t\n\r]', lambda match: _SHORT_ESCAPES[match[0]], text))
        + '"'
    )


def _escape(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xD800 <= code <= 0xDFFF:
        return "\N{REPLACEMENT CHARACTER}"  # a lone surrogate: UTF-8 cannot encode it, and YAML in Go and Ruby has no escape for it
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _yaml_float(value: float) -> str:
    if not math.isfinite(value):
        return str(value).replace("inf", ".inf").replace("nan", ".nan")
    mantissa, exponent, power = repr(value).partition("e")
    # YAML 1.1 reads 1e+20 as a string: its floats have a point (https://yaml.org/type/float.html).
    return f"{mantissa}{'.0' * (bool(exponent) and '.' not in mantissa)}{exponent}{power}"


def _meta_line(key: str, value: Value) -> str:
    """What stands after the colon is the value, with quotes if it has any.

    https://python-markdown.github.io/extensions/meta_data/
    """
    return f"{re.sub(r'[^A-Za-z0-9_-]', '-', key)}: {_meta(value)}"


def _meta(value: Value) -> str:
    if isinstance(value, tuple):
        # Pelican takes semicolons for what is between the items where there is one, else commas.
        items = [_meta(item).replace(";", ",") for item in value]
        if any("," in item for item in items):
            return "; ".join(items) + ";" * (len(items) == 1)
        return ", ".join(items)
    if isinstance(value, dict):
        return ", ".join(map(_meta, value.values()))
    text = value.text if isinstance(value, Text) else str(value).lower()
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def _toml_line(key: str, value: Value) -> str:
    """A key with its value, or a table under its heading, of which each key is one line."""
    if isinstance(value, dict):
        return "\n".join(
            [
                "",
                f"[{_toml_key(key)}]",
                *(f"{_toml_key(name)} = {_toml(each)}" for name, each in value.items()),
            ]
        )
    return f"{_toml_key(key)} = {_toml(value)}"


def _toml_key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _toml_quote(key)


def _toml(value: Value) -> str:
    if isinstance(value, Text):
        if value.is_date and not value.quote and _TOML_DATE.fullmatch(value.text):
            return value.text
        is_literal = value.quote == "'" and "'" not in value.text and not _UNPRINTABLE.search(value.text)
        return f"'{value.text}'" if is_literal else _toml_quote(value.text)
    if isinstance(value, tuple):
        return f"[{', '.join(map(_toml, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_toml_key(key)} = {_toml(item)}' for key, item in value.items())} }}"
    return str(value).lower()


def _toml_quote(text: str) -> str:
    """A basic string; of its escapes TOML 1.0 knows \\u alone by number."""
    return re.sub(
        r"\\x(..)|\\\\", lambda match: f"\\u00{match[1]}" if match[1] else match[0], _quote(text, '"')
    )


def _json_line(key: str, value: Value) -> str:
    return f"  {_json(key)}: {_json(value)}"


def _json(value: Value | str) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(map(_json, value))}]"
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{_json(key)}: {_json(item)}' for key, item in value.items())} }}"
    text = value.text if isinstance(value, Text) else value
    return _toml_quote(text) if isinstance(text, str) else json.dumps(text)


FORMS: dict[str, Form] = {
    "yaml": Form(("---",), _yaml_line, ("---",)),
    "meta": Form(("---",), _meta_line, ("---",)),
    "toml": Form(("+++",), _toml_line, ("+++",)),
    "---toml": Form(("---toml",), _toml_line, ("---",)),
    "json": Form(("{",), _json_line, ("}",), ","),
    "---json": Form(("---json", "{"), _json_line, ("}", "---"), ","),
}
"""Each language by its name: YAML that every parser, of YAML 1.1 or 1.2, reads the same; the lines of
Python-Markdown's extension meta, as Pelican has them; TOML 1.0 as Hugo has it, and as Eleventy can be told to read it; JSON as Hugo has it, and as Eleventy does."""
