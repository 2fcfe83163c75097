from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from syndicate.parser.encoding import decode, wrong_charset

TEXT = "It’s a naïve café — €5"


def page(label: str, codec: str) -> bytes:
    return f'<html><head><meta charset="{label}"></head><p>{TEXT}'.encode(codec)


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        (TEXT.encode(), ""),
        (TEXT.encode(), "UTF-8"),
        (TEXT.encode("utf-8-sig"), ""),
        (TEXT.encode("utf-8-sig"), "windows-1252"),
        (TEXT.encode("utf-16"), "windows-1252"),
        (b"\xfe\xff" + TEXT.encode("utf-16-be"), ""),
        (TEXT.encode("cp1252"), "windows-1252"),
        (TEXT.encode("cp1252"), "iso-8859-1"),
        (TEXT.encode("cp1252"), ""),
        (TEXT.encode("cp1252"), "utf-8"),
        (TEXT.encode(), "no-such-charset"),
        (TEXT.encode(), "base64"),
        (TEXT.encode(), "utf-8\0"),
        (page("utf-8", "utf-8"), ""),
        (page("utf-8", "cp1252"), ""),
        (page("iso-8859-1", "cp1252"), ""),
        (page("utf-16", "utf-8"), ""),
        (page("iso-8859-1", "utf-8"), ""),
        (page("windows-1251", "utf-8"), ""),
        (TEXT.encode(), "iso-8859-15"),
        (page("utf-8", "cp1252"), "windows-1252"),
        (b"<!--" + b" " * 5000 + b"-->" + page("windows-1252", "cp1252"), ""),
        (f'<?xml version="1.0"?><p>{TEXT}'.encode("utf-16-le"), ""),
    ],
)
def test_a_page_is_read_in_the_encoding_that_it_is_in(content: bytes, charset: str) -> None:
    assert decode(content, charset).endswith(TEXT)


def test_http_is_believed_before_the_page_and_the_page_before_a_guess() -> None:
    cyrillic = "Привет, мир".encode("koi8-r")
    assert "Привет" in decode(b"<meta charset=windows-1251>" + cyrillic, "koi8-r")
    assert "Привет" in decode(b"<meta charset=koi8-r>" + cyrillic)
    assert "日本" in decode("日本".encode("cp932"), "Shift_JIS")


def test_one_broken_byte_spoils_neither_a_utf_8_page_nor_a_japanese_one() -> None:
    assert decode("naïve ".encode() + "café €".encode("cp1252"), "utf-8") == "naïve café €"
    assert decode("日本".encode("cp932") + b"\xff\xff!", "shift_jis").startswith("日本")


def test_a_page_cut_off_within_a_character_loses_only_that_one() -> None:
    assert decode("日本".encode()[:-1], "utf-8") == "日"
    assert wrong_charset("日本".encode()[:-1], "utf-8") == ""


def test_a_wrong_declaration_is_named() -> None:
    assert wrong_charset(page("utf-8", "cp1252")) == "utf-8"
    assert wrong_charset(page("utf-8", "utf-8")) == ""
    assert wrong_charset(TEXT.encode("cp1252")) == ""


def test_an_xml_document_is_not_judged_by_a_meta_element_in_it() -> None:
    content = f'<?xml version="1.0"?><feed>&lt;meta charset="koi8-r"> {TEXT}'.encode()
    assert decode(content, html=False).endswith(TEXT)


def test_lines_end_one_way_and_reserved_characters_are_gone() -> None:
    assert decode("a\r\nb\rc\n\0\ufdd0d\ufdef".encode()) == "a\nb\nc\nd"


def test_a_page_in_utf_8_is_read_without_beautiful_soup() -> None:
    code = "import sys; from syndicate.parser.encoding import decode; decode(b'<meta charset=utf-8>\\xc3\\xa9', 'utf-8'); print('bs4' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@settings(deadline=None)
@given(
    st.binary(),
    st.text()
    | st.sampled_from(
        ["utf-7", "utf-16", "unicode_escape", "idna", "punycode", "hz", "shift_jis", "big5", "hex"]
    ),
)
@example(b"+2AA-", "utf-7")
@example(b"\\ud800", "unicode_escape")
@example(b"\xff\xfe\x00\xd8", "")
@example(b"<meta charset=hz>~~~", "")
def test_any_bytes_become_text_that_can_travel(content: bytes, charset: str) -> None:
    text = decode(content, charset)
    assert not re.search("[\0\r\ud800-\udfff\ufdd0-\ufdef]", text)
    wrong_charset(content, charset)


@settings(deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r\ufeff", max_codepoint=0xFDCF))
)
def test_utf_8_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode(), "utf-8") == text
