"""What stands in the place of a film, a player or another page's part until a script shows it: the player, or a link."""

from __future__ import annotations

import html
import json
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs

from syndicate.addresses import is_player
from syndicate.parser.page.cleaning.nodes import CONTAINERS, append, line, replace

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.removals import Removals

YOUTUBE = "https://www.youtube.com/embed/{}"
VIMEO = "https://player.vimeo.com/video/{}"
MAX_LABEL = 300
"""Characters: an element that says more than this holds no player's place."""

VIDEO_PAGES = (
    (re.compile(r"(?:https?:)?//(?:(?:www|m)\.)?youtube(?:-nocookie)?\.com/(?:v|shorts)/([\w-]{3,64})(?:[?&#].*)?"), YOUTUBE),
    (re.compile(r"(?:https?:)?//youtu\.be/([\w-]{3,64})(?:[?#].*)?"), YOUTUBE),
    (re.compile(r"(?:https?:)?//(?:www\.)?vimeo\.com/(\d{3,12})/?(?:[?#].*)?"), VIMEO),
)  # fmt: skip
"""The pages of films, also those of the old players, and the addresses of the players that play them."""

WATCHED = re.compile(
    r"(?:https?:)?//(?:(?:www|m)\.)?youtube(?:-nocookie)?\.com/watch\?(?P<query>[^#]{0,2000})(?:#.*)?"
)
"""YouTube's page of a film that a parameter names."""

VIDEO_ID = re.compile(r"[\w-]{3,64}")

NAMED = (
    ("[data-facadesrc]", ("data-facadesrc",)),  # Embed Plus for YouTube
    ("oembed[url]", ("url",)),  # CKEditor
    ("[data-oembed-url]:not(:has(iframe, a))", ("data-oembed-url",)),
    (".fb-post[data-href], .fb-video[data-href]", ("data-href",)),  # Facebook
)
"""Elements that name the page of what a script shows in their place, by an attribute."""

QUOTED = (
    ("blockquote.tiktok-embed[cite]", "cite"),
    ("blockquote.instagram-media[data-instgrm-permalink]", "data-instgrm-permalink"),
)
"""Quotes of a film or picture that a script shows instead, and the attribute with its page."""

SETTINGS = "youtube_url", "vimeo_url"
"""The keys of Elementor's settings with the page of a film."""

WRITTEN = ".wp-block-embed__wrapper"
"""What holds nothing but the written address of a page, of which WordPress shows the player."""

WEB_ADDRESS = re.compile(r"https?://\S+")
DIMENSION = re.compile(r"\s*(\d{1,4})(?:px|\.\d+)?\s*|\s*(\d{1,3}%)\s*")
STYLE_SIZE = re.compile(r"(?:^|;)\s*(width|height)\s*:\s*(\d{1,4}px|\d{1,3}%)")


def restore_named(root: LexborNode, removals: Removals) -> None:
    """Put the player, or a link, in the place of an element that names the page of what a script shows there."""
    for selector, names in NAMED:
        for place in root.css(selector):
            if (address := first(place, *names)) and len(line(place)) <= MAX_LABEL:
                _put_page(place, address, removals)
    _restore_elementor(root, removals)
    _restore_written(root, removals)
    _restore_films(root, removals)
    _restore_quotations(root)


def _restore_elementor(root: LexborNode, removals: Removals) -> None:
    """Put the player of a film in the place of Elementor's widget, whose settings name it."""
    for place in root.css(".elementor-widget-video[data-settings]"):
        try:
            settings = json.loads(first(place, "data-settings"))
        except (ValueError, RecursionError):
            continue
        address = (
            next((str(settings[key]) for key in SETTINGS if key in settings), "")
            if isinstance(settings, dict)
            else ""
        )
        if (
            video_player(address)
            and place.css_first("iframe, video") is None
            and len(line(place)) <= MAX_LABEL
        ):
            _put_page(place, address, removals)


def _restore_written(root: LexborNode, removals: Removals) -> None:
    """Put what WordPress would show in the place of a written address."""
    for place in root.css(WRITTEN):
        address = line(place)
        if WEB_ADDRESS.fullmatch(address) and place.css_first("a, iframe, video, blockquote") is None:
            _put_page(place, address, removals)


def _restore_films(root: LexborNode, removals: Removals) -> None:
    """Put the player of today in the place of one for Flash."""
    for film in root.css("object > param[name=movie i]"):
        player = video_player(first(film, "value"))
        if player and film.parent is not None:
            put_player(film.parent, player, removals)


def _restore_quotations(root: LexborNode) -> None:
    """Give a quote of a film or picture a link to it."""
    for selector, name in QUOTED:
        for quotation in root.css(selector):
            address = first(quotation, name)
            if WEB_ADDRESS.fullmatch(address) and not _links_to(quotation, address):
                append(quotation, f'<p><a href="{html.escape(address)}">{html.escape(address)}</a></p>')


def _links_to(node: LexborNode, address: str) -> bool:
    """Whether a link to a page stands in a node, whatever parameters it has."""
    hrefs = (anchor.attributes.get("href") or "" for anchor in node.css("a"))
    return any(href.partition("?")[0] == address.partition("?")[0] for href in hrefs)


def video_player(address: str) -> str:
    """The address of the player of a film, for that of the film's page; "" for any other page."""
    if watched := WATCHED.fullmatch(address):
        name = parse_qs(watched["query"]).get("v", [""])[0]
        return YOUTUBE.format(name) if VIDEO_ID.fullmatch(name) else ""
    for page, player in VIDEO_PAGES:
        if match := page.fullmatch(address):
            return player.format(match[1])
    return ""


def _put_page(place: LexborNode, address: str, removals: Removals) -> None:
    player = video_player(address) or (address if is_player(address) else "")
    if player:
        put_player(place, player, removals)
    elif WEB_ADDRESS.fullmatch(address):
        removals.note(place, "frame")
        put_link(place, address)


def put_player(place: LexborNode, address: str, removals: Removals) -> None:
    """Put a player in its place; what is there is what those see who run no scripts."""
    title = first(place, "title", "playlabel", "data-title", "aria-label")
    attributes = {"src": address} | ({"title": title} if title else {}) | size(place)
    written = "".join(f' {name}="{html.escape(value)}"' for name, value in attributes.items())
    removals.note(place, "fallback")
    replace(place, f"<iframe{written}></iframe>")


def put_link(node: LexborNode, address: str) -> None:
    """Put a link in the place of a node, in a paragraph of its own where blocks stand."""
    link = f'<a href="{html.escape(address)}">{html.escape(address)}</a>'
    parent = node.parent
    replace(node, f"<p>{link}</p>" if parent is not None and parent.tag in CONTAINERS else link)


def first(node: LexborNode, *names: str) -> str:
    """The first attribute of some that has a value; "" where none has."""
    return next(filter(None, ((node.attributes.get(name) or "").strip() for name in names)), "")


def size(node: LexborNode) -> dict[str, str]:
    """The width and height that the author gave to a player: pixels, or a share of the width."""
    attributes = node.attributes
    values = {name: attributes.get(name) or "" for name in ("width", "height")}
    values |= dict(STYLE_SIZE.findall(attributes.get("style") or ""))
    sizes = {
        name: match[1] or match[2] for name, value in values.items() if (match := DIMENSION.fullmatch(value))
    }
    return {name: value for name, value in sizes.items() if value != "0"}
