"""A date as people write it beside a title: in words, in their language, in the order that is usual there."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

from syndicate.parser.dates import EITHER_FIRST, MONTH_FIRST, MONTHS_IN_A_YEAR, AmbiguousDateError
from syndicate.parser.months import month_of

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LENGTH = 400
"""Characters of a line that is searched; a byline is shorter."""

YEAR = r"(?P<year>(?:19|20)\d\d)(?!\d)"
DAY = r"(?<!\d)(?P<day>\d{1,2})"
WORD = r"(?P<word>[^\W\d_]{3,20})"
FORMS = tuple(
    map(
        re.compile,
        (
            r"(?<!\d)" + YEAR + r"\s?[-/.年년]\s?(?P<month>\d{1,2})\s?[-/.月월]\s?(?P<day>\d{1,2})(?!\d)",
            DAY
            + r"(?:st|nd|rd|th|er|º|ª|\.)?\s{1,3}(?:de\s|of\s|d['’]|ב)?"
            + WORD
            + r"\.?,?\s{1,3}(?:de\s|del\s)?"
            + YEAR,
            WORD + r"\.?\s{1,3}(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s{1,3}" + YEAR,
            r"(?<!\d)(?P<year>(?:19|20)\d\d)\.?\s{1,3}" + WORD + r"\.?\s{1,3}(?P<day>\d{1,2})(?!\d)",
            WORD + r"\s{1,2}(?P<day>\d{1,2})\s\d\d:\d\d(?::\d\d)?\s(?:[A-Z]{1,4}\s|[+-]\d{4}\s)?" + YEAR,
            DAY + r"\s{1,3}tháng\s{1,3}(?P<month>\d{1,2}),?\s{1,3}(?:năm\s)?" + YEAR,
            DAY + r"(?P<sign>[./-])\s?(?P<month>\d{1,2})(?P=sign)\s?" + YEAR,
            r"(?<![\d./])(?P<day>\d{1,2})(?P<sign>/)(?P<month>\d{1,2})/(?P<short>\d\d)(?![\d./])",
            r"(?<![\d./])(?P<day>[0-3]\d)(?P<sign>\.)(?P<month>[01]\d)\.(?P<short>\d\d)(?![\d./])",
        ),
    )
)
"""The orders in which a date is written: 2024-03-05, 5 March 2024, March 5, 2024, 2024. március 5., Mar 5 10:00:00 CET 2024, 5 tháng 3, 5.3.2024,
3/5/24, 05.03.24."""

TIME = re.compile(r"(?<![\d:])\d{1,2}[:.h時时]\d\d(?!\d)(?: ?(?:Uhr|[ap]\.?m\.?|h|分)(?!\w))?", re.IGNORECASE)

MODIFIED = re.compile(
    r"(?:updat|modif|edit|revis|aktualis|geändert|mis à jour|actualiz|atualiz|aggiorn|bijgewerkt|uppdater|opdater|обновл|更新|修改)"
    r"\D{0,25}$",
    re.IGNORECASE,
)
"""What stands before a date that is not that of publication."""


def date_in_words(text: str, language: str) -> date:
    """The date of publication that a line of text states.

    Args:
        text: the line, such as a byline.
        language: the page's, a BCP 47 tag or "".

    Raises:
        AmbiguousDateError: it states one that can be read in two ways, and no other.
        ValueError: it states none.
    """
    text = " ".join(text[:MAX_LENGTH].split())
    matches = sorted(
        (match for form in FORMS for match in form.finditer(text)), key=lambda match: match.start()
    )
    unclear: AmbiguousDateError | None = None
    for match in matches:
        if MODIFIED.search(text[: match.start()]):
            continue
        readings = list(_readings(match, language.lower()))
        with suppress(ValueError):
            days = [date(year, month, day) for year, month, day in readings]
            if len(days) > 1:
                unclear = unclear or AmbiguousDateError(match[0], (days[0], days[1]))
            elif days:
                return days[0]
    raise unclear or ValueError(f"no date: {text[:80]!r}")


def _year(short: int) -> int:
    """The year that two digits mean (POSIX, strptime)."""
    return short + (1900 if short >= 69 else 2000)


def without_dates(text: str) -> str:
    """A line with a dot in the middle in the place of each date and time, since these part what stands beside them."""
    for form in (*FORMS, TIME):
        text = form.sub(" · ", text)
    return " ".join(text.split())


def _readings(match: re.Match[str], language: str) -> Iterator[tuple[int, int, int]]:
    """The years, months and days that a match may mean: one where that is certain, the month first and the day first else."""
    parts = match.groupdict()
    year = int(parts["year"]) if "year" in parts else _year(int(parts["short"]))
    day = int(parts["day"])
    if "word" in parts:
        if month := month_of(parts["word"], language):
            yield year, month, day
        return
    month = int(parts["month"])
    if "sign" not in parts or parts["sign"] == "." or day > MONTHS_IN_A_YEAR or day == month:
        yield year, month, day
        return
    is_sure = month > MONTHS_IN_A_YEAR or (language and language not in EITHER_FIRST)
    if month > MONTHS_IN_A_YEAR or not is_sure or language in MONTH_FIRST:
        yield year, day, month
    if month <= MONTHS_IN_A_YEAR and language not in MONTH_FIRST:
        yield year, month, day
