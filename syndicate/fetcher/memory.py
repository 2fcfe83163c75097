"""What a run remembers for the next one, and that can be thrown away: when it looked at what."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING, NamedTuple

from syndicate.fetcher.store import opened

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

VERSION = 1
SCHEMA = """
CREATE TABLE IF NOT EXISTS marks (key TEXT PRIMARY KEY, mark TEXT);
CREATE TABLE IF NOT EXISTS looks (key TEXT, address TEXT, at REAL, mark TEXT, PRIMARY KEY (key, address));
"""
PROBE = "SELECT marks.key, marks.mark, address, at, looks.mark FROM marks, looks LIMIT 1"


class Look(NamedTuple):
    """When an original was looked at (seconds since 1970), and what decided how its post was made then."""

    at: float
    mark: str


class Memory:
    """The memory of all targets and sources; a target and its source are a `key`.

    Args:
        folder: where it lies.
        keep: whether anything is written.
    """

    def __init__(self, folder: Path, *, keep: bool = True) -> None:
        self._db = opened(folder / f"memory-{VERSION}.sqlite", SCHEMA, PROBE, keep=keep)

    def mark(self, key: str) -> str:
        """The fingerprint of the last complete run; "" where none is known."""
        with contextlib.suppress(sqlite3.Error):
            if row := self._db.execute("SELECT mark FROM marks WHERE key = ?", (key,)).fetchone():
                return str(row[0])
        return ""

    def set_mark(self, key: str, mark: str) -> None:
        """Remember the fingerprint of a complete run."""
        with contextlib.suppress(sqlite3.Error):
            self._db.execute("INSERT OR REPLACE INTO marks VALUES (?, ?)", (key, mark))

    def looks(self, key: str) -> dict[str, Look]:
        """The last look at each original address."""
        with contextlib.suppress(sqlite3.Error):
            rows = self._db.execute("SELECT address, at, mark FROM looks WHERE key = ?", (key,))
            return {address: Look(at, mark) for address, at, mark in rows}
        return {}

    def looked(self, key: str, looks: Mapping[str, Look]) -> None:
        """Remember some looks."""
        rows = ((key, address, look.at, look.mark) for address, look in looks.items())
        with contextlib.suppress(sqlite3.Error):
            self._db.execute("BEGIN")
            self._db.executemany("INSERT OR REPLACE INTO looks VALUES (?, ?, ?, ?)", rows)
            self._db.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()
