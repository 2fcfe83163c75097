"""The front matter of a post: the config's templates filled, and written in the language of the site."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from syndicate.converter.post.forms import FORMS, Text
from syndicate.converter.post.templates import fields, fill, literal

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from syndicate.config.keys import Template
    from syndicate.converter.post.forms import Value

TEXTS = ("title", "description")
"""The values that are a text of the origin's."""

SIGNS = re.compile(r"[\\`*_\[\]{]|^[#+>-]|(?<=^\d)\.|(?<=^\d\d)\.|(?<=^\d{3})\.|(?<=^\d{4})\.")
"""What may be Markdown in such a text (Python-Markdown 3, core.py: ESCAPED_CHARS), also as the beginning of a block."""

KEY = re.compile(r"^([A-Za-z0-9_-]+):")
"""What a line of Python-Markdown's extension meta begins with, which Pelican's has here too."""


def front_matter(
    template: Mapping[str, Template],
    values: Mapping[str, object],
    form: str = "yaml",
    required: Collection[str] = (),
    formatted: Collection[str] = (),
) -> str:
    """The front matter, from fence to fence, each with its newline.

    Args:
        template: the config's keys in order, each with a template, a list of templates, a table of them or a plain
            value. The quotes around a template are written. A key whose fields are all empty, and
            an empty list, is left out.
        values: the values of the fields; see `templates.fill`.
        form: the name of the language; see `FORMS`.
        required: the keys that are written also where they are empty.
        formatted: the keys whose values the generator reads as Markdown.
    """
    language = FORMS[form]
    marked = as_markdown(values) if formatted else values
    items = (
        (key, _value(value, marked if key.lower() in formatted else values, is_required=key in required))
        for key, value in template.items()
    )
    lines = language.lines((key, value) for key, value in items if value is not None)
    return "\n".join([*lines, ""])


def as_html(values: Mapping[str, object]) -> Mapping[str, object]:
    """The values for a generator that takes what stands in the front matter for HTML, in text and between double quotes."""
    shown = {name: html.escape(str(values[name]), quote=False) for name in TEXTS}
    return {**values, **{name: text.replace('"', "&quot;") for name, text in shown.items()}}


def as_markdown(values: Mapping[str, object]) -> Mapping[str, object]:
    """The values for a key that the generator reads as Markdown, and that begins a block of it."""
    return {**values, **{name: _plain(str(values[name])) for name in TEXTS}}


def _plain(text: str) -> str:
    """The text in Markdown."""
    return KEY.sub(r"\1&#58;", SIGNS.sub(r"\\\g<0>", text))


def _value(
    template: Template | list[str], values: Mapping[str, object], *, is_required: bool = False
) -> Value | None:
    """The value of a key; None to leave it out."""
    if isinstance(template, str):
        text = _text(template, values)
        return Text("", '"') if text is None and is_required else text
    if isinstance(template, bool | int | float):
        return template
    if isinstance(template, dict):
        table = {key: _value(value, values) for key, value in template.items()}
        return {key: value for key, value in table.items() if value is not None} or None
    items: dict[str, Value] = {}
    for each in template:
        for name, item in _items(each, values):
            items.setdefault(name, item)
    return tuple(items.values()) if items or is_required else None


def _text(template: str, values: Mapping[str, object]) -> Text | None:
    quote, inner = _split_quotes(template)
    names = fields(inner)
    if names and not literal(inner).strip() and not any(values[name] for name in names):
        return None
    return Text(fill(inner, values), quote, names == {"date"})


def _items(template: str | Mapping[str, str], values: Mapping[str, object]) -> Iterator[tuple[str, Value]]:
    """The items that a template in a list makes, each with what it is told apart by."""
    if not isinstance(template, str):
        yield from _tables(template, values)
        return
    quote, inner = _split_quotes(template)
    value = values[inner[1:-1]] if fields(inner) == {inner[1:-1]} else None
    for text in value if isinstance(value, tuple) else [fill(inner, values)]:
        if text:
            yield text, Text(text, quote)


def _tables(template: Mapping[str, str], values: Mapping[str, object]) -> Iterator[tuple[str, Value]]:
    """A table for each item of the list that one of its templates names, as an author with a name; else one."""
    names = {name for each in template.values() for name in fields(each)}
    several = next((name for name in sorted(names) if isinstance(values[name], tuple)), "")
    listed = values.get(several)
    for item in listed if isinstance(listed, tuple) else ("",):
        own = {**values, several: item}
        table = {key: value for key, each in template.items() if (value := _text(each, own)) is not None}
        if table:
            yield str(table), dict(table)


def _split_quotes(template: str) -> tuple[str, str]:
    """The quotes around a template, if any, and the template inside them."""
    quote = template[:1]
    if len(template) > 1 and quote in "'\"" and template.endswith(quote):
        return quote, template[1:-1]
    return "", template
