"""The proof: rendering back, by blocks and alone, and the words for a difference."""

import pytest

from syndicate.converter.dialects import DIALECTS
from syndicate.converter.markdown.runs import LIKELY_ESCAPE, MAYBE_ENTITY, MAYBE_ESCAPE
from syndicate.converter.proof import proof
from syndicate.converter.proof.proof import (
    Converter,
    all_escapes,
    apply_escapes,
    difference,
    excerpt,
    nearby_escapes,
    parse_fragment,
    strip_escapes,
)
from syndicate.converter.proof.tokens import tokenize
from syndicate.models import Loss
from syndicate.parser.page.cleaning.clean import clean

BASE = "https://blog.example/a/"
NOTED = """a[^1] b[^2]

- c[^2]

> d

[^1]: one

[^2]: two

    three
"""


def tokens(html):
    return tokenize(parse_fragment(html).iter(include_text=True))


def blocks_of(converter, body):
    return converter.writer.blocks(parse_fragment(body).iter(include_text=True))


def test_a_block_rendered_alone_reads_as_it_does_among_the_others():
    converter = Converter("gfm")
    blocks = blocks_of(converter, clean(converter.md.render(NOTED), base=BASE))
    assert [block.kind for block in blocks] == ["p", "ul", "blockquote", "footnotes"]
    for block in blocks:
        assert converter.read_block(block, strip_escapes(block.text), 2) == converter.read(block.nodes)
        assert converter.read_block(block, f"{strip_escapes(block.text)} more", 2) != converter.read(
            block.nodes
        )


def test_what_needs_care_gets_it_beside_footnotes_and_in_them():
    converter = Converter("gfm")
    page = converter.md.render("x[^1] \\*a* `b`\n\n\\# c[^2]\n\n[^1]: \\*one*\n\n[^2]: two <u>x</u>\n")
    text, losses = converter.convert(clean(page, base=BASE))
    assert losses == ()
    assert text == "x[^1] \\*a* `b`\n\n\\# c[^2]\n\n[^1]: \\*one*\n\n[^2]: two <u>x</u>"


def test_in_a_dialect_without_footnotes_their_list_is_rendered_as_what_it_is():
    converter = Converter("commonmark")
    body = '<p>*a*</p><ol class="footnotes-list"><li id="fn1"><p>one</p></li></ol>'
    text, losses = converter.convert(body)
    assert losses == ()
    assert text.startswith("\\*a*\n\n<ol ")


def test_each_block_of_a_whole_is_known_by_its_lines():
    converter = Converter("gfm")
    body = (
        "<h2>a</h2><ul><li>b</li><li><p>c</p></li></ul><pre>d\n\ne</pre><hr><table><tr><th>f</th></tr></table>"
        "<blockquote><p>g</p><p>h</p></blockquote><details><summary>i</summary><p>j</p></details><p>k<br>l</p><p>m</p>"
    )
    blocks = blocks_of(converter, body)
    pages = converter.render_by_block(blocks)
    assert len(pages) == 9
    assert [converter.read_page(page) for page in pages] == [converter.read(block.nodes) for block in blocks]


@pytest.mark.parametrize(
    ("body", "markdown"),
    [
        ("<p>```</p><p>b</p>", "\\```\n\nb"),
        ("<p>&lt;!--</p><p>b *c*</p><p>d</p>", "\\<!--\n\nb \\*c*\n\nd"),
        ("<p>a</p><p>===</p><p>b</p>", "a\n\n===\n\nb"),
        ("<p>[a]: /b</p><p>c [a] d</p>", "\\[a]: /b\n\nc [a] d"),
        ("a", "a"),
    ],
)
def test_what_swallowed_its_neighbours_is_mended_and_they_are_as_they_were(body, markdown):
    assert Converter("gfm").convert(body) == (markdown, ())


def test_a_difference_that_no_block_has_by_itself_is_named_as_one_of_the_whole(monkeypatch):
    converter = Converter("commonmark")
    monkeypatch.setattr(converter.fast_renderer, "html", lambda text: text.replace("\n", ""))
    monkeypatch.setattr(converter, "render_by_block", lambda _: ["a", "b"])
    assert converter.convert("<p>a</p><p>b</p>") == (
        "a\n\nb",
        (Loss("the whole", "“a b” reads as “ab”"),),
    )


def test_addresses_that_would_become_links_are_escaped_without_a_trial(monkeypatch):
    body = "<p>at example.com</p><ul><li><em>www.example.com</em></li></ul>"
    expected = "at example\\.com\n\n- *www\\.example.com*"
    converter = Converter("eleventy")
    monkeypatch.setattr(converter, "mend_block", lambda *_: pytest.fail("a block was tried alone"))
    assert converter.convert(body) == (expected, ())


@pytest.mark.parametrize("dialect", DIALECTS)
def test_without_the_proof_whatever_could_be_markup_is_escaped(dialect):
    body = "<p>A well-known fact, isn't it. &lt;script> [a](javascript:x) {.b} *c* 1. d</p><p># e</p>"
    text, losses = Converter(dialect, verify=False).convert(body)
    assert losses == ()
    assert text.startswith("A well-known fact, isn't it. ")
    assert Converter(dialect).read_markdown(text) == tokens(body)


def test_escapes_stay_when_the_trial_budget_is_used_up(monkeypatch):
    body = "<p>*a* (b) *c*</p>"
    assert Converter("commonmark").convert(body)[0] == "\\*a* (b) \\*c*"
    monkeypatch.setattr(proof, "TRIAL_BUDGET", 0)
    assert Converter("commonmark").convert(body)[0] == "\\*a\\* \\(b\\) \\*c\\*"


def test_links_and_pictures_are_led_elsewhere():
    converter = Converter("commonmark", rewrite_link=lambda address: address.replace("old", "new"))
    body = '<p><a href="http://old.example/">a</a> <img src="http://old.example/i.png" alt=""> <a href="/b">b</a></p>'
    assert converter.convert(body)[0] == ("[a](http://new.example/) ![](http://new.example/i.png) [b](/b)")


def test_marks_nested_without_end_read_as_nothing():
    assert Converter("commonmark").read_page("<em>" * 100_000 + "a") == []
    assert Converter("commonmark").read_page("a") == tokens("a") != []


def test_the_escapes_near_a_difference_are_those_in_the_words_around_it():
    text = f"one{MAYBE_ESCAPE}. two{MAYBE_ESCAPE}* three{MAYBE_ESCAPE}, {MAYBE_ESCAPE}four {MAYBE_ESCAPE}# five{MAYBE_ESCAPE}."
    expected = tokens("one. two* three, four # five.")
    assert nearby_escapes(text, expected, tokens("one. two three, four # five.")) == {0, 1, 2}
    assert nearby_escapes(text, expected, tokens("one. two* three, four # five")) == {4, 5}
    assert nearby_escapes(text, expected, tokens("")) == {0, 1}


def test_an_escape_is_a_backslash_where_that_helps_and_else_an_entity():
    text = (
        f"a {MAYBE_ESCAPE}*b{MAYBE_ESCAPE}< {MAYBE_ENTITY}[c{MAYBE_ENTITY}& {LIKELY_ESCAPE}.d {MAYBE_ESCAPE}~"
    )
    assert all_escapes(text) == set(range(6))
    assert apply_escapes(text, all_escapes(text)) == r"a \*b\< &#91;c&amp; \.d \~"
    assert apply_escapes(text, all_escapes(text), escapable="*") == r"a \*b&lt; &#91;c&amp; &#46;d &#126;"
    assert apply_escapes(text, {1, 3}) == r"a *b\< [c&amp; .d ~"


def test_a_difference_is_told_in_the_words_where_two_readings_part():
    one, other = tokens("<p>a b c d e f g h i</p>"), tokens("<p>a b x d e f g h i</p>")
    assert difference(one, other) == "“c d e f g h” reads as “x d e f g h”"
    assert difference(one, tokens("<p>a b</p>")) == "“c d e f g h” reads as “nothing”"
    assert difference(tokens("<p>a b</p>"), one) == "“nothing” reads as “c d e f g h”"


def test_an_excerpt_shows_words_pictures_and_the_kind_of_all_else():
    text = excerpt(tokens('<p>a</p><p><img src="i.png" alt="x"> b</p><hr><p>c</p>'))
    assert text == "a i.png b <hr> c"
    assert excerpt(tokens("<p>1 2 3 4 5 6 7 8 9 10</p>")) == "1 2 3 4 5 6 7 8"
