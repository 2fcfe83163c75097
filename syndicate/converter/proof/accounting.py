"""Whether all that an original shows is in its post: what the cleaning lost without a rule becomes a named loss."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from urllib.parse import unquote

from syndicate.converter.dialects.addresses import rendered_address, with_path
from syndicate.converter.markdown.runs import HEADINGS
from syndicate.converter.proof.tokens import ascii_typography
from syndicate.models import Loss

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from syndicate.converter.proof.tokens import Marks, Token
    from syndicate.models import Reading, ShownLink

PIECE = re.compile(r"\w+|[^\w\s]")
FORMULAS = {"math", "formula"}
MAX_WORDS = 12
"""So many of the words that are missing are named."""


@dataclass(slots=True)
class Inventory:
    """What a post shows, thing by thing, as its tokens tell; `aside` is what it says beside its text."""

    texts: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    links: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    pictures: list[str] = field(default_factory=list)
    players: list[str] = field(default_factory=list)
    kinds: Counter[object] = field(default_factory=Counter)


def unaccounted(shown: Reading, tokens: Sequence[Token], rewrite: Callable[[str], str]) -> tuple[Loss, ...]:
    """A loss for each thing that the original shows and the post does not.

    Args:
        shown: the reading of the original, without what was removed by a rule.
        tokens: the reading of the post.
        rewrite: returns where a link leads in the post, for where it leads in the original.
    """
    post = inventory(tokens)
    return (
        *_missing_words(shown.text, post),
        *_missing_links(shown, post, rewrite),
        *_missing_media("picture", _rewritten(shown.pictures, rewrite), post.pictures),
        *_missing_media("player", _rewritten(shown.players, rewrite), [*post.players, *post.links]),
        *_missing_kinds(shown, post),
    )


def inventory(tokens: Iterable[Token]) -> Inventory:
    """What the tokens of a post show."""
    post = Inventory()
    for token in tokens:
        kind = token[0]
        post.kinds[kind] += 1
        if kind == "w":
            text = str(token[1])
            post.texts.append(text)
            for piece, href in _linked(text, token[2]):
                post.links[href].append(piece)
        elif kind == "img":
            post.pictures.append(str(token[1]))
            post.aside += map(str, token[2:4])
            if len(token) > 4 and token[4]:
                post.links[str(token[4])].append("")
        elif kind == "pre":
            post.texts.append(str(token[2]))
            post.aside.append(str(token[1]))
            for mark in token[3:]:
                if isinstance(mark, tuple) and mark[0] == "to":
                    post.links[str(mark[1])].append(str(mark[2]))
        elif kind == "embed":
            post.players.append(str(token[1]))
    return post


def _linked(text: str, marks: object) -> Iterable[tuple[str, str]]:
    """The pieces of a token's text that are links, and where they lead."""
    spans: Iterable[tuple[int, Marks]] = (
        [(len(text), marks)] if hasattr(marks, "href") else marks  # type: ignore[assignment,list-item]
    )
    at = 0
    for length, span in spans:
        if span.href:
            yield text[at : at + length], span.href
        at += length


def _squeezed(text: str) -> str:
    return "".join(text.split())


def _missing(original: str, *others: str) -> list[str]:
    """The pieces of a text that others do not have, in their order."""
    missing = Counter(PIECE.findall(original.casefold()))
    for other in others:
        missing -= Counter(PIECE.findall(ascii_typography(other).casefold()))
    words = []
    for piece in PIECE.findall(original):
        if missing[piece.casefold()] > 0:
            missing[piece.casefold()] -= 1
            words.append(piece)
    return words


def _missing_words(text: str, post: Inventory) -> Iterable[Loss]:
    text = ascii_typography(text)
    if text.split() == ascii_typography("\n".join(post.texts)).split():
        return
    if words := _missing(text, "\n".join(post.texts), "\n".join(post.aside)):
        more = " …" if len(words) > MAX_WORDS else ""
        yield Loss(f"{' '.join(words[:MAX_WORDS])}{more}", "not in the post")


@lru_cache(maxsize=4096)
def _key(address: str) -> str:
    """The address without what is only another way to write it."""
    return unquote(with_path(rendered_address(address))).casefold().removesuffix("?")


def _missing_links(shown: Reading, post: Inventory, rewrite: Callable[[str], str]) -> Iterable[Loss]:
    if not shown.links:
        return
    links: defaultdict[str, str] = defaultdict(str)
    for href, pieces in post.links.items():
        links[_key(href)] += "\n".join(pieces)
    expected: defaultdict[str, list[ShownLink]] = defaultdict(list)
    for link in shown.links:
        is_inside = link.address.startswith("#")
        expected[_key(link.address) if is_inside else _key(rewrite(link.address))].append(link)
    for key, same in expected.items():
        keys = [each for each in links if each[0] == "#" or each.endswith(key)] if key[0] == "#" else [key]
        text = ascii_typography(" ".join(link.text for link in same))
        linked = ascii_typography("\n".join(links.get(each, "") for each in keys))
        is_there = any(each in links for each in keys)
        if not is_there or (_squeezed(text) != _squeezed(linked) and _missing(text, linked)):
            yield Loss(text or "a link", f"does not lead to {same[0].address}")


def _rewritten(media: Sequence[tuple[str, ...]], rewrite: Callable[[str], str]) -> list[tuple[str, ...]]:
    """The addresses that each picture or player may have in the post."""
    return [tuple(dict.fromkeys((*map(rewrite, addresses), *addresses))) for addresses in media]


def _missing_media(kind: str, shown: Sequence[tuple[str, ...]], post: Sequence[str]) -> Iterable[Loss]:
    """A loss for each picture or player that is not in the post, under any of the addresses that it may have."""
    available = Counter(map(_key, post))
    others = []
    for addresses in shown:
        key = next((key for key in map(_key, addresses) if available[key] > 0), "")
        available[key] -= bool(key)
        if not key:
            others.append(addresses)
    unnamed = [addresses for addresses in others if not addresses]
    named = [addresses for addresses in others if addresses]
    # A copy in the target has an address of its own, and so has a drawing.
    copies = sum(number for key, number in available.items() if ":" not in key or key.startswith("data:"))
    rest = available.total() - min(copies, len(named))
    for addresses in named[copies:]:
        yield Loss(addresses[0], f"this {kind} is not in the post")
    for _ in unnamed[rest:]:
        yield Loss(f"a {kind}", "not in the post")


def _missing_kinds(shown: Reading, post: Inventory) -> Iterable[Loss]:
    for heading, number in (
        Counter(shown.headings) - Counter({tag: post.kinds[tag] for tag in HEADINGS})
    ).items():
        yield Loss(f"{number} × {heading}", "no heading in the post")
    for number, kinds, name in (
        (shown.formulas, FORMULAS, "formula"),
        (shown.checkboxes, {"box"}, "checkbox"),
    ):
        if (missing := number - sum(post.kinds[kind] for kind in kinds)) > 0:
            yield Loss(f"{missing} × {name}", "not in the post")
