"""What a few articles of a blog show of it: where their bodies are better taken from, and which element holds them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from syndicate.config import Select
from syndicate.errors import FetchError, ParseError
from syndicate.parser.page.article import article_from_entry, article_from_page
from syndicate.parser.page.locating.selectors import selectors_holding
from syndicate.parser.page.metadata.description import without_truncation
from syndicate.parser.plain_text import without_tags
from syndicate.pipeline.identity import plain_text, shared_part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syndicate.fetcher import Fetcher
    from syndicate.models import Article, Entry, Page

SAME = 0.9
"""So much of a text's words are those of another that is the same, as a feed and a page have it."""

LONGER = 1.25
"""A page whose article is so much longer than what the feed has of it holds more than the article."""


@dataclass(frozen=True, slots=True)
class Look:
    """An article as its feed and as its page have it; None where one of them has none, `why` says why the page has none."""

    entry: Entry
    in_feed: Article | None
    on_page: Article | None = None
    page: Page | None = None
    why: str = ""

    @property
    def is_longer(self) -> bool:
        """Whether the page has far more than the feed."""
        if self.in_feed is None or self.on_page is None:
            return False
        return len(without_tags(self.on_page.body)) > LONGER * len(without_tags(self.in_feed.body))

    @property
    def is_other(self) -> bool:
        """Whether the page has far more, and not the feed's text: with that, the feed may have only a part."""
        return self.is_longer and self.shares()[0] < SAME

    def shares(self) -> tuple[float, float]:
        """How much of the feed's text is on the page, and of the page's in the feed; 0 where one has none."""
        if self.in_feed is None or self.on_page is None:
            return 0, 0
        feed, page = (plain_text(each.body) for each in (self.in_feed, self.on_page))
        return shared_part(feed, page), shared_part(page, feed)


@dataclass(frozen=True, slots=True)
class Bodies:
    """Where the bodies of a blog's articles are.

    `content` is the better place, `selector` finds them on all pages that were looked at, "" where none does. `note`
    says what was seen; `is_choice` says whether both are whole and differ.
    """

    content: Literal["page", "feed"]
    selector: str
    note: str
    is_choice: bool = False


def bodies(fetcher: Fetcher, sample: Sequence[Entry]) -> Bodies:
    """Where the bodies of some articles are: in the feed where it is whole and most pages cannot be read, or hold more."""
    looks = [_look(fetcher, entry) for entry in sample]
    is_whole = all(look.in_feed is not None for look in looks)
    unread = [look for look in looks if look.on_page is None]
    longer = [look for look in looks if look.is_other]
    if is_whole and len(unread) + len(longer) > len(looks) / 2:
        why = f"{len(unread)} of {len(looks)} pages cannot be read ({unread[0].why})" if unread else ""
        more = f"{len(longer)} of {len(looks)} pages hold more than that" if longer else ""
        note = "; ".join(filter(None, ("the feed has whole articles", why, more)))
        return Bodies("feed", "", note, is_choice=bool(longer))
    found = _on_pages([look for look in looks if look.on_page is not None], len(looks))
    return replace(found, is_choice=is_whole and any(look.is_longer for look in looks))


def _look(fetcher: Fetcher, entry: Entry) -> Look:
    in_feed: Article | None = None
    try:
        in_feed = article_from_entry(entry, Select())
    except ParseError:
        pass
    else:
        text = without_tags(in_feed.body)
        in_feed = in_feed if without_truncation(text) == text else None
    try:
        page = fetcher.get(entry.address)
        return Look(entry, in_feed, article_from_page(page, entry, Select()), page)
    except (FetchError, ParseError) as error:
        return Look(entry, in_feed, why=error.message)


def _on_pages(looks: Sequence[Look], count: int) -> Bodies:
    """What the pages that can be read show."""
    if not looks:
        return Bodies("page", "", "none of its articles could be looked at")
    selector = next(_common_selectors(looks), "")
    in_page, in_feed = (min(shares) for shares in zip(*(look.shares() for look in looks), strict=True))
    pages = f"{len(looks)} of {count} pages"
    where = f"{selector} holds the article" if selector else "the article is found by where its text stands"
    if in_page < SAME:
        sign = "the feed does not confirm it, so look at a post"
    elif in_feed < SAME:
        sign = "the pages have more than the feed, so look at the end of a post"
    else:
        sign = "the feed has the same text"
    return Bodies("page", selector, f"on the newest {pages} {where}; {sign}")


def _common_selectors(looks: Sequence[Look]) -> Iterator[str]:
    """The selectors with which each page has the same article as without one."""
    first = looks[0]
    if first.page is None or first.on_page is None:
        return
    length = len("".join(without_tags(first.on_page.body).split()))
    for selector in selectors_holding(first.page, length):
        if all(_has_same_body(look, selector) for look in looks):
            yield selector


def _has_same_body(look: Look, selector: str) -> bool:
    if look.page is None or look.on_page is None:
        return False
    try:
        return article_from_page(look.page, look.entry, Select(body=selector)).body == look.on_page.body
    except ParseError:
        return False
