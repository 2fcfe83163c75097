"""I/O: the lock by which one run at a time writes into a target."""

from __future__ import annotations

import hashlib
import logging
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from syndicate.errors import BusyError, TargetError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

log = logging.getLogger(__name__)

LOCK_TIMEOUT = 20
"""Seconds to wait for another run: enough for runs of several sources started at once, not for a long one."""


@contextmanager
def locked(root: Path, folder: Path, wait: float) -> Iterator[None]:
    """Lock a target for a run, so that no other run writes to it at the same time.

    The system releases the lock when the process ends, however it ends.

    Args:
        root: the target's folder.
        folder: the user's cache folder, which holds the lock file.
        wait: seconds to wait for another run to end.

    Raises:
        BusyError: another run still holds the target.
    """
    from filelock import FileLock, Timeout

    name = hashlib.sha256(os.fsencode(root)).hexdigest()[:16]
    file = folder / "locks" / f"{name}.lock"
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(file)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            log.info("%s: another run holds it; waiting for up to %g seconds", root, wait)
            lock.acquire(timeout=wait)
    except Timeout:
        message = "another run holds this target; try again when it is done"
        raise BusyError(message, str(root)) from None
    except OSError as error:
        message = f"the target cannot be locked: {error.strerror}; set XDG_CACHE_HOME to a folder of yours"
        raise TargetError(message, str(file)) from error
    try:
        yield
    finally:
        lock.release()
