"""The addresses that a page names as its own: canonical, og:url, and where it sends its readers by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from syndicate.addresses import refresh
from syndicate.parser.bounds import parse_html
from syndicate.parser.encoding import decode
from syndicate.parser.lists.xmltext import http_address

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

    from syndicate.models import Page

ATTRIBUTES = {
    'link[rel~="canonical" i][href]': "href",
    'meta[property="og:url"][content]': "content",
    'meta[http-equiv="refresh" i][content]': "content",
}
"""The elements that name a page's address, each with the attribute that holds it."""


def claimed_addresses(tree: LexborHTMLParser, base: str) -> tuple[str, ...]:
    """The addresses that a page names as its own, each once; those of any host.

    Args:
        tree: the page.
        base: its address, to resolve relative ones.
    """
    found = []
    for selector, attribute in ATTRIBUTES.items():
        for node in tree.css(selector):
            value = node.attributes.get(attribute) or ""
            if "http-equiv" in selector:
                value = refresh(value)[1]
            found.append(http_address(value, base) if value.strip() else "")
    return tuple(dict.fromkeys(filter(None, found)))


def refresh_address(tree: LexborHTMLParser, base: str) -> str:
    """The address to which a page sends its readers by itself; "" where it sends them nowhere.

    Args:
        tree: the page.
        base: its address, to resolve a relative one.
    """
    node = tree.css_first('meta[http-equiv="refresh" i][content]')
    _, target = refresh((node.attributes.get("content") or "") if node is not None else "")
    return http_address(target, base) if target else ""


def claims_of(page: Page) -> tuple[str, ...]:
    """The addresses that a page names as its own, whether or not it is an article."""
    tree = parse_html(decode(page.content, page.charset), page.address)
    return claimed_addresses(tree, page.final_address)
