"""The front matter of a post: YAML that every parser, of YAML 1.1 or 1.2, reads back as it was meant.

Every value stands on one line, so nothing in it can end the front matter or add a key.
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
"""Far narrower than what YAML allows: no indicator, nothing that may be a number or a date."""

_RESERVED = {"y", "n", "yes", "no", "on", "off", "true", "false", "null"}
"""Plain words that are booleans or null to YAML 1.1 (https://yaml.org/type/bool.html, null.html)."""

_DATE = re.compile(r"\d(?:[\dTZ.+-]|:(?=\d)| (?=[\d+-]))*")
"""What may come of a date's form without quotes: digits and what stands between them, no key and no comment."""

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""Line breaks of YAML 1.1 and what is outside YAML's c-printable (YAML 1.2.2, 5.1 and 5.4): only an escape can say these."""

_SHORT = {'"': '\\"', "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}


def front_matter(template: Mapping[str, Template], values: Mapping[str, object]) -> str:
    """The front matter, from `---` to `---`, each with its newline.

    Args:
        template: the config's keys in order, each with a template, a list of templates or a plain value.
            Quotes around a template are the quotes that are written. A key whose fields are all empty, and
            an empty list, is left out.
        values: what the fields stand for; see `templates.fill`.
    """
    written = ((key, _value(value, values)) for key, value in template.items())
    lines = [f"{_bare(key)}: {value}" for key, value in written if value]
    return "\n".join(["---", *lines, "---", ""])


def _value(template: Template, values: Mapping[str, object]) -> str:
    """The value in YAML; "" where there is nothing to say."""
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
        for text, written in _items(item, values):
            items.setdefault(text, written)
    return f"[{', '.join(items.values())}]" if items else ""


def _scalar(template: str, values: Mapping[str, object]) -> str:
    quote, inner = _unwrapped(template)
    names = fields(inner)
    if names and not literal(inner).strip() and not any(values[name] for name in names):
        return ""
    text = fill(inner, values)
    if quote:
        return _quoted(text, quote)
    return text if names == {"date"} and _DATE.fullmatch(text) else _bare(text)


def _items(template: str, values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The texts that a list's template stands for, each with how it is written."""
    quote, inner = _unwrapped(template)
    value = values[inner[1:-1]] if fields(inner) == {inner[1:-1]} else None
    for text in value if isinstance(value, tuple) else [fill(inner, values)]:
        if text:
            yield text, _quoted(text, quote or "'")


def _unwrapped(template: str) -> tuple[str, str]:
    """The quotes around a template, if any, and what is in them."""
    quote = template[:1]
    if len(template) > 1 and quote in "'\"" and template.endswith(quote):
        return quote, template[1:-1]
    return "", template


def _bare(text: str) -> str:
    """The string without quotes where that is certain to be read as this string, else with double ones."""
    return text if _PLAIN.fullmatch(text) and text.lower() not in _RESERVED else _quoted(text, '"')


def _quoted(text: str, quote: str) -> str:
    if quote == "'" and not _UNPRINTABLE.search(text):
        return "'" + text.replace("'", "''") + "'"
    return '"' + _UNPRINTABLE.sub(_escape, re.sub(r'["\\\t\n\r]', lambda found: _SHORT[found[0]], text)) + '"'


def _escape(found: re.Match[str]) -> str:
    code = ord(found[0])
    if 0xD800 <= code <= 0xDFFF:
        return "\N{REPLACEMENT CHARACTER}"  # half a character: UTF-8 has no bytes for it, Go's and Ruby's YAML no escape
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def _float(value: float) -> str:
    if not math.isfinite(value):
        return str(value).replace("inf", ".inf").replace("nan", ".nan")
    mantissa, exponent, power = repr(value).partition("e")
    # YAML 1.1 takes 1e+20 for a string: its floats have a point (https://yaml.org/type/float.html).
    return f"{mantissa}{'.0' * (bool(exponent) and '.' not in mantissa)}{exponent}{power}"
