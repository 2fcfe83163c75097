"""What belongs to an article and stands beside its body: the lead between title and text, and the lead picture.

A lead that the page states as its description is the post's, as it is in a platform's own feed; any other is a part of the body.
"""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from syndicate.parser.page.locating.hints import BLOCKS, CAPTION, LEAD, PICTURE
from syndicate.parser.page.locating.leftovers import BYLINE, says_sentence
from syndicate.parser.page.locating.locating import CONFIG, rule_of
from syndicate.parser.page.locating.outline import NO_ROW
from syndicate.parser.page.metadata.headlines import squeezed

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.locating.locating import Place
    from syndicate.parser.page.removals import Removals

NAMED = re.compile(rf"(?:^|[\s_-])(?:{LEAD})(?=$|[\s_-]|\d)", re.IGNORECASE)
OF_HEADER = re.compile(r"header|title|head\b", re.IGNORECASE)
CAPTIONED = re.compile(CAPTION, re.IGNORECASE)
HERO = re.compile(
    r"(?:^|[\s_-])(?:hero|feature[ds]?|cover|thumbnail|wp-post-image|(?:lead|header|main|post|article)-?image)(?=$|[\s_-])",
    re.IGNORECASE,
)
"""Names by which templates call a lead picture that has no caption."""

DATED = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
TEXT_TAGS = ("p", "div", "section", "blockquote", "ul", "ol")
SUBTITLES = ("h2", "h3", "h4")

MIN_LEAD = 12
"""Characters: less is a label, whatever it is called."""

LINE = 80
"""Characters: an unnamed line that is shorter is a lead only where it is a sentence."""

MAX_SUMMARY = 250
"""Characters of a lead that may be a description, though the page does not say so."""

MAX_CAPTION = 600
MAX_NAME = 300


class Leads:
    """What stands between an article's title and its body, and is a part of it.

    Args:
        place: where the body is.
        titles: what the page and its list call the article.
        stated: how they describe it.
    """

    def __init__(self, place: Place, titles: Sequence[str], stated: Iterable[str]) -> None:
        self.place = place
        self.page = place.page
        self.titles = set(filter(None, map(squeezed, titles)))
        self.stated = list(filter(None, map(squeezed, stated)))
        self.heading = self._heading()

    @cached_property
    def in_body(self) -> list[int]:
        """The rows of the leads that are a part of the body: of what stands outside of it, or would be left out with a header."""
        return [] if self.summary else self._texts

    @cached_property
    def _texts(self) -> list[int]:
        return [row for row in self._found if not self._is_picture(row)]

    @cached_property
    def _pictures(self) -> list[LexborNode]:
        """The lead pictures that stand outside the body, each with its caption."""
        rows = filter(self._is_picture, self._found)
        return [self.page.nodes[row] for row in rows if not self.page.within(row, self.place.row)]

    def picture(self) -> str:
        """The address of the first lead picture as the page has it; "" where there is none."""
        return next(filter(None, map(_address, self._pictures)), "")

    @cached_property
    def summary(self) -> str:
        """The only lead where it is the article's description: the page or its list states it, or they state none; else ""."""
        if len(self._texts) != 1:
            return ""
        line = _line(self.page.nodes[self._texts[0]])
        text = squeezed(line)
        is_stated = any(text in each or (len(each) > LINE / 2 and each in text) for each in self.stated)
        return line if is_stated or (not self.stated and len(line) <= MAX_SUMMARY) else ""

    def say(self, removals: Removals) -> None:
        """Tell of what stands outside the body and is not put into it: a lead that is the description, and pictures."""
        if self.summary and not self.page.within(self._texts[0], self.place.row):
            removals.say("lead", self.summary)
        for node in self._pictures:
            removals.say("lead picture", _line(node) or _address(node))

    @cached_property
    def _found(self) -> list[int]:
        page, row = self.page, self.place.row
        if self.heading == NO_ROW or self.place.hint == CONFIG:
            return []
        if not page.within(self.heading, row):
            frame = next(above for above in page.above(row) if page.within(self.heading, above))
            return self._between(frame, row)
        header = next((each for each in self.place.rules if page.within(self.heading, each)), NO_ROW)
        inside = header not in (NO_ROW, row) and page.within(header, row)
        return self._between(header, page.ends[header]) if inside else []

    def _heading(self) -> int:
        """The row of the title's heading: in the body, or the last one before it."""
        page, row = self.page, self.place.row
        found = NO_ROW
        for heading in page.select("h1, h2"):
            if heading >= page.ends[row]:
                break
            text = squeezed(page.nodes[heading].text())
            if len(text) > 2 and any(title.startswith(text) or title.endswith(text) for title in self.titles):
                found = heading
                if heading > row:
                    break
        return found

    def _between(self, frame: int, stop: int) -> list[int]:
        """The leads that stand in an element, up to a row."""
        page = self.page
        found: list[int] = []
        row = frame + 1
        while row < stop:
            if page.within(self.heading, row) and row != self.heading:
                row += 1
                continue
            near = frame > 0 or self._is_near(row)
            if row in page.hidden or row == self.heading or self._is_apart(row):
                row = page.ends[row]
            elif near and (self._is_picture(row) or (row > self.heading and self._is_lead(row))):
                found.append(row)
                row = page.ends[row]
            else:
                row += 1
        return found

    def _is_near(self, row: int) -> bool:
        """Whether an element stands in a box with the title that is not the whole page, or right beside it."""
        page = self.page
        shared = next(above for above in page.above(row) if page.within(self.heading, above))
        return row > self.heading and (shared > 0 or page.parents[self.heading] == 0)

    def _is_apart(self, row: int) -> bool:
        """Whether an element is marked or named as something beside an article."""
        page = self.page
        rule, names = rule_of(page, row)
        if not rule or rule == "header" or NAMED.search(names):
            return False
        return not (rule == "date and tags" and OF_HEADER.search(names))

    def _is_picture(self, row: int) -> bool:
        """Whether an element is a picture with its caption."""
        page, text = self.page, self.page.whole.text
        node = page.nodes[row]
        if page.tags[row] in ("img", "amp-img"):
            around = page.nodes[page.parents[row]]
            return HERO.search(f"{_names(node.attributes)} {_names(around.attributes)}") is not None
        if text[row] > MAX_CAPTION or node.css_first(PICTURE) is None:
            return False
        if page.tags[row] == "figure":
            return True
        inner = [each for each in range(row + 1, page.ends[row]) if page.texts[each]]
        named = [CAPTIONED.search(page.nodes[each].attributes.get("class") or "") for each in inner]
        return bool(named) and named[0] is not None and page.tags[row] == "div"

    def _is_lead(self, row: int) -> bool:
        """Whether an element is a lead: one block of text that is called so, or that is prose."""
        page, whole = self.page, self.page.whole
        text, link, paragraphs, prose = whole.text, whole.link, whole.paragraphs, whole.prose
        tag = page.tags[row]
        if tag not in TEXT_TAGS + SUBTITLES or text[row] < MIN_LEAD or 2 * link[row] > text[row]:
            return False
        if tag in ("ul", "ol"):
            return prose[row] > 0.6 * text[row] and not self._is_said(row)
        if any(page.tags[each] in BLOCKS for each in range(row + 1, page.ends[row])):
            return False
        line = _line(page.nodes[row])
        if (BYLINE.match(line) and (len(line) < LINE or DATED.search(line))) or self._is_dated(line):
            return False
        if not self._is_named(row):
            beside = row == page.ends[self.heading] and page.parents[row] == page.parents[self.heading]
            if tag in SUBTITLES:
                if not beside or len(line) < LINE / 2:
                    return False
            elif row not in paragraphs or not (len(line) >= LINE or says_sentence(line)):
                return False
        return not self._is_said(row)

    def _is_dated(self, line: str) -> bool:
        return DATED.search(line) is not None and len(line) <= 2 * LINE and not says_sentence(line)

    def _is_named(self, row: int) -> bool:
        """Whether an element, or a box around it without the title, is called a lead."""
        page = self.page
        for each in (row, *page.above(row)):
            if page.within(self.heading, each):
                return False
            if NAMED.search(_names(page.nodes[each].attributes)):
                return True
        return False

    @cached_property
    def _body(self) -> str:
        return squeezed(self.place.node.text())

    def _is_said(self, row: int) -> bool:
        """Whether the body or the title says the same, as it does where the lead is an excerpt of it."""
        text = squeezed(self.page.nodes[row].text())
        inside = self.page.within(row, self.place.row)
        return text in self.titles or (not inside and text in self._body)


def _line(node: LexborNode) -> str:
    return " ".join(node.text(separator=" ").split())


def _address(node: LexborNode) -> str:
    """The address of a picture, or of the first in an element."""
    nodes = [node, *node.css("[src], [data-src]")]
    found = (each.attributes.get("src") or each.attributes.get("data-src") for each in nodes)
    return next(filter(None, found), "")


def _names(attributes: dict[str, str | None]) -> str:
    """What an element is called."""
    keys = ("class", "id", "itemprop", "data-gu-name", "data-testid", "data-component")
    return " ".join(filter(None, map(attributes.get, keys)))[:MAX_NAME]


def put_before(place: Place, rows: Collection[int]) -> None:
    """Copy what stands outside of a body to its beginning."""
    first = place.node.child
    for row in rows:
        if first is not None and not place.page.within(row, place.row):
            first.insert_before(place.page.nodes[row])


def kept(place: Place, rules: dict[int, str], rows: Collection[int]) -> dict[int, str]:
    """The rules of what is left out, without some rows: what holds one of them is left out but for that."""
    page = place.page
    waiting, split = list(rules.items()), {}
    for row, rule in waiting:
        if row in rows:
            continue
        if not any(page.within(each, row) for each in rows):
            split[row] = rule
            continue
        inner = row + 1
        while inner < page.ends[row]:
            waiting.append((inner, rule))
            inner = page.ends[inner]
    return split
