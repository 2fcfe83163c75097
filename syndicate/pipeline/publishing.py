"""What a run wrote, brought into git: committed, on a branch of its own if need be, pushed, proposed in a pull request."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

import msgspec

from syndicate.config import SERVICES
from syndicate.errors import TargetError
from syndicate.pipeline.committing import Publishing, commit, unfinished_edits

__all__ = ["Publishing", "notify", "posts_folder", "publish"]

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from syndicate.config import Config
    from syndicate.models import Report
    from syndicate.writer.git.repository import Repository


def publish(config: Config, target: Path, publishing: Publishing, run: Callable[[Path], Report]) -> Report:
    """A run, and its files brought into git.

    Args:
        config: the source's.
        target: the folder of the site, in a git repository.
        publishing: what git does.
        run: writes into the folder that it is given.

    Raises:
        TargetError: git or GitHub refuse; what was written stays.
    """
    if not publishing:
        return _with_other_repositories(run(target), target)
    git = msgspec.structs.replace(
        config.git,
        message=publishing.message or config.git.message,
        labels=list(publishing.labels) or config.git.labels,
    )
    config = msgspec.structs.replace(config, git=git)
    # What few runs need is not worth the start of every other.
    from syndicate.writer.git.repository import Repository

    repository = Repository.of(target, config.git.author)
    if not publishing.branch and not publishing.pull_request:
        repository.check(posts_folder(config))
        unfinished = unfinished_edits(config, repository) if publishing.leaves_edits(config) else {}
        report = commit(config, repository, run(target), unfinished)
        return _pushed(report, repository) if publishing.push else report
    branch = publishing.branch or f"syndicate/{config.source.name}"
    if not publishing.pull_request:
        return _on_branch(config, repository, replace(publishing, branch=branch), run)
    from syndicate.pipeline.proposing import propose

    return propose(config, repository, replace(publishing, branch=branch), run)


def _with_other_repositories(report: Report, target: Path) -> Report:
    """The report of a run without git, with a line where its posts lie in another repository than their state."""
    folders = {folder for path in report.written for folder in path.parents[:-1]}
    notes = [
        f"{folder}: this is a submodule, or another repository inside this one, and the state of its posts lies outside "
        f"of it, in .syndicate; commit both, or name it as the target: --target {folder}"
        for folder in sorted(folders)
        if (target / folder / ".git").exists()
    ]
    return replace(report, warnings=(*report.warnings, *notes))


def notify(config: Config, report: Report) -> Report:
    """The report of a run, once the config's webhook has its summary; where that fails, with a warning."""
    if not config.notify.webhook:
        return report
    from syndicate.writer import webhook

    summary = webhook.summary(report, config.source.title)
    try:
        if summary:
            service = SERVICES[config.notify.service]
            webhook.post(webhook.address_of(config.notify.webhook), webhook.payload(summary, service))
    except TargetError as error:
        return replace(report, warnings=(*report.warnings, f"nobody was told: {error}"))
    return report


def _on_branch(
    config: Config, repository: Repository, publishing: Publishing, run: Callable[[Path], Report]
) -> Report:
    with repository.branch(publishing.branch, publishing.base) as checkout:
        report = commit(config, checkout.repository, run(checkout.target), {})
        report = replace(report, warnings=(*report.warnings, *checkout.warnings))
    return _pushed(report, repository, publishing.branch) if publishing.push else report


def _pushed(report: Report, repository: Repository, branch: str = "") -> Report:
    """The report of a run whose commit is at the remote."""
    try:
        repository.push(branch)
    except TargetError as error:
        error.report = report
        raise
    return report


def posts_folder(config: Config) -> PurePosixPath:
    """The folder of a source's posts: what its template's path has before the first field."""
    return PurePosixPath(config.post.path.partition("{")[0].rpartition("/")[0])
