"""Content codings undone piece by piece (RFC 9110, 8.4.1).

Own, because urllib3 takes a packed answer that was cut off for a whole one.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

ACCEPTED = "gzip, deflate"
"""What a server is told that we can undo."""

GZIP = b"\x1f\x8b"
"""What a member of a gzip file begins with (RFC 1952, 2.3.1)."""
PIECE = 1 << 20


def unpacked(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    """The pieces of an answer without its content coding, none of them larger than a megabyte.

    Args:
        pieces: as they come.
        coding: what the server says that it did to them, "" for nothing.

    Raises:
        ValueError: they are not what the server says, or not all that there is.
    """
    coding = coding.strip().lower().removeprefix("x-")
    if coding in ("", "identity"):
        yield from pieces
    elif coding in ("gzip", "deflate"):
        yield from _inflated(pieces, coding)
    else:
        raise ValueError(f"it is packed as {coding!r}, which nobody asked for")


def _inflated(pieces: Iterable[bytes], coding: str) -> Iterator[bytes]:
    packed, whole, waiting = None, False, b""
    for piece in pieces:
        waiting += piece
        while waiting and (packed or len(waiting) >= len(GZIP)):
            if packed is None and whole and not waiting.startswith(GZIP):
                return  # zeros and the like behind the end, which do no harm
            packed = packed or zlib.decompressobj(_format(waiting, coding))
            try:
                yield packed.decompress(waiting, PIECE)
            except zlib.error as error:
                raise ValueError("its compression cannot be undone") from error
            waiting = packed.unconsumed_tail or packed.unused_data
            if packed.eof:
                packed, whole = None, True
    if packed is not None:
        yield packed.flush()
    # Nothing at all is an empty page, and said to be one.
    if (packed is not None and not packed.eof) or (waiting and not whole):
        raise ValueError("it was cut off")


def _format(start: bytes, coding: str) -> int:
    """What zlib calls the format of what begins so: gzip, or as "deflate" zlib's own, or bare as some servers have it."""
    if coding == "gzip" or start.startswith(GZIP):
        return zlib.MAX_WBITS | 16
    is_zlib = start[0] & 15 == zlib.DEFLATED and int.from_bytes(start[:2]) % 31 == 0  # RFC 1950, 2.2
    return zlib.MAX_WBITS if is_zlib else -zlib.MAX_WBITS
