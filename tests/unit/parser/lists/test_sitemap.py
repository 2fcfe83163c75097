from __future__ import annotations

import gzip
import tracemalloc
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicate.errors import ParseError
from syndicate.models import Entry, Feed
from syndicate.parser.lists import sitemap
from syndicate.parser.lists.sitemap import parse_sitemap
from tests.steps import steps

FEEDS = Path(__file__).parents[4] / "fixtures" / "feeds"
ORIGIN = Path(__file__).parents[4] / ".." / "shared" / "origin" / "18f"
ADDRESS = "https://map.example.org/maps/sitemap.xml"


def read(name: str) -> Feed:
    return parse_sitemap((FEEDS / name).read_bytes(), ADDRESS)


def addresses(content: bytes) -> list[str]:
    return [entry.address for entry in parse_sitemap(content, ADDRESS).entries]


def urls(count: int) -> bytes:
    return b"".join(
        b"<url><loc>https://x.org/%d</loc><lastmod>2022-08-02</lastmod></url>\n" % number
        for number in range(count)
    )


def test_a_sitemap_lists_articles_with_their_dates() -> None:
    assert read("sitemap.xml").entries == (
        Entry("https://map.example.org/one/", updated=date(2022, 8, 2)),
        Entry(
            "https://map.example.org/two/?a=1&b=2",
            updated=datetime(2022, 8, 2, 10, tzinfo=timezone(timedelta(hours=2))),
        ),
        Entry("https://map.example.org/three/?a=1&b=2"),
    )


def test_what_is_no_web_address_is_left_out_with_a_warning() -> None:
    (warning,) = read("sitemap.xml").warnings
    assert "2 lines" in warning
    assert "javascript:alert(1)" in warning


def test_an_index_lists_sitemaps_each_once() -> None:
    assert read("sitemap-index.xml") == Feed(
        (), ("https://map.example.org/a.xml.gz", "https://map.example.org/maps/b.xml")
    )


def test_a_plain_list_of_addresses_is_a_sitemap() -> None:
    assert [entry.address for entry in read("sitemap.txt").entries] == [
        "https://map.example.org/one/",
        "https://map.example.org/two/",
    ]


@pytest.mark.parametrize("name", ["sitemap.xml", "sitemap-index.xml", "sitemap.txt"])
def test_a_compressed_sitemap_is_read_as_an_uncompressed_one(name: str) -> None:
    content = (FEEDS / name).read_bytes()
    half = len(content) // 2
    assert parse_sitemap(gzip.compress(content), ADDRESS) == read(name)
    assert parse_sitemap(gzip.compress(content[:half]) + gzip.compress(content[half:]), ADDRESS) == read(name)


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b"\n\n", b'<?xml version="1.0"?><!-- <urlset> -->'])
def test_what_stands_before_the_first_element_does_no_harm(mark: bytes) -> None:
    assert addresses(mark + b"<urlset>" + urls(2) + b"</urlset>") == ["https://x.org/0", "https://x.org/1"]


def test_a_bare_ampersand_stays_in_its_address() -> None:
    content = b"<urlset><url><loc>https://x.org/?a=1&b=2&copy=3</loc></url></urlset>"
    assert addresses(content) == ["https://x.org/?a=1&b=2&copy=3"]


def test_a_sitemap_cut_off_anywhere_gives_its_whole_addresses_and_says_so() -> None:
    content = b"<urlset>" + urls(3)
    for length in range(len(content)):
        try:
            feed = parse_sitemap(content[:length], ADDRESS)
        except ParseError:
            continue
        assert [entry.address for entry in feed.entries] == [
            f"https://x.org/{number}" for number in range(len(feed.entries))
        ]
        assert "cut off" in feed.warnings[0]
    assert len(feed.entries) == 3


def test_a_compressed_list_cut_off_loses_its_last_line_rather_than_a_part_of_it() -> None:
    content = gzip.compress(b"https://x.org/one\nhttps://x.org/two", compresslevel=0)
    feed = parse_sitemap(content[:-12], ADDRESS)
    assert [entry.address for entry in feed.entries] == ["https://x.org/one"]
    assert "cut off" in feed.warnings[0]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "the sitemap is empty"),
        (b"\xef\xbb\xbf\n", "the sitemap is empty"),
        (b"<!DOCTYPE html><html><p>Hello<br></html>", "an HTML page, not a sitemap"),
        (b'<rss version="2.0"></rss>', "a feed, not a sitemap"),
        (b"<svg></svg>", "XML of another kind, not a sitemap"),
        (b"Not found", "neither XML nor a list of addresses"),
        (b"<urlset><url><loc>https://x.o", "broken and no address in it can be read"),
        (b"\x1f\x8bnot gzip", "gzip is broken"),
    ],
)
def test_what_is_no_sitemap_is_one_clear_line_with_the_address(content: bytes, message: str) -> None:
    with pytest.raises(ParseError) as caught:
        parse_sitemap(content, ADDRESS)
    assert message in str(caught.value)
    assert str(caught.value).startswith(ADDRESS)
    assert "\n" not in str(caught.value)


def test_a_small_file_that_unpacks_to_a_huge_one_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitemap, "MAX_BYTES", 1_000_000)
    assert addresses(gzip.compress(b"https://x.org/1\n".ljust(1_000_000))) == ["https://x.org/1"]
    bomb = gzip.compress(bytes(20_000_000))
    tracemalloc.start()
    with pytest.raises(ParseError, match="more than 1 MB"):
        parse_sitemap(bomb, ADDRESS)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 5_000_000


def test_entity_bombs_and_external_entities_are_harmless() -> None:
    (entry,) = read("sitemap-bomb.xml").entries
    assert entry.address == "https://bomb.example.org/&lol9;&file;"


def test_fifty_thousand_addresses_take_little_more_than_themselves() -> None:
    content = b"<urlset>" + urls(50_000) + b"</urlset>"
    assert len(parse_sitemap(content, ADDRESS).entries) == 50_000
    few, many = (b"<urlset>" + urls(count) + b"</urlset>" for count in (5_000, 10_000))
    assert steps(lambda: parse_sitemap(many, ADDRESS)) < 3 * steps(lambda: parse_sitemap(few, ADDRESS))
    content = b"<urlset>" + urls(5_000) + b"</urlset>"
    tracemalloc.start()
    sitemap_feed = parse_sitemap(content, ADDRESS)
    size, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(sitemap_feed.entries) == 5_000
    assert peak < size + 5 * len(content)


@pytest.mark.skipif(not ORIGIN.exists(), reason="18F's blog is not here")
def test_the_real_sitemap_lists_the_blog() -> None:
    feed = parse_sitemap((ORIGIN / "sitemap.xml").read_bytes(), "https://18f.gsa.gov/sitemap.xml")
    assert (len(feed.entries), feed.warnings) == (297, ())
    assert feed.entries[0] == Entry("https://18f.gsa.gov/2014/03/21/29-minutes/", updated=date(2014, 3, 21))


def holds(content: bytes) -> None:
    """What must hold for every input."""
    try:
        feed = parse_sitemap(content, ADDRESS)
    except ParseError:
        return
    found = [*feed.sitemaps, *(entry.address for entry in feed.entries)]
    assert all(urlsplit(address).scheme in {"http", "https"} for address in found)
    assert len(found) == len(set(found))


@settings(deadline=None)
@given(st.binary() | st.binary().map(gzip.compress) | st.binary().map(lambda tail: b"\x1f\x8b\x08" + tail))
def test_any_bytes_are_a_sitemap_or_a_parse_error(content: bytes) -> None:
    holds(content)


PIECES = [
    b"&",
    b"<",
    b">",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"<?",
    b"\xff",
    b"\0",
    b"<url>",
    b"</url>",
    b"<loc>//[",
    b"<!DOCTYPE x [",
]


@given(
    st.sampled_from(["sitemap.xml", "sitemap-index.xml", "sitemap.txt", "sitemap-bomb.xml"]),
    st.lists(
        st.tuples(st.floats(0, 1), st.sampled_from(PIECES) | st.integers(1, 60)), min_size=1, max_size=8
    ),
    st.booleans(),
)
@settings(deadline=None)
def test_a_damaged_sitemap_is_a_sitemap_or_a_parse_error(
    name: str, damages: list[tuple[float, bytes | int]], packed: bool
) -> None:
    content = bytearray((FEEDS / name).read_bytes())
    content = bytearray(gzip.compress(bytes(content))) if packed else content
    for where, what in damages:
        at = int(where * len(content))
        if isinstance(what, bytes):
            content[at:at] = what
        else:
            del content[at : at + what]
    holds(bytes(content))
