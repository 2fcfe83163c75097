"""Packed answers: whole, in any pieces, or an error; never a part that is taken for the whole."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.fetcher.content_encoding import CHUNK_SIZE, decode, encoding_of


def raw(content: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


WAYS = {
    "": bytes,
    "identity": bytes,
    "gzip": gzip.compress,
    " X-GZIP": lambda content: gzip.compress(content[:9], mtime=0) + gzip.compress(content[9:]) + bytes(9),
    "deflate": zlib.compress,
    "Deflate": raw,
}


def cut(packed: bytes, size: int) -> list[bytes]:
    return [packed[at : at + size] for at in range(0, len(packed), size)]


@pytest.mark.parametrize("coding", WAYS)
@given(content=st.binary(), size=st.integers(1, 40))
def test_what_was_packed_comes_back(coding: str, content: bytes, size: int) -> None:
    assert b"".join(decode(cut(WAYS[coding](content), size), coding)) == content


@pytest.mark.parametrize(
    ("coding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", raw)]
)
@given(content=st.binary(min_size=1), size=st.integers(1, 40), part=st.floats(0, 1, exclude_max=True))
def test_a_part_is_never_taken_for_the_whole(coding, pack, content: bytes, size: int, part: float) -> None:
    packed = pack(content)
    packed = packed[: max(1, int(len(packed) * part))]
    with pytest.raises(ValueError, match=r"cut off|cannot be undone"):
        b"".join(decode(cut(packed, size), coding))


@pytest.mark.parametrize(
    ("packed", "coding", "message"),
    [
        (b"<p>not packed", "gzip", "its compression cannot be undone"),
        (gzip.compress(b"x" * 99, mtime=0)[:-8] + bytes(8), "gzip", "its compression cannot be undone"),
        (b"x", "br", "it is packed as 'br', which nobody asked for"),
        (b"x", "gzip, gzip", "it is packed as 'gzip, gzip'"),
    ],
)
def test_what_is_not_what_it_says_is_an_error(packed: bytes, coding: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        b"".join(decode([packed], coding))


@pytest.mark.parametrize("more", range(-2, 300, 43))
def test_what_fills_a_piece_just_so_is_whole(more: int) -> None:
    content = bytes(CHUNK_SIZE + more)
    assert b"".join(decode([raw(content)], "deflate")) == content


def test_nothing_is_nothing_however_it_is_packed() -> None:
    assert list(decode([], "gzip")) == []


def test_a_bomb_comes_in_pieces() -> None:
    bomb = gzip.compress(bytes(50_000_000))
    assert max(map(len, decode([bomb], "gzip"))) <= CHUNK_SIZE


@pytest.mark.parametrize("kind", ["text/html", "application/rss+xml; charset=utf-8", "application/json"])
def test_a_text_that_begins_as_no_text_does_is_unpacked_though_no_header_says_so(kind: str) -> None:
    assert encoding_of({"Content-Type": kind}, gzip.compress(b"text")) == "gzip"
    assert encoding_of({"Content-Type": kind}, b"<p>text") == ""


def test_a_packed_file_that_is_called_one_stays_packed() -> None:
    assert encoding_of({"Content-Type": "application/gzip"}, gzip.compress(b"text")) == ""
    assert encoding_of({"Content-Encoding": "deflate"}, gzip.compress(b"text")) == "deflate"
