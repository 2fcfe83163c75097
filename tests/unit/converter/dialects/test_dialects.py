"""Every case in every dialect, as it was read and found right: what changes unseen shows here."""

import pytest
from linkify_it import LinkifyIt

from syndicate.converter.dialects import DIALECTS, fast_linkify, renderer
from tests.dialects import FIXTURES, converted


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_case_comes_out_in_every_dialect_as_it_was_reviewed(dialect):
    expected = (FIXTURES / "dialects" / f"{dialect}.txt").read_text(encoding="utf-8")
    assert converted(dialect) == expected


@pytest.mark.parametrize(
    "text",
    [
        "see (www.example.com), me@x.example. And http://a.example/b?c=d!",
        "  //x.example/  example.com\tmailto:me@x.example",
        "e.g. a.b and 3.14 or v1.2.x, a@b, x//y",
        "no address",
        "",
    ],
)
def test_the_quick_way_to_find_addresses_finds_the_same_at_the_same_places(text):
    def matches(linkify):
        return [(each.index, each.last_index, each.url, each.raw) for each in linkify.match(text) or []]

    assert matches(fast_linkify()) == matches(LinkifyIt())
    assert fast_linkify().test(text) == LinkifyIt().test(text)


def test_a_renderer_that_makes_links_of_addresses_makes_them_the_quick_way():
    linkify = renderer(DIALECTS["eleventy"]).linkify
    assert type(linkify) is not LinkifyIt
    assert isinstance(linkify, LinkifyIt)
