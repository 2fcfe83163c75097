"""Addresses as Markdown renderers write them."""

from __future__ import annotations

import re
from functools import lru_cache

from syndicate.addresses import PLAIN_ADDRESS

BARE_HOST = re.compile(r"^https?://[\w.:-]+(?![^?#])", re.IGNORECASE)
"""An address that is a host alone, which leads where it does with a slash (RFC 3986, 6.2.3)."""


@lru_cache(maxsize=4096)
def rendered_address(url: str) -> str:
    """The address as a Markdown renderer writes it: percent-encoded, its host in ASCII."""
    if PLAIN_ADDRESS.fullmatch(url):
        return url
    # Imported here, since a run with nothing to do needs none of it and must start quickly.
    from markdown_it.common.normalize_url import normalizeLink

    try:
        return normalizeLink(" ".join(url.split()))
    except (ValueError, UnicodeError):
        return url


def with_path(address: str) -> str:
    """The address; that of a host alone has a slash after it."""
    return BARE_HOST.sub(r"\g<0>/", address)
