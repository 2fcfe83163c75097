"""Web addresses, as all stages must see them: which are safe, and which two are the same article.

Pure, and mostly tables: add a row where a blog needs one.
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from functools import lru_cache
from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit, urlunsplit

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMES = {"http", "https", "mailto", "tel", "ftp", "sms", "xmpp", "irc", "ircs", "geo", "magnet"}
"""The schemes that a link of a post may have."""

LOADED_SCHEMES = {"http", "https"}
"""The schemes of what a page or a build loads by itself: pictures, players, captions. Pictures may also be `data:image/`."""

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
"""Schemes that run code or access the reader's machine; never kept, even in trusted HTML."""

EMBED_HOSTS = {
    "www.youtube.com": r"/embed/[\w-]+/?",
    "www.youtube-nocookie.com": r"/embed/[\w-]+/?",
    "player.vimeo.com": r"/video/\d+/?",
    "www.slideshare.net": r"/slideshow/embed_code/(?:key/)?\w+/?",
    "speakerdeck.com": r"/player/\w+/?",
    "w.soundcloud.com": r"/player/?",
    "open.spotify.com": r"/embed(?:-podcast)?(?:/[\w-]+)*/?",
    "codepen.io": r"/(?:team/)?[\w-]+/embed/(?:preview/)?[\w-]+/?",
    "archive.org": r"/embed/[\w-][\w.-]*/?",
    "embed.ted.com": r"/talks/(?:lang/[\w-]+/)?\w+(?:\.html)?/?",
    "www.google.com": r"/maps/embed(?:/v1/\w+)?/?",
    "player.twitch.tv": r"/?",
    "www.loom.com": r"/embed/\w+/?",
    "bandcamp.com": r"/EmbeddedPlayer(?:/[\w=-]+)+/?",
    "www.dailymotion.com": r"/embed/video/\w+/?",
    "fast.wistia.net": r"/embed/iframe/\w+/?",
    "www.mixcloud.com": r"/widget/iframe/?",
    "embed.podcasts.apple.com": r"(?:/[\w-]+)+/?",
    "embed.music.apple.com": r"(?:/[\w-]+)+/?",
    "streamable.com": r"/[eo]/\w+/?",
    "media.ccc.de": r"/v/[\w-]+/oembed/?",
}
"""Hosts whose frames stay, with the whole path of their players: no part of it is one that a browser resolves to another
page (`..`, `%2e%2e`, a backslash). Other frames become links."""

FRAME_WRAPPERS = {"cdn.embedly.com": ("src", "url")}
"""Hosts whose frames only wrap another one, and the parameters with its address and its page's."""

LINK_WRAPPERS = (
    (r"www\.google(?:\.[a-z]{2,3}){1,2}/url", ("q", "url")),
    (r"(?:l|lm)\.(?:facebook|messenger|instagram|threads)\.(?:com|net)/(?:l\.php)?", ("u",)),
    (r"out\.reddit\.com/[\w/]*", ("url",)),
    (r"[a-z0-9]+\.safelinks\.protection\.outlook\.com/(?:ap/[\w/.-]*)?", ("url",)),
    (r"www\.youtube\.com/redirect", ("q",)),
    (r"t\.umblr\.com/redirect", ("z",)),
    (r"(?:m\.)?vk\.com/away\.php", ("to",)),
    (r"steamcommunity\.com/linkfilter/", ("url", "u")),
    (r"slack-redir\.net/link", ("url",)),
    (r"www\.linkedin\.com/(?:redir/redirect|safety/go)", ("url",)),
    (r"duckduckgo\.com/l/", ("uddg",)),
    (r"(?:exit|gate)\.sc/", ("url",)),
    (r"medium\.com/r/", ("url",)),
    (r"getpocket\.com/redirect", ("url",)),
)
"""Addresses that only lead on to another one, by host and path, and the parameters that hold it."""

WRAPPED = tuple((re.compile(rf"https?://{place}"), names) for place, names in LINK_WRAPPERS)
MAX_WRAPPERS = 3

TRACKING_PARAMETERS = re.compile(
    r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|yclid|igshid|mc_[ce]id|_ga|_gl|mkt_tok|vero_id|wickedid)(?:=.*)?"
    r"|source=rss-.*"  # Medium
    r"|(?i:phpsessid|jsessionid|aspsessionid\w*|cftoken|cfid)=.*|(?:sid|s)=[0-9a-f]{16,}",
    re.DOTALL,
)
"""Parameters that track where a reader comes from, or name a reader's session; they do not change the page."""

SESSION = re.compile(r"(?i:;jsessionid=[^/;?#]*+)")
"""A reader's session in a path, as servers in Java write it."""

SECRET_PATTERNS = (
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
"""Secrets in addresses and headers, and their replacements."""

PLAIN_ADDRESS = re.compile(
    r"https?://(?!xn--|[a-z0-9.-]*\.xn--)(?:[a-z0-9-]{1,63}\.){1,3}[a-z][a-z0-9-]{0,62}(?::[0-9]{1,4})?"
    r"(?:[/?#](?:[A-Za-z0-9;/?:@&=+$,\-_.!~*'()#]|%[0-9A-Fa-f]{2})*)?"
)
"""An address that a renderer writes unchanged, as most are."""

FRAME_ADDRESS = re.compile(
    r"https?://(?P<host>[a-z0-9.-]++)(?P<path>[^\0- ?#\\\x7f]*+)(?:[?#][^\0- \x7f]*+)?"
)
"""An address whose host and path a browser reads as they are written."""

REFRESH = re.compile(r"\s*+(\d{1,9}+)?[\d.]*+\s*+[;,]\s*+(?:url\s*+=\s*+)?+", re.IGNORECASE)
"""What stands before the address of a refresh."""

PRIVATE_HOST = re.compile(r"(?:^|\.)(?:localhost|local|internal|lan|home\.arpa|test)\.?$")
"""Names that lead nowhere on the web (RFC 6761, 6762, 8375), and those that routers give."""

AUTHORITY = re.compile(r"(?P<scheme>[^/]*?)://(?P<authority>[^/?#]*+)")
INDEX = re.compile(r"/(?:index\.(?:html?|php))?$")


HOST_SCHEMES = {"http", "https", "ftp"}
"""The schemes whose addresses need a host (WHATWG URL, 3.1: "special")."""

FORBIDDEN_IN_HOST = re.compile(r"[\0- \x7f\"#%/:<>?@\[\\\]^|\N{REPLACEMENT CHARACTER}]")
"""WHATWG URL, 3.1 ("forbidden domain code point")."""

IGNORED_IN_HOST = re.compile("[\u00ad\u200b\u2060\ufeff]")
"""What leaves no trace in a host (Unicode's UTS 46)."""


def is_readable(address: str) -> bool:
    """Whether a browser can read an absolute address; programs stop at others, such as `http://` or `http://x:99999/`."""
    scheme, _, rest = address.partition(":")
    if scheme.lower() not in HOST_SCHEMES:
        return True
    named = rest.replace("\\", "/").lstrip("/")
    host = re.split(r"[/?#]", named, maxsplit=1)[0].rpartition("@")[2]
    ending = re.search(r":(\d*+)\Z", host, re.ASCII)
    if ending and int(ending[1][:6] or 0) > 65535:
        return False
    host = host[: ending.start()] if ending else host
    try:
        return bool(ip_address(host[1:-1])) if host.startswith("[") and host.endswith("]") else _is_name(host)
    except ValueError:
        return False


def _is_name(host: str) -> bool:
    """Whether a host is a name, or an address in numbers; raises ValueError where it is neither."""
    name = IGNORED_IN_HOST.sub("", unicodedata.normalize("NFKC", unquote(host))).lower()
    labels = re.split("[.\u3002]", name)
    encoded = [label[4:].encode("ascii").decode("punycode") for label in labels if label.startswith("xn--")]
    signs = "".join([name, *encoded])
    if not name or any(map(str.isascii, encoded)) or FORBIDDEN_IN_HOST.search(name):
        return False
    if any(unicodedata.category(sign)[0] == "C" for sign in signs):
        return False
    labels = labels[:-1] if len(labels) > 1 and not labels[-1] else labels
    return not re.fullmatch(r"\d+|0x[\da-f]*", labels[-1], re.ASCII) or _are_numbers(labels)


def _are_numbers(labels: list[str]) -> bool:
    """Whether labels of which the last is a number are an address of IPv4, in any of its forms (WHATWG URL, 3.5)."""
    if len(labels) > 4 or any(len(label) > 20 for label in labels):
        return False
    *first, last = (
        int(label[2:] or "0", 16)
        if label.startswith("0x")
        else int(label or "x", 8 if label[:1] == "0" else 10)
        for label in labels
    )
    return all(number < 256 for number in first) and last < 256 ** (5 - len(labels))


def is_player(address: str) -> bool:
    """Whether a frame with this address is one of a known player."""
    match = FRAME_ADDRESS.fullmatch(address)
    player = EMBED_HOSTS.get(match["host"]) if match else None
    return bool(match and player and re.fullmatch(player, match["path"], re.ASCII))


def unwrapped(address: str) -> str:
    """Where an address leads that only counts who follows it; any other as it is."""
    for _ in range(MAX_WRAPPERS):
        place, mark, query = address.partition("?")
        names = next((names for pattern, names in WRAPPED if mark and pattern.fullmatch(place)), ())
        values = dict(parse_qsl(query.partition("#")[0])) if names else {}
        inner = next((value for name in names if (value := values.get(name))), "")
        # Google leads a reader straight on only where it signed the address: these lead on as they are.
        if (
            "usg" in values
            or not re.match(r"https?://[\w.-]+(?:[:/?#]|$)", inner)
            or re.search(r"[\s<>\"]", inner)
            or not is_readable(inner)
        ):
            return address
        address = inner
    return address


def without_tracking(address: str) -> str:
    """The address without tracking parameters and readers' sessions."""
    rest, hash_sign, fragment = address.partition("#")
    path, _, query = rest.partition("?")
    if ";" in path:
        path = SESSION.sub("", path)
        address = f"{path}{'?' * bool(query)}{query}{hash_sign}{fragment}"
    remaining = "&".join(
        parameter for parameter in query.split("&") if not TRACKING_PARAMETERS.fullmatch(parameter)
    )
    return f"{path}{'?' * bool(remaining)}{remaining}{hash_sign}{fragment}" if remaining != query else address


def mask_secrets(text: str) -> str:
    """A text, such as an address or an error message, with its secrets masked."""
    for secret, replacement in SECRET_PATTERNS:
        text = secret.sub(replacement, text)
    return text


def without_credentials(address: str) -> str:
    """The address without a user's name and password."""
    split = urlsplit(address)
    return urlunsplit(split._replace(netloc=split.netloc.rpartition("@")[2]))


def host_key(host: str) -> str:
    """A key that is equal for all ways to write one host: in any case, in its own letters or in ASCII.

    Source: RFC 3492; Unicode's UTS 46, which keeps "ß" and "ς".
    """
    if host.isascii():
        return host.lower()
    plain = unicodedata.normalize("NFKC", host.replace("\N{IDEOGRAPHIC FULL STOP}", ".")).lower()
    labels = unicodedata.normalize("NFC", plain).split(".")
    return ".".join(each if each.isascii() else f"xn--{each.encode('punycode').decode()}" for each in labels)


def host_of(address: str) -> str:
    """The key of an address's host, without port and credentials; "" where it has none."""
    try:
        return host_key(urlsplit(address).hostname or "")
    except ValueError:
        return ""


@lru_cache(maxsize=4096)
def with_host_key(address: str) -> str:
    """The address with its scheme and its host in the one form in which addresses and their prefixes are compared."""
    match = AUTHORITY.match(address)
    if match is None:
        return address
    user, at_sign, host = match["authority"].rpartition("@")
    return f"{match['scheme'].lower()}://{user}{at_sign}{host_key(host)}{address[match.end() :]}"


def longest_prefix(address: str, prefixes: Iterable[str]) -> str:
    """The longest of these prefixes that the address has, however its host is written; "" if none."""
    plain = with_host_key(address)
    return max((each for each in prefixes if plain.startswith(with_host_key(each))), key=len, default="")


def after_prefix(address: str, prefix: str) -> str:
    """What an address has after its prefix."""
    return with_host_key(address)[len(with_host_key(prefix)) :]


@lru_cache(maxsize=65536)
def identity(address: str) -> str:
    """A key that is equal for all addresses of one article, and different for two articles.

    The scheme, a trailing slash, a fragment, the host's case and writing, a standard port and tracking parameters make no
    difference (RFC 3986, 6.2.2 and 6.2.3; the rest is what blogs do).
    """
    try:
        split = urlsplit(without_tracking(address))
        port = f":{split.port}" if split.port not in (None, 80, 443) else ""
    except ValueError:  # not an address, so equal only to itself
        return address
    path = INDEX.sub("", unicodedata.normalize("NFC", unquote(split.path)))
    query = urlencode(parse_qsl(split.query, keep_blank_values=True))
    return f"{host_key(split.hostname or '')}{port}{path}{'?' * bool(query)}{query}"


def is_private_host(host: str) -> bool:
    """Whether a host is one of a machine or a network of somebody's own, such as localhost."""
    with suppress(ValueError):
        return not ip_address(host.strip("[]")).is_global
    return PRIVATE_HOST.search(host) is not None


def is_front_page(address: str) -> bool:
    """Whether an address is that of a site's front page."""
    split = urlsplit(address)
    return INDEX.sub("", split.path).strip("/") == "" and not split.query


def refresh(content: str) -> tuple[int, str]:
    """The delay in seconds and the address of a `<meta http-equiv="refresh">`, as it stands there; 0 and "" for none.

    Source: HTML Living Standard, 4.2.5.3.

    Args:
        content: the attribute.
    """
    start = REFRESH.match(content)
    return (int(start[1] or 0), content[start.end() :].strip("\"' \t\n")) if start else (0, "")
