from __future__ import annotations

from urllib.parse import urljoin

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from syndicate.addresses import is_readable
from syndicate.parser.page.cleaning.clean import absolute_address, clean
from tests.unit.converter.trees import articles

BASE = "https://blog.example/posts/one/"
PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACw="
EMBEDLY = "https://cdn.embedly.com/widgets/media.html?"


def cleaned(body: str, *remove: str) -> str:
    return clean(body, base=BASE, remove=remove)


@pytest.mark.parametrize(
    "dropped",
    [
        "<script>alert(1)</script>",
        '<script src="https://e.example/x.js"></script>',
        "<style>p { color: red }</style>",
        "<template><p>x</p></template>",
        '<svg onload="alert(1)"><path d="M0 0"></path><script>x</script></svg>',
        '<button onclick="share()">Share <svg></svg></button>',
        '<input type="text">',
        '<link rel="stylesheet" href="x.css">',
        '<meta http-equiv="refresh" content="0; url=javascript:alert(1)">',
        "<noscript>Turn on JavaScript.</noscript>",
        "<head><title>The newsletter of May</title></head>",
        '<iframe src="javascript:alert(1)"></iframe>',
        "<iframe srcdoc='<script>x</script>'></iframe>",
        '<embed src="data:text/html,x">',
        '<object data="javascript:alert(1)"></object>',
        '<img src="https://count.example/?post=1" width="1" height="1" alt="">',
        '<img src="https://count.example/?post=1" width="0" height="0" alt="">',
        '<div class="sharedaddy"><ul><li><a href="/?share=x">X</a></li></ul></div>',
        '<iframe src=""></iframe>',
        '<iframe src=""><a href="javascript:alert(1)">x</a></iframe>',
    ],
)
def test_what_is_no_part_of_an_article_is_gone(dropped: str) -> None:
    assert cleaned(f"<p>Before.</p>{dropped}<p>After.</p>") == "<p>Before.</p><p>After.</p>"


def test_a_tasks_box_is_kept() -> None:
    body = '<ul><li><input type="checkbox" checked=""> Done</li></ul>'
    assert cleaned(body) == body


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "  javascript:alert(1)",
        "\x01\x1fjavascript:alert(1)",
        "java\nscript:alert(1)",
        "java\tscript:alert(1)",
        "java&#10;script&colon;alert(1)",
        "&#106;avascript:alert(1)",
        "&#x6A&#x61vascript:alert(1)",
        "vbscript:msgbox(1)",
        "VBSCRIPT:x",
        "data:text/html,<script>alert(1)</script>",
        "data:image/svg+xml,<svg onload=alert(1)>",
        " DATA:text/html;base64,eA==",
        "file:///etc/passwd",
        "blob:https://blog.example/1",
    ],
)
def test_an_address_that_does_harm_is_removed(href: str) -> None:
    assert cleaned(f'<a href="{href}">x</a>') == "<a>x</a>"


@pytest.mark.parametrize("href", ["mailto:ann@e.example", "tel:+1202", "https://e.example/?q=javascript:1"])
def test_an_address_that_does_no_harm_is_kept(href: str) -> None:
    assert cleaned(f'<a href="{href}">x</a>') == f'<a href="{href}">x</a>'


def test_a_picture_in_its_own_address_is_kept_and_no_other_data() -> None:
    assert cleaned(f'<img src="{PIXEL}" alt="x">') == f'<img src="{PIXEL}" alt="x">'
    assert cleaned('<p><img src="data:text/html,x" alt="A picture"></p>') == "<p>A picture</p>"
    assert cleaned(f'<video src="{PIXEL}"></video>') == '<video controls=""></video>'


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("other.html", BASE + "other.html"),
        ("../two/", "https://blog.example/posts/two/"),
        ("/about", "https://blog.example/about"),
        ("//cdn.example/x", "https://cdn.example/x"),
        ("?page=2", BASE + "?page=2"),
        ("#part", BASE + "#part"),
        (" /about\n", "https://blog.example/about"),
        ("/a b", "https://blog.example/a%20b"),
        ("/a\x01b\x7f", "https://blog.example/a%01b%7F"),
    ],
)
def test_links_become_absolute(href: str, expected: str) -> None:
    assert cleaned(f'<a href="{href}">x</a>') == f'<a href="{expected}">x</a>'
    assert cleaned(f'<img src="{href}" alt="">') == f'<img src="{expected}" alt="">'


@given(
    st.lists(st.sampled_from("/ . .. ? # ; & = : @ a B %20 %zz é".split()), max_size=8).map("".join),
    st.sampled_from(["http://e.example", "https://e.example:80", "https://E.example", "https://e", "https:"]),
)
@example("/a;", "https://e.example")
@example("/a/../b", "https://e.example")
@example("?#b", "https://e.example")
def test_an_address_that_is_absolute_is_as_urljoin_has_it(path: str, host: str) -> None:
    try:
        expected = urljoin(BASE, host + path)
    except ValueError:
        expected = ""
    assert absolute_address(BASE, host + path) == (expected if is_readable(expected) else "")


@pytest.mark.parametrize(
    "href", ["", " ", "http://[broken", "https://[::1/x", "//[x", "https://blog\x01.example/"]
)
def test_a_link_that_leads_nowhere_loses_its_address(href: str) -> None:
    assert cleaned(f'<a href="{href}">x</a>') == "<a>x</a>"
    assert cleaned(f'<p><img src="{href}" alt="x"></p>') == "<p>x</p>"
    assert cleaned(f'<p>x</p><iframe src="{href}"></iframe>') == "<p>x</p>"


def test_citations_and_posters_become_absolute() -> None:
    assert (
        cleaned('<blockquote cite="/x">q</blockquote>')
        == '<blockquote cite="https://blog.example/x">q</blockquote>'
    )
    assert 'poster="https://blog.example/p.png"' in cleaned('<video poster="/p.png" src="/v.mp4"></video>')


def test_a_comment_is_not_read() -> None:
    found = cleaned("<p>a<!-- <script>x</script> --><!--more-->b</p><![CDATA[c]]><?php d ?>")
    root = LexborHTMLParser(found).body
    assert root is not None
    assert root.text() == "ab"
    assert root.css_first("script") is None


@pytest.mark.parametrize(
    "markup",
    [
        f'<img src="{PIXEL}" data-src="/a.png" alt="x">',
        '<img data-lazy-src="/a.png" alt="x">',
        '<img src="/blank.gif" data-original="/a.png" alt="x">',
        '<img src="" srcset="/s.png 300w, /a.png 900w" alt="x">',
        f'<img src="{PIXEL}" data-srcset="/s.png 1x, /a.png 2x" alt="x">',
        f'<img src="{PIXEL}" alt="x"><noscript><img src="/a.png" alt="x"></noscript>',
        f'<img src="{PIXEL}">\n<noscript>&lt;img src="/a.png" alt="x"&gt;</noscript>',
    ],
)
def test_a_lazy_picture_is_shown(markup: str) -> None:
    root = LexborHTMLParser(cleaned(f"<p>{markup}</p>")).body
    assert root is not None
    assert [(image.attributes["src"], image.attributes["alt"]) for image in root.css("img")] == [
        ("https://blog.example/a.png", "x")
    ]


def test_a_picture_that_is_there_is_not_replaced() -> None:
    found = cleaned(
        '<p><img src="/a.png" data-src="/b.png" alt=""><noscript><img src="/c.png"></noscript></p>'
    )
    assert 'src="https://blog.example/a.png"' in found
    assert "c.png" not in found


@pytest.mark.parametrize(
    "src",
    [
        "https://www.youtube.com/embed/abc",
        "https://www.youtube-nocookie.com/embed/abc",
        "https://player.vimeo.com/video/1",
        "https://www.google.com/maps/embed?pb=1",
    ],
)
def test_a_known_player_is_kept_with_nothing_but_its_address_title_and_size(src: str) -> None:
    frame = f'<iframe width="640" onload="alert(1)" style="x" srcdoc="<b>" src="{src}" title="A  &quot;film&quot;"></iframe>'
    assert (
        cleaned(frame)
        == f'<iframe src="{src}" title="A &quot;film&quot;" width="640" allowfullscreen=""></iframe>'
    )


def test_a_player_without_a_scheme_or_loaded_lazily_is_kept() -> None:
    expected = '<iframe src="https://www.youtube.com/embed/abc" allowfullscreen=""></iframe>'
    assert cleaned('<iframe src="//www.youtube.com/embed/abc"></iframe>') == expected
    assert cleaned('<iframe data-src="https://www.youtube.com/embed/abc"></iframe>') == expected


@pytest.mark.parametrize(
    "src",
    [
        "https://elsewhere.example/embed/1",
        "https://www.youtube.com/redirect",
        "https://www.youtube.com.evil.example/embed/1",
        "https://www.youtube.com@evil.example/embed/1",
    ],
)
def test_another_frame_becomes_a_link(src: str) -> None:
    assert cleaned(f'<iframe src="{src}" title="A map"></iframe>') == f'<p><a href="{src}">A map</a></p>'


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (
            "src=https%3A%2F%2Fwww.youtube.com%2Fembed%2Fabc%3Ff%3D1%26g&amp;url=https%3A%2F%2Fyoutu.be%2Fabc",
            '<iframe src="https://www.youtube.com/embed/abc?f=1&amp;g" allowfullscreen=""></iframe>',
        ),
        (
            "url=x&amp;src=%2F%2Fwww.youtube.com%2Fembed%2Fabc",
            '<iframe src="https://www.youtube.com/embed/abc" allowfullscreen=""></iframe>',
        ),
        (
            "src=https%3A%2F%2Fe.example%2Fplayer&amp;url=https%3A%2F%2Fe.example%2F1",
            '<p><a href="https://e.example/1">https://e.example/1</a></p>',
        ),
        (
            "src=https%3A%2F%2Fe.example%2Fplayer",
            '<p><a href="https://e.example/player">https://e.example/player</a></p>',
        ),
        ("url=javascript%3Aalert(1)", ""),
        ("key=1", f'<p><a href="{EMBEDLY}key=1">{EMBEDLY}key=1</a></p>'),
    ],
)
def test_a_frame_that_only_holds_another_is_what_it_holds(query: str, expected: str) -> None:
    assert cleaned(f'<iframe src="{EMBEDLY}{query}"></iframe>') == expected


def test_a_frame_whose_address_stands_within_is_a_link_there() -> None:
    found = cleaned('<iframe src="" width="0"><a href="https://e.example/?a=1&amp;b">x</a></iframe>')
    assert found == '<p><a href="https://e.example/?a=1&amp;b">https://e.example/?a=1&amp;b</a></p>'


@pytest.mark.parametrize("tag", ["em", "small", "span", "b"])
def test_a_link_for_a_frame_does_not_nest_a_paragraph(tag: str) -> None:
    found = cleaned(f'<p><{tag}>See <iframe src="https://e.example/x"></iframe></{tag}></p>')
    assert found == f'<p><{tag}>See <a href="https://e.example/x">https://e.example/x</a></{tag}></p>'


@pytest.mark.parametrize("tag", ["p", "h2"])
def test_a_frame_in_a_paragraph_or_heading_becomes_a_link_in_it(tag: str) -> None:
    found = cleaned(f'<{tag}>See <iframe src="https://e.example/x" title="t"></iframe></{tag}>')
    assert found == f'<{tag}>See <a href="https://e.example/x">t</a></{tag}>'


def test_a_link_around_a_frame_stays_one_link() -> None:
    found = cleaned('<p><a href="/x">See <iframe src="https://e.example/x" title="t"></iframe></a></p>')
    assert found == '<p><a href="https://blog.example/x">See t</a></p>'


def test_an_object_with_a_fallback_becomes_one_link() -> None:
    found = cleaned('<object data="/x.pdf" title="A"><param name="a"><embed src="/x.pdf"></object>')
    assert found == '<p><a href="https://blog.example/x.pdf">A</a></p>'


@pytest.mark.parametrize("tag", ["audio", "video"])
def test_a_player_that_a_script_drew_can_be_played_without_it(tag: str) -> None:
    assert cleaned(f'<{tag} src="/a"></{tag}>') == f'<{tag} src="https://blog.example/a" controls=""></{tag}>'


def test_a_film_that_plays_by_itself_keeps_to_that() -> None:
    film = '<video src="https://blog.example/a" autoplay="" loop="" muted=""></video>'
    assert cleaned(film) == film


MATHML = "<math{}><semantics><mrow><mi>m</mi><msup><mi>c</mi><mn>2</mn></msup></mrow>{}</semantics></math>"
TEX = '<annotation encoding="application/x-tex">m\n c^2 &lt; 1</annotation>'


@pytest.mark.parametrize(
    ("formula", "read_as"),
    [
        (
            f'<span class="katex"><span class="katex-mathml">{MATHML.format("", TEX)}</span>'
            '<span class="katex-html" aria-hidden="true"><span class="base">mc2</span></span></span>',
            "$m c^2 &lt; 1$",
        ),
        (
            '<span class="katex-display"><span class="katex"><span class="katex-mathml">'
            f"{MATHML.format('', TEX)}</span><span class=katex-html>mc2</span></span></span>",
            "$$m c^2 &lt; 1$$",
        ),
        (MATHML.format(" display='block'", TEX), "$$m c^2 &lt; 1$$"),
        (MATHML.format("", TEX), "$m c^2 &lt; 1$"),
    ],
)
def test_a_formula_is_its_tex_once(formula: str, read_as: str) -> None:
    before = "E =</p><p>" if read_as.startswith("$$") else "E = "
    assert cleaned(f"<p>E = {formula}.</p>") == f"<p>{before}{read_as}.</p>"


def test_what_the_config_removes_is_gone() -> None:
    assert cleaned('<p>a</p><p class="ad">b<b class="ad">c</b></p><i>d</i>', ".ad", "i") == "<p>a</p>"


@pytest.mark.parametrize(
    "anchor",
    [
        '<a class="headerlink" href="#t">¶</a>',
        '<a class="heading-permalink" href="#t" aria-hidden="true">#</a>',
        '<a class="x header-anchor" href="https://blog.example/#t">Link</a>',
        '<a href="#t">#</a>',
        '<span><a href="#t">🔗</a></span>',
        '<a href="#t" aria-label="Permalink to “T”">x</a>',
        '<a href="#t"></a>',
    ],
)
def test_a_headings_link_to_itself_is_gone(anchor: str) -> None:
    root = LexborHTMLParser(cleaned(f'<h2 id="t">The part {anchor}</h2>')).body
    assert root is not None
    assert root.text().strip() == "The part"
    assert root.css_first("a") is None


def test_a_link_in_a_heading_is_kept() -> None:
    body = '<h2><a href="https://e.example/">Elsewhere</a> and <a href="https://blog.example/posts/one/#t">here</a></h2>'
    assert cleaned(body) == body
    assert "<a" in cleaned('<p>See <a href="#t">#</a></p>')


CODE = '<pre><code class="language-python">if a &lt; b:\n    pass\n</code></pre>'
PLAIN = "if a &lt; b:\n    pass\n"


@pytest.mark.parametrize(
    "block",
    [
        f'<pre><code class="language-python">{PLAIN}</code></pre>',
        f'<pre><code class="lang-python hljs">{PLAIN}</code></pre>',
        f'<pre class="language-python"><code>{PLAIN}</code></pre>',
        f'<pre lang="python">{PLAIN}</pre>',
        f'<pre class="brush: python">{PLAIN}</pre>',
        f'<div class="highlight highlight-source-python"><pre>{PLAIN}</pre></div>',
        f'<div class="highlight-python notranslate"><div class="highlight"><pre><span></span>{PLAIN}</pre></div></div>',
        f'<div class="language-python highlighter-rouge"><div class="highlight"><pre class="highlight"><code>'
        f'<span class="k">if</span>{PLAIN[2:]}</code></pre></div></div>',
        '<div class="language-python highlighter-rouge"><div class="highlight"><pre class="highlight"><code>'
        '<table class="rouge-table"><tbody><tr><td class="rouge-gutter gl"><pre class="lineno">1\n2\n</pre></td>'
        f'<td class="rouge-code"><pre>{PLAIN}</pre></td></tr></tbody></table></code></pre></div></div>',
        '<table class="highlighttable"><tr><td class="linenos"><div class="linenodiv"><pre>1\n2</pre></div></td>'
        f'<td class="code"><div class="highlight"><pre lang="python">{PLAIN}</pre></div></td></tr></table>',
        '<figure class="highlight python"><table><tr><td class="gutter"><pre><span class="line">1</span><br></pre></td>'
        '<td class="code"><pre><span class="line">if a &lt; b:</span><br><span class="line">    pass</span><br></pre></td>'
        "</tr></table></figure>",
        '<div class="highlight"><div class="chroma"><table class="lntable"><tr><td class="lntd"><pre class="chroma"><code>'
        '<span class="lnt">1\n</span></code></pre></td><td class="lntd"><pre class="chroma"><code class="language-python" '
        f'data-lang="python">{PLAIN}</code></pre></td></tr></table></div></div>',
        '<pre class="shiki"><div class="language-id">python</div><div class="code-container"><code>'
        '<div class="line">if a &lt; b:</div><div class="line">    pass</div></code></div></pre>',
        '<div class="language-python extra-class line-numbers-mode"><pre class="language-python"><code>'
        f'{PLAIN}</code></pre><div class="line-numbers-wrapper"><span class="line-number">1</span></div></div>',
        '<div class="language-python"><button class="copy">Copy</button><span class="lang">python</span>'
        '<pre class="shiki github-dark"><code><span class="line">if a &lt; b:</span>\n<span class="line">    pass</span></code></pre></div>',
        f'<div class="sourceCode" id="cb1"><pre class="sourceCode python"><code class="sourceCode python">{PLAIN}</code></pre></div>',
    ],
    ids=[
        "markdown-it",
        "marked",
        "prism",
        "github-lang",
        "syntaxhighlighter",
        "github",
        "sphinx",
        "rouge",
        "rouge-table",
        "pygments-table",
        "hexo",
        "chroma-table",
        "shiki-twoslash",
        "vuepress",
        "vitepress",
        "pandoc",
    ],
)
def test_every_highlighters_code_becomes_the_same_block(block: str) -> None:
    root = LexborHTMLParser(cleaned(block)).body
    assert root is not None
    assert [code.html for code in root.css("pre")] == [CODE]
    assert root.text().strip() == "if a < b:\n    pass"


@pytest.mark.parametrize(
    "name", ["language-plaintext", "language-text", "language-none", "hljs", "nohighlight"]
)
def test_a_word_for_no_language_is_none(name: str) -> None:
    assert cleaned(f'<pre><code class="{name}">x</code></pre>') == "<pre><code>x\n</code></pre>"


def test_code_keeps_its_first_indentation_and_blank_lines_inside() -> None:
    assert cleaned("<pre>\n\n  a\n\n  b  \n\n</pre>") == "<pre><code>  a\n\n  b\n</code></pre>"


def test_two_blocks_in_one_box_stay_two() -> None:
    found = cleaned('<div class="highlight"><pre>a</pre><pre>b</pre></div>')
    assert found == '<div class="highlight"><pre><code>a\n</code></pre><pre><code>b\n</code></pre></div>'


def test_a_link_in_preformatted_text_is_kept() -> None:
    assert '<a href="https://e.example/">' in cleaned('<pre>see <a href="https://e.example/">x</a></pre>')


def test_code_points_that_the_converter_uses_are_gone() -> None:
    assert cleaned("<p>a&#xFDD0;b</p>") == "<p>ab</p>"


def test_a_broken_base_does_no_harm() -> None:
    assert clean('<a href="/x">x</a>', base="") == '<a href="/x">x</a>'
    assert clean('<a href="/x">x</a><iframe src="/y"></iframe>', base="http://[broken").strip() == "<a>x</a>"


MARKUP = st.sampled_from(
    "<p> </p> <div> </div> <a href='#x'> <a href=javascript:x> </a> <pre> </pre> <code> </code> <iframe src=//e.example/x> "
    "</iframe> <object data=x> </object> <embed src=x> <img src=data:image/gif,x data-src=y> <img> <noscript> </noscript> "
    "<svg> </svg> <table> <tr> <td class=code> <td> </table> <div class=highlight> <figure class=highlight> <figcaption> "
    "</figure> <sup> </sup> <ol> <li id=x> </ol> <h2> </h2> <br> <span class=lineno> </span> <template> </template> "
    "<!-- --> <input type=checkbox> <select> <math> <mtext> <title> <textarea> </textarea> <base href=//[> &#0; text ↩ 1".split(
        " "
    )
) | st.sampled_from(
    [
        '<a class="footnote-anchor" href="#n">',
        '<div class="footnote">',
        '<a class="footnote-number" id="n"></a>',
        '<div class="footnote-content">',
        '<div class="sharedaddy">',
        """<div data-attrs='{"url": "https://e.example/"}'>""",
        """<span data-attrs='{"name": "n"}'>""",
        '<iframe src="https://cdn.embedly.com/widgets/media.html?src=//[&url=//]">',
        '<iframe><a href="//[">',
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(MARKUP | st.text(max_size=8), max_size=15).map("".join) | st.text(max_size=200))
@example("<a href='//['>x</a><iframe src='//['></iframe>")
def test_cleaning_never_fails(body: str) -> None:
    found = cleaned(body)
    assert "<script" not in found
    assert not any(ord(character) in range(0xFDD0, 0xFDF0) for character in found)


@settings(max_examples=60, deadline=None)
@given(articles)
def test_cleaning_what_is_clean_changes_nothing(body: str) -> None:
    found = cleaned(body)
    assert cleaned(found) == found


def test_a_task_is_done_only_where_it_is_itself_and_not_one_below_it():
    def task(done: bool, inner: str) -> str:
        return (
            f'<ul><li data-type="taskItem" data-checked="{str(done).lower()}">'
            f'<label><input type="checkbox"></label><div>{inner}</div></li></ul>'
        )

    made = clean(task(False, f"<p>Fold</p>{task(True, '<p>Cut</p>')}"), base="https://x.example/")
    assert [" checked" in each for each in made.split("<input")[1:]] == [False, True]
