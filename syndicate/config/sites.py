"""What a site's own files say of its generator, and of what that publishes: pure, from their names and texts."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from syndicate.config.flavors import FLAVORS, SHARED_FILES, SIGNATURE_FILES, SIGNATURE_WORDS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

HUGO_SETTINGS = (
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
    "config/_default/hugo.toml",
    "config/_default/hugo.yaml",
    "config/_default/config.toml",
    "config/_default/config.yaml",
)
"""Where Hugo looks for its settings (https://gohugo.io/getting-started/configuration/)."""

HUGO_MARKUP = ("config/_default/markup.toml", "config/_default/markup.yaml", "config/_default/markup.yml")
"""Where they stand alone, without the key `markup` around them."""

SITE_FILES = frozenset(
    {
        *HUGO_SETTINGS,
        *HUGO_MARKUP,
        *SIGNATURE_FILES["eleventy"],
        *(file for file, *_ in SIGNATURE_WORDS.values()),
        "mkdocs.yml",
        "mkdocs.yaml",
    }
)
"""The files whose texts the functions here read."""

GRANTED = {
    "eleventy": (("", "posts run through Nunjucks"), ("pictures", "pictures lie in src/assets")),
    "eleventy-base-blog": (("pictures", "pictures lie beside the posts, where its image plugin looks for them"),),
    "jekyll": (("keys", "there is a layout named post"), ("", "kramdown has its default settings")),
    "astro": (("keys", "the posts are the collection src/content/blog with the keys title, description, pubDate and tags; add to [post.front_matter] what its schema asks for besides"),),
    "docusaurus": (("posts", "the blog is in the folder blog"), ("", "posts say `mdx: {format: md}`, so that they are read as Markdown, and name their authors themselves")),
    "hexo": (("", "its renderer is hexo-renderer-marked with its default settings"),),
    "pelican": (("posts", "articles lie in content"), ("", "Markdown has its extension extra, which is the default")),
    "mkdocs-material": (("", "the plugin blog is on, in docs/blog"), ("keys", "authors are left out, since they must stand in its .authors.yml")),
    "nikola": (("settings", "POSTS has posts/*.md and DEMOTE_HEADERS is 1, which are the defaults"), ("", "the posts' YAML needs the package ruamel.yaml there")),
}  # fmt: skip
"""What cannot be read from a site's settings, as a rule since it is code; each with what its posts may show instead."""


def flavor_of(names: Collection[str], texts: Mapping[str, str] | None = None) -> tuple[str, str]:
    """The static-site generator of a repository, and the file by which it is known; "plain" and "" for none.

    Args:
        names: the paths of its files.
        texts: the contents of those that `SIGNATURE_WORDS` names.
    """
    for flavor, signs in SIGNATURE_FILES.items():
        file = next((sign for sign in signs if sign in names), "")
        if file and file not in SHARED_FILES:
            return flavor, file
    for flavor, (file, *words) in SIGNATURE_WORDS.items():
        if any(word in (texts or {}).get(file, "") for word in words):
            return flavor, file
    return next(
        ((flavor, file) for flavor, signs in SIGNATURE_FILES.items() for file in signs if file in names),
        ("plain", ""),
    )


def dialect_of(flavor: str, texts: Mapping[str, str]) -> tuple[str, str]:
    """The dialect of a site's renderer where it is not its flavor's, else "", and the setting that says so.

    Args:
        flavor: the site's.
        texts: of the files of `SITE_FILES` that it has.
    """
    # Eleventy's default renderer has no footnotes: https://www.11ty.dev/docs/languages/markdown/#markdown-options
    if flavor == "eleventy" and "markdown-it-footnote" not in texts.get("package.json", ""):
        return "eleventy-default", "package.json has no markdown-it-footnote"
    if flavor == "hugo":
        # https://gohugo.io/configuration/markup/#rendererunsafe
        file = _hugo_unsafe(texts)
        if file:
            return "", f"{file} says unsafe = true"
        return "goldmark-without-html", "no setting says markup.goldmark.renderer.unsafe = true"
    if flavor == "mkdocs-material":
        settings = texts.get("mkdocs.yml") or texts.get("mkdocs.yaml", "")
        if all(extension in settings for extension in ("footnotes", "attr_list", "abbr", "def_list")):
            return "python-markdown", "mkdocs.yml has footnotes, attr_list, abbr and def_list"
    return "", ""


def _hugo_unsafe(texts: Mapping[str, str]) -> str:
    """The file in which a Hugo site says that raw HTML is published; "" for none."""
    for name in (*HUGO_SETTINGS, *HUGO_MARKUP):
        value: Any = _data(name, texts.get(name, ""))
        keys = ("goldmark", "renderer", "unsafe")
        for key in keys if name in HUGO_MARKUP else ("markup", *keys):
            # Hugo's keys have no case.
            lower = (
                {str(each).lower(): inner for each, inner in value.items()} if isinstance(value, dict) else {}
            )
            value = lower.get(key)
        if value is True:
            return name
    return ""


def hugo_path(texts: Mapping[str, str]) -> str:
    """The template of a post's path in a Hugo site whose content is in another folder than content; else "".

    Source: https://gohugo.io/configuration/all/#contentdir

    Args:
        texts: of the files of `SITE_FILES` that it has.
    """
    for name in HUGO_SETTINGS:
        data = _data(name, texts.get(name, ""))
        keys = {str(key).lower(): value for key, value in data.items()} if isinstance(data, dict) else {}
        folder = keys.get("contentdir")
        if isinstance(folder, str) and not re.search(r"[{}]|\.\.|^/|^\.?/?$", folder):
            return str(PurePosixPath(folder, *PurePosixPath(str(FLAVORS["hugo"]["path"])).parts[1:]))
    return ""


def _data(name: str, text: str) -> object:
    """The data of a file of settings; None where it is broken."""
    import yaml

    try:
        if name.endswith(".toml"):
            return tomllib.loads(text)
        return json.loads(text) if name.endswith(".json") else yaml.safe_load(text)
    except (ValueError, yaml.YAMLError, RecursionError):
        return None


def is_published(flavor: str, path: PurePosixPath, settings: str) -> bool:
    """Whether a site publishes a file that is none of its pages, such as a config, as it is.

    Jekyll alone does so; of files it leaves out what begins with a dot or an underscore, and what it is told to:
    https://jekyllrb.com/docs/configuration/options/#global-configuration

    Args:
        flavor: the site's.
        path: the file's in the site.
        settings: the text of the site's _config.yml.
    """
    if flavor != "jekyll" or any(part.startswith((".", "_")) for part in path.parts):
        return False
    data = _data("_config.yml", settings)
    excluded = data.get("exclude") if isinstance(data, dict) else None
    rows = [str(each).strip("/") for each in excluded] if isinstance(excluded, list) else []
    return not any(each.match(row) for each in (path, *path.parents) for row in rows if row)


def site_note(flavor: str, sign: str, why: str, learned: Collection[str] = ()) -> str:
    """What `init` says of how a site was read: by what it is known, and what is taken for granted.

    Args:
        flavor: the site's.
        sign: the file by which that is known.
        why: what is said of its dialect.
        learned: what the site's posts have shown: posts, keys, pictures.
    """
    if not sign:
        return (
            "the site's generator is not known: check flavor, dialect, path, images and, in [post.front_matter], "
            f"the keys that its posts have; the flavors are {', '.join(FLAVORS)}"
        )
    granted = ", ".join(what for by, what in GRANTED.get(flavor, ()) if by not in learned)
    parts = [f"known by {sign}", why, granted and f"assumed: {granted}"]
    return "; ".join(filter(None, parts))
