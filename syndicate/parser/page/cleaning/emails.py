"""Addresses of people that a content network hides from robots, and that its script shows again."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import replace

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.removals import Removals

PATH = "/cdn-cgi/l/email-protection"
"""Where Cloudflare's links lead instead."""

ADDRESS = re.compile(r"[^\s@<>\"]{1,64}@[^\s@<>\"]{1,255}$")


def restore_emails(root: LexborNode, removals: Removals) -> None:
    """Show the addresses that Cloudflare's script shows, and have the links lead to them.

    Args:
        root: the body; its tree is changed.
        removals: where the words that stood there are noted.
    """
    for link in root.css(f'a[href*="{PATH}#"]'):
        if address := _decoded((link.attributes.get("href") or "").partition("#")[2]):
            removals.unlink(link, "hidden address")
            link.attrs["href"] = f"mailto:{address}"
    for node in root.css("[data-cfemail]"):
        address = _decoded(node.attributes.get("data-cfemail") or "")
        if address and node.parent is not None:
            removals.note(node, "hidden address")
            text = escape(address)
            replace(node, f'<a href="mailto:{text}">{text}</a>' if node.tag == "a" else text)


def _decoded(code: str) -> str:
    """The address that a code stands for, which begins with its key; "" where it is none."""
    try:
        key, *rest = bytes.fromhex(code.partition("?")[0])
        address = bytes(byte ^ key for byte in rest).decode()
    except ValueError:
        return ""
    return address if ADDRESS.match(address) else ""
