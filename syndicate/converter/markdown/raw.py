"""Raw HTML for what Markdown cannot express: sanitised, well-formed, and without a blank line that would end it early."""

from __future__ import annotations

import re

import nh3

from syndicate.addresses import LOADED_SCHEMES, SCHEMES, is_player
from syndicate.converter.markdown.jsx import jsx_tag, jsx_text
from syndicate.models import LANGUAGE, PLACE

TAGS = {
    "a", "abbr", "audio", "b", "bdi", "bdo", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del", "details",
    "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "iframe",
    "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "section", "small",
    "source", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "track",
    "u", "ul", "var", "video", "wbr",
}  # fmt: skip
ATTRIBUTES = {
    "*": {"dir", "lang", "title"},
    "a": {"href", "title", "id"},
    "abbr": {"title"},
    "audio": {"src", "controls", "autoplay", "loop", "muted"},
    "code": {"class"},
    "details": {"open"},
    "dfn": {"title"},
    "iframe": {"src", "title", "width", "height", "allowfullscreen"},
    "img": {"src", "alt", "title", "width", "height", "align"},
    "li": {"value", "id"},
    "ol": {"start", "type", "reversed", "class"},
    "section": {"class"},
    "source": {"src", "type"},
    "sup": {"class"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "track": {"src", "kind", "srclang", "label", "default"},
    "video": {
        "src",
        "controls",
        "autoplay",
        "loop",
        "muted",
        "playsinline",
        "preload",
        "poster",
        "width",
        "height",
    },
}
HTML_BLOCK = re.compile(
    r"<(?:address|article|aside|blockquote|caption|center|col|colgroup|dd|details|dialog|div|dl|dt|fieldset|figcaption"
    r"|figure|footer|form|h[1-6]|header|hr|iframe|legend|li|link|main|menu|nav|ol|p|pre|search|section|summary|table|tbody"
    r"|td|tfoot|th|thead|title|tr|track|ul)[ >]"
)
"""How HTML begins that is a block whatever stands on its first line (CommonMark 0.31, 4.6, kinds 1 and 6). Other HTML is
a part of a paragraph, in which text is Markdown."""
TAG = re.compile(r"(<(?:[^<>\"]|\"[^\"]*\")*+>)")
"""One tag, as a serializer writes it: its values stand between double quotes."""
SPOKEN = re.compile(r"(?<= alt=\")[^\"]+|(?<= title=\")[^\"]+")
"""The text in a tag."""
BEFORE_TAGS = re.compile(r"[\[\]`\\]|~(?=~)|(?<=~)~")
"""The characters that Python-Markdown, and Nikola, act on before they see tags: a link in a value would end the value."""
ACTIVE = re.compile(
    r""",(?=,)|(?<=,),|\.(?=[\w.])|-(?!\w)|(?<!\w)-|\?(?=[?!])|[!$()*+:<=>@\[\\\]^_`{|}~]|(?<!&)#"""
)
"""The characters of text that a renderer of Markdown may act on, with its plugins."""
AROUND_BLOCKS = re.compile(
    r" ?(</?(?:table|thead|tbody|tfoot|tr|td|th|caption|ul|ol|li|dl|dt|dd|details|summary|p|div|section|blockquote|figure|figcaption)\b[^>]*(?:>|\Z)) ?"
)

NOTE_ID = re.compile(r"fn\d+")
"""The ids that the cleaning gives to footnotes."""

ROW = re.compile(r"(?=<(?:thead|tbody|tfoot|tr|/table)[ >])")
"""Where a line of a table begins, so that a change of a row is a change of a line."""


def raw_html(fragment: str, *, within: bool = False, literal: bool = True, jsx: bool = False) -> str:
    """The fragment as one block of raw HTML, or as a part of a line.

    Blank lines would end it (CommonMark 0.31, 4.6), so white space is collapsed; in code, which keeps its
    lines, newlines become character references. Where a renderer would read the text in it as Markdown, each character
    that it may act on becomes one too.

    Args:
        fragment: HTML, as the origin has it.
        within: whether it is written into a block of HTML, in which no text is Markdown.
        literal: whether the renderer takes a block of HTML for one wherever it stands.
        jsx: whether tags are JSX's.
    """
    sanitised = nh3.clean(
        fragment,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_filter_attribute,
        url_schemes=SCHEMES | {"data"},
        link_rel=None,
    )
    parts = re.split(r"(<pre\b[^<>]*+>.*?(?:</pre>|\Z))", sanitised, flags=re.DOTALL)
    pieces = [
        part.replace("\n", "&#10;").replace("\t", "\t" if literal else "&#9;")
        if n % 2
        else re.sub(r"[ \t\r\n\f]+", " ", part)
        for n, part in enumerate(parts)
    ]
    # Hugo runs shortcodes in attributes too, and cuts a post at <!--more--> wherever it stands.
    parts = TAG.split(AROUND_BLOCKS.sub(r"\1", "".join(pieces)).strip())
    parts[1::2] = [tag[0] + tag[1:-1].replace("<", "&lt;") + tag[-1] for tag in parts[1::2]]
    if not jsx:
        parts[1::2] = [
            BEFORE_TAGS.sub(lambda match: f"&#{ord(match[0])};", tag) if "=" in tag else tag
            for tag in parts[1::2]
        ]
    if not literal and not within and not jsx:
        parts[1::2] = [SPOKEN.sub(lambda match: entities(match[0]), tag) for tag in parts[1::2]]
    text = "".join(parts)
    if not within and not (literal and HTML_BLOCK.match(text)):
        parts[::2] = [entities(part) for part in parts[::2]]
        if jsx:
            parts = [jsx_tag(part) if n % 2 else jsx_text(part) for n, part in enumerate(parts)]
        text = "".join(parts)
    elif literal and text.startswith("<table"):
        text = ROW.sub("\n", text)
    return re.sub(r"\{(?=\{(?:[<%]|\Z))", "&#123;", text)  # a tag may follow the piece


def sealed(text: str) -> str:
    """HTML of which no text ends an attribute and no attribute a tag, for a renderer that puts the one into the other."""
    parts = TAG.split(text)
    parts[::2] = [part.replace('"', "&quot;") for part in parts[::2]]
    parts[1::2] = [tag[:-1].replace(">", "&gt;") + tag[-1] for tag in parts[1::2]]
    return "".join(parts)


def entities(text: str) -> str:
    """Text of HTML with a character reference for each character that a renderer of Markdown may act on."""
    return ACTIVE.sub(lambda match: f"&#{ord(match[0])};", text)


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    """An attribute's value, or None to remove it.

    Frames show known players only, only a picture may be `data:`, and what a page loads by itself comes over HTTP.
    """
    if name == "id":
        return value if (NOTE_ID if tag == "li" else PLACE).fullmatch(value) else None
    if tag == "code" and name == "class":
        return value if LANGUAGE.fullmatch(value.removeprefix("language-")) else None
    if name in {"src", "poster"} and (scheme := re.match(r"\s*([A-Za-z][\w+.-]*):", value)):
        loaded = {*LOADED_SCHEMES, "data"} if tag == "img" else LOADED_SCHEMES
        value = value if scheme[1].lower() in loaded else ""
        if not value:
            return None
    if tag == "iframe" and name == "src" and not is_player(value):
        return None
    if name == "dir":
        return value if value in {"ltr", "rtl"} else None
    is_data = name in {"href", "src", "poster"} and value.strip().lower().startswith("data:")
    is_picture = tag == "img" and name == "src" and value.strip().lower().startswith("data:image/")
    return None if is_data and not is_picture else value
