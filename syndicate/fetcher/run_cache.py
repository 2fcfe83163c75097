"""What a run keeps for the next one, and that can be thrown away: when it fetched what, and the index of the state."""

from __future__ import annotations

import contextlib
import hashlib
import time
from typing import TYPE_CHECKING, NamedTuple

from syndicate.fetcher.store import BROKEN, opened
from syndicate.models import IndexRow, Stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

VERSION = 3
RESUMABLE = 24 * 60 * 60
"""Seconds after which an import that was stopped begins anew."""

SCHEMA = """
CREATE TABLE IF NOT EXISTS marks (key TEXT PRIMARY KEY, mark TEXT);
CREATE TABLE IF NOT EXISTS looks (key TEXT, address TEXT, at REAL, mark TEXT, PRIMARY KEY (key, address));
CREATE TABLE IF NOT EXISTS cards (key TEXT, file TEXT, size INTEGER, modified INTEGER, address TEXT, path TEXT,
  permalink TEXT, formerly TEXT, identities TEXT, looks INTEGER, beginning BLOB, PRIMARY KEY (key, file)) WITHOUT ROWID;
"""
PROBE = (
    "SELECT marks.key, marks.mark, looks.address, at, looks.mark, modified FROM marks, looks, cards LIMIT 1"
)
CARDS = "SELECT file, size, modified, address, path, permalink, formerly, identities, looks, beginning FROM cards WHERE key = ?"


class Visit(NamedTuple):
    """When an original was fetched last (seconds since 1970), and the fingerprint of what decided how its post was made."""

    at: float
    fingerprint: str


class RunCache:
    """What earlier runs found out about the sources of a target, by the sources' names.

    Args:
        folder: where it lies.
        target: the target's folder.
        keep: whether anything is written.
    """

    def __init__(self, folder: Path, target: Path, *, keep: bool = True) -> None:
        self._target = target
        self._db = opened(folder / f"memory-{VERSION}.sqlite", SCHEMA, PROBE, keep=keep)

    def note(self, source: str, of: str = "") -> str:
        """What was noted of a source: of its last complete run, where nothing else is named; "" where nothing is known."""
        with contextlib.suppress(*BROKEN):
            if row := self._db.execute(
                "SELECT mark FROM marks WHERE key = ?", (self._key(source, of),)
            ).fetchone():
                return str(row[0])
        return ""

    def set_note(self, source: str, mark: str, of: str = "") -> None:
        """Note something of a source; see `mark`."""
        with contextlib.suppress(*BROKEN):
            self._db.execute("INSERT OR REPLACE INTO marks VALUES (?, ?)", (self._key(source, of), mark))

    def import_begun(self, source: str) -> float:
        """When the import of a source began that goes on now, or begins."""
        try:
            begun = float(self.note(source, "import"))
        except ValueError:
            begun = 0
        now = time.time()
        if not now - RESUMABLE < begun <= now:
            begun = now
            self.set_note(source, str(begun), "import")
        return begun

    def import_ended(self, source: str) -> None:
        """Note that an import came to its end."""
        self.set_note(source, "", "import")

    def visits(self, source: str) -> dict[str, Visit]:
        """The last visit of each original address."""
        with contextlib.suppress(*BROKEN):
            rows = self._db.execute("SELECT address, at, mark FROM looks WHERE key = ?", (self._key(source),))
            return {address: Visit(at, fingerprint) for address, at, fingerprint in rows}
        return {}

    def keep_visits(self, source: str, visits: Mapping[str, Visit]) -> None:
        """Keep some visits."""
        key = self._key(source)
        rows = ((key, address, visit.at, visit.fingerprint) for address, visit in visits.items())
        self._many("INSERT OR REPLACE INTO looks VALUES (?, ?, ?, ?)", rows)

    def index(self, source: str) -> dict[str, tuple[Stamp, IndexRow]]:
        """The index rows of the state's files, by their names."""
        with contextlib.suppress(*BROKEN):
            return {
                row[0]: (
                    Stamp(row[1], row[2]),
                    IndexRow(row[3], row[4], row[5], _lines(row[6]), _lines(row[7]), row[8], row[9]),
                )
                for row in self._db.execute(CARDS, (self._key(source),))
            }
        return {}

    def keep_index(self, source: str, index: Mapping[str, tuple[Stamp, IndexRow]]) -> None:
        """Keep some rows of the index, each with the stamp of its file."""
        key = self._key(source)
        rows = (
            (
                *(key, file, *stamp, row.address, row.path, row.permalink),
                *("\n".join(row.formerly), "\n".join(row.identities), row.misses, row.beginning),
            )
            for file, (stamp, row) in index.items()
        )
        self._many("INSERT OR REPLACE INTO cards VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def _key(self, source: str, of: str = "") -> str:
        known = hashlib.sha256(f"{self._target}\n{source}".encode()).hexdigest()[:32]
        return f"{known} {of}".rstrip()

    def _many(self, query: str, rows: Iterable[tuple[object, ...]]) -> None:
        with contextlib.suppress(*BROKEN):
            self._db.execute("BEGIN")
            self._db.executemany(query, rows)
            self._db.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()
