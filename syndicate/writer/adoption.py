"""Pure: of which original a person's own file is the post."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate.addresses import identity

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

_PARAGRAPHS = 3
_FRONT_MATTER = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*\r?\n.*?^\1[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_ADDRESS = re.compile(r'https?://[^\s<>"]+')
_END = re.compile(r"[.,;:!?*_]*(?:[)\]}'`|\\*]|$)")
"""Where an address may end before white space does: at a bracket or quote, and before the punctuation in front of it."""


def original(text: str, addresses: Container[str], sites: Container[str]) -> tuple[str, int]:
    """The address in whose honour a post stands, as its front matter or its attribution says.

    In the body the first paragraph that links to one of the sites decides, so that an article that
    refers to the other part of its series is not taken for that part.

    Args:
        text: the post, or its beginning.
        addresses: the `identity` of each original address to look for; a longer address is not a mention of
            a shorter one.
        sites: the host of each of them.

    Returns:
        The identity, "" where there is none, and in which block it stands (0 is the front matter): of two
        files that name one address the earlier mention is the likelier attribution.
    """
    front_matter = _FRONT_MATTER.match(text)
    head, body = (front_matter[0], text[front_matter.end() :]) if front_matter else ("", text)
    if named := next((found for found in map(identity, _addresses(head)) if found in addresses), ""):
        return named, 0
    paragraphs = re.split(r"\n(?:[ \t]*\r?\n)+", body.strip(), maxsplit=_PARAGRAPHS)[:_PARAGRAPHS]
    for number, paragraph in enumerate(paragraphs, 1):
        found = list(map(identity, _addresses(paragraph)))
        if named := next((address for address in found if address in addresses), ""):
            return named, number
        if any(address.partition("/")[0] in sites for address in found):
            break
    return "", 0


def _addresses(text: str) -> Iterator[str]:
    """Each address in the text, with every end that it may have."""
    for longest in _ADDRESS.findall(text):
        for end in _END.finditer(longest):
            yield longest[: end.start()]
