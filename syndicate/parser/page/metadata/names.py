"""The names of people and of tags among what pages say of an article: without what stands before and behind them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

UNSORTED = {
    "uncategorized",
    "uncategorised",
    "unsorted",
    "allgemein",
    "unkategorisiert",
    "non classé",
    "sin categoría",
    "senza categoria",
    "sem categoria",
    "geen categorie",
    "uden kategori",
    "okategoriserade",
    "ukategorisert",
    "bez kategorii",
    "без рубрики",
    "未分类",
    "未分類",
    "미분류",
}
"""What platforms call the category of what is in none."""

NOT_NAMES = {
    "admin",
    "administrator",
    "root",
    "user",
    "guest",
    "anonymous",
    "username",
    "unknown",
    "author",
    "none",
    "null",
}
PREFIX = re.compile(
    r"^(?:by|(?:(?:ein|eine) \w+ )?von|par|por|door|di|автор)\s+|^(?:written|posted|published|submitted) by\s+"
    r"|^(?:(?:view|see|read|more) )?(?:all |more )?(?:posts|articles|stories|entries) (?:by|from)\s+",
    re.IGNORECASE,
)
ARCHIVE = re.compile(
    r"(?:view|see|read) all (?:of )?(?P<name>.+?)['’]s (?:posts|articles|stories)\.?", re.IGNORECASE
)
"""What a link to all articles of an author says."""


NO_NAME = re.compile(
    r"(?:www\.)?[\w-]{4,60}\.[a-z]{2,6}|(?:more|all|other|latest) (?:from|by|posts|articles|stories)\b.{0,40}",
    re.IGNORECASE,
)
"""The host of a site, which some pages name as the author, and what a link to an author's other articles says."""

ADDRESS = re.compile(r" ?[(<\[](?:https?:|mailto:|[^\s()<>\[\]@]*+@)[^()<>\[\]]*+[)>\]]")
"""An address behind a name."""

OTHER_ROLE = re.compile(
    r"\s(?:edited|illustrated|illustrations|photographs?|photography|photos|translated|reviewed|medically reviewed|updated|published) by\b",
    re.IGNORECASE,
)
"""What begins the name of somebody who did not write it."""


AND = re.compile(r",? (?:and|und|et|y|e|en|og|och|und|&|и) ")
"""What stands before the last of several names."""

FULL_NAME = re.compile(
    r"[^\W\d_a-z][\w.'’-]*+(?: (?:[^\W\d_a-z][\w.'’-]*+|de|der|den|la|von|van|di|da|del|bin)){1,4}"
)
"""A name of several words, each with a capital letter where its script has them."""

WHEN = re.compile(
    r"\s(?:on|am|at|op)\s.*|\s(?:date|datum)$|[\s,|–-](?:publié|mis à jour|publicado|actualizado|atualizado|pubblicato|aggiornato|veröffentlicht|aktualisiert|"
    r"zuletzt|stand:|geplaatst|gepubliceerd|bijgewerkt|publicerad|(?:last )?updated|published|posted|wrote)(?!\w).*",
    re.DOTALL | re.IGNORECASE,
)
"""What may follow a name in a sentence: the day, or what says when something was published or changed."""

NOT_PERSONS = re.compile(
    r"\b(?:staff|writers?|reporters?|editors?|editorial|correspondents?|columnists?|contributors?|news|media|team|press|times|post|online|today|"
    r"magazine|journal|agency|agentur|redaktion|redacción|rédaction|redazione|group|inc|ltd|llc|gmbh|university|institute|md|phd|ph\.d|jr|sr|"
    r"director|manager|professor|ceo|cto|co-founder|founder|engineer|der spiegel)\b",
    re.IGNORECASE,
)
"""Words by which what stands behind the comma after a name is known as no other name."""


def names_of(texts: Sequence[str]) -> tuple[str, ...]:
    """The names of people among some texts, each once."""
    names = []
    for text in texts:
        line = OTHER_ROLE.split(ADDRESS.sub("", " ".join(text.split())))[0]
        if archive := ARCHIVE.fullmatch(line):
            line = archive["name"]
        for part in _parted(WHEN.sub("", PREFIX.sub("", line))):
            name = part.strip(" ,;·|–-")
            is_name = (
                1 < len(name) <= 60
                and len(name.split()) <= 6
                and not re.search(r"[@\d<>]|https?:|www\.", name)
            )
            if is_name and name.lower().rpartition("-")[2] not in NOT_NAMES and not NO_NAME.fullmatch(name):
                names.append(name)
    return tuple(dict.fromkeys(names))


def _parted(line: str) -> list[str]:
    """The names in a line that lists several: only full ones, since "Jane and John Doe" and a firm are not parted."""
    before, *last = AND.split(line)
    names = [*before.split(", "), *last]
    are_names = all(map(FULL_NAME.fullmatch, names)) and (bool(last) or not NOT_PERSONS.search(line))
    return names if are_names else [line]


def tags_of(texts: Sequence[str]) -> tuple[str, ...]:
    """The tags among some texts, each once and without its sign."""
    tags = (" ".join(text.split()).lstrip("#＃ ").rstrip(",") for text in texts)
    return tuple(dict.fromkeys(tag for tag in tags if 0 < len(tag) <= 60 and tag.casefold() not in UNSORTED))
