"""What a page calls itself, and what it asks of its readers before it shows an article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate.models import Labels

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

TITLES = "title, h1, h2"
META_TITLES = 'meta[property="og:title"], meta[name="twitter:title"]'

LOCKED = {
    'meta[property="article:content_tier"][content="locked" i]': "article:content_tier",
    ".paywall, #paywall, .gh-post-upgrade-cta": "a paywall",
}
"""What marks a page that shows the beginning to those who do not pay, with its name."""

NOT_FREE = re.compile(rb"\"isAccessibleForFree\"\s*+:\s*+\"?+false", re.IGNORECASE)
"""schema.org/isAccessibleForFree"""

ASKS = {
    "input[type=password i]": "asks for a password",
    'form[action*="consent" i]': "asks for consent",
    'meta[http-equiv="refresh" i]': "sends its readers on, or checks their browsers",
}
"""What a page has that asks for something before it shows an article, with what it does."""

HINTS = {
    "main form button, main form input[type=submit i], [role=dialog] button": "asks for something",
    "noscript": "may check the browser",
}
"""What other pages have too, and such a page has as a rule."""


def labels_of(tree: LexborHTMLParser, content: bytes) -> Labels:
    """What a page calls itself, and what it asks for.

    Args:
        tree: the page.
        content: its bytes, in which scripts say what elements do not.
    """
    titles = [node.text() for node in tree.css(TITLES)]
    titles += [node.attributes.get("content") or "" for node in tree.css(META_TITLES)]
    locked = next((name for selector, name in LOCKED.items() if tree.css_first(selector) is not None), "")
    if NOT_FREE.search(content):
        locked = "isAccessibleForFree"
    asks, hints = (
        next((what for selector, what in table.items() if tree.css_first(selector) is not None), "")
        for table in (ASKS, HINTS)
    )
    return Labels(tuple(filter(None, (title.strip() for title in titles))), asks, hints, locked)
