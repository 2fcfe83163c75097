"""Tags that every generator can make a page of: generators take them for names of folders and of properties."""

from __future__ import annotations

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


def usable_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """The tags of one post, each once, without those that have no letter and no digit.

    Two that differ in signs, spaces or case alone would be one page's; the first stays.
    """
    by_key: dict[str, str] = {}
    for tag in tags:
        name = " ".join(tag.split())
        if len(name) > MAX_LENGTH:
            name = name[:MAX_LENGTH].rpartition(" ")[0] or name[:MAX_LENGTH]
        key = _key(name)
        if key in RESERVED or key == "proto":
            name = name.strip("_")
            name = name[:1].upper() + name[1:]
        if key:
            by_key.setdefault(key, name)
    return tuple(by_key.values())


def _key(tag: str) -> str:
    return "".join(
        character
        for character in unicodedata.normalize("NFKD", tag).casefold()
        if unicodedata.category(character)[0] in "LN"
    )
