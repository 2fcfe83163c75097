"""The posts in WordPress's REST API (developer.wordpress.org/rest-api/reference/posts)."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from syndicate.errors import ParseError
from syndicate.models import Entry, Feed
from syndicate.parser.encoding import clean_text
from syndicate.parser.lists.xmltext import http_address, unescape
from syndicate.parser.plain_text import without_tags

PER_PAGE = 100
"""The most posts that WordPress returns at once."""


def posts_address(api: str) -> str:
    """The address of a site's first posts, with the names of their authors, categories and tags.

    Args:
        api: the address of the API, which usually ends in /wp-json/.
    """
    query = urlencode({"per_page": PER_PAGE, "page": 1, "_embed": "author,wp:term"})
    return f"{api.rstrip('/')}/wp/v2/posts?{query}"


def parse_posts(content: bytes, address: str) -> Feed:
    """The posts on one page of the API's list, and the address of the next page.

    Args:
        content: the JSON.
        address: its own address; see `posts_address`.

    Raises:
        ParseError: it is not such a list.
    """
    try:
        posts = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise ParseError(
            f"this is not JSON; check the address in source.wordpress: {error}", address
        ) from error
    if not isinstance(posts, list):
        raise ParseError(
            "this is no list of WordPress's posts; check the address in source.wordpress", address
        )
    entries = [_entry(post, address) for post in posts if isinstance(post, dict)]
    return Feed(
        tuple(entry for entry in entries if entry.address),
        older=_next_page(address) if len(posts) == PER_PAGE else "",
    )


def _entry(post: dict[str, Any], address: str) -> Entry:
    embedded = post.get("_embedded")
    embedded = embedded if isinstance(embedded, dict) else {}
    terms = [term for terms in _as_lists(embedded.get("wp:term")) for term in _as_dicts(terms)]
    return Entry(
        http_address(_as_text(post.get("link")), address),
        _text(_rendered(post, "title")),
        _date(post, "date"),
        _date(post, "modified"),
        summary=clean_text(_rendered(post, "excerpt")).strip(),
        content=clean_text(_rendered(post, "content")),
        authors=_names(_as_dicts(embedded.get("author"))),
        tags=_names(term for term in terms if term.get("slug") != "uncategorized"),
        guid=_text(_rendered(post, "guid")),
    )


def _date(post: dict[str, Any], name: str) -> datetime | None:
    """A date in the site's own zone, which is known only from the difference to the same date in UTC."""
    try:
        local = datetime.fromisoformat(_as_text(post.get(name)))
        utc = datetime.fromisoformat(_as_text(post.get(f"{name}_gmt")))
    except ValueError:
        return None
    if local.tzinfo is not None or utc.tzinfo is not None:
        return local
    offset = timedelta(minutes=round((local - utc).total_seconds() / 60))
    if abs(offset) >= timedelta(days=1):
        return local
    return local.replace(tzinfo=timezone(offset) if offset else UTC)


def _next_page(address: str) -> str:
    split = urlsplit(address)
    query = parse_qs(split.query)
    page = query.get("page", ["1"])[0]
    query["page"] = [str(int(page) + 1 if page.isdecimal() else 2)]
    return urlunsplit(split._replace(query=urlencode(query, doseq=True)))


def _names(items: Any) -> tuple[str, ...]:
    names = (_text(_as_text(item.get("name"))) for item in items)
    return tuple(dict.fromkeys(filter(None, names)))


def _text(html: str) -> str:
    return " ".join(clean_text(unescape(without_tags(html))).split())


def _rendered(post: dict[str, Any], name: str) -> str:
    value = post.get(name)
    return _as_text(value.get("rendered")) if isinstance(value, dict) else ""


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _as_lists(value: Any) -> list[list[Any]]:
    return [item for item in value if isinstance(item, list)] if isinstance(value, list) else []


def _as_dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
