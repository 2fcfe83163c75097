"""The order of the stages, and what happens to an article that fails in one of them.

    feed, sitemap --fetcher--> bytes --parser--> Entry
    Entry.address --fetcher--> Page  --parser--> Article --converter--> Post
    its pictures  --fetcher--> Page  --parser--> Picture --converter--> Asset
    Post, and what the target holds --planner--> Change --writer--> the target

One failed article never stops the others. What is Syndicate's own fault is reported with its traceback.
"""

from __future__ import annotations

import hashlib
import heapq
import re
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from typing import TYPE_CHECKING, Literal

import platformdirs

from syndicate.addresses import identity
from syndicate.errors import ConfigError, FetchError, ParseError, SourceError, SyndicateError, TargetError
from syndicate.fetcher import Fetcher
from syndicate.fetcher.memory import Look, Memory
from syndicate.models import Change, Entry, Failure, Feed, Page, Report
from syndicate.passage import Passage, today
from syndicate.planner import plan_resolution
from syndicate.publishing import Publishing, published
from syndicate.shelf import Shelf
from syndicate.writer.target import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from pathlib import Path, PurePosixPath

    from syndicate.config import Config
    from syndicate.models import Card

DATE_IN_ADDRESS = re.compile(r"/(\d{4})/(\d\d)/(\d\d)/")
MEMORABLE = 200
"""After so many articles, what was learned of them is kept, so that a run that is killed has not learned it in vain."""

MAX_SITEMAPS = 500
"""A sitemap index of a large site has a few dozen; more is a loop."""


def cache_folder() -> Path:
    """Where cached answers and times of looking lie: they can be thrown away."""
    return platformdirs.user_cache_path("syndicate", appauthor=False)


def _ignore(_done: int, _total: int, _result: Change | Failure) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Options:
    """What a run is asked to do differently.

    `recheck` is how many originals that the feed does not name are looked at again, where not as many as
    the config says. With `texts`, the report holds what stands in the posts and stood there before. `watch` is called after each article with how many are done, how many there are, and
    what came of it.
    """

    dry_run: bool = False
    force: bool = False
    strict: bool = False
    verify: bool = True
    texts: bool = False
    limit: int | None = None
    since: date | None = None
    until: date | None = None
    recheck: int | None = None
    jobs: int = 4
    mirrors: Mapping[str, str] = field(default_factory=dict)
    cache: Path = field(default_factory=cache_folder)
    publishing: Publishing = field(default_factory=Publishing)
    watch: Callable[[int, int, Change | Failure], None] = _ignore

    def asked_of_git(self) -> Publishing:
        """What git is to do; a dry run asks nothing of it."""
        return Publishing() if self.dry_run else self.publishing

    def covers(self, when: date | None) -> bool:
        """Whether a date, if there is one, lies in the time that was asked for."""
        if when is None:
            return True
        day = when.date() if isinstance(when, datetime) else when
        return (self.since is None or day >= self.since) and (self.until is None or day <= self.until)


def sync(config: Config, target: Path, options: Options) -> Report:
    """New and changed articles of the feed, and some older originals looked at again, written into the target.

    Raises:
        SyndicateError: the source cannot be read at all, or the target not written.
    """
    return published(config, target, options.asked_of_git(), lambda place: _sync(config, place, options))


def _sync(config: Config, target: Path, options: Options) -> Report:
    with _Run(config, target, options) as run:
        page = run.fetch_feed()
        feed = Feed(()) if run.nothing_new() else run.parse_feed(page)
        listed = run.wanted(feed.entries)
        report = run.process([*listed, *run.due(listed)], feed.warnings)
        run.remember(report)
        return report


def import_addresses(config: Config, target: Path, addresses: Collection[str], options: Options) -> Report:
    """The articles of these addresses, written into the target; see `sync`."""
    return published(
        config,
        target,
        options.asked_of_git(),
        lambda place: _import_addresses(config, place, addresses, options),
    )


def _import_addresses(config: Config, target: Path, addresses: Collection[str], options: Options) -> Report:
    with _Run(config, target, replace(options, recheck=0), addresses) as run:
        known, warnings = run.feed_by_identity()
        entries = [known.get(identity(address), Entry(address)) for address in dict.fromkeys(addresses)]
        return run.process(entries, warnings)


def import_all(config: Config, target: Path, options: Options) -> Report:
    """Every article of the sitemap, written into the target; see `sync`."""
    if not config.source.sitemap:
        raise ConfigError("--all reads the sitemap; give its address here", "source.sitemap")
    return published(
        config, target, options.asked_of_git(), lambda place: _import_all(config, place, options)
    )


def _import_all(config: Config, target: Path, options: Options) -> Report:
    with _Run(config, target, options) as run:
        known, warnings = run.feed_by_identity()
        listed = run.sitemap()
        entries = [known.pop(identity(entry.address), entry) for entry in listed.entries]
        entries += known.values()
        if not listed.warnings:
            run.unlisted = frozenset(identity(card.address) for card in run.rest(entries))
        wanted = run.wanted(entries)
        report = run.process(
            [*wanted, *run.due(entries, most=len(run.unlisted))], (*warnings, *listed.warnings)
        )
        run.remember(report)
        return report


def status(config: Config, target: Path, options: Options) -> Report:
    """What a sync would do, and how every post that the state knows stands; changes nothing.

    Raises:
        SyndicateError: the source cannot be read at all.
    """
    options = replace(options, dry_run=True)
    report = sync(config, target, options)
    with _Run(config, target, options) as run:
        seen = {identity(change.post.address) for change in report.changes}
        # What is known to be gone is told once by a run, but every time by its status.
        changes = [
            run.kept(run.passage.standing(run.target.record(change.record.address)))
            if change.record.missing.looks
            else change
            for change in report.changes
        ]
        changes += [
            run.kept(run.passage.standing(record))
            for record in run.target.records()
            if identity(record.address) not in seen
        ]
        return replace(report, changes=tuple(changes))


def resolve(target: Path, address: str, how: Literal["ours", "theirs", "merge"]) -> Report:
    """The end of a conflict between an edit and a change at the origin.

    Args:
        target: the folder of the site.
        address: of the original, or the path of its post.
        how: keep the post, take what the original reads, or write both with conflict markers.

    Raises:
        TargetError: no post of this address is in conflict.
    """
    conflicts: list[str] = []
    for name in Target.open(target, "").sources():
        held = Target.open(target, name)
        with held.locked():
            for record in held.records():
                if not record.theirs:
                    continue
                if address == str(record.path) or identity(address) in map(
                    identity, (record.address, *record.formerly)
                ):
                    change = plan_resolution(record, held.read(record.path), how, today())
                    held.apply(change)
                    return Report(name, (change,))
                conflicts.append(record.address)
    known = f"in conflict are: {', '.join(conflicts)}" if conflicts else "nothing here is in conflict"
    raise TargetError(f"this is not in conflict; {known}", address)


class _Run:
    """One run over one source: what its steps share."""

    def __init__(self, config: Config, target: Path, options: Options, named: Collection[str] = ()) -> None:
        self.config = config
        self.options = options
        self.target = Target.open(target, config.source.name)
        keep = not options.dry_run
        self.fetcher = Fetcher(
            config.source.fetch,
            options.cache / "http",
            mirrors=options.mirrors,
            jobs=options.jobs,
            named=(config.source.feed, config.source.sitemap, *named),
            keep=keep,
        )
        self.memory = Memory(options.cache, keep=keep)
        self.key = self.key_of(config.source.name)
        self.articles = re.compile(config.source.articles)
        self.unlisted: frozenset[str] = frozenset()
        self.feed = b""
        self.seen: dict[str, Look] = {}
        self.lock = self.target.locked()

    def key_of(self, name: str) -> str:
        """What the memory knows a source of this target by."""
        return hashlib.sha256(f"{self.target.root}\n{name}".encode()).hexdigest()[:32]

    def __enter__(self) -> _Run:
        if not self.options.dry_run:
            self.lock.__enter__()
        self.looks = self.memory.looks(self.key)
        self.shelf = Shelf(self.target, self.config, lambda name: self.memory.cards(self.key_of(name)))
        self.passage = Passage(self.config, self.options, self.fetcher, self.shelf, self.looks)
        return self

    def __exit__(self, *error: object) -> None:
        self.memory.close()
        self.fetcher.close()
        if not self.options.dry_run:
            self.lock.__exit__(None, None, None)

    def fetch_feed(self) -> Page:
        try:
            page = self.fetcher.get(self.config.source.feed, feed=True)
        except FetchError as error:
            raise SourceError(error.message, error.address) from error
        self.feed = page.content
        return page

    def parse_feed(self, page: Page) -> Feed:
        from syndicate.parser.feed import parse_feed

        try:
            return parse_feed(page.content, page.address, content_type=_full_type(page))
        except ParseError as error:
            raise SourceError(error.message, error.address) from error

    def feed_by_identity(self) -> tuple[dict[str, Entry], tuple[str, ...]]:
        """What the feed says of its entries, which pages and sitemaps may not; an import can do without."""
        try:
            feed = self.parse_feed(self.fetch_feed())
        except SourceError as error:
            return {}, (f"{error}; imported without it",)
        return {identity(entry.address): entry for entry in feed.entries}, feed.warnings

    def sitemap(self) -> Feed:
        """All entries of the sitemap and of those that it refers to."""
        from syndicate.parser.sitemap import parse_sitemap

        waiting = [self.config.source.sitemap]
        seen: set[str] = set()
        entries: dict[str, Entry] = {}
        warnings: list[str] = []
        while waiting and len(seen) < MAX_SITEMAPS:
            address = waiting.pop(0)
            seen.add(address)
            try:
                page = self.fetcher.get(address, feed=True)
                listed = parse_sitemap(page.content, address)
            except (FetchError, ParseError) as error:
                if address == self.config.source.sitemap:
                    raise SourceError(error.message, error.address) from error
                warnings.append(f"{error}; its articles are left out")
                continue
            waiting += [other for other in listed.sitemaps if other not in seen and other not in waiting]
            entries.update((entry.address, entry) for entry in listed.entries)
            warnings += listed.warnings
        return Feed(tuple(entries.values()), warnings=tuple(warnings))

    def wanted(self, entries: Iterable[Entry]) -> list[Entry]:
        """The entries that are articles, each once, in the time that was asked for, as many as were asked for."""
        each = {
            identity(entry.address): entry
            for entry in reversed(list(entries))
            if self.articles.search(entry.address) and self.options.covers(entry.published)
        }
        return list(islice(reversed(each.values()), self.options.limit))

    def rest(self, listed: Iterable[Entry]) -> list[Card]:
        """What the state knows beyond these entries."""
        seen = {self.shelf.known.get(identity(entry.address)) for entry in listed}
        return [card for address, card in self.shelf.cards.items() if address not in seen]

    def due(self, listed: Iterable[Entry], *, most: int = 0) -> list[Entry]:
        """Originals to be looked at again: those not found last time, then those not looked at for longest.

        Without a memory, as on a machine that is new for each run, another few are taken each day.
        """
        asked = self.options
        if asked.limit is not None or asked.since or asked.until:
            return []
        count = max(most, self.config.source.recheck if asked.recheck is None else asked.recheck)
        day, gone_after = today(), self.config.source.gone_after

        def turn(card: Card) -> tuple[bool, float, bytes]:
            look = self.looks.get(card.address)
            by_lot = hashlib.sha256(f"{day} {card.address}".encode()).digest() if look is None else b""
            return not 0 < card.looks < gone_after, look.at if look else 0, by_lot

        rest = self.rest(listed)
        first = heapq.nsmallest(count, rest, turn) if count < len(rest) else sorted(rest, key=turn)
        return [Entry(card.address) for card in first]

    def process(self, entries: list[Entry], warnings: Iterable[str]) -> Report:
        """Each entry to its change, and to the target unless this is a dry run."""
        changes: list[Change] = []
        failures: list[Failure] = []
        written: set[PurePosixPath] = set()
        # The oldest first: where two would be published at one place, the later one yields.
        entries = sorted(entries, key=_day)
        self.passage.begin(entries, self.unlisted)
        for done, (entry, page) in enumerate(self.pages(entries), 1):
            result = self.attempt(entry, page)
            if isinstance(result, Failure):
                failures.append(result)
            elif result is not None:
                changes.append(self.kept(result))
                written.update(asset.path for asset in result.assets)
                written.update([result.post.path] if result.after != result.before else [])
                mark = self.passage.look_mark(result.record, page)
                self.seen[result.record.address] = Look(time.time(), mark)
            if result is not None:
                self.options.watch(done, len(entries), result)
            if done % MEMORABLE == 0:
                self.memorise()
        self.memorise()
        notes = (*warnings, *self.shelf.warnings, *self.passage.notes)
        return Report(
            self.config.source.name, tuple(changes), tuple(failures), notes, written=frozenset(written)
        )

    def kept(self, change: Change) -> Change:
        """A change as the report keeps it: the texts of an archive are too many to be held."""
        if self.options.texts:
            return change
        post = replace(change.post, text="", assets=())
        record = replace(change.record, base="", theirs="")
        return replace(change, post=post, record=record, before="", after="", assets=())

    def memorise(self) -> None:
        """Keep in the memory what was looked at and read since the last time."""
        self.memory.looked(self.key, self.seen)
        self.memory.keep_cards(self.key, self.shelf.fresh)
        self.seen.clear()
        self.shelf.fresh.clear()

    def pages(self, entries: list[Entry]) -> Iterator[tuple[Entry, Page | FetchError | None]]:
        """Each entry with its page, with why there is none, or with nothing where the feed is enough."""
        if self.config.source.content == "feed":
            whole = [entry for entry in entries if entry.content]
            yield from ((entry, None) for entry in whole)
            entries = [entry for entry in entries if not entry.content]
        yield from zip(entries, self.fetcher.get_all([entry.address for entry in entries]), strict=True)

    def attempt(self, entry: Entry, page: Page | FetchError | None) -> Change | Failure | None:
        """What is done about one entry, or why it failed; nothing where it is none of this run's."""
        try:
            change = self.passage.change(entry, page)
            if change is not None:
                if not self.options.dry_run:
                    self.target.apply(change)
                self.shelf.keep(change, written=not self.options.dry_run)
        except SyndicateError as error:
            return Failure(error.address or entry.address, error.message)
        except Exception as error:  # noqa: BLE001  (a bug in one article must not cost the others; it is reported in full)
            return Failure(
                entry.address, f"a bug in Syndicate, please report it: {error!r}", traceback.format_exc()
            )
        return change

    def fingerprint(self) -> str:
        """What decides whether the feed has anything to do: the feed, the rules, the state."""
        parts = (
            self.feed,
            self.passage.rules.encode(),
            self.target.signature().encode(),
            repr(self.options.strict).encode(),
        )
        return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()

    def nothing_new(self) -> bool:
        """Whether the last run did all of what this one would do about the feed."""
        asked = self.options
        if asked.force or asked.limit is not None or asked.since or asked.until or asked.dry_run:
            return False
        return self.memory.mark(self.key) == self.fingerprint()

    def remember(self, report: Report) -> None:
        """Note that everything of this feed was done, unless something was left undone."""
        asked = self.options
        part = asked.limit is not None or asked.since or asked.until
        makeshift = self.config.source.content == "page" and any(
            change.post.body_from == "feed" for change in report.changes
        )
        if not (part or makeshift or report.failures) and self.feed:
            self.memory.set_mark(self.key, self.fingerprint())


def _day(entry: Entry) -> date:
    """The day of an entry as far as its list or its address says."""
    when = entry.published
    if when is None and (found := DATE_IN_ADDRESS.search(entry.address)):
        with suppress(ValueError):
            return date.fromisoformat("-".join(found.groups()))
    return when.date() if isinstance(when, datetime) else when or date.max


def _full_type(page: Page) -> str:
    return (
        f"{page.content_type}; charset={page.charset}"
        if page.charset and "charset" not in page.content_type
        else page.content_type
    )
