"""HTML as JSX, for MDX: each element is closed, attributes have React's names, and text holds nothing that MDX acts on.

React's names are those that Astro takes, too. Sources: https://mdxjs.com/docs/what-is-mdx/#jsx;
https://react.dev/reference/react-dom/components/common; npm: trim-lines, which mdast-util-to-hast passes text to.
"""

from __future__ import annotations

import re

from syndicate.converter.dialects.mdx import NOTHING_BETWEEN

TAG = re.compile(r"(?<!\\)<(?:[^<>\"]|\"[^\"]*\")*+>")
VOID = re.compile(r"<(?:br|col|hr|img|input|source|track|wbr)\b")
NAMES = {
    "allowfullscreen": "allowFullScreen",
    "autoplay": "autoPlay",
    "class": "className",
    "colspan": "colSpan",
    "playsinline": "playsInline",
    "rowspan": "rowSpan",
    "srclang": "srcLang",
}
"""The attributes of raw HTML whose name in React is not that of HTML."""
FLAGS = {
    "allowfullscreen",
    "autoplay",
    "controls",
    "default",
    "loop",
    "muted",
    "open",
    "playsinline",
    "reversed",
}
"""The attributes that are there or not: an empty value would be none."""
INLINE = re.compile(
    r"<(?:a|abbr|bdi|bdo|code|del|dfn|em|img|input|ins|kbd|mark|q|ruby|s|samp|small|strong|sub|sup|u|var|wbr|br)\b"
)
"""How an element begins that stands in a line of text."""
HEADING_ID = re.compile(r"\{#[^{}]*\}\s*\Z")
"""What Docusaurus takes at the end of a heading for its id, escaped or not."""
RUN_BY_DOCUSAURUS = {"mdx-code-block"}
"""The language of code that Docusaurus takes out of its fence, and runs."""
ATTRIBUTE = re.compile(r' ([a-z]+)(?:="([^"]*)")?')
ADDRESS = re.compile(
    r"(?<=http)(?=:|&#58;)|(?<=https)(?=:|&#58;)|(?<=www)(?=\.|&#46;)|(?=(?:@|&#64;)\w)|(?<=&#10;)(?=[ \t]|&#9;)",
    re.IGNORECASE,
)
"""Where text of HTML is parted, lest an address becomes a link, or the spaces that begin a line of code disappear."""


def jsx_tag(tag: str) -> str:
    """A tag of serialised HTML as JSX has it."""
    if tag.startswith("</"):
        return tag
    tag = ATTRIBUTE.sub(_attribute, tag)
    return f"{tag[:-1].rstrip(' /')} />" if VOID.match(tag) else tag


def jsx_paragraph(text: str, *, alone: bool) -> str:
    """A paragraph in an element where MDX would make none of it: where it is made of inline elements alone.

    Args:
        text: the paragraph.
        alone: whether nothing stands beside it, so that one element needs no paragraph around it.
    """
    count = _elements(text)
    return f"<p>{text}</p>" if count > 1 or (count and not alone) else text


def _elements(text: str) -> int:
    """How many inline elements there are in a line that has nothing else, else none."""
    if not INLINE.match(text) or not text.endswith(">"):
        return 0
    count = depth = end = 0
    for tag in TAG.finditer(text):
        if depth == 0 and text[end : tag.start()].strip():
            return 0
        depth += -1 if tag[0].startswith("</") else 0 if tag[0].endswith("/>") else 1
        count += depth == 0
        end = tag.end()
    return count


def _attribute(match: re.Match[str]) -> str:
    name, value = match[1], match[2]
    written = NAMES.get(name, name)
    if value is None or (name in FLAGS and not value):
        return f" {written}"
    value = value.replace("<", "&lt;").replace(">", "&gt;").replace("{", "&#123;").replace("}", "&#125;")
    return f' {written}="{value}"'


def jsx_text(text: str) -> str:
    """Text of HTML, whose signs are character references already, as MDX shows it."""
    return ADDRESS.sub(NOTHING_BETWEEN, text)
