"""What a page says of its article besides the text.

Each field is taken from the first of these that has it: the config's selectors, the feed, JSON-LD, microdata, OpenGraph
(for titles after Dublin Core, which speaks of articles alone), meta elements, and what a reader sees; of the date, the page's own statements come before the feed's. Each is checked
against the others: a date that no other confirms yields to one that another does, a title is what a heading shows.
"""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from syndicate.parser.dates import parse_date
from syndicate.parser.page.cleaning.clean import is_permalink
from syndicate.parser.page.metadata.byline import is_plausible, plausible
from syndicate.parser.page.metadata.headlines import Titles, parts_of, squeezed
from syndicate.parser.page.metadata.jsonld import JsonLd
from syndicate.parser.page.metadata.names import names_of, tags_of
from syndicate.parser.page.metadata.titles import site_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from selectolax.lexbor import LexborHTMLParser, LexborNode

TITLE_ELEMENTS = "h1[itemprop~=headline], [itemprop~=headline], .p-name, h1.entry-title, .entry-title, .post-title, h1, h2, h3"
MAX_HEADINGS = 60
MAX_LEVELS = 30
DATE_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "datePublished",
    "article:published",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "citation_publication_date",
    "pubdate",
    "publishdate",
    "publish_date",
    "publication_date",
    "article_date_original",
    "date_published",
    "originalpublicationdate",
    "date",
)
AUTHOR_NAMES = (
    "article:author",
    "og:article:author",
    "dc.creator",
    "dcterms.creator",
    "author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "citation_author",
)
SITE_NAMES = ("og:site_name", "application-name", "apple-mobile-web-app-title", "al:android:app_name")
TITLE_NAMES = (
    "dc.title",
    "dcterms.title",
    "og:title",
    "twitter:title",
    "citation_title",
    "parsely-title",
    "sailthru.title",
)
DESCRIPTION_NAMES = ("og:description", "description", "twitter:description", "dc.description")
PICTURE_NAMES = ("og:image", "og:image:url", "twitter:image", "twitter:image:src")
MODIFIED_NAMES = ("article:modified_time", "og:updated_time", "dateModified", "dcterms.modified")
MAX_KEYWORDS = 12
"""More words in the meta element are there for search engines."""

DUBLIN_CORE = re.compile(r"^(dc|dcterms?):")
"""How RDFa writes what meta elements write with a dot."""

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")


class Metadata:
    """What a page says of its article in its head and its JSON-LD.

    Args:
        tree: the page.
        address: its own.
    """

    def __init__(self, tree: LexborHTMLParser, address: str) -> None:
        self.tree = tree
        self.address = address
        self.meta: dict[str, list[str]] = {}
        for node in tree.css("meta[content]"):
            attributes = node.attributes
            content = one_line(attributes.get("content") or "")
            keys = " ".join(filter(None, map(attributes.get, ("property", "name", "itemprop")))).lower()
            for key in {DUBLIN_CORE.sub(r"\1.", key) for key in keys.split()} if content else ():
                self.meta.setdefault(key, []).append(content)
        self.json_ld = JsonLd(tree)

    def first(self, names: Iterable[str]) -> str:
        """The content of the first of some meta elements that the page has; "" where it has none."""
        return next((self.meta[name.lower()][0] for name in names if name.lower() in self.meta), "")

    @cached_property
    def document_title(self) -> str:
        """The text of the `title` element."""
        node = self.tree.css_first("head title") or self.tree.css_first("title")
        return one_line(node.text()) if node is not None else ""

    @property
    def stated_titles(self) -> tuple[str, ...]:
        """The titles that the page's metadata has, with the site's name or without."""
        return (self.document_title, *self._in_metadata)

    @cached_property
    def _in_metadata(self) -> tuple[str, ...]:
        """The titles that the page states besides its `title` element, the most reliable first."""
        stated = [
            self.json_ld.text("headline"),
            *(
                heading_text(node)
                for node in self.tree.css("h1[itemprop~=headline], h2[itemprop~=headline]")[:1]
            ),
            *(self.first([name]) for name in TITLE_NAMES),
            self.json_ld.text("name"),
        ]
        return tuple(filter(None, stated))

    @cached_property
    def titles(self) -> Titles:
        """All that the page says of its title."""
        named = self.first(SITE_NAMES[:1])
        # Some sites give the article's title as that of the application, too.
        apps = [
            name
            for name in map(self.first, ([each] for each in SITE_NAMES[1:]))
            if not named or name not in self._in_metadata
        ]
        sites = [*filter(None, (named, *apps)), *self.json_ld.site()] or self._shown_sites()
        return Titles(
            self._in_metadata,
            self.document_title,
            self._main_heading(),
            self._headings(),
            tuple(dict.fromkeys(sites)),
            urlsplit(self.address).hostname or "",
        )

    def _shown_sites(self) -> list[str]:
        """What the page shows as the site's name, and its title has as a part."""
        title = self.document_title
        parts = list(dict.fromkeys(filter(None, (" ".join(part.split()) for part in parts_of(title)))))
        names = site_names(self.tree, self.address) if parts else set()
        return [part for part in parts if part.casefold() in names]

    def _main_heading(self) -> str:
        """The text of the only main heading outside of the page's header; "" where there is none or several."""
        nodes = [node for node in self.tree.css("h1")[:MAX_HEADINGS] if _rank(node) < 2]
        return heading_text(nodes[0]) if len(nodes) == 1 else ""

    def _headings(self) -> tuple[str, ...]:
        """The texts of the headings that do not lead to the front page: those in an article first, those of the page's header last."""
        ranked: list[tuple[int, str]] = []
        for selector in TITLE_ELEMENTS.split(", "):
            for node in self.tree.css(selector)[:MAX_HEADINGS]:
                link = node.css_first("a[href]")
                href = (link.attributes.get("href") or "") if link is not None else ""
                if (text := heading_text(node)) and not _leads_to_front(self.address, href):
                    ranked.append((_rank(node), text))
        return tuple(dict.fromkeys(text for _, text in sorted(ranked, key=lambda each: each[0])))

    def is_article(self) -> bool:
        """Whether the page says of itself that it is one article."""
        return self.json_ld.is_article or "article" in self.first(["og:type"]).lower()

    def date_texts(self) -> list[str]:
        """What the page states as its date of publication, the most reliable first."""
        texts = (
            self.json_ld.text("datePublished"),
            *(self.first([name]) for name in DATE_NAMES),
            self.json_ld.text("dateCreated"),
        )
        return list(filter(None, texts))

    def dates(self) -> list[date | datetime]:
        """The dates of publication that the page states, the most reliable first."""
        return list(_dates(self.date_texts()))

    def modified(self) -> date | datetime | None:
        """The date of the last change that the page states."""
        return next(
            _dates([self.json_ld.text("dateModified"), *(self.first([name]) for name in MODIFIED_NAMES)]),
            None,
        )

    def authors(self) -> tuple[str, ...]:
        """The authors' names."""
        if names := names_of(self.json_ld.names("author") or self.json_ld.names("creator")):
            return names
        for name in AUTHOR_NAMES:
            if names := names_of(self.meta.get(name, [])):
                return names
        return ()

    def is_site(self, names: Sequence[str]) -> bool:
        """Whether some names are those of the site, as some state them for all their authors."""
        host = (urlsplit(self.address).hostname or "").removeprefix("www.")
        sites = {squeezed(each) for each in (self.first(SITE_NAMES), *self.json_ld.site(), host)}
        return bool(names) and {squeezed(name) for name in names} <= sites

    def tags(self) -> tuple[str, ...]:
        """The tags that are stated as such."""
        keywords = [part for text in self.json_ld.names("keywords") for part in text.split(",")]
        tags = self.meta.get("article:tag", [])
        return tags_of(keywords) or tags_of(tags[0].split(",") if len(tags) == 1 else tags)

    def keywords(self) -> tuple[str, ...]:
        """The words of the meta element, where they can be tags."""
        for name in ("keywords", "news_keywords"):
            words = tags_of([part for text in self.meta.get(name, []) for part in text.split(",")])
            if 0 < len(words) <= MAX_KEYWORDS:
                return words
        return ()

    def description(self) -> str:
        """What the page says of the article in a sentence or two."""
        return self.first(DESCRIPTION_NAMES) or self.json_ld.text("description")

    def language(self) -> str:
        """The language of the page, a BCP 47 tag; "" where it does not say."""
        html = self.tree.css_first("html")
        attributes = html.attributes if html is not None else {}
        texts = (
            attributes.get("lang"),
            attributes.get("xml:lang"),
            self.json_ld.text("inLanguage"),
            self.first(["og:locale", "content-language", "language"]),
        )
        return next((text.replace("_", "-") for text in texts if text and LANGUAGE.fullmatch(text)), "")

    def picture(self) -> str:
        """The address of the article's lead picture; "" where the page names none."""
        address = self.json_ld.picture() or self.first(PICTURE_NAMES)
        try:
            absolute = urljoin(self.address, address) if address else ""
        except ValueError:
            return ""
        return absolute if absolute.startswith(("http://", "https://")) else ""

    def series(self) -> str:
        """The series that the article is a part of; "" where the page names none."""
        part_of = self.json_ld.article.get("isPartOf")
        items = part_of if isinstance(part_of, list) else [part_of]
        names = (
            item.get("name")
            for item in items
            if isinstance(item, dict) and "Series" in str(item.get("@type"))
        )
        return next((" ".join(name.split()) for name in names if isinstance(name, str)), "")


def agreed_date(candidates: list[date | datetime]) -> date | datetime:
    """Of several dates, the first that another one confirms within a day; the first where none does.

    Raises:
        ValueError: there is none.
    """
    candidates = [each for each in candidates if is_plausible(each)] or candidates
    if not candidates:
        raise ValueError("no date")
    days = [each.date() if isinstance(each, datetime) else each for each in candidates]
    for number, day in enumerate(days):
        if any(abs((day - other).days) <= 1 for index, other in enumerate(days) if index != number):
            return candidates[number]
    return candidates[0]


def _leads_to_front(address: str, href: str) -> bool:
    """Whether a link leads to the front page of its site."""
    if not href or href.startswith("#"):
        return False
    try:
        return urlsplit(urljoin(address, href)).path in ("", "/")
    except ValueError:
        return False


def _rank(heading: LexborNode) -> int:
    """How far a heading is from being the article's: 0 in an article, 2 in the header or navigation of the page."""
    rank, above = 1, heading.parent
    for _ in range(MAX_LEVELS):
        if above is None:
            break
        if above.tag in ("article", "main"):
            return 0
        if above.tag in ("header", "nav", "aside", "footer"):
            rank = 2
        above = above.parent
    return rank


def heading_text(node: LexborNode) -> str:
    """The text of a heading without its permalink, unless nothing else is there."""
    text = one_line(node.text())
    shorter = text
    for anchor in filter(is_permalink, node.css("a")):
        sign = one_line(anchor.text())
        shorter = shorter.removesuffix(sign).removeprefix(sign)
    return shorter.strip() or text


def one_line(text: str) -> str:
    """A text in one line; a no-break space stays."""
    return re.sub(r"[ \t\n\r\f]+", " ", text).strip()


def _dates(texts: Iterable[str]) -> Iterator[date | datetime]:
    for text in filter(None, texts):
        with suppress(ValueError):
            yield plausible(parse_date(text))
