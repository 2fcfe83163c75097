"""The order of the stages, and what happens to an article that fails in one of them.

    feed, sitemap --fetcher--> bytes --parser--> Entry
    Entry.address --fetcher--> Page  --parser--> Article --converter--> Post
    Post, and what the target holds --planner--> Change --writer--> the target

One failed article never stops the others. What is Syndicate's own fault is reported with its traceback.
"""

from __future__ import annotations

import hashlib
import re
import traceback
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

import platformdirs

import syndicate
from syndicate.converter.links import relinked
from syndicate.errors import ConfigError, FetchError, ParseError, SourceError, SyndicateError
from syndicate.fetcher import Fetcher
from syndicate.models import Article, Change, Entry, Failure, Feed, Kind, Page, Post, Record, Report
from syndicate.planner import path_key, plan
from syndicate.writer.paths import safe_path
from syndicate.writer.target import Target

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from syndicate.config import Config
    from syndicate.converter.proof import Converter

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

    `watch` is called after each article with how many are done, how many there are, and what came of it.
    """

    dry_run: bool = False
    force: bool = False
    strict: bool = False
    verify: bool = True
    limit: int | None = None
    since: date | None = None
    until: date | None = None
    jobs: int = 4
    mirrors: Mapping[str, str] = field(default_factory=dict)
    cache: Path = field(default_factory=cache_folder)
    watch: Callable[[int, int, Change | Failure], None] = _ignore


def sync(config: Config, target: Path, options: Options) -> Report:
    """New and changed articles of the feed, written into the target.

    Raises:
        SyndicateError: the source cannot be read at all, or the target not written.
    """
    with _Run(config, target, options) as run:
        page = run.fetch_feed()
        mark = run.fingerprint(page.content)
        if run.nothing_new(mark):
            return Report(config.source.name)
        feed = run.parse_feed(page)
        report = run.process(run.wanted(feed.entries), feed.warnings)
        run.remember(report)
        return report


def import_addresses(config: Config, target: Path, addresses: Collection[str], options: Options) -> Report:
    """The articles of these addresses, written into the target; see `sync`."""
    with _Run(config, target, options) as run:
        known, warnings = run.feed_by_address()
        entries = [known.get(address, Entry(address)) for address in dict.fromkeys(addresses)]
        return run.process(entries, warnings)


def import_all(config: Config, target: Path, options: Options) -> Report:
    """Every article of the sitemap, written into the target; see `sync`."""
    if not config.source.sitemap:
        raise ConfigError("--all reads the sitemap; give its address here", "source.sitemap")
    with _Run(config, target, options) as run:
        known, warnings = run.feed_by_address()
        listed = run.sitemap()
        entries = {entry.address: entry for entry in listed.entries} | known
        report = run.process(run.wanted(entries.values()), (*warnings, *listed.warnings))
        run.remember(report)
        return report


def status(config: Config, target: Path, options: Options) -> Report:
    """What a sync would do, and how every post that the state knows stands; changes nothing.

    Raises:
        SyndicateError: the source cannot be read at all.
    """
    with _Run(config, target, replace(options, dry_run=True)) as run:
        feed = run.parse_feed(run.fetch_feed())
        report = run.process(run.wanted(feed.entries), feed.warnings)
        seen = {change.post.address for change in report.changes}
        rest = [
            run.standing(record)
            for record in run.target.state().records.values()
            if record.address not in seen
        ]
        return replace(report, changes=(*report.changes, *rest))


class _Run:
    """One run over one source: what its steps share."""

    def __init__(self, config: Config, target: Path, options: Options) -> None:
        self.config = config
        self.options = options
        self.target = Target.open(target, config.source.name)
        self.fetcher = Fetcher(
            config.source.fetch, options.cache / "http", mirrors=options.mirrors, jobs=options.jobs
        )
        self.notes: list[str] = []
        self.owners: dict[str, str] = {}
        self.feed = b""
        self.lock = self.target.locked()
        self.mark_file = (
            options.cache
            / "runs"
            / hashlib.sha256(f"{self.target.root}\n{config.source.name}".encode()).hexdigest()[:32]
        )

    def __enter__(self) -> _Run:
        if not self.options.dry_run:
            self.lock.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
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

    def feed_by_address(self) -> tuple[dict[str, Entry], tuple[str, ...]]:
        """What the feed says of its entries, which pages and sitemaps may not; an import can do without."""
        try:
            feed = self.parse_feed(self.fetch_feed())
        except SourceError as error:
            return {}, (f"{error}; imported without it",)
        return {entry.address: entry for entry in feed.entries}, feed.warnings

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
        """The entries that are articles, in the time that was asked for, as many as were asked for."""
        pattern = re.compile(self.config.source.articles)
        found = (
            entry for entry in entries if pattern.search(entry.address) and self.in_time(entry.published)
        )
        return list(islice(found, self.options.limit))

    def in_time(self, when: date | None) -> bool:
        """Whether a date, if there is one, lies in the time that was asked for."""
        if when is None:
            return True
        day = when.date() if isinstance(when, datetime) else when
        return (self.options.since is None or day >= self.options.since) and (
            self.options.until is None or day <= self.options.until
        )

    def process(self, entries: list[Entry], warnings: Iterable[str]) -> Report:
        """Each entry to its change, and to the target unless this is a dry run."""
        from syndicate.converter.proof import Converter

        converter = Converter(self.config.post.dialect, links=self.config.links, verify=self.options.verify)
        shelf = _Shelf(self.target, self.config, [entry.address for entry in entries])
        changes: list[Change] = []
        failures: list[Failure] = []
        self.notes = [*warnings, *shelf.warnings]
        self.owners = {entry.address: entry.address for entry in entries}
        for done, (entry, page) in enumerate(self.pages(entries), 1):
            result = self.attempt(entry, page, converter, shelf)
            if isinstance(result, Failure):
                failures.append(result)
            elif result is not None:
                changes.append(result)
            if result is not None:
                self.options.watch(done, len(entries), result)
        return Report(self.config.source.name, tuple(changes), tuple(failures), tuple(self.notes))

    def standing(self, record: Record) -> Change:
        """How a post stands that this run does not look at: as the planner says where the origin has not changed."""
        post = Post(record.address, record.path, record.base, losses=record.losses)
        return plan(post, record, self.target.read(record.path))

    def pages(self, entries: list[Entry]) -> Iterator[tuple[Entry, Page | FetchError | None]]:
        """Each entry with its page, with why there is none, or with nothing where the feed is enough."""
        if self.config.source.content == "feed":
            whole = [entry for entry in entries if entry.content]
            yield from ((entry, None) for entry in whole)
            entries = [entry for entry in entries if not entry.content]
        yield from zip(entries, self.fetcher.get_all([entry.address for entry in entries]), strict=True)

    def attempt(
        self, entry: Entry, page: Page | FetchError | None, converter: Converter, shelf: _Shelf
    ) -> Change | Failure | None:
        """What is done about one entry; nothing where its article turns out to be from another time."""
        from syndicate.converter.post import make_post

        try:
            article = self.own(entry, self.article(entry, page))
            if not self.in_time(article.published):
                return None
            post = make_post(article, self.config, converter)
            if post.losses and self.options.strict:
                loss = post.losses[0]
                return Failure(
                    entry.address,
                    f"not the same as its original ({loss.block}: {loss.lost}); not written, since --strict was given",
                )
            change = shelf.plan(post, force=self.options.force)
            if not self.options.dry_run:
                self.target.apply(change, today=datetime.now(UTC).date())
        except SyndicateError as error:
            return Failure(error.address or entry.address, error.message)
        except Exception as error:  # noqa: BLE001  (a bug in one article must not cost the others; it is reported in full)
            return Failure(
                entry.address, f"a bug in Syndicate, please report it: {error!r}", traceback.format_exc()
            )
        return change

    def own(self, entry: Entry, article: Article) -> Article:
        """The article under its canonical address, unless that is no article's or another's, as a careless theme says."""
        fits = re.search(self.config.source.articles, article.address) is not None
        owner = self.owners.setdefault(article.address, entry.address) if fits else ""
        return article if owner == entry.address else replace(article, address=entry.address)

    def article(self, entry: Entry, page: Page | FetchError | None) -> Article:
        """The article from its page; from the feed where the page fails."""
        from syndicate.parser.article import article_from_entry, article_from_page

        select = self.config.source.select
        try:
            if isinstance(page, FetchError):
                raise page
            if page is None:
                return article_from_entry(entry, select)
            return article_from_page(page, entry, select)
        except (FetchError, ParseError) as error:
            if page is None or not entry.content:
                raise
            article = article_from_entry(entry, select)
            self.notes.append(f"{entry.address}: body taken from the feed: {error.message}")
            return article

    def fingerprint(self, feed: bytes) -> str:
        """What decides whether there is anything to do: the feed, the config, this program, the state."""
        parts = (
            feed,
            repr(self.config).encode(),
            repr((syndicate.__version__, self.options.verify, self.options.strict)).encode(),
            self.target.signature().encode(),
        )
        return hashlib.sha256(b"\0".join(hashlib.sha256(part).digest() for part in parts)).hexdigest()

    def nothing_new(self, mark: str) -> bool:
        """Whether the last run did all of what this one would do."""
        asked = (
            self.options.force,
            self.options.limit,
            self.options.since,
            self.options.until,
            self.options.dry_run,
        )
        if any(asked):
            return False
        try:
            return self.mark_file.read_text() == mark
        except (OSError, UnicodeDecodeError):
            return False

    def remember(self, report: Report) -> None:
        """Note that everything of this feed was done, unless something was left undone."""
        asked = self.options
        partial = asked.limit is not None or asked.since or asked.until
        makeshift = self.config.source.content == "page" and any(
            change.post.body_from == "feed" for change in report.changes
        )
        if asked.dry_run or partial or makeshift or report.failures or not self.feed:
            return
        try:
            self.mark_file.parent.mkdir(parents=True, exist_ok=True)
            self.mark_file.write_text(self.fingerprint(self.feed))
        except OSError:
            return  # only speed is lost


class _Shelf:
    """What the target holds, as the planner asks for it; kept up with what the run adds."""

    def __init__(self, target: Target, config: Config, addresses: list[str]) -> None:
        folder = PurePosixPath(config.post.path.partition("{")[0].rpartition("/")[0])
        state = target.state()
        files = target.files(folder)
        self.target = target
        self.records = state.records
        self.warnings = state.warnings
        self.taken = {path_key(path) for path in (*files, *(record.path for record in self.records.values()))}
        # A hand-made post links to where the original is now, which the link rules say.
        aliases = {
            alias: address
            for address in addresses
            if address not in self.records
            for alias in (relinked(address, config.links), address)
        }
        found = (
            target.adoptable(aliases, files, {record.path for record in self.records.values()})
            if aliases
            else {}
        )
        self.adoptable = {aliases[alias]: path for alias, path in found.items()}

    def plan(self, post: Post, *, force: bool) -> Change:
        """The change for one post; its path is then taken."""
        post = replace(post, path=safe_path(str(post.path)))
        record = self.records.get(post.address)
        adopted = self.adoptable.get(post.address)
        before = self.target.read(record.path if record else adopted or post.path)
        change = plan(post, record, before, adopted=adopted, taken=self.taken, force=force)
        if change.kind is Kind.ADD:
            self.taken.add(path_key(change.post.path))
        return change


def _full_type(page: Page) -> str:
    return (
        f"{page.content_type}; charset={page.charset}"
        if page.charset and "charset" not in page.content_type
        else page.content_type
    )
