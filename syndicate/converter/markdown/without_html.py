"""A body for a renderer that leaves out raw HTML: what only HTML could say becomes what Markdown can say, and is named.

Hugo's goldmark is such a renderer unless the site says `unsafe = true`
(https://gohugo.io/configuration/markup/#rendererunsafe).
"""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from syndicate.converter.markdown.blocks import heading_place
from syndicate.converter.markdown.runs import ALLOWED_ADDRESS, HEADINGS, TAGS, note_number, picture_looks
from syndicate.converter.markdown.tables import is_line
from syndicate.models import Loss

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from syndicate.converter.dialects.row import Dialect

PLAYERS = {"iframe": "a frame", "video": "a video", "audio": "a recording"}
"""What plays by itself in HTML, and becomes a link."""

LIST_ATTRIBUTES = ("type", "reversed", "value")
"""How a list's numbers look or count otherwise than from its start upwards."""

LINES = "p, div, section, article, figure, figcaption, ul, ol, li, blockquote, pre, dl, dt, dd, h1, h2, h3, h4, h5, h6"
"""What stands on lines of its own in a cell."""


def link_players(root: LexborNode, tags: tuple[str, ...] = ("iframe",)) -> tuple[Loss, ...]:
    """Replace each player by a link to what it plays, for a renderer that shows none; name them."""
    losses = []
    for player in root.css(", ".join(tags)):
        source = player if player.attributes.get("src") else player.css_first("source[src]")
        address = (source.attributes.get("src") if source is not None else "") or ""
        text = player.attributes.get("title") or address
        link = _element(f'<p><a href="{escape(address)}">{escape(text)}</a></p>')
        if address and link is not None:
            player.replace_with(link)
            losses.append(Loss(address, f"{PLAYERS[player.tag or '']}, of which the target shows a link"))
    return tuple(losses)


def without_html(root: LexborNode, dialect: Dialect) -> tuple[Loss, ...]:
    """Rewrite a body so that it can be said without raw HTML; returns what that changes.

    Args:
        root: the body; its tree is changed.
        dialect: of the renderer.
    """
    counts: Counter[str] = Counter()
    _drop_places(root, dialect)
    players = link_players(root, tuple(PLAYERS))
    _unwrap_marks(root, counts)
    for node in root.css("pre em, pre strong, pre i, pre b, pre s, pre del, pre a"):
        counts["a mark or a link in preformatted text"] += 1
        node.unwrap()
    for node in root.css("ul, ol, li"):
        for name in LIST_ATTRIBUTES:
            if name in node.attributes:
                counts["the numbers of a list"] += 1
                del node.attrs[name]
    for node in root.css("h1 br, h2 br, h3 br, h4 br, h5 br, h6 br, td br, th br"):
        counts["a line break in a heading or a cell"] += 1
        node.replace_with(" ")
    for node in root.css("details"):
        counts["a part that opens and closes"] += 1
        for summary in node.css("summary"):
            if (words := _element(f"<p><strong>{summary.inner_html}</strong></p>")) is not None:
                summary.replace_with(words)
        node.unwrap()
    for table in root.css("table"):
        _make_grid(table, counts)
    _name_pictures(root, counts)
    reason = "only HTML can say it, which the target leaves out"
    named = (Loss(kind if n == 1 else f"{kind} ({n} times)", reason) for kind, n in counts.items())
    return (*players, *named)


def _unwrap_marks(root: LexborNode, counts: Counter[str]) -> None:
    for node in root.css("rt"):  # as browsers show it that know no readings
        node.insert_before("(")
        node.insert_after(")")
    for node in root.css("[dir]"):
        counts["the way that text runs"] += 1
        del node.attrs["dir"]
    for node in root.css(", ".join(sorted(TAGS))):
        if not note_number(node):
            counts[f"the mark <{node.tag}>"] += 1
            node.unwrap()


def _drop_places(root: LexborNode, dialect: Dialect) -> None:
    """Let the links within the article lead to the original where only HTML could say their place."""
    headings = {heading_place(heading, dialect) for heading in root.css(", ".join(HEADINGS))}
    for link in root.css("a[data-origin]"):
        if (link.attributes.get("href") or "").removeprefix("#") not in headings:
            link.attrs["href"] = link.attributes.get("data-origin") or ""
    for anchor in root.css("a[id]"):
        if anchor.attributes.get("id") not in headings:
            anchor.decompose()


def _name_pictures(root: LexborNode, counts: Counter[str]) -> None:
    """Put the alt text of a picture in place of one whose address the renderer leaves out; take off what it looks like."""
    for picture in root.css("img[src]"):
        for name, _ in picture_looks(picture):
            counts["text that flows around a picture" if name == "align" else f"the {name} of a picture"] += 1
            del picture.attrs[name]
        if not ALLOWED_ADDRESS.match(picture.attributes.get("src") or ""):
            counts["a picture that its address holds, of a kind that the target does not show"] += 1
            picture.replace_with(picture.attributes.get("alt") or "")


def _make_grid(table: LexborNode, counts: Counter[str]) -> None:
    """Give a table equal rows, and cells of one line each."""
    rows = table.css("tr")
    width = max((len(_cells(row)) for row in rows), default=0)
    for cell in table.css("td, th"):
        for name in ("colspan", "rowspan"):
            if (cell.attributes.get(name) or "1") != "1":
                counts["a cell across others"] += 1
                del cell.attrs[name]
        _make_line(cell, counts)
    for row in rows:
        for _ in range(width - len(_cells(row))):
            if (empty := LexborHTMLParser("<table><tr><td></td></tr></table>").css_first("td")) is not None:
                row.insert_child(empty)


def _make_line(cell: LexborNode, counts: Counter[str]) -> None:
    """Put all that stands in a cell on one line."""
    if is_line(cell, LINES):
        return
    counts["lines of a cell"] += 1
    for block in reversed(cell.css(LINES)):
        if block.mem_id != cell.mem_id:
            block.insert_before(" ")
            block.unwrap()


def _cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag in {"td", "th"}]


def _element(markup: str) -> LexborNode | None:
    return LexborHTMLParser(markup).css_first("p")
