"""The frozen dataclasses that travel between the stages, in the order in which they are made."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime
    from pathlib import PurePosixPath


VERSION = "0.1.0"
"""Of this program, as pyproject.toml has it."""

PLACE = re.compile(r"""[^\s\0-\x1f"<>{}`\\]{1,100}""")
"""The names that a post may have for the places its links lead to."""

LANGUAGE = re.compile(r"[\w+#.-]{1,40}", re.ASCII)
"""The name of a language of code. Anything else is not written, since renderers read a brace, a quote or a space beside a
language as more than a name."""


@dataclass(frozen=True, slots=True)
class Page:
    """What a server answered.

    `address` is the one that was asked for, by its original name; `final_address` is where redirects
    led, also by its original name (mirrors undone). `charset` is what the HTTP header declared, or "". `moved_to` is the final address where all
    redirects to it are permanent, else "".
    """

    address: str
    final_address: str
    content: bytes
    content_type: str = ""
    charset: str = ""
    moved_to: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One article as a feed or sitemap lists it; what a list does not say is empty.

    `guid` is the feed's id of it, `aliases` are other addresses by which the list names it, `image` the picture
    that is shown with it, `enclosures` the files that it brings along, such as an episode. `losses` are what its
    content could not show of the original, `unread_date` is its date where that cannot be read, or in two ways. With
    `is_dated_by_build` its date is the time at which the feed was made.
    """

    address: str
    title: str = ""
    published: datetime | date | None = None
    updated: datetime | date | None = None
    summary: str = ""
    content: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    guid: str = ""
    aliases: tuple[str, ...] = ()
    image: str = ""
    enclosures: tuple[str, ...] = ()
    losses: tuple[Loss, ...] = ()
    unread_date: str = ""
    is_dated_by_build: bool = False

    def completed(self, other: Entry) -> Entry:
        """The entry with what another list says of the article beyond it."""
        return replace(
            self,
            title=self.title or other.title,
            published=(other.published if self.is_dated_by_build else None)
            or self.published
            or other.published,
            updated=self.updated or other.updated,
            summary=self.summary or other.summary,
            content=self.content or other.content,
            authors=self.authors or other.authors,
            tags=self.tags or other.tags,
            guid=self.guid or other.guid,
            aliases=tuple(dict.fromkeys((*self.aliases, *other.aliases))),
            image=self.image or other.image,
            enclosures=self.enclosures or other.enclosures,
            unread_date=self.unread_date or other.unread_date,
        )

    def is_another_than(self, other: Entry) -> bool:
        """Whether two entries with one address are of two articles, as their ids and their titles say."""
        ids, titles = {self.guid, other.guid}, {self.title.casefold(), other.title.casefold()}
        return "" not in ids | titles and len(ids) == len(titles) == 2


@dataclass(frozen=True, slots=True)
class Feed:
    """The entries of a feed, a sitemap or another list of articles, and what was wrong with it.

    `sitemaps` are those that it refers to, `older` is where its older entries are, `title` what a feed calls itself;
    "" where nothing says so.
    """

    entries: tuple[Entry, ...]
    sitemaps: tuple[str, ...] = ()
    older: str = ""
    warnings: tuple[str, ...] = ()
    title: str = ""


class Counts(NamedTuple):
    """How many things of each kind a reader sees."""

    words: int = 0
    pictures: int = 0
    links: int = 0
    players: int = 0
    headings: int = 0
    formulas: int = 0
    checkboxes: int = 0


class ShownLink(NamedTuple):
    """A link that a reader sees: where it leads, and its words; `#name` where it leads to a place of its own page."""

    address: str
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader sees of some HTML.

    `text` holds the words in their order. Each of `pictures` and `players` is the tuple of the addresses that may
    stand for it, none where it is drawn in place. `headings` holds their tags.
    """

    text: str = ""
    links: tuple[ShownLink, ...] = ()
    pictures: tuple[tuple[str, ...], ...] = ()
    players: tuple[tuple[str, ...], ...] = ()
    headings: tuple[str, ...] = ()
    formulas: int = 0
    checkboxes: int = 0

    @property
    def counts(self) -> Counts:
        """How many things of each kind it holds."""
        return Counts(
            len(self.text.split()),
            len(self.pictures),
            len(self.links),
            len(self.players),
            len(self.headings),
            self.formulas,
            self.checkboxes,
        )


@dataclass(frozen=True, slots=True)
class Removed:
    """What one of the rules of removal took out of an original: its text, "" where it has none, and how much."""

    rule: str
    text: str
    counts: Counts


@dataclass(frozen=True, slots=True)
class Body:
    """An article's body: cleaned HTML, what the original shows of it, and what was removed of that.

    `shown` is what must be in the post: the reading of the original without what was removed.
    """

    html: str
    shown: Reading = Reading()
    removed: tuple[Removed, ...] = ()


@dataclass(frozen=True, slots=True)
class Labels:
    """What a page calls itself, and what it asks of its readers.

    `titles` are all that may be its title. `asks` says what it asks for before it shows an article, `hints` what it
    may ask for, `locked` by what it says that the whole is for some readers only; "" where it does not.
    """

    titles: tuple[str, ...] = ()
    asks: str = ""
    hints: str = ""
    locked: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """The parsed original: metadata as plain text, body as cleaned HTML with absolute addresses.

    `shown` is what a reader sees of the original's body but for what was `removed`; None where it was not read.
    `claims` are the addresses that the page names as its own, also on other hosts. `image` and `enclosures` are as in
    its entry, else what the page names. `modified`, `language` (a BCP 47 tag), `series` and `labels` are as the page has them. `found_by` says
    what told where on its page it is: the config's selector (or the feed, which has nothing else), a well-known name, its
    prose, or little prose.
    """

    address: str
    title: str
    body: str
    published: datetime | date
    description: str = ""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    body_from: str = "page"
    shown: Reading | None = None
    removed: tuple[Removed, ...] = ()
    claims: tuple[str, ...] = ()
    image: str = ""
    enclosures: tuple[str, ...] = ()
    found_by: Literal["config", "name", "prose", "little prose"] = "config"
    modified: datetime | date | None = None
    language: str = ""
    series: str = ""
    labels: Labels = Labels()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture or PDF of an original, checked to be one; `suffix` is that of what it is, such as ".png"."""

    address: str
    content: bytes
    suffix: str


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that a post shows or links to, as it is to stand in the target."""

    path: PurePosixPath
    content: bytes


@dataclass(frozen=True, slots=True)
class Loss:
    """One block that does not read the same in the post as in the original."""

    block: str
    lost: str


@dataclass(frozen=True, slots=True)
class Conversion:
    """HTML in Markdown: `losses` are what does not read the same, `removed` is what was left out by a rule."""

    markdown: str
    losses: tuple[Loss, ...] = ()
    removed: tuple[Removed, ...] = ()


@dataclass(frozen=True, slots=True)
class Post:
    """A cross-post as it is to stand in the target.

    `permalink` is where the target will publish it, "" where the config does not say. `entry` is what a
    feed said of the article, which its page may not say again. `aliases` are other addresses that lead to the article.
    `source` is the digest of what was read from the original, `rules` that of the config it was made by.
    """

    address: str
    path: PurePosixPath
    text: str
    title: str = ""
    body_from: str = "page"
    permalink: str = ""
    losses: tuple[Loss, ...] = ()
    assets: tuple[Asset, ...] = ()
    entry: Entry = Entry("")
    aliases: tuple[str, ...] = ()
    removed: tuple[Removed, ...] = ()
    source: str = ""
    rules: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """Why an original is not to be had, on how many days in a row it was not, and the last of these days."""

    why: str
    misses: int = 1
    day: str = ""


@dataclass(frozen=True, slots=True)
class Record:
    """What the state remembers of one original.

    `base` is the text that was last written for it; `theirs` is what the original reads now, where that
    clashes with an edit. `body_from` is where that came from, "page" or "feed". `formerly` are the addresses that it
    had before, `aliases` others that lead to it. `pictures` are the files that belong to the post, each with the hash
    of what was last written. `decision` is what a person decided about the article: "deleted" where they took the post
    away, "ignored" where it is never to be brought; else "". `by_hand` says whether a person chose the place of the post,
    `former_permalinks` where the target published it before. `source` is the digest of what was read from the original,
    `rules` that of the config that the post was made by; "" in a state of an earlier version.
    """

    address: str
    path: PurePosixPath
    base: str
    first_seen: str
    last_changed: str
    permalink: str = ""
    formerly: tuple[str, ...] = ()
    pictures: Mapping[PurePosixPath, str] = field(default_factory=dict)
    missing: Missing = Missing("", 0)
    entry: Entry = Entry("")
    losses: tuple[Loss, ...] = ()
    body_from: str = "page"
    theirs: str = ""
    decision: str = ""
    aliases: tuple[str, ...] = ()
    source: str = ""
    rules: str = ""
    by_hand: bool = False
    former_permalinks: tuple[str, ...] = ()

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address that leads or led to the article, its own first."""
        return (self.address, *self.formerly, *self.aliases)


class IndexRow(NamedTuple):
    """What is to be known of a record without reading its file: all of an archive's are held at once.

    `identities` are those of each address that leads or led to it, its own first. `misses` is in how many misses in a
    row the original was not to be had; `beginning` holds the hashes of the first telling lines of the post. `guid` is
    the feed's id of it.
    """

    address: str
    path: str
    permalink: str = ""
    formerly: tuple[str, ...] = ()
    identities: tuple[str, ...] = ()
    misses: int = 0
    beginning: bytes = b""
    guid: str = ""


class Thumbnail(NamedTuple):
    """A small picture as a data URL; `is_copy` says whether the file is still the copy of the original's."""

    address: str
    is_copy: bool = True


class Stamp(NamedTuple):
    """What changes whenever a file does."""

    size: int
    modified: int


class Kind(StrEnum):
    """What a change does to the target, or why it does nothing. Of a post that was moved or forgotten a commit alone tells."""

    ADD = "added"
    UPDATE = "updated"
    MERGE = "merged"
    ADOPT = "adopted"
    RESOLVE = "resolved"
    MOVE = "moved"
    UNCHANGED = "unchanged"
    EDITED = "edited"
    CONFLICT = "conflict"
    DELETED = "deleted"
    IGNORED = "ignored"
    FORGET = "forgotten"
    MISSING = "missing"
    GONE = "gone"
    DOUBTED = "doubted"


@dataclass(frozen=True, slots=True)
class Clash:
    """One place that a person and the origin changed differently: a key of the front matter, or lines of the body."""

    where: str
    base: str
    ours: str
    theirs: str

    @property
    def is_marked(self) -> bool:
        """Whether it stands in the post between git's conflict markers, to be edited there."""
        return self.where.startswith("conflict markers")


@dataclass(frozen=True, slots=True)
class Pair:
    """One block of an original beside what the post makes of it, each as HTML; "" where one of them has none.

    `differs` says where they part, "" where they read the same. A block that is `own` is the attribution.
    """

    original: str
    post: str
    differs: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """What is to be done about one post, and why.

    `before` is the text that stands in the target now, "" where none does, `after` what is to stand there;
    where they are equal the file is not touched. `assets` are the files to be written beside it. `record`
    is what the state is to remember. `clashes` are why a conflict is one. `pairs` hold the original beside the
    post as it is to stand there, where the run was asked to compare them and the original is at hand.
    """

    kind: Kind
    post: Post
    record: Record
    reason: str = ""
    before: str = ""
    after: str = ""
    assets: tuple[Asset, ...] = ()
    clashes: tuple[Clash, ...] = ()
    pairs: tuple[Pair, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """One article that could not be cross-posted. `bug` holds the traceback where it was Syndicate's own fault."""

    address: str
    message: str
    bug: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What a run did, or with a dry run would do, about one source.

    The changes are without the texts of the posts, unless the run was asked for them. `written` are the posts
    and pictures that it wrote. `oldest_copy` is when the oldest copy of a page was fetched that was used without asking
    the origin (seconds since 1970), 0 where there was none. `lists` are those of a back catalogue, each with how many
    articles it names. `still_gone` counts the posts whose originals are gone, as an earlier run told. `commit` is the commit that holds it, `pull_request` the address of the one that proposes it; ""
    where none was asked for.
    """

    source: str
    changes: tuple[Change, ...] = ()
    failures: tuple[Failure, ...] = ()
    warnings: tuple[str, ...] = ()
    written: frozenset[PurePosixPath] = frozenset()
    oldest_copy: float = 0
    still_gone: int = 0
    lists: tuple[tuple[str, int], ...] = ()
    commit: str = ""
    pull_request: str = ""

    @property
    def has_failed(self) -> bool:
        """Whether something did not become what it should: an article failed, or is doubted."""
        return bool(self.failures) or any(change.kind is Kind.DOUBTED for change in self.changes)
