"""What a commit holds: each article's state and its post together, as they stand in the work tree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from syndicate.errors import TargetError
from syndicate.merging import front_matter_of
from syndicate.models import Change, Kind, Post
from syndicate.writer.git.history import text_at
from syndicate.writer.state import load
from syndicate.writer.target import Target

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from syndicate.config import Config
    from syndicate.models import Record, Report
    from syndicate.writer.git.repository import Repository

WRITTEN = {Kind.ADD, Kind.UPDATE, Kind.MERGE, Kind.ADOPT, Kind.RESOLVE}
"""The kinds of changes that a commit's message counts as they are."""


@dataclass(frozen=True, slots=True)
class Publishing:
    """What git does with a run. `branch` "" is the one that is checked out, `base` "" where a new one starts from there.

    `message` and `labels` are instead of the config's. `review` is the address at which the page about the run will
    be, "" where nowhere.

    With `leave_edits` a post that a person has edited and not committed is left out, together with its state.

    A branch and a push ask for a commit too, a pull request for all of them.
    """

    commit: bool = False
    branch: str = ""
    base: str = ""
    push: bool = False
    pull_request: bool = False
    message: str = ""
    labels: tuple[str, ...] = ()
    review: str = ""
    leave_edits: bool = False

    def leaves_edits(self, config: Config) -> bool:
        """Whether edits that are not committed are left so; the config may say that too."""
        return self.leave_edits or config.git.edits == "leave"

    def __bool__(self) -> bool:
        return self.commit or bool(self.branch) or self.push or self.pull_request


@dataclass(frozen=True, slots=True)
class Holding:
    """One article's files in the target, which a commit takes together or not at all.

    `files` are its state and its pictures, the earlier ones too, and its posts: where it is, and where it was.
    """

    record: Record
    files: frozenset[PurePosixPath]


def commit(
    config: Config, repository: Repository, report: Report, unfinished: Mapping[PurePosixPath, str]
) -> Report:
    """The report with the commit of what its run wrote, and of all else of its source that is not committed yet.

    Args:
        config: the source's.
        repository: of the target.
        report: of the run.
        unfinished: the posts that are to be left out, with why; see `unfinished_edits`.

    Raises:
        TargetError: git refuses.
    """
    from syndicate.writer.messages import commit_message

    target = Target.open(repository.target, config.source.name)
    holdings = list(_holdings(target, repository))
    changed = repository.uncommitted({path for holding in holdings for path in holding.files})
    left = [holding for holding in holdings if holding.record.path in unfinished and holding.files & changed]
    held = [holding for holding in holdings if holding not in left and holding.files & changed]
    paths = frozenset().union(*(holding.files & changed for holding in held), report.written)
    paths |= repository.uncommitted(set(_forgotten(target, repository)))
    paths -= frozenset().union(*(holding.files for holding in left))
    contents = replace(report, changes=tuple(_contents(held, report, repository)))
    message = commit_message(config.git.message, [contents], {config.source.name: config.source.title})
    notes = tuple(
        f"{each.record.path}: {unfinished[each.record.path]}" for each in left if unfinished[each.record.path]
    )
    report = replace(report, warnings=(*report.warnings, *notes))
    return replace(report, commit=repository.commit(paths, message))


def unfinished_edits(config: Config, repository: Repository) -> dict[PurePosixPath, str]:
    """The posts with edits that are not committed, which a commit is to leave out.

    Args:
        config: the source's.
        repository: of the target, before the run.
    """
    target = Target.open(repository.target, config.source.name)
    records = list(target.records())
    changed = repository.uncommitted({record.path for record in records})
    why = "edited here and not committed; left out of the commit, and so is its state"
    return {
        record.path: why
        for record in records
        if record.path in changed and not target.reads(record.path, record.base)
    }


def _holdings(target: Target, repository: Repository) -> Iterator[Holding]:
    """Each article's files, those that the last commit has of it included."""
    committed = _committed_records(target, repository)
    for record in target.records():
        files = {target.state_file(address) for address in (record.address, *record.formerly)}
        files |= {file.with_suffix(".theirs") for file in files}
        for each in (record, *(committed[address] for address in _addresses(record) if address in committed)):
            files |= {each.path, *each.pictures} if each.decision != "ignored" else set()
        yield Holding(record, frozenset(files))


def _addresses(record: Record) -> tuple[str, ...]:
    return record.address, *record.formerly


def _committed_records(target: Target, repository: Repository) -> dict[str, Record]:
    """The records of the last commit that differ from those in the work tree, by address."""
    found = {}
    for path in repository.uncommitted(target.state_files()):
        try:
            record = load(text_at(target.root, path))
        except (TargetError, ValueError):
            continue  # new, or broken there
        found[record.address] = record
    return found


def _forgotten(target: Target, repository: Repository) -> Iterator[PurePosixPath]:
    """The files of the last commit of what was taken out of the state: that, and what was removed with it."""
    top = PurePosixPath(target.root.relative_to(repository.root).as_posix())
    folder = target.state_file("").parent
    for name in map(PurePosixPath, repository.history.files()):
        path = name.relative_to(top) if name.is_relative_to(top / folder) else None
        if path is None or target.has(path):
            continue
        yield path
        if path.suffix == ".post":
            record = _record_at(target, path)
            for each in (record.path, *record.pictures) if record else ():
                if not target.has(each):
                    yield each


def _record_at(target: Target, path: PurePosixPath) -> Record | None:
    try:
        return load(text_at(target.root, path))
    except (TargetError, ValueError):
        return None  # broken there


def _contents(held: list[Holding], report: Report, repository: Repository) -> Iterator[Change]:
    """What a commit changes, an article each: what the run did, and what was not committed from before."""
    done = {change.record.address: change for change in report.changes if change.kind in WRITTEN}
    known = repository.history.files()
    for holding in held:
        record = holding.record
        if record.address in done:
            yield done.pop(record.address)
            continue
        kind = Kind.UPDATE if repository.name(record.path) in known else Kind.ADD
        title = str(front_matter_of(record.base).get("title") or record.path.stem)
        yield Change(kind, Post(record.address, record.path, record.base, title), record)
    yield from (change for change in report.changes if change.kind not in WRITTEN)
