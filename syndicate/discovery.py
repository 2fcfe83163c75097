"""A blog and a target, looked at -> a first config: what `syndicate init` does.

address -> its feed -> three of its articles, as the feed and as their pages have them
target  -> its generator, and where its posts lie
                                                       both -> config.drafting -> the text of a config
"""

from __future__ import annotations

import os
import re
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin, urlsplit

from syndicate.catalogue import parsed_feed, parsed_sitemap
from syndicate.config import FLAVORS, Fetch, Select
from syndicate.config.drafting import Draft, articles_pattern, dialect_of, flavor_of, post_path
from syndicate.converter.templates import NAMELESS, slugify
from syndicate.errors import FetchError, ParseError, SourceError, TargetError
from syndicate.fetcher import Fetcher
from syndicate.parser.article import article_from_entry, article_from_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syndicate.models import Article, Entry, Feed
    from syndicate.options import Options

USUAL_FEEDS = ("feed.xml", "feed/", "feed", "rss.xml", "atom.xml", "index.xml", "rss", "feed.json")
"""Where feeds lie as a rule, for pages that do not name theirs."""

SAMPLE = 3
CROWDED = 1.25
"""A page whose article is so much longer than what the feed has of it holds more than the article."""

CUT_OFF = re.compile(r"(?:…|\.\.\.|Read more|Continue reading)[^\w<]*(?:</\w+>[^\w<]*)*$", re.IGNORECASE)
"""How what a feed holds ends where it is only the article's beginning."""

TAGS = re.compile(r"<[^>]*>")

NOT_OURS = {"node_modules", "vendor", "_site", "dist", "public", "build", "venv"}
"""Folders of a repository whose files are nobody's posts."""

MOST_FILES = 50_000
MOST_SITEMAPS = 50
"""An index of more is a platform's."""


def discovered(address: str, target: Path, options: Options) -> Draft:
    """What a config is to say that cross-posts a blog to a target.

    Args:
        address: of the blog, of one of its pages, or of its feed.
        target: the folder of the site.
        options: of them the `mirrors` and the `cache`.

    Raises:
        SourceError: no feed is found there.
        TargetError: there is no such folder.
    """
    if not target.is_dir():
        raise TargetError("there is no such folder; name your site's repository with --target", str(target))
    cache = options.cache / "http"
    with Fetcher(Fetch(), cache, mirrors=options.mirrors, named=(address,)) as fetcher:
        place, feed = _feed(fetcher, address)
        host = urlsplit(place).hostname or ""
        title = feed.title or host
        return Draft(
            name=slugify(title, 40) if slugify(title) != NAMELESS else slugify(host),
            title=title,
            feed=place,
            sitemap=_sitemap(fetcher, place),
            content=_content(fetcher, feed.entries[:SAMPLE]),
            articles=articles_pattern([entry.address for entry in feed.entries]),
            **_habits(target),
        )


def _feed(fetcher: Fetcher, address: str) -> tuple[str, Feed]:
    """A blog's feed and where it is: the address itself, or what the page there names, or where feeds lie as a rule."""
    from syndicate.parser.encoding import decode
    from syndicate.parser.feed import linked_feeds

    why = "the page there names none, and there is none where feeds lie as a rule; name the feed itself"
    named: list[str] = []
    try:
        page = fetcher.get(address, feed=True)
    except FetchError as error:
        if not error.status:  # nobody answers there, so nobody will for another address of the host
            raise SourceError(error.message, address) from error
        why = error.message
    else:
        try:
            return address, parsed_feed(page)
        except ParseError:
            named = linked_feeds(decode(page.content, page.charset), page.final_address)
    named.sort(key=lambda each: "/comments/" in each)  # WordPress names the feed of its comments too
    folder = address if address.endswith("/") else f"{address}/"
    usual = [urljoin(base, path) for base in (folder, urljoin(address, "/")) for path in USUAL_FEEDS]
    for place in dict.fromkeys([*named, *usual]):
        try:
            feed = parsed_feed(fetcher.get(place, feed=True))
        except (FetchError, ParseError):
            continue
        if feed.entries:
            return place, feed
    raise SourceError(f"no feed is found: {why}", address)


def _sitemap(fetcher: Fetcher, feed: str) -> str:
    """The one sitemap of a blog; "" where there is none, and where it is that of a whole platform."""
    named = fetcher.sitemaps(feed) or [urljoin(feed, "/sitemap.xml")]
    try:
        found = parsed_sitemap(fetcher.get(named[0], feed=True))
    except (FetchError, ParseError):
        return ""
    return named[0] if len(named) == 1 and len(found.sitemaps) <= MOST_SITEMAPS else ""


def _content(fetcher: Fetcher, sample: Sequence[Entry]) -> Literal["page", "feed"]:
    """Where bodies are better taken from: the feed where it is whole and most pages cannot be read, or hold more than the article."""
    worse = 0
    for entry in sample:
        try:
            told = article_from_entry(entry, Select())
        except ParseError:
            return "page"
        if CUT_OFF.search(told.body):
            return "page"
        try:
            seen = article_from_page(fetcher.get(entry.address), entry, Select())
        except (FetchError, ParseError):
            worse += 1
        else:
            worse += _length(seen) > CROWDED * _length(told)
    return "feed" if worse > len(sample) / 2 else "page"


def _length(article: Article) -> int:
    return len(TAGS.sub("", article.body))


def _habits(target: Path) -> dict[str, str]:
    """What a site shows of its flavor, its dialect and the path of its posts."""
    files = list(islice(_files(target), MOST_FILES))
    flavor = flavor_of({str(path) for path in files})
    posts = [path for path in files if path.suffix == ".md"]
    package = target / "package.json"
    plugins = package.read_text(encoding="utf-8", errors="replace") if package.is_file() else ""
    return {
        "flavor": flavor,
        "dialect": dialect_of(flavor, plugins),
        "path": post_path(posts, str(FLAVORS[flavor]["path"])),
    }


def _files(target: Path) -> Iterator[PurePosixPath]:
    for folder, folders, names in os.walk(target):
        folders[:] = sorted(each for each in folders if each not in NOT_OURS and not each.startswith("."))
        for name in sorted(names):
            yield PurePosixPath(Path(folder, name).relative_to(target).as_posix())
