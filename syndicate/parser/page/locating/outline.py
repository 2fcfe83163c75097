"""A page's elements as rows, and how much prose stands in each: what finding an article looks at.

The tree is walked once; after that, everything is a range of rows or a chain of parents, so that no page, however it is
nested, takes more than time proportional to its size.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from syndicate.parser.page.locating.hints import BLOCKS, BODIES, HEADING_TAGS, HIDDEN, HOLDERS, UNREAD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from selectolax.lexbor import LexborNode

STOPS = re.compile(r"[.!?…。！？:;,،、，]")
"""Punctuation by which prose differs from labels."""

WIDE = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
"""Characters of Chinese, Japanese and Korean; each says as much as some two or three letters."""

PARAGRAPH = 80
"""Characters: a block with this much text outside of links is prose, even without punctuation."""

SENTENCE = 25
"""Characters: with punctuation, this much is."""

NO_ROW = -1


MAX_DEPTH = 5000
"""No page nests deeper."""


class TooDeepError(ValueError):
    """A page's elements are nested too deeply to be an article's."""


@dataclass
class Outline:
    """The elements below a root, in document order; row 0 is the root.

    Attributes:
        nodes: the elements.
        tags: their names.
        parents: the row of each one's parent, `NO_ROW` for the root.
        ends: the row after each one's last descendant.
        depths: how many ancestors each has below the root.
        blocks: the row of the nearest block, itself where it is one.
        linked: whether it is a link or stands in one.
        hidden: the rows of what a browser does not show.
        texts: characters of text directly in it, a wide one as `size` counts it.
        stops: marks of punctuation in that text.
        rows: each element's row, by its id in memory.
    """

    nodes: list[LexborNode]
    tags: list[str]
    parents: list[int]
    ends: list[int]
    depths: list[int]
    blocks: list[int]
    linked: list[bool]
    texts: list[int]
    stops: list[int]
    rows: dict[int, int]
    hidden: set[int] = field(default_factory=set)

    def select(self, selector: str) -> list[int]:
        """The rows of the elements that a CSS selector selects, in document order."""
        rows = {self.rows.get(node.mem_id, NO_ROW) for node in self.nodes[0].css(selector)}
        return sorted(rows - {NO_ROW})

    @cached_property
    def hints(self) -> list[tuple[int, str]]:
        """The rows that a well-known selector calls the body, each with the first such selector."""
        rows = self.select(", ".join(BODIES))
        first: dict[int, str] = {}
        for selector in BODIES:  # `css_matches` would ask what is in an element, too
            if len(first) == len(rows):
                break
            for row in self.select(selector):
                first.setdefault(row, selector)
        return [(row, first[row]) for row in rows]

    @cached_property
    def whole(self) -> Weights:
        """The weights of all that it shows."""
        return weigh(self)

    def within(self, inner: int, outer: int) -> bool:
        """Whether a row is another, or stands in it."""
        return 0 <= outer <= inner < self.ends[outer]

    def above(self, row: int) -> Iterator[int]:
        """The rows of its ancestors, the nearest first."""
        while (row := self.parents[row]) != NO_ROW:
            yield row

    def depth(self, row: int) -> int:
        """How deeply the elements in a row are nested."""
        return max(self.depths[row : self.ends[row]]) - self.depths[row]

    def holders(self) -> list[int]:
        """For each row the nearest ancestor that may hold an article, `NO_ROW` for the root."""
        nearest = [NO_ROW] * len(self.tags)
        for row in range(1, len(self.tags)):
            parent = self.parents[row]
            nearest[row] = parent if self.tags[parent] in HOLDERS else nearest[parent]
        return nearest


def size(text: str) -> int:
    """How much a text says, in letters."""
    return len(text) if text.isascii() else len(text) + 3 * len(WIDE.findall(text)) // 2


def outline(root: LexborNode) -> Outline:
    """The outline of the elements below a root.

    Raises:
        TooDeepError: they are nested more than `MAX_DEPTH` deep.
    """
    nodes, tags, parents, rows = [root], [root.tag or ""], [NO_ROW], {root.mem_id: 0}
    depths, blocks, linked = [0], [0], [False]
    for node in root.css("*"):
        parent = node.parent
        above = rows.get(parent.mem_id, NO_ROW) if parent is not None else NO_ROW
        if above == NO_ROW or tags[above] in UNREAD:
            continue
        here, tag, depth = len(nodes), node.tag or "", depths[above] + 1
        if depth > MAX_DEPTH:
            raise TooDeepError
        rows[node.mem_id] = here
        nodes.append(node)
        tags.append(tag)
        parents.append(above)
        depths.append(depth)
        blocks.append(here if tag in BLOCKS else blocks[above])
        linked.append(linked[above] or tag == "a")
    ends = list(range(1, len(nodes) + 1))
    for row in range(len(nodes) - 1, 0, -1):
        ends[parents[row]] = max(ends[parents[row]], ends[row])
    own = ["" if tags[row] in UNREAD else node.text(deep=False, strip=True) for row, node in enumerate(nodes)]
    texts, stops = [size(text) for text in own], [len(STOPS.findall(text)) for text in own]
    page = Outline(nodes, tags, parents, ends, depths, blocks, linked, texts, stops, rows)
    page.hidden = set(page.select(HIDDEN))
    return page


@dataclass(slots=True)
class Weights:
    """For each row of an outline: characters of prose, of all text, and of text in links; 0 where it is left out.

    `paragraphs` are the rows that are prose themselves, with how much of it.
    `alive` are the rows that count.
    """

    prose: list[float]
    text: list[int]
    link: list[int]
    paragraphs: dict[int, float]
    alive: set[int]


def weigh(page: Outline, left_out: Collection[int] = ()) -> Weights:
    """The weights of a page's elements.

    Args:
        page: its outline.
        left_out: the rows that do not count, nor what is in them.
    """
    count = len(page.tags)
    prose, text, link, stops = [0.0] * count, [0] * count, [0] * count, [0] * count
    alive, row = [], 0
    while row < count:
        if row in left_out or row in page.hidden:
            row = page.ends[row]
            continue
        alive.append(row)
        if length := page.texts[row]:
            block = page.blocks[row]
            text[block] += length
            if page.linked[row]:
                link[block] += length
            else:
                stops[block] += page.stops[row]
        row += 1
    paragraphs: dict[int, float] = {}
    for row in alive:
        plain = text[row] - link[row]
        if page.tags[row] == "pre":
            prose[row] = plain
        elif page.tags[row] not in HEADING_TAGS and (
            plain >= PARAGRAPH or (plain >= SENTENCE and stops[row])
        ):
            prose[row] = max(plain - link[row], 0)
        if prose[row]:
            paragraphs[row] = prose[row]
    for row in reversed(alive[1:]):
        parent = page.parents[row]
        prose[parent] += prose[row]
        text[parent] += text[row]
        link[parent] += link[row]
    return Weights(prose, text, link, paragraphs, set(alive))
