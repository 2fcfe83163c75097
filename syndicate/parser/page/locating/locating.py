"""Where the article is on a page of unknown layout: an element of the page itself, with all its markup.

    left_out -> what is marked or named as something beside an article
    centre   -> the element that most paragraphs stand in
    chosen   -> that, or a well-known one that holds a share of it
    trimmed  -> the element without title, date line and lists that lead elsewhere

The two in the middle are in `choosing`.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from syndicate.parser.page.locating.choosing import SHORT, chosen
from syndicate.parser.page.locating.hints import (
    APART,
    ARTICLES,
    BLOCKS,
    BUILDERS,
    CODE,
    FOOTNOTES,
    HEADING_TAGS,
    KEPT_TAGS,
    NAMES,
    ROLES_APART,
    SURE,
)
from syndicate.parser.page.locating.outline import NO_ROW, Outline, Weights, weigh
from syndicate.parser.page.metadata.headlines import squeezed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from selectolax.lexbor import LexborNode

LINE = 20
"""Characters beside a title: less is no article."""

ENOUGH = 300
"""Characters of prose by which an article is told from a line or two."""

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
NAMING = ("class", "id", "data-component")
CONFIG = "config"
"""The hint of a place that the config's selector found."""

CONTENTS = "table of contents"
NEVER_TEXT = {"newsletter", "comments", "sharing", "other articles", "notice"}
"""Rules of what is shorter than an article of one line now and then, and none all the same."""


@dataclass
class Place:
    """Where an article was found: its row in the outline.

    `hint` is the well-known selector that led there, "" where only the prose did. `weights` are those of what counts,
    `apart` the rows that do not, each with the name of the rule; None where all count.
    """

    page: Outline
    row: int
    hint: str
    weights: Weights
    apart: dict[int, str] | None = None

    @cached_property
    def rules(self) -> dict[int, str]:
        """The rows of what stands beside the article, each with the name of the rule."""
        return left_out(self.page, self.weights) if self.apart is None else self.apart

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
    return Place(page, page.rows.get(node.mem_id, 0), CONFIG, page.whole)


def locate(page: Outline, titles: Sequence[str]) -> Place | None:
    """Where the article is; None where nothing on the page is one.

    Args:
        page: the outline of the page's body.
        titles: what the page and its list call the article.
    """
    titles = list(filter(None, map(squeezed, titles)))
    whole = page.whole
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
            return Place(page, other, other_hint, unnamed, rules_by_tag)
    if not hint and (row == NO_ROW or weights.prose[row] < SHORT):
        row = _below_title(page, weights, titles, row)
    return None if row == NO_ROW else Place(page, row, hint, weights, rules)


def _below_title(page: Outline, weights: Weights, titles: Sequence[str], row: int) -> int:
    """Where an article has hardly any prose: the element in which it stands with its title; else the one that was found."""
    if page.select("article, main, [role=main]"):
        return row
    for heading in page.select("h1, h2, h3"):
        if heading not in weights.alive or squeezed(page.nodes[heading].text()) not in titles:
            continue
        around = next(
            (above for above in page.above(heading) if weights.text[above] - weights.text[heading] >= LINE), 0
        )
        apart = row == NO_ROW or not (page.within(row, around) or page.within(around, row))
        return around if around and apart else row
    return row


def left_out(page: Outline, weights: Weights) -> dict[int, str]:
    """The rows of what is marked or named as something beside the article, each with its rule."""
    kept = _protected(page, weights)
    hints = [row for row, _ in page.hints]
    bodies = [
        row for row, after in zip(hints, [*hints[1:], NO_ROW], strict=False) if not page.within(after, row)
    ]
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
            names = " ".join(filter(None, map(attributes.get, NAMING)))
            if names not in verdicts:
                verdicts[names] = _rule(names)
            rule = verdicts[names]
            wanted = bool(rule) and _is_text(page, weights, row, rule, bodies)
        few = weights.prose[row] <= 0.8 * weights.prose[0] or (bodies and weights.prose[row] < ENOUGH)
        if rule and not wanted and few:
            rules[row] = rule
            end = page.ends[row]
    return rules


def rule_of(page: Outline, row: int) -> tuple[str, str]:
    """The rule by which an element stands beside an article for what it is marked or called, "" for none; and its names."""
    attributes = page.nodes[row].attributes
    names = " ".join(filter(None, map(attributes.get, NAMING)))
    if page.tags[row] in KEPT_TAGS and not _is_card(page, row):
        return "", names
    return APART.get(page.tags[row]) or ROLES_APART.get(attributes.get("role") or "", "") or _rule(
        names
    ), names


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
    if weights.prose[row] < SHORT and rule in NEVER_TEXT:
        bodies = [body for body in bodies if weights.text[body] < weights.text[row] + LINE]
    return _is_most(page, weights, row, bodies)


def _is_authors(page: Outline, row: int) -> bool:
    """Whether an element is called after its heading, in it or around it, as generators do: by an author's words."""
    name = squeezed(page.nodes[row].attributes.get("id") or "").replace("_", "")
    is_inside = page.tags[page.blocks[row]] in HEADING_TAGS
    headings = (
        inner for inner in range(row + 1, min(row + 6, page.ends[row])) if page.tags[inner] in HEADING_TAGS
    )
    heading = row if is_inside else next(headings, NO_ROW)
    text = squeezed(page.nodes[heading].text()) if heading != NO_ROW else ""
    return min(len(name), len(text)) > 2 and (text.startswith(name) or name.startswith(text[:20]))


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
    selectors = Counter(selector for _, selector in page.hints)
    only = {row for row, selector in page.hints if selector in SURE and selectors[selector] == 1}
    rows = [row for row, _ in page.hints]
    if all(page.within(inner, outer) for outer, inner in pairwise(rows)):  # one body, by one name or several
        only.update(rows)
    for row in (*page.select("h1"), *(row for row, _ in page.hints)):
        if page.tags[row] == "h1" or weights.prose[row] > 200 or row in only:
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
