"""Addresses made absolute and safe."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from syndicate.addresses import (
    LOADED_SCHEMES,
    PLAIN_ADDRESS,
    SCHEMES,
    UNSAFE_SCHEMES,
    identity,
    is_readable,
    unwrapped,
)
from syndicate.parser.page.cleaning.nodes import line, replace, within

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.removals import Removals

ADDRESS_WHITESPACE = "".join(map(chr, range(0x21)))
"""What a browser strips from both ends of an address (WHATWG URL, 4.4)."""

NEEDS_RESOLVING = re.compile(r"/\.|\?#|;[?#]|[?#;]$")
"""What `urljoin` normalises even in an absolute address: dot segments and empty parts."""

ORIGIN = "data-origin"
"""The attribute of a link within the article that has its address at the origin, for what cannot say its place."""

LINE_BREAKS = str.maketrans("", "", "\t\n\r")
"""What a browser removes anywhere in an address (WHATWG URL, 4.4)."""

CONTROL = re.compile(r"[\0-\x1f\x7f]")
"""What a browser percent-encodes, and forbids in a host (WHATWG URL, 1.3 and 3.5). Some Markdown renderers refuse it in
an address."""

ENCODED = re.compile(r"[\0-\x20\x7f\"<>`]")
"""What a browser percent-encodes in a path (WHATWG URL, 1.3)."""


def absolute_address(base: str, address: str) -> str:
    """The address made absolute; "" where it is invalid, such as `http://[broken` or `http://`, in a browser too."""
    address = address.strip(ADDRESS_WHITESPACE).translate(LINE_BREAKS)
    if PLAIN_ADDRESS.fullmatch(address) and not NEEDS_RESOLVING.search(address):
        return address
    try:
        url = urljoin(base, address) if address else ""
        host = urlsplit(url).netloc
    except ValueError:
        return ""
    encoded = CONTROL if url.startswith("data:") else ENCODED
    return (
        ""
        if CONTROL.search(host) or not is_readable(url)
        else encoded.sub(lambda match: f"%{ord(match[0]):02X}", url)
    )


def resolve_addresses(root: LexborNode, base: str, *, trusted: bool, removals: Removals) -> None:
    """Make all addresses absolute; remove those that do harm.

    Args:
        root: the body.
        base: what relative addresses are relative to.
        trusted: whether links stay unless their scheme is known to be unsafe; else only well-known schemes stay.
        removals: where a link that leads nowhere is noted.
    """
    for node in root.css("[href], [src], [cite], [poster]"):
        _absolutise(node, base, trusted=trusted, removals=removals)


def own_fragment(href: str, base: str) -> str:
    """The fragment of a link to a place of its own page; "" for any other link."""
    address, sign, name = href.strip(ADDRESS_WHITESPACE).partition("#")
    if not sign or not name:
        return ""
    if address and identity(absolute_address(base, address)) != identity(base):
        return ""
    return name


def _stays_within(anchor: LexborNode) -> bool:
    """Whether a link leads to a place that the body has under this name."""
    around = anchor.parent
    if (anchor.attributes.get("href") or "").startswith("#fn"):
        is_reference = around is not None and around.attributes.get("class") == "footnote-ref"
        if is_reference or "footnote-backref" in (anchor.attributes.get("class") or ""):
            return True
    return ORIGIN in anchor.attributes


def _absolutise(node: LexborNode, base: str, *, trusted: bool, removals: Removals) -> None:
    attributes = node.attributes
    for name in ("href", "src", "cite", "poster"):
        value = attributes.get(name)
        if value is None or (name == "href" and value.startswith("#") and _stays_within(node)):
            continue
        address = absolute_address(base, value)
        if name == "href" and "?" in address:
            address = unwrapped(address)
        scheme = urlsplit(address).scheme
        if name == "src" and node.tag == "img" and scheme in SCHEMES - LOADED_SCHEMES:
            # No build can fetch it, and some stop there.
            text = escape(attributes.get("alt") or address)
            replace(
                node, text if within(node, {"a"}) is not None else f'<a href="{escape(address)}">{text}</a>'
            )
            return
        picture = node.tag == "img" and address.startswith("data:image/")
        safe = scheme not in UNSAFE_SCHEMES if trusted else scheme in SCHEMES or not scheme
        if node.tag == "img" and name == "src" and scheme not in LOADED_SCHEMES:
            safe = not scheme
        if not address or not (safe or picture):
            del node.attrs[name]
            if node.tag == "a" and line(node):
                removals.unlink(node)
        elif address != value:
            node.attrs[name] = address
