"""An original beside its post: what reads the same stands unmarked, what does not is marked where it differs."""

import re
from html import unescape

import pytest
from hypothesis import given

from syndicate.converter.proof.comparison import compare
from syndicate.converter.proof.proof import Converter
from syndicate.parser.page.cleaning.clean import clean
from tests.unit.converter.trees import articles

OWN = "*Read the original article on [A blog](https://blog.example/a/).*"
CONVERTER = Converter("gfm")


def compared(original, markdown, own=OWN):
    return compare(original, markdown, own, CONVERTER)


def marked(html):
    return [unescape(word) for word in re.findall("<mark>(.*?)</mark>", html)]


def text(html):
    return unescape(re.sub("<[^>]*>", " ", html)).split()


def test_blocks_that_read_the_same_stand_beside_each_other_unmarked():
    first, second = compared("<h2>One</h2><p>Two <b>three</b></p>", "## One\n\nTwo **three**")
    assert (first.original, first.post) == ("<h2>One</h2>", "<h2>One</h2>")
    assert (second.original, second.post) == ("<p>Two <b>three</b></p>", "<p>Two <strong>three</strong></p>")
    assert (first.differs, second.differs) == ("", "")


def test_the_attribution_is_neither_the_originals_nor_a_difference():
    pairs = compared("<p>Text.</p>", f"{OWN}\n\nText.\n\n{OWN}")
    assert [(pair.own, pair.differs, bool(pair.original)) for pair in pairs] == [
        (True, "", False),
        (False, "", True),
        (True, "", False),
    ]


def test_the_words_that_were_changed_are_marked_on_both_sides():
    (pair,) = compared("<p>This is the old text here.</p>", "This is a new text here.")
    assert (marked(pair.original), marked(pair.post)) == (["the", "old"], ["a", "new"])
    assert pair.differs == "“the old text here.” reads as “a new text here.”"


def test_a_quote_that_the_target_only_shapes_otherwise_is_not_marked():
    original, markdown = (f'It\'s the {which}... text here, "said" he.' for which in ("old", "new"))
    (pair,) = compare(f"<p>{original}</p>", markdown, "", Converter("eleventy"))
    assert "It’s the <mark>new…</mark> text here, “said” he." in pair.post
    assert (marked(pair.original), marked(pair.post)) == (["old..."], ["new…"])
    # A target that shapes none shows them as they are written.
    (pair,) = compared("<p>It’s all here.</p>", "It's all here.", own="")
    assert (marked(pair.original), marked(pair.post)) == (["It’s"], ["It's"])


@pytest.mark.parametrize(
    ("original", "markdown", "words"),
    [
        ("<p>see <em>this</em> word</p>", "see this word", ["this"]),
        (
            '<p>see <a href="https://a.example/">this</a> word</p>',
            "see [this](https://b.example/) word",
            ["this"],
        ),
        ("<p>ha<b>lf</b> a word</p>", "half a word", ["ha", "lf"]),
    ],
)
def test_a_word_that_only_looks_or_leads_otherwise_is_marked_too(original, markdown, words):
    (pair,) = compared(original, markdown)
    assert marked(pair.original) == words
    assert pair.differs


def test_a_paragraph_that_only_one_of_them_has_stands_alone():
    here, middle, there = compared(
        "<p>The same for both.</p><p>Gone from it.</p>", "Put in here.\n\nThe same for both."
    )
    assert (here.original, here.differs) == ("", "only in the post")
    assert (middle.original, middle.differs) == ("<p>The same for both.</p>", "")
    assert (there.post, there.differs) == ("", "only in the original")


def test_a_paragraph_that_was_edited_stays_beside_its_original_though_others_came_and_went():
    body = "<p>One two three four five.</p><p>A sentence about something else.</p>"
    pairs = compared(body, "A new beginning, quite unlike it.\n\nOne two drei four five.")
    assert [(bool(pair.original), bool(pair.post)) for pair in pairs] == [
        (False, True),
        (True, True),
        (True, False),
    ]
    assert marked(pairs[1].post) == ["drei"]


def test_a_figure_that_markdown_says_in_two_blocks_is_no_difference():
    body = '<figure><img src="https://e.example/a.png" alt="A cat"><figcaption>Asleep</figcaption></figure><p>x</p>'
    pairs = compared(body, "![A cat](https://e.example/a.png)\n\n*Asleep*\n\nx")
    assert [pair.differs for pair in pairs] == [""] * len(pairs)


def test_pictures_and_embeds_stand_there_as_links_to_them():
    body = '<p><img src="https://e.example/a.png" alt="A cat"></p><iframe src="https://e.example/v" title="A film"></iframe>'
    picture, film = compared(body, "")
    assert picture.original == '<p><a class="picture" href="https://e.example/a.png">picture: A cat</a></p>'
    assert film.original == '<a class="embed" href="https://e.example/v">embed: A film</a>'


@given(articles)
def test_whatever_an_article_holds_its_own_conversion_differs_only_where_it_is_lossy(body):
    cleaned = clean(body, base="https://e.example/")
    markdown, losses = CONVERTER.convert(cleaned)
    pairs = compare(cleaned, markdown, "", CONVERTER)
    assert losses or [pair for pair in pairs if pair.differs] == []


@given(articles, articles)
def test_of_any_two_texts_no_word_is_missing_or_doubled(body, other):
    cleaned, markdown = (
        clean(body, base="https://e.example/"),
        CONVERTER.convert(clean(other, base="https://e.example/"))[0],
    )
    pairs = compare(cleaned, markdown, "", CONVERTER)
    whole = compare(cleaned, "", "", CONVERTER)
    assert text("".join(pair.original for pair in pairs)) == text("".join(pair.original for pair in whole))
    alone = compare("", markdown, "", CONVERTER)
    assert text("".join(pair.post for pair in pairs)) == text("".join(pair.post for pair in alone))
