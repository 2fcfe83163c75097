"""A small database in the cache folder. One that is broken, foreign or cannot be written costs speed, never a run."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from pathlib import Path

BROKEN = (sqlite3.Error, UnicodeDecodeError)
"""What comes of a broken database: its noise may stand in the very text of an error, which is no UTF-8 then."""


def opened(file: Path, schema: str, probe: str, *, keep: bool) -> sqlite3.Connection:
    """The database in a file; one in memory where that cannot be.

    Args:
        file: where it lies; made, with its folder, if it is not there.
        schema: what makes its tables where they are missing.
        probe: a query that fails on a database that is another's.
        keep: whether anything is written to disk; without it, what is there is only read.
    """
    if not keep:
        return _read_only(file, schema, probe)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return _on_disk(file, schema, probe)
    except BROKEN:
        with contextlib.suppress(OSError):
            file.unlink()
    except OSError:
        return _in_memory(schema)
    try:
        return _on_disk(file, schema, probe)
    except BROKEN:
        return _in_memory(schema)


def _on_disk(file: Path, schema: str, probe: str) -> sqlite3.Connection:
    # Autocommit: every answer is kept as soon as it is there, so that a stopped import does not ask for it again.
    db = sqlite3.connect(file, timeout=10, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = OFF")
    db.executescript(schema)
    db.execute(probe).fetchone()
    return db


def _read_only(file: Path, schema: str, probe: str) -> sqlite3.Connection:
    try:
        # Immutable: else even reading makes files for the write-ahead log.
        address = f"file:{quote(str(file))}?mode=ro&immutable=1"
        db = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
        db.execute(probe).fetchone()
    except BROKEN:
        return _in_memory(schema)
    return db


def _in_memory(schema: str) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    db.executescript(schema)
    return db
