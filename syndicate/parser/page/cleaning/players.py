"""Films, sounds and other players, whatever loads them, so that they can be played."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qs, urlsplit

from syndicate.addresses import FRAME_WRAPPERS, is_player
from syndicate.parser.page.cleaning.embeds import (
    MAX_LABEL,
    NAMED,
    QUOTED,
    VIDEO_ID,
    VIMEO,
    WRITTEN,
    YOUTUBE,
    first,
    put_link,
    put_player,
    restore_named,
    size,
    video_player,
)
from syndicate.parser.page.cleaning.links import absolute_address
from syndicate.parser.page.cleaning.nodes import (
    CONTAINERS,
    ancestors,
    detach,
    fragment,
    inner,
    line,
    neighbour,
    replace,
)
from syndicate.parser.page.platforms import LAZY_SOURCES

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.removals import Removals


class LatePlayer(NamedTuple):
    """A player that a script puts in place: the elements that hold its place, the attribute with its id, its address."""

    selector: str
    attribute: str
    address: str


LATE_PLAYERS = (
    LatePlayer("lite-youtube, youtube-video, lite-yt", "videoid", YOUTUBE),
    LatePlayer("amp-youtube, .youtube-player, .rll-youtube-player", "data-videoid", YOUTUBE),
    LatePlayer(".rll-youtube-player, .youtube-player, .youtube, .lazy-youtube, .yt-lite", "data-id", YOUTUBE),
    LatePlayer("[data-youtube-id]", "data-youtube-id", YOUTUBE),
    LatePlayer("[data-youtube]", "data-youtube", YOUTUBE),
    LatePlayer("[data-ytid], [data-yt-id]", "data-ytid", YOUTUBE),
    LatePlayer(".js-lazyYT", "data-youtube-id", YOUTUBE),
    LatePlayer(".youtube-embed, .embed-youtube, .video-youtube", "data-video_id", YOUTUBE),
    LatePlayer('[data-plyr-provider="youtube"]', "data-plyr-embed-id", YOUTUBE),
    LatePlayer('[data-plyr-provider="vimeo"]', "data-plyr-embed-id", VIMEO),
    LatePlayer("lite-vimeo, vimeo-video", "videoid", VIMEO),
    LatePlayer("amp-vimeo", "data-videoid", VIMEO),
    LatePlayer("[data-vimeo-id]", "data-vimeo-id", VIMEO),
    LatePlayer(".lyMe[id^=WYL_]", "id", YOUTUBE),  # WP YouTube Lyte
)


class Script(NamedTuple):
    """A script that draws something in its place: its address, and that of the page which it draws."""

    source: re.Pattern[str]
    page: str


SCRIPTS = (
    Script(
        re.compile(r"(?:https?:)?//gist\.github\.com/([\w-]+/)?([0-9a-f]+)\.js(?:\?.*)?"),
        "https://gist.github.com/{}{}",
    ),
    Script(re.compile(r"(?:https?:)?//asciinema\.org/a/([\w-]+)\.js(?:\?.*)?"), "https://asciinema.org/a/{}"),
    Script(re.compile(r"(?:https?:)?//(jsfiddle\.net/[\w/-]+?)/embed/.*"), "https://{}/"),
    Script(
        re.compile(r"(?:https?:)?//gitlab\.com/([\w./-]{1,100}?snippets/\d{1,12})\.js"),
        "https://gitlab.com/{}",
    ),
    Script(re.compile(r"(?:https?:)?//pastebin\.com/embed_js/(\w+).*"), "https://pastebin.com/{}"),
    Script(
        re.compile(r"(?:https?:)?//(?:www\.)?buzzsprout\.com/(\d+/[\w-]+)\.js.*"),
        "https://www.buzzsprout.com/{}",
    ),
    Script(re.compile(r"(?:https?:)?//bitbucket\.org/([\w./-]{1,100})\?embed=t"), "https://bitbucket.org/{}"),
)
"""Scripts that draw what stands on a page of its own."""

PLACES = (
    ("[data-gist-id], [data-gist]", ("data-gist-id", "data-gist"), "https://gist.github.com/{}"),
    ("gist-embed, github-gist", ("id", "gist"), "https://gist.github.com/{}"),
    (".flourish-embed", ("data-src",), "https://flo.uri.sh/{}/embed"),
    (".infogram-embed", ("data-id",), "https://infogram.com/{}"),
    (".strava-embed-placeholder", ("data-embed-id",), "https://www.strava.com/activities/{}"),
    (".speakerdeck-embed", ("data-id",), "https://speakerdeck.com/player/{}"),
    ("p.codepen:empty, div.codepen:empty", ("data-href",), "{}"),
)
"""Elements whose place a script fills: where their id stands, and the page that shows the same."""

PUT_IN_PLACE = ", ".join(
    (
        "script[src], amp-iframe, amp-video, amp-audio",
        *(selector for selector, _, _ in PLACES),
        *(player.selector for player in LATE_PLAYERS),
        *(selector for selector, _ in (*NAMED, *QUOTED)),
        ".elementor-widget-video[data-settings], iframe[srcdoc], object > param",
        WRITTEN,
    )
)
"""Whatever a script fills."""

PICTURE_ENDINGS = ".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp"


def restore_players(root: LexborNode, removals: Removals) -> None:
    """Put what scripts draw in its place: a frame of a player, or a link to the page that shows it."""
    if root.css_first(PUT_IN_PLACE) is None:
        return
    _restore_scripts(root, removals)
    for selector, names, address in PLACES:
        for place in root.css(selector):
            if (name := first(place, *names)) and not line(place):
                put_link(place, address.format(name))
    for player in LATE_PLAYERS:
        for place in root.css(player.selector):
            name = first(place, player.attribute).removeprefix("WYL_")
            if VIDEO_ID.fullmatch(name) and len(line(place)) <= MAX_LABEL:
                put_player(place, player.address.format(name), removals)
    restore_named(root, removals)
    for player_node in root.css("amp-iframe[src], amp-video[src], amp-audio[src]"):
        tag = (player_node.tag or "").removeprefix("amp-")
        replace(player_node, f'<{tag} src="{html.escape(first(player_node, "src"))}"></{tag}>')
    for frame in root.css("iframe[srcdoc]:not([src])"):
        content = fragment(first(frame, "srcdoc"))
        if line(content) and content.css_first("script") is None:
            replace(frame, f"<div>{inner(content)}</div>")


def _restore_scripts(root: LexborNode, removals: Removals) -> None:
    for script in root.css("script[src]"):
        source = (script.attributes.get("src") or "").strip()
        for row in SCRIPTS:
            if match := row.source.fullmatch(source):
                _take_error(script, removals)
                put_link(script, row.page.format(*(group or "" for group in match.groups())))
                break


def _take_error(script: LexborNode, removals: Removals) -> None:
    """Take out what stands after a script for those who do not run it, but for a link."""
    after = neighbour(script, before=False)
    if after is not None and after.tag == "noscript" and "<a" not in (after.inner_html or ""):
        removals.take(after, "fallback")


def normalise_players(root: LexborNode, base: str, removals: Removals) -> None:
    """Reduce the frames of known players to what shows them, and replace any other frame by a link."""
    for frame in root.css("iframe, embed, object"):
        if frame.parent is not None:  # else it was the fallback inside an object that has become a link
            _normalise_frame(frame, base, removals)
    for player in root.css("audio, video"):
        _normalise_media(player)


def _normalise_media(player: LexborNode) -> None:
    attributes = player.attributes
    for source in (player, *player.css("source")):
        late = first(source, *LAZY_SOURCES)
        if late and not first(source, "src"):
            source.attrs["src"] = late
    for child in player.iter(include_text=True):
        if child.tag not in {"source", "track"}:
            detach(child)  # what a browser shows that plays nothing
    # A browser lets nothing begin by itself that is heard.
    loops = player.tag == "video" and {"autoplay", "muted"} <= attributes.keys()
    if "controls" not in attributes and not loops:
        player.attrs["controls"] = ""  # without its script, a scripted player shows no controls
    for name, value in size(player).items():
        player.attrs[name] = value


def _normalise_frame(frame: LexborNode, base: str, removals: Removals) -> None:
    """Reduce a frame of a known player to its address, title and size; replace any other frame by a link."""
    attributes = frame.attributes
    source = first(frame, "src", "data")
    if not source or source.startswith(("about:", "data:", "javascript:")):
        source = first(frame, *LAZY_SOURCES)
    if not source and (link_match := re.match(r'\s*<a href="([^"]+)">', frame.text())):
        source = html.unescape(link_match[1])  # Medium's; HTML parses a frame's content as text
    address = _frame_address(absolute_address(base, source))
    address = video_player(address) or address
    title = " ".join((attributes.get("title") or "").split())
    split = urlsplit(address)
    if not address or split.scheme not in ("http", "https"):
        if frame.tag == "object" and frame.first_child is not None:
            frame.unwrap()  # a browser shows what is in it
        else:
            removals.take(frame, "frame without an address")
        return
    if attributes.get("src") and {attributes.get("width"), attributes.get("height")} <= {"0", "1"}:
        removals.take(frame, "tracking pixel")
        return
    if frame.tag != "iframe" and _is_picture(frame, split.path):
        alt = title or line(frame)
        removals.note(frame, "frame")
        replace(frame, f'<img src="{html.escape(address)}" alt="{html.escape(alt)}">')
    elif is_player(address) and (frame.tag == "iframe" or address != source):
        removals.note(frame, "frame")
        dimensions = "".join(f' {name}="{value}"' for name, value in size(frame).items())
        title_attribute = f' title="{html.escape(title)}"' if title else ""
        replace(
            frame,
            f'<iframe src="{html.escape(address)}"{title_attribute}{dimensions} allowfullscreen></iframe>',
        )
    else:
        tags = [ancestor.tag or "" for ancestor in ancestors(frame)]
        text = html.escape(title or address)
        removals.note(frame, "frame")
        link = text if "a" in tags else f'<a href="{html.escape(address)}">{text}</a>'
        replace(frame, f"<p>{link}</p>" if tags[0] in CONTAINERS else link)


def _is_picture(frame: LexborNode, path: str) -> bool:
    """Whether an `object` or `embed` shows a picture."""
    kind = first(frame, "type")
    return kind.startswith("image/") or (not kind and path.lower().endswith(PICTURE_ENDINGS))


def _frame_address(address: str) -> str:
    """The address that a frame shows: the player, or else the page, that a wrapper such as Embedly names."""
    split = urlsplit(address)
    parameters = parse_qs(split.query) if split.netloc in FRAME_WRAPPERS else {}
    addresses = [
        absolute_address(address, parameters[name][0])
        for name in FRAME_WRAPPERS.get(split.netloc, ())
        if name in parameters
    ]
    return next(filter(is_player, addresses), next(filter(None, reversed(addresses)), address))
