"""Commits here and at the remote: their ids, the files in them, the common ancestor of two.

The remote is "origin" if there is one, else the only one; settings such as `branch.*.remote` are ignored. Commits
that are only at the remote are fetched when needed, and a shallow repository is deepened.
"""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from syndicate.errors import TargetError
from syndicate.writer.git.command import git, run

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


_NOTHING = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
"""The id that git has for a tree without files: what there was before a first commit."""


@dataclass(frozen=True, slots=True)
class History:
    """The commits of a repository, whose work tree begins at `root`, and of its remote."""

    root: Path

    def remote(self) -> str:
        """The remote's name; "" where there is none."""
        names = git(self.root, "remote").splitlines()
        if "origin" in names or len(names) < 2:
            return "origin" if "origin" in names else "".join(names)
        raise TargetError(
            f"which of the remotes {', '.join(names)}? call it origin: git remote rename", str(self.root)
        )

    def commit(self, name: str) -> str:
        """The id of the commit of this name; "" where there is none."""
        return run(
            self.root, "rev-parse", "--quiet", "--verify", "--end-of-options", f"{name}^{{commit}}"
        ).out

    def files(self) -> set[str]:
        """The files of the last commit, named from the top."""
        if not self.commit("HEAD"):
            return set()
        return _names(git(self.root, "ls-tree", "-r", "-z", "--name-only", "--full-tree", "HEAD"))

    def has(self, commit: str, name: str) -> bool:
        """Whether a commit has a file, named from the top."""
        return run(self.root, "cat-file", "-e", f"{commit}:{name}").code == 0

    def tips(self, *names: str) -> dict[str, str]:
        """The commit of each of these branches that is at the remote."""
        if not (remote := self.remote()):
            return {}
        refs = [f"refs/heads/{name}" for name in names if name]
        lines = git(self.root, "ls-remote", remote, *refs).splitlines()
        commits = {ref: commit for commit, _, ref in (line.partition("\t") for line in lines)}
        return {name: commits[f"refs/heads/{name}"] for name in names if f"refs/heads/{name}" in commits}

    def fetch(self, name: str, tip: str) -> str:
        """Fetch a branch of the remote; returns its commit."""
        remote = self.remote()
        depth = []
        if self._is_shallow():
            # Asking for a depth again would cut off history that was fetched since.
            if self.commit(tip):
                return tip
            depth = ["--depth=100"]
        tracking_ref = f"refs/remotes/{remote}/{name}"
        self._fetch(*depth, remote, f"+refs/heads/{name}:{tracking_ref}")
        return self.commit(tracking_ref)

    def _fetch(self, *arguments: str) -> None:
        git(self.root, "fetch", "--quiet", "--no-tags", "--no-recurse-submodules", *arguments)

    def tip_of_pull(self, name: str, number: int) -> str:
        """The last commit that a pull request of a branch had: as GitHub keeps it, or the branch's; "" where none is left."""
        kept = f"refs/syndicate/pull/{number}"
        if known := self.commit(kept):
            return known
        with suppress(TargetError):
            self._fetch(self.remote(), f"+refs/pull/{number}/head:{kept}")
            return self.commit(kept)
        if tip := self.tips(name).get(name):
            return self.fetch(name, tip)
        return self.commit(f"refs/heads/{name}") or self.commit(f"refs/remotes/{self.remote()}/{name}")

    def start_point(self, base: str, tips: Mapping[str, str]) -> str:
        """The commit that a new branch starts from."""
        if base in tips:
            return self.fetch(base, tips[base])
        if commit := self.commit(base or "HEAD"):
            return commit
        if base:
            raise TargetError("there is no such branch or commit to start from", base)
        raise TargetError("there is no commit yet to start a branch from; make a first one", str(self.root))

    def resume_point(self, name: str, tips: Mapping[str, str]) -> str:
        """The commit at which work on a branch resumes; "" if it is neither here nor at the remote."""
        local, last_seen = (
            self.commit(f"refs/heads/{name}"),
            self.commit(f"refs/remotes/{self.remote()}/{name}"),
        )
        if name not in tips:
            return local
        remote_tip = self.fetch(name, tips[name])
        if local in (
            "",
            remote_tip,
            last_seen,
        ):  # as it was seen there last, so that nothing of it is only here
            return remote_tip
        ancestor = self.merge_base(local, remote_tip)
        if ancestor in (local, remote_tip):
            return remote_tip if ancestor == local else local
        message = (
            f"it has parted from the remote's; merge them, or give up the one here: git branch -D {name}"
        )
        raise TargetError(message, name)

    def merge_base(self, one: str, other: str) -> str:
        """The best common ancestor of two commits; a shallow repository is deepened for it. "" where none is found."""
        for depth in ("", "--deepen=100", "--deepen=1000", "--unshallow"):
            if depth:
                if not self._is_shallow():
                    break
                try:
                    self._fetch(depth, self.remote(), one, other)
                except TargetError:  # a commit that is only here, or a server that cannot do this
                    break
            if output := run(self.root, "merge-base", one, other).out:
                return output.partition("\n")[0]
        return ""

    def pasts(self, names: Iterable[str]) -> dict[str, Past]:
        """The past of files, named from the top, that are not in the work tree."""
        index = git(self.root, "ls-files", "-t", "-z").split("\0")
        tags = {name: tag for tag, _, name in (line.partition(" ") for line in index)}
        found, open_names = {}, []
        for name in names:
            if name in tags:  # "S" is left out by a sparse checkout, which is no decision about it
                found[name] = Past.UNKNOWN if tags[name] == "S" else Past.PRESENT
            else:
                open_names.append(name)
        if not open_names:
            return found
        with suppress(TargetError):
            if self._is_shallow():
                self._fetch("--unshallow", self.remote())
        rows = "".join(f"{name}\n" for name in open_names)
        arguments = ("--literal-pathspecs", "log", "--stdin", "--full-history", "-m", "--format=", "-z")
        past = _names(git(self.root, *arguments, "--name-only", "--no-renames", stdin=f"HEAD\n--\n{rows}"))
        never = Past.UNKNOWN if self._is_shallow() else Past.NEVER
        return found | {name: Past.PRESENT if name in past else never for name in open_names}

    def _is_shallow(self) -> bool:
        return git(self.root, "rev-parse", "--is-shallow-repository") == "true"


class Past(Enum):
    """What a repository knows of a post that is not there: it was, it never was, or that cannot be seen."""

    PRESENT = auto()
    NEVER = auto()
    UNKNOWN = auto()


def pasts(folder: Path, states: Mapping[PurePosixPath, PurePosixPath]) -> dict[PurePosixPath, Past]:
    """The past of posts that are not in a work tree.

    Args:
        folder: of the target.
        states: the state file of each post, both relative to the folder. One that is not committed was written here,
            and so was its post.

    Raises:
        TargetError: the folder lies in no repository.
    """
    root = Path(git(folder, "rev-parse", "--show-toplevel"))
    history = History(root)
    prefix = git(folder, "rev-parse", "--show-prefix")
    if not history.commit("HEAD"):
        return dict.fromkeys(states, Past.PRESENT)
    committed = _names(git(folder, "ls-tree", "-r", "-z", "--name-only", "HEAD", "--", ".syndicate"))
    suspects = {f"{prefix}{path}": path for path, state in states.items() if str(state) in committed}
    found = dict.fromkeys(states, Past.PRESENT)
    if suspects:
        found |= {suspects[name]: past for name, past in history.pasts(suspects).items()}
    return found


def text_at(folder: Path, path: PurePosixPath, commit: str = "HEAD") -> str:
    """The text of a file in a commit; it ends in a newline.

    Args:
        folder: of the target.
        path: of the file in it.
        commit: the last one if not given.

    Raises:
        TargetError: the folder lies in no repository, or the file is not in that commit.
    """
    return git(folder, "show", f"{commit}:./{path}") + "\n"


def _names(text: str) -> set[str]:
    """The names in a list that git ends with NUL, or with a line break where commits meet."""
    return {name.strip("\n") for name in text.split("\0")}


def changed_files(folder: Path, commit: str) -> list[tuple[PurePosixPath, bytes | None, bytes | None]]:
    """The files in a folder that a commit changed, each with its content before and after; None where it was not there.

    Raises:
        TargetError: there is no such commit.
    """
    # First as it is named: what is added to ":/text" would be searched for too.
    named = run(folder, "rev-parse", "--quiet", "--verify", "--end-of-options", commit).out
    tip = run(folder, "rev-parse", "--quiet", "--verify", f"{named}^{{commit}}").out if named else ""
    if not tip:
        raise TargetError("there is no such commit here", commit)
    # Of a merge, what it brought into the branch that it was made on.
    parent = run(folder, "rev-parse", "--quiet", "--verify", f"{tip}^").out or _NOTHING
    names = git(folder, "diff", "--name-only", "--no-renames", "--relative", "-z", parent, tip, "--")

    def content(place: str, name: str) -> bytes | None:
        result = run(folder, "show", f"{place}:./{name}")
        text = run(folder, "cat-file", "-s", f"{place}:./{name}").out
        whole = os.fsencode(result.out)
        return None if result.code else whole + b"\n" * (int(text) - len(whole))

    return [
        (PurePosixPath(name), content(parent, name), content(tip, name))
        for name in sorted(_names(names) - {""})
    ]


def commits_of(folder: Path, paths: PurePosixPath) -> list[str]:
    """The newest commits that changed what is below a path, each with its short id and its subject."""
    return run(folder, "log", "-3", "--format=%h %s", "--", str(paths)).out.splitlines()


def committed_files(folder: Path) -> set[str]:
    """The files of the last commit that are in a folder, named from it; none where it is in no repository."""
    with suppress(TargetError):
        return _names(git(folder, "ls-tree", "-r", "-z", "--name-only", "HEAD"))
    return set()


def texts_before(folder: Path, day: str, paths: Iterable[PurePosixPath]) -> dict[PurePosixPath, str]:
    """The texts of files in the last commit before a day; those that git does not have are left out.

    Args:
        folder: of the target.
        day: as the state writes it, in UTC.
        paths: of the files in it.
    """
    texts = {}
    with suppress(TargetError):
        if commit := git(folder, "rev-list", "-1", f"--before={day}T00:00:00Z", "HEAD"):
            for path in paths:
                with suppress(TargetError):
                    texts[path] = text_at(folder, path, commit)
    return texts
