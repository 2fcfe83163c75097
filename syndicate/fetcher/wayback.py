"""The Internet Archive's Wayback Machine: the addresses of its index and captures, and the index's answers.

Source: https://github.com/internetarchive/wayback/tree/master/wayback-cdx-server and
https://en.wikipedia.org/wiki/Help:Using_the_Wayback_Machine#Specific_archive_copy: `id_` after the time asks
for the capture as it came from the origin, without the archive's own links and scripts.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from syndicate.errors import FetchError

if TYPE_CHECKING:
    from datetime import date

ROOT = "https://web.archive.org/"
PAUSE = 1.0
"""Seconds between two requests: the archive refuses clients that ask more often."""

CAPTURE = re.compile(r"https?://web\.archive\.org/web/\d{1,14}(?:[a-z]{2}_)?/")


def nearest_capture_query(address: str, day: date | None) -> str:
    """The address of the index query for the good capture nearest to a day; for the latest one without a day."""
    closest = f"{day:%Y%m%d}" if day else "99991231"
    return _index_query(
        url=address,
        filter="statuscode:200",
        fl="timestamp,original",
        closest=closest,
        sort="closest",
        limit="1",
    )


def page_list_query(prefix: str) -> str:
    """The address of the index query for every page below a prefix."""
    return _index_query(
        url=prefix,
        matchType="prefix",
        filter=("statuscode:200", "mimetype:text/html"),
        fl="timestamp,original",
        collapse="urlkey",
    )


def captures(content: bytes, address: str) -> list[tuple[str, str]]:
    """The times and addresses in an answer of the index.

    Raises:
        FetchError: this is no answer of the index.
    """
    try:
        rows = json.loads(content or b"[]")
        return [(str(row[0]), str(row[1])) for row in rows[1:]]
    except (ValueError, LookupError, TypeError) as error:
        raise FetchError(
            "the archive's index did not answer with a list; try again later", address
        ) from error


def capture_address(time: str, address: str) -> str:
    """The address of a capture as it came from the origin."""
    return f"{ROOT}web/{time}id_/{address}"


def original_address(address: str) -> str:
    """The original address of a capture; any other address unchanged."""
    return CAPTURE.sub("", address, count=1)


def _index_query(**query: str | tuple[str, ...]) -> str:
    return f"{ROOT}cdx/search/cdx?{urlencode({**query, 'output': 'json'}, doseq=True)}"
