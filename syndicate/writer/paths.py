"""Pure: paths that are valid on every file system and in git, and stay inside the target."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from pathlib import PurePosixPath

_MAX_NAME = 240
"""Bytes. File systems end at 255; the rest is for the "-2" that makes a name distinct."""

_UNSAFE = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"\\|?*\u2028\u2029\ud800-\udfff]+')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?= *(?:\.|$))", re.IGNORECASE)
"""Windows, "Naming Files, Paths, and Namespaces": no character of the first, no name of the second whatever follows."""


def safe_path(path: str) -> PurePosixPath:
    """A path that every file system accepts: relative, no `..`, no reserved or overlong names; never empty."""
    names = [_safe_name(name) for name in unicodedata.normalize("NFC", path).split("/")]
    return PurePosixPath(*[name for name in names if name] or ["post.md"])


def _safe_name(name: str) -> str:
    # Windows drops trailing dots and spaces; `.` and `..` become empty.
    name = _UNSAFE.sub("-", name).strip(" ").rstrip(". ")
    if reserved := _RESERVED.match(name):
        name = f"{reserved[0]}_{name[reserved.end() :]}"
    if len(name.encode()) <= _MAX_NAME:
        return name
    suffix = PurePosixPath(name).suffix
    suffix = suffix if len(suffix.encode()) <= 16 else ""
    # Two long names with the same beginning stay different.
    ending = f"-{hashlib.sha256(name.encode()).hexdigest()[:8]}{suffix}"
    beginning = name.encode()[: _MAX_NAME - len(ending.encode())].decode(errors="ignore")
    return beginning + ending
