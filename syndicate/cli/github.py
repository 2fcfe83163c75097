"""The report of a run for GitHub Actions: annotations, job summary, outputs.

Text from an origin must not become a command: GitHub's runner reads lines that begin with `::`, or contain
`##[`, as its own commands (docs.github.com, Workflow commands for GitHub Actions).
"""

from __future__ import annotations

import os
import secrets
import sys
from contextlib import contextmanager, redirect_stderr
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from syndicate.cli.output.printing import print_data
from syndicate.errors import printable

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from syndicate.models import Change, Report

TITLES = {"conflict": "Conflict", "doubted": "Not believed"}
"""The titles of annotations of posts to look at, by kind."""

UNTOLD = ("unchanged", "edited", "deleted", "ignored", "missing")
"""Kinds of changes that a job's summary leaves out: nothing was done, and nothing is to be done."""

MAX_ANNOTATIONS = 10
"""GitHub shows no more annotations of a kind for a step."""

MAX_SUMMARY = 900_000
"""Bytes; GitHub refuses a summary of over a megabyte for a step."""


def is_running() -> bool:
    """Whether this is a step of GitHub Actions."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


@contextmanager
def log_group(name: str) -> Iterator[None]:
    """A group of lines in which the runner obeys no commands.

    All of them go to standard output: the runner may read a second pipe later.
    """
    token = secrets.token_hex(16)
    print_data(f"::group::{escape(name)}\n::stop-commands::{token}\n")
    try:
        with redirect_stderr(sys.stdout):
            yield
    finally:
        print_data(f"::{token}::\n::endgroup::\n")


def print_report(
    reports: Sequence[Report],
    titles: Mapping[str, str],
    target: Path,
    errors: Sequence[str],
    page: Path | None = None,
) -> None:
    """Print the reports of some sources: annotations, the job's summary, the step's outputs.

    Args:
        reports: of the sources that could be read.
        titles: the title of each by its name.
        target: the folder of the site.
        errors: of the other sources.
        page: the file of the page about them.
    """
    for error in errors[:MAX_ANNOTATIONS]:
        annotate("error", error, title="Not synced")
    failures = [failure for report in reports for failure in report.failures]
    for failure in failures[:MAX_ANNOTATIONS]:
        annotate("warning", f"{failure.address}: {failure.message}", title="Not cross-posted")
    for change in [change for report in reports for change in report.changes if _is_notable(change)][
        :MAX_ANNOTATIONS
    ]:
        message = "; ".join(f"{loss.block}: {loss.lost}" for loss in change.post.losses) or change.reason
        title = TITLES.get(change.kind.value, "Does not read as its original")
        annotate("warning", message, title=title, file=_file(target, change))
    _append("GITHUB_STEP_SUMMARY", _summary(reports, titles, errors))
    _append(
        "GITHUB_OUTPUT",
        "".join(
            _output(name, value) for name, value in {**_outputs(reports), "report": str(page or "")}.items()
        ),
    )


def artifacts_url() -> str:
    """The address of this run's artifacts, "" outside a run; it works once the run has ended.

    Source: https://docs.github.com/actions/reference/workflows-and-actions/variables
    """
    server, repository, run = (
        os.environ.get(f"GITHUB_{name}", "") for name in ("SERVER_URL", "REPOSITORY", "RUN_ID")
    )
    return f"{server}/{repository}/actions/runs/{run}#artifacts" if server and repository and run else ""


def _is_notable(change: Change) -> bool:
    return change.kind.value in TITLES or (bool(change.post.losses) and change.kind.value != "unchanged")


def _file(target: Path, change: Change) -> str:
    """The post's path in the repository that the job works on."""
    workspace = Path(os.environ.get("GITHUB_WORKSPACE", ".")).resolve()
    path = target.resolve() / change.post.path
    return path.relative_to(workspace).as_posix() if path.is_relative_to(workspace) else str(change.post.path)


def _summary(reports: Sequence[Report], titles: Mapping[str, str], errors: Sequence[str]) -> str:
    from syndicate.writer.messages import inert, pull_request_text

    # After a word of its own, nothing of an error begins a heading or a list.
    parts = [f"> Not synced: {inert(error)}\n" for error in errors]
    for report in reports:
        told = tuple(change for change in report.changes if change.kind.value not in UNTOLD)
        text = pull_request_text([replace(report, changes=told)], titles, first="")
        parts.append(f"### {inert(text.title)}\n\n{text.body}\n")
    return "\n".join(parts).encode()[:MAX_SUMMARY].decode(errors="ignore")


def _outputs(reports: Sequence[Report]) -> dict[str, str]:
    changes = [change for report in reports for change in report.changes]
    kinds = [change.kind.value for change in changes]
    pull_request = next((report.pull_request for report in reports if report.pull_request), "")
    counts = {
        "added": kinds.count("added"),
        "updated": kinds.count("updated") + kinds.count("merged"),
        "unchanged": kinds.count("unchanged"),
        "conflicts": kinds.count("conflict"),
        "failed": sum(len(report.failures) for report in reports) + kinds.count("doubted"),
        "lossy": sum(bool(change.post.losses) for change in changes),
    }
    return {
        **{name: str(count) for name, count in counts.items()},
        "pull-request-number": pull_request.rpartition("/")[2],
        "pull-request-url": pull_request,
        "commit": next((report.commit for report in reports if report.commit), ""),
    }


def _output(name: str, value: str) -> str:
    """An output with a random delimiter, so that a value from an origin cannot end it early."""
    end = f"end-{secrets.token_hex(16)}"
    return f"{name}<<{end}\n{value}\n{end}\n"


def _append(variable: str, text: str) -> None:
    if file := os.environ.get(variable):
        with Path(file).open("a", encoding="utf-8") as stream:
            stream.write(text)


def annotate(kind: str, message: str, **properties: str) -> None:
    """Show an annotation on the run's page; on standard error, since standard output may be data for a program."""
    properties_text = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
    print_data(f"::{kind} {properties_text}::{escape(printable(message))}\n", err=True)


def escape(text: str) -> str:
    """Text as the toolkit escapes it: github.com/actions/toolkit, packages/core/src/command.ts."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return escape(printable(text)).replace(":", "%3A").replace(",", "%2C")
