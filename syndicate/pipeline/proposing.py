"""Pull requests, and what people decided about them: what was declined is not proposed again, and nothing is pushed over."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from itertools import count
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from syndicate.errors import TargetError
from syndicate.models import Kind
from syndicate.pipeline.committing import Holding, change_of, change_since, commit, record_at
from syndicate.writer.git.history import text_at
from syndicate.writer.state_text import load
from syndicate.writer.target import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from pathlib import Path

    from syndicate.config import Config
    from syndicate.models import Change, Record, Report
    from syndicate.pipeline.committing import Publishing
    from syndicate.writer.git.repository import Checkout, Repository
    from syndicate.writer.github import GitHub, PullRequest

MOST_CLOSED = 20
"""So many closed pull requests of a branch are looked at, the newest first."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Where a run is proposed.

    `branch` starts at `base` where it is `new`, and goes on otherwise. `closed` are the pull requests that were
    closed without a merge, each with the branch that it had. `is_open` says whether one is open.
    """

    branch: str
    base: str
    new: bool = False
    is_open: bool = False
    closed: tuple[tuple[str, PullRequest], ...] = ()


def propose(
    config: Config, repository: Repository, publishing: Publishing, run: Callable[[Path], Report]
) -> Report:
    """The run on a branch with one open pull request, which later runs update.

    Args:
        config: the source's.
        repository: of the target.
        publishing: what git does; its branch is given.
        run: writes into the folder that it is given.

    Raises:
        TargetError: git or GitHub refuse.
    """
    from syndicate.writer.github import GitHub
    from syndicate.writer.messages import introduction, pull_request_text

    github = GitHub.from_environment(os.environ, repository.remote_url())
    _check_base(repository, publishing.base or repository.current_branch())
    proposal = _proposal(github, repository, publishing)
    with repository.branch(proposal.branch, proposal.base, restart=proposal.new) as checkout:
        declined = _declined(config, checkout, proposal.closed)
        report = run(checkout.target)
        left = _still_declined(config, checkout, declined)
        report = commit(config, checkout.repository, report, dict.fromkeys((path for path, _ in left), ""))
        report = replace(report, warnings=(*report.warnings, *checkout.warnings, *_notes(left)))
        report = replace(report, changes=tuple(c for c in report.changes if c.post.path not in dict(left)))
        whole = _since(config, checkout, report)
        is_in_base = not checkout.repository.differs(checkout.base, "HEAD")
    if is_in_base and not proposal.is_open:
        return report  # a conflict alone, which the base has too, is nothing to propose
    if report.commit or not proposal.is_open:
        repository.push(proposal.branch, replaces=checkout.replaces)
    text = introduction(publishing.review, [pull.url for _, pull in left])
    title, body = pull_request_text([whole], {config.source.name: config.source.title}, text)
    base = publishing.base or repository.current_branch()
    pull = github.create(proposal.branch, base, title, body, config.git.labels)
    return replace(report, pull_request=pull.url)


def _check_base(repository: Repository, base: str) -> None:
    """Raise TargetError where the branch to propose to is here alone: before anything is fetched, written or pushed."""
    history = repository.history
    if base and history.commit(f"refs/heads/{base}") and history.remote() and not history.tips(base):
        message = (
            f"this branch is not at the remote, so nothing can be proposed to it; push it (git push -u {history.remote()} "
            f"{base}), or name the branch to propose to by --base"
        )
        raise TargetError(message, base)


def _proposal(github: GitHub, repository: Repository, publishing: Publishing) -> Proposal:
    """The branch of the open pull request, or one on which nothing of anybody's would be pushed over."""
    first, base = publishing.branch, repository.start_of(publishing.base)
    names: list[tuple[str, tuple[PullRequest, ...]]] = []
    for n in count(1):
        name = first if n == 1 else f"{first}-{n}"
        pulls = github.pull_requests(name)
        names.append((name, pulls))
        if not pulls:
            break
    closed = tuple(
        (name, pull) for name, pulls in names for pull in pulls if not (pull.is_merged or pull.is_open)
    )
    for name, pulls in names:
        if any(pull.is_open for pull in pulls):
            return Proposal(name, base, is_open=True, closed=closed)
    for name, pulls in names:
        if pulls and repository.is_over(name, base):
            return Proposal(name, base, new=True, closed=closed)
    return Proposal(names[-1][0], base, closed=closed)


def _declined(
    config: Config, checkout: Checkout, closed: Iterable[tuple[str, PullRequest]]
) -> dict[str, tuple[str, PullRequest]]:
    """What was declined: for each address the text of its post, and the pull request."""
    found: dict[str, tuple[str, PullRequest]] = {}
    repository = checkout.repository
    folder = Target.open(checkout.target, config.source.name).state_file("").parent
    top = PurePosixPath(checkout.target.relative_to(repository.root).as_posix())
    for name, pull in list(closed)[:MOST_CLOSED]:
        tip = repository.history.tip_of_pull(name, pull.number)
        for file in repository.differs(checkout.base, tip) if tip else ():
            path = PurePosixPath(file)
            if path.is_relative_to(top / folder) and path.suffix == ".post":
                try:
                    record = load(text_at(checkout.target, path.relative_to(top), tip))
                except (TargetError, ValueError):
                    continue  # taken away there
                found.setdefault(record.address, (record.base, pull))
    return found


def _still_declined(
    config: Config, checkout: Checkout, declined: Mapping[str, tuple[str, PullRequest]]
) -> list[tuple[PurePosixPath, PullRequest]]:
    """The posts that are as they were declined, and not in the base."""
    if not declined:
        return []
    target = Target.open(checkout.target, config.source.name)
    records: list[Record] = [record for record in target.records() if record.address in declined]
    changed = checkout.repository.uncommitted({target.state_file(record.address) for record in records})
    return [
        (record.path, declined[record.address][1])
        for record in records
        if target.state_file(record.address) in changed and record.base == declined[record.address][0]
    ]


def _notes(left: list[tuple[PurePosixPath, PullRequest]]) -> list[str]:
    """A line for each pull request that was closed."""
    urls = [pull.url for _, pull in left]
    return [
        f"{url}: was closed, so what it proposed is not proposed again (posts: {urls.count(url)}); reopen it to take them after all"
        for url in dict.fromkeys(urls)
    ]


def _since(config: Config, checkout: Checkout, report: Report) -> Report:
    """All that the branch has beyond its base, as the report of one run."""
    target = Target.open(checkout.target, report.source)
    changes = list(_changes_since(config, checkout, target))
    unresolved = [
        _titled(change, target)
        for change in report.changes
        if change.kind in (Kind.CONFLICT, Kind.DOUBTED, Kind.GONE)
    ]
    known = {change.post.address for change in unresolved}
    changes = [change for change in changes if change.post.address not in known]
    return replace(report, changes=(*changes, *unresolved))


def _titled(change: Change, target: Target) -> Change:
    """A change with the title that the state has, where the run did not read the article."""
    if change.post.title:
        return change
    known = change_of(Holding(target.record(change.record.address), frozenset()), change.kind)
    return replace(change, post=replace(change.post, title=known.post.title))


def _changes_since(config: Config, checkout: Checkout, target: Target) -> Iterator[Change]:
    """What the branch's state says otherwise than its base's, an article each."""
    records = {target.state_file(record.address): record for record in target.records()}
    moved = {target.state_file(former) for record in records.values() for former in record.formerly}
    folder = target.state_file("").parent
    top = PurePosixPath(checkout.target.relative_to(checkout.repository.root).as_posix())
    for name in sorted(checkout.repository.differs(checkout.base, "HEAD")):
        path = PurePosixPath(name)
        if not path.is_relative_to(top / folder) or path.suffix != ".post":
            continue
        path = path.relative_to(top)
        was = record_at(target, path, checkout.base)
        if (record := records.get(path)) is not None:
            yield _change_since(config, checkout, target, record, was)
        elif was is not None and path not in moved:
            yield change_since(config, Holding(was, frozenset(), was, is_forgotten=True), target)


def _change_since(
    config: Config, checkout: Checkout, target: Target, record: Record, was: Record | None
) -> Change:
    earlier = (record_at(target, target.state_file(each), checkout.base) for each in record.formerly)
    holding = Holding(record, frozenset(), was or next(filter(None, earlier), None))
    place = (holding.was or record).path
    is_there = checkout.repository.history.has(checkout.base, checkout.repository.name(place))
    if not (is_there or target.has(record.path)):
        return change_of(holding, Kind.UNCHANGED)
    if holding.was is not None or record.decision:
        return change_since(config, holding, target)
    return change_of(holding, Kind.ADOPT if is_there else Kind.ADD)
