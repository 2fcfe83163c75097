"""A response that should be a picture -> a picture that browsers and site builds can use, or the reason why not.

The type is read from the bytes, not from suffixes or headers. A picture is decoded completely: the tools with which
site builds resize pictures (sharp, ImageMagick) fail at a truncated one, and the whole build with them.
"""

from __future__ import annotations

import re
import struct
import zlib
from io import BytesIO
from typing import TYPE_CHECKING

from syndicate.errors import ParseError
from syndicate.models import Picture
from syndicate.parser.pictures.svg import sanitise_svg

if TYPE_CHECKING:
    from PIL.ImageFile import ImageFile

    from syndicate.models import Page

RASTER_SIGNATURES = {
    ".png": re.compile(rb"\x89PNG\r\n\x1a\n"),
    ".jpg": re.compile(rb"\xff\xd8\xff"),
    ".gif": re.compile(rb"GIF8[79]a"),
    ".webp": re.compile(rb"RIFF....WEBP", re.DOTALL),
    ".avif": re.compile(rb"....ftyp(?:avif|avis)", re.DOTALL),
}
"""The first bytes of the formats that all browsers and site builds support (WHATWG MIME Sniffing, 6.1)."""

OTHER_SIGNATURES = {
    "BMP": re.compile(rb"BM....\0\0\0\0", re.DOTALL),
    "TIFF": re.compile(rb"II\*\0|MM\0\*"),
    "ICO": re.compile(rb"\0\0[\1\2]\0"),
    "HEIC": re.compile(rb"....ftyp(?:hei[cfsxm]|hev[cmsx]|mif1|msf1)", re.DOTALL),
    "JPEG XL": re.compile(rb"\xff\x0a|\0\0\0\x0cJXL "),
    "JPEG 2000": re.compile(rb"\xff\x4f\xff\x51|\0\0\0\x0cjP  "),
    "PSD": re.compile(rb"8BPS"),
}
BOM = rb"(?:\xef\xbb\xbf)?\s*+"
XML_START = re.compile(BOM + rb"<|\xff\xfe<\0|\xfe\xff\0<")
HTML_START = re.compile(
    BOM + rb"(?>(?:<\?xml[^>]*+>|<!--(?:-?>|.*?-->))\s*+)*+<(?:!doctype\s+html|html)\b",
    re.IGNORECASE | re.DOTALL,
)

MAX_PIXELS = 64_000_000
"""The largest picture: 256 MB once decoded, four times a full screen of 5120 by 2880."""
MAX_FRAMES = 1000
"""How many frames of an animation are decoded, within `MAX_PIXELS` for all together."""

MAX_SCANS = 200
"""How many scans a progressive JPEG may have; encoders make about ten."""
MAX_SCANNED_PIXELS = 1_500_000_000
"""How many pixels its scans may draw in all: each goes over the whole picture."""

DECODE_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    LookupError,
    EOFError,
    TypeError,
    RuntimeError,
    ArithmeticError,
    struct.error,
    zlib.error,
)
"""What Pillow raises for damaged files."""


def parse_picture(page: Page) -> Picture:
    """The picture or PDF in a server's response.

    Raises:
        ParseError: it is of no supported format, is damaged or too large, or an SVG that cannot be made safe.
    """
    content = page.content
    if not content:
        raise ParseError("is empty", page.address)
    for suffix, start in RASTER_SIGNATURES.items():
        if start.match(content):
            _decode(content, suffix, page.address)
            return Picture(page.address, content, suffix)
    for name, start in OTHER_SIGNATURES.items():
        if start.match(content):
            raise ParseError(
                f"is a {name} file, which browsers or site builds cannot be relied on to show", page.address
            )
    if content.startswith(b"%PDF-"):
        # Where readers look for it: ISO 32000-1, Annex H.3, implementation note 18.
        if b"%%EOF" not in content[-1024:]:
            raise ParseError("is a truncated PDF", page.address)
        return Picture(page.address, content, ".pdf")
    if HTML_START.match(content):
        raise ParseError("is a web page, not a picture", page.address)
    if XML_START.match(content):
        return Picture(page.address, sanitise_svg(content, page.address), ".svg")
    raise ParseError("is not a PNG, JPEG, GIF, WebP, AVIF, SVG or PDF file", page.address)


def _decode(content: bytes, suffix: str, address: str) -> None:
    from PIL.Image import DecompressionBombError

    try:
        if suffix == ".png":
            open_raster(content, suffix, address).verify()  # checksums, which decoding ignores
        image = open_raster(content, suffix, address)
        scans = content.count(b"\xff\xda") if suffix == ".jpg" else 0
        if scans > MAX_SCANS or scans * image.width * image.height > MAX_SCANNED_PIXELS:
            raise ParseError(f"is a .jpg file of {scans} scans, which would take minutes to draw", address)
        for n in range(max(1, min(MAX_FRAMES, MAX_PIXELS // (image.width * image.height)))):
            if n and not _has_frame(image, n):
                break
            image.load()
    except DecompressionBombError as error:
        raise ParseError(f"is a {suffix} file with too many pixels", address) from error
    except DECODE_ERRORS as error:
        reason = " ".join(str(error).split())
        raise ParseError(f"is a damaged or truncated {suffix} file ({reason})", address) from error


def _has_frame(image: ImageFile, n: int) -> bool:
    try:
        image.seek(n)
    except EOFError:
        return False
    return True


def open_raster(content: bytes, suffix: str, address: str) -> ImageFile:
    """The picture with its header read. Only the needed plugin is imported; Image.open imports six, or thirty."""
    file = BytesIO(content)
    image: ImageFile
    if suffix == ".png":
        from PIL.PngImagePlugin import PngImageFile

        image = PngImageFile(file)
    elif suffix == ".jpg":
        from PIL.JpegImagePlugin import JpegImageFile

        image = JpegImageFile(file)
    elif suffix == ".gif":
        from PIL.GifImagePlugin import GifImageFile

        image = GifImageFile(file)
    elif suffix == ".webp":
        from PIL.WebPImagePlugin import WebPImageFile

        image = WebPImageFile(file)
    else:
        from PIL.AvifImagePlugin import AvifImageFile

        image = AvifImageFile(file)
    if image.width * image.height > MAX_PIXELS:
        raise ParseError(f"has {image.width} × {image.height} pixels, more than {MAX_PIXELS:,}", address)
    return image
