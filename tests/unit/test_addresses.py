"""Addresses as they are published, and what they lead to."""

import pytest

from syndicate.addresses import is_front_page, without_tracking


@pytest.mark.parametrize(
    ("address", "published"),
    [
        ("https://b.example/x?utm_source=rss&id=3", "https://b.example/x?id=3"),
        ("https://b.example/x?PHPSESSID=0123456789abcdef", "https://b.example/x"),
        ("https://b.example/t?sid=0123456789abcdef0123&t=5#p", "https://b.example/t?t=5#p"),
        ("https://b.example/1.html;jsessionid=0A1B2C3D?x=1#a", "https://b.example/1.html?x=1#a"),
        ("https://b.example/a;JSESSIONID=0A/b", "https://b.example/a/b"),
        ("https://b.example/?s=kettle", "https://b.example/?s=kettle"),
        ("https://b.example/?sid=17", "https://b.example/?sid=17"),
        ("https://b.example/a;b/c?x", "https://b.example/a;b/c?x"),
    ],
)
def test_what_names_a_reader_or_where_one_comes_from_is_not_published(address: str, published: str) -> None:
    assert without_tracking(address) == published


@pytest.mark.parametrize(
    ("address", "is_one"),
    [
        ("https://b.example", True),
        ("https://b.example/", True),
        ("https://b.example/index.html#news", True),
        ("https://b.example/?p=3", False),
        ("https://b.example/blog/", False),
    ],
)
def test_a_front_page_is_known_by_its_address(address: str, is_one: bool) -> None:
    assert is_front_page(address) is is_one
