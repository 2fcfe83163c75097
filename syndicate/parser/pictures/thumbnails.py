"""A picture -> a small one, as an address that holds it, for a page that needs no other file."""

from __future__ import annotations

import base64
from io import BytesIO

from syndicate.errors import ParseError
from syndicate.parser.pictures.raster import DECODE_ERRORS, RASTER_SIGNATURES, XML_START, open_raster
from syndicate.parser.pictures.svg import sanitise_svg

SIZE = 320, 200
"""Pixels of the small picture at the most: its width and its height."""

QUALITY = 50

MAX_SVG = 30_000
"""Bytes of a drawing, which is not made smaller."""


def thumbnail(content: bytes, address: str) -> str:
    """The data URL (RFC 2397) of a small picture of a picture's bytes.

    Args:
        content: of the picture.
        address: of it, for messages.

    Raises:
        ParseError: it is no picture, is damaged, or has too many pixels.
    """
    for suffix, start in RASTER_SIGNATURES.items():
        if start.match(content):
            return _data_url("image/webp", _reduced(content, suffix, address))
    if XML_START.match(content) and len(content) <= MAX_SVG:
        return _data_url("image/svg+xml", sanitise_svg(content, address))
    raise ParseError("is no picture that can be made small", address)


def _reduced(content: bytes, suffix: str, address: str) -> bytes:
    from PIL.Image import DecompressionBombError

    out = BytesIO()
    try:
        file = open_raster(content, suffix, address)
        file.draft("RGB", SIZE)  # a JPEG is decoded in a fraction of its size
        image = file.convert("RGBA" if file.mode in ("P", "LA", "PA", "RGBA") else "RGB")
        image.thumbnail(SIZE)
        image.save(out, "WEBP", quality=QUALITY, method=0)
    except (DecompressionBombError, *DECODE_ERRORS) as error:
        raise ParseError(f"is a damaged {suffix} file ({error})", address) from error
    return out.getvalue()


def _data_url(kind: str, content: bytes) -> str:
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"
