"""Markdown within exports -> HTML, and a folder of Markdown files with front matter -> the articles in it."""

from __future__ import annotations

import re
import tomllib
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import yaml

from syndicate.models import Entry, Loss
from syndicate.parser.dates import parse_date
from syndicate.parser.encoding import decode
from syndicate.parser.exports.items import Exported, Site, contents, with_feature, with_title
from syndicate.parser.lists.xmltext import http_address

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from syndicate.parser.exports.items import Member, Reading

FENCES = {"---": "---", "+++": "+++"}
KEY = re.compile(rb"(?m)^(?:title|date|layout|draft|published|tags|categories|slug|permalink)[ \t]*+[:=]")
FILE_DATE = re.compile(r"(\d{4}-\d\d-\d\d)-(.+)")
HIGHLIGHT = re.compile(
    r"\{% {0,9}highlight {1,9}([\w+#-]{1,40})[^%{]{0,200}%\}\n?((?:[^{]|\{(?!%))*+)\{% {0,9}endhighlight {0,9}%\}"
)
TEMPLATE = re.compile(r"\{%[^%}]{0,300}%\}|\{\{[<%][^}]{0,300}\}\}|\{\{[^{}]{0,300}\}\}")
LOST = "a template's tag, which only its generator can fill"


def markdown_html(text: str) -> str:
    """Markdown as HTML, with tables, footnotes and what is struck through."""
    from markdown_it import MarkdownIt
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin

    markdown = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    return str(markdown.use(footnote_plugin).use(deflist_plugin).render(text))


def exports_of(members: Sequence[Member]) -> list[Member]:
    """Those of the members that are Markdown with front matter."""
    return [
        member
        for member in members
        if member.head.startswith((b"---\n", b"---\r\n", b"+++\n", b"+++\r\n")) and KEY.search(member.head)
    ]


def site(_members: Sequence[Member]) -> Site:
    """What the folder says of its blog: nothing."""
    return Site()


def read(members: Sequence[Member], reading: Reading) -> Iterator[Exported]:
    """The articles of a folder of Markdown files."""
    for member, content in contents(members, reading.note):
        text = decode(content, "utf-8", html=False)
        try:
            values, body = _front_matter(text)
        except (TypeError, ValueError, yaml.YAMLError) as error:
            reading.note(
                f"{member.name}: its front matter cannot be read, so it is left out: {' '.join(str(error).split())[:200]}"
            )
            continue
        yield _exported(member.name, values, body, reading.home)


def _exported(name: str, values: dict[str, Any], body: str, home: str) -> Exported:
    stem = name.rpartition("/")[2].rpartition(".")[0]
    folder = name.rpartition("/")[0].rpartition("/")[2]
    dated = FILE_DATE.fullmatch(stem)
    slug = str(
        values.get("slug")
        or (dated[2] if dated else folder if stem in ("index", "_index") and folder else stem)
    )
    place = next(
        (
            each
            for key in ("permalink", "url")
            if isinstance(each := values.get(key), str) and ":" not in each
        ),
        "",
    )
    losses: dict[str, Loss] = {}

    def lose(match: re.Match[str]) -> str:
        losses.setdefault(match[0], Loss(match[0][:200], LOST))
        return ""

    body = HIGHLIGHT.sub(lambda match: f"```{match[1]}\n{match[2].rstrip()}\n```", body)
    content = markdown_html(TEMPLATE.sub(lose, body))
    picture = next(
        (
            each
            for key in ("image", "cover", "featured_image", "feature_image")
            if isinstance(each := values.get(key), str)
        ),
        "",
    )
    entry = Entry(
        http_address(place, home) if place else f"{home}{quote(slug)}/",
        str(values.get("title") or ""),
        _date(values.get("date") or (dated[1] if dated else None)),
        _date(values.get("lastmod") or values.get("last_modified_at") or values.get("updated")),
        summary=str(values.get("description") or values.get("excerpt") or values.get("summary") or ""),
        content=with_feature(content, picture),
        authors=_names(values.get("author") or values.get("authors")),
        tags=tuple(
            dict.fromkeys(
                (*_names(values.get("categories") or values.get("category")), *_names(values.get("tags")))
            )
        ),
        losses=tuple(losses.values()),
    )
    is_draft = values.get("draft") is True or values.get("published") is False or "_drafts/" in f"/{name}"
    needs = "pages" if values.get("layout") == "page" or (entry.published is None and not is_draft) else ""
    return Exported(with_title(entry), "", "drafts" if is_draft else needs)


def _front_matter(text: str) -> tuple[dict[str, Any], str]:
    fence, _, rest = text.partition("\n")
    head, end, body = f"\n{rest}".partition(f"\n{FENCES[fence.strip()]}\n")
    if not end:
        raise ValueError("it does not end")
    values = yaml.safe_load(head) if fence.strip() == "---" else tomllib.loads(head)
    if not isinstance(values, dict):
        raise TypeError("it holds no keys")
    return values, body


def _date(value: Any) -> datetime | date | None:
    if isinstance(value, date):
        return value
    try:
        return parse_date(str(value)) if value else None
    except ValueError:
        return None


def _names(value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return tuple(filter(None, (each.strip() for each in value.split(","))))
    if isinstance(value, dict):
        return _names(value.get("name"))
    return tuple(name for each in value for name in _names(each)) if isinstance(value, list) else ()
