"""What each key of a new post's front matter is to be: from its values in the posts that a site has already."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from syndicate.config.flavors import FLAVORS
from syndicate.config.fronts import Given

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syndicate.config.fronts import Front
    from syndicate.config.keys import FormName, Template

NEARLY_ALL = 0.9
MIN_SHARED = 3
"""Fewer posts do not tell a tag that all have from what they are about."""

ROLES = {
    **dict.fromkeys(("title",), "title"),
    **dict.fromkeys(("description", "summary", "excerpt", "metadescription"), "description"),
    **dict.fromkeys(("date", "pubdate", "published", "publishdate", "publishedat"), "date"),
    **dict.fromkeys(("pubdatetime", "datepublished", "publisheddate", "created", "postdate"), "date"),
    **dict.fromkeys(("tags", "keywords", "topics"), "tags"),
    **dict.fromkeys(("author", "authors"), "authors"),
    "slug": "slug",
    **dict.fromkeys(("lang", "language", "locale"), "language"),
    **dict.fromkeys(("image", "images", "cover", "coverimage", "featuredimage", "featureimage"), "image"),
    **dict.fromkeys(("thumbnail", "thumb", "hero", "heroimage", "headerimage", "banner", "ogimage"), "image"),
    **dict.fromkeys(("teaser", "socialimage", "previewimage"), "image"),
    **dict.fromkeys(("lastmod", "updated", "modified", "lastmodified", "lastmodifiedat"), "modified"),
    **dict.fromkeys(
        ("lastupdated", "updateddate", "datemodified", "moddatetime", "modifieddate"), "modified"
    ),
    **dict.fromkeys(("category", "categories", "section", "sections", "topic"), "topics"),
    "series": "series",
}
"""What a key says, by its name without case and signs."""

FIELDS = {
    "image": ("{image}", "the address of the original's lead picture"),
    "modified": ("{modified:%Y-%m-%d}", "the day of its last change"),
    "series": ("{series}", "the original's series"),
    "language": ("{language}", "the original's, such as en-GB"),
}
"""The template that gives what a key says, and what that is: for keys whose form there is not known to fit it."""

ORIGINAL = re.compile(r"(?i)(?:canonical|original|source|crosspost|syndicat)")
"""The beginnings of keys that say where the original is."""

STRUCTURE = {"layout", "type", "template", "lang", "language", "locale", "draft", "comments", "toc"}
"""Keys whose value in a single post is, as a rule, that of all."""

DATE_FORMS = (
    *("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%b %d %Y", "%b %d, %Y", "%B %d, %Y", "%B %d %Y"),
    *("%d %b %Y", "%d %B %Y", "%m/%d/%Y", "%d/%m/%Y"),
)
TIME_FORMS = (
    *("%Y-%m-%d %H:%M:%S %:z", "%Y-%m-%dT%H:%M:%S%:z", "%Y-%m-%d %H:%M:%S %z", "%Y-%m-%d %H:%M:%S"),
    *("%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"),
)
"""Forms with the time of day that generators read as they are written here."""

_ZONES = {
    "%:z": (
        "jekyll",
        "hugo",
        "eleventy",
        "eleventy-base-blog",
        "astro",
        "docusaurus",
        "hexo",
        "pelican",
        "nikola",
    ),
    "%z": ("jekyll",),
}
"""The generators that read a zone in each form: as YAML has it in a time, and without its colon."""

_COLON_ZONE = re.compile(r"(?:Z|[+-]\d\d:\d\d)$")
_ISO = re.compile(r"\d{4}-\d\d?-\d\d?(?:[T ].*)?")
_PICTURES = (".png", ".jpg", ".jpeg", ".jfif", ".gif", ".webp", ".avif", ".svg", ".bmp")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,2}")
_SAFE_FLAVORS = {"docusaurus", "mkdocs-material"}
"""Generators that look authors up in a file, so that a new name stops the build."""


@dataclass(slots=True)
class Learning:
    """What is found in some posts' front matters, and what could not be."""

    flavor: str
    fronts: Sequence[Front]
    permalink: str = ""
    form: FormName = ""
    rules: dict[str, Template] = field(default_factory=dict)
    learned: list[str] = field(default_factory=list)
    constant: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    known: dict[str, list[str]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def learn_keys(learning: Learning) -> None:
    """The keys that nearly all posts have, in their order, each with what it is to be."""
    total = len(learning.fronts)
    places: dict[str, list[float]] = {}
    for front in learning.fronts:
        for at, key in enumerate(front.keys):
            places.setdefault(key, []).append(at / len(front.keys))
    for key in sorted(places, key=lambda key: sum(places[key]) / len(places[key])):
        share = len(places[key]) / total
        role = role_of(key)
        if share < (0.5 if role else NEARLY_ALL):
            continue
        given = [front.keys[key] for front in learning.fronts if key in front.keys]
        rule = _table(learning, role, given) or _rule(learning, key, role, given)
        if rule is not None:
            learning.rules[key] = rule


def role_of(key: str) -> str:
    """What a key says, by its name; "" where that does not tell."""
    return ROLES.get(re.sub("[_-]", "", key.lower()), "")


def _rule(learning: Learning, key: str, role: str, given: Sequence[Given]) -> Template | None:
    """What a key is to be in a new post; None to leave it out."""
    full = [each for each in given if each.value not in (None, "", [], {})]
    if not full:
        return None
    quote = Counter(each.quote for each in full).most_common(1)[0][0]
    if role == "date" and any(isinstance(each.value, dict) and "created" in each.value for each in full):
        return {"created": "{date:%Y-%m-%d}"}  # Material for MkDocs'
    if role == "date" and (form := _date_form(learning, key, full)):
        return f"{quote}{{date:{form}}}{quote}"
    if role == "tags":
        return _tags(learning, full, quote)
    if role in ("title", "description", "slug"):
        return _in_quotes(f"{{{role}}}", quote)
    if role == "authors" and len({str(each.value) for each in full}) > 1:
        return _authors(learning, key, full, quote)
    if ORIGINAL.match(key) and all(str(each.value).startswith(("http://", "https://")) for each in full):
        return _in_quotes("{url}", quote)
    if key == FLAVORS[learning.flavor]["permalink_key"] and learning.permalink:
        return _in_quotes(learning.permalink, quote)
    if role in ("image", "modified") or any(_shows_picture(each.value) for each in full):
        return _left_to_person(learning, key, role if role == "modified" else "image")
    if role in ("topics", "series"):
        return _topics(learning, key, role, full)
    if role == "language" and _are_languages(full):
        return _in_quotes("{language}", quote)
    return _constant(learning, key, role, full)


def _table(learning: Learning, role: str, given: Sequence[Given]) -> Template | None:
    """A table that holds what posts have as a rule, as Zola's taxonomies hold the tags; None where it holds no such."""
    tables = [each.value for each in given if isinstance(each.value, dict)]
    counts = Counter(name for table in tables for name in table)
    if (
        role
        or len(tables) < len(given)
        or not any(role_of(name) in ("tags", "authors", "description") for name in counts)
    ):
        return None
    rules: dict[str, Any] = {}
    for name, count in counts.items():
        values = [Given(table[name], str(table[name])) for table in tables if name in table]
        full = [each for each in values if each.value not in (None, "", [], {})]
        if full and count >= (0.5 if role_of(name) else NEARLY_ALL) * len(given):
            rule = _rule(learning, name, role_of(name), full)
            if isinstance(rule, str | bool | int | float) or (
                isinstance(rule, list) and all(isinstance(each, str) for each in rule)
            ):
                rules[name] = rule
    return rules or None


def _left_to_person(learning: Learning, key: str, role: str) -> Template | None:
    """Leave a key out that tells of one post, and say which template gives it."""
    learning.known.setdefault(role, []).append(key)
    return None


def _shows_picture(value: object) -> bool:
    """Whether a value is, or holds, a picture's file name or address, which is that of one post."""
    if isinstance(value, dict | list):
        return any(map(_shows_picture, value.values() if isinstance(value, dict) else value))
    if not isinstance(value, str):
        return False
    return value.partition("?")[0].partition("#")[0].strip().lower().endswith(_PICTURES)


def _are_languages(given: Sequence[Given]) -> bool:
    """Whether the values are several languages."""
    texts = {each.text for each in given}
    return len(texts) > 1 and all(map(_LANGUAGE.fullmatch, texts))


def _topics(learning: Learning, key: str, role: str, given: Sequence[Given]) -> Template | None:
    """The topics that nearly all posts have; None, and said, where there are none: a new post has its own."""
    counts = Counter(word for each in given for word in dict.fromkeys(_words(learning.flavor, each.value)))
    shared = [word for word, n in counts.items() if _is_shared(n, learning) and _is_plain(word)]
    if shared and not all(isinstance(each.value, list) for each in given):
        most, count = Counter(each.text for each in given).most_common(1)[0]
        if _is_shared(count, learning):
            value = _as_template(next(each for each in given if each.text == most))
            learning.constant.append(f"{key}: {most}")
            return value
    elif shared:
        learning.constant.append(f"{key}: {', '.join(shared)}")
        return list[Any](shared)
    if role == "series":
        return _left_to_person(learning, key, role)
    how = f'{key} = ["{{tags}}"] gives the tags of the originals, a text is that of all new ones'
    learning.notes.append(f"{key}: left out, since no value is that of nearly all posts; {how}")
    return None


def _is_shared(count: int, learning: Learning) -> bool:
    """Whether so many posts are nearly all, and enough to tell what they share from what they are about."""
    return count >= max(MIN_SHARED, NEARLY_ALL * len(learning.fronts))


def _in_quotes(template: str, quote: str) -> str:
    return f"{quote}{template}{quote}"


def _date_form(learning: Learning, key: str, given: Sequence[Given]) -> str:
    """The form of the dates, as strftime has it; "" where they are none."""
    texts = [each.text for each in given]
    if any(isinstance(each.value, bool) for each in given):
        return ""
    if all(_ISO.fullmatch(text) for text in texts) or all(isinstance(each.value, date) for each in given):
        return _time_form(learning, key, texts)
    forms = [form for form in DATE_FORMS if all(_is_date(text, form) for text in texts)]
    if len(forms) == 1:
        return forms[0]
    if all(form in forms for form in ("%m/%d/%Y", "%d/%m/%Y")):
        learning.notes.append(
            f"{key}: whether the day or the month comes first in {texts[0]} is not known; it is written as 2024-12-31"
        )
        return "%Y-%m-%d"
    if len(forms) > 1:
        return forms[0]
    learning.notes.append(f"{key}: its form ({texts[0][:40]}) is not known; it is written as 2024-12-31")
    return "%Y-%m-%d"


def _time_form(learning: Learning, key: str, texts: Sequence[str]) -> str:
    """The form of dates that begin with the day: with the time of day where all have one in a form that is known."""
    timed = [text for text in texts if ":" in text]
    if not timed:
        return "%Y-%m-%d"
    form = next((form for form in TIME_FORMS if all(_is_date(text, form) for text in texts)), "")
    zone = next((each for each in _ZONES if each in form), "")
    if form and (not zone or learning.flavor in _ZONES[zone]):
        return form
    learning.notes.append(
        f'{key}: the time of day in it, as in {timed[0][:40]}, is left out; "{{date:%Y-%m-%d %H:%M:%S %z}}" has it'
    )
    return "%Y-%m-%d"


def _is_date(text: str, form: str) -> bool:
    if "%:z" in form and not _COLON_ZONE.search(text):
        return False
    try:
        datetime.strptime(text, form.replace("%:z", "%z"))  # noqa: DTZ007  (a day has no zone)
    except ValueError:
        return False
    return True


def _tags(learning: Learning, given: Sequence[Given], quote: str) -> Template:
    """The tags' form: a list, or a text with commas; with those that every post has."""
    rows = [_words(learning.flavor, each.value) for each in given]
    counts = Counter(tag for row in rows for tag in dict.fromkeys(row))
    shared = [tag for tag, count in counts.items() if _is_shared(count, learning) and _is_plain(tag)]
    words = {tag for row in rows for tag in row}
    if len(words) >= MIN_SHARED and all(tag == tag.lower() for tag in words):
        learning.notes.append(
            "tags there are in small letters; the origin's keep theirs where [post.tags] does not rename them"
        )
    is_text = all(isinstance(each.value, str) for each in given) and any("," in each.text for each in given)
    if is_text and not shared and learning.flavor == "plain":  # the others take such a text for one tag
        return _in_quotes("{tags}", quote)
    if shared:
        learning.constant.append(f"tags {', '.join(shared)}")
    return [_in_quotes(each, '"' if quote == '"' else "") for each in (*shared, "{tags}")]


def _words(flavor: str, value: Any) -> list[str]:
    """The items of a list, or of a text with commas; in Jekyll's texts they are parted by spaces.

    Source: https://jekyllrb.com/docs/posts/#tags
    """
    if flavor == "jekyll" and isinstance(value, str):
        return value.split()
    items = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else [value]
    return [str(item).strip() for item in items]


def _authors(learning: Learning, key: str, given: Sequence[Given], quote: str) -> Template | None:
    if learning.flavor in _SAFE_FLAVORS:
        if key in FLAVORS[learning.flavor]["front_matter"]:
            value: Template = FLAVORS[learning.flavor]["front_matter"][key]
            return value
        learning.unknown.append(key)
        return None
    if any(isinstance(each.value, list) for each in given):
        return ["{authors}"]
    return _in_quotes("{authors}", quote)


def _constant(learning: Learning, key: str, role: str, given: Sequence[Given]) -> Template | None:
    """The value that all have, else most of them; None, and named, where each has its own."""
    total = len(learning.fronts)
    counts = Counter(repr(each.value) for each in given)
    most, count = counts.most_common(1)[0]
    value = _as_template(next(each for each in given if repr(each.value) == most))
    is_structure = key.lower() in STRUCTURE or value is False
    is_single = total == 1 and not is_structure
    enough = total / 2 if is_structure else NEARLY_ALL * len(given)
    if value is None or is_single or count < max(enough, 2 if total > 1 else 1):
        learning.unknown.append(key)
        return None
    said = _said(value)
    if count < NEARLY_ALL * len(given):
        learning.notes.append(f"{key}: {said} in {count} of {len(given)} posts, so new ones get it")
    else:
        learning.constant.append(f"{key}: {said}")
    template = {"authors": '"{authors}" names those', "language": '"{language}" names that'}.get(role)
    if template:
        learning.notes.append(f"{key}: new posts say {said} too; {template} of the originals")
    return value


def _said(value: object) -> str:
    """A constant value as a person writes it."""
    if isinstance(value, str) and len(value) > 1 and value[0] in "'\"" and value.endswith(value[0]):
        return value[1:-1]
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_said(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _as_template(given: Given) -> Template | None:
    """A value as a config has it; None where it cannot."""
    value = given.value
    if isinstance(value, str):
        has_quotes = value[:1] in ("'", '"') and len(value) > 1 and value.endswith(value[:1])
        return None if re.search(r"[{}]", value) or has_quotes else _in_quotes(value, given.quote)
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, list) and all(_is_plain(each) for each in value):
        return list(value)
    if isinstance(value, dict) and all(
        isinstance(key, str) and (isinstance(each, bool | int | float) or _is_plain(each))
        for key, each in value.items()
    ):
        return dict(value)
    return None


def _is_plain(value: object) -> bool:
    return isinstance(value, str) and not re.search(r"[{}]", value)
