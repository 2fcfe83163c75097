"""What can be run: sync, import, status, check, review, rewrite; each goes through the stages in their order.

    feed, sitemap --fetcher--> bytes --parser--> Entry
    Entry.address --fetcher--> Page  --parser--> Article --converter--> Post
    its pictures  --fetcher--> Page  --parser--> Picture --converter--> Asset
    Post, and what the target holds --planner--> Change --writer--> the target

One failed article never stops the others. What is Syndicate's own fault is reported with its traceback.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import msgspec

from syndicate import config as configs
from syndicate.addresses import host_of, identity
from syndicate.errors import ConfigError, ParseError, SourceError, TargetError
from syndicate.fetcher import wayback
from syndicate.fetcher.local import PAGES
from syndicate.fetcher.mirrors import to_mirror
from syndicate.fetcher.run_cache import RunCache
from syndicate.models import Failure, Report, Thumbnail
from syndicate.pipeline.catalogue import Catalogue
from syndicate.pipeline.continuity import Continuity
from syndicate.pipeline.options import Options
from syndicate.pipeline.publishing import notify, publish
from syndicate.pipeline.resolving import resolve
from syndicate.pipeline.run import fetcher_of, open_run
from syndicate.planner import digest
from syndicate.writer.target import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import PurePosixPath

    from syndicate.config import Config
    from syndicate.models import Page

__all__ = [
    "Options",
    "before_last_change",
    "check",
    "import_all",
    "import_named",
    "prefetched_feeds",
    "remembered_configs",
    "resolve",
    "review",
    "rewrite",
    "status",
    "sync",
]


AHEAD = 8
"""The feeds of so many sources are fetched while one is synced."""


def prefetched_feeds(sources: Sequence[Config], options: Options) -> Iterator[Options]:
    """The options for a run over each of several sources, in their order, with a feed that was fetched while others ran.

    Only from another host than those that are being asked, so that each has one run at a time to answer.

    Args:
        sources: their configs.
        options: for all of them.
    """
    hosts = [_feed_host(config, options) for config in sources]
    pool = ThreadPoolExecutor(AHEAD)
    pending: dict[int, Future[Page]] = {}
    try:
        for n in range(len(sources)):
            for ahead in range(n + 1, min(n + 1 + AHEAD, len(sources))):
                if ahead not in pending and hosts[ahead] not in {hosts[other] for other in (n, *pending)}:
                    pending[ahead] = pool.submit(_feed, sources[ahead], options)
            yield replace(options, feed=pending.pop(n).result) if n in pending else options
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _feed_host(config: Config, options: Options) -> str:
    """The host that is asked for a source's feed."""
    source = config.source
    mirrors = {**source.fetch.mirrors, **options.mirrors}
    return host_of(wayback.ROOT if source.archive else to_mirror(source.feed, mirrors))


def _feed(config: Config, options: Options) -> Page:
    with closing(fetcher_of(config, options)) as fetcher:
        return Catalogue(config, fetcher).fetch_feed()


def sync(config: Config, target: Path, options: Options) -> Report:
    """New and changed articles of the feed, and some older originals fetched again, written into the target.

    Raises:
        SyndicateError: the source cannot be read at all, or the target not written.
    """
    return _run_and_publish(config, target, options, _sync)


def _run_and_publish(
    config: Config, target: Path, options: Options, run: Callable[[Config, Path, Options], Report]
) -> Report:
    """A run, its files brought into git, and its summary sent."""
    done: list[Report] = []

    def recorded(place: Path) -> Report:
        done.append(run(config, place, options))
        return done[-1]

    try:
        report = publish(config, target, options.effective_publishing(), recorded)
    except (SourceError, TargetError) as error:
        error.report = error.report or next(iter(done), None)
        if not options.dry_run:
            failure = Failure(error.address or config.source.feed, error.message)
            notify(config, Report(config.source.name, failures=(failure,)))
        raise
    return report if options.dry_run else notify(config, report)


EMPTY_FEED = "the feed has no entries, though posts have come from it; see in a browser whether that is right"


GAP = (
    "none of the feed's articles was in it at the last sync: older ones may have left it since; "
    "`syndicate import CONFIG --all` brings what is missing"
)


def _sync(config: Config, target: Path, options: Options) -> Report:
    with open_run(config, target, options) as run:
        page = run.catalogue.fetch_feed()
        is_as_before = run.nothing_new()
        entries = () if is_as_before else run.catalogue.feed(page)
        listed = run.selected(entries)
        continuity = Continuity(config, run.run_cache, run.inventory, accept=options.accept)
        misfits = continuity.misfits(entries)
        if isinstance(misfits, Failure):
            run.failures.append(misfits)
        elif misfits:
            run.catalogue.warnings.append(misfits)
        if (other := continuity.other_blog(entries, run.catalogue.title)) is not None:
            run.failures.append(other)
            listed = []
        elif continuity.has_gap(entries):
            run.catalogue.warnings.append(GAP)
        if not entries and not is_as_before and run.inventory.index:
            run.catalogue.warnings.append(EMPTY_FEED)
        report = run.process([*listed, *run.due(listed)])
        run.remember(report)
        return report


def import_named(config: Config, target: Path, what: Collection[str], options: Options) -> Report:
    """The articles that a person named, written into the target; see `sync`.

    Args:
        config: the source's.
        target: the folder of the site.
        what: addresses of articles, feeds and sitemaps; paths of HTML pages, of folders of them, of WARC files.
        options: the run's.
    """
    return _run_and_publish(
        config, target, options, lambda config, place, options: _import_named(config, place, what, options)
    )


def _import_named(config: Config, target: Path, what: Collection[str], options: Options) -> Report:
    from syndicate.pipeline.exports import is_export

    exports = [path for path in what if "://" not in path and is_export(path)]
    if exports:
        return _import_exports(config, target, what, exports, options)
    # Who names an article wants it, whatever the config says of the others.
    config = msgspec.structs.replace(config, source=msgspec.structs.replace(config.source, only=[]))
    paths = {_origin_of(path, config): path for path in what if "://" not in path}
    options = replace(options, recheck=0, mirrors={**options.mirrors, **paths})
    with open_run(config, target, options, [each for each in what if "://" in each]) as run:
        listed = run.catalogue.feed_by_identity()
        entries = [
            entry
            for each in dict.fromkeys((*paths, *(address for address in what if "://" in address)))
            for entry in (run.local_entries(each) if each in paths else run.entries_at(each))
        ]
        return run.process([entry.completed(listed.get(identity(entry.address), entry)) for entry in entries])


def _import_exports(
    config: Config, target: Path, what: Collection[str], exports: Sequence[str], options: Options
) -> Report:
    from syndicate.pipeline.exports import open_export

    if len(exports) < len(what):
        raise ConfigError("an export is imported by itself: name its files, and nothing else", exports[0])
    options = replace(options, recheck=0)
    with closing(open_export(*exports)) as export, open_run(config, target, options) as run:
        return run.process(run.use(export))


def _origin_of(path: str, config: Config) -> str:
    """The address that a path on disk stands for: a page says it itself, a folder or a WARC file is the whole origin's."""
    file = Path(path)
    if file.is_dir() or file.suffix.lower() not in PAGES:
        return urljoin(config.source.feed, "/")
    from syndicate.parser.page.article import own_address

    try:
        return own_address(file.read_bytes())
    except (OSError, ParseError) as error:
        why = error.message if isinstance(error, ParseError) else str(error.strerror)
        raise SourceError(why, path) from error


def import_all(config: Config, target: Path, options: Options) -> Report:
    """Every article of the back catalogue, written into the target; see `sync`.

    One that was stopped within a day goes on: what it had fetched is not asked for again.
    """
    return _run_and_publish(config, target, options, _import_all)


def _import_all(config: Config, target: Path, options: Options) -> Report:
    with open_run(config, target, options, resumable=True) as run:
        entries = run.catalogue.everything()
        is_complete = run.catalogue.is_complete
        rows = run.unlisted(entries) if is_complete else []
        due = run.due(entries, most=len(rows))
        unlisted = frozenset(identity(row.address) for row in rows)
        report = run.process([*run.selected(entries), *due], unlisted)
        run.remember(report)
        run.run_cache.end_import(run.name)
        return replace(report, lists=run.catalogue.counts(run.articles.search))


def status(config: Config, target: Path, options: Options) -> Report:
    """What a sync would do, and how every post that the state knows stands; changes nothing.

    Raises:
        SyndicateError: the source cannot be read at all.
    """
    options = replace(options, dry_run=True)
    report = sync(config, target, options)
    with open_run(config, target, options) as run:
        seen = {identity(change.post.address) for change in report.changes}
        # What is known to be gone is told once by a run, but every time by its status.
        changes = [
            run.for_report(run.unread(run.target.record(change.record.address)))
            if change.record.missing.misses
            else change
            for change in report.changes
        ]
        changes += [
            run.for_report(run.unread(record))
            for record in run.target.records()
            if identity(record.address) not in seen
        ]
        return replace(report, changes=tuple(changes), still_gone=0)


def check(config: Config, target: Path, options: Options) -> Report:
    """Every post that the state knows beside its original, as that reads now; changes nothing.

    Returns:
        A report whose changes hold the pairs that were compared; what a sync would do is their kind.

    Raises:
        SyndicateError: the target cannot be read.
    """
    options = replace(options, dry_run=True, texts=True, compare="standing")
    with open_run(config, target, options) as run:
        return run.process(run.selected(run.state_entries()))


def rewrite(config: Config, target: Path, options: Options) -> Report:
    """Every post whose original is as it was, written as this version writes it, with local edits kept.

    Raises:
        SyndicateError: the target cannot be read or written.
    """
    options = replace(options, rewrite=True, texts=True)
    return _run_and_publish(config, target, options, _rewrite)


def _rewrite(config: Config, target: Path, options: Options) -> Report:
    with open_run(config, target, options) as run:
        return run.process(run.selected(run.state_entries()))


def review(config: Config, target: Path, options: Options) -> Report:
    """What `check` finds, and how those posts stand whose originals cannot be had.

    Raises:
        SyndicateError: the target cannot be read.
    """
    report = check(config, target, options)
    if not report.failures:
        return report
    with open_run(config, target, replace(options, dry_run=True, texts=True)) as run:
        unread = {
            failure: run.unread(record)
            for failure in report.failures
            if not failure.bug and (record := run.inventory.record(failure.address))
        }
    changes = [
        replace(change, reason="; ".join(filter(None, (change.reason, failure.message))))
        for failure, change in unread.items()
    ]
    failures = tuple(failure for failure in report.failures if failure not in unread)
    return replace(report, changes=(*report.changes, *changes), failures=failures)


def thumbnails(target: Path, report: Report) -> dict[PurePosixPath, Thumbnail]:
    """Small pictures of the pictures that lie beside the posts of a review; see `parser.pictures.thumbnails`.

    Args:
        target: the folder of the site.
        report: of a review.
    """
    from syndicate.parser.pictures.thumbnails import thumbnail

    site = Target.open(target, "")
    small: dict[PurePosixPath, Thumbnail] = {}
    records = (change.record for change in report.changes if change.pairs)
    for path, copied in {
        each: copied for record in records for each, copied in record.pictures.items()
    }.items():
        with suppress(ParseError, TargetError):  # then the page names it
            content = site.read_bytes(path)
            small[path] = Thumbnail(thumbnail(content, str(path)), digest(content) == copied)
    return small


def before_last_change(target: Path, report: Report) -> dict[PurePosixPath, str]:
    """What the posts that changed on the latest day of their source read before it, as far as git has that.

    Args:
        target: the folder of the site.
        report: of a review.
    """
    from syndicate.writer.git.history import texts_before

    day = max((change.record.last_changed for change in report.changes), default="")
    changed = [
        change.post.path
        for change in report.changes
        if change.record.first_seen < change.record.last_changed == day
    ]
    return texts_before(target, day, changed) if changed else {}


def committed(target: Path) -> set[str]:
    """The files of a target that git has."""
    from syndicate.writer.git.history import committed_files

    return committed_files(target)


def remembered_configs(target: Path, options: Options) -> list[Config]:
    """The config of each source that a target has posts of, as the last run on this machine had it.

    Raises:
        ConfigError: there was none, or this target has no posts of any source.
    """
    held = Target.open(target, "")
    names = held.sources()
    if not names:
        raise ConfigError(
            "there are no cross-posts here: no folder .syndicate with a source in it", str(target)
        )
    run_cache, found = RunCache(options.cache, held.root, keep=False), []
    with closing(run_cache):
        for name in names:
            try:
                found.append(configs.from_json(run_cache.note(name, "config")))
            except ValueError:
                message = f"no run on this machine was about the source {name}, so name its config"
                raise ConfigError(message, str(target)) from None
    return found
