"""Running git: without a terminal, in English, with its errors as one clear line without secrets."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicate.errors import RemoteError, TargetError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

TIMEOUT = 600
"""Seconds for one git command: hooks may test a whole site, and a first push may be large."""

NO_HOOKS = ("-c", f"core.hooksPath={os.devnull}")
"""For Syndicate's own work trees and merges: a person's hooks are for a person's checkout."""

_ENVIRONMENT = {
    # In English, since messages are matched by their text; in UTF-8, since hooks inherit it.
    "LC_ALL": "C.UTF-8",
    "LANGUAGE": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_EDITOR": ":",
    "SSH_ASKPASS_REQUIRE": "never",
}
_DROPPED = {
    # A hook sets these for its own repository.
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    # These change the meaning of pathspecs.
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
    # A window that asks for a password; GIT_ASKPASS stays, since services pass tokens by it.
    "SSH_ASKPASS",
}
UNREACHABLE = re.compile(
    r"Could not resolve host|Failed to connect|Connection (?:refused|timed out|reset)|Operation timed out|"
    r"No route to host|Network is unreachable|The requested URL returned error: 5\d\d"
)
"""Messages of git about a remote that may be there the next time."""

_ADVICE = (
    (re.compile(r"not a git repository"), "there is no git repository here; make one with git init"),
    (
        re.compile(r"\.lock': File exists"),
        "another git process is at work here, or was killed; when none runs any more, remove its lock file",
    ),
    (
        re.compile(r"dubious ownership"),
        "this repository is another user's; see safe.directory in git's manual",
    ),
    (
        re.compile(r"git-lfs\b.{0,40}not found"),
        "the repository keeps files in Git LFS, and git-lfs is not installed here; install it",
    ),
    (
        UNREACHABLE,
        "are you online?",
    ),
    (
        re.compile(
            r"could not read (?:Username|Password)|Authentication failed|Permission .{0,200}denied|error: 403|error: 401"
        ),
        "see whether your key or token may write here (on GitHub Actions: permissions, contents: write)",
    ),
)
"""Advice for git's error messages, by pattern."""

_WORD = re.compile(r"[^\s'\"]++")
_SECRETS = (
    (re.compile(r"\b(?:gh[a-z]_|github_pat_|glpat-)[\w-]+"), "***"),
    (re.compile(r"(authorization: *\w+ +)\S+", re.IGNORECASE), r"\1***"),
    (re.compile(r"((?:token|password|secret|key)=)[^\s&'\"]+", re.IGNORECASE), r"\1***"),
)


@dataclass(frozen=True, slots=True)
class GitResult:
    """The result of a git command; `out` is without the newline at its end."""

    code: int
    out: str
    err: str


def git(folder: Path, *arguments: str, stdin: str = "", extra: Mapping[str, str] | None = None) -> str:
    """The output of a git command, without the newline at its end.

    Raises:
        TargetError: it fails.
    """
    result = run(folder, *arguments, stdin=stdin, extra=extra)
    if result.code:
        raise error(folder, arguments, result)
    return result.out


def run(folder: Path, *arguments: str, stdin: str = "", extra: Mapping[str, str] | None = None) -> GitResult:
    """Run git in a folder, without a terminal, and for no longer than TIMEOUT.

    Raises:
        TargetError: there is no git, or it did not end in time.
    """
    program = shutil.which("git")
    if program is None:
        raise TargetError("git is not installed, or not in PATH", str(folder))
    environment = {key: value for key, value in os.environ.items() if key not in _DROPPED}
    # Files, not pipes: a program that git leaves in the background, as ssh may be, would keep a pipe open.
    with (
        tempfile.TemporaryFile() as stdin_file,
        tempfile.TemporaryFile() as stdout_file,
        tempfile.TemporaryFile() as stderr_file,
    ):
        stdin_file.write(os.fsencode(stdin))
        stdin_file.seek(0)
        process = subprocess.Popen(  # noqa: S603  (git itself; values from input follow an end of options)
            [program, *arguments],
            cwd=folder,
            env={**environment, **_ENVIRONMENT, **(extra or {})},
            stdin=stdin_file,
            stdout=stdout_file,
            stderr=stderr_file,
            start_new_session=True,  # no terminal, so that ssh cannot ask for a password on it
        )
        try:
            code = process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            message = f"git {_command(arguments)} was not done after {TIMEOUT} seconds, and was stopped"
            raise TargetError(message, str(folder)) from None
        finally:
            _terminate(process)
        stdout_file.seek(0)
        stderr_file.seek(0)
        return GitResult(
            code,
            os.fsdecode(stdout_file.read()).removesuffix("\n"),
            stderr_file.read().decode(errors="replace"),
        )


def _terminate(process: subprocess.Popen[bytes]) -> None:
    """Stop git and its child processes if it still runs; SIGTERM first, so that it can remove its lock files."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        if process.poll() is None:
            os.killpg(process.pid, number)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                continue


def _command(arguments: Iterable[str]) -> str:
    """The command among git's arguments."""
    return next(word for word in arguments if not word.startswith("-") and "=" not in word)


def error(folder: Path, arguments: Iterable[str], result: GitResult) -> TargetError:
    """Git's error in one line, with advice if there is any."""
    lines = [
        line for line in re.split(r"[\r\n]+", result.err) if line.strip() and not line.startswith("hint:")
    ]
    # Git says that too where a hook refuses, which has said before it why.
    lines = [line for line in lines if not line.startswith("error: failed to push some refs")] or lines
    fatal_lines = [line for line in lines if re.match(r"(?:remote: *)?(?:fatal|error):", line)]
    message = (
        "; ".join(redact(line) for line in fatal_lines[-2:] or lines[-1:])
        or f"it ends with status {result.code}"
    )
    advice = next((advice for pattern, advice in _ADVICE if pattern.search(result.err)), "")
    description = f"git {_command(arguments)} failed: {message}"
    kind = RemoteError if UNREACHABLE.search(result.err) else TargetError
    return kind(f"{advice} ({description})" if advice else description, str(folder))


def redact(line: str) -> str:
    """A line of output of git or a server without secrets and control characters."""
    line = _WORD.sub(_without_user, line)
    for pattern, replacement in _SECRETS:
        line = pattern.sub(replacement, line)
    return re.sub(r"[\x00-\x1f\x7f-\x9f]+", " ", line).strip()


def _without_user(word: re.Match[str]) -> str:
    """A word of output; what stands before the host in an address is a user with a password."""
    start, scheme, rest = word[0].partition("://")
    _, at, host = rest.rpartition("@")
    return f"{start}{scheme}***@{host}" if at else word[0]
