"""Commits of some files as they are on disk, and of nothing else."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from syndicate.errors import TargetError
from syndicate.writer.git.command import error, git, run
from syndicate.writer.git.large_files import check_large_files

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from pathlib import Path

_PATHS_FROM_INPUT = ("--pathspec-from-file=-", "--pathspec-file-nul")

_UNFINISHED = {
    "MERGE_HEAD": "a merge",
    "CHERRY_PICK_HEAD": "a cherry-pick",
    "REVERT_HEAD": "a revert",
    "rebase-merge": "a rebase",
    "rebase-apply": "a rebase",
}
"""Files in git's folder that show what a person has begun and not finished."""


def check_finished(root: Path) -> None:
    """Raise TargetError where a person is in the middle of a merge or the like: a commit would become part of it."""
    for name, what in _UNFINISHED.items():
        if root.joinpath(git(root, "rev-parse", "--git-path", name)).exists():
            raise TargetError(f"{what} is not finished here; finish it, then run this again", str(root))


def check_no_other_repository(root: Path, names: Iterable[str], subject: str = "its posts") -> None:
    """Raise TargetError where a file lies in a submodule, or in another repository inside this one.

    Args:
        root: the top of the work tree.
        names: of files, from the top.
        subject: of the message.
    """
    folders = {str(parent) for name in names for parent in PurePosixPath(name).parents} - {"."}
    if not folders:
        return
    staged = git(root, "ls-files", "-s", "-z").split("\0")
    modules = {line.partition("\t")[2] for line in staged if line.startswith("160000 ")}
    for folder in sorted(folders):
        if folder in modules or (root / folder / ".git").exists():
            message = (
                f"this is a submodule, or another repository inside this one, and {subject} cannot be committed from "
                f"here; commit there, or name it as the target: --target {folder}"
            )
            raise TargetError(message, folder)


def uncommitted(root: Path, names: Collection[str]) -> set[str]:
    """Those files that differ from the last commit in content, as git's filters and line endings have it.

    Args:
        root: the top of the work tree.
        names: of files, from the top.
    """
    on_disk = {name for name in names if os.path.lexists(root / name)}
    new = on_disk - split_names(git(root, "ls-files", "-z"))
    has_commit = run(root, "rev-parse", "--quiet", "--verify", "HEAD").code == 0
    if not has_commit:
        return on_disk
    options = ("--name-only", "-z", "--no-renames", "--ignore-submodules=all", "--no-ext-diff")
    return (set(names) & split_names(git(root, "diff", *options, "HEAD"))) | new


def commit_files(
    root: Path, names: Collection[str], message: str, identity: Callable[[], Mapping[str, str]]
) -> None:
    """Commit files as they are on disk: added, changed or deleted; no commit where none differs.

    A hook that mends the files and refuses gets a second try with what it made of them. What a hook staged of them
    is taken out of the index again, which git leaves as it was before the hook.

    Args:
        root: the top of the work tree.
        names: of files, from the top.
        message: of the commit.
        identity: the environment variables that name author and committer.

    Raises:
        TargetError: git or a hook refuses.
    """
    names = uncommitted(root, names)
    if not names:
        return
    check_large_files(root, names)
    head = _head(root)
    indexed = split_names(git(root, "ls-files", "-z"))
    new_names = "".join(f"{name}\0" for name in sorted(names - indexed) if os.path.lexists(root / name))
    before = _digests(root, names)
    try:
        # Not git add: that obeys .gitignore, which is not about the files of Syndicate.
        git(root, "update-index", "--add", "-z", "--stdin", stdin=new_names)
        try:
            _commit_only(root, names, message, identity())
        except TargetError:
            if _head(root) != head or _digests(root, names) == before:
                raise
            _commit_only(root, names, message, identity())
    finally:
        # Read from git, since a post-commit hook that hangs is an error after the commit.
        if _head(root) != head:
            _unstage(root, names)
        elif new_names:
            run(root, "update-index", "--force-remove", "-z", "--stdin", stdin=new_names)


def split_names(text: str) -> set[str]:
    """The names in a list that git ends with NUL."""
    return set(text.split("\0")) - {""}


def _head(root: Path) -> str:
    return run(root, "rev-parse", "--quiet", "--verify", "HEAD^{commit}").out


def _digests(root: Path, names: Iterable[str]) -> dict[str, bytes]:
    return {
        name: hashlib.sha256((root / name).read_bytes()).digest() for name in names if (root / name).is_file()
    }


def _specs(names: Iterable[str]) -> str:
    return "".join(f":(top,literal){name}\0" for name in sorted(names))


def _commit_only(root: Path, names: Iterable[str], message: str, identity: Mapping[str, str]) -> None:
    specs = _specs(names)
    arguments = ("commit", "--only", *_PATHS_FROM_INPUT)
    dry_run = run(root, *arguments, "--dry-run", "--porcelain", stdin=specs)
    if dry_run.code == 1 and not dry_run.err:
        return
    if dry_run.code not in (0, 1):
        raise error(root, arguments, dry_run)
    with tempfile.NamedTemporaryFile(prefix="syndicate-") as file:
        file.write(message.encode())
        file.flush()
        options = ("--quiet", "--cleanup=whitespace", f"--file={file.name}")
        encoding = ("-c", "i18n.commitEncoding=UTF-8")
        git(root, *encoding, *arguments, *options, stdin=specs, extra=identity)


def _unstage(root: Path, names: Iterable[str]) -> None:
    """Make the index of committed files what was committed."""
    staged = split_names(git(root, "diff", "--cached", "--name-only", "-z", "--no-renames", "HEAD"))
    if left := staged.intersection(names):
        git(root, "reset", "--quiet", *_PATHS_FROM_INPUT, "HEAD", stdin=_specs(left))
