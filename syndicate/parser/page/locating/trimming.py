"""What is taken out of the element that holds an article: what stands beside it, its title and date line, lists that lead elsewhere."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from syndicate.parser.page.locating.endings import trailing
from syndicate.parser.page.locating.hints import HEADING_TAGS, MEDIA
from syndicate.parser.page.locating.leads import kept
from syndicate.parser.page.locating.leftovers import is_byline, leads_home, leftovers, says_sentence
from syndicate.parser.page.metadata.headlines import squeezed
from syndicate.parser.page.metadata.worded_dates import date_in_words

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.locating.locating import Place
    from syndicate.parser.page.locating.outline import Outline
    from syndicate.parser.page.removals import Removals

DATED = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\bmin(?:ute)?s? read|reading time|分钟|字数", re.IGNORECASE)
SHORT = 140
MAX_LINE = 160
"""Characters: a longer line is no byline."""

MAX_DATE_LINE = 80
"""Characters: a longer line with a sentence in it is a paragraph, though it begins with a date."""

MAX_LEADS = 2
"""Elements, such as a lead and a picture, that stand between a title and its byline at most."""

HEADING = ("h1", "h2", "h3")
PICTURES = "img:not([class*=avatar])"
BOXES = ("div", "section", "article", "main")
"""Elements that say nothing of what is in them."""


def trim(
    place: Place, titles: Sequence[str], hosts: Collection[str], removals: Removals, leads: Sequence[int] = ()
) -> None:
    """Take out of the element what is not the article; the tree is changed, and `place` is the box of what is left.

    Args:
        place: where the article was found.
        titles: what the page and its list call the article.
        hosts: the site's, to tell links that lead elsewhere on it.
        removals: records what is taken, by which rule.
        leads: the rows of the article's leads, which stay.
    """
    titles = list(filter(None, map(squeezed, titles)))
    page = place.page
    rules = {
        row: rule for row, rule in place.rules.items() if page.within(row, place.row) and row != place.row
    }
    rules |= dict.fromkeys(_lists(place, hosts), "list of links")
    rules |= leftovers(place, hosts)
    rules |= dict.fromkeys(_heading(place, titles, rules), "title")
    rules |= trailing(place, _inner(page, _outermost(page, rules)))
    rules = kept(place, rules, leads) if leads else rules
    outermost = _outermost(page, rules)
    gone = _inner(page, outermost)
    removals.forget_hidden({page.nodes[row].mem_id for row in gone})
    for row in outermost:
        removals.take(page.nodes[row], rules[row])
    if not leads:
        place.row = _innermost(page, place.row, gone)


def _outermost(page: Outline, rules: Collection[int]) -> list[int]:
    """The rows that stand in none of the others."""
    rows, end = [], 0
    for row in sorted(rules):
        if row >= end:
            rows.append(row)
            end = page.ends[row]
    return rows


def _inner(page: Outline, rows: Collection[int]) -> set[int]:
    """Some rows with all that is in them."""
    return {inner for row in rows for inner in range(row, page.ends[row])}


def shows(node: LexborNode) -> bool:
    """Whether an element shows something."""
    return bool(node.text().strip()) or node.css_first(MEDIA) is not None


def _innermost(page: Outline, row: int, gone: Collection[int]) -> int:
    """The element, or the box that holds all that is left in it."""
    while True:
        inner, number = [], row + 1
        while number < page.ends[row]:
            if number not in gone and shows(page.nodes[number]):
                inner.append(number)
            number = page.ends[number]
        alone = len(inner) == 1 and page.tags[inner[0]] in BOXES and not page.texts[row]
        if not alone:
            return row
        row = inner[0]


def _lists(place: Place, hosts: Collection[str]) -> list[int]:
    """The lists and boxes that lead to other pages of the site."""
    page, weights = place.page, place.weights
    rows, end = [], 0
    for row in page.select("ul, ol, div, section, table, dl"):
        if row < end or not page.within(row, place.row) or row == place.row or not weights.text[row]:
            continue
        text, link = weights.text[row], weights.link[row]
        if link <= max(20, 0.66 * text) or weights.prose[row] >= 100:
            continue
        node = page.nodes[row]
        pictured = (
            page.tags[row] not in ("ul", "ol")
            and node.css_first("pre, img, video, audio, iframe, figure, math") is not None
        )
        if not (pictured and weights.prose[row]) and leads_home(node, hosts):
            rows.append(row)
            end = page.ends[row]
    return rows


def _heading(place: Place, titles: Sequence[str], gone: Collection[int]) -> list[int]:
    """The title with what stands over it, and the line of date and author under it."""
    page, weights = place.page, place.weights
    for heading in page.select("h1, h2, h3"):
        if not page.within(heading, place.row) or not weights.text[heading]:
            continue
        text = squeezed(page.nodes[heading].text())
        is_title = any(
            title.startswith(text)
            or title.endswith(text)
            or (page.tags[heading] == "h1" and text.endswith(title) and 2 * len(title) > len(text))
            for title in titles
        )
        if len(text) < 3 or not (is_title if page.tags[heading] != "h3" else text in titles):
            continue
        block = _title_block(place, heading)
        before, after = _around(page, block, place.row)
        before = [row for row in before if row not in gone]
        if sum(weights.prose[row] for row in before) > SHORT or any(
            page.nodes[row].css_first("img, pre") is not None for row in before
        ):
            return []
        rows, leads = [*before, block], 0
        for row in after:
            if row in gone or not shows(page.nodes[row]):
                continue
            again = page.tags[row] in HEADING and squeezed(page.nodes[row].text()) == text
            is_dated = _is_marked_date_line if leads else _is_date_line
            if again or is_byline(page, row) or is_dated(page, row):
                rows.append(row)
            elif (leads := leads + 1) > MAX_LEADS:
                break
        return rows
    return []


def _title_block(place: Place, heading: int) -> int:
    """The row of the title, or of the header around it in which only its byline stands."""
    page, weights = place.page, place.weights
    block = heading
    for above in page.above(heading):
        beside = weights.text[above] - weights.text[heading]
        if above == place.row or beside > MAX_LINE or weights.prose[above]:
            break
        if page.nodes[above].css_first(f"{PICTURES}, pre, h2 ~ h2") is not None:
            break
        if page.tags[above] == "header" or not beside:
            block = above
    return block


def _is_date_line(page: Outline, row: int) -> bool:
    """Whether an element holds nothing but a line with a date."""
    node = page.nodes[row]
    line = " ".join(node.text(separator=" ").split())
    dated = not line or DATED.search(line) or page.tags[row] == "time" or node.css_first("time") is not None
    is_prose = len(line) > MAX_DATE_LINE and says_sentence(line)
    return (
        len(line) <= MAX_LINE
        and not is_prose
        and bool(dated)
        and node.css_first(f"{PICTURES}, pre, figure") is None
    )


def _is_marked_date_line(page: Outline, row: int) -> bool:
    """Whether an element is a line with a whole date, marked as no author marks one, though it stands not right under the title."""
    node = page.nodes[row]
    line = " ".join(node.text(separator=" ").split())
    is_marked = bool(node.attributes.get("class")) or node.css_first("time, [class]") is not None
    if not is_marked or page.tags[row] in HEADING_TAGS or says_sentence(line) or not _is_date_line(page, row):
        return False
    with suppress(ValueError):
        return bool(date_in_words(line, ""))
    return False


def _around(page: Outline, inner: int, outer: int) -> tuple[list[int], list[int]]:
    """The rows that stand in one element before and after another, the nearest first."""
    before: list[int] = []
    after: list[int] = []
    row = inner
    while row != outer:
        parent = page.parents[row]
        each = parent + 1
        siblings = []
        while each < page.ends[parent]:
            siblings.append(each)
            each = page.ends[each]
        at = siblings.index(row)
        before += reversed(siblings[:at])
        after += siblings[at + 1 :]
        row = parent
    return before, after
