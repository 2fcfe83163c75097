"""What Syndicate remembers in the target: `.syndicate/<source name>/`, a small text file for each original address.

One file an address, so that two branches that add different articles merge cleanly:

    address: https://example.org/2022/07/20/a-post/
    path: src/posts/2022/2022-07-20-a-post.md
    first_seen: 2026-01-31
    last_changed: 2026-01-31
    formerly: https://example.org/2022/07/20/a-pots/       each address that it had before
    permalink: /blog/a-post/                               where the target publishes it
    picture: 0123456789abcdef src/assets/a.png             each file beside it, and the hash of what was written
    feed: {"summary": "…"}                                 what the feed said of it
    body: feed                                             where its text came from, if not from its page
    missing: 2 not found (404)                             in how many misses in a row it was not to be had
    lossy: {"block": "…", "lost": "…"}
    ---
    the text of the post as last written, byte for byte; it ends in a newline, unless the file was cut off

While the original clashes with an edit, what it reads now stands beside that, in a file that ends in `.theirs`.
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

TELLING = 40
"""Characters: a line so long is an article's own."""

BEGINNING = 5
"""So many telling lines of a post are enough to know it again, "so many" but one where its attribution has changed."""

HASH = 8
"""Bytes of the hash of a line."""

_END = "\n---\n"
_THEIRS = ".theirs"
_KEYS = ("address", "path", "first_seen", "last_changed")
_REPEATED = {"formerly", "picture", "lossy"}
_FEED = {"title", "published", "summary", "authors", "tags"}


@dataclass(frozen=True, slots=True)
class State:
    """What the state of one source holds.

    `index` are those of its records by original address. `files` are all of its files. `fresh` are the index
    that had to be read from theirs, by file name. `broken` says what is wrong with the files that hold no record.
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
    """The name of the file that holds what an original reads now, while that clashes with an edit."""
    return file_name(address).removesuffix(_SUFFIX) + _THEIRS


def dump(record: Record) -> str:
    """The file of a record.

    Raises:
        ValueError: its address, path or another value holds a line break.
    """
    lines = [f"{key}: {value}" for key, value in _header(record)]
    if broken := next((line for line in lines if re.search(r"[\r\n]", line)), ""):
        raise ValueError(f"a line break in {broken!r}")
    return "\n".join(lines) + _END + record.base


def _header(record: Record) -> Iterator[tuple[str, object]]:
    yield "address", record.address
    yield "path", record.path
    yield "first_seen", record.first_seen
    yield "last_changed", record.last_changed
    for address in record.formerly:
        yield "formerly", address
    if record.permalink:
        yield "permalink", record.permalink
    for path, content in sorted(record.pictures.items()):
        yield "picture", f"{content} {path}"
    if said := _said(record.entry):
        yield "feed", json.dumps(said, ensure_ascii=False)
    if record.body_from != "page":
        yield "body", record.body_from
    if record.missing.misses:
        yield "missing", f"{record.missing.misses} {record.missing.why}"
    for loss in record.losses:
        yield "lossy", json.dumps({"block": loss.block, "lost": loss.lost}, ensure_ascii=False)


def _said(entry: Entry) -> dict[str, object]:
    """What a feed said of an article, but for its body and when it was touched, which is not needed again."""
    facts: dict[str, object] = {
        "title": entry.title,
        "published": entry.published.isoformat() if entry.published else "",
        "summary": entry.summary,
        "authors": list(entry.authors),
        "tags": list(entry.tags),
    }
    return {key: value for key, value in facts.items() if value}


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
    if lacking := [key for key in _KEYS if key not in values]:
        raise ValueError(f"no {lacking[0]}")
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
        entry=_entry(address, values.get("feed", ["{}"])[0]),
        losses=tuple(map(_loss, values.get("lossy", []))),
        body_from=values.get("body", ["page"])[0],
    )


def read(target: Path, name: str, known: Mapping[str, tuple[Stamp, IndexRow]] | None = None) -> State:
    """The state of a source; a broken file counts as absent, so that its post is adopted again.

    Args:
        target: the target's folder.
        name: the source's.
        known: the index of files that were read earlier: those that are as they were are not read again.
    """
    known = known or {}
    index: dict[str, IndexRow] = {}
    fresh: dict[str, tuple[Stamp, IndexRow]] = {}
    broken: dict[str, str] = {}
    folder = target.joinpath(FOLDER, name)
    files = listing(folder)
    for file, stamp in files.items():
        if not file.endswith(_SUFFIX):
            continue
        if (kept := known.get(file)) is not None and kept[0] == stamp:
            row = kept[1]
        else:
            try:
                row = index_row_of(_read(folder, file))
            except ValueError as error:
                broken[file] = str(error)
                continue
            fresh[file] = stamp, row
        index[row.address] = row
    # A run that was stopped while an article got its new address leaves the old one's file.
    for former in [former for row in index.values() for former in row.formerly]:
        index.pop(former, None)
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
    found = target.joinpath(FOLDER, name, file_name(address)).stat()
    return Stamp(found.st_size, found.st_mtime_ns)


def index_row_of(record: Record) -> IndexRow:
    """The row of a record."""
    return IndexRow(
        record.address,
        str(record.path),
        record.permalink,
        record.formerly,
        tuple(map(identity, (record.address, *record.formerly))),
        record.missing.misses,
        b"".join(beginning(record.base)),
    )


def beginning(post: str) -> list[bytes]:
    """The hashes of the first telling lines of a post, or of a body: enough to know it again by."""
    body = re.sub(r"\A---\r?\n.*?^---\r?\n", "", post, count=1, flags=re.DOTALL | re.MULTILINE)
    lines = (line.strip() for line in body.splitlines())
    telling = islice((line for line in lines if len(line) >= TELLING), BEGINNING)
    return [hashlib.blake2b(line.encode(), digest_size=HASH).digest() for line in telling]


def _read(folder: Path, file: str) -> Record:
    try:
        found = load((folder / file).read_bytes().decode())
        if file != file_name(found.address):
            raise ValueError(f"a copy: it is about {found.address}")
        with suppress(FileNotFoundError):
            found = replace(found, theirs=(folder / theirs_name(found.address)).read_bytes().decode())
    except OSError as error:
        raise ValueError(error.strerror) from error
    return found


def _picture(value: str) -> tuple[PurePosixPath, str]:
    content, space, path = value.partition(" ")
    if not space:
        raise ValueError(f"not a picture: {value!r}")
    return PurePosixPath(path), content


def _entry(address: str, value: str) -> Entry:
    said = json.loads(value)
    if not isinstance(said, dict) or not said.keys() <= _FEED:
        raise ValueError(f"not what a feed says: {value!r}")
    when = str(said.get("published", ""))
    day = datetime.fromisoformat(when) if "T" in when else date.fromisoformat(when) if when else None
    title, summary = (str(said.get(key, "")) for key in ("title", "summary"))
    authors, tags = (tuple(map(str, said.get(key, ()))) for key in ("authors", "tags"))
    return Entry(address, title, day, summary=summary, authors=authors, tags=tags)


def _loss(value: str) -> Loss:
    match json.loads(value):
        case {"block": str(block), "lost": str(lost)}:
            return Loss(block, lost)
    raise ValueError(f"not a loss: {value!r}")
