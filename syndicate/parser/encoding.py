"""From bytes to text, whatever the server and the page say that they are."""

from __future__ import annotations

import codecs
import re

SNIFFED = 4096
"""How far in a page may declare its encoding for the fast path; bs4 looks further where this finds another one."""

DECLARATION = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)

WIDER = {
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "utf-16": "utf-8",
}
"""What browsers take for these labels (WHATWG Encoding Standard, 4.2); a declaration that can be read is not in UTF-16."""

NOT_OF_THE_WEB = {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}
"""Python's codecs that no page is written in; some take quadratic time."""

WINDOWS_BYTES = {0xDC00 + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(0x80, 0x100)}
"""What a byte that is not UTF-8 was meant to be, by the surrogate that Python escapes it with."""

RESERVED = re.compile("[\0\ud800-\udfff\ufdd0-\ufdef]")
"""NUL, surrogates without their other half, and the noncharacters that the converter marks its places with."""

RESERVED_BYTES = (b"\0", b"\xef\xb7")
"""Without these UTF-8 holds nothing of it; to look for two strings is sooner done than for a set of characters."""


def decode(content: bytes, charset: str = "", *, html: bool = True) -> str:
    r"""The text of a page: by its byte order mark, HTTP's charset, its own declaration, UTF-8, or windows-1252.

    The first of them that fits all bytes is taken. Where none does and an encoding other than UTF-8 was
    declared, that one is read with U+FFFD for what is broken; else the bytes that are not UTF-8 are read as windows-1252.

    Args:
        content: the page as it came.
        charset: what the HTTP header declared, or "".
        html: whether a meta element may declare the encoding; else only an XML declaration does.

    Returns:
        The text with `\n` at the ends of lines, without NUL and the noncharacters U+FDD0 to U+FDEF.
    """
    if _says_utf_8(content, charset):
        try:
            text = content.decode("utf-8")
            return cleaned(text) if any(sign in content for sign in RESERVED_BYTES) else _ended(text)
        except UnicodeDecodeError:
            pass
    labels = _declared(content, charset, html=html)
    for label in [*labels, "utf-8"]:
        try:
            return cleaned(_strictly(content, label))
        except UnicodeError:
            continue
    if labels and labels[0] != "utf-8":
        return cleaned(content.decode(labels[0], "replace"))
    return cleaned(content.decode("utf-8", "surrogateescape").translate(WINDOWS_BYTES))


def misdeclared(content: bytes, charset: str = "", *, html: bool = True) -> str:
    """The encoding that a page is declared to be in and is not; "" where all is well. See `decode`."""
    if _says_utf_8(content, charset) and _fits(content, "utf-8"):
        return ""
    labels = _declared(content, charset, html=html)
    return labels[0] if labels and not _fits(content, labels[0]) else ""


def cleaned(text: str) -> str:
    r"""The text with `\n` at the ends of lines, without what may not travel further."""
    return RESERVED.sub("", _ended(text))


def _ended(text: str) -> str:
    r"""The text without a byte order mark, with `\n` at the ends of lines."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.removeprefix("\ufeff")


def _says_utf_8(content: bytes, charset: str) -> bool:
    """Whether nothing at first sight says that it is anything but UTF-8."""
    if content.startswith((b"\xfe\xff", b"\xff\xfe", b"\0", b"<\0")):
        return False
    sniffed = DECLARATION.search(content, 0, SNIFFED)
    labels = (charset, sniffed[1].decode("ascii", "replace") if sniffed else "")
    return content.startswith(codecs.BOM_UTF8) or all(_codec(label) == "utf-8" for label in labels if label)


def _declared(content: bytes, charset: str, *, html: bool) -> list[str]:
    """The encodings that a page says it is in, as Python's codecs, the one to believe first."""
    from bs4.dammit import EncodingDetector

    bare, mark = EncodingDetector.strip_byte_order_mark(content)
    if mark:
        return [mark]
    if content[:4] in (b"<\0?\0", b"\0<\0?"):  # XML 1.0, appendix F
        return ["utf-16-be" if content[0] == 0 else "utf-16-le"]
    found = EncodingDetector.find_declared_encoding(bare, is_html=html)
    return [codec for codec in map(_codec, (charset, found or "")) if codec]


def _fits(content: bytes, codec: str) -> bool:
    try:
        _strictly(content, codec)
    except UnicodeError:
        return False
    return True


def _strictly(content: bytes, codec: str) -> str:
    """The text, without the character in whose middle the content may be cut off; UnicodeError where it is none."""
    return codecs.getincrementaldecoder(codec)().decode(content)


def _codec(label: str) -> str:
    """Python's name of the codec that a label means on the web; "" where it means none."""
    try:
        name = codecs.lookup(label.strip().strip("\"'")).name
        b"a".decode(name, "replace")  # refuses what is no encoding of text, such as base64
    except (LookupError, ValueError):
        return ""
    return "" if name in NOT_OF_THE_WEB else WIDER.get(name, name)
