"""WordPress's export, read."""

import pytest

from syndicate.errors import ParseError
from syndicate.parser.exports import Member, Reading, format_of, squarespace, wordpress
from syndicate.parser.exports.paragraphs import paragraphs
from syndicate.parser.exports.shortcodes import Attachment, Surroundings, expand_shortcodes
from syndicate.parser.exports.streams import elements, parse_element
from syndicate.parser.exports.wpblocks import body_html

HEAD = '<?xml version="1.0"?><rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>B</title><link>https://b.example</link>'
BLOG = f"{HEAD}<wp:base_site_url>https://b.example</wp:base_site_url>"
"""As WordPress begins an export, and Squarespace does not."""


def item(content="<p>Words.</p>", title="T", more="", status="publish", kind="post", number=1):
    return (
        f"<item><title>{title}</title><link>https://b.example/{number}/</link>"
        f"<content:encoded><![CDATA[{content}]]></content:encoded><wp:post_id>{number}</wp:post_id>"
        f"<wp:post_date>2024-05-01 08:30:00</wp:post_date><wp:post_date_gmt>2024-05-01 07:30:00</wp:post_date_gmt>"
        f"<wp:status>{status}</wp:status><wp:post_type>{kind}</wp:post_type>{more}</item>"
    )


def read(text, size=50):
    content = text.encode() if isinstance(text, str) else text
    chunks = [content[at : at + size] for at in range(0, len(content), size)]
    notes = []
    members = [Member("x.xml", lambda: iter(chunks))]
    return list(wordpress.read(members, Reading("https://b.example/", notes.append))), notes


def surroundings(**files):
    return Surroundings({key: Attachment(f"https://b.example/{key}.png") for key in files}, {})


def expanded(text):
    around = surroundings()
    return expand_shortcodes(text, around), [loss.block for loss in around.losses.values()]


def test_an_export_is_told_by_its_content():
    chosen = format_of([Member("anything.bin", lambda: iter([HEAD.encode()]))])
    assert chosen is not None
    assert "WordPress" in chosen[0].title
    assert format_of([Member("export.xml", lambda: iter([b"<rss><channel/></rss>"]))]) is None


@pytest.mark.parametrize(
    ("text", "is_export"),
    [
        (f"{HEAD}{item()}</channel></rss>", True),
        (f"{HEAD}{item()}</channel></rss>".replace("wp:", "w:").replace("xmlns:wp", "xmlns:w"), True),
        (f"{HEAD}<item><title>A feed that only declares it</title></item></channel></rss>", False),
        (
            "<rss><channel><item><title>wordpress.org/export/ and &lt;wp:status></title></item></channel></rss>",
            False,
        ),
    ],
)
def test_a_feed_is_an_export_where_it_uses_the_elements_of_one(text, is_export):
    assert wordpress.has_wxr_elements(text.encode()) is is_export
    assert wordpress.has_wxr_elements(text.encode("utf-16")) is is_export


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ("publish", ""),
        ("draft", "a draft"),
        ("pending", "a draft"),
        ("private", "private"),
        ("trash", "in the trash"),
        ("future", "scheduled"),
        ("acf-disabled", "of the status acf-disabled"),
        ("", "of the status none"),
    ],
)
def test_only_what_is_published_comes(status, why):
    (article,), _ = read(f"{HEAD}{item(status=status)}</channel></rss>")
    assert article.withheld == why
    assert bool(article.entry.content) == (not why)


def test_what_a_password_protects_is_withheld():
    (article,), _ = read(f"{HEAD}{item(more='<wp:post_password>x</wp:post_password>')}</channel></rss>")
    assert article.withheld
    assert not article.entry.content


def test_what_is_for_subscribers_is_withheld():
    meta = "<wp:postmeta><wp:meta_key>_jetpack_newsletter_access</wp:meta_key><wp:meta_value>{}</wp:meta_value></wp:postmeta>"
    texts = [
        item(more=meta.format(who), number=n)
        for n, who in enumerate(("everybody", "subscribers", "paid_subscribers"))
    ]
    articles, _ = read(f"{HEAD}{''.join(texts)}</channel></rss>")
    assert [each.withheld for each in articles] == ["", "for subscribers", "for subscribers"]


@pytest.mark.parametrize(
    "secret",
    [
        "[members_only]SECRET[/members_only]",
        '[membership level="1"]SECRET[/membership]',
        "[mepr-active]SECRET[/mepr-active]",
        '[content_protector password="x"]SECRET[/content_protector]',
        "<!-- wp:premium-content/subscriber-view --><p>SECRET</p><!-- /wp:premium-content/subscriber-view -->",
        "<!-- wp:jetpack/paywall --><p>x</p><!-- /wp:jetpack/paywall --><!-- wp:paragraph --><p>SECRET</p><!-- /wp:paragraph -->",
        '<!-- wp:paragraph {"metadata":{"blockVisibility":false}} --><p>SECRET</p><!-- /wp:paragraph -->',
    ],
)
def test_what_of_a_post_is_for_members_is_left_out_and_named(secret):
    articles, _ = read(f"{BLOG}{item(f'<p>Open words.</p>{secret}')}</channel></rss>")
    entry = articles[0].entry
    assert "Open words." in entry.content
    assert "SECRET" not in entry.content
    assert bool(entry.losses) is ("blockVisibility" not in secret)


def test_words_in_brackets_that_are_called_like_a_members_shortcode_stay():
    articles, _ = read(f"{BLOG}{item('<p>It is [private], he said; [Paid] too.</p>')}</channel></rss>")
    assert articles[0].entry.content == "<p>It is [private], he said; [Paid] too.</p>"


def test_squarespaces_captions_stand_below_their_pictures():
    text = '<div>[caption id="" align="alignnone" width="1500.0"]<img src="https://b.example/a.png"/> Old cap[/caption]</div><p>A [word].</p>'
    body = squarespace.body_html(text)
    assert '<figure><img src="https://b.example/a.png"><figcaption>Old cap</figcaption></figure>' in body
    assert "<p>A [word].</p>" in body


def test_a_page_comes_on_request_and_other_types_never():
    articles, notes = read(
        f"{HEAD}{item(kind='page')}{item(kind='product', number=2)}{item(kind='revision', number=3)}</channel></rss>"
    )
    assert [article.needs for article in articles] == ["pages"]
    assert notes == ["1 of the type product left out: only posts and pages are articles"]


def test_a_date_has_the_zone_of_its_blog():
    (article,), _ = read(f"{HEAD}{item()}</channel></rss>")
    assert article.entry.published.isoformat() == "2024-05-01T08:30:00+01:00"


def test_an_article_without_a_title_is_called_by_its_first_words():
    (article,), _ = read(f"{HEAD}{item(title='', content='One two. Three')}</channel></rss>")
    assert article.entry.title == "One two. Three"


@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("A post with &lt;html&gt; in its title", "A post with <html> in its title"),
        ("<![CDATA[The <em>best</em> of <video>]]>", "The best of <video>"),
        ("1 &lt;2 and 3&gt; 2", "1 <2 and 3> 2"),
        ("You can&#8217;t<![CDATA[ &#8211; AT&amp;T]]>", "You can’t – AT&T"),
    ],
)
def test_a_title_keeps_what_it_is_about(written, title):
    articles, _ = read(f"{HEAD}{item(title=written)}</channel></rss>")
    assert articles[0].entry.title == title


@pytest.mark.parametrize(
    ("begin", "end"), [("<!--:{}-->", "<!--:-->"), ("[:{}]", "[:]"), ("{{:{}}}", "{:}"), ("[:{}]", "")]
)
@pytest.mark.parametrize(("own", "title", "others"), [("fr-FR", "Le ciel", "en"), ("de", "Heaven", "fr")])
def test_an_article_in_several_languages_comes_in_the_blogs_own_or_the_first(begin, end, own, title, others):
    def said(english, french):
        return f"{begin.format('en')}{english}{end}{begin.format('fr')}{french}{end or '[:]'}"

    head = HEAD.replace("<link>", f"<language>{own}</language><link>")
    text = item(said("<p>Under it.</p>", "<p>Sous lui.</p>"), title=said("Heaven", "Le ciel"))
    articles, notes = read(f"{head}{text}</channel></rss>")
    words = {"Le ciel": "<p>Sous lui.</p>", "Heaven": "<p>Under it.</p>"}
    assert (articles[0].entry.title, articles[0].entry.content) == (title, words[title])
    assert notes == [f"the text of 1 in the language {others} is left out: an article comes in one language"]


@pytest.mark.parametrize("code", ["a[:id] and b[:]", "See [:en] and [:]", "[:en] is how it begins", "x[:]"])
def test_what_only_looks_like_the_marks_of_languages_stays(code):
    articles, notes = read(f"{HEAD}{item(f'<p>{code}</p>', title=code)}</channel></rss>")
    assert (articles[0].entry.title, articles[0].entry.content, notes) == (code, f"<p>{code}</p>", [])


def test_damage_stays_within_its_article():
    whole = (
        f"{HEAD}{item(title='A')}<item><title>Bad</title><x></y></item>{item(title='C', number=3)}</channel>"
    )
    articles, notes = read(whole)
    assert [article.entry.title for article in articles] == ["A", "C"]
    assert "item 2 (Bad) is left out: not well-formed (" in notes[0]


def test_a_file_that_is_cut_off_keeps_what_is_whole():
    text = f"{HEAD}{item(title='A')}{item(title='Cut', number=2)}"
    articles, notes = read(text[: text.index("</content:encoded>", text.index("Cut"))])
    assert [article.entry.title for article in articles] == ["A"]
    assert notes == ["x.xml: item 2 (Cut) is left out: the file is cut off within it"]


def test_bare_ampersands_entities_of_html_and_control_characters_do_no_harm():
    (article,), _ = read(f"{HEAD}{item(title='A & B&nbsp;C&#8217;s', content='a' + chr(8) + 'b')}</channel>")
    assert article.entry.title.replace("\xa0", " ") == "A & B C’s"
    assert "ab" in article.entry.content


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_another_encoding_is_read(encoding):
    text = HEAD.replace('version="1.0"', f'version="1.0" encoding="{encoding.upper()}"') + item(
        "<p>Żółw é</p>"
    )
    (article,), _ = read(text.encode(encoding, "replace"))
    assert "é" in article.entry.content


def test_entities_of_its_own_are_refused():
    bomb = HEAD.replace(
        "<rss", '<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]><rss'
    )
    with pytest.raises(ParseError, match="declares entities of its own"):
        read(f"{bomb}{item()}</channel></rss>")


def test_a_file_that_is_too_large_to_be_held_is_refused(monkeypatch):
    monkeypatch.setattr("syndicate.parser.exports.items.MAX_FILE", 3)
    with pytest.raises(ParseError, match="more than 0 MB in one file"):
        Member("x", lambda: iter([b"1234"])).read()


@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_elements_are_found_whatever_the_chunks(size):
    text = b"<rss><i><![CDATA[</i> <i>]]></i><!-- <i>no</i> --><i x='1'>two</i><in>no</in></rss>"
    chunks = [text[at : at + size] for at in range(0, len(text), size)]
    assert [parse_element(each).text for each in elements(chunks, ["i"])] == ["</i> <i>", "two"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\n\nTwo\nlines", "<p>One</p>\n<p>Two<br>\nlines</p>"),
        ("<h2>Head</h2>\nText", "<h2>Head</h2>\n<p>Text</p>"),
        ("Text\n<ul>\n<li>a</li>\n</ul>\nmore", "<p>Text</p>\n<ul>\n<li>a</li>\n</ul>\n<p>more</p>"),
        ("<pre>a\n\nb</pre>", "<pre>a\n\nb</pre>"),
        ("<p>Already\n\nthere</p>", "<p>Already\n<p>there</p></p>"),
        ("a <em\nclass='x'>b</em>", "<p>a <em class='x'>b</em></p>"),
        ("a<br />\nb", "<p>a<br />\nb</p>"),
        ("<blockquote>One\n\nTwo</blockquote>", "<blockquote><p>One</p>\n<p>Two</p></blockquote>"),
        ("a<!--more-->\n\nb", "<p>a</p>\n<p>b</p>"),
        ("<pre>never closed\n\nx", "<pre>never closed\n\nx"),
    ],
)
def test_blank_lines_part_paragraphs(text, html):
    assert paragraphs(text).replace("<p>there</p></p>", "<p>there</p></p>") == html


@pytest.mark.parametrize(
    ("text", "part"),
    [
        (
            '[caption width="3"]<img src="a.png"> Words[/caption]',
            '<figure><img src="a.png"><figcaption>Words</figcaption>',
        ),
        ("[video mp4='a.mp4' poster='p.png']", '<video controls src="a.mp4" poster="p.png">'),
        ("[audio src=https://b.example/a.mp3]", '<audio controls src="https://b.example/a.mp3">'),
        ("[embed width=3]https://youtu.be/abcdefghijk[/embed]", "youtube.com/embed/abcdefghijk"),
        ("[youtube https://www.youtube.com/watch?v=abcdefghijk&amp;w=3]", "youtube.com/embed/abcdefghijk"),
        ("[vimeo 1234]", "player.vimeo.com/video/1234"),
        ("[gist 12ab]", '<a href="https://gist.github.com/12ab">'),
        ("[php]echo $a[0] < 1;[/php]", '<code class="language-php">echo $a[0] &lt; 1;'),
        ("[code lang=js]a &lt; b[/code]", '<code class="language-js">a &lt; b'),
        ("[quote]Old[/quote]", "<blockquote>Old</blockquote>"),
    ],
)
def test_a_shortcode_is_what_it_shows(text, part):
    html, losses = expanded(text)
    assert part in html
    assert losses == []


@pytest.mark.parametrize(
    "text",
    [
        "[sic] was there",
        "a [1] and [...]",
        "x[i] and y[0]",
        "[link](https://b.example)",
        "<code>[gallery x=1]</code>",
        "<pre>[a b='c']</pre>",
        "[Note] alone",
        "an [update], and [code] too",
    ],
)
def test_words_in_brackets_stay(text):
    assert expanded(text) == (text, [])


@pytest.mark.parametrize(
    ("text", "html", "lost"),
    [
        ('[su_box title="x"]Inner[/su_box]', "Inner", '[su_box title="x"]'),
        ('a [contact-form-7 id="3"] b', "a  b", '[contact-form-7 id="3"]'),
        ("a\n\n[toc]\n\nb", "a\n\n\n\nb", "[toc]"),
        ("[vc_row][vc_column]x[/vc_column][/vc_row]", "x", "[vc_row]"),
        ("[gallery]", "", "[gallery]"),
        ("[a x=1][b x=1]t[/a][/b]", "t[/b]", "[a x=1]"),
    ],
)
def test_an_unknown_shortcode_is_a_named_loss_and_never_text(text, html, lost):
    shown, losses = expanded(text)
    assert shown == html
    assert lost in losses


def test_two_brackets_are_one_that_is_text():
    assert expanded("[[gallery ids=1]]") == ("[gallery ids=1]", [])


def test_a_footnote_of_a_plugin_is_one():
    html = body_html("A[efn_note]The <em>note</em>[/efn_note] word", surroundings())
    assert '<a href="#fn-1"' in html
    assert '<li id="fn-1">The <em>note</em>' in html


def test_a_classic_part_between_blocks_has_paragraphs():
    html = body_html("One\n\nTwo\n<!-- wp:paragraph --><p>B</p><!-- /wp:paragraph -->", surroundings())
    assert html == "<p>One</p>\n<p>Two</p><p>B</p>"


def test_the_language_of_a_block_of_code_is_kept():
    html = body_html(
        '<!-- wp:x/code {"language":"c++"} --><pre class="a"><code>1</code></pre><!-- /wp:x/code -->',
        surroundings(),
    )
    assert html == '<pre data-language="c++" class="a"><code>1</code></pre>'


def test_a_block_that_holds_itself_ends():
    around = Surroundings({}, {"1": '<!-- wp:block {"ref":1} /-->x'})
    assert "x" in body_html('<!-- wp:block {"ref":1} /-->', around)
    assert around.losses
