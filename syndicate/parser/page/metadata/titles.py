"""Titles of what has none, and what is no title: the name of the blog."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

MAX_BEGINNING = 60
"""Characters of a title that is made of the beginning of a text."""

SITE_TITLES = ".site-title, .site-name, .blog-title, [rel~=home]"
POST_TITLES = ".post-title, .entry-title, .article-title, [itemprop~=headline], .p-name, article h1, main h1"
"""What is a title, though a bar that stays on the screen shows it in the place of the site's name."""


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
    names += [node.text() for node in tree.css("header a[href], h1 a[href]") if _leads_to_front(node, base)]
    titles = [
        node.text()
        for node in tree.css(POST_TITLES)
        if not any(_leads_to_front(link, base) for link in (node, *node.css("a[href]")))
        and node.css_first(SITE_TITLES) is None
    ]
    return set(map(_plain, names)) - set(map(_plain, titles)) - {""}


def _plain(name: str) -> str:
    return " ".join(name.split()).casefold()


def _leads_to_front(link: LexborNode, base: str) -> bool:
    """Whether a link leads to the front page of its site."""
    try:
        target = urlsplit(urljoin(base, link.attributes.get("href") or "#"))
    except ValueError:
        return False
    same_host = target.netloc == urlsplit(base).netloc
    return same_host and target.path in ("", "/") and not target.query and "href" in link.attributes
