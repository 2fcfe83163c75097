"""Dialects as data: what each target's Markdown renderer understands, and a renderer that does the same."""

from __future__ import annotations

import re
import string
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt

from syndicate.converter.dialects.mdx import NOTHING_BETWEEN, mdx_plugin
from syndicate.converter.dialects.row import AS_TEXT, BRACES, DEFINED, NO_LINKS, NOTHING, TAG_START, Dialect
from syndicate.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from linkify_it import LinkifyIt
    from linkify_it.main import Match


PYTHON_ALONE = "outer_fences", "nested_lists", "bodies", "first_quotes"
KRAMDOWN_ALONE = "curly", "dollarmath", "definitions", "lists", "bodies", "ruled_rows", "no_nested_rules"

DIALECTS: dict[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        Dialect("commonmark", plugins=("cmark",), tables=False, strikethrough=False, footnotes=False),
        Dialect(
            "gfm",
            rules=("table", "strikethrough"),
            tasks=True,
            plugins=("cmark", "footnote", "tasklists", "autolink", "tilde", "unseen_tildes", "alerts"),
            # https://github.github.com/gfm/#disallowed-raw-html-extension-
            frames=False,
            # What it takes for a footnote until it finds none, it shows as it stands in the text, with tags and marks.
            forced=rf"{TAG_START}|\[(?=\^)",
            # extensions/strikethrough.c: runs of one or two; inlines.c, skip_chars: none is seen beside other marks.
            lone_strikes=True,
            skipped_signs="~",
            # The extension finds addresses in text whose escapes are gone: extensions/autolink.c, postprocess_text.
            split=r"(?<=[\w.+-])@(?=[\w-]{1,63}\.)",
            addresses=r"(?i:(?:https?|ftp)://|www\.)",
        ),
        Dialect(
            "markdown-it",
            preset="default",
            options={"html": True},
            plugins=("javascript", "footnote"),
            alt_hazards=AS_TEXT,
            alt_escapes=False,
        ),
        Dialect(
            # The first user's site: eleventy-excellent's markdown-it with all its plugins.
            "eleventy",
            preset="default",
            options={"html": True, "breaks": True, "linkify": True, "typographer": True},
            disabled=("code",),
            plugins=("javascript", "curly", "footnote", "emoji", "abbr", "raw_alt"),
            hard_break="  \n",
            image_titles=False,
            # As the first user writes her tables by hand.
            bold_row_heads=False,
            column_rule=":---",
            marked_captions=False,
            alt_hazards=r"[\\\[\]`]",
            alt_entities=r'[<&"{]',
            forced=rf"{BRACES}|=(?==)",
        ),
        Dialect(
            # Eleventy without a plugin: https://www.11ty.dev/docs/languages/markdown/#markdown-options
            "eleventy-default",
            preset="default",
            options={"html": True},
            disabled=("code",),
            plugins=("javascript",),
            footnotes=False,
            alt_hazards=AS_TEXT,
            alt_escapes=False,
        ),
        Dialect(
            "kramdown",
            options={"typographer": True},
            rules=("table", "strikethrough", "replacements", "smartquotes"),
            tasks=True,
            plugins=("footnote", "deflist", "tasklists", "heading_ids", *KRAMDOWN_ALONE),
            heading_id=" {#%s}",
            strikethrough=False,
            definition_lists=True,
            hard_break="  \n",
            list_separator="<!-- -->",
            list_start=False,
            empty_items=False,
            markdown_in_html=False,
            longest_fence=True,
            bars_in_code_cells=False,
            # https://kramdown.gettalong.org/syntax.html; lib/kramdown/parser/kramdown/escaped_chars.rb
            raw_tags=frozenset({"kbd", "mark", "u", "var"}),
            alt_entities=r"[\\`*\[\]|<>{}$&_~]",
            title_signs=r"\\`*_\[\]|>}$",
            # A tag's name may have any letters (REXML's UNAME_STR).
            forced=rf"{NO_LINKS}|^\^|[`\\]|<(?=[^\W\d]|:)",
            entities=DEFINED,
            link_signs="[]",
            own_links=True,
            hazards=r"\*|(?<!\w)_|_(?!\w)|\||~~|<<|>>|\]\(|\{:|\$\$|<(?=[^\W\d]|[/!?:])|--",
            # "\\<" before a tag is read as the escape of "<<", and "\\`" as a backtick where a line may be one of a table.
            escapable="\\.*_+>()[]{}#!:|\"'$=-~",
        ),
        Dialect(
            "goldmark",
            options={"typographer": True},
            rules=("table", "strikethrough", "replacements", "smartquotes"),
            tasks=True,
            plugins=("footnote", "deflist", "tasklists", "autolink", "tilde", "boxes", "heading_ids"),
            heading_id=" {#%s}",
            definition_lists=True,
            marked_extensions_in_headings=False,
            marks_around_linked_pictures=False,
            # parser/link.go: of a link's marks, it reads those after the last bracket in it; extension/strikethrough.go.
            link_signs="[",
            lone_strikes=True,
            boxes_anywhere=True,
            mail_over_code=True,
            # Hugo's typographer makes guillemets and dashes. Of alt text, goldmark shows escapes and entities as they are.
            hazards=r"<<|>>|--",
            addresses=r"(?:https?|ftp)://|www\.",
            curly_quotes_in_alt=True,
            alt_escapes=False,
            alt_hazards=r"^\^|<(?=[A-Za-z/!?<])|>>|&(?=#?\w+;)|\\(?!\w)|[*`~\[\]|]|(?<!\w)_|_(?!\w)|--|://|www\.|@|\{\{",
            forced=rf"{BRACES}|(?<=[^\s@])@(?=[\w-]{{1,63}}\.)|\[(?=[ xX]\])",
            shortcodes=True,
            # "\<!--more-->" would still have the sign at which Hugo cuts a post.
            escapable=string.punctuation.replace("<", ""),
        ),
        Dialect(
            "python-markdown",
            rules=("table",),
            plugins=("curly", "footnote", "deflist", "definitions", *PYTHON_ALONE),
            strikethrough=False,
            nested_fences=False,
            raw_blocks=False,
            merges_lists=True,
            definition_lists=True,
            hard_break="  \n",
            list_separator="<!-- -->",
            list_start=False,
            empty_items=False,
            markdown_in_html=False,
            item_indent=4,
            bars_in_code_cells=False,
            # https://python-markdown.github.io/#differences; markdown/core.py: ESCAPED_CHARS
            alt_entities=r"[\\`*\[\]|<>{}&_]",
            title_signs=r"\\`*_\[\]|>}",
            # inlinepatterns.py, AUTOMAIL_RE
            forced=rf"{NO_LINKS}|[`\\]|<(?=<|[^<>\s!]+@)",
            entities=DEFINED,
            link_signs="[]",
            own_links=True,
            hazards=r"^#|\*|(?<!\w)_|_(?!\w)|\]\(|<(?=[A-Za-z/!?])|&(?=[#\w]|$)",
            escapable="\\`*_{}[]()>#+-.!|",
        ),
        Dialect(
            # What Docusaurus and Astro read of a .mdx: GFM and, in Docusaurus, directives.
            "mdx",
            rules=("table", "strikethrough"),
            disabled=("code", "html_block", "autolink"),
            tasks=True,
            plugins=("footnote", "tasklists", "tilde", "mdx"),
            raw_blocks=False,
            jsx=True,
            # mdast-util-gfm-autolink-literal finds addresses in text whose escapes are gone.
            split=r"(?i:(?<=http):(?=//)|(?<=https):(?=//)|(?<=www)\.)|(?<=[\w.+-])@(?=[\w-])|^@(?=[\w-]+\.)|(?<=[\w.+-])@$",
            splitter=NOTHING_BETWEEN,
            alt_entities=r"[<{]",
            forced=r"[<{]|\\(?=[<{\\]|$)",
        ),
    )
}
"""Each dialect by its name in a config."""

DIALECTS["goldmark-without-html"] = replace(
    DIALECTS["goldmark"],
    name="goldmark-without-html",
    plugins=(*DIALECTS["goldmark"].plugins, "without_html"),
    html=False,
)
"""Hugo's goldmark as it comes: unless the site's config says `unsafe = true`, it leaves raw HTML out."""

DIALECTS["mkdocs"] = replace(
    DIALECTS["python-markdown"],
    name="mkdocs",
    plugins=("curly", "definitions", *PYTHON_ALONE),
    footnotes=False,
    definition_lists=False,
)
"""Python-Markdown with the extensions that MkDocs has by itself: toc, tables and fenced_code."""


DIALECTS["nikola"] = replace(
    DIALECTS["python-markdown"],
    name="nikola",
    plugins=(*DIALECTS["python-markdown"].plugins, "nikola_strike", "demoted", "blanks"),
    strikethrough=True,
    # Its own extension finds pairs of tildes before links, wherever they stand: plugins/compile/markdown/mdx_nikola.py.
    forced=f"{DIALECTS['python-markdown'].forced}|~(?=~)",
    title_signs=f"{DIALECTS['python-markdown'].title_signs}~",
    demotes=1,
)
"""What Nikola sets up by itself: Python-Markdown with extra and its own strike, headings one level lower."""


DIALECTS["hexo"] = replace(
    DIALECTS["gfm"],
    name="hexo",
    options={"breaks": True, "typographer": True},
    rules=(*DIALECTS["gfm"].rules, "replacements", "smartquotes"),
    plugins=("tasklists", "autolink", "tilde", "empty_lists"),
    footnotes=False,
    frames=True,
    hard_break="  \n",
    # Hexo takes fences out of the text before its renderer reads the lists in it.
    nested_fences=False,
    template_code=r"\{[{%#]|#\}|^\}",
    resolved=r"(?i:/(?:\.|%2e){1,2}(?:/|$))|^[^?]*+\?(?:[^%]|%(?![2-7]))*+%[2-7]|^https?://[^/]*[A-Z]",
    keeps_indent=False,
    # A heading's text is there once more without its tags, as a title, in which that of kbd is not escaped.
    titled_headings=True,
    raw_tags=frozenset({"kbd"}),
    strict_marks=True,
    own_links=True,
    link_signs="[]",
    escapable=string.punctuation.translate(str.maketrans("", "", "[]{#")),
    hazards=r"[*~`]|(?<!\w)_|_(?!\w)|--|\]\(",
    forced=rf"{TAG_START}|[`\\]|\](?=[\[(:]|$)|^\[|!(?=\[)|\{{(?=[{{%#]|$)|#(?=\}})",
    title_signs=r"\\`*_\[\]|>}",
    alt_entities=r"[\\`*\[\]|<>{}&_~]",
)
"""hexo-renderer-marked as it comes: https://github.com/hexojs/hexo-renderer-marked#options"""

DIALECTS["astro"] = replace(
    DIALECTS["gfm"],
    name="astro",
    options={"typographer": True},
    rules=(*DIALECTS["gfm"].rules, "replacements", "smartquotes"),
    plugins=("footnote", "tasklists", "autolink", "tilde"),
    frames=True,
    # Its typographer finds dashes, and mdast-util-gfm-autolink-literal addresses, in text whose escapes are gone.
    split=DIALECTS["mdx"].split,
    hazards=r"--|``|''|\.{4}",
    split_after=r"-(?=-)|[`'](?=[`'])|\.(?=\.{3})",
)
"""Astro's Markdown: GFM and SmartyPants (https://docs.astro.build/en/guides/markdown-content/#markdown-plugins)."""

DIALECTS["docusaurus"] = replace(
    DIALECTS["astro"],
    name="docusaurus",
    options={},
    rules=DIALECTS["gfm"].rules,
    plugins=("footnote", "tasklists", "autolink", "tilde", "content_title", "heading_ids"),
    heading_id=" {#%s}",
    hazards="",
    # Directives, and in text whose escapes are gone emoji by their names and the ids of headings.
    alt_entities=r"[<{]|:(?=[A-Za-z])",
    forced=rf"{DIALECTS['gfm'].forced}|^:(?=:)",
    split_after=r"\{(?=#)|:(?=[\w+-]+:)|:(?=[A-Za-z][\w-]*[\[{])",
)
"""What Docusaurus reads as Markdown, not as MDX: https://docusaurus.io/docs/markdown-features"""


ADDRESS_SIGN = re.compile(r"@|//|\.[^\W_]")
"""A mail address, an address with its scheme, a host's name: https://github.com/markdown-it/linkify-it, lib/re.mjs."""
WORD = re.compile(r"[^\s<>\uff5c]+")
"""What ends at a space or a sign that ends every address, where linkify-it-py misses the name of a host before it."""


def dialect(name: str) -> Dialect:
    """The dialect of this name.

    Raises:
        ConfigError: there is none; the message lists the known ones.
    """
    try:
        return DIALECTS[name]
    except KeyError:
        raise ConfigError(f"unknown dialect {name!r}; known: {', '.join(DIALECTS)}", "post.dialect") from None


def renderer(dialect: Dialect) -> MarkdownIt:
    """A markdown-it that renders as the dialect's own renderer does."""
    md = MarkdownIt(dialect.preset, {"html": True, **dialect.options})
    md.enable(list(dialect.rules)).disable(list(dialect.disabled))
    # Same results, faster: a renderer spends most of its time searching for links where none can be.
    if dialect.options.get("linkify"):
        md.linkify = fast_linkify()
    md.normalizeLink = lru_cache(4096)(md.normalizeLink)  # type: ignore[method-assign]
    if dialect.preset == "commonmark":
        # Only markdown-it refuses links to addresses that run code; with other renderers, text must not become such a link.
        md.validateLink = lambda _: True  # type: ignore[assignment, method-assign]
    for plugin in dialect.plugins:
        _plugins()[plugin](md)
    if dialect.hazards or dialect.addresses:
        from syndicate.converter.dialects.plugins import hazards_plugin

        hazards_plugin(md, dialect.hazards or NOTHING, dialect.addresses or NOTHING)
    return md


def fast_linkify() -> LinkifyIt:
    """A linkify that searches only words that may contain an address, since its expressions are large."""
    from linkify_it import LinkifyIt

    class FastLinkify(LinkifyIt):  # type: ignore[misc]  # it has no types
        def __init__(self) -> None:
            super().__init__()
            # "U.S." and "e.g." are frequent.
            self.is_address = lru_cache(4096)(super().test)

        def pretest(self, text: str) -> bool:
            return ADDRESS_SIGN.search(text) is not None

        def test(self, text: str) -> bool:
            return any(self.is_address(word[0]) for word in addresses(text))

        def match(self, text: str) -> list[Match]:
            matches: list[Match] = []
            for word in addresses(text):
                for match in (self.is_address(word[0]) and LinkifyIt.match(self, word[0])) or []:
                    match.index += word.start()
                    match.last_index += word.start()
                    matches.append(match)
            return matches

    def addresses(text: str) -> Iterator[re.Match[str]]:
        """The words that may contain an address."""
        if ADDRESS_SIGN.search(text):
            yield from (word for word in WORD.finditer(text) if ADDRESS_SIGN.search(word[0]))

    return FastLinkify()


def _plugins() -> dict[str, Callable[[MarkdownIt], Any]]:
    """The plugins by name; imported only when a renderer is created, so that Syndicate starts quickly."""
    from mdit_py_plugins.deflist import deflist_plugin
    from mdit_py_plugins.dollarmath import dollarmath_plugin
    from mdit_py_plugins.footnote import footnote_plugin
    from mdit_py_plugins.tasklists import tasklists_plugin

    from syndicate.converter.dialects.interruptions import INTERRUPTIONS
    from syndicate.converter.dialects.nikola import blanks_plugin, demoted_plugin, nikola_strike_plugin
    from syndicate.converter.dialects.plugins import (
        abbr_plugin,
        alerts_plugin,
        autolink_plugin,
        boxes_plugin,
        cmark_plugin,
        content_title_plugin,
        curly_plugin,
        definitions_plugin,
        emoji_plugin,
        heading_ids_plugin,
        javascript_plugin,
        outer_fences_plugin,
        raw_alt_plugin,
        tilde_plugin,
        unseen_tildes_plugin,
        without_html_plugin,
    )
    from syndicate.converter.dialects.rows import ROWS

    return {
        "alerts": alerts_plugin,
        "autolink": autolink_plugin,
        "boxes": boxes_plugin,
        "cmark": cmark_plugin,
        "content_title": content_title_plugin,
        "curly": curly_plugin,
        "definitions": definitions_plugin,
        "deflist": deflist_plugin,
        "demoted": demoted_plugin,
        **INTERRUPTIONS,
        "nikola_strike": nikola_strike_plugin,
        "blanks": blanks_plugin,
        **ROWS,
        "dollarmath": dollarmath_plugin,
        "footnote": footnote_plugin,
        "mdx": mdx_plugin,
        "tasklists": tasklists_plugin,
        "abbr": abbr_plugin,
        "emoji": emoji_plugin,
        "heading_ids": heading_ids_plugin,
        "javascript": javascript_plugin,
        "outer_fences": outer_fences_plugin,
        "raw_alt": raw_alt_plugin,
        "tilde": tilde_plugin,
        "unseen_tildes": unseen_tildes_plugin,
        "without_html": without_html_plugin,
    }
