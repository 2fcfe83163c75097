"""A page, or an entry of a feed, -> Article: metadata as plain text, body cleaned."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from syndicate.errors import ParseError, UndatedError
from syndicate.models import Article, Body, Entry, Page
from syndicate.parser.bounds import check_attributes
from syndicate.parser.dates import AmbiguousDateError, parse_date
from syndicate.parser.encoding import decode
from syndicate.parser.page.claims import claimed_addresses
from syndicate.parser.page.clean import absolute_address, clean_node, is_permalink
from syndicate.parser.page.description import describe
from syndicate.parser.page.removals import Removals
from syndicate.parser.page.shown import ShownPage
from syndicate.parser.page.tables import DEFAULT_SELECT, FEED_TAIL
from syndicate.parser.page.titles import beginning, site_names

if TYPE_CHECKING:
    from datetime import date, datetime

    from syndicate.config import Select

TAIL = re.compile(FEED_TAIL)
DATE_IN_ADDRESS = re.compile(r"/(\d{4})/(\d\d)/(\d\d)/")
MAX_DEPTH = 400
"""No article nests deeper, and more would exhaust the stack of the programs that read it."""

MIN_ARTICLE_LENGTH = 1000
"""Characters: a page with this much text is an article, even where it shows a login form."""

MAX_OPEN_BLOCKS = 5000
"""More open blocks are refused before the page is parsed."""

BLOCKS = re.compile(
    r"<(/?)(?:address|article|aside|blockquote|center|details|dialog|dir|div|dl|fieldset|figcaption|figure|footer|form|"
    r"header|hgroup|main|menu|nav|ol|pre|search|section|summary|ul)\b",
    re.IGNORECASE,
)
"""At these start tags a parser searches all open elements for a p (HTML Living Standard, 13.2.6.4.7), which takes time
quadratic in their depth."""

WAYBACK_MARKER = "<!-- End Wayback Rewrite JS Include -->"
WAYBACK_PREFIX = re.compile(
    r"(?:(?:https?:)?//web\.archive\.org)?/web/\d{1,14}(?:[a-z]{2}_)?/(?=(?:https?|mailto):)"
)
"""The prefix that the Wayback Machine puts before the addresses of a saved page."""


def article_from_page(page: Page, entry: Entry, select: Select) -> Article:
    """The article that a page holds.

    Args:
        page: the server's response.
        entry: its entry in a feed or sitemap; used where the page says nothing.
        select: the config's selectors; where one is empty, those of `tables.DEFAULT_SELECT`.

    Raises:
        ParseError: it is not HTML, has no body, no title or no date.
    """
    if not page.content.strip():
        raise ParseError(
            "the server answers with an empty page; see whether it is there in a browser", page.address
        )
    text = _without_wayback(decode(page.content, page.charset))
    media_type = page.content_type.partition(";")[0].strip().lower()
    if (media_type and "html" not in media_type and "xml" not in media_type) or "<" not in text[:5000]:
        raise ParseError(f"this is {media_type or 'not HTML'}, not an article's page", page.address)
    fields = _Fields(_parse(text, page.address), select)
    node = fields.body()
    if fields.is_login_page(node):
        raise ParseError(
            "this is a page to log in at, not the article; see whether it can be read without an account",
            page.address,
        )
    if node is None:
        raise ParseError(
            f"no body found ({fields.selector_hint('body')}); set source.select.body", page.address
        )
    _check_depth(_depth(node), MAX_DEPTH, page.address)
    base = fields.base(page.final_address or page.address)
    title = fields.text("title") or entry.title
    if not title and (own := fields.title()).casefold() not in site_names(fields.tree, base):
        title = own
    published = _publication_date(fields, entry, page.address)
    tags = fields.texts("tags") or entry.tags or fields.keywords()
    authors = fields.texts("authors") or entry.authors or fields.authors()
    address = fields.canonical(page.address)
    claims = claimed_addresses(fields.tree, base)
    removals = Removals(ShownPage(node, base))
    body = clean_node(node, removals, base=base, remove=_as_tuple(select.remove))
    if not title and not fields.selectors("title"):
        title = beginning(_text(body.html))
    if not title:
        raise ParseError(
            f"no title found ({fields.selector_hint('title')}); set source.select.title", page.address
        )
    return _article(
        Article(
            address, title, body.html, published, entry.summary, tuple(authors), tuple(tags), claims=claims
        ),
        body,
        "page",
    )


def own_address(content: bytes) -> str:
    """The address that a saved page gives as its own.

    Raises:
        ParseError: it gives none.
    """
    tree = LexborHTMLParser(_without_wayback(decode(content, "")))
    for node in tree.css('link[rel="canonical"][href], meta[property="og:url"][content]'):
        address = (node.attributes.get("href") or node.attributes.get("content") or "").strip()
        if urlsplit(address).scheme in ("http", "https"):
            return address
    raise ParseError(
        "this page does not say where it came from (no link rel=canonical); name its address instead, with --mirror ADDRESS=FILE",
        "",
    )


def article_from_entry(entry: Entry, select: Select) -> Article:
    """The article of a feed's entry that has the full text.

    Raises:
        ParseError: the entry has no content, no title or no date.
    """
    check_attributes(entry.content, entry.address)
    if not entry.content:
        raise ParseError("the feed has no content for this article", entry.address)
    if entry.published is None:
        raise UndatedError("the feed has no date for this article", entry.address)
    node = _parse(f"<!doctype html><html><body>{entry.content}</body></html>", entry.address).body
    if node is None:
        raise ParseError("its body is empty", entry.address)
    _check_depth(_depth(node), MAX_DEPTH, entry.address)
    removals = Removals(ShownPage(node, entry.address))
    _remove_feed_tail(node, removals)
    body = clean_node(node, removals, base=entry.address, remove=_as_tuple(select.remove))
    return _article(
        Article(
            entry.address,
            entry.title or beginning(_text(body.html)),
            body.html,
            entry.published,
            entry.summary,
            entry.authors,
            entry.tags,
        ),
        body,
        "feed",
    )


def _text(html: str) -> str:
    root = LexborHTMLParser(html).body
    return root.text(separator=" ") if root is not None else ""


def _remove_feed_tail(body: LexborNode, removals: Removals) -> None:
    """Remove the paragraph that a platform puts after each article in its feed, and the rule before it."""
    last = next(reversed(body.css("p")), None)
    tail = TAIL.fullmatch(_line(last.text())) if last is not None else None
    if last is None or tail is None:
        return
    rule = last.prev
    if tail["ruled"] and rule is not None and rule.tag == "hr":
        rule.decompose()
    removals.take(last, "feed's last line")


def _without_wayback(text: str) -> str:
    """The text of a page with its original addresses instead of the Wayback Machine's."""
    return WAYBACK_PREFIX.sub("", text) if WAYBACK_MARKER in text else text


def _article(article: Article, body: Body, body_from: str) -> Article:
    """The article with its description; ParseError where its body is empty."""
    root = LexborHTMLParser(f"<!doctype html><html><body>{article.body}</body></html>").body
    if root is None or not (root.text().strip() or root.css_first("img, iframe, video, audio") is not None):
        raise ParseError("its body is empty", article.address)
    return Article(
        article.address,
        article.title,
        article.body,
        article.published,
        describe(root, article.description),
        article.authors,
        article.tags,
        body_from,
        body.shown,
        body.removed,
        article.claims,
    )


def _parse(text: str, address: str) -> LexborHTMLParser:
    check_attributes(text, address)
    if text.count("<") > MAX_OPEN_BLOCKS:
        depth = 0
        for match in BLOCKS.finditer(text):
            depth = max(depth - 1, 0) if match[1] else depth + 1
            _check_depth(depth, MAX_OPEN_BLOCKS, address)
    return LexborHTMLParser(text)


def _check_depth(depth: int, limit: int, address: str) -> None:
    if depth > limit:
        raise ParseError("nested too deeply to be an article", address)


def _publication_date(fields: _Fields, entry: Entry, address: str) -> datetime | date:
    match = DATE_IN_ADDRESS.search(address)
    in_address = "-".join(match.groups()) if match else ""
    first = (fields.date_text(), fields.meta("article:published_time"), fields.json_ld("datePublished"))
    unclear = ""
    for text in (*first, None, fields.default_date(), in_address):
        try:
            if text is None and entry.published is not None:
                return entry.published
            if text:
                return parse_date(text)
        except AmbiguousDateError as error:
            unclear = unclear or f"the date {error}; say which by source.select.date, or in [overrides]"
            if (chosen := _chosen(error, fields, entry, in_address)) is not None:
                return chosen
        except ValueError:
            continue
    raise UndatedError(
        unclear or f"no date of publication found ({fields.selector_hint('date')}); set source.select.date",
        address,
    )


def _chosen(error: AmbiguousDateError, fields: _Fields, entry: Entry, in_address: str) -> date | None:
    """The reading of a date that its feed or its address has too, else the one that the page's language has."""
    known = {str(each)[:10] for each in (entry.published, in_address) if each}
    agreeing = [each for each in error.readings if str(each)[:10] in known]
    if not agreeing and (language := fields.language()):
        return parse_date(error.text, language)
    return agreeing[0] if agreeing else None


class _Fields:
    """The fields of a page: by the config's selectors, its metadata, or well-known classes."""

    def __init__(self, tree: LexborHTMLParser, select: Select) -> None:
        self.tree = tree
        self.select = select
        self._json_ld: dict[str, Any] | None = None

    def selectors(self, name: str) -> tuple[str, ...]:
        return _as_tuple(getattr(self.select, name))

    def selector_hint(self, name: str) -> str:
        selectors = self.selectors(name)
        return (
            f"selector {', '.join(selectors)}"
            if selectors
            else "no selector given, and none of the usual ones fits"
        )

    def body(self) -> LexborNode | None:
        for selector in self.selectors("body") or DEFAULT_SELECT["body"]:
            for node in self.tree.css(selector):
                if node.text().strip() or node.css_first("img, iframe") is not None:
                    return node
        return None

    def is_login_page(self, body: LexborNode | None) -> bool:
        """Whether there is a password field and hardly any text."""
        root = self.tree.root if body is None else body
        if root is None or root.css_first("input[type=password i]") is None:
            return False
        return body is None or len(body.text().strip()) < MIN_ARTICLE_LENGTH

    def text(self, name: str) -> str:
        for selector in self.selectors(name):
            if (node := self.tree.css_first(selector)) is not None and (text := _heading(node)):
                return text
        return ""

    def texts(self, name: str) -> tuple[str, ...]:
        for selector in self.selectors(name):
            if values := tuple(
                dict.fromkeys(filter(None, (_line(node.text()) for node in self.tree.css(selector))))
            ):
                return values
        return ()

    def language(self) -> str:
        """The language that the page says it is in."""
        node = self.tree.css_first("html[lang]")
        return (node.attributes.get("lang") or "").strip() if node is not None else ""

    def date_text(self) -> str:
        return self._date(self.selectors("date"))

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
            self.json_ld("headline"),
            self.meta("og:title"),
            _line(getattr(self.tree.css_first("title"), "text", str)()),
        )
        title = next(filter(None, titles), "")
        site = self.meta("og:site_name")
        return _without_site(title, site) if site else title

    def keywords(self) -> tuple[str, ...]:
        for selector in DEFAULT_SELECT["tags"]:
            if values := tuple(
                dict.fromkeys(filter(None, (_line(node.text()) for node in self.tree.css(selector))))
            ):
                return values
        return ()

    def authors(self) -> tuple[str, ...]:
        for selector in DEFAULT_SELECT["authors"]:
            if values := tuple(
                dict.fromkeys(filter(None, (_line(node.text()) for node in self.tree.css(selector))))
            ):
                return values
        return tuple(filter(None, [self.meta("author")]))

    def json_ld(self, key: str) -> str:
        """A text from the page's JSON-LD (schema.org's Article and its kinds)."""
        if self._json_ld is None:
            self._json_ld = {}
            for script in self.tree.css('script[type="application/ld+json"]'):
                for item in _json_objects(script.text()):
                    if "datePublished" in item or "headline" in item:
                        self._json_ld = {**item, **self._json_ld}
        value = self._json_ld.get(key, "")
        return _line(value) if isinstance(value, str) else ""

    def base(self, address: str) -> str:
        node = self.tree.css_first("base[href]")
        base = absolute_address(address, node.attributes.get("href") or "") if node is not None else ""
        return base if urlsplit(base).scheme in ("http", "https") else address

    def canonical(self, address: str) -> str:
        """The page's canonical address, where it is on the same host; else the requested one."""
        node = self.tree.css_first('link[rel="canonical"]')
        canonical = absolute_address(address, node.attributes.get("href") or "") if node is not None else ""
        split = urlsplit(canonical)
        same_host = split.scheme in ("http", "https") and split.netloc == urlsplit(address).netloc
        # Some themes call the front page canonical on every page; that must not merge all articles.
        return canonical if same_host and split.path.strip("/") else address


def _json_objects(text: str) -> list[dict[str, Any]]:
    try:
        data = json.loads(text)
    except (ValueError, RecursionError):
        return []
    graph = data.get("@graph", [data]) if isinstance(data, dict) else data
    return [item for item in graph if isinstance(item, dict)] if isinstance(graph, list) else []


def _depth(node: LexborNode) -> int:
    """How deeply the elements below a node are nested; without recursion, which deep nesting would exhaust."""
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
    """The text of a heading without its permalink, unless nothing else is there."""
    full_text = _line(node.text())
    for anchor in node.css("a"):
        if is_permalink(anchor):
            anchor.decompose()
    return _line(node.text()) or full_text


def _as_tuple(selectors: str | list[str]) -> tuple[str, ...]:
    return tuple(filter(None, [selectors] if isinstance(selectors, str) else selectors))


def _line(text: str) -> str:
    return re.sub(r"[ \t\n\r\f]+", " ", text).strip()


def _without_site(title: str, site: str) -> str:
    """A page's title without the site's name, before it or after it."""
    rest = title[len(site) :].lstrip()
    if title.startswith(site) and rest.startswith(("|", ":", "–", "—", "-")):
        title = rest[1:].lstrip()
    rest = title[: -len(site)].rstrip()
    return rest[:-1].rstrip() if title.endswith(site) and rest.endswith(("|", "–", "—", "-")) else title
