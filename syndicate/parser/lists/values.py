"""What feeds say of an entry, in whatever type: as lines, names and HTML."""

from __future__ import annotations

import html
import re
from typing import Any

from syndicate.parser.encoding import clean_text
from syndicate.parser.lists.names import name_in, parted
from syndicate.parser.lists.xmltext import unescape

HTML_TYPES = ("text/html", "application/xhtml+xml")
VOID_END_TAGS = re.compile(r"</(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)>")
"""End tags that XHTML allows and HTML ignores or reads as a second line break."""

BREAKS = re.compile(r"<br\b[^<>]*>", re.IGNORECASE)
TAGS = re.compile(r"<!--.*?(?:-->|\Z)|</?([a-z][^\s<>/]*+)[^<>]*+>", re.DOTALL | re.IGNORECASE)
END_TAG = re.compile(r"</([a-z][^\s<>/]*+)", re.IGNORECASE)
VOID = ("img", "wbr", "hr", "input")
SPACES = re.compile(r"[ \t\n\f]+")  # not the no-break space, which is a letter
ESCAPED_TWICE = re.compile(
    r"&(?:amp|quot|apos|lt|gt|nbsp|[lr][sd]quo|[mn]dash|hellip|#\d{1,7}|#x[\da-f]{1,6});", re.IGNORECASE
)

MAX_GUID_LENGTH = 500

MAX_LINE = 100_000
"""Characters of a title, a name or a tag; what follows is left out."""

MAX_NAMES = 1000
"""So many authors, and tags, an entry may have; what follows is left out."""


def guid_of(value: Any) -> str:
    """The id of an entry on one line; "" where it is too long to be one."""
    guid = "".join(filter(str.isprintable, " ".join(as_text(value)[:MAX_LINE].split())))
    return guid if len(guid) <= MAX_GUID_LENGTH else ""


def longest_content(contents: list[dict[str, Any]]) -> str:
    """The longest HTML of an entry's contents; else its plain text as paragraphs."""
    htmls = [
        as_html(detail["value"], type_of(detail)) for detail in contents if type_of(detail) in HTML_TYPES
    ]
    texts = [as_html(detail["value"], "text/plain") for detail in contents if type_of(detail) == "text/plain"]
    paragraphs = [
        "".join(f"<p>{part}</p>" for part in re.split(r"\n(?:[^\S\n]*+\n)++", text)) for text in texts
    ]
    return max(htmls or paragraphs, key=len, default="")


def as_html(value: str, kind: str) -> str:
    """A text of any type as HTML."""
    if kind == "text/plain":
        value = html.escape(value, quote=False)
    elif kind == "application/xhtml+xml":
        value = VOID_END_TAGS.sub("", value)
    return clean_text(value)


def title_of(value: str, kind: str) -> str:
    """A title as one line of plain text; tags are removed only where it is HTML, and they format something."""
    value = value[:MAX_LINE]
    if kind in HTML_TYPES:
        # "Using <div> well": a tag that nothing closes is what the title is about.
        formatting = {"", *VOID, *(end[1].lower() for end in END_TAG.finditer(value))}
        value = TAGS.sub(
            lambda tag: "" if (tag[1] or "").lower() in formatting else tag[0], BREAKS.sub(" ", value)
        )
        value = unescape(value)
    return one_line(value)


def one_line(text: str) -> str:
    """A text on one line, its entities resolved where it was escaped twice."""
    text = text[:MAX_LINE]
    if ESCAPED_TWICE.search(text):
        text = unescape(text)
    return SPACES.sub(" ", clean_text(text)).strip(" ")


def lines_of(texts: list[Any]) -> tuple[str, ...]:
    """Names or tags, each once, in order."""
    lines = (one_line(as_text(text)) for text in texts[:MAX_NAMES])
    return tuple(dict.fromkeys(line for line in lines if line))


def names_of(authors: Any) -> tuple[str, ...]:
    """The names of authors, several in one element parted."""
    names = lines_of([author.get("name") for author in as_dicts(authors)])
    return tuple(dict.fromkeys(name for each in names for name in parted(name_in(each))))


def as_text(value: Any) -> str:
    """The value where it is a text, else none."""
    return value if isinstance(value, str) else ""


def as_number(value: Any) -> str:
    """A text or a number as a text."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else as_text(value)


def as_dicts(value: Any) -> list[dict[str, Any]]:
    """The objects in a list; none where the value is no list."""
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def type_of(detail: Any) -> str:
    """The media type that feedparser gives of a text."""
    return as_text(detail.get("type")) if isinstance(detail, dict) else ""
