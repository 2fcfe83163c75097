"""The posts that a site has already -> what a new one should be like: where it lies, its front matter, its pictures."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from syndicate.config.drafting import path_template
from syndicate.config.flavors import FLAVORS
from syndicate.config.fronts import front_of
from syndicate.config.neighbour_pictures import Place, place_of_pictures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import PurePosixPath

    from syndicate.config.fronts import Front, Given
    from syndicate.config.keys import Template

MAX_READ = 200
"""So many posts show what the others are like."""

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
}
"""What a key says, by its name without case and signs."""

ORIGINAL = re.compile(r"(?i)(?:canonical|original|source|crosspost|syndicat)")
"""The beginnings of keys that say where the original is."""

STRUCTURE = {"layout", "type", "template", "lang", "language", "locale", "draft", "comments", "toc"}
"""Keys whose value in a single post is, as a rule, that of all."""

DATE_FORMS = (
    *("%Y-%m-%d", "%Y/%m/%d", "%d.%m.%Y", "%b %d %Y", "%b %d, %Y", "%B %d, %Y", "%B %d %Y"),
    *("%d %b %Y", "%d %B %Y", "%m/%d/%Y", "%d/%m/%Y"),
)
_ISO = re.compile(r"\d{4}-\d\d?-\d\d?(?:[T ].*)?")
_SAFE_FLAVORS = {"docusaurus", "mkdocs-material"}
"""Generators that look authors up in a file, so that a new name stops the build."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the neighbours teach: the values are those of `PostRules`, empty where nothing is learned; `notes` says so to a person."""

    path: str
    front_matter: Mapping[str, Template]
    pictures: Place
    notes: tuple[str, ...]


@dataclass(slots=True)
class _Learning:
    """What is found in some posts' front matters, and what could not be."""

    flavor: str
    fronts: Sequence[Front]
    rules: dict[str, Template] = field(default_factory=dict)
    constant: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def learn(
    files: Iterable[PurePosixPath], read: Callable[[PurePosixPath], str], flavor: str, suffixes: Sequence[str]
) -> Lesson:
    """What the posts of a site have in common.

    Args:
        files: all of the site's.
        read: the text of one.
        flavor: the site's.
        suffixes: those of Markdown files.
    """
    default = str(FLAVORS[flavor]["path"])
    files = sorted(files)
    groups: dict[str, list[PurePosixPath]] = {}
    for path in files:
        if path.suffix.lower() in suffixes and (template := path_template(path, default)):
            groups.setdefault(template, []).append(path)
    if not groups:
        return Lesson(
            "", {}, Place(), ("no post is there yet from which one could learn what posts are like",)
        )
    template, paths = max(groups.items(), key=lambda group: len(group[1]))
    step = -(-len(paths) // MAX_READ)
    texts = {path: front_of(read(path)) for path in paths[::step]}
    fronts = {path: front for path, front in texts.items() if not _is_hidden(front)}
    learning = _Learning(flavor, [front for front in fronts.values() if front.keys])
    if learning.fronts:
        _learn_keys(learning)
        _keep_of_flavor(learning, template)
    pictures = place_of_pictures({path: front.body for path, front in fronts.items()}, files, flavor)
    notes = [_how_many(groups, template, len(fronts)), *_told(learning, len(fronts)), *pictures.notes]
    return Lesson(template, learning.rules, pictures, tuple(filter(None, notes)))


def _how_many(groups: Mapping[str, Sequence[PurePosixPath]], template: str, read: int) -> str:
    count = len(groups[template])
    of = f"{read} of {count} posts" if read < count else f"{count} post{'s' * (count != 1)}"
    others = {name: len(paths) for name, paths in groups.items() if name != template}
    kinds = "; not followed: " + ", ".join(f"{name} ({n})" for name, n in others.items()) if others else ""
    return f"learned from {of} at {template}{kinds}"


def _told(learning: _Learning, read: int) -> list[str]:
    """What a person is told of the front matter; `read` posts were looked at."""
    if not learning.fronts:
        return ["none of them has a front matter that can be read, so it is the flavor's"]
    lines = [f"front matter: {', '.join(learning.rules)}"]
    if unread := read - len(learning.fronts):
        lines.append(f"without a front matter that can be read: {unread}")
    if learning.constant:
        lines.append(f"the same in all: {', '.join(learning.constant)}")
    if learning.unknown:
        lines.append(
            f"not known, since they tell of one post: {', '.join(learning.unknown)}; "
            "if the site needs them, say in [post.front_matter] what they are to be"
        )
    form = FLAVORS[learning.flavor].get("form", "yaml")
    language = Counter(front.language for front in learning.fronts).most_common(1)[0][0]
    if language != form:
        name, own = (
            {"meta": "lines of Title: …", "nikola": "Nikola's comments"}.get(language, language.upper()),
            "YAML" if form == "yaml" else "lines between two ---",
        )
        lines.append(f"their front matter is {name}; posts get {own}, which {learning.flavor} reads too")
    return [*lines, *learning.notes]


def _is_hidden(front: Front) -> bool:
    """Whether a post is a draft, which need not be whole."""
    flags = {key.lower(): str(given.value).lower() for key, given in front.keys.items()}
    return flags.get("draft") == "true" or flags.get("published") == "false" or flags.get("status") == "draft"


def _learn_keys(learning: _Learning) -> None:
    """The keys that nearly all posts have, in their order, each with what it is to be."""
    total = len(learning.fronts)
    places: dict[str, list[float]] = {}
    for front in learning.fronts:
        for at, key in enumerate(front.keys):
            places.setdefault(key, []).append(at / len(front.keys))
    for key in sorted(places, key=lambda key: sum(places[key]) / len(places[key])):
        share = len(places[key]) / total
        role = _role(key)
        if share < (0.5 if role else NEARLY_ALL):
            continue
        given = [front.keys[key] for front in learning.fronts if key in front.keys]
        rule = _rule(learning, key, role, given)
        if rule is not None:
            learning.rules[key] = rule


def _role(key: str) -> str:
    return ROLES.get(re.sub("[_-]", "", key.lower()), "")


def _rule(learning: _Learning, key: str, role: str, given: Sequence[Given]) -> Template | None:
    """What a key is to be in a new post; None to leave it out."""
    full = [each for each in given if each.value not in (None, "", [], {})]
    if not full:
        return None
    quote = Counter(each.quote for each in full).most_common(1)[0][0]
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
    return _constant(learning, key, role, full)


def _in_quotes(template: str, quote: str) -> str:
    return f"{quote}{template}{quote}"


def _date_form(learning: _Learning, key: str, given: Sequence[Given]) -> str:
    """The form of the dates, as strftime has it; "" where they are none."""
    texts = [each.text for each in given]
    if any(isinstance(each.value, bool) for each in given):
        return ""
    if all(_ISO.fullmatch(text) for text in texts) or all(isinstance(each.value, date) for each in given):
        return "%Y-%m-%d"
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


def _is_date(text: str, form: str) -> bool:
    try:
        datetime.strptime(text, form)  # noqa: DTZ007  (a day has no zone)
    except ValueError:
        return False
    return True


def _tags(learning: _Learning, given: Sequence[Given], quote: str) -> Template:
    """The tags' form: a list, or a text with commas; with those that every post has."""
    rows = [_words(each.value) for each in given]
    shared = [tag for tag in rows[0] if all(tag in row for row in rows) and "{" not in tag and "}" not in tag]
    shared = shared if len(learning.fronts) >= MIN_SHARED and len(rows) == len(learning.fronts) else []
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


def _words(value: Any) -> list[str]:
    """The items of a list, or of a text with commas."""
    items = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else [value]
    return [str(item).strip() for item in items]


def _authors(learning: _Learning, key: str, given: Sequence[Given], quote: str) -> Template | None:
    if learning.flavor in _SAFE_FLAVORS:
        if key in FLAVORS[learning.flavor]["front_matter"]:
            value: Template = FLAVORS[learning.flavor]["front_matter"][key]
            return value
        learning.unknown.append(key)
        return None
    if any(isinstance(each.value, list) for each in given):
        return ["{authors}"]
    return _in_quotes("{authors}", quote)


def _constant(learning: _Learning, key: str, role: str, given: Sequence[Given]) -> Template | None:
    """The value that all have, else most of them; None, and named, where each has its own."""
    total = len(learning.fronts)
    counts = Counter(repr(each.value) for each in given)
    most, count = counts.most_common(1)[0]
    value = _as_template(next(each for each in given if repr(each.value) == most))
    is_single = total == 1 and key.lower() not in STRUCTURE
    if value is None or is_single or count < max(total / 2, 2 if total > 1 else 1):
        learning.unknown.append(key)
        return None
    said = _said(value)
    if count < NEARLY_ALL * len(given):
        learning.notes.append(f"{key}: {said} in {count} of {len(given)} posts, so new ones get it")
    else:
        learning.constant.append(f"{key}: {said}")
    if role == "authors":
        learning.notes.append(f'{key}: new posts say {said} too; "{{authors}}" names those of the originals')
    return value


def _said(value: object) -> str:
    """A constant value as a person writes it."""
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


def _keep_of_flavor(learning: _Learning, path: str) -> None:
    """Add what the flavor's front matter has and a post needs, whatever its neighbours have."""
    row = FLAVORS[learning.flavor]
    rules = learning.rules
    roles = {_role(key) for key in rules}
    has_date = "date" in roles or "{date" in path
    for key, value in row["front_matter"].items():
        if key in rules or (_role(key) in roles and _role(key)):
            continue
        text = str(value)
        is_needed = (
            key in row.get("required", ())
            or "{url}" in text
            or "{slug}" in text
            or "{title}" in text
            or isinstance(value, dict)
            or ("{date" in text and not has_date)
        )
        if is_needed or len(learning.fronts) == 1:
            if "{title}" in text:
                learning.rules = {key: value, **learning.rules}
            else:
                learning.rules[key] = value
    # Where one key says where the original is, another need not.
    originals = [key for key, value in learning.rules.items() if "{url}" in str(value)]
    for key in originals[1:]:
        del learning.rules[key]
