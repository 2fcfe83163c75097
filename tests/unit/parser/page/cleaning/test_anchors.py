"""Links within an article stay within it, and what they lead to has its name, and nothing else has one."""

import re
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

import syndicate
from syndicate.converter.dialects import DIALECTS
from syndicate.converter.proof.proof import Converter
from syndicate.parser.page.cleaning.clean import clean

BASE = "https://blog.example/2024/a-post/"
BLOCKS = (
    "<h2{id}>One</h2>", "<p{id}>Two <em>words</em></p>", "<ul><li{id}>Three</li></ul>", "<ol{id}><li>Four</li></ol>",
    "<blockquote{id}><p>Five</p></blockquote>", "<pre{id}><code>six</code></pre>", "<div{id}><p>Seven</p></div>",
    "<table><tr><td{id}>Eight</td></tr></table>", "<table{id}><tr><th>Nine</th></tr><tr><td>9</td></tr></table>",
    "<figure{id}><img src=a.png alt=Ten><figcaption>Caption</figcaption></figure>", "<a{id}></a><h3>Eleven</h3>",
    "<p><span{id}></span></p><p>Twelve</p>", "<h3><a{id} class=anchor href='#x'>#</a> Thirteen</h3>",
    "<dl><dt{id}>Fourteen</dt><dd>x</dd></dl>", "<details{id}><summary>Fifteen</summary><p>x</p></details>",
    "<table><tr><td><pre{id}>x</pre></td></tr></table>", "<table role=none><tr><td{id}>y</td></tr></table>",
    "<hr{id}><p>Sixteen</p>", "<video{id} src=a.mp4 controls></video>", "<p>Seventeen <b{id}>and</b></p>",
)  # fmt: skip
NAMES = ("a", "B-1", "1", "ü", "c.d", "e(f)", "g'h", "50%", "i_j", "user:k")


def anchors(html: str) -> list[str]:
    return re.findall(r'<a id="([^"]*)"></a>', html)


def links(html: str) -> list[str]:
    nodes = LexborHTMLParser(html).css("a[href^='#']")
    return [unquote((node.attributes.get("href") or "")[1:]) for node in nodes]


places = st.lists(st.tuples(st.sampled_from(BLOCKS), st.sampled_from(NAMES)), max_size=6)


@given(places, st.lists(st.sampled_from(NAMES), max_size=5))
def test_each_place_that_a_link_leads_to_is_there_once_and_no_other(blocks, wanted):
    body = "".join(f'<p>See <a href="#{name}">it</a></p>' for name in wanted)
    body += "".join(block.format(id=f' id="{name}"') for block, name in blocks)
    cleaned = clean(body, base=BASE)
    there = {name for _, name in blocks}
    assert sorted(anchors(cleaned.replace("&#x27;", "'"))) == sorted(there.intersection(wanted))
    assert links(cleaned) == [name for name in wanted if name in there]
    assert cleaned.count(f'href="{BASE}#') == sum(name not in there for name in wanted)


@pytest.mark.parametrize("dialect", DIALECTS)
@given(blocks=places)
def test_a_post_says_every_place_or_leads_to_the_original(dialect, blocks):
    names = dict.fromkeys(name for _, name in blocks)
    body = "".join(f'<p>See <a href="#{name}">it</a></p>' for name in names)
    body += "".join(block.format(id=f' id="{name}"') for block, name in blocks)
    markdown = syndicate.conversion(body, base=BASE, dialect=dialect).markdown
    outside = markdown.count(f"{BASE}#")
    if DIALECTS[dialect].html:
        assert outside == 0
    ids = re.findall(r'<(?:a|span) id="[^"]+"></(?:a|span)>|^#+ .* \{#[^}]+\}$', markdown, re.MULTILINE)
    assert len(ids) + outside == len(names)


@pytest.mark.parametrize(
    "place",
    [
        '<h2 id="one">One</h2>', '<h2><a name="one"></a>One</h2>', '<a id="one"></a>\n<h2>One</h2>',
        '<h2><a id="user-content-one" class="anchor" href="#one" aria-hidden="true"><svg></svg></a>One</h2>',
        '<h2><a class="anchor" id="one" href="#one">#</a> One</h2>', '<div id="one"></div><h2>One</h2>',
        '<section id="one"><h2>One</h2></section>', '<h2><span class="mw-headline" id="one">One</span></h2>',
        '<h2 id="one">One</h2><h2 id="one">Another of this name</h2>', '<p><a name="one"></a></p><h2>One</h2>',
    ],
)  # fmt: skip
@pytest.mark.parametrize("link", ["#one", "/2024/a-post/#one", f"{BASE}#one", "#%6Fne"])
def test_a_heading_has_its_place_however_the_page_says_it(place, link):
    markdown = syndicate.convert(f'<p>See <a href="{link}">one</a>.</p>{place}', base=BASE)
    assert markdown.startswith('See [one](#one).\n\n## <span id="one"></span>One')


@pytest.mark.parametrize(
    "body",
    [
        '<p><a href="#one">x</a></p><p>There is no such place</p>',
        '<p><a href="/another/#one">x</a></p><h2 id="one">One</h2>',
        '<p><a href="https://other.example/2024/a-post/#one">x</a></p><h2 id="one">One</h2>',
        '<p><a href="#one">x</a></p><div hidden><h2 id="one">One</h2></div>',
        '<p><a href="#">x</a></p><h2 id="one">One</h2>',
        '<p><a href="#one%22onfocus%3D">x</a></p><h2 id=\'one"onfocus=\'>One</h2>',
    ],
)
def test_a_link_to_what_the_article_does_not_have_leads_out_of_it(body):
    cleaned = clean(body, base=BASE)
    assert anchors(cleaned) == links(cleaned) == []


def test_a_body_says_nothing_of_its_own_in_the_names_of_the_cleaning():
    cleaned = clean(
        '<p data-place="x">One <a href="#x" data-origin="javascript:alert(1)">y</a></p>', base=BASE
    )
    assert "data-place" not in cleaned
    assert "javascript" not in cleaned
    assert f'href="{BASE}#x"' in cleaned


@pytest.mark.parametrize(
    "thing", ['<video id="x" src="a.mp4" controls></video>', '<img id="x" src="a.png" alt="A">']
)
@pytest.mark.parametrize("box", ["div", "section", "figure", "blockquote"])
def test_a_place_that_stands_beside_blocks_is_not_at_the_beginning_of_what_holds_them(thing, box):
    body = f'<{box}><p>First. See <a href="#x">it</a>.</p>{thing}<p>Last.</p></{box}>'
    cleaned = clean(f"<article>{body}</article>", base=BASE)
    assert (
        cleaned.index("First.")
        < cleaned.index('<a id="x"></a>')
        < cleaned.index("a.mp4" if "mp4" in thing else "a.png")
    )


def test_a_place_in_the_middle_of_a_word_does_not_part_it():
    body = (
        '<p><a href="#one">x</a></p><p><strong>m</strong><span id="one"></span><strong>ake</strong> sure</p>'
    )
    conversion = syndicate.conversion(body, base=BASE)
    assert conversion.markdown == '[x](#one)\n\n<a id="one"></a><strong>m</strong><strong>ake</strong> sure'
    assert conversion.losses == ()


@pytest.mark.parametrize("link", ['<a id="x" href="https://a.example/">words</a>', '<a id="x">words</a>'])
def test_a_link_that_has_a_name_and_was_not_cleaned_keeps_its_words(link):
    markdown, losses = Converter("commonmark").convert(f"<h2>{link}</h2><p>{link}</p>")
    assert markdown.count("words") == 2
    assert losses == ()
