"""Articles parsed and converted ahead in other processes, where there are enough of them."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections import deque
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import islice, repeat
from typing import TYPE_CHECKING

from syndicate.converter.post.links import rewrite_address
from syndicate.converter.proof.proof import Converter
from syndicate.errors import SyndicateError
from syndicate.models import Article, Entry, Page
from syndicate.parser.page.article import article_from_entry, article_from_page
from syndicate.parser.page.digest import page_digest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from concurrent.futures import Future

    from syndicate.config import Select
    from syndicate.errors import FetchError
    from syndicate.models import Loss, Reading
    from syndicate.pipeline.placing import Placing

    Fetched = Page | FetchError | None


BATCH = 4
"""So many articles go to a process at once: each hand-over takes its time."""


@dataclass(frozen=True, slots=True)
class ConversionOptions:
    """What decides how an article is parsed and converted, beside its page."""

    placing: Placing
    select: Select
    dialect: str
    prefixes: tuple[tuple[str, str], ...]
    verify: bool
    markdownify: tuple[tuple[str, str], ...] | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """An article, and its body in Markdown, with what of it does not read the same.

    The Markdown is that of `body`, whose pictures are where they will be if they are what their names say; `shown` is
    what the original shows then. `digest` is that of what was read from the page, "" where the feed was enough.
    """

    digest: str
    article: Article
    body: str
    shown: Reading | None
    markdown: str
    losses: tuple[Loss, ...]

    def is_of(self, article: Article) -> bool:
        """Whether the Markdown is that of an article whose pictures have their places."""
        return (self.body, self.shown) == (article.body, article.shown)


class Workers:
    """Some processes that prepare articles.

    Args:
        options: of the run.
        processes: how many.
    """

    def __init__(self, options: ConversionOptions, processes: int) -> None:
        self.options = options
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

    def prepare_ahead(
        self, pairs: Iterable[tuple[Entry, Fetched]], on_ready: Callable[[Entry, Prepared], None]
    ) -> Iterator[tuple[Entry, Fetched, Prepared | None]]:
        """Each entry with its page, and its article prepared where that could be done.

        Args:
            pairs: entries with their pages.
            on_ready: told of each article as soon as it is prepared, which may be long before its turn.
        """
        pairs = iter(pairs)
        batches = iter(lambda: list(islice(pairs, BATCH)), [])
        submitted = ((batch, self._submit(batch)) for batch in batches)
        queue = deque(islice(submitted, 2 * self.processes))
        untold = list(queue)

        def tell() -> None:
            are_ready = [future is None or future.done() for _, future in untold]
            ready = [each for each, is_ready in zip(untold, are_ready, strict=True) if is_ready]
            untold[:] = [each for each, is_ready in zip(untold, are_ready, strict=True) if not is_ready]
            for batch, future in ready:
                for (entry, _), prepared in zip(batch, _result(future), strict=False):
                    if prepared is not None:
                        on_ready(entry, prepared)

        while queue:
            batch, future = queue.popleft()
            prepared = _result(future)
            for (entry, page), ready in zip(batch, prepared, strict=False):
                tell()
                yield entry, page, ready
            following = list(islice(submitted, 1))
            queue.extend(following)
            untold.extend(following)

    def _submit(self, batch: Sequence[tuple[Entry, Fetched]]) -> Future[list[Prepared | None]] | None:
        batch_inputs = [
            (entry, page) if isinstance(page, Page) or (page is None and entry.content) else None
            for entry, page in batch
        ]
        try:
            return self._pool.submit(prepare_all, self.options, batch_inputs) if any(batch_inputs) else None
        except BrokenExecutor:  # somebody killed them; it is slower without
            return None


def _result(future: Future[list[Prepared | None]] | None) -> Iterable[Prepared | None]:
    """What came of a batch. Whatever went wrong there goes wrong again, and is reported, where its articles are made here."""
    failed = future is None or future.exception() is not None
    return repeat(None) if failed or future is None else future.result()


def prepare_all(
    options: ConversionOptions, inputs: Sequence[tuple[Entry, Page | None] | None]
) -> list[Prepared | None]:
    """Each article of a batch, as `prepare` has it; None where there is nothing to prepare it from."""
    return [prepare(options, *each) if each else None for each in inputs]


def prepare(options: ConversionOptions, entry: Entry, page: Page | None) -> Prepared | None:
    """The article of a page, ready to become a post; None where it cannot be, which this process's caller will find out.

    Args:
        options: of the run.
        entry: as the feed or the sitemap has it.
        page: None where the feed is enough.
    """
    try:
        article = (
            article_from_entry(entry, options.select)
            if page is None
            else article_from_page(page, entry, options.select)
        )
        digest = "" if page is None else page_digest(page, entry, options.select)
        body, shown = options.placing.likely(article)
    except SyndicateError:
        return None
    converter = _converter(options.dialect, options.prefixes, options.verify, options.markdownify)
    return Prepared(digest, article, body, shown, *converter.convert(body, shown))


@lru_cache(1)
def _converter(
    dialect: str,
    prefixes: tuple[tuple[str, str], ...],
    verify: bool,
    markdownify: tuple[tuple[str, str], ...] | None,
) -> Converter:
    rewrite_link = partial(rewrite_address, links=dict(prefixes))
    options = None if markdownify is None else dict(markdownify)
    return Converter(dialect, rewrite_link=rewrite_link, verify=verify, markdownify=options)


def _die_with_parent() -> None:
    """End this process when the one that it works for ends, however that ends; Ctrl-C is that one's to answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def wait() -> None:
        parent = multiprocessing.parent_process()
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=wait, daemon=True).start()
