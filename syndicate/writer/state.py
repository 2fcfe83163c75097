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
    missing: 2 not found (404)                             in how many looks in a row it was not to be had
    lossy: {"block": "…", "lost": "…"}
    ---
    the text of the post as last written, byte for byte

While the original clashes with an edit, what it reads now stands beside that, in a file that ends in `.theirs`.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from syndicate.models import Entry, Loss, Missing, Record

if TYPE_CHECKING:
    from collections.abc import Iterator

FOLDER = PurePosixPath(".syndicate")

_SUFFIX = ".post"
"""Not .md or .html: no site generator takes these files for its own."""

_END = "\n---\n"
_THEIRS = ".theirs"
_KEYS = ("address", "path", "first_seen", "last_changed")
_REPEATED = {"formerly", "picture", "lossy"}
_FEED = {"title", "published", "summary", "authors", "tags"}


@dataclass(frozen=True, slots=True)
class State:
    """The records of one source by original address, and what was wrong with the files that hold none."""

    records: dict[str, Record]
    warnings: tuple[str, ...] = ()


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
    if record.missing.looks:
        yield "missing", f"{record.missing.looks} {record.missing.why}"
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
    looks, _, why = values.get("missing", ["0 "])[0].partition(" ")
    return Record(
        address,
        PurePosixPath(path),
        base,
        first_seen,
        last_changed,
        permalink=values.get("permalink", [""])[0],
        formerly=tuple(values.get("formerly", [])),
        pictures=dict(map(_picture, values.get("picture", []))),
        missing=Missing(why, int(looks)),
        entry=_entry(address, values.get("feed", ["{}"])[0]),
        losses=tuple(map(_loss, values.get("lossy", []))),
    )


def read(target: Path, name: str) -> State:
    """The state of the source `name` in a target; a broken file counts as absent, so that its post is adopted again."""
    records: dict[str, Record] = {}
    warnings: list[str] = []
    folder = target.joinpath(FOLDER, name)
    clashing = {file.name for file in folder.glob(f"*{_THEIRS}")}
    for file in sorted(folder.glob(f"*{_SUFFIX}")):
        try:
            record = load(file.read_bytes().decode())
            if (other := theirs_name(record.address)) in clashing:
                record = replace(record, theirs=(folder / other).read_bytes().decode())
        except (OSError, ValueError) as error:
            problem = str(error.strerror if isinstance(error, OSError) else error)
        else:
            problem = (
                "" if file.name == file_name(record.address) else f"a copy: it is about {record.address}"
            )
        if problem:
            warnings.append(
                f"{file.relative_to(target).as_posix()}: cannot be used and is ignored: {problem}"
            )
        else:
            records[record.address] = record
    # A run that was stopped while an article got its new address leaves the old one's file.
    for former in [former for record in records.values() for former in record.formerly]:
        records.pop(former, None)
    return State(records, tuple(warnings))


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
