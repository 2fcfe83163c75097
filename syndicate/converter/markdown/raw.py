"""Raw HTML for what Markdown cannot express: sanitised, well-formed, and without a blank line that would end it early."""

from __future__ import annotations

import re

import nh3

from syndicate.addresses import SCHEMES, is_player

TAGS = {
    "a", "abbr", "audio", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del", "details",
    "dfn", "div", "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "iframe",
    "img", "ins", "kbd", "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "section", "small",
    "source", "strong", "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "track",
    "u", "ul", "var", "video", "wbr",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"},
    "abbr": {"title"},
    "audio": {"src", "controls"},
    "code": {"class"},
    "dfn": {"title"},
    "iframe": {"src", "title", "allowfullscreen"},
    "img": {"src", "alt", "title", "width", "height"},
    "li": {"value", "id"},
    "ol": {"start", "type", "reversed", "class"},
    "section": {"class"},
    "source": {"src", "type"},
    "sup": {"class"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "track": {"src", "kind", "srclang", "label"},
    "video": {"src", "controls", "poster", "width", "height"},
}
AROUND_BLOCKS = re.compile(
    r" ?(</?(?:table|thead|tbody|tfoot|tr|td|th|caption|ul|ol|li|dl|dt|dd|details|summary|p|div|section|blockquote|figure|figcaption)\b[^>]*(?:>|\Z)) ?"
)


def raw_html(fragment: str) -> str:
    """The fragment as one block of raw HTML.

    Blank lines would end it (CommonMark 0.31, 4.6), so white space is collapsed; in code, which keeps its
    lines, newlines become character references.
    """
    sanitised = nh3.clean(
        fragment,
        tags=TAGS,
        attributes=ATTRIBUTES,
        attribute_filter=_filter_attribute,
        url_schemes=SCHEMES | {"data"},
        link_rel=None,
    )
    parts = re.split(r"(<pre>.*?(?:</pre>|\Z))", sanitised, flags=re.DOTALL)
    pieces = [
        part.replace("\n", "&#10;") if n % 2 else re.sub(r"[ \t\r\n\f]+", " ", part)
        for n, part in enumerate(parts)
    ]
    # Hugo runs shortcodes in attributes too.
    return re.sub(r"\{(?=\{[<%])", "&#123;", AROUND_BLOCKS.sub(r"\1", "".join(pieces)).strip())


def _filter_attribute(tag: str, name: str, value: str) -> str | None:
    """An attribute's value, or None to remove it: frames show known players only, and only a picture may be `data:`."""
    if tag == "iframe" and name == "src" and not is_player(value):
        return None
    is_data = name in {"href", "src", "poster"} and value.strip().lower().startswith("data:")
    is_picture = tag == "img" and name == "src" and value.strip().lower().startswith("data:image/")
    return None if is_data and not is_picture else value
