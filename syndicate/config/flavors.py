"""The static-site generators that Syndicate writes for, as a table: add a row for another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

USUAL: dict[str, Any] = {
    "title": '"{title}"',
    "description": '"{description}"',
    "date": "{date:%Y-%m-%d}",
    "tags": ["{tags}"],
}
"""The front matter that most generators read."""

FLAVORS: dict[str, dict[str, Any]] = {
    "eleventy": {
        "dialect": "eleventy",
        "path": "src/posts/{date:%Y-%m-%d}-{slug}.md",
        "image_path": "src/assets/images/{slug}/{name}",
        "image_url": "/assets/images/{slug}/{name}",
        "permalink_key": "permalink",
        "templates": "nunjucks",
        "front_matter": {
            "title": "'{title}'",
            "description": '"{description}"',
            "date": "{date:%Y-%m-%d}",
            "tags": ["{tags}"],
        },
    },
    "eleventy-base-blog": {
        "dialect": "eleventy-default",
        "path": "content/blog/{date:%Y-%m-%d}-{slug}.md",
        "image_path": "public/img/{slug}/{name}",
        "image_url": "/img/{slug}/{name}",
        "permalink_key": "permalink",
        "templates": "nunjucks",
        # Its image transform looks for a picture from where the post lies.
        "images": "beside",
        "front_matter": USUAL,
    },
    "jekyll": {
        "dialect": "kramdown",
        "path": "_posts/{date:%Y-%m-%d}-{slug}.md",
        "image_path": "assets/images/{slug}/{name}",
        "image_url": "/assets/images/{slug}/{name}",
        "permalink_key": "permalink",
        "templates": "liquid",
        # Without a layout Jekyll publishes a bare fragment: https://jekyllrb.com/docs/step-by-step/04-layouts/
        "front_matter": {"layout": "post", **USUAL, "canonical_url": '"{url}"'},
    },
    "hugo": {
        "dialect": "goldmark",
        "path": "content/posts/{date:%Y-%m-%d}-{slug}.md",
        "image_path": "static/images/{slug}/{name}",
        "image_url": "/images/{slug}/{name}",
        "permalink_key": "url",
        "tag_pages": "signs",
        "templates": "hugo",
        "front_matter": {**USUAL, "canonicalURL": '"{url}"'},
    },
    "astro": {
        "dialect": "astro",
        "path": "src/content/blog/{slug}.md",
        "image_path": "public/images/{slug}/{name}",
        "image_url": "/images/{slug}/{name}",
        "permalink_key": "slug",
        "tag_pages": "signs",
        "templates": "",
        # The schema of its blog: https://docs.astro.build/en/tutorials/add-content-collections/
        "required": ("title", "description", "pubDate"),
        "front_matter": {
            "title": '"{title}"',
            "description": '"{description}"',
            "pubDate": "{date:%Y-%m-%d}",
            "tags": ["{tags}"],
        },
    },
    "docusaurus": {
        "dialect": "docusaurus",
        "path": "blog/{date:%Y-%m-%d}-{slug}.md",
        "image_path": "static/img/{slug}/{name}",
        "image_url": "/img/{slug}/{name}",
        "permalink_key": "slug",
        "templates": "",
        # https://docusaurus.io/docs/api/plugins/@docusaurus/plugin-content-blog#markdown-front-matter
        "front_matter": {
            **USUAL,
            "authors": [{"name": '"{authors}"'}],
            "mdx": {"format": "md"},
        },
    },
    "hexo": {
        "dialect": "hexo",
        "path": "source/_posts/{slug}.md",
        "image_path": "source/images/{slug}/{name}",
        "image_url": "/images/{slug}/{name}",
        "permalink_key": "permalink",
        "templates": "hexo",
        "front_matter": USUAL,
    },
    "pelican": {
        "dialect": "python-markdown",
        "path": "content/{date:%Y-%m-%d}-{slug}.md",
        "image_path": "content/images/{slug}/{name}",
        "image_url": "/images/{slug}/{name}",
        "permalink_key": "save_as",
        # https://docs.getpelican.com/en/latest/settings.html#url-settings: ARTICLE_SAVE_AS
        "published_at": "/{slug}.html",
        # https://docs.getpelican.com/en/latest/settings.html#url-settings: it stops where a post has the name of one.
        "own_pages": ("archives", "authors", "categories", "index", "tags"),
        "templates": "",
        "form": "meta",
        "values": "html",
        # https://docs.getpelican.com/en/latest/settings.html#basic-settings: FORMATTED_FIELDS
        "formatted": ("summary",),
        # https://docs.getpelican.com/en/latest/content.html#file-metadata
        "front_matter": {
            "title": "{title}",
            "date": "{date:%Y-%m-%d}",
            "slug": "{slug}",
            "authors": ["{authors}"],
            "tags": ["{tags}"],
            "summary": "{description}",
        },
    },
    "mkdocs-material": {
        "dialect": "mkdocs",
        "path": "docs/blog/posts/{date:%Y-%m-%d}-{slug}.md",
        "image_path": "docs/images/{slug}/{name}",
        "image_url": "/images/{slug}/{name}",
        "permalink_key": "slug",
        # https://squidfunk.github.io/mkdocs-material/plugins/blog/#config.post_url_format
        "published_at": "/blog/{date:%Y/%m/%d}/{slug}/",
        "templates": "",
        "values": "html",
        # Its theme, partials/content.html.
        "title": "unless-h1",
        # https://squidfunk.github.io/mkdocs-material/plugins/blog/#metadata; authors must be in .authors.yml.
        "front_matter": {**USUAL, "slug": '"{slug}"'},
    },
    "nikola": {
        "dialect": "nikola",
        "path": "posts/{date:%Y-%m-%d}-{slug}.md",
        "image_path": "images/{slug}/{name}",
        "image_url": "/images/{slug}/{name}",
        "permalink_key": "slug",
        "published_at": "/posts/{slug}/",
        "templates": "",
        # https://getnikola.com/handbook.html#metadata-fields
        "front_matter": {
            "title": '"{title}"',
            "slug": '"{slug}"',
            "date": "{date:%Y-%m-%d}",
            "tags": ["{tags}"],
            "description": '"{description}"',
        },
    },
    "plain": {
        "dialect": "commonmark",
        "path": "posts/{date:%Y-%m-%d}-{slug}.md",
        "image_path": "images/{slug}/{name}",
        "image_url": "/images/{slug}/{name}",
        "permalink_key": "permalink",
        "templates": "",
        "front_matter": {
            "title": '"{title}"',
            "description": '"{description}"',
            "date": "{date:%Y-%m-%d}",
            "authors": ["{authors}"],
            "tags": ["{tags}"],
            "canonical": '"{url}"',
        },
    },
}
"""The defaults for each static-site generator: the dialect of its Markdown renderer, the paths of posts and pictures,
and the front matter. Also its properties: the key of a post's own permalink; where the
site publishes posts by itself, if paths do not keep them apart there (`published_at`); the template engine that runs over its
Markdown; the language of the front matter (`form`, YAML where not given), whether its templates take the `values` there
for HTML, which keys it reads as Markdown (`formatted`), whether its theme shows a post's `title` only `unless-h1` is in its text, whether tags that differ in `signs` alone, as C and C++, have pages of their own (`tag_pages`), and which keys are `required`, so that they are written also where they are empty; and what a first config
says of `images`, where pictures cannot be linked as they can elsewhere."""

HIDDEN: dict[str, Mapping[str, str]] = {
    # https://www.11ty.dev/docs/permalinks/#skip-writing-to-the-file-system; drafts are a setting of one's own there.
    "eleventy": {"draft": "true", "permalink": "false", "eleventyExcludeFromCollections": "true"},
    # https://jekyllrb.com/docs/front-matter/#predefined-global-variables
    "jekyll": {"published": "false"},
    # Its filter is on `published`: hexo/lib/hexo/index.ts, _bindLocals.
    "hexo": {"published": "false"},
    # A draft has a page there all the same: https://docs.getpelican.com/en/latest/content.html#publishing-drafts
    "pelican": {"status": "skip"},
    # No list and no feed names its page: https://getnikola.com/handbook.html#draft-posts
    "nikola": {"status": "draft"},
}
"""By which keys and values a generator leaves a post out of the site, where it is not `draft: true`."""


def hidden_by(flavor: str) -> Mapping[str, str]:
    """The keys, with their values in YAML, by which a flavor's site leaves a post out."""
    return HIDDEN.get(flavor, {"draft": "true"})


SIGNATURE_FILES: dict[str, tuple[str, ...]] = {
    "eleventy-base-blog": ("content/blog/blog.11tydata.js",),
    "eleventy": (
        "eleventy.config.js",
        "eleventy.config.mjs",
        "eleventy.config.cjs",
        "eleventy.config.ts",
        ".eleventy.js",
    ),
    "docusaurus": (
        "docusaurus.config.js",
        "docusaurus.config.ts",
        "docusaurus.config.mjs",
        "docusaurus.config.cjs",
    ),
    "astro": (
        "astro.config.mjs",
        "astro.config.js",
        "astro.config.ts",
        "astro.config.mts",
        "astro.config.cjs",
        "src/content.config.ts",
    ),
    "hexo": ("_config.landscape.yml", "scaffolds/post.md"),
    "pelican": ("pelicanconf.py",),
    "mkdocs-material": ("mkdocs.yml", "mkdocs.yaml"),
    "hugo": (
        "hugo.toml",
        "hugo.yaml",
        "hugo.yml",
        "hugo.json",
        "config/_default/hugo.toml",
        "archetypes/default.md",
        "layouts/_default/single.html",
    ),
    "jekyll": ("_config.yml", "_config.yaml", "_config.toml"),
}
"""Files that identify the generator of a repository; the most specific come first."""

SHARED_FILES = {"_config.yml", "scaffolds/post.md"}
"""Those of them that other generators have too, so that `SIGNATURE_WORDS` are looked for before they count."""

SIGNATURE_WORDS: dict[str, tuple[str, ...]] = {
    "hexo": ("package.json", '"hexo"'),
    "eleventy": ("package.json", '"@11ty/eleventy"'),
    "docusaurus": ("package.json", '"@docusaurus/core"'),
    "astro": ("package.json", '"astro"'),
    # Sphinx has a conf.py too. https://getnikola.com/handbook.html#customizing-your-site
    "nikola": ("conf.py", "nikola", "BLOG_TITLE", "BLOG_AUTHOR", "SITE_URL"),
    "hugo": ("config.toml", "baseURL"),
}
"""Files whose names say too little, each with the words by any of which the generator is known in it."""

POST_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd")
"""The suffixes of Markdown files, as site generators have them."""

DIALECTS = (
    *(
        "commonmark",
        "gfm",
        "markdown-it",
        "eleventy",
        "eleventy-default",
        "kramdown",
        "goldmark",
        "python-markdown",
    ),
    *("mdx", "goldmark-without-html", "mkdocs", "nikola", "hexo", "astro", "docusaurus"),
)
"""The names of converter.dialects, which takes longer to load than a config."""
