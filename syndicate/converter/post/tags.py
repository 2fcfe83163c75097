"""Tags that every generator can make a page of: generators take them for names of folders and of properties."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_LENGTH = 100
"""Characters: a tag is the name of a folder, for which file systems have 255 bytes."""

RESERVED = {
    "all",
    "constructor",
    "hasownproperty",
    "isprototypeof",
    "propertyisenumerable",
    "prototype",
    "tolocalestring",
    "tostring",
    "valueof",
}
"""Names that Eleventy's collections, which are JavaScript's objects, have already, when they begin with a small letter."""


def usable_tags(tags: Iterable[str], *, signs: bool = False) -> tuple[str, ...]:
    """The tags of one post, each once, without those that have no letter and no digit.

    Two that differ in signs, spaces or case alone would be one page's; the first stays.

    Args:
        tags: the origin's, or a person's.
        signs: whether those that differ in signs have pages of their own.
    """
    by_place: dict[str, str] = {}
    for tag in tags:
        name = " ".join(tag.split())
        if len(name) > MAX_LENGTH:
            name = name[:MAX_LENGTH].rpartition(" ")[0] or name[:MAX_LENGTH]
        key = _letters(name)
        if key in RESERVED or key == "proto":
            name = name.strip("_")
            name = name[:1].upper() + name[1:]
        if key:
            by_place.setdefault(place_of(name, signs=signs), name)
    return tuple(by_place.values())


def place_of(tag: str, *, signs: bool = False) -> str:
    """What is equal for tags that a site would publish at one place; see `usable_tags`."""
    if signs:
        return "-".join(re.findall(r"[^\s_-]+", unicodedata.normalize("NFKC", tag).casefold()))
    return _letters(tag)


def _letters(tag: str) -> str:
    return "".join(
        character
        for character in unicodedata.normalize("NFKD", tag).casefold()
        if unicodedata.category(character)[0] in "LN"
    )
