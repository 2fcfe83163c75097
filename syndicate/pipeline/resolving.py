"""The end of conflicts, as a person says; what is written over can be had back."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from syndicate import config as configs
from syndicate.addresses import identity
from syndicate.errors import TargetError
from syndicate.fetcher.folders import cache_folder
from syndicate.fetcher.run_cache import RunCache
from syndicate.merging import as_written
from syndicate.merging.markers import marker_clashes
from syndicate.merging.resolution import plan_resolution
from syndicate.models import Report
from syndicate.pipeline.inventory import Inventory
from syndicate.pipeline.reading import today
from syndicate.writer.target import Target

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from syndicate.merging import Reads
    from syndicate.models import Change, Record


def resolve(
    target: Path, address: str, how: Literal["ours", "theirs", "merge"], places: Collection[str] = ()
) -> Report:
    """The end of a conflict between an edit and a change at the origin, or of conflict markers in a post.

    Args:
        target: the folder of the site.
        address: of the original, or the path of its post.
        how: keep the post, take what the original reads, or write both with conflict markers.
        places: only these of what clashes; see `plan_resolution`.

    Raises:
        TargetError: no post of this address is in conflict, or there is no such place.
    """
    conflicts: list[str] = []
    for name in Target.open(target, "").sources():
        site = Target.open(target, name)
        with site.locked(cache_folder()):
            for record in site.records():
                if not _is_in_conflict(site, record):
                    continue
                if is_meant(record, address):
                    before = site.read(record.path)
                    change = plan_resolution(record, before, how, today(), places, _reads(site))
                    note = keep_earlier(site, change)
                    site.apply(change)
                    return Report(name, (change,), warnings=note)
                conflicts.append(record.address)
    if not conflicts:
        raise TargetError("there is no conflict, here or in any other post", address)
    raise TargetError(f"this is not in conflict; in conflict are: {', '.join(conflicts)}", address)


def is_meant(record: Record, address: str) -> bool:
    """Whether an address, present or former, or the path of a post means this record."""
    known = map(identity, (record.address, *record.formerly))
    return address == str(record.path) or ("://" in address and identity(address) in known)


def keep_earlier(site: Target, change: Change) -> tuple[str, ...]:
    """Make sure that the text that a change writes over can be had back.

    Args:
        site: the target.
        change: not carried out yet.

    Returns:
        Where it is: in git's last commit, else in a file beside the state that is written now; nothing where the
        text stays.
    """
    from syndicate.writer.git.history import text_at

    if change.after == change.before or not change.before:
        return ()
    path = change.post.path
    try:
        if text_at(site.root, path).rstrip("\n") == change.before.replace("\r\n", "\n").rstrip("\n"):
            return (f"{path}: as it was, it is in git's last commit: git restore {path}",)
    except (TargetError, UnicodeDecodeError):
        pass  # no repository, or a post that was never committed
    kept = site.keep_text(change.record.address, change.before)
    return (f"{path}: as it was, it is kept in {kept}; delete that when you do not need it",)


def _is_in_conflict(site: Target, record: Record) -> bool:
    return bool(record.theirs) or bool(marker_clashes(site.read(record.path), record.base))


def _reads(site: Target) -> Reads:
    """What a person reads in some Markdown, in the dialect of the last run on this machine."""
    run_cache = RunCache(cache_folder(), site.root, keep=False)
    try:
        config = configs.from_json(run_cache.note(site.name, "config"))
    except ValueError:
        return as_written
    finally:
        run_cache.close()
    return Inventory(replace(site), config, lambda _: {}).reads
