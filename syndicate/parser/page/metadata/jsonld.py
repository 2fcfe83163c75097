"""What a page's JSON-LD says of its article: schema.org's Article and its kinds, in all the shapes in which sites write them."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser

MAX_OBJECTS = 2000
"""Objects of one page; more is not metadata."""

ARTICLE_TYPES = re.compile(r"(?:article|posting|report|recipe|howto|creativework)$", re.IGNORECASE)
PAGE_TYPES = re.compile(r"webpage$", re.IGNORECASE)
SITE_TYPES = re.compile(r"(?:website|blog)$", re.IGNORECASE)
LISTS = {
    "itemListElement",
    "blogPost",
    "blogPosts",
    "hasPart",
    "mentions",
    "isPartOf",
    "citation",
    "comment",
    "review",
}
"""Properties whose articles are others than the page's."""

OPENINGS = ("<!--", "/*<![CDATA[*/", "/* <![CDATA[ */", "//<![CDATA[", "// <![CDATA[", "<![CDATA[")
CLOSINGS = ("-->", "/*]]>*/", "/* ]]> */", "//]]>", "// ]]>", "]]>", ";")
"""What stands around a script's text, against browsers that are long gone."""

TRAILING_COMMA = re.compile(r",\s*+(?=[}\]])")


class JsonLd:
    """A page's JSON-LD.

    Args:
        tree: the page.
    """

    def __init__(self, tree: LexborHTMLParser) -> None:
        self.objects: list[dict[str, Any]] = []
        for script in tree.css('script[type*="ld+json" i]'):
            self.objects += _objects(_data(script.text()), MAX_OBJECTS - len(self.objects))
        self._by_id = {str(item["@id"]): item for item in self.objects if "@id" in item and len(item) > 1}
        self.is_article = False
        self.article = self._article()

    def _article(self) -> dict[str, Any]:
        """What is said of the article: by an object of its kind, else by that of the page; {} where nothing is."""
        merged: dict[str, Any] = {}
        typed = [item for item in self.objects if any(map(ARTICLE_TYPES.search, _types(item)))]
        self.is_article = len(typed) == 1
        pages = [item for item in self.objects if any(map(PAGE_TYPES.search, _types(item)))]
        untyped = [
            item
            for item in self.objects
            if not _types(item) and ("headline" in item or "datePublished" in item)
        ]
        for item in (*typed[:1], *untyped, *([] if typed else pages[:1])):
            merged = {**item, **merged}
        return merged

    def text(self, key: str) -> str:
        """A text that is said of the article; "" where none is."""
        return _line(self.article.get(key))

    def names(self, key: str) -> tuple[str, ...]:
        """The names of the people or things that a property of the article holds."""
        return tuple(dict.fromkeys(filter(None, self._names(self.article.get(key)))))

    def _names(self, value: Any, depth: int = 0) -> Iterator[str]:
        if depth > 3:
            return
        if isinstance(value, list):
            for each in value[:50]:
                yield from self._names(each, depth + 1)
        elif isinstance(value, dict):
            item = value if "name" in value else self._by_id.get(str(value.get("@id")), value)
            name = item.get("name")
            if name is None and "givenName" in item:
                name = f"{_line(item.get('givenName'))} {_line(item.get('familyName'))}"
            yield from self._names(name, depth + 1)
        elif isinstance(value, str):
            yield _line(value)

    def site(self) -> tuple[str, ...]:
        """What the site and its publisher are called."""
        names = [
            _line(item.get("name")) for item in self.objects if any(map(SITE_TYPES.search, _types(item)))
        ]
        return tuple(filter(None, (*names, *self.names("publisher"), *self.names("isPartOf"))))

    def picture(self) -> str:
        """The address of the article's picture; "" where none is named."""
        value = self.article.get("image") or self.article.get("thumbnailUrl")
        for _ in range(4):
            if isinstance(value, list):
                value = value[0] if value else ""
            elif isinstance(value, dict):
                item = value if "url" in value else self._by_id.get(str(value.get("@id")), value)
                value = item.get("url") or item.get("contentUrl") or ""
        return _line(value)


def _data(text: str) -> Any:
    """The value that a script holds; None where it cannot be read even with its usual mistakes mended."""
    text = text.strip()
    for opening in OPENINGS:
        text = text.removeprefix(opening).strip()
    for closing in reversed(CLOSINGS):
        text = text.removesuffix(closing).strip()
    for candidate in (text, TRAILING_COMMA.sub("", text)):
        try:
            return json.loads(candidate, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _objects(data: Any, limit: int) -> list[dict[str, Any]]:
    """All objects of a value but those of other articles, the outer ones first."""
    found: list[dict[str, Any]] = []
    waiting: list[Any] = [data]
    for value in waiting:
        if len(waiting) > 10 * MAX_OBJECTS or len(found) >= limit:
            break
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            found.append(value)
            waiting += [
                each for key, each in value.items() if key not in LISTS and isinstance(each, dict | list)
            ]
    return found


def _types(item: dict[str, Any]) -> list[str]:
    types = item.get("@type", [])
    return [each for each in (types if isinstance(types, list) else [types]) if isinstance(each, str)]


def _line(value: Any) -> str:
    """A text as one line, without the character references that some sites leave in it."""
    return " ".join(html.unescape(value).split()) if isinstance(value, str) else ""
