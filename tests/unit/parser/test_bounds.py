import pytest

from syndicate.config import Select
from syndicate.errors import ParseError
from syndicate.models import Entry, Page
from syndicate.parser.bounds import check_attributes
from syndicate.parser.lists.feed import parse_feed
from syndicate.parser.page.article import article_from_page

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
    check_attributes(html, "")


@pytest.mark.parametrize(
    "feed",
    [
        f"<rss><channel>{'<item/>' * 200_000}</channel></rss>",
        f'<feed xmlns="http://www.w3.org/2005/Atom">{"<entry/>" * 200_000}</feed>',
        f"<rss><channel>{'<a/>' * 4_000_000}</channel></rss>",
        f'{{"items": [{"[]," * 2_000_000}1]}}',
        f'{{"items": [{"{}," * 2_000_000}1]}}',
    ],
)
def test_a_feed_of_too_many_things_is_refused(feed: str) -> None:
    with pytest.raises(ParseError, match="so it is no blog's feed"):
        parse_feed(feed.encode(), "https://a/feed")
