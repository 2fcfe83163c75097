"""What a commit holds: each article's state and its post together, as they stand in the work tree."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from syndicate.errors import TargetError
from syndicate.merging import front_matter_of
from syndicate.merging.markers import marker_clashes
from syndicate.models import Change, Kind, Post
from syndicate.writer.git.history import text_at
from syndicate.writer.state_text import load
from syndicate.writer.target import Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from syndicate.config import Config
    from syndicate.models import Clash, Record, Report
    from syndicate.writer.git.repository import Repository

WRITTEN = {Kind.ADD, Kind.UPDATE, Kind.MERGE, Kind.ADOPT, Kind.RESOLVE}
"""The kinds of changes that a commit's message counts as they are."""

_DECISIONS = {
    "deleted": "a person took it away; it stays so",
    "ignored": "a person wants it never again",
    "forgotten": "forgotten with its post",
}
"""What is said of an article without a post, by the decision about it."""


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

    `record` is its record, of the last commit where the work tree has none any more. `files` are its state and its
    pictures, the earlier ones too, and its posts: where it is, and where it was. `was` is its record in the last
    commit, where that is another one. `is_forgotten` says that it was taken out of the state.
    """

    record: Record
    files: frozenset[PurePosixPath]
    was: Record | None = None
    is_forgotten: bool = False


def commit(
    config: Config, repository: Repository, report: Report, unfinished: Mapping[PurePosixPath, str]
) -> Report:
    """The report with the commit of what its run wrote, and of all else of its source that is not committed yet.

    A post with conflict markers in it is left out, together with its state, and the report says so.

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
    holdings += _forgotten(target, repository, frozenset().union(*(holding.files for holding in holdings)))
    changed = repository.uncommitted({path for holding in holdings for path in holding.files})
    holdings = [holding for holding in holdings if holding.files & changed]
    unfinished = _marked(target, holdings) | dict(unfinished)
    left = [holding for holding in holdings if holding.record.path in unfinished]
    held = [holding for holding in holdings if holding not in left]
    # A picture of both is committed: what is left out is only what nothing else needs.
    paths = report.written - frozenset().union(*(holding.files for holding in left))
    paths |= frozenset().union(*(holding.files & changed for holding in held))
    contents = replace(report, changes=tuple(_contents(config, held, report, repository, target)))
    message = commit_message(config.git.message, [contents], {config.source.name: config.source.title})
    notes = tuple(
        f"{each.record.path}: {unfinished[each.record.path]}" for each in left if unfinished[each.record.path]
    )
    report = replace(report, warnings=(*report.warnings, *notes))
    return replace(report, commit=repository.commit(paths, message))


def _marked(target: Target, holdings: Iterable[Holding]) -> dict[PurePosixPath, str]:
    """The posts that have conflict markers in them, with what to do: committed so, they would be published so."""
    found = {}
    for holding in holdings:
        record = holding.record
        clashes = () if holding.is_forgotten else _markers(target, record)
        if clashes:
            lines = ", ".join(clash.where.rpartition(", ")[2] for clash in clashes)
            found[record.path] = (
                f"conflict markers are in it, {lines}; left out of the commit, and so is its state: take them out, or "
                f"take a side by syndicate resolve {record.path} --ours or --theirs, then run this again"
            )
    return found


def _markers(target: Target, record: Record) -> tuple[Clash, ...]:
    try:
        return marker_clashes(target.read(record.path), record.base, record.theirs)
    except TargetError:
        return ()  # no text, which the run has said


def unfinished_edits(config: Config, repository: Repository) -> dict[PurePosixPath, str]:
    """The posts with edits that are not committed, which a commit is to leave out.

    Args:
        config: the source's.
        repository: of the target, before the run.
    """
    target = Target.open(repository.target, config.source.name)
    records = target.all_records()
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
    for record in target.all_records():
        files = {target.state_file(address) for address in (record.address, *record.formerly)}
        files |= {file.with_suffix(".theirs") for file in files}
        before = [committed[address] for address in _addresses(record) if address in committed]
        # A post that is not brought any more is the person's, but for what was moved before they said so.
        is_theirs = record.decision == "ignored" and all(was.path == record.path for was in before)
        for each in before if is_theirs else (record, *before):
            files |= {each.path, *each.pictures} if each.decision != "ignored" or not is_theirs else set()
        yield Holding(record, frozenset(files), before[0] if before else None)


def _addresses(record: Record) -> tuple[str, ...]:
    return record.address, *record.formerly


def _committed_records(target: Target, repository: Repository) -> dict[str, Record]:
    """The records of the last commit that differ from those in the work tree, by address."""
    committed = map(partial(record_at, target), repository.uncommitted(_state_files(target, repository)))
    return {record.address: record for record in committed if record}


def _state_files(target: Target, repository: Repository) -> set[PurePosixPath]:
    """The files of the state, of the work tree and of the last commit."""
    top = PurePosixPath(target.root.relative_to(repository.root).as_posix())
    folder = top / target.state_file("").parent
    names = map(PurePosixPath, repository.history.files())
    return {name.relative_to(top) for name in names if name.is_relative_to(folder)} | {*target.state_files()}


def _forgotten(target: Target, repository: Repository, known: frozenset[PurePosixPath]) -> Iterator[Holding]:
    """What the last commit has and was taken out of the state: that, and what was removed with it."""
    for path in sorted(_state_files(target, repository) - known):
        if target.has(path) or path.suffix != ".post" or (record := record_at(target, path)) is None:
            continue
        gone = {each for each in (record.path, *record.pictures) if not target.has(each)}
        yield Holding(
            record, frozenset({path, path.with_suffix(".theirs"), *gone}), record, is_forgotten=True
        )


def record_at(target: Target, path: PurePosixPath, commit: str = "HEAD") -> Record | None:
    """The record that a commit has in a file; None where it has none, or a broken one."""
    try:
        return load(text_at(target.root, path, commit))
    except (TargetError, ValueError):
        return None


def _contents(
    config: Config, held: list[Holding], report: Report, repository: Repository, target: Target
) -> Iterator[Change]:
    """What a commit changes, an article each: what the run did, and what was not committed from before."""
    done = {change.record.address: change for change in report.changes}
    known = repository.history.files()
    for holding in held:
        record, change = holding.record, done.get(holding.record.address)
        if change is not None and change.kind in WRITTEN:
            yield change
            continue
        places = {record.path, (holding.was or record).path}
        is_new = known.isdisjoint(map(repository.name, places))
        told = change_since(config, holding, target)
        if told.kind is Kind.UNCHANGED and change is not None:
            told = change_of(holding, change.kind, change.reason)
        if is_new and not holding.is_forgotten:
            # A post that the last commit does not have was not removed by this one.
            told = change_of(holding, Kind.ADD if target.has(record.path) else Kind.UNCHANGED)
        yield told


def change_of(holding: Holding, kind: Kind, reason: str = "") -> Change:
    """What is said of an article that a commit holds."""
    record = holding.record
    title = front_matter_of(record.base or (holding.was or record).base).get("title")
    post = Post(
        record.address, record.path, record.base, str(title or record.path.stem), losses=record.losses
    )
    return Change(kind, post, record, reason, after=record.base)


def change_since(config: Config, holding: Holding, target: Target) -> Change:
    """What happened to an article since the last commit, by its records; unchanged where they do not say.

    Args:
        config: the source's.
        holding: of the article.
        target: as it is now.
    """
    return change_of(holding, *_happened(config, holding, target))


def _happened(config: Config, holding: Holding, target: Target) -> tuple[Kind, str]:
    record, was = holding.record, holding.was or holding.record
    decision = "forgotten" if holding.is_forgotten else record.decision
    if decision:
        is_news = holding.was is None or holding.is_forgotten or was.decision != decision
        return _decided(decision, is_there=target.has(record.path)) if is_news else (Kind.UNCHANGED, "")
    if not target.has(record.path):
        return _decided("deleted", is_there=False)
    if record.theirs:
        return Kind.CONFLICT, ""
    if was.theirs:
        return Kind.RESOLVE, ""
    if record.missing.misses > was.missing.misses:
        if record.missing.misses >= config.source.gone_after:
            return Kind.GONE, f"gone at the origin: {record.missing.why}"
        return Kind.MISSING, record.missing.why
    is_edited = not target.reads(record.path, record.base)
    moved = f"from {was.path}" if record.path != was.path else ""
    # The links of a post that is moved change with it.
    if record.base != was.base and not (moved and record.source == was.source):
        return Kind.MERGE if is_edited else Kind.UPDATE, moved and f"moved {moved}"
    if moved:
        return Kind.MOVE, moved
    if record.pictures != was.pictures:
        return Kind.UPDATE, ""
    return Kind.EDITED if is_edited and holding.was is None else Kind.UNCHANGED, ""


def _decided(decision: str, *, is_there: bool) -> tuple[Kind, str]:
    """What a person decided about an article."""
    if is_there:
        return (
            Kind.FORGET,
            "never brought again; its post stays" if decision == "ignored" else "its post stays",
        )
    return Kind.DELETED, _DECISIONS[decision]
