"""The options of a run, from the command line or a program."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from syndicate.fetcher.folders import cache_folder
from syndicate.pipeline.publishing import Publishing

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from pathlib import Path

    from syndicate.models import Change, Failure, Page


def _ignore(*_: object) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Options:
    """The options of a run.

    `accept` says that what changed or vanished all at once did so, `rewrite` that posts are written as this version
    writes them though their originals are as they were. `processes` is how many may convert at once. With `offline` nobody is asked, and only what the cache holds is
    used; with `cached` that is used as it is, and only for the rest the origin is asked. `recheck` is how many
    originals that the feed does not name are fetched again, where not as many as the config says. With `texts`,
    the report holds what stands in the posts and stood there before, with `compare` also the originals beside them,
    changed or not: beside the posts as they stand before the run, or as it writes them. `watch` is called after each
    article with how many are done, how many there are, and what came of it; `on_page` after each page that came,
    from the thread that fetched it, with how many there are. `feed` brings the feed where it was asked for ahead
    (see `pipeline.prefetched_feeds`).
    """

    dry_run: bool = False
    force: bool = False
    accept: bool = False
    rewrite: bool = False
    strict: bool = False
    verify: bool = True
    texts: bool = False
    compare: Literal["", "standing", "written"] = ""
    limit: int | None = None
    since: date | None = None
    until: date | None = None
    recheck: int | None = None
    offline: bool = False
    cached: bool = False
    jobs: int = 4
    processes: int = 1
    mirrors: Mapping[str, str] = field(default_factory=dict)
    cache: Path = field(default_factory=cache_folder)
    publishing: Publishing = field(default_factory=Publishing)
    watch: Callable[[int, int, Change | Failure], None] = _ignore
    on_page: Callable[[int], None] = _ignore
    feed: Callable[[], Page] | None = None

    def effective_publishing(self) -> Publishing:
        """What git does with the run; nothing with a dry run."""
        return Publishing() if self.dry_run else self.publishing
