"""Articles that are spread over several pages."""

import pytest

from syndicate.parser.page.metadata.parts import next_part

ADDRESS = "https://blog.example/a/"


def found(html: str, address: str = ADDRESS) -> str:
    return next_part(html.encode(), address)


def test_the_second_page_of_an_article_is_found_where_its_own_links_lead_there():
    assert found('<p class="page-links">1 <a href="https://blog.example/a/2/">2</a></p>') == f"{ADDRESS}2/"
    assert found('<link rel="next" href="https://blog.example/a/2">') == f"{ADDRESS}2"
    assert found('<a href="/a/2/">Next</a>', "https://blog.example/a") == f"{ADDRESS}2/"
    own = "https://blog.example/?p=12"
    assert found(f'<a href="{own}&amp;page=2">2</a>', own) == f"{own}&page=2"


@pytest.mark.parametrize(
    "link",
    [
        "https://blog.example/a/2024/",
        "https://blog.example/a/page/2/",
        "https://blog.example/b/2/",
        "https://other.example/a/2/",
        "https://blog.example/a/2/#comments",
        "https://blog.example/a/?page=2",
    ],
)
def test_other_links_are_no_second_page(link):
    assert found(f'<a href="{link}">2</a>') == ""


def test_the_front_page_has_no_second_part():
    assert found('<a href="https://blog.example/2/">2</a>', "https://blog.example/") == ""
