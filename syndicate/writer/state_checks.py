"""Pure: what a record may hold. A state file comes with the repository, perhaps in somebody's pull request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from syndicate.config.flavors import POST_SUFFIXES

if TYPE_CHECKING:
    from pathlib import PurePosixPath

    from syndicate.models import Record

PICTURE_SUFFIXES = (".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif", ".svg", ".pdf")
"""The suffixes of the files that are copied beside a post."""

CLOSED_FOLDERS = {".git", ".github", ".syndicate", "node_modules"}
"""Folders in which no post or picture stands."""

MAX_FILE_BYTES = 64_000_000
MAX_PATH_BYTES = 1024
MAX_NAME_BYTES = 255
MAX_ADDRESS_LENGTH = 8192
MAX_ROWS = 10_000
MAX_MISSES = 1_000_000

_CONTROL = re.compile(r"[\0-\x1f\x7f]")
_UNSAFE_IN_PATH = re.compile(r"[\\\0-\x1f\x7f]")
_DIGEST = re.compile(r"[0-9a-f]{16}")


def check(record: Record) -> None:
    """Raise ValueError where a record holds what Syndicate would not have written.

    Whether the config fits it is for `pipeline.trust`; this is what no config allows.
    """
    for address in record.addresses:
        _check_address(address)
    if record.decision not in ("", "deleted", "ignored"):
        raise ValueError(f"not a decision: {_shown(record.decision)}")
    if record.path.parts or record.decision != "ignored":  # what is ignored never had a post
        _check_path(record.path, POST_SUFFIXES, "post")
    many = (record.addresses, record.pictures, record.losses, record.former_permalinks)
    if max(map(len, many)) > MAX_ROWS:
        raise ValueError(f"more than {MAX_ROWS:,} lines of one kind")
    for path, content in record.pictures.items():
        _check_path(path, PICTURE_SUFFIXES, "picture")
        if not _DIGEST.fullmatch(content):
            raise ValueError(f"not a picture's hash: {_shown(content)}")
    for permalink in (record.permalink, *record.former_permalinks):
        _check_permalink(permalink)
    if record.body_from not in ("page", "feed"):
        raise ValueError(f"body is neither page nor feed: {_shown(record.body_from)}")
    if not 0 <= record.missing.misses <= MAX_MISSES:
        raise ValueError(f"not a number of misses: {record.missing.misses}")


def _check_address(address: str) -> None:
    try:
        split = urlsplit(address)
        is_web = split.scheme in ("http", "https") and bool(split.hostname) and (split.port or 1) > 0
    except ValueError:
        is_web = False
    if not is_web or len(address) > MAX_ADDRESS_LENGTH or _CONTROL.search(address):
        raise ValueError(f"not a web address: {_shown(address)}")


def _check_path(path: PurePosixPath, suffixes: tuple[str, ...], kind: str) -> None:
    text = str(path)
    is_inside = not path.is_absolute() and ".." not in path.parts and not _UNSAFE_IN_PATH.search(text)
    is_short = len(text.encode()) <= MAX_PATH_BYTES and all(
        len(name.encode()) <= MAX_NAME_BYTES for name in path.parts
    )
    if not is_inside or not is_short or CLOSED_FOLDERS.intersection(map(str.lower, path.parts)):
        raise ValueError(f"not a path of a {kind} in the target: {_shown(text)}")
    if path.suffix.lower() not in suffixes:
        raise ValueError(f"not the suffix of a {kind}: {_shown(text)}")


def _check_permalink(permalink: str) -> None:
    """A permalink is written into other posts as a link."""
    is_web = permalink.startswith(("https://", "http://"))
    has_scheme = ":" in re.split(r"[/?#]", permalink, maxsplit=1)[0]
    if _CONTROL.search(permalink) or permalink.startswith("//") or (has_scheme and not is_web):
        raise ValueError(f"not a permalink: {_shown(permalink)}")


def _shown(text: str) -> str:
    return repr(text if len(text) <= 80 else f"{text[:80]}…")
