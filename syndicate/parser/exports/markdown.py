"""A folder of Markdown files with front matter, as generators of static sites have it -> the articles in it."""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import yaml

from syndicate.models import Entry
from syndicate.parser.dates import parse_date
from syndicate.parser.encoding import decode
from syndicate.parser.exports.generators import Generator, Named, generator_of, is_content, is_sign
from syndicate.parser.exports.items import Exported, Site, contents, with_feature, with_title
from syndicate.parser.exports.markdown_text import Text, name_of
from syndicate.parser.lists.xmltext import http_address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from syndicate.parser.exports.items import Member, Reading

BOM = b"\xef\xbb\xbf"
FRONT_MATTER = re.compile(
    r"\A(---|\+\+\+|;;;)([a-z]{0,10})[ \t]*\n(.*?)^(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
OPEN = re.compile(r"\A(?=[A-Za-z][\w-]{0,40}:)(.*?)^---[ \t]*\n", re.DOTALL | re.MULTILINE)
"""Front matter of Hexo's that only its end is marked of."""
START = re.compile(
    rb"\A(?:(?:---|\+\+\+|;;;)[a-z]{0,10}[ \t]*\r?\n|\{\s)|\A(?=[A-Za-z][\w-]{0,40}:)[\s\S]*\n---[ \t]*\r?\n"
)
KEY = re.compile(
    rb"(?mi)^[ \t]*+[\"']?(?:title|date|layout|draft|published|tags|categories|slug|permalink)[\"']?[ \t]*+[:=]"
)
SCRIPT = ("js", "javascript")
FILE_DATE = re.compile(r"(\d{4}-\d\d?-\d\d?)-(.+)")
PICTURES = ("image", "cover", "featured_image", "feature_image")


@dataclass(frozen=True, slots=True)
class File:
    """One file: its path, what its front matter says, and its text."""

    name: str
    values: Mapping[str, Any]
    body: str

    @property
    def stem(self) -> str:
        """The name by which its address calls it; the folder's, where it is that folder's own page."""
        return name_of(self.name)


def exports_of(members: Sequence[Member]) -> list[Member]:
    """Those of the members that are Markdown with front matter, after those that say how they are published."""
    files = [member for member in members if _is_article(member)]
    return (
        [*(member for member in members if is_sign(member.name) and member not in files), *files]
        if files
        else []
    )


def _is_article(member: Member) -> bool:
    head = member.head.removeprefix(BOM)
    return bool(START.match(head) and KEY.search(head)) and is_content(member.name)


def site(members: Sequence[Member]) -> Site:
    """What the settings say of the blog."""
    generator = generator_of(members)
    feed = "index.xml" if generator.flavor == "hugo" else "feed.xml"
    return Site(generator.title, generator.home, generator.home and generator.home + feed)


def read(members: Sequence[Member], reading: Reading) -> Iterator[Exported]:
    """The articles of a folder of Markdown files."""
    generator = generator_of(members)
    files = [member for member in members if _is_article(member)]
    addresses: dict[str, str] = {}
    cascades: dict[str, Mapping[str, Any]] = {}
    for file in _files(files, lambda _: None):
        if isinstance(cascade := file.values.get("cascade"), dict):
            cascades[file.name.rpartition("/")[0]] = {str(key).lower(): each for key, each in cascade.items()}
        addresses.setdefault(file.stem, _address(file, generator, reading.home))
        if dated := FILE_DATE.fullmatch(file.stem):
            addresses.setdefault(dated[2], addresses[file.stem])
    for file in _files(files, reading.note):
        yield _exported(_below(cascades, file), generator, reading.home, addresses)


def _below(cascades: Mapping[str, Mapping[str, Any]], file: File) -> File:
    """The file with what the sections that it lies in say of all their pages.

    Source: https://gohugo.io/content-management/front-matter/#cascade
    """
    folders = [folder for folder in cascades if f"{file.name}/".startswith(f"{folder}/" if folder else "")]
    values = {key: each for folder in sorted(folders, key=len) for key, each in cascades[folder].items()}
    return replace(file, values={**values, **file.values}) if values else file


def _files(members: Sequence[Member], note: Callable[[str], None]) -> Iterator[File]:
    for member, content in contents(members, note):
        try:
            values, body = _front_matter(decode(content, "utf-8", html=False))
        except (TypeError, ValueError, RecursionError, yaml.YAMLError) as error:
            why = " ".join(str(error).split())[:200]
            note(f"{member.name}: its front matter cannot be read, so it is left out: {why}")
            continue
        yield File(member.name, values, body)


def _address(file: File, generator: Generator, home: str) -> str:
    values = file.values
    for key in ("permalink", "url"):
        place = values.get(key)
        if isinstance(place, str) and place and not re.search(r"[:{]", place.partition("://")[2] or place):
            return http_address(place if "://" in place else home + place.lstrip("/"), "")
    dated = FILE_DATE.fullmatch(file.stem)
    keeps_date = generator.flavor == "hugo" or not dated
    slug = _word(values.get("slug")) or (file.stem if keeps_date or not dated else dated[2])
    categories = _terms(values, generator)[0]
    named = Named(file.name.removeprefix(generator.root), slug, _published(file), categories)
    return home + generator.place(named)


def _published(file: File) -> datetime | date | None:
    dated = FILE_DATE.fullmatch(file.stem)
    values = file.values
    return _date(values.get("publishdate") or values.get("date") or (dated[1] if dated else None))


def _exported(file: File, generator: Generator, home: str, addresses: Mapping[str, str]) -> Exported:
    values = file.values
    address = _address(file, generator, home)
    text = Text(generator.flavor, home, address, addresses)
    content = text.html(file.body)
    picture = next(filter(None, (_word(values.get(key)) for key in PICTURES)), "")
    entry = Entry(
        address,
        _word(values.get("title")),
        _published(file),
        _date(values.get("lastmod") or values.get("last_modified_at") or values.get("updated")),
        summary=next(
            filter(None, (_word(values.get(key)) for key in ("description", "excerpt", "summary"))), ""
        ),
        content=with_feature(content, picture),
        authors=_names(values.get("author") or values.get("authors")),
        tags=tuple(dict.fromkeys(name for names in _terms(values, generator) for name in names)),
        aliases=_aliases(values, home),
        losses=tuple(text.losses.values()),
    )
    is_page = values.get("layout") == "page" or file.name.rpartition("/")[2].startswith("_index.")
    is_draft = _is_draft(file)
    needs = "pages" if is_page or (entry.published is None and not is_draft) else ""
    withheld = _withheld(values)
    return Exported(
        with_title(entry), withheld, "drafts" if is_draft else needs, expires=_date(values.get("expirydate"))
    )


def _withheld(values: Mapping[str, Any]) -> str:
    """Why a generator publishes no page of a file for all; "" where it does."""
    build = values.get("build") or values.get("_build")  # https://gohugo.io/content-management/build-options/
    if isinstance(build, dict) and _flag(build.get("render")) in ("never", "false"):
        return "not rendered"
    if _word(values.get("password")):
        return "protected by a password"
    return "without an address of its own" if values.get("permalink") is False else ""


def _is_draft(file: File) -> bool:
    """Whether a generator leaves the file out of the site, or of its lists."""
    flags = {key: _flag(file.values.get(key)) for key in ("draft", "unlisted", "published")}
    return (
        "_drafts/" in f"/{file.name}"
        or "true" in (flags["draft"], flags["unlisted"])
        or flags["published"] == "false"
        or _word(file.values.get("status")).lower() in ("draft", "hidden", "private")
    )


def _flag(value: Any) -> str:
    """A value that is true or false, as a flag or as a word."""
    return str(value).lower() if isinstance(value, bool) else _word(value).lower()


def _terms(values: Mapping[str, Any], generator: Generator) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The categories and the tags; in Jekyll's words of one line each is one."""
    categories, tags = values.get("categories"), values.get("tags")
    if generator.flavor == "jekyll":
        categories, tags = (
            re.split(r"[\s,]+", each) if isinstance(each, str) else each for each in (categories, tags)
        )
    return _names(categories or values.get("category")), _names(tags)


def _aliases(values: Mapping[str, Any], home: str) -> tuple[str, ...]:
    """The addresses that led to the article before, as Hugo and jekyll-redirect-from have them."""
    places = (*_names(values.get("aliases")), *_names(values.get("redirect_from")))
    return tuple(filter(None, (http_address(home + place.lstrip("/"), "") for place in places)))


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    values, end = _values(text)
    if not isinstance(values, dict):
        raise TypeError("it holds no keys")
    # Hugo's keys have no case, and the other generators have none that differ by case alone.
    return {str(key).lower(): value for key, value in values.items()}, text[end:]


def _values(text: str) -> tuple[Any, int]:
    """What a file's front matter says, in whatever language, and where its text begins."""
    if text.startswith("{"):  # https://gohugo.io/content-management/front-matter/#format
        return json.JSONDecoder().raw_decode(text)
    match = FRONT_MATTER.match(text)
    if match is None:
        opened = OPEN.match(text)
        if opened is None:
            raise ValueError("it does not end")
        return yaml.safe_load(opened[1]), opened.end()
    fence, language, inner = match[1], match[2], match[3]
    if language in SCRIPT:
        raise ValueError("it is a script, which is not run")
    if language == "json" or fence == ";;;":
        return json.loads(inner if language else f"{{{inner}}}"), match.end()
    values = tomllib.loads(inner) if language == "toml" or fence == "+++" else yaml.safe_load(inner)
    return values, match.end()


def _word(value: Any) -> str:
    """A value as text; "" for what is none, or holds others."""
    return str(value) if isinstance(value, (str, int, float, date)) and not isinstance(value, bool) else ""


def _date(value: Any) -> datetime | date | None:
    if isinstance(value, date):
        return value
    try:
        return parse_date(str(value)) if value else None
    except ValueError:
        return None


def _names(value: Any, depth: int = 2) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(filter(None, (each.strip() for each in value.split(","))))
    if isinstance(value, dict):
        return _names(value.get("name"), 0)
    if isinstance(value, list) and depth:
        return tuple(name for each in value for name in _names(each, depth - 1))
    return tuple(filter(None, [_word(value)]))
