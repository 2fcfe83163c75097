from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.parser.lists.xmltext import (
    escape_ampersands,
    http_address,
    parse_document,
    unescape,
    xml_error,
)


@pytest.mark.parametrize(
    ("href", "address"),
    [
        ("https://x.org/a", "https://x.org/a"),
        (" ../a\n?b=c&d ", "https://base.org/a?b=c&d"),
        ("//x.org/a", "https://x.org/a"),
        ('/a b"<c>', "https://base.org/a%20b%22%3Cc%3E"),
        ("", ""),
        ("mailto:a@x.org", ""),
        ("javascript:alert(1)", ""),
        ("java\nscript:alert(1)", ""),
        ("https://", ""),
        ("http://[", ""),
    ],
)
def test_only_web_addresses_are_addresses(href: str, address: str) -> None:
    assert http_address(href, "https://base.org/dir/") == address


def test_nothing_before_the_root_survives_but_the_count_of_lines() -> None:
    document = parse_document(
        'junk\n<?xml version="1.0"?>\n<!DOCTYPE feed [<!ENTITY a "<b>]">\n]><!DOCTYPE rss []>\n<RSS>\x01</RSS>'
    )
    assert (document.root, document.text) == ("rss", "\n\n\n\n<RSS></RSS>")


def test_a_fault_says_what_and_where() -> None:
    assert xml_error("<a><b></a>") == "mismatched tag: line 1, column 8"
    assert xml_error("<a>é</a>") == ""


@given(st.text(st.sampled_from("&;#x19amplt<nbsp")))
def test_escaping_makes_any_reference_well_formed_and_keeps_its_meaning(text: str) -> None:
    text = text.replace("<", "")
    assert xml_error(f"<a>{escape_ampersands(text)}</a>") == ""
    assert (ElementTree.fromstring(f"<a>{escape_ampersands(text)}</a>").text or "") == unescape(text)


@given(st.text(st.sampled_from("&;<>]ab")))
def test_what_is_marked_as_text_is_left_alone(text: str) -> None:
    marked = f"<![CDATA[{text.replace(']]>', '')}]]>"
    assert escape_ampersands(marked) == marked
