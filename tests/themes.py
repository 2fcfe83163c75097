"""Pages that themes of generators made of posts whose bodies are known, and how well the article is found on each.

A theme is a folder of fixtures/themes: the page, and what is expected of it; the posts are in its folder posts.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from syndicate.config import Select
from syndicate.models import Article, Entry, Page
from syndicate.parser.page.article import article_from_page

THEMES = Path(__file__).parents[1] / "fixtures" / "themes"
WORDS = re.compile(r"\w+")
SPACED = re.compile(
    r"(?=</?(?:p|div|li|[uo]l|h[1-6]|tr|t[dh]|table|pre|br|blockquote|figure|figcaption|img)\b)"
)
"""Where one block ends and another begins."""


@dataclass(frozen=True)
class Theme:
    """A page of a theme, and what is right about it.

    Attributes:
        name: the generator and the theme.
        page: the page.
        expected: what is known of its article.
        body: the article's body, as any Markdown renderer makes it of the post.
    """

    name: str
    page: Page
    expected: dict[str, Any]
    body: str

    def article(self) -> Article:
        """What is found on the page, of which a list has told the address, and the date where the page has none."""
        published = None if "date" in self.expected else date(2024, 1, 1)
        return article_from_page(self.page, Entry(self.expected["address"], published=published), Select())


def themes() -> list[Theme]:
    """All of them."""
    found = []
    for folder in sorted(THEMES.glob("*/expected.json")):
        expected = json.loads(folder.read_text(encoding="utf-8"))
        content = folder.with_name("page.html").read_bytes()
        page = Page(expected["address"], expected["address"], content, "text/html", "utf-8")
        body = (THEMES / "posts" / f"{expected['post']}.html").read_text(encoding="utf-8")
        found.append(Theme(folder.parent.name, page, expected, body))
    return found


def words(html: str) -> list[str]:
    """The words of a fragment."""
    root = LexborHTMLParser(f"<!doctype html><html><body>{SPACED.sub(' ', html)}</body></html>").body
    return WORDS.findall(root.text()) if root is not None else []


def agreement(true: str, found: str) -> float:
    """F1 of the words of two fragments."""
    a, b = Counter(words(true)), Counter(words(found))
    return 2 * sum((a & b).values()) / (sum(a.values()) + sum(b.values()) or 1)


def facts(article: Article) -> dict[str, Any]:
    """What an article says, by the names that an expectation has."""
    text, root = words(article.body), LexborHTMLParser(article.body)
    return {
        "title": article.title,
        "date": str(article.published)[:10],
        "authors": list(article.authors),
        "tags": sorted(article.tags),
        "first": " ".join(text[:5]),
        "last": " ".join(text[-5:]),
        "words": len(text),
        "pictures": len(root.css("img")),
        "code": len(root.css("pre")),
    }
