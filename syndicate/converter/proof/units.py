"""What is read as a unit, block of code or player: its text, its address, and what of its looks a reader sees."""

from __future__ import annotations

import re
from operator import itemgetter
from typing import TYPE_CHECKING

from syndicate.converter.dialects.addresses import rendered_address, with_path
from syndicate.converter.markdown.blocks import CODE_MARKS
from syndicate.models import LANGUAGE

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MARKS = {
    "strong": "b", "b": "b", "em": "i", "i": "i", "cite": "i", "code": "c", "samp": "c", "tt": "c", "kbd": "k",
    "del": "s", "s": "s", "strike": "s", "sup": "^", "sub": "_", "u": "u", "ins": "u", "mark": "m", "q": "q",
    "var": "v", "dfn": "v", "small": "-", "abbr": "a", "ruby": "R", "rt": "r",
}  # fmt: skip
PLAYS = frozenset({"controls", "autoplay", "loop", "muted"})
SIZE = frozenset({"width", "height"})
SETTINGS = {
    "iframe": SIZE,
    "video": {*PLAYS, *SIZE, "poster", "playsinline"},
    "audio": PLAYS,
    "source": {"src"},
    "track": {"src", "kind", "srclang", "label", "default"},
    "embed": SIZE,
    "object": SIZE,
}
"""What of a player a reader sees or hears, beside what it plays."""


def embed_address(node: LexborNode) -> str:
    """The address that a frame or player shows."""
    attributes = node.attributes
    source = attributes.get("src") or attributes.get("data") or ""
    if not source and (inner := node.css_first("source[src]")) is not None:
        source = inner.attributes.get("src") or ""
    return source.strip()


def marks_of(node: LexborNode) -> list[tuple[object, ...]]:
    """The marks in preformatted text, which a fence cannot say."""
    marks = [(MARKS[mark.tag or ""], mark.text()) for mark in node.css(CODE_MARKS)]
    links = [
        ("to", with_path(rendered_address((link.attributes.get("href") or "").strip())), link.text())
        for link in node.css("a[href]")
    ]
    return [*marks, *links]


def settings_of(node: LexborNode) -> list[tuple[object, ...]]:
    """How a player plays: its attributes, and those of its sources and captions."""
    sources = node.css("source[src], track[src]")
    return [
        (name, value or "")
        for element in (node, *(sources if len(sources) > 1 else ()))
        for name, value in sorted(element.attributes.items(), key=itemgetter(0))
        if name in SETTINGS[element.tag or ""]
    ]


def code_of(node: LexborNode) -> tuple[str, str]:
    """The language and the text of a code block."""
    language = ""
    for element in (node, *node.css("code")):
        if match := re.search(r"(?:^|\s)language-(\S+)", element.attributes.get("class") or ""):
            language = match[1] if LANGUAGE.fullmatch(match[1]) else ""
    text = node.text()
    return language, "\n".join(line.rstrip() for line in text.split("\n")).strip("\n")
