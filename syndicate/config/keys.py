"""The keys of a config: each struct is a table of it, its fields the keys, their defaults the defaults.

Their `description`s are the documentation: docs/reference.md and the JSON Schema are generated from them.
"""

from __future__ import annotations

from datetime import date  # noqa: TC003  (msgspec looks the types up)
from typing import TYPE_CHECKING, Annotated, Literal, TypeAlias

from msgspec import Meta, Struct, field
from msgspec.structs import asdict

from syndicate.config.flavors import FLAVORS
from syndicate.config.services import SERVICES

if TYPE_CHECKING:
    from collections.abc import Iterator

    FlavorName: TypeAlias = str
    ServiceName: TypeAlias = str
else:
    # A new row in these tables is enough for a new name.
    FlavorName = Literal[tuple(FLAVORS)]
    ServiceName = Literal[tuple(SERVICES)]

FormName = Literal["", "yaml", "toml", "---toml", "json", "---json", "meta"]
"""The languages of front matter, as converter.post.forms has them."""

Selectors = str | list[str]
Template = (
    str | bool | int | float | list[str | dict[str, str]] | dict[str, str | bool | int | float | list[str]]
)


def texts(template: object) -> Iterator[str]:
    """The templates that a value of the front matter is made of: itself, or those in its list or table."""
    if isinstance(template, str):
        yield template
    elif isinstance(template, list | dict):
        for inner in template.values() if isinstance(template, dict) else template:
            yield from texts(inner)


def _doc(text: str) -> Meta:
    return Meta(description=text)


class Host(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """[source.fetch.hosts.\"HOST\"]: what this host is told, and no other. A value $NAME is taken from the environment."""

    headers: Annotated[dict[str, str], _doc("Headers of each request.")] = {}
    cookies: Annotated[dict[str, str], _doc("Cookies of each request.")] = {}
    user: Annotated[str, _doc("The name for HTTP's Basic authentication.")] = ""
    password: Annotated[
        str, Meta(pattern=r"^(\$\w+)?$", description="Its password, as $NAME from the environment.")
    ] = ""
    ca: Annotated[str, _doc("The file of the CA that has signed its certificate, in PEM.")] = ""


class Fetch(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """[source.fetch]: how the origin is asked."""

    user_agent: Annotated[str, _doc("How Syndicate names itself; say here how to reach you.")] = ""
    timeout: Annotated[
        float, Meta(gt=0, description="Seconds to wait for a connection, and for each piece of an answer.")
    ] = 20.0
    total_timeout: Annotated[
        float, Meta(gt=0, description="Seconds one address may take in all, retries included.")
    ] = 120.0
    run_timeout: Annotated[
        float,
        Meta(gt=0, description="Seconds after which a run fetches nothing more; the next run goes on."),
    ] = 14_400.0
    run_bytes: Annotated[
        int, Meta(gt=0, description="Bytes after which a run fetches nothing more; the next run goes on.")
    ] = 5_000_000_000
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
    hosts: Annotated[
        dict[str, Host], _doc("What single hosts are told: headers, cookies, credentials; a CA.")
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
    undated: Annotated[
        Literal["listed", "first-seen", "fail"],
        _doc(
            "Which articles that nobody dates get the time of their last change in the feed, else the day on which they are first seen: those that the feed lists, all (first-seen), or none (fail)."
        ),
    ] = "listed"
    articles: Annotated[str, _doc("A regular expression: which addresses are articles.")] = ""
    also: Annotated[
        list[Literal["pages", "drafts", "paid", "replies"]],
        _doc(
            "What an import of an export brings beside the published posts, where its platform tells them apart."
        ),
    ] = []
    recheck: Annotated[
        int, Meta(ge=0, description="How many of the oldest-checked originals each sync looks at again.")
    ] = 20
    gone_after: Annotated[
        int, Meta(ge=1, description="Looks in a row before a vanished original is called gone.")
    ] = 3
    gone: Annotated[
        Literal["report", "draft", "leave"],
        _doc(
            "What becomes of a post whose original is gone: it is reported, hidden by the keys of the flavor (`draft: true`, Jekyll's `published: false` and the like), or left."
        ),
    ] = "report"
    fetch: Fetch = field(default_factory=Fetch)
    select: Select = field(default_factory=Select)


class Markdownify(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """[post.markdownify]: how markdownify writes, where post.converter says so; the names are its own."""

    heading_style: Annotated[
        Literal["atx", "atx_closed", "underlined"], _doc("`# Heading`, `# Heading #`, or a line below.")
    ] = "atx"
    bullets: Annotated[
        str, Meta(pattern=r"^[*+-]{1,3}$", description="The sign of a list's items, on each of its levels.")
    ] = "*+-"
    strong_em_symbol: Annotated[Literal["*", "_"], _doc("The sign of emphasis.")] = "*"
    newline_style: Annotated[
        Literal["spaces", "backslash"], _doc("What ends a line that breaks: two spaces, or a backslash.")
    ] = "spaces"


class PostRules(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """[post]: how a post is written."""

    flavor: Annotated[
        FlavorName,
        _doc("The static-site generator; it sets the defaults of path, dialect and front matter."),
    ] = "plain"
    dialect: Annotated[
        str, _doc("What the target's Markdown renderer understands; the flavor's where it is not given.")
    ] = ""
    converter: Annotated[
        Literal["syndicate", "markdownify"],
        _doc(
            "Whose style the Markdown of prose has; what would not read the same in markdownify's is written in Syndicate's own."
        ),
    ] = "syndicate"
    markdownify: Markdownify = field(default_factory=Markdownify)
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
    form: Annotated[
        FormName,
        _doc(
            "The language of the front matter: yaml, toml (between `+++`), json (between braces), ---toml and ---json (as Eleventy has them) or meta (Pelican's lines); the flavor's, which is yaml for most, where it is not given."
        ),
    ] = ""
    front_matter: Annotated[
        dict[str, Template],
        _doc(
            "Keys in order; values are templates, lists, tables or plain values. Quotes inside a template are the quotes that are written."
        ),
    ] = {}
    tags: Annotated[dict[str, str], _doc("Renames of the origin's tags; an empty string drops one.")] = {}

    @property
    def markdownify_options(self) -> dict[str, str] | None:
        """Markdownify's options, where it is the converter; else None."""
        return asdict(self.markdownify) if self.converter == "markdownify" else None


class Override(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """[overrides.\"ADDRESS\"]: what is different for one article."""

    slug: Annotated[str, _doc("Stands for the last part of its address.")] = ""
    title: Annotated[str, _doc("Instead of its own.")] = ""
    date: Annotated[date | None, _doc("Instead of its own.")] = None
    description: Annotated[str, _doc("Instead of the feed's, or its first sentences.")] = ""
    tags: Annotated[list[str] | None, _doc("Instead of its own.")] = None
    authors: Annotated[list[str] | None, _doc("Instead of its own.")] = None


class Git(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """[git]: how --commit and --pull-request say what was done."""

    author: Annotated[str, _doc("Who commits, as `Name <mail>`; git's own setting where not given.")] = ""
    message: Annotated[str, _doc("Template of the commit's message; its first line is the subject.")] = ""
    labels: Annotated[list[str], _doc("Labels of the pull request.")] = []
    edits: Annotated[
        Literal["commit", "leave"],
        _doc(
            "Edits of a post that are not committed yet: they go with the commit, or the post is left out of it with its state."
        ),
    ] = "commit"


class Notify(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """[notify]: who is told of a run in which something was added, updated, failed or is in conflict."""

    webhook: Annotated[
        str, _doc("Address to which a summary is posted; $NAME takes it from the environment.")
    ] = ""
    service: Annotated[
        ServiceName,
        _doc("Whose webhook it is; json is a whole summary, with the `text` that Slack and Mattermost show."),
    ] = "json"


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
