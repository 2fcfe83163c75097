"""Changes on their way to the disk: side by side, and in order where they touch the same file."""

from __future__ import annotations

import logging
import traceback
from collections import deque
from typing import TYPE_CHECKING, NamedTuple

from syndicate.addresses import mask_secrets
from syndicate.errors import SyndicateError
from syndicate.models import Change, Failure, Kind

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor, Future
    from pathlib import PurePosixPath

    from syndicate.models import Entry
    from syndicate.pipeline.reading import Item
    from syndicate.writer.target import Target

    Planned = Change | Failure | None
    """What is planned for an article, and what came of it; None where another has the article, or nobody wants it."""

log = logging.getLogger(__name__)

WRITERS = 8
"""So many articles are on their way to the disk at most."""

MAX_HELD = 64_000_000
"""Bytes of pictures that are on their way to the disk, beside those of one article."""


class Sent(NamedTuple):
    """A change on its way to the disk, and the files that it touches."""

    item: Item
    planned: Planned
    files: frozenset[PurePosixPath]
    future: Future[Planned]


class WriteQueue:
    """Carries out changes; what writes or removes a file waits until a change before it is done with that file.

    Args:
        target: of the run; None for a dry run, which carries out nothing.
        site: where it would be written.
        threads: that write.
        settle: is called with each article and what came of it, in their order.
        most: so many changes are on their way while the next are planned.
    """

    def __init__(
        self,
        target: Target | None,
        site: Target,
        threads: Executor,
        settle: Callable[[Item, Planned], None],
        most: int = WRITERS,
    ) -> None:
        self.target = target
        self.site = site
        self.threads = threads
        self.settle = settle
        self.most = most
        self._queue: deque[Sent] = deque()

    def send(self, item: Item, planned: Planned) -> None:
        """Carry out a change as soon as there is room for it."""
        files = self._files_of(planned)
        while any(not files.isdisjoint(sent.files) for sent in self._queue):
            self._settle_first()
        future = self.threads.submit(self._write, item.entry, planned)
        self._queue.append(Sent(item, planned, files, future))
        while self._queue and (
            self._queue[0].future.done()
            or len(self._queue) > self.most
            or (len(self._queue) > 1 and self._held() > MAX_HELD)
        ):
            self._settle_first()

    def finish(self) -> None:
        """Wait for all changes."""
        while self._queue:
            self._settle_first()

    def _settle_first(self) -> None:
        item, _, _, future = self._queue.popleft()
        self.settle(item, future.result())

    def _held(self) -> int:
        changes = (sent.planned for sent in self._queue if isinstance(sent.planned, Change))
        return sum(len(asset.content) for change in changes for asset in change.assets)

    def _write(self, entry: Entry, planned: Planned) -> Planned:
        """The change for one entry, carried out, or why that failed."""
        with Failing(entry) as failing:
            if self.target is not None and isinstance(planned, Change) and planned.kind is not Kind.DOUBTED:
                self.target.apply(planned)
            return planned
        return failing.failure

    def _files_of(self, planned: Planned) -> frozenset[PurePosixPath]:
        """The post, the pictures and the state files that a change writes or removes."""
        if not isinstance(planned, Change):
            return frozenset()
        state_files = map(self.site.state_file, (planned.record.address, *planned.record.formerly))
        return frozenset((planned.post.path, *state_files, *(asset.path for asset in planned.assets)))


class Failing:
    """Makes of what goes wrong with one article its failure, so that it costs no other."""

    def __init__(self, entry: Entry) -> None:
        self.entry = entry
        self.failure: Failure | None = None

    def __enter__(self) -> Failing:
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        address = mask_secrets(self.entry.address)
        if isinstance(error, SyndicateError):
            log.info("%s: failed: %s", address, error.message)
            self.failure = Failure(error.address or address, error.message)
        elif isinstance(error, Exception):
            message = f"a bug in Syndicate, please report it: {error!r}"
            trace_text = "".join(traceback.format_exception(error))
            self.failure = Failure(address, mask_secrets(message), mask_secrets(trace_text))
        return self.failure is not None
