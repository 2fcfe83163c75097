"""Pure: the original article of a file that a person wrote."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from syndicate.addresses import identity

if TYPE_CHECKING:
    from collections.abc import Container, Iterator
    from pathlib import PurePosixPath

_PARAGRAPHS = 3
_FRONT_MATTER = re.compile(r"\ufeff?(---|\+\+\+)[ \t]*\r?\n.*?^\1[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_ADDRESS = re.compile(r'https?://[^\s<>"]+')
_END = re.compile(r"(?<![.,;:!?*_])(?:[.,;:!?*_]++(?:[)\]}'`|\\]|$)|[.,;:!?*_]*\*)|[)\]}'`|\\]|$")
"""The possible ends of an address before white space: at a bracket or quote, and before punctuation in front of it."""

_ENDS = 20
"""So many ends of an address are tried: no article's address has more brackets and quotes."""

_KEY = re.compile(
    r"[ \t]*[\"']?(?:canonical|original|source|syndicat|cross_?post|repost|external|first_?publish)[\w-]*[\"']?[ \t]*[:=]",
    re.IGNORECASE,
)
"""Keys of a front matter that say where a post is from, not what it is about."""

_ATTRIBUTION_WORDS = re.compile(
    r"\b(?:original|first (?:published|appeared|posted|seen)|cross-?post|re-?post|re-?publish|syndicated"
    r"|(?:published|appeared|posted|written) (?:on|at|in|for)|source:|via\b"
    r"|ursprünglich|zuerst|erschien|paru|publié|publicad|pubblicat|gepubliceerd|verscheen)"
    r"|оригинал|опубликован|原文|初出|転載|出典|原载|转载",
    re.IGNORECASE,
)
_OTHER_WORDS = re.compile(
    r"\b(?:reply|replies|respon|answer|review|comment|disagree|agree|thoughts?|inspired|reading|notes)",
    re.IGNORECASE,
)
_SET_OFF = re.compile(r"[*_>]|<(?:p|em|i|small|aside|blockquote|div)\b", re.IGNORECASE)
"""The beginning of a line that is set off from the text, as an attribution is and a sentence of an essay is not."""

_MAX_ATTRIBUTION = 300
"""Characters, without the targets of links: an attribution is a line, not an argument."""


class Mention(NamedTuple):
    """A file that names an original; `is_attribution` says whether as where it is from, else it only links to it."""

    path: PurePosixPath
    is_attribution: bool = True
    beginning: frozenset[bytes] = frozenset()


class Match(NamedTuple):
    """The identity of an original that a text names, "" for none, and the number of the block that does (0 is the front matter)."""

    identity: str = ""
    block: int = 0
    is_attribution: bool = False


def original(text: str, addresses: Container[str], sites: Container[str]) -> Match:
    """The original that a post names, in its front matter or its attribution.

    In the body the first paragraph that links to one of the sites decides, so that an article that
    links to the other part of its series is not mistaken for that part; the last paragraph too may be the attribution.

    Args:
        text: the post, or its beginning.
        addresses: the `identity` of each original address to look for; a longer address is not a mention of
            a shorter one.
        sites: the host of each of them.

    Returns:
        Of two files that name one address, one with an attribution is more likely its post, then the one that names it
        earlier.
    """
    front_matter = _FRONT_MATTER.match(text)
    head, body = (front_matter[0], text[front_matter.end() :]) if front_matter else ("", text)
    matches = [*_in_front_matter(head, addresses), *_in_body(body, addresses, sites)]
    return next((match for match in matches if match.is_attribution), matches[0] if matches else Match())


def _in_front_matter(head: str, addresses: Container[str]) -> Iterator[Match]:
    for line in head.splitlines():
        for found in map(identity, _addresses(line)):
            if found in addresses:
                yield Match(found, 0, _KEY.match(line) is not None)
                break


def _in_body(body: str, addresses: Container[str], sites: Container[str]) -> Iterator[Match]:
    paragraphs = re.split(r"\n(?:[ \t]*\r?\n)+", body.strip())
    for number, paragraph in enumerate(paragraphs[:_PARAGRAPHS], 1):
        identities = list(map(identity, _addresses(paragraph)))
        if match := next((found for found in identities if found in addresses), ""):
            yield Match(match, number, _is_attribution(paragraph))
            break
        if any(found.partition("/")[0] in sites for found in identities):
            break
    for number, paragraph in list(enumerate(paragraphs, 1))[_PARAGRAPHS:][-1:]:
        if _is_attribution(paragraph):
            found = next((each for each in map(identity, _addresses(paragraph)) if each in addresses), "")
            yield from [Match(found, number, True)] if found else []


def _is_attribution(paragraph: str) -> bool:
    """Whether a paragraph only says where the text is from."""
    text = _ADDRESS.sub("", paragraph).strip()
    if len(text) > _MAX_ATTRIBUTION or _OTHER_WORDS.search(text):
        return False
    return bool(_SET_OFF.match(text) or _ATTRIBUTION_WORDS.search(text))


def _addresses(text: str) -> Iterator[str]:
    """Each address in the text, with each of its possible ends."""
    for longest in _ADDRESS.findall(text):
        for end in islice(_END.finditer(longest), _ENDS):
            yield longest[: end.start()]
