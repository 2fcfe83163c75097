"""Nothing falls between: what the original shows is in the post, was removed by a named rule, or is a named loss."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from syndicate.converter.proof.accounting import unaccounted
from syndicate.converter.proof.proof import Converter
from syndicate.models import Reading, ShownLink
from syndicate.parser.page.cleaning.clean import clean_body
from syndicate.parser.page.shown import ShownPage
from tests.pages import Pages

BASE = "https://blog.example/2024/a-post/"
CONVERTER = Converter("gfm")
WORD = re.compile(r"\bw\d+\b")


def losses(shown: Reading, post: str) -> list[tuple[str, str]]:
    tokens = CONVERTER.read_page(post)
    return [(loss.block, loss.lost) for loss in unaccounted(shown, tokens, str)]


@given(seed=st.integers(min_value=0))
def test_no_word_picture_link_player_heading_formula_or_box_falls_between(seed: int) -> None:
    html = Pages(seed).body()
    root = LexborHTMLParser(f"<!doctype html><html><body>{html}</body></html>").body
    assert root is not None
    shown = ShownPage(root, BASE).read()
    body = clean_body(html, base=BASE)
    markdown, named = CONVERTER.convert(body.html, body.shown)
    post = CONVERTER.md.render(markdown)
    if any("reads as" in loss.lost or loss.block.endswith("…") for loss in named):
        return  # a whole block is named, not each word
    lost = " ".join(f"{loss.block} {loss.lost}" for loss in named)
    removed = " ".join(each.text for each in body.removed)
    missing = Counter(WORD.findall(shown.text.lower())) - Counter(
        WORD.findall(f"{_text(post)} {removed} {lost}".lower())
    )
    assert not missing, html
    counts = [each.counts for each in body.removed]
    for link in shown.links:
        address = link.address.rpartition("/")[2]
        assert f'/{address}"' in post or address in lost or any(count.links for count in counts), html
    for name, number, there in (
        ("pictures", len(shown.pictures), post.count("<img")),
        ("players", len(shown.players), len(re.findall(r"<(?:iframe|video|audio)|/w\d+\.?\w*\"", post))),
        ("headings", len(shown.headings), len(re.findall(r"<h\d", post))),
        ("checkboxes", shown.checkboxes, post.count("checkbox")),
        ("formulas", shown.formulas, post.count("$") // 2),
    ):
        taken = sum(getattr(count, name) for count in counts)
        assert number <= there + taken or named, (name, html)


def test_a_word_that_is_not_in_the_post_is_a_loss() -> None:
    assert losses(Reading("one two, three"), "<p>one, three</p>") == [("two", "not in the post")]
    assert losses(Reading("one two three"), "<p>two <b>th</b>ree</p><p>one</p>") == []
    assert losses(Reading("one two"), '<p>one <img src="/a" alt="two"></p>') == []
    assert losses(Reading("“one” – two…"), '<p>"one" – two...</p>') == []


def test_a_link_that_does_not_lead_there_is_a_loss() -> None:
    shown = Reading("one two", (ShownLink("https://e.example/a b", "one"), ShownLink("#x", "two")))
    assert losses(shown, '<p><a href="https://e.example/a%20b">one</a> <a href="#y">two</a></p>') == []
    assert losses(shown, '<p><a href="https://e.example/">one</a> two</p>') == [
        ("one", "does not lead to https://e.example/a b"),
        ("two", "does not lead to #x"),
    ]


def test_a_picture_or_player_that_is_not_in_the_post_is_a_loss() -> None:
    address = "https://e.example/a.png"
    shown = Reading(pictures=((address, "https://e.example/a-2x.png"), ()), players=((address,),))
    copies = '<img src="https://e.example/a-2x.png"><img src="/images/b.svg">'
    assert losses(shown, f'{copies}<a href="{address}">x</a>') == []
    assert losses(shown, '<img src="https://e.example/placeholder.png">') == [
        (address, "this picture is not in the post"),
        (address, "this player is not in the post"),
    ]


def test_a_heading_a_formula_and_a_checkbox_that_are_not_in_the_post_are_losses() -> None:
    shown = Reading("a", headings=("h2", "h2"), formulas=1, checkboxes=1)
    assert losses(shown, "<h2>a</h2>") == [
        ("1 × h2", "no heading in the post"),
        ("1 × formula", "not in the post"),
        ("1 × checkbox", "not in the post"),
    ]


def _text(html: str) -> str:
    root = LexborHTMLParser(f"<!doctype html><html><body>{html}</body></html>").body
    return root.text(separator=" ") if root is not None else ""


def test_a_picture_is_looked_for_where_the_links_rules_put_it():
    body = '<p>a <img src="https://old.example/a.png" alt="b"></p>'
    converter = Converter("gfm", rewrite_link=lambda address: address.replace("old", "new"))
    shown = Reading(text="a", pictures=(("https://old.example/a.png",),))
    assert converter.convert(body, shown) == ("a ![b](https://new.example/a.png)", ())
