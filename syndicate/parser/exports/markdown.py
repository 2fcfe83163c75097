"""A folder of Markdown files with front matter, as generators of static sites have it -> the articles in it."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
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
    r"\A(---|\+\+\+)[ \t]*\n(.*?)^(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
START = re.compile(rb"\A(?:---|\+\+\+)[ \t]*\r?\n")
KEY = re.compile(rb"(?m)^(?:title|date|layout|draft|published|tags|categories|slug|permalink)[ \t]*+[:=]")
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
    for file in _files(files, lambda _: None):
        addresses.setdefault(file.stem, _address(file, generator, reading.home))
        if dated := FILE_DATE.fullmatch(file.stem):
            addresses.setdefault(dated[2], addresses[file.stem])
    for file in _files(files, reading.note):
        yield _exported(file, generator, reading.home, addresses)


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
    withheld = "without an address of its own" if values.get("permalink") is False else ""
    return Exported(
        with_title(entry), withheld, "drafts" if is_draft else needs, expires=_date(values.get("expirydate"))
    )


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
    match = FRONT_MATTER.match(text)
    if match is None:
        raise ValueError("it does not end")
    values = yaml.safe_load(match[2]) if match[1] == "---" else tomllib.loads(match[2])
    if not isinstance(values, dict):
        raise TypeError("it holds no keys")
    # Hugo's keys have no case, and the other generators have none that differ by case alone.
    return {str(key).lower(): value for key, value in values.items()}, text[match.end() :]


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
