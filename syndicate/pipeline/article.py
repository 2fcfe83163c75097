"""One article's way: from its entry, through each stage once, to the change that is planned for its post."""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

import msgspec

from syndicate.addresses import identity, mask_secrets, without_credentials
from syndicate.config.flavors import FLAVORS, hidden_by
from syndicate.converter.post.links import rewrite_address
from syndicate.errors import FetchError, ParseError
from syndicate.merging import body_of
from syndicate.models import VERSION, Entry, Kind, Loss, Page
from syndicate.pipeline.doubt import ADVICE, UNSURE, is_unsure, withheld
from syndicate.pipeline.examiner import Examiner, post_rules
from syndicate.pipeline.hidden import with_hiding
from syndicate.pipeline.identity import place
from syndicate.pipeline.matching import Matcher, aliases_of
from syndicate.pipeline.partial import beginnings, notice_of_feed, private_address
from syndicate.pipeline.pictures import PictureCopier
from syndicate.pipeline.reading import Batch, Item, Reader, today, tomorrow
from syndicate.pipeline.selection import is_wanted, within
from syndicate.pipeline.trust import Trust
from syndicate.planner import UNLISTED, doubted, missing_reason, plan, plan_missing, plan_unchanged
from syndicate.writer.paths import safe_path

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import PurePosixPath

    from syndicate.config import Config
    from syndicate.converter.proof.proof import Converter
    from syndicate.fetcher import Fetcher
    from syndicate.fetcher.run_cache import Visit
    from syndicate.models import Article, Change, Record
    from syndicate.pipeline.inventory import Inventory
    from syndicate.pipeline.options import Options
    from syndicate.pipeline.workers import Prepared


log = logging.getLogger(__name__)


class ArticlePipeline:
    """The stages, in their order, for the articles of one run.

    `notes` gathers what is worth knowing of them. `owners` has the entry that claims each article, by the identity of
    its address, `processed` the addresses of the articles that have had their turn.

    Args:
        config: the source's.
        options: the run's.
        fetcher: for what an article needs beyond its page.
        inventory: what the target holds.
        visits: when each original was fetched last, and the fingerprint of it.
        batch: the articles of this run.
    """

    def __init__(
        self,
        config: Config,
        options: Options,
        fetcher: Fetcher,
        inventory: Inventory,
        visits: Mapping[str, Visit],
        batch: Batch,
    ) -> None:
        self.config = config
        self.options = options
        self.fetcher = fetcher
        self.inventory = inventory
        self.visits = visits
        self.batch = batch
        self.articles = re.compile(config.source.articles)
        self.notes: list[str] = []
        self.left: dict[str, str] = {}
        self.owners = {inventory.names.keys.exact(entry.address): entry.address for entry in batch.entries}
        self.processed: set[str] = set()
        self.examiner = Examiner(config, options)
        self.matcher = Matcher(inventory, fetcher, config.source.select)
        self.reader = Reader(config, batch, self.matcher, self.notes, force=options.force)
        self.matcher.listed = {
            inventory.names.keys.exact(entry.address): entry.guid
            for entry in batch.entries
            if entry.title or entry.guid
        }

    def change(self, item: Item) -> Change | None:
        """The change for one entry's post.

        Returns:
            The change; None where another entry or source has the article, or the config does not want it.

        Raises:
            SyndicateError: the article cannot be had, or makes no post.
        """
        record = self.matcher.of_entry(item.entry)
        entry = item.entry.completed(record.entry) if record is not None else item.entry
        item = replace(item, entry=entry, prepared=item.prepared if entry == item.entry else None)
        if self.is_settled(item, record):
            return None
        if record is None and (why := self.no_article(entry)):
            raise ParseError(why, entry.address)
        if why := withheld(entry, is_body=self.config.source.content == "feed"):
            return self.withheld(entry, record, why)
        page, from_feed = (
            item.page,
            isinstance(item.page, FetchError) and self.reader.feed_is_enough(entry, record),
        )
        if record is not None and page is not None and not from_feed and self.is_at(record, entry, page):
            change = self.unchanged(item, page, record)
            if change is not None:
                return change
        return self.read_change(item, record)

    def ask_ahead(self, entry: Entry, prepared: Prepared) -> None:
        """Have the pictures of an article fetched before its turn, where it is sure to want them."""
        article, is_known = prepared.article, self.inventory.known
        if self.config.post.images == "link" or is_known(entry.address) or is_known(article.address):
            return
        is_left = self.no_article(entry) or withheld(entry, is_body=self.config.source.content == "feed")
        is_in_scope = within(article.published, self.options.since, self.options.until) and is_wanted(
            article, self.config.only, self.config.authors
        )
        if is_in_scope and not is_left and not self.inventory.other_source(article.address):
            self.pictures.ask(article)

    def release(self, item: Item) -> None:
        """Forget the pictures that were asked for an article that has had its turn."""
        if item.prepared is not None:
            self.pictures.release(item.prepared.article)

    def close(self) -> None:
        """Fetch nothing more."""
        self.pictures.close()

    def no_article(self, entry: Entry) -> str:
        """Why an entry is no article that anybody can read; "" where it may be one, or a person wants it as it is."""
        if self.options.force or self.batch.is_export:
            return ""
        if (why := private_address(entry)) and not Trust(self.config, self.options.mirrors).believes(
            entry.address
        ):
            return why
        return notice_of_feed(entry)

    def is_settled(self, item: Item, record: Record | None) -> bool:
        """Whether another entry of this run stands for the article, or its address is one that it only had once."""
        page, entry = item.page, item.entry
        if record is not None:
            return record.address in self.processed and not item.relink
        if isinstance(page, FetchError) and self.inventory.known(entry.address):
            log.info("%s: an address that the article had before: %s", entry.address, page.message)
            return True
        return isinstance(page, Page) and self.leads_to_another(entry, page)

    def withheld(self, entry: Entry, record: Record | None, why: str) -> Change | None:
        """The change for an article that is not for all readers: none for a new one."""
        left = "it is left out" if record is None else "its post is left as it was"
        self.notes.append(f"{mask_secrets(entry.address)}: it {why}, so {left}")
        return None if record is None else self.as_it_is(record)

    def read_change(self, item: Item, record: Record | None) -> Change | None:
        """The change for an article that is read; see `change`."""
        entry = item.entry
        article = self.reader.article(item, record)
        if entry.address in self.reader.undated:  # the state keeps the date that it got
            entry = replace(entry, published=article.published)
            item = replace(item, entry=entry)
        if record is None:
            record = self.matcher.of_article(entry, item.final, article)
            if record is not None and record.address in self.processed:
                log.info("%s: the same article as %s", entry.address, record.address)
                return None
        article = replace(
            article,
            image=entry.image or article.image,
            enclosures=entry.enclosures,
            modified=article.modified or entry.updated,
        )
        article = self.with_own_address(item, article, record)
        other = self.examiner.another(entry, item.final, article, record)
        reason = other or self.examiner.doubt(item, article, record)
        if not reason and not self.options.force:
            reason = self.reader.refused.get(entry.address, "")
        if reason and record is not None and identity(record.address) in self.batch.unlisted:
            return self.missing_change(record, f"{UNLISTED}, and at its address {reason}")
        if reason and not other and self.reader.feed_is_enough(entry, record):
            self.notes.append(f"{mask_secrets(entry.address)}: body taken from the feed: {reason}")
            article, reason = self.reader.article_from_feed(entry), ""
        log.info(
            "%s: %r of %s, %d characters from the %s",
            article.address,
            article.title,
            article.published,
            len(article.body),
            article.body_from,
        )
        is_in_scope = within(article.published, self.options.since, self.options.until) and (
            record is not None or is_wanted(article, self.config.only, self.config.authors)
        )
        if is_in_scope and article.tags:
            article = self.with_spellings(article, record)
        change = self.plan(item, article, record) if is_in_scope else None
        if (
            change is not None
            and record is not None
            and record.missing.misses >= self.config.source.gone_after
        ):
            self.notes.append(f"{record.address}: it is back at the origin; it was {record.missing.why}")
        if change is not None and change.kind is Kind.ADD and str(article.published)[:10] > tomorrow():
            self.notes.append(
                f"{article.address}: dated {article.published:%Y-%m-%d}, which is to come; Jekyll and Hugo show its post no earlier"
            )
        if change is None or not reason:
            return change
        if other and change.kind is Kind.DELETED:
            self.notes.append(f"{change.post.path} was deleted here; {other}, which --force brings")
        return doubted(change, record, reason + ADVICE)

    def is_at(self, record: Record, entry: Entry, page: Page | FetchError) -> bool:
        """Whether an entry leads to where its article is known to be, so that its page says how that stands."""
        key, names = self.matcher.keys.exact, {*map(self.matcher.keys.exact, record.addresses)}
        return key(entry.address) in names or (isinstance(page, Page) and key(page.final_address) in names)

    def leads_to_another(self, entry: Entry, page: Page) -> bool:
        """Whether an entry redirects to another of this run, which is the same article then."""
        key = self.matcher.keys.exact
        final = key(page.final_address)
        return final != key(entry.address) and self.owners.get(final, entry.address) != entry.address

    def unchanged(self, item: Item, page: Page | FetchError, record: Record) -> Change | None:
        """The change where an original has vanished or is as it was; None where its post is made again."""
        source = self.config.source
        why = missing_reason(page, self.articles) or self.moved_into_another(page, record)
        if why and self.is_listed(record):
            what = why if why.startswith("redirects") else f"is {why}"
            self.notes.append(
                f"{record.address}: the feed lists it, but it {what}; its post is left as it was"
            )
            change = self.as_it_is(record)
            reasons = (change.reason, f"{why}, though the feed lists it")
            return replace(change, reason="; ".join(filter(None, reasons)))
        if why:
            return self.missing_change(record, why)
        options = self.options
        is_forced = options.force or options.compare or options.rewrite or item.relink
        if isinstance(page, FetchError):
            if is_forced or source.content == "page":
                raise page
            log.info("%s: whether it is there cannot be seen: %s", record.address, page.message)
            return self.as_it_is(record)
        if is_forced or record.missing.misses or record.losses:
            return None
        if source.content == "feed":
            return self.as_it_is(record)  # the page says that it is there; what it says, the feed has said
        visit = self.visits.get(record.address)
        fingerprint = self.page_fingerprint(replace(record, entry=item.entry), page)
        return self.as_it_is(record) if visit is not None and visit.fingerprint == fingerprint else None

    def is_listed(self, record: Record) -> bool:
        """Whether today's feed names an article."""
        key = self.matcher.keys.loose
        return not {*map(key, record.addresses)}.isdisjoint(map(key, self.batch.listed()))

    def missing_change(self, record: Record, why: str) -> Change:
        """The change for a post whose original is missing."""
        source, existing = self.config.source, self.inventory.post_alone(record)
        self.examiner.note_missing(record)
        is_own = self.inventory.is_own_post(record, existing.before)
        gone = source.gone if is_own or source.gone == "leave" else "report"
        when_gone = hidden_by(self.config.post.flavor) if gone == "draft" else gone
        change = plan_missing(
            existing, record, why, gone_after=source.gone_after, when_gone=when_gone, today=today()
        )
        return with_hiding(change, self.config, existing.before)

    def moved_into_another(self, page: Page | FetchError, record: Record) -> str:
        """Why an original is missing where its address leads to another known article; else ""."""
        other = self.inventory.own(page.final_address) if isinstance(page, Page) else None
        if other is None or other.address == record.address:
            return ""
        return f"redirects to another article, {mask_secrets(other.address)}"

    def as_it_is(self, record: Record) -> Change:
        """The change for a post whose original has not changed; see `unread_change`."""
        return unread_change(self.inventory, record, self.config)

    def plan(self, item: Item, article: Article, record: Record | None) -> Change | None:
        """The change for an article; None where another source has it."""
        from syndicate.converter.post.post import make_post, title_losses

        if record is None and (other := self.inventory.other_source(article.address)):
            self.left[article.address] = other
            return None
        article, assets, picture_losses = self.pictures.localize(article, record)
        converter = self.converter.with_link(partial(self.link, own=identity(article.address)))
        ready = item.prepared
        if ready is not None and ready.is_of(article):
            markdown, losses = ready.markdown, ready.losses
        else:
            markdown, losses = converter.convert(article.body, article.shown)
        losses = (
            *losses,
            *item.entry.losses,
            *picture_losses,
            *self.lost_enclosures(item.entry, article),
            *((UNSURE,) if is_unsure(article, item.entry) else ()),
            *(() if self.batch.is_export else beginnings(article, item.final)),
            *title_losses(article, self.config),
        )
        log.info("%s: %d pictures and files, %d losses", article.address, len(assets), len(losses))
        if losses and self.options.strict:
            loss = losses[0]
            message = f"not the same as its original ({loss.block}: {loss.lost}); not written, since --strict was given"
            raise ParseError(message, item.entry.address)
        if record is None:
            record = self.matcher.of_text(item.entry, item.final, article, markdown)
            if record is not None and record.address in self.processed:
                return None
            if record is not None:
                article = self.with_own_address(item, article, record)
        self.processed.add(article.address)
        is_taken = partial(
            self.inventory.is_taken,
            address=record.address if record else article.address,
            adoptable=self.adoptable,
        )
        post = make_post(article, markdown, self.config, converter, is_taken)
        post = replace(
            post,
            path=safe_path(str(post.path)),
            losses=losses,
            assets=assets,
            entry=replace(item.entry, content="", updated=None, aliases=(), losses=()),
            aliases=aliases_of(self.addresses(item, article), article.address, record, self.matcher.keys),
            removed=article.removed,
            source=self.examiner.source_digest(item, article),
            rules=post_rules(self.config, article.address),
        )
        made = post.text
        if record is not None and not item.relink and self.examiner.is_as_it_was(post, record):
            post = replace(post, text=record.theirs or record.base, losses=record.losses)
        existing = self.inventory.existing(post, record, self.adoptable)
        if record is not None and not self.inventory.is_own_post(record, existing.before, made):
            self.notes.append(
                f"{record.path}: the state says that it is the post of {record.address}, but it neither says so nor reads like it; left as it is"
            )
            if existing.before != record.base:
                return self.as_it_is(record)
            existing = self.inventory.existing(post, None, self.adoptable)
        change = plan(post, existing, today=today(), force=self.options.force)
        if record is not None:
            change = self.examiner.with_cause(change, post, record)
        if twin := self.examiner.twin(item.entry, article):
            change = doubted(change, record, twin + ADVICE)
        return self.with_pairs(change, article, converter) if self.options.compare else change

    def with_spellings(self, article: Article, record: Record | None) -> Article:
        """The article with its tags spelled as the site does, or an earlier article, where it would publish both at one place."""
        from syndicate.converter.post.tags import place_of

        tags = []
        for tag in article.tags:
            name = self.config.post.tags.get(tag, tag)
            place = place_of(name, signs=self.tells_signs)
            known = self.spellings.setdefault(place, name) if place else name
            if known != name and record is None:
                self.notes.append(
                    f"{article.address}: its tag {name!r} is written {known!r}, as other posts have it; "
                    f"name the one that you prefer in post.tags"
                )
            tags.append(known or tag)
        return replace(article, tags=tuple(tags))

    @cached_property
    def spellings(self) -> dict[str, str]:
        """How tags are spelled, by the place where the site would publish them."""
        from syndicate.converter.post.tags import place_of

        found: dict[str, str] = {}
        for tag in self.inventory.tags():
            found.setdefault(place_of(tag, signs=self.tells_signs), tag)
        return found

    @property
    def tells_signs(self) -> bool:
        """Whether the site tells tags apart by their signs alone."""
        return FLAVORS[self.config.post.flavor].get("tag_pages") == "signs"

    def lost_enclosures(self, entry: Entry, article: Article) -> Iterator[Loss]:
        """The files that an entry brings along, and that neither the article nor the config's templates have."""
        from syndicate.converter.post.post import uses_enclosures

        if not uses_enclosures(self.config):
            for address in entry.enclosures:
                if address not in article.body:
                    yield Loss("enclosure", f"{address} (say where it stands by {{enclosure}} in a template)")

    def with_pairs(self, change: Change, article: Article, converter: Converter) -> Change:
        """The change with each block of the original beside that of the post."""
        from syndicate.converter.dialects.guards import unguard
        from syndicate.converter.post.post import attribution_line, post_values, title_heading
        from syndicate.converter.proof.comparison import compare

        text = change.before if self.options.compare == "standing" else change.after
        if not text:
            return change
        markdown = unguard(body_of(text))
        values = post_values(article, self.config)
        own = [
            title_heading(values, markdown, self.config, converter),
            attribution_line(values, self.config, converter),
        ]
        return replace(change, pairs=compare(article.body, markdown, "\n\n".join(own), converter))

    def addresses(self, item: Item, article: Article) -> tuple[str, ...]:
        """The addresses that lead to an article, other than those that its page claims falsely."""
        entry, final = item.entry, item.final
        found = (entry.address, *entry.aliases, *([final.final_address] if final is not None else []))
        own, key = self.inventory.known(article.address) or article.address, self.matcher.keys.exact
        return tuple(
            without_credentials(address)
            for address in (*found, *article.claims)
            if self.inventory.known(address) in ("", own)
            and self.owners.get(key(address), entry.address) == entry.address
            and self.articles.search(address)
        )

    def with_own_address(self, item: Item, article: Article, record: Record | None) -> Article:
        """The article under its canonical address, unless that is no article's or another's, as a careless theme says.

        An article that is known keeps the address that it has, unless it moved.
        """
        link, key = item.entry.address, self.matcher.keys.exact
        if record is not None:
            address = self.matcher.own_address(item.entry, item.final, article, record)
            article = replace(article, address=address)
            if article.address == record.address:
                return article
        is_free = (other := self.inventory.own(article.address)) is None or (
            record is not None and other.address == record.address
        )
        is_article = self.articles.search(article.address) is not None
        owner = self.owners.setdefault(key(article.address), link) if is_article and is_free else ""
        if owner == link or (owner and self.is_page_of(link, article.address)):
            return article
        address = record.address if record is not None else without_credentials(link)
        return replace(article, address=address)

    def is_page_of(self, link: str, address: str) -> bool:
        """Whether an address that only a sitemap lists is the page of a feed's link, which has parameters beside it."""
        own, linked = map(self.matcher.keys.exact, (address, link))
        if own in self.matcher.listed or place(own) != place(linked):
            return False
        return not any(place(key) == place(own) and key not in (own, linked) for key in self.owners)

    def link(self, address: str, own: str) -> str:
        """Where a link of a body leads: to a local post where there is one and the config says so, else by its prefixes.

        Args:
            address: of the link.
            own: the identity of the article itself, whose links to itself stay at the origin.
        """
        is_local = self.config.local_links and identity(address) != own
        local = self.inventory.permalink(address) if is_local else ""
        return local or rewrite_address(address, self.config.prefixes)

    @cached_property
    def pictures(self) -> PictureCopier:
        """Brings an article's pictures into the target."""
        return PictureCopier(self.config, self.fetcher, self.inventory)

    @cached_property
    def adoptable(self) -> Mapping[str, PurePosixPath]:
        """The files that a person made of articles of this run, by the identity of the original."""
        return self.inventory.adoptable([entry.address for entry in self.batch.entries])

    @cached_property
    def converter(self) -> Converter:
        """Made when it is first needed: a run with nothing to do needs none."""
        from syndicate.converter.proof.proof import Converter

        rules = self.config.post
        return Converter(rules.dialect, verify=self.options.verify, markdownify=rules.markdownify_options)

    @cached_property
    def rules(self) -> str:
        """See `rules_fingerprint`."""
        return rules_fingerprint(self.config, self.options)

    def page_fingerprint(self, record: Record, page: Page | FetchError | None) -> str:
        """What decides how a post is made: the same page makes the same post as long as this is the same.

        Not whether the page is as the cache has it: a run that is stopped has cached what it did not write.
        """
        if not isinstance(page, Page):
            return ""
        entry = replace(record.entry, address="", updated=None, content="")
        inputs = repr((self.rules, entry, record.base, record.theirs)).encode()
        return hashlib.sha256(inputs + hashlib.sha256(page.content).digest()).hexdigest()[:32]


def rules_fingerprint(config: Config, options: Options) -> str:
    """What decides, beside the original, how a post is written: the config and this program."""
    parts = (VERSION, options.verify, msgspec.to_builtins(config))
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def unread_change(inventory: Inventory, record: Record, config: Config) -> Change:
    """The change for a post whose original has not changed, or was not fetched.

    Args:
        inventory: what the target holds.
        record: the post's.
        config: the source's.
    """
    current = inventory.record(record.address) or record
    existing = inventory.post_alone(current)
    change = plan_unchanged(existing, current, gone_after=config.source.gone_after)
    return with_hiding(change, config, existing.before)
