"""Where a site publishes its posts, where each says so itself: the pattern that their permalinks follow."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from syndicate.config.drafting import FILE_DATES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import PurePosixPath

    from syndicate.config.fronts import Front

ENOUGH = 0.9
"""The share of posts that follow a pattern."""

LEAST = 2
"""So many follow it at least."""

_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)")
_ENDING = re.compile(r"\.html?$")
_NAMES = ("{date:%Y}", "{date:%m}", "{date:%d}")


def permalink_pattern(posts: Mapping[PurePosixPath, Front], key: str) -> str:
    """The template that the permalinks of nearly all posts follow; "" where there is none.

    Args:
        posts: by their paths.
        key: of the front matter, in which a post says where it is published.
    """
    found: Counter[str] = Counter()
    for path, front in posts.items():
        given = front.keys.get(key)
        if given is not None and isinstance(given.value, str) and not re.search(r"[{}:?#]", given.value):
            found[_template(path, front, given.value)] += 1
    if not found:
        return ""
    template, count = found.most_common(1)[0]
    is_pattern = "{slug}" in template or "{title:slug}" in template
    return template if is_pattern and count >= max(LEAST, ENOUGH * len(posts)) else ""


def _template(path: PurePosixPath, front: Front, permalink: str) -> str:
    """A permalink with fields in the place of what it has of its post."""
    names = dict(_names(path, front))
    day = _day(path, front)
    parts, dates = [], 0
    for part in permalink.split("/"):
        ending = match[0] if (match := _ENDING.search(part)) else ""
        if dates < len(day) and part == day[dates]:
            parts.append(_NAMES[dates])
            dates += 1
        else:
            name = part.removesuffix(ending)
            parts.append(names.get(name, name) + ending)
    return "/".join(parts)


def _names(path: PurePosixPath, front: Front) -> Iterator[tuple[str, str]]:
    """What a post may be called in an address, and the template of that; the later one counts."""
    if title := front.keys.get("title"):
        yield re.sub(r"[^a-z0-9]+", "-", str(title.value).lower()).strip("-"), "{title:slug}"
    name = path.parent.name if path.stem == "index" else path.stem
    dated = next(((match, date) for form, date in FILE_DATES if (match := form.match(name))), None)
    if dated is None:
        yield name, "{slug}"
    else:
        yield name, dated[1] + "{slug}"
        yield name[dated[0].end() :], "{slug}"
    if slug := front.keys.get("slug"):
        yield str(slug.value), "{slug}"


def _day(path: PurePosixPath, front: Front) -> tuple[str, ...]:
    """The year, the month and the day of a post, from its front matter or its name."""
    given = front.keys.get("date")
    match = _DAY.match(given.text if given else "") or _DAY.search(path.as_posix())
    return match.groups() if match else ()
