"""Pure: what exists and what came -> changes with their reasons. Nothing of a person's own is lost by a plan."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from itertools import count
from typing import TYPE_CHECKING

from syndicate.models import Change, Kind

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import PurePosixPath

    from syndicate.models import Post, Record


def plan(
    post: Post,
    record: Record | None,
    before: str,
    *,
    adopted: PurePosixPath | None = None,
    taken: Container[str] = frozenset(),
    force: bool = False,
) -> Change:
    """What is to be done about one post.

    Args:
        post: as it came from the origin, at the path where a new one would stand.
        record: what the state remembers of the post's address.
        before: the text that stands in the target now, "" where none does: at the record's path, else
            at `adopted`, else at the post's own.
        adopted: a file that a person made of the same article; only heeded where there is no record.
        taken: the `path_key` of every file in the posts' folder and of every other address's post.
        force: write over what a person changed while the origin changed too, and bring back what was deleted.

    Returns:
        The change; its post has the path at which it stands, which for a known address never changes.
    """
    if record is None:
        return _first(post, before, adopted, taken)
    post = replace(post, path=record.path)
    kind, reason = _next(post, record, before, force=force)
    return Change(kind, post, reason, before)


def path_key(path: PurePosixPath) -> str:
    """What a path is the same by on any file system: some ignore case, some how accents are composed."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", str(path)).casefold())


def _first(post: Post, before: str, adopted: PurePosixPath | None, taken: Container[str]) -> Change:
    if adopted is not None:
        return Change(Kind.ADOPT, replace(post, path=adopted), "already in the target, made by hand", before)
    if before and _same(before, post.text):
        return Change(Kind.ADOPT, post, "already in the target, just so", before)
    path = _distinct(post.path, taken, is_taken=bool(before))
    reason = "new" if path == post.path else f"new; {post.path} is another's"
    return Change(Kind.ADD, replace(post, path=path), reason)


def _next(post: Post, record: Record, before: str, *, force: bool) -> tuple[Kind, str]:
    changed_there = not _same(post.text, record.base)
    if not before:
        return (
            (Kind.ADD, "deleted here; brought back")
            if force
            else (Kind.DELETED, "deleted here; stays deleted")
        )
    if _same(before, post.text):
        # A run that was stopped between post and state leaves this: were the state not completed, the
        # next change at the origin would look like a conflict with an edit that nobody made.
        return (Kind.ADOPT, "already in the target, just so") if changed_there else (Kind.UNCHANGED, "")
    if _same(before, record.base):
        return Kind.UPDATE, "changed at the origin"
    if not changed_there:
        return Kind.EDITED, "edited here; the original has not changed"
    if force:
        return Kind.UPDATE, "edited here and changed at the origin; written over"
    return Kind.CONFLICT, "edited here and changed at the origin; left as it is"


def _same(one: str, other: str) -> bool:
    """Whether two texts are equal but for line endings, which git and editors turn into CRLF."""
    return one.replace("\r\n", "\n") == other.replace("\r\n", "\n")


def _distinct(path: PurePosixPath, taken: Container[str], *, is_taken: bool) -> PurePosixPath:
    """The path, or the first of path-2, path-3, … that is nobody's."""
    if not is_taken and path_key(path) not in taken:
        return path
    candidates = (path.with_stem(f"{path.stem}-{number}") for number in count(2))
    return next(candidate for candidate in candidates if path_key(candidate) not in taken)
