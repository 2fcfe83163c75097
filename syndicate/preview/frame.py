"""The original beside the post, as HTML for a frame in which nothing can run: sanitised, without scripts, with small pictures."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import partial
from html import escape, unescape
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import unquote

import nh3

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from syndicate.models import Pair, Thumbnail

ALLOWED_TAGS = set(
    "a abbr b blockquote br caption cite code dd del dfn dl dt em figcaption h1 h2 h3 h4 h5 h6 hr i ins kbd li mark ol "
    "p pre q s samp small span strong sub sup table tbody td tfoot th thead tr u ul var div details summary".split()
)
ALLOWED_ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "img": {"src", "alt"},
    "li": {"value"},
    "ol": {"start", "type"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
}
ALLOWED_CLASSES = {"a": {"picture", "embed"}}

PICTURE = re.compile(r'(<a class="picture" href="([^"]*+)">)picture(?:: ([^<]*+))?(?=</a>)')
"""How a comparison writes a picture: as a link to it, whose text is the alternative text."""

SCHEMES = "http:", "https:", "mailto:"
NO_THUMBNAILS: Mapping[str, str] = MappingProxyType({})

STYLE = files(__package__).joinpath("frame.css").read_text(encoding="utf-8")
HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

HEAD = f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'sha256-{HASH}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>The original and the cross-post</title>
<style>{STYLE}</style>
</head>
"""
"""The beginning of every frame's document. The policy applies to everything after it."""


def rows(pairs: Sequence[Pair], thumbnails: Mapping[str, Thumbnail] = MappingProxyType({})) -> str:
    """The body of the frame's document.

    Args:
        pairs: of blocks.
        thumbnails: the small pictures of those that lie beside the post, by their files' names. The original has such
            a picture only where the file is still its copy.
    """
    in_post = {name: each.address for name, each in thumbnails.items()}
    in_original = {name: each.address for name, each in thumbnails.items() if each.is_copy}
    total = sum(bool(pair.differs) for pair in pairs)
    number = 0
    parts = []
    for pair in pairs:
        number += bool(pair.differs)
        sides = sanitise_html(pair.original, in_original), sanitise_html(pair.post, in_post)
        parts.append(_row(pair, number, total, sides))
    return (
        "<body><table><thead><tr><th scope=col>Original</th><th scope=col>Cross-post</th></tr></thead>"
        f"<tbody>{''.join(parts)}</tbody></table></body></html>"
    )


def sanitise_html(html: str, thumbnails: Mapping[str, str] = NO_THUMBNAILS) -> str:
    """The origin's HTML, made safe: nothing runs, loads, or can be mistaken for the page itself."""
    shown = frozenset(thumbnails.values())

    def checked(tag: str, name: str, value: str) -> str | None:
        if tag == "img":
            return value if name != "src" or value in shown else None
        return value if name != "href" or value.startswith(SCHEMES) else None

    return nh3.clean(
        PICTURE.sub(partial(_with_thumbnail, thumbnails), html) if thumbnails else html,
        attribute_filter=checked,
        tags=ALLOWED_TAGS | {"img"} if thumbnails else ALLOWED_TAGS,
        clean_content_tags={"script", "style", "template"},
        attributes=ALLOWED_ATTRIBUTES,
        allowed_classes=ALLOWED_CLASSES,
        url_schemes={"http", "https", "mailto", "data"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


def _with_thumbnail(thumbnails: Mapping[str, str], link: re.Match[str]) -> str:
    """A link to a picture with the small picture in it, if there is one."""
    start, address, alt = link.groups()
    path = unescape(address).partition("?")[0]
    small = thumbnails.get(unquote(path).rpartition("/")[2], "") if "://" not in path else ""
    return f'{start}<img src="{small}" alt="">{alt or "picture"}' if small else link[0]


def _row(pair: Pair, number: int, total: int, sides: tuple[str, str]) -> str:
    original, post = sides
    if pair.own:
        return f"<tr class=own><td><p class=note>added by Syndicate</p></td><td>{post}</td></tr>"
    cells = f"<td>{original}</td><td>{post}</td>"
    if not pair.differs:
        return f"<tr>{cells}</tr>"
    before = f'<a href="about:srcdoc#d{number - 1}">previous</a> ' if number > 1 else ""
    after = f'<a href="about:srcdoc#d{number + 1}">next</a>' if number < total else ""
    note = f"Difference {number} of {total}: {escape(pair.differs)} {before}{after}"
    return f"<tr class=differs id=d{number}><td colspan=2><p class=note>{note}</p></td></tr><tr class=differs>{cells}</tr>"
