"""Where the article is on a page of unknown layout: an element of the page itself, with all its markup.

    left_out -> what is marked or named as something beside an article
    centre   -> the element that most paragraphs stand in
    chosen   -> that, or a well-known one that holds a share of it
    trimmed  -> the element without title, date line and lists that lead elsewhere

The paragraphs' way of counting for their ancestors is that of Arc90's Readability.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from syndicate.parser.page.locating.hints import (
    APART,
    ARTICLES,
    BLOCKS,
    BODIES,
    BUILDERS,
    CODE,
    FOOTNOTES,
    HOLDERS,
    KEPT_TAGS,
    MEDIA,
    NAMES,
    ROLES_APART,
    SURE,
)
from syndicate.parser.page.locating.outline import NO_ROW, Outline, Weights, weigh
from syndicate.parser.page.metadata.headlines import squeezed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selectolax.lexbor import LexborNode

LEVELS = 6
"""How many ancestors a paragraph counts for: the nearest whole, the next by half, and so on."""

SHORT, ENOUGH = 140, 300
SLIDES = re.compile(r"gallery|slideshow|carousel", re.IGNORECASE)
"""Names of boxes whose many captions are not the article's text."""

MAX_NAME = 300
RULES = re.compile(
    "(?:^|[\\s_-])(?:"
    + "|".join(f"(?P<r{number}>{pattern})" for number, pattern in enumerate(NAMES.values()))
    + ")(?=$|[\\s_-]|\\d)",
    re.IGNORECASE,
)
RULE_NAMES = tuple(NAMES)
ANY_NAME = re.compile(BUILDERS)
CONFIG = "config"
"""The hint of a place that the config's selector found."""

TABLE_TAGS = ("tr", "tbody", "table")
CONTENTS = "table of contents"


@dataclass(slots=True)
class Place:
    """Where an article was found: its row in the outline.

    `hint` is the well-known selector that led there, "" where only the prose did. `rules` are the rows to be taken out,
    each with the name of the rule, and `weights` those without them.
    """

    page: Outline
    row: int
    hint: str
    rules: dict[int, str]
    weights: Weights

    @property
    def node(self) -> LexborNode:
        """The element itself."""
        return self.page.nodes[self.row]

    @property
    def found_by(self) -> Literal["config", "name", "prose", "little prose"]:
        """What led there: the config's selector, a well-known one, enough prose or little."""
        if self.hint:
            return "config" if self.hint == CONFIG else "name"
        return "prose" if self.weights.prose[self.row] >= ENOUGH else "little prose"


def placed(page: Outline, node: LexborNode) -> Place:
    """The place of an element that the config selects, with all that is in it."""
    weights = weigh(page)
    return Place(page, page.rows.get(node.mem_id, 0), CONFIG, left_out(page, weights), weights)


def locate(page: Outline, titles: Sequence[str]) -> Place | None:
    """Where the article is; None where nothing on the page is one.

    Args:
        page: the outline of the page's body.
        titles: what the page and its list call the article.
    """
    titles = list(filter(None, map(squeezed, titles)))
    whole = weigh(page)
    rules = left_out(page, whole)
    weights = weigh(page, rules)
    top = _of_title(page, weights, titles)
    row, hint = chosen(page, weights, top)
    few = row == NO_ROW or (weights.prose[row] < 0.25 * whole.prose[0] and weights.text[row] < ENOUGH)
    if few and not hint and top == 0:
        rules_by_tag = {
            each: rule for each, rule in rules.items() if page.tags[each] in ("nav", "footer", "aside")
        }
        unnamed = weigh(page, rules_by_tag)
        other, other_hint = chosen(page, unnamed, 0)
        if other != NO_ROW and unnamed.prose[other] > 2 * (0 if row == NO_ROW else weights.prose[row]) + 200:
            return Place(page, other, other_hint, rules_by_tag, unnamed)
    return None if row == NO_ROW else Place(page, row, hint, rules, weights)


def left_out(page: Outline, weights: Weights) -> dict[int, str]:
    """The rows of what is marked or named as something beside the article, each with its rule."""
    kept = _protected(page, weights)
    bodies = [row for row, _ in page.hints]
    verdicts: dict[str, str] = {}
    rules: dict[int, str] = {}
    end = 0
    for row in page.select("[class], [id], [role], [data-component], nav, footer, aside, form, header"):
        if row < end or row in kept or (page.tags[row] in KEPT_TAGS and not _is_card(page, row)):
            continue
        attributes = page.nodes[row].attributes
        rule = APART.get(page.tags[row]) or ROLES_APART.get(attributes.get("role") or "", "")
        if rule:
            wanted = _is_part(page, weights, row, rule)
        else:
            names = " ".join(filter(None, map(attributes.get, ("class", "id", "data-component"))))
            if names not in verdicts:
                verdicts[names] = _rule(names)
            rule = verdicts[names]
            wanted = bool(rule) and _is_text(page, weights, row, rule, bodies)
        if rule and not wanted and weights.prose[row] <= 0.8 * weights.prose[0]:
            rules[row] = rule
            end = page.ends[row]
    return rules


def _is_card(page: Outline, row: int) -> bool:
    """Whether an element is a link that is a box of its own, as those to other articles are."""
    inner = range(row + 1, page.ends[row])
    return page.tags[row] == "a" and any(page.tags[each] in BLOCKS for each in inner)


def _is_part(page: Outline, weights: Weights, row: int, rule: str) -> bool:
    """Whether an element that stands beside an article as a rule is a part of one here."""
    node = page.nodes[row]
    if rule == "aside":
        return node.css_first("pre, blockquote") is not None
    if rule == "footer":
        return (
            page.tags[page.parents[row]] in ("blockquote", "figure") or node.css_first(FOOTNOTES) is not None
        )
    if rule == "header":  # of a section or a figure, not of the page or the article
        article = next(
            (above for above in page.above(row) if page.tags[above] in ("article", "main", "figure")), 0
        )
        return (
            article > 0
            and sum(prose for each, prose in weights.paragraphs.items() if article < each < row) > SHORT
        )
    return False


def _is_text(page: Outline, weights: Weights, row: int, rule: str, bodies: Sequence[int]) -> bool:
    """Whether an element is a part of the article in spite of its name."""
    if rule == CONTENTS:
        return weights.link[row] < 0.4 * weights.text[row]
    if _is_authors(page, row):
        return True
    block = page.blocks[row]
    if block != row and rule not in ("hidden", "sharing", "advertising"):  # words of a paragraph
        return weights.paragraphs.get(block, 0) > weights.text[row] + page.texts[row] + 25
    return _is_most(page, weights, row, bodies)


def _is_authors(page: Outline, row: int) -> bool:
    """Whether an element is called after the heading that it begins with, as generators call sections: by an author's words."""
    name = squeezed(page.nodes[row].attributes.get("id") or "")
    for inner in range(row + 1, min(row + 6, page.ends[row])):
        if page.tags[inner] in ("h1", "h2", "h3", "h4", "h5", "h6"):
            heading = squeezed(page.nodes[inner].text())
            return min(len(name), len(heading)) > 2 and (
                heading.startswith(name) or name.startswith(heading[:20])
            )
    return False


def _is_most(page: Outline, weights: Weights, row: int, bodies: Sequence[int]) -> bool:
    """Whether a well-known body would lose half of its prose with it."""
    if not any(page.within(row, body) and 2 * weights.prose[row] > weights.prose[body] for body in bodies):
        return False
    return SLIDES.search(page.nodes[row].attributes.get("class") or "") is None


def _rule(names: str) -> str:
    names = ANY_NAME.sub("", names[:MAX_NAME])
    match = RULES.search(names)
    if match is None or "embed" in names:
        return ""
    return RULE_NAMES[int((match.lastgroup or "r0")[1:])]


def _protected(page: Outline, weights: Weights) -> set[int]:
    """The rows that hold a main heading or a well-known body, and those of code."""
    kept = {0}
    for row in (*page.select("h1"), *(row for row, _ in page.hints)):
        if page.tags[row] == "h1" or weights.prose[row] > 200:
            each = row
            while each not in kept:
                kept.add(each)
                each = page.parents[each]
    end = 0
    for row in page.select(CODE):
        if row >= end:
            end = page.ends[row]
            kept.update(range(row, end))
    return kept


def _of_title(page: Outline, weights: Weights, titles: Sequence[str]) -> int:
    """Of several articles the one whose heading is the page's title; else all of the page."""
    places = [row for row in page.select(ARTICLES) if weights.text[row] > SHORT]
    if len(places) > 1:
        together = " ".join(titles)
        for heading in page.select("h1, h2"):
            text = squeezed(page.nodes[heading].text())
            around = next((row for row in places if page.within(heading, row)), NO_ROW)
            if around == NO_ROW or len(text) <= 5 or text not in together:
                continue
            if weights.prose[around] > 0.1 * weights.prose[0]:
                return around
    return 0


def chosen(page: Outline, weights: Weights, top: int) -> tuple[int, str]:
    """The row that holds the article, and the well-known selector that led to it, or ""."""
    middle = centre(page, weights, top)
    rows: dict[str, list[int]] = {}
    for row, selector in page.hints:
        if page.within(row, top) and row in weights.alive and _has_something(page, weights, row):
            rows.setdefault(selector, []).append(row)
    for selector in filter(rows.__contains__, BODIES):
        row = max(rows[selector], key=weights.prose.__getitem__)
        share = 0.05 if selector in SURE else 0.25
        large = weights.prose[row] >= share * weights.prose[middle] and weights.text[row] > SHORT
        alone = weights.prose[middle] < SHORT or not page.within(middle, _landmark(page, row))
        if large or (len(rows[selector]) == 1 and alone):
            return joined(page, weights, row, top, rows[selector]), selector
    row = grown(page, weights, joined(page, weights, middle, top), top)
    if weights.prose[row] < SHORT:
        landmark = _landmarks(page, weights, top)
        if not weights.text[row] or landmark != NO_ROW:
            row = landmark
    while row > top and page.tags[row] in TABLE_TAGS:
        row = page.parents[row]
    return row, ""


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
        if classes and (classes <= own or own <= classes or other in alike):
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
