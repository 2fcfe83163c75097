"""Small pictures, as addresses that hold them."""

import base64
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from syndicate.errors import ParseError
from syndicate.parser.pictures.thumbnails import MAX_SVG, SIZE, thumbnail


def saved(kind: str, mode: str = "RGB", size: tuple[int, int] = (1200, 900)) -> bytes:
    file = BytesIO()
    Image.new(mode, size).save(file, kind)
    return file.getvalue()


def opened(address: str) -> Image.Image:
    kind, _, content = address.partition(";base64,")
    assert kind == "data:image/webp"
    return Image.open(BytesIO(base64.b64decode(content)))


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGB"), ("PNG", "RGBA"), ("PNG", "P"), ("PNG", "LA"), ("PNG", "I;16"), ("PNG", "1"), ("JPEG", "RGB"),
     ("JPEG", "L"), ("JPEG", "CMYK"), ("GIF", "P"), ("WEBP", "RGB"), ("AVIF", "RGB")],
)  # fmt: skip
def test_a_picture_of_each_kind_is_made_small(kind: str, mode: str) -> None:
    small = opened(thumbnail(saved(kind, mode), "a"))
    assert (small.width, small.height) == (267, 200)


def test_a_small_picture_is_not_made_larger() -> None:
    assert opened(thumbnail(saved("PNG", size=(16, 9)), "a")).size == (16, 9)


def test_a_drawing_stays_one_without_what_runs_in_it() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><script>x()</script><path d="M0 0h9"/></svg>'
    kind, _, content = thumbnail(svg, "a").partition(";base64,")
    assert kind == "data:image/svg+xml"
    assert b"script" not in base64.b64decode(content)
    assert b"M0 0h9" in base64.b64decode(content)


@pytest.mark.parametrize("content", [b"", b"TOKEN=s3cret", b"%PDF-1.7 %%EOF", b"<svg>" + b" " * MAX_SVG])
def test_what_is_no_picture_has_no_small_one(content: bytes) -> None:
    with pytest.raises(ParseError, match="is no picture that can be made small"):
        thumbnail(content, "a")


@pytest.mark.parametrize("content", [b"<p>No drawing", saved("PNG")[:200]])
def test_what_is_no_whole_picture_has_no_small_one(content: bytes) -> None:
    with pytest.raises(ParseError):
        thumbnail(content, "a")


@given(st.sampled_from(["PNG", "JPEG", "GIF", "WEBP"]), st.data())
def test_a_damaged_picture_has_a_small_one_or_none_and_nothing_else(kind: str, data: st.DataObject) -> None:
    content = bytearray(saved(kind, size=(64, 48)))
    content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        small = thumbnail(bytes(content), "a")
    except ParseError:
        return
    assert all(side <= most for side, most in zip(opened(small).size, SIZE, strict=True))
