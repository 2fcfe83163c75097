"""Dates as origins write them: in feeds, sitemaps and pages."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from syndicate.parser.months import month_of

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
WRITTEN = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})(?:er|º|ª|\.)?+\s*+(?:de |d['’])?+(?P<month>[^\W\d_]{3,14})\.?+,?+\s*+(?:de |del )?+(?P<year>\d{4})(?!\d)"
)
"""A day, a month's name and a year, as in "5 de mayo de 2024", "1er août 2024" and "5. März 2024"."""

CHINESE = re.compile(r"(\d{4})\s*+[年년]\s*+(\d{1,2})\s*+[月월]\s*+(\d{1,2})\s*+[日일].{0,30}", re.DOTALL)
NUMERIC = re.compile(
    r"(?P<first>\d{1,2})(?P<sign>[./-])(?P<second>\d{1,2})(?P=sign)(?P<year>\d{4})(?:[ ,T]{1,2}(?P<time>\d\d:\d\d(?::\d\d)?))?"
)
MONTH_FIRST = {"en", "en-us", "en-ph", "fil", "en-ca"}
"""The languages that write the month before the day (CLDR, dateFormats short)."""

MIN_YEAR = 1450
"""Before printing nothing was published; and what reads front matter takes a year of three digits for no date."""
NEGATIVE_YEAR = re.compile(r"^-\d{4}-|(?<=[^\W\d] )-\d{4}\b|^0000-")
"""A year before the first, as programs write it where there is no date."""

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


class AmbiguousDateError(ValueError):
    """A date that can be read in two ways; `readings` are both, the month first and the day first."""

    def __init__(self, text: str, readings: tuple[date, date]) -> None:
        month_first, day_first = readings
        super().__init__(f"{text!r} may be {month_first.isoformat()} or {day_first.isoformat()}")
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
    found = _parse(text.strip(), language)
    if found.year < MIN_YEAR or (found.year, found.month, found.day) in NO_DATES:
        raise ValueError(f"a date that stands for none: {text.strip()!r}")
    return found


def _parse(text: str, language: str) -> datetime | date:
    if len(text) > MAX_LENGTH:
        raise ValueError("not a date: too long")
    if NEGATIVE_YEAR.search(text):
        raise ValueError(f"a date that stands for none: {text!r}")
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    text = _in_english(text)
    if numeric := NUMERIC.fullmatch(text):
        return _parse_numeric(numeric, language)
    if script := JAVASCRIPT.fullmatch(text):
        month, day, year, time, offset = script.groups()
        text = f"{day} {month} {year} {time} {offset}"
    if RFC_2822.fullmatch(text):
        try:
            return parsedate_to_datetime(text)
        except (ValueError, OverflowError):
            pass  # a zone or a month that only dateutil understands
    return _parse_free_form(text)


def _in_english(text: str) -> str:
    """A text with a month's name in any language as in RFC 2822, without the names of days before it."""
    if written := CHINESE.fullmatch(text):
        return "-".join((written[1], written[2].zfill(2), written[3].zfill(2)))
    written = WRITTEN.search(text)
    if written is None or not (month := month_of(written["month"])):
        return text
    return f"{written['day']} {ENGLISH[month - 1]} {written['year']}{text[written.end() :]}"


def _parse_numeric(numeric: re.Match[str], language: str) -> datetime | date:
    """A date in numbers; with dots, the day comes first wherever dates are written so."""
    first, second, year = int(numeric["first"]), int(numeric["second"]), int(numeric["year"])
    time = f"T{numeric['time']}" if numeric["time"] else ""

    def reading(month: int, day: int) -> datetime | date:
        text = f"{year:04}-{month:02}-{day:02}"
        return datetime.fromisoformat(text + time) if time else date.fromisoformat(text)

    if numeric["sign"] == "." or first > MONTHS_IN_A_YEAR:
        return reading(second, first)
    if second > MONTHS_IN_A_YEAR or first == second:
        return reading(first, second)
    if language:
        is_month_first = language.casefold().replace("_", "-") in MONTH_FIRST
        return reading(first, second) if is_month_first else reading(second, first)
    raise AmbiguousDateError(numeric[0], (reading(first, second), reading(second, first)))


def _parse_free_form(text: str) -> datetime | date:
    """The date by dateutil, which must not fill in parts from its default."""
    from dateutil import parser

    if re.fullmatch(r"\d*+\.?\d*+", text):
        raise ValueError(f"not a date: {text!r}")  # dateutil reads any number as a day, or cuts its digits up
    text = OFFSET_FROM_UTC.sub("", text)  # dateutil reads GMT+2 as POSIX does, west; the web means east
    parses = []
    for default in (datetime(2000, 1, 1, 0, 0), datetime(2004, 2, 28, 1, 1)):  # noqa: DTZ001  (the text states the zone)
        try:
            parses.append(parser.parse(text, default=default, tzinfos=_zone))
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
