"""The Internet Archive's Wayback Machine: where a capture of an address is, and what it answers.

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
"""Seconds between two requests: the archive refuses those who ask more often."""

CAPTURE = re.compile(r"https?://web\.archive\.org/web/\d{1,14}(?:[a-z]{2}_)?/")


def nearest(address: str, near: date | None) -> str:
    """Where the index of captures is asked for the good one of an address that is nearest to a day, or the last one."""
    closest = f"{near:%Y%m%d}" if near else "99991231"
    return _index(
        url=address,
        filter="statuscode:200",
        fl="timestamp,original",
        closest=closest,
        sort="closest",
        limit="1",
    )


def all_pages(prefix: str) -> str:
    """Where the index is asked for every page whose address begins so."""
    return _index(
        url=prefix,
        matchType="prefix",
        filter=("statuscode:200", "mimetype:text/html"),
        fl="timestamp,original",
        collapse="urlkey",
    )


def captures(content: bytes, address: str) -> list[tuple[str, str]]:
    """The times and addresses that the index answered.

    Raises:
        FetchError: it is no answer of the index.
    """
    try:
        rows = json.loads(content or b"[]")
        return [(str(row[0]), str(row[1])) for row in rows[1:]]
    except (ValueError, LookupError, TypeError) as error:
        raise FetchError(
            "the archive's index did not answer with a list; try again later", address
        ) from error


def capture(time: str, address: str) -> str:
    """Where a capture is, as it came from the origin."""
    return f"{ROOT}web/{time}id_/{address}"


def captured(address: str) -> str:
    """The address that a capture is of; any other as it is."""
    return CAPTURE.sub("", address, count=1)


def _index(**query: str | tuple[str, ...]) -> str:
    return f"{ROOT}cdx/search/cdx?{urlencode({**query, 'output': 'json'}, doseq=True)}"
