"""Git as the person has it: commits of Syndicate's own paths, branches beside the checkout, pushes.

The person's hooks run where git runs them for a commit and a push, since they may check, sign or upload (Git LFS does
the last in pre-push); a hook that refuses is an error. For work trees and merges that only Syndicate makes they do not
run: what a post-checkout hook prepares is for a person's checkout. Signing, filters and credentials are as git's
configuration says. Nothing asks a question: git, ssh and their helpers have no terminal.

Needs git 2.30 or later.
"""

from __future__ import annotations

import os
import random
import re
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from syndicate.errors import TargetError
from syndicate.writer.git.command import NO_HOOKS, clean, error, git, run
from syndicate.writer.git.history import History
from syndicate.writer.git.worktrees import add as add_work_tree
from syndicate.writer.git.worktrees import checked_out, spot

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TRIES = 10
"""How often what others pushed meanwhile is merged, and pushed again."""

_PATHS_FROM_INPUT = ("--pathspec-from-file=-", "--pathspec-file-nul")

_RACED = re.compile(r"\[rejected\]|cannot lock ref|failed to update ref|incorrect old value")
"""A push that came too late: git's words, and those of a server that two pushes reach at once."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """A branch as files.

    `target` is the target's folder in it, `repository` is for commits on it, `base` is the commit beyond which it
    goes, `warnings` say what could not be done.
    `replaces` is the commit at the remote that a restart gives up, for `Repository.push`; else "".
    """

    target: Path
    repository: Repository
    base: str
    warnings: tuple[str, ...] = ()
    replaces: str = ""


@dataclass(frozen=True, slots=True)
class Repository:
    """The repository that a target lies in.

    `root` is the top of its work tree, `target` the target's folder in it. `author`, "Name <mail>", is the commits'
    author where it is given, and who commits where git knows nobody: no user.name and user.email in its configuration,
    no GIT_AUTHOR_NAME and the like.
    """

    root: Path
    target: Path
    author: str = ""

    @property
    def history(self) -> History:
        """The commits that it holds."""
        return History(self.root)

    @classmethod
    def of(cls, target: Path, author: str = "") -> Repository:
        """The repository that a folder lies in, as a rule at its top or in a folder of it.

        Raises:
            TargetError: it lies in none, or git is not installed.
        """
        folder = target.resolve()
        root = Path(git(folder, "rev-parse", "--show-toplevel"))
        return cls(root, folder, author)

    def current_branch(self) -> str:
        """The branch that is checked out, also where it has no commit yet; "" where none is (a detached HEAD)."""
        return run(self.root, "symbolic-ref", "--quiet", "HEAD").out.removeprefix("refs/heads/")

    def remote_url(self) -> str:
        """The address of the remote, which may hold credentials; "" where there is none.

        Raises:
            TargetError: there are several, and none is called origin.
        """
        remote = self.history.remote()
        return git(self.root, "remote", "get-url", remote) if remote else ""

    def commit(self, paths: Iterable[PurePosixPath], message: str) -> str:
        """Commit some files of the target as they are on disk, added, changed or gone, and nothing else.

        Whatever else is staged or changed stays just so (git commit --only). Ignored files are committed too.

        Args:
            paths: files, relative to the target; others than those that changed may be among them.
            message: taken as it is, but for spaces and blank lines at ends.

        Returns:
            The new commit's id; "" where nothing changed.

        Raises:
            TargetError: git refuses, or a hook does, or a merge is going on, or nobody is known who commits.
        """
        names = {self._name(path) for path in paths}
        head = self.history.commit("HEAD")
        there = {name for name in names if os.path.lexists(self.root / name)}
        indexed = _listed(git(self.root, "ls-files", "-z"))
        committed = git(self.root, "ls-tree", "-r", "-z", "--name-only", "--full-tree", head) if head else ""
        names &= there | indexed | _listed(committed)
        if not names:
            return ""
        new = "".join(f"{name}\0" for name in sorted(there - indexed))
        try:
            # Not git add: that heeds .gitignore, which is not about what Syndicate writes.
            git(self.root, "update-index", "--add", "-z", "--stdin", stdin=new)
            self._commit_only(names, message)
        finally:
            # Asked of git, since a post-commit hook that hangs is an error after the commit.
            made = self.history.commit("HEAD")
            if made == head and new:
                run(self.root, "update-index", "--force-remove", "-z", "--stdin", stdin=new)
        return "" if made == head else made

    @contextmanager
    def branch(self, name: str, base: str = "", *, restart: bool = False) -> Iterator[Checkout]:
        """A branch in a work tree of its own, so that the person's checkout stays as it is.

        The branch that is checked out is used where it is. Another goes on from where it is at the remote, or from
        the local one where that is ahead or the remote has none, and takes in `base` unless they conflict. Else it
        is started from `base`. The work tree lies in git's own folder and is removed at the end; what a killed run
        left of it is removed by the next.

        Args:
            name: the branch's.
            base: a branch, as it is at the remote where it is there; or any commit; "" is HEAD.
            restart: start anew from `base`, since what the branch held was merged or given up.

        Raises:
            TargetError: no such base, the remote cannot be reached, or the local branch and the remote's have parted.
            BusyError: another run works on this branch.
        """
        if not name or run(self.root, "check-ref-format", "--branch", name).out != name:
            raise TargetError("this is no name for a branch", name)
        if name == self.current_branch():
            yield Checkout(self.target, self, self.history.commit("HEAD"))
            return
        with spot(self.root, name) as folder:
            tips = self.history.tips(name, base)
            foundation = self.history.foundation(base, tips)
            start = foundation if restart else self.history.continued(name, tips) or foundation
            add_work_tree(self.root, "--no-track", "-B", name, str(folder), start)
            warnings = (
                ()
                if restart
                else self._with_base(
                    folder, foundation, base or self.current_branch() or foundation[:10], name
                )
            )
            target = folder / self.target.relative_to(self.root)
            target.mkdir(parents=True, exist_ok=True)
            yield Checkout(
                target,
                replace(self, root=folder, target=target),
                foundation,
                warnings,
                tips.get(name, "") if restart else "",
            )

    def differs_from(self, base: str) -> dict[str, bool]:
        """The files in which HEAD differs from a commit, but for those that are gone, each with whether it is new."""
        said = git(self.root, "diff", "--name-status", "--no-renames", "--diff-filter=AM", "-z", base, "HEAD")
        words = said.split("\0")
        return {name: status == "A" for status, name in zip(words[::2], words[1::2], strict=False)}

    def push(self, name: str = "", *, replaces: str = "") -> None:
        """Push a branch to the branch of the same name at the remote.

        Where somebody else pushed meanwhile, that is merged into it, and it is pushed again, up to ten times. The branch may be
        checked out: it is then forwarded there, unless that would touch what the person changed.

        Args:
            name: the branch's; "" is the one that is checked out.
            replaces: what a restarted branch gives up at the remote (`Checkout.replaces`); only then is it forced,
                and only where nobody pushed since.

        Raises:
            TargetError: the remote refuses, as protected branches do; or what was pushed meanwhile conflicts.
        """
        if not (name := name or self.current_branch()):
            raise TargetError(
                "no branch is checked out, so there is none to push; give --branch NAME", str(self.root)
            )
        if not (remote := self.history.remote()):
            raise TargetError(
                "there is no remote to push to; add one: git remote add origin ADDRESS", str(self.root)
            )
        branch = f"refs/heads/{name}"
        lease = [f"--force-with-lease={branch}:{replaces}"] if replaces else []
        words = ("push", "--porcelain", *lease, remote, f"{branch}:{branch}")
        done = run(self.root, *words)
        for tried in range(0 if replaces else TRIES):
            if not (done.code and _RACED.search(done.out + done.err)):
                break
            # Several sources of one target may push at once: each waits another while than the others.
            time.sleep(random.uniform(0, min(tried, 5)))  # noqa: S311
            self._take_in(name, remote)
            done = run(self.root, *words)
        if not done.code:
            return
        if _RACED.search(done.out + done.err):
            raise TargetError("somebody else pushed to this branch at the same time; run it again", name)
        if "[remote rejected]" in done.out:
            said = [
                *re.findall(r"\[remote rejected\] \((.*)\)", done.out),
                *re.findall(r"^remote: *(\S.*)", done.err, re.MULTILINE)[-1:],
            ]
            why = f"the remote does not take it ({clean('; '.join(said))})"
            raise TargetError(f"{why}; where this branch is protected, use --pull-request", name)
        raise error(self.root, words, done)

    def _name(self, path: PurePosixPath) -> str:
        """A file's path from the top of the repository, links in it followed: git commits nothing beyond a link."""
        file = self.target.joinpath(path).resolve()
        if not file.is_relative_to(self.root) or file.is_dir():
            raise TargetError("this is no file in the repository, and cannot be committed", str(path))
        return file.relative_to(self.root).as_posix()

    def _commit_only(self, names: Iterable[str], message: str) -> None:
        """Commit the files of these names, which the index has, as they are on disk; nothing where none changed."""
        specs = "".join(f":(top,literal){name}\0" for name in sorted(names))
        words = ("commit", "--only", *_PATHS_FROM_INPUT)
        tried = run(self.root, *words, "--dry-run", "--porcelain", stdin=specs)
        if tried.code == 1 and not tried.err:
            return
        if tried.code:
            raise error(self.root, words, tried)
        with tempfile.NamedTemporaryFile(prefix="syndicate-") as file:
            file.write(message.encode())
            file.flush()
            said = ("--quiet", "--cleanup=whitespace", f"--file={file.name}")
            encoding = ("-c", "i18n.commitEncoding=UTF-8")
            git(self.root, *encoding, *words, *said, stdin=specs, extra=self._identity())

    def _identity(self) -> dict[str, str]:
        """What git's environment lacks to know who commits.

        Raises:
            TargetError: git knows nobody, and no author is given.
        """
        # Without this, git makes up a mail address from the names of user and machine.
        asked = {
            role: run(self.root, "-c", "user.useConfigOnly=true", "var", f"GIT_{role}_IDENT").code
            for role in ("AUTHOR", "COMMITTER")
        }
        unknown = [role for role, code in asked.items() if code or (self.author and role == "AUTHOR")]
        if not unknown:
            return {}
        if not self.author:
            message = "git does not know who commits; set user.name and user.email: git config user.email YOU@EXAMPLE.ORG"
            raise TargetError(message, str(self.root))
        if not (given := re.fullmatch(r"\s*([^<>\n]*[^<>\s])\s*<([^<>\s]+)>\s*", self.author)):
            raise TargetError("this is no author; write Name <mail>", self.author)
        return {
            f"GIT_{role}_{what}": value
            for role in unknown
            for what, value in zip(("NAME", "EMAIL"), given.groups(), strict=True)
        }

    def _with_base(self, folder: Path, foundation: str, base: str, name: str) -> tuple[str, ...]:
        """Merge the base into a branch's work tree; what to warn of where that cannot be done."""
        head = git(folder, "rev-parse", "HEAD")
        common = self.history.common(foundation, head)
        if common == foundation:
            return ()
        if not common:
            return (
                f"{name} goes on without what is new in {base}: no common history of the two is known here",
            )
        if not self._merge(folder, foundation, f"Merge {base} into {name}"):
            return (f"{name} goes on without what is new in {base}: they conflict; merge them by hand",)
        return ()

    def _merge(self, folder: Path, commit: str, message: str) -> bool:
        """Merge a commit in a work tree; says whether it went without a conflict, else all is as before."""
        words = ("merge", "--ff", "--quiet", "--no-edit", "--no-verify-signatures", "-m", message, commit)
        done = run(folder, *NO_HOOKS, *words, extra=self._identity())
        if done.code == 1:
            git(folder, "merge", "--abort")
        elif done.code:
            raise error(folder, words, done)
        return not done.code

    def _take_in(self, name: str, remote: str) -> None:
        """Merge what somebody pushed to a branch into the local one: beside the checkout, then all at once."""
        branch = f"refs/heads/{name}"
        tips = self.history.tips(name)
        if name not in tips:
            return
        there, local = self.history.fetched(name, tips[name]), self.history.commit(branch)
        if not self.history.common(there, local):
            raise TargetError(
                f"it has no history in common with {name} at {remote}, and cannot be pushed", name
            )
        with spot(self.root, f"{name} to push") as folder:
            add_work_tree(self.root, "--detach", str(folder), local)
            if not self._merge(folder, there, f"Merge {name} of {remote}"):
                message = "somebody else pushed to this branch meanwhile, and what they changed conflicts; pull, then push"
                raise TargetError(message, name)
            merged = git(folder, "rev-parse", "HEAD")
        if where := checked_out(self.root, branch):
            git(where, *NO_HOOKS, "merge", "--quiet", "--ff-only", merged)
        else:
            git(self.root, "update-ref", "-m", "merge by Syndicate", branch, merged, local)


def _listed(text: str) -> set[str]:
    return set(text.split("\0"))
