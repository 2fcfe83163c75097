"""A small database in the cache folder. A broken, foreign or read-only one costs speed, but fails no run."""

from __future__ import annotations

import contextlib
import sqlite3
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from pathlib import Path

DATABASE_ERRORS = (sqlite3.Error, UnicodeDecodeError)
"""The errors of a broken database; the text of an error may quote its bytes, which then are not UTF-8."""


def open_database(file: Path, schema: str, probe: str, *, keep: bool) -> sqlite3.Connection:
    """The database in a file; one in memory if the file cannot be used.

    Args:
        file: created, with its folder, if missing.
        schema: SQL that creates missing tables.
        probe: a query that fails on a foreign database.
        keep: whether anything is written to disk; without it the file is only read.
    """
    if not keep:
        return _read_only(file, schema, probe)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return _on_disk(file, schema, probe)
    except DATABASE_ERRORS:
        with contextlib.suppress(OSError):
            file.unlink()
    except OSError:
        return _in_memory(schema)
    try:
        return _on_disk(file, schema, probe)
    except DATABASE_ERRORS:
        return _in_memory(schema)


def _on_disk(file: Path, schema: str, probe: str) -> sqlite3.Connection:
    # Autocommit: each response is stored at once, so that a stopped import does not fetch it again.
    db = sqlite3.connect(file, timeout=10, isolation_level=None, check_same_thread=False)
    db.execute("PRAGMA journal_mode = WAL")
    db.execute("PRAGMA synchronous = OFF")
    db.executescript(schema)
    db.execute(probe).fetchone()
    return db


def _read_only(file: Path, schema: str, probe: str) -> sqlite3.Connection:
    try:
        # Immutable: otherwise even reading creates files for the write-ahead log.
        address = f"file:{quote(str(file))}?mode=ro&immutable=1"
        db = sqlite3.connect(address, uri=True, isolation_level=None, check_same_thread=False)
        db.execute(probe).fetchone()
    except DATABASE_ERRORS:
        return _in_memory(schema)
    return db


def _in_memory(schema: str) -> sqlite3.Connection:
    db = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
    db.executescript(schema)
    return db
