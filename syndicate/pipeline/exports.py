"""The file that a platform gives to those who leave it, as an origin: what it holds, which of it comes, and its config.

path --fetcher.archives--> members --parser.exports--> entries with content --> a run like any other
"""

from __future__ import annotations

from collections import Counter
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from syndicate.errors import ParseError, SourceError
from syndicate.fetcher.archives import Archive
from syndicate.fetcher.local import PAGES, WARCS
from syndicate.fetcher.spool import Spool
from syndicate.models import Feed
from syndicate.parser.exports import FORMATS, Member, Reading, format_of
from syndicate.pipeline.selection import may_be_wanted, within

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from syndicate.config import Config
    from syndicate.fetcher.cache import CachedResponse
    from syndicate.models import Entry, Page
    from syndicate.parser.exports import Exported, Format, Site
    from syndicate.pipeline.options import Options

NOT_FOR_ALL = {"paid": "for those who pay", "drafts": "a draft"}
"""What of an export is not for all readers, though the config can bring it, as a message says it."""

UNKNOWN = (
    "of no kind that is known here; known are HTML pages, folders of them, WARC files, and the exports of "
)


class Export:
    """One export, in one part or several: its articles, whose contents wait on disk, and its files.

    Args:
        parts: the files of each part, by its path.

    Raises:
        SourceError: a part is of no known format, or of another than the first.
    """

    def __init__(self, parts: Mapping[str, Archive]) -> None:
        self.path = next(iter(parts))
        self.archives = tuple(parts.values())
        self.warnings: list[str] = []
        chosen = {path: self._chosen(path, archive) for path, archive in parts.items()}
        self.format = chosen[self.path][0]
        for path, (format_, _) in chosen.items():
            if format_ != self.format:
                message = (
                    f"{format_.title}, but {self.path} is {self.format.title}: import one after the other"
                )
                raise SourceError(message, path)
        self.members = [member for _, members in chosen.values() for member in members]
        self.contents = Spool()
        self.left_out: dict[str, str] = {}
        """Why each article is not brought that is for no reader, by its address."""

    @staticmethod
    def _chosen(path: str, archive: Archive) -> tuple[Format, Sequence[Member]]:
        chosen = format_of([Member(file.name, file.chunks) for file in archive.files])
        if chosen is None:
            known = ", ".join(each.title for each in FORMATS)
            damage = f" ({archive.warnings[0]})" if archive.warnings else ""
            raise SourceError(f"{UNKNOWN}{known}{damage}", path)
        return chosen

    def close(self) -> None:
        """Close its files, and forget the contents."""
        self.contents.close()
        for archive in self.archives:
            archive.close()

    def get(self, address: str) -> CachedResponse | None:
        """The file of it that an address names; None where it has none."""
        return next(filter(None, (archive.get(address) for archive in self.archives)), None)

    def has_pictures(self) -> bool:
        """Whether pictures are in it, or in a folder of uploads beside it."""
        return any(archive.has_pictures() for archive in self.archives)

    def site(self) -> Site:
        """What it says of the blog.

        Raises:
            SourceError: it is refused.
        """
        try:
            return self.format.site(self.members)
        except ParseError as error:
            raise SourceError(error.message, self.path) from error

    def entries(self, config: Config, options: Options) -> list[Entry]:
        """Its published articles that are wanted, without their contents; see `whole`.

        Args:
            config: the source's.
            options: the run's.

        Raises:
            SourceError: it is refused, or cannot be read.
        """
        entries: dict[str, Entry] = {}
        left_out: Counter[str] = Counter()
        comments = found = 0
        for each in self._articles(config):
            found += 1
            entry = each.entry
            why = _why_left_out(each, config)
            if why:
                left_out[why] += 1
                self.left_out[entry.address] = each.withheld or NOT_FOR_ALL.get(each.needs, "")
            elif entry.address in entries:
                if entry.content != self.contents.get(entry.address):
                    self.warnings.append(
                        f"{entry.address}: twice in the export; the first is used, {entry.title!r} left out"
                    )
            elif within(entry.published, options.since, options.until) and may_be_wanted(entry, config.only):
                comments += each.comments
                self.contents.put(entry.address, entry.content)
                entries[entry.address] = replace(entry, content="")
        if not found:
            self.warnings.append(
                f"{self.path}: no article is in it; if there should be, download it once more"
            )
        self.warnings += [f"{count} left out: {why}" for why, count in sorted(left_out.items())]
        if comments:
            self.warnings.append(f"{comments} comments left out: Syndicate brings articles")
        damage = [warning for archive in self.archives for warning in archive.warnings]
        self.warnings = list(dict.fromkeys((*damage, *self.warnings)))
        return list(islice(entries.values(), options.limit))

    def whole(self, entry: Entry) -> Entry:
        """An entry with its content."""
        return replace(entry, content=self.contents.get(entry.address))

    def _articles(self, config: Config) -> Iterator[Exported]:
        home = home_of(config, self.format.feed) or self.site().address or urljoin(config.source.feed, "/")
        try:
            yield from self.format.read(self.members, Reading(home, self.warnings.append))
        except ParseError as error:
            raise SourceError(error.message, error.address or self.path) from error


def home_of(config: Config, feed: str) -> str:
    """The address of a source's blog, where its feed is where the platform has it; else "".

    Args:
        config: the source's.
        feed: where the platform has it, as seen from the blog's front page.
    """
    home = config.source.feed.removesuffix(feed)
    return home if home != config.source.feed and home.endswith("/") else ""


def feed_of_export(page: Page) -> Feed:
    """The posts that a WordPress export on the web publishes, as a feed.

    Raises:
        ParseError: it is refused.
    """
    from syndicate.parser.exports import wordpress

    warnings: list[str] = []
    members = [Member(page.address, lambda: iter([page.content]))]
    site = wordpress.site(members)
    reading = Reading(site.address or urljoin(page.address, "/"), warnings.append)
    entries = tuple(
        each.entry
        for each in wordpress.read(members, reading)
        if not (each.withheld or each.needs or _is_to_come(each.entry.published))
    )
    return Feed(entries, warnings=tuple(warnings), title=site.title)


def is_export(path: str) -> bool:
    """Whether a path on the command line may be an export: neither a page, a folder of pages, nor a web archive.

    A folder is an export where its files are one.
    """
    file = Path(path)
    if file.is_file():
        return file.suffix.lower() not in PAGES and not file.name.lower().endswith(WARCS)
    archive = Archive(file)
    try:
        return format_of([Member(each.name, each.chunks) for each in archive.files]) is not None
    finally:
        archive.close()


def open_export(*paths: str) -> Export:
    """The export at a path, or in parts at several; it is closed after use.

    Raises:
        SourceError: it cannot be read, is refused, or is of no known format.
    """
    with ExitStack() as opened:
        parts: dict[str, Archive] = {}
        for path in paths:
            parts[path] = Archive(Path(path))
            opened.callback(parts[path].close)
        export = Export(parts)
        opened.pop_all()
        return export


def _why_left_out(each: Exported, config: Config) -> str:
    """Why an article of an export is not brought; "" where it is."""
    if each.withheld:
        return f"{each.withheld}, which is not published there"
    if each.needs and each.needs not in config.source.also:
        return f'{each.needs}; write source.also = ["{each.needs}"] to bring them'
    if each.expires is not None and not _is_to_come(each.expires):
        return "expired, and not published there any more"
    if _is_to_come(each.entry.published):
        return "scheduled for a day to come, which is not published there"
    return ""


def _is_to_come(published: datetime | date | None) -> bool:
    if isinstance(published, datetime):
        return (published if published.tzinfo else published.replace(tzinfo=UTC)) > datetime.now(UTC)
    return published is not None and published > datetime.now(UTC).date()
