"""What a move of posts is about to do, noted in the user's cache folder, so that one that is stopped can be settled."""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from syndicate.errors import TargetError
from syndicate.writer.journal import journal_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from syndicate.writer.target import Target


@dataclass(frozen=True, slots=True)
class Carried:
    """One file that a move takes from `old` to `new`, with the hashes of what it held and holds.

    `old` is empty where the file stays there too, `new` where one stood there before. `place` is the path of the
    article's post after the move.
    """

    address: str
    place: str
    old: str
    before: str
    new: str
    after: str


def moves_file(cache: Path, site: Target) -> Path:
    """The file of a move over a source of a target, which is there only while it runs or where it was stopped."""
    return journal_file(cache, site.root, site.name).with_suffix(".moving")


def note_moves(file: Path, moves: Iterable[Carried]) -> None:
    """Note what a move is about to do.

    Raises:
        TargetError: it cannot be noted.
    """
    temporary = file.with_suffix(".tmp")
    lines = [json.dumps(astuple(move)) + "\n" for move in moves]
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary.write_text("".join(lines), encoding="utf-8")
        temporary.replace(file)
    except OSError as error:
        raise TargetError(f"what is to be moved cannot be noted: {error.strerror}", str(file)) from error


def left_behind(site: Target, file: Path) -> Iterator[tuple[PurePosixPath, str]]:
    """The files, each with the address of its article, that a move that was stopped has there twice.

    Where the state says that a post has moved, what was is left; where it does not, what is new. A file that was
    touched since is a person's.
    """
    for step in _noted(file):
        with suppress(TargetError):
            has_moved = str(site.record(step.address).path) == step.place
            name, content = (step.old, step.before) if has_moved else (step.new, step.after)
            path = PurePosixPath(name)
            if name and site.has(path) and digest(site.read_bytes(path)) == content:
                yield path, step.address


def settle(site: Target, file: Path) -> None:
    """Remove what a move that was stopped has left behind."""
    if file.exists():
        for path, address in list(left_behind(site, file)):
            remove(site, path, address)
        file.unlink(missing_ok=True)


def remove(site: Target, path: PurePosixPath, address: str) -> None:
    """Remove a file of an article, and the folders that are empty then."""
    site.put(path, None, address)
    for folder in path.parents[:-1]:
        try:
            (site.root / folder).rmdir()
        except OSError:
            return


def digest(content: bytes) -> str:
    """A hash of a file's content."""
    return hashlib.sha256(content).hexdigest()


def _noted(file: Path) -> list[Carried]:
    try:
        return [Carried(*json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]
    except (OSError, ValueError, TypeError):
        return []
