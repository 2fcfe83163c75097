"""Articles parsed and converted ahead in other processes, where there are enough of them to be worth it."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice
from typing import TYPE_CHECKING

from syndicate.converter.links import relinked
from syndicate.converter.proof import Converter
from syndicate.errors import SyndicateError
from syndicate.models import Article, Entry, Page
from syndicate.parser.article import article_from_entry, article_from_page

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

    from syndicate.config import Select
    from syndicate.errors import FetchError
    from syndicate.models import Loss

    Fetched = Page | FetchError | None


@dataclass(frozen=True, slots=True)
class Terms:
    """What decides how an article is parsed and converted, beside its page."""

    select: Select
    dialect: str
    prefixes: tuple[tuple[str, str], ...]
    verify: bool


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article, and its body in Markdown, with what of it does not read the same."""

    article: Article
    markdown: str
    losses: tuple[Loss, ...]


class Workers:
    """Some processes that prepare articles.

    Args:
        terms: of the run.
        processes: how many.
    """

    def __init__(self, terms: Terms, processes: int) -> None:
        self.terms = terms
        self.processes = processes
        # Not fork: a child would hold the target's lock and this process's connections.
        context = multiprocessing.get_context("spawn" if os.name == "nt" else "forkserver")
        if context.get_start_method() == "forkserver":
            context.set_forkserver_preload([__name__])
        self._pool = ProcessPoolExecutor(processes, context, _die_with_parent)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *error: object) -> None:
        # A run that is stopped waits for them, so that nothing of theirs is left when its process ends.
        self._pool.shutdown(wait=error[0] is not None, cancel_futures=True)

    def ahead(
        self, pairs: Iterable[tuple[Entry, Fetched]]
    ) -> Iterator[tuple[Entry, Fetched, Prepared | None]]:
        """Each entry with its page, and its article prepared where that could be done."""
        queue: deque[tuple[Entry, Fetched, Future[Prepared | None] | None]] = deque()
        submitted = ((entry, page, self._submitted(entry, page)) for entry, page in pairs)
        queue.extend(islice(submitted, 4 * self.processes))
        while queue:
            entry, page, future = queue.popleft()
            # Whatever went wrong there is found again, and told, where the article is made here.
            failed = future is None or future.exception() is not None
            yield entry, page, None if failed or future is None else future.result()
            queue.extend(islice(submitted, 1))

    def _submitted(self, entry: Entry, page: Fetched) -> Future[Prepared | None] | None:
        if not isinstance(page, Page) and not (page is None and entry.content):
            return None
        try:
            return self._pool.submit(prepare, self.terms, entry, page)
        except BrokenExecutor:  # somebody killed them; it is slower without
            return None


def prepare(terms: Terms, entry: Entry, page: Page | None) -> Prepared | None:
    """The article of a page, ready to become a post; None where it cannot be, which this process's caller will find out.

    Args:
        terms: of the run.
        entry: as the feed or the sitemap has it.
        page: None where the feed is enough.
    """
    try:
        article = (
            article_from_page(page, entry, terms.select)
            if page is not None
            else article_from_entry(entry, terms.select)
        )
    except SyndicateError:
        return None
    return Prepared(article, *_converter(terms.dialect, terms.prefixes, terms.verify).convert(article.body))


@lru_cache(1)
def _converter(dialect: str, prefixes: tuple[tuple[str, str], ...], verify: bool) -> Converter:
    return Converter(dialect, linked=partial(relinked, links=dict(prefixes)), verify=verify)


def _die_with_parent() -> None:
    """End this process when the one that it works for ends, however that ends; Ctrl-C is that one's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def wait() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
