"""The target repository: reading the posts that are there, writing those that are to be."""

from __future__ import annotations

import hashlib
import logging
import os
import re
import stat
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from syndicate.errors import BusyError, TargetError
from syndicate.fetcher.folders import cache_folder
from syndicate.writer import adoption, state

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator, Mapping

    from syndicate.models import Change, IndexRow, Record, Stamp

log = logging.getLogger(__name__)

_HEAD = 65_536
"""Bytes: more than any front matter and three paragraphs."""

PATIENCE = 20
"""Seconds: runs that are started at once, each for its source, take their turns; behind a long one it is no use to wait."""

STRANGE = re.compile(r"[\\\0-\x1f\x7f]")
"""What no path of a target holds: a backslash parts folders on Windows."""

POSTS = (".md", ".markdown")
"""The suffixes of what may be a post."""


@dataclass(frozen=True, slots=True)
class Target:
    """A target folder, seen from one source; `open` checks that it can be one."""

    root: Path
    name: str

    @classmethod
    def open(cls, path: Path, name: str) -> Target:
        """The target in a folder.

        Args:
            path: the folder, as a rule a site's repository.
            name: the source's.

        Raises:
            TargetError: it is not there, no folder, or cannot be written.
        """
        if not path.exists():
            raise TargetError("there is no such folder; create it or name your site's repository", str(path))
        if not path.is_dir():
            raise TargetError("this is not a folder; name your site's repository", str(path))
        if not os.access(path, os.W_OK | os.X_OK):
            raise TargetError("this folder cannot be written; look at its permissions", str(path))
        return cls(path.resolve(), name)

    @contextmanager
    def locked(self, wait: float = PATIENCE) -> Iterator[None]:
        """Holds the target for a run, so that no other writes to it at the same time.

        The lock's file lies in the user's cache folder; the system lets go of it when the process ends, however it ends.

        Args:
            wait: seconds to wait for another run to end.

        Raises:
            BusyError: another run still holds the target.
        """
        from filelock import FileLock, Timeout

        name = hashlib.sha256(os.fsencode(self.root)).hexdigest()[:16]
        file = cache_folder() / "locks" / f"{name}.lock"
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            lock = FileLock(file)
            try:
                lock.acquire(timeout=0)
            except Timeout:
                log.info("%s: another run holds it; waiting for up to %g seconds", self.root, wait)
                lock.acquire(timeout=wait)
        except Timeout:
            message = "another run holds this target; try again when it is done"
            raise BusyError(message, str(self.root)) from None
        except OSError as error:
            message = (
                f"the target cannot be locked: {error.strerror}; set XDG_CACHE_HOME to a folder of yours"
            )
            raise TargetError(message, str(file)) from error
        try:
            yield
        finally:
            lock.release()

    def state(self, known: Mapping[str, tuple[Stamp, IndexRow]] | None = None) -> state.State:
        """What Syndicate remembers of the source's posts in this target; see `state.read`."""
        self._file(state.FOLDER / self.name / "-")  # a link that leads elsewhere is an error, not a state
        return state.read(self.root, self.name, known)

    def mend(self) -> tuple[str, ...]:
        """Bring back what is broken of the state from git's last commit.

        Returns:
            What was brought back, in words. What git does not have either is left.
        """
        from syndicate.writer.git.history import committed

        mended = []
        for file, problem in state.read(self.root, self.name).broken.items():
            path = state.FOLDER / self.name / file
            try:
                text = committed(self.root, path)
                if state.file_name(state.load(text).address) != file:
                    continue
            except (TargetError, ValueError):
                continue
            self._write(path, text.encode())
            mended.append(f"{path}: was broken ({problem}), and is taken from git's last commit")
        return tuple(mended)

    def record(self, address: str) -> Record:
        """What the state remembers of an original.

        Raises:
            TargetError: nothing, or nothing that can be read.
        """
        try:
            return state.record(self.root, self.name, address)
        except ValueError as error:
            raise TargetError(f"cannot be used: {error}", str(self.state_file(address))) from error

    def records(self) -> Iterator[Record]:
        """All that the state remembers, one after another."""
        return (self.record(address) for address in self.state().index)

    def stamp(self, address: str) -> Stamp:
        """What changes whenever the record of an original does."""
        return state.stamp(self.root, self.name, address)

    def sources(self) -> list[str]:
        """The names of all sources that have a state in this target."""
        try:
            with os.scandir(self._file(state.FOLDER / "-").parent) as entries:
                return sorted(entry.name for entry in entries if entry.is_dir())
        except (FileNotFoundError, NotADirectoryError):
            return []

    def state_file(self, address: str) -> PurePosixPath:
        """Where the state of an original lies."""
        return state.FOLDER / self.name / state.file_name(address)

    def own_files(self) -> Iterator[PurePosixPath]:
        """What is the source's own: its state, gone files of it too, and posts and pictures that are as it wrote them."""
        for record in self.records():
            for address in (record.address, *record.formerly):
                yield self.state_file(address)
                yield state.FOLDER / self.name / state.theirs_name(address)
            if self.has(record.path) and self.read_bytes(record.path) == record.base.encode():
                yield record.path
            stands = self.digests(record.pictures)
            yield from (path for path, content in record.pictures.items() if stands.get(path) == content)

    def stamps(self) -> dict[str, Stamp]:
        """The files of the source's state, each with what changes whenever it does."""
        return state.listing(self._file(state.FOLDER / self.name / "-").parent)

    def files(self, folder: PurePosixPath) -> frozenset[PurePosixPath]:
        """Every file in a folder of the target and below it, but for hidden folders and node_modules."""
        found = []
        for parent, folders, names in os.walk(self._file(folder / "-").parent):
            folders[:] = [name for name in folders if name != "node_modules" and not name.startswith(".")]
            place = PurePosixPath(Path(parent).relative_to(self.root).as_posix())
            found += [place / name for name in names]
        return frozenset(found)

    def adoptable(
        self,
        addresses: Collection[str],
        files: Collection[PurePosixPath],
        known: Container[PurePosixPath] = (),
    ) -> dict[str, PurePosixPath]:
        """The posts that a person made by hand of some original articles.

        Args:
            addresses: the `identity` of each original's, as a front matter or an attribution names it.
            files: where to look, as `files` lists them; only Markdown is read.
            known: posts that the state has already, which are nobody else's.

        Returns:
            The post of each identity that has one; where several name it, the one that names it earliest.
        """
        wanted = frozenset(addresses)
        sites = frozenset(address.partition("/")[0] for address in addresses)
        posts = [path for path in files if path.suffix.lower() in POSTS and path not in known]
        posts = [path for path in posts if not (self.root / path).is_symlink()]
        mentions = sorted((*adoption.original(self._head(path), wanted, sites), path) for path in posts)
        # From the last to the first, so that an address keeps its earliest mention.
        return {address: path for address, _, path in reversed(mentions) if address}

    def has(self, path: PurePosixPath) -> bool:
        """Whether a file stands at a path; see `read` for the errors."""
        return self._file(path).is_file()

    def read(self, path: PurePosixPath) -> str:
        """The text of a post, with its line endings as they are; "" where there is none.

        Raises:
            TargetError: the path leads out of the target, or what is there is no UTF-8 text.
        """
        try:
            return self.read_bytes(path).decode()
        except UnicodeDecodeError as error:
            raise TargetError("this post is not UTF-8; save it as UTF-8", str(path)) from error

    def read_bytes(self, path: PurePosixPath) -> bytes:
        """What stands in a file; b"" where there is none.

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
        """The hash of each of these files that is there; see `read` for the errors."""
        return {
            path: hashlib.sha256(self.read_bytes(path)).hexdigest()[:16] for path in paths if self.has(path)
        }

    def apply(self, change: Change) -> None:
        """Does to the target what a change says: pictures first, then the post, then the state, each whole or not at all.

        A run that is stopped in between leaves what the next run recognises. What has its bytes already is
        not written again.

        Raises:
            TargetError: the path leads out of the target, the post was changed since the plan was made,
                or the system refuses to write.
        """
        path = change.post.path
        if change.after != change.before and self.read(path) != change.before:
            raise TargetError("this post was changed during the run; run it again", str(path))
        for asset in change.assets:
            self._write(asset.path, asset.content)
        if change.after != change.before:
            self._write(path, change.after.encode())
        self._remember(change.record)

    def _remember(self, record: Record) -> None:
        folder = state.FOLDER / self.name
        theirs = folder / state.theirs_name(record.address)
        if record.theirs:
            self._write(theirs, record.theirs.encode())
        self._write(self.state_file(record.address), state.dump(record).encode())
        if not record.theirs:
            self._remove(theirs)
        for address in record.formerly:
            self._remove(folder / state.file_name(address))
            self._remove(folder / state.theirs_name(address))

    def _remove(self, path: PurePosixPath) -> None:
        """Removes a file of the state; posts are never removed."""
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
                return file.read(_HEAD).decode(errors="replace")
        except OSError as error:
            raise TargetError(f"cannot be read: {error.strerror}", str(path)) from error

    def _write(self, path: PurePosixPath, content: bytes) -> None:
        file = self._file(path)
        # One name for each file: what a stopped run leaves is overwritten when the next one completes it.
        temporary = file.with_name(f".{hashlib.sha256(file.name.encode()).hexdigest()[:16]}.syndicate.tmp")
        try:
            if file.exists() and file.read_bytes() == content:
                return
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
        """Where a path of the target leads, links followed.

        Raises:
            TargetError: out of the target, or into git's own folder, whose hooks run as code.
        """
        text = str(path)
        if path.is_absolute() or ".." in path.parts or STRANGE.search(text):
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
        """Whether a part of a path is a link; to look takes a fifth of the time that resolving them does."""
        place = str(self.root)
        for part in path.parts:
            place = f"{place}/{part}"
            if os.path.islink(place):  # noqa: PTH114  (a Path for each takes as long as to resolve them)
                return True
        return False
