"""Checks beyond a config's types: addresses, patterns, selectors and templates must be valid."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

from syndicate.config.flavors import DIALECTS, POST_SUFFIXES
from syndicate.config.keys import Select, texts
from syndicate.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Collection

    from syndicate.config.keys import Config, PostRules, Selectors

TEMPLATE_FIELDS = {
    "title",
    "description",
    "date",
    "modified",
    "language",
    "series",
    "tags",
    "authors",
    "image",
    "enclosure",
    "enclosures",
    "slug",
    "url",
    "address",
    "paths",
    "source.title",
    "source.name",
}
"""The fields of a template; a picture's path and address also have its `name`."""


DATE_FIELDS = {"date", "modified"}


def check(config: Config) -> None:
    """Raise ConfigError where an address, pattern, selector or template is invalid."""
    source = config.source
    for key in ("feed", "sitemap", "wordpress", "listing"):
        _check_address(getattr(source, key), f"source.{key}")
    for old, new in source.fetch.mirrors.items():
        _check_address(old, "source.fetch.mirrors")
        if "://" in new:
            _check_address(new, f'source.fetch.mirrors."{old}"')
    if not config.notify.webhook.startswith("$"):
        _check_address(config.notify.webhook, "notify.webhook")
    _check_links(config)
    _check_pattern(source.articles, "source.articles")
    for rule in config.only:
        for key, patterns in (("title", [rule.title]), ("text", [rule.text]), ("except", rule.but)):
            for pattern in patterns:
                _check_pattern(pattern, f"source.only.{key}")
    if source.listing and not source.select.entries:
        raise ConfigError("source.listing needs a selector for its links", "source.select.entries")
    for selector in msgspec.structs.fields(Select):
        _check_selectors(getattr(source.select, selector.name), f"source.select.{selector.name}")
    _check_post(config.post)


def _check_links(config: Config) -> None:
    for old, new in config.links.items():
        if old == "local":
            if not isinstance(new, bool):
                raise ConfigError("expected true or false", "links.local")
            if new and not config.post.permalink:
                raise ConfigError("local links need to know where posts are published", "post.permalink")
            continue
        _check_address(old, "links")
        if isinstance(new, bool):
            raise ConfigError("expected an address", f'links."{old}"')
        _check_address(new, f'links."{old}"')


def _check_pattern(pattern: str, key: str) -> None:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ConfigError(f"not a regular expression: {error}", key) from None


def _check_dialect(name: str) -> None:
    if name not in DIALECTS:
        matches = difflib.get_close_matches(name, DIALECTS, 1, 0.5)
        hint = f'did you mean "{matches[0]}"? Known' if matches else "known"
        raise ConfigError(f"unknown value {name!r}; {hint}: {', '.join(DIALECTS)}", "post.dialect")


def _check_post(rules: PostRules) -> None:
    _check_dialect(rules.dialect)
    for key in ("path", "permalink"):
        _check_template(getattr(rules, key), f"post.{key}")
    for key in ("image_path", "image_url"):
        _check_template(getattr(rules, key), f"post.{key}", TEMPLATE_FIELDS | {"name"})
        if "{name}" not in getattr(rules, key):
            raise ConfigError("must hold {name}, the picture's file name", f"post.{key}")
    if not rules.path.lower().endswith(POST_SUFFIXES):
        raise ConfigError(f"must end as a Markdown file does: {', '.join(POST_SUFFIXES)}", "post.path")
    if rules.clashes == "title" and "title" not in rules.permalink:
        raise ConfigError('"title" helps only where post.permalink is made from the title', "post.clashes")
    _check_template(rules.attribution, "post.attribution")
    for key, value in rules.front_matter.items():
        for template in texts(value):
            _check_template(template, f"post.front_matter.{key}")
    for key in ("path", "image_path"):
        path = getattr(rules, key)
        if path.startswith("/") or ".." in path.split("/"):
            raise ConfigError("must be a path inside the target", f"post.{key}")


def _check_address(address: str, key: str) -> None:
    if address and (urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).netloc):
        raise ConfigError(f"expected an address that begins with https:// or http://, got {address!r}", key)


def _check_selectors(selectors: Selectors, key: str) -> None:
    for selector in [selectors] if isinstance(selectors, str) else selectors:
        if selector and not _is_selector(selector):
            raise ConfigError(f"not a CSS selector: {selector!r}", key)


def _is_selector(selector: str) -> bool:
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    # CSS closes at the end of a selector what it leaves open, which is a slip here.
    if any(selector.count(opening) != selector.count(closing) for opening, closing in ("[]", "()")):
        return False
    try:
        LexborHTMLParser("<p>").css_first(selector)
    except (SelectolaxError, ValueError):
        return False
    return True


def _check_template(template: str, key: str, fields: Collection[str] = TEMPLATE_FIELDS) -> None:
    if template.count("{") != template.count("}"):
        raise ConfigError(
            f"a brace is not closed in {template!r}; write {{title}}, {{date:%Y}} and the like", key
        )
    for name, form in re.findall(r"\{([^{}:]*+):?([^{}]*+)\}", template):
        if name not in fields:
            matches = difflib.get_close_matches(name, sorted(fields), 1, 0.5)
            hint = f"did you mean {{{matches[0]}}}?" if matches else f"known: {', '.join(sorted(fields))}"
            raise ConfigError(f"unknown field {{{name}}} in {template!r}; {hint}", key)
        is_known = "%" in form if name in DATE_FIELDS else form == "slug"
        if form and not is_known:
            raise ConfigError(
                f"unknown form {form!r} of {{{name}}}; {{date:%Y-%m-%d}} and {{title:slug}} are known", key
            )
