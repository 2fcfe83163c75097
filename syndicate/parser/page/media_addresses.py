"""The addresses of what an element may draw or play, under whatever name a loader keeps them until later."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

ADDRESS_ATTRIBUTE = re.compile(
    r"(?:^|-)(?:src|source|original|orig|url|data|image|img|file|lazy|full|large|hires|bg)(?:$|-)|srcset$"
)
"""The names of attributes that may hold the address of a picture or player: loaders keep it under many until later."""

LIKE_ADDRESS = re.compile(r"/|\.[a-z]\w{1,4}(?:[?#]|$)|^(?:data|about|blob):", re.IGNORECASE)
"""What tells an address from a word or a number."""

PLACEHOLDER = re.compile(
    r"^(?:data|about):|(?:blank|placeholder|spacer|1x1|loading|lazy|pixel|transparent|grey|gray|clear)[\w.-]{0,100}\.(?:gif|png|svg)\b",
    re.IGNORECASE,
)
"""Addresses of pictures that only hold the place of another that is loaded late."""

LINE_BREAKS = str.maketrans("", "", "\t\n\r")
"""What a browser removes anywhere in an address (WHATWG URL, 4.4)."""

NOWHERE = ("javascript:", "about:", "data:", "vbscript:", "blob:")
"""The beginnings of addresses that lead a reader nowhere."""


def media_addresses(node: LexborNode) -> Iterator[str]:
    """The addresses in the attributes of an element that may have some."""
    for name, value in node.attributes.items():
        if value and _may_be_address(name, value):
            yield from _candidates(value) if name.endswith("srcset") else [value.strip()]


def _may_be_address(name: str, value: str) -> bool:
    """Whether an attribute may hold the address of a picture or player: loaders keep much else beside it."""
    if name in ("src", "value", "data"):
        return True
    return ADDRESS_ATTRIBUTE.search(name) is not None and LIKE_ADDRESS.search(value) is not None


def _candidates(srcset: str) -> list[str]:
    """The addresses in a srcset (HTML Living Standard, 4.8.4.2.1)."""
    return [candidate.split()[0].rstrip(",") for candidate in re.split(r",\s", srcset) if candidate.strip()]
