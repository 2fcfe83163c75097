"""The cache of one run for the next: when each original was fetched, and the index of the state. It can be deleted."""

from __future__ import annotations

import contextlib
import hashlib
import time
from typing import TYPE_CHECKING, NamedTuple

from syndicate.fetcher.store import DATABASE_ERRORS, open_database
from syndicate.models import IndexRow, Stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

VERSION = 5
RESUMABLE = 24 * 60 * 60
"""Seconds for which a stopped import can be resumed."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS marks (key TEXT PRIMARY KEY, mark TEXT);
CREATE TABLE IF NOT EXISTS looks (key TEXT, address TEXT, at REAL, mark TEXT, PRIMARY KEY (key, address));
CREATE TABLE IF NOT EXISTS cards (key TEXT, file TEXT, size INTEGER, modified INTEGER, address TEXT, path TEXT,
  permalink TEXT, formerly TEXT, identities TEXT, looks INTEGER, beginning BLOB, guid TEXT, PRIMARY KEY (key, file)) WITHOUT ROWID;
"""
PROBE = (
    "SELECT marks.key, marks.mark, looks.address, at, looks.mark, modified FROM marks, looks, cards LIMIT 1"
)
INDEX_QUERY = "SELECT file, size, modified, address, path, permalink, formerly, identities, looks, beginning, guid FROM cards WHERE key = ?"


class Visit(NamedTuple):
    """When an original was last fetched (seconds since 1970), and the fingerprint of its post's inputs."""

    at: float
    fingerprint: str


class RunCache:
    """Notes, visits and index rows of earlier runs, for each source of a target by its name.

    Args:
        folder: the folder of its file.
        target: the target's folder.
        keep: whether anything is written.
    """

    def __init__(self, folder: Path, target: Path, *, keep: bool = True) -> None:
        self._target = target
        self._db = open_database(folder / f"memory-{VERSION}.sqlite", SCHEMA, PROBE, keep=keep)

    def note(self, source: str, topic: str = "") -> str:
        """The note on a source: on its last complete run unless another topic is named; "" if there is none."""
        with contextlib.suppress(*DATABASE_ERRORS):
            if row := self._db.execute(
                "SELECT mark FROM marks WHERE key = ?", (self._key(source, topic),)
            ).fetchone():
                return str(row[0])
        return ""

    def set_note(self, source: str, value: str, topic: str = "") -> None:
        """Store a note on a source; see `note`."""
        with contextlib.suppress(*DATABASE_ERRORS):
            self._db.execute("INSERT OR REPLACE INTO marks VALUES (?, ?)", (self._key(source, topic), value))

    def import_start(self, source: str) -> float:
        """When the current import of a source began: now, or at the start of a stopped one that is resumed."""
        try:
            start = float(self.note(source, "import"))
        except ValueError:
            start = 0
        now = time.time()
        if not now - RESUMABLE < start <= now:
            start = now
            self.set_note(source, str(start), "import")
        return start

    def end_import(self, source: str) -> None:
        """Note that an import is complete."""
        self.set_note(source, "", "import")

    def visits(self, source: str) -> dict[str, Visit]:
        """The last visit of each original address."""
        with contextlib.suppress(*DATABASE_ERRORS):
            rows = self._db.execute("SELECT address, at, mark FROM looks WHERE key = ?", (self._key(source),))
            return {address: Visit(at, fingerprint) for address, at, fingerprint in rows}
        return {}

    def keep_visits(self, source: str, visits: Mapping[str, Visit]) -> None:
        """Store some visits."""
        key = self._key(source)
        rows = ((key, address, visit.at, visit.fingerprint) for address, visit in visits.items())
        self._write_rows("INSERT OR REPLACE INTO looks VALUES (?, ?, ?, ?)", rows)

    def index(self, source: str) -> dict[str, tuple[Stamp, IndexRow]]:
        """The index rows of the state's files, by file name, each with the stamp of its file."""
        with contextlib.suppress(*DATABASE_ERRORS):
            return {
                row[0]: (
                    Stamp(row[1], row[2]),
                    IndexRow(row[3], row[4], row[5], _lines(row[6]), _lines(row[7]), *row[8:]),
                )
                for row in self._db.execute(INDEX_QUERY, (self._key(source),))
            }
        return {}

    def keep_index(self, source: str, index: Mapping[str, tuple[Stamp, IndexRow]]) -> None:
        """Store some rows of the index, each with the stamp of its file."""
        key = self._key(source)
        rows = (
            (
                *(key, file, *stamp, row.address, row.path, row.permalink),
                *("\n".join(row.formerly), "\n".join(row.identities), row.misses, row.beginning, row.guid),
            )
            for file, (stamp, row) in index.items()
        )
        self._write_rows("INSERT OR REPLACE INTO cards VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def _key(self, source: str, topic: str = "") -> str:
        digest = hashlib.sha256(f"{self._target}\n{source}".encode()).hexdigest()[:32]
        return f"{digest} {topic}".rstrip()

    def _write_rows(self, query: str, rows: Iterable[tuple[object, ...]]) -> None:
        with contextlib.suppress(*DATABASE_ERRORS):
            self._db.execute("BEGIN")
            self._db.executemany(query, rows)
            self._db.execute("COMMIT")

    def close(self) -> None:
        """Close the file."""
        self._db.close()


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()
