"""What else a page states of its article: picture, language, series, a later change, a description."""

from __future__ import annotations

import json
from datetime import date

import pytest

from syndicate.config import Select
from syndicate.models import Article, Entry, Page
from syndicate.parser.page.article import article_from_page

ADDRESS = "https://bees.example/2024/hive/"
TEXT = (
    "<p>A hive of larch holds the warmth of its bees through the winter, and keeps out the damp of spring.</p>"
    * 4
)


def read(head: str, *, lang: str = "en-GB", summary: str = "") -> Article:
    page = f"<!doctype html><html lang={lang}><title>A hive</title>{head}<article><h1>A hive</h1>{TEXT}</article>"
    entry = Entry(ADDRESS, published=date(2024, 3, 5), summary=summary)
    return article_from_page(Page(ADDRESS, ADDRESS, page.encode(), "text/html", "utf-8"), entry, Select())


def said(**values: object) -> str:
    return f"<script type=application/ld+json>{json.dumps({'@type': 'BlogPosting', **values})}</script>"


def test_what_a_page_states_is_there_for_templates() -> None:
    part = {"@type": "CreativeWorkSeries", "name": "A year of bees"}
    made = read(said(image="/hive.jpg", isPartOf=part, dateModified="2024-04-01"))
    assert made.image == "https://bees.example/hive.jpg"
    assert (made.language, made.series, made.modified) == ("en-GB", "A year of bees", date(2024, 4, 1))


def test_what_a_page_does_not_state_is_empty() -> None:
    made = read("", lang="")
    assert (made.image, made.language, made.series, made.modified) == ("", "", "", None)


def test_a_change_on_the_day_of_publication_is_none() -> None:
    assert read(said(dateModified="2024-03-05T18:00:00Z")).modified is None


DESCRIPTIONS = {
    "of the article": ("Why larch holds the warmth of bees through winter & keeps damp out in spring.", True),
    "of the site": ("Notes about gardens, cooking and programming from a small village in Devon.", False),
    "of the article, with HTML": (
        "The &lt;b&gt;warmth&lt;/b&gt; of bees through winter, and the damp of spring, which larch keeps out.",
        True,
    ),
    "too short to tell": ("Larch and bees.", False),
}


@pytest.mark.parametrize(("text", "is_of_article"), DESCRIPTIONS.values(), ids=DESCRIPTIONS)
def test_a_pages_description_is_taken_where_it_is_of_the_article(text: str, is_of_article: bool) -> None:
    head = f'<meta name=description content="{text}">'
    plain = text.replace("&lt;b&gt;", "").replace("&lt;/b&gt;", "")
    assert (read(head).description == plain) is is_of_article
    assert read(head, summary="From the feed.").description == "From the feed."
