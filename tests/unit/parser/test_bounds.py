import json
from datetime import date
from pathlib import Path

import pytest

import syndicate
from syndicate import convert
from syndicate.config import Select
from syndicate.errors import ParseError
from syndicate.models import Entry, Page
from syndicate.parser.bounds import MAX_DEPTH, TOO_DEEP, check_attributes, parse_html
from syndicate.parser.lists.feed import parse_feed
from syndicate.parser.lists.listing import parse_listing
from syndicate.parser.lists.values import MAX_LINE, MAX_NAMES
from syndicate.parser.page.article import article_from_entry, article_from_page
from syndicate.parser.page.digest import page_digest
from syndicate.parser.page.metadata.claims import claims_of

MANY = 300_000


@pytest.mark.parametrize(
    "attributes",
    [
        " ".join(f"a{n}" for n in range(MANY)),
        "/".join(f"a{n}" for n in range(MANY)),
        " ".join(f'a{n}="<>"' for n in range(MANY)),
        " ".join(f"a{n}='>'" for n in range(MANY)),
        " ".join(f"<a{n}" for n in range(MANY)),
        "".join(f'a{n}=""' for n in range(MANY)),
    ],
)
@pytest.mark.parametrize("before", ["", "<script>x < y</script>", "<!-- <p -->", "<!-- > --><style>"])
def test_a_tag_with_too_many_attributes_is_refused_in_every_form(attributes: str, before: str) -> None:
    if before.endswith("<style>"):
        check_attributes(f"{before}<p {attributes}>x</p>", "")  # it is text there
        return
    page = f"<html><body><article><h1>T</h1>{before}<p {attributes}>x</p></article></body></html>"
    with pytest.raises(ParseError, match="a tag in it has more than 5,000 attributes"):
        article_from_page(
            Page("https://a/b", "https://a/b", page.encode(), "text/html"), Entry("https://a/b"), Select()
        )


@pytest.mark.parametrize(
    "html",
    [
        f'<path d="{"M 1 2 " * 50_000}"><p>x',
        f"<script>{'a < b '.join('xyz' for _ in range(50_000))}</script>",
        f"<!-- {'<p a b c ' * 50_000} -->",
        f"<p>{'word ' * 100_000}</p>",
        "<p class=a id=b>x</p>" * 20_000,
        f'<img alt="{"a > b " * 50_000}',
    ],
)
def test_what_a_page_may_well_hold_is_not_refused(html: str) -> None:
    parse_html(html, "")


@pytest.mark.parametrize(
    "html",
    [
        "".join(f"<p><b id=a{n}>x" for n in range(2000)),
        "".join(f"<i class=a{n}>" for n in range(1000)) + "<p>x</p>" * 1000,
        "".join(f"<div><font size={n}>x</div>" for n in range(2000)),
        "".join(f"<CODE id={n}><b id={n}>" for n in range(800)) + "</b>" * 100 + "<p>x" * 900,
    ],
)
def test_what_would_be_opened_again_without_end_is_refused_everywhere(html: str) -> None:
    page = Page("https://a/b", "https://a/b", f"<article><h1>T</h1>{html}</article>".encode(), "text/html")
    for read in (
        lambda: article_from_page(page, Entry("https://a/b"), Select()),
        lambda: article_from_entry(Entry("https://a/b", "T", date(2024, 5, 1), content=html), Select()),
        lambda: parse_listing(page, Select(entries="a")),
        lambda: claims_of(page),
        lambda: page_digest(page, Entry("https://a/b"), Select()),
        lambda: convert(html, base="https://a/b"),
    ):
        with pytest.raises(ParseError, match="opened and never closed"):
            read()


@pytest.mark.parametrize(
    "html",
    [
        "<p><b>x</p>" * 20_000,  # of those that are alike, three are opened again
        "<p><b>x</b> <i class=a>y</i></p>" * 20_000,
        "".join(f"<i id=a{n}>" for n in range(20)) + "<p>x</p>" * 5000,
        "</b>" * 5000 + "<p>x</p>" * 5000,
    ],
)
def test_what_is_only_written_carelessly_is_not_refused(html: str) -> None:
    parse_html(html, "")


@pytest.mark.parametrize(
    "tag", ["blockquote", "b", "details", "span", "ul><li", "table><tr><td", "pre", "div"]
)
def test_no_nesting_exhausts_the_stack(tag: str) -> None:
    for count in (MAX_DEPTH // 4, MAX_DEPTH, 400, 3000):
        try:
            convert(f"<{tag}>" * count + "x", base="https://a/b")
        except ParseError as error:
            assert str(error) == f"https://a/b: {TOO_DEEP}"  # noqa: PT017 - what is not refused is converted


def test_all_html_of_an_origin_is_parsed_within_bounds() -> None:
    allowed = {
        "bounds.py",
        "nodes.py",
        "cards.py",
        "article.py",
    }  # these parse what was cleaned, or is their own
    parser = Path(syndicate.__file__).parent / "parser"
    found = {
        path.name
        for path in parser.rglob("*.py")
        if "exports" not in path.parts and "= LexborHTMLParser(" in path.read_text(encoding="utf-8")
    }
    assert found <= allowed


@pytest.mark.parametrize(
    "feed",
    [
        f"<rss><channel>{'<item/>' * 200_000}</channel></rss>",
        f'<feed xmlns="http://www.w3.org/2005/Atom">{"<entry/>" * 200_000}</feed>',
        f"<rss><channel>{'<a/>' * 4_000_000}</channel></rss>",
        f'{{"items": [{"[]," * 2_000_000}1]}}',
        f'{{"items": [{"{}," * 2_000_000}1]}}',
        f'{{"items": [{"1," * 5_000_000}1]}}',
        f'{{"items": [], "x": {{{chr(44).join(f"{chr(34)}{n}{chr(34)}:1" for n in range(4_100_000))}}}}}',
    ],
)
def test_a_feed_of_too_many_things_is_refused(feed: str) -> None:
    with pytest.raises(ParseError, match="so it is no blog's feed"):
        parse_feed(feed.encode(), "https://a/feed")


def json_feed(**fields: object) -> bytes:
    item = {"id": "https://a/1/", "url": "https://a/1/", "title": "One", "content_html": "<p>x</p>"} | fields
    return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "B", "items": [item]}).encode()


def test_of_an_entry_of_a_feed_nothing_is_longer_than_what_an_article_needs() -> None:
    long = "x " * 6_000_000
    feed = parse_feed(json_feed(content_html=long), "https://a/feed")
    assert feed.entries[0].content == ""
    assert "has a text of more than 10,000,000 characters in the feed" in feed.warnings[0]
    assert parse_feed(json_feed(summary=long), "https://a/feed").entries[0].summary == ""
    assert len(parse_feed(json_feed(title=long), "https://a/feed").entries[0].title) <= MAX_LINE
    assert parse_feed(json_feed(id=long), "https://a/feed").entries[0].guid == ""
    assert not parse_feed(json_feed(url=f"https://a/{'x' * 70_000}", id="1"), "https://a/feed").entries
    names = [f"n{n}" for n in range(50_000)]
    entry = parse_feed(
        json_feed(tags=names, authors=[{"name": name} for name in names]), "https://a/feed"
    ).entries[0]
    assert (len(entry.tags), len(entry.authors)) == (MAX_NAMES, MAX_NAMES)
