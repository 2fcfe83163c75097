"""What Substack's feed leaves empty for its scripts to draw."""

import json
from html import escape

import pytest

from syndicate.parser.page.cleaning.clean import clean


def card_html(attributes: object, tag: str = "div", within: str = "") -> str:
    attribute_json = attributes if isinstance(attributes, str) else json.dumps(attributes)
    return clean(
        f'<{tag} data-attrs="{escape(attribute_json)}">{within}</{tag}>',
        base="https://kettles.example/p/kettle",
    )


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ({"name": "Bo <Miller>", "id": 7, "url": None}, "Bo &lt;Miller&gt;"),
        ({"name": "Bo", "url": "https://bo.example/"}, '<a href="https://bo.example/">Bo</a>'),
        ({"name": "Bo", "url": "javascript:alert(1)"}, "<a>Bo</a>"),
    ],
)
def test_a_mention_is_who_is_mentioned(attributes: dict[str, object], expected: str) -> None:
    assert card_html(attributes, "span") == expected


def test_a_post_of_elsewhere_is_quoted_with_a_link() -> None:
    attributes = {"url": "https://x.example/ann/1", "full_text": "It <i>clicked</i>.", "name": "Ann"}
    link = '<a href="https://x.example/ann/1">Ann</a>'
    quoted = "It &lt;i&gt;clicked&lt;/i&gt;."
    assert card_html(attributes) == f"<blockquote><p>{quoted}</p><p>— {link}</p></blockquote>"


@pytest.mark.parametrize(
    ("attributes", "text"),
    [
        ({"canonical_url": "https://kettles.example/p/two", "title": "The second"}, "The second"),
        ({"url": "https://kettles.example/p/two", "title": " "}, "https://kettles.example/p/two"),
    ],
)
def test_another_article_is_a_link(attributes: dict[str, str], text: str) -> None:
    assert card_html(attributes) == f'<p><a href="https://kettles.example/p/two">{text}</a></p>'


def test_a_gallery_is_its_pictures_and_what_is_said_below() -> None:
    images = [
        {"src": "https://s.example/1.png"},
        {"type": "image/png"},
        7,
        {"src": "https://s.example/2.png"},
    ]
    assert card_html({"gallery": {"images": images, "alt": "Kettles", "caption": "Two"}}) == (
        '<p><img src="https://s.example/1.png" alt="Kettles"></p>'
        '<p><img src="https://s.example/2.png" alt="Kettles"></p><p>Two</p>'
    )


def test_a_formula_is_its_tex() -> None:
    assert card_html({"persistentExpression": r"a < b \\ c"}) == r"<p>$$a &lt; b \\ c$$</p>"


@pytest.mark.parametrize(
    "attributes",
    [
        "",
        "{",
        "[" * 100_000,
        [],
        {},
        {"url": 7},
        {"gallery": {}},
        {"gallery": {"images": 7}},
        {"gallery": {"caption": "x"}},
    ],
    ids=lambda attributes: str(attributes)[:20],
)
def test_what_says_nothing_stays_empty(attributes: object) -> None:
    assert card_html(attributes).endswith("></div>")


def test_a_card_in_a_card_is_drawn_and_the_outer_one_then_says_itself() -> None:
    inner = escape(json.dumps({"name": "Bo"}))
    found = card_html({"name": "Ann"}, within=f'<p>{"<b>" * 3}<span data-attrs="{inner}"></span></p>')
    assert "Bo" in found
    assert "<p>Ann</p>" not in found


@pytest.mark.parametrize("within", ["Bo", '<img src="https://s.example/1.png">'])
def test_what_a_page_has_drawn_stays_as_it_is(within: str) -> None:
    assert card_html({"name": "Another"}, within=within).endswith(f">{within}</div>")
