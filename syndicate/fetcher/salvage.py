"""Zip archives that are cut off or without their table of contents: their files, found by the headers that stand before them.

Source: https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT, sections 4.3.7 to 4.3.9 and 4.5.3
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicate.errors import DamagedError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from mmap import mmap

CHUNK = 1 << 18
LOCAL, DESCRIPTOR, CENTRAL = b"PK\x03\x04", b"PK\x07\x08", b"PK\x01\x02"
HEADER = struct.Struct("<4s5H3I2H")
STORED, DEFLATED = 0, 8
ENCRYPTED, SIZES_FOLLOW, IS_UTF8 = 0x1, 0x8, 0x800
BY_ZIP64 = 0xFFFFFFFF
"""Stands for a size that the extra field has."""


@dataclass(frozen=True, slots=True)
class Found:
    """A file of a damaged archive: its name, where its packed bytes stand, and what they are to add up to.

    `end` is that of the packed bytes, -1 where only unpacking shows it; `crc` is None where the header does not say.
    """

    name: str
    start: int
    end: int
    method: int
    crc: int | None


def found_in(archive: bytes | mmap) -> Iterator[Found]:
    """The files whose headers can be read, in their order.

    Args:
        archive: all of it.
    """
    at = archive.find(LOCAL)
    while 0 <= at <= len(archive) - HEADER.size:
        found = _at(archive, at)
        if found is None:
            at = archive.find(LOCAL, at + 4)
            continue
        yield found
        at = archive.find(LOCAL, found.end if found.end >= 0 else _end(archive, found))


def _at(archive: bytes | mmap, at: int) -> Found | None:
    """The file whose header stands there; None where that is none, or of a kind that cannot be unpacked."""
    fields = HEADER.unpack_from(archive, at)
    _, _, flags, method, _, _, crc, packed, _, name_size, extra_size = fields
    start = at + HEADER.size + name_size + extra_size
    if method not in (STORED, DEFLATED) or flags & ENCRYPTED or start > len(archive) or not name_size:
        return None
    raw = archive[at + HEADER.size : at + HEADER.size + name_size]
    name = raw.decode("utf-8" if flags & IS_UTF8 else "cp437", "replace")
    if flags & SIZES_FOLLOW:
        end = -1 if method == DEFLATED else _end_of_stored(archive, start)
        return Found(name, start, end, method, None)
    if packed == BY_ZIP64:
        packed = _packed_size(archive[start - extra_size : start])
    return Found(name, start, start + packed, method, crc)


def _packed_size(extra: bytes) -> int:
    """The size of the packed bytes by the extra field of zip64: the second number in it."""
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<2H", extra)
        if kind == 1 and size >= 16:
            return int.from_bytes(extra[12:20], "little")
        extra = extra[4 + size :]
    return BY_ZIP64


def _end_of_stored(archive: bytes | mmap, start: int) -> int:
    ends = (archive.find(sign, start) for sign in (DESCRIPTOR, LOCAL, CENTRAL))
    return min((end for end in ends if end >= 0), default=len(archive) + 1)


def _end(archive: bytes | mmap, found: Found) -> int:
    """Where the packed bytes of a file end, found out by unpacking them; where they are broken, where they begin."""
    unpacker, at = zlib.decompressobj(-zlib.MAX_WBITS), found.start
    try:
        while not unpacker.eof and at < len(archive):
            packed = unpacker.unconsumed_tail or archive[at : at + CHUNK]
            at += 0 if unpacker.unconsumed_tail else len(packed)
            unpacker.decompress(packed, CHUNK)
    except zlib.error:
        return found.start
    return at - len(unpacker.unused_data)


def unpacked(archive: bytes | mmap, found: Found, path: str, most: int) -> Iterator[bytes]:
    """The bytes of a file.

    Args:
        archive: all of it.
        found: the file.
        path: of the archive, for messages.
        most: how many times its packed bytes the file may be.

    Raises:
        DamagedError: it is cut off or broken, after what can be read.
        SourceError: it is made to burst.
    """
    crc, size, why = 0, 0, ""
    reading = _stored(archive, found) if found.method == STORED else _inflated(archive, found)
    try:
        for used, chunk in reading:
            crc, size = zlib.crc32(chunk, crc), size + len(chunk)
            if size > max(10_000_000, most * used):
                raise SourceError("this archive is made to burst when it is unpacked: refused", path)
            if chunk:
                yield chunk
    except (EOFError, zlib.error) as error:
        why = str(error)
    if why or (found.crc is not None and crc != found.crc):
        message = f"{found.name} in it cannot be read to its end ({why or 'bad checksum'})"
        raise DamagedError(f"{message}; download the export once more", path)


def _stored(archive: bytes | mmap, found: Found) -> Iterator[tuple[int, bytes]]:
    for at in range(found.start, min(found.end, len(archive)), CHUNK):
        yield at - found.start + CHUNK, archive[at : min(at + CHUNK, found.end)]
    if found.end > len(archive):
        raise EOFError("it is cut off")


def _inflated(archive: bytes | mmap, found: Found) -> Iterator[tuple[int, bytes]]:
    unpacker, at = zlib.decompressobj(-zlib.MAX_WBITS), found.start
    end = len(archive) if found.end < 0 else min(found.end, len(archive))
    while not unpacker.eof:
        packed = unpacker.unconsumed_tail or archive[at : min(at + CHUNK, end)]
        if not packed:
            raise EOFError("it is cut off")
        at += 0 if unpacker.unconsumed_tail else len(packed)
        yield at - found.start, unpacker.decompress(packed, CHUNK)
