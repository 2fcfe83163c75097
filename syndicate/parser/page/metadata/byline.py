"""What a reader sees of an article's metadata: the date, the authors and the tags beside its title or below its text."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from syndicate.parser.dates import AmbiguousDateError, parse_date
from syndicate.parser.page.locating.outline import NO_ROW
from syndicate.parser.page.metadata.headlines import squeezed
from syndicate.parser.page.metadata.worded_dates import date_in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date, datetime

    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.locating.locating import Place

MAX_LINE = 160
"""Characters: a longer line is no byline."""

NEAR = 12
"""How many elements before and after a title its byline stands at most."""

OTHERS = {"other articles", "comments", "advertising", "newsletter"}
"""Rules of what stands beside an article and has dates, authors and tags of its own."""

DATES = (
    "[itemprop~=datePublished]",
    ".dt-published, time.entry-date, time.published, abbr.published, time[pubdate], [property~='dc:date'], [property~='schema:datePublished']",
    "time[datetime], time",
    "[class*=date i], [class*=time i], [class*=posted i], [class*=publish i], [class*=byline i], [class*=meta i], "
    "[class*=submitted i], [class*=info i], [id*=date i], [data-testid*=date i], [data-hook*=time i], address",
)
"""Where a date of publication stands, the most certain first."""

UPDATED = re.compile(r"updat|modif|edited", re.IGNORECASE)

AUTHORS = (
    "[itemprop~=author] [itemprop~=name]",
    "[itemprop~=author]",
    ".p-author .p-name, .p-author",
    ".author .fn, .vcard .fn",
    "[rel~=author]",
    ".author-name, .authorName, .byline-name, .post-author-name, .wp-block-post-author-name, .gh-article-author-name, "
    "[data-testid=authorName], .field--name-uid",
    ".author, .post-author, .entry-author, .byline .author, .byline a",
    "[class*=byline i] a[href]",
    "[class*=byline i], [class*=authorname i], [class*=author-name i]",
    ".username",
)
"""Where authors stand, the most certain first."""

BY = re.compile(
    r"(?:^|[·|•–—] ?)(?:(?:written |posted |published )?by|von|par|por|door|napisał|автор|作者|文) ?[:：]? ?"
    r"(?P<name>[^\W\d_][^·|•–—;:()\d]{1,120})",
    re.IGNORECASE,
)
"""How a byline in words names its authors."""

COMMENT = re.compile(r"(?:^|[\s_-])comments?(?:$|[\s_-]|list)", re.IGNORECASE)

TAGS = (
    "[rel~=tag]",
    ".p-category",
    ".post-tags a, .article-tag-list a, .entry-tags a, .tag-list a, .tags a, .post-tag, .gh-article-tag, .tag-link",
)
"""Where tags stand, the most certain first."""


class Byline:
    """What is visible of an article's metadata, near it and not in the boxes beside it.

    Args:
        place: where the article is.
        title: its title.
        language: the page's.
    """

    def __init__(self, place: Place, title: str, language: str) -> None:
        self.page = place.page
        self.place = place
        self.language = language
        self.heading = self._heading(squeezed(title))
        self.frame = self._frame()

    def _heading(self, title: str) -> int:
        """The row of the title's heading: in the article, or the last one before it."""
        headings = [
            row
            for row in self.page.select(
                "h1, h2, h3, .entry-title, .post-title, .p-name, [itemprop~=headline]"
            )
            if title and squeezed(self.page.nodes[row].text()) == title
        ]
        inside = [row for row in headings if self.page.within(row, self.place.row)]
        before = [row for row in headings if row < self.place.row]
        return (inside or before[-1:] or [NO_ROW])[0]

    def _frame(self) -> int:
        """The row that holds both the article and its heading, or else what the article stands in."""
        inner = self.heading if self.heading != NO_ROW else self.place.row
        for row in (self.place.row, *self.page.above(self.place.row)):
            is_article = self.page.tags[row] in ("article", "main", "body")
            if self.page.within(inner, row) and (self.heading != NO_ROW or is_article):
                parent = self.page.parents[row]
                single = parent > 0 and self.page.tags[row] not in ("article", "main")
                return parent if single else row
        return 0

    def _rows(self, selector: str) -> list[int]:
        """The rows near the article that a selector finds, without those of other articles."""
        page = self.page
        beside = [
            (row, page.ends[row])
            for row, rule in self.place.rules.items()
            if rule in OTHERS
            or (rule in ("aside", "navigation", "header") and not page.within(row, self.frame))
        ]
        found = [row for row in page.select(selector) if not self._is_in_comment(row)]
        near = [row for row in found if page.within(row, self.frame)] or found
        return [row for row in near if not any(first <= row < end for first, end in beside)]

    def _is_in_comment(self, row: int) -> bool:
        """Whether an element stands in a comment, which has an author and a date of its own."""
        for above in (row, *self.page.above(row)):
            if self.page.within(self.place.row, above):
                return False
            attributes = self.page.nodes[above].attributes
            if COMMENT.search(f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:MAX_LINE]):
                return True
        return False

    def published(self) -> date | datetime:
        """The date of publication.

        Raises:
            AmbiguousDateError: one is seen that can be read in two ways.
            ValueError: none is seen.
        """
        unclear: AmbiguousDateError | None = None
        for read in self._dates():
            try:
                return plausible(read())
            except AmbiguousDateError as error:
                unclear = unclear or error
            except ValueError:
                continue
        raise unclear or ValueError("no date is seen")

    def _dates(self) -> Iterator[Callable[[], date | datetime]]:
        """How each of the places where a date may be is read, the most reliable first."""
        for selector in DATES:
            for row in self._rows(selector):
                node = self.page.nodes[row]
                named = " ".join(filter(None, map(node.attributes.get, ("class", "itemprop", "id"))))
                above = self.page.nodes[max(self.page.parents[row], 0)].attributes.get("class") or ""
                if UPDATED.search(named) or UPDATED.search(above):
                    continue
                for name in ("datetime", "content", "title"):
                    yield partial(parse_date, node.attributes.get(name) or "", self.language)
                yield partial(self._of_text, node.text(separator=" "))
        for line in self._lines():
            yield partial(self._of_text, line)

    def _of_text(self, text: str) -> date | datetime:
        line = " ".join(text.split())
        if not line or len(line) > MAX_LINE:
            raise ValueError("no date")
        return date_in_words(line, self.language)

    def _lines(self) -> Iterator[str]:
        """The short lines right after the title, and right before it."""
        if self.heading == NO_ROW:
            return
        page = self.page
        after = range(page.ends[self.heading], min(page.ends[self.heading] + NEAR, len(page.tags)))
        before = range(self.heading - 1, max(self.heading - NEAR, 0), -1)
        for row in (*after, *before):
            text = page.nodes[row].text(separator=" ") if page.ends[row] - row < NEAR else ""
            if 0 < len(line := " ".join(text.split())) <= MAX_LINE:
                yield line

    def authors(self) -> tuple[str, ...]:
        """The authors' names."""
        for selector in AUTHORS:
            rows = self._rows(selector)
            if "*=" in selector:  # the first byline only: such names are those of other articles, too
                rows = [row for row in rows if self.page.parents[row] == self.page.parents[rows[0]]]
            if found := names_of([_name(self.page.nodes[row]) for row in rows]):
                return found
        for line in self._lines():
            if match := BY.search(line):
                # Behind a comma stands what somebody is, but where several are listed.
                return (
                    names_of([match["name"]])
                    if AND.search(match["name"])
                    else names_of([match["name"].partition(",")[0]])
                )
        return ()

    def tags(self) -> tuple[str, ...]:
        """The tags, without their sign."""
        for selector in TAGS:
            if found := tags_of([self.page.nodes[row].text() for row in self._rows(selector)]):
                return found
        return ()


def _name(node: LexborNode) -> str:
    """What an element says of an author: its first line, or its only link where more is in that."""
    if content := node.attributes.get("content"):
        return content
    links = [each.text() for each in node.css("a") if each.text().strip()]
    if len(links) == 1 and len(links[0]) < len(node.text()):
        return links[0]
    lines = [" ".join(line.split()) for line in node.text(separator="\n").splitlines() if line.strip()]
    if len(lines) > 1 and PREFIX.match(f"{lines[0]} "):
        return f"{lines[0]} {lines[1]}"
    inner = [each for each in node.css("*") if each.tag == "br"]
    return lines[0] if inner and lines else " ".join(lines)


def plausible(when: date | datetime) -> date | datetime:
    """A date at which an article can have been published on the web.

    Raises:
        ValueError: it is none, such as the zero of a computer's clock.
    """
    if not is_plausible(when):
        raise ValueError(f"not a date of publication: {when}")
    return when


def is_plausible(when: date | datetime) -> bool:
    """Whether an article can have been published on the web then."""
    return 1990 <= when.year <= 2100


NOT_NAMES = {
    "admin",
    "administrator",
    "root",
    "user",
    "guest",
    "anonymous",
    "username",
    "unknown",
    "author",
    "none",
    "null",
}
PREFIX = re.compile(
    r"^(?:by|von|par|por|door|автор)\s+|^(?:written|posted|published|submitted) by\s+", re.IGNORECASE
)


ADDRESS = re.compile(r" ?[(<\[](?:https?:|mailto:|[^\s()<>\[\]@]*+@)[^()<>\[\]]*+[)>\]]")
"""An address behind a name."""

OTHER_ROLE = re.compile(
    r"\s(?:edited|illustrated|illustrations|photographs?|photography|photos|translated|reviewed|medically reviewed|updated|published) by\b",
    re.IGNORECASE,
)
"""What begins the name of somebody who did not write it."""


AND = re.compile(r",? (?:and|und|et|y|e|en|og|och|und|&|и) ")
"""What stands before the last of several names."""

FULL_NAME = re.compile(
    r"[^\W\d_a-z][\w.'’-]*+(?: (?:[^\W\d_a-z][\w.'’-]*+|de|der|den|la|von|van|di|da|del|bin)){1,4}"
)
"""A name of several words, each with a capital letter where its script has them."""

WHEN = re.compile(r"\s(?:on|am|at|op)\s.*", re.DOTALL)
"""The day that may follow a name in a sentence."""


def names_of(texts: Sequence[str]) -> tuple[str, ...]:
    """The names of people among some texts, each once."""
    names = []
    for text in texts:
        line = OTHER_ROLE.split(ADDRESS.sub("", " ".join(text.split())))[0]
        for part in _parted(WHEN.sub("", PREFIX.sub("", line))):
            name = part.strip(" ,;·|")
            is_name = (
                1 < len(name) <= 60
                and len(name.split()) <= 6
                and not re.search(r"[@\d<>]|https?:|www\.", name)
            )
            if is_name and name.lower() not in NOT_NAMES:
                names.append(name)
    return tuple(dict.fromkeys(names))


def _parted(line: str) -> list[str]:
    """The names in a line that lists several: only full ones, since "Jane and John Doe" and a firm are not parted."""
    before, *last = AND.split(line)
    names = [*before.split(", "), *last] if last else [before]
    return names if all(map(FULL_NAME.fullmatch, names)) else [line]


def tags_of(texts: Sequence[str]) -> tuple[str, ...]:
    """The tags among some texts, each once and without its sign."""
    tags = (" ".join(text.split()).lstrip("#＃ ").rstrip(",") for text in texts)
    return tuple(dict.fromkeys(tag for tag in tags if 0 < len(tag) <= 60))
