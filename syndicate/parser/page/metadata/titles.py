"""Titles of what has none, and what is no title: the name of the blog."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

MAX_BEGINNING = 60
"""Characters of a title that is made of the beginning of a text."""

SITE_TITLES = ".site-title, .site-name, .blog-title, [rel~=home]"


def beginning(text: str) -> str:
    """The beginning of a text as the title of a note: its first sentence, or some words of it."""
    line = " ".join(text.split())
    end = next(
        (
            at + 1
            for at, char in enumerate(line[:MAX_BEGINNING])
            if char in ".!?。" and line[at + 1 : at + 2] in ("", " ")
        ),
        0,
    )
    if end:
        return line[:end].rstrip(".。")
    if len(line) <= MAX_BEGINNING:
        return line
    words, space, _ = line[: MAX_BEGINNING + 1].rpartition(" ")
    return f"{words if space else line[:MAX_BEGINNING]}…"


def site_names(tree: LexborHTMLParser, base: str) -> set[str]:
    """What a page calls its site: in a heading of the site, and in links to the front page.

    Args:
        tree: the page.
        base: its address, to resolve relative ones.
    """
    names = [node.text() for node in tree.css(SITE_TITLES)]
    host = urlsplit(base).netloc
    for node in tree.css("header a[href], h1 a[href]"):
        try:
            target = urlsplit(urljoin(base, node.attributes.get("href") or ""))
        except ValueError:
            continue
        if target.netloc == host and target.path in ("", "/") and not target.query:
            names.append(node.text())
    return {" ".join(name.split()).casefold() for name in names} - {""}
