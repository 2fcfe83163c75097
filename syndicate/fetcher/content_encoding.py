"""Decoding of compressed responses, chunk by chunk (RFC 9110, 8.4.1).

Our own, because urllib3 accepts a compressed response that was cut off as complete.
"""

from __future__ import annotations

import re
import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

ACCEPTED = "gzip, deflate"
"""The Accept-Encoding header."""

GZIP = b"\x1f\x8b"
"""The first bytes of a member of a gzip file (RFC 1952, 2.3.1)."""
CHUNK_SIZE = 1 << 20
MAX_MEMBERS = 1000
"""Files that were gzipped in parts have some; millions of empty ones take minutes."""


TEXT = re.compile(r"\s*+(?:text/|application/(?:[\w.+-]*\+)?(?:xml|json)\b)", re.IGNORECASE)


def encoding_of(headers: Mapping[str, str], start: bytes) -> str:
    """How a response is encoded: as its header says, else as a text begins that is none, which some servers send.

    Args:
        headers: of the response.
        start: the first bytes of its body.
    """
    stated = headers.get("Content-Encoding", "")
    is_packed = start.startswith(GZIP) and TEXT.match(headers.get("Content-Type", ""))
    return "gzip" if is_packed and not stated.strip() else stated


def decode(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    """The decompressed chunks of a response, none larger than a megabyte.

    Args:
        chunks: as received.
        encoding: the Content-Encoding header, "" if there is none.

    Raises:
        ValueError: they are not encoded as the header says, or are cut off.
    """
    encoding = encoding.strip().lower().removeprefix("x-")
    if encoding in ("", "identity"):
        yield from chunks
    elif encoding in ("gzip", "deflate"):
        yield from _inflate(chunks, encoding)
    else:
        raise ValueError(f"it is packed as {encoding!r}, which nobody asked for")


def _inflate(chunks: Iterable[bytes], encoding: str) -> Iterator[bytes]:
    decoder, complete, buffer, members = None, False, b"", 0
    for chunk in chunks:
        buffer += chunk
        while buffer and (decoder or len(buffer) >= len(GZIP)):
            if decoder is None and complete and not buffer.startswith(GZIP):
                return  # padding after the end, such as zeros, which is harmless
            if decoder is None:
                members += 1
                if members > MAX_MEMBERS:
                    raise ValueError(f"it is packed in more than {MAX_MEMBERS:,} parts")
                decoder = zlib.decompressobj(_window_bits(buffer, encoding))
            try:
                yield decoder.decompress(buffer, CHUNK_SIZE)
            except zlib.error as error:
                raise ValueError(
                    f"its Content-Encoding header says {encoding}, and its compression cannot be undone; the server is set up wrongly"
                ) from error
            buffer = decoder.unconsumed_tail or decoder.unused_data
            if decoder.eof:
                decoder, complete = None, True
    if decoder is not None:
        yield decoder.flush()
    # No bytes at all are an empty page, not a page that was cut off.
    if (decoder is not None and not decoder.eof) or (buffer and not complete):
        raise ValueError("it was cut off")


def _window_bits(start: bytes, encoding: str) -> int:
    """Zlib's `wbits` for data that begins so: gzip, or for "deflate" the zlib format, or raw as some servers send it."""
    if encoding == "gzip" or start.startswith(GZIP):
        return zlib.MAX_WBITS | 16
    is_zlib = start[0] & 15 == zlib.DEFLATED and int.from_bytes(start[:2]) % 31 == 0  # RFC 1950, 2.2
    return zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS
