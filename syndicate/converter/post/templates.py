"""The templates of a config: `{title}`, `{date:%Y-%m-%d}`, `{title:slug}`, `{source.title}`.

config/checks.py has checked their names and forms, so an unknown one here is a bug and raises KeyError.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_FIELD = re.compile(r"\{(?P<name>[^{}:]*):?(?P<form>[^{}]*)\}")


def fill(template: str, values: Mapping[str, object]) -> str:
    """The template with its fields replaced; braces in a value are not interpreted again.

    Args:
        template: text with fields.
        values: what the fields stand for: strings, dates, tuples of strings (joined with commas), None for "".
    """
    return _FIELD.sub(lambda field: _text(values[field["name"]], field["form"]), template)


def fields(template: str) -> set[str]:
    """The names of the template's fields."""
    return {field["name"] for field in _FIELD.finditer(template)}


def literal(template: str) -> str:
    """What of the template stands outside its fields."""
    return _FIELD.sub("", template)


def slugify(text: str, most: int = 0) -> str:
    """The text as it can stand in any address: ASCII, at most so many characters if that is given, never empty."""
    from slugify import slugify as slug

    # An apostrophe parts no words. Titles are plain text: "&amp;" in one is about the entity and is not decoded.
    text = text.replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
    plain = slug(
        text,
        entities=False,
        decimal=False,
        hexadecimal=False,
        max_length=most,
        word_boundary=True,
        save_order=True,
    )
    return plain or "post"


def _text(value: object, form: str) -> str:
    if form == "slug":
        return slugify(_text(value, ""))
    if isinstance(value, date):
        return value.strftime(form) if form else value.isoformat()
    if isinstance(value, (tuple, list)):
        return ", ".join(map(str, value))
    return "" if value is None else str(value)
