"""Pure: the pointers that Git LFS leaves in a work tree in place of files that it has not fetched."""

from __future__ import annotations

import re

_POINTER = re.compile(
    rb"version https://git-lfs\.github\.com/spec/v\d\r?\n(?:ext-[^\n]{1,200}\n){0,10}oid sha256:([0-9a-f]{64})\r?\n"
)

POINTER = "in Git LFS, and here is a pointer to it alone; run git lfs pull, then run this again"
"""What is said of a text that cannot be read for this."""


def pointed_hash(content: bytes) -> str:
    """The SHA-256 of the file for which a pointer stands; "" where this is the file itself."""
    match = _POINTER.match(content) if len(content) <= 1024 else None
    return match[1].decode() if match else ""
