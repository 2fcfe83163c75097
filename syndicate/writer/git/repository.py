"""Git as the person has it: commits of Syndicate's own paths, branches beside the checkout, pushes.

The person's hooks run where git runs them for a commit and a push, since they may check, sign or upload (Git LFS does
the last in pre-push); a hook that refuses is an error. For work trees and merges that only Syndicate makes they do not
run: what a post-checkout hook prepares is for a person's checkout. Signing, filters and credentials are as git's
configuration says. Nothing asks a question: git, ssh and their helpers have no terminal.

Needs git 2.30 or later.
"""

from __future__ import annotations

import random
import re
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from syndicate.errors import RemoteError, TargetError
from syndicate.writer.git.command import NO_HOOKS, error, git, redact, run
from syndicate.writer.git.commits import (
    check_finished,
    check_no_other_repository,
    commit_files,
    split_names,
    uncommitted,
)
from syndicate.writer.git.history import History
from syndicate.writer.git.worktrees import add_work_tree, work_tree_folder, work_tree_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

TRIES = 50
"""How often a late push is merged with the remote's new commits and tried again."""
LONGEST_WAIT = 30
"""Seconds at most before such a try."""

_REJECTION = re.compile(r"^[^\[\n]*\[remote rejected\] \(([^\n]*)\)", re.MULTILINE)
_LATE_PUSH = re.compile(r"\[rejected\]|cannot lock ref|failed to update ref|incorrect old value")
"""Output of a late push: git's own, and that of a server that two pushes reach at once."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """A branch as files.

    `target` is the target's folder in it, `repository` is for commits on it, `base` is the commit that it builds on,
    `warnings` name what could not be done, `replaces` is the commit at the remote that a restart gives up, for
    `Repository.push`; else "".
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
    author if given, and the committer if git has none: no user.name and user.email in its configuration,
    no GIT_COMMITTER_NAME and the like.
    """

    root: Path
    target: Path
    author: str = ""

    @property
    def history(self) -> History:
        """Its commits."""
        return History(self.root)

    @classmethod
    def of(cls, target: Path, author: str = "") -> Repository:
        """The repository that contains a folder, usually its top or a folder in it.

        Raises:
            TargetError: there is none, or git is not installed.
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
        """Commit some files of the target as they are on disk (added, changed or deleted), and nothing else.

        Other staged or changed files stay as they are (git commit --only). Ignored files are committed too.

        Args:
            paths: files, relative to the target; unchanged ones are allowed.
            message: used as it is, except that spaces and blank lines at ends are removed.

        Returns:
            The new commit's id; "" where nothing changed.

        Raises:
            TargetError: git or a hook refuses, a merge is in progress, or no committer is known.
        """
        names = {self.name(path) for path in paths}
        check_no_other_repository(self.root, names)
        head = self.history.commit("HEAD")
        commit_files(self.root, names, message, self._identity)
        new_head = self.history.commit("HEAD")
        return "" if new_head == head else new_head

    def uncommitted(self, paths: Iterable[PurePosixPath]) -> set[PurePosixPath]:
        """Those files of the target that differ from the last commit."""
        by_name = {self.name(path): path for path in paths}
        return {by_name[name] for name in uncommitted(self.root, by_name.keys())}

    def check(self, folder: PurePosixPath) -> None:
        """Raise TargetError where files in a folder of the target cannot be committed now.

        Args:
            folder: of the posts, relative to the target.
        """
        check_finished(self.root)
        place = self.target / folder / "-"
        if place.resolve().is_relative_to(self.root):
            check_no_other_repository(self.root, [place.resolve().relative_to(self.root).as_posix()])

    @contextmanager
    def branch(self, name: str, base: str = "", *, restart: bool = False) -> Iterator[Checkout]:
        """A branch in a work tree of its own, so that the person's checkout stays as it is.

        The branch that is checked out is used in place. Another one resumes at its commit at the remote, or at the
        local one if that is ahead or the remote has none, and `base` is merged into it unless they conflict. A new
        one starts at `base`. The work tree lies in git's own folder and is removed at the end; the next run removes
        what a killed run left.

        Args:
            name: the branch's.
            base: a branch, the remote's if it has one; or any commit; "" is HEAD.
            restart: start again from `base`, since the branch was merged or given up.

        Raises:
            TargetError: no such base, the remote cannot be reached, or the local branch and the remote's have parted.
            BusyError: another run works on this branch.
        """
        if not name or run(self.root, "check-ref-format", "--branch", name).out != name:
            raise TargetError("this is no name for a branch", name)
        if name == self.current_branch():
            yield Checkout(self.target, self, self.history.commit("HEAD"))
            return
        with work_tree_folder(self.root, name) as folder:
            tips = self.history.tips(name, base)
            start_point = self.history.start_point(base, tips)
            tip = start_point if restart else self.history.resume_point(name, tips) or start_point
            add_work_tree(self.root, "--no-track", "-B", name, str(folder), tip)
            warnings = (
                ()
                if restart
                else self._merge_base_branch(
                    folder, start_point, base or self.current_branch() or start_point[:10], name
                )
            )
            target = folder / self.target.relative_to(self.root)
            target.mkdir(parents=True, exist_ok=True)
            yield Checkout(
                target,
                replace(self, root=folder, target=target),
                start_point,
                warnings,
                tips.get(name, "") if restart else "",
            )

    def start_of(self, base: str) -> str:
        """Where a branch that is proposed starts: the remote's commit of its base, which a clone may not have yet.

        Args:
            base: a branch or a commit; "" is the branch that is checked out, with the commits that are only here.
        """
        name = base or self.current_branch()
        tip = self.history.tips(name).get(name, "") if self.history.remote() and name else ""
        if base or not tip:
            return base
        head = self.history.commit("HEAD")
        return "" if self.history.merge_base(self.history.fetch(name, tip), head) == tip else name

    def is_over(self, name: str, base: str) -> bool:
        """Whether a branch may begin anew: it is nowhere, or all that it has is in the base and is by this committer.

        Args:
            name: the branch's.
            base: see `branch`.
        """
        tips = self.history.tips(name, base)
        start = self.history.start_point(base, tips)
        ends = [self.history.commit(f"refs/heads/{name}")]
        ends += [self.history.fetch(name, tips[name])] if name in tips else []
        return all(self._is_in(end, start) for end in ends if end)

    def _is_in(self, end: str, start: str) -> bool:
        if not (ancestor := self.history.merge_base(start, end)):
            return False
        own = self.author.rpartition("<")[2].partition(">")[0] or run(self.root, "config", "user.email").out
        authors = set(git(self.root, "log", "--no-merges", "--format=%ae", f"{start}..{end}").split("\n"))
        changed = self.differs(ancestor, end)
        return authors <= {own, ""} and not changed & self.differs(start, end)

    def differs(self, one: str, other: str) -> set[str]:
        """The files, named from the top, that differ between two commits."""
        return split_names(git(self.root, "diff", "--name-only", "--no-renames", "-z", one, other))

    def push(self, name: str = "", *, replaces: str = "") -> None:
        """Push a branch to the branch of the same name at the remote.

        If somebody else pushed meanwhile, their commits are merged and the push is tried again, until it is in turn. A branch
        that is checked out is fast-forwarded there, unless that would touch the person's changes.

        Args:
            name: the branch's; "" is the one that is checked out.
            replaces: the commit that a restarted branch gives up at the remote (`Checkout.replaces`); only then is the
                push forced, and only if nobody pushed since.

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
        arguments = ("push", "--porcelain", *lease, remote, f"{branch}:{branch}")
        result = run(self.root, *arguments)
        for attempt in range(0 if replaces else TRIES):
            if not (result.code and _LATE_PUSH.search(result.out + result.err)):
                break
            # Many sources of one target may push at once: each waits for a random time, the longer the more there are.
            time.sleep(random.uniform(0, min(attempt, LONGEST_WAIT)))  # noqa: S311
            self._merge_remote(name, remote)
            result = run(self.root, *arguments)
        if not result.code:
            return
        if _LATE_PUSH.search(result.out + result.err):
            raise RemoteError("somebody else pushed to this branch at the same time; run it again", name)
        if "[remote rejected]" in result.out:
            reasons = [
                *_REJECTION.findall(result.out),
                *re.findall(r"^remote: *(\S.*)", result.err, re.MULTILINE)[-1:],
            ]
            reason = f"the remote does not take it ({redact('; '.join(reasons))})"
            raise TargetError(f"{reason}; where this branch is protected, use --pull-request", name)
        raise error(self.root, arguments, result)

    def name(self, path: PurePosixPath) -> str:
        """A file's path from the top of the repository, links in it followed: git commits nothing beyond a link."""
        file = self.target.joinpath(path).resolve()
        if not file.is_relative_to(self.root) or file.is_dir():
            raise TargetError("this is no file in the repository, and cannot be committed", str(path))
        return file.relative_to(self.root).as_posix()

    def _identity(self) -> dict[str, str]:
        """The environment variables that name author and committer where git's configuration does not.

        Raises:
            TargetError: git has no identity, and no author is given.
        """
        # Without this, git makes up a mail address from the names of user and machine.
        exit_codes = {
            role: run(self.root, "-c", "user.useConfigOnly=true", "var", f"GIT_{role}_IDENT").code
            for role in ("AUTHOR", "COMMITTER")
        }
        missing_roles = [
            role for role, code in exit_codes.items() if code or (self.author and role == "AUTHOR")
        ]
        if not missing_roles:
            return {}
        if not self.author:
            message = "git does not know who commits; set user.name and user.email: git config user.email YOU@EXAMPLE.ORG"
            raise TargetError(message, str(self.root))
        if not (author := re.fullmatch(r"([^<>\n]++)<([^<>\s]++)>", self.author.strip())):
            raise TargetError("this is no author; write Name <mail>", self.author)
        return {
            f"GIT_{role}_{field}": value
            for role in missing_roles
            for field, value in zip(("NAME", "EMAIL"), (author[1].strip(), author[2]), strict=True)
        }

    def _merge_base_branch(self, folder: Path, base_commit: str, base: str, name: str) -> tuple[str, ...]:
        """Merge the base into a branch's work tree; returns a warning if that is not possible."""
        head = git(folder, "rev-parse", "HEAD")
        ancestor = self.history.merge_base(base_commit, head)
        if ancestor == base_commit:
            return ()
        if not ancestor:
            return (
                f"{name} goes on without what is new in {base}: no common history of the two is known here",
            )
        if not self._merge(folder, base_commit, f"Merge {base} into {name}"):
            return (f"{name} goes on without what is new in {base}: they conflict; merge them by hand",)
        return ()

    def _merge(self, folder: Path, commit: str, message: str) -> bool:
        """Merge a commit in a work tree; returns False after a conflict, with the work tree as before."""
        arguments = ("merge", "--ff", "--quiet", "--no-edit", "--no-verify-signatures", "-m", message, commit)
        result = run(folder, *NO_HOOKS, *arguments, extra=self._identity())
        if result.code == 1:
            git(folder, "merge", "--abort")
        elif result.code:
            raise error(folder, arguments, result)
        return not result.code

    def _merge_remote(self, name: str, remote: str) -> None:
        """Merge the remote's new commits of a branch into the local one: beside the checkout, then in one step."""
        branch = f"refs/heads/{name}"
        tips = self.history.tips(name)
        if name not in tips:
            return
        remote_tip, local = self.history.fetch(name, tips[name]), self.history.commit(branch)
        if not self.history.merge_base(remote_tip, local):
            raise TargetError(
                f"it has no history in common with {name} at {remote}, and cannot be pushed", name
            )
        with work_tree_folder(self.root, f"{name} to push") as folder:
            add_work_tree(self.root, "--detach", str(folder), local)
            if not self._merge(folder, remote_tip, f"Merge {name} of {remote}"):
                message = "somebody else pushed to this branch meanwhile, and what they changed conflicts; pull, then push"
                raise TargetError(message, name)
            merged = git(folder, "rev-parse", "HEAD")
        if work_tree := work_tree_of(self.root, branch):
            git(work_tree, *NO_HOOKS, "merge", "--quiet", "--ff-only", merged)
        else:
            git(self.root, "update-ref", "-m", "merge by Syndicate", branch, merged, local)
