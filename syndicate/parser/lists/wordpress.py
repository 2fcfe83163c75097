"""What WordPress tells of its posts by its REST API (developer.wordpress.org/rest-api/reference/posts)."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

from syndicate.errors import ParseError
from syndicate.models import Entry, Feed
from syndicate.parser.encoding import cleaned
from syndicate.parser.lists.xmltext import http_address, unescaped

PER_PAGE = 100
"""The most that WordPress gives at once."""

TAGS = re.compile(r"<[^>]*>")


def posts_address(api: str) -> str:
    """Where the first of a site's posts are, with the names of their authors, categories and tags.

    Args:
        api: the address of the API, as a rule one that ends in /wp-json/.
    """
    query = urlencode({"per_page": PER_PAGE, "page": 1, "_embed": "author,wp:term"})
    return f"{api.rstrip('/')}/wp/v2/posts?{query}"


def parse_posts(content: bytes, address: str) -> Feed:
    """The posts on one page of the API's list, and where the next page is.

    Args:
        content: the JSON as it came.
        address: its own address; see `posts_address`.

    Raises:
        ParseError: it is no such list.
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
        older=_next(address) if len(posts) == PER_PAGE else "",
    )


def _entry(post: dict[str, Any], address: str) -> Entry:
    embedded = post.get("_embedded")
    embedded = embedded if isinstance(embedded, dict) else {}
    terms = [term for terms in _lists(embedded.get("wp:term")) for term in _dicts(terms)]
    return Entry(
        http_address(_string(post.get("link")), address),
        _text(_rendered(post, "title")),
        _date(post, "date"),
        _date(post, "modified"),
        summary=cleaned(_rendered(post, "excerpt")).strip(),
        content=cleaned(_rendered(post, "content")),
        authors=_names(_dicts(embedded.get("author"))),
        tags=_names(term for term in terms if term.get("slug") != "uncategorized"),
    )


def _date(post: dict[str, Any], name: str) -> datetime | None:
    """A date in the site's own zone, which only the distance to its twin in UTC tells."""
    try:
        local = datetime.fromisoformat(_string(post.get(name)))
        utc = datetime.fromisoformat(_string(post.get(f"{name}_gmt")))
    except ValueError:
        return None
    if local.tzinfo is not None or utc.tzinfo is not None:
        return local
    offset = timedelta(minutes=round((local - utc).total_seconds() / 60))
    if abs(offset) >= timedelta(days=1):
        return local
    return local.replace(tzinfo=timezone(offset) if offset else UTC)


def _next(address: str) -> str:
    split = urlsplit(address)
    query = parse_qs(split.query)
    page = query.get("page", ["1"])[0]
    query["page"] = [str(int(page) + 1 if page.isdecimal() else 2)]
    return urlunsplit(split._replace(query=urlencode(query, doseq=True)))


def _names(things: Any) -> tuple[str, ...]:
    names = (_text(_string(thing.get("name"))) for thing in things)
    return tuple(dict.fromkeys(filter(None, names)))


def _text(html: str) -> str:
    return " ".join(cleaned(unescaped(TAGS.sub("", html))).split())


def _rendered(post: dict[str, Any], name: str) -> str:
    value = post.get(name)
    return _string(value.get("rendered")) if isinstance(value, dict) else ""


def _string(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _lists(value: Any) -> list[list[Any]]:
    return [item for item in value if isinstance(item, list)] if isinstance(value, list) else []


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
