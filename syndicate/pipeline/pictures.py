"""An article's pictures: fetched, checked, and named as the target will have them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING

from syndicate.errors import FetchError, ParseError
from syndicate.models import Loss
from syndicate.pipeline.ahead import Ahead, Asked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from syndicate.config import Config
    from syndicate.fetcher import Fetcher
    from syndicate.models import Article, Asset, Picture, Record
    from syndicate.pipeline.inventory import Inventory
    from syndicate.pipeline.placing import Placing


MAX_BYTES = 200_000_000
"""Of one article's pictures and files: they are held in memory until its post is written."""
MAX_FILES = 2000
"""Of one article."""
TOO_LARGE = f"the article has more than {MAX_BYTES // 1_000_000} MB of pictures and files"
TOO_MANY = f"the article has more than {MAX_FILES:,} pictures and files"


class PictureCopier:
    """Brings the pictures and documents of articles into a target.

    Args:
        config: the source's.
        fetcher: of the source.
        inventory: what the target holds.
    """

    def __init__(self, config: Config, fetcher: Fetcher, inventory: Inventory) -> None:
        self.config = config
        self.fetcher = fetcher
        self.inventory = inventory
        self._ahead = Ahead(self._picture, fetcher.server_of, fetcher.jobs)
        self._lost: Counter[str] = Counter()

    def ask(self, article: Article) -> None:
        """Have the pictures of an article fetched, whose turn is yet to come."""
        self._ahead.ask(article.address, self._asked(article, self._placing.wanted(article)[:MAX_FILES]))

    def release(self, article: Article) -> None:
        """Forget what was asked for an article that has had its turn."""
        self._ahead.release(article.address)

    def close(self) -> None:
        """Fetch nothing more."""
        self._ahead.close()

    def notes(self) -> Iterator[str]:
        """A line for each server that did not answer, where that cost several pictures."""
        for server, count in sorted(self._lost.items()):
            if count > 1:
                why = self.fetcher.unreachable[server]
                yield f"{why}; so {count} pictures and files at {server} are linked, not copied"

    def localize(
        self, article: Article, record: Record | None
    ) -> tuple[Article, tuple[Asset, ...], tuple[Loss, ...]]:
        """The article with its pictures where the target will have them, their files, and which are lost.

        Pictures that are linked are left where they are, but for those that are nowhere on the web.

        Args:
            article: its body names pictures by their addresses at the origin.
            record: of its post, where there is one.
        """
        from syndicate.converter.post import pictures

        addresses = self._placing.wanted(article)
        if not addresses and self.config.post.images == "link":
            return article, (), ()
        fetched, missing = self._fetched(addresses, article, record)
        post = record.path if record is not None else None
        assets, places = self._placing.placed(fetched, article, post)
        if taken := self.inventory.others_files(assets, record):
            assets, places = self._placing.placed(fetched, article, post, taken)
        body, losses = pictures.place_pictures(article.body, places, missing)
        shown = article.shown and pictures.place_shown(article.shown, places, missing)
        return replace(article, body=body, shown=shown), assets, _with_left_out(losses, missing)

    @cached_property
    def _placing(self) -> Placing:
        """Made when it is first needed: a run with nothing to do needs none, and it loads the converter."""
        from syndicate.pipeline.placing import Placing

        return Placing(self.config)

    def _asked(self, article: Article, addresses: tuple[str, ...]) -> list[Asked]:
        published = article.published
        day = published.date() if isinstance(published, datetime) else published
        return [Asked(address, day if self.config.source.archive else None) for address in addresses]

    def _picture(self, asked: Asked) -> Picture:
        """A picture from its origin, checked; called from several threads."""
        from syndicate.parser.pictures.raster import parse_picture

        return parse_picture(self.fetcher.get(asked.address, day=asked.day))

    def _fetched(
        self, addresses: tuple[str, ...], article: Article, record: Record | None
    ) -> tuple[list[Picture], dict[str, str]]:
        """The pictures of an article, and why others cannot be had, by their addresses."""
        fetched: list[Picture] = []
        missing = dict.fromkeys(addresses[MAX_FILES:], TOO_MANY)
        size = 0
        all_asked = self._asked(article, addresses[:MAX_FILES])
        self._ahead.ask(article.address, all_asked)
        try:
            for asked in all_asked:
                if size > MAX_BYTES:
                    break
                result = self._ahead.take(asked)
                if not isinstance(result, Exception):
                    fetched.append(result)
                    size += len(result.content)
                elif copy := self.inventory.picture_copy(asked.address, record):
                    fetched.append(copy)
                else:
                    missing[asked.address] = self._why(asked.address, result)
        finally:
            self._ahead.release(article.address)
        if size > MAX_BYTES:
            brought = {picture.address for picture in fetched}
            missing |= {
                asked.address: TOO_LARGE for asked in all_asked if asked.address not in {*brought, *missing}
            }
        return fetched, missing

    def _why(self, address: str, error: FetchError | ParseError) -> str:
        """Why a picture cannot be had; see `notes`."""
        if not isinstance(error, FetchError):
            return error.message
        if (server := self.fetcher.server_of(address)) in self.fetcher.unreachable:
            self._lost[server] += 1
        return error.reason


def _with_left_out(losses: tuple[Loss, ...], missing: Mapping[str, str]) -> tuple[Loss, ...]:
    """The losses, with one for all that is too much of an article, where that may be hundreds of files."""
    others = tuple(loss for loss in losses if loss.lost not in (TOO_LARGE, TOO_MANY))
    counts = Counter(reason for reason in missing.values() if reason in (TOO_LARGE, TOO_MANY))
    left_out = (
        Loss(f"{count} of its pictures and files", f"{reason}; these are linked where they are")
        for reason, count in counts.items()
    )
    return (*others, *left_out)
