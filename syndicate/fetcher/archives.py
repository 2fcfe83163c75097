"""The files of an export: a folder, a zip archive, or one file; nothing is unpacked to disk, nothing leads out of it."""

from __future__ import annotations

import gzip
import io
import logging
import mimetypes
import mmap
import re
import struct
import zipfile
import zlib
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, cast
from urllib.parse import unquote, urlsplit

from syndicate.errors import DamagedError, SourceError
from syndicate.fetcher import salvage
from syndicate.fetcher.cache import CachedResponse

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Member = tuple[str, Callable[[], Iterator[bytes]]]
    """Of an archive: a file's name, and what brings its bytes."""

log = logging.getLogger(__name__)

CHUNK = 1 << 18
MAX_FILES = 200_000
MAX_RATIO = 200
"""Text shrinks to a twentieth; what shrinks more than this is made to burst."""
FREE_BYTES = 10_000_000
"""So much may come out of an archive whatever its size."""
MAX_BYTES = 50_000_000_000
MAX_NESTED = 500_000_000
"""Bytes of an archive within an archive, which is held in memory."""
MAX_FOUND = 100_000_000
"""Bytes of a file that a post shows."""
GZIP = b"\x1f\x8b"
ZIP = b"PK\x03\x04"
ENCRYPTED = 0x1
UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, struct.error, EOFError, OSError),
    *(NotImplementedError, RuntimeError, ValueError, OverflowError),
)
"""What zipfile raises of damage."""
BESIDE = ("uploads", "wp-content", "content")
"""Folders in which people keep the files of a blog beside its export."""
SCALED = re.compile(r"-\d{1,5}x\d{1,5}(?=\.\w{1,5}$)")


@dataclass(frozen=True, slots=True)
class File:
    """One file of an export: its path there, and what brings its bytes, anew with each call."""

    name: str
    chunks: Callable[[], Iterator[bytes]]


class Archive:
    """The files of an export; it is closed after use.

    `files` are those of the export itself, `warnings` says what of it is left out.

    Args:
        path: of a file or a folder.

    Raises:
        SourceError: it cannot be read, or is refused.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.warnings: list[str] = []
        self._stack = ExitStack()
        self._by_end: dict[str, File] | None = None
        try:
            self.files = tuple(self._files())
        except OSError as error:
            raise SourceError(f"cannot be read: {error.strerror}", str(path)) from error

    def close(self) -> None:
        """Close its files."""
        self._stack.close()

    def get(self, address: str) -> CachedResponse | None:
        """The file that an address names, as a server would answer it; None where the export has none.

        An address names the file whose path ends as it does, by the file's name and its folder at least. One that is
        damaged is as good as none.
        """
        file = self._find(address)
        if file is None:
            return None
        content = bytearray()
        try:
            for chunk in file.chunks():
                content += chunk
                if len(content) > MAX_FOUND:
                    return None
        except DamagedError as error:
            log.info("%s: %s", address, error)
            return None
        return CachedResponse("", "", address, mimetypes.guess_type(file.name)[0] or "", "", bytes(content))

    def has_pictures(self) -> bool:
        """Whether there are pictures in it, or in a folder of uploads beside it."""
        names = (file.name for file in (*self.files, *self._beside()))
        return any((mimetypes.guess_type(name)[0] or "").startswith("image/") for name in names)

    def _find(self, address: str) -> File | None:
        if self._by_end is None:
            files = (*self.files, *self._beside())
            self._by_end = {end: file for file in files for end in _ends(file.name)}
        name = unquote(urlsplit(address).path)
        for wanted in dict.fromkeys((name, SCALED.sub("", name))):
            for end in _ends(wanted):
                if file := self._by_end.get(end):
                    return file
        return None

    def _files(self) -> Iterator[File]:
        if self.path.is_dir():
            yield from self._folder(self.path, "")
            return
        with self.path.open("rb") as stream:
            head = stream.read(4)
        if head.startswith(ZIP):
            yield from self._zip(self.path, "")
        else:
            yield File(self.path.name, partial(_read_gzip if head.startswith(GZIP) else _read, self.path))

    def _beside(self) -> Iterator[File]:
        """The files of the folders of a platform's uploads that lie beside the export."""
        for name in BESIDE if self.path.is_file() else ():
            folder = self.path.parent / name
            if folder.is_dir() and not folder.is_symlink():
                yield from self._folder(folder, f"{name}/")

    def _folder(self, root: Path, prefix: str) -> Iterator[File]:
        home = root.resolve()
        for count, file in enumerate(sorted(root.rglob("*"))):
            if count > MAX_FILES:
                raise SourceError(f"more than {MAX_FILES} files", str(root))
            name = file.relative_to(root).as_posix()
            if any(part.startswith(".") for part in name.split("/")) or not file.is_file():
                continue
            if file.resolve().is_relative_to(home):
                yield File(prefix + name, partial(_read, file))
            else:
                self.warnings.append(f"{file}: leads out of the export; left out")

    def _zip(self, source: Path | io.BytesIO, prefix: str) -> Iterator[File]:
        try:
            archive = self._stack.enter_context(zipfile.ZipFile(source))
        except UNREADABLE as error:
            members = self._salvaged(source, prefix, str(error))
        else:
            members = self._members(archive)
        for name, chunks in members:
            if name.endswith("/") or name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith("."):
                continue
            file = File(prefix + name, chunks)
            if prefix or not self._is_zip(file):
                yield file
            elif (content := self._whole(file)) is not None:
                yield from self._zip(io.BytesIO(content), f"{name}/")

    def _members(self, archive: zipfile.ZipFile) -> Iterator[Member]:
        """The files of an archive with its table of contents."""
        infos = archive.infolist()
        if len(infos) > MAX_FILES:
            raise SourceError(f"more than {MAX_FILES} files", str(self.path))
        _refuse_bombs(infos, self.path)
        for info in infos:
            name = _safe_name(info.filename, self.path)
            yield name, partial(_read_member, archive, info, self.path)

    def _salvaged(self, source: Path | io.BytesIO, prefix: str, why: str) -> Iterator[Member]:
        """The files of a damaged archive, as far as they can be found."""
        archive: bytes | mmap.mmap = b""
        if isinstance(source, io.BytesIO):
            archive = source.getvalue()
        else:
            with source.open("rb") as stream:
                archive = self._stack.enter_context(mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ))
        found = list(islice(salvage.found_in(archive), MAX_FILES + 1))
        if len(found) > MAX_FILES:
            raise SourceError(f"more than {MAX_FILES} files", str(self.path))
        what = f"{prefix.rstrip('/') or self.path}: this archive is damaged ({why})"
        if not found:
            raise SourceError(f"this archive is damaged ({why}); download it once more", str(self.path))
        count = f"{len(found)} file{'s' * (len(found) > 1)}"
        self.warnings.append(f"{what}: {count} could be found in it; download it once more to have the rest")
        for each in found:
            name = _safe_name(each.name, self.path)
            yield name, partial(salvage.unpacked, archive, each, str(self.path), MAX_RATIO)

    def _whole(self, file: File) -> bytes | None:
        """The bytes of an archive within the archive, as far as they can be read; None where they are too many."""
        content = bytearray()
        try:
            for chunk in file.chunks():
                content += chunk
                if len(content) > MAX_NESTED:
                    self.warnings.append(
                        f"{file.name}: an archive in the export, too large to be read; unpack it first"
                    )
                    return None
        except DamagedError as error:
            self.warnings.append(str(error))
        return bytes(content)

    def _is_zip(self, file: File) -> bool:
        """Whether a file is an archive too; one that cannot be read is none."""
        try:
            return next(file.chunks(), b"").startswith(ZIP)
        except DamagedError as error:
            self.warnings.append(str(error))
            return False


def _ends(name: str) -> Iterator[str]:
    """The ends of a path, the longest first, down to a name and its folder."""
    parts = name.strip("/").split("/")
    for start in range(max(len(parts) - 1, 1)):
        yield "/".join(parts[start:])


def _refuse_bombs(infos: list[zipfile.ZipInfo], path: Path) -> None:
    total = sum(info.file_size for info in infos)
    packed = sum(info.compress_size for info in infos)
    is_bomb = any(
        info.file_size > FREE_BYTES and info.file_size > MAX_RATIO * max(info.compress_size, 1)
        for info in infos
    )
    if is_bomb or total > MAX_BYTES or (total > FREE_BYTES and total > MAX_RATIO * max(packed, 1)):
        raise SourceError("this archive is made to burst when it is unpacked: refused", str(path))


def _safe_name(name: str, path: Path) -> str:
    name = name.replace("\\", "/")
    if name.startswith("/") or ".." in name.split("/") or "\0" in name or re.match(r"[A-Za-z]:", name):
        raise SourceError(f"a file in it leads out of it ({name!r}): refused", str(path))
    return name


def _read(path: Path) -> Iterator[bytes]:
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                yield chunk
    except OSError as error:
        raise DamagedError(f"cannot be read: {error.strerror}", str(path)) from error


def _read_gzip(path: Path) -> Iterator[bytes]:
    size, most = 0, max(FREE_BYTES, MAX_RATIO * path.stat().st_size)
    try:
        with gzip.open(path) as stream:
            while chunk := stream.read1(CHUNK):
                size += len(chunk)
                if size > most:
                    raise SourceError("this file is made to burst when it is unpacked: refused", str(path))
                yield chunk
    except (OSError, EOFError, zlib.error) as error:
        raise DamagedError(f"this file is damaged ({error}); download it once more", str(path)) from error


def _read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path) -> Iterator[bytes]:
    """The bytes of a file in an archive, which zipfile holds to what the archive says of their number."""
    if info.flag_bits & ENCRYPTED:
        raise DamagedError(f"{info.filename} in it is protected by a password; unpack it first", str(path))
    try:
        with cast("zipfile.ZipExtFile", archive.open(info)) as stream:
            while chunk := stream.read1(CHUNK):
                yield chunk
    except UNREADABLE as error:
        message = f"{info.filename} in it cannot be read ({error}); download the export once more"
        raise DamagedError(message, str(path)) from error
