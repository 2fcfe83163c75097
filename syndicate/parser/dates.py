"""Dates as origins write them: in feeds, sitemaps and pages."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from syndicate.parser.months import month_of

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_LENGTH = 100
"""More characters than any date has, the name of JavaScript's time zone included."""

RFC_2822 = re.compile(
    r"(?:[A-Za-z]{3,9},?\s+)?\d{1,2}\s+[A-Za-z]{3,9}\.?\s+\d{2,4}\s+\d{1,2}:\d\d(?::\d\d)?"
    r"(?:\s+(?:[+-]\d{4}|(?![AP]M\b)[A-Z]{1,4})(?:\s+\(.*\))?)?"
)
JAVASCRIPT = re.compile(
    r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d\d) (\d{4}) (\d\d:\d\d:\d\d) GMT([+-]\d{4})(?: \(.*\))?"
)
OFFSET_FROM_UTC = re.compile(r"\b(?:GMT|UTC)\s*(?=[+-]\d)")

ENGLISH = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MONTHS_IN_A_YEAR = 12
NAMED = re.compile("|".join(ENGLISH), re.IGNORECASE)
DAY = r"(?<!\d)(?P<day>\d{1,2})(?:st|nd|rd|th|er|º|ª|\.)?+(?!\d)"
MONTH = r"(?P<month>\d{1,2}\s?[月월]|[Tt]h(?:áng\s?|g\.?\s?)?\d{1,2}|[^\W\d_]{1,2}月|(?:[^\W\d_]\u0307?){2,14})\.?+"
YEAR = r"(?P<year>\d{4}(?!\d)|\d\d(?=\s+\d{1,2}:|$))"
WRITTEN = tuple(
    map(
        re.compile,
        (
            DAY + r"\s*+(?:de |of |d['’])?+" + MONTH + r"[,،]?+\s*+(?:de |del )?+" + YEAR,
            r"(?<![^\W_])" + MONTH + r"\s++" + DAY + r",?+\s++" + YEAR,
            r"(?<!\d)(?P<year>\d{4})\.?\s++" + MONTH + r"\s++" + DAY,
        ),
    )
)
"""A day, a month's name and a year in any language: "5 de mayo de 2024", "marzo 5, 2024", "2024. március 5."."""

AFTER_DAY = re.compile(
    r"\D{0,12}?(?P<hour>\d{1,2})\s?[:.hH]\s?(?P<minute>\d\d)(?:[:.](?P<second>\d\d))?(?![\d])(?:\.\d+)?\s*+"
    r"(?P<half>[apAP]\.?\s?[mM]\b\.?)?+\s*+(?P<zone>(?:GMT|UTC)?[+-]\d\d:?\d\d|[A-Z]{1,5}\b)?+(?P<rest>.{0,60})",
    re.DOTALL,
)
"""A time after a day, with the words before it ("at", "um", "klo") and after it ("Uhr")."""
MAX_WORDS = 20
"""More letters after a day, such as the "r." of a Polish year, are a text."""

CHINESE = re.compile(r"(\d{4})\s*+[年년]\s*+(\d{1,2})\s*+[月월]\s*+(\d{1,2})\s*+[日일].{0,30}", re.DOTALL)
NUMERIC = re.compile(
    r"(?P<first>\d{1,2})(?P<sign>[./-]) ?(?P<second>\d{1,2})(?P=sign) ?(?P<year>\d{4}|\d\d)(?!\d)\.?(?:[ ,T]{1,2}(?P<time>\d\d:\d\d(?::\d\d)?))?"
)
WORDS_BEFORE = re.compile(r"^[^\d]{0,20}(?=\d)")
"""What stands before the first number of a date, such as the name of a day: it says nothing."""

MONTH_FIRST = {"en-us", "en-ph", "fil"}
"""The languages that write the month before the day (CLDR, dateFormats short)."""
EITHER_FIRST = {"en", "en-ca"}
"""The languages that write it either way, or that do not say of which country they are."""
YEAR_FIRST_LANGUAGES = {"ja", "zh", "ko", "hu", "lt", "sv"}
"""The languages in which 26/02/05 may begin with the year."""
PIVOT = 70
"""A year of two digits from here on is one of the last century."""

EPOCH = re.compile(r"(\d{9,10}|\d{12,13})(?:\.\d{1,9})?")
EPOCHS = (631_152_000, 4_102_444_800)
"""The seconds since 1970 that are taken for a date: from 1990 to 2100."""
SECONDS_ALONE = 10
"""More digits count milliseconds."""
COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?")

MIDNIGHT = re.compile(r"(?<![\d:])24:00(?::00(?:\.0+)?)?(?![\d:])")
"""The end of a day, which Python does not read."""
LEAP_SECOND = re.compile(r"(?<=\d:\d\d:)60(?!\d)")

YEAR_FIRST = re.compile(r"\d{4}")

MIN_YEAR = 1450
"""Before printing nothing was published; and what reads front matter takes a year of three digits for no date."""
NEGATIVE_YEAR = re.compile(r"^-\d{4}-|(?<=[^\W\d] )-\d{4}\b|^0000-")
"""A year before the first, as programs write it where there is no date."""

YEAR_OF_NONE = re.compile(
    r"^0\d{3}-"
    r"|(?<!\d)\d{1,2}([/.-])(?:\d{1,2}|[^\W\d_]{3,9})\1 ?0\d{3}(?!\d)"
    r"|[^\W\d_]\.?,? 0\d{3}(?![\d:])"
    r"|(?<!\d )\b[^\W\d_]{3,12}\.? \d{1,2}[a-z.]{0,2},? 0\d{3}(?![\d:])"
)
"""A year such as 0001, which what reads dates takes for 2001: Hugo and Go write it where there is no date."""
YEAR_OF_SOME = re.compile(r"(?<![\d+-])[1-9]\d{3}(?!\d)")

NO_DATES = {(1970, 1, 1), (1969, 12, 31), (1899, 12, 30), (1899, 12, 31), (1900, 1, 1), (1601, 1, 1)}
"""The days with which programs count time, and which they write for no date at all."""

ZONE_OFFSETS = {
    "UT": 0,
    "UTC": 0,
    "GMT": 0,
    "Z": 0,
    "EST": -5,
    "EDT": -4,
    "CST": -6,
    "CDT": -5,
    "MST": -7,
    "MDT": -6,
    "PST": -8,
    "PDT": -7,
}
"""The zone names that mean one thing everywhere, in hours east (RFC 5322, section 4.3)."""


class NoDateError(ValueError):
    """A date that programs write where there is none."""


class AmbiguousDateError(ValueError):
    """A date that can be read in several ways; `readings` are all of them, the month first before the day first."""

    def __init__(self, text: str, readings: tuple[date, ...]) -> None:
        super().__init__(f"{text!r} may be {' or '.join(each.isoformat() for each in readings)}")
        self.text = text
        self.readings = readings


def parse_date(text: str, language: str = "") -> datetime | date:
    """The date that a text states, with the zone that it states or none; a bare day stays a `date`.

    Args:
        text: ISO 8601, RFC 2822, JavaScript's `Date.toString()`, or as people write it, in many languages.
        language: of the page, as its `lang` has it: whether the month or the day comes first in 05/02/2024.

    Raises:
        AmbiguousDateError: it can be read in two ways, and the language is not known.
        ValueError: it is not a date, leaves out the day, the month or the year, or is one that programs write for none.
    """
    text = _plain(text)
    is_end_of_day = MIDNIGHT.search(text) is not None
    found = _parse(LEAP_SECOND.sub("59", MIDNIGHT.sub("00:00:00", text)), language)
    if found.year < MIN_YEAR or (found.year, found.month, found.day) in NO_DATES:
        raise NoDateError(f"a date that stands for none: {text!r}")
    return found + timedelta(days=1) if is_end_of_day else found


def _plain(text: str) -> str:
    """A text with the digits and spaces of all writings as those of ASCII."""
    text = "".join(
        str(unicodedata.decimal(each)) if each.isdecimal() else each for each in text[: MAX_LENGTH + 1]
    )
    return " ".join(unicodedata.normalize("NFC", text).split())


def _parse(text: str, language: str) -> datetime | date:
    if len(text) > MAX_LENGTH:
        raise ValueError("not a date: too long")
    if NEGATIVE_YEAR.search(text) or (YEAR_OF_NONE.search(text) and not YEAR_OF_SOME.search(text)):
        raise NoDateError(f"a date that stands for none: {text!r}")
    if (counted := _counted(text)) is not None:
        return counted
    for read in (date.fromisoformat, datetime.fromisoformat):
        with suppress(ValueError):
            return read(text)
    if script := JAVASCRIPT.fullmatch(text):
        month, day, year, clock, offset = script.groups()
        text = f"{day} {month} {year} {clock} {offset}"
    text = _in_english(text, language)
    if numeric := NUMERIC.fullmatch(WORDS_BEFORE.sub("", text)):
        return _parse_numeric(numeric, language)
    if RFC_2822.fullmatch(text):
        with suppress(ValueError, OverflowError):  # a zone or a month that only dateutil understands
            return parsedate_to_datetime(text)
    return _parse_free_form(text, language)


def _counted(text: str) -> datetime | None:
    """The moment that a number counts from 1970 on, in seconds or milliseconds, or that it writes without signs."""
    if EPOCH.fullmatch(text):
        seconds = float(text)
        if len(text.partition(".")[0]) > SECONDS_ALONE:
            seconds /= 1000
        first, last = EPOCHS
        if first <= seconds < last:
            return datetime.fromtimestamp(seconds, UTC)
    if compact := COMPACT.fullmatch(text):
        year, month, day, hour, minute, second = (int(each or 0) for each in compact.groups())
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  (it states no zone)
    return None


def _in_english(text: str, language: str) -> str:
    """A text with a month's name in any language as in RFC 2822, without the names of days before it."""
    if written := CHINESE.fullmatch(text):
        return "-".join((written[1], written[2].zfill(2), written[3].zfill(2)))
    for form in WRITTEN:
        written = form.search(text)
        if written is not None and (month := month_of(written["month"], language)):
            if not 1 <= month <= MONTHS_IN_A_YEAR:
                raise ValueError(f"not a date: {text!r}")
            after = _after_day(text[written.end() :])
            return f"{int(written['day'])} {ENGLISH[month - 1]} {written['year']}{after}"
    return text


def _after_day(text: str) -> str:
    """What stands after a day as in RFC 2822; words alone say nothing."""
    after = AFTER_DAY.fullmatch(text)
    if after is not None and not re.search(r"\d", after["rest"]):
        half = f" {after['half'][0].upper()}M" if after["half"] else ""
        zone = (after["zone"] or "").replace(":", "")
        clock = f"{after['hour']}:{after['minute']}:{after['second'] or '00'}"
        named = f" {after['rest'].strip()}" if after["rest"].strip().startswith("(") else ""
        return f" {clock}{half} {zone}{named}".rstrip()
    return text if re.search(r"\d", text) or len(text) > MAX_WORDS else ""


def _parse_numeric(numeric: re.Match[str], language: str) -> datetime | date:
    """A date in numbers; with dots, the day comes first wherever dates are written so."""
    first, second, third = int(numeric["first"]), int(numeric["second"]), int(numeric["year"])
    has_short_year = len(numeric["year"]) == len("26")
    year = _whole_year(third) if has_short_year else third
    orders = {"day": (year, second, first)}
    if numeric["sign"] != ".":
        orders["month"] = (year, first, second)
    if has_short_year:
        orders["year"] = (_whole_year(first), second, third)
    readings = {}
    for order, parts in orders.items():
        with suppress(ValueError):
            readings[order] = _moment(date(*parts), numeric["time"] or "")
    if not readings:
        raise ValueError(f"not a date: {numeric[0]!r}")
    return _agreed(numeric[0], readings, language)


def _moment(day: date, clock: str) -> datetime | date:
    return datetime.combine(day, time.fromisoformat(clock)) if clock else day


def _whole_year(digits: int) -> int:
    return digits + (2000 if digits < PIVOT else 1900)


def _agreed(text: str, readings: Mapping[str, datetime | date], language: str) -> datetime | date:
    """The reading of several that a language has, by what comes first in them: the month, the day or the year."""
    if len(set(readings.values())) == 1:
        return next(iter(readings.values()))
    language = language.casefold().replace("_", "-")
    order = "month" if language in MONTH_FIRST else "day"
    is_open = not language or language in EITHER_FIRST
    if is_open or order not in readings or ("year" in readings and language[:2] in YEAR_FIRST_LANGUAGES):
        found = (readings[each] for each in ("month", "day", "year") if each in readings)
        raise AmbiguousDateError(text, tuple(dict.fromkeys(map(_day, found))))
    return readings[order]


def _day(moment: datetime | date) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


def _parse_free_form(text: str, language: str) -> datetime | date:
    """The date by dateutil, which must neither fill in parts from its default nor choose which number is the day."""
    if re.fullmatch(r"\d*+\.?\d*+", text):
        raise ValueError(f"not a date: {text!r}")  # dateutil reads any number as a day, or cuts its digits up
    text = OFFSET_FROM_UTC.sub("", text)  # dateutil reads GMT+2 as POSIX does, west; the web means east
    month_first = _by_dateutil(text)
    if YEAR_FIRST.match(text):
        return month_first
    if not NAMED.search(text) and _day(_by_dateutil(text, yearfirst=True)) != _day(month_first):
        raise ValueError(f"not a date: {text!r}")
    day_first = _by_dateutil(text, dayfirst=True)
    return (
        month_first
        if _day(day_first) == _day(month_first)
        else _agreed(text, {"month": month_first, "day": day_first}, language)
    )


def _by_dateutil(text: str, *, dayfirst: bool = False, yearfirst: bool = False) -> datetime | date:
    from dateutil import parser

    parses = []
    for default in (datetime(2000, 1, 1, 0, 0), datetime(2004, 2, 28, 1, 1)):  # noqa: DTZ001  (the text states the zone)
        try:
            parses.append(
                parser.parse(text, default=default, tzinfos=_zone, dayfirst=dayfirst, yearfirst=yearfirst)
            )
        except (ValueError, OverflowError, TypeError, AttributeError, ArithmeticError) as error:
            raise ValueError(f"not a date: {text!r}") from error
    first, second = parses
    if first.date() != second.date():
        raise ValueError(f"not a whole date: {text!r}")
    return first.date() if first.hour != second.hour else first


def _zone(name: str | None, offset: int | None) -> tzinfo | None:
    """The zone of an offset in seconds or a name; none for names that mean several, or this machine's own."""
    if offset is not None:
        return timezone(timedelta(seconds=offset))
    return (
        timezone(timedelta(hours=ZONE_OFFSETS[name.upper()]))
        if name and name.upper() in ZONE_OFFSETS
        else None
    )
