"""One run over one source: its articles through the stages, and what a later run need not do again."""

from __future__ import annotations

import hashlib
import heapq
import logging
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, nullcontext
from dataclasses import replace
from time import time as clock
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from syndicate import config as configs
from syndicate.addresses import identity, mask_secrets
from syndicate.fetcher import Fetcher, FetchOptions
from syndicate.fetcher.folders import cache_folder
from syndicate.fetcher.run_cache import RunCache, Visit
from syndicate.models import Change, Entry, Failure, Kind, Page, Report
from syndicate.pipeline.article import ArticlePipeline, rules_fingerprint, unread_change
from syndicate.pipeline.catalogue import Catalogue
from syndicate.pipeline.holding import WINDOW, Holding
from syndicate.pipeline.inventory import Inventory
from syndicate.pipeline.mending import mend
from syndicate.pipeline.reading import Batch, Item, today
from syndicate.pipeline.selection import day_of, from_the_oldest, may_be_wanted, newest, within
from syndicate.pipeline.trust import Trust
from syndicate.pipeline.writing import WRITERS, Failing, WriteQueue
from syndicate.writer.journal import Journal, journal_file
from syndicate.writer.moves import moves_file, settle
from syndicate.writer.target import Target

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from pathlib import Path, PurePosixPath

    from syndicate.config import Config
    from syndicate.errors import FetchError
    from syndicate.models import IndexRow, Record, Stamp
    from syndicate.pipeline.exports import Export
    from syndicate.pipeline.options import Options

CHECKPOINT = 200
"""After so many articles the run cache is brought up to date, so that a run that is killed keeps what it found out."""

log = logging.getLogger(__name__)

WORTHWHILE = 64
"""So many new articles are made sooner by several processes, though these take a moment to start."""

NO_ENTRY = Entry("")


@contextmanager
def open_run(
    config: Config,
    target: Path,
    options: Options,
    named: Collection[str] = (),
    *,
    resumable: bool = False,
) -> Iterator[Run]:
    """A run over one source, with its target locked unless this is a dry run.

    Args:
        config: the source's.
        target: the folder of the site.
        options: the run's.
        named: addresses that a person named; their hosts need not be public.
        resumable: whether it goes on with a run of its kind that was stopped.

    Raises:
        TargetError: the target cannot be used.
        BusyError: another run holds it.
    """
    site = Target.open(target, config.source.name)
    if not options.dry_run and ".git" not in site.root.parts:
        site = replace(site, journal=Journal(journal_file(options.cache, site.root, site.name)))
    run_cache = RunCache(options.cache, site.root, keep=not options.dry_run)
    began = run_cache.import_start(site.name) if resumable else 0
    with (
        closing(run_cache),
        fetcher_of(config, options, named, began=began) as fetcher,
        nullcontext() if options.dry_run else site.locked(cache_folder()),
    ):
        if not options.dry_run:
            settle(replace(site, journal=None), moves_file(options.cache, site))
        trust = Trust(config, options.mirrors)
        trust.vouch((*named, *run_cache.note(site.name, "hosts").split()))
        inventory = Inventory(site, config, run_cache.index, trust)
        if inventory.warnings and not options.dry_run and (mended := site.mend()):
            warnings = mended
            inventory = Inventory(site, config, run_cache.index, trust)
            inventory.warnings = (*warnings, *inventory.warnings)
        inventory.warnings += mend(inventory, dry_run=options.dry_run)
        yield Run(config, options, run_cache, fetcher, inventory)


class Run:
    """One run over one source: what its steps share.

    `seen` are the visits of this run that the run cache does not have yet, `written` the posts and pictures that the
    run wrote.

    Args:
        config: the source's.
        options: the run's.
        run_cache: what earlier runs found out.
        fetcher: of the source.
        inventory: what the target holds.
    """

    def __init__(
        self, config: Config, options: Options, run_cache: RunCache, fetcher: Fetcher, inventory: Inventory
    ) -> None:
        self.config = config
        self.options = options
        self.run_cache = run_cache
        self.fetcher = fetcher
        self.inventory = inventory
        self.target = inventory.target
        self.name = config.source.name
        self.catalogue = Catalogue(config, fetcher, options.feed)
        self.articles = re.compile(config.source.articles)
        self.visits = run_cache.visits(self.name)
        self.seen: dict[str, Visit] = {}
        self.written: set[PurePosixPath] = set()
        self.export: Export | None = None
        self.failures: list[Failure] = []

    def use(self, export: Export) -> list[Entry]:
        """The entries of an export, whose contents and files this run then uses."""
        self.export = self.fetcher.files = export
        entries = export.entries(self.config, self.options)
        self.catalogue.warnings += export.warnings
        self.inventory.vouch(entry.address for entry in entries)
        self.inventory.names.note_entries(entries)
        self.catalogue.warnings += self.withdrawn(export.left_out)
        return entries

    def withdrawn(self, left_out: Mapping[str, str]) -> Iterator[str]:
        """What is said of posts whose originals an export does not publish any more."""
        for address, why in left_out.items():
            record = self.inventory.own(address)
            if record is not None and why and not record.decision:
                yield f"{record.path}: its original is {why} by now; delete the post, or hide it, if it is not to be public here either"

    def entries_at(self, address: str) -> list[Entry]:
        """The entries that an address on the command line stands for."""
        if self.config.source.articles and self.articles.search(address):
            return [Entry(address)]
        return self.catalogue.listed_at(address)

    def state_entries(self) -> list[Entry]:
        """An entry for each article of the state, with what the feed says of it."""
        listed = self.catalogue.feed_by_identity()
        self.inventory.vouch(entry.address for entry in listed.values())
        own_address = self.inventory.trust.address_of
        return [
            next((listed[each] for each in row.identities if each in listed), Entry(own_address(row)))
            for row in self.inventory.index.values()
        ]

    def local_entries(self, origin: str) -> list[Entry]:
        """The entries of an origin, or of the one article, that lies on disk."""
        if origin != urljoin(self.config.source.feed, "/"):
            return [Entry(origin)]
        return [entry for entry in self.catalogue.local() if self.articles.search(entry.address)]

    def selected(self, entries: Iterable[Entry]) -> list[Entry]:
        """The entries that are articles, each once, within the options' dates and limit."""
        entries = list(entries)
        self.inventory.vouch(entry.address for entry in entries)
        self.inventory.names.note_entries(entries)
        by_key: dict[str, Entry] = {}
        for entry in entries:
            if (
                self.articles.search(entry.address)
                and within(entry.published, self.options.since, self.options.until)
                and (self.inventory.known(entry.address) or may_be_wanted(entry, self.config.only))
            ):
                key = self.inventory.names.keys.exact(entry.address)
                by_key[key] = self.united(by_key[key], entry) if key in by_key else entry
        limit = self.options.limit
        return list(by_key.values()) if limit is None else newest(by_key.values(), limit)

    def united(self, first: Entry, second: Entry) -> Entry:
        """What two entries with one address say; of two articles, the one that has the post, else the first."""
        if not first.is_another_than(second):
            return first.completed(second)
        record = self.inventory.own(first.address)
        is_second = record is not None and record.entry.guid == second.guid
        kept, left = (second, first) if is_second else (first, second)
        self.catalogue.warnings.append(
            f"{mask_secrets(kept.address)}: {kept.title!r} and {left.title!r} have this one address; the latter is left out"
        )
        return kept

    def unlisted(self, listed: Iterable[Entry]) -> list[IndexRow]:
        """The index rows of the state that none of these entries is about."""
        seen = {
            self.inventory.known(address) for entry in listed for address in (entry.address, *entry.aliases)
        }
        return [row for address, row in self.inventory.index.items() if address not in seen]

    def due(self, listed: Iterable[Entry], *, most: int = 0) -> list[Entry]:
        """Originals to be fetched again: those not found last time, then those that were not fetched for longest.

        Without a run cache, as on a machine that is new for each run, another few are taken each day.

        Args:
            listed: the entries that the run is about anyway.
            most: how many at the most, where that is more than the config's recheck.
        """
        options = self.options
        if options.limit is not None or options.since or options.until:
            return []
        count = max(most, self.config.source.recheck if options.recheck is None else options.recheck)
        day, gone_after = today(), self.config.source.gone_after

        def turn(row: IndexRow) -> tuple[bool, float, bytes]:
            visit = self.visits.get(row.address)
            by_lot = hashlib.sha256(f"{day} {row.address}".encode()).digest() if visit is None else b""
            return not 0 < row.misses < gone_after, visit.at if visit else 0, by_lot

        rows = self.unlisted(listed)
        first = heapq.nsmallest(count, rows, turn) if count < len(rows) else sorted(rows, key=turn)
        return [Entry(self.inventory.trust.address_of(row)) for row in first]

    def process(self, entries: list[Entry], unlisted: frozenset[str] = frozenset()) -> Report:
        """Each entry to its change, and to the target unless this is a dry run.

        Args:
            entries: of the articles.
            unlisted: the identities of the articles that the sitemap does not name any more.
        """
        entries = from_the_oldest(entries)
        batch = Batch(tuple(entries), unlisted, self.catalogue.listed, self.export is not None)
        stages = ArticlePipeline(self.config, self.options, self.fetcher, self.inventory, self.visits, batch)
        with closing(stages):
            results = self.carry_out(stages, entries)
            if self.config.local_links:
                results.update(self.relink(stages, entries, results))
        self.save_progress()
        if not self.options.dry_run:
            self.run_cache.set_note(self.name, configs.to_json(self.config), "config")
            hosts = sorted(f"https://{host}/" for host in self.inventory.trust.hosts)
            self.run_cache.set_note(self.name, "\n".join(hosts), "hosts")
        inventory = self.inventory
        warnings = (
            *self.catalogue.warnings,
            *inventory.warnings,
            *inventory.doubts,
            *inventory.elsewhere(),
            *inventory.posts.doubled(),
            *stages.notes,
            *self.left_to_others(stages.left),
            *stages.pictures.notes(),
            *stages.reader.unread_dates(),
        )
        changes = tuple(result for result in results.values() if isinstance(result, Change))
        failed = (result for result in results.values() if isinstance(result, Failure))
        failures = (*self.failures, *failed)
        return Report(
            self.config.source.name,
            changes,
            failures,
            warnings,
            written=frozenset(self.written),
            oldest_copy=self.fetcher.oldest_copy,
            still_gone=self.still_gone(changes),
        )

    def left_to_others(self, left: Mapping[str, str]) -> list[str]:
        """A line for each article that another source has cross-posted, and that was not told of before."""
        told = set(self.run_cache.note(self.name, "left").split())
        if not self.options.dry_run and not told.issuperset(left):
            self.run_cache.set_note(self.name, "\n".join(sorted({*told, *left})), "left")
        return [
            f"{address}: the source {other} has cross-posted this; left to it"
            for address, other in left.items()
            if address not in told
        ]

    def still_gone(self, changes: Iterable[Change]) -> int:
        """How many posts are there whose originals are gone, beside those of which this run tells it."""
        source, inventory = self.config.source, self.inventory
        if source.gone == "leave":
            return 0
        told = {change.record.address for change in changes if change.kind is Kind.GONE}
        return sum(
            row.misses >= source.gone_after and row.address not in told and inventory.posts.has_file(row.path)
            for row in inventory.index.values()
        )

    def carry_out(
        self, stages: ArticlePipeline, entries: list[Entry], *, relink: bool = False
    ) -> dict[str, Change | Failure]:
        """What came of each entry, by its address.

        A disk takes its time to make sure of a file; meanwhile the next articles are planned.

        Args:
            stages: of the run.
            entries: of the articles.
            relink: whether their posts are made again for their links.
        """
        results: dict[str, Change | Failure] = {}
        places: dict[str, int] = {}
        turns: dict[str, int] = {}

        def settle(item: Item, result: Change | Failure | None) -> None:
            self.settle(stages, item, result, results, len(entries))
            key = result.record.address if isinstance(result, Change) else item.entry.address
            turns[key] = places[item.entry.address]

        window = WINDOW if self.config.post.images == "link" and self.export is None else 0
        total = sum(bool(self.inventory.known(entry.address)) for entry in entries)
        holding = Holding(stages, total, window)
        with ThreadPoolExecutor(WRITERS) as threads:
            target = None if self.options.dry_run else self.target
            # The few articles of a day may wait for their pictures longer than for the disk: each is told at once.
            most = WRITERS if self.config.post.images == "link" or self.uses_workers(entries) else 0
            queue = WriteQueue(target, self.target, threads, settle, most)
            for count, item in enumerate(self.items(stages, entries, relink=relink), 1):
                places[item.entry.address] = count
                for held in holding.add(item, self.plan(stages, item)):
                    queue.send(*held)
                if count % CHECKPOINT == 0:
                    self.save_progress()
            for held in holding.rest():
                queue.send(*held)
            queue.finish()
        stages.notes += holding.notes
        return dict(sorted(results.items(), key=lambda result: turns[result[0]]))

    def settle(
        self,
        stages: ArticlePipeline,
        item: Item,
        result: Change | Failure | None,
        results: dict[str, Change | Failure],
        total: int,
    ) -> None:
        """Take note of what came of an entry, for the report and for later runs."""
        if isinstance(result, Change):
            what = result.kind.value, result.post.path, result.reason or "nothing to do"
            log.info("%s: %s %s (%s)", result.post.address, *what)
            address = result.record.address
            if result.kind is Kind.DOUBTED:
                results[address] = self.for_report(result)
                self.options.watch(len(results), total, result)
                return
            if not self.options.dry_run:
                self.inventory.note_written(result)
            self.written.update(asset.path for asset in result.assets)
            self.written.update([result.post.path] if result.after != result.before else [])
            self.seen[address] = Visit(clock(), stages.page_fingerprint(result.record, item.page))
            results[address] = self.for_report(result)
        elif result is not None:
            results[item.entry.address] = result
        if result is not None:
            self.options.watch(len(results), total, result)

    def relink(
        self, stages: ArticlePipeline, entries: list[Entry], results: Mapping[str, Change | Failure]
    ) -> dict[str, Change | Failure]:
        """What came of the posts that link to articles that are here, or at their place here, only now."""
        added = [
            address
            for address, result in results.items()
            if isinstance(result, Change) and result.kind in (Kind.ADD, Kind.ADOPT)
        ]
        by_address = {self.inventory.known(entry.address): entry for entry in entries}
        addresses = self.inventory.posts_linking_to(added)
        again = [by_address.get(address, Entry(address)) for address in addresses]
        if self.config.source.content == "feed":
            again = [
                entry
                for entry in again
                if entry.content or (self.export and entry.address in self.export.contents)
            ]
        relinked: dict[str, Change | Failure] = {}
        for address, result in self.carry_out(stages, again, relink=True).items():
            first = results.get(address)
            if isinstance(result, Change) and result.kind is Kind.UNCHANGED and first is not None:
                continue  # what looked like a link to it was none
            if not isinstance(first, Change) or first.kind not in (Kind.ADD, Kind.ADOPT):
                relinked[address] = result
            elif isinstance(result, Change):
                relinked[address] = replace(result, kind=first.kind, reason=first.reason, before=first.before)
            else:
                relinked[f"{address} again"] = result  # beside what was done about it before
        return relinked

    def unread(self, record: Record) -> Change:
        """The change for a post whose original is not fetched."""
        return unread_change(self.inventory, record, self.config)

    def for_report(self, change: Change) -> Change:
        """A change as the report has it: the texts of an archive are too many for the memory."""
        if self.options.texts:
            return change
        post = replace(change.post, text="", assets=(), entry=NO_ENTRY)
        entry = replace(NO_ENTRY, guid=change.record.entry.guid)
        record = replace(change.record, base="", theirs="", pictures={}, entry=entry)
        return replace(change, post=post, record=record, before="", after="", assets=())

    def save_progress(self) -> None:
        """Bring the run cache up to date."""
        self.run_cache.keep_visits(self.name, self.seen)
        self.run_cache.keep_index(self.name, self.inventory.fresh)
        self.seen.clear()
        self.inventory.fresh.clear()

    def uses_workers(self, entries: list[Entry]) -> bool:
        """Whether there are enough new articles to make them in other processes."""
        is_new = (bool(self.options.compare) or not self.inventory.known(entry.address) for entry in entries)
        # What the target holds decides local links, and only this process knows it.
        return self.options.processes > 1 and not self.config.local_links and sum(is_new) >= WORTHWHILE

    def items(self, stages: ArticlePipeline, entries: list[Entry], *, relink: bool) -> Iterator[Item]:
        """Each entry with its page, and with its article where there are enough new ones to make them elsewhere."""
        config, options = self.config, self.options
        if not self.uses_workers(entries):
            yield from (Item(entry, page, relink=relink) for entry, page in self.pages(entries))
            return
        from syndicate.pipeline import workers
        from syndicate.pipeline.placing import Placing

        prefixes = tuple(sorted(config.prefixes.items()))
        manner = config.post.markdownify_options
        conversion = workers.ConversionOptions(
            Placing(config),
            config.source.select,
            config.post.dialect,
            prefixes,
            options.verify,
            None if manner is None else tuple(manner.items()),
        )
        with workers.Workers(conversion, options.processes) as pool:
            prepared = pool.prepare_ahead(self.pages(entries), stages.ask_ahead)
            yield from (Item(*each, relink=relink) for each in prepared)

    def pages(self, entries: list[Entry]) -> Iterator[tuple[Entry, Page | FetchError | None]]:
        """Each entry with its page, with why there is none, or with nothing where the feed is enough."""
        if (export := self.export) is not None:
            yield from ((export.whole(entry), None) for entry in entries if entry.address in export.contents)
            entries = [entry for entry in entries if entry.address not in export.contents]
        is_from_feed = self.config.source.content == "feed"
        shared = self.inventory.names.keys.shared  # the page of one article there is the page of all

        def is_whole(entry: Entry) -> bool:
            return bool(entry.content) and (is_from_feed or identity(entry.address) in shared)

        yield from ((entry, None) for entry in entries if is_whole(entry))
        entries = [entry for entry in entries if not is_whole(entry)]
        yield from zip(
            entries,
            self.fetcher.get_all(
                [entry.address for entry in entries],
                map(day_of, entries),
                lambda: self.options.on_page(len(entries)),
            ),
            strict=True,
        )

    def plan(self, stages: ArticlePipeline, item: Item) -> Change | Failure | None:
        """The change for one entry, or why it failed; None where another has the article, or nobody wants it."""
        with Failing(item.entry) as failing:
            try:
                change = stages.change(item)
            finally:
                stages.release(item)
            if change is not None and change.kind is not Kind.DOUBTED:
                self.inventory.note_planned(change)
            return change
        return failing.failure

    def fingerprint(self, stamps: Mapping[str, Stamp]) -> str:
        """What decides whether the feed has anything to do: the feed, the rules, the state with these stamps."""
        parts = (
            self.catalogue.feed_bytes,
            rules_fingerprint(self.config, self.options).encode(),
            repr(stamps).encode(),
            repr(self.options.strict).encode(),
        )
        return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()

    def nothing_new(self) -> bool:
        """Whether the last run did all of what this one would do about the feed."""
        options = self.options
        if options.force or options.limit is not None or options.since or options.until or options.dry_run:
            return False
        return self.run_cache.note(self.name) == self.fingerprint(self.inventory.stamps)

    def remember(self, report: Report) -> None:
        """Note that everything of this feed was done, unless something was left undone."""
        options = self.options
        part = options.limit is not None or options.since or options.until
        makeshift = self.config.source.content == "page" and any(
            change.post.body_from == "feed" for change in report.changes
        )
        if not (part or makeshift or report.has_failed) and self.catalogue.feed_bytes:
            stamps = self.inventory.stamps if self.inventory.is_as_before else self.target.stamps()
            self.run_cache.set_note(self.name, self.fingerprint(stamps))


def fetcher_of(config: Config, options: Options, named: Collection[str] = (), *, began: float = 0) -> Fetcher:
    """What fetches the pages of a source.

    Args:
        config: the source's.
        options: of the run.
        named: addresses that a person named; their hosts need not be public.
        began: when the import began that this run goes on with; 0 where it begins anew.
    """
    source = config.source
    return Fetcher(
        source.fetch,
        options.cache / "http",
        mirrors=options.mirrors,
        jobs=options.jobs,
        named=(source.feed, source.sitemap, source.wordpress, source.listing, *named),
        options=FetchOptions(
            keep=not options.dry_run or bool(options.compare),
            offline=options.offline,
            since=began or float(options.cached),
            archive=source.archive,
        ),
    )
