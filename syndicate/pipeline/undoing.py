"""What a run did, taken back as one, without what a person did since; and what Syndicate is to forget."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from syndicate.errors import TargetError
from syndicate.fetcher.folders import cache_folder
from syndicate.models import Change, Kind, Missing, Post
from syndicate.pipeline.resolving import is_meant, keep_earlier
from syndicate.writer.journal import Step, journal_file, steps
from syndicate.writer.state import FOLDER
from syndicate.writer.state_text import load
from syndicate.writer.target import Target

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path, PurePosixPath

    from syndicate.models import Record


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was taken back or forgotten: `lines` for a person, each with its sign; `notes` say what was left, and why."""

    lines: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def undo(target: Path, commit: str = "", *, dry_run: bool = False) -> Outcome:
    """Take back what the last run on this machine wrote, or what a commit of Syndicate's holds.

    An article that a person has touched since is left as it is, state and post.

    Args:
        target: the folder of the site.
        commit: instead of the last run.
        dry_run: only say what would be taken back.

    Raises:
        TargetError: there is nothing to take back.
    """
    site = Target.open(target, "")
    done = _steps_of_commit(site, commit) if commit else _steps_of_last_run(site)
    if commit and not done:
        raise TargetError(_instead(site), commit)
    if not done:
        message = "no run on this machine has written anything here; name a commit: syndicate undo COMMIT"
        raise TargetError(message, str(target))
    lines, notes = [], []
    with site.locked(cache_folder()):
        for address, own in _by_article(done).items():
            touched = [path for path, step in own.items() if site.content(path) != step.after]
            changed = [step for step in own.values() if step.before != step.after]
            if all(site.content(step.path) == step.before for step in changed):
                continue  # taken back already
            if touched:
                names = ", ".join(map(str, touched))
                where = f"{address}: left" if address else "left"
                notes.append(f"{where} as it is, since this was changed after that run: {names}")
                continue
            for step in changed:
                lines.append(f"{'removed ' if step.before is None else 'restored'}  {step.path}")
                if not dry_run:
                    site.put(step.path, step.before)
    return Outcome(tuple(lines), tuple(notes))


def _by_article(done: Iterable[Step]) -> dict[str, dict[PurePosixPath, Step]]:
    """What became of each file of an article, by its address; articles that had one file, as posts that traded places, are one."""
    leaders: dict[str, str] = {}
    owners: dict[PurePosixPath, str] = {}

    def leader(address: str) -> str:
        while (above := leaders.setdefault(address, address)) != address:
            address = above
        return address

    steps_done = list(done)
    for step in steps_done:
        leaders[leader(step.address)] = leader(owners.setdefault(step.path, step.address))
    found: dict[str, dict[PurePosixPath, Step]] = {}
    for step in steps_done:
        own = found.setdefault(leader(step.address), {})
        first = own.get(step.path)
        own[step.path] = replace(step, before=first.before) if first else step
    return found


def _steps_of_last_run(site: Target) -> list[Step]:
    folder = journal_file(cache_folder(), site.root, "").parent
    files = sorted(folder.glob("*.jsonl"), key=lambda file: file.stat().st_mtime) if folder.is_dir() else []
    return list(steps(files[-1])) if files else []


def _instead(site: Target) -> str:
    """What to name instead of a commit that no run made."""
    from syndicate.writer.git.history import commits_of

    commits = "; ".join(commits_of(site.root, FOLDER))
    return f"this commit holds nothing of Syndicate's; the newest that do: {commits or 'none'}"


def _steps_of_commit(site: Target, commit: str) -> list[Step]:
    from syndicate.writer.git.history import changed_files

    files = changed_files(site.root, commit)
    owners: dict[PurePosixPath, set[str]] = {}
    for path, before, after in files:
        if path.parts[0] == ".syndicate" and path.suffix == ".post":
            for content in filter(None, (before, after)):
                try:
                    record = load(content.decode())
                except ValueError:
                    continue
                for own in (path, record.path, *record.pictures):
                    owners.setdefault(own, set()).add(record.address)
    return [
        Step(address, path, before, after)
        for path, before, after in files
        for address in sorted(owners.get(path, ()))
    ]


def forget(
    target: Path,
    addresses: Collection[str],
    source: str = "",
    *,
    posts: bool = False,
    ignore: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Take articles, or a whole source, out of what Syndicate knows of a target.

    Args:
        target: the folder of the site.
        addresses: of originals, or the paths of posts.
        source: the name of a source, instead of addresses.
        posts: remove the posts too, with their pictures. What git does not have is kept beside the state.
        ignore: never bring the articles again, until they are forgotten once more.
        dry_run: only say what would be done.

    Raises:
        TargetError: nothing here is known by one of these addresses, or by this name.
    """
    lines: list[str] = []
    notes: list[str] = []
    unknown = set(addresses)
    for name in Target.open(target, "").sources():
        if source and name != source:
            continue
        site = Target.open(target, name)
        with site.locked(cache_folder()):
            records = list(site.records())
            meant = [
                record
                for record in records
                if source or any(is_meant(record, address) for address in addresses)
            ]
            unknown -= {address for record in meant for address in addresses if is_meant(record, address)}
            kept = {path for record in records if record not in meant for path in record.pictures}
            for record in meant:
                lines.append(_line(record, posts=posts, ignore=ignore))
                if not dry_run:
                    notes += _forget(site, record, kept, posts=posts, ignore=ignore)
    if unknown or (source and not lines):
        what = ", ".join(sorted(unknown)) or source
        raise TargetError("nothing of this is known here; see syndicate status", what)
    return Outcome(tuple(lines), tuple(notes))


def _line(record: Record, *, posts: bool, ignore: bool) -> str:
    what = "ignored " if ignore else "forgotten"
    return f"{what:9} {record.address}  ({record.path}: {'removed' if posts else 'stays'})"


def _forget(
    site: Target, record: Record, kept: Iterable[PurePosixPath], *, posts: bool, ignore: bool
) -> tuple[str, ...]:
    notes: tuple[str, ...] = ()
    if posts:
        before = site.read(record.path)
        removal = Change(Kind.RESOLVE, Post(record.address, record.path, ""), record, before=before)
        notes = keep_earlier(site, removal)
        for path in {record.path, *record.pictures} - set(kept):
            site.put(path, None)
    if ignore:
        tombstone = replace(
            record, base="", theirs="", permalink="", pictures={}, losses=(), missing=Missing("", 0)
        )
        site.keep(replace(tombstone, decision="ignored"))
    else:
        site.drop(record)
    return notes
