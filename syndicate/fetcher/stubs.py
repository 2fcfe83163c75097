"""Pages that only send their readers on, as generators leave them at old addresses: redirects said in HTML."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from syndicate.addresses import identity, refresh

if TYPE_CHECKING:
    from syndicate.models import Page

MAX_BYTES = 8192
"""A larger page is more than a redirect."""

MAX_TEXT = 300
"""Characters: "If you are not redirected, click here" is no more."""

MAX_DELAY = 10
"""Seconds; who is sent on later is meant to read the page first."""


def sent_on(page: Page) -> str:
    """The address to which a page does nothing but send its readers on; "" where it is a page of its own.

    Args:
        page: as it was fetched.
    """
    content = page.content
    if len(content) > MAX_BYTES or b"refresh" not in content.lower():
        return ""
    tree = LexborHTMLParser(
        content.decode(page.charset or "utf-8", "replace") if _is_known(page) else content
    )
    node = tree.css_first('meta[http-equiv="refresh" i][content]')
    delay, reference = refresh((node.attributes.get("content") or "") if node is not None else "")
    if not reference or delay > MAX_DELAY or _says_more(tree):
        return ""
    base = tree.css_first("base[href]")
    try:
        own = urljoin(page.final_address, (base.attributes.get("href") or "") if base is not None else "")
        target = urljoin(own, reference)
        is_web = urlsplit(target).scheme in ("http", "https") and bool(urlsplit(target).hostname)
    except ValueError:
        return ""
    return target if is_web and identity(target) != identity(page.final_address) else ""


def _is_known(page: Page) -> bool:
    try:
        "".encode(page.charset or "utf-8")
    except LookupError:
        return False
    return True


def _says_more(tree: LexborHTMLParser) -> bool:
    """Whether a page has something to read, or asks for something."""
    body = tree.body
    if body is None:
        return False
    for node in body.css("script, style, noscript, template"):
        node.decompose()
    return (
        len(body.text().strip()) > MAX_TEXT or body.css_first("form, img, iframe, video, article") is not None
    )
