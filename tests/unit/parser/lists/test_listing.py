"""A blog's own pages of older articles."""

import pytest

from syndicate.config import Select
from syndicate.errors import ParseError
from syndicate.models import Entry, Page
from syndicate.parser.lists.listing import parse_listing

ADDRESS = "https://blog.example/archive/"
HTML = """<base><nav><a href="/about/">About</a></nav>
<ul class="posts"><li><h2><a href="/b/">B</a></h2></li><li><h2><a href="/a/">A</a> <a href="/a/">again</a></h2></li>
<li><h2><a href="mailto:x@example.org">mail</a></h2></li></ul><a class="next" rel="next" href="?page=2">Older</a>"""


def page(html: str = HTML) -> Page:
    return Page(ADDRESS, ADDRESS, html.encode(), "text/html")


@pytest.mark.parametrize("entries", [".posts h2 a", ".posts li", [".none", ".posts"]])
def test_links_are_found_by_the_selector_or_in_what_it_finds(entries):
    feed = parse_listing(page(), Select(entries=entries, older="a[rel=next]"))
    assert feed.entries == (Entry("https://blog.example/b/"), Entry("https://blog.example/a/"))
    assert feed.older == "https://blog.example/archive/?page=2"


def test_the_last_page_leads_nowhere():
    assert parse_listing(page(), Select(entries=".posts a", older="a.none")).older == ""


def test_a_page_without_a_link_is_refused_with_the_key_to_look_at():
    with pytest.raises(ParseError, match=r"source\.select\.entries"):
        parse_listing(page("<p>nothing"), Select(entries=".posts a"))
