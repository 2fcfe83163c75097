"""The target repository: reading and writing posts, pictures and state."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import stat
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from syndicate.config.flavors import POST_SUFFIXES
from syndicate.errors import TargetError
from syndicate.models import Kind
from syndicate.writer import adoption, state
from syndicate.writer.journal import Step
from syndicate.writer.locking import LOCK_TIMEOUT, locked
from syndicate.writer.pointers import POINTER, pointed_hash
from syndicate.writer.state_text import dump, load

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from syndicate.models import Change, IndexRow, Record, Stamp
    from syndicate.writer.journal import Journal

log = logging.getLogger(__name__)

_HEAD_BYTES = 65_536
"""Bytes: more than any front matter and three paragraphs."""

FORBIDDEN_CHARACTERS = re.compile(r"[\\\0-\x1f\x7f]")
"""Characters that no path in a target may have: a backslash separates folders on Windows."""


@dataclass(frozen=True, slots=True)
class Target:
    """A target folder for one source; `open` checks that it can be one. `journal` is told what is written, and whether it `is_seen`."""

    root: Path
    name: str
    journal: Journal | None = None
    is_seen: bool = True

    @classmethod
    def open(cls, path: Path, name: str) -> Target:
        """The target in a folder.

        Args:
            path: the folder, usually a site's repository.
            name: the source's.

        Raises:
            TargetError: it does not exist, is no folder, or cannot be written.
        """
        if not path.exists():
            raise TargetError("there is no such folder; create it or name your site's repository", str(path))
        if not path.is_dir():
            raise TargetError("this is not a folder; name your site's repository", str(path))
        if not os.access(path, os.W_OK | os.X_OK):
            raise TargetError("this folder cannot be written; look at its permissions", str(path))
        return cls(path.resolve(), name)

    def locked(self, folder: Path, wait: float = LOCK_TIMEOUT) -> AbstractContextManager[None]:
        """Lock the target for a run; see `locking.locked`."""
        return locked(self.root, folder, wait)

    def state(self, cached_index: Mapping[str, tuple[Stamp, IndexRow]] | None = None) -> state.State:
        """The state of the source in this target; see `state.read`."""
        self._file(state.FOLDER / self.name / "-")  # a link that leads elsewhere is an error, not a state
        return state.read(self.root, self.name, cached_index)

    def mend(self) -> tuple[str, ...]:
        """Restore broken state files from git's last commit, and unite those that a merge of git left in conflict.

        Returns:
            A line for each such file. What git does not have either stays broken.
        """
        from syndicate.writer.git.history import text_at

        known = state.read(self.root, self.name)
        notes = []
        for row in known.index.values():
            if (file := state.file_name(row.address)) in known.parted:
                self.keep(self.record(row.address))
                path = state.FOLDER / self.name / file
                notes.append(f"{path}: had conflict markers of git; what both sides know is united")
        for file, problem in known.broken.items():
            path = state.FOLDER / self.name / file
            try:
                text = text_at(self.root, path)
                state.check_file(file, load(text))
            except (TargetError, ValueError):
                continue
            self._write(path, text.encode())
            notes.append(f"{path}: was broken ({problem}), and is taken from git's last commit")
        return tuple(notes)

    def record(self, address: str) -> Record:
        """The record of an original.

        Raises:
            TargetError: there is none, or none that can be read.
        """
        try:
            return state.record(self.root, self.name, address)
        except ValueError as error:
            raise TargetError(f"cannot be used: {error}", str(self.state_file(address))) from error

    def records(self) -> Iterator[Record]:
        """All records of the state, one by one."""
        return (self.record(address) for address in self.state().index)

    def all_records(self) -> list[Record]:
        """All records of the state at once: each file is read once, and all texts are held."""
        self._file(state.FOLDER / self.name / "-")  # as for `state`
        return state.records(self.root, self.name)

    def stamp(self, address: str) -> Stamp:
        """The stamp of an original's record: it changes whenever the record does."""
        return state.stamp(self.root, self.name, address)

    def sources(self) -> list[str]:
        """The names of all sources that have a state in this target."""
        try:
            with os.scandir(self._file(state.FOLDER / "-").parent) as entries:
                return sorted(entry.name for entry in entries if entry.is_dir())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise TargetError(f"the state cannot be read: {error.strerror}", str(state.FOLDER)) from error

    def state_file(self, address: str) -> PurePosixPath:
        """The path of an original's state file."""
        return state.FOLDER / self.name / state.file_name(address)

    def state_files(self) -> list[PurePosixPath]:
        """Every file of the source's state."""
        folder = state.FOLDER / self.name
        return [folder / name for name in self.stamps()]

    def reads(self, path: PurePosixPath, text: str) -> bool:
        """Whether a file holds a text, whatever its line endings."""
        return self.read_bytes(path).replace(b"\r\n", b"\n") == text.encode().replace(b"\r\n", b"\n")

    def stamps(self) -> dict[str, Stamp]:
        """The files of the source's state, each with its stamp."""
        return state.listing(self._file(state.FOLDER / self.name / "-").parent)

    def files(self, folder: PurePosixPath) -> frozenset[PurePosixPath]:
        """Every file in a folder of the target and below it, except in hidden folders and node_modules."""
        paths = []
        for parent, folders, names in os.walk(self._file(folder / "-").parent):
            folders[:] = [name for name in folders if name != "node_modules" and not name.startswith(".")]
            folder_path = PurePosixPath(Path(parent).relative_to(self.root).as_posix())
            paths += [folder_path / name for name in names]
        return frozenset(paths)

    def adoptable(
        self,
        addresses: Collection[str],
        files: Collection[PurePosixPath],
        own_posts: Container[PurePosixPath] = (),
    ) -> dict[str, adoption.Mention]:
        """The posts that a person wrote by hand for some original articles, or in which they only link to them.

        Args:
            addresses: the `identity` of each original's, as a front matter or an attribution names it.
            files: the files to search, from `files`; only Markdown is read.
            own_posts: posts that the state has already; they are not searched.

        Returns:
            The post of each identity that has one; of several, one with an attribution, then the one that names it
            earliest in its text.
        """
        identities = frozenset(addresses)
        sites = frozenset(address.partition("/")[0] for address in addresses)
        posts = [path for path in files if path.suffix.lower() in POST_SUFFIXES and path not in own_posts]
        posts = [path for path in posts if not (self.root / path).is_symlink()]
        ranked = []
        for path in posts:
            head = self._head(path)
            if (match := adoption.original(head, identities, sites)).identity:
                lines = frozenset() if match.is_attribution else frozenset(state.beginning(head))
                mention = adoption.Mention(path, match.is_attribution, lines)
                ranked.append((not match.is_attribution, match.block, path, match.identity, mention))
        # From the last to the first, so that an address keeps its best mention.
        return {found: mention for *_, found, mention in sorted(ranked, reverse=True)}

    def has(self, path: PurePosixPath) -> bool:
        """Whether a file exists at a path; see `read` for the errors."""
        return self._file(path).is_file()

    def read(self, path: PurePosixPath) -> str:
        """The text of a post, with its line endings as they are; "" if there is none.

        Raises:
            TargetError: the path leads out of the target, or the file is not UTF-8, or Git LFS has it.
        """
        content = self.read_bytes(path)
        if pointed_hash(content):
            raise TargetError(f"this post is {POINTER}", str(path))
        try:
            return content.decode()
        except UnicodeDecodeError as error:
            raise TargetError("this post is not UTF-8; save it as UTF-8", str(path)) from error

    def read_bytes(self, path: PurePosixPath) -> bytes:
        """The content of a file; b"" if there is none.

        Raises:
            TargetError: the path leads out of the target, or cannot be read.
        """
        try:
            return self._file(path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return b""
        except OSError as error:
            raise TargetError(f"cannot be read: {error.strerror}", str(path)) from error

    def digests(self, paths: Iterable[PurePosixPath]) -> dict[PurePosixPath, str]:
        """The hash of each of these files that exists, also where Git LFS has not fetched it; see `read` for the errors."""
        contents = {path: self.read_bytes(path) for path in paths if self.has(path)}
        return {
            path: (pointed_hash(content) or hashlib.sha256(content).hexdigest())[:16]
            for path, content in contents.items()
        }

    def picture(self, path: PurePosixPath) -> bytes:
        """A picture, fetched where Git LFS has left a pointer in its place; see `read` for the errors."""
        content = self.read_bytes(path)
        if not pointed_hash(content):
            return content
        from syndicate.writer.git.large_files import large_file

        if (picture := large_file(self.root, content)) is None:
            raise TargetError("this picture is in Git LFS and cannot be fetched; run git lfs pull", str(path))
        return picture

    def apply(self, change: Change) -> None:
        """Write a change to the target: pictures first, then the post, then the state, each file atomically.

        If a run is stopped in between, the next run recognises what it left. A file that has its bytes already
        is not written again.

        Raises:
            TargetError: the path leads out of the target, the post was changed since the plan was made,
                or the system refuses to write.
        """
        path = change.post.path
        if change.after != change.before and self.read(path) != change.before:
            raise TargetError("this post was changed during the run; run it again", str(path))
        for asset in change.assets:
            self._write(asset.path, asset.content, change.record.address)
        if change.after != change.before:
            self._write(path, change.after.encode(), change.record.address)
        is_seen = change.after != change.before or change.kind not in (Kind.UNCHANGED, Kind.EDITED)
        replace(self, is_seen=is_seen).keep(change.record)

    def restore(self, record: Record) -> None:
        """Write the post of a record as it was last written."""
        self._write(record.path, record.base.encode(), record.address)

    def content(self, path: PurePosixPath) -> bytes | None:
        """The content of a file; None where there is none."""
        return self.read_bytes(path) if self.has(path) else None

    def put(self, path: PurePosixPath, content: bytes | None, address: str = "") -> None:
        """Give a file this content, or remove it where that is None, at a person's word; `address` is of its article."""
        if content is None:
            self._remove(path, address)
        else:
            self._write(path, content, address)

    def drop(self, record: Record) -> None:
        """Remove a record from the state; its post stays."""
        folder = state.FOLDER / self.name
        for address in (record.address, *record.formerly):
            self._remove(folder / state.file_name(address), record.address)
            self._remove(folder / state.theirs_name(address), record.address)

    def keep_text(self, address: str, text: str) -> PurePosixPath:
        """Write an earlier text of a post beside the state, under a name that is free; returns its path."""
        first = state.FOLDER / f"{self.name}-{self.state_file(address).stem}.before"
        paths = (first if n == 1 else first.with_suffix(f".before-{n}") for n in count(1))
        path = next(path for path in paths if not self.has(path))
        self._write(path, text.encode())
        return path

    def keep(self, record: Record) -> None:
        """Write a record to the state."""
        self._write_record(record)

    def _write_record(self, record: Record) -> None:
        folder = state.FOLDER / self.name
        theirs = folder / state.theirs_name(record.address)
        if record.theirs:
            self._write(theirs, record.theirs.encode(), record.address)
        file = self.state_file(record.address)
        self._write(file, self._as_there(file, dump(record)), record.address)
        if not record.theirs:
            self._remove(theirs, record.address)
        for address in record.formerly:
            if self._is_of_another(address, record):
                continue
            self._remove(folder / state.file_name(address), record.address)
            self._remove(folder / state.theirs_name(address), record.address)

    def _as_there(self, path: PurePosixPath, text: str) -> bytes:
        """A text with the line endings that git gave to the file in its place."""
        if self.read_bytes(path).partition(b"\n")[0].endswith(b"\r"):
            text = text.replace("\r\n", "\n").replace("\n", "\r\n")
        return text.encode()

    def _is_of_another(self, address: str, record: Record) -> bool:
        """Whether another article stands at an address that a record's article had before."""
        try:
            return self.has(self.state_file(address)) and self.record(address).path != record.path
        except TargetError:
            return False

    def _remove(self, path: PurePosixPath, address: str = "") -> None:
        """Remove a file of the state; a run never removes a post."""
        if self.journal is not None and (before := self.content(path)) is not None:
            self.journal.note(Step(address, path, before, None), is_seen=self.is_seen)
        try:
            self._file(path).unlink(missing_ok=True)
        except OSError as error:
            raise TargetError(f"cannot be removed: {error.strerror}", str(path)) from error

    def heads(self, paths: Iterable[PurePosixPath]) -> Iterator[tuple[PurePosixPath, str]]:
        """The beginning of each of these posts: its front matter and some paragraphs."""
        return ((path, self._head(path)) for path in paths if not (self.root / path).is_symlink())

    def _head(self, path: PurePosixPath) -> str:
        try:
            with (self.root / path).open("rb") as file:
                return file.read(_HEAD_BYTES).decode(errors="replace")
        except OSError as error:
            raise TargetError(f"cannot be read: {error.strerror}", str(path)) from error

    def _write(self, path: PurePosixPath, content: bytes, address: str = "") -> None:
        file = self._file(path)
        if path.parts[0] == state.FOLDER.name and (self.root / path).is_symlink():
            raise TargetError("a link stands where a state file belongs; remove it", str(path))
        # One temporary name for each file: the next run overwrites what a stopped run left.
        temporary = file.with_name(f".{hashlib.sha256(file.name.encode()).hexdigest()[:16]}.syndicate.tmp")
        try:
            if file.exists() and file.read_bytes() == content:
                return
            if self.journal is not None:
                self.journal.note(Step(address, path, self.content(path), content), is_seen=self.is_seen)
            file.parent.mkdir(parents=True, exist_ok=True)
            temporary.unlink(missing_ok=True)
            try:
                with temporary.open("xb") as stream:  # x: never through a link that lies in wait there
                    stream.write(content)
                    stream.flush()
                    os.fsync(stream.fileno())
                if file.exists():
                    with suppress(PermissionError):  # some file systems keep no permissions
                        temporary.chmod(stat.S_IMODE(file.stat().st_mode))
                temporary.replace(file)
                log.debug("%s: written, %d bytes", path, len(content))
            finally:
                temporary.unlink(missing_ok=True)
        except OSError as error:
            raise TargetError(f"cannot be written: {error.strerror}", str(path)) from error

    def _file(self, path: PurePosixPath) -> Path:
        """The file at a path of the target, with links resolved.

        Raises:
            TargetError: it leads out of the target, or into git's own folder, whose hooks run as code.
        """
        text = str(path)
        if path.is_absolute() or ".." in path.parts or FORBIDDEN_CHARACTERS.search(text):
            raise TargetError("this path is not one inside the target; look at post.path in the config", text)
        file, parts = self.root.joinpath(*path.parts), path.parts
        if self._is_linked(path):
            try:
                file = file.resolve()
            except (OSError, RuntimeError) as error:
                raise TargetError(f"a link on this path leads nowhere: {error}", text) from error
            if not file.is_relative_to(self.root):
                raise TargetError("a link on this path leads out of the target; remove the link", text)
            parts = file.relative_to(self.root).parts
        if any(part.lower() == ".git" for part in parts):
            raise TargetError("this is git's own folder, where no post may stand", text)
        return file

    def _is_linked(self, path: PurePosixPath) -> bool:
        """Whether a part of a path is a link; this takes a fifth of the time of resolving the path."""
        place = str(self.root)
        for part in path.parts:
            place = f"{place}/{part}"
            if os.path.islink(place):  # noqa: PTH114  (a Path for each takes as long as to resolve them)
                return True
        return False
