"""What varies between blogs, as tables: add a row for another platform or highlighter."""

from __future__ import annotations

import re
from typing import NamedTuple

REMOVED = (
    (
        "script or style",
        "script, style, template, link, meta, title:not(svg title), object > param, hr.footnotes-sep",
    ),
    (
        "control",
        "button, .carousel-indicators, .slick-dots, .swiper-pagination",
    ),
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
    "header-link",  # VitePress, Docsy
    "headerlink",  # Sphinx, Hexo, python-markdown
    "heading-anchor",
    "heading-permalink",  # 18F, league/commonmark
    "reversefootnote",  # kramdown
    "toc-anchor",
    "zola-anchor",
    "anchor-heading",  # GitBook
    "sl-anchor-link",  # Starlight
    "subheading-anchor",  # Nextra
}
"""Classes of the links by which a heading or a footnote links to itself; not part of the text."""

PERMALINK_SIGNS = {
    "",
    "#",
    "##",
    "¶",
    "§",
    "🔗",
    "🔗\ufe0f",
    "🔗\ufe0e",
    "⚓",
    "⚓\ufe0e",
    "∞",
    "⌗",
    "\u200b",
}
"""The text of such a link, where it is none but a sign."""

PERMALINK_WORDS = re.compile(
    r"(?i:(?:(?:copy|direct|get|share|permanent)\s+)?(?:link|permalink|anchor|section titled)"
    r"(?:\s+(?:copied|to|for)\b.*|\s*[“\"].*)?|copied)[.!]?"
)
"""The text of such a link, where it has words."""


class Highlighter(NamedTuple):
    """A highlighter's markup of a block of code, as CSS selectors; "" where it has none of that kind.

    `box` is what it puts around the `pre`, or around the table with the code; `table` is a table with a line of code in
    each row, or all of them in one cell; `line` is the element of each line, where no newlines separate them; `beside`
    is what is not code, such as line numbers; `label` shows the language.
    """

    name: str
    box: str = ""
    table: str = ""
    line: str = ""
    beside: str = ""
    label: str = ""


HIGHLIGHTERS = (
    # HTML Living Standard, 4.5.15; also GitHub, WordPress and pandoc.
    Highlighter("the HTML specification", box="[class*=language-], [class*=lang-]"),
    Highlighter("highlight.js", table="table.hljs-ln", beside=".hljs-ln-numbers"),
    Highlighter("Hexo", box="figure.highlight", table="figure.highlight table", beside=".gutter"),
    Highlighter(
        "Pygments",
        box=".highlight, .codehilite, .code-block, .codeblock",
        table="table.highlight, table.highlighttable, table.codehilitetable",
        beside=".linenos, .linenodiv",
    ),
    Highlighter("rouge", table="table.rouge-table", beside=".lineno, .rouge-gutter"),
    Highlighter("chroma", table="table.lntable", beside=".lnt, .ln"),
    Highlighter("Prism", box=".code-toolbar", beside=".line-numbers-rows, .toolbar, .prism-show-language"),
    Highlighter("VuePress", beside=".line-numbers, .line-numbers-wrapper", line="span.code-line"),
    Highlighter("shiki", box=".shiki", line="div.line, span.line, span.line-row, span[data-line]"),
    Highlighter("18F's shiki", label=".language-id"),
    Highlighter("Gridsome", line="div.code-line"),
    Highlighter("prism-react-renderer", box=".prism-code", line=".token-line"),
    Highlighter("Expressive Code", box=".expressive-code", line="div.ec-line", beside=".ec-line .gutter"),
    Highlighter(
        "SyntaxHighlighter", box=".syntaxhighlighter", table=".syntaxhighlighter table", beside=".toolbar"
    ),
    Highlighter(
        "Crayon",
        box=".crayon-syntax",
        table="table.crayon-table",
        line=".crayon-line",
        beside=".crayon-toolbar, .crayon-info, .crayon-plain-wrap, .crayon-nums",
        label=".crayon-language",
    ),
    Highlighter("WP-Syntax", box=".wp_syntax, .wp-geshi-highlight", table=".wp_syntax table"),
    Highlighter("Enlighter", box=".enlighter-default", beside=".enlighter-toolbar, .enlighter-raw"),
    Highlighter("GitHub", box=".gist-file, .blob-wrapper", table="table.js-file-line-container"),
    Highlighter("Torchlight", beside=".line-number, .torchlight-link"),
    Highlighter("chats", box="pre, .contain-inline-size"),
    Highlighter(
        "buttons to copy",
        beside=".copy-btn, .clipboard-button, .copy, .btn-copy, .copy-code-button, .code-copy, clipboard-copy, .zeroclipboard-container",
    ),
)
"""The highlighters. All rows are tried on every page, since a page does not say which one it uses."""


def _selectors(key: str) -> str:
    """The selectors of all highlighters, as one."""
    selectors = (getattr(highlighter, key) for highlighter in HIGHLIGHTERS)
    return ", ".join(dict.fromkeys(filter(None, selectors)))


CODE_BOX = _selectors("box")
CODE_TABLES = _selectors("table")
CODE_LINES = _selectors("line")
BESIDE_CODE = f"{_selectors('beside')}, {_selectors('label')}"
LANGUAGE_LABELS = _selectors("label")

COPY_WORDS = re.compile(
    r"(?i:(?:copy|copied|copy code|edit|copy to clipboard|copied to clipboard|wrap|expand|collapse|run|view raw|raw)[.!]?)"
)
"""What buttons beside code say."""

LAZY_SOURCES = (
    "data-src", "data-lazy-src", "data-lazy", "data-lazyload", "data-original", "data-original-src", "data-orig-file",
    "data-large-file", "data-actualsrc", "data-hi-res-src", "data-echo", "data-url", "data-image", "data-img-src",
    "data-full-src", "data-real-src", "data-ll-src", "data-cfsrc", "data-pagespeed-lazy-src", "data-flickity-lazyload",
    "data-litespeed-src", "data-breeze", "data-ezsrc", "data-srclazy", "data-defer-src", "data-lzl-src", "data-splide-lazy",
    "data-wp-src", "data-opt-src", "data-spai", "data-runner-src", "nitro-lazy-src", "lazy-src", "lazysrc", "loading-src",
    "data-cmp-src", "data-cookieblock-src", "data-cli-src", "data-src-cmplz", "data-consent-src", "data-suppressedsrc",
    "data-iub-src", "data-src-fg", "data-canonical-url",
)  # fmt: skip
"""Attributes in which lazy loaders, and banners that ask for consent, keep the address while src has a placeholder."""

LAZY_SOURCE_SETS = (
    "data-srcset",
    "data-lazy-srcset",
    "data-original-set",
    "nitro-lazy-srcset",
    "lazy-srcset",
    "data-bgset",
)
"""Attributes in which lazy loaders keep a srcset."""

LAZY_CLASSES = re.compile(
    r"(?:^|[-_\s])(?:lazy\w{0,20}|lozad|b-lazy|blur(?:-up|red)?|progressive\w{0,20}|lqip|unveil|preload-me|swap)(?:$|[-_\s])"
)
"""Classes of pictures whose src is only a first impression of what stands in such an attribute."""

PLACEHOLDER = re.compile(
    r"(?i:(?:^|[/_.=-])(?:1x1|1px|blank|placeholder|pixel|spacer|transparent|trans|lazy|lazyload|loading|loader|spinner|empty|"
    r"clear|dummy|grey|gray|preload|fallback|noimage)(?:[-_.][^/]{0,40})?\.(?:gif|png|svg|jpe?g|webp)(?:$|\?)"
    r"|/placeholder|data:image)"
)
"""The addresses of pictures that hold the place of another."""

EMOJI = (
    "img.wp-smiley, img.emoji, img.twemoji, img.emojione, img.joypixels, img[class*=emoji], img[src*='/emoji/'], "
    "img[src*='twemoji'], img[src*='/emoji.php/'], img[src*='noto-emoji'], img[src*='emojione'], img[goomoji], "
    "img[data-emoji], img[src*='slack-edge.com']"
)
"""Pictures that stand for a character: of WordPress, Twemoji, GitHub, Facebook, Slack, Discord, Gmail, Noto, JoyPixels."""


WORDPRESS_TAIL = r"The post (?>(?:(?!The post ).)+? (?:appeared first|first appeared) on ).+"
"""The line that WordPress puts after each article and each summary in a feed."""


class Platform(NamedTuple):
    """What a platform puts into an article's body that is no part of it.

    `beside` are CSS selectors; `tail` is a regular expression for the paragraph that its feed puts after each article,
    with a group `ruled` where a rule precedes it. Where its pages hold the article, `hints.py` says.
    """

    name: str
    beside: tuple[str, ...] = ()
    tail: str = ""


PLATFORMS = (
    Platform(
        "WordPress",
        beside=(
            ".sharedaddy",
            ".jp-relatedposts",
            ".wp-block-jetpack-subscriptions",
            ".addtoany_share_save_container",
            ".wp-block-file__button",
        ),
        tail=WORDPRESS_TAIL,
    ),
    Platform(
        "Ghost",
        beside=(".kg-signup-card", ".kg-audio-thumbnail", ".kg-audio-player", ".kg-video-player-container"),
    ),
    Platform(
        "Substack",
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
        # What the button around a picture says to those who cannot see it.
        beside=('.paragraph-image [role="button"] > span',),
        tail=r"(?P<ruled>(?>.+? was originally published in )(?>.+? on Medium, where people are ).+)",
    ),
    Platform("MediaWiki", beside=(".mw-editsection",)),
    Platform("Blogger", beside=(".blogger-post-footer",)),
)
"""The platforms."""

BESIDE_ARTICLE = (
    *REMOVED,
    ("platform's addition", ", ".join(selector for platform in PLATFORMS for selector in platform.beside)),
    ("fallback", "noscript"),
)
"""The rules that take what their selectors find, in their order."""

FEED_TAIL = "|".join(platform.tail for platform in PLATFORMS if platform.tail)
