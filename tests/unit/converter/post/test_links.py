"""Addresses that have moved are rewritten by the longest prefix that fits."""

from syndicate.converter.post.links import rewrite_address

LINKS = {
    "https://a.example/": "https://new.example/",
    "https://a.example/blog/": "https://blog.example/",
    "https://a.example/b": "/short/",
}


def test_the_longest_prefix_decides():
    assert rewrite_address("https://a.example/blog/x/", LINKS) == "https://blog.example/x/"
    assert (
        rewrite_address("https://a.example/blog/x/", dict(reversed(LINKS.items())))
        == "https://blog.example/x/"
    )
    assert rewrite_address("https://a.example/blah", LINKS) == "/short/lah"


def test_what_fits_no_prefix_stays():
    assert rewrite_address("https://b.example/blog/", LINKS) == "https://b.example/blog/"
    assert rewrite_address("https://a.example/", {}) == "https://a.example/"
