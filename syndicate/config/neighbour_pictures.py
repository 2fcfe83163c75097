"""Where the posts of a site have their pictures, and how they are shown: from their texts and the names of files."""

from __future__ import annotations

import posixpath
import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote

from syndicate.config.drafting import FILE_DATES, folder_template
from syndicate.config.flavors import FLAVORS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import PurePosixPath

_PICTURE = re.compile(r"!\[[^\]\n]{0,300}\]\(<?([^\s)>]{1,500})|<img\s[^>]{0,300}?src=[\"']([^\"']{1,500})")

_LIQUID = (
    (re.compile(r"\{\{-?[ \t]*+site\.(?:base)?url[ \t]*+-?\}\}"), ""),
    (
        re.compile(
            r"\{\{-?[ \t]*+[\"']/?([^\"'\n{}]{1,500})[\"'][ \t]*+\|[ \t]*+(?:relative|absolute)_url[ \t]*+-?\}\}"
        ),
        r"/\1",
    ),
)
"""What Jekyll's posts say for the beginning of an address, and what stands for it from the site's root."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where pictures lie: the config's `images`, `image_path` and `image_url`, empty where that is not known."""

    images: Literal["", "link", "beside", "copy"] = ""
    image_path: str = ""
    image_url: str = ""
    notes: tuple[str, ...] = ()


def place_of_pictures(
    bodies: Mapping[PurePosixPath, str], files: Iterable[PurePosixPath], flavor: str
) -> Place:
    """Where most of the pictures lie that posts show.

    Args:
        bodies: the posts' texts by their paths.
        files: all files of the site.
        flavor: the site's, which says where its root is as a rule.
    """
    row = FLAVORS[flavor]
    own_root = str(row["image_path"]).removesuffix(str(row["image_url"]).strip("/")).strip("/")
    named: dict[str, list[str]] = {}
    for file in files:
        named.setdefault(file.name, []).append(file.as_posix())
    plain = {path: _without_liquid(body) for path, body in bodies.items()} if flavor == "jekyll" else bodies
    found = [
        _kind(path, src, named.get(posixpath.basename(src), []), own_root)
        for path, body in plain.items()
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
    roots = Counter(root for kind, root, _ in found if kind == "copy")
    root = roots.most_common(1)[0][0]
    base = _common([base for kind, each, base in found if kind == "copy" and each == root])
    if base == "/":
        return Place("copy", notes=(note,))
    folder = f"{root}{base}".strip("/")
    notes = [f"{note}, in {folder}"]
    if plain != bodies:
        notes.append(
            "pictures stand behind the site's baseurl there; where it has one, put it before image_url"
        )
    return Place("copy", f"{folder}/{{slug}}/{{name}}", f"{base}/{{slug}}/{{name}}", tuple(notes))


def _common(folders: Sequence[str]) -> str:
    """What folders have in common, with those after it that are named after dates, where all have such."""
    parted = [folder_template(folder.split("/")) for folder in folders]
    common = posixpath.commonpath(["/".join(plain) or "/" for plain, _ in parted])
    forms = {tuple(dates) for _, dates in parted}
    dates = forms.pop() if len(forms) == 1 else ()
    return posixpath.join(common, *dates)


def _without_liquid(body: str) -> str:
    for pattern, plain in _LIQUID:
        body = pattern.sub(plain, body)
    return body


def _sources(body: str) -> Iterator[str]:
    for match in _PICTURE.finditer(body):
        src = unquote((match[1] or match[2]).partition("?")[0].partition("#")[0])
        yield src.removeprefix("{static}").removeprefix("{attach}")  # Pelican's


def _kind(
    post: PurePosixPath, src: str, named: Sequence[str], own_root: str
) -> tuple[Literal["", "link", "beside", "copy"], str, str]:
    """How a picture is shown; where it is copied to, the folder that the site's root is in, and its own there without the post's.

    `named` are the files that have its name. Where several fit, as that of a built site, `own_root` comes first.
    """
    if src.startswith(("http://", "https://", "//")):
        return "link", "", ""
    if not src.startswith("/"):
        here = posixpath.normpath(posixpath.join(post.parent.as_posix(), src))
        is_beside = here in named and here.startswith(f"{post.parent.as_posix()}/")
        return ("beside" if is_beside else "", "", "")
    roots = [f"/{name}".removesuffix(src).strip("/") for name in named if f"/{name}".endswith(src)]
    if not roots:
        return "", "", ""
    folder = posixpath.dirname(src)
    stem = post.parent.name if post.stem == "index" else post.stem
    without_dates = [stem[match.end() :] for form, _ in FILE_DATES if (match := form.match(stem))]
    if posixpath.basename(folder) in (stem, *without_dates):
        folder = posixpath.dirname(folder)
    return "copy", min(roots, key=lambda each: (each != own_root, len(each), each)), folder
