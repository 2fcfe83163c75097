"""The files that platforms give to those who leave them -> the articles in them.

Each format is a module that reads it, and a row of `FORMATS` that tells it by its content.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicate.parser.exports import (
    blogger,
    ghost,
    jsonfeed,
    markdown,
    medium,
    notion,
    substack,
    wordpress,
)
from syndicate.parser.exports.items import Exported, Member, Reading, Site

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

__all__ = ["FORMATS", "Exported", "Format", "Member", "Reading", "Site", "format_of"]


@dataclass(frozen=True, slots=True)
class Format:
    """The export of one platform.

    `members` are those of an export's files that hold its articles, none where it is not of this format; `site` is what
    they say of the blog, `read` brings the articles. `feed` is where the platform has a blog's feed, as seen from its
    front page.
    """

    title: str
    members: Callable[[Sequence[Member]], Sequence[Member]]
    site: Callable[[Sequence[Member]], Site]
    read: Callable[[Sequence[Member], Reading], Iterator[Exported]]
    feed: str = "feed.xml"


FORMATS = (
    Format("WordPress or Squarespace (WXR)", wordpress.exports_of, wordpress.site, wordpress.read, "feed/"),
    Format("Blogger (Atom)", blogger.exports_of, blogger.site, blogger.read, "feeds/posts/default"),
    Format("Ghost (JSON)", ghost.exports_of, ghost.site, ghost.read, "rss/"),
    Format("a JSON Feed", jsonfeed.exports_of, jsonfeed.site, jsonfeed.read, "feed.json"),
    Format("Substack", substack.exports_of, substack.site, substack.read, "feed"),
    Format("Medium", medium.exports_of, medium.site, medium.read),
    Format("Notion (HTML)", notion.exports_of, notion.site, notion.read),
    Format("Markdown with front matter", markdown.exports_of, markdown.site, markdown.read),
)
"""Every format that is known, the more particular first."""


def format_of(members: Sequence[Member]) -> tuple[Format, Sequence[Member]] | None:
    """The format of an export, and the files that hold its articles; None where it is of none.

    Args:
        members: the files of the export.
    """
    for each in FORMATS:
        if chosen := each.members(members):
            return each, chosen
    return None
