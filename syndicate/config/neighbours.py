"""The posts that a site has already -> what a new one should be like: where it lies, its front matter, its pictures."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicate.config.drafting import path_template
from syndicate.config.flavors import FLAVORS
from syndicate.config.fronts import front_of
from syndicate.config.neighbour_keys import FIELDS, Learning, learn_keys, role_of
from syndicate.config.neighbour_permalinks import permalink_pattern
from syndicate.config.neighbour_pictures import Place, place_of_pictures

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import PurePosixPath

    from syndicate.config.fronts import Front
    from syndicate.config.keys import FormName, Template

MAX_READ = 200
"""So many posts show what the others are like."""

OTHER_FORMS: dict[str, FormName] = {
    "toml": "toml",
    "---toml": "---toml",
    "json": "json",
    "---json": "---json",
}
"""The languages of front matter in which a post is written because its neighbours are."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the neighbours teach: the values are those of `PostRules`, empty where nothing is learned; `notes` says so to a person."""

    path: str
    front_matter: Mapping[str, Template]
    pictures: Place
    notes: tuple[str, ...]
    permalink: str = ""
    form: FormName = ""


def learn(
    files: Iterable[PurePosixPath],
    read: Callable[[PurePosixPath], str],
    flavor: str,
    suffixes: Sequence[str],
    default: str = "",
) -> Lesson:
    """What the posts of a site have in common.

    Args:
        files: all of the site's.
        read: the text of one.
        flavor: the site's.
        suffixes: those of Markdown files.
        default: the template of a post's path that the site's settings say; the flavor's where it is not given.
    """
    default = default or str(FLAVORS[flavor]["path"])
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
    learning = Learning(flavor, [front for front in fronts.values() if front.keys])
    key = str(FLAVORS[flavor]["permalink_key"])
    if key in ("permalink", "url"):
        learning.permalink = permalink_pattern(
            {path: front for path, front in fronts.items() if front.keys}, key
        )
    if learning.fronts:
        language = Counter(front.language for front in learning.fronts).most_common(1)[0][0]
        learning.form = OTHER_FORMS.get(language, "")
        learn_keys(learning)
        learning.learned = list(learning.rules)
        _keep_of_flavor(learning, template)
    pictures = place_of_pictures({path: front.body for path, front in fronts.items()}, files, flavor)
    notes = [_how_many(groups, template, len(fronts)), *_told(learning, len(fronts)), *pictures.notes]
    permalink = learning.permalink.removesuffix("index.html")
    if permalink:
        permalink = f"/{permalink.lstrip('/')}"
        notes.append(f"posts are published as {permalink}, as their {key} says")
    return Lesson(template, learning.rules, pictures, tuple(filter(None, notes)), permalink, learning.form)


def _how_many(groups: Mapping[str, Sequence[PurePosixPath]], template: str, read: int) -> str:
    count = len(groups[template])
    of = f"{read} of {count} posts" if read < count else f"{count} post{'s' * (count != 1)}"
    others = {name: len(paths) for name, paths in groups.items() if name != template}
    kinds = "; not followed: " + ", ".join(f"{name} ({n})" for name, n in others.items()) if others else ""
    return f"learned from {of} at {template}{kinds}"


def _told(learning: Learning, read: int) -> list[str]:
    """What a person is told of the front matter; `read` posts were looked at."""
    if not learning.fronts:
        return ["none of them has a front matter that can be read, so it is the flavor's"]
    added = [key for key in learning.rules if key not in learning.learned]
    name = f" in {learning.form.strip('-').upper()}" if learning.form else ""
    lines = [f"front matter{name}: {', '.join(learning.learned) or 'no key that most have'}"]
    if added:
        lines.append(f"added to it, as {learning.flavor} has them: {', '.join(added)}")
    if unread := read - len(learning.fronts):
        lines.append(f"without a front matter that can be read: {unread}")
    if learning.constant:
        lines.append(f"the same in all: {', '.join(learning.constant)}")
    if learning.unknown:
        lines.append(
            f"not known, since they tell of one post: {', '.join(learning.unknown)}; "
            "if the site needs them, say in [post.front_matter] what they are to be"
        )
    for role, keys in learning.known.items():
        template, what = FIELDS[role]
        lines.append(f'left out, since each post has its own: {", ".join(keys)}; "{template}" gives {what}')
    form = learning.form or FLAVORS[learning.flavor].get("form", "yaml")
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


def _keep_of_flavor(learning: Learning, path: str) -> None:
    """Add what the flavor's front matter has and a post needs, whatever its neighbours have."""
    row = FLAVORS[learning.flavor]
    rules = learning.rules
    roles = {
        role_of(name)
        for key, rule in rules.items()
        for name in (key, *(rule if isinstance(rule, dict) else ()))
    }
    has_date = "date" in roles or "{date" in path
    for key, value in row["front_matter"].items():
        if key in rules or (role_of(key) in roles and role_of(key)):
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
