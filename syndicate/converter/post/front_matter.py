"""The front matter of a post: YAML that every parser, of YAML 1.1 or 1.2, reads the same.

Every value is on one line, so nothing in it can end the front matter or add a key.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from syndicate.converter.post.templates import fields, fill, literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Template = str | bool | int | float | list[str]

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_./-]*(?: +[A-Za-z0-9_./-]+)*")
"""Strings that need no quotes; much narrower than YAML: no indicator, nothing that may be a number or a date."""

_RESERVED = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
"""Words that are booleans or null in YAML 1.1 (https://yaml.org/type/bool.html, null.html)."""

_DATE = re.compile(r"\d(?:[\dTZ.+-]|:(?=\d)| (?=[\d+-]))*")
"""A formatted date that needs no quotes: digits and separators, no key and no comment."""

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""Line breaks of YAML 1.1 and what is outside c-printable (YAML 1.2.2, 5.1 and 5.4): these need an escape."""

_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}


def front_matter(template: Mapping[str, Template], values: Mapping[str, object]) -> str:
    """The front matter, from `---` to `---`, each with its newline.

    Args:
        template: the config's keys in order, each with a template, a list of templates or a plain value.
            The quotes around a template are written. A key whose fields are all empty, and
            an empty list, is left out.
        values: the values of the fields; see `templates.fill`.
    """
    items = ((key, _value(value, values)) for key, value in template.items())
    lines = [f"{_plain_or_quoted(key)}: {value}" for key, value in items if value]
    return "\n".join(["---", *lines, "---", ""])


def _value(template: Template, values: Mapping[str, object]) -> str:
    """The value in YAML; "" to leave it out."""
    if isinstance(template, str):
        return _scalar(template, values)
    if isinstance(template, bool):
        return "true" if template else "false"
    if isinstance(template, float):
        return _float(template)
    if isinstance(template, int):
        return str(template)
    items: dict[str, str] = {}
    for item in template:
        for text, quoted in _items(item, values):
            items.setdefault(text, quoted)
    return f"[{', '.join(items.values())}]" if items else ""


def _scalar(template: str, values: Mapping[str, object]) -> str:
    quote, inner = _split_quotes(template)
    names = fields(inner)
    if names and not literal(inner).strip() and not any(values[name] for name in names):
        return ""
    text = fill(inner, values)
    if quote:
        return _quote(text, quote)
    return text if names == {"date"} and _DATE.fullmatch(text) else _plain_or_quoted(text)


def _items(template: str, values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The items that a template in a list makes, each as text and as YAML."""
    quote, inner = _split_quotes(template)
    value = values[inner[1:-1]] if fields(inner) == {inner[1:-1]} else None
    for text in value if isinstance(value, tuple) else [fill(inner, values)]:
        if text:
            yield text, _quote(text, quote or "'")


def _split_quotes(template: str) -> tuple[str, str]:
    """The quotes around a template, if any, and the template inside them."""
    quote = template[:1]
    if len(template) > 1 and quote in "'\"" and template.endswith(quote):
        return quote, template[1:-1]
    return "", template


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


def _float(value: float) -> str:
    if not math.isfinite(value):
        return str(value).replace("inf", ".inf").replace("nan", ".nan")
    mantissa, exponent, power = repr(value).partition("e")
    # YAML 1.1 reads 1e+20 as a string: its floats have a point (https://yaml.org/type/float.html).
    return f"{mantissa}{'.0' * (bool(exponent) and '.' not in mantissa)}{exponent}{power}"
