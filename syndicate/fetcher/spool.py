"""Texts that are too many for the memory, kept in a file that vanishes with the run."""

from __future__ import annotations

import tempfile
from threading import Lock


class Spool:
    """Texts by their keys."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115  (closed by close)
        self._places: dict[str, tuple[int, int]] = {}
        self._lock = Lock()

    def __contains__(self, key: str) -> bool:
        return key in self._places

    def put(self, key: str, text: str) -> None:
        """Keep a text under a key, which must be new."""
        content = text.encode("utf-8", "surrogatepass")
        self._places[key] = self._file.seek(0, 2), len(content)
        self._file.write(content)

    def get(self, key: str) -> str:
        """The text of a key."""
        start, length = self._places[key]
        with self._lock:
            self._file.seek(start)
            return self._file.read(length).decode("utf-8", "surrogatepass")

    def close(self) -> None:
        """Give the file back."""
        self._file.close()
