"""Articles that are spread over several pages."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

from syndicate.parser.bounds import parse_html
from syndicate.parser.encoding import decode
from syndicate.parser.page.cleaning.links import absolute_address

SECOND = re.compile(r"/2/?")
"""What WordPress and those who took after it append to the address of an article for its second page."""


def next_part(content: bytes, address: str) -> str:
    """The address of the second of the pages over which an article is spread; "" where it has one page.

    Args:
        content: the page, in which the address must stand, so that few pages are searched.
        address: its own.
    """
    own = urlsplit(address)
    path = own.path.rstrip("/")
    is_by_number = bool(re.search(r"(?:^|&)p=\d+", own.query))
    sought = "page=2" if is_by_number else f"{path}/2"
    if not (is_by_number or path) or sought.encode() not in content:
        return ""
    for link in parse_html(decode(content, ""), address).css("a[href], link[rel~=next i][href]"):
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
