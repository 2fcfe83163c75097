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
    published: /posts/a-post/                              each place where it published it before
    place: by hand                                         where a person chose the post's path
    picture: 0123456789abcdef src/assets/a.png             each file beside it, and the hash of what was written
    feed: {"summary": "…"}                                 its fields in the feed
    body: feed                                             the origin of its text, if not its page
    missing: 2 2026-02-03 not found (404)                  on how many days in a row it was not found, the last, and why
    digest: 1-0123456789abcdef 01234567                    of what was read from the original, and of the config
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
import stat as stats
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from syndicate.addresses import identity
from syndicate.errors import TargetError
from syndicate.models import Entry, IndexRow, Loss, Missing, Record, Stamp
from syndicate.writer.state_checks import MAX_FILE_BYTES, check
from syndicate.writer.state_sides import sides, united

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

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

_END = "\n---\n"
_THEIRS = ".theirs"
_KEYS = ("address", "path", "first_seen", "last_changed")
_REPEATED = {"formerly", "also", "picture", "lossy", "published"}
_FEED_KEYS = {"title", "published", "summary", "authors", "tags", "image", "enclosures"}


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
    yield from _places(record)
    if fields := _feed_fields(record.entry):
        yield "feed", json.dumps(fields, ensure_ascii=False)
    if record.body_from != "page":
        yield "body", record.body_from
    if record.missing.misses:
        missing = record.missing
        yield "missing", " ".join(filter(None, (str(missing.misses), missing.day, missing.why)))
    if record.source:
        yield "digest", f"{record.source} {record.rules}"
    for loss in record.losses:
        yield "lossy", json.dumps({"block": loss.block, "lost": loss.lost}, ensure_ascii=False)
    if record.decision:
        yield "decision", record.decision


def _places(record: Record) -> Iterator[tuple[str, object]]:
    """Where the target publishes the post, and has its pictures."""
    if record.permalink:
        yield "permalink", record.permalink
    for permalink in record.former_permalinks:
        yield "published", permalink
    if record.by_hand:
        yield "place", "by hand"
    for path, content in sorted(record.pictures.items()):
        yield "picture", f"{content} {path}"


def _feed_fields(entry: Entry) -> dict[str, object]:
    """The fields of a feed's entry, without its body and time of change, which are not needed again."""
    fields: dict[str, object] = {
        "title": entry.title,
        "published": entry.published.isoformat() if entry.published else "",
        "summary": entry.summary,
        "authors": list(entry.authors),
        "tags": list(entry.tags),
        "image": entry.image,
        "enclosures": list(entry.enclosures),
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
            raise ValueError(f"unexpected line {line[:80]!r}")
        values.setdefault(key, []).append(value)
    if missing_keys := [key for key in _KEYS if key not in values]:
        raise ValueError(f"no {missing_keys[0]}")
    address, path, first_seen, last_changed = (values[key][0] for key in _KEYS)
    for day in (first_seen, last_changed):
        date.fromisoformat(day)
    source, _, rules = values.get("digest", [""])[0].partition(" ")
    return Record(
        address,
        PurePosixPath(path),
        base,
        first_seen,
        last_changed,
        permalink=values.get("permalink", [""])[0],
        formerly=tuple(values.get("formerly", [])),
        pictures=dict(map(_picture, values.get("picture", []))),
        missing=_missing(values.get("missing", ["0 "])[0]),
        entry=replace(_entry(address, values.get("feed", ["{}"])[0]), guid=values.get("guid", [""])[0]),
        losses=tuple(map(_loss, values.get("lossy", []))),
        body_from=values.get("body", ["page"])[0],
        decision=values.get("decision", [""])[0],
        aliases=tuple(values.get("also", [])),
        source=source,
        rules=rules,
        by_hand="place" in values,
        former_permalinks=tuple(values.get("published", [])),
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
    return file.read_bytes().decode()


def _unreadable(place: Path, error: OSError) -> TargetError:
    message = (
        f"the state cannot be read: {error.strerror}; mend or remove this, so that nothing of it is forgotten"
    )
    return TargetError(message, str(place))


def _missing(value: str) -> Missing:
    """How long an original has been missing; earlier versions wrote no day."""
    misses, _, why = value.partition(" ")
    day, _, rest = why.partition(" ")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", day):
        return Missing(rest, int(misses), day)
    return Missing(why, int(misses))


def _picture(value: str) -> tuple[PurePosixPath, str]:
    content, space, path = value.partition(" ")
    if not space:
        raise ValueError(f"not a picture: {value[:80]!r}")
    return PurePosixPath(path), content


def _entry(address: str, value: str) -> Entry:
    fields = _json(value)
    if not isinstance(fields, dict) or not fields.keys() <= _FEED_KEYS:
        raise ValueError(f"not what a feed says: {value[:80]!r}")
    lists = [fields.get(key, []) for key in ("authors", "tags", "enclosures")]
    texts = [fields.get(key, "") for key in ("title", "published", "summary", "image")]
    if not all(isinstance(each, list) for each in lists) or not all(
        isinstance(text, str) for text in (*texts, *(text for each in lists for text in each))
    ):
        raise ValueError(f"not what a feed says: {value[:80]!r}")
    title, published, summary, image = texts
    moment = (
        datetime.fromisoformat(published)
        if "T" in published
        else date.fromisoformat(published)
        if published
        else None
    )
    authors, tags, enclosures = map(tuple, lists)
    return Entry(
        address,
        title,
        moment,
        summary=summary,
        authors=authors,
        tags=tags,
        image=image,
        enclosures=enclosures,
    )


def _loss(value: str) -> Loss:
    match _json(value):
        case {"block": str(block), "lost": str(lost)}:
            return Loss(block, lost)
    raise ValueError(f"not a loss: {value[:80]!r}")


def _json(value: str) -> Any:
    try:
        return json.loads(value)
    except RecursionError:
        raise ValueError("too deeply nested") from None
