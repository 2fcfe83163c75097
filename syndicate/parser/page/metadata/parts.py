"""Articles that are spread over several pages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from syndicate.parser.page.cleaning.links import absolute_address

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

SECOND = re.compile(r"/2/?")
"""What WordPress and those who took after it append to the address of an article for its second page."""


def next_part(tree: LexborHTMLParser, text: str, address: str) -> str:
    """The address of the second of the pages over which an article is spread; "" where it has one page.

    Args:
        tree: the page.
        text: its source, in which the address must stand, so that few pages are searched.
        address: the page's own.
    """
    own = urlsplit(address)
    path = own.path.rstrip("/")
    is_by_number = bool(re.search(r"(?:^|&)p=\d+", own.query))
    if not (f"{path}/2" in text if path and not is_by_number else is_by_number and "page=2" in text):
        return ""
    for link in tree.css("a[href], link[rel~=next i][href]"):
        found = absolute_address(address, link.attributes["href"] or "")
        other = urlsplit(found)
        if other.hostname != own.hostname or other.fragment.startswith("comment"):
            continue
        if is_by_number:
            if dict(parse_qsl(other.query)) == {**dict(parse_qsl(own.query)), "page": "2"}:
                return found
        elif other.path.startswith(path) and SECOND.fullmatch(other.path[len(path) :]) and not other.query:
            return found
    return ""
