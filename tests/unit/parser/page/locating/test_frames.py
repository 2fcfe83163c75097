"""Whatever a template puts around an article, what is located is the article."""

from __future__ import annotations

from datetime import date
from random import Random

import pytest
from selectolax.lexbor import LexborHTMLParser

from syndicate.config import Select
from syndicate.models import Entry, Page
from syndicate.parser.page.article import article_from_page
from tests.frames import MARK, Framed, framed

ADDRESS = "https://kettles.example/2024/a-kettle/"


def words(html: str) -> list[str]:
    root = LexborHTMLParser(f"<body>{html.replace('<', ' <')}</body>").body
    return root.text().split() if root is not None else []


def found(page: Framed) -> tuple[str, list[str]]:
    got = Page(ADDRESS, ADDRESS, page.html.encode(), "text/html", "utf-8")
    article = article_from_page(got, Entry(ADDRESS, "", date(2024, 3, 5)), Select())
    return article.title, words(article.body)


@pytest.mark.parametrize("seed", [*range(400), 1675])
def test_the_located_text_is_the_bodys(seed: int) -> None:
    page = framed(Random(seed))
    assert found(page) == (page.title, words(page.body)), page.frame


def test_what_stands_beside_it_is_marked_and_would_be_seen() -> None:
    pages = [framed(Random(seed)) for seed in range(20)]
    assert all(MARK in page.html and MARK not in page.body for page in pages)
