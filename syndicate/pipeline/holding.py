"""Changes that wait until the run shows whether to believe them: what all of an archive does at once, no article did."""

from __future__ import annotations

from collections import deque
from dataclasses import replace
from typing import TYPE_CHECKING

from syndicate.models import Change, Failure, Kind
from syndicate.pipeline.doubt import ADVICE, is_all_at_once
from syndicate.planner import doubted

if TYPE_CHECKING:
    from collections.abc import Iterator

    from syndicate.pipeline.article import ArticlePipeline
    from syndicate.pipeline.reading import Item

    Planned = tuple[Item, Change | Failure | None]

WINDOW = 16
"""So many changes wait, in case a later article has the same text."""

REDESIGN = (
    "{count} of {total} originals that were looked at changed at once, as when a blog is redesigned; "
    "the post is kept as it was; look at some of the changes (--dry-run --diff), then take them with --accept"
)
OUTAGE = (
    "{count} of {total} originals were not found at once, as when a blog is down or moves; "
    "that does not count, and the posts stay as they were; if they are gone, say so with --accept"
)


class Holding:
    """Hands on planned changes, some of them later than they came, and doubted where the run shows that.

    `notes` gathers what the report says of the whole.

    Args:
        stages: which planned them.
        total: how many known articles the run looks at.
        window: how many changes wait for a twin.
    """

    def __init__(self, stages: ArticlePipeline, total: int, window: int = WINDOW) -> None:
        self.stages = stages
        self.total = total
        self.window = window
        self.notes: list[str] = []
        self._recent: deque[Planned] = deque()
        self._changed: list[Planned] = []
        self._missing: list[Planned] = []

    def add(self, item: Item, planned: Change | Failure | None) -> Iterator[Planned]:
        """Take a planned change, and hand on those that need not wait any more."""
        address = planned.record.address if isinstance(planned, Change) else ""
        if not self.stages.options.accept and address in self.stages.examiner.changed:
            self._changed.append((item, planned))
        elif not self.stages.options.accept and address in self.stages.examiner.missing:
            self._missing.append((item, planned))
        else:
            self._recent.append((item, planned))
        while len(self._recent) > self.window:
            yield self._believed(*self._recent.popleft())

    def rest(self) -> Iterator[Planned]:
        """The changes that waited to the end."""
        while self._recent:
            yield self._believed(*self._recent.popleft())
        count = len(self._changed)
        is_redesign = is_all_at_once(count, self.total)
        for item, planned in self._changed:
            if is_redesign and isinstance(planned, Change):
                yield item, self._doubted(planned, REDESIGN.format(count=count, total=self.total))
            else:
                yield self._believed(item, planned)
        count = len(self._missing)
        is_outage = is_all_at_once(count, self.total)
        if is_outage:
            self.notes.append(OUTAGE.format(count=count, total=self.total))
        for item, planned in self._missing:
            yield item, self._as_it_was(planned) if is_outage and isinstance(planned, Change) else planned

    def _believed(self, item: Item, planned: Change | Failure | None) -> Planned:
        if isinstance(planned, Change) and (twin := self.stages.examiner.twins.get(planned.record.address)):
            return item, self._doubted(planned, f"{twin} of this run has the same text{ADVICE}")
        return item, planned

    def _doubted(self, change: Change, reason: str) -> Change:
        self.stages.inventory.forget_planned(change)
        return doubted(change, self.stages.examiner.records.get(change.record.address), reason)

    def _as_it_was(self, change: Change) -> Change:
        record = self.stages.examiner.records[change.record.address]
        self.stages.inventory.forget_planned(change)
        return replace(change, kind=Kind.UNCHANGED, reason="", after=change.before, record=record)
