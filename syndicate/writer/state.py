"""What Syndicate remembers in the target: `.syndicate/<source name>/`, a small text file for each original address.

One file an address, so that two branches that add different articles merge cleanly:

    address: https://example.org/2022/07/20/a-post/
    path: src/posts/2022/2022-07-20-a-post.md
    first_seen: 2026-01-31
    last_changed: 2026-01-31
    lossy: {"block": "…", "lost": "…"}
    ---
    the text of the post as last written, byte for byte
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from urllib.parse import urlsplit

from syndicate.models import Loss, Record

FOLDER = PurePosixPath(".syndicate")

_SUFFIX = ".post"
"""Not .md or .html: no site generator takes these files for its own."""

_END = "\n---\n"
_KEYS = ("address", "path", "first_seen", "last_changed")


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


def dump(record: Record) -> str:
    """The file of a record.

    Raises:
        ValueError: its address, path or dates hold a line break.
    """
    values = (record.address, str(record.path), record.first_seen, record.last_changed)
    if any(re.search(r"[\r\n]", value) for value in values):
        raise ValueError(f"a line break in {values}")
    lines = [f"{key}: {value}" for key, value in zip(_KEYS, values, strict=True)]
    losses = ({"block": loss.block, "lost": loss.lost} for loss in record.losses)
    lines += [f"lossy: {json.dumps(loss, ensure_ascii=False)}" for loss in losses]
    return "\n".join(lines) + _END + record.base


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
    values: dict[str, str] = {}
    losses: list[Loss] = []
    for line in header.split("\n"):
        key, colon, value = line.partition(": ")
        if not colon or key in values:
            raise ValueError(f"unexpected line {line!r}")
        if key == "lossy":
            losses.append(_loss(value))
        else:
            values[key] = value
    if missing := [key for key in _KEYS if key not in values]:
        raise ValueError(f"no {missing[0]}")
    address, path, *dates = (values[key] for key in _KEYS)
    for day in dates:
        date.fromisoformat(day)
    return Record(address, PurePosixPath(path), base, dates[0], dates[1], tuple(losses))


def read(target: Path, name: str) -> State:
    """The state of the source `name` in a target; a broken file counts as absent, so that its post is adopted again."""
    records: dict[str, Record] = {}
    warnings: list[str] = []
    for file in sorted(target.joinpath(FOLDER, name).glob(f"*{_SUFFIX}")):
        try:
            record = load(file.read_bytes().decode())
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
    return State(records, tuple(warnings))


def _loss(value: str) -> Loss:
    data = json.loads(value)
    match data:
        case {"block": str(block), "lost": str(lost)}:
            return Loss(block, lost)
    raise ValueError(f"not a loss: {value!r}")
