"""The tokens of HTML: the measure by which a post is the same as its original, so it is measured itself."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it.common.normalize_url import normalizeLink

from syndicate.addresses import PLAIN_ADDRESS
from syndicate.converter.proof.proof import parse_fragment
from syndicate.converter.proof.tokens import Marks, tokenize, words

PLAIN = Marks()


def read(html, **options):
    return tokenize(parse_fragment(html).iter(include_text=True), **options)


def w(text, marks="", href="", title=""):
    return "w", text, Marks(marks, href, title)


@pytest.mark.parametrize(
    ("html", "tokens"),
    [
        ("<p>One <b>two three</b> four</p>", [w("One"), w("two three", "b"), w("four")]),
        ("one  two\n\tthree", [w("one two three")]),
        ("<p>one</p><p>two</p>", [w("one"), ("|",), w("two")]),
        ("one<br>two", [w("one"), ("br",), w("two")]),
        ("<p>one<br></p><p><br>two</p>", [w("one"), ("|",), w("two")]),
        ("<p>one<br> <br>two</p><br>", [w("one"), ("br",), ("br",), w("two")]),
        ("<br><br>", []),
        ("x <b> </b> y", [w("x y")]),
        ("a <span>b</span>c", [w("a bc")]),
        ("<u><ins>a</ins></u>", [w("a", "u")]),
        ("<h1>a</h1><h6>b</h6>", [("h1",), w("a"), ("/h1",), ("h6",), w("b"), ("/h6",)]),
        ("<h2></h2><p>x</p><h3> <br></h3>", [w("x")]),
        ("<h2><p>x</p></h2>", [("h2",), w("x"), ("/h2",)]),
        ("<p>a</p><blockquote></blockquote>b", [w("a"), ("|",), w("b")]),
        ("<blockquote><blockquote> </blockquote></blockquote><ul></ul><table></table>", []),
        (
            "<blockquote><p>a</p></blockquote>b",
            [("blockquote",), w("a"), ("/blockquote",), w("b")],
        ),
        (
            "<details><summary>a</summary>b</details>c",
            [("details",), w("a"), ("|",), w("b"), ("/details",), w("c")],
        ),
        (
            '<table><tr><th>a</th><td colspan="2" rowspan="3">b</td></tr></table>c',
            [
                ("table", "", ""),
                ("tr",),
                ("cell", "1", "1", False),
                w("a", "b"),
                ("cell", "2", "3", False),
                w("b"),
                ("/table",),
                w("c"),
            ],
        ),
        ('<a href=" /x y " title=" a  b ">x</a>', [w("x", "", "/x%20y", "a b")]),
        ('<a>x</a> <a href="#fn1" class="footnote-backref">y</a>', [w("x")]),
        ('<b><a href="/x">x</a></b> <a href="/x"><b>y</b></a>', [w("x y", "b", "/x")]),
        ('a<sup class="footnote-ref"><a href="#fn1">[1:2]</a></sup>b', [w("a"), ("note", "1"), w("b")]),
        ("<sup>a</sup>", [w("a", "^")]),
        (
            'a<img src=" /a.png " alt=" x  y " title=" t ">b<a href="/b"><img src="c.png"></a>',
            [w("a"), ("img", "/a.png", "x y", "t", ""), w("b"), ("img", "c.png", "", "", "/b")],
        ),
        ("<img>", [("img", "", "", "", "")]),
        (
            'a<input type="checkbox" checked>b<input type="checkbox"><input type="text">c',
            [w("a"), ("box", True), w("b"), ("box", False), w("c")],
        ),
        ("a<pre>a  \n b\n\n</pre>b", [w("a"), ("pre", "", "a\n b"), w("b")]),
        ('<pre class="x language-py"><code>a</code></pre>', [("pre", "py", "a")]),
        ('<pre><code class="language-c++ y">b</code></pre>', [("pre", "c++", "b")]),
        ('<pre class="my-language-py">b</pre>', [("pre", "", "b")]),
        ('a<iframe src=" /x "></iframe>b', [w("a"), ("embed", "/x"), w("b")]),
        ('<video><source><source src="v.mp4"></video>', [("embed", "v.mp4")]),
        ('<audio src="a.mp3"><source src="b.mp3"></audio>', [("embed", "a.mp3")]),
        ('<object data="o.pdf"></object><embed src="e">', [("embed", "o.pdf"), ("embed", "e")]),
        ("<video></video>", [("embed", "")]),
        ('<p>a</p><hr>b<hr class="footnotes-sep">c', [w("a"), ("hr",), w("bc")]),
        ("<hr>", [("hr",)]),
    ],
)
def test_what_a_reader_gets(html, tokens):
    assert read(html) == tokens


@pytest.mark.parametrize(
    ("html", "items"),
    [
        ("<ul><li>a</li><li>b</li></ul>", [("u", 0, ""), ("u", 0, "")]),
        ("<ol><li>a</li><li>b</li></ol>", [("o", 1, ""), ("o", 2, "")]),
        ("<ul><li>a<ol><li>b<ul><li>c</li></ul></li></ol></li></ul>", [("u", 0, ""), ("uo", 1, ""), ("uou", 0, "")]),
        ('<ol start="3"><li>a</li><li value="7">b</li><li>c</li></ol>', [("o", 3, ""), ("o", 7, ""), ("o", 8, "")]),
        ('<ol start=" -2 "><li>a</li></ol>', [("o", -2, "")]),
        ('<ol start="x"><li>a</li></ol>', [("o", 1, "")]),
        ('<ol start="1234567890"><li>a</li></ol>', [("o", 1, "")]),
        ('<ol type="a"><li>a</li></ol>', [("o", 1, "a")]),
        ('<ol class="footnotes-list" start="2"><li>a</li></ol>', [("o", 0, "")]),
        ('<ul start="4"><li>a</li></ul>', [("u", 0, "")]),
        ("<ul><li></li></ul>", [("u", 0, "")]),
    ],
)  # fmt: skip
def test_each_item_of_a_list_has_its_place_and_number(html, items):
    assert [token[1:] for token in read(html) if token[0] == "li"] == items


def test_a_list_ends_where_it_ends_and_text_in_it_is_read():
    assert read("<ul>x<li>a</li>y</ul>z") == [
        ("ul",),
        w("x"),
        ("li", "u", 0, ""),
        w("a"),
        ("|",),
        w("y"),
        ("/ul",),
        w("z"),
    ]


@pytest.mark.parametrize(
    ("tags", "mark"),
    [
        ("b strong", "b"),
        ("i em cite", "i"),
        ("code samp tt", "c"),
        ("del s strike", "s"),
        ("u ins", "u"),
        ("var dfn", "v"),
        ("kbd", "k"),
        ("sup", "^"),
        ("sub", "_"),
        ("mark", "m"),
        ("q", "q"),
        ("small", "-"),
        ("abbr", "a"),
    ],
)
def test_marks_that_look_alike_are_alike(tags, mark):
    for tag in tags.split():
        assert read(f"<{tag}>x</{tag}>") == [w("x", mark)]


def test_a_word_in_several_looks_is_one_word():
    assert read("a<b>b</b><i>c</i><i>d</i> e") == [
        ("w", "abcd", ((1, PLAIN), (1, Marks("b")), (2, Marks("i")))),
        w("e"),
    ]
    assert read("<b>a</b><b>b</b>") == [w("ab", "b")]


@pytest.mark.parametrize(
    "tag",
    "p div section article figure figcaption header footer aside main nav dl dt dd address summary center form fieldset "
    "hgroup search legend".split(),
)
def test_text_in_a_block_is_apart_from_what_stands_around_it(tag):
    assert read(f"a<{tag}>b</{tag}>c") == [w("a"), ("|",), w("b"), ("|",), w("c")]


@pytest.mark.parametrize("tag", ["script", "style", "svg", "noscript", "template", "button"])
def test_what_nobody_reads_is_not_read(tag):
    assert read(f"<p>a<{tag}>b</{tag}>c</p>") == [w("ac")]
    assert read("a<!-- b -->c<link><meta>") == [w("ac")]


def test_a_typographer_makes_no_difference_to_quotes_dashes_and_dots():
    shapes = "“a” „b” ‘c’ ‚d’ … é <img alt='“'>"
    assert read(shapes, typographer=True) == [
        w("\"a\" \"b\" 'c' 'd' ... é"),
        ("img", "", '"', "", ""),
    ]
    assert read(shapes) != read(shapes, typographer=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<div><p>a</p></div>", "<p>a</p>"),
        ("<ul><li>a</li></ul>", "<ul><li><p>a</p></li></ul>"),
        ("<p>a\nb</p>", "<p id='x' class='y'>a b</p>"),
        ("<b>a</b> <b>b</b>", "<b>a b</b>"),
        ('<a href="https://é.example/ü">a</a>', '<a href="https://xn--9ca.example/%C3%BC">a</a>'),
    ],
)
def test_what_only_looks_different_reads_the_same(one, other):
    assert read(one) == read(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<ul><li>a</li></ul><p>b</p>", "<ul><li>a<p>b</p></li></ul>"),
        ("<ul><li>a</li></ul><ul><li>b</li></ul>", "<ul><li>a</li><li>b</li></ul>"),
        ("<ul><li></li></ul><p>b</p>", "<ul><li>b</li></ul>"),
        ("<h2></h2><p>a</p>", "<h2>a</h2>"),
        ("<h2>a</h2><p>b</p>", "<h2>a<br></h2><h2>b</h2>"),
        ("<table><tr><td>a</td></tr></table>b", "<table><tr><td>a<p>b</p></td></tr></table>"),
        ("<details><summary>a</summary>b</details>c", "<details><summary>a</summary>b<p>c</p></details>"),
        ("<blockquote>a</blockquote><blockquote>b</blockquote>", "<blockquote>a<p>b</p></blockquote>"),
        ("<p>a</p><p>b</p>", "<p>a b</p>"),
        ("a b", "ab"),
        ("<b>a</b>b", "<b>ab</b>"),
        ("<b>a b</b> c", "<b>a</b> b c"),
        ("a<br>b", "a b"),
        ('<a href="/x">a</a>', '<a href="/y">a</a>'),
        ('<img src="a" alt="b">', '<img src="a" alt="c">'),
        ("<pre>a b</pre>", "<pre>a  b</pre>"),
        ("<ol><li>a</li></ol>", "<ul><li>a</li></ul>"),
    ],
)
def test_what_a_reader_would_notice_reads_differently(one, other):
    assert read(one) != read(other)


def test_a_token_for_each_word_says_the_same():
    assert words(read("a <b>b c</b> x<i>y</i> <img>")) == [
        w("a"),
        w("b", "b"),
        w("c", "b"),
        ("w", "xy", ((1, PLAIN), (1, Marks("i")))),
        ("img", "", "", "", ""),
    ]


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://é.example/ü", "https://xn--9ca.example/%C3%BC"),
        (" a  b ", "a%20b"),
        ("http://[broken", "http://%5Bbroken"),
    ],
)
def test_an_address_reads_as_a_renderer_writes_it(url, expected):
    assert read(f'<a href="{url}">x</a>')[0][2].href == expected


@given(address=st.from_regex(PLAIN_ADDRESS, fullmatch=True))
@settings(derandomize=True, deadline=None, max_examples=500)
def test_a_plain_address_is_written_as_it_stands(address):
    assert normalizeLink(address) == address
