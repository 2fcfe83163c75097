"""How git is run: without a terminal, in English, with its words turned into one clear line that holds no secret."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicate.errors import TargetError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

TIMEOUT = 600
"""Seconds for one run of git: hooks may test a whole site, and a first push may be large."""

NO_HOOKS = ("-c", f"core.hooksPath={os.devnull}")
"""For what only Syndicate makes: a person's hooks are for a person's checkout."""

_ENVIRONMENT = {
    # In English, since messages are told apart by their words; in UTF-8, since hooks inherit it.
    "LC_ALL": "C.UTF-8",
    "LANGUAGE": "C",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_EDITOR": ":",
    "SSH_ASKPASS_REQUIRE": "never",
}
_DROPPED = {
    # Where git is run by a hook, these say that it is about the hook's repository.
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_PREFIX",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    # These give the pathspecs below another meaning.
    "GIT_LITERAL_PATHSPECS",
    "GIT_GLOB_PATHSPECS",
    "GIT_NOGLOB_PATHSPECS",
    "GIT_ICASE_PATHSPECS",
    # A window that asks for a password; GIT_ASKPASS stays, by which services hand in tokens.
    "SSH_ASKPASS",
}
_ADVICE = (
    (r"not a git repository", "there is no git repository here; make one with git init"),
    (r"\.lock': File exists", "another git process is at work here; try again when it is done"),
    (r"dubious ownership", "this repository is another user's; see safe.directory in git's manual"),
    (r"Could not resolve host|Failed to connect|Connection (?:refused|timed out)", "are you online?"),
    (
        r"could not read (?:Username|Password)|Authentication failed|Permission .*denied|error: 403|error: 401",
        "see whether your key or token may write here (on GitHub Actions: permissions, contents: write)",
    ),
)
"""What a person can do about git's own words."""

_SECRETS = (
    (re.compile(r"(://)[^\s'\"]*@"), r"\1***@"),
    (re.compile(r"\b(?:gh[a-z]_|github_pat_|glpat-)[\w-]+"), "***"),
    (re.compile(r"(authorization: *\w+ +)\S+", re.IGNORECASE), r"\1***"),
    (re.compile(r"((?:token|password|secret|key)=)[^\s&'\"]+", re.IGNORECASE), r"\1***"),
)


@dataclass(frozen=True, slots=True)
class Done:
    """How a run of git ended; `out` is without the newline at its end."""

    code: int
    out: str
    err: str


def git(folder: Path, *arguments: str, stdin: str = "", extra: Mapping[str, str] | None = None) -> str:
    """What git prints, without the newline at its end.

    Raises:
        TargetError: it fails.
    """
    done = run(folder, *arguments, stdin=stdin, extra=extra)
    if done.code:
        raise error(folder, arguments, done)
    return done.out


def run(folder: Path, *arguments: str, stdin: str = "", extra: Mapping[str, str] | None = None) -> Done:
    """Run git in a folder, without a terminal, and for no longer than TIMEOUT.

    Raises:
        TargetError: there is no git, or it did not end in time.
    """
    program = shutil.which("git")
    if program is None:
        raise TargetError("git is not installed, or not in PATH", str(folder))
    environment = {key: value for key, value in os.environ.items() if key not in _DROPPED}
    # Files, not pipes: a program that git leaves in the background, as ssh may be, would keep a pipe open.
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        given.write(os.fsencode(stdin))
        given.seek(0)
        process = subprocess.Popen(  # noqa: S603  (git itself; what it is given stands behind options that end them)
            [program, *arguments],
            cwd=folder,
            env={**environment, **_ENVIRONMENT, **(extra or {})},
            stdin=given,
            stdout=out,
            stderr=err,
            start_new_session=True,  # no terminal, so that ssh cannot ask for a password on it
        )
        try:
            code = process.wait(TIMEOUT)
        except subprocess.TimeoutExpired:
            message = f"git {_command(arguments)} was not done after {TIMEOUT} seconds, and was stopped"
            raise TargetError(message, str(folder)) from None
        finally:
            _end(process)
        out.seek(0)
        err.seek(0)
        return Done(code, os.fsdecode(out.read()).removesuffix("\n"), err.read().decode(errors="replace"))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Stop git with all that it started, if it still runs; asked first, so that it can remove its lock files."""
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


def error(folder: Path, arguments: Iterable[str], done: Done) -> TargetError:
    """What git complains of, in one line, and what to do about it where that is known."""
    lines = [line for line in re.split(r"[\r\n]+", done.err) if line.strip() and not line.startswith("hint:")]
    told = [line for line in lines if re.match(r"(?:remote: *)?(?:fatal|error):", line)]
    words = "; ".join(clean(line) for line in told[-2:] or lines[-1:]) or f"it ends with status {done.code}"
    advice = next((advice for pattern, advice in _ADVICE if re.search(pattern, done.err)), "")
    said = f"git {_command(arguments)} failed: {words}"
    return TargetError(f"{advice} ({said})" if advice else said, str(folder))


def clean(line: str) -> str:
    """A line of git's or a server's that can be shown: without secrets, and without what moves a terminal's cursor."""
    for pattern, shown in _SECRETS:
        line = pattern.sub(shown, line)
    return re.sub(r"[\x00-\x1f\x7f-\x9f]+", " ", line).strip()
