"""Git work trees beside the person's own, in which branches are made and merged without touching that one."""

from __future__ import annotations

import hashlib
import os
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from syndicate.errors import BusyError, TargetError
from syndicate.writer.git.command import NO_HOOKS, git, run

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def work_tree_folder(root: Path, purpose: str) -> Iterator[Path]:
    """A folder for a work tree: the same in every run, locked for this one, empty at the beginning and the end.

    Args:
        root: of the repository.
        purpose: its use, in words; two runs with the same one wait for each other.

    Raises:
        BusyError: another run holds it.
        TargetError: git's folder cannot be written.
    """
    from filelock import FileLock, Timeout

    git_folder = root.joinpath(git(root, "rev-parse", "--git-common-dir")).resolve()
    folder = git_folder / "syndicate" / hashlib.sha256(os.fsencode(purpose)).hexdigest()[:16]
    try:
        folder.parent.mkdir(exist_ok=True)
        lock = FileLock(f"{folder}.lock")
        lock.acquire(timeout=5)
    except Timeout:
        message = f"another run works on {purpose}; try again when it is done"
        raise BusyError(message, str(root)) from None
    except OSError as error:
        raise TargetError(f"cannot be written: {error.strerror}", str(folder.parent)) from error
    try:
        _discard(root, folder)
        yield folder
    finally:
        _discard(root, folder)
        lock.release()


def add_work_tree(root: Path, *arguments: str) -> None:
    """Create a work tree; the arguments are those of `git worktree add`.

    Raises:
        TargetError: git refuses.
    """
    git(root, *NO_HOOKS, "worktree", "add", "--quiet", *arguments)


def work_tree_of(root: Path, ref: str) -> Path | None:
    """The work tree in which a branch is checked out, if any."""
    for block in git(root, "worktree", "list", "--porcelain").split("\n\n"):
        lines = block.split("\n")
        if f"branch {ref}" in lines:
            return Path(lines[0].removeprefix("worktree "))
    return None


def _discard(root: Path, folder: Path) -> None:
    """Remove a work tree and git's entry for it, even if they are broken."""
    # Not git worktree prune: that also drops the person's own work trees on disks that are not mounted.
    shutil.rmtree(folder, ignore_errors=True)
    run(root, "worktree", "remove", "--force", "--force", str(folder))
