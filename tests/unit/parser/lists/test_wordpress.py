"""WordPress's REST API, as its documentation and real sites answer."""

import json
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import ParseError
from syndicate.parser.lists.wordpress import PER_PAGE, parse_posts, posts_address

ADDRESS = posts_address("https://blog.example/wp-json/")

POST = {
    "id": 7,
    "date": "2022-07-19T21:30:00",
    "date_gmt": "2022-07-20T01:30:00",
    "modified": "2022-08-01T10:00:00",
    "modified_gmt": "2022-08-01T14:00:00",
    "link": "https://blog.example/2022/07/19/allies/",
    "title": {"rendered": "Allies &amp; <em>friends</em>&#8217; work"},
    "content": {"rendered": "<p>All of it.</p>\n", "protected": False},
    "excerpt": {"rendered": "<p>Some of it.</p>\n", "protected": False},
    "_embedded": {
        "author": [{"id": 3, "name": "Ada Lovelace", "slug": "ada"}],
        "wp:term": [
            [
                {"name": "Design &amp; research", "taxonomy": "category"},
                {"name": "Allgemein", "slug": "uncategorized"},
            ],
            [{"name": "agile", "taxonomy": "post_tag"}],
        ],
    },
}


def test_the_address_asks_for_as_many_as_there_are_at_once_with_authors_and_terms():
    assert ADDRESS == (
        "https://blog.example/wp-json/wp/v2/posts?per_page=100&page=1&_embed=author%2Cwp%3Aterm"
    )


def test_a_post_is_an_entry_with_all_that_wordpress_says_of_it():
    (entry,) = parse_posts(json.dumps([POST]).encode(), ADDRESS).entries
    assert entry.address == "https://blog.example/2022/07/19/allies/"
    assert entry.title == "Allies & friends’ work"
    assert entry.published == datetime(2022, 7, 19, 21, 30, tzinfo=timezone(timedelta(hours=-4)))
    assert entry.updated == datetime(2022, 8, 1, 10, tzinfo=timezone(timedelta(hours=-4)))
    assert (entry.summary, entry.content) == ("<p>Some of it.</p>", "<p>All of it.</p>\n")
    assert (entry.authors, entry.tags) == (("Ada Lovelace",), ("Design & research", "agile"))


def test_a_full_page_leads_to_the_next_and_the_last_one_nowhere():
    full = [{**POST, "link": f"https://blog.example/{n}/"} for n in range(PER_PAGE)]
    feed = parse_posts(json.dumps(full).encode(), ADDRESS)
    assert feed.older == ADDRESS.replace("&page=1&", "&page=2&")
    assert parse_posts(json.dumps(full).encode(), feed.older).older == ADDRESS.replace("&page=1&", "&page=3&")
    assert parse_posts(json.dumps([POST]).encode(), ADDRESS).older == ""


@pytest.mark.parametrize("content", [b"<html>", b"", b'{"code": "rest_no_route"}', b"[" * 100_000])
def test_what_is_no_list_of_posts_is_refused_with_what_to_look_at(content):
    with pytest.raises(ParseError, match=r"source\.wordpress"):
        parse_posts(content, ADDRESS)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from([*POST, "rendered", "name", "author", "wp:term"]), inner)
    ),
    max_leaves=12,
)


@given(
    st.lists(
        ANYTHING | st.builds(lambda other: {**POST, **other} if isinstance(other, dict) else other, ANYTHING)
    )
)
def test_posts_of_any_shape_are_entries_or_left_out(posts):
    for entry in parse_posts(json.dumps(posts).encode(), ADDRESS).entries:
        assert entry.address.startswith("http")
