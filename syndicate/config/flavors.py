"""The static-site generators that Syndicate writes for, as a table: add a row for another."""

from __future__ import annotations

from typing import Any

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
        "front_matter": {
            "title": '"{title}"',
            "description": '"{description}"',
            "date": "{date:%Y-%m-%d}",
            "tags": ["{tags}"],
        },
    },
    "jekyll": {
        "dialect": "kramdown",
        "path": "_posts/{date:%Y-%m-%d}-{slug}.md",
        "image_path": "assets/images/{slug}/{name}",
        "image_url": "/assets/images/{slug}/{name}",
        "permalink_key": "permalink",
        "templates": "liquid",
        "front_matter": {
            "title": '"{title}"',
            "description": '"{description}"',
            "date": "{date:%Y-%m-%d}",
            "tags": ["{tags}"],
            "canonical_url": '"{url}"',
        },
    },
    "hugo": {
        "dialect": "goldmark",
        "path": "content/posts/{date:%Y-%m-%d}-{slug}.md",
        "image_path": "static/images/{slug}/{name}",
        "image_url": "/images/{slug}/{name}",
        "permalink_key": "url",
        "templates": "hugo",
        "front_matter": {
            "title": '"{title}"',
            "description": '"{description}"',
            "date": "{date:%Y-%m-%d}",
            "tags": ["{tags}"],
            "canonicalURL": '"{url}"',
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
and the front matter. Also its properties: the key of a post's own permalink, and the template engine that runs over
its Markdown."""

SIGNATURE_FILES = {
    "eleventy-base-blog": ("content/blog/blog.11tydata.js",),
    "eleventy": (
        "eleventy.config.js",
        "eleventy.config.mjs",
        "eleventy.config.cjs",
        "eleventy.config.ts",
        ".eleventy.js",
    ),
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

POST_SUFFIXES = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd")
"""The suffixes of Markdown files, as site generators have them."""
