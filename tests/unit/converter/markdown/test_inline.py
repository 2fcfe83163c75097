"""A line as first written: emphasis where signs can mark it, links, code, breaks."""

import pytest

from syndicate.converter.dialects import DIALECTS, fast_linkify
from syndicate.converter.markdown.inline import Style, line
from syndicate.converter.markdown.runs import collect
from syndicate.converter.proof.proof import keep_likely_escapes, parse_fragment

SIGNS = Style()
UNDERLINES = Style(em="_")
TAGS = Style(tags=True, autolinks=False)


def convert_line(
    html: str, dialect: str = "gfm", style: Style = SIGNS, *, links: bool = False, cell: bool = False
) -> str:
    runs = collect(parse_fragment(html).iter(include_text=True), DIALECTS[dialect])
    return keep_likely_escapes(
        line(
            runs,
            DIALECTS[dialect],
            style,
            fast_linkify() if links else None,
            place="cell" if cell else "paragraph",
        )
    )


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("a<em>b</em>c", "a*b*c"),
        ("a <em>(b)</em> c", "a *(b)* c"),
        (".<em>(b)</em>.", ".*(b)*."),
        ("<em>a</em>", "*a*"),
        ("(<em>a</em>)", "(*a*)"),
        ("x<em>XaP</em>y", "x*XaP*y"),
        ("<em><strong>a</strong></em>", "***a***"),
        ("<del>a</del>", "~~a~~"),
        ("a<sub><em>b</em></sub>c", "a<sub>*b*</sub>c"),
        ("<em>a</em>\xa0<em>b</em>", "*a*\xa0*b*"),
        ("a<strong>b</strong>c", "a**b**c"),
    ],
)
def test_emphasis_is_marked_by_signs_where_they_can_open_and_close(html, markdown):
    assert convert_line(html) == markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("a<em>(b)</em>c", "a<em>(b)</em>c"),
        ("<em>(a)</em>b", "<em>(a)</em>b"),
        ("b<em>(a)</em>", "b<em>(a)</em>"),
        ("x<em>“a”</em>y", "x<em>“a”</em>y"),
        ("x<em>+a+</em>y", "x<em>+a+</em>y"),
        ("XX<em>.a</em>", "XX<em>.a</em>"),
        ("SS<em>a.</em>P", "SS<em>a.</em>P"),
        ("a<em><strong>.b.</strong></em>c", "a<em><strong>.b.</strong></em>c"),
        ("a<em>b<strong>.c</strong></em>", "a*b<strong>.c</strong>*"),
        ("a<em>b<strong>c.</strong></em>d", "a<em>b<strong>c.</strong></em>d"),
        ("<strong><em>a.</em></strong>b", "<strong><em>a.</em></strong>b"),
        ("x<del>.a</del>", "x<del>.a</del>"),
        ("x<del>.<em>a</em></del>", "x<del>.*a*</del>"),
        ("a<em><del>b</del></em>c", "a<em>~~b~~</em>c"),
        ("a<em><del>.b</del></em>c", "a<em>~~.b~~</em>c"),
        ('a<em><a href="u">b</a></em>c', "a<em>[b](u)</em>c"),
        ('a<em><img src="u" alt="b"></em>c', "a<em>![b](u)</em>c"),
        ("a<em><code>b</code></em>c", "a<em>`b`</em>c"),
        ("a<em><b>.b</b><s>c</s></em>d", "a<em><strong>.b</strong>~~c~~</em>d"),
        ("<s>a</s><em>b</em>c", "~~a~~*b*c"),
        ("a<em>b</em><s>.c</s>d", "a*b*~~.c~~d"),
        ("<s>.</s><em>a.</em>b", "~~.~~<em>a.</em>b"),
        ("a<s>.b</s><em>c</em>", "a<del>.b</del>*c*"),
    ],
)
def test_emphasis_gets_tags_where_signs_would_not_open_or_close_and_only_there(html, markdown):
    assert convert_line(html) == markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("a<em>b</em>c", "a<em>b</em>c"),
        ("a <em>b</em> c", "a _b_ c"),
        ("a<strong>b</strong>c", "a**b**c"),
        ("(<em>b</em>)", "(_b_)"),
        ("a <em>b</em>.", "a _b_."),
        ("a<em>b</em> c", "a<em>b</em> c"),
        ("a <em>b</em>c", "a <em>b</em>c"),
        (".<em>b</em>.", "._b_."),
        ("<em>b</em>", "_b_"),
        ("<em><strong>b</strong></em>", "_**b**_"),
        ("<strong><em>b</em></strong>", "**_b_**"),
        ("a<strong><em>b</em></strong>", "a<strong>_b_</strong>"),
    ],
)
def test_an_underline_marks_no_part_of_a_word(html, markdown):
    assert convert_line(html, style=UNDERLINES) == markdown


def test_where_no_sign_will_do_every_mark_is_a_tag():
    html = '<em>a</em> <strong>b</strong> <del>c</del> <a href="http://x.example/">http://x.example/</a> d'
    assert convert_line(html, style=TAGS) == (
        "<em>a</em> <strong>b</strong> <del>c</del> [http://x.example/](http://x.example/) d"
    )
    assert convert_line("<del>a</del> <em>b</em>", "commonmark") == "<del>a</del> *b*"


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ('<a href="http://x.example/">http://x.example/</a>', "<http://x.example/>"),
        ('<em><a href="http://x.example/">http://x.example/</a></em>', "*<http://x.example/>*"),
        ('<a href="mailto:me@x.example">me@x.example</a>', "<me@x.example>"),
        (
            '<a href="http://x.example/" title="t">http://x.example/</a>',
            '[http://x.example/](http://x.example/ "t")',
        ),
        (
            '<a href="http://x.example/"><em>http://x.example/</em></a>',
            "[*http://x.example/*](http://x.example/)",
        ),
        (
            '<a href="http://x.example/"><code>http://x.example/</code></a>',
            "[`http://x.example/`](http://x.example/)",
        ),
        ('<a href="http://x.example/a">http://x.example/</a>', "[http://x.example/](http://x.example/a)"),
        ('<a href="ftp://x.example/">ftp://x.example/</a>', "[ftp://x.example/](ftp://x.example/)"),
        ('<a href="mailto:mé@x.example">mé@x.example</a>', "[mé@x.example](mailto:mé@x.example)"),
        ('<a href="mailto:you@x.example">me@x.example</a>', "[me@x.example](mailto:you@x.example)"),
        ('<a href="mailto:me">me</a>', "[me](mailto:me)"),
        (
            '<a href="http://x.example/">http://x.example/<wbr></a>',
            "[http://x.example/<wbr>](http://x.example/)",
        ),
        ('<a href="http://x.example/"><img src="i.png" alt=""></a>', "[![](i.png)](http://x.example/)"),
    ],
)
def test_a_link_is_an_address_in_angle_brackets_where_it_says_nothing_else(html, markdown):
    assert convert_line(html) == markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ('<a href="http://x.example/%zz">a</a>', '<a href="http://x.example/%zz">a</a>'),
        ('<a href="http://x.example/[">a</a>', '<a href="http://x.example/[">a</a>'),
        (
            '<a href="http://x.example/[" title="t&quot;"><em>a</em></a>',
            '<a href="http://x.example/[" title="t&quot;">*a*</a>',
        ),
        ('<a href="http://x.example/ä b" title="t &amp; u">a</a>', '[a](http://x.example/ä%20b "t & u")'),
    ],
)
def test_a_link_that_a_renderer_would_write_otherwise_is_a_tag(html, markdown):
    assert convert_line(html) == markdown


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<code>a`b</code>", "``a`b``"),
        ("<code>`</code>", "`` ` ``"),
        ("<code>``a</code>", "` ``a `"),
        ("<code>a`</code>", "`` a` ``"),
        ("<code>`a</code>", "`` `a ``"),
        ("<code>a ` b `` c</code>", "```a ` b `` c```"),
        ("<code>a `` b</code>", "`a `` b`"),
        ("<code>x</code>", "`x`"),
        ("<code>X x</code>", "`X x`"),
    ],
)
def test_code_stands_between_as_many_backticks_as_it_needs(html, markdown):
    assert convert_line(html) == markdown


@pytest.mark.parametrize(
    ("html", "dialect", "markdown"),
    [
        ("a<br><br>b", "gfm", "a\\\n\\\nb"),
        ("a<br>b", "eleventy", "a  \nb"),
        ("a<br><br>b", "eleventy", "a<br>  \nb"),
        ("a<br><br><br>b", "eleventy", "a<br><br>  \nb"),
        ("a<br><img src='i.png'>", "eleventy", "a  \n![](i.png)"),
    ],
)
def test_no_break_leaves_a_blank_line_that_would_end_the_paragraph(html, dialect, markdown):
    assert convert_line(html, dialect) == markdown


def test_a_break_at_the_very_end_of_what_a_mark_holds_is_one_break():
    assert convert_line("<u>a<br><u></u></u>b", "eleventy") == "<u>a</u>  \nb"


def test_bars_are_escaped_in_a_cell_only():
    html = 'x|y <code>a|b</code> <img src="i.png" alt="a|b">'
    assert convert_line(html, cell=True) == r"x\|y `a\|b` ![a\|b](i.png)"
    assert convert_line(html) == "x|y `a|b` ![a|b](i.png)"


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("at example.com, and e.example.org too", "at example\\.com, and e\\.example.org too"),
        ("at (example.com) and *c*", "at (example\\.com) and *c*"),
        ('<a href="http://a.example/">b.example.com</a>', "[b.example.com](http://a.example/)"),
        ('<a href="http://a.example/"><em>b.example.com</em></a>', "[*b.example.com*](http://a.example/)"),
        ("<em>b.example.com</em>", "*b\\.example.com*"),
        ("<code>c.example.com</code>", "`c.example.com`"),
        ("mail me@example.com; no (link) here.", "mail me\\@example.com; no (link) here."),
        ("a.b * c", "a.b * c"),
        ("-- www.example.com. - x.y/", "-- www\\.example.com. - x.y/"),
    ],
)
def test_a_plain_address_that_would_become_a_link_is_escaped_where_it_begins(html, markdown):
    assert convert_line(html, "eleventy", links=True) == markdown
    assert "\\" not in convert_line(html, "eleventy")


def test_shortcodes_of_hugo_are_put_out_in_text_and_code():
    assert convert_line("{{&lt; x &gt;}} {{% y %}}", "goldmark") == r"\{\{< x >}} \{\{% y %}}"
    assert (
        convert_line("<code>&lt;!--more--&gt;</code>", "goldmark")
        == "<code>&#60;&#33;&#45;&#45;more&#45;&#45;&#62;</code>"
    )
    assert (
        convert_line("<code>{{&lt; y</code> <code>{{ z }}</code>", "goldmark")
        == "<code>&#123;&#123;&#60; y</code> `{{ z }}`"
    )
    assert convert_line("<code>{{&lt; y</code> {{&lt; x &gt;}}") == "`{{< y` {{< x >}}"
