"""What feeds say of their entries, and what of it is an article that is published."""

import json

import pytest

from syndicate.models import Entry
from syndicate.parser.lists.feed import is_full_text, parse_feed, with_base

HEAD = (
    '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:wp="http://wordpress.org/export/1.2/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:media="http://search.yahoo.com/mrss/" xmlns:feedburner="http://rssnamespace.org/feedburner/ext/1.0">'
)
LONG = "".join(f"<p>Paragraph {n} {'of several words that make a text ' * 5}.</p>" for n in range(3))


def entries(*items: str) -> tuple[Entry, ...]:
    body = "".join(f"<item><title>T{n}</title>{item}</item>" for n, item in enumerate(items))
    return parse_feed(
        f"{HEAD}<channel><title>B</title>{body}</channel></rss>".encode(), "https://b.example/f"
    ).entries


def link(n: int) -> str:
    return f"<link>https://b.example/{n}/</link>"


@pytest.mark.parametrize(
    "element",
    [
        "<wp:status>draft</wp:status>",
        "<wp:status>private</wp:status>",
        "<wp:status>future</wp:status>",
        "<wp:status>trash</wp:status>",
        "<wp:status>publish</wp:status><wp:post_password>x</wp:post_password>",
        "<wp:status>inherit</wp:status><wp:post_type>attachment</wp:post_type>",
        "<wp:status>publish</wp:status><wp:post_type>page</wp:post_type>",
    ],
)
def test_what_the_origin_does_not_publish_is_left_out_and_counted(element: str) -> None:
    feed = parse_feed(
        f"{HEAD}<channel><item>{link(1)}{element}</item><item>{link(2)}<wp:status>publish</wp:status></item></channel></rss>".encode(),
        "https://b.example/f",
    )
    assert [entry.address for entry in feed.entries] == ["https://b.example/2/"]
    assert any(warning.startswith("1 entries are no published articles") for warning in feed.warnings)


def test_a_draft_of_an_atom_export_is_left_out() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:app="http://purl.org/atom/app#"><title>B</title>'
        '<entry><id>1</id><title>A</title><link href="https://b.example/1/"/><app:control><app:draft>yes</app:draft></app:control></entry>'
        '<entry><id>2</id><title>B</title><link href="https://b.example/2/"/></entry></feed>'
    )
    assert [each.address for each in parse_feed(atom.encode(), "https://b.example/f").entries] == [
        "https://b.example/2/"
    ]


def test_an_id_is_kept_and_one_that_several_entries_have_is_none() -> None:
    guid = "<guid isPermaLink='false'>{}</guid>".format
    first, second, third = entries(link(1) + guid("same"), link(2) + guid("same"), link(3) + guid("own"))
    assert (first.guid, second.guid, third.guid) == ("", "", "own")


def test_a_feed_behind_a_counter_names_the_original() -> None:
    (entry,) = entries(link(1) + "<feedburner:origLink>https://b.example/real/</feedburner:origLink>")
    assert (entry.address, entry.aliases) == ("https://b.example/real/", ("https://b.example/1/",))


def test_a_whole_article_in_the_description_is_the_content_and_an_excerpt_is_none() -> None:
    whole, excerpt = entries(
        link(1) + f"<description><![CDATA[{LONG}]]></description>",
        link(2) + f"<description><![CDATA[{LONG} […]]]></description>",
    )
    assert (bool(whole.content), whole.summary) == (True, "")
    assert (excerpt.content, bool(excerpt.summary)) == ("", True)
    assert not is_full_text("<p>Short.</p><p>Also.</p>")


def test_what_an_entry_brings_along_is_kept() -> None:
    (entry,) = entries(
        link(1)
        + '<enclosure url="https://b.example/e.mp3" type="audio/mpeg" length="1"/>'
        + '<media:content url="https://b.example/p.jpg" medium="image"/>'
    )
    assert (entry.enclosures, entry.image) == (("https://b.example/e.mp3",), "https://b.example/p.jpg")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("Ida Kettle, Tom Hall and Ann Lee", ("Ida Kettle", "Tom Hall", "Ann Lee")),
        ("Ida Kettle &amp; Tom Hall", ("Ida Kettle", "Tom Hall")),
        ("Kettle, Ida", ("Kettle, Ida",)),
        ("Ida", ("Ida",)),
    ],
)
def test_several_authors_in_one_element_are_several(names: str, expected: tuple[str, ...]) -> None:
    (entry,) = entries(link(1) + f"<dc:creator>{names}</dc:creator>")
    assert entry.authors == expected


def test_addresses_in_a_text_are_relative_to_its_own_base() -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>B</title><entry><id>1</id><title>A</title>'
        '<link href="https://b.example/1/"/><content type="html" xml:base="https://cdn.example/posts/">'
        '&lt;p&gt;&lt;a href="x.html"&gt;x&lt;/a&gt; &lt;a href="#n"&gt;n&lt;/a&gt; &lt;img src="/p.png"&gt; href="y"&lt;/p&gt;</content></entry></feed>'
    )
    (entry,) = parse_feed(atom.encode(), "https://b.example/f").entries
    assert entry.content == (
        '<p><a href="https://cdn.example/posts/x.html">x</a> <a href="#n">n</a> '
        '<img src="https://cdn.example/p.png"> href="y"</p>'
    )


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("<a href=x.html>x</a>", '<a href="https://cdn.example/posts/x.html">x</a>'),
        ("<a href = 'x.html'>x</a>", "<a href = 'https://cdn.example/posts/x.html'>x</a>"),
        ('<img alt="a > b" src="p.png">', '<img alt="a > b" src="https://cdn.example/posts/p.png">'),
        (
            '<img srcset="a.png 1x, /b.png 2x">',
            '<img srcset="https://cdn.example/posts/a.png 1x, https://cdn.example/b.png 2x">',
        ),
        ("<a href=#n>n</a>", "<a href=#n>n</a>"),
        ('<a title="it says href=x">n</a>', '<a title="it says href=x">n</a>'),
    ],
)
def test_an_attribute_is_found_however_it_is_written(written: str, expected: str) -> None:
    assert with_base(written, "https://cdn.example/posts/") == expected


@pytest.mark.parametrize("key", ["image", "banner_image"])
def test_a_json_feed_brings_its_pictures_and_files_along(key: str) -> None:
    item = {
        "id": "1",
        "url": "https://b.example/1/",
        "title": "T",
        "content_html": "<p>Words.</p>",
        key: "/lead.png",
        "attachments": [
            {"url": "https://b.example/a.mp3", "mime_type": "audio/mpeg"},
            {"url": "slides.pdf", "mime_type": "application/pdf"},
            {"url": "https://b.example/c.png", "mime_type": "image/png"},
            {"url": "javascript:x", "mime_type": "audio/mpeg"},
        ],
    }
    text = json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "B", "items": [item]})
    (entry,) = parse_feed(text.encode(), "https://b.example/feed.json").entries
    assert entry.image == "https://b.example/lead.png"
    assert entry.enclosures == ("https://b.example/a.mp3", "https://b.example/slides.pdf")
