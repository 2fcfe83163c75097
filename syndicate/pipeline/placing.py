"""Where the target will have an article's pictures; also in the processes that convert ahead, by what their names say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from syndicate.converter.post import pictures
from syndicate.converter.post.post import post_values
from syndicate.converter.post.templates import fill
from syndicate.models import Picture
from syndicate.writer.paths import safe_path

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence
    from pathlib import PurePosixPath

    from syndicate.config import Config
    from syndicate.models import Article, Asset, Reading

NOWHERE = ".invalid"
"""No host on the web has a name that ends so: RFC 2606. `init` gives such a name to what was never on the web."""

SUFFIX = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg|pdf)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Placing:
    """Where the pictures of a source's articles will be."""

    config: Config

    def wanted(self, article: Article) -> tuple[str, ...]:
        """The addresses of the files that are to be copied.

        Pictures that are linked are left where they are, but for those that are nowhere on the web.
        """
        is_link = self.config.post.images == "link"
        if is_link and NOWHERE not in article.body:
            return ()
        own = urlsplit(article.address).hostname or ""
        addresses = pictures.picture_addresses(article.body, self._hosts() | {own})
        if not is_link:
            return addresses
        return tuple(each for each in addresses if (urlsplit(each).hostname or "").endswith(NOWHERE))

    def placed(
        self,
        brought: Sequence[Picture],
        article: Article,
        post: PurePosixPath | None = None,
        taken: Container[PurePosixPath] = (),
    ) -> tuple[tuple[Asset, ...], Mapping[str, str]]:
        """The files of an article's pictures, and what the post links for each of their addresses.

        Args:
            brought: its pictures.
            article: which shows them.
            post: the path of its post, where there is one.
            taken: places where other files stand.
        """
        rules, values = self.config.post, post_values(article, self.config)
        if rules.images == "beside":
            path = post if post is not None else safe_path(fill(rules.path, values))
            place = partial(pictures.assets_beside, brought, path)
        else:
            place = partial(pictures.assets, brought, rules.image_path, rules.image_url, values)
        return place(taken=taken)

    def likely(self, article: Article) -> tuple[str, Reading | None]:
        """The body, and what the original shows, with its pictures where they will be if they are what their names say."""
        addresses = self.wanted(article)
        likely = [
            Picture(address, address.encode(), suffix[0].lower())
            for address in addresses
            if (suffix := SUFFIX.search(urlsplit(address).path))
        ]
        if not addresses or len(likely) < len(addresses):
            return article.body, article.shown
        _, places = self.placed(likely, article)
        body, _ = pictures.place_pictures(article.body, places, {})
        return body, article.shown and pictures.place_shown(article.shown, places, {})

    def _hosts(self) -> frozenset[str]:
        """The names of the origin's hosts."""
        source = self.config.source
        addresses = [source.feed, source.sitemap, *source.fetch.mirrors, *source.fetch.mirrors.values()]
        return frozenset(urlsplit(address).hostname or "" for address in addresses) - {""}
