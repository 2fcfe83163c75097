"""One article's way: from its entry, through each stage once, to the change that is planned for its post."""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property, partial
from itertools import repeat
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import msgspec

import syndicate
from syndicate.addresses import identity, masked, without_credentials
from syndicate.converter.post.links import relinked
from syndicate.errors import FetchError, ParseError
from syndicate.merging import body_of
from syndicate.models import Entry, Page
from syndicate.pipeline.selection import is_wanted, within
from syndicate.planner import UNLISTED, plan, plan_missing, plan_unchanged, vanished
from syndicate.writer.paths import safe_path

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from syndicate.config import Config
    from syndicate.converter.proof.proof import Converter
    from syndicate.fetcher import Fetcher
    from syndicate.fetcher.run_cache import Visit
    from syndicate.models import Article, Asset, Change, Loss, Picture, Record
    from syndicate.pipeline.inventory import Inventory
    from syndicate.pipeline.options import Options
    from syndicate.pipeline.workers import Prepared


log = logging.getLogger(__name__)


class ArticlePipeline:
    """The stages, in their order, for the articles of one run; `notes` gathers what is worth knowing of them.

    Args:
        config: the source's.
        options: what the run is asked to do differently.
        fetcher: for what an article needs beyond its page.
        inventory: what the target holds.
        visits: when each original was last keep_visits at, and how its post was made then.
    """

    def __init__(
        self,
        config: Config,
        options: Options,
        fetcher: Fetcher,
        inventory: Inventory,
        visits: Mapping[str, Visit],
    ) -> None:
        self.config = config
        self.options = options
        self.fetcher = fetcher
        self.inventory = inventory
        self.visits = visits
        self.notes: list[str] = []
        self.articles = re.compile(config.source.articles)
        self.owners: dict[str, str] = {}
        self.unlisted: Collection[str] = ()
        self.passed: set[str] = set()
        self.relinking: frozenset[str] = frozenset()
        self.about = ""
        self.prepared: Prepared | None = None

    def begin(self, entries: Collection[Entry], unlisted: Collection[str]) -> None:
        """Take note of what the run is about.

        Args:
            entries: all that are to pass.
            unlisted: the identities of those that the sitemap does not name any more.
        """
        self.owners = {identity(entry.address): entry.address for entry in entries}
        self.inventory.addresses = [entry.address for entry in entries]
        self.unlisted = unlisted

    def change(
        self, entry: Entry, page: Page | FetchError | None, prepared: Prepared | None = None
    ) -> Change | None:
        """What is to be done about one entry.

        Args:
            entry: as the feed or the sitemap has it.
            page: what came of fetching it; None where the feed is enough.
            prepared: its article, where that was made ahead from this entry and this page.

        Returns:
            The change; None where the entry is another's, or its article none of those that are wanted.

        Raises:
            SyndicateError: the article cannot be had, or makes no post.
        """
        record = self.inventory.record(entry.address)
        completed = entry.completed(record.entry) if record is not None else entry
        self.prepared = prepared if completed == entry else None
        entry = completed
        if isinstance(page, Page) and self.leads_to_another(entry, page):
            return None
        if record is not None and record.address in self.passed and record.address not in self.relinking:
            return None  # under its new address
        whole = isinstance(page, FetchError) and self.can_do_without(entry, record)
        if record is not None and page is not None and not whole:
            change = self.as_before(entry, page, record)
            if change is not None:
                return change
        article = self.own(entry, self.article(entry, page, record), record)
        log.info(
            "%s: %r of %s, %d characters from the %s",
            article.address,
            article.title,
            article.published,
            len(article.body),
            article.body_from,
        )
        self.passed.add(article.address)
        wanted = within(article.published, self.options.since, self.options.until) and (
            record is not None or is_wanted(article, self.config.only, self.config.authors)
        )
        return self.planned(entry, article, record) if wanted else None

    @staticmethod
    def can_do_without(entry: Entry, record: Record | None) -> bool:
        """Whether the feed has what the page has not; a post of a page that fails today is left as it is."""
        return bool(entry.content) and (record is None or record.body_from == "feed")

    def leads_to_another(self, entry: Entry, page: Page) -> bool:
        """Whether an entry redirects to another of this run, which is the same article then."""
        final = identity(page.final_address)
        return final != identity(entry.address) and self.owners.get(final, entry.address) != entry.address

    def as_before(self, entry: Entry, page: Page | FetchError, record: Record) -> Change | None:
        """The change where an original has vanished or is as it was; None where it is to be made anew."""
        source = self.config.source
        why = vanished(page, self.articles)
        if not why and identity(record.address) in self.unlisted:
            why = UNLISTED
        if why:
            existing, after = self.inventory.standing(record), source.gone_after
            return plan_missing(existing, record, why, gone_after=after, becomes=source.gone, today=today())
        asked = self.options.force or self.options.compare or record.address in self.relinking
        if isinstance(page, FetchError):
            if asked or source.content == "page":
                raise page
            log.info("%s: whether it is there cannot be seen: %s", record.address, page.message)
            return self.standing(record)
        if asked or record.missing.misses or record.losses:
            return None
        if source.content == "feed":
            return self.standing(record)  # the page says that it is there; what it says, the feed said
        visit = self.visits.get(record.address)
        same = visit is not None and visit.fingerprint == self.page_fingerprint(
            replace(record, entry=entry), page
        )
        return self.standing(record) if same else None

    def standing(self, record: Record) -> Change:
        """How a post stands whose original has not changed, or is not keep_visits at."""
        known = self.inventory.record(record.address) or record
        return plan_unchanged(self.inventory.standing(known), known, gone_after=self.config.source.gone_after)

    def planned(self, entry: Entry, article: Article, record: Record | None) -> Change | None:
        """The change for an article; None where another source has it."""
        from syndicate.converter.post.post import make_post

        if record is None and (other := self.inventory.elsewhere(article.address)):
            self.notes.append(f"{article.address}: the source {other} has cross-posted this; left to it")
            return None
        self.about = identity(article.address)
        article, assets, missing = self.pictured(article, record)
        ready = self.prepared
        if ready is not None and ready.article.body == article.body:
            markdown, losses = ready.markdown, ready.losses
        else:
            markdown, losses = self.converter.convert(article.body)
        losses = (*losses, *missing)
        log.info("%s: %d pictures and files, %d losses", article.address, len(assets), len(losses))
        if losses and self.options.strict:
            loss = losses[0]
            message = f"not the same as its original ({loss.block}: {loss.lost}); not written, since --strict was given"
            raise ParseError(message, entry.address)
        record = record or self.former(article, markdown)
        is_taken = partial(self.inventory.is_taken, address=record.address if record else article.address)
        post = make_post(article, markdown, self.config, self.converter, is_taken)
        path = safe_path(str(post.path))
        said = replace(entry, content="", updated=None)
        post = replace(post, path=path, losses=losses, assets=assets, entry=said)
        change = plan(post, self.inventory.existing(post, record), today=today(), force=self.options.force)
        return self.compared(change, article) if self.options.compare else change

    def compared(self, change: Change, article: Article) -> Change:
        """The change with the original beside the post."""
        from syndicate.converter.dialects.guards import unguarded
        from syndicate.converter.post.post import attribution_line, post_values
        from syndicate.converter.proof.comparison import compare

        stands = change.before if self.options.compare == "standing" else change.after
        if not stands:
            return change
        markdown = unguarded(body_of(stands))
        own = attribution_line(post_values(article, self.config), self.config, self.converter)
        return replace(change, pairs=compare(article.body, markdown, own, self.converter))

    def pictured(
        self, article: Article, record: Record | None
    ) -> tuple[Article, tuple[Asset, ...], tuple[Loss, ...]]:
        """The article with its pictures where the target will have them, their files, and what is missing of them."""
        from syndicate.converter.post import pictures
        from syndicate.parser.pictures.raster import parse_picture

        if self.config.post.images == "link":
            return article, (), ()
        found: list[Picture] = []
        missing: dict[str, str] = {}
        when = article.published
        day = when.date() if isinstance(when, datetime) else when
        addresses = pictures.wanted(article.body, self.hosts | {urlsplit(article.address).hostname or ""})
        for address, page in zip(addresses, self.fetcher.get_all(addresses, repeat(day)), strict=True):
            try:
                if isinstance(page, FetchError):
                    raise page
                found.append(parse_picture(page))
            except (FetchError, ParseError) as error:
                if kept := self.inventory.kept_picture(address, record):
                    found.append(kept)
                else:
                    missing[address] = error.reason if isinstance(error, FetchError) else error.message
        assets, places = self.placed(found, article, record)
        body, losses = pictures.placed(article.body, places, missing)
        return replace(article, body=body), assets, losses

    def placed(
        self, found: list[Picture], article: Article, record: Record | None
    ) -> tuple[tuple[Asset, ...], Mapping[str, str]]:
        """The files of an article's pictures, and what the post links for each of their addresses."""
        from syndicate.converter.post import pictures
        from syndicate.converter.post.post import post_values
        from syndicate.converter.post.templates import fill

        rules, values = self.config.post, post_values(article, self.config)
        if rules.images == "beside":
            post = record.path if record is not None else safe_path(fill(rules.path, values))
            place = partial(pictures.assets_beside, found, post)
        else:
            place = partial(pictures.assets, found, rules.image_path, rules.image_url, values)
        assets, places = place()
        taken = self.inventory.others_files(assets, record)
        return place(taken=taken) if taken else (assets, places)

    def former(self, article: Article, markdown: str) -> Record | None:
        """The record of the same article under an earlier address, which now leads here or nowhere."""
        for record in self.inventory.lookalikes(markdown):
            try:
                page = self.fetcher.get(record.address)
            except FetchError as error:
                if vanished(error, self.articles):
                    return record
                continue
            if identity(page.final_address) == identity(article.address):
                return record
        return None

    def own(self, entry: Entry, article: Article, record: Record | None) -> Article:
        """The article under its canonical address, unless that is no article's or another's, as a careless theme says.

        An address that is known by another spelling keeps the one that it has.
        """
        if record is not None and identity(article.address) == identity(record.address):
            return replace(article, address=record.address)
        fits = self.articles.search(article.address) is not None
        owner = self.owners.setdefault(identity(article.address), entry.address) if fits else ""
        known = record.address if record is not None else without_credentials(entry.address)
        return article if owner == entry.address else replace(article, address=known)

    def article(self, entry: Entry, page: Page | FetchError | None, record: Record | None) -> Article:
        """The article from its page; from the feed where the page fails."""
        from syndicate.parser.page.article import article_from_entry, article_from_page

        select = self.config.source.select
        try:
            if isinstance(page, FetchError):
                raise page
            if page is not None:
                self.refuse_other_page(entry, page)
            if self.prepared is not None:
                return self.prepared.article
            if page is None:
                return article_from_entry(entry, select)
            return article_from_page(page, entry, select)
        except (FetchError, ParseError) as error:
            if page is None or not self.can_do_without(entry, record):
                raise
            article = article_from_entry(entry, select)
            self.notes.append(f"{masked(entry.address)}: body taken from the feed: {error.message}")
            return article

    def refuse_other_page(self, entry: Entry, page: Page) -> None:
        """Raise where an article's address leads to a page that is none, such as the blog's front page."""
        if self.articles.search(entry.address) and (why := vanished(page, self.articles)):
            raise ParseError(f"it {why}, which is no article's address; see source.articles", entry.address)

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The names of the origin's hosts."""
        source = self.config.source
        addresses = [source.feed, source.sitemap, *source.fetch.mirrors, *source.fetch.mirrors.values()]
        return frozenset(urlsplit(address).hostname or "" for address in addresses) - {""}

    def linked(self, address: str) -> str:
        """Where a link of a body leads: to a local post where there is one and the config says so, else by its prefixes."""
        of_its_own = identity(address) == self.about
        local = self.inventory.permalink(address) if self.config.local_links and not of_its_own else ""
        return local or relinked(address, self.config.prefixes)

    @cached_property
    def converter(self) -> Converter:
        """Made when it is first needed: a run with nothing to do needs none."""
        from syndicate.converter.proof.proof import Converter

        return Converter(self.config.post.dialect, linked=self.linked, verify=self.options.verify)

    @cached_property
    def rules(self) -> str:
        """What decides, beside the original, how a post is written: the config and this program."""
        parts = (syndicate.__version__, self.options.verify, msgspec.to_builtins(self.config))
        return hashlib.sha256(repr(parts).encode()).hexdigest()

    def page_fingerprint(self, record: Record, page: Page | FetchError | None) -> str:
        """What decides how a post is made: the same page makes the same post as long as this is the same.

        Not whether the page is as the cache has it: a run that is stopped has cached what it did not write.
        """
        if not isinstance(page, Page):
            return ""
        said = replace(record.entry, address="", updated=None, content="")
        facts = repr((self.rules, said, record.base, record.theirs)).encode()
        return hashlib.sha256(facts + hashlib.sha256(page.content).digest()).hexdigest()[:32]


def today() -> str:
    """The date, as the state writes it."""
    return datetime.now(UTC).date().isoformat()
