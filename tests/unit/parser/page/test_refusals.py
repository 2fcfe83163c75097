"""What is no article is refused by what it is; what only speaks of such things, or has them beside it, is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from syndicate.config import Select
from syndicate.errors import RefusedError
from syndicate.models import Article, Entry, Page
from syndicate.parser.page.article import article_from_page

FIXTURES = Path(__file__).parents[4] / "fixtures" / "refusals"
ADDRESS = "https://bees.example/archives/a-hive/"
REASONS = {
    "log-in": "a page to log in at, not the article",
    "consent": "asks for consent before it shows the article",
    "paywall": "only the beginning of it is public",
    "check": "checks whether a browser asks",
    "listing": "a list of articles, not one of them",
    "stub": "only sends its readers on to https://bees.example/2024/new/",
    "error": "an error page, though its status is that of a good one",
}
REFUSED = sorted(path for path in FIXTURES.glob("*/*.html") if path.parent.name != "articles")
ARTICLES = sorted(FIXTURES.glob("articles/*.html"))


def read(path: Path, title: str = "", *, refuse: bool = True) -> Article:
    page = Page(ADDRESS, ADDRESS, path.read_bytes(), "text/html", "utf-8")
    return article_from_page(page, Entry(ADDRESS, title, date(2024, 3, 5)), Select(), refuse=refuse)


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_page_that_is_no_article_is_refused_and_called_what_it_is(path: Path) -> None:
    with pytest.raises(RefusedError, match=REASONS[path.parent.name]):
        read(path)


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_an_article_is_one_though_it_has_something_of_such_pages(path: Path) -> None:
    assert len(read(path).body) > 50


def test_there_are_cases_of_each_kind() -> None:
    assert {path.parent.name for path in REFUSED} == {*REASONS}


def test_what_the_list_calls_the_article_is_no_sign_of_another_page() -> None:
    path = FIXTURES / "error" / "page-not-found.html"
    assert "nothing at this address" in read(path, "Page not found").body


def test_a_person_may_take_what_is_refused() -> None:
    assert "partners" in read(FIXTURES / "consent" / "before-you-continue.html", refuse=False).body
