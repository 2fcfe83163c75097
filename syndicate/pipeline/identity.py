"""Pure: whether what came is an article that is known already, by everything that it was ever called.

    signs  what the newcomer and the known article have in common, each as good as its kind
    RULES  which signs are enough together

No rule joins by a guid alone, since feeds reuse them, nor by an address that the article only had once, nor by what a
page claims about itself, since themes are careless.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from itertools import combinations, islice
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from syndicate.addresses import INDEX, identity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from syndicate.models import Entry, IndexRow

MAX_WORDS = 3000
"""So many words of a text are compared at most."""

SHINGLE = 3
"""Words in a row that are compared as one: two texts about one subject share words, but not their order."""


MAX_SPELLINGS = 4
"""So many spellings of one address are compared."""

MOST = 0.5
NEARLY_ALL = 0.9


class Sign(Enum):
    """One thing that a newcomer and a known article have in common."""

    OWN = "its link, or where that leads, is the address of the known article"
    ALIAS = "its link, or where that leads, is an address that the known article had or is also found under"
    CLAIM = "its page names an address of the known article as its own"
    PLACE = "its address differs from that of the known article in parameters or the fragment alone"
    GUID = "its feed gives it the same id"
    TITLE = "it has the same title"
    DAY = "it is of the same day"
    WORDS = "most of its text is the same"
    TEXT = "nearly all of its text is the same"
    LEADS_HERE = "the address of the known article leads to the newcomer"
    VACANT = "the known article is not at its address any more"
    OTHER_GUID = "its feed gives it another id"


RULES: tuple[frozenset[Sign], ...] = tuple(
    map(
        frozenset,
        (
            {Sign.OWN},
            {Sign.ALIAS, Sign.CLAIM},
            {Sign.ALIAS, Sign.GUID},
            {Sign.ALIAS, Sign.TITLE},
            {Sign.ALIAS, Sign.TEXT},
            {Sign.CLAIM, Sign.GUID},
            {Sign.CLAIM, Sign.TITLE},
            {Sign.CLAIM, Sign.TEXT},
            {Sign.GUID, Sign.TITLE, Sign.WORDS},
            {Sign.GUID, Sign.TITLE, Sign.DAY},
            {Sign.GUID, Sign.DAY, Sign.WORDS},
            {Sign.GUID, Sign.LEADS_HERE},
            {Sign.GUID, Sign.TITLE, Sign.VACANT},
            {Sign.GUID, Sign.DAY, Sign.VACANT},
            {Sign.GUID, Sign.WORDS, Sign.VACANT},
            {Sign.WORDS, Sign.LEADS_HERE},
            {Sign.TITLE, Sign.LEADS_HERE},
            {Sign.WORDS, Sign.TITLE, Sign.VACANT},
            {Sign.TEXT, Sign.DAY, Sign.VACANT},
        ),
    )
)
"""Signs that are enough together, whatever else differs."""

RULES_OF_ONE_ID: tuple[frozenset[Sign], ...] = tuple(
    map(
        frozenset,
        (
            {Sign.PLACE, Sign.TITLE, Sign.WORDS},
            {Sign.PLACE, Sign.DAY, Sign.TEXT},
            {Sign.TITLE, Sign.DAY, Sign.WORDS},
        ),
    )
)
"""Signs that are enough together unless the feed tells both apart by their ids."""

RULES_OF_ONE_LIST: tuple[frozenset[Sign], ...] = (
    frozenset({Sign.OWN}),
    frozenset({Sign.CLAIM, Sign.TITLE, Sign.TEXT}),
    frozenset({Sign.GUID, Sign.TITLE, Sign.TEXT}),
)
"""What is needed, beside that, where the origin lists both, each under a link of its own: two notices of one title, one
day and nearly one text are two. A theme that names one address for all joins nothing either."""

RULES_AT_ONE_ADDRESS = (
    frozenset({Sign.GUID}),
    frozenset({Sign.TITLE}),
    frozenset({Sign.DAY, Sign.WORDS}),
)
"""What shows that an article which is at the address of a known one, with another id, is that one."""

LOOKS = frozenset({Sign.LEADS_HERE, Sign.VACANT})
"""The signs that only a look at the known article's address can show."""


@dataclass(frozen=True, slots=True)
class Traits:
    """What an article is recognised by, as a newcomer or as a known one.

    `addresses` are its own first, then the others that lead to it; `claims` those that its page names. `titles` and
    `days` are all that are known of it, since a config may change the title.
    """

    addresses: tuple[str, ...]
    claims: tuple[str, ...] = ()
    guid: str = ""
    titles: frozenset[str] = frozenset()
    days: frozenset[str] = frozenset()
    text: str = ""


@dataclass(frozen=True, slots=True)
class Keys:
    """How addresses are compared in one blog.

    `idle` has the parameters that do not change what a page is, by host. `shared` are the pages on which several
    articles stand, each at its fragment, `spelled` those identities that several articles have, each by its spelling.
    """

    idle: Mapping[str, frozenset[str]]
    shared: frozenset[str] = frozenset()
    spelled: frozenset[str] = frozenset()

    def exact(self, address: str) -> str:
        """The `identity` of an address, with its fragment or its spelling where that tells articles apart."""
        page = identity(address)
        if page in self.spelled:
            return f"{page}#{spelling(address)}"
        return _with_fragment(page, address) if page in self.shared else page

    def loose(self, address: str) -> str:
        """The exact key without idle parameters."""
        page, hash_sign, fragment = self.exact(address).partition("#")
        path, _, query = page.partition("?")
        names = self.idle.get(path.partition("/")[0], frozenset())
        rest = [each for each in query.split("&") if each and each.partition("=")[0] not in names]
        return f"{path}{'?' * bool(rest)}{'&'.join(rest)}{hash_sign}{fragment}"


def keys_of(rows: Iterable[IndexRow], addresses: Iterable[str], spelled: Iterable[str] = ()) -> Keys:
    """How addresses are compared, as the known articles and those of this run show it.

    A parameter is idle where two articles each have an address with and without it: a theme that calls one page
    canonical for all its articles shows that of one address only.

    Args:
        rows: of the known articles.
        addresses: of the articles of this run.
        spelled: identities that several of these have; see `spelled_apart`.
    """
    rows, addresses = list(rows), list(addresses)
    places: dict[tuple[str, str], set[str]] = {}
    for row in rows:
        own = row.identities[0]
        for other in row.identities[1:]:
            if place(other) == place(own):
                for name, _ in _parameters(other) - _parameters(own):
                    places.setdefault((own.partition("/")[0], name), set()).add(place(own))
    idle: dict[str, set[str]] = {}
    for (host, name), several in places.items():
        if len(several) > 1:
            idle.setdefault(host, set()).add(name)
    fragments: dict[str, set[str]] = {}
    for address in (*(row.address for row in rows), *addresses):
        if fragment := urlsplit(address).fragment:
            fragments.setdefault(identity(address), set()).add(fragment)
    shared = frozenset(page for page, several in fragments.items() if len(several) > 1)
    known = _with_several(
        (row.identities[0], row.address) for row in rows if not row.address.isascii() or "%" in row.address
    )
    return Keys({host: frozenset(names) for host, names in idle.items()}, shared, known.union(spelled))


def spelled_apart(entries: Iterable[Entry]) -> frozenset[str]:
    """The identities that entries of several articles have, as é is one letter or two: by their titles and texts."""
    groups: dict[str, dict[str, Entry]] = {}
    for entry in entries:
        if "%" in entry.address or not entry.address.isascii():
            groups.setdefault(identity(entry.address), {}).setdefault(spelling(entry.address), entry)
    return frozenset(
        key
        for key, group in groups.items()
        if any(_are_two(one, other) for one, other in combinations(islice(group.values(), MAX_SPELLINGS), 2))
    )


def spelling(address: str) -> str:
    """The path of an address with its letters as they are composed there."""
    return INDEX.sub("", unquote(urlsplit(address).path))


def _are_two(one: Entry, other: Entry) -> bool:
    first, second = _plain([one.title]), _plain([other.title])
    is_other_text = not (one.content or other.content) or plain_text(one.content) != plain_text(other.content)
    return bool(first and second) and first != second and is_other_text


def _with_several(addresses: Iterable[tuple[str, str]]) -> frozenset[str]:
    """The identities of which there are several spellings."""
    found: dict[str, set[str]] = {}
    for key, address in addresses:
        found.setdefault(key, set()).add(spelling(address))
    return frozenset(key for key, several in found.items() if len(several) > 1)


def place(key: str) -> str:
    """The identity of an address without its parameters and fragment."""
    return re.split(r"[?#]", key, maxsplit=1)[0]


def signs(newcomer: Traits, known: Traits, keys: Keys) -> frozenset[Sign]:
    """What a newcomer and a known article have in common.

    Args:
        newcomer: what came.
        known: what the state knows.
        keys: how addresses are compared.
    """
    own = keys.loose(known.addresses[0])
    links = set(map(keys.loose, newcomer.addresses))
    names = set(map(keys.loose, known.addresses))
    claims = set(map(keys.loose, newcomer.claims)) - links
    has_two_ids = bool(newcomer.guid and known.guid) and newcomer.guid != known.guid
    found = {
        Sign.OWN: own in links,
        Sign.ALIAS: bool(links & names),
        Sign.CLAIM: bool(claims & names),
        Sign.PLACE: place(own) in map(place, links),
        Sign.GUID: bool(newcomer.guid) and newcomer.guid == known.guid,
        # An id that is an address says no more than the address.
        Sign.OTHER_GUID: has_two_ids and not (is_address(newcomer.guid) or is_address(known.guid)),
        Sign.TITLE: bool(_plain(newcomer.titles) & _plain(known.titles)),
        Sign.DAY: bool(newcomer.days & known.days),
        Sign.WORDS: are_alike(newcomer.text, known.text, MOST),
        Sign.TEXT: are_alike(newcomer.text, known.text, NEARLY_ALL),
    }
    return frozenset(sign for sign, is_there in found.items() if is_there)


def is_same(found: frozenset[Sign], *, are_listed: bool = False) -> bool:
    """Whether these signs are enough.

    Args:
        found: see `signs`.
        are_listed: whether the origin's lists name both as entries of their own.
    """
    if are_listed and not any(rule <= found for rule in RULES_OF_ONE_LIST):
        return False
    return any(rule <= found for rule in RULES) or (
        Sign.OTHER_GUID not in found and any(rule <= found for rule in RULES_OF_ONE_ID)
    )


def is_another(found: frozenset[Sign]) -> bool:
    """Whether an article with another id than the known one at its address is another one, by these signs."""
    return not any(rule <= found for rule in RULES_AT_ONE_ADDRESS)


def needs_look(found: frozenset[Sign]) -> bool:
    """Whether a look at the known article's address may make the signs enough."""
    return not is_same(found) and is_same(found | LOOKS)


def are_alike(one: str, other: str, part: float) -> bool:
    """Whether so much of the longer one of two texts stands in the other; `part` is from 0 to 1."""
    first, second = shingles(one), shingles(other)
    return bool(first) and len(first & second) >= part * max(len(first), len(second))


def shared_part(part: str, whole: str) -> float:
    """How much of a text stands in another one, from 0 to 1; 0 where there is no text."""
    first = shingles(part)
    return len(first & shingles(whole)) / len(first) if first else 0.0


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Every few words in a row of a text."""
    words = words_of(text)[:MAX_WORDS]
    if len(words) <= SHINGLE:
        return frozenset({tuple(words)} if words else ())
    return frozenset(zip(*(words[at:] for at in range(SHINGLE)), strict=False))


def words_of(text: str) -> list[str]:
    """The words of a text, as they are compared."""
    return re.findall(r"\w+", text.casefold())


def plain_text(markup: str) -> str:
    """The words of HTML or Markdown without tags, and without the addresses of links."""
    return re.sub(r"<[^<>]*+>|\]\([^()\s]*+\)|https?://\S++", " ", markup)


def is_address(guid: str) -> bool:
    """Whether an id is a web address."""
    return guid.startswith(("http://", "https://"))


def _plain(titles: Iterable[str]) -> set[str]:
    return {" ".join(words_of(title)) for title in titles} - {""}


def _parameters(key: str) -> set[tuple[str, str]]:
    return {
        (name, value) for name, _, value in (p.partition("=") for p in key.partition("?")[2].split("&") if p)
    }


def _with_fragment(key: str, address: str) -> str:
    fragment = urlsplit(address).fragment
    return f"{key}#{fragment}" if fragment else key
