from __future__ import annotations

import html
import unicodedata
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicate.converter.post.pictures import (
    assets,
    assets_beside,
    file_names,
    picture_addresses,
    place_pictures,
    place_shown,
)
from syndicate.converter.proof.proof import Converter, parse_fragment
from syndicate.models import Asset, Loss, Picture, Reading, ShownLink
from syndicate.writer.paths import safe_path

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

HOSTS = {"blog.example"}
BLOG = "https://blog.example"
PIXEL = "data:image/gif;base64,R0lGODlhAQABAAAAACw="


def picture(address: str, content: bytes = b"one", suffix: str = ".png") -> Picture:
    return Picture(address, content, suffix)


def names(*pictures: Picture) -> list[str]:
    by_address = file_names(pictures)
    return [by_address[picture.address] for picture in pictures]


# Which pictures to copy


def test_pictures_are_wanted_in_order_and_each_once() -> None:
    body = (
        f'<p><a href="{BLOG}/big.png"><img src="{BLOG}/small.png" alt=""></a></p><img src="https://cdn.example/c?w=9">'
        f'<video poster="{BLOG}/poster" src="{BLOG}/v.mp4"></video><img src="{BLOG}/small.png">'
    )
    assert picture_addresses(body, HOSTS) == (
        f"{BLOG}/big.png",
        f"{BLOG}/small.png",
        "https://cdn.example/c?w=9",
        f"{BLOG}/poster",
    )


@pytest.mark.parametrize(
    "name", ["a.png", "a.JPG", "a.jpeg", "a.gif", "a.webp", "a.avif", "a.svg", "a.pdf?v=2", "a.PDF#page=3"]
)
def test_a_picture_or_pdf_of_the_origin_that_is_linked_to_is_wanted(name: str) -> None:
    assert picture_addresses(f'<a href="{BLOG}/{name}">x</a>', HOSTS) == (f"{BLOG}/{name.partition('#')[0]}",)


@pytest.mark.parametrize(
    "tag",
    [
        '<a href="https://elsewhere.example/a.png">',
        f'<a href="{BLOG}/a.png/">',
        f'<a href="{BLOG}/page?file=a.png">',
        f'<a href="{BLOG}.evil.example/a.png">',
        '<a href="https://blog.example@elsewhere.example/a.png">',
        '<a href="mailto:a@blog.example.png">',
        '<a href="#a.png">',
        '<a href="https://[broken/a.png">',
        f'<img src="{PIXEL}">',
        '<img src="">',
        '<img src="ftp://blog.example/a.png">',
        '<img src="https:///a.png">',
        f'<video src="{BLOG}/a.png"></video>',
    ],
)
def test_nothing_else_is_wanted(tag: str) -> None:
    assert picture_addresses(tag, HOSTS) == ()


# Where they are put


def test_pictures_are_linked_where_they_stand() -> None:
    body = (
        f'<p><a href="{BLOG}/big.png"><img src="{BLOG}/a.png?w=9" alt="A" width="9"></a> '
        f'<a href="{BLOG}/d.pdf#page=2">d</a></p><video poster="{BLOG}/p.jpg" src="{BLOG}/v.mp4"></video>'
    )
    places = {
        f"{BLOG}/big.png": "/i/big.png",
        f"{BLOG}/a.png?w=9": "/i/a.png",
        f"{BLOG}/d.pdf": "/i/d.pdf",
        f"{BLOG}/p.jpg": "/i/p.jpg",
    }
    assert place_pictures(body, places, {}) == (
        '<p><a href="/i/big.png"><img src="/i/a.png" alt="A" width="9"></a> <a href="/i/d.pdf#page=2">d</a></p>'
        f'<video poster="/i/p.jpg" src="{BLOG}/v.mp4"></video>',
        (),
    )


def test_a_missing_picture_becomes_a_link_and_is_named() -> None:
    body = f'<p>See <img src="{BLOG}/a%20b.png?x=1&amp;y" alt=" One  &lt;b&gt; "> and <img src="{BLOG}/a%20b.png#f">.</p>'
    missing = {f"{BLOG}/a%20b.png?x=1&y": "gone (404)", f"{BLOG}/a%20b.png": "is empty"}
    assert place_pictures(body, {}, missing) == (
        f'<p>See <a href="{BLOG}/a%20b.png?x=1&amp;y">One &lt;b&gt;</a> and <a href="{BLOG}/a%20b.png#f">a b.png</a>.</p>',
        (Loss("One <b>", "gone (404)"), Loss("a b.png", "is empty")),
    )


def test_a_missing_picture_in_a_link_leaves_its_text() -> None:
    body = f'<a href="https://e.example/"><em><img src="{BLOG}/a.png" alt="A &amp; B"></em></a>'
    assert place_pictures(body, {}, {f"{BLOG}/a.png": "gone"}) == (
        '<a href="https://e.example/"><em>A &amp; B</em></a>',
        (Loss("A & B", "gone"),),
    )


def test_a_missing_picture_without_words_or_name_is_called_by_its_address() -> None:
    assert place_pictures(f'<img src="{BLOG}/?p=1" alt="">', {}, {f"{BLOG}/?p=1": "gone"}) == (
        f'<a href="{BLOG}/?p=1">{BLOG}/?p=1</a>',
        (Loss(f"{BLOG}/?p=1", "gone"),),
    )


@pytest.mark.parametrize(("name", "called"), [(f"{'word-' * 20}.PNG", "image.png"), ("a1" * 40, "image")])
def test_a_missing_picture_with_a_name_that_is_long_is_called_by_what_it_is(name: str, called: str) -> None:
    html, losses = place_pictures(f'<img src="{BLOG}/{name}" alt="">', {}, {f"{BLOG}/{name}": "gone"})

    assert html == f'<a href="{BLOG}/{name}">{called}</a>'
    assert losses == (Loss(called, "gone"),)


def test_a_missing_file_or_poster_stays_where_it_is() -> None:
    body = f'<a href="{BLOG}/d.pdf">d</a><video poster="{BLOG}/p.jpg"></video>'
    assert place_pictures(body, {}, {f"{BLOG}/d.pdf": "gone", f"{BLOG}/p.jpg": "gone"}) == (body, ())


def test_a_picture_that_turned_out_to_be_a_pdf_is_linked() -> None:
    body, losses = place_pictures(f'<img src="{BLOG}/a.svg" alt="Chart">', {f"{BLOG}/a.svg": "/i/a.pdf"}, {})
    assert body == '<a href="/i/a.pdf">Chart</a>'
    assert [loss.block for loss in losses] == ["Chart"]


def test_what_is_not_named_is_untouched() -> None:
    body = f'<p><img src="{PIXEL}"><img src="{BLOG}/a.png"><a href="{BLOG}/a.png">x</a></p>'
    assert place_pictures(body, {f"{BLOG}/b.png": "/i/b.png", "": "/i/none"}, {"": "gone"}) == (body, ())


def test_code_that_begins_with_an_empty_line_keeps_it() -> None:
    body = f'<pre>\n\nx</pre><img src="{BLOG}/a.png">'
    moved, _ = place_pictures(body, {f"{BLOG}/a.png": "/i/a.png"}, {})
    assert parse_fragment(moved).text() == parse_fragment(body).text() == "\nx"


def test_a_placed_picture_converts_to_markdown() -> None:
    body, _ = place_pictures(
        f'<p><img src="{BLOG}/a.png" alt="A"> <img src="{BLOG}/b.png" alt="B"></p>',
        {f"{BLOG}/a.png": "/i/%C3%A9.png"},
        {f"{BLOG}/b.png": "gone"},
    )
    assert Converter("commonmark").convert(body) == (f"![A](/i/%C3%A9.png) [B]({BLOG}/b.png)", ())


addresses = st.sampled_from(
    [f"{BLOG}/{name}" for name in ("a.png", "b.png", "b.png?x=1&y=2", "c d.jpg", "d.pdf", "é.svg", "(")]
    + ["https://cdn.example/a.png", "https://cdn.example/a.png#f", PIXEL, "#a", "https://[x", ""]
)
alts = st.sampled_from(["", ' alt=""', ' alt="A"', ' alt="&lt;b&gt; &amp;amp; *x*"', ' alt=" \n "'])
images = st.tuples(addresses, alts).map(lambda parts: f'<img src="{html.escape(parts[0])}"{parts[1]}>')
pieces = (
    images
    | images
    | st.tuples(addresses, images | st.just("x")).map(
        lambda parts: f'<a href="{html.escape(parts[0])}">{parts[1]}</a>'
    )
    | addresses.map(lambda address: f'<video poster="{html.escape(address)}"></video>')
    | st.sampled_from(["<p>text", "</p>", "<pre>\n\n x</pre>", "<table><tr><td>", "<ul><li>", "&amp;", "\n"])
)
bodies = st.lists(pieces, max_size=8).map("".join).map(lambda body: parse_fragment(body).inner_html or "")
outcomes = st.dictionaries(addresses, st.sampled_from(["place", "pdf", "missing"]), max_size=6)


def split(kinds: dict[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """The places of some addresses, and why others have none."""
    pictures = {
        address: kind for address, kind in kinds.items() if "[" not in address and address.startswith("http")
    }
    places = {
        address: f"/i/{n}.{'pdf' if kind == 'pdf' else 'png'}"
        for n, (address, kind) in enumerate(pictures.items())
        if kind != "missing"
    }
    return places, {address: "gone" for address, kind in pictures.items() if kind == "missing"}


def in_a_link(node: LexborNode) -> bool:
    around = node.parent
    return around is not None and (around.tag == "a" or in_a_link(around))


@given(bodies, outcomes)
@settings(max_examples=300)
def test_no_picture_is_lost(body: str, kinds: dict[str, str]) -> None:
    places, missing = split(kinds)
    before = parse_fragment(body)
    moved, losses = place_pictures(body, places, missing)
    after = parse_fragment(moved)
    sources = [image.attributes.get("src") for image in after.css("img")]
    linked = {anchor.attributes.get("href") for anchor in after.css("a")}
    named_losses = [loss.block for loss in losses]
    text = " ".join(after.text().split())
    for image in before.css("img"):
        source = image.attributes.get("src") or ""
        address, _, fragment = source.partition("#")
        place = places.get(address, "")
        if place.endswith(".png"):
            assert place + (f"#{fragment}" if fragment else "") in sources
        elif place or address in missing:
            assert (place or address) + (f"#{fragment}" if fragment else "") in linked or in_a_link(image)
            assert " ".join(named_losses.pop(0).split()) in text
        else:
            assert source in sources
    assert named_losses == []


@given(bodies, outcomes)
@settings(max_examples=300)
def test_placed_twice_is_placed_once(body: str, kinds: dict[str, str]) -> None:
    places, missing = split(kinds)
    once, _ = place_pictures(body, places, missing)
    assert place_pictures(once, places, missing) == (once, ())


@given(bodies)
def test_every_wanted_picture_can_be_placed(body: str) -> None:
    places = {address: f"/i/{n}.png" for n, address in enumerate(picture_addresses(body, HOSTS))}
    moved, losses = place_pictures(body, places, {})
    assert losses == ()
    assert picture_addresses(moved, HOSTS) == ()


# What their files are called


@pytest.mark.parametrize(
    ("address", "suffix", "name"),
    [
        ("/img/chart-PZUDVMOYWC.svg", ".svg", "chart-PZUDVMOYWC.svg"),
        ("/a/Screen%20Shot%20(1).PNG?w=100", ".png", "Screen-Shot--1-.PNG"),
        ("/photo.jpeg", ".jpg", "photo.jpeg"),
        ("/photo.png", ".jpg", "photo.jpg"),
        ("/v1.2_final.png", ".png", "v1.2_final.png"),
        ("/image?id=3", ".webp", "image.webp"),
        ("/", ".png", "picture.png"),
        ("/.png", ".png", "picture.png"),
        ("/..%2F..%2Fetc/..%2fpasswd", ".png", "passwd.png"),
        ("/_draft.png", ".png", "draft.png"),
        ("/%E5%AD%97.png", ".png", "字.png"),
        ("/e%CC%81.png", ".png", "é.png"),
        ("/CON.png", ".png", "picture-CON.png"),
        ("/a%00b%0Ac.png", ".png", "a-b-c.png"),
        ("/%FF.png", ".png", "picture.png"),
        (f"/{'x' * 300}.png", ".png", f"{'x' * 100}.png"),
    ],
)
def test_a_file_is_called_as_at_the_origin(address: str, suffix: str, name: str) -> None:
    assert names(picture(BLOG + address, suffix=suffix)) == [name]


def test_different_pictures_of_one_name_are_told_apart() -> None:
    assert names(
        picture(f"{BLOG}/1/a.png", b"one"),
        picture(f"{BLOG}/2/a.png", b"two"),
        picture(f"{BLOG}/3/A.png", b"three"),
        picture(f"{BLOG}/4/a.png", b"two"),
    ) == ["a.png", "a-3fc4ccfe.png", "A-8b5b9db0.png", "a-3fc4ccfe.png"]


def test_equal_pictures_of_one_name_are_one_file() -> None:
    assert names(picture(f"{BLOG}/1/a.png"), picture(f"{BLOG}/2/A.png"), picture(f"{BLOG}/b.png")) == [
        "a.png",
        "a.png",
        "b.png",
    ]


def test_a_name_that_foresees_another_takes_nothing_from_it() -> None:
    assert names(
        picture(f"{BLOG}/a.png", b"one"),
        picture(f"{BLOG}/a-3fc4ccfe.png", b"trap"),
        picture(f"{BLOG}/2/a.png", b"two"),
    ) == ["a.png", "a-3fc4ccfe.png", "a-3fc4ccfe-2.png"]


paths = st.text(alphabet="aAbéE\u0301ßſİ字%20/._- ~²①\u202e\ud83d", max_size=12) | st.text(max_size=300)
pictures = st.lists(
    st.builds(
        picture,
        paths.map(lambda path: f"{BLOG}/{path.replace('?', '').replace('#', '')}"),
        st.sampled_from([b"one", b"two", b"three"]),
        st.sampled_from([".png", ".jpg", ".svg"]),
    ),
    max_size=8,
    unique_by=lambda each: each.address,
)


@given(pictures)
@settings(max_examples=300)
def test_names_are_safe_and_tell_all_pictures_apart(article_pictures: list[Picture]) -> None:
    names = file_names(article_pictures)
    assert set(names) == {each.address for each in article_pictures}
    by_name: dict[str, bytes] = {}
    for each in article_pictures:
        name = names[each.address]
        assert str(safe_path(name)) == name
        assert "/" not in name
        assert len(name.encode()) <= 130
        for form in ("NFC", "NFD"):
            assert by_name.setdefault(unicodedata.normalize(form, name.lower()), each.content) == each.content


@given(pictures)
def test_a_name_depends_only_on_the_pictures_before_it(article_pictures: list[Picture]) -> None:
    names = file_names(article_pictures)
    for n in range(len(article_pictures)):
        assert file_names(article_pictures[:n]) == {
            each.address: names[each.address] for each in article_pictures[:n]
        }


# Where the files stand


def test_files_stand_where_the_config_says() -> None:
    one, other, same = (
        picture(f"{BLOG}/1/é a.png"),
        picture(f"{BLOG}/b.png", b"two"),
        picture(f"{BLOG}/2/é a.png"),
    )
    files, places = assets(
        [one, other, same], "src/images/{slug}/{name}", "/images/{slug}/{name}", {"slug": "post"}
    )
    assert files == (
        Asset(PurePosixPath("src/images/post/é-a.png"), b"one"),
        Asset(PurePosixPath("src/images/post/b.png"), b"two"),
    )
    assert places == {
        one.address: "/images/post/%C3%A9-a.png",
        other.address: "/images/post/b.png",
        same.address: "/images/post/%C3%A9-a.png",
    }


def test_the_templates_own_address_is_kept() -> None:
    _, places = assets([picture(f"{BLOG}/a.png")], "{name}", "https://cdn.example:8/x%20y/{name}?v=1", {})
    assert list(places.values()) == ["https://cdn.example:8/x%20y/a.png?v=1"]


def test_a_post_with_a_folder_of_its_own_has_its_pictures_in_it() -> None:
    files, places = assets_beside([picture(f"{BLOG}/é.png")], PurePosixPath("content/posts/one/index.md"))
    assert [str(file.path) for file in files] == ["content/posts/one/é.png"]
    assert list(places.values()) == ["%C3%A9.png"]


def test_posts_in_one_folder_do_not_share_pictures() -> None:
    found = [
        assets_beside([picture(f"{BLOG}/a.png", content)], PurePosixPath(f"posts/{name}.md"))
        for name, content in (("one", b"1"), ("two", b"2"))
    ]
    assert [str(files[0].path) for files, _ in found] == ["posts/one/a.png", "posts/two/a.png"]
    assert [list(places.values()) for _, places in found] == [["one/a.png"], ["two/a.png"]]


@given(pictures)
def test_a_link_leads_to_the_file(article_pictures: list[Picture]) -> None:
    files, places = assets(article_pictures, "x/{name}", "/x/{name}", {})
    contents = {f"/{file.path}": file.content for file in files}
    assert len(contents) == len(files)
    for each in article_pictures:
        assert contents[unquote(places[each.address])] == each.content


def test_what_is_shown_names_pictures_as_the_target_has_them_and_no_missing_one():
    shown = Reading(
        text="a",
        links=(ShownLink("https://x.example/a.png#top", "a"), ShownLink("https://x.example/b", "b")),
        pictures=(("https://x.example/a.png", "https://x.example/a-2x.png"), ("https://x.example/gone.png",)),
    )
    placed = place_shown(
        shown, {"https://x.example/a.png": "/i/a.png"}, {"https://x.example/gone.png": "404"}
    )
    assert placed.links == (ShownLink("/i/a.png#top", "a"), ShownLink("https://x.example/b", "b"))
    assert placed.pictures == (("/i/a.png", "https://x.example/a-2x.png"),)
