"""JSON Feeds -> their entries."""

from __future__ import annotations

import json
from typing import Any

from syndicate.addresses import without_tracking
from syndicate.errors import ParseError
from syndicate.models import Entry
from syndicate.parser.bounds import MAX_JSON, check_counts
from syndicate.parser.encoding import decode
from syndicate.parser.lists.entry_dates import EntryDates, entry_dates
from syndicate.parser.lists.values import (
    as_dicts,
    as_html,
    as_number,
    as_text,
    guid_of,
    lines_of,
    longest_content,
    names_of,
    title_of,
)
from syndicate.parser.lists.xmltext import http_address

MAX_ATTACHMENTS = 100
"""So many files an item may bring along; what follows is left out."""


def json_entries(content: bytes, address: str) -> tuple[list[Entry], str, str]:
    """The entries of a JSON Feed, the address of older ones, and its title (jsonfeed.org, version 1.1)."""
    try:
        text = decode(content, "utf-8", html=False)
        check_counts(text, MAX_JSON, address)
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"the JSON Feed is broken or cut off: {error}", address) from error
    if not isinstance(feed, dict) or not isinstance(feed.get("items"), list):
        raise ParseError("this is JSON, but not a JSON Feed: it has no list of items", address)
    older = http_address(as_text(feed.get("next_url")), address)
    items = as_dicts(feed["items"])
    stated = [(as_number(item.get("date_published")), as_number(item.get("date_modified"))) for item in items]
    dates = entry_dates(stated, as_text(feed.get("language")).strip())
    entries = [_json_entry(item, address, _json_names(feed), dates) for item in items]
    return entries, older, title_of(as_text(feed.get("title")), "text/plain")


def _json_entry(
    item: dict[str, Any], address: str, feed_authors: tuple[str, ...], dates: EntryDates
) -> Entry:
    text = [{"value": as_text(item.get("content_text")), "type": "text/plain"}]
    markup = [{"value": as_text(item.get("content_html")), "type": "text/html"}]
    tags = item.get("tags")
    link = without_tracking(
        http_address(as_text(item.get("url")), address) or http_address(as_text(item.get("id")), "")
    )
    stated, changed = as_number(item.get("date_published")), as_number(item.get("date_modified"))
    published, updated, unread = dates.read(stated, changed, link)
    return Entry(
        address=link,
        title=title_of(as_text(item.get("title")), "text/plain"),
        published=published,
        updated=updated,
        unread_date=unread,
        summary=as_html(as_text(item.get("summary")), "text/plain"),
        content=longest_content([detail for detail in markup + text if detail["value"]]),
        authors=_json_names(item) or feed_authors,
        tags=lines_of(tags) if isinstance(tags, list) else (),
        image=http_address(as_text(item.get("image")) or as_text(item.get("banner_image")), address),
        enclosures=_attachments(item, address),
        guid=guid_of(str(item["id"]) if isinstance(item.get("id"), int) else item.get("id")),
    )


def _attachments(item: dict[str, Any], address: str) -> tuple[str, ...]:
    """The addresses of the files that an item brings along (jsonfeed.org, attachments)."""
    found = (
        http_address(as_text(each.get("url")), address)
        for each in as_dicts(item.get("attachments"))[:MAX_ATTACHMENTS]
        if not as_text(each.get("mime_type")).startswith("image/")
    )
    return tuple(dict.fromkeys(filter(None, found)))


def _json_names(item: dict[str, Any]) -> tuple[str, ...]:
    """The authors of a feed or an item; version 1.0 had only one."""
    return names_of(item.get("authors")) or names_of([item.get("author")])
