"""A page, or an entry of a feed, -> Article: metadata as plain text, body cleaned."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from syndicate.errors import ParseError
from syndicate.models import Article, Entry, Page
from syndicate.parser.dates import parse_date
from syndicate.parser.encoding import decode
from syndicate.parser.page.clean import absolute, clean_node, is_permalink
from syndicate.parser.page.description import describe
from syndicate.parser.page.tables import DEFAULT_SELECT, FEED_TAIL

if TYPE_CHECKING:
    from datetime import date, datetime

    from syndicate.config import Select

TAIL = re.compile(FEED_TAIL)
DATE_IN_ADDRESS = re.compile(r"/(\d{4})/(\d\d)/(\d\d)/")
MAX_DEPTH = 400
"""Deeper nesting is nobody's article, and would exhaust the stack of every program that reads it."""

LONG_ENOUGH = 1000
"""Characters: so much text is an article, even one that shows a form to log in."""

MAX_OPEN = 5000
"""More open blocks are refused before the page is parsed."""

BLOCKS = re.compile(
    r"<(/?)(?:address|article|aside|blockquote|center|details|dialog|dir|div|dl|fieldset|figcaption|figure|footer|form|"
    r"header|hgroup|main|menu|nav|ol|pre|search|section|summary|ul)\b",
    re.IGNORECASE,
)
"""Where these begin, a parser looks for an open p through all that is open (HTML Living Standard, 13.2.6.4.7), which
takes time quadratic in their depth."""

REPLAYED = "<!-- End Wayback Rewrite JS Include -->"
REPLAY = re.compile(r"(?:(?:https?:)?//web\.archive\.org)?/web/\d{1,14}(?:[a-z]{2}_)?/(?=(?:https?|mailto):)")
"""What the Wayback Machine puts before the addresses of a page that was saved from it, and how such a page is known."""


def article_from_page(page: Page, entry: Entry, select: Select) -> Article:
    """The article that a page holds.

    Args:
        page: what the server answered.
        entry: what a feed or sitemap said of it; used where the page says nothing.
        select: the config's selectors; where one is empty, those of `tables.DEFAULT_SELECT`.

    Raises:
        ParseError: it is not HTML, has no body, no title or no date.
    """
    if not page.content.strip():
        raise ParseError(
            "the server answers with an empty page; see whether it is there in a browser", page.address
        )
    text = _as_published(decode(page.content, page.charset))
    kind = page.content_type.partition(";")[0].strip().lower()
    if (kind and "html" not in kind and "xml" not in kind) or "<" not in text[:5000]:
        raise ParseError(f"this is {kind or 'not HTML'}, not an article's page", page.address)
    facts = _Facts(_parsed(text, page.address), select)
    node = facts.body()
    if facts.asks_to_log_in(node):
        raise ParseError(
            "this is a page to log in at, not the article; see whether it can be read without an account",
            page.address,
        )
    if node is None:
        raise ParseError(f"no body found ({facts.tried('body')}); set source.select.body", page.address)
    _refuse_depth(_depth(node), MAX_DEPTH, page.address)
    base = facts.base(page.final_address or page.address)
    title = facts.text("title") or entry.title or facts.title()
    published = _published(facts, entry, page.address)
    tags = facts.texts("tags") or entry.tags or facts.keywords()
    authors = facts.texts("authors") or entry.authors or facts.authors()
    address = facts.canonical(page.address)
    body = clean_node(node, base=base, remove=_strings(select.remove))
    if not title:
        raise ParseError(f"no title found ({facts.tried('title')}); set source.select.title", page.address)
    return _article(
        Article(address, title, body, published, entry.summary, tuple(authors), tuple(tags)), "page"
    )


def own_address(content: bytes) -> str:
    """The address that a saved page gives as its own.

    Raises:
        ParseError: it gives none.
    """
    tree = LexborHTMLParser(_as_published(decode(content, "")))
    for node in tree.css('link[rel="canonical"][href], meta[property="og:url"][content]'):
        given = (node.attributes.get("href") or node.attributes.get("content") or "").strip()
        if urlsplit(given).scheme in ("http", "https"):
            return given
    raise ParseError(
        "this page does not say where it came from (no link rel=canonical); name its address instead, with --mirror ADDRESS=FILE",
        "",
    )


def article_from_entry(entry: Entry, select: Select) -> Article:
    """The article that a feed's entry holds whole.

    Raises:
        ParseError: the entry has no content, no title or no date.
    """
    if not entry.content:
        raise ParseError("the feed has no content for this article", entry.address)
    if not entry.title or entry.published is None:
        raise ParseError(
            f"the feed has no {'date' if entry.title else 'title'} for this article", entry.address
        )
    node = _parsed(f"<!doctype html><html><body>{entry.content}</body></html>", entry.address).body
    if node is None:
        raise ParseError("its body is empty", entry.address)
    _refuse_depth(_depth(node), MAX_DEPTH, entry.address)
    _cut_tail(node)
    body = clean_node(node, base=entry.address, remove=_strings(select.remove))
    return _article(
        Article(entry.address, entry.title, body, entry.published, entry.summary, entry.authors, entry.tags),
        "feed",
    )


def _cut_tail(body: LexborNode) -> None:
    """Take off what a platform puts after each article in its feed, and the line that it draws before that."""
    last = next(reversed(body.css("p")), None)
    tail = TAIL.fullmatch(_line(last.text())) if last is not None else None
    if last is None or tail is None:
        return
    before = last.prev
    if tail["ruled"] and before is not None and before.tag == "hr":
        before.decompose()
    last.decompose()


def _as_published(text: str) -> str:
    """The text of a page without what the Wayback Machine made of its addresses."""
    return REPLAY.sub("", text) if REPLAYED in text else text


def _article(found: Article, body_from: str) -> Article:
    """The article complete with its description, once it is certain that it says something."""
    root = LexborHTMLParser(f"<!doctype html><html><body>{found.body}</body></html>").body
    if root is None or not (root.text().strip() or root.css_first("img, iframe, video, audio") is not None):
        raise ParseError("its body is empty", found.address)
    return Article(
        found.address,
        found.title,
        found.body,
        found.published,
        describe(root, found.description),
        found.authors,
        found.tags,
        body_from,
    )


def _parsed(text: str, address: str) -> LexborHTMLParser:
    if text.count("<") > MAX_OPEN:
        depth = 0
        for match in BLOCKS.finditer(text):
            depth = max(depth - 1, 0) if match[1] else depth + 1
            _refuse_depth(depth, MAX_OPEN, address)
    return LexborHTMLParser(text)


def _refuse_depth(depth: int, most: int, address: str) -> None:
    if depth > most:
        raise ParseError("nested too deeply to be an article", address)


def _published(facts: _Facts, entry: Entry, address: str) -> datetime | date:
    for text in (facts.date_text(), facts.meta("article:published_time"), facts.ld("datePublished")):
        try:
            if text:
                return parse_date(text)
        except ValueError:
            continue
    if entry.published is not None:
        return entry.published
    match = DATE_IN_ADDRESS.search(address)
    for text in (facts.default_date(), "-".join(match.groups()) if match else ""):
        try:
            if text:
                return parse_date(text)
        except ValueError:
            continue
    raise ParseError(f"no date of publication found ({facts.tried('date')}); set source.select.date", address)


class _Facts:
    """What a page says of itself: by the config's selectors, by its metadata, by well-known classes."""

    def __init__(self, tree: LexborHTMLParser, select: Select) -> None:
        self.tree = tree
        self.select = select
        self._ld: dict[str, Any] | None = None

    def chosen(self, name: str) -> tuple[str, ...]:
        return _strings(getattr(self.select, name))

    def tried(self, name: str) -> str:
        tried = self.chosen(name)
        return (
            f"selector {', '.join(tried)}" if tried else "no selector given, and none of the usual ones fits"
        )

    def body(self) -> LexborNode | None:
        for selector in self.chosen("body") or DEFAULT_SELECT["body"]:
            for node in self.tree.css(selector):
                if node.text().strip() or node.css_first("img, iframe") is not None:
                    return node
        return None

    def asks_to_log_in(self, body: LexborNode | None) -> bool:
        """Whether there is a password to give, and next to nothing to read."""
        place = self.tree.root if body is None else body
        if place is None or place.css_first("input[type=password i]") is None:
            return False
        return body is None or len(body.text().strip()) < LONG_ENOUGH

    def text(self, name: str) -> str:
        for selector in self.chosen(name):
            if (node := self.tree.css_first(selector)) is not None and (text := _heading(node)):
                return text
        return ""

    def texts(self, name: str) -> tuple[str, ...]:
        for selector in self.chosen(name):
            if found := tuple(
                dict.fromkeys(filter(None, (_line(node.text()) for node in self.tree.css(selector))))
            ):
                return found
        return ()

    def date_text(self) -> str:
        return self._date(self.chosen("date"))

    def default_date(self) -> str:
        return self._date(DEFAULT_SELECT["date"])

    def _date(self, selectors: tuple[str, ...]) -> str:
        for selector in selectors:
            if (node := self.tree.css_first(selector)) is not None:
                attributes = node.attributes
                if text := (attributes.get("datetime") or attributes.get("content") or node.text()).strip():
                    return text
        return ""

    def meta(self, name: str) -> str:
        node = self.tree.css_first(f'meta[name="{name}"], meta[property="{name}"]')
        return _line(node.attributes.get("content") or "") if node is not None else ""

    def title(self) -> str:
        for selector in DEFAULT_SELECT["title"]:
            if (node := self.tree.css_first(selector)) is not None and (text := _heading(node)):
                return text
        titles = (
            self.ld("headline"),
            self.meta("og:title"),
            _line(getattr(self.tree.css_first("title"), "text", str)()),
        )
        title = next(filter(None, titles), "")
        site = self.meta("og:site_name")
        return (
            re.sub(rf"^{re.escape(site)}\s*[|:–—-]\s*|\s*[|–—-]\s*{re.escape(site)}$", "", title)
            if site
            else title
        )

    def keywords(self) -> tuple[str, ...]:
        for selector in DEFAULT_SELECT["tags"]:
            if found := tuple(
                dict.fromkeys(filter(None, (_line(node.text()) for node in self.tree.css(selector))))
            ):
                return found
        return ()

    def authors(self) -> tuple[str, ...]:
        for selector in DEFAULT_SELECT["authors"]:
            if found := tuple(
                dict.fromkeys(filter(None, (_line(node.text()) for node in self.tree.css(selector))))
            ):
                return found
        return tuple(filter(None, [self.meta("author")]))

    def ld(self, key: str) -> str:
        """A text from the page's JSON-LD (schema.org's Article and its kinds)."""
        if self._ld is None:
            self._ld = {}
            for script in self.tree.css('script[type="application/ld+json"]'):
                for thing in _things(script.text()):
                    if "datePublished" in thing or "headline" in thing:
                        self._ld = {**thing, **self._ld}
        value = self._ld.get(key, "")
        return _line(value) if isinstance(value, str) else ""

    def base(self, address: str) -> str:
        node = self.tree.css_first("base[href]")
        given = absolute(address, node.attributes.get("href") or "") if node is not None else ""
        return given if urlsplit(given).scheme in ("http", "https") else address

    def canonical(self, address: str) -> str:
        """The address that the page gives as its own, where it is on the same host; else the one that was asked for."""
        node = self.tree.css_first('link[rel="canonical"]')
        given = absolute(address, node.attributes.get("href") or "") if node is not None else ""
        split = urlsplit(given)
        same_host = split.scheme in ("http", "https") and split.netloc == urlsplit(address).netloc
        # A theme that calls the front page canonical on every page must not make all articles one.
        return given if same_host and split.path.strip("/") else address


def _things(text: str) -> list[dict[str, Any]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return []
    graph = data.get("@graph", [data]) if isinstance(data, dict) else data
    return [thing for thing in graph if isinstance(thing, dict)] if isinstance(graph, list) else []


def _depth(node: LexborNode) -> int:
    """How deeply the elements below a node are nested; found without recursion, since it guards against that."""
    deepest = depth = 0
    current: LexborNode | None = node
    while current is not None:
        if current.first_child is not None:
            current, depth = current.first_child, depth + 1
            deepest = max(deepest, depth)
            continue
        while current is not None and current.next is None:
            current, depth = current.parent, depth - 1
            if depth <= 0:
                return deepest
        current = current.next if current is not None else None
    return deepest


def _heading(node: LexborNode) -> str:
    """The text of a heading without its permalink, unless that is all of it."""
    whole = _line(node.text())
    for anchor in node.css("a"):
        if is_permalink(anchor):
            anchor.decompose()
    return _line(node.text()) or whole


def _strings(selectors: str | list[str]) -> tuple[str, ...]:
    return tuple(filter(None, [selectors] if isinstance(selectors, str) else selectors))


def _line(text: str) -> str:
    return re.sub(r"[ \t\n\r\f]+", " ", text).strip()
