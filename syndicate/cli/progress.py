"""How far a run is, on a terminal."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from syndicate.models import Failure

if TYPE_CHECKING:
    from rich.progress import Progress, Task, TaskID

    from syndicate.models import Change


class Bar:
    """A bar for the pages that are fetched, and one for the articles made of them; `close` takes them away.

    Each has what is done, what there is, how many a second, and the time left.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._progress: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._failed = 0

    def __call__(self, done: int, total: int, result: Change | Failure) -> None:
        """Show that so many of so many are done; see `options.Options.watch`."""
        with self._lock:
            self._failed += isinstance(result, Failure)
            failed = f"[red]{self._failed} failed" if self._failed else ""
            task = self._task("Converting", total)
            self._begun().update(task.id, completed=done, failed=failed)

    def page_came(self, total: int) -> None:
        """Show that another page came; see `options.Options.on_page`."""
        with self._lock:
            self._begun().advance(self._task("Fetching", total).id)

    def close(self) -> None:
        """Take the bars off the terminal."""
        with self._lock:
            if self._progress is not None:
                self._progress.stop()
            self._progress, self._failed = None, 0
            self._tasks.clear()

    def _begun(self) -> Progress:
        if self._progress is None:
            self._progress = _started()
        return self._progress

    def _task(self, name: str, total: int) -> Task:
        progress = self._begun()
        if name not in self._tasks:
            self._tasks[name] = progress.add_task(f"{name:10}", total=total, rate="", failed="")
        task = progress.tasks[self._tasks[name]]
        if task.total != total:  # a second round, for the posts that link to new ones
            progress.reset(task.id)
        progress.update(task.id, total=total, rate=f"{task.speed:,.1f}/s" if task.speed else "")
        return task


def _started() -> Progress:
    # What takes time to load is not for a run that has nothing to do.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),  # so that the ^C that a terminal echoes has room beside
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(compact=True),
        TextColumn("{task.fields[failed]}"),
        console=Console(stderr=True),
        transient=True,
    )
    progress.start()
    return progress
