"""The pieces of a line: their marks, the white space between them, pictures, boxes, notes, and where links lead."""

import pytest

from syndicate.converter.dialects import DIALECTS
from syndicate.converter.markdown.inline import Style, line
from syndicate.converter.markdown.runs import Run, attribute, collect, destination, tidy_spaces
from syndicate.converter.proof.proof import keep_likely_escapes, parse_fragment

SIGNS = Style()


def convert_line(html: str, dialect: str = "gfm") -> str:
    return keep_likely_escapes(
        line(
            collect(parse_fragment(html).iter(include_text=True), DIALECTS[dialect]), DIALECTS[dialect], SIGNS
        )
    )


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("a\n b\t\tc", "a b c"),
        ("<em> a </em>b", "*a* b"),
        ("a<em> b </em>c", "a *b* c"),
        ("<em>a </em> <strong> b</strong>", "*a* **b**"),
        ("<em>a <strong>b </strong> c</em>", "*a **b** c*"),
        ("a\xa0 \xa0b", "a\xa0 \xa0b"),
        ("<em>\xa0</em>a", "a"),
        ("a<em>\xa0\n</em>b", "a\xa0 b"),
        ("<em>a\xa0</em>b", "*a*\xa0b"),
        ("a<em> </em>b", "a b"),
        ("<u>a </u><u> b</u>", "<u>a</u> <u>b</u>"),
        ("<em>a <u> b</u></em>", "*a <u>b</u>*"),
        ("<u>x a x</u> x", "<u>x a x</u> x"),
        ("<em> aa a </em>b", "*aa a* b"),
        ("<b>a <i>b</i> <i>c</i></b>", "**a *b* *c***"),
    ],
)
def test_white_space_is_one_space_outside_the_marks_that_it_touches(html, markdown):
    assert convert_line(html) == markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<br>a<br>", "a"),
        ("<br> <br>a <br> ", "a"),
        ("a <br> b", "a\\\nb"),
        ("<em>a<br>b</em>", "*a\\\nb*"),
        ("<em>a<br></em>b", "*a*\\\nb"),
        ("a<em><br>b</em>", "a\\\n*b*"),
        ("<em>a <br> </em><br>b", "*a*\\\n\\\nb"),
        ("a <em> </em><br>b", "a\\\nb"),
        ("<strong>a</strong><em><br></em><strong>b</strong>", "**a**\\\n**b**"),
        ("<u>a<i><br></i>b</u>", "<u>a\\\nb</u>"),
        ("<u>a<br><br>b</u>", "<u>a\\\n\\\nb</u>"),
        ("<u>a<br> <br><img src='i.png'></u>", "<u>a\\\n\\\n![](i.png)</u>"),
    ],
)
def test_a_break_carries_only_the_marks_on_both_of_its_sides(html, markdown):
    assert convert_line(html) == markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<code>a</code><code>b</code>", "`ab`"),
        ("<em><code>a</code></em><code>b</code>", "*`a`*`b`"),
        ("<code>a</code>b<code>c</code><code>d</code>", "`a`b`cd`"),
        ("<code>a\nb  c</code>", "`a b  c`"),
        ("<code>a\t\r\nb</code>", "`a  b`"),
        ("<code> a  b </code>", "`a  b`"),
        ("<samp>a</samp> <tt>b</tt>", "`a` `b`"),
        ("<code>a <em>b</em></code>", "`a` *`b`*"),
    ],
)
def test_code_keeps_its_spaces_and_joins_its_neighbour(html, markdown):
    assert convert_line(html) == markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        (
            '<sub title="t">a</sub><abbr title="t">b</abbr><dfn title="u">c</dfn><kbd>d</kbd><abbr>e</abbr><dfn>f</dfn>',
            '<sub>a</sub><abbr title="t">b</abbr><dfn title="u">c</dfn><kbd>d</kbd><abbr>e</abbr><dfn>f</dfn>',
        ),
        ("<u><u>a</u></u>", "<u>a</u>"),
        ("<em><i>a</i></em>", "*a*"),
        ("<em><sub>a</sub></em>", "*<sub>a</sub>*"),
        ("<sub><em>b</em></sub>", "<sub>*b*</sub>"),
        ("<b><i>a</i></b>", "***a***"),
        ('<em><a href=" u " title=" t  v ">x</a></em>', '*[x](u "t v")*'),
        ('<sub><a href="u">x</a></sub>', "<sub>[x](u)</sub>"),
        ("<u><abbr>x</abbr></u>", "<u><abbr>x</abbr></u>"),
        ('<a href="">x</a>', "x"),
        ("<a>x</a>", "x"),
        ('<a title="t">x</a>', "x"),
        ('<a href="u"><em>x</em></a>', "[*x*](u)"),
        ("<cite>a</cite> <strike>b</strike>", "*a* ~~b~~"),
        ("<span>a</span>", "a"),
        ("a<wbr>b", "a<wbr>b"),
        ("<em>a<wbr>b</em>", "*a<wbr>b*"),
        ("<!-- c -->a<!-- d -->", "a"),
    ],
)
def test_a_mark_is_said_once_and_those_without_a_sign_keep_their_tags(html, markdown):
    assert convert_line(html) == markdown


@pytest.mark.parametrize(
    ("html", "dialect", "markdown"),
    [
        ('<img alt="a">', "gfm", ""),
        ('<img src="">', "gfm", ""),
        ('<img src="i.png">', "gfm", "![](i.png)"),
        ('<img src=" i.png " alt=" a  b " title=" t  u ">', "gfm", '![a b](i.png "t u")'),
        (
            '<img src="i.png" alt="a &quot;b&quot;" title="t">',
            "eleventy",
            '<img src="i.png" alt="a &quot;b&quot;" title="t">',
        ),
        ('<img src="i.png" alt="a &quot;b&quot;">', "eleventy", "![a &quot;b&quot;](i.png)"),
        ('<img src="i.png?[" alt="a">', "gfm", '<img src="i.png?[" alt="a">'),
        ('<img src="i.png" alt="a*b">', "gfm", "![a*b](i.png)"),
        ('<img src="i.png" alt="Ann\'s &quot;b&quot;...">', "goldmark", "![Ann’s “b”…](i.png)"),
        ('<img src="i.png" alt="a * b">', "goldmark", '<img src="i.png" alt="a * b">'),
        ('<img src="i.png" alt="a * b">', "markdown-it", '<img src="i.png" alt="a * b">'),
        ('<img src="i.png" alt="a * b">', "eleventy", "![a * b](i.png)"),
        ('<img src="i.png" alt="a | b">', "kramdown", "![a &#124; b](i.png)"),
        ('<img src="i.png" alt="a &lt; b">', "gfm", "![a &lt; b](i.png)"),
    ],
)
def test_a_picture_is_a_sign_where_the_dialect_can_say_it_and_a_tag_where_not(html, dialect, markdown):
    assert convert_line(html, dialect) == markdown


@pytest.mark.parametrize(
    ("html", "dialect", "markdown"),
    [
        ('<sup class="footnote-ref"><a href="#fn2">[2]</a></sup>', "gfm", "[^2]"),
        ('a<sup class="x footnote-ref"> [ 3 ] </sup>b', "gfm", "a[^3]b"),
        ('<em>a<sup class="footnote-ref">[3]</sup></em>', "gfm", "*a[^3]*"),
        ('<sup class="footnote-ref">[3:1]</sup>', "gfm", "[^3]"),
        ('<sup class="footnote-ref">&lt;script></sup>', "gfm", "<sup>\\<script></sup>"),
        (
            '<sup class="footnote-ref"><a href="#fn2">[2]</a></sup>',
            "commonmark",
            '<sup class="footnote-ref"><a href="#fn2">&#91;2&#93;</a></sup>',
        ),
        ('<sup class="x">2</sup><sup>3</sup>', "gfm", "<sup>2</sup><sup>3</sup>"),
    ],
)
def test_a_note_is_referred_to_by_its_number(html, dialect, markdown):
    assert convert_line(html, dialect) == markdown


@pytest.mark.parametrize(
    ("item", "dialect", "box"),
    [
        ('<input type="checkbox"> a', "gfm", "[ ] a"),
        ('<p><input type="checkbox" checked> a</p>', "gfm", "[x] a"),
        ('<label><input type="checkbox"> a</label>', "gfm", "[ ] a"),
        (' <input type="checkbox"> a', "gfm", "[ ] a"),
        ('a <input type="checkbox">', "gfm", 'a <input type="checkbox" disabled>'),
        ('<u><input type="checkbox"></u> a', "gfm", '<u><input type="checkbox" disabled></u> a'),
        ('<input type="checkbox" checked> a', "commonmark", '<input type="checkbox" disabled checked> a'),
    ],
)
def test_the_box_of_a_task_is_a_sign_at_the_beginning_of_its_item_only(item, dialect, box):
    node = parse_fragment(f"<ul><li>{item}</li></ul>").css_first("p" if item.startswith("<p>") else "li")
    assert node is not None
    runs = collect(node.iter(include_text=True), DIALECTS[dialect])
    assert keep_likely_escapes(line(runs, DIALECTS[dialect], SIGNS)) == box


def test_a_box_outside_a_list_is_a_tag():
    assert (
        convert_line('<p><input type="checkbox" checked></p>') == '<input type="checkbox" disabled checked>'
    )
    assert convert_line('<input type="checkbox">') == '<input type="checkbox" disabled>'


@pytest.mark.parametrize(
    ("href", "title", "expected"),
    [
        ("a b", "", "a%20b"),
        ("a\\b", "", "a%5Cb"),
        ("a<b>c", "", "a%3Cb%3Ec"),
        ("a(b)c", "", "a(b)c"),
        ("a)b(", "", "<a)b(>"),
        ("a(b", "", "<a(b>"),
        ("a&amp;b", "", "a&amp;amp;b"),
        ("a&#38;b", "", "a&amp;#38;b"),
        ("a&b", "", "a&b"),
        ("u", "t", 'u "t"'),
        ("u", 'a "b"', "u 'a \"b\"'"),
        ("u", "a 'b'", "u \"a 'b'\""),
        ("u", "\"a\" 'b'", "u \"&quot;a&quot; 'b'\""),
        ("u", "a\\b", 'u "a\\b"'),
        ("u", "a\\", 'u "a&#92;"'),
        ("u", "a &lt; b & c", 'u "a &amp;lt; b & c"'),
        ("u", "{{< x", 'u "&#123;&#123;&lt; x"'),
        ("é{{%20x", "", "é%7B%7B%20x"),
    ],
)
def test_an_address_and_its_title_stand_between_parentheses(href, title, expected):
    assert destination(href, title) == expected


def test_no_shortcode_begins_in_an_attribute():
    assert attribute('{{% x "y"') == "&#123;&#123;% x &quot;y&quot;"


def test_what_is_ready_is_no_text_to_be_tidied():
    ready = [Run("atom", "<a  b>", ()), Run("break", "", ()), Run("atom", "  ", ())]
    assert tidy_spaces(ready) == ready
