"""Raw HTML in a post is sanitised and well-formed, whatever comes in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from syndicate.addresses import SCHEMES, is_player
from syndicate.converter.markdown.raw import ATTRIBUTES, TAGS, raw_html

PIECES = st.sampled_from(
    [
        "<script>x()</script>",
        "<img src=x onerror=x()>",
        '<a href="javascript:x()">a</a>',
        '<a href=" java\tscript:x()">a</a>',
        '<a href="vbscript:x()">a</a>',
        '<a href="data:text/html,<script>x()</script>">a</a>',
        '<img src="data:image/png;base64,AA==">',
        '<iframe src="https://evil.example/embed/"></iframe>',
        '<iframe src="https://www.youtube.com/embed/x" srcdoc="<script>x()</script>"></iframe>',
        '<iframe src="//www.youtube.com.evil.example/embed/x"></iframe>',
        "<form action=/x><input name=a><button>go</button></form>",
        "<object data=/x></object><embed src=/x>",
        '<base href="https://evil.example/"><meta http-equiv=refresh content="0;url=/x">',
        '<p style="background:url(https://evil.example/)" :onclick="x()" @click="x()" webc:raw>p</p>',
        "<svg><script>x()</script></svg>",
        "<math><mi//xlink:href='data:x,<script>x()</script>'>",
        "<!-- --><![CDATA[ > ]]>",
        '<td title="',
        "<b><i></b></i>",
        "</p></div><style>*{}</style>",
        '<details open ontoggle="x()"><summary>s</summary>d</details>',
        "&lt;script&gt;x()&lt;/script&gt;",
    ]
)


@given(st.lists(PIECES | st.text(max_size=20), max_size=6))
def test_nothing_passes_that_is_not_on_the_list(pieces):
    body = LexborHTMLParser(f"<!doctype html><html><body>{raw_html(''.join(pieces))}</body></html>").body
    assert body is not None
    for node in body.traverse():
        assert node.tag in TAGS | {"body"}
        for name, value in node.attributes.items():
            assert name in ATTRIBUTES[node.tag]
            if name in {"href", "src", "poster"} and ":" in (value or "").partition("/")[0]:
                assert value.partition(":")[0] in SCHEMES or (node.tag, name, value[:11]) == (
                    "img",
                    "src",
                    "data:image/",
                )
            if node.tag == "iframe" and name == "src":
                assert is_player(value)


@given(st.lists(PIECES | st.text(max_size=20), max_size=6))
def test_what_was_sanitised_is_well_formed_and_stays_as_it_is(pieces):
    once = raw_html("".join(pieces))
    assert raw_html(once) == once


@pytest.mark.parametrize("player", ["https://www.youtube.com/embed/x", "https://player.vimeo.com/video/1"])
def test_a_known_player_stays(player):
    assert f'src="{player}"' in raw_html(f'<iframe src="{player}"></iframe>')


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<img src="data:image/png;base64,AA==">', '<img src="data:image/png;base64,AA==">'),
        ('<img src=" DATA:image/png,x">', '<img src=" DATA:image/png,x">'),
        ('<img src="data:text/html,x">', "<img>"),
        ('<a href="data:image/png,x">a</a>', "<a>a</a>"),
        ('<video src="data:image/png,x"></video>', "<video></video>"),
        ('<video poster="data:image/png,x"></video>', "<video></video>"),
        ('<img src="i.png" alt="data:image/png">', '<img src="i.png" alt="data:image/png">'),
        ('<a href="i.png" title="data: a word">a</a>', '<a href="i.png" title="data: a word">a</a>'),
    ],
)
def test_data_is_kept_where_it_is_a_picture_that_is_shown(html, expected):
    assert raw_html(html) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a\n\n b\t\tc</p>", "<p>a b c</p>"),
        (
            "<p>a</p>\n<pre>b\n\nc</pre>\n<p>d\ne</p> <pre>f\ng</pre>",
            "<p>a</p><pre>b&#10;&#10;c</pre><p>d e</p><pre>f&#10;g</pre>",
        ),
        (" <ul> <li> a </li> </ul> ", "<ul><li>a</li></ul>"),
        ("<b> a </b>", "<b> a </b>"),
        ('<p title="x">{{% x {{&lt; y {{ z</p>', '<p title="x">&#123;{% x {{&lt; y {{ z</p>'),
        (
            '<abbr title="<b> {{% x">{ *y*</abbr>',
            '<abbr title="&lt;b&gt; &#123;{% x">&#123; &#42;y&#42;</abbr>',
        ),
        ("<video>[c](javascript:x)</video>", "<video>&#91;c&#93;&#40;javascript&#58;x&#41;</video>"),
    ],
)
def test_nothing_in_it_ends_it_early_or_begins_a_shortcode(html, expected):
    assert raw_html(html) == expected
