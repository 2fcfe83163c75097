"""TOML -> Config, with errors that name the file, the key and what was expected.

The structs below are the reference: their fields are the keys, their defaults the defaults, their
`description`s the documentation that `syndicate config --schema` prints.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta, Struct, field

from syndicate.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

Selectors = str | list[str]
Template = str | bool | int | float | list[str]


def _doc(text: str) -> Meta:
    return Meta(description=text)


class Fetch(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """[source.fetch]: how the origin is asked."""

    user_agent: Annotated[str, _doc("How Syndicate names itself; say here how to reach you.")] = ""
    timeout: Annotated[
        float, Meta(gt=0, description="Seconds to wait for a connection, and for each piece of an answer.")
    ] = 20.0
    total_timeout: Annotated[
        float, Meta(gt=0, description="Seconds one address may take in all, retries included.")
    ] = 120.0
    retries: Annotated[
        int, Meta(ge=0, description="How often a passing fault (no connection, 429, 5xx) is tried again.")
    ] = 3
    rate: Annotated[
        float, Meta(gt=0, description="Requests a second a host at the most; loopback is not limited.")
    ] = 5.0
    robots: Annotated[bool, _doc("Honour robots.txt.")] = True
    max_bytes: Annotated[int, Meta(gt=0, description="A larger page is refused.")] = 10_000_000
    max_feed_bytes: Annotated[int, Meta(gt=0, description="A larger feed or sitemap is refused.")] = (
        60_000_000
    )
    mirrors: Annotated[
        dict[str, str],
        _doc(
            "Address prefixes, and where to fetch instead what begins with them: an address, a folder of HTML files, or a WARC file."
        ),
    ] = {}


class Select(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """[source.select]: CSS selectors, each a string or a list tried in order."""

    body: Annotated[Selectors, _doc("The article's body.")] = []
    title: Annotated[Selectors, _doc("The article's title.")] = []
    date: Annotated[Selectors, _doc("The element with the date of publication.")] = []
    tags: Annotated[Selectors, _doc("An element for each tag.")] = []
    authors: Annotated[Selectors, _doc("An element for each author.")] = []
    remove: Annotated[Selectors, _doc("What is taken out of the body.")] = []
    entries: Annotated[Selectors, _doc("The links to articles, on the pages of source.listing.")] = []
    older: Annotated[Selectors, _doc("The link to the page with older articles there.")] = []


class Only(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """[source.only]: which articles are wanted. An article fits if it fits in all that is said here."""

    authors: Annotated[
        list[str], _doc("By one of these, as the feed or the page names them, or [authors].")
    ] = []
    tags: Annotated[list[str], _doc("With one of these tags of the origin's.")] = []
    title: Annotated[str, _doc("A regular expression that is found in the title.")] = ""
    text: Annotated[str, _doc("A regular expression that is found in the text.")] = ""
    since: Annotated[date | None, _doc("Of this day or later.")] = None
    until: Annotated[date | None, _doc("Of this day or earlier.")] = None
    but: Annotated[
        list[str], _doc("But for those in whose address or title one of these regular expressions is found.")
    ] = field(default_factory=list, name="except")


class Source(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """[source]: the blog that is read."""

    name: Annotated[
        str, Meta(pattern=r"^[a-z0-9][a-z0-9._-]*$", description="Also the name of its state in the target.")
    ]
    title: Annotated[str, _doc("What the attribution line calls it.")]
    feed: Annotated[str, _doc("Address of its feed (RSS, Atom).")]
    sitemap: Annotated[str, _doc("Address of its sitemap, for import --all.")] = ""
    wordpress: Annotated[
        str, _doc("Address of its REST API, as a rule one that ends in /wp-json/, for import --all.")
    ] = ""
    listing: Annotated[
        str,
        _doc(
            "Address of the first of its pages that list older articles, for import --all; see source.select."
        ),
    ] = ""
    archive: Annotated[
        Literal["", "wayback"],
        _doc("Where the blog has gone altogether: wayback reads it from the Internet Archive."),
    ] = ""
    only: Annotated[
        Only | list[Only], _doc("Which articles are wanted: all, or those that fit one of these tables.")
    ] = []
    content: Annotated[
        Literal["page", "feed"], _doc("Where bodies come from: page (the feed where the page fails) or feed.")
    ] = "page"
    articles: Annotated[str, _doc("A regular expression: which addresses are articles.")] = ""
    recheck: Annotated[
        int, Meta(ge=0, description="How many of the oldest-checked originals each sync looks at again.")
    ] = 20
    gone_after: Annotated[
        int, Meta(ge=1, description="Looks in a row before a vanished original is called gone.")
    ] = 3
    gone: Annotated[
        Literal["report", "draft", "leave"],
        _doc("What becomes of a post whose original is gone: it is reported, marked `draft: true`, or left."),
    ] = "report"
    fetch: Fetch = field(default_factory=Fetch)
    select: Select = field(default_factory=Select)


class PostRules(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """[post]: how a post is written."""

    flavor: Annotated[
        Literal["eleventy", "jekyll", "hugo", "plain"],
        _doc("The static-site generator; it sets the defaults of path, dialect and front matter."),
    ] = "plain"
    dialect: Annotated[
        str, _doc("What the target's Markdown renderer understands; the flavor's where it is not given.")
    ] = ""
    path: Annotated[str, _doc("Template of a post's path in the target.")] = ""
    attribution: Annotated[
        str, _doc("Template, in Markdown, of the line that says where the original is.")
    ] = "*Read the original article on [{source.title}]({url}).*"
    attribution_at: Annotated[Literal["top", "bottom", "both"], _doc("Where that line stands.")] = "top"
    permalink: Annotated[
        str, _doc("Template of where the target publishes a post, so that no two are published at one place.")
    ] = ""
    clashes: Annotated[
        Literal["permalink", "title"],
        _doc(
            "What is made distinct where they would be: the permalink (written into the front matter) or the title."
        ),
    ] = "permalink"
    images: Annotated[
        Literal["copy", "beside", "link"],
        _doc("Pictures: copied to image_path, copied beside the post, or linked where the origin has them."),
    ] = "link"
    image_path: Annotated[str, _doc("Template of a copied picture's path in the target.")] = ""
    image_url: Annotated[str, _doc("Template of the address by which a post shows it.")] = ""
    front_matter: Annotated[
        dict[str, Template],
        _doc(
            "Keys in order; values are templates, lists or plain values. Quotes inside a template are the quotes that are written."
        ),
    ] = {}
    tags: Annotated[dict[str, str], _doc("Renames of the origin's tags; an empty string drops one.")] = {}


class Override(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """[overrides.\"ADDRESS\"]: what is different for one article."""

    slug: str = ""
    title: str = ""
    description: str = ""
    tags: list[str] | None = None
    authors: list[str] | None = None


class Git(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """[git]: how --commit and --pull-request say what was done."""

    author: Annotated[str, _doc("Who commits, as `Name <mail>`; git's own setting where not given.")] = ""
    message: Annotated[str, _doc("Template of the commit's message; its first line is the subject.")] = ""
    labels: Annotated[list[str], _doc("Labels of the pull request.")] = []


class Notify(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """[notify]: who is told of a run in which something was added, updated, failed or is in conflict."""

    webhook: Annotated[
        str,
        _doc(
            "Address to which a summary is posted in JSON, Slack's `text` in it; $NAME takes it from the environment."
        ),
    ] = ""


class Config(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One source, and how its articles become posts."""

    source: Source
    authors: Annotated[dict[str, str], _doc("Names for the ids that a feed uses.")] = {}
    links: Annotated[
        dict[str, str | bool],
        _doc(
            "Address prefixes rewritten in bodies and attribution; with `local = true` a link to an article that is cross-posted too leads to its post."
        ),
    ] = {}
    post: PostRules = field(default_factory=PostRules)
    git: Git = field(default_factory=Git)
    notify: Notify = field(default_factory=Notify)
    overrides: dict[str, Override] = {}

    @property
    def prefixes(self) -> dict[str, str]:
        """The address prefixes that [links] rewrites."""
        return {old: new for old, new in self.links.items() if isinstance(new, str)}

    @property
    def local_links(self) -> bool:
        """Whether links to cross-posted articles lead to their posts."""
        return self.links.get("local") is True

    @property
    def only(self) -> list[Only]:
        """The rules of [source.only], as a list."""
        rules = self.source.only
        return rules if isinstance(rules, list) else [rules]


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
"""What each static-site generator expects where the config does not say: the dialect that its Markdown
renderer understands, where its posts and pictures lie, and its front matter. And what it is: the key by which
a post names its own permalink, and the template engine that runs over its Markdown."""

FIELDS = {
    "title",
    "description",
    "date",
    "tags",
    "authors",
    "slug",
    "url",
    "address",
    "source.title",
    "source.name",
}
"""What a template may name; those of a picture's place also its `name`."""


def load(path: Path) -> Config:
    """The config in a TOML file, complete with its flavor's defaults.

    Args:
        path: the file.

    Raises:
        ConfigError: it is missing, not TOML, or says something that cannot be; the message names the
            key and what was expected.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError("there is no such file; name a config such as config/18f.toml", str(path)) from None
    except IsADirectoryError:
        raise ConfigError("this is a folder; name a .toml file in it", str(path)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"cannot be read: {error}", str(path)) from error
    try:
        return _placed(parse(text), path.parent)
    except ConfigError as error:
        raise ConfigError(
            error.message, f"{path}: {error.address}" if error.address else str(path)
        ) from error


def _placed(config: Config, folder: Path) -> Config:
    """The config with the folders and files that it names relative to its own."""
    mirrors = {
        old: new if "://" in new else str((folder / new).resolve())
        for old, new in config.source.fetch.mirrors.items()
    }
    fetch = msgspec.structs.replace(config.source.fetch, mirrors=mirrors)
    return msgspec.structs.replace(config, source=msgspec.structs.replace(config.source, fetch=fetch))


def files(paths: Iterable[Path]) -> list[Path]:
    """The config files that some paths name: files as they are, of a folder every .toml in it.

    Raises:
        ConfigError: a folder holds none.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            inside = sorted(path.glob("*.toml"))
            if not inside:
                raise ConfigError("there is no .toml file in this folder", str(path))
            found += inside
        else:
            found.append(path)
    return found


def parse(text: str) -> Config:
    """The config that a TOML text holds; see `load`."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"not TOML: {error}") from error
    try:
        config = msgspec.convert(data, Config)
    except msgspec.ValidationError as error:
        raise _explained(str(error)) from None
    config = with_flavor(config)
    _check(config)
    return config


def with_flavor(config: Config) -> Config:
    """The config with its flavor's defaults where it says nothing itself."""
    defaults = FLAVORS[config.post.flavor]
    missing = {key: defaults[key] for key in defaults if not getattr(config.post, key, "its own")}
    return msgspec.structs.replace(config, post=msgspec.structs.replace(config.post, **missing))


def kept(config: Config) -> str:
    """The config as JSON, but for whom it notifies, which is a secret."""
    return msgspec.json.encode(msgspec.structs.replace(config, notify=Notify())).decode()


def restored(text: str) -> Config:
    """The config that `kept` made JSON of.

    Raises:
        ValueError: it is none, or another version's.
    """
    return msgspec.json.decode(text, type=Config)


def schema() -> dict[str, Any]:
    """The JSON Schema of a config."""
    return msgspec.json.schema(Config)


def as_data(config: Config) -> dict[str, Any]:
    """The whole config as plain data, defaults included; in place of a webhook's address, a secret, stands a variable."""
    if config.notify.webhook and not config.notify.webhook.startswith("$"):
        hidden = msgspec.structs.replace(config.notify, webhook="$SYNDICATE_WEBHOOK")
        config = msgspec.structs.replace(config, notify=hidden)
    data: dict[str, Any] = _without_none(msgspec.to_builtins(config, builtin_types=(date,)))
    return data


def _without_none(value: Any) -> Any:
    """The data without what is not set, which TOML has no word for."""
    if isinstance(value, dict):
        return {key: _without_none(inner) for key, inner in value.items() if inner is not None}
    return [_without_none(inner) for inner in value] if isinstance(value, list) else value


def _explained(message: str) -> ConfigError:
    """An error of msgspec's in the words of the config: the key, and for an unknown key the one that was meant."""
    what, _, where = message.partition(" - at `$")
    key = where.rstrip("`").lstrip(".").replace("[...]", ".*")
    if unknown := re.search(r"unknown field `(.+?)`", what):
        table: Any = Config
        for name in filter(None, key.split(".")):
            table = _member(table, name)
        known = (
            [f.name for f in msgspec.structs.fields(table)]
            if isinstance(table, type) and issubclass(table, Struct)
            else []
        )
        near = difflib.get_close_matches(unknown[1], known, 1, 0.5)
        hint = f'did you mean "{near[0]}"?' if near else f"known here: {', '.join(known)}"
        return ConfigError(f"unknown key; {hint}", f"{key}.{unknown[1]}".lstrip("."))
    if missing := re.search(r"missing required field `(.+?)`", what):
        return ConfigError("this key is needed", f"{key}.{missing[1]}".lstrip("."))
    return ConfigError(what[0].lower() + what[1:].replace("`", ""), key)


def _member(table: Any, name: str) -> Any:
    if table is Config and name == "overrides":
        return Override
    if not (isinstance(table, type) and issubclass(table, Struct)):
        return table
    types = {f.name: f.type for f in msgspec.structs.fields(table)}
    return types.get(name, table)


def _check(config: Config) -> None:
    """What types cannot say: addresses, patterns, selectors and templates that work."""
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


def _check_post(rules: PostRules) -> None:
    for key in ("path", "permalink"):
        _check_template(getattr(rules, key), f"post.{key}")
    for key in ("image_path", "image_url"):
        _check_template(getattr(rules, key), f"post.{key}", FIELDS | {"name"})
        if "{name}" not in getattr(rules, key):
            raise ConfigError("must hold {name}, the picture's file name", f"post.{key}")
    if rules.clashes == "title" and "title" not in rules.permalink:
        raise ConfigError('"title" helps only where post.permalink is made from the title', "post.clashes")
    _check_template(rules.attribution, "post.attribution")
    for key, value in rules.front_matter.items():
        for template in value if isinstance(value, list) else [value]:
            if isinstance(template, str):
                _check_template(template, f"post.front_matter.{key}")
    for key in ("path", "image_path"):
        path = getattr(rules, key)
        if path.startswith("/") or ".." in path.split("/"):
            raise ConfigError("must be a path inside the target", f"post.{key}")


def _check_address(address: str, key: str) -> None:
    if address and (urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).netloc):
        raise ConfigError(f"expected an address that begins with https:// or http://, got {address!r}", key)


def _check_selectors(selectors: Selectors, key: str) -> None:
    from selectolax.lexbor import LexborHTMLParser, SelectolaxError

    for selector in [selectors] if isinstance(selectors, str) else selectors:
        try:
            if selector:
                LexborHTMLParser("<p>").css_first(selector)
        except (SelectolaxError, ValueError) as error:
            raise ConfigError(f"not a CSS selector: {selector!r}", key) from error


def _check_template(template: str, key: str, known: Collection[str] = FIELDS) -> None:
    if template.count("{") != template.count("}"):
        raise ConfigError(
            f"a brace is not closed in {template!r}; write {{title}}, {{date:%Y}} and the like", key
        )
    for name, form in re.findall(r"\{([^{}:]*):?([^{}]*)\}", template):
        if name not in known:
            near = difflib.get_close_matches(name, sorted(known), 1, 0.5)
            hint = f"did you mean {{{near[0]}}}?" if near else f"known: {', '.join(sorted(known))}"
            raise ConfigError(f"unknown field {{{name}}} in {template!r}; {hint}", key)
        if form and not (form == "slug" and name != "date") and not (name == "date" and "%" in form):
            raise ConfigError(
                f"unknown form {form!r} of {{{name}}}; {{date:%Y-%m-%d}} and {{title:slug}} are known", key
            )
