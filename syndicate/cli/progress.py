"""The progress bars of a run on a terminal."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from syndicate.models import Failure

if TYPE_CHECKING:
    from rich.progress import Progress, Task, TaskID

    from syndicate.models import Change


class Bar:
    """A bar for fetched pages, and one for converted articles; `close` removes them.

    Each shows the number done, the total, the rate and the time left.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._progress: Progress | None = None
        self._tasks: dict[str, TaskID] = {}
        self._failed = 0

    def __call__(self, done: int, total: int, result: Change | Failure) -> None:
        """Show the number of converted articles; see `options.Options.watch`."""
        with self._lock:
            self._failed += isinstance(result, Failure)
            failed = f"[red]{self._failed} failed" if self._failed else ""
            task = self._task("Converting", total)
            self._running().update(task.id, completed=done, failed=failed)

    def advance_pages(self, total: int) -> None:
        """Count another fetched page; see `options.Options.on_page`."""
        with self._lock:
            self._running().advance(self._task("Fetching", total).id)

    def close(self) -> None:
        """Remove the bars from the terminal."""
        with self._lock:
            if self._progress is not None:
                self._progress.stop()
            self._progress, self._failed = None, 0
            self._tasks.clear()

    def _running(self) -> Progress:
        if self._progress is None:
            self._progress = _start_progress()
        return self._progress

    def _task(self, name: str, total: int) -> Task:
        progress = self._running()
        if name not in self._tasks:
            self._tasks[name] = progress.add_task(f"{name:10}", total=total, rate="", failed="")
        task = progress.tasks[self._tasks[name]]
        if task.total != total:  # a second round, for the posts that link to new ones
            progress.reset(task.id)
        progress.update(task.id, total=total, rate=f"{task.speed:,.1f}/s" if task.speed else "")
        return task


def _start_progress() -> Progress:
    # Imported here, since rich takes time to load and a run with nothing to do needs no bar.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(bar_width=30),  # leaves room for the ^C that a terminal echoes
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}"),
        TimeRemainingColumn(compact=True),
        TextColumn("{task.fields[failed]}"),
        console=Console(stderr=True),
        transient=True,
    )
    progress.start()
    return progress
