"""Boxes that are set off from the text, of any generator, as quotes that say what they are."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from syndicate.parser.page.cleaning.nodes import HEADINGS, detach, inner, line, replace

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.removals import Removals


class Callout(NamedTuple):
    """A generator's boxes, as CSS selectors: the box, its title, its sign, and its content where that is not the rest."""

    generator: str
    box: str
    title: str = ""
    sign: str = ""
    content: str = ""
    says_kind: bool = False
    """Whether its stylesheet shows its kind: by a word, or by a sign that stands for one."""


CALLOUTS = (
    Callout("GitHub", ".markdown-alert", ".markdown-alert-title"),
    Callout("Ghost", ".kg-callout-card", sign=".kg-callout-emoji", content=".kg-callout-text"),
    Callout(
        "Notion",
        "figure.callout, .notion-callout",
        sign=".icon, .notion-callout-icon, .notion-page-icon",
        content=".notion-callout-text",
    ),
    Callout(
        "Docusaurus", ".theme-admonition", "[class*=admonitionHeading]", content="[class*=admonitionContent]"
    ),
    Callout(
        "Docusaurus 1",
        "div.admonition:has(> .admonition-heading)",
        ".admonition-heading",
        content=".admonition-content",
    ),
    Callout("MkDocs, Sphinx", "div.admonition, aside.admonition", ".admonition-title"),
    Callout(
        "Obsidian",
        "div.callout[data-callout]",
        ".callout-title-inner, .callout-title",
        content=".callout-content",
    ),
    Callout("Quarto", "div.callout", ".callout-title-container, .callout-header", content=".callout-body"),
    Callout("VitePress", "div.custom-block", ".custom-block-title"),
    Callout(
        "Starlight", "aside.starlight-aside", ".starlight-aside__title", content=".starlight-aside__content"
    ),
    Callout("Asciidoctor", "div.admonitionblock", "td.icon .title, td.icon i[title]", content="td.content"),
    Callout(
        "Confluence", ".confluence-information-macro", ".title", content=".confluence-information-macro-body"
    ),
    Callout("GitBook", "div.hint", says_kind=True),
    Callout("Bootstrap", "div.alert", ".alert-heading"),
    Callout(
        "Relearn",
        "div.notices, div.box.notices",
        ".box-label, .label",
        content=".box-content",
        says_kind=True,
    ),
    Callout("LoveIt", "div.admonition.details", ".details-summary", content=".details-content"),
    Callout("Minimal Mistakes", "[class*='notice--']", ".notice-title"),
    Callout("MDN", "div.notecard, div.callout-block, div.callout-box"),
    Callout("Substack", "div.callout-block, div.pullquote"),
    Callout("Hugo's themes", "div.notice:has(.notice-title)", ".notice-title"),
    Callout(
        "DocFX",
        "div.NOTE:has(> h5), div.TIP:has(> h5), div.WARNING:has(> h5), div.CAUTION:has(> h5), div.IMPORTANT:has(> h5)",
        "h5",
    ),
)
"""The generators; the first row whose box fits counts."""

BOXES = ", ".join(callout.box for callout in CALLOUTS)

KINDS = {
    "note": "note", "info": "note", "information": "note", "abstract": "note", "seealso": "note", "todo": "note",
    "tip": "tip", "hint": "tip", "success": "tip", "check": "tip",
    "important": "important", "primary": "important",
    "warning": "warning", "attention": "warning", "warn": "warning",
    "caution": "caution", "danger": "caution", "error": "caution", "bug": "caution", "failure": "caution",
}  # fmt: skip
"""The words in a box's classes that name its kind, and which of GitHub's five that is."""

WORDS = re.compile(r"[a-z]+")


def restore_callouts(root: LexborNode, removals: Removals) -> None:
    """Make a quote of each box that is set off; its title becomes the first paragraph, in bold.

    Where the title only names one of GitHub's five kinds, the quote's `data-callout` has its name.

    Args:
        root: the body; its tree is changed.
        removals: where a heading that is a box's title is noted.
    """
    if root.css_first(BOXES) is None:
        return
    for box in reversed(root.css(BOXES)):
        if box.mem_id == root.mem_id or box.tag in {"details", "blockquote", "body"} or not line(box):
            continue
        row = next(callout for callout in CALLOUTS if box.css_matches(callout.box))
        _replace_box(box, row, removals)


def _replace_box(box: LexborNode, row: Callout, removals: Removals) -> None:
    kind = _kind(box)
    title_node = box.css_first(row.title) if row.title else None
    title = ""
    if title_node is not None:
        if title_node.tag in HEADINGS:
            removals.note(title_node, "title of a box")
        title = line(title_node) or (title_node.attributes.get("title") or "")
    sign_node = box.css_first(row.sign) if row.sign else None
    sign = (
        sign_node.html
        if sign_node is not None and sign_node.tag == "img"
        else escape(line(sign_node))
        if sign_node is not None
        else ""
    )
    content_node = box.css_first(row.content) if row.content else None
    title_html = inner(title_node) if title_node is not None and line(title_node) else escape(title)
    if content_node is not None:
        content = inner(content_node)
    else:
        for node in (title_node, sign_node):
            if node is not None and node.parent is not None:
                detach(node)
        content = inner(box)
    if not title and kind and not sign and row.says_kind:
        title = title_html = kind.capitalize()
    is_named = title.lower() in KINDS and KINDS[title.lower()] == title.lower()
    attribute = f' data-callout="{title.lower()}"' if is_named else ""
    if is_named:
        title_html = title.capitalize()
    head = f"<p><strong>{title_html}</strong></p>" if title_html else ""
    replace(box, f"<blockquote{attribute}>{head}{_with_sign(sign or '', content)}</blockquote>")


def _with_sign(sign: str, content: str) -> str:
    if not sign:
        return content
    match = re.match(r"\s*<(p|div)(?:\s[^>]*)?>", content)
    return f"{content[: match.end()]}{sign} {content[match.end() :]}" if match else f"<p>{sign} {content}</p>"


def _kind(box: LexborNode) -> str:
    attributes = box.attributes
    words = WORDS.findall(f"{attributes.get('data-callout') or ''} {attributes.get('class') or ''}".lower())
    kinds = [word for word in words if word in KINDS]
    # GitBook calls each of its boxes a hint, of whatever kind.
    return KINDS[next((word for word in kinds if word != "hint"), kinds[0])] if kinds else ""
