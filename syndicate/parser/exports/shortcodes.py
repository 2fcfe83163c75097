"""WordPress's shortcodes -> HTML; one that is not known is named as lost, and never text.

Source: https://developer.wordpress.org/apis/shortcode/ and the pages of each on https://wordpress.com/support/
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from syndicate.models import Loss
from syndicate.parser.exports.embeds import embed, player_address
from syndicate.parser.exports.items import FOR_MEMBERS, picture

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MAX_DEPTH = 20
"""No shortcode stands in so many others."""
TAG = re.compile(r"(\[?)\[(/?)([a-z][a-z0-9]*+(?:[_-][a-z0-9_-]++)?+)(?=[\s/=\]])([^\[\]]{0,4000}+)\](\]?)")
ATTRIBUTE = re.compile(
    r"""([\w-]{1,80}+)\s{0,9}+=\s{0,9}+(?:"([^"]*+)"|'([^']*+)'|([^\s"']++))|"([^"]*+)"|([^\s"']++)"""
)
NAMED = re.compile(r"""[\w-]\s*+=\s*+["'\w&]""")
CODE = re.compile(r"<(pre|code|script|style|textarea)\b", re.IGNORECASE)
IMAGE = re.compile(r"\s*+((?:<a\b[^<>]*+>\s*+)?<img\b[^<>]*+>(?:\s*+</a>)?)", re.IGNORECASE)
ADDRESS = re.compile(r"https?://[^\s<>\"']++")
LANGUAGES = frozenset(
    "actionscript bash c clojure coldfusion cpp csharp css delphi diff erlang fsharp go groovy html java javafx "
    "javascript js json kotlin latex matlab objc perl php plain powershell python py r ruby rust scala shell sql swift "
    "text ts typescript vb xml yaml".split()
)
"""Each is a shortcode of its own: https://wordpress.com/support/wordpress-editor/blocks/syntax-highlighter-code-block/"""
SOUNDS = ("src", "mp3", "m4a", "ogg", "wav", "wma", "flac")
FILMS = ("src", "mp4", "m4v", "webm", "ogv", "wmv", "flv")
LOST = "a shortcode whose plugin the export does not hold"


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that belongs to a blog; `caption` is HTML, `parent` the id of the post that it was uploaded to."""

    address: str
    parent: str = ""
    alt: str = ""
    caption: str = ""
    order: int = 0


@dataclass(slots=True)
class Surroundings:
    """What a post's shortcodes and blocks refer to; `losses` and `notes` gather what could not be shown, and footnotes."""

    attachments: Mapping[str, Attachment]
    blocks: Mapping[str, str]
    post: str = ""
    losses: dict[str, Loss] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def lose(self, name: str, block: str, lost: str = LOST) -> None:
        """Name something as lost, once an article."""
        self.losses.setdefault(name, Loss(block[:200], lost))


class Renderer(Protocol):
    """Makes HTML of a shortcode, or None where it cannot.

    It is called with the shortcode's name, its attributes, the HTML between its tags, and the post's surroundings.
    """

    def __call__(
        self, name: str, attributes: Mapping[str, str], inner: str, surroundings: Surroundings, /
    ) -> str | None:
        """The HTML."""


@dataclass(frozen=True, slots=True)
class _Tag:
    start: int
    end: int
    name: str
    attributes: str
    closes: bool
    escaped: bool


def expand_shortcodes(text: str, surroundings: Surroundings) -> str:
    """The text with HTML instead of its shortcodes; those in code are the code's.

    Args:
        text: HTML, or what the classic editor stores.
        surroundings: of the post.
    """
    if "[" not in text:
        return text
    tags = _tags(text)
    return _expanded(text, tags, _pairs(tags), (0, len(tags), 0, len(text)), surroundings)


def expand_captions(text: str) -> str:
    """The text with pictures and their captions instead of the shortcodes for such; other words in brackets stay."""
    tags = [tag for tag in _tags(text) if SHORTCODES.get(tag.name) is _caption] if "[" in text else []
    return _expanded(text, tags, _pairs(tags), (0, len(tags), 0, len(text)), Surroundings({}, {}))


def _tags(text: str) -> list[_Tag]:
    """Everything that has the form of a shortcode's tag, outside of code."""
    tags, at = [], 0
    code = _code_ranges(text)
    for match in TAG.finditer(text):
        while at < len(code) and code[at][1] <= match.start():
            at += 1
        if at < len(code) and code[at][0] <= match.start():
            continue
        escaped = bool(match[1] and match[5])
        start = match.start() + (0 if escaped else len(match[1]))
        end = match.end() - (0 if escaped else len(match[5]))
        tags.append(_Tag(start, end, match[3], match[4], bool(match[2]), escaped))
    return tags


def _code_ranges(text: str) -> list[tuple[int, int]]:
    ranges, at, lower = [], 0, text.lower()
    while match := CODE.search(text, at):
        end = lower.find(f"</{match[1].lower()}", match.end())
        at = end if end >= 0 else len(text)
        ranges.append((match.start(), at))
    return ranges


def _pairs(tags: Sequence[_Tag]) -> dict[int, int]:
    """For each opening tag that is closed, the number of the tag that closes it; what crosses another is not."""
    opened: list[int] = []
    count: dict[str, int] = {}
    pairs: dict[int, int] = {}
    for n, tag in enumerate(tags):
        if tag.escaped:
            continue
        if not tag.closes:
            opened.append(n)
            count[tag.name] = count.get(tag.name, 0) + 1
        elif count.get(tag.name):
            while tags[opened[-1]].name != tag.name:
                count[tags[opened.pop()].name] -= 1
            count[tag.name] -= 1
            pairs[opened.pop()] = n
    return pairs


def _expanded(
    text: str,
    tags: Sequence[_Tag],
    pairs: Mapping[int, int],
    span: tuple[int, int, int, int],
    surroundings: Surroundings,
    depth: int = 0,
) -> str:
    n, last, at, end = span
    parts = []
    while n < last:
        tag, close = tags[n], pairs.get(n)
        known = _known(tag, closed=close is not None)
        is_shortcode = known is not None or _is_plugins(tag, text, closed=close is not None)
        parts.append(text[at : tag.start])
        at = tag.end
        if tag.escaped:
            parts.append(text[tag.start + 1 : tag.end - 1])
        elif not is_shortcode or depth > MAX_DEPTH:
            parts.append(text[tag.start : tag.end])
        else:
            inner = ""
            if close is not None:
                raw = text[tag.end : tags[close].start]
                is_raw = known is _code
                inner_span = n + 1, close, tag.end, tags[close].start
                inner = raw if is_raw else _expanded(text, tags, pairs, inner_span, surroundings, depth + 1)
                n, at = close, tags[close].end
            parts.append(_shown(tag, known, inner, text[tag.start : tag.end], surroundings))
        n += 1
    return "".join([*parts, text[at:end]])


def _shown(tag: _Tag, known: Renderer | None, inner: str, source: str, surroundings: Surroundings) -> str:
    shown = known(tag.name, _attributes(tag.attributes), inner, surroundings) if known else None
    if shown is None:
        surroundings.lose(tag.name, source)
        return inner
    return shown


def _is_plugins(tag: _Tag, text: str, *, closed: bool) -> bool:
    """Whether a tag of an unknown name is a plugin's, and no words in brackets: closed, with attributes, or alone on its line."""
    if (
        closed
        or NAMED.search(tag.attributes)
        or (not tag.attributes.strip(" /") and re.search(r"[_-]", tag.name))
    ):
        return True
    line = (
        text[text.rfind("\n", 0, tag.start) + 1 : tag.start],
        text[tag.end : tag.end + 200].partition("\n")[0],
    )
    before, after = line[0].strip().lower(), line[1].strip().lower()
    return not tag.attributes.strip(" /") and before in ("", "<p>") and after in ("", "</p>")


def _attributes(text: str) -> dict[str, str]:
    """The attributes of a shortcode; those without a name are called by their number (shortcode_parse_atts)."""
    attributes: dict[str, str] = {}
    for match in ATTRIBUTE.finditer(html.unescape(text).replace("\u201d", '"').replace("\u2033", '"')):
        name, value = match[1], next((each for each in match.groups()[1:] if each is not None), "")
        attributes[name.lower() if name else str(len(attributes))] = value
    return attributes


def _caption(_name: str, attributes: Mapping[str, str], inner: str, _: Surroundings) -> str | None:
    match = IMAGE.match(inner)
    if match is None:
        return inner

    caption = attributes.get("caption") or inner[match.end() :].strip()
    caption = "<br>".join(filter(None, map(str.strip, caption.split("\n"))))
    return f"\n\n<figure>{match[1]}{f'<figcaption>{caption}</figcaption>' if caption else ''}</figure>\n\n"


def _gallery(
    _name: str, attributes: Mapping[str, str], _inner: str, surroundings: Surroundings
) -> str | None:
    pictures = _chosen(attributes, surroundings)
    if not pictures:
        return None
    return "\n\n" + "".join(picture(each.address, each.alt, each.caption) for each in pictures) + "\n\n"


def _playlist(
    _name: str, attributes: Mapping[str, str], _inner: str, surroundings: Surroundings
) -> str | None:
    tag = "video" if attributes.get("type") == "video" else "audio"
    files = _chosen(attributes, surroundings)
    return "".join(_player(tag, [each.address], {}) for each in files) or None


def _chosen(attributes: Mapping[str, str], surroundings: Surroundings) -> list[Attachment]:
    ids = attributes.get("ids") or attributes.get("include") or ""
    if ids:
        chosen = [surroundings.attachments.get(each.strip()) for each in ids.split(",")]
        if None in chosen:
            surroundings.lose("attachments", f"ids={ids}", "files that the export does not list")
        return [each for each in chosen if each is not None]
    own = attributes.get("id") or surroundings.post
    skipped = {each.strip() for each in attributes.get("exclude", "").split(",")}
    uploaded = [
        each
        for name, each in surroundings.attachments.items()
        if each.parent == own and own not in ("", "0") and name not in skipped
    ]
    return sorted(uploaded, key=lambda each: each.order)


def _audio(_name: str, attributes: Mapping[str, str], inner: str, _: Surroundings) -> str | None:
    files = [attributes[key] for key in (*SOUNDS, "0") if attributes.get(key)]
    return _player("audio", files, {}) if files else _player("audio", ADDRESS.findall(inner)[:1], {}) or None


def _video(_name: str, attributes: Mapping[str, str], inner: str, _: Surroundings) -> str | None:
    files = [attributes[key] for key in (*FILMS, "0") if attributes.get(key)] or ADDRESS.findall(inner)[:1]
    if files and player_address(files[0]):
        return f"\n\n{embed(files[0])}\n\n"
    kept = {key: attributes[key] for key in ("poster", "width", "height") if attributes.get(key)}
    return _player("video", files, kept) or None


def _player(tag: str, files: Sequence[str], attributes: Mapping[str, str]) -> str:
    if not files:
        return ""
    more = "".join(f' {key}="{html.escape(value)}"' for key, value in attributes.items())
    if len(files) == 1:
        return f'\n\n<figure><{tag} controls src="{html.escape(files[0])}"{more}></{tag}></figure>\n\n'
    sources = "".join(f'<source src="{html.escape(each)}">' for each in files)
    return f"\n\n<figure><{tag} controls{more}>{sources}</{tag}></figure>\n\n"


def _embed(_name: str, attributes: Mapping[str, str], inner: str, _: Surroundings) -> str | None:
    text = html.unescape(re.sub(r"<[^<>]*+>", "", inner)).strip()
    address = next(
        filter(
            ADDRESS.match,
            (text, *(attributes[key] for key in ("src", "url", "href", "0") if key in attributes)),
        ),
        "",
    )
    return f"\n\n{embed(address)}\n\n" if address else None


def _site(name: str, attributes: Mapping[str, str], inner: str, surroundings: Surroundings) -> str | None:
    """The player of a site whose shortcode names an address, or the id of something there."""
    value = next(
        (attributes[key] for key in ("id", "0", "url", "src") if attributes.get(key)), inner.strip()
    ).lstrip("=")
    if ADDRESS.match(value):
        return f"\n\n{embed(value)}\n\n"
    pattern = SITES[name]
    if not pattern or not re.fullmatch(r"[\w./-]+", value):
        return _embed(name, attributes, inner, surroundings)
    return f"\n\n{embed(pattern.format(value))}\n\n"


def _code(name: str, attributes: Mapping[str, str], inner: str, _: Surroundings) -> str | None:
    language = next((attributes[key] for key in ("language", "lang", "type") if attributes.get(key)), "")
    language = language or (name if name in LANGUAGES else "")
    code = inner if "<" in inner else html.unescape(inner)
    css = (
        f' class="language-{html.escape(language.lower())}"' if language not in ("", "plain", "text") else ""
    )
    return f"\n\n<pre><code{css}>{html.escape(code.strip(chr(10)), quote=False)}</code></pre>\n\n"


def _quote(_name: str, _attributes: Mapping[str, str], inner: str, _: Surroundings) -> str | None:
    return f"\n\n<blockquote>{inner.strip()}</blockquote>\n\n"


def _formula(_name: str, _attributes: Mapping[str, str], inner: str, _: Surroundings) -> str | None:
    return f'<script type="math/tex">{html.unescape(inner).strip()}</script>' if inner.strip() else None


def _footnote(
    _name: str, _attributes: Mapping[str, str], inner: str, surroundings: Surroundings
) -> str | None:
    surroundings.notes.append(inner.strip())
    n = len(surroundings.notes)
    return f'<sup id="fnref-{n}"><a href="#fn-{n}" class="footnote-ref">{n}</a></sup>'


def footnote_list(notes: Sequence[str]) -> str:
    """The notes of a post, as a list at its end; "" where there are none."""
    items = "".join(
        f'<li id="fn-{n}">{note} <a href="#fnref-{n}" class="footnote-backref">↩</a></li>'
        for n, note in enumerate(notes, 1)
    )
    return f'\n<div class="footnotes"><ol>{items}</ol></div>' if items else ""


def _members(
    name: str, _attributes: Mapping[str, str], _inner: str, surroundings: Surroundings
) -> str | None:
    surroundings.lose(name, f"[{name}]", FOR_MEMBERS)
    return ""


def _nothing(_name: str, _attributes: Mapping[str, str], inner: str, _: Surroundings) -> str | None:
    return inner


SITES = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "gist": "https://gist.github.com/{}",
    "tweet": "https://twitter.com/i/status/{}",
    "dailymotion": "https://www.dailymotion.com/video/{}",
    "ted": "https://www.ted.com/talks/view/id/{}",
    "videopress": "https://videopress.com/v/{}",
    "wpvideo": "https://videopress.com/v/{}",
    "instagram": "",
    "facebook": "",
    "flickr": "",
    "googlemaps": "",
    "soundcloud": "",
    "spotify": "",
    "slideshare": "",
    "scribd": "",
    "twitter": "",
}
"""The sites with a shortcode of their own, and the address of what has an id there; "" where only an address will do."""

MEMBERS = (
    "arm_restrict_content content_protector ihc-hide-content is_logged_in is_member logged_in loggedin member memberful_member "
    "members members_access members_only memberonly membership mepr-active mepr-show paid passster password_protect "
    "pmpro_member premium private protected restrict restricted s2if subscriber_only subscribers swpm_protected "
    "um_loggedin user_only wcm_restrict wlm_private"
).split()
"""The shortcodes by which plugins keep a part of a post for those who are members, or know a password."""

SHORTCODES: dict[str, Renderer] = {
    "audio": _audio,
    "blockquote": _quote,
    "caption": _caption,
    "code": _code,
    "efn_note": _footnote,
    "embed": _embed,
    "footnote": _footnote,
    "gallery": _gallery,
    "latex": _formula,
    "mfn": _footnote,
    "nextpage": _nothing,
    "playlist": _playlist,
    "pullquote": _quote,
    "quote": _quote,
    "source": _code,
    "sourcecode": _code,
    "video": _video,
    "wp_caption": _caption,
    **dict.fromkeys(MEMBERS, _members),
    **dict.fromkeys(SITES, _site),
}
CLOSED_ONLY = {
    "blockquote",
    "code",
    "efn_note",
    "footnote",
    "latex",
    "mfn",
    "pullquote",
    "quote",
    "source",
    "sourcecode",
    *MEMBERS,
}
"""Without an end these are words in brackets."""


def _known(tag: _Tag, *, closed: bool) -> Renderer | None:
    if tag.name in CLOSED_ONLY and not closed:
        return None
    return SHORTCODES.get(tag.name) or (_code if tag.name in LANGUAGES and closed else None)
