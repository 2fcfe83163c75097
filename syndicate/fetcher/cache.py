"""What servers answered, kept on disk so that the next run can ask whether it changed.

Own, because it is a table of seven columns that is always revalidated: requests-cache takes 170 ms to import,
more than a run with nothing to do may spend on it, and CacheControl answers from its cache without asking
for as long as a server's max-age allows. sqlite3 brings what is hard: whole writes, threads, two processes.
"""

from __future__ import annotations

import contextlib
import threading
import time
import zlib
from typing import TYPE_CHECKING, NamedTuple

from syndicate.fetcher.store import BROKEN, opened

if TYPE_CHECKING:
    from pathlib import Path

VERSION = 1
SCHEMA = "CREATE TABLE IF NOT EXISTS pages (address TEXT PRIMARY KEY, etag TEXT, last_modified TEXT, final TEXT, content_type TEXT, charset TEXT, stored REAL, body BLOB)"
COLUMNS = "SELECT etag, last_modified, final, content_type, charset, body, stored FROM pages"
PROBE = f"{COLUMNS} LIMIT 1"


class CachedResponse(NamedTuple):
    """One answer as it was kept; `final` is where redirects led, `stored` when it was kept (seconds since 1970)."""

    etag: str
    last_modified: str
    final: str
    content_type: str
    charset: str
    body: bytes
    stored: float = 0


class Cache:
    """A folder's cache. One that is broken, foreign or cannot be written costs speed, never a run.

    Args:
        folder: where it lies; made if it is not there.
        keep: whether anything is written; without it, what is there is only read.
    """

    def __init__(self, folder: Path, *, keep: bool = True) -> None:
        self._lock = threading.Lock()
        self._db = opened(folder / f"pages-{VERSION}.sqlite", SCHEMA, PROBE, keep=keep)

    def get(self, address: str) -> CachedResponse | None:
        """What is kept of an address; None where nothing is, or nothing that can be read."""
        try:
            with self._lock:
                row = self._db.execute(f"{COLUMNS} WHERE address = ?", (address,)).fetchone()
            if row is None:
                return None
            etag, last_modified, final, content_type, charset, body, stored = row
            return CachedResponse(
                etag, last_modified, final, content_type, charset, zlib.decompress(body), stored
            )
        except (*BROKEN, zlib.error, TypeError):
            return None

    def put(self, address: str, kept: CachedResponse) -> None:
        """Keep an answer in place of an older one."""
        row = (address, *kept[:5], time.time(), zlib.compress(kept.body, 1))
        with self._lock, contextlib.suppress(*BROKEN):
            self._db.execute("INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def touch(self, address: str) -> None:
        """Note that what is kept of an address is still what it answers."""
        with self._lock, contextlib.suppress(*BROKEN):
            self._db.execute("UPDATE pages SET stored = ? WHERE address = ?", (time.time(), address))

    def close(self) -> None:
        """Let go of the file."""
        with self._lock:
            self._db.close()
