"""The state in the target: `.syndicate/<source name>/`, a small text file for each original address.

One file for each address, so that two branches that add different articles merge cleanly:

    address: https://example.org/2022/07/20/a-post/
    path: src/posts/2022/2022-07-20-a-post.md
    first_seen: 2026-01-31
    last_changed: 2026-01-31
    formerly: https://example.org/2022/07/20/a-pots/       each address that it had before
    also: https://example.org/?p=12                        each other address that leads to it
    guid: https://example.org/?p=12                        its id in the feed
    permalink: /blog/a-post/                               where the target publishes it
    picture: 0123456789abcdef src/assets/a.png             each file beside it, and the hash of what was written
    feed: {"summary": "…"}                                 its fields in the feed
    body: feed                                             the origin of its text, if not its page
    missing: 2 not found (404)                             how many times in a row it was not found, and why
    lossy: {"block": "…", "lost": "…"}
    decision: deleted                                      what a person decided: deleted here, or ignored
    ---
    the text of the post as last written, byte for byte; it ends in a newline, unless the file was cut off

While the original is in conflict with an edit, its current text is in a file beside that, which ends in `.theirs`.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from syndicate.addresses import identity
from syndicate.models import Entry, IndexRow, Loss, Missing, Record, Stamp

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

FOLDER = PurePosixPath(".syndicate")

_SUFFIX = ".post"
"""Not .md or .html: no site generator takes these files for its own."""

MIN_LINE_LENGTH = 40
"""Characters: a line this long identifies an article."""

MAX_LINES = 5
"""So many long lines identify a post; one less if its attribution has changed."""

HASH_SIZE = 8
"""Bytes of the hash of a line."""

_END = "\n---\n"
_THEIRS = ".theirs"
_KEYS = ("address", "path", "first_seen", "last_changed")
_REPEATED = {"formerly", "also", "picture", "lossy"}
_FEED_KEYS = {"title", "published", "summary", "authors", "tags"}


@dataclass(frozen=True, slots=True)
class State:
    """The state of one source.

    `index` has the rows of its records by original address. `files` are all of its files. `fresh` has the rows that
    were read from their files now, by file name. `broken` has the error of each file that holds no record.
    """

    index: dict[str, IndexRow]
    files: Mapping[str, Stamp] = field(default_factory=dict)
    fresh: dict[str, tuple[Stamp, IndexRow]] = field(default_factory=dict)
    broken: dict[str, str] = field(default_factory=dict)


def file_name(address: str) -> str:
    """The name of an address's file: readable, unique, and the same for ever."""
    # No library's slug: if its rules changed, an address would get a second file.
    slug = re.sub(r"[^a-z0-9]+", "-", urlsplit(address).path.lower()).strip("-")[:100]
    return f"{slug or 'post'}-{hashlib.sha256(address.encode()).hexdigest()[:8]}{_SUFFIX}"


def theirs_name(address: str) -> str:
    """The name of the file with the current text of an original that is in conflict with an edit."""
    return file_name(address).removesuffix(_SUFFIX) + _THEIRS


def dump(record: Record) -> str:
    """The file of a record.

    Raises:
        ValueError: its address, path or another value holds a line break.
    """
    lines = [f"{key}: {value}" for key, value in _header(record)]
    if bad_line := next((line for line in lines if re.search(r"[\r\n]", line)), ""):
        raise ValueError(f"a line break in {bad_line!r}")
    return "\n".join(lines) + _END + record.base


def _header(record: Record) -> Iterator[tuple[str, object]]:
    yield "address", record.address
    yield "path", record.path
    yield "first_seen", record.first_seen
    yield "last_changed", record.last_changed
    for address in record.formerly:
        yield "formerly", address
    for address in record.aliases:
        yield "also", address
    if record.entry.guid:
        yield "guid", record.entry.guid
    if record.permalink:
        yield "permalink", record.permalink
    for path, content in sorted(record.pictures.items()):
        yield "picture", f"{content} {path}"
    if fields := _feed_fields(record.entry):
        yield "feed", json.dumps(fields, ensure_ascii=False)
    if record.body_from != "page":
        yield "body", record.body_from
    if record.missing.misses:
        yield "missing", f"{record.missing.misses} {record.missing.why}"
    for loss in record.losses:
        yield "lossy", json.dumps({"block": loss.block, "lost": loss.lost}, ensure_ascii=False)
    if record.decision:
        yield "decision", record.decision


def _feed_fields(entry: Entry) -> dict[str, object]:
    """The fields of a feed's entry, without its body and time of change, which are not needed again."""
    fields: dict[str, object] = {
        "title": entry.title,
        "published": entry.published.isoformat() if entry.published else "",
        "summary": entry.summary,
        "authors": list(entry.authors),
        "tags": list(entry.tags),
    }
    return {key: value for key, value in fields.items() if value}


def load(text: str) -> Record:
    """The record in a file's text.

    Raises:
        ValueError: it is broken; the message says where.
    """
    if text.partition("\n")[0].endswith("\r"):
        text = text.replace("\r\n", "\n")  # git's autocrlf turned the whole file
    header, end, base = text.partition(_END)
    if not end:
        raise ValueError("its header does not end in ---")
    if base and not base.endswith("\n"):
        raise ValueError("it is cut off")
    values: dict[str, list[str]] = {}
    for line in header.split("\n"):
        key, colon, value = line.partition(": ")
        if not colon or (key in values and key not in _REPEATED):
            raise ValueError(f"unexpected line {line!r}")
        values.setdefault(key, []).append(value)
    if missing_keys := [key for key in _KEYS if key not in values]:
        raise ValueError(f"no {missing_keys[0]}")
    address, path, first_seen, last_changed = (values[key][0] for key in _KEYS)
    for day in (first_seen, last_changed):
        date.fromisoformat(day)
    misses, _, why = values.get("missing", ["0 "])[0].partition(" ")
    return Record(
        address,
        PurePosixPath(path),
        base,
        first_seen,
        last_changed,
        permalink=values.get("permalink", [""])[0],
        formerly=tuple(values.get("formerly", [])),
        pictures=dict(map(_picture, values.get("picture", []))),
        missing=Missing(why, int(misses)),
        entry=replace(_entry(address, values.get("feed", ["{}"])[0]), guid=values.get("guid", [""])[0]),
        losses=tuple(map(_loss, values.get("lossy", []))),
        body_from=values.get("body", ["page"])[0],
        decision=values.get("decision", [""])[0],
        aliases=tuple(values.get("also", [])),
    )


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
    folder = target.joinpath(FOLDER, name)
    files = listing(folder)
    for file, stamp in files.items():
        if not file.endswith(_SUFFIX):
            continue
        if (cached := cached_index.get(file)) is not None and cached[0] == stamp:
            row = cached[1]
        else:
            try:
                row = index_row_of(_read(folder, file))
            except ValueError as error:
                broken[file] = str(error)
                continue
            fresh[file] = stamp, row
        index[row.address] = row
    # A run that was stopped while it moved an article to its new address leaves the old address's file.
    # Another article may stand there now: it has another post.
    for row in list(index.values()):
        for former in row.formerly:
            if former in index and index[former].path == row.path:
                del index[former]
    return State(index, files, fresh, broken)


def record(target: Path, name: str, address: str) -> Record:
    """The record of one original address.

    Raises:
        ValueError: there is none, or it is broken.
    """
    return _read(target.joinpath(FOLDER, name), file_name(address))


def listing(folder: Path) -> dict[str, Stamp]:
    """The files in a state's folder, in their order, each with its stamp."""
    try:
        with os.scandir(folder) as entries:
            stats = {entry.name: entry.stat() for entry in entries}
    except (FileNotFoundError, NotADirectoryError):
        return {}
    return {file: Stamp(stats[file].st_size, stats[file].st_mtime_ns) for file in sorted(stats)}


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
    body = re.sub(r"\A---\r?\n.*?^---\r?\n", "", post, count=1, flags=re.DOTALL | re.MULTILINE)
    lines = (line.strip() for line in body.splitlines())
    long_lines = islice((line for line in lines if len(line) >= MIN_LINE_LENGTH), MAX_LINES)
    return [hashlib.blake2b(line.encode(), digest_size=HASH_SIZE).digest() for line in long_lines]


def _read(folder: Path, file: str) -> Record:
    try:
        record = load((folder / file).read_bytes().decode())
        if file != file_name(record.address):
            raise ValueError(f"a copy: it is about {record.address}")
        with suppress(FileNotFoundError):
            record = replace(record, theirs=(folder / theirs_name(record.address)).read_bytes().decode())
    except OSError as error:
        raise ValueError(error.strerror) from error
    return record


def _picture(value: str) -> tuple[PurePosixPath, str]:
    content, space, path = value.partition(" ")
    if not space:
        raise ValueError(f"not a picture: {value!r}")
    return PurePosixPath(path), content


def _entry(address: str, value: str) -> Entry:
    fields = json.loads(value)
    if not isinstance(fields, dict) or not fields.keys() <= _FEED_KEYS:
        raise ValueError(f"not what a feed says: {value!r}")
    published = str(fields.get("published", ""))
    moment = (
        datetime.fromisoformat(published)
        if "T" in published
        else date.fromisoformat(published)
        if published
        else None
    )
    title, summary = (str(fields.get(key, "")) for key in ("title", "summary"))
    authors, tags = (tuple(map(str, fields.get(key, ()))) for key in ("authors", "tags"))
    return Entry(address, title, moment, summary=summary, authors=authors, tags=tags)


def _loss(value: str) -> Loss:
    match json.loads(value):
        case {"block": str(block), "lost": str(lost)}:
            return Loss(block, lost)
    raise ValueError(f"not a loss: {value!r}")
