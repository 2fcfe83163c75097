"""A date as people write it beside a title: in words, in their language, in the order that is usual there."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_LENGTH = 400
"""Characters of a line that is searched; a byline is shorter."""

MONTHS = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    "ca": "gener febrer març abril maig juny juliol agost setembre octubre novembre desembre",
    "nl": "januari februari maart april mei juni juli augustus september oktober november december",
    "sv": "januari februari mars april maj juni juli augusti september oktober november december",
    "da": "januar februar marts april maj juni juli august september oktober november december",
    "nb": "januar februar mars april mai juni juli august september oktober november desember",
    "fi": "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta "
    "marraskuuta joulukuuta",
    "pl": "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    "cs": "ledna února března dubna května června července srpna září října listopadu prosince",
    "sk": "januára februára marca apríla mája júna júla augusta septembra októbra novembra decembra",
    "hr": "siječnja veljače ožujka travnja svibnja lipnja srpnja kolovoza rujna listopada studenoga prosinca",
    "hu": "január február március április május június július augusztus szeptember október november december",
    "ro": "ianuarie februarie martie aprilie mai iunie iulie august septembrie octombrie noiembrie decembrie",
    "tr": "ocak şubat mart nisan mayıs haziran temmuz ağustos eylül ekim kasım aralık",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "uk": "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    "bg": "януари февруари март април май юни юли август септември октомври ноември декември",
    "el": "ιανουαρίου φεβρουαρίου μαρτίου απριλίου μαΐου ιουνίου ιουλίου αυγούστου σεπτεμβρίου οκτωβρίου νοεμβρίου δεκεμβρίου",
    "id": "januari februari maret april mei juni juli agustus september oktober november desember",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
    "he": "ינואר פברואר מרץ אפריל מאי יוני יולי אוגוסט ספטמבר אוקטובר נובמבר דצמבר",
}
"""The names of the months as they stand in a date (Unicode CLDR, wide format)."""

MONTH_FIRST = {"en-us", "en-ph", "fil"}
"""The languages in which 3/5/2024 is in March; in "en" alone it may be either."""

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
            DAY + r"\s{1,3}tháng\s{1,3}(?P<month>\d{1,2}),?\s{1,3}(?:năm\s)?" + YEAR,
            DAY + r"(?P<sign>[./-])\s?(?P<month>\d{1,2})(?P=sign)\s?" + YEAR,
        ),
    )
)
"""The orders in which a date is written: 2024-03-05, 5 March 2024, March 5, 2024, 2024. március 5., 5 tháng 3, 5.3.2024."""

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
        ValueError: it states none, or one that could be read in two ways.
    """
    text = " ".join(text[:MAX_LENGTH].split())
    matches = sorted(
        (match for form in FORMS for match in form.finditer(text)), key=lambda match: match.start()
    )
    for match in matches:
        if MODIFIED.search(text[: match.start()]):
            continue
        for year, month, day in _readings(match, language.lower()):
            with suppress(ValueError):
                return date(year, month, day)
    raise ValueError(f"no date: {text[:80]!r}")


def _readings(match: re.Match[str], language: str) -> Iterator[tuple[int, int, int]]:
    """The year, month and day that a match means; none where that is not certain."""
    parts = match.groupdict()
    year, day = int(parts["year"]), int(parts["day"])
    if "word" in parts:
        if month := _month(parts["word"], language):
            yield year, month, day
        return
    month = int(parts["month"])
    if "sign" not in parts or parts["sign"] == "." or day > 12 or day == month:
        yield year, month, day
    elif month > 12 or language in MONTH_FIRST:
        yield year, day, month
    elif language and language != "en":
        yield year, month, day


def _month(word: str, language: str) -> int:
    """The month that a word names in the page's language, else in English, else in all that know it; 0 for none."""
    word = word.lower()
    by_language = {
        tongue: {
            number
            for number, name in enumerate(names.split(), 1)
            if name == word or (len(name) > len(word) and name.startswith(word)) or _is_form(word, name)
        }
        for tongue, names in MONTHS.items()
    }
    for tongue in (language.partition("-")[0].replace("no", "nb"), "en"):
        if len(months := by_language.get(tongue, set())) == 1:
            return months.pop()
    months = {month for known in by_language.values() if len(known) == 1 for month in known}
    return months.pop() if len(months) == 1 else 0


def _is_form(word: str, name: str) -> bool:
    """Whether a word is another case of a month's name, such as a nominative, or an abbreviation like "sept"."""
    return (
        len(word) > 3
        and len(name) > 4
        and word[: len(name) - 2] == name[:-2]
        and abs(len(word) - len(name)) < 3
    )
