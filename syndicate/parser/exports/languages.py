"""A text in several languages, as WordPress's plugin qTranslate and those after it store it -> the text in one of them.

Source: https://github.com/qtranslate/qtranslate-xt/wiki/Multilingual-fields
"""

from __future__ import annotations

import re

CODE = r"([a-z]{2,3}(?:[_-][A-Za-z]{2,4})?)?"
MARK = re.compile(rf"<!--:{CODE}-->|\[:{CODE}\]|\{{:{CODE}\}}")
"""Where a language begins, or where what is of one language ends."""
ENDS = ("<!--:-->", "[:]", "{:}")


def languages_of(text: str) -> tuple[str, ...]:
    """The languages in which a text is stored, in order; none where it is an ordinary one.

    Such a text begins with a language's mark and ends with the mark of the end: what looks like marks elsewhere may be code.
    """
    text = text.strip()
    first = MARK.match(text)
    if first is None or first[0] in ENDS or not text.endswith(ENDS):
        return ()
    return tuple(dict.fromkeys(filter(None, map(_language, MARK.finditer(text)))))


def in_language(text: str, language: str) -> str:
    """The text in one language, with what is said in all; the first that there is where it is not in that language."""
    languages = languages_of(text)
    if not languages:
        return text
    wanted = ("", language if language in languages else languages[0])
    parts: list[str] = []
    current, at = "", 0
    for mark in MARK.finditer(text):
        if current in wanted:
            parts.append(text[at : mark.start()])
        current, at = _language(mark), mark.end()
    return "".join([*parts, text[at:] if current in wanted else ""]).strip()


def _language(mark: re.Match[str]) -> str:
    return mark[1] or mark[2] or mark[3] or ""
