"""An article's pictures: fetched, checked, and named as the target will have them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from functools import cached_property, partial
from itertools import repeat
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from syndicate.errors import FetchError, ParseError
from syndicate.writer.paths import safe_path

if TYPE_CHECKING:
    from collections.abc import Mapping

    from syndicate.config import Config
    from syndicate.fetcher import Fetcher
    from syndicate.models import Article, Asset, Loss, Picture, Record
    from syndicate.pipeline.inventory import Inventory


NOWHERE = ".invalid"
"""No host on the web has a name that ends so: RFC 2606. `init` gives such a name to what was never on the web."""
MAX_BYTES = 200_000_000
"""Of one article's pictures and files: they are held in memory until its post is written."""


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

        addresses = self._wanted(article)
        if not addresses and self.config.post.images == "link":
            return article, (), ()
        fetched, missing = self._fetched(addresses, article, record)
        assets, places = self._placed(fetched, article, record)
        body, losses = pictures.place_pictures(article.body, places, missing)
        shown = article.shown and pictures.place_shown(article.shown, places, missing)
        return replace(article, body=body, shown=shown), assets, losses

    def _wanted(self, article: Article) -> tuple[str, ...]:
        """The addresses of the files that are to be copied."""
        from syndicate.converter.post import pictures

        if self.config.post.images == "link" and NOWHERE not in article.body:
            return ()
        own = urlsplit(article.address).hostname or ""
        addresses = pictures.picture_addresses(article.body, self.hosts | {own})
        if self.config.post.images != "link":
            return addresses
        return tuple(each for each in addresses if (urlsplit(each).hostname or "").endswith(NOWHERE))

    def _fetched(
        self, addresses: tuple[str, ...], article: Article, record: Record | None
    ) -> tuple[list[Picture], dict[str, str]]:
        """The pictures of an article, and why others cannot be had, by their addresses."""
        from syndicate.parser.pictures.raster import parse_picture

        fetched: list[Picture] = []
        missing: dict[str, str] = {}
        published = article.published
        day = published.date() if isinstance(published, datetime) else published
        size = 0
        for address, page in zip(addresses, self.fetcher.get_all(addresses, repeat(day)), strict=False):
            if size > MAX_BYTES:
                break
            try:
                if isinstance(page, FetchError):
                    raise page
                fetched.append(parse_picture(page))
                size += len(page.content)
            except (FetchError, ParseError) as error:
                if copy := self.inventory.picture_copy(address, record):
                    fetched.append(copy)
                else:
                    missing[address] = error.reason if isinstance(error, FetchError) else error.message
        if size > MAX_BYTES:
            brought = {picture.address for picture in fetched}
            reason = f"the article has more than {MAX_BYTES // 1_000_000} MB of pictures and files"
            missing |= {address: reason for address in addresses if address not in brought}
        return fetched, missing

    def _placed(
        self, fetched: list[Picture], article: Article, record: Record | None
    ) -> tuple[tuple[Asset, ...], Mapping[str, str]]:
        """The files of an article's pictures, and what the post links for each of their addresses."""
        from syndicate.converter.post import pictures
        from syndicate.converter.post.post import post_values
        from syndicate.converter.post.templates import fill

        rules, values = self.config.post, post_values(article, self.config)
        if rules.images == "beside":
            post = record.path if record is not None else safe_path(fill(rules.path, values))
            place = partial(pictures.assets_beside, fetched, post)
        else:
            place = partial(pictures.assets, fetched, rules.image_path, rules.image_url, values)
        assets, places = place()
        taken = self.inventory.others_files(assets, record)
        return place(taken=taken) if taken else (assets, places)

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The names of the origin's hosts."""
        source = self.config.source
        addresses = [source.feed, source.sitemap, *source.fetch.mirrors, *source.fetch.mirrors.values()]
        return frozenset(urlsplit(address).hostname or "" for address in addresses) - {""}
