"""Cards that show what a link leads to: one link with its title, its description and the name of its site."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from syndicate.parser.page.cleaning.nodes import detach, inner, insert_before, line, neighbour, replace

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.removals import Removals


class Bookmark(NamedTuple):
    """A platform's card, as CSS selectors: its link, which holds all, its title, its description, its site."""

    platform: str
    link: str
    title: str
    description: str
    site: str


BOOKMARKS = (
    Bookmark(
        "Ghost",
        "a.kg-bookmark-container",
        ".kg-bookmark-title",
        ".kg-bookmark-description",
        ".kg-bookmark-author, .kg-bookmark-publisher",
    ),
    Bookmark(
        "Ghost's files",
        "a.kg-file-card-container",
        ".kg-file-card-title, .kg-file-card-contents:not(:has(.kg-file-card-title)) .kg-file-card-filename",
        ".kg-file-card-caption",
        ".kg-file-card-filename, .kg-file-card-filesize",
    ),
    Bookmark("Notion", "a.bookmark", ".bookmark-title", ".bookmark-description", ".bookmark-href"),
    Bookmark(
        "Notion's renderers",
        "a.notion-bookmark",
        ".notion-bookmark-title",
        ".notion-bookmark-description",
        ".notion-bookmark-link",
    ),
    Bookmark(
        "Substack",
        "a.embedded-post",
        ".embedded-post-title",
        ".embedded-post-body, .embedded-post-subtitle",
        ".embedded-post-publication-name",
    ),
)
"""The platforms whose cards are links around blocks."""

MEDIUM = ".mixtapeEmbed a > em, .graf--mixtapeEmbed a > em"
WORDPRESS = "iframe.wp-embedded-content"


def restore_bookmarks(root: LexborNode, removals: Removals) -> None:
    """Write each card as a paragraph that is one link.

    Args:
        root: the body; its tree is changed.
        removals: where the pictures of cards are noted, and frames that show what a link beside them names.
    """
    for row in BOOKMARKS:
        for card in root.css(row.link):
            if card.parent is not None and card.css_first(row.title) is not None:
                _replace_card(card, row, removals)
    for description in root.css(MEDIUM):
        after = description.next
        if after is not None and after.tag == "-text" and (after.text_content or "").strip():
            removals.note(after, "site of a card")
            insert_before(after, "<br>")
    for frame in root.css(WORDPRESS):
        quote = neighbour(frame, before=True)
        if quote is not None and quote.tag == "blockquote" and quote.css_first("a[href]") is not None:
            removals.note(frame, "frame")
            detach(frame)
            replace(quote, inner(quote) if quote.css_first("p") is not None else f"<p>{inner(quote)}</p>")


def _replace_card(card: LexborNode, row: Bookmark, removals: Removals) -> None:
    for picture in card.css("img, svg"):
        removals.take(picture, "picture of a card")
    title, description = card.css_first(row.title), card.css_first(row.description)
    places = [node for node in card.css(row.site) if title is None or node.mem_id != title.mem_id]
    for site in places:
        removals.note(site, "site of a card")
    sites = " · ".join(dict.fromkeys(filter(None, map(line, places))))
    texts = [f"<strong>{escape(line(title))}</strong>" if title is not None and line(title) else ""]
    texts += [escape(line(description)) if description is not None else "", escape(sites)]
    shown = "<br>".join(filter(None, texts))
    said = {each.mem_id for each in card.css(f"{row.title}, {row.description}, {row.site}")}
    rest = [each for each in card.css("span, div, p") if each.first_child is not None]
    for extra in rest:
        if not any(each.mem_id in said for each in extra.css("*")) and not _is_in(extra, said):
            removals.take(extra, "button of a card")
    address = escape(card.attributes.get("href") or "")
    replace(card, f'<p><a href="{address}">{shown}</a></p>')


def _is_in(node: LexborNode, numbers: set[int]) -> bool:
    current: LexborNode | None = node
    while current is not None:
        if current.mem_id in numbers:
            return True
        current = current.parent
    return False
