"""Dates as origins write them: in feeds, sitemaps and pages."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

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


def parse_date(text: str) -> datetime | date:
    """The date that a text states, with the zone that it states or none; a bare day stays a `date`.

    Args:
        text: ISO 8601, RFC 2822, JavaScript's `Date.toString()`, or as people write it.

    Raises:
        ValueError: it is not a date, or leaves out the day, the month or the year.
    """
    text = text.strip()
    if len(text) > MAX_LENGTH:
        raise ValueError("not a date: too long")
    try:
        return date.fromisoformat(text)
    except ValueError:
        pass
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        pass
    if script := JAVASCRIPT.fullmatch(text):
        month, day, year, time, offset = script.groups()
        text = f"{day} {month} {year} {time} {offset}"
    if RFC_2822.fullmatch(text):
        try:
            return parsedate_to_datetime(text)
        except (ValueError, OverflowError):
            pass  # a zone or a month that only dateutil understands
    return _parse_free_form(text)


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
