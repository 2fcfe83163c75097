"""A page, or an entry of a feed, -> Article: metadata as plain text, body cleaned."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import replace
from datetime import date
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from syndicate.addresses import host_key
from syndicate.errors import ParseError, RefusedError, UnclearDateError, UndatedError, UnreadDateError
from syndicate.models import Article, Body, Entry, Page
from syndicate.parser.bounds import TOO_DEEP, check_depth, depth_below, parse_fragment, parse_html
from syndicate.parser.dates import AmbiguousDateError, NoDateError, parse_date
from syndicate.parser.encoding import decode
from syndicate.parser.page.cleaning.clean import absolute_address, clean_node
from syndicate.parser.page.cleaning.nodes import fragment
from syndicate.parser.page.locating.labels import labels_of
from syndicate.parser.page.locating.leads import Leads, put_before
from syndicate.parser.page.locating.leftovers import host_of
from syndicate.parser.page.locating.locating import CONFIG, Place, locate, placed
from syndicate.parser.page.locating.outline import Outline, TooDeepError, outline
from syndicate.parser.page.locating.trimming import shows, trim
from syndicate.parser.page.metadata.byline import Byline
from syndicate.parser.page.metadata.claims import claimed_addresses
from syndicate.parser.page.metadata.description import describe, fitting
from syndicate.parser.page.metadata.metadata import Metadata, agreed_date, one_line
from syndicate.parser.page.metadata.titles import beginning, site_names
from syndicate.parser.page.platforms import FEED_TAIL
from syndicate.parser.page.refusals import Refusals
from syndicate.parser.page.removals import Removals
from syndicate.parser.page.selected import Selected, as_tuple
from syndicate.parser.page.shadow import attach_shadow_roots
from syndicate.parser.page.sheets import apply_sheets
from syndicate.parser.page.shown import ShownPage

if TYPE_CHECKING:
    from datetime import datetime

    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from syndicate.config import Select

TAIL = re.compile(FEED_TAIL)
DATE_IN_ADDRESS = re.compile(r"/(\d{4})/(\d\d)/(\d\d)/")
MAX_DATE = 60
"""Characters of a date that cannot be read, in a message."""
NO_BODY = "no body found ({}); set source.select.body"

WAYBACK_MARKER = "<!-- End Wayback Rewrite JS Include -->"
WAYBACK_PREFIX = re.compile(
    r"(?:(?:https?:)?//web\.archive\.org)?/web/\d{1,14}(?:[a-z]{2}_)?/(?=(?:https?|mailto):)"
)
"""The prefix that the Wayback Machine puts before the addresses of a saved page."""


def article_from_page(page: Page, entry: Entry, select: Select, *, refuse: bool = True) -> Article:
    """The article that a page holds.

    Args:
        page: the server's response.
        entry: its entry in a feed or sitemap; used where the page says nothing.
        select: the config's selectors, which always win; where one is empty, the page is asked.
        refuse: whether a page is refused that is something else, such as a wall or a list.

    Raises:
        RefusedError: it is something else than an article.
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
    tree = parse_html(text, page.address)
    labels = labels_of(tree, page.content)
    if tree.body is not None:
        attach_shadow_roots(tree.body)
    selected = Selected(tree, select)
    page_outline = _outline(tree, page.address)
    metadata = Metadata(tree, page.address)
    base = _base(tree, page.final_address or page.address)
    title = selected.text("title") or entry.title or _own_title(metadata, base)
    titles = [*metadata.stated_titles, entry.title, title]
    place = _place(page_outline, selected, titles)
    refusals = Refusals(metadata, page_outline, place, entry.title) if refuse else None
    if refusals is not None and (reason := refusals.reason(page.content)):
        raise RefusedError(reason, page.address)
    if place is None:
        raise ParseError(NO_BODY.format(selected.hint("body")), page.address)
    check_depth(place.page.depth(place.row), page.address)
    byline = Byline(place, title, metadata.language())
    published = _publication_date(selected, metadata, byline, entry, page.address)
    tags = selected.texts("tags") or entry.tags or metadata.tags() or byline.tags() or metadata.keywords()
    authors = selected.texts("authors") or entry.authors or _authors(metadata, byline)
    address = _canonical(tree, page.address)
    claims = claimed_addresses(tree, base)
    leads = Leads(place, titles, (entry.summary, metadata.description()))
    put_before(place, leads.in_body)
    apply_sheets(place.node)
    removals = Removals(ShownPage(place.node, base))
    if place.hint != CONFIG:
        hosts = {host_of(each) for each in (page.address, page.final_address, *claims)} - {""}
        trim(place, titles, hosts, removals, leads.in_body)
        if not shows(place.node):
            raise ParseError(NO_BODY.format(selected.hint("body")), page.address)
    leads.say(removals)
    selected.say(removals)
    body = clean_node(place.node, removals, base=base, remove=as_tuple(select.remove))
    cleaned = fragment(body.html)
    words = cleaned.text(separator=" ")
    if not title and not selected.selectors("title"):
        title = beginning(words)
    if not title:
        raise ParseError(f"no title found ({selected.hint('title')}); set source.select.title", page.address)
    article = Article(
        address,
        title,
        body.html,
        published,
        escape(leads.summary) or entry.summary or escape(fitting(metadata.description(), words)),
        tuple(authors),
        tuple(tags),
        claims=claims,
        image=metadata.picture() or absolute_address(base, leads.picture()),
        found_by=place.found_by,
        modified=_modified(metadata, published),
        language=metadata.language(),
        series=metadata.series(),
        labels=labels,
    )
    return _article(article, body, cleaned, "page")


def _own_title(metadata: Metadata, base: str) -> str:
    """The title that the page states; "" where it is the site's name."""
    title = metadata.titles.title()
    return "" if title.casefold() in site_names(metadata.tree, base) else title


def _authors(metadata: Metadata, byline: Byline) -> tuple[str, ...]:
    """The authors that the page states; where it states but its own name, those that it shows."""
    stated = metadata.authors()
    return (byline.authors() or stated) if not stated or metadata.is_site(stated) else stated


def _outline(tree: LexborHTMLParser, address: str) -> Outline:
    """The outline of the page's body."""
    root = tree.body or tree.root
    assert root is not None  # HTML's parser adds what is missing
    try:
        return outline(root)
    except TooDeepError:
        raise ParseError(TOO_DEEP, address) from None


def _place(page: Outline, selected: Selected, titles: list[str]) -> Place | None:
    """Where the article is: by the config's selectors, which always win, or as it is found; None where nothing is."""
    if not selected.selectors("body"):
        return locate(page, titles)
    node = selected.body
    return placed(page, node) if node is not None else None


def own_address(content: bytes) -> str:
    """The address that a saved page gives as its own.

    Raises:
        ParseError: it gives none.
    """
    tree = parse_html(_without_wayback(decode(content, "")), "")
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
    if not entry.content:
        raise ParseError("the feed has no content for this article", entry.address)
    if entry.published is None:
        raise _undated(entry.unread_date, "the feed has no date for this article", entry.address)
    node = parse_fragment(entry.content, entry.address)
    attach_shadow_roots(node)
    check_depth(depth_below(node), entry.address)
    apply_sheets(node)
    removals = Removals(ShownPage(node, entry.address))
    _remove_feed_tail(node, removals)
    body = clean_node(node, removals, base=entry.address, remove=as_tuple(select.remove))
    cleaned = fragment(body.html)
    return _article(
        Article(
            entry.address,
            entry.title or beginning(cleaned.text(separator=" ")),
            body.html,
            entry.published,
            entry.summary,
            entry.authors,
            entry.tags,
        ),
        body,
        cleaned,
        "feed",
    )


def _remove_feed_tail(body: LexborNode, removals: Removals) -> None:
    """Remove the paragraph that a platform puts after each article in its feed, and the rule before it."""
    last = next(reversed(body.css("p")), None)
    tail = TAIL.fullmatch(one_line(last.text())) if last is not None else None
    if last is None or tail is None:
        return
    rule = last.prev
    if tail["ruled"] and rule is not None and rule.tag == "hr":
        rule.decompose()
    removals.take(last, "feed's last line")


def _without_wayback(text: str) -> str:
    """The text of a page with its original addresses instead of the Wayback Machine's."""
    return WAYBACK_PREFIX.sub("", text) if WAYBACK_MARKER in text else text


def _article(article: Article, body: Body, cleaned: LexborNode, body_from: str) -> Article:
    """The article with its description, of a body and its tree; ParseError where it is empty."""
    if not (cleaned.text().strip() or cleaned.css_first("img, iframe, video, audio") is not None):
        raise ParseError("its body is empty", article.address)
    description = describe(cleaned, article.description)
    return replace(
        article, description=description, body_from=body_from, shown=body.shown, removed=body.removed
    )


def _publication_date(
    selected: Selected, metadata: Metadata, byline: Byline, entry: Entry, address: str
) -> datetime | date:
    match = DATE_IN_ADDRESS.search(address)
    in_address = "-".join(match.groups()) if match else ""
    stated, unread = _stated_date(selected, metadata, entry, in_address)
    if stated is not None:
        return stated
    candidates = metadata.dates()
    if entry.published is not None:
        candidates.append(entry.published)
    if len(candidates) < 2:
        try:
            candidates.append(byline.published())
        except AmbiguousDateError as error:
            unread = unread or error.text
        except ValueError:
            pass
        with suppress(ValueError):
            candidates.append(date.fromisoformat(in_address))
    with suppress(ValueError):
        return agreed_date(candidates)
    if entry.unread_date and metadata.language():
        with suppress(ValueError):
            return parse_date(entry.unread_date, metadata.language())
    where = f"({selected.hint('date')}); set source.select.date"
    none = f"no date of publication found {where}, or leave it out by source.only.except if it is no article"
    why = _undated(unread or entry.unread_date, none, address)
    if unread and isinstance(why, UnreadDateError):
        raise UnreadDateError(f"{why.message} {where}", address)
    raise why


def _modified(metadata: Metadata, published: datetime | date) -> datetime | date | None:
    """When the page says that it was changed, on a later day than that of its publication."""
    modified = metadata.modified()
    return modified if modified is not None and str(modified)[:10] > str(published)[:10] else None


def _stated_date(
    selected: Selected, metadata: Metadata, entry: Entry, in_address: str
) -> tuple[datetime | date | None, str]:
    """The date that the config's selector finds, or that the page states in numbers; and the first that cannot be read."""
    unread = ""
    for text in filter(None, (selected.date_text(), *metadata.date_texts())):
        try:
            stated = parse_date(text)
        except AmbiguousDateError as error:
            unread = unread or text
            if (chosen := _chosen(error, metadata.language(), entry, in_address)) is not None:
                return chosen, ""
        except NoDateError:
            continue
        except ValueError:
            unread = unread or text
        else:
            if text == selected.date_text():
                return stated, ""
    return None, unread


def _undated(text: str, message: str, address: str) -> UndatedError:
    """Why an article has no date: what stands there can be read in two ways or in none, else the message."""
    if not text:
        return UndatedError(message, address)
    try:
        parse_date(text)
    except AmbiguousDateError as error:
        ways = f'say which by [overrides."{address}"] date, or by source.select.date'
        return UnclearDateError(f"the date {error}; {ways}", address)
    except ValueError:
        pass
    return UnreadDateError(f"its date {one_line(text)[:MAX_DATE]!r} cannot be read", address)


def _chosen(error: AmbiguousDateError, language: str, entry: Entry, in_address: str) -> date | None:
    """The reading of a date that its feed or its address has too, else the one that the page's language has."""
    known = {str(each)[:10] for each in (entry.published, in_address) if each}
    agreeing = [each for each in error.readings if str(each)[:10] in known]
    if agreeing:
        return agreeing[0]
    with suppress(ValueError):
        return parse_date(error.text, language) if language else None
    return None


def _base(tree: LexborHTMLParser, address: str) -> str:
    """The address that the page's relative ones are relative to."""
    node = tree.css_first("base[href]")
    base = absolute_address(address, node.attributes.get("href") or "") if node is not None else ""
    return base if urlsplit(base).scheme in ("http", "https") else address


def _canonical(tree: LexborHTMLParser, address: str) -> str:
    """The page's canonical address, where it is on the same host; else the requested one."""
    node = tree.css_first('link[rel="canonical"]')
    canonical = absolute_address(address, node.attributes.get("href") or "") if node is not None else ""
    split = urlsplit(canonical)
    same_host = split.scheme in ("http", "https") and host_key(split.netloc) == host_key(
        urlsplit(address).netloc
    )
    # Some themes call the front page canonical on every page; that must not merge all articles.
    return canonical if same_host and split.path.strip("/") else address
