from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from html import unescape
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from syndicate.errors import ParseError
from syndicate.models import Entry, Feed
from syndicate.parser.lists.feed import MAX_ENTRIES, parse_feed
from tests.steps import steps

FEEDS = Path(__file__).parents[4] / "fixtures" / "feeds"
ORIGIN = Path(__file__).parents[4] / ".." / "shared" / "origin" / "18f"
ADDRESS = "https://x.example.org/feeds/feed.xml"

needs_origin = pytest.mark.skipif(not ORIGIN.exists(), reason="18F's blog is not here")


def read(name: str) -> Feed:
    return parse_feed((FEEDS / name).read_bytes(), ADDRESS)


def rss(item: str, *, before: str = "") -> bytes:
    return f'{before}<rss version="2.0"><channel><title>T</title><item><link>https://x.example.org/1</link>{item}</item></channel></rss>'.encode()


def bare(entry: Entry) -> Entry:
    """The entry without what test_entries.py and test_entry_dates.py are about."""
    return replace(entry, guid="", aliases=(), image="", enclosures=(), is_dated_by_build=False)


def title_of(content: bytes) -> str:
    return parse_feed(content, ADDRESS).entries[0].title


def test_an_atom_entry_is_read_in_full() -> None:
    assert bare(read("atom.xml").entries[0]) == Entry(
        address="https://blog.example.org/2022/08/04/tides/?a=1&b=2",
        title="Tides & tables",
        published=datetime(2022, 8, 4, 10, tzinfo=timezone(timedelta(hours=2))),
        updated=date(2022, 8, 5),
        summary="<p>When the water comes.</p>",
        content="<p>The water &amp; the <code>&amp;quot;moon&amp;quot;</code>.</p>",
        authors=("ada-quay", "Ben Mole"),
        tags=("how we work", "Boats"),
    )


def test_xhtml_is_written_as_html_and_keeps_what_looks_like_a_part_of_the_feed() -> None:
    content = '<p>One<br>two <img src="https://blog.example.org/a.png" alt="&lt;"></p><details><summary>More</summary><p>Rest</p></details>'
    assert read("atom.xml").entries[1].content == content
    assert read("atom.xml").entries[2].title == "Old anchors"


def test_plain_text_stays_what_it_says() -> None:
    _, ropes, anchors = read("atom.xml").entries
    assert ropes.title == 'Sort <n> ropes, "R&D"'
    assert ropes.summary == "Fewer &lt; more"
    assert anchors.content == "<p>First, a &lt; b.</p><p>Then c.</p>"


def test_an_entry_without_authors_has_the_feed_s() -> None:
    assert [entry.authors for entry in read("atom.xml").entries[1:]] == [("The crew",)] * 2


def test_a_month_does_not_become_a_day() -> None:
    assert read("atom.xml").entries[2].updated is None


def test_rss_items_are_read_in_full() -> None:
    grain, guid, untitled = read("rss.xml").entries
    assert bare(grain) == Entry(
        address="https://x.example.org/2022/grain",
        title='Grain ’n’ flour "today"',
        published=datetime(2022, 8, 2, 9, 30, tzinfo=timezone(timedelta(hours=-5))),
        summary="Short of it",
        content='<p>Long of it</p><iframe src="https://video.example.org/1"></iframe>',
        authors=("ada-quay", "Ben Mole"),
        tags=("Q&A", "wheels"),
    )
    assert bare(guid) == Entry(
        "https://mill.example.org/2022/guid",
        "Only a guid",
        content="<p>Whole text</p>",
        authors=("Ben Mole",),
        unread_date="02/08/22, no clock",
    )
    assert untitled == Entry("https://mill.example.org/2022/untitled", summary="<p>All that there is</p>")


def test_what_has_no_address_or_stands_twice_is_left_out_with_a_warning() -> None:
    number, twice, mail = read("rss.xml").warnings
    assert "Only a number" in number
    assert "https://mill.example.org/2022/guid" in twice
    assert "Mail" in mail


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("https://x.example/1?utm_source=rss&amp;utm_medium=rss", "https://x.example/1"),
        ("https://x.example/?p=1&amp;utm_source=a%3Db&amp;q#c", "https://x.example/?p=1&q#c"),
        ("https://x.example/1?source=rss----0a---4", "https://x.example/1"),
        ("https://x.example/1?source=press", "https://x.example/1?source=press"),
        ("https://x.example/1?b=%2F&amp;a=+", "https://x.example/1?b=%2F&a=+"),
    ],
)
def test_an_address_says_nothing_of_where_its_reader_comes_from(link: str, address: str) -> None:
    item = f"<item><link>{link}</link></item>"
    (entry,) = parse_feed(f"<rss><channel>{item}</channel></rss>".encode(), ADDRESS).entries
    assert entry.address == address
    items = json.dumps({"items": [{"url": unescape(link)}]})
    (entry,) = parse_feed(items.encode(), ADDRESS).entries
    assert entry.address == address


def test_rss_1_0_is_read() -> None:
    (first,) = read("rdf.xml").entries
    moment = datetime(2003, 4, 5, 6, 7, tzinfo=timezone(timedelta(hours=1)))
    assert bare(first) == Entry(
        "https://old.example.org/1",
        "First",
        updated=moment,
        summary="One",
        authors=("Ada",),
        tags=("history",),
    )


WHEN = datetime(2000, 7, 5, 10, tzinfo=timezone(timedelta(hours=-5)))
LATER = datetime(2000, 7, 5, 15, tzinfo=UTC)
HOW, HOW_HTML, ALL = "How it is ground.", "How <i>it</i> is ground.", "<p>All of <i>it</i>.</p>"
WHOLE = {"summary": HOW, "content": ALL, "authors": ("Ada Quay",)}
KINDS: dict[str, tuple[dict[str, object], dict[str, object]]] = {
    "rss-0.90.xml": ({}, {}),
    "rss-0.91-netscape.xml": ({"summary": HOW}, {}),
    "rss-0.91-userland.xml": ({"summary": HOW}, {}),
    "rss-0.92.xml": ({"summary": HOW_HTML, "tags": ("milling",)}, {}),
    "rss-0.93.xml": ({"summary": HOW_HTML, "published": WHEN, "tags": ("milling",)}, {}),
    "rss-0.94.xml": ({"summary": HOW_HTML, "published": WHEN}, {}),
    "rss-1.0.xml": ({**WHOLE, "updated": WHEN, "tags": ("milling",)}, {}),
    "rss-2.0.xml": (
        {
            "published": WHEN,
            "summary": "Heard.",  # feedparser takes the podcast's for the same
            "content": "<p>All of <i>it</i>, up to a ]]> in <code>a[b[0]]&gt;1</code>.</p>",
            "authors": ("Ada Quay",),
            "tags": ("milling", "sacks"),
        },
        {},
    ),
    "atom-0.3.xml": ({**WHOLE, "published": WHEN, "updated": LATER}, {"updated": LATER}),
    "atom-1.0.xml": (
        {**WHOLE, "published": WHEN, "updated": LATER, "tags": ("milling",)},
        {"updated": LATER},
    ),
    "cdf.xml": ({"summary": HOW, "updated": LATER}, {}),
    "json-1.0.json": ({**WHOLE, "published": WHEN, "tags": ("milling",)}, {"authors": ("The crew",)}),
    "json-1.1.json": ({**WHOLE, "published": WHEN, "tags": ("milling",)}, {}),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_feed_of_every_kind_and_age_is_read(kind: str) -> None:
    first, second = KINDS[kind]
    feed = parse_feed((FEEDS / "kinds" / kind).read_bytes(), "https://mill.example.org/feed")
    assert replace(feed, entries=tuple(map(bare, feed.entries))) == Feed(
        (
            Entry("https://mill.example.org/1/", "Grain & flour", **first),  # type: ignore[arg-type]
            Entry("https://mill.example.org/2/", "Café", **second),  # type: ignore[arg-type]
        ),
        title="The mill",
    )


def test_every_kind_of_feed_that_is_there_is_tried() -> None:
    assert {path.name for path in (FEEDS / "kinds").iterdir()} == KINDS.keys()


def test_a_json_feed_is_read_into_the_same() -> None:
    feed = read("feed.json")
    assert tuple(map(bare, feed.entries)) == (
        Entry(
            address="https://x.example.org/2022/wind",
            title="Wind & <n> string",
            published=datetime(2022, 8, 2, 10, tzinfo=timezone(timedelta(hours=-4))),
            updated=date(2022, 8, 3),
            summary="Less &lt; more",
            content="<p>Blow &amp; go</p>",
            authors=("ada-quay", "Ben Mole"),
            tags=("kites",),
        ),
        Entry(
            "https://kite.example.org/2022/rain",
            content="<p>Wet.</p><p>Very &lt;wet&gt;.</p>",
            authors=("The club",),
            unread_date="soon",
        ),
    )
    assert "Nowhere" in feed.warnings[0]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("  Two\n  lines ", "Two lines"),
        ("Q&amp;A", "Q&A"),
        ("Q&amp;amp;A", "Q&A"),
        ("It&amp;#39;s &amp;quot;it&amp;quot;", 'It\'s "it"'),
        ("AT&amp;T; R&amp;D", "AT&T; R&D"),
        ("Use &lt;n&gt; in Go", "Use <n> in Go"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
        ("&lt;b&gt;Bold&lt;/b&gt;&lt;br&gt;move", "Bold move"),
        ("<![CDATA[A&nbsp;<i>b</i>]]>", "A\xa0b"),
        ("Loose <b>tags</b> here", "Loose tags here"),
        ("&amp;#" + "9" * 5000 + ";", "&#" + "9" * 5000 + ";"),
    ],
)
def test_a_title_is_one_line_of_plain_text(written: str, read_as: str) -> None:
    assert title_of(rss(f"<title>{written}</title>")) == read_as


@pytest.mark.parametrize("text", ["2022 was fine", "2022-08", "soon"])
def test_a_date_that_cannot_be_read_whole_is_none_rather_than_made_up(text: str) -> None:
    (entry,) = parse_feed(rss(f"<pubDate>{text}</pubDate>"), ADDRESS).entries
    assert (entry.published, entry.updated) == (None, None)


def test_sloppy_xml_is_mended_without_losing_a_letter() -> None:
    feed = read("sloppy.xml")
    assert feed.entries == (
        Entry(
            "https://sloppy.example.org/?a=1&b=2&copy=3",
            "Ham & eggs\xa0é",
            summary="<p>AT&T &amp; &nbsp;</p>",
        ),
    )
    assert feed.warnings == ()


def test_tags_that_do_not_match_are_read_as_well_as_can_be_with_a_warning() -> None:
    feed = read("unescaped.xml")
    assert [entry.address for entry in feed.entries] == [
        "https://soup.example.org/1?a=1&b=2",
        "https://soup.example.org/2",
    ]
    assert feed.entries[0].summary == "foo<br>bar <b>baz</b>"
    assert feed.entries[1].authors == ("Ada",)
    assert "line 2" in feed.warnings[0]


def test_control_characters_do_no_harm() -> None:
    assert title_of(rss("<title>a\x08b\x0bc&#x1;&#xFDD0;&#0;d</title>")) == "abc\ufffdd"


def test_a_feed_cut_off_in_the_middle_gives_its_whole_entries_and_says_so() -> None:
    feed = read("cut.xml")
    assert [(entry.title, entry.summary) for entry in feed.entries] == [
        ("One", "how </item> ends in <rss>"),
        ("Two", "b &lt; c"),
    ]
    assert len(feed.warnings) == 1
    assert "cut off" in feed.warnings[0]


@pytest.mark.parametrize("name", ["atom.xml", "rss.xml", "rdf.xml"])
def test_wherever_a_feed_is_cut_off_its_first_entries_are_read_or_it_is_an_error(name: str) -> None:
    content = (FEEDS / name).read_bytes().rstrip()
    whole = parse_feed(content, ADDRESS).entries
    for length in range(1, len(content), 11):
        try:
            feed = parse_feed(content[:length], ADDRESS)
        except ParseError:
            continue
        assert feed.entries == whole[: len(feed.entries)]
        assert "cut off" in " ".join(feed.warnings)
    assert feed.entries == whole


def test_a_wrong_encoding_is_read_and_named() -> None:
    feed = read("windows-1252.xml")
    assert feed.entries[0].title == "It’s the “naïve” café — €5"
    assert "declared as utf-8" in feed.warnings[0]


@pytest.mark.parametrize(
    ("codec", "declared", "content_type"),
    [
        ("utf-8", "utf-8", "text/xml"),
        ("utf-8-sig", "utf-8", "application/xml; charset=iso-8859-1"),
        ("utf-16", "utf-16", ""),
        ("utf-16-le", "utf-16", ""),
        ("cp1252", "windows-1252", ""),
        ("cp1252", "utf-8", 'application/rss+xml; charset="windows-1252"'),
    ],
)
def test_a_right_encoding_is_read_without_a_word(codec: str, declared: str, content_type: str) -> None:
    text = rss("<title>naïve café</title>", before=f'<?xml version="1.0" encoding="{declared}"?>').decode()
    feed = parse_feed(text.encode(codec), ADDRESS, content_type=content_type)
    assert (feed.entries[0].title, feed.warnings) == ("naïve café", ())


def test_a_feed_without_entries_is_a_feed() -> None:
    assert parse_feed(b'<rss version="2.0"><channel><title>New</title></channel></rss>', ADDRESS) == Feed(
        (), title="New"
    )
    assert parse_feed(b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', ADDRESS) == Feed(())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the feed is empty"),
        (b"\xef\xbb\xbf \n", "the feed is empty"),
        (b"Not found", "not a feed"),
        (b"<!DOCTYPE html><title>Hello</title>", "this is an HTML page, not a feed"),
        (b"<p>Hello", "this is an HTML page, not a feed"),
        (b"<urlset></urlset>", "this is a sitemap, not a feed"),
        (b"<svg></svg>", "not a feed"),
        (b"<rss><channel><item><title>x", "broken and no entry in it can be read"),
        (b"<feed", "broken and no entry in it can be read"),
        (b'{"items": [', "broken or cut off"),
        (b'{"items": {}}', "not a JSON Feed"),
        (b'{"a":' * 100_000, "broken or cut off"),
    ],
)
def test_what_is_no_feed_is_one_clear_line_with_the_address(content: bytes, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_feed(content, ADDRESS)
    assert message in str(caught.value)
    assert str(caught.value).startswith(ADDRESS)
    assert "\n" not in str(caught.value)


def test_an_html_page_names_the_feed_that_may_have_been_meant() -> None:
    with pytest.raises(ParseError, match=r"https://x\.example\.org/feed\.xml may have been meant"):
        read("page.html")


def test_an_entity_bomb_is_harmless_text() -> None:
    feed = read("bomb.xml")
    quadratic = f'<!DOCTYPE rss [\n<!ENTITY a "{"a" * 50_000}">\n]>'
    assert len(title_of(rss("<title>" + "&a;" * 20_000 + "</title>", before=quadratic))) == 60_000
    assert feed.entries[0].title == "&lol9; &file;"


@pytest.mark.parametrize(
    "piece", ["<a ", '<a x="', "&", "<![CDATA[", "<!--", "<item><title>", "<b>", '<a b=c d="e>f" ', "&lt;!--"]
)
def test_the_work_of_reading_grows_with_a_repetition_not_with_its_square(piece: str) -> None:
    def work(count: int) -> int:
        return steps(lambda: parse_feed(rss("</item><item><title>" + piece * count), ADDRESS))

    assert work(4000) < 3 * work(2000)


@needs_origin
@pytest.mark.parametrize(("name", "count"), [("feed.xml", 10), ("feed-full.xml", 296)])
def test_the_real_feeds_say_what_the_blog_says(name: str, count: int) -> None:
    articles = {article["url"]: article for article in json.loads((ORIGIN / "manifest.json").read_text())}
    feed = parse_feed((ORIGIN / name).read_bytes(), f"https://18f.gsa.gov/{name}")
    assert (len(feed.entries), feed.warnings) == (count, ())
    for entry in feed.entries:
        article = articles[entry.address]
        assert entry.title == article["title"]
        assert isinstance(entry.published, datetime)
        assert entry.published.tzinfo == UTC
        assert entry.published.date().isoformat() == article["date"]
        assert list(entry.tags) == article["tags"]
        assert "<p" in entry.content
    if name == "feed.xml":
        assert {"matt-cloyd", "neil-martinsen-burrell"} <= {
            author for entry in feed.entries for author in entry.authors
        }


@needs_origin
def test_the_work_of_reading_grows_with_an_archive_not_with_its_square() -> None:
    entries = (ORIGIN / "feed-full.xml").read_bytes().split(b"</entry>")[:-1]

    def work(count: int) -> int:
        feed = b"</entry>".join([*entries[:count], b"</feed>"])
        return steps(lambda: parse_feed(feed, ADDRESS))

    assert work(296) < 3 * work(148)


def holds(content: bytes) -> None:
    """What must hold for every input."""
    try:
        feed = parse_feed(content, ADDRESS)
    except ParseError:
        return
    for entry in feed.entries:
        assert urlsplit(entry.address).scheme in {"http", "https"}
        assert "\n" not in entry.title


@settings(deadline=None)
@given(st.binary())
@example(b"<?xml version='1.0' encoding='\xff'?><rss/>")
@example(b"<rss><channel><item><title>a<br>&#99999999999;")
@example(b"<rss><channel><item><link>http://[</link><title>x&#xd800;</title></item></channel></rss>")
@example(
    b"<feed><entry><authors>1</authors><links>2</links><tags>3</tags><published_parsed>4</published_parsed></entry></feed>"
)
@example(b"<rss><channel><item><description><b><width></description><width></width></item></channel></rss>")
def test_any_bytes_are_a_feed_or_a_parse_error(content: bytes) -> None:
    holds(content)


PIECES = b"""& < > " ]]> <![CDATA[ <!-- <? \xff \0 <item> </item> </entry> &#xd800; <!DOCTYPE[ <textinput> </width>
<links>1</links> <source> <image> xml:base="http://[x" """.split()


@given(
    st.sampled_from(["atom.xml", "rss.xml", "rdf.xml", "feed.json", "unescaped.xml", "windows-1252.xml"]),
    st.lists(
        st.tuples(st.floats(0, 1), st.sampled_from(PIECES) | st.integers(1, 60)), min_size=1, max_size=8
    ),
)
@settings(deadline=None)
def test_a_damaged_feed_is_a_feed_or_a_parse_error(
    name: str, damages: list[tuple[float, bytes | int]]
) -> None:
    content = bytearray((FEEDS / name).read_bytes())
    for where, what in damages:
        at = int(where * len(content))
        if isinstance(what, bytes):
            content[at:at] = what
        else:
            del content[at : at + what]
    holds(bytes(content))


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "url", "x"]), inner, max_size=3)
    ),
    max_leaves=5,
)
KEYS = [
    "id",
    "url",
    "title",
    "content_html",
    "content_text",
    "summary",
    "date_published",
    "authors",
    "author",
    "tags",
]


@given(
    st.dictionaries(
        st.sampled_from(["items", "authors", "author"]),
        st.lists(st.dictionaries(st.sampled_from(KEYS), ANYTHING)) | ANYTHING,
    )
)
@settings(deadline=None, max_examples=50)
def test_a_json_feed_of_any_shape_is_a_feed_or_a_parse_error(feed: dict[str, object]) -> None:
    holds(json.dumps(feed).encode())


def test_a_feed_without_end_is_read_to_a_bound_and_that_is_said():
    items = "".join(
        f"<item><title>t</title><link>https://blog.example/{n}/</link></item>" for n in range(MAX_ENTRIES + 1)
    )
    feed = parse_feed(
        f'<rss version="2.0"><channel>{items}</channel></rss>'.encode(), "https://blog.example/feed"
    )
    assert len(feed.entries) == MAX_ENTRIES
    assert "20,001 entries; the first 20,000 are used" in feed.warnings[0]
