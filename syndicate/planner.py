"""Pure: the existing post and the new one -> a change with its reason. No plan loses a person's own work."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, NamedTuple

from syndicate.addresses import identity, mask_secrets
from syndicate.errors import FetchError
from syndicate.merging import as_written, body_of, merge, reads_same, with_key
from syndicate.merging.markers import marker_clashes
from syndicate.models import Change, Kind, Missing, Post, Record

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping
    from pathlib import PurePosixPath

    from syndicate.merging import Reads
    from syndicate.models import Asset, Clash, Page

MISSING_STATUSES = {404: "not found (404)", 410: "taken down (410)"}
"""The status codes of an article that no longer exists (RFC 9110, 15.5.5 and 15.5.11)."""

WRITING_KINDS = (Kind.ADD, Kind.UPDATE, Kind.MERGE, Kind.CONFLICT)
"""The kinds of change by which what came takes the place of what is there, or is said to clash with it."""

UNLISTED = "no longer in the sitemap"

MAX_SHRINK_FACTOR = 5
"""An article with a fifth of its former text was hardly rewritten: it is cut off, or another page is in its place."""

MIN_CHECKED_LENGTH = 400
"""Characters: a shorter text may well be rewritten to a sentence."""


@dataclass(frozen=True, slots=True)
class Existing:
    """What the target has of one article.

    Args:
        record: the record in the state; for a post that a person moved, with its new path.
        before: the current text, or "": at the record's path, else at `adopted`, else at the post's own path.
        adopted: a file that a person made of the same article; used only where there is no record.
        taken: the `path_key` of every file in the posts' folder and of every other address's post; used only
            where there is no record.
        pictures: the `digest` of each existing file at the path of one of the post's pictures.
        reads: what a person reads in some Markdown: a rewrite that reads the same is no edit.
    """

    record: Record | None = None
    before: str = ""
    adopted: PurePosixPath | None = None
    taken: Container[str] = frozenset()
    pictures: Mapping[PurePosixPath, str] = field(default_factory=dict)
    reads: Reads = as_written


class _Step(NamedTuple):
    """What happens to the file of a post."""

    kind: Kind
    reason: str
    path: PurePosixPath
    after: str
    clashes: tuple[Clash, ...] = ()


def plan(post: Post, existing: Existing, *, today: str, force: bool = False) -> Change:
    """The change to make for one post.

    Args:
        post: from the origin, at the path for a new post.
        existing: what the target has of it.
        today: the date, for the record.
        force: overwrite a person's edits where the origin changed too, and restore a deleted post.

    Returns:
        The change; its post has its actual path, which never changes for a known address.

        It is doubted where hardly anything is left of the article, and `force` is not set.
    """
    record, before = existing.record, existing.before
    step = _first_step(post, existing) if record is None else _next_step(post, existing, record, force=force)
    by_hand = step.path != post.path and (step.kind is Kind.ADOPT if record is None else record.by_hand)
    post = replace(post, path=step.path)
    assets = tuple(_changed_assets(step.kind, post, record, existing.pictures))
    if assets and step.kind is Kind.UNCHANGED:
        step = step._replace(kind=Kind.UPDATE, reason="a picture was not there, or changed at the origin")
    new_record = replace(_new_record(step.kind, post, record, today), by_hand=by_hand)
    if step.kind is Kind.ADD:
        before = ""  # the text at its intended path belongs to another post
    change = Change(step.kind, post, new_record, step.reason, before, step.after, assets, step.clashes)
    if record is not None and before and not force and (reason := _shrinkage(post, record)):
        return doubted(change, record, reason)
    return change


def doubted(change: Change, record: Record | None, reason: str) -> Change:
    """The change where what came is not believed: nothing is written. One that would write nothing stays as it is.

    Args:
        change: as it was planned.
        record: before it; None for a new article.
        reason: why it is not believed, and what to do.
    """
    if change.kind not in WRITING_KINDS:
        return change
    return replace(
        change,
        kind=Kind.DOUBTED,
        reason=reason,
        record=change.record if record is None else record,
        after=change.before,
        assets=(),
        clashes=(),
    )


def plan_unchanged(existing: Existing, record: Record, *, gone_after: int) -> Change:
    """The change of a post whose original has not changed, or was not fetched."""
    text = record.theirs or record.base
    if existing.before and record.decision == "deleted":
        record = replace(record, decision="")  # a person brought the post back
    post = Post(record.address, record.path, text, body_from=record.body_from, permalink=record.permalink)
    step = _next_step(post, existing, record, force=False)
    kind, reason = step.kind, step.reason
    if record.missing.misses and kind not in (Kind.DELETED, Kind.IGNORED):
        kind, reason = _missing_status(record, gone_after)
    post = replace(post, losses=record.losses)
    return Change(kind, post, record, reason, existing.before, existing.before, clashes=step.clashes)


def plan_missing(
    existing: Existing,
    record: Record,
    reason: str,
    *,
    gone_after: int,
    when_gone: str | Mapping[str, str],
    today: str,
) -> Change:
    """The change for a post whose original is missing; nothing is ever deleted.

    Args:
        existing: what the target has of it.
        record: its record in the state.
        reason: why it is missing; see `missing_reason`.
        gone_after: the number of misses in a row after which an original is gone.
        when_gone: the config's source.gone; for a draft the keys by which the site leaves a post out, with their
            values. A gone original is reported once.
        today: the date, for the record.
    """
    was_gone = record.missing.misses >= gone_after
    # Looks on one day count once: a blog that is down for an hour is asked often.
    if not was_gone:
        misses = record.missing.misses + (record.missing.day != today)
        record = replace(record, missing=Missing(reason, misses, today))
    change = plan_unchanged(existing, record, gone_after=gone_after)
    is_told = change.kind is Kind.GONE and (was_gone or when_gone == "leave")
    as_it_is = replace(change, kind=Kind.UNCHANGED) if is_told else change
    if isinstance(when_gone, str) or change.kind is not Kind.GONE or record.theirs:
        return as_it_is
    text = record.base
    for key, value in when_gone.items():
        text = with_key(text, key, value)
    draft = plan(replace(change.post, text=text), replace(existing, record=record), today=today)
    if draft.after == draft.before:
        return as_it_is
    new_record = replace(
        draft.record,
        missing=record.missing,
        pictures=record.pictures,
        entry=record.entry,
        aliases=record.aliases,
        source=record.source,
        rules=record.rules,
        by_hand=record.by_hand,
    )
    return replace(draft, kind=Kind.GONE, reason=f"{change.reason}; marked as a draft", record=new_record)


def missing_reason(page: Page | FetchError, articles: re.Pattern[str]) -> str:
    """Why an original is missing; "" where it is not, or where that is uncertain, as with a server error.

    Args:
        page: the response, or the error.
        articles: matches the addresses of articles: a redirect to another article is a move.
    """
    if isinstance(page, FetchError):
        return MISSING_STATUSES.get(page.status, "")
    is_moved = identity(page.final_address) != identity(page.address)
    return (
        f"redirects to {mask_secrets(page.final_address)}"
        if is_moved and not articles.search(page.final_address)
        else ""
    )


def path_key(path: PurePosixPath) -> str:
    """A key that is equal for paths that some file system takes for one, as some ignore case or Unicode composition."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", str(path)).casefold())


def digest(content: bytes) -> str:
    """A short hash of a picture's bytes."""
    return hashlib.sha256(content).hexdigest()[:16]


def _shrinkage(post: Post, record: Record) -> str:
    """Why an article that shrank is doubted; "" where it did not."""
    old_length, new_length = _text_length(record.base), _text_length(post.text)
    if old_length >= MIN_CHECKED_LENGTH and new_length * MAX_SHRINK_FACTOR <= old_length:
        return (
            f"suspicious: it shrank from {old_length:,} characters to {new_length:,}, so the post is kept as it was; "
            "if that is right, take it by `syndicate import` with this address and --force"
        )
    return ""


def _text_length(text: str) -> int:
    """The length of a post's text, without the targets of its links."""
    return len(re.sub(r"\]\([^)\n]*\)?", "]", body_of(text)))


def _first_step(post: Post, existing: Existing) -> _Step:
    before, adopted = existing.before, existing.adopted
    if adopted is not None:
        return _Step(Kind.ADOPT, "already in the target, made by hand", adopted, before)
    if before and _is_same_text(before, post.text):
        return _Step(Kind.ADOPT, "already in the target, just so", post.path, before)
    path = _free_path(post.path, existing.taken, is_taken=bool(before))
    reason = "new" if path == post.path else f"new; {post.path} is another's"
    return _Step(Kind.ADD, reason, path, post.text)


def _next_step(post: Post, existing: Existing, record: Record, *, force: bool) -> _Step:
    path, text, before = record.path, post.text, existing.before
    is_changed_at_origin = not _is_same_text(text, record.base)
    if record.decision == "ignored" and not force:
        return _Step(Kind.IGNORED, "as you said; never brought", path, before)
    if not before:
        if force:
            return _Step(Kind.ADD, "deleted here; brought back", path, text)
        return _Step(Kind.DELETED, "deleted here; stays deleted", path, before)
    if _is_same_text(before, text):
        # A run that was stopped between writing the post and the state leaves this. Without completing the state,
        # the next change at the origin would look like a conflict with an edit that nobody made.
        kind, reason = (
            (Kind.ADOPT, "already in the target, just so") if is_changed_at_origin else (Kind.UNCHANGED, "")
        )
        return _Step(kind, reason, path, before)
    if not force and (marked := marker_clashes(before, record.base, text)):
        lines = ", ".join(clash.where.rpartition(", ")[2] for clash in marked)
        reason = f"conflict markers are in it, {lines}; take them out"
        return _Step(Kind.CONFLICT, reason, path, before, marked)
    if _is_same_text(before, record.base):
        return _Step(Kind.UPDATE, "changed at the origin", path, _with_line_endings_of(text, before))
    return _next_step_of_edited(post, existing, record, force=force)


def _next_step_of_edited(post: Post, existing: Existing, record: Record, *, force: bool) -> _Step:
    path, text, before = record.path, post.text, existing.before
    is_changed_at_origin = not _is_same_text(text, record.base)
    is_restyled = reads_same(before, record.base, existing.reads)
    if not is_changed_at_origin:
        kind, reason = (
            (Kind.UNCHANGED, "")
            if is_restyled
            else (Kind.EDITED, "edited here; the original has not changed")
        )
        return _Step(kind, reason, path, before)
    if force:
        reason = "edited here and changed at the origin; written over"
        return _Step(Kind.UPDATE, reason, path, _with_line_endings_of(text, before))
    merged = merge(record.base, before, text, existing.reads)
    if merged.clashes:
        if is_restyled:  # nobody's words are in it
            return _Step(Kind.UPDATE, "changed at the origin", path, _with_line_endings_of(text, before))
        places = ", ".join(dict.fromkeys(clash.where for clash in merged.clashes))
        reason = f"changed here and at the origin ({places}); left as it is"
        return _Step(Kind.CONFLICT, reason, path, before, merged.clashes)
    if merged.text == before:
        return _Step(Kind.EDITED, "edited here; what changed at the origin is there too", path, before)
    if is_restyled:
        return _Step(Kind.UPDATE, "changed at the origin; in the style of the post", path, merged.text)
    return _Step(Kind.MERGE, "changed at the origin, merged with what was edited here", path, merged.text)


def _missing_status(record: Record, gone_after: int) -> tuple[Kind, str]:
    reason, misses = record.missing.why, record.missing.misses
    if misses >= gone_after:
        return Kind.GONE, f"gone at the origin: {reason}"
    return Kind.MISSING, f"{reason}; called gone after {gone_after} looks in a row, this was number {misses}"


def _changed_assets(
    kind: Kind, post: Post, record: Record | None, existing_digests: Mapping[PurePosixPath, str]
) -> Iterator[Asset]:
    """The files to write: those that changed at the origin and not here, and those that do not exist.

    A post that a person made or edited shows the pictures that the person chose: none is restored there.
    """
    if kind in (Kind.DELETED, Kind.IGNORED, Kind.ADOPT):
        return
    last_written = record.pictures if record is not None else {}
    for asset in post.assets:
        current = existing_digests.get(asset.path, "")
        if current == digest(asset.content):
            continue
        if current == last_written.get(asset.path) or (not current and kind is not Kind.EDITED):
            yield asset


def _new_record(kind: Kind, post: Post, record: Record | None, today: str) -> Record:
    if kind in (Kind.DELETED, Kind.IGNORED) and record is not None:
        return record
    base = record.base if record is not None and kind is Kind.CONFLICT else post.text
    formerly = () if record is None else (*record.formerly, record.address)
    published = () if record is None else (*record.former_permalinks, record.permalink)
    return Record(
        post.address,
        post.path,
        base,
        first_seen=record.first_seen if record is not None else today,
        last_changed=record.last_changed if record is not None and record.base == base else today,
        permalink=post.permalink,
        formerly=tuple(dict.fromkeys(address for address in formerly if address != post.address)),
        pictures={asset.path: digest(asset.content) for asset in post.assets},
        entry=post.entry,
        losses=post.losses,
        body_from=post.body_from,
        aliases=post.aliases,
        source=post.source,
        rules=post.rules,
        former_permalinks=tuple(
            each for each in dict.fromkeys(published) if each not in ("", post.permalink)
        ),
        theirs=post.text if kind is Kind.CONFLICT and not _is_same_text(post.text, base) else "",
    )


def _with_line_endings_of(text: str, before: str) -> str:
    """The text with the line endings of the file."""
    return text.replace("\n", "\r\n") if "\r\n" in before else text


def _is_same_text(one: str, other: str) -> bool:
    """Whether two texts are equal except for line endings, which git and editors may turn into CRLF."""
    return one.replace("\r\n", "\n") == other.replace("\r\n", "\n")


def _free_path(path: PurePosixPath, taken: Container[str], *, is_taken: bool) -> PurePosixPath:
    """The path, or the first of path-2, path-3, … that is free."""
    if not is_taken and path_key(path) not in taken:
        return path
    candidates = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return next(candidate for candidate in candidates if path_key(candidate) not in taken)
