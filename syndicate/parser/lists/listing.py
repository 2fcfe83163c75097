"""A blog's own pages of older articles, as a list of entries: for blogs without a sitemap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syndicate.errors import ParseError
from syndicate.models import Entry, Feed
from syndicate.parser.bounds import parse_html
from syndicate.parser.encoding import decode
from syndicate.parser.lists.xmltext import http_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborHTMLParser

    from syndicate.config import Select
    from syndicate.models import Page


def parse_listing(page: Page, select: Select) -> Feed:
    """The articles that a page links to, and the address of the page with older ones.

    Args:
        page: the server's response.
        select: the config's selectors, of which `entries` and `older` are used.

    Raises:
        ParseError: the selector of the entries finds no link.
    """
    tree = parse_html(decode(page.content, page.charset), page.address)
    entries = dict.fromkeys(_links(tree, select.entries, page.final_address))
    if not entries:
        raise ParseError("no link to an article found; look at source.select.entries", page.address)
    older = next(_links(tree, select.older, page.final_address), "")
    return Feed(tuple(map(Entry, entries)), older=older)


def _links(tree: LexborHTMLParser, selectors: str | list[str], base: str) -> Iterator[str]:
    """The addresses of the links that the first matching selector selects, or that its elements contain."""
    for selector in [selectors] if isinstance(selectors, str) else selectors:
        nodes = tree.css(selector) if selector else []
        links = [link for node in nodes for link in ([node] if node.tag == "a" else node.css("a[href]"))]
        addresses = [http_address(link.attributes.get("href") or "", base) for link in links]
        if any(addresses):
            yield from filter(None, addresses)
            return
