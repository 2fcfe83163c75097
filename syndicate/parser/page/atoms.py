"""The things that a page shows, one after the other, and what a reader sees of some of them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from syndicate.models import Reading, ShownLink

if TYPE_CHECKING:
    from collections.abc import Iterable

INVISIBLE_SPACE = "\ufdd2"
"""A noncharacter for a space that is not visible, and takes in the spaces after it (CSS Text 3, 4.1.1)."""

LINE = "\u2029"
"""Where a line begins or ends: no space of the text, which the edge of a box may take away."""

BOX_START, BOX_END = "\ufdd0", "\ufdd1"
"""Noncharacters at the edges of a box that stands in a line, whose text begins and ends without spaces."""

BOX_EDGES = re.compile(
    f"{BOX_START}[ \\t\\n\\r\\f{BOX_START}]*+|{INVISIBLE_SPACE}[ \\t\\n\\r\\f]*+|(?<![ \\t\\n\\r\\f])[ \\t\\n\\r\\f]*+{BOX_END}"
)


class Atom(NamedTuple):
    """One thing that is shown beside text: what `kind` says, by which element, and the addresses that may stand for it."""

    kind: str
    tag: str = ""
    addresses: tuple[str, ...] = ()


def read(atoms: Iterable[str | Atom]) -> Reading:
    """What a reader sees of some atoms. A link or a heading that shows nothing is none."""
    texts: list[str] = []
    links: list[ShownLink] = []
    headings: list[str] = []
    begun: list[tuple[Atom, int, int]] = []
    others: list[Atom] = []
    for atom in atoms:
        if isinstance(atom, str):
            texts.append(atom)
        elif atom.kind in ("link", "heading"):
            begun.append((atom, len(texts), len(others)))
        elif atom.kind[0] != "/":
            others.append(atom)
        elif begun:
            begin, at, seen = begun.pop()
            text = " ".join("".join(texts[at:]).split())
            if not text and begin.tag != "area" and len(others) == seen:
                continue
            if begin.kind == "heading":
                headings.append(begin.tag)
            elif begin.addresses[0]:
                links.append(ShownLink(begin.addresses[0], text))
    text = "".join(texts)
    if BOX_START in text or INVISIBLE_SPACE in text:
        text = BOX_EDGES.sub("", text)
    return Reading(
        text.replace(LINE, "\n"),
        tuple(links),
        tuple(atom.addresses for atom in others if atom.kind == "picture"),
        tuple(atom.addresses for atom in others if atom.kind == "player"),
        tuple(headings),
        sum(atom.kind == "formula" for atom in others),
        sum(atom.kind == "checkbox" for atom in others),
    )
