"""A post's description: the feed's summary, or whole sentences from the first real paragraph."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate.parser.bounds import parse_fragment
from syndicate.parser.page.platforms import WORDPRESS_TAIL

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MAX_LENGTH = 250
"""Characters of whole sentences; what search engines and link previews show is shorter still."""
SENTENCE_END = re.compile(r"(?<=[.!?…])[\"'”’)\]]*\s+(?=[\"'“‘(\[]*[A-Z0-9À-Þ])")
ABBREVIATIONS = re.compile(
    r"(?:\b(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Jr|Sr|vs|No|Inc|Ltd|Co|etc|approx|[ei]\.?[eg]|U\.S|Ph\.D))\.$"
)

PUNCTUATION_AT_END = re.compile(r"(?<!\W)\W+\Z")
MORE = ("Read more", "Continue reading")
"""What a summary ends in that is only the start of the body, cut off."""
TAIL_START = re.compile("The post ")
TAIL = re.compile(WORDPRESS_TAIL)
BLOCK_TAGS = re.compile(
    r"(?=</?(?:p|div|section|article|h[1-6]|[uod]l|li|d[dt]|t[rdh]|blockquote|fig\w+|pre|br|hr)\b)",
    re.IGNORECASE,
)
"""Tags that separate the text of one block from the next."""

NOTICE = re.compile(
    r"\W*(?:update|updated|editor[’']s note|note|image|image source|photo|photo credit|credit)\b[^.:]{0,30}:|special thanks",
    re.IGNORECASE,
)
"""How a paragraph begins that is a note about the article, or a picture's caption."""


WORD = re.compile(r"\w{4,}")
MIN_WORDS = 5
"""A shorter description may be of anything."""

OWN_SHARE = 0.7


def describe(body: LexborNode, summary: str = "") -> str:
    """One line about the article.

    Args:
        body: the cleaned body.
        summary: the feed's summary in HTML, or "".

    Returns:
        The summary, unless it is empty or just the start of the body; else sentences of the body.
    """
    plain_summary = _without_tail(_plain_text(summary))
    if plain_summary and not _without_whitespace(body.text()).startswith(
        _without_whitespace(without_truncation(plain_summary))[:400]
    ):
        return plain_summary
    return _sentences(_first_paragraph(body))


def fitting(stated: str, text: str) -> str:
    """What a page says of its article, in whole sentences; "" where that seems to be said of the whole site.

    Args:
        stated: the page's description, which may hold HTML.
        text: the article's: of its description most words are words of it, too.
    """
    stated = _sentences(_plain_text(stated) if "</" in stated else _line(stated))
    words = set(WORD.findall(stated.casefold()))
    own = set(WORD.findall(" ".join(set(text.casefold().split()))))
    return stated if len(words) >= MIN_WORDS and len(words & own) >= OWN_SHARE * len(words) else ""


def without_truncation(text: str) -> str:
    """The text without dots, "Read more" or the like at its end; the same text if it does not end so."""
    words = PUNCTUATION_AT_END.sub("", text)
    if words.endswith(MORE):
        more = next(more for more in MORE if words.endswith(more))
        return PUNCTUATION_AT_END.sub("", words.removesuffix(more))
    end = text[len(words) :]
    return words if "…" in end or "..." in end else text


def _without_tail(text: str) -> str:
    """The text without the line that WordPress puts after a summary."""
    starts = (start.start() for start in TAIL_START.finditer(text))
    return next((text[:start].rstrip() for start in starts if TAIL.match(text, start)), text)


def _first_paragraph(body: LexborNode) -> str:
    """The first paragraph that is not an aside, a note all in italics, or only a link."""
    fallback = ""
    for paragraph in body.css("p"):
        text = _plain_text(paragraph.html or "")
        if not text or any(
            parent.tag in {"blockquote", "figure", "table", "aside", "li", "footer"}
            for parent in _parents(paragraph)
        ):
            continue
        fallback = fallback or text
        longest_markup = max(
            (_line(mark.text()) for mark in paragraph.css("em, i, strong, b, a, code")), key=len, default=""
        )
        if len(text) >= 40 and len(longest_markup) < 0.9 * len(text) and not NOTICE.match(text):
            for note in paragraph.css(".footnote-ref"):
                text = text.replace(note.text(), "")
            return text
    return fallback or _plain_text(body.html or "")


def _sentences(text: str) -> str:
    """Whole sentences up to `MAX_LENGTH` characters; the first one whole whatever its length."""
    end = 0
    for match in SENTENCE_END.finditer(text):
        if ABBREVIATIONS.search(text[: match.start()]):
            continue
        if end and match.start() > MAX_LENGTH:
            break
        end = match.start() + len(match[0].rstrip())
        if end > MAX_LENGTH:
            break
    else:
        if not end or len(text) <= MAX_LENGTH:
            end = len(text)
    return text[:end]


def _parents(node: LexborNode) -> list[LexborNode]:
    parents = []
    parent = node.parent
    while parent is not None and parent.tag != "body":
        parents.append(parent)
        parent = parent.parent
    return parents


def _plain_text(html: str) -> str:
    if not html:
        return ""
    return _line(parse_fragment(BLOCK_TAGS.sub(" ", html), "").text())


def _without_whitespace(text: str) -> str:
    return "".join(text.split())


def _line(text: str) -> str:
    return re.sub(r"[ \t\n\r\f]+", " ", text).strip()
