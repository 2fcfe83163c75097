"""Pure: what exists and what came -> changes with their reasons. Nothing of a person's own is lost by a plan."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING, Literal, NamedTuple

from syndicate.addresses import identity, masked
from syndicate.errors import FetchError, ParseError
from syndicate.merging import body_of, merge, with_key
from syndicate.models import Change, Kind, Missing, Post, Record

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping
    from pathlib import PurePosixPath

    from syndicate.models import Asset, Clash, Page

VANISHED = {404: "not found (404)", 410: "taken down (410)"}
"""The statuses by which a server says that an article is not there (RFC 9110, 15.5.5 and 15.5.11)."""

MARKERS = re.compile(r"^<{7} .*^={7}$.*^>{7} ", re.MULTILINE | re.DOTALL)
"""Git's, which --merge writes."""

UNLISTED = "no longer in the sitemap"

SHRUNK = 5
"""An article is hardly ever rewritten to a fifth of its text: it was cut off, or something else stands in its place."""

LONG_ENOUGH = 400
"""Characters: of a shorter text an author may well keep a sentence."""


@dataclass(frozen=True, slots=True)
class Existing:
    """What the target holds of one article.

    Args:
        record: what the state remembers; of a post that a person moved, with its new path.
        before: the text that stands there now, "" where none does: at the record's path, else at `adopted`,
            else at the post's own.
        adopted: a file that a person made of the same article; only heeded where there is no record.
        taken: the `path_key` of every file in the posts' folder and of every other address's post; only heeded
            where there is no record.
        pictures: the `digest` of each file that stands where one of the post's is to stand.
    """

    record: Record | None = None
    before: str = ""
    adopted: PurePosixPath | None = None
    taken: Container[str] = frozenset()
    pictures: Mapping[PurePosixPath, str] = field(default_factory=dict)


class _Step(NamedTuple):
    """What happens to the file of a post."""

    kind: Kind
    reason: str
    path: PurePosixPath
    after: str
    clashes: tuple[Clash, ...] = ()


def plan(post: Post, existing: Existing, *, today: str, force: bool = False) -> Change:
    """What is to be done about one post.

    Args:
        post: as it came from the origin, at the path where a new one would stand.
        existing: what the target holds of it.
        today: the date, for what the state remembers.
        force: write over what a person changed while the origin changed too, and bring back what was deleted.

    Returns:
        The change; its post has the path at which it stands, which for a known address never changes.

    Raises:
        ParseError: next to nothing is left of the article, and nobody said that this is right.
    """
    record, before = existing.record, existing.before
    if record is not None and before and not (force or _same(before, post.text)):
        _refuse_shrunk(post, record)
    step = _first(post, existing) if record is None else _next(post, record, before, force=force)
    post = replace(post, path=step.path)
    assets = tuple(_assets(step.kind, post, record, existing.pictures))
    if assets and step.kind is Kind.UNCHANGED:
        step = step._replace(kind=Kind.UPDATE, reason="a picture was not there, or changed at the origin")
    remembered = _remembered(step.kind, post, record, today)
    if step.kind is Kind.ADD:
        before = ""  # what stands in the place where it would have been is another's
    return Change(step.kind, post, remembered, step.reason, before, step.after, assets, step.clashes)


def plan_unchanged(existing: Existing, record: Record, *, gone_after: int) -> Change:
    """How a post stands whose original is known not to have changed, or is not looked at."""
    text = record.theirs or record.base
    post = Post(record.address, record.path, text, body_from=record.body_from, permalink=record.permalink)
    step = _next(post, record, existing.before, force=False)
    kind, reason = step.kind, step.reason
    if record.missing.misses and kind is not Kind.DELETED:
        kind, reason = _missing(record, gone_after)
    post = replace(post, losses=record.losses)
    return Change(kind, post, record, reason, existing.before, existing.before, clashes=step.clashes)


def plan_missing(
    existing: Existing, record: Record, why: str, *, gone_after: int, becomes: str, today: str
) -> Change:
    """What is to be done about a post whose original was not to be had; nothing is ever deleted.

    Args:
        existing: what the target holds of it.
        record: what the state remembers of it.
        why: in words; see `vanished`.
        gone_after: how many misses in a row make sure of it.
        becomes: what the config says becomes of a post whose original is gone. That is told once.
        today: the date, for what the state remembers.
    """
    known = record.missing.misses >= gone_after
    record = replace(record, missing=Missing(why, min(record.missing.misses + 1, gone_after)))
    change = plan_unchanged(existing, record, gone_after=gone_after)
    if change.kind is Kind.GONE and (known or becomes == "leave"):
        change = replace(change, kind=Kind.UNCHANGED)
    if becomes != "draft" or change.kind is not Kind.GONE or record.theirs:
        return change
    text = with_key(record.base, "draft", "true")
    marked = plan(replace(change.post, text=text), replace(existing, record=record), today=today)
    if marked.after == marked.before:
        return change
    remembered = replace(marked.record, missing=record.missing, pictures=record.pictures, entry=record.entry)
    return replace(marked, kind=Kind.GONE, reason=f"{change.reason}; marked as a draft", record=remembered)


def plan_resolution(
    record: Record, before: str, how: Literal["ours", "theirs", "merge"], today: str
) -> Change:
    """The end of a conflict.

    Args:
        record: of a post whose original clashes with an edit.
        before: the text that stands in the target.
        how: keep what stands in the target, take what the original reads now, or write both with git's
            conflict markers where they clash.
        today: the date, for what the state remembers.
    """
    theirs = record.theirs
    after, reason = {
        "ours": (before, "kept as it is here"),
        "theirs": (_in_style(theirs, before), "taken from the original"),
        "merge": (
            merge(record.base, before, theirs).text,
            "merged; look for conflict markers (<<<<<<<) in it",
        ),
    }[how]
    post = Post(record.address, record.path, theirs, permalink=record.permalink, losses=record.losses)
    remembered = replace(record, base=theirs, theirs="", last_changed=today)
    return Change(Kind.RESOLVE, post, remembered, reason, before, after)


def vanished(page: Page | FetchError, articles: re.Pattern[str]) -> str:
    """Why an original is not where it was; "" where it is, and where nobody can say, as with a server that fails.

    Args:
        page: what came of fetching it.
        articles: which addresses are articles: a redirect to another one is a move.
    """
    if isinstance(page, FetchError):
        return VANISHED.get(page.status, "")
    moved = identity(page.final_address) != identity(page.address)
    return (
        f"redirects to {masked(page.final_address)}"
        if moved and not articles.search(page.final_address)
        else ""
    )


def path_key(path: PurePosixPath) -> str:
    """What a path is the same by on any file system: some ignore case, some how accents are composed."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", str(path)).casefold())


def digest(content: bytes) -> str:
    """What a picture is known by."""
    return hashlib.sha256(content).hexdigest()[:16]


def _refuse_shrunk(post: Post, record: Record) -> None:
    was, now = _length(record.base), _length(post.text)
    if was >= LONG_ENOUGH and now * SHRUNK <= was:
        message = (
            f"suspicious: it shrank from {was:,} characters to {now:,}, so the post is kept as it was; "
            "if that is right, take it by `syndicate import` with this address and --force"
        )
        raise ParseError(message, post.address)


def _length(text: str) -> int:
    """How much a post has to read; where its links lead is not read."""
    return len(re.sub(r"\]\([^)]*\)", "]", body_of(text)))


def _first(post: Post, existing: Existing) -> _Step:
    before, adopted = existing.before, existing.adopted
    if adopted is not None:
        return _Step(Kind.ADOPT, "already in the target, made by hand", adopted, before)
    if before and _same(before, post.text):
        return _Step(Kind.ADOPT, "already in the target, just so", post.path, before)
    path = _distinct(post.path, existing.taken, is_taken=bool(before))
    reason = "new" if path == post.path else f"new; {post.path} is another's"
    return _Step(Kind.ADD, reason, path, post.text)


def _next(post: Post, record: Record, before: str, *, force: bool) -> _Step:
    path, text = record.path, post.text
    changed_there = not _same(text, record.base)
    if not before:
        if force:
            return _Step(Kind.ADD, "deleted here; brought back", path, text)
        return _Step(Kind.DELETED, "deleted here; stays deleted", path, before)
    if _same(before, text):
        # A run that was stopped between post and state leaves this: were the state not completed, the
        # next change at the origin would look like a conflict with an edit that nobody made.
        kind, reason = (
            (Kind.ADOPT, "already in the target, just so") if changed_there else (Kind.UNCHANGED, "")
        )
        return _Step(kind, reason, path, before)
    if _same(before, record.base):
        return _Step(Kind.UPDATE, "changed at the origin", path, _in_style(text, before))
    if not changed_there:
        return _Step(Kind.EDITED, "edited here; the original has not changed", path, before)
    if force:
        reason = "edited here and changed at the origin; written over"
        return _Step(Kind.UPDATE, reason, path, _in_style(text, before))
    if MARKERS.search(before):
        return _Step(Kind.CONFLICT, "conflict markers are still in it; left as it is", path, before)
    merged = merge(record.base, before, text)
    if merged.clashes:
        places = ", ".join(dict.fromkeys(clash.where for clash in merged.clashes))
        reason = f"changed here and at the origin ({places}); left as it is"
        return _Step(Kind.CONFLICT, reason, path, before, merged.clashes)
    if merged.text == before:
        return _Step(Kind.EDITED, "edited here; what changed at the origin is there too", path, before)
    return _Step(Kind.MERGE, "changed at the origin, merged with what was edited here", path, merged.text)


def _missing(record: Record, gone_after: int) -> tuple[Kind, str]:
    why, misses = record.missing.why, record.missing.misses
    if misses >= gone_after:
        return Kind.GONE, f"gone at the origin: {why}"
    return Kind.MISSING, f"{why}; called gone after {gone_after} misses in a row, this was number {misses}"


def _assets(
    kind: Kind, post: Post, record: Record | None, here: Mapping[PurePosixPath, str]
) -> Iterator[Asset]:
    """The files to be written: those that are as they were last written and now are others, and those not there.

    A post that a person made, or made other, shows what that person chose: what is not there is not missed.
    """
    if kind in (Kind.DELETED, Kind.ADOPT):
        return
    written = record.pictures if record is not None else {}
    for asset in post.assets:
        stands = here.get(asset.path, "")
        if stands == digest(asset.content):
            continue
        if stands == written.get(asset.path) or (not stands and kind is not Kind.EDITED):
            yield asset


def _remembered(kind: Kind, post: Post, record: Record | None, today: str) -> Record:
    if kind is Kind.DELETED and record is not None:
        return record
    base = record.base if record is not None and kind is Kind.CONFLICT else post.text
    formerly = () if record is None else (*record.formerly, record.address)
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
        theirs=post.text if kind is Kind.CONFLICT else "",
    )


def _in_style(text: str, before: str) -> str:
    """The text with the line endings that the file has."""
    return text.replace("\n", "\r\n") if "\r\n" in before else text


def _same(one: str, other: str) -> bool:
    """Whether two texts are equal but for line endings, which git and editors turn into CRLF."""
    return one.replace("\r\n", "\n") == other.replace("\r\n", "\n")


def _distinct(path: PurePosixPath, taken: Container[str], *, is_taken: bool) -> PurePosixPath:
    """The path, or the first of path-2, path-3, … that is nobody's."""
    if not is_taken and path_key(path) not in taken:
        return path
    candidates = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return next(candidate for candidate in candidates if path_key(candidate) not in taken)
