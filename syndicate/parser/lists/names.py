"""The names of authors in a feed, without the mail addresses that stand beside them."""

from __future__ import annotations

import html
import re

MAIL = re.compile(
    r"(?<![^\s<>()\[\],;:\"?])(?:mailto:)?@?[^\s@<>()\[\],;:\"?]++@(?:[^\s@<>()\[\],;:\"?.]+\.)+[^\s@<>()\[\],;:\"?.]{2,}(?:\?[^\s<>()]*)?"
)
"""A mail address: domains have letters of all writings, and last parts of any length."""

EMPTY_BRACKETS = re.compile(r"<\s*>|\(\s*\)|\[\s*\]")
NAME_ALONE = re.compile(r"(^|[,;&]|\band\b)\s*\(([^()]*)\)")
"""A name in brackets, where the address before it is left out."""

AND = re.compile(r",?+ (?:and|und|et|y|e|&) |;")
"""What stands between the last two of several names."""

PERSON = re.compile(
    r"(?P<start><(?P<name>(?:[\w.-]+:)?(?:author|creator)|managingEditor)(?:\s[^<>]*)?>)"
    r"(?P<text>\s*<!\[CDATA\[(?P<verbatim>[^\]]{0,200})\]\]>\s*|[^<]*)(?P<end></(?P=name)\s*>)"
)
"""An element of RSS or Dublin Core that names a person, by a text alone."""


def without_mails(xml: str) -> str:
    """The XML of a feed with persons named by their names alone: feedparser cuts addresses whose last part is long."""
    return PERSON.sub(_named, xml) if "@" in xml else xml


def _named(person: re.Match[str]) -> str:
    if "@" not in person["text"]:
        return person[0]
    text = person["verbatim"] if person["verbatim"] is not None else html.unescape(person["text"])
    return f"{person['start']}{html.escape(name_in(text), quote=False)}{person['end']}"


def name_in(text: str) -> str:
    """The name, or the names, in a text such as "ida@kettle.online (Ida Kettle)"; "" where it is an address alone."""
    if MAIL.search(text) is None:
        return text
    rest = EMPTY_BRACKETS.sub("", MAIL.sub("", text))
    return " ".join(NAME_ALONE.sub(r"\1 \2", rest.strip()).split()).strip(" ,;&\"'<>")


def parted(names: str) -> list[str]:
    """The names in a text such as "Ida Kettle, Tom Hall and Ann Lee"; "Kettle, Ida" is one."""
    parts = [part.strip() for part in AND.split(names)]
    split = [name.strip() for part in parts for name in part.split(",")]
    are_whole = all(len(name.split()) > 1 for name in split)
    return list(filter(None, split if are_whole else parts))
