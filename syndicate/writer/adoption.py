"""Pure: the original article of a file that a person wrote."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from syndicate.addresses import identity

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

_PARAGRAPHS = 3
_FRONT_MATTER = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*\r?\n.*?^\1[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_ADDRESS = re.compile(r'https?://[^\s<>"]+')
_END = re.compile(r"(?<![.,;:!?*_])(?:[.,;:!?*_]++(?:[)\]}'`|\\]|$)|[.,;:!?*_]*\*)|[)\]}'`|\\]|$")
"""The possible ends of an address before white space: at a bracket or quote, and before punctuation in front of it."""


_ENDS = 20
"""So many ends of an address are tried: no article's address has more brackets and quotes."""


def original(text: str, addresses: Container[str], sites: Container[str]) -> tuple[str, int]:
    """The address of a post's original, from its front matter or attribution.

    In the body the first paragraph that links to one of the sites decides, so that an article that
    links to the other part of its series is not mistaken for that part.

    Args:
        text: the post, or its beginning.
        addresses: the `identity` of each original address to look for; a longer address is not a mention of
            a shorter one.
        sites: the host of each of them.

    Returns:
        The identity, "" if there is none, and the number of its block (0 is the front matter): of two
        files that name one address, the earlier mention is more likely the attribution.
    """
    front_matter = _FRONT_MATTER.match(text)
    head, body = (front_matter[0], text[front_matter.end() :]) if front_matter else ("", text)
    if match := next((found for found in map(identity, _addresses(head)) if found in addresses), ""):
        return match, 0
    paragraphs = re.split(r"\n(?:[ \t]*\r?\n)+", body.strip(), maxsplit=_PARAGRAPHS)[:_PARAGRAPHS]
    for number, paragraph in enumerate(paragraphs, 1):
        identities = list(map(identity, _addresses(paragraph)))
        if match := next((address for address in identities if address in addresses), ""):
            return match, number
        if any(address.partition("/")[0] in sites for address in identities):
            break
    return "", 0


def _addresses(text: str) -> Iterator[str]:
    """Each address in the text, with each of its possible ends."""
    for longest in _ADDRESS.findall(text):
        for end in islice(_END.finditer(longest), _ENDS):
            yield longest[: end.start()]
