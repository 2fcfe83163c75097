"""What varies between blogs, as tables: each row is one habit of one platform, easy to add to."""

from __future__ import annotations

DROPPED = "script, style, template, svg, button, link, meta, object > param, input:not([type=checkbox]), hr.footnotes-sep"
"""What never belongs to an article's text: code, controls and decoration."""

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

GUTTERS = (
    ".language-id, .lineno, .linenos, .gutter, .rouge-gutter, .lnt, .ln, .line-numbers-rows, "
    ".line-numbers, .linenodiv, .hljs-ln-numbers, .copy-btn, .clipboard-button"
)
"""What highlighters put beside the code: line numbers, the language's name, controls.

18F's shiki, rouge, Hexo, Pygments, chroma, Prism's plugin, VuePress, highlight.js's plugin.
"""

CODE_TABLES = "td.code, td.rouge-code, td.hljs-ln-code, td.lntd:last-child"
"""The cell with the code where a highlighter numbers lines in a table: Pygments and Hexo, rouge, highlight.js, chroma."""

CODE_LINES = "div.line, span.line-row, div.code-line"
"""One element a line of code, without newlines between them: shiki with a plugin, gridsome."""

LANGUAGE_CLASSES = (
    r"(?:^|\s)(?:language|lang|highlight-source|brush:|sourceCode)[-_ ]*([\w+#.-]+)",
    r"(?:^|\s)highlight-(?!source\b)([\w+#.-]+)(?:\s+notranslate)?",
    r"(?:^|\s)(?:hljs|highlight|sourceCode|prettyprint|shiki|code)\s+([\w+#-]+)\s*(?:literal-block)?$",
)
"""How a class names the language of a code block: the HTML specification's `language-x` (and GitHub, WordPress,
pandoc), Sphinx's `highlight-x`, Hexo's and highlight.js's second class."""

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

DEFAULT_SELECT = {
    "body": (
        "[itemprop=articleBody]",
        ".h-entry .e-content",
        ".e-content",
        ".entry-content",
        ".post-content",
        ".article-content",
        ".article-entry",
        ".post-body",
        "article .content",
        "article section",
        "article",
        "main",
    ),
    "title": (
        "h1[itemprop~=headline]",
        ".p-name",
        "h1.entry-title",
        "h1.post-title",
        "article h1",
        "main h1",
        "h1",
    ),
    "date": (
        "time[itemprop=datePublished]",
        "time.dt-published",
        "time.entry-date",
        "article time[datetime]",
        "time[datetime]",
    ),
    "tags": (".p-category", "[rel=tag]", ".post-tags a", ".tags a"),
    "authors": (".p-author .p-name", ".author .fn", "[rel=author]", "[itemprop=author] [itemprop=name]"),
}
"""Where a config names no selector: microdata, microformats2, then the themes of WordPress, Jekyll, Hugo and Hexo."""
