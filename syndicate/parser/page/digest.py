"""A digest of what was read from an original, by which a later version of Syndicate sees that it is as it was.

Of no use to anything else in the parser, and on purpose independent of it: whatever a later version finds, cleans or
converts otherwise, the digest of an unchanged page stays the same. So nothing here may ever change but with `FORMAT`.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from syndicate.parser.bounds import parse_html

if TYPE_CHECKING:
    from syndicate.config import Select
    from syndicate.models import Entry, Page

FORMAT = "1"

HEAD = 'title, meta[name="description"], meta[property^="article:"], meta[property="og:title"], meta[name="author"]'
SCOPES = ("article", "main", "body")
ADDRESSES = ("href", "src", "srcset", "data-src", "poster")


def page_digest(page: Page, entry: Entry, select: Select) -> str:
    """The digest of an article that was read from its page.

    Args:
        page: the page.
        entry: what its list says of it.
        select: the config's selectors, which say where the article stands.
    """
    charset = page.charset if _is_known(page.charset) else "utf-8"
    tree = parse_html(page.content.decode(charset, "replace"), page.address)
    parts = [node.attributes.get("content") or node.text() for node in tree.css(HEAD)]
    for selectors in (select.title, select.date, select.tags, select.authors):
        for selector in [selectors] if isinstance(selectors, str) else selectors:
            parts += [node.text() for node in tree.css(selector)] if selector else []
    body = [select.body] if isinstance(select.body, str) else list(select.body)
    scope = next(
        (n for s in (*filter(None, body), *SCOPES) if (n := tree.css_first(s)) is not None), tree.root
    )
    if scope is not None:
        for node in scope.css("script, style, noscript, template"):
            node.decompose()
        parts.append(scope.text(separator=" "))
        for node in scope.css(", ".join(f"[{name}]" for name in ADDRESSES)):
            parts += [node.attributes.get(name) or "" for name in ADDRESSES]
    return _digest(parts, entry)


def entry_digest(entry: Entry) -> str:
    """The digest of an article that was read from its feed."""
    return _digest([entry.content], entry)


def _digest(parts: list[str], entry: Entry) -> str:
    listed = (
        entry.title,
        str(entry.published or ""),
        entry.summary,
        *entry.authors,
        *entry.tags,
        entry.image,
        *entry.enclosures,
    )
    text = "\0".join(re.sub(r"\s+", " ", part).strip() for part in (*parts, *listed))
    return f"{FORMAT}-{hashlib.sha256(text.encode('utf-8', 'replace')).hexdigest()[:16]}"


def _is_known(charset: str) -> bool:
    try:
        return bool(charset) and bool("".encode(charset) or True)
    except LookupError:
        return False
