"""The dates of a feed's entries: each read as the feed's others have them, and what cannot be read kept as it stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from syndicate.parser.dates import MAX_LENGTH, AmbiguousDateError, NoDateError, parse_date

if TYPE_CHECKING:
    from collections.abc import Iterable

NUMBERS = re.compile(r"(?<!\d)(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d\d)(?!\d)")
"""A day and a month in numbers, in either order, before a year."""
DAYS_IN_A_MONTH = 31

MONTHS_IN_A_YEAR = 12
MONTH_FIRST, DAY_FIRST = "en-US", "en-GB"
"""A language for each of the two orders."""

IN_ADDRESS = re.compile(r"/(\d{4})/(\d\d)/(\d\d)(?:/|$)")

SAME_BUILD = timedelta(minutes=1)
"""A feed is made in less."""

MIN_ENTRIES = 3
"""Of fewer entries, all may have been published at once."""

Moment = datetime | date | None


@dataclass(frozen=True, slots=True)
class EntryDates:
    """How the dates of one feed are read.

    `language` is the one that decides which number is the day. `built` is when the feed was made, as it says;
    `is_copied` that it gives that as the date of all its entries, and so of none.
    """

    language: str = ""
    built: datetime | None = None
    is_copied: bool = False

    def is_of_build(self, when: Moment) -> bool:
        """Whether a date is the time at which the feed was made."""
        return is_at(when, self.built)

    def read(self, published: str, updated: str, address: str) -> tuple[Moment, Moment, str]:
        """When an entry was published and changed, and the text of its date where that cannot be read.

        Args:
            published: as it stands there; "" for nowhere.
            updated: likewise; it dates an entry that nothing else dates.
            address: of the entry, which may have the date too.
        """
        when, unread = self._read(published, address)
        changed, unread_change = self._read(updated, address)
        return when, changed, "" if when or (changed and not unread) else unread or unread_change

    def _read(self, text: str, address: str) -> tuple[Moment, str]:
        try:
            when = (self._in_address(text, address) or parse_date(text, self.language)) if text else None
            return (None if self.is_copied and self.is_of_build(when) else when), ""
        except NoDateError:
            return None, ""
        except ValueError:
            return None, " ".join(text.split())[:MAX_LENGTH]

    @staticmethod
    def _in_address(text: str, address: str) -> Moment:
        """The reading of an ambiguous date that the address has too."""
        match = IN_ADDRESS.search(address)
        if match is None or not NUMBERS.search(text):
            return None
        try:
            parse_date(text)
        except AmbiguousDateError as error:
            return next(
                (each for each in error.readings if each.isoformat() == "-".join(match.groups())), None
            )
        except ValueError:
            pass
        return None


def entry_dates(entries: Iterable[tuple[str, str]], language: str, built: str = "") -> EntryDates:
    """How the dates of a feed are read: those of its days that are over 12 say which number is the day, else its language.

    Args:
        entries: when each of its entries was published and changed, as it stands there.
        language: the feed's, a BCP 47 tag or "".
        built: when it was made, as it says; "" where it does not.
    """
    entries = list(entries)
    dates = _order([text for entry in entries for text in entry], language)
    made = dates.read(built, "", "")[0]
    is_copied = len(entries) >= MIN_ENTRIES and all(
        is_at(dates.read(published or changed, "", "")[0], made) for published, changed in entries
    )
    return replace(dates, built=made if isinstance(made, datetime) else None, is_copied=is_copied)


def is_at(when: Moment, other: Moment) -> bool:
    """Whether two dates have a time of day, and are of one minute; midnight may stand for a day."""
    if not isinstance(when, datetime) or not isinstance(other, datetime) or when.time() == time():
        return False
    is_comparable = (when.tzinfo is None) == (other.tzinfo is None)
    return is_comparable and abs(when - other) <= SAME_BUILD


def _order(texts: Iterable[str], language: str) -> EntryDates:
    """The language by which numbers are read: that of the feed's other dates, else its own."""
    numbers = [tuple(map(int, match.groups())) for match in map(NUMBERS.search, texts) if match]
    # In 25/01/26 the year may be the first number, too; not in 25/01/99.
    is_day_first = any(first > MONTHS_IN_A_YEAR and third > DAYS_IN_A_MONTH for first, _, third in numbers)
    is_month_first = any(second > MONTHS_IN_A_YEAR for _, second, _ in numbers)
    if is_day_first != is_month_first:
        return EntryDates(DAY_FIRST if is_day_first else MONTH_FIRST)
    return EntryDates("" if is_day_first else language)
