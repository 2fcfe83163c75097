"""Bytes -> text, whatever encoding the server and the page declare."""

from __future__ import annotations

import codecs
import re

SNIFF_BYTES = 4096
"""How far into a page the fast path looks for a declared encoding; bs4 looks further where that is not UTF-8."""

DECLARATION = re.compile(rb"""(?:charset|encoding)\s*+=\s*+["']?\s*+([\w.:-]++)""", re.IGNORECASE)

WEB_CODECS = {
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "utf-16": "utf-8",
}
"""What browsers use for these labels (WHATWG Encoding Standard, 4.2); no page with a legible declaration is UTF-16."""

NON_WEB_CODECS = {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}
"""Python's codecs that no page uses; some take quadratic time."""

SINGLE_BYTE = ("ascii", "cp125", "iso8859", "koi8", "mac-")
"""The beginnings of codecs in which any bytes are a text: that a page fits one says nothing."""

WINDOWS_BYTES = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
"""The windows-1252 character of each byte that is not UTF-8, by the surrogate that Python escapes it with."""

RESERVED = re.compile("[\0\ud800-\udfff\ufdd0-\ufdef]")
"""NUL, lone surrogates, and the noncharacters that the converter uses as placeholders."""

RESERVED_BYTES = (b"\0", b"\xef\xb7")
"""UTF-8 without these holds nothing reserved; searching for two strings is faster than for a set of characters."""


def decode(content: bytes, charset: str = "", *, html: bool = True) -> str:
    r"""The text of a page: by its byte order mark, HTTP's charset, its own declaration, UTF-8, or windows-1252.

    The first that decodes all bytes is used; any bytes fit an encoding of single ones, so that what is UTF-8 throughout is
    read as that in its place, as a page that was saved or moved needs it. Where none does and an encoding other than UTF-8 was declared,
    that one is used with U+FFFD for what is broken; else the bytes that are not UTF-8 are read as windows-1252.

    Args:
        content: the page's bytes.
        charset: the charset of the HTTP header, or "".
        html: whether a meta element may declare the encoding; else only an XML declaration does.

    Returns:
        The text with `\n` at the ends of lines, without NUL and the noncharacters U+FDD0 to U+FDEF.
    """
    if _looks_like_utf_8(content, charset):
        try:
            text = content.decode("utf-8")
            return (
                clean_text(text)
                if any(marker in content for marker in RESERVED_BYTES)
                else _normalise_newlines(text)
            )
        except UnicodeDecodeError:
            pass
    labels = _declared_codecs(content, charset, html=html)
    if labels and labels[0].startswith(SINGLE_BYTE) and _is_decodable(content, "utf-8"):
        labels = ["utf-8"]
    for label in [*labels, "utf-8"]:
        try:
            return clean_text(_decode_strict(content, label))
        except UnicodeError:
            continue
    if labels and labels[0] != "utf-8":
        return clean_text(content.decode(labels[0], "replace"))
    return clean_text(content.decode("utf-8", "surrogateescape").translate(WINDOWS_BYTES))


def wrong_charset(content: bytes, charset: str = "", *, html: bool = True) -> str:
    """The declared encoding, where the page is not in it; else "". See `decode`."""
    if _looks_like_utf_8(content, charset) and _is_decodable(content, "utf-8"):
        return ""
    labels = _declared_codecs(content, charset, html=html)
    return labels[0] if labels and not _is_decodable(content, labels[0]) else ""


def clean_text(text: str) -> str:
    r"""The text with `\n` at the ends of lines, without reserved characters."""
    return RESERVED.sub("", _normalise_newlines(text))


def _normalise_newlines(text: str) -> str:
    r"""The text without a byte order mark, with `\n` at the ends of lines."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.removeprefix("\ufeff")


def _looks_like_utf_8(content: bytes, charset: str) -> bool:
    """Whether no byte order mark, header or early declaration says that it is anything but UTF-8."""
    if content.startswith((b"\xfe\xff", b"\xff\xfe", b"\0", b"<\0")):
        return False
    declaration = DECLARATION.search(content, 0, SNIFF_BYTES)
    labels = (charset, declaration[1].decode("ascii", "replace") if declaration else "")
    return content.startswith(codecs.BOM_UTF8) or all(_codec(label) == "utf-8" for label in labels if label)


def _declared_codecs(content: bytes, charset: str, *, html: bool) -> list[str]:
    """The declared encodings of a page, as Python's codecs, the most reliable first."""
    from bs4.dammit import EncodingDetector

    body, bom_codec = EncodingDetector.strip_byte_order_mark(content)
    if bom_codec:
        return [bom_codec]
    if content[:4] in (b"<\0?\0", b"\0<\0?"):  # XML 1.0, appendix F
        return ["utf-16-be" if content[0] == 0 else "utf-16-le"]
    label = EncodingDetector.find_declared_encoding(body, is_html=html)
    return [codec for codec in map(_codec, (charset, label or "")) if codec]


def _is_decodable(content: bytes, codec: str) -> bool:
    try:
        _decode_strict(content, codec)
    except UnicodeError:
        return False
    return True


def _decode_strict(content: bytes, codec: str) -> str:
    """The text, without a last character that is cut off; UnicodeError where the codec does not fit."""
    return codecs.getincrementaldecoder(codec)().decode(content)


def _codec(label: str) -> str:
    """Python's name of the codec that a label means on the web; "" where it means none."""
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name
        b"a".decode(name, "replace")  # refuses codecs that are not text encodings, such as base64
    except (LookupError, ValueError):
        return ""
    return "" if name in NON_WEB_CODECS else WEB_CODECS.get(name, name)
