"""What the last run wrote over, in the user's cache folder, so that it can be taken back as one."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from threading import Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Step:
    """One file that was written: what it held before and since, None where it was not there.

    `address` is that of the article that the file belongs to.
    """

    address: str
    path: PurePosixPath
    before: bytes | None
    after: bytes | None


@dataclass(slots=True)
class Journal:
    """The steps of a run, a line each; the first one that a person sees takes the place of the earlier run's.

    Until then they go with those: what a run noted of posts that it called unchanged is taken back with the run before.
    What cannot be noted is not: a full cache stops no run.
    """

    file: Path
    _has_begun: bool = False
    _own: int | None = None
    _lock: Lock = field(default_factory=Lock)

    def go_on(self) -> None:
        """Add to the steps of the earlier run, which this one ends."""
        self._has_begun = True

    def note(self, step: Step, *, is_seen: bool = True) -> None:
        """Add a step, before it is carried out."""
        row = {
            "address": step.address,
            "path": str(step.path),
            "before": _text(step.before),
            "after": _text(step.after),
        }
        with self._lock:
            try:
                self.file.parent.mkdir(parents=True, exist_ok=True)
                if is_seen and not self._has_begun:
                    self._begin()
                earlier = self.file.stat() if not self._has_begun and self.file.exists() else None
                if self._own is None:
                    self._own = earlier.st_size if earlier else 0
                with self.file.open("a", encoding="utf-8") as stream:
                    stream.write(json.dumps(row) + "\n")
                if earlier:  # it is still the earlier run's, also beside those of other sources
                    os.utime(self.file, ns=(earlier.st_atime_ns, earlier.st_mtime_ns))
            except OSError:
                return

    def _begin(self) -> None:
        """Leave the steps of the earlier run out, and keep those of this one that went with them."""
        made = self.file.with_suffix(".new")
        with made.open("wb") as stream:
            if self._own is not None:
                with self.file.open("rb") as steps_before:
                    steps_before.seek(self._own)
                    shutil.copyfileobj(steps_before, stream)
        made.replace(self.file)
        self._has_begun = True


def journal_file(cache: Path, root: Path, name: str) -> Path:
    """The file of the last run over a source of a target."""
    return cache / "undo" / hashlib.sha256(os.fsencode(root)).hexdigest()[:16] / f"{name}.jsonl"


def steps(file: Path) -> Iterator[Step]:
    """The steps of the last run, in their order; a line that a killed run cut off is left out."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return
    for line in lines:
        try:
            row = json.loads(line)
            yield Step(
                row["address"], PurePosixPath(row["path"]), _bytes(row["before"]), _bytes(row["after"])
            )
        except (ValueError, KeyError, TypeError):
            continue


def _text(content: bytes | None) -> str | None:
    return None if content is None else base64.b64encode(content).decode()


def _bytes(text: str | None) -> bytes | None:
    return None if text is None else base64.b64decode(text)
