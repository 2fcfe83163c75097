"""What an article is called: its title without the site's name, whichever place of a page says it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

SEPARATOR = re.compile(r" (?:[|‖¦·•»«›‹→←—–~/]|-{1,3}|::?) | ?[|｜»«：] ?|: ")
"""What stands between an article's title and the site's name."""

UNSPACED = ("-", "_", "|", "–", "—", "·")
MAX_UNSPACED = 30
"""What stands between a title and the site's name where no spaces do, and characters of both together."""

PART = re.compile(r"\d|\b(?:part|teil|partie|parte|deel|chapter|kapitel)\b", re.IGNORECASE)
"""What a last part of a title says that is its own, not a site's name."""

MAX_SITE_WORDS = 5


@dataclass(frozen=True, slots=True)
class Titles:
    """What a page says of its title.

    Attributes:
        metadata: titles in its metadata, the most reliable first; without the page's `title` element.
        document: the text of the `title` element.
        main: the text of the only main heading outside of the page's header, "" where there is none or several.
        headings: the texts of its headings in their order, those that say to be a title first.
        sites: what the site is called, as far as the page says so.
        host: the page's.
    """

    metadata: Sequence[str]
    document: str
    main: str
    headings: Sequence[str]
    sites: Sequence[str]
    host: str = ""

    def title(self) -> str:
        """The article's title; "" where the page has none but the site's."""
        texts = [each for each in (*self.metadata, self.document) if each]
        headings = [each for each in self.headings if not self._is_site(each)]
        for text in self.metadata:
            if any(_is_behind_kicker(text, heading) for heading in (self.main, *headings[:1])):
                return text
        for text in texts:
            parts = [
                heading
                for heading in headings
                if _is_part(heading, text)
                or ((heading == self.main or 2 * len(heading) >= len(text)) and _is_start(heading, text))
            ]
            if (heading := self._own(parts, squeezed(text))) is not None:
                return heading
        if self.main and not self.document and not self._is_site(self.main):
            return self.main
        for text in texts:
            title = self._without_site(text)
            if title and (not self._is_site(title) or len(texts) == 1 or (title == text and not headings)):
                return title
        return next(iter(headings), "")

    def _own(self, headings: Sequence[str], text: str) -> str | None:
        """Of the headings that are a part of a title the one that is the article's: what stands last may be the site's name."""
        for heading in headings:
            if text.startswith(squeezed(heading)[:20]):
                return heading
        long = [each for each in headings if each == self.main or 2 * len(squeezed(each)) >= len(text)]
        return next(iter(long), None)

    def _is_site(self, text: str) -> bool:
        name = squeezed(text)
        host = squeezed(self.host.rpartition(".")[0])
        return name in {squeezed(site) for site in self.sites} or (bool(host) and name == host)

    def _without_site(self, text: str) -> str:
        """A title without the site's name before or behind it."""
        for site in self.sites:
            shorter = without_site(text, site)
            if shorter not in (text, ""):
                return shorter
        if self.sites:
            return text
        matches = list(SEPARATOR.finditer(text))
        if not matches or text != self.document:
            return text
        last = matches[-1]
        head, tail = text[: last.start()].strip(), text[last.end() :].strip()
        if self._is_site(tail) or (
            last[0].strip() not in (":", "：", "_")
            and len(tail.split()) <= MAX_SITE_WORDS
            and not PART.search(tail)
            and head
        ):
            return head
        first = matches[0]
        return text[first.end() :].strip() if self._is_site(text[: first.start()]) else text


def without_site(title: str, site: str) -> str:
    """A page's title without the site's name, before it or after it."""
    rest = title[len(site) :].lstrip()
    if title.startswith(site) and rest.startswith(("|", ":", "–", "—", "-")):
        title = rest[1:].lstrip()
    rest = title[: -len(site)].rstrip()
    if title.endswith(site) and rest.endswith(("|", "：", "–", "—", "-", "«", "»", "·", "::", "•")):
        return rest.rstrip("|：–—-«»·:•").rstrip()
    return title


def _is_part(heading: str, text: str) -> bool:
    """Whether a heading is a title, or what it is without the site's name."""
    short, whole = squeezed(heading), squeezed(text)
    if not short:
        return False
    if short == whole:
        return True
    cut = whole.removesuffix("…")
    if len(cut) >= 20 and short.startswith(cut):  # metadata cut off
        return True
    parts = [squeezed(part) for part in parts_of(text)]
    return short in parts


def _is_behind_kicker(title: str, heading: str) -> bool:
    """Whether a heading is a title behind a line over it, from which nothing parts it but how both look."""
    kicker = heading.removesuffix(title).rstrip()
    return (
        bool(title) and kicker not in ("", heading) and kicker[-1].isalpha() and 2 * len(title) > len(heading)
    )


def _is_start(heading: str, text: str) -> bool:
    """Whether a title is a heading, and a site's name right behind it without a space."""
    rest = text[len(heading) :]
    return text.startswith(heading) and rest[:1] in UNSPACED and 1 < len(rest) <= MAX_UNSPACED


def parts_of(text: str) -> Iterable[str]:
    """What stands before and behind each separator of a title."""
    for match in SEPARATOR.finditer(text):
        yield text[: match.start()]
        yield text[match.end() :]


def squeezed(text: str) -> str:
    """A text without what varies between spellings of a title: spaces, punctuation, case."""
    return re.sub(r"\W+", "", text).casefold()
