"""Pictures fetched and checked ahead of the articles that show them, each server at its own pace."""

from __future__ import annotations

import threading
from collections import defaultdict, deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from syndicate.errors import FetchError, ParseError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import date

    from syndicate.models import Picture

MAX_THREADS = 24
"""So many servers, or requests to one, wait for answers at once; each costs a thread."""

MAX_HELD = 64_000_000
"""Bytes of pictures that are held for articles whose turn is yet to come."""


class Asked(NamedTuple):
    """A picture that is asked for: by its address and, for an archive, the day of the article."""

    address: str
    day: date | None


@dataclass(eq=False, slots=True)
class _Job:
    """A picture on its way, and the articles that wait for it."""

    asked: Asked
    server: str
    result: Future[Picture | FetchError | ParseError] = field(default_factory=Future)
    articles: set[str] = field(default_factory=set)
    size: int = 0


class Ahead:
    """Fetches pictures in threads of its own: a server that has not answered yet has one, any other `jobs` at most.

    A picture that several articles wait for is fetched once. What comes of it does not depend on the order.

    Args:
        get: brings a picture, or raises why there is none.
        server_of: the server that is asked for an address.
        jobs: how many requests a server gets at once.
    """

    def __init__(self, get: Callable[[Asked], Picture], server_of: Callable[[str], str], jobs: int) -> None:
        self._get = get
        self._server_of = server_of
        self._jobs_at_once = jobs
        self._changed = threading.Condition()
        self._jobs: dict[Asked, _Job] = {}
        self._queues: dict[str, deque[_Job]] = defaultdict(deque)
        self._threads: dict[str, int] = defaultdict(int)
        self._answered: set[str] = set()
        self._held = 0
        self._waited_for: _Job | None = None
        self._closed = False

    def ask(self, article: str, pictures: Iterable[Asked]) -> None:
        """Have the pictures of an article fetched; each that is asked for already is not asked for again."""
        with self._changed:
            for asked in pictures:
                job = self._jobs.get(asked)
                if job is None:
                    job = self._jobs[asked] = _Job(asked, self._server_of(asked.address))
                    self._queues[job.server].append(job)
                job.articles.add(article)
            self._start_threads()

    def take(self, asked: Asked) -> Picture | FetchError | ParseError:
        """What came of a picture that was asked for, as soon as that is known; one thread takes them."""
        with self._changed:
            job = self._jobs[asked]
            self._waited_for = job
            self._changed.notify_all()
        try:
            return job.result.result()
        finally:
            self._waited_for = None

    def release(self, article: str) -> None:
        """Forget the pictures that only this article waited for; it has had its turn."""
        with self._changed:
            for job in [job for job in self._jobs.values() if article in job.articles]:
                job.articles.discard(article)
                if not job.articles:
                    del self._jobs[job.asked]
                    job.result.cancel()
                    self._held -= job.size
            self._changed.notify_all()

    def close(self) -> None:
        """Fetch nothing more."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    def _start_threads(self) -> None:
        """A thread for each job that may run now; called with the lock held."""
        for server, queue in self._queues.items():
            allowed = self._jobs_at_once if server in self._answered else 1
            free = min(allowed - self._threads[server], MAX_THREADS - sum(self._threads.values()))
            for _ in range(min(free, len(queue))):
                self._threads[server] += 1
                threading.Thread(target=self._work, args=(server,), daemon=True).start()

    def _work(self, server: str) -> None:
        """Bring what is asked of a server, until there is nothing more."""
        while (job := self._next(server)) is not None:
            try:
                result: Picture | FetchError | ParseError = self._get(job.asked)
            except (FetchError, ParseError) as error:
                result = error
            except BaseException as error:  # noqa: BLE001  (whose turn it is reports it)
                job.result.set_exception(error)
                continue
            with self._changed:
                self._answered.add(server)
                if job.articles and not isinstance(result, Exception):
                    job.size = len(result.content)
                    self._held += job.size
                self._start_threads()
            job.result.set_result(result)

    def _is_waited_for(self, server: str) -> bool:
        job = self._waited_for
        return job is not None and job.server == server and not job.result.done()

    def _next(self, server: str) -> _Job | None:
        """The next job of a server's; None where there is none, and its thread ends."""
        queue = self._queues[server]
        with self._changed:
            while not self._closed and queue and self._held >= MAX_HELD and not self._is_waited_for(server):
                self._changed.wait()
            while queue and not self._closed:
                job = queue.popleft()
                if job.result.set_running_or_notify_cancel():
                    return job
            self._threads[server] -= 1
            self._start_threads()
        return None
