"""A post's description: the feed's summary, or whole sentences from the first real paragraph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from syndicate.parser.page.tables import APPEARED

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

LONGEST = 250
"""Characters of whole sentences; what search engines and link previews show is shorter still."""
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9À-Þ])")
ABBREVIATIONS = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|vs|No|Inc|Ltd|Co|etc|approx|[ei]\.?[eg]|U\.S|Ph\.D))\.$"
)

CUT_OFF = re.compile(r"\W*(?:\[?(?:…|\.\.\.)\]?|Read more|Continue reading)\W*$")
"""How a summary ends that is the body's beginning."""
TAIL = re.compile(rf"\s*{APPEARED}$")
BREAKS = re.compile(
    r"(?=</?(?:p|div|section|article|h[1-6]|[uod]l|li|d[dt]|t[rdh]|blockquote|fig\w+|pre|br|hr)\b)",
    re.IGNORECASE,
)
"""Where one element's text ends and another's begins."""

NOTICE = re.compile(
    r"\W*(?:update|updated|editor[’']s note|note|image|image source|photo|photo credit|credit)\b[^.:]{0,30}:|special thanks",
    re.IGNORECASE,
)
"""How a paragraph begins that is about the article or a picture in it."""


def describe(body: LexborNode, summary: str = "") -> str:
    """One line about the article.

    Args:
        body: the cleaned body.
        summary: HTML of what the feed says of it, or "".

    Returns:
        The summary where there is one and it is not just the body's beginning; else sentences of the body.
    """
    said = TAIL.sub("", _plain(summary))
    if said and not _squeezed(body.text()).startswith(_squeezed(CUT_OFF.sub("", said))[:400]):
        return said
    return _sentences(_first_paragraph(body))


def _first_paragraph(body: LexborNode) -> str:
    """The first paragraph that is not an aside, a note all in italics, or a line that only leads somewhere."""
    fallback = ""
    for paragraph in body.css("p"):
        text = _plain(paragraph.html or "")
        if not text or any(
            parent.tag in {"blockquote", "figure", "table", "aside", "li", "footer"}
            for parent in _parents(paragraph)
        ):
            continue
        fallback = fallback or text
        marked = max(
            (_line(mark.text()) for mark in paragraph.css("em, i, strong, b, a, code")), key=len, default=""
        )
        if len(text) >= 40 and len(marked) < 0.9 * len(text) and not NOTICE.match(text):
            for note in paragraph.css(".footnote-ref"):
                text = text.replace(note.text(), "")
            return text
    return fallback or _plain(body.html or "")


def _sentences(text: str) -> str:
    """Whole sentences up to `LONGEST` characters; the first one whole whatever its length."""
    end = 0
    for match in SENTENCE_END.finditer(text):
        if ABBREVIATIONS.search(text[: match.start()]):
            continue
        if end and match.start() > LONGEST:
            break
        end = match.start() + len(match[0].rstrip())
        if end > LONGEST:
            break
    else:
        if not end or len(text) <= LONGEST:
            end = len(text)
    return text[:end]


def _parents(node: LexborNode) -> list[LexborNode]:
    found = []
    parent = node.parent
    while parent is not None and parent.tag != "body":
        found.append(parent)
        parent = parent.parent
    return found


def _plain(html: str) -> str:
    if not html:
        return ""
    spaced = BREAKS.sub(" ", html)
    root = LexborHTMLParser(f"<!doctype html><html><body>{spaced}</body></html>").body
    return _line(root.text()) if root is not None else ""


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _line(text: str) -> str:
    return re.sub(r"[ \t\n\r\f]+", " ", text).strip()
