"""Which signs a post escapes that Syndicate does not, and how it writes backticks in code: learned and applied.

_bars_ -> \\_bars\\_     R&D -> R\\&D     ``a`b`` -> `` a`b ``
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from syndicate.merging.code_spans import code_spans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SIGN = re.compile(
    r"^[ \t>]*[-+*](?=[ \t])|<[^<>\s]{1,1000}>|\]\([^()\n]{1,1000}\)|\[(?=[^\[\]\n]{1,500}\][(\[])"
    r"|\\?(?:\*{2,}|_{2,})|(?P<escape>\\?)(?P<sign>[!-/:-@\[-_{-~])",
    re.MULTILINE,
)

Place = tuple[str, bool, bool]
"""A sign, and whether a letter or digit stands before and after it."""


def escapes_of(pairs: Iterable[tuple[str, str]]) -> frozenset[Place]:
    """The places at which a sign is always escaped by now, though Syndicate had not escaped it."""
    more: Counter[Place] = Counter()
    bare: set[Place] = set()
    for old, new in pairs:
        for count, text in ((1, new), (-1, old)):
            for _, place, is_escaped in _places(text):
                if is_escaped:
                    more[place] += count
                elif count > 0:
                    bare.add(place)
    return frozenset(place for place, count in more.items() if count > 0 and place not in bare)


def escaped(chunk: str, escapes: frozenset[Place]) -> str:
    """A chunk of Markdown with signs escaped at such places, but in code and addresses."""
    if not escapes:
        return chunk
    at = {n for n, place, is_escaped in _places(chunk) if place in escapes and not is_escaped}
    return "".join(f"\\{sign}" if n in at else sign for n, sign in enumerate(chunk))


def has_spaced_ticks(text: str) -> bool:
    """Whether code with backticks in it has a space at either end."""
    return any(text[start + n] == " " for start, _, n in code_spans(text) if n > 1)


def with_spaced_ticks(chunk: str) -> str:
    """A chunk with a space at either end of code that has backticks in it."""
    for start, end, n in reversed(code_spans(chunk)):
        code = chunk[start + n : end - n]
        if n > 1 and code == code.strip():
            chunk = f"{chunk[: start + n]} {code} {chunk[end - n :]}"
    return chunk


def _places(text: str) -> Iterator[tuple[int, Place, bool]]:
    """Where each sign stands that is none of a list, of code or an address, its kind, and whether it is escaped."""
    code = {n for start, end, _ in code_spans(text) for n in range(start, end)}
    for match in _SIGN.finditer(text):
        if (sign := match["sign"]) and match.start() not in code:
            before, after = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
            yield match.start(), (sign, before.isalnum(), after.isalnum()), bool(match["escape"])
