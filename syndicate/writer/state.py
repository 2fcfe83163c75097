"""The state in the target: `.syndicate/<source name>/`, a small text file for each original address.

One file for each address, so that two branches that add different articles merge cleanly; see `state_text` for what
stands in it. While the original is in conflict with an edit, its current text is in a file beside that, which ends in
`.theirs`.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat as stats
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from syndicate.addresses import identity
from syndicate.errors import TargetError
from syndicate.models import IndexRow, Record, Stamp
from syndicate.writer.pointers import POINTER, pointed_hash
from syndicate.writer.state_checks import MAX_FILE_BYTES, check
from syndicate.writer.state_sides import sides, united
from syndicate.writer.state_text import load

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = PurePosixPath(".syndicate")

_SUFFIX = ".post"
"""Not .md or .html: no site generator takes these files for its own."""

MIN_LINE_LENGTH = 40
"""Characters: a line this long identifies an article."""

MAX_LINES = 5
"""So many long lines identify a post; one less if its attribution has changed."""

_BEGINNING = 4096
"""Characters in which most posts have so many long lines."""

HASH_SIZE = 8
"""Bytes of the hash of a line."""

Row = TypeVar("Row", IndexRow, Record)

_THEIRS = ".theirs"


@dataclass(frozen=True, slots=True)
class State:
    """The state of one source.

    `index` has the rows of its records by original address. `files` are all of its files. `fresh` has the rows that
    were read from their files now, by file name. `broken` has the error of each file that holds no record, `parted` are
    the files in which a merge of git left its conflict markers.
    """

    index: dict[str, IndexRow]
    files: Mapping[str, Stamp] = field(default_factory=dict)
    fresh: dict[str, tuple[Stamp, IndexRow]] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)
    parted: tuple[str, ...] = ()


def file_name(address: str) -> str:
    """The name of an address's file: readable, unique, and the same for ever."""
    # No library's slug: if its rules changed, an address would get a second file.
    slug = re.sub(r"[^a-z0-9]+", "-", urlsplit(address).path.lower()).strip("-")[:100]
    return f"{slug or 'post'}-{hashlib.sha256(address.encode()).hexdigest()[:8]}{_SUFFIX}"


def theirs_name(address: str) -> str:
    """The name of the file with the current text of an original that is in conflict with an edit."""
    return file_name(address).removesuffix(_SUFFIX) + _THEIRS


def read(target: Path, name: str, cached_index: Mapping[str, tuple[Stamp, IndexRow]] | None = None) -> State:
    """The state of a source; a broken file counts as missing, so that its post is adopted again.

    Args:
        target: the target's folder.
        name: the source's.
        cached_index: the rows of files that were read earlier: unchanged files are not read again.
    """
    cached_index = cached_index or {}
    index: dict[str, IndexRow] = {}
    fresh: dict[str, tuple[Stamp, IndexRow]] = {}
    broken: dict[str, str] = {}
    parted: list[str] = []
    folder = target.joinpath(FOLDER, name)
    files = listing(folder)
    for file, stamp in files.items():
        if not file.endswith(_SUFFIX):
            continue
        if (cached := cached_index.get(file)) is not None and cached[0] == stamp:
            row = cached[1]
        else:
            try:
                record, is_parted = _read(folder, file)
            except ValueError as error:
                broken[file] = str(error)
                continue
            row = index_row_of(record)
            if is_parted:
                parted.append(file)
            else:
                fresh[file] = stamp, row
        index[row.address] = row
    _forget_moved(index)
    return State(index, files, fresh, broken, tuple(parted))


def _forget_moved(rows: dict[str, Row]) -> None:
    """Take out what a run leaves that was stopped while it moved an article to its new address: the old address's file.

    Another article may stand there now: it has another post.
    """
    for row in list(rows.values()):
        for former in row.formerly:
            if former in rows and rows[former].path == row.path:
                del rows[former]


def records(target: Path, name: str) -> list[Record]:
    """All records of a source at once, each from one look at its file; a broken one counts as missing."""
    folder = target.joinpath(FOLDER, name)
    found: dict[str, Record] = {}
    for file in listing(folder):
        if file.endswith(_SUFFIX):
            with suppress(ValueError):
                record = _read(folder, file)[0]
                found[record.address] = record
    _forget_moved(found)
    return list(found.values())


def record(target: Path, name: str, address: str) -> Record:
    """The record of one original address.

    Raises:
        ValueError: there is none, or it is broken.
    """
    return _read(target.joinpath(FOLDER, name), file_name(address))[0]


def listing(folder: Path) -> dict[str, Stamp]:
    """The state's files in a folder, in their order, each with its stamp; none where there is no such folder.

    Raises:
        TargetError: the folder, or a file in it, cannot be read. That is no empty state: posts that a person
            deleted would come back.
    """
    found: dict[str, Stamp] = {}
    file = ""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                file = entry.name
                if is_state_file(file):
                    if entry.is_symlink():
                        entry.stat()  # fails where it leads nowhere
                    facts = entry.stat(follow_symlinks=False)
                    found[file] = Stamp(facts.st_size, facts.st_mtime_ns)
    except FileNotFoundError as error:
        if not file and not any(place.is_symlink() for place in (folder, folder.parent)):
            return {}
        raise _unreadable(folder / file, error) from error
    except OSError as error:
        raise _unreadable(folder / file, error) from error
    return dict(sorted(found.items()))


def is_state_file(name: str) -> bool:
    """Whether a file of this name is one of the state; others, such as an editor's lock files, are a person's own."""
    return name.endswith((_SUFFIX, _THEIRS)) and not name.startswith(".")


def stamp(target: Path, name: str, address: str) -> Stamp:
    """The stamp of a record's file."""
    stat = target.joinpath(FOLDER, name, file_name(address)).stat()
    return Stamp(stat.st_size, stat.st_mtime_ns)


def index_row_of(record: Record) -> IndexRow:
    """The row of a record."""
    return IndexRow(
        record.address,
        str(record.path),
        record.permalink,
        record.formerly,
        tuple(map(identity, record.addresses)),
        record.missing.misses,
        b"".join(beginning(record.base)),
        record.entry.guid,
    )


def beginning(post: str) -> list[bytes]:
    """The hashes of the first long lines of a post or a body, which identify it."""
    start = _after_front_matter(post)
    # Most posts begin with enough long lines; only of the others the rest is looked at.
    cut = post.find("\n", start + _BEGINNING)
    long_lines = _long_lines(post[start : cut + 1]) if cut >= 0 else []
    if len(long_lines) < MAX_LINES:
        long_lines = _long_lines(post[start:])
    return [hashlib.blake2b(line.encode(), digest_size=HASH_SIZE).digest() for line in long_lines]


def _after_front_matter(post: str) -> int:
    """Where a post's body begins."""
    opening = next((each for each in ("---\n", "---\r\n") if post.startswith(each)), "")
    if not opening:
        return 0
    ends = [
        (at, at + len(each))
        for each in ("\n---\n", "\n---\r\n")
        if (at := post.find(each, len(opening) - 1)) >= 0
    ]
    return min(ends)[1] if ends else 0


def _long_lines(body: str) -> list[str]:
    lines = (line.strip() for line in body.splitlines())
    return list(islice((line for line in lines if len(line) >= MIN_LINE_LENGTH), MAX_LINES))


def _read(folder: Path, file: str) -> tuple[Record, bool]:
    """The record in a file, and whether it is what two branches have of it, since git left them in conflict."""
    try:
        return _record(folder, file)
    except OSError as error:
        raise _unreadable(folder / file, error) from error


def _record(folder: Path, file: str) -> tuple[Record, bool]:
    text = _text(folder / file)
    both = sides(text)
    parts = [load(each) for each in both or (text,)]
    for each in parts:
        check_file(file, each)
    record = united(parts[0], parts[1], _post(folder.parent.parent / parts[0].path)) if both else parts[0]
    theirs = folder / (file.removesuffix(_SUFFIX) + _THEIRS)  # of its address, as has been checked
    if os.path.lexists(theirs):
        text = _text(theirs)
        record = replace(record, theirs=(sides(text) or (text, text))[1])
    return record, both is not None


def _post(file: Path) -> str:
    """A post as far as it can be read, to compare it."""
    try:
        return _text(file)
    except (OSError, ValueError):
        return ""


def check_file(file: str, record: Record) -> None:
    """Raise ValueError where a record is not what Syndicate would have written into a file of this name."""
    if file != file_name(record.address):
        raise ValueError(f"a copy: it is about {record.address[:200]}")
    check(record)


def _text(file: Path) -> str:
    """The text of a regular file: what a link leads to may be anybody's, and a pipe never ends."""
    try:
        facts = file.lstat()
    except FileNotFoundError as error:
        raise ValueError(error.strerror) from error
    if not stats.S_ISREG(facts.st_mode):
        raise ValueError("it is no regular file")
    if facts.st_size > MAX_FILE_BYTES:
        raise ValueError(f"it is larger than {MAX_FILE_BYTES:,} bytes")
    content = file.read_bytes()
    if pointed_hash(content):
        raise TargetError(f"the state is {POINTER}, so that nothing of it is forgotten", str(file))
    return content.decode()


def _unreadable(place: Path, error: OSError) -> TargetError:
    message = (
        f"the state cannot be read: {error.strerror}; mend or remove this, so that nothing of it is forgotten"
    )
    return TargetError(message, str(place))
