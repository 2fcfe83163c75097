"""Entries that are no articles, and texts that are only the beginning of one."""

from dataclasses import replace
from datetime import date

import pytest

from syndicate.models import Article, Entry, Page
from syndicate.pipeline.partial import beginnings, notice_of_feed, private_address

ADDRESS = "https://blog.example/a/"
TEXT = "<p>One spring had slipped off its post.</p>"
ARTICLE = Article(ADDRESS, "A kettle", TEXT, date(2026, 3, 4), body_from="feed")


@pytest.mark.parametrize(
    "end",
    [
        '<p><a href="https://blog.example/a/">Continue reading →</a></p>',
        '<p>It lay in … <a href="https://blog.example/a/#more-12" class="more-link">Read more</a></p>',
        '<p><a class="more" href="https://blog.example/a">Weiterlesen</a> »</p>\n</div>',
        '<p>Il était [&#8230;] <a href="http://blog.example/a/">Lire la suite</a></p>',
        "<p>It lay in the [&hellip;]</p>",
        "<p>It lay in the […]</p>",
        "<p>It lay in the [...]</p>",
    ],
)
def test_a_text_of_a_feed_that_goes_on_at_its_page_is_named_as_a_beginning(end: str) -> None:
    (loss,) = beginnings(replace(ARTICLE, body=TEXT + end), None)
    assert loss.block == "the article"
    assert 'source.content = "page"' in loss.lost


@pytest.mark.parametrize(
    "end",
    [
        "<p>It lay in the dust…</p>",
        '<p><a href="https://blog.example/a/">★</a></p>',
        '<p><a href="https://blog.example/a/">Permalink</a></p>',
        '<p><a href="https://other.example/b/">Continue reading</a></p>',
        '<p><a href="https://blog.example/a/">Read more</a>, said the sign, and she did.</p>',
        "<p>She quoted: “the spring […] had slipped”.</p>",
    ],
)
def test_what_only_looks_like_such_an_end_is_none(end: str) -> None:
    assert list(beginnings(replace(ARTICLE, body=TEXT + end), None)) == []


def test_a_page_is_taken_at_its_word_where_it_says_to_read_on() -> None:
    body = f'{TEXT}<p><a href="{ADDRESS}">Continue reading</a></p>'
    assert list(beginnings(replace(ARTICLE, body=body, body_from="page"), None)) == []


def test_an_article_in_several_pages_is_named_as_its_first_part() -> None:
    link = f'<p class="page-links">1 <a href="{ADDRESS}2/">2</a></p>'
    page = Page(ADDRESS, ADDRESS, link.encode(), "text/html")
    (loss,) = beginnings(replace(ARTICLE, body_from="page"), page)
    assert f"{ADDRESS}2/" in loss.lost
    assert list(beginnings(ARTICLE, page)) == [], "the feed has the whole"


@pytest.mark.parametrize(
    "address",
    [
        "http://localhost:4000/a/",
        "http://127.0.0.1/a/",
        "http://[::1]:1313/a/",
        "http://192.168.1.9/a/",
        "https://my-site.local/a/",
        "https://my-site.test/a/",
    ],
)
def test_a_link_to_the_machine_of_its_author_is_no_address_for_readers(address: str) -> None:
    assert "[links]" in private_address(Entry(address))


def test_a_link_to_a_host_of_the_web_is_one() -> None:
    for host in ("blog.example", "localhost.example", "test.example", "93.184.216.34", "bücher.example"):
        assert private_address(Entry(f"https://{host}/a/")) == ""


@pytest.mark.parametrize(
    "address", ["https://blog.example/", "https://blog.example/feed/", "https://new.example/index.xml"]
)
def test_what_says_that_the_feed_has_moved_is_no_article(address: str) -> None:
    why = notice_of_feed(Entry(address, "This feed has moved", content="<p>Please subscribe anew.</p>"))
    assert "“This feed has moved. Please subscribe anew.”" in why
    assert "source.feed" in why


def test_an_article_about_feeds_is_one() -> None:
    long = " ".join(f"word{n}" for n in range(80))
    assert notice_of_feed(Entry(ADDRESS, "My feed has moved", content="<p>To elsewhere.</p>")) == ""
    assert notice_of_feed(Entry("https://blog.example/", "Feeds", content=f"<p>{long}</p>")) == ""
    assert notice_of_feed(Entry("https://blog.example/", "Feet", content="<p>Two.</p>")) == ""
