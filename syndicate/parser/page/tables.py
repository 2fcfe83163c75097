"""What varies between blogs, as tables: each row is one habit of one platform, easy to add to."""

from __future__ import annotations

from typing import NamedTuple

DROPPED = (
    "script, style, template, svg, button, link, meta, object > param, input:not([type=checkbox]), hr.footnotes-sep, "
    'img[width="1"][height="1"], img[width="0"][height="0"]'
)
"""What never belongs to an article's text: code, controls, decoration, and pictures that only count who reads."""

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
"""Classes of the links by which a heading or a footnote links to itself: not part of what is read."""

PERMALINK_SIGNS = {"", "#", "¶", "§", "🔗", "⚓", "link", "permalink", "∞"}
"""What such a link shows where its class says nothing."""


class Highlighter(NamedTuple):
    """What a highlighter makes of a block of code, as CSS selectors; "" where it does not do such a thing.

    `block` is the outermost element, where that is another than the `pre`; `code` holds the code, where there is more;
    `line` is one element a line of it, without newlines between them; `beside` is what stands there and is no code;
    `label` shows the language. `language` is a regular expression that finds its name in a class.
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
"""Each highlighter by its habits. Those of one page are those of all: nobody says which one made it."""


def _each(key: str) -> str:
    """The selectors of all highlighters, as one."""
    found = (getattr(highlighter, key) for highlighter in HIGHLIGHTERS)
    return ", ".join(dict.fromkeys(filter(None, found)))


CODE_BLOCKS = f"pre, {_each('block')}"
CODE_HOLDERS = _each("code")
CODE_LINES = _each("line")
BESIDE_CODE = f"{_each('beside')}, {_each('label')}"
LANGUAGE_LABELS = _each("label")
LANGUAGE_CLASSES = tuple(each.language for each in HIGHLIGHTERS if each.language)

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
"""Second classes that are a theme or a way to say that there is no language."""

LAZY_SOURCES = (
    "data-src",
    "data-lazy-src",
    "data-original",
    "data-orig-file",
    "data-actualsrc",
    "data-hi-res-src",
)
"""Attributes in which lazy loaders keep the real picture, while src holds a placeholder."""


APPEARED = r"The post (?:(?!The post ).)+ (?:appeared first|first appeared) on .+"
"""What WordPress puts after each article and each summary in a feed."""


class Platform(NamedTuple):
    """Where the pages of a platform, or of its usual themes, have what an article is made of: CSS selectors, tried in order.

    `beside` is what stands in the body and is no part of the article; `tail` is a regular expression for the
    paragraph that its feed puts after each article, with a group `ruled` where a line is drawn before that.
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
        tail=APPEARED,
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
            # Its buttons to share and to subscribe; others lead where their author wants.
            '.button-wrapper[data-attrs*="%%"]',
            '.button-wrapper[data-attrs*="action=share"]',
            '.button-wrapper[data-attrs*="/subscribe?"]',
            ".image-link-expand",
            ".preformatted-block label",
        ),
    ),
    Platform("Medium", tail=r"(?P<ruled>.+ was originally published in .+ on Medium, where people are .+)"),
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
"""Each platform by its habits; the surer ones come first, what any page may have comes last."""

DEFAULT_SELECT = {
    key: tuple(selector for platform in PLATFORMS for selector in getattr(platform, key))
    for key in ("body", "title", "date", "tags", "authors")
}
"""Where a config names no selector."""

BESIDE_ARTICLE = ", ".join([DROPPED, *(selector for platform in PLATFORMS for selector in platform.beside)])
FEED_TAIL = "|".join(platform.tail for platform in PLATFORMS if platform.tail)
