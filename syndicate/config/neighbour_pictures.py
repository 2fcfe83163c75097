"""Where the posts of a site have their pictures, and how they are shown: from their texts and the names of files."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import PurePosixPath

_PICTURE = re.compile(r"!\[[^\]\n]{0,300}\]\(<?([^\s)>]{1,500})|<img\s[^>]{0,300}?src=[\"']([^\"']{1,500})")
_DATE = re.compile(r"^\d{4}-?\d\d-?\d\d-")


@dataclass(frozen=True, slots=True)
class Place:
    """Where pictures lie: the config's `images`, `image_path` and `image_url`, empty where that is not known."""

    images: Literal["", "link", "beside", "copy"] = ""
    image_path: str = ""
    image_url: str = ""
    notes: tuple[str, ...] = ()


def place_of_pictures(bodies: Mapping[PurePosixPath, str], files: Iterable[PurePosixPath]) -> Place:
    """Where most of the pictures lie that posts show.

    Args:
        bodies: the posts' texts by their paths.
        files: all files of the site.
    """
    named: dict[str, list[str]] = {}
    for file in files:
        named.setdefault(file.name, []).append(file.as_posix())
    found = [
        _kind(path, src, named.get(posixpath.basename(src), []))
        for path, body in bodies.items()
        for src in _sources(body)
    ]
    kinds = Counter(kind for kind, _, _ in found)
    if not kinds:
        return Place()
    (kind, count), total = kinds.most_common(1)[0], len(found)
    said = {"link": "linked where they are on the web", "beside": "beside the posts", "copy": "copied"}
    if kind == "":
        return Place(
            notes=(f"how the {total} pictures of the posts are shown is not understood: check images",)
        )
    note = f"pictures: {said[kind]} ({count} of {total})"
    if kind != "copy":
        return Place(kind, notes=(note,))
    roots = Counter((root, base) for kind, root, base in found if kind == "copy")
    (root, _), _count = roots.most_common(1)[0]
    bases = [base for (each, base), n in roots.items() for _ in range(n) if each == root]
    base = posixpath.commonpath(bases)
    if base == "/":
        return Place("copy", notes=(note,))
    folder = posixpath.join(root, base.strip("/")) if root else base.strip("/")
    return Place(
        "copy", f"{folder}/{{slug}}/{{name}}", f"{base}/{{slug}}/{{name}}", (f"{note}, in {folder}",)
    )


def _sources(body: str) -> Iterator[str]:
    for match in _PICTURE.finditer(body):
        src = unquote((match[1] or match[2]).partition("?")[0].partition("#")[0])
        yield src.removeprefix("{static}").removeprefix("{attach}")  # Pelican's


def _kind(
    post: PurePosixPath, src: str, named: Sequence[str]
) -> tuple[Literal["", "link", "beside", "copy"], str, str]:
    """How a picture is shown; where it is copied to, the folder that the site's root is in, and its own there without the post's.

    `named` are the files that have its name.
    """
    if src.startswith(("http://", "https://", "//")):
        return "link", "", ""
    if not src.startswith("/"):
        here = posixpath.normpath(posixpath.join(post.parent.as_posix(), src))
        is_beside = here in named and here.startswith(f"{post.parent.as_posix()}/")
        return ("beside" if is_beside else "", "", "")
    file = next((name for name in sorted(named) if f"/{name}".endswith(src)), "")
    if not file:
        return "", "", ""
    folder = posixpath.dirname(src)
    stem = post.parent.name if post.stem == "index" else post.stem
    if posixpath.basename(folder) in (stem, _DATE.sub("", stem)):
        folder = posixpath.dirname(folder)
    return "copy", file[: len(file) - len(src)].rstrip("/"), folder
