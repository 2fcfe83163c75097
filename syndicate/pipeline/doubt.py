"""Pure: whether what came is the article, or something else that answers in its place.

A body is believed where it agrees with what the list or the record says of the article: its words, else its title.
Where neither agrees, or nothing is known of the article and the page is a wall by what it is, it is doubted.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from syndicate.models import Loss
from syndicate.parser.page.refusals import is_for_some
from syndicate.pipeline.identity import plain_text, shared_part, words_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from syndicate.models import Article, Entry

MIN_SHARED = 0.2
"""So much of what the list has of a text stands in the article, or the article is another."""

MIN_EXPECTED_WORDS = 20
"""A shorter text may well be written anew."""

MIN_SUMMARY_WORDS = 5
"""A shorter summary may stand in any text."""

MIN_TITLE_SHARED = 0.5
"""So many words of a title stand in the page's own, or it has another."""

MAX_WALL_WORDS = 400
"""A page with more words is an article, even where it asks for something."""

MAX_TEASER_SHARE = 0.7
"""A page that says that it is not free, and has less of the text than this, shows the beginning only."""

MIN_TEASER_WORDS = 250
"""A page that says that it is not free, and has fewer words, shows the beginning only."""

MIN_AT_ONCE = 5
"""Fewer originals may well change or vanish on one day."""

MAX_NOTICE_WORDS = 60
"""A feed's text with more words is an article, whatever it ends in."""

SENTENCE = re.compile(r"[^\s.!?][^.!?]*+[.!?]*+")
PREVIEW = {("preview", "true"), ("preview", "1")}
"""What platforms add to the address of a draft that is shown to its author."""

PASSWORD_FIELD = re.compile(r"<input\b[^<>]*+>", re.IGNORECASE)
PASSWORD = re.compile(r"\btype\s*+=\s*+[\"']?+password\b", re.IGNORECASE)

ADVICE = (
    "; no post was changed; if that is right, take it by `syndicate import` with this address and --force"
)


UNSURE = Loss(
    "the article",
    "found on its page without a selector, and too short to be sure of; look at the post, and set source.select.body if it is wrong",
)
"""What is named of an article that no selector, no feed and hardly any prose agrees on."""


def withheld(entry: Entry, *, is_body: bool) -> str:
    """Why what a feed lists is not for all readers: it asks for something, or is a preview; "" where it is for all.

    Args:
        entry: of the feed.
        is_body: whether its text is to be the post's.
    """
    if PREVIEW & set(parse_qsl(urlsplit(entry.address).query)):
        return "has the address of a preview"
    text = plain_text(entry.content)
    fields = PASSWORD_FIELD.findall(entry.content)
    if any(PASSWORD.search(each) for each in fields) and len(words_of(text)) < MAX_WALL_WORDS:
        return "asks for a password"
    if is_body and len(words_of(text)) < MAX_NOTICE_WORDS:
        line = next(filter(is_for_some, SENTENCE.findall(text)), "")
        return f"is for some readers only (“{line.strip()}”)" if line else ""
    return ""


def doubt(article: Article, entry: Entry, standing: str) -> str:
    """Why a page is not believed to be the article; "" where it is.

    Args:
        article: as it was parsed.
        entry: what the list, or the record, says of the article.
        standing: the text of the record, "" for a new article.
    """
    labels = article.labels
    text = plain_text(article.body)
    count = len(words_of(text))
    expected = plain_text(entry.content) or standing
    words = _words_agree(expected, text)
    if words is None and len(words_of(summary := plain_text(entry.summary))) >= MIN_SUMMARY_WORDS:
        # A summary may be in words of its own, so that only one that stands in the text says something.
        words = shared_part(summary, text) >= MIN_TITLE_SHARED or None
    title = _title_agrees(entry.title, labels.titles, text)
    if labels.locked and (count < MIN_TEASER_WORDS or count < MAX_TEASER_SHARE * len(words_of(expected))):
        return f"only the beginning of it is public ({labels.locked})"
    is_short = count < MAX_WALL_WORDS
    if words or (title and not (labels.asks and is_short and words is False)):
        return ""
    asks = labels.asks or (labels.hints if title is False else "")
    # A wall has nothing where the config's selector finds an article.
    if title is False and (words is False or (is_short and article.found_by != "config")):
        return f"the page has neither the title nor the words of the article{f'; it {asks}' * bool(asks)}"
    return f"the page {asks}, and does not show the article" if asks and is_short else ""


def is_unlike(titles: Collection[str], known_titles: Collection[str], text: str, known_text: str) -> bool:
    """Whether an article has neither the title nor the words of the known one at its address, and both can be told."""
    agree = [_title_agrees(title, known_titles, text) for title in titles if known_titles]
    agree += [_title_agrees(known, titles, "") for known in known_titles]
    return False in agree and not any(agree) and _words_agree(known_text, text) is False


def is_confirmed(article: Article, entry: Entry) -> bool:
    """Whether the list itself has the text of an article."""
    return _words_agree(plain_text(entry.content), plain_text(article.body)) is True


def is_unsure(article: Article, entry: Entry) -> bool:
    """Whether hardly anything tells where on its page an article is."""
    return article.found_by == "little prose" and not is_confirmed(article, entry)


def body_digest(body: str) -> str:
    """The hash of a body, which two articles do not share; "" for one without text."""
    words = " ".join(words_of(plain_text(body)))
    pictures = re.findall(r"<img\b[^<>]*+>", body)
    return hashlib.sha256(f"{words}{pictures}".encode()).hexdigest()[:32] if words or pictures else ""


def is_all_at_once(count: int, total: int) -> bool:
    """Whether so many of the known articles of a run changed, or vanished, that the cause is not in the articles."""
    return count >= MIN_AT_ONCE and 2 * count > total


def _words_agree(expected: str, text: str) -> bool | None:
    """Whether a text is the expected one; None where too little is expected to tell."""
    if len(words_of(expected)) < MIN_EXPECTED_WORDS:
        return True if expected.strip() and shared_part(expected, text) >= MIN_TITLE_SHARED else None
    return max(shared_part(expected, text), shared_part(text, expected)) >= MIN_SHARED


def _title_agrees(title: str, titles: Iterable[str], text: str) -> bool | None:
    """Whether a page has a title, or says it in its text; None where the title is not known."""
    expected = words_of(title)
    if not expected:
        return None
    if f" {' '.join(expected)} " in f" {' '.join(words_of(text))} ":
        return True
    own = [set(words_of(each)) for each in titles]
    return any(len(each.intersection(expected)) >= MIN_TITLE_SHARED * len(set(expected)) for each in own)
