"""Responses cached on disk, so that the next run can ask whether they changed.

Our own, because it is a table of seven columns that is always revalidated: requests-cache takes 170 ms to import,
more than a run with nothing to do may take, and CacheControl answers from its cache without a request
for as long as a server's max-age allows. sqlite3 does the hard parts: atomic writes, threads, two processes.
"""

from __future__ import annotations

import contextlib
import threading
import time
import zlib
from typing import TYPE_CHECKING, NamedTuple

from syndicate.fetcher.store import DATABASE_ERRORS, open_database

if TYPE_CHECKING:
    from pathlib import Path

VERSION = 1
SCHEMA = "CREATE TABLE IF NOT EXISTS pages (address TEXT PRIMARY KEY, etag TEXT, last_modified TEXT, final TEXT, content_type TEXT, charset TEXT, stored REAL, body BLOB)"
COLUMNS = "SELECT etag, last_modified, final, content_type, charset, body, stored FROM pages"
PROBE = f"{COLUMNS} LIMIT 1"


MAX_BYTES = 2_000_000_000
"""Bytes on disk: a large archive with its pictures several times over."""


class CachedResponse(NamedTuple):
    """A cached response; `final` is the address after redirects, `stored` the time of caching (seconds since 1970)."""

    etag: str
    last_modified: str
    final: str
    content_type: str
    charset: str
    body: bytes
    stored: float = 0


class Cache:
    """The cache in a folder. A broken, foreign or read-only one costs speed, but fails no run.

    Args:
        folder: created if missing.
        keep: whether anything is written; without it the cache is only read.
        max_bytes: a larger file is pruned when it is closed.
    """

    def __init__(self, folder: Path, *, keep: bool = True, max_bytes: int = MAX_BYTES) -> None:
        self._keep = keep
        self._max_bytes = max_bytes
        self._lock = threading.Lock()
        self._db = open_database(folder / f"pages-{VERSION}.sqlite", SCHEMA, PROBE, keep=keep)

    def get(self, address: str) -> CachedResponse | None:
        """The cached response of an address; None if there is none, or none that can be read."""
        try:
            with self._lock:
                row = self._db.execute(f"{COLUMNS} WHERE address = ?", (address,)).fetchone()
            if row is None:
                return None
            etag, last_modified, final, content_type, charset, body, stored = row
            return CachedResponse(
                etag, last_modified, final, content_type, charset, zlib.decompress(body), stored
            )
        except (*DATABASE_ERRORS, zlib.error, TypeError):
            return None

    def put(self, address: str, response: CachedResponse) -> None:
        """Cache a response in place of an older one."""
        row = (address, *response[:5], time.time(), zlib.compress(response.body, 1))
        with self._lock, contextlib.suppress(*DATABASE_ERRORS):
            self._db.execute("INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def touch(self, address: str) -> None:
        """Note that the cached response of an address is still current."""
        with self._lock, contextlib.suppress(*DATABASE_ERRORS):
            self._db.execute("UPDATE pages SET stored = ? WHERE address = ?", (time.time(), address))

    def close(self) -> None:
        """Close the file; one that has grown too large loses the older half of what it holds."""
        with self._lock:
            with contextlib.suppress(*DATABASE_ERRORS):
                if self._keep and self._size() > self._max_bytes:
                    self._prune()
            self._db.close()

    def _size(self) -> int:
        return int(
            self._db.execute(
                "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
            ).fetchone()[0]
        )

    def _prune(self) -> None:
        kept, oldest = 0, 0.0
        for stored, size in self._db.execute("SELECT stored, length(body) FROM pages ORDER BY stored DESC"):
            kept += size
            if kept > self._max_bytes // 2:
                oldest = stored
                break
        self._db.execute("DELETE FROM pages WHERE stored <= ?", (oldest,))
        self._db.execute("VACUUM")
