"""What all stages must agree on about web addresses: which may be followed, and which two are one.

Pure, and facts for the most part: add a row where a blog needs one.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

SCHEMES = {"http", "https", "mailto", "tel", "ftp", "sms", "xmpp", "irc", "ircs", "geo", "magnet"}
"""Where a link of a post may lead. Pictures may also be `data:image/`."""

UNSAFE_SCHEMES = {
    "javascript",
    "vbscript",
    "livescript",
    "mocha",
    "data",
    "file",
    "blob",
    "filesystem",
    "about",
    "view-source",
    "jar",
}
"""What runs as code or reaches into the reader's machine: never followed, even in HTML of one's own."""

EMBED_HOSTS = {
    "www.youtube.com": "/embed/",
    "www.youtube-nocookie.com": "/embed/",
    "player.vimeo.com": "/video/",
    "www.slideshare.net": "/slideshow/embed_code/",
    "speakerdeck.com": "/player/",
    "w.soundcloud.com": "/player/",
    "open.spotify.com": "/embed",
    "codepen.io": "/",
    "archive.org": "/embed/",
    "embed.ted.com": "/talks/",
    "www.google.com": "/maps/embed",
    "player.twitch.tv": "/",
    "www.loom.com": "/embed/",
    "media.ccc.de": "/v/",
}
"""Hosts whose frames are kept, and how the path of their players begins. Frames of others become links."""

FRAMED = {"cdn.embedly.com": ("src", "url")}
"""Hosts whose frames only hold another's, and the parameters that name that and its page."""

TRACKING = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|_gl|mkt_tok|vero_id|wickedid)(?:=.*)?"
    r"|source=rss-.*",  # Medium
    re.DOTALL,
)
"""Parameters that say from where a reader came, not what is read."""

SECRETS = (
    (re.compile(r"(://)[^\s/?#'\"<>]+@"), r"\1***@"),
    (
        re.compile(
            r"([?&;](?:[a-z]+[_-])?(?:token|api_?key|key|secret|passw(?:or)?d|pwd|auth|sig(?:nature)?)=)[^\s&#'\"<>]+?(?=[:)]*(?:[\s&#'\"<>]|$))",
            re.IGNORECASE,
        ),
        r"\1***",
    ),
    (re.compile(r"((?:authorization|cookie)['\"]?: *).+", re.IGNORECASE), r"\1***"),
)
"""What may open a door, in addresses and in headers, and what is shown instead."""

PLAIN_ADDRESS = re.compile(
    r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[0-9]+)?"
    r"(?:[/?#](?:[A-Za-z0-9;/?:@&=+$,\-_.!~*'()#]|%[0-9A-Fa-f]{2})*)?"
)
"""What a renderer writes as it stands; most addresses are so."""

INDEX = re.compile(r"/(?:index\.(?:html?|php))?$")


def is_player(address: str) -> bool:
    """Whether a frame with this address is one of a known player."""
    split = urlsplit(address)
    player = EMBED_HOSTS.get(split.netloc)
    return split.scheme in {"http", "https"} and bool(player) and split.path.startswith(str(player))


def untracked(address: str) -> str:
    """The address without the parameters that only say from where a reader came."""
    rest, mark, fragment = address.partition("#")
    path, _, query = rest.partition("?")
    kept = "&".join(parameter for parameter in query.split("&") if not TRACKING.fullmatch(parameter))
    return f"{path}{'?' * bool(kept)}{kept}{mark}{fragment}" if kept != query else address


def masked(text: str) -> str:
    """A text, such as an address or an error, in a form that anybody may read."""
    for secret, shown in SECRETS:
        text = secret.sub(shown, text)
    return text


def without_credentials(address: str) -> str:
    """The address without a user's name and password."""
    split = urlsplit(address)
    return urlunsplit(split._replace(netloc=split.netloc.rpartition("@")[2]))


@lru_cache(maxsize=65536)
def identity(address: str) -> str:
    """What is the same for all addresses of one article, and differs between two.

    http or https, a slash at the end, a fragment, the host's case, its standard port and parameters that only
    track are the same article (RFC 3986, 6.2.2 and 6.2.3; the rest is what blogs do).
    """
    try:
        split = urlsplit(untracked(address))
        port = f":{split.port}" if split.port not in (None, 80, 443) else ""
    except ValueError:  # no address at all, so the same as nothing else
        return address
    path = INDEX.sub("", unicodedata.normalize("NFC", unquote(split.path)))
    query = urlencode(parse_qsl(split.query, keep_blank_values=True))
    return f"{split.hostname or ''}{port}{path}{'?' * bool(query)}{query}"
