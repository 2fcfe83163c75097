"""A blog and a target, looked at -> a first config: what `syndicate init` does.

address -> its feed -> three of its articles, as the feed and as their pages have them
target  -> its generator, and what its posts are like
                                                       both -> config.drafting -> the text of a config
"""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal
from urllib.parse import urljoin, urlsplit

import msgspec

from syndicate.config import FLAVORS, Config, Fetch, PostRules, Source, eleventy, nikola
from syndicate.config.drafting import articles_pattern
from syndicate.config.flavors import POST_SUFFIXES
from syndicate.config.neighbours import learn
from syndicate.config.sites import SITE_FILES, dialect_of, flavor_of, hugo_path, site_note
from syndicate.converter.post.templates import slugify
from syndicate.errors import FetchError, ParseError, SourceError, TargetError
from syndicate.fetcher import Fetcher
from syndicate.pipeline.catalogue import Catalogue, parsed_feed
from syndicate.pipeline.exports import open_export
from syndicate.pipeline.misfits import shape
from syndicate.pipeline.sampling import bodies
from syndicate.writer.target import Target

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from syndicate.models import Entry, Feed
    from syndicate.pipeline.options import Options

USUAL_FEEDS = ("feed.xml", "feed/", "feed", "rss.xml", "atom.xml", "index.xml", "rss", "feed.json")
"""Where feeds lie as a rule, for pages that do not name theirs."""

SAMPLE = 3
MOST_LISTS = 10
"""So many sitemaps show whether the pattern for articles fits."""

MOST_EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Discovery:
    """A first config, and what was seen.

    `blog` and `site` are the lines that a person is told of each. `doubts` are the keys of the config that are a guess:
    flavor, content. `selector` finds the bodies on the pages that were looked at, whether or not a second sign agrees.
    """

    config: Config
    blog: tuple[str, ...] = ()
    site: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    selector: str = ""


def discover(address: str, target: Path, options: Options, flavor: str = "") -> Discovery:
    """A config that cross-posts a blog to a target, and what of both was seen.

    Args:
        address: of the blog, of one of its pages, or of its feed.
        target: the folder of the site.
        options: of them the `mirrors` and the `cache`.
        flavor: of the site, where a person has named it.

    Raises:
        SourceError: no feed is found there.
        TargetError: there is no such folder, or it cannot be written.
    """
    post, notes, is_known = post_rules(Target.open(target, ""), flavor)
    with Fetcher(Fetch(), options.cache / "http", mirrors=options.mirrors, named=(address,)) as fetcher:
        place, feed = _feed(fetcher, address)
        title = feed.title or urlsplit(place).hostname or ""
        found = bodies(fetcher, feed.entries[:SAMPLE])
        source = Source(
            name=slugify(title, 40),
            title=title,
            feed=place,
            content=found.content,
            articles=articles_pattern([entry.address for entry in feed.entries]),
        )
        config = Config(source=source, post=post)
        catalogue = Catalogue(config, fetcher, most=MOST_LISTS)
        listed = catalogue.usual_sitemaps(feed.entries)
    doubts = ("flavor",) * (not is_known) + ("content",) * found.is_choice
    seen = (found.note, *catalogue.warnings, *_coverage(source.articles, feed.entries, listed))
    return Discovery(config, seen, notes, doubts, found.selector)


def _coverage(pattern: str, feed: Sequence[Entry], listed: Sequence[Entry]) -> Iterator[str]:
    """What the pattern for articles takes of the sitemap, and what it leaves; a line."""
    if not listed:
        yield f"no sitemap is found: import --all has the {len(feed)} articles that the feed names, and those of its older pages"
        return
    addresses = list(dict.fromkeys(entry.address for entry in listed))
    left = [address for address in addresses if not re.search(pattern, address)]
    if not pattern:
        yield f"the addresses of its articles have nothing in common: all {len(addresses)} of the sitemap count as articles; set source.articles"
    elif not left:
        yield f"all {len(addresses)} addresses of the sitemap are articles by source.articles"
    else:
        examples = list({shape(address): address for address in left}.values())[:MOST_EXAMPLES]
        yield (
            f"{len(addresses) - len(left)} of {len(addresses)} addresses of the sitemap are articles by source.articles; "
            f"left out are others, such as {', '.join(examples)}"
        )


def discover_export(
    path: str, target: Path, address: str = "", *, moved: bool = False, flavor: str = ""
) -> Discovery:
    """A config that brings the articles of an export to a target, and what of the target's site was seen.

    Args:
        path: of the export.
        target: the folder of the site.
        address: of the blog, where it is on the web and the export does not say so.
        moved: whether the blog moves here for good: no post says where its original was, and pictures are copied.
        flavor: of the site, where a person has named it.

    Raises:
        SourceError: it is no export, or is refused.
        TargetError: there is no such folder, or it cannot be written.
    """
    post, notes, is_known = post_rules(Target.open(target, ""), flavor)
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
            for key, value in (post.front_matter or FLAVORS[post.flavor]["front_matter"]).items()
            if "{url}" not in str(value)
        }
        images = "copy" if post.images == "link" else post.images
        post = msgspec.structs.replace(post, attribution="", images=images, front_matter=front_matter)
    if not home:
        feed = f"https://{name}.invalid/feed.xml"
    else:
        feed = (site.feed if home == site.address else "") or urljoin(home, usual_feed)
    source = Source(name=name, title=title, feed=feed, content="page" if home else "feed")
    return Discovery(Config(source=source, post=post), (), notes, ("flavor",) * (not is_known))


def with_content(found: Discovery, content: Literal["page", "feed"]) -> Discovery:
    """What was found, where a person says whether bodies are from the page or the feed."""
    source = msgspec.structs.replace(found.config.source, content=content)
    return replace(found, config=msgspec.structs.replace(found.config, source=source))


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


def post_rules(site: Target, flavor: str = "") -> tuple[PostRules, tuple[str, ...], bool]:
    """What a site shows of its flavor, its dialect and its posts; what a person is told of that; whether the flavor is known.

    Args:
        site: the target.
        flavor: of the site, where a person has named it.
    """
    files = site.files(PurePosixPath())

    def read(path: PurePosixPath) -> str:
        try:
            return site.read_bytes(path).decode("utf-8", "replace")
        except TargetError:  # as where it is a link to nowhere
            return ""

    def texts_of(names: Iterable[str]) -> dict[str, str]:
        return {name: read(PurePosixPath(name)) for name in sorted(names) if PurePosixPath(name) in files}

    texts = texts_of(SITE_FILES)
    flavor, sign = (flavor, "you") if flavor else flavor_of(set(map(str, files)), texts)
    row = FLAVORS[flavor]
    told = nikola.posts_of(texts.get("conf.py", "")) if flavor == "nikola" else nikola.Posts()
    default = hugo_path(texts) if flavor == "hugo" else told.path
    lesson = learn(files, read, flavor, POST_SUFFIXES, default)
    path = lesson.path or default or str(row["path"])
    dialect, why = dialect_of(flavor, texts)
    pictures = lesson.pictures
    rules = PostRules(
        flavor=flavor,
        dialect=dialect,
        path=path,
        images=pictures.images or row.get("images", "link"),
        image_path=pictures.image_path,
        image_url=pictures.image_url,
        permalink=lesson.permalink or told.permalink,
        form=lesson.form,
        front_matter=dict(lesson.front_matter),
    )
    shown = {
        "posts": lesson.path,
        "settings": told.notes,
        "keys": lesson.front_matter,
        "pictures": pictures.images,
    }
    notes = [
        site_note(flavor, sign, why, [name for name, what in shown.items() if what]),
        *told.notes,
        *lesson.notes,
    ]
    if flavor.startswith("eleventy"):
        templates = texts_of(str(each) for each in files if each.suffix in eleventy.TEMPLATES)
        rules, more = _eleventy_rules(rules, texts_of(eleventy.data_files(path)), templates, texts)
        notes += more
    return rules, tuple(notes), bool(sign)


def _eleventy_rules(
    rules: PostRules, data: Mapping[str, str], templates: Mapping[str, str], settings: Mapping[str, str]
) -> tuple[PostRules, list[str]]:
    """The rules, with what an Eleventy site's own files say; and what is told of that."""
    notes = []
    permalink, file = ("", "") if rules.permalink else eleventy.permalink_of(rules.path, data)
    if permalink:
        notes.append(f"posts are published as {permalink}, says {file}")
        rules = msgspec.structs.replace(rules, permalink=permalink)
        if "{title" in permalink and (template := eleventy.names_by_title(templates)):
            notes.append(f"{template} names files by titles, so two equal ones get their dates")
            rules = msgspec.structs.replace(rules, clashes="title")
    elif file:
        notes.append(f"how {file} publishes posts is not understood: say it in permalink")
    if rules.images == "link" and eleventy.fetches_pictures(settings):
        notes.append("pictures are copied, since the image plugin stops the build where one cannot be had")
        rules = msgspec.structs.replace(rules, images="copy")
    return rules, notes
