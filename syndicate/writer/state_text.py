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

import json
import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from syndicate.models import Entry, Loss, Missing, Record

if TYPE_CHECKING:
    from collections.abc import Iterator

_END = "\n---\n"
_KEYS = ("address", "path", "first_seen", "last_changed")
_REPEATED = {"formerly", "also", "picture", "lossy", "published"}
_FEED_KEYS = {"title", "published", "summary", "authors", "tags", "image", "enclosures"}


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
