"""Files that the repository keeps in Git LFS: what must be there to commit them, and what a pointer stands for."""

from __future__ import annotations

import hashlib
import os
import shutil
from typing import TYPE_CHECKING

from syndicate.errors import TargetError
from syndicate.writer.git.command import git, run
from syndicate.writer.pointers import pointed_hash

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def check_large_files(root: Path, names: Iterable[str]) -> None:
    """Raise TargetError where files belong to Git LFS and would be committed without it, whole, for everybody to carry.

    Args:
        root: the top of the work tree.
        names: of files to commit, from the top.
    """
    on_disk = "".join(f"{name}\0" for name in sorted(names) if os.path.lexists(root / name))
    fields = git(root, "check-attr", "-z", "--stdin", "filter", stdin=on_disk).split("\0")
    large = [name for name, value in zip(fields[::3], fields[2::3], strict=False) if value == "lfs"]
    if not large:
        return
    if shutil.which("git-lfs") is None:
        raise TargetError(
            "the repository keeps this in Git LFS, and git-lfs is not installed here; install it, run git lfs install, "
            "then run this again",
            large[0],
        )
    if not any(run(root, "config", f"filter.lfs.{key}").out for key in ("process", "clean")):
        raise TargetError(
            "the repository keeps this in Git LFS, which is not set up here; run git lfs install, then run this again",
            large[0],
        )


def large_file(root: Path, pointer: bytes) -> bytes | None:
    """The file that a pointer stands for, fetched if need be; None where it is not to be had."""
    result = run(root, "lfs", "smudge", stdin=os.fsdecode(pointer), extra={"GIT_LFS_SKIP_SMUDGE": "0"})
    for content in (os.fsencode(result.out), os.fsencode(f"{result.out}\n")):
        if hashlib.sha256(content).hexdigest() == pointed_hash(pointer):
            return content
    return None
