"""Which element of a page holds its article, of all that is not left out: by its prose, or by what it is called.

The paragraphs' way of counting for their ancestors is that of Arc90's Readability.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate.parser.page.locating.hints import BODIES, HOLDERS, MEDIA, SURE
from syndicate.parser.page.locating.outline import NO_ROW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syndicate.parser.page.locating.outline import Outline, Weights

LEVELS = 6
"""How many ancestors a paragraph counts for: the nearest whole, the next by half, and so on."""

SHORT = 140
"""Characters: less is a line or two."""

MAX_NAME = 300
TABLE_TAGS = ("tr", "tbody", "table")


def chosen(page: Outline, weights: Weights, top: int) -> tuple[int, str]:
    """The row that holds the article, and the well-known selector that led to it, or ""."""
    middle = centre(page, weights, top)
    rows: dict[str, list[int]] = {}
    for row, selector in page.hints:
        if page.within(row, top) and row in weights.alive and _has_something(page, weights, row):
            rows.setdefault(selector, []).append(row)
    for selector in filter(rows.__contains__, BODIES):
        row = max(rows[selector], key=weights.prose.__getitem__)
        if _is_believed(page, weights, row, middle, len(rows[selector]), selector):
            row = joined(page, weights, row, top, rows[selector])
            return _without_columns(page, weights, _inner_hint(page, weights, row), middle), selector
    row = grown(page, weights, joined(page, weights, middle, top), top)
    if weights.prose[row] < SHORT:
        landmark = _landmarks(page, weights, top)
        if not weights.text[row] or landmark != NO_ROW:
            row = landmark
    while row > top and page.tags[row] in TABLE_TAGS:
        row = page.parents[row]
    return row, ""


def _is_believed(page: Outline, weights: Weights, row: int, middle: int, count: int, selector: str) -> bool:
    """Whether a well-known body is the article's.

    Args:
        page: the page.
        weights: what stands in it.
        row: the body.
        middle: the element that most paragraphs stand in.
        count: how many bodies the selector finds.
        selector: the selector.
    """
    share = 0.05 if selector in SURE else 0.25
    large = weights.prose[row] >= share * weights.prose[middle] and weights.text[row] > SHORT
    if large or count > 1:
        return large
    if selector in SURE and weights.text[row] >= 0.1 * weights.prose[middle]:
        return True
    return weights.prose[middle] < SHORT or not page.within(middle, _landmark(page, row))


def _inner_hint(page: Outline, weights: Weights, row: int) -> int:
    """The well-known body within another that has all its prose: what else is in the outer one is no text."""
    for inner, _ in page.hints:
        if inner != row and page.within(inner, row) and inner in weights.alive:
            rest = weights.prose[row] - weights.prose[inner]
            others = [each for each in page.select(MEDIA) if page.within(each, row)]
            all_media = all(page.within(each, inner) for each in others)
            if rest <= 0.02 * weights.prose[row] and all_media and weights.text[inner]:
                return _inner_hint(page, weights, inner)
    return row


def _without_columns(page: Outline, weights: Weights, row: int, middle: int) -> int:
    """The well-known body, or the part of it that has the prose where most of what it says beside that are links."""
    if not page.within(middle, row):
        return row
    place = grown(page, weights, middle, row)
    rest = weights.text[row] - weights.text[place]
    links = weights.link[row] - weights.link[place]
    is_most = weights.prose[place] > 0.5 * weights.prose[row]
    return place if is_most and rest > 0.2 * weights.text[place] and links > 0.5 * rest else row


def _has_something(page: Outline, weights: Weights, row: int) -> bool:
    """Whether an element shows something."""
    return weights.text[row] > 0 or page.nodes[row].css_first(MEDIA) is not None


def _landmark(page: Outline, row: int) -> int:
    """The row of the article or of the main part of the page that an element stands in; of itself where it stands in none."""
    return next((above for above in page.above(row) if page.tags[above] in ("article", "main")), row)


def _landmarks(page: Outline, weights: Weights, top: int) -> int:
    """The row of the first article or main part of the page that shows something; `NO_ROW` for none."""
    for selector in ("article", "main, [role=main]"):
        for row in page.select(selector):
            if row in weights.alive and page.within(row, top) and _has_something(page, weights, row):
                return row
    return NO_ROW


def grown(page: Outline, weights: Weights, row: int, top: int) -> int:
    """The element, or one around it that holds more of the article and hardly anything else."""
    place = row
    for above in page.above(row):
        if above <= top or page.tags[above] not in HOLDERS:
            break
        more = weights.prose[above] - weights.prose[row]
        other = weights.text[above] - weights.text[row]
        lead = sum(weights.paragraphs.get(each, 0) for each in range(above, place))
        if more > 0.1 * weights.prose[row] + 20 or lead > 0.03 * weights.prose[row] + SHORT:
            if more < 0.6 * other or _is_several(page, weights, above):
                break
            place = above
        elif more <= 0 and other > 0.2 * weights.text[row]:
            break
        row = above
    return place


def centre(page: Outline, weights: Weights, top: int) -> int:
    """The row that most paragraphs stand in, or nearly in."""
    holders = page.holders()
    scores: dict[int, float] = {}
    for row, prose in weights.paragraphs.items():
        if not page.within(row, top):
            continue
        above = (
            row
            if page.tags[row] in ("div", "td", "section", "article", "main", "body", "center")
            else holders[row]
        )
        for level in range(1, LEVELS + 1):
            if above == NO_ROW:
                break
            scores[above] = scores.get(above, 0) + prose / level
            if above == top:
                break
            above = holders[above]
    best, most = top, 0.0
    for row, score in scores.items():
        if (value := score * (1 - weights.link[row] / (weights.text[row] or 1))) > most:
            best, most = row, value
    return best


def joined(page: Outline, weights: Weights, row: int, top: int, alike: Sequence[int] = ()) -> int:
    """The element, or what holds it and the others of its class, where an article stands in several.

    Args:
        page: the page.
        weights: what stands in it.
        row: the element.
        top: the article or the page that it is in.
        alike: the rows that are of its kind, whatever their classes.
    """
    name = page.nodes[row].attributes.get("class")
    if row == top or not name:
        return row
    own = _classes(name)
    kin = [row]
    for other in page.select(page.tags[row]):
        apart = not page.within(other, row) and not page.within(row, other)
        large = weights.prose[other] >= 0.1 * weights.prose[row] and weights.prose[other] > 0
        classes = _classes(page.nodes[other].attributes.get("class") or "") if apart and large else set()
        similar = classes == own or other in alike if alike else classes <= own or own <= classes
        if classes and similar:
            kin.append(other)
    for above in page.above(row) if len(kin) > 1 else ():
        if above <= top:
            break
        inside = [each for each in kin if page.within(each, above)]
        if len(inside) > 1:
            most = sum(weights.prose[each] for each in inside) > 0.7 * weights.prose[above]
            return above if most and len(_articles(page, weights, above)) < 2 else row
    return row


def _classes(name: str) -> set[str]:
    """The classes of an element without their numbers."""
    return {re.sub(r"\d+", "", each) for each in name[:MAX_NAME].split()}


def _is_several(page: Outline, weights: Weights, row: int) -> bool:
    """Whether an element holds more than one article."""
    return len(_articles(page, weights, row)) > 1 or page.tags[row + 1 : page.ends[row]].count("h1") > 1


def _articles(page: Outline, weights: Weights, row: int) -> list[int]:
    """The articles within an element that hold more than a teaser of it."""
    inner = range(row + 1, page.ends[row])
    return [
        each
        for each in inner
        if page.tags[each] == "article" and weights.prose[each] > 0.1 * weights.prose[row]
    ]
