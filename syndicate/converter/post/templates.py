"""The templates of a config: `{title}`, `{date:%Y-%m-%d}`, `{title:slug}`, `{source.title}`.

config/checks.py validates their names and forms, so an unknown one here is a bug and raises KeyError.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_PLAIN_FORM = re.compile(r"(?:%[Ymd]|[-/._])++")
"""A form of a date in which each sign stands for itself, or for digits."""

_FIELD = re.compile(r"\{(?P<name>[^{}:]*+):?(?P<form>[^{}]*+)\}")


SIGNS = {
    "♥": " love ",
    "∞": " infinity ",
    "∑": " sum ",
    "∆": " delta ",
    "€": " euro ",
    "£": " pound ",
    "¥": " yen ",
}
"""Signs that site generators spell out in the addresses that they make of titles (npm's slugify)."""


def fill(template: str, values: Mapping[str, object]) -> str:
    """The template with its fields replaced; braces in a value are not interpreted.

    Args:
        template: text with fields.
        values: the values of the fields: strings, dates, tuples of strings (joined with commas), None for "".
    """
    return _FIELD.sub(lambda field: _text(values[field["name"]], field["form"]), template)


def _offset(value: date) -> str:
    """The zone of a time as RFC 3339 has it, such as +02:00; "" where it has none. Python writes %:z from 3.12 on."""
    offset = value.strftime("%z")
    return f"{offset[:3]}:{offset[3:5]}" if offset else ""


def fields(template: str) -> set[str]:
    """The names of the template's fields."""
    return {field["name"] for field in _FIELD.finditer(template)}


def fits(template: str, text: str) -> bool:
    """Whether a text may be what the template makes of some values."""
    texts, names, forms = (_FIELD.split(template)[at :: _FIELD.groups + 1] for at in range(3))
    values = [*map(_value_pattern, names, forms), ""]
    pattern = "".join(re.escape(part) + value for part, value in zip(texts, values, strict=True))
    return re.fullmatch(pattern, text) is not None


def _value_pattern(name: str, form: str) -> str:
    """What a field's value looks like; anything where that depends on more than digits and plain signs."""
    if form == "slug" or (name == "slug" and not form):
        return "[a-z0-9-]+?"
    if not form or not _PLAIN_FORM.fullmatch(form):
        return ".+?"
    return re.sub(r"%(\w)", lambda part: r"\d{4}" if part[1] == "Y" else r"\d\d", re.escape(form))


def literal(template: str) -> str:
    """The template without its fields."""
    return _FIELD.sub("", template)


def slugify(text: str, limit: int = 0) -> str:
    """The text as a part of an address: ASCII, never empty, and at most `limit` characters if that is not 0."""
    from slugify import slugify as slug

    # An apostrophe does not separate words. Titles are plain text: an "&amp;" in one is not decoded.
    text = text.replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
    plain = slug(
        "".join(SIGNS.get(character, character) for character in text),
        entities=False,
        decimal=False,
        hexadecimal=False,
        max_length=limit,
        word_boundary=True,
        save_order=True,
    )
    return plain or "post"


def _text(value: object, form: str) -> str:
    if form == "slug":
        return slugify(_text(value, ""))
    if isinstance(value, date):
        form = form.replace("%:z", _offset(value))
        # On some systems the years before 1000 have fewer than four digits, which no generator reads as a year.
        return value.strftime(form.replace("%Y", f"{value.year:04d}")) if form else value.isoformat()
    if isinstance(value, (tuple, list)):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
