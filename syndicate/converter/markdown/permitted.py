"""What may be lost, and why: where neither the dialect nor HTML can say a thing. All else that is lost is a fault, and named."""

from __future__ import annotations

from typing import NamedTuple


class Permitted(NamedTuple):
    """Something that a post may lose: what, in which target, and why nothing can say it there."""

    what: str
    where: str
    why: str


WITHOUT_HTML = "a dialect that leaves raw HTML out"
ANY = "any"

PERMITTED = (
    Permitted("the mark", WITHOUT_HTML, "Markdown has no sign for <q>, <kbd>, <u>, <mark>, <small>, <sub>, <sup>, <abbr>, <ruby>, <bdo> and their like; the words stay"),
    Permitted("the way that text runs", WITHOUT_HTML, "only the attribute dir says it; the words stay"),
    Permitted("a mark or a link in preformatted text", WITHOUT_HTML, "in a fence no sign is one; the words stay"),
    Permitted("the numbers of a list", WITHOUT_HTML, "Markdown counts from a number upwards, in digits"),
    Permitted("a line break in a heading or a cell", WITHOUT_HTML, "both are one line; the words stay on it"),
    Permitted("a part that opens and closes", WITHOUT_HTML, "only <details> does; the part stands open"),
    Permitted("a cell across others", WITHOUT_HTML, "a pipe table has equal rows; the cell stays one"),
    Permitted("lines of a cell", WITHOUT_HTML, "a cell is one line; the words stay on it"),
    Permitted("text that flows around a picture", WITHOUT_HTML, "only the attribute align says it"),
    Permitted("the width of a picture", WITHOUT_HTML, "only the attribute says it"),
    Permitted("the height of a picture", WITHOUT_HTML, "only the attribute says it"),
    Permitted("a picture that its address holds", WITHOUT_HTML, "the renderer refuses its address; its alt text stays"),
    Permitted("a frame", "a dialect that leaves raw HTML or frames out", "only <iframe> shows it; a link leads to it"),
    Permitted("a video", WITHOUT_HTML, "only <video> plays it; a link leads to it"),
    Permitted("a recording", WITHOUT_HTML, "only <audio> plays it; a link leads to it"),
    Permitted("a picture that cannot be had", ANY, "its server does not give it; a link leads to where it was"),
)  # fmt: skip
"""All that may be lost."""
