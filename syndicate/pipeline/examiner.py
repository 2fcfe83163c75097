"""What one run believes of the originals that it reads, and what changed in them: by `doubt`, and by digests."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

import msgspec

from syndicate.addresses import identity
from syndicate.parser.page.digest import entry_digest, page_digest
from syndicate.pipeline.doubt import body_digest, doubt, is_confirmed, is_unlike
from syndicate.pipeline.identity import Keys, Sign, is_another, signs
from syndicate.pipeline.matching import article_traits, record_traits
from syndicate.planner import WRITING_KINDS

if TYPE_CHECKING:
    from syndicate.config import Config
    from syndicate.models import Article, Change, Entry, Page, Post, Record
    from syndicate.pipeline.options import Options
    from syndicate.pipeline.reading import Item

AT_ORIGIN = "changed at the origin"
"""How the planner's reason begins where a post is not what it was made from."""


class Examiner:
    """Examines the articles of one run.

    `changed` are the addresses of those whose original is another than it was, `missing` of those that are newly
    missing, `records` has the record of each; `twins` has for an address another one with the same text.

    Args:
        config: the source's.
        options: the run's.
    """

    def __init__(self, config: Config, options: Options) -> None:
        self.config = config
        self.options = options
        self.changed: set[str] = set()
        self.missing: set[str] = set()
        self.records: dict[str, Record] = {}
        self.twins: dict[str, str] = {}
        self._bodies: dict[str, str] = {}

    def doubt(self, item: Item, article: Article, record: Record | None) -> str:
        """Why an article is not believed; "" where it is. What the feed itself says is not doubted.

        Args:
            item: its entry, with its page.
            article: as it was parsed.
            record: of it, if it is known.
        """
        if self.options.force or item.final is None or article.body_from != "page":
            return ""
        standing = "" if record is None else record_traits(record).text
        return doubt(article, item.entry, standing)

    def another(self, entry: Entry, page: Page | None, article: Article, record: Record | None) -> str:
        """Why an article is not believed to be the known one at its address; "" where it is. See `doubt`.

        One that has the id of the known one was rewritten; a platform that gives new ids leaves the titles.
        """
        if self.options.force or record is None:
            return ""
        newcomer, known = article_traits(entry, page, article), record_traits(record)
        found = signs(newcomer, known, Keys({}))
        if Sign.GUID in found:
            return ""
        if newcomer.guid and known.guid:
            is_other = is_another(found)
        else:
            is_other = is_unlike(newcomer.titles, known.titles, newcomer.text, known.text)
        return f"another article stands at its address, {article.title!r}" if is_other else ""

    def twin(self, entry: Entry, article: Article) -> str:
        """Why an article is not believed that has the text of another one of this run; see `doubt`."""
        digest = body_digest(article.body) if article.body_from == "page" and not self.options.force else ""
        if not digest or is_confirmed(article, entry):
            return ""
        twin = self._bodies.setdefault(digest, article.address)
        if twin == article.address:
            return ""
        self.twins[twin] = article.address
        return f"{twin} of this run has the same text"

    def source_digest(self, item: Item, article: Article) -> str:
        """The digest of what was read from an original; see `doubt`."""
        if item.final is None or article.body_from == "feed":
            return entry_digest(item.entry)
        made = item.prepared.digest if item.prepared is not None else ""
        return made or page_digest(item.final, item.entry, self.config.source.select)

    def is_as_it_was(self, post: Post, record: Record) -> bool:
        """Whether neither the original nor the config changed, so that only this version would write the post otherwise."""
        if self.options.force or self.options.rewrite or record.missing.misses or not record.source:
            return False
        if {asset.path for asset in post.assets} != set(record.pictures):
            return False  # a picture came back, or was lost
        return (post.source, post.rules, post.address) == (record.source, record.rules, record.address)

    def note_missing(self, record: Record) -> None:
        """Take note of an original that is missing, if that is new."""
        if not record.missing.misses:
            self.missing.add(record.address)
            self.records[record.address] = record

    def with_cause(self, change: Change, post: Post, record: Record) -> Change:
        """The change with its cause: the origin, the config or this version. Of the first, note is taken."""
        if not record.source or change.kind not in WRITING_KINDS:
            return change
        if post.source != record.source and post.rules == record.rules:
            self.changed.add(change.record.address)
            self.records[change.record.address] = record
            return change
        cause = _cause(post, record)
        if post.source != record.source:
            cause = f"{AT_ORIGIN}, and {cause}"
        reason = change.reason
        if reason.startswith(AT_ORIGIN):  # else it says what of a post changed
            reason = f"{cause}{reason.removeprefix(AT_ORIGIN)}"
        return replace(change, reason=reason)


def _cause(post: Post, record: Record) -> str:
    """Why a post is written though the words of its original are as they were."""
    if post.rules != record.rules:
        return "the config changed"
    if record.missing.misses:
        return "its original is back"
    if post.address != record.address:
        return f"its address is {post.address} now"
    return "written as this version writes it"


def post_rules(config: Config, address: str) -> str:
    """The digest of what the config says of how an article's post is written."""
    source, key = config.source, identity(address)
    overrides = [value for of, value in config.overrides.items() if identity(of) == key]
    parts = (
        source.title,
        source.name,
        source.content,
        source.select,
        config.post,
        config.links,
        config.authors,
    )
    text = repr(msgspec.to_builtins((*parts, overrides)))
    return hashlib.sha256(text.encode()).hexdigest()[:8]
