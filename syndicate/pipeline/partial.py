"""Pure: entries of a feed that are no articles, and texts that are only the beginning of one."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from syndicate.addresses import host_of, identity, is_front_page, is_private_host
from syndicate.models import Loss
from syndicate.parser.page.metadata.parts import next_part
from syndicate.pipeline.identity import plain_text, words_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syndicate.models import Article, Entry, Page

MAX_NOTICE_WORDS = 60
"""A longer text is an article, whatever it speaks of."""
FEED_ADDRESS = re.compile(r"(?:/(?:feed|rss|atom)/?|\.(?:xml|rss|atom|rdf))$", re.IGNORECASE)
FEED_WORD = re.compile(r"\b(?:feed|rss|atom)s?\b", re.IGNORECASE)

ENDING = 1000
"""Characters at the end of a text that say whether it goes on elsewhere."""
CUT_OFF = ("[…]", "[...]", "[ … ]")
AFTER_CUT = " \n»→>."
LINK = re.compile(
    r"^<a(?=[^<>]*?\shref=\"(?P<address>[^\"<>]*+)\")[^<>]*+>(?P<words>[^<>]{1,80})</a>(?P<rest>.*+)$",
    re.DOTALL,
)
TAG = re.compile(r"<[^<>]*+>")
READ_ON = re.compile(
    r"\W*+(?:read (?:more|on|the (?:rest|full|whole))|(?:continue|keep) reading|more\W*+$|weiterlesen|mehr lesen|mehr erfahren|"
    r"lire la suite|lire plus|continuer la lecture|en savoir plus|leer más|(?:seguir|sigue|continuar) leyendo|"
    r"ler mais|leia mais|continu(?:ar|e) (?:lendo|a ler)|leggi tutto|continua a leggere|leggi di più|lees (?:meer|verder)|"
    r"läs mer|les mer|læs mere|lue lisää|czytaj (?:dalej|więcej)|číst dále|tovább|читать (?:далее|дальше)|"
    r"devamını oku|続きを読む|继续阅读|阅读更多|閱讀更多|더 보기|계속 읽기)",
    re.IGNORECASE,
)


def private_address(entry: Entry) -> str:
    """Why an entry's link leads nowhere for a reader, such as that of a blog which was built for its author's machine."""
    host = host_of(entry.address)
    if not is_private_host(host):
        return ""
    split = urlsplit(entry.address)
    return (
        f"its link leads to {host}, which readers cannot reach: the blog was built for its author's own machine; "
        f'say where that is on the web, by [links] "{split.scheme}://{split.netloc}/" = "https://…/"'
    )


def notice_of_feed(entry: Entry) -> str:
    """Why an entry is no article but speaks of the feed itself, as where that has moved; "" where it is one."""
    text = f"{entry.title}. {plain_text(entry.content or entry.summary)}"
    is_elsewhere = is_front_page(entry.address) or FEED_ADDRESS.search(urlsplit(entry.address).path)
    if not is_elsewhere or len(words_of(text)) > MAX_NOTICE_WORDS or not FEED_WORD.search(text):
        return ""
    said = " ".join(text.split())[:120]
    return (
        f"it is no article, but says something of the feed (“{said}”); if the feed has moved, put its new address into "
        "source.feed, and else leave this out by source.only.except"
    )


def beginnings(article: Article, page: Page | None) -> Iterator[Loss]:
    """What is named of an article of which only the beginning came.

    Args:
        article: as it was parsed.
        page: its own, where it was fetched.
    """
    if (
        page is not None
        and article.body_from == "page"
        and (following := next_part(page.content, article.address))
    ):
        yield Loss(
            "the article",
            f'its page shows the first part only, and the next is {following}; set source.content = "feed" if the feed has the whole of it',
        )
    if article.body_from == "feed" and (ending := _cut_ending(article)):
        yield Loss(
            "the article",
            f'the feed has only its beginning, which ends in “{ending}”; with source.content = "page" the whole is taken from its page',
        )


def _cut_ending(article: Article) -> str:
    """In what the text of a feed ends that goes on at the article's own page; "" where it is whole."""
    end = article.body[-ENDING:]
    link = LINK.match(end[max(end.rfind("<a "), 0) :])
    if link is not None and not any(map(str.isalnum, html.unescape(TAG.sub("", link["rest"])))):
        address, words = html.unescape(link["address"]), html.unescape(link["words"])
        own = identity(article.address.partition("#")[0])
        if READ_ON.match(words) and identity(address.partition("#")[0]) == own:
            return words.strip()
    text = html.unescape(plain_text(end)).rstrip(AFTER_CUT)
    return next((each for each in CUT_OFF if text.endswith(each)), "")
