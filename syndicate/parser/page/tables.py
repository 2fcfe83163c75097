"""What varies between blogs, as tables: add a row for another platform or highlighter."""

from __future__ import annotations

import re
from typing import NamedTuple

REMOVED = (
    ("script or style", "script, style, template, link, meta, object > param, hr.footnotes-sep"),
    (
        "icon",
        "a svg, button svg, h1 svg, h2 svg, h3 svg, h4 svg, h5 svg, h6 svg, summary svg, svg[aria-hidden=true]",
    ),
    ("control", "button, input:not([type=checkbox])"),
    ("tracking pixel", 'img[width="1"][height="1"], img[width="0"][height="0"]'),
)
"""What never belongs to an article's text: the rule of `removals.RULES` that takes it, and its selectors."""

PERMALINKS = {
    "anchor-link",  # Jupyter, Zola
    "anchorjs-link",  # AnchorJS
    "article-anchor",
    "direct-link",  # eleventy-base-blog
    "footnote-backref",  # markdown-it-footnote, python-markdown, goldmark
    "hash-link",  # Docusaurus
    "header-anchor",  # markdown-it-anchor
    "header-link",
    "headerlink",  # Sphinx, Hexo, python-markdown
    "heading-anchor",
    "heading-permalink",  # 18F, league/commonmark
    "reversefootnote",  # kramdown
    "toc-anchor",
    "zola-anchor",
}
"""Classes of the links by which a heading or a footnote links to itself; not part of the text."""

PERMALINK_SIGNS = {"", "#", "¶", "§", "🔗", "⚓", "link", "permalink", "∞"}
"""The text of such a link where it has none of the classes."""


class Highlighter(NamedTuple):
    """A highlighter's markup of a block of code, as CSS selectors; "" where it has none of that kind.

    `block` is the outermost element, where that is not the `pre`; `code` holds the code, where there is other text too;
    `line` is the element of each line, where no newlines separate them; `beside` is what is not code, such as line
    numbers; `label` shows the language. `language` is a regular expression that finds the language in a class.
    """

    name: str
    block: str = ""
    code: str = ""
    line: str = ""
    beside: str = ""
    label: str = ""
    language: str = ""


HIGHLIGHTERS = (
    # HTML Living Standard, 4.5.15; also GitHub, WordPress and pandoc.
    Highlighter(
        "the HTML specification",
        block="div[class*=language-]",
        language=r"(?:^|\s)(?:language|lang|highlight-source|brush:|sourceCode)[-_ ]*([\w+#.-]+)",
    ),
    Highlighter("Sphinx", language=r"(?:^|\s)highlight-(?!source\b)([\w+#.-]+)(?:\s+notranslate)?"),
    Highlighter(
        "highlight.js",
        code="td.hljs-ln-code",
        beside=".hljs-ln-numbers",
        language=r"(?:^|\s)(?:hljs|highlight|sourceCode|prettyprint|shiki|code)\s+([\w+#-]+)\s*(?:literal-block)?$",
    ),
    Highlighter("Hexo", block="figure.highlight", code="td.code", beside=".gutter"),
    Highlighter(
        "Pygments",
        block="table.highlight, table.highlighttable, div.highlight",
        code="td.code",
        beside=".linenos, .linenodiv",
    ),
    Highlighter("rouge", code="td.rouge-code", beside=".lineno, .rouge-gutter"),
    Highlighter("chroma", code="td.lntd:last-child", beside=".lnt, .ln"),
    Highlighter("Prism", beside=".line-numbers-rows"),
    Highlighter("VuePress", beside=".line-numbers"),
    Highlighter("shiki", line="div.line, span.line-row"),
    Highlighter("18F's shiki", label=".language-id"),
    Highlighter("Gridsome", line="div.code-line"),
    Highlighter("Expressive Code", block="div.expressive-code", line="div.ec-line"),
    Highlighter("buttons to copy", beside=".copy-btn, .clipboard-button"),
)
"""The highlighters. All rows are tried on every page, since a page does not say which one it uses."""


def _selectors(key: str) -> str:
    """The selectors of all highlighters, as one."""
    selectors = (getattr(highlighter, key) for highlighter in HIGHLIGHTERS)
    return ", ".join(dict.fromkeys(filter(None, selectors)))


CODE_BLOCKS = f"pre, {_selectors('block')}"
CODE_HOLDERS = _selectors("code")
CODE_LINES = _selectors("line")
BESIDE_CODE = f"{_selectors('beside')}, {_selectors('label')}"
LANGUAGE_LABELS = _selectors("label")
LANGUAGE_CLASSES = tuple(
    re.compile(highlighter.language) for highlighter in HIGHLIGHTERS if highlighter.language
)

NOT_LANGUAGES = {
    "highlight",
    "highlighter-rouge",
    "plaintext",
    "text",
    "plain",
    "none",
    "default",
    "hljs",
    "nohighlight",
    "code",
    "chroma",
    "sourcecode",
    "undefined",
    "auto",
    "table",
    "wrap",
    "line-numbers",
    "linenums",
    "github-light",
    "github-dark",
    "nord",
    "light",
    "dark",
}
"""Classes that look like a language but are a theme, or mean that there is none."""

LAZY_SOURCES = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-orig-file",
    "data-actualsrc",
    "data-hi-res-src",
)
"""Attributes in which lazy loaders keep the real picture, while src holds a placeholder."""


WORDPRESS_TAIL = r"The post (?>(?:(?!The post ).)+? (?:appeared first|first appeared) on ).+"
"""The line that WordPress puts after each article and each summary in a feed."""


class Platform(NamedTuple):
    """Where a platform's pages, or its usual themes, hold the parts of an article: CSS selectors, tried in order.

    `beside` is what the body holds that is not part of the article; `tail` is a regular expression for the
    paragraph that its feed puts after each article, with a group `ruled` where a rule precedes it.
    """

    name: str
    body: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    date: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    tail: str = ""


PLATFORMS = (
    Platform(
        "microdata",
        body=("[itemprop=articleBody]",),
        title=("h1[itemprop~=headline]",),
        date=("time[itemprop=datePublished]",),
    ),
    Platform(
        "microformats2",
        body=(".h-entry .e-content", ".e-content"),
        title=(".p-name",),
        date=("time.dt-published",),
        tags=(".p-category", "[rel=tag]"),
        authors=(".p-author .p-name",),
    ),
    Platform(
        "WordPress",
        body=(".entry-content",),
        title=("h1.entry-title",),
        date=("time.entry-date",),
        authors=(".author .fn",),
        beside=(
            ".sharedaddy",
            ".jp-relatedposts",
            ".wp-block-jetpack-subscriptions",
            ".addtoany_share_save_container",
        ),
        tail=WORDPRESS_TAIL,
    ),
    Platform(
        "Jekyll", body=(".post-content", ".article-content"), title=("h1.post-title",), tags=(".post-tags a",)
    ),
    Platform(
        "Ghost",
        body=(".gh-content",),
        title=("h1.gh-article-title",),
        date=("time.gh-article-meta-date",),
        tags=(".gh-article-tag",),
        authors=(".gh-article-author-name a",),
        beside=(".kg-signup-card", ".kg-audio-thumbnail", ".kg-audio-player", ".kg-video-player-container"),
    ),
    Platform(
        "Substack",
        body=(".available-content .body.markup",),
        beside=(
            ".subscription-widget-wrap",
            ".subscription-widget-wrap-editor",
            # Its own buttons to share and to subscribe; other buttons are the author's.
            '.button-wrapper[data-attrs*="%%"]',
            '.button-wrapper[data-attrs*="action=share"]',
            '.button-wrapper[data-attrs*="/subscribe?"]',
            ".image-link-expand",
            ".preformatted-block label",
        ),
    ),
    Platform(
        "Medium",
        tail=r"(?P<ruled>(?>.+? was originally published in )(?>.+? on Medium, where people are ).+)",
    ),
    Platform("Hexo", body=(".article-entry",)),
    Platform("Blogger", body=(".post-body",), beside=(".blogger-post-footer",)),
    Platform(
        "HTML",
        body=("article .content", "article section", "article", "main"),
        title=("article h1", "main h1", "h1"),
        date=("article time[datetime]", "time[datetime]"),
        tags=(".tags a",),
        authors=("[rel=author]", "[itemprop=author] [itemprop=name]"),
    ),
)
"""The platforms; the most specific selectors come first, generic HTML comes last."""

DEFAULT_SELECT = {
    key: tuple(selector for platform in PLATFORMS for selector in getattr(platform, key))
    for key in ("body", "title", "date", "tags", "authors")
}
"""The selectors for each field that the config leaves empty."""

BESIDE_ARTICLE = (
    *REMOVED,
    ("platform's addition", ", ".join(selector for platform in PLATFORMS for selector in platform.beside)),
    ("fallback", "noscript"),
)
"""The rules that take what their selectors find, in their order."""

FEED_TAIL = "|".join(platform.tail for platform in PLATFORMS if platform.tail)
