"""The names of months as blogs write them, as a table: add a row for another language."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MONTHS: dict[str, str] = {
    "en": "january february march april may june july august september october november december",
    "de": "januar februar märz april mai juni juli august september oktober november dezember",
    "de-AT": "jänner feber märz april mai juni juli august september oktober november dezember",
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
    "zh": "一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月",
}
"""The twelve months of each language, from January on, as they stand in a date (Unicode CLDR, wide format)."""

CONTRACTED = {"nl": {"mrt": 3}, "cs": {"čvn": 6, "čvc": 7}, "ca": {"ag": 8}, "bg": {"яну": 1, "фев": 2}}
"""The abbreviations that are not how the month's name begins."""

NUMBERED = re.compile(r"th(?:áng\s?|g\.?\s?)?(\d{1,2})|(\d{1,2})\s?[月월]")
"""A month that is named by its number, as in "3月", "3월" and "tháng 3"."""

RARE = {"hr"}
"""The languages that decide nothing where the text's own is not known: their October is the others' November."""

SHORTEST = 3
"""Letters of an abbreviation."""


def month_of(word: str, language: str = "") -> int:
    """The number of the month that a word names or abbreviates, 0 where it names none, or several in several languages.

    Args:
        word: as it stands in the date; its case and its accents make no difference.
        language: of the text, a BCP 47 tag or "": what the word means in that counts, then what it means in English.
    """
    if numbered := NUMBERED.fullmatch(word.strip().lower()):
        return int(numbered[1] or numbered[2])
    return _named(_plain(word), language.casefold().partition("-")[0].partition("_")[0])


@lru_cache(maxsize=4096)
def _named(word: str, language: str) -> int:
    if len(word) < SHORTEST and not word.endswith("月"):
        return 0
    own = "nb" if language in ("no", "nn") else language
    known = {tongue: _months(word, tongue) for tongue in MONTHS}
    for tongue in (own, "en"):
        if len(months := known.get(tongue, frozenset())) == 1:
            return next(iter(months))
    exact = {number for tongue in MONTHS for number in _exact(word, tongue) if tongue not in RARE}
    if len(exact) == 1:
        return exact.pop()
    found = {
        month
        for tongue, months in known.items()
        for month in months
        if len(months) == 1 and tongue not in RARE
    }
    return found.pop() if len(found) == 1 else 0


def _exact(word: str, tongue: str) -> frozenset[int]:
    return frozenset(number for number, name in enumerate(_names(tongue), 1) if name == word)


def _months(word: str, tongue: str) -> frozenset[int]:
    """The months that a word may mean in one language."""
    contracted = {_plain(name): month for name, month in CONTRACTED.get(tongue, {}).items()}
    if word in contracted:
        return frozenset({contracted[word]})
    return _exact(word, tongue) or frozenset(
        number
        for number, name in enumerate(_names(tongue), 1)
        if name.startswith(word) or _is_form(word, name)
    )


@lru_cache(maxsize=64)
def _names(tongue: str) -> tuple[str, ...]:
    return tuple(map(_plain, MONTHS[tongue].split()))


def _is_form(word: str, name: str) -> bool:
    """Whether a word is another case of a month's name, such as a nominative, or an abbreviation like "sept"."""
    return (
        len(word) > 3
        and len(name) > 4
        and word[: len(name) - 2] == name[:-2]
        and abs(len(word) - len(name)) < 3
    )


def _plain(word: str) -> str:
    """A word without its case, its accents, and the dot of an abbreviation."""
    decomposed = unicodedata.normalize("NFKD", word.casefold().rstrip("."))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).replace("ı", "i")
