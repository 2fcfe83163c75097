"""What a reader sees of an article's metadata: the date, the authors and the tags beside its title or below its text."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

from syndicate.parser.dates import AmbiguousDateError, parse_date
from syndicate.parser.page.locating.endings import LABEL_OF_TAGS
from syndicate.parser.page.locating.hints import BLOCKS
from syndicate.parser.page.locating.outline import NO_ROW
from syndicate.parser.page.metadata.headlines import squeezed
from syndicate.parser.page.metadata.marks import (
    ABOUT,
    AUTHORS,
    BY,
    BY_ADDRESS,
    CALLED,
    CHANGED,
    COMMENT,
    DATES,
    DEFINED,
    FEET,
    ICONS,
    LABEL,
    OF_ARTICLE,
    TAGS,
    UPDATED,
    YEAR,
)
from syndicate.parser.page.metadata.names import AND, FULL_NAME, PREFIX, names_of, tags_of
from syndicate.parser.page.metadata.worded_dates import MODIFIED, date_in_words, without_dates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date, datetime

    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.locating.locating import Place

MAX_LINE = 160
"""Characters: a longer line is no byline."""

MAX_NAME_LINE = 40
"""Characters of what stands beside an icon or a label; a name is shorter."""

MAX_LABEL = 12

NEAR = 12
"""How many elements before and after a title its byline stands at most."""

OTHERS = {"other articles", "comments", "advertising", "newsletter"}
"""Rules of what stands beside an article and has dates, authors and tags of its own."""


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
        self._found: dict[str, list[list[int]]] = {}
        self.heading = self._heading(squeezed(title))
        self.frame = self._frame()

    def _heading(self, title: str) -> int:
        """The row of the title's heading: in the article, or the last one before it."""
        headings = [
            row
            for row in self.page.select(
                "h1, h2, h3, .entry-title, .post-title, .p-name, [itemprop~=headline]"
            )
            if title and self._is_called(row, title)
        ]
        inside = [row for row in headings if self.page.within(row, self.place.row)]
        before = [row for row in headings if row < self.place.row]
        return (inside or before[-1:] or [NO_ROW])[0]

    def _is_called(self, row: int, title: str) -> bool:
        """Whether a heading is the title, or a main heading that is that behind a line over it."""
        text = squeezed(self.page.nodes[row].text())
        return text == title or (
            self.page.tags[row] == "h1" and text.endswith(title) and 2 * len(title) > len(text)
        )

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

    def _rows(self, selector: str, *, near: bool | None = None) -> list[int]:
        """The rows that a selector finds, without those of other articles.

        Args:
            selector: a CSS selector.
            near: whether only those near the article are wanted; None for others where none are near.
        """
        if selector not in self._found:
            rows = [row for row in self.page.select(selector) if not self._is_in_comment(row)]
            rows = [row for row in rows if selector not in BY_ADDRESS or not self._is_prose(row)]
            inner = [row for row in rows if self.page.within(row, self.frame)]
            self._found[selector] = [
                [row for row in each if not self._is_beside(row)] for each in (inner, [] if inner else rows)
            ]
        inside, outside = self._found[selector]
        return inside or ([] if near else outside)

    @cached_property
    def _beside(self) -> list[tuple[int, int]]:
        """The rows of what belongs to other articles, or to the page: the first of each box, and the one after it."""
        page = self.page
        return [
            (row, page.ends[row])
            for row, rule in self.place.rules.items()
            if rule in OTHERS
            or (
                rule in ("aside", "navigation", "header")
                and not page.within(row, self.frame)
                and not self._is_of_article(row)
            )
        ]

    def _is_beside(self, row: int) -> bool:
        """Whether an element stands in what belongs to other articles, or to the page."""
        return any(first <= row < end for first, end in self._beside)

    def _is_prose(self, row: int) -> bool:
        """Whether an element stands in a paragraph of the article."""
        return self.page.blocks[row] in self.place.weights.paragraphs and self.page.within(
            row, self.place.row
        )

    def _is_of_article(self, row: int) -> bool:
        """Whether a box stands right beside the article and is called a part of it, as a column of metadata is."""
        attributes = self.page.nodes[row].attributes
        named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:MAX_LINE]
        return (
            self.page.parents[row] == self.page.parents[self.frame] and OF_ARTICLE.search(named) is not None
        )

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
                if UPDATED.search(named) or UPDATED.search(above) or MODIFIED.search(_before(node)):
                    continue
                for name in ("datetime", "content", "title"):
                    yield partial(parse_date, node.attributes.get(name) or "", self.language)
                yield partial(self._of_text, node.text(separator=" "))
        lines = list(self._lines())
        for line in lines:
            yield partial(self._of_text, line)
        for line in lines:  # all that some sites show is when an article was changed
            if match := CHANGED.match(line):
                yield partial(self._of_text, line[match.end() :])

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
        rows = [*after, *before]
        rows.sort(key=self._holds_blocks)
        for row in rows:
            text = page.nodes[row].text(separator=" ") if page.ends[row] - row < NEAR else ""
            if 0 < len(line := " ".join(text.split())) <= MAX_LINE:
                yield line

    def _holds_blocks(self, row: int) -> bool:
        """Whether an element holds several lines, which are read one by one first."""
        page = self.page
        return sum(page.tags[each] in BLOCKS for each in range(row + 1, min(page.ends[row], row + NEAR))) > 1

    def authors(self) -> tuple[str, ...]:
        """The authors' names."""
        return (
            self._authors(near=True)
            or names_of(list(self._labelled()))
            or names_of(list(self._beside_icons()))
            or self._authors_in_words()
            or self._full_names()
            or self._authors(near=False)
            or self._author_of_site()
        )

    def _author_of_site(self) -> tuple[str, ...]:
        """The only name in the boxes about an author that stand beside all articles of some blogs."""
        rows = [row for row in self.page.select(ABOUT) if not self._is_in_comment(row)]
        if not rows:
            return ()
        boxes = [(row, self.page.ends[row]) for row, rule in self.place.rules.items() if rule in OTHERS]
        rows = [row for row in rows if not any(first <= row < end for first, end in boxes)]
        found = names_of([self.page.nodes[row].text() for row in rows])
        return found if len(found) == 1 else ()

    def _authors(self, *, near: bool) -> tuple[str, ...]:
        """The names where elements say that they are an author's."""
        for selector in AUTHORS if near else AUTHORS[:-1]:
            rows = self._rows(selector, near=near)
            if "*=" in selector:  # the first byline only: such names are those of other articles, too
                rows = [row for row in rows if not self._is_of_tags(row)]
                rows = [row for row in rows if self.page.parents[row] == self.page.parents[rows[0]]]
            if found := names_of([_name(self.page.nodes[row]) for row in rows]):
                return found
        return ()

    def _is_of_tags(self, row: int) -> bool:
        """Whether an element stands behind words that say that tags follow, or begins with them."""
        lines = (self.page.nodes[each].text().strip() for each in (row, self.page.parents[row]))
        return any(LABEL_OF_TAGS.match(line) for line in lines)

    def _authors_in_words(self) -> tuple[str, ...]:
        """The names in a line near the title that says "by"."""
        feet = (self.page.nodes[row].text(separator=" ") for row in self._rows(FEET, near=True))
        for line in (*self._lines(), *(" ".join(text.split())[:MAX_LINE] for text in feet)):
            if match := BY.search(without_dates(line)):
                # Behind a comma stands what somebody is, but where several are listed.
                several = AND.search(match["name"])
                return names_of([match["name"] if several else match["name"].partition(",")[0]])
        return ()

    def _full_names(self) -> tuple[str, ...]:
        """The name that is all that an element near the title says, which is called after an author."""
        lines = (" ".join(self.page.nodes[row].text().split()) for row in self._rows(CALLED, near=True))
        return names_of([line for line in lines if FULL_NAME.fullmatch(line)][:1])

    def _labelled(self) -> Iterator[str]:
        """What stands in the element right after one that says "Author" and no more, near the title."""
        page = self.page
        for row in range(self.frame + 1, page.ends[self.frame]):
            if not 1 < page.texts[row] <= MAX_LABEL:
                continue
            label = page.nodes[row].text().strip()
            is_label = LABEL.fullmatch(label) or (page.tags[row] == "dt" and label in DEFINED)
            if not is_label or self._is_prose(row) or self._is_beside(row):
                continue
            after = page.ends[row]
            is_pair = after < len(page.tags) and page.parents[after] == page.parents[row]
            if is_pair and page.nodes[after].css_first("dt") is None:
                line = " ".join(page.nodes[after].text(separator=" ").split())
                if 0 < len(line) <= MAX_NAME_LINE:
                    yield line

    def _beside_icons(self) -> Iterator[str]:
        """What stands right after the icon of a person, or in it, near the title."""
        for row in self._rows(ICONS, near=True):
            if self._is_prose(row):
                continue
            icon: LexborNode | None = self.page.nodes[row]
            for _ in range(3):
                line = " ".join((icon.text() if icon is not None else "").split())
                if line or icon is None:
                    break
                icon = icon.next
            if 0 < len(line) <= MAX_NAME_LINE:
                yield line.split(" | ")[0]

    def tags(self) -> tuple[str, ...]:
        """The tags, without their sign."""
        for selector in TAGS:
            rows = self._rows(selector, near=selector not in TAGS[:2])
            if found := tags_of([text for row in rows for text in self._tag_texts(row)]):
                return found
        return ()

    def _tag_texts(self, row: int) -> Iterator[str]:
        """The tags that an element shows: its own text, or those of its links where it is a list of them."""
        node = self.page.nodes[row]
        links = node.css("a[href]") if self.page.tags[row] != "a" else []
        for each in links or [node]:
            text = each.text()
            if (each.attributes.get("href") or "").rstrip("/").endswith(
                "/" + text.strip()
            ) and YEAR.fullmatch(text.strip()):
                continue
            for inner in each.css("sup, [class*=count i]"):
                text = text.removesuffix(inner.text())
            yield text


def _before(node: LexborNode) -> str:
    """The text right before an element, in the same one."""
    before = node.prev
    return (before.text_content or "") if before is not None and before.tag == "-text" else ""


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
