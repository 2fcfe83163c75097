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
    "sections and a site right behind the title, without spaces": (
        "<title>A hive of larch, built in the spring_wood_news_bees.example</title>",
        f"<div><h2>A hive of larch, built in the spring</h2>{TEXT}</div><h2>A hive</h2>",
        "A hive of larch, built in the spring",
    ),
    "a heading that is the beginning of a compound": (
        "<title>Larch-wood hives</title>",
        f"<div><h2>Larch-wood hives</h2>{TEXT}<h2>Larch</h2><p>It is a wood.</p></div>",
        "Larch-wood hives",
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
    "a bar that shows it as the site's name does": (
        "<title>A hive | Bees</title>",
        "<header><a href=/><span class=site-name>Bees</span></a><a href=/><span class=site-name>A hive</span></a>"
        f"<h1 class=post-title>A hive</h1></header><article>{TEXT}</article>",
        "A hive",
    ),
    "a site's name before it, which is the longer one": (
        "<title>The bees of the year - A hive</title>",
        f"<header><h1><a href=/>The bees of the year</a></h1></header><article><h2><a href={ADDRESS}>A hive</a></h2>{TEXT}</article>",
        "A hive",
    ),
    "a site's name right behind it": (
        "<title>A hive-Bees</title>",
        ARTICLE,
        "A hive",
    ),
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
    "a link to all of an author's articles": "<p><a rel=author href=/author/jane>View all of Jane Doe's posts.</a></p>",
    "a link to an author's page, and no more": "<p class=sub>Bees | <a href=/author/jane>Jane Doe</a></p>",
    "an author in the article's footer": "<footer><address>By <a href=/jane.html>Jane Doe</a></address></footer>",
    "the icon of a person before the name": "<p><i class='fa fa-user'></i> Jane Doe</p>",
    "a label before the name": "<p><span>Author:</span><span>Jane Doe</span></p>",
    "a label of a list of definitions": "<dl><dt>Authors</dt><dd><dl><dt>Name</dt><dd>Jane Doe</dd></dl></dd></dl>",
    "a date before by": "<p class=post-meta>March 5, 2024 by Jane Doe</p>",
    "icons of several things": "<p><i class='fas fa-clock'></i> 1 minute <i class='fas fa-user'></i>&nbsp;Jane Doe</p>",
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
        "<address><a href=/privacy>Privacy Policy</a> - <a href=/terms>Terms of Use</a></address>",
    ],
)
def test_no_author_is_better_than_a_wrong_one(beside: str) -> None:
    assert read(f"{beside}<article><h1>A hive</h1>{TEXT}</article>").authors == ()


TAGS = {
    "links to their pages in the article's footer": "<footer>Tags: <a href=/tag/wood.html>wood</a> <a href=/tag/bees.html>bees</a></footer>",
    "a list that is called after one of them": "<div class=post-tag><ul><li><a href=/t/wood>wood</a></li><li><a href=/t/bees>bees</a></li></ul></div>",
    "numbers of articles behind them": "<p class=tags><a href=/t/wood>wood<sup>3</sup></a><a href=/t/bees>bees<span class=count>2</span></a></p>",
    "a category for what has none": "<p><a rel=tag href=/c>Uncategorized</a><a rel=tag href=/w>wood</a><a rel=tag href=/b>bees</a></p>",
}


@pytest.mark.parametrize("line", TAGS.values(), ids=TAGS)
def test_tags_are_those_near_the_article_one_by_one(line: str) -> None:
    cloud = "<div class=tags><a href=/tags/honey>honey</a><a href=/tags/larch>larch</a></div>"
    assert sorted(read(f"{cloud}<main><article><h1>A hive</h1>{TEXT}{line}</article></main>").tags) == [
        "bees",
        "wood",
    ]


def test_tags_of_one_element_are_parted_at_its_commas() -> None:
    assert read(head="<title>A hive</title>" + og("article:tag", "bees,wood")).tags == ("bees", "wood")


def test_a_box_right_beside_the_article_that_is_called_a_part_of_it_has_its_author() -> None:
    box = "<div class='sidebar post-sidebar'><a rel=author href=/jane>Jane Doe</a></div>"
    assert read(f"<main><div>{box}{ARTICLE}</div></main>").authors == ("Jane Doe",)


def test_the_only_name_in_a_box_about_an_author_is_the_authors_where_nothing_else_is_said() -> None:
    box = "<div class=sidebar><div class=h-card><h3 class='author__name p-name'>Jane Doe</h3></div></div>"
    assert read(f"{box}{ARTICLE}").authors == ("Jane Doe",)
    assert read(f"{box}{box.replace('Jane Doe', 'John Roe')}{ARTICLE}").authors == ()


def test_links_to_pages_of_authors_in_the_pages_footer_are_no_authors() -> None:
    assert read(f"{ARTICLE}<footer><address><a href=/terms>Terms of use</a></address></footer>").authors == ()


def test_a_date_behind_a_word_for_changed_is_not_that_of_publication() -> None:
    line = "<p><span>最終更新日 <time datetime=2024-12-01>1</time></span><span>投稿日 <time datetime=2024-03-05>5</time></span></p>"
    page = f"<!doctype html><title>A hive</title><article><h1>A hive</h1>{line}{TEXT}</article>".encode()
    made = article_from_page(Page(ADDRESS, ADDRESS, page, "text/html", "utf-8"), Entry(ADDRESS), Select())
    assert str(made.published)[:10] == "2024-03-05"
