from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from syndicate.parser.page.cleaning.footnotes import normalise_footnotes
from syndicate.parser.page.removals import Removals
from syndicate.parser.page.shown import ShownPage


def normalised(body: str) -> str:
    root = LexborHTMLParser(f"<!doctype html><html><body>{body}</body></html>").body
    assert root is not None
    normalise_footnotes(root, Removals(ShownPage(root)))
    return root.inner_html or ""


REFERENCE = '<sup class="footnote-ref"><a href="#fn1">[1]</a></sup>'
NOTE = re.compile('<li id="fn1"[^>]* class="footnote-item"><p>Note. </p></li>')

KRAMDOWN = (
    '<p>Text<sup id="fnref:a" role="doc-noteref"><a href="#fn:a" class="footnote" rel="footnote">1</a></sup></p>'
    '<div class="footnotes" role="doc-endnotes"><ol><li id="fn:a" role="doc-endnote"><p>Note. '
    '<a href="#fnref:a" class="reversefootnote" role="doc-backlink">↩</a></p></li></ol></div>'
)
GOLDMARK = (
    '<p>Text<sup id="fnref:1"><a href="#fn:1" class="footnote-ref" role="doc-noteref">1</a></sup></p>'
    '<div class="footnotes" role="doc-endnotes"><hr><ol><li id="fn:1"><p>Note. '
    '<a href="#fnref:1" class="footnote-backref" role="doc-backlink">↩︎</a></p></li></ol></div>'
)
GITHUB = (
    '<p>Text<sup><a href="#user-content-fn-1" id="user-content-fnref-1" data-footnote-ref>1</a></sup></p>'
    '<section data-footnotes class="footnotes"><h2 class="sr-only">Footnotes</h2><ol><li id="user-content-fn-1">'
    '<p>Note. <a href="#user-content-fnref-1" data-footnote-backref class="data-footnote-backref">↩</a></p></li></ol></section>'
)
WORDPRESS = (
    '<p>Text<sup data-fn="0a" class="fn"><a href="#0a" id="0a-link">1</a></sup></p>'
    '<ol class="wp-block-footnotes"><li id="0a"><p>Note. <a href="#0a-link">↩︎</a></p></li></ol>'
)
SUBSTACK = (
    '<p>Text<a class="footnote-anchor" id="footnote-anchor-1" href="#footnote-1">1</a></p>'
    '<div class="footnote"><a id="footnote-1" href="#footnote-anchor-1" class="footnote-number">1</a>'
    '<div class="footnote-content"><p>Note. </p></div></div>'
)


@pytest.mark.parametrize(
    "body",
    [KRAMDOWN, GOLDMARK, GITHUB, WORDPRESS, SUBSTACK],
    ids=["kramdown", "goldmark", "github", "wordpress", "substack"],
)
def test_every_generators_footnotes_get_one_form(body: str) -> None:
    found = normalised(body)
    assert found.startswith(f"<p>Text{REFERENCE}</p>")
    assert NOTE.search(found)
    assert "↩" not in found
    assert "<hr" not in found
    assert normalised(found) == found


def test_a_note_that_is_referred_to_twice_is_one_note() -> None:
    found = normalised(
        '<p>A<sup><a href="#n">1</a></sup> b<sup><a href="#n">1</a></sup></p><ol><li id="n">Note.</li></ol>'
    )
    assert found.count(REFERENCE) == 2
    assert found.count("<li") == 1


@pytest.mark.parametrize(
    "body",
    [
        '<p>E = mc<sup>2</sup></p><ol><li id="a">x</li></ol>',
        '<p><a href="#a">the first</a></p><ol><li id="a">x</li></ol>',
        '<p>A<sup><a href="#gone">1</a></sup></p><ol><li id="a">x</li></ol>',
        '<p>A<sup><a href="#">1</a></sup></p><ol><li id="">x</li></ol>',
        '<p>A<sup><a href="#a">1</a></sup></p><h2 id="a">Part 1</h2><p>x</p>',
        '<p id="a">A<sup><a href="#a">1</a></sup></p>',
        '<p>A<sup><a href="#a">1</a></sup></p><div id="a"><p>Words that begin otherwise.</p></div>',
    ],
    ids=["power", "link", "dangling", "empty-id", "heading", "itself", "prose"],
)
def test_what_is_not_certainly_footnotes_is_left_as_it_is(body: str) -> None:
    assert normalised(body) == body


@pytest.mark.parametrize("other", ['<li id="b">Left.</li>', "<li>Left.</li>", '<li id="a">Left.</li>'])
def test_a_note_that_nothing_refers_to_keeps_its_number_in_the_list(other: str) -> None:
    found = normalised(f'<p>A<sup><a href="#a">1</a></sup></p><ol><li id="a">Note. </li>{other}</ol>')
    assert f'<ol start="2">{other}</ol>' in found
    assert '<li id="fn1" class="footnote-item">Note. </li>' in found


def test_notes_come_in_the_order_in_which_they_are_referred_to() -> None:
    found = normalised(
        '<p>A<sup><a href="#b">2</a></sup> b<sup><a href="#a">1</a></sup></p><ol><li id="a">x</li><li id="b">y</li></ol>'
    )
    assert re.findall("<li[^>]*>(.)", found) == ["y", "x"]
    assert re.findall(r"\[(\d)\]", found) == ["1", "2"]


def test_a_way_back_in_a_superscript_is_not_a_reference() -> None:
    found = normalised(
        '<p>A<sup id="r"><a href="#n">1</a></sup></p><ol><li id="n"><sup><a href="#r">^</a></sup> Note.</li></ol>'
    )
    assert found == (
        f'<p>A{REFERENCE}</p><section class="footnotes"><ol class="footnotes-list">'
        '<li id="fn1" class="footnote-item"> Note.</li></ol></section>'
    )


def test_a_note_that_refers_to_another_note_is_followed() -> None:
    found = normalised(
        '<p>A<sup><a href="#a">1</a></sup></p>'
        '<ol><li id="a">See<sup><a href="#b">2</a></sup></li><li id="b">Here.</li></ol>'
    )
    assert (
        '<li id="fn1" class="footnote-item">See<sup class="footnote-ref"><a href="#fn2">[2]</a></sup></li>'
        in found
    )


links = st.tuples(st.sampled_from("abc"), st.sampled_from(["1", "↩", "^", "x"]), st.booleans()).map(
    lambda parts: f'<a href="#{parts[0]}"{" class=footnote" * parts[2]}>{parts[1]}</a>'
)
marks = links | links.map(lambda link: f"<sup>{link}</sup>")
notes = st.lists(st.tuples(st.sampled_from("abc"), marks), min_size=1, max_size=3).map(
    lambda items: f"<ol>{''.join(f'<li id={name}>n{mark}</li>' for name, mark in items)}</ol>"
)
blocks = st.tuples(st.sampled_from("abc"), marks).map(
    lambda note: f'<div class=footnote><a class=footnote-number id={note[0]} href="#x">1</a>n{note[1]}</div>'
)


@settings(max_examples=200, deadline=None)
@given(st.lists(marks | notes | blocks, max_size=5).map("".join))
def test_normalising_twice_changes_nothing_more(body: str) -> None:
    found = normalised(body)
    assert normalised(found) == found
