from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from syndicate.parser.page.metadata.description import describe
from tests.unit.converter.trees import articles

FIRST = "The first sentence of the article is long enough. The second one follows it."


def description(body: str, summary: str = "") -> str:
    root = LexborHTMLParser(f"<!doctype html><html><body>{body}</body></html>").body
    assert root is not None
    return describe(root, summary)


def test_a_summary_of_its_own_is_the_description() -> None:
    assert (
        description(f"<p>{FIRST}</p>", "<p>What it is\n <b>about</b> &amp; why.</p>")
        == "What it is about & why."
    )


def test_the_paragraphs_of_a_summary_do_not_run_together() -> None:
    assert description(f"<p>{FIRST}</p>", "<p>One.</p><p>Two.<br>Three.</p>") == "One. Two. Three."


@pytest.mark.parametrize(
    "end", ["", "…", " …", " [&hellip;]", "...", " [...]", "… Read more", " Continue reading →"]
)
def test_the_bodys_beginning_is_no_summary(end: str) -> None:
    body = f"<p>{FIRST}</p>\n<p>More of it.</p>"
    assert description(body, f"<p>The first sentence of{end}</p>") == FIRST


def test_wordpresss_notice_after_the_bodys_beginning_makes_it_no_summary() -> None:
    summary = '<p>The first sentence of [&#8230;]</p><p>The post <a href="/x">One</a> appeared first on <a href="/">Blog</a>.</p>'
    assert description(f"<p>{FIRST}</p>", summary) == FIRST


def test_wordpresss_notice_is_taken_off_a_summary() -> None:
    summary = (
        '<p>What it is about.</p><p>The post <a href="/x">One</a> appeared first on <a href="/">Blog</a>.</p>'
    )
    assert description(f"<p>{FIRST}</p>", summary) == "What it is about."


def test_a_whole_body_as_summary_is_none() -> None:
    body = f"<p>{FIRST}</p><p>{'More of it, and more. ' * 40}</p>"
    assert description(body, body) == FIRST


def test_a_summary_that_only_leads_on_is_none() -> None:
    assert description(f"<p>{FIRST}</p>", '<a href="/x">Read more</a>') == FIRST


@pytest.mark.parametrize(
    "before",
    [
        "<p><em>This post was first published by somebody else, and is repeated here.</em></p>",
        "<p> </p>",
        "<figure><img src=x><figcaption><p>A caption that is quite long, longer than forty letters.</p></figcaption></figure>",
        "<blockquote><p>What somebody said, which is quite long, longer than forty letters.</p></blockquote>",
        "<ul><li><p>A thing in a list, which is quite long, longer than forty letters.</p></li></ul>",
        "<aside><p>An aside, which is quite long, longer than forty letters in all.</p></aside>",
        "<p>Update: this is no longer the way in which we do these things, see the new guide.</p>",
        "<p><strong>Editor’s note:</strong> this is the second of three articles about the matter.</p>",
        "<p>Photo credit: somebody with a camera, who stood at the right place and time.</p>",
        "<p>By Ann Example</p>",
        '<p><a href="/x">Read the first part of this series of articles about the matter</a></p>',
    ],
    ids=[
        "italics",
        "empty",
        "caption",
        "quotation",
        "list",
        "aside",
        "update",
        "editor",
        "credit",
        "short",
        "link",
    ],
)
def test_the_first_real_paragraph_is_taken(before: str) -> None:
    assert description(f"{before}<p>{FIRST}</p>") == FIRST


def test_a_paragraph_that_only_begins_like_a_notice_is_taken() -> None:
    text = "Updating a website takes time: this is what we learned when we did it."
    assert description(f"<p>{text}</p><p>{FIRST}</p>") == text


def test_a_reference_to_a_footnote_is_left_out() -> None:
    note = '<sup class="footnote-ref"><a href="#fn1">[1]</a></sup>'
    assert description(f"<p>{FIRST.replace('.', f'.{note}', 1)}</p>") == FIRST


def test_whole_sentences_are_taken_up_to_the_longest_length() -> None:
    sentence = "This sentence has exactly fifty characters, or so."
    assert description(f"<p>{' '.join([sentence] * 9)}</p>") == " ".join([sentence] * 4)


def test_the_first_sentence_is_whole_whatever_its_length() -> None:
    sentence = f"It is {'very ' * 80}long."
    assert description(f"<p>{sentence} Then more.</p>") == sentence


@pytest.mark.parametrize(
    "start",
    [
        "The work of the U.S. Digital Service",
        "We asked Dr. Smith of the lab",
        "Some tools, e.g. Python or Ruby,",
        "Others, i.e. Those of the agency,",
        "A report by J. R. Example and Co. Partners",
        "The office of St. Louis vs. Mr. Example",
    ],
)
def test_an_abbreviation_does_not_end_a_sentence(start: str) -> None:
    first = f"{start} {'was long ' * 30}enough."
    assert description(f"<p>{first} The next.</p>") == first


@pytest.mark.parametrize("end", ["!", "?", ".”", ".)", "…"])
def test_a_sentence_ends_with_its_quotation_mark_or_bracket(end: str) -> None:
    first = f"This is {'long ' * 50}enough{end}"
    assert description(f"<p>{first} The next one.</p>") == first


def test_a_body_without_a_paragraph_gives_its_text() -> None:
    assert description("<div>Only this text.</div>") == "Only this text."
    assert description("<p>Short.</p>") == "Short."


def test_the_elements_of_a_body_without_a_paragraph_do_not_run_together() -> None:
    assert description("<h2>Heading</h2><ul><li>One</li><li>Two</li></ul>") == "Heading One Two"


def test_a_body_without_text_has_no_description() -> None:
    assert description('<img src="x.png" alt="A picture">') == ""


@settings(max_examples=50, deadline=None)
@given(articles, st.text(max_size=50) | articles)
def test_a_description_is_one_line(body: str, summary: str) -> None:
    found = description(body, summary)
    assert found == found.strip(" \t\n\r\f")
    assert not {"\n", "\t", "\r"} & set(found)
