"""A blog and a target, looked at -> a first config: what `syndicate init` does.

address -> its feed -> three of its articles, as the feed and as their pages have them
target  -> its generator, and where its posts lie
                                                       both -> config.drafting -> the text of a config
"""

from __future__ import annotations

from contextlib import closing
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin, urlsplit

import msgspec

from syndicate.config import FLAVORS, Config, Fetch, PostRules, Select, Source
from syndicate.config.drafting import articles_pattern, post_path
from syndicate.config.flavors import POST_SUFFIXES
from syndicate.config.sites import SITE_FILES, dialect_of, flavor_of, site_note
from syndicate.converter.post.templates import slugify
from syndicate.errors import FetchError, ParseError, SourceError
from syndicate.fetcher import Fetcher
from syndicate.parser.page.article import article_from_entry, article_from_page
from syndicate.parser.page.metadata.description import without_truncation
from syndicate.parser.plain_text import without_tags
from syndicate.pipeline.catalogue import parsed_feed
from syndicate.pipeline.exports import open_export
from syndicate.writer.target import Target

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from syndicate.models import Article, Entry, Feed
    from syndicate.pipeline.options import Options

USUAL_FEEDS = ("feed.xml", "feed/", "feed", "rss.xml", "atom.xml", "index.xml", "rss", "feed.json")
"""Where feeds lie as a rule, for pages that do not name theirs."""

SAMPLE = 3
LONGER = 1.25
"""A page whose article is so much longer than what the feed has of it holds more than the article."""


def discover(address: str, target: Path, options: Options) -> tuple[Config, str]:
    """A config that cross-posts a blog to a target, and how the target's site was read.

    Args:
        address: of the blog, of one of its pages, or of its feed.
        target: the folder of the site.
        options: of them the `mirrors` and the `cache`.

    Raises:
        SourceError: no feed is found there.
        TargetError: there is no such folder, or it cannot be written.
    """
    post, note = _post_rules(Target.open(target, ""))
    with Fetcher(Fetch(), options.cache / "http", mirrors=options.mirrors, named=(address,)) as fetcher:
        place, feed = _feed(fetcher, address)
        title = feed.title or urlsplit(place).hostname or ""
        source = Source(
            name=slugify(title, 40),
            title=title,
            feed=place,
            content=_content(fetcher, feed.entries[:SAMPLE]),
            articles=articles_pattern([entry.address for entry in feed.entries]),
        )
        return Config(source=source, post=post), note


def discover_export(path: str, target: Path, address: str = "", *, moved: bool = False) -> tuple[Config, str]:
    """A config that brings the articles of an export to a target, and how the target's site was read.

    Args:
        path: of the export.
        target: the folder of the site.
        address: of the blog, where it is on the web and the export does not say so.
        moved: whether the blog moves here for good: no post says where its original was, and pictures are copied.

    Raises:
        SourceError: it is no export, or is refused.
        TargetError: there is no such folder, or it cannot be written.
    """
    post, note = _post_rules(Target.open(target, ""))
    with closing(open_export(path)) as export:
        site, usual_feed, has_pictures = export.site(), export.format.feed, export.has_pictures()
    if has_pictures and post.images == "link":
        post = msgspec.structs.replace(post, images="copy")
    file = PurePosixPath(path.rstrip("/"))
    title = site.title or file.name.partition(".")[0] or "export"
    name = slugify(title, 40) or "export"
    home = f"{address.rstrip('/')}/" if address else site.address
    if moved or not home:  # what was never public has no original elsewhere either
        front_matter = {
            key: value
            for key, value in FLAVORS[post.flavor]["front_matter"].items()
            if "{url}" not in str(value)
        }
        images = "copy" if post.images == "link" else post.images
        post = msgspec.structs.replace(post, attribution="", images=images, front_matter=front_matter)
    if not home:
        feed = f"https://{name}.invalid/feed.xml"
    else:
        feed = (site.feed if home == site.address else "") or urljoin(home, usual_feed)
    source = Source(name=name, title=title, feed=feed, content="page" if home else "feed")
    return Config(source=source, post=post), note


def _feed(fetcher: Fetcher, address: str) -> tuple[str, Feed]:
    """A blog's feed and where it is: the address itself, or what the page there names, or where feeds lie as a rule."""
    from syndicate.parser.encoding import decode
    from syndicate.parser.lists.feed import linked_feeds

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


def _content(fetcher: Fetcher, sample: Sequence[Entry]) -> Literal["page", "feed"]:
    """Where bodies are better taken from: the feed where it is whole and most pages cannot be read, or hold more than the article."""
    worse = 0
    for entry in sample:
        try:
            from_feed = article_from_entry(entry, Select())
        except ParseError:
            return "page"
        text = _text(from_feed)
        if without_truncation(text) != text:
            return "page"
        try:
            from_page = article_from_page(fetcher.get(entry.address), entry, Select())
        except (FetchError, ParseError):
            worse += 1
        else:
            worse += len(_text(from_page)) > LONGER * len(_text(from_feed))
    return "feed" if worse > len(sample) / 2 else "page"


def _text(article: Article) -> str:
    return without_tags(article.body)


def _post_rules(site: Target) -> tuple[PostRules, str]:
    """What a site shows of its flavor, its dialect and the path of its posts; and what is taken for granted of it."""
    files = site.files(PurePosixPath())
    texts = {
        name: site.read_bytes(PurePosixPath(name)).decode("utf-8", "replace")
        for name in sorted(SITE_FILES)
        if PurePosixPath(name) in files
    }
    flavor, sign = flavor_of(set(map(str, files)), texts)
    row = FLAVORS[flavor]
    posts = sorted(path for path in files if path.suffix.lower() in POST_SUFFIXES)
    path = post_path(posts, str(row["path"]))
    dialect, why = dialect_of(flavor, texts)
    rules = PostRules(flavor=flavor, dialect=dialect, path=path, images=row.get("images", "link"))
    return rules, site_note(flavor, sign, why)
