"""One run over one source: what its steps share, what goes through them in which order, what is remembered of it."""

from __future__ import annotations

import hashlib
import heapq
import logging
import re
import traceback
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import islice
from time import time as clock
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from syndicate import config as configs
from syndicate.addresses import identity, masked
from syndicate.errors import FetchError, SyndicateError
from syndicate.fetcher import Fetcher, FetchOptions
from syndicate.fetcher.run_cache import RunCache, Visit
from syndicate.models import Change, Entry, Failure, Kind, Page, Report
from syndicate.pipeline.article import ArticlePipeline, today
from syndicate.pipeline.catalogue import Catalogue
from syndicate.pipeline.inventory import Inventory
from syndicate.pipeline.selection import day_of, from_the_oldest, may_be_wanted, within
from syndicate.writer.target import Target

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping
    from concurrent.futures import Future
    from pathlib import Path, PurePosixPath

    from syndicate.config import Config
    from syndicate.models import IndexRow, Stamp
    from syndicate.pipeline.options import Options
    from syndicate.pipeline.workers import Prepared

MEMORABLE = 200
"""After so many articles, what was learned of them is kept, so that a run that is killed has not learned it in vain."""

log = logging.getLogger(__name__)

WRITERS = 8
"""So many articles are on their way to the disk at most."""

WORTHWHILE = 64
"""So many new articles are made sooner by several processes, though these take a moment to start."""

NOTHING_SAID = Entry("")


class Run:
    """One run over one source: what its steps share.

    Args:
        config: the source's.
        target: the folder of the site.
        options: what the run is asked to do differently.
        named: addresses that a person named; their hosts need not be public.
        resumable: whether it goes on with a run of its kind that was stopped.
    """

    def __init__(
        self,
        config: Config,
        target: Path,
        options: Options,
        named: Collection[str] = (),
        *,
        resumable: bool = False,
    ) -> None:
        self.config = config
        self.options = options
        self.target = Target.open(target, config.source.name)
        self.name = config.source.name
        self.run_cache = RunCache(options.cache, self.target.root, keep=not options.dry_run)
        begun = self.run_cache.import_begun(self.name) if resumable else 0
        self.fetcher = fetcher_of(config, options, named, begun=begun)
        self.catalogue = Catalogue(config, self.fetcher, options.feed)
        self.articles = re.compile(config.source.articles)
        self.unlisted: frozenset[str] = frozenset()
        self.seen: dict[str, Visit] = {}
        self.written: set[PurePosixPath] = set()
        self.lock = self.target.locked()

    def named(self, address: str) -> list[Entry]:
        """The entries that an address on the command line stands for."""
        if self.config.source.articles and self.articles.search(address):
            return [Entry(address)]
        return self.catalogue.listed_at(address)

    def held(self, origin: str) -> list[Entry]:
        """The entries of an origin, or of the one article, that lies on disk."""
        if origin != urljoin(self.config.source.feed, "/"):
            return [Entry(origin)]
        return [entry for entry in self.catalogue.held() if self.articles.search(entry.address)]

    def __enter__(self) -> Run:
        if not self.options.dry_run:
            self.lock.__enter__()
        self.visits = self.run_cache.visits(self.name)
        self.inventory = self.read_inventory()
        if self.inventory.warnings and not self.options.dry_run and (mended := self.target.mend()):
            self.inventory = self.read_inventory()
            self.inventory.warnings = (*mended, *self.inventory.warnings)
        self.article_pipeline = ArticlePipeline(
            self.config, self.options, self.fetcher, self.inventory, self.visits
        )
        return self

    def read_inventory(self) -> Inventory:
        """What the target holds now."""
        return Inventory(self.target, self.config, self.run_cache.index)

    def __exit__(self, *error: object) -> None:
        self.run_cache.close()
        self.fetcher.close()
        if not self.options.dry_run:
            self.lock.__exit__(None, None, None)

    def wanted(self, entries: Iterable[Entry]) -> list[Entry]:
        """The entries that are articles, each once, in the time that was asked for, as many as were asked for."""
        each = {
            identity(entry.address): entry
            for entry in reversed(list(entries))
            if self.articles.search(entry.address)
            and within(entry.published, self.options.since, self.options.until)
            and (identity(entry.address) in self.inventory.known or may_be_wanted(entry, self.config.only))
        }
        return list(islice(reversed(each.values()), self.options.limit))

    def rest(self, listed: Iterable[Entry]) -> list[IndexRow]:
        """What the state knows beyond these entries."""
        seen = {self.inventory.known.get(identity(entry.address)) for entry in listed}
        return [row for address, row in self.inventory.index.items() if address not in seen]

    def due(self, listed: Iterable[Entry], *, most: int = 0) -> list[Entry]:
        """Originals to be keep_visits at again: those not found last time, then those not keep_visits at for longest.

        Without a run_cache, as on a machine that is new for each run, another few are taken each day.
        """
        asked = self.options
        if asked.limit is not None or asked.since or asked.until:
            return []
        count = max(most, self.config.source.recheck if asked.recheck is None else asked.recheck)
        day, gone_after = today(), self.config.source.gone_after

        def turn(row: IndexRow) -> tuple[bool, float, bytes]:
            visit = self.visits.get(row.address)
            by_lot = hashlib.sha256(f"{day} {row.address}".encode()).digest() if visit is None else b""
            return not 0 < row.misses < gone_after, visit.at if visit else 0, by_lot

        rest = self.rest(listed)
        first = heapq.nsmallest(count, rest, turn) if count < len(rest) else sorted(rest, key=turn)
        return [Entry(row.address) for row in first]

    def process(self, entries: list[Entry]) -> Report:
        """Each entry to its change, and to the target unless this is a dry run."""
        entries = from_the_oldest(entries)
        self.article_pipeline.begin(entries, self.unlisted)
        done = self.carried_out(entries)
        if self.config.local_links:
            done.update(self.relinked(entries, done))
        self.memorise()
        if not self.options.dry_run:
            self.run_cache.set_note(self.name, configs.kept(self.config), "config")
        notes = (*self.catalogue.warnings, *self.inventory.warnings, *self.article_pipeline.notes)
        changes = tuple(result for result in done.values() if isinstance(result, Change))
        failures = tuple(result for result in done.values() if isinstance(result, Failure))
        return Report(self.config.source.name, changes, failures, notes, written=frozenset(self.written))

    def carried_out(self, entries: list[Entry]) -> dict[str, Change | Failure]:
        """What came of each entry, by its address.

        A disk takes its time to make sure of a file; meanwhile the next articles are planned. Where pictures
        are copied, each article waits for the one before it, which may have taken the name of its picture.
        """
        results: dict[str, Change | Failure] = {}
        most = WRITERS if self.config.post.images == "link" else 0
        with ThreadPoolExecutor(WRITERS) as writers:
            waiting: deque[tuple[Entry, Page | FetchError | None, Future[Change | Failure | None]]] = deque()
            for done, (entry, page, prepared) in enumerate(self.prepared(entries), 1):
                planned = self.planned(entry, page, prepared)
                waiting.append((entry, page, writers.submit(self.written_out, entry, planned)))
                if len(waiting) > most:
                    self.note(results, *waiting.popleft(), len(entries))
                if done % MEMORABLE == 0:
                    self.memorise()
            while waiting:
                self.note(results, *waiting.popleft(), len(entries))
        return results

    def note(
        self,
        results: dict[str, Change | Failure],
        entry: Entry,
        page: Page | FetchError | None,
        written: Future[Change | Failure | None],
        total: int,
    ) -> None:
        """Take note of what came of an entry, for the report and for later runs."""
        result = written.result()
        if isinstance(result, Change):
            what = result.kind.value, result.post.path, result.reason or "nothing to do"
            log.info("%s: %s %s (%s)", result.post.address, *what)
            if not self.options.dry_run:
                self.inventory.is_written(result)
            self.written.update(asset.path for asset in result.assets)
            self.written.update([result.post.path] if result.after != result.before else [])
            self.seen[result.record.address] = Visit(
                clock(), self.article_pipeline.page_fingerprint(result.record, page)
            )
            results[result.record.address] = self.kept(result)
        elif result is not None:
            results[entry.address] = result
        if result is not None:
            self.options.watch(len(results), total, result)

    def relinked(
        self, entries: list[Entry], done: Mapping[str, Change | Failure]
    ) -> dict[str, Change | Failure]:
        """What came of the posts that link to articles that are here only now: their links become local."""
        added = [
            address
            for address, result in done.items()
            if isinstance(result, Change) and result.kind in (Kind.ADD, Kind.ADOPT)
        ]
        here = {identity(entry.address): entry for entry in entries}
        linking = self.inventory.linking(added)
        again = [here.get(identity(address), Entry(address)) for address in linking]
        if self.config.source.content == "feed":
            again = [entry for entry in again if entry.content]
        self.article_pipeline.relinking = frozenset(linking)
        results: dict[str, Change | Failure] = {}
        for address, result in self.carried_out(again).items():
            first = done.get(address)
            if not isinstance(first, Change) or first.kind not in (Kind.ADD, Kind.ADOPT):
                results[address] = result
            elif isinstance(result, Change):
                results[address] = replace(result, kind=first.kind, reason=first.reason, before=first.before)
            else:
                results[f"{address} again"] = result  # beside what was done about it before
        return results

    def kept(self, change: Change) -> Change:
        """A change as the report keeps it: the texts of an archive are too many to be held."""
        if self.options.texts:
            return change
        post = replace(change.post, text="", assets=(), entry=NOTHING_SAID)
        record = replace(change.record, base="", theirs="", pictures={}, entry=NOTHING_SAID)
        return replace(change, post=post, record=record, before="", after="", assets=())

    def memorise(self) -> None:
        """Keep in the run_cache what was keep_visits at and read since the last time."""
        self.run_cache.keep_visits(self.name, self.seen)
        self.run_cache.keep_index(self.name, self.inventory.fresh)
        self.seen.clear()
        self.inventory.fresh.clear()

    def prepared(
        self, entries: list[Entry]
    ) -> Iterator[tuple[Entry, Page | FetchError | None, Prepared | None]]:
        """Each entry with its page, and with its article where there are enough new ones to make them elsewhere."""
        config, asked = self.config, self.options
        new = sum(
            bool(asked.compare) or identity(entry.address) not in self.inventory.known for entry in entries
        )
        # What the target holds decides local links, and only this process knows it.
        if asked.processes < 2 or new < WORTHWHILE or config.local_links:
            yield from ((entry, page, None) for entry, page in self.pages(entries))
            return
        from syndicate.pipeline import workers

        prefixes = tuple(sorted(config.prefixes.items()))
        conversion = workers.ConversionOptions(
            config.source.select, config.post.dialect, prefixes, asked.verify
        )
        with workers.Workers(conversion, asked.processes) as pool:
            yield from pool.ahead(self.pages(entries))

    def pages(self, entries: list[Entry]) -> Iterator[tuple[Entry, Page | FetchError | None]]:
        """Each entry with its page, with why there is none, or with nothing where the feed is enough."""
        if self.config.source.content == "feed":
            whole = [entry for entry in entries if entry.content]
            yield from ((entry, None) for entry in whole)
            entries = [entry for entry in entries if not entry.content]
        yield from zip(
            entries,
            self.fetcher.get_all(
                [entry.address for entry in entries],
                map(day_of, entries),
                lambda: self.options.on_page(len(entries)),
            ),
            strict=True,
        )

    def planned(
        self, entry: Entry, page: Page | FetchError | None, prepared: Prepared | None
    ) -> Change | Failure | None:
        """What is to be done about one entry, or why it failed; nothing where it is none of this run's."""
        with _Failing(entry) as failing:
            change = self.article_pipeline.change(entry, page, prepared)
            if change is not None:
                self.inventory.keep(change)
            return change
        return failing.failure

    def written_out(self, entry: Entry, planned: Change | Failure | None) -> Change | Failure | None:
        """What was done about one entry: its change carried out, unless this is a dry run."""
        with _Failing(entry) as failing:
            if isinstance(planned, Change) and not self.options.dry_run:
                self.target.apply(planned)
            return planned
        return failing.failure

    def fingerprint(self, stamps: Mapping[str, Stamp]) -> str:
        """What decides whether the feed has anything to do: the feed, the rules, the state with these stamps."""
        parts = (
            self.catalogue.feed_bytes,
            self.article_pipeline.rules.encode(),
            repr(stamps).encode(),
            repr(self.options.strict).encode(),
        )
        return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()

    def nothing_new(self) -> bool:
        """Whether the last run did all of what this one would do about the feed."""
        asked = self.options
        if asked.force or asked.limit is not None or asked.since or asked.until or asked.dry_run:
            return False
        return self.run_cache.note(self.name) == self.fingerprint(self.inventory.stamps)

    def remember(self, report: Report) -> None:
        """Note that everything of this feed was done, unless something was left undone."""
        asked = self.options
        part = asked.limit is not None or asked.since or asked.until
        makeshift = self.config.source.content == "page" and any(
            change.post.body_from == "feed" for change in report.changes
        )
        if not (part or makeshift or report.failures) and self.catalogue.feed_bytes:
            stamps = self.inventory.stamps if self.inventory.is_as_before else self.target.stamps()
            self.run_cache.set_note(self.name, self.fingerprint(stamps))


class _Failing:
    """Makes of what goes wrong with one article its failure, so that it costs no other."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.failure: Failure | None = None

    def __enter__(self) -> _Failing:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        address = masked(self.entry.address)
        if isinstance(error, SyndicateError):
            log.info("%s: failed: %s", address, error.message)
            self.failure = Failure(error.address or address, error.message)
        elif isinstance(error, Exception):
            message = f"a bug in Syndicate, please report it: {error!r}"
            said = "".join(traceback.format_exception(error))
            self.failure = Failure(address, masked(message), masked(said))
        return self.failure is not None


def fetcher_of(config: Config, options: Options, named: Collection[str] = (), *, begun: float = 0) -> Fetcher:
    """What fetches the pages of a source.

    Args:
        config: the source's.
        options: of the run.
        named: addresses that a person named; their hosts need not be public.
        begun: when the import began that this run goes on with; 0 where it begins anew.
    """
    source = config.source
    return Fetcher(
        source.fetch,
        options.cache / "http",
        mirrors=options.mirrors,
        jobs=options.jobs,
        named=(source.feed, source.sitemap, source.wordpress, source.listing, *named),
        options=FetchOptions(
            keep=not options.dry_run or options.cached,
            offline=options.offline,
            since=begun or float(options.cached),
            archive=source.archive,
        ),
    )
