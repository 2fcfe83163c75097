"""What an article is called and who wrote it, of pages that say it in many ways, and other things beside it."""

from __future__ import annotations

from datetime import date

import pytest

from syndicate.config import Select
from syndicate.models import Article, Entry, Page
from syndicate.parser.page.article import article_from_page

ADDRESS = "https://bees.example/2024/a-hive/"
TEXT = (
    "<p>First the box is sawn, from planks that have dried for a year, so that nothing warps in summer.</p>"
    * 2
)
ARTICLE = f"<article><h1>A hive</h1>{TEXT}</article>"


def read(body: str = ARTICLE, head: str = "<title>A hive | Bees</title>") -> Article:
    page = f"<!doctype html><html lang=en><head>{head}</head><body>{body}</body></html>".encode()
    return article_from_page(
        Page(ADDRESS, ADDRESS, page, "text/html", "utf-8"), Entry(ADDRESS, "", date(2024, 3, 5)), Select()
    )


def og(name: str, content: str) -> str:
    return f'<meta property="{name}" content="{content}">'


TITLES = {
    "a site's heading that ends the title": (
        "<title>A hive: wood and work — The yearly bees</title>",
        f"<div><h1>The yearly bees</h1></div><div><h1>A hive: wood and work</h1>{TEXT}</div>",
        "A hive: wood and work",
    ),
    "a platform's heading that ends the title": (
        "<title>How a hive of larch is built @ Bees :: Hosted ::</title>" + og("og:site_name", "Bees"),
        f"<div><h1>Hosted</h1></div><div><h1><a href=/>Bees</a></h1><div class=post-content>{TEXT}</div></div>",
        "How a hive of larch is built @ Bees :: Hosted ::",
    ),
    "an application that is called as the article": (
        "<title>A hive - Bees</title>"
        + og("og:title", "A hive")
        + og("og:site_name", "Bees")
        + og("al:android:app_name", "A hive"),
        f"<h1 class=logo>More news</h1><article><h1>A hive</h1>{TEXT}</article>",
        "A hive",
    ),
    "a site's name before it": ("<title>Bees | A hive</title>", ARTICLE, "A hive"),
    "several properties in one element": (
        og("x:title dc:title", "A hive") + "<title>Bees</title>",
        f"<article>{TEXT}</article>",
        "A hive",
    ),
}


@pytest.mark.parametrize(("head", "body", "title"), TITLES.values(), ids=TITLES)
def test_the_title_is_the_articles_and_never_the_sites(head: str, body: str, title: str) -> None:
    assert read(body, head).title == title


AUTHORS = {
    "a byline of any name": "<p class=FeatureByline>By <b>Jane Doe</b><br>March 25, 2015</p>",
    "a byline with a link": "<div class=pb-byline>By <a href=/people/jane>Jane Doe</a> in the garden</div>",
    "a byline with a job": "<div class=author><a href=/jane>Jane Doe</a> Keeper of Bees</div>",
    "an editor too": "<p class=byline>Written by Jane Doe<br>Edited by John Roe</p>",
    "an editor in one line": "<p class=byline>By Jane Doe Edited by John Roe</p>",
    "an address behind it": '<meta itemprop=author content="Jane Doe (https://jane.example/)">',
    "a mail address behind it": '<meta itemprop=author content="Jane Doe <jane@bees.example>">',
    "one name in two properties": og("dc:creator twitter:site_name", "Jane Doe"),
}
COMMENTS = (
    '<ol class=commentlist><li class=comment id=comment-7><span class=vcard><cite class="author fn">John Roe</cite></span>'
    "<p>I like it.</p></li></ol>"
)


@pytest.mark.parametrize("byline", AUTHORS.values(), ids=AUTHORS)
def test_the_author_is_who_wrote_it_and_not_who_commented(byline: str) -> None:
    body = f"<article><h1>A hive</h1>{byline}{TEXT}{COMMENTS}</article><p class=byline>By Mary Poe</p>"
    assert read(body).authors == ("Jane Doe",)


@pytest.mark.parametrize(
    "beside",
    [
        "<div class=user><span class=username>Username</span></div>",
        COMMENTS,
        '<meta name=author content="https://bees.example/jane">',
        "<p class=byline>March 25, 2015</p>",
    ],
)
def test_no_author_is_better_than_a_wrong_one(beside: str) -> None:
    assert read(f"{beside}<article><h1>A hive</h1>{TEXT}</article>").authors == ()
