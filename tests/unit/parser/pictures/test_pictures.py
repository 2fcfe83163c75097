from __future__ import annotations

import io
import re
import struct
import zlib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from syndicate.errors import ParseError
from syndicate.models import Page, Picture
from syndicate.parser.pictures.raster import parse_picture
from syndicate.parser.pictures.svg import SVG, sanitise_svg
from tests.steps import steps

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[4]
HOSTILE = sorted((ROOT / "fixtures" / "hostile" / "svg").glob("*.svg"))
ORIGIN = ROOT / ".." / "shared" / "origin" / "18f"
ADDRESS = "https://blog.example/img/chart.png"
SUFFIXES = {"PNG": ".png", "JPEG": ".jpg", "GIF": ".gif", "WEBP": ".webp", "AVIF": ".avif"}


def parsed(content: bytes) -> Picture:
    return parse_picture(Page(ADDRESS, ADDRESS, content))


def drawn(size: tuple[int, int] = (64, 48), shift: int = 0) -> Image.Image:
    image = Image.effect_noise(size, 60).convert("RGB")
    ImageDraw.Draw(image).ellipse((shift, 4, 30 + shift, 30), fill="red")
    return image


def saved(kind: str, frames: int = 1, size: tuple[int, int] = (64, 48), **options: object) -> bytes:
    first, *more = [drawn(size, n) for n in range(frames)]
    file = io.BytesIO()
    animation = {"save_all": True, "append_images": more} if more else {}
    first.save(file, kind, **animation, **options)
    return file.getvalue()


def svg(inside: str, attributes: str = "") -> bytes:
    return (
        f'<svg xmlns="{SVG}" xmlns:xlink="http://www.w3.org/1999/xlink" {attributes}>{inside}</svg>'.encode()
    )


def cleaned(inside: str) -> str:
    """What of an SVG's content is left."""
    text = sanitise_svg(svg(inside), ADDRESS).decode()
    return text[text.index(">") + 1 : text.rindex("<")]


# Pictures of pixels


@pytest.mark.parametrize("frames", [1, 3])
@pytest.mark.parametrize("kind", SUFFIXES)
def test_a_whole_picture_is_taken_as_it_is(kind: str, frames: int) -> None:
    content = saved(kind, 1 if kind == "JPEG" else frames)
    assert parsed(content) == Picture(ADDRESS, content, SUFFIXES[kind])


def test_a_progressive_jpeg_and_one_of_two_pictures_are_jpegs() -> None:
    assert parsed(saved("JPEG", progressive=True)).suffix == ".jpg"
    assert parsed(saved("MPO", frames=2)).suffix == ".jpg"


@pytest.mark.parametrize("frames", [1, 3])
@pytest.mark.parametrize("kind", SUFFIXES)
def test_a_truncated_picture_is_refused(kind: str, frames: int) -> None:
    content = saved(kind, 1 if kind == "JPEG" else frames)
    for percent in range(5, 100, 5):
        cut = content[: len(content) * percent // 100]
        with pytest.raises(ParseError, match=rf"^{ADDRESS}: is (a damaged|not a PNG)"):
            parsed(cut)


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_picture_without_its_last_bytes_is_refused(kind: str) -> None:
    with pytest.raises(ParseError, match="damaged or truncated"):
        parsed(saved(kind)[:-8])


def test_a_png_with_a_wrong_byte_is_refused() -> None:
    content = bytearray(saved("PNG"))
    content[len(content) // 2] ^= 1
    with pytest.raises(ParseError, match=r"damaged or truncated \.png file"):
        parsed(bytes(content))


@pytest.mark.parametrize("kind", SUFFIXES)
@given(data=st.data())
@settings(max_examples=40)
def test_a_damaged_picture_is_taken_or_refused_and_nothing_else(kind: str, data: st.DataObject) -> None:
    content = bytearray(CONTENTS[kind])
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    with suppress(ParseError):
        assert parsed(bytes(content)).content == content


CONTENTS = {kind: saved(kind, size=(16, 16)) for kind in SUFFIXES}


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
@settings(max_examples=200)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(ParseError) as caught:
        parsed(content)
    assert "\n" not in caught.value.message


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    header = b"IHDR" + struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    small = saved("PNG", size=(1, 1))
    content = small[:12] + header + struct.pack(">I", zlib.crc32(header)) + small[33:]
    with pytest.raises(ParseError, match="has 60000 × 60000 pixels, more than 64,000,000"):
        parsed(content)


@pytest.mark.parametrize(
    ("kind", "name"), [("BMP", "BMP"), ("TIFF", "TIFF"), ("ICO", "ICO"), ("JPEG2000", "JPEG 2000")]
)
def test_what_browsers_cannot_be_relied_on_to_show_is_refused(kind: str, name: str) -> None:
    with pytest.raises(
        ParseError, match=f"is a {name} file, which browsers or site builds cannot be relied on"
    ):
        parsed(saved(kind))


# PDF


def test_a_pdf_is_known_by_its_beginning_and_its_end() -> None:
    whole = b"%PDF-1.7\n1 0 obj\nendobj\nstartxref\n9\n%%EOF\n"
    assert parsed(whole).suffix == ".pdf"
    with pytest.raises(ParseError, match="truncated PDF"):
        parsed(whole[:-6])
    with pytest.raises(ParseError, match="truncated PDF"):
        parsed(whole + b"\0" * 2000)


# What servers send instead


@pytest.mark.parametrize(
    "page",
    [
        b"<!DOCTYPE html><title>Not found</title>",
        b"\xef\xbb\xbf\n<html lang=en><body>Sorry</body></html>",
        b"<!-- nginx --> <!doctype HTML>",
        b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"/>',
    ],
)
def test_an_error_page_is_no_picture(page: bytes) -> None:
    with pytest.raises(ParseError, match="is a web page, not a picture"):
        parsed(page)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "is empty"),
        (b"Not found", "is not a PNG, JPEG, GIF, WebP, AVIF, SVG or PDF file"),
        (b'{"error": 404}', "is not a PNG"),
        (b"<Error><Code>AccessDenied</Code></Error>", "holds <Error>, not a picture"),
        (b"<h1>404", "holds <h1>, not a picture"),
    ],
)
def test_what_else_is_no_picture(content: bytes, says: str) -> None:
    with pytest.raises(ParseError, match=re.escape(says)):
        parsed(content)


# SVG


@pytest.mark.parametrize("path", HOSTILE, ids=lambda path: path.stem)
def test_a_hostile_svg_loses_what_is_hostile_or_is_refused(path: Path) -> None:
    content = path.read_bytes()
    ((verdict, words),) = re.findall(r"<!-- (gone|refused): (.*) -->", content.decode())
    if verdict == "refused":
        with pytest.raises(ParseError, match=words):
            parsed(content)
        return
    safe = parsed(content).content.decode()
    assert [word for word in words.split(" | ") if word.lower() in safe.lower()] == []
    assert 'id="stays"' in safe


def test_there_are_hostile_svgs() -> None:
    assert len(HOSTILE) >= 50


HARMLESS = [
    '<text><tspan>f</tspan><tspan>o</tspan> <tspan>&amp; é</tspan>\n</text>',
    '<text xml:space="preserve">a  b</text>',
    '<defs><path id="p" d="M0 0h9"></path></defs><text><textPath xlink:href="#p">x</textPath></text>',
    '<use href="#p"></use><use xlink:href="#p"></use>',
    '<linearGradient id="g" xlink:href="#h"><stop offset="0" style="stop-color:#fff"></stop></linearGradient>',
    '<rect fill="url(#g) red" style="mask:url(&quot;#m&quot;)" filter="url(#f)"></rect>'.replace("&quot;", "'"),
    "<style>.a &gt; .b { fill: url(#g) } @media print { .c { stroke: red } }</style>",
    "<style>@font-face { font-family: x; src: url(data:font/woff2;base64,AAAA) format('woff2') }</style>",
    '<image href="data:image/png;base64,AAAA" width="1" height="1"></image>',
    '<a href="https://e.example/?a=1&amp;b=2"><title>x</title></a><a xlink:href="mailto:a@e.example"></a>',
    '<circle r="1"><animate attributeName="r" values="1;2" dur="1s" repeatCount="indefinite"></animate></circle>',
    '<g data-name="url of image" aria-label="\\ @ src" class="image" id="on"></g>',
]  # fmt: skip


@pytest.mark.parametrize("inside", HARMLESS)
def test_what_is_harmless_stays_as_it_is(inside: str) -> None:
    assert cleaned(inside) == inside


def test_what_is_not_drawn_may_go() -> None:
    inside = '<!-- c --><metadata><x xmlns="urn:x"/></metadata><g xmlns:i="urn:i" i:label="x"><i:view/></g>'
    assert cleaned(inside) == "<g></g>"


def test_an_svg_in_an_svg_is_made_safe_too() -> None:
    inner = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' onload='x'%3E%3Ccircle r='4'/%3E%3C/svg%3E"
    once = cleaned(f'<image href="{inner}"/>')
    assert once.startswith('<image href="data:image/svg+xml;base64,')
    assert cleaned(once) == once
    assert cleaned('<image href="data:image/svg+xml;base64,A"/>') == "<image></image>"


def test_an_svg_of_another_encoding_becomes_utf_8() -> None:
    latin = f'<?xml version="1.0" encoding="iso-8859-1"?><svg xmlns="{SVG}"><text>é</text></svg>'.encode(
        "latin-1"
    )
    assert "<text>é</text>".encode() in parsed(latin).content
    wide = f'<svg xmlns="{SVG}"><text>é</text></svg>'.encode("utf-16")
    assert "<text>é</text>".encode() in parsed(wide).content


def test_an_svg_with_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(ParseError, match="no well-formed SVG"):
        parsed(f'<?xml version="1.0" encoding="x-none"?><svg xmlns="{SVG}"/>'.encode())


@pytest.mark.parametrize(
    "inside",
    [
        lambda count: "<g>" * count + "</g>" * count,
        lambda count: f"<style>a {{ fill: url{'(' * count} }}</style>",
        lambda count: f"<style>@import {'{' * count}</style>",
    ],
)
def test_a_large_and_deep_svg_takes_no_more_than_its_size_asks(inside: Callable[[int], str]) -> None:
    def work(count: int) -> int:
        return steps(lambda: parsed(svg(inside(count))))

    assert work(50_000) < 3 * work(25_000)


RUN = re.compile(r"^(?:on.*|ping)$", re.IGNORECASE)
OUT = re.compile(r"url\(\s*['\"]?\s*(?:https?:|//|/)", re.IGNORECASE)
QUIET = re.compile(r"/\*.*?(?:\*/|$)|(?<!image-set\()(?:\"[^\"\n]*(?:\"|\n|$)|'[^'\n]*(?:'|\n|$))", re.DOTALL)
LOADED = re.compile(r"#|data:image/(?:png|svg\+xml;base64)")


def dangers(content: bytes) -> list[str]:
    """What of an SVG runs or loads, looked for in another way than by the allow-list."""
    found = []
    for node in ElementTree.fromstring(content).iter():
        namespace, _, tag = node.tag.removeprefix("{").partition("}")
        if namespace != SVG or tag.lower() in {"script", "foreignobject", "handler", "iframe", "metadata"}:
            found.append(node.tag)
        if tag == "style" and re.search(r"@import|//|\\", QUIET.sub("", node.text or ""), re.IGNORECASE):
            found.append(node.text or "")
        for name, value in node.attrib.items():
            key = name.rpartition("}")[2]
            if RUN.match(key) or key == "base" or (key == "attributeName" and value.endswith("href")):
                found.append(name)
            if key == "href" and tag == "a":
                if not re.match(r"\s*(#|https?:|mailto:)", value):
                    found.append(value)
            elif key == "href":
                if not LOADED.match(value):
                    found.append(value)
            elif OUT.search(value):
                found.append(value)
    return found


tags = st.sampled_from(
    "g script a use image style foreignObject text set animate switch feImage x:p SCRIPT".split()
)
names = st.sampled_from(
    "href xlink:href onload ONCLICK style fill to values attributeName xml:base ping id x:y".split()
)
values = st.sampled_from(
    [
        "javascript:alert(1)",
        " JAVASCRIPT:alert(1)",
        "http://evil.example/x",
        "//evil.example",
        "#a",
        "url(#a)",
        "url(http://evil.example/x)",
        "URL( '//evil.example/x' )",
        "u\\72l(http://evil.example/x)",
        "fill:url(http://evil.example/x);filter:url(#f)",
        "href",
        "xlink:href",
        "data:image/png;base64,AAAA",
        "data:image/svg+xml,&lt;svg xmlns='http://www.w3.org/2000/svg' onload='x'/>",
        "data:text/html,x",
        "red",
    ]
)
styles = st.sampled_from(
    [
        "@import 'http://evil.example/x';",
        "@\\69mport 'http://evil.example/x'",
        "a{fill:url(http://evil.example/x)}",
        "a{fill:u\\72l(http://evil.example/x)",
        "a { fill: url(#a) }",
        "/* ",
        " */",
        "b{background:image-set('http://evil.example/x' 1x)}",
        "{",
        "}",
        '"',
        ";",
    ]
)
attributes = st.dictionaries(names, values, max_size=3).map(
    lambda given: "".join(f' {name}="{value}"' for name, value in given.items())
)
elements = st.recursive(
    st.just("x") | st.lists(styles, max_size=4).map(lambda css: f"<style>{''.join(css)}</style>"),
    lambda inner: st.tuples(tags, attributes, st.lists(inner, max_size=3).map("".join)).map(
        lambda parts: f"<{parts[0]}{parts[1]}>{parts[2]}</{parts[0]}>"
    ),
    max_leaves=8,
)


@given(elements)
@settings(max_examples=300)
def test_no_svg_keeps_what_runs_or_loads(inside: str) -> None:
    try:
        safe = sanitise_svg(svg(inside, 'xmlns:x="http://www.w3.org/1999/xhtml"'), ADDRESS)
    except ParseError:
        assert "<foreignObject" in inside
        return
    assert dangers(safe) == []
    assert sanitise_svg(safe, ADDRESS) == safe


# The real origin


@pytest.mark.skipif(not ORIGIN.is_dir(), reason="needs the copy of 18F's blog in shared/")
def test_every_picture_of_the_real_origin_is_taken() -> None:
    files = [path for path in ORIGIN.rglob("*") if re.match(r"\.(png|jpe?g|gif|svg|webp)$", path.suffix)]
    assert len(files) >= 390
    pages = [Page(path.name, path.name, path.read_bytes()) for path in files]
    pictures = [parse_picture(page) for page in pages]
    same = [
        picture.content == page.content
        for picture, page in zip(pictures, pages, strict=True)
        if picture.suffix != ".svg"
    ]
    assert all(same)


def test_a_jpeg_of_very_many_scans_is_refused() -> None:
    from io import BytesIO

    from PIL import Image

    file = BytesIO()
    Image.new("RGB", (64, 64), "red").save(file, "JPEG", progressive=True)
    start, marker, end = file.getvalue().rpartition(b"\xff\xda")
    assert parse_picture(Page("https://a/b.jpg", "https://a/b.jpg", file.getvalue())).suffix == ".jpg"
    scans = start + (marker + end.removesuffix(b"\xff\xd9")) * 300 + b"\xff\xd9"
    with pytest.raises(ParseError, match="scans, which would take minutes to draw"):
        parse_picture(Page("https://a/b.jpg", "https://a/b.jpg", scans))
