"""Markdown as a generator's site has it -> HTML: its template's tags that can be filled, and what they show.

Source: https://kramdown.gettalong.org/syntax.html, https://jekyllrb.com/docs/liquid/ and
https://gohugo.io/content-management/shortcodes/
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from syndicate.models import Loss
from syndicate.parser.exports.embeds import embed
from syndicate.parser.exports.items import picture

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from markdown_it import MarkdownIt

LOST = "a template's tag, which only its generator can fill"
FENCE = re.compile(r"[ \t]{0,3}+(`{3,}+|~{3,}+)")
INLINE_CODE = re.compile(r"`{1,2}[^`\n]{1,500}`{1,2}")
HIGHLIGHT = re.compile(r"\{%-? {0,9}highlight {1,9}([\w+#-]{1,40})[^%{]{0,200}%\}\n?")
HIGHLIGHT_END = re.compile(r"\{%-? {0,9}endhighlight {0,9}-?%\}")
HUGO_HIGHLIGHT = re.compile(r"\{\{[<%] {0,9}highlight {1,9}\"?([\w+#-]{1,40})[^>%]{0,200}[>%]\}\}\n?")
HUGO_HIGHLIGHT_END = re.compile(r"\{\{[<%] {0,9}/ {0,9}highlight {0,9}[>%]\}\}")
RAW, RAW_END = (re.compile(rf"\{{%-? {{0,9}}{name} {{0,9}}-?%\}}") for name in ("raw", "endraw"))
COMMENTS = (
    (re.compile(r"\{%-? {0,9}comment {0,9}-?%\}"), re.compile(r"\{%-? {0,9}endcomment {0,9}-?%\}")),
    (re.compile(r"\{::comment\}"), re.compile(r"\{:/(?:comment)?\}")),
    (re.compile(r"\{\{[<%]/\*"), re.compile(r"\*/[>%]\}\}")),
)
TAG = re.compile(r"\{%[^%}]{0,300}%\}|\{\{[<%][^}]{0,300}\}\}|\{\{[^{}]{0,300}\}\}")
SHORTCODE_TAG = re.compile(r"\{\{[<%][^}]{0,300}\}\}")
WITHOUT_TEMPLATES = ("astro", "docusaurus", "mkdocs-material", "nikola", "pelican")
"""Generators for which braces in Markdown are text."""
OUTPUT = re.compile(
    r"\{\{-? {0,9}(?:(site\.(?:baseurl|url)|page\.url)|[\"']([^\"'{}]{0,300})[\"']) {0,9}"
    r"(?:\| {0,9}(?:relative_url|absolute_url|prepend: {0,9}site\.(?:baseurl|url)|url) {0,9}){0,3}-?\}\}"
)
LINK = re.compile(
    r"\{%-? {0,9}(?:post_url|link) {1,9}([^\s%}]{1,200}) {0,9}-?%\}"
    r"|\{\{[<%] {0,9}(?:rel)?ref {1,9}\"?([^\s\"}]{1,200})\"? {0,9}[>%]\}\}"
)
SHORTCODE = re.compile(r"\{\{[<%] {0,9}([\w-]{1,40})((?:\s[^}]{0,300}?)??)\s{0,9}/?[>%]\}\}")
ARGUMENT = re.compile(r"(?:([\w-]{1,40})=)?(?:\"([^\"]{0,300})\"|`([^`]{0,300})`|([^\s\"=]{1,300}))")
ATTRIBUTES = re.compile(r"(?m)^[ \t]{0,3}\{:[^{}\n]{0,300}\}[ \t]*$\n?|(?<=\S)\{:[^{}\n]{0,300}\}")
HEADING_ID = re.compile(r"(?m)^(#{1,6}[ \t][^\n{]{1,500}+)\{#[\w.:-]{1,100}+[^{}\n]{0,100}+\}[ \t]{0,9}+$")
CONTENTS = re.compile(
    r"(?m)^[ \t]{0,3}+(?:[-*+]|1\.)[ \t][^\n]{0,200}+\n[ \t]{0,9}+\{:[ \t]{0,9}+toc[^{}\n]{0,100}+\}[ \t]{0,9}+\n?"
)
"""A list that kramdown replaces by a table of contents."""


@dataclass(slots=True)
class Text:
    """One file's text: `home` is the blog's address, `own` the file's, `addresses` those of the others by their names.

    `losses` gathers what only the generator could fill.
    """

    flavor: str
    home: str
    own: str
    addresses: Mapping[str, str]
    losses: dict[str, Loss] = field(default_factory=dict)

    def html(self, markdown: str) -> str:
        """The text as HTML."""
        kept: list[str] = []

        def keep(text: str) -> str:
            kept.append(text)
            return f"\ue000{len(kept) - 1}\ue001"

        text = markdown.replace("\ue000", "").replace("\ue001", "")
        if self.flavor not in WITHOUT_TEMPLATES:
            text = self._filled(text, keep)
        if self.flavor == "jekyll":
            text = _outside_code(text, _without_attributes)
        elif self.flavor in ("hugo", "pelican", "mkdocs-material"):
            text = _outside_code(text, lambda part: HEADING_ID.sub(r"\1", part))
        text = re.sub("\ue000(\\d+)\ue001", lambda match: kept[int(match[1])], text)
        return str(_renderer(self.flavor).render(text))

    def _filled(self, text: str, keep: Callable[[str], str]) -> str:
        """The text without tags of a template: what they show, where that is known, else nothing."""
        text = _paired(text, RAW, RAW_END, lambda _, inner: keep(inner))
        for opening, closing in COMMENTS:
            text = _paired(text, opening, closing, lambda _match, _inner: "")
        for opening, closing in ((HIGHLIGHT, HIGHLIGHT_END), (HUGO_HIGHLIGHT, HUGO_HIGHLIGHT_END)):
            text = _paired(
                text, opening, closing, lambda match, inner: keep(f"```{match[1]}\n{inner.rstrip()}\n```")
            )
        text = SHORTCODE.sub(self._shortcode, LINK.sub(self._link, text))
        if self.flavor == "hugo":
            return SHORTCODE_TAG.sub(self._lose, text)
        if self.flavor == "plain":
            return _outside_code(text, lambda part: TAG.sub(self._lose, OUTPUT.sub(self._output, part)))
        return TAG.sub(self._lose, OUTPUT.sub(self._output, text))

    def _output(self, match: re.Match[str]) -> str:
        home = urlsplit(self.home)
        known = {"page.url": urlsplit(self.own).path, "site.url": f"{home.scheme}://{home.netloc}"}
        return known.get(match[1]) or home.path.rstrip("/") + (match[2] or "")

    def _link(self, match: re.Match[str]) -> str:
        name, sign, fragment = (match[1] or match[2]).partition("#")
        found = self.addresses.get(name_of(name)) if name else self.own
        return f"{found}{sign}{fragment}" if found is not None else self._lose(match)

    def _shortcode(self, match: re.Match[str]) -> str:
        named, plain = {}, []
        for key, *values in ARGUMENT.findall(match[2]):
            value = next(filter(None, values), "")
            plain.append(value) if not key else named.update({key: value})
        if match[1] == "figure" and named.get("src"):
            caption = str(_renderer("plain").renderInline(named.get("caption") or named.get("title", "")))
            return f"\n\n{picture(named['src'], named.get('alt', ''), caption)}\n\n"
        name = named.get("id") or (plain[0] if plain else "")
        players = {"youtube": "https://www.youtube.com/watch?v=", "vimeo": "https://vimeo.com/"}
        if match[1] in players and name:
            return f"\n\n{embed(players[match[1]] + name)}\n\n"
        if match[1] == "gist" and len(plain) > 1:
            address = html.escape(f"https://gist.github.com/{plain[0]}/{plain[1]}")
            return f'\n\n<p><a href="{address}">{address}</a></p>\n\n'
        return match[0]

    def _lose(self, match: re.Match[str]) -> str:
        self.losses.setdefault(match[0], Loss(match[0][:200], LOST))
        return ""


def name_of(path: str) -> str:
    """The name by which generators let one file link to another."""
    stem = path.rstrip("/").rpartition("/")[2].partition(".")[0]
    return path.rstrip("/").split("/")[-2] if stem in ("index", "_index") and "/" in path else stem


def _paired(
    text: str,
    opening: re.Pattern[str],
    closing: re.Pattern[str],
    change: Callable[[re.Match[str], str], str],
) -> str:
    """The text with each section between two tags, and its tags, changed."""
    parts, at = [], 0
    while (start := opening.search(text, at)) and (end := closing.search(text, start.end())):
        parts += [text[at : start.start()], change(start, text[start.end() : end.start()])]
        at = end.end()
    return "".join([*parts, text[at:]])


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    """The text, changed but for its code."""
    parts, plain, fence = list[str](), list[str](), ""

    def flush() -> None:
        section, at = "".join(plain), 0
        for code in INLINE_CODE.finditer(section):
            parts.extend((change(section[at : code.start()]), code[0]))
            at = code.end()
        parts.append(change(section[at:]))
        plain.clear()

    for line in text.splitlines(keepends=True):
        match = FENCE.match(line)
        if fence or match:
            flush()
            parts.append(line)
            closes = (
                match and fence and match[1].startswith(fence) and not line[match.end() :].strip("`~ \t\n")
            )
            fence = "" if closes else fence or (match[1] if match else "")
        else:
            plain.append(line)
    flush()
    return "".join(parts)


def _without_attributes(text: str) -> str:
    """Kramdown without its attributes, which a reader does not see."""
    return HEADING_ID.sub(r"\1", ATTRIBUTES.sub("", CONTENTS.sub("", text)))


@cache
def _renderer(flavor: str) -> MarkdownIt:
    from markdown_it import MarkdownIt
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.tasklists import tasklists_plugin

    links_itself = flavor in ("hugo", "docusaurus", "astro", "hexo")
    options = {"html": True, "linkify": links_itself, "breaks": flavor == "hexo"}
    markdown = MarkdownIt("commonmark", options).enable(["table", "strikethrough"])
    if links_itself:
        markdown.enable("linkify")
    return markdown.use(footnote_plugin).use(deflist_plugin).use(tasklists_plugin)


def markdown_html(text: str) -> str:
    """Markdown as HTML, with tables, footnotes, definitions, tasks and what is struck through."""
    return str(_renderer("plain").render(text))
