"""Cards: what a feed keeps only in data attributes, as the HTML that the platform's scripts would make of it."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from syndicate.parser.page.cleaning.nodes import replace

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

VISIBLE = "img, iframe, video, audio, a[href], pre"
"""What makes an element visible even without text."""


def restore_cards(root: LexborNode) -> None:
    """Replace Substack's mentions, quoted posts, galleries and formulas, which are empty in its feed, by HTML.

    Args:
        root: the body; its tree is changed.
    """
    for card in reversed(root.css("div[data-attrs], span[data-attrs]")):  # inner cards first
        if card.text().strip() or card.css_first(VISIBLE) is not None:
            continue
        try:
            attributes = json.loads(card.attributes["data-attrs"] or "")
        except (ValueError, RecursionError):
            continue
        card_html = _card_html(attributes, inline=card.tag == "span") if isinstance(attributes, dict) else ""
        if card_html:
            replace(card, card_html)


def _card_html(attributes: dict[str, Any], *, inline: bool) -> str:
    """The HTML of a card; "" where there is nothing to show."""
    if formula := _text(attributes, "persistentExpression"):
        return f"<p>$${formula}$$</p>"
    gallery = attributes.get("gallery")
    if isinstance(gallery, dict):
        return _gallery(gallery)
    address, name = _text(attributes, "url", "canonical_url"), _text(attributes, "title", "name")
    link = f'<a href="{address}">{name or address}</a>' if address else name
    if inline or not link:
        return link
    quotation = _text(attributes, "full_text")
    return f"<blockquote><p>{quotation}</p><p>— {link}</p></blockquote>" if quotation else f"<p>{link}</p>"


def _gallery(gallery: dict[str, Any]) -> str:
    images = gallery.get("images")
    sources = (
        [_text(image, "src") for image in images if isinstance(image, dict)]
        if isinstance(images, list)
        else []
    )
    alt = _text(gallery, "alt")
    pictures = "".join(f'<p><img src="{source}" alt="{alt}"></p>' for source in sources if source)
    caption = _text(gallery, "caption")
    return f"{pictures}<p>{caption}</p>" if pictures and caption else pictures


def _text(attributes: dict[str, Any], *keys: str) -> str:
    """The first non-empty text among the keys, escaped."""
    texts = (attributes.get(key) for key in keys)
    return escape(next((text.strip() for text in texts if isinstance(text, str) and text.strip()), ""))
