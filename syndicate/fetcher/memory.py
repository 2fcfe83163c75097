"""What a run remembers for the next one, and that can be thrown away: when it looked at what, and what it read."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING, NamedTuple

from syndicate.fetcher.store import opened
from syndicate.models import Card, Stamp

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

VERSION = 3
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
        self._many("INSERT OR REPLACE INTO looks VALUES (?, ?, ?, ?)", rows)

    def cards(self, key: str) -> dict[str, tuple[Stamp, Card]]:
        """The cards of the state's files, by their names."""
        with contextlib.suppress(sqlite3.Error):
            return {
                row[0]: (
                    Stamp(row[1], row[2]),
                    Card(row[3], row[4], row[5], _lines(row[6]), _lines(row[7]), row[8], row[9]),
                )
                for row in self._db.execute(CARDS, (key,))
            }
        return {}

    def keep_cards(self, key: str, cards: Mapping[str, tuple[Stamp, Card]]) -> None:
        """Remember some cards, and what their files were then."""
        rows = (
            (
                *(key, file, *stamp, card.address, card.path, card.permalink),
                *("\n".join(card.formerly), "\n".join(card.identities), card.looks, card.beginning),
            )
            for file, (stamp, card) in cards.items()
        )
        self._many("INSERT OR REPLACE INTO cards VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)

    def _many(self, query: str, rows: Iterable[tuple[object, ...]]) -> None:
        with contextlib.suppress(sqlite3.Error):
            self._db.execute("BEGIN")
            self._db.executemany(query, rows)
            self._db.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()


def _lines(text: str) -> tuple[str, ...]:
    return tuple(text.split("\n")) if text else ()
