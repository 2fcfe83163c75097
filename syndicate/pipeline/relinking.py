"""Pure: the addresses in a post, and the post with some of them led elsewhere and nothing else changed."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from syndicate.converter.post.permalinks import permalink_key
from syndicate.merging.lines import parse_document

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Hashable, Iterator, Mapping

    Lead = Callable[[str], str]

ADDRESS = re.compile(
    r"""\]\([ \t]*+(?:<(?P<angled>[^<>\n]++)>|(?P<plain>(?:[^\s<>()]|\([^\s<>()]*+\))++))"""
    r"""|^[ >]{0,12}\[[^\]\n]++\]:[ \t]*+<?(?P<defined>[^\s<>]++)"""
    r"""|(?<=[\s"'])(?:href|src|poster)[ \t]*+=[ \t]*+(?:"(?P<double>[^"<>\n]++)"|'(?P<single>[^'<>\n]++)')""",
    re.MULTILINE,
)
"""Where Markdown and HTML have an address. Code may have one too: whether it is code, only a renderer knows."""

FIELD = re.compile(
    r"""^[ \t]*+(?:-[ \t]++)?(?:["']?(?P<key>[\w.-]++)["']?[ \t]*+[:=][ \t]*+)?["']?(?P<value>[^\s"'<>,]++)(?=["']?,?[ \t]*+\r?$)""",
    re.MULTILINE,
)
"""A line of a front matter that has one value without white space."""

SCHEME = re.compile(r"[A-Za-z][\w+.-]*+:|//|[/#?{]")
"""How an address begins that does not lead on from where its post is."""


@dataclass(frozen=True, slots=True)
class Guide:
    """Where the addresses in one post lead after a move.

    Args:
        old: the path of the post before it.
        new: its path after it.
        links: what is written instead of the address of a picture.
        published: the new permalink, by the `published_key` of an old one.
        permalink: of the post, and what it is to be; `permalink_key` is the key that has it.
        moves: the new path of each file that moves.
        files: those that stand in the target.
    """

    old: PurePosixPath
    new: PurePosixPath
    links: Mapping[str, str] = field(default_factory=dict)
    published: Mapping[str, str] = field(default_factory=dict)
    permalink: tuple[str, str] = ("", "")
    permalink_key: str = ""
    moves: Mapping[PurePosixPath, PurePosixPath] = field(default_factory=dict)
    files: Container[PurePosixPath] = frozenset()

    def field(self, key: str, value: str) -> str:
        """What a front matter has instead of a value: one that is relative may be no address, and an alias stays."""
        if key == self.permalink_key and value == self.permalink[0]:
            return self.permalink[1]
        return self.links.get(value, value)

    def lead(self, address: str) -> str:
        """What is written instead of an address; itself where it still leads where it did."""
        bare, rest = split(address)
        if known := self.links.get(bare) or self.published.get(published_key(bare)):
            return known + rest
        place = self.place(bare)
        if place is None or (place not in self.moves and place not in self.files):
            return address
        relative = posixpath.relpath(self.moves.get(place, place), self.new.parent)
        return address if posixpath.normpath(unquote(bare)) == relative else quote(relative) + rest

    def place(self, bare: str) -> PurePosixPath | None:
        """The file that a relative address leads to; None for every other one."""
        if not bare or SCHEME.match(bare):
            return None
        path = posixpath.normpath(posixpath.join(self.old.parent, unquote(bare)))
        return None if path.startswith("..") else PurePosixPath(path)


def published_key(permalink: str) -> str:
    """A key that is equal for permalinks of one file, as `permalink_key` is; what is no path of the site is its own."""
    return f"/{permalink_key(permalink.rstrip('/'))}" if permalink.startswith("/") else permalink


def split(address: str) -> tuple[str, str]:
    """An address without its parameters and fragment, and these."""
    end = re.search("[?#]", address)
    return (address[: end.start()], address[end.start() :]) if end else (address, "")


def addresses(text: str) -> Iterator[str]:
    """The addresses in a post, those that are a value of its front matter too."""
    front, body = _parts(text)
    yield from (match["value"] for match in FIELD.finditer(front))
    yield from (match[name] for match in ADDRESS.finditer(body) if (name := match.lastgroup))


def relinked(text: str, guide: Guide, shape: Callable[[str], Hashable]) -> str:
    """A post whose addresses lead where they did before a move; whatever else it has stays byte for byte.

    Args:
        text: the post.
        guide: tells where its addresses lead.
        shape: all that a reader sees of some Markdown but for the addresses, so that no code is changed.
    """
    front, body = _parts(text)
    front = FIELD.sub(lambda match: _with(match, "value", partial(guide.field, match["key"] or "")), front)
    changed = ADDRESS.sub(lambda match: _led(match, guide.lead), body)
    if changed == body or shape(changed) == shape(body):
        return front + changed
    return front + _one_by_one(body, guide, shape)


def _one_by_one(body: str, guide: Guide, shape: Callable[[str], Hashable]) -> str:
    """The body with those of its addresses led elsewhere that are no code."""
    expected = shape(body)
    for match in reversed(list(ADDRESS.finditer(body))):
        changed = body[: match.start()] + _led(match, guide.lead) + body[match.end() :]
        if changed != body and shape(changed) == expected:
            body = changed
    return body


def _led(match: re.Match[str], lead: Lead) -> str:
    return _with(match, match.lastgroup or "", lead)


def _with(match: re.Match[str], name: str, lead: Lead) -> str:
    """What was matched, with another address."""
    start, end = (place - match.start() for place in match.span(name))
    return match[0][:start] + lead(match[name]) + match[0][end:]


def _parts(text: str) -> tuple[str, str]:
    """The front matter of a post, and the rest."""
    document = parse_document(text)
    end = len(document.bom) + sum(map(len, document.front))
    return text[:end], text[end:]
