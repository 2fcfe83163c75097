"""An archive that is a JSON Feed, such as Micro.blog's, whose pictures lie beside it -> the articles in it.

Source: https://www.jsonfeed.org/version/1.1/ and https://book.micro.blog/blog-archive-format/
"""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from syndicate.errors import ParseError
from syndicate.parser.encoding import decode
from syndicate.parser.exports.cut_json import load
from syndicate.parser.exports.items import Exported, Site, ignore, with_title
from syndicate.parser.lists.feed import parse_feed
from syndicate.parser.lists.xmltext import http_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syndicate.parser.exports.items import Member, Reading

PART = 5_000
RELATIVE = re.compile(r"""(\b(?:src|href)=["'])(?![a-z][a-z0-9+.-]{0,20}:|[/#?])""", re.IGNORECASE)


def exports_of(members: Sequence[Member]) -> list[Member]:
    """Those of the members that are JSON Feeds."""
    return [
        member
        for member in members
        if member.head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
        and b"jsonfeed.org/version" in member.head.replace(b"\\/", b"/")
    ]


def site(members: Sequence[Member]) -> Site:
    """What the archive says of its blog."""
    try:
        feed, _ = load(decode(members[0].readable(ignore), "utf-8", html=False), members[0].name)
    except ParseError:
        return Site()  # said when it is read
    values = (
        {key: value for key, value in feed.items() if isinstance(value, str)}
        if isinstance(feed, dict)
        else {}
    )
    home = http_address(values.get("home_page_url", ""), "")
    home = f"{home.rstrip('/')}/" if home else ""
    return Site(
        values.get("title", ""),
        home,
        http_address(values.get("feed_url", ""), "") or (f"{home}feed.json" if home else ""),
    )


def read(members: Sequence[Member], reading: Reading) -> Iterator[Exported]:
    """The articles of an archive.

    Raises:
        ParseError: it is broken.
    """
    for member in members:
        content = member.readable(reading.note)
        document, why = load(decode(content, "utf-8", html=False), member.name)
        if why:
            reading.note(f"{member.name}: {why}; what stands before that is read")
        for part in _parts(document):
            feed = parse_feed(json.dumps(part).encode(), reading.home)
            for warning in feed.warnings:
                reading.note(f"{member.name}: {warning}")
            for entry in feed.entries:
                # What lies beside the feed is named from where the feed lies, not from the article.
                body = RELATIVE.sub(lambda match: match[1] + reading.home, entry.content)
                yield Exported(with_title(replace(entry, content=body)))


def _parts(document: Any) -> Iterator[Any]:
    """The feed in parts of a size that feeds have; an archive has more entries."""
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        yield document
        return
    for start in range(0, len(items), PART):
        yield {**document, "items": items[start : start + PART]}
