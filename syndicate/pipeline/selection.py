"""Pure: which of a blog's articles are wanted, as the config's [source.only] says, and in which order they come."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from syndicate.parser.plain_text import without_tags

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from syndicate.config import Only
    from syndicate.models import Article, Entry

DATE_IN_ADDRESS = re.compile(r"/(\d{4})/(\d\d)/(\d\d)/")


def within(when: date | None, since: date | None, until: date | None) -> bool:
    """Whether a date, if there is one, lies between two days, both included."""
    if when is None:
        return True
    day = when.date() if isinstance(when, datetime) else when
    return (since is None or day >= since) and (until is None or day <= until)


def may_be_wanted(entry: Entry, only: Iterable[Only]) -> bool:
    """Whether an entry's article may be wanted, as far as its list tells: what is not need not be fetched."""
    rules = list(only)
    return not rules or any(
        within(entry.published, rule.since, rule.until) and not _excluded(entry.address, entry.title, rule)
        for rule in rules
    )


def is_wanted(article: Article, only: Iterable[Only], names: Mapping[str, str]) -> bool:
    """Whether an article is wanted: it fits one of the rules in all that the rule says.

    Args:
        article: the article.
        only: the config's rules; without any, every article is wanted.
        names: the config's names for the authors' ids.
    """
    rules = list(only)
    return not rules or any(_fits(article, rule, names) for rule in rules)


def _fits(article: Article, rule: Only, names: Mapping[str, str]) -> bool:
    authors = {author.casefold() for id_ in article.authors for author in (id_, names.get(id_, id_))}
    return (
        within(article.published, rule.since, rule.until)
        and not _excluded(article.address, article.title, rule)
        and _any_of(rule.authors, authors)
        and _any_of(rule.tags, {tag.casefold() for tag in article.tags})
        and _matches(rule.title, article.title)
        and _matches(rule.text, " ".join(without_tags(article.body).split()))
    )


def _any_of(names: list[str], of_article: set[str]) -> bool:
    return not names or any(name.casefold() in of_article for name in names)


def _matches(pattern: str, text: str) -> bool:
    return not pattern or re.search(pattern, text, re.IGNORECASE) is not None


def _excluded(address: str, title: str, rule: Only) -> bool:
    return any(
        re.search(pattern, text, re.IGNORECASE) is not None
        for pattern in rule.but
        for text in (address, title)
    )


def day_of(entry: Entry) -> date | None:
    """The day of an entry as far as its list or its address says."""
    when = entry.published
    if when is None and (found := DATE_IN_ADDRESS.search(entry.address)):
        with suppress(ValueError):
            return date.fromisoformat("-".join(found.groups()))
    return when.date() if isinstance(when, datetime) else when


def newest(entries: Iterable[Entry], limit: int) -> list[Entry]:
    """The newest of the entries, at most so many; of one day, and without one, those that are listed first."""
    return sorted(entries, key=lambda entry: day_of(entry) or date.min, reverse=True)[:limit]


def from_the_oldest(entries: Iterable[Entry]) -> list[Entry]:
    """The entries in the order in which they were published; what is not dated comes last, as it stands.

    Where two would be published at one place, the later one yields. Of one day, the hour decides, and else
    the list, since lists begin with the newest.
    """

    def age(place: tuple[int, Entry]) -> tuple[date, time, int]:
        at, entry = place
        day, when = day_of(entry), entry.published
        hour = when.time() if isinstance(when, datetime) else time.min
        return day or date.max, hour, at if day is None else -at

    return [entry for _, entry in sorted(enumerate(entries), key=age)]
