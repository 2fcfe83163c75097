"""What a platform's feed keeps in attributes, for its scripts to draw, as the HTML that they would draw."""

from __future__ import annotations

import json
from html import escape
from typing import TYPE_CHECKING, Any

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

SHOWN = "img, iframe, video, audio, a[href], pre"
"""What an element may show that has no text."""


def draw_cards(root: LexborNode) -> None:
    """Fill Substack's mentions, quoted posts, galleries and formulas, which its feed leaves empty.

    Args:
        root: the body; its tree is changed.
    """
    for card in reversed(root.css("div[data-attrs], span[data-attrs]")):  # the inner ones first
        if card.text().strip() or card.css_first(SHOWN) is not None:
            continue
        try:
            facts = json.loads(card.attributes["data-attrs"] or "")
        except (ValueError, RecursionError):
            continue
        drawn = _drawn(facts, inline=card.tag == "span") if isinstance(facts, dict) else ""
        fragment = LexborHTMLParser(f"<!doctype html><html><body>{drawn}</body></html>").body
        for child in fragment.iter(include_text=True) if drawn and fragment is not None else ():
            card.insert_before(child)
        if drawn:
            card.decompose()


def _drawn(facts: dict[str, Any], *, inline: bool) -> str:
    """The HTML of a card; "" where it says nothing that can be shown."""
    if formula := _said(facts, "persistentExpression"):
        return f"<p>$${formula}$$</p>"
    gallery = facts.get("gallery")
    if isinstance(gallery, dict):
        return _gallery(gallery)
    address, named = _said(facts, "url", "canonical_url"), _said(facts, "title", "name")
    link = f'<a href="{address}">{named or address}</a>' if address else named
    if inline or not link:
        return link
    quoted = _said(facts, "full_text")
    return f"<blockquote><p>{quoted}</p><p>— {link}</p></blockquote>" if quoted else f"<p>{link}</p>"


def _gallery(gallery: dict[str, Any]) -> str:
    images = gallery.get("images")
    sources = (
        [_said(image, "src") for image in images if isinstance(image, dict)]
        if isinstance(images, list)
        else []
    )
    alt = _said(gallery, "alt")
    pictures = "".join(f'<p><img src="{source}" alt="{alt}"></p>' for source in sources if source)
    caption = _said(gallery, "caption")
    return f"{pictures}<p>{caption}</p>" if pictures and caption else pictures


def _said(facts: dict[str, Any], *keys: str) -> str:
    """The first text among the keys, escaped."""
    texts = (facts.get(key) for key in keys)
    return escape(next((text.strip() for text in texts if isinstance(text, str) and text.strip()), ""))
