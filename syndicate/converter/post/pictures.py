"""The pictures of an article in the target: which are wanted, what their files are called, and how the body links to them."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from itertools import chain, count
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urldefrag, urlsplit

from syndicate.converter.post.templates import fill
from syndicate.converter.proof.proof import parsed
from syndicate.models import Asset, Loss

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping, Sequence

    from selectolax.lexbor import LexborNode

    from syndicate.models import Picture

PLACES = {"img": "src", "video": "poster", "a": "href"}
SELECTOR = ", ".join(f"{tag}[{attribute}]" for tag, attribute in PLACES.items())

SUFFIX = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg|pdf)$", re.IGNORECASE)
SAME = {".jpeg": ".jpg"}
RESERVED = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?= *(?:\.|$))", re.IGNORECASE)
"""Windows, "Naming Files, Paths, and Namespaces". The writer would rename these, and the link would lead nowhere."""
LONGEST = 100
"""Bytes of a name before its suffix: file systems allow 255, Windows 260 for the whole path."""
NO_PICTURE = "a PDF, which most browsers do not show as a picture"


def wanted(body: str, hosts: Container[str]) -> tuple[str, ...]:
    """The addresses of what a post would copy, in order, each once and without its fragment.

    These are all pictures that are shown, and those pictures and PDFs that the origin itself keeps and that are
    linked to. A link to a picture elsewhere is a citation, like any other.

    Args:
        body: cleaned HTML.
        hosts: the origin's host names, in lower case and without ports.
    """
    found: dict[str, None] = {}
    for node in parsed(body).css(SELECTOR):
        address, _ = _address(node)
        split = urlsplit(address)
        if node.tag != "a" or (SUFFIX.search(split.path) and split.hostname in hosts):
            found[address] = None
    return tuple(filter(None, found))


def placed(body: str, places: Mapping[str, str], missing: Mapping[str, str]) -> tuple[str, tuple[Loss, ...]]:
    """The body with its pictures where they stand in the target, and what of them it cannot show.

    Args:
        body: cleaned HTML.
        places: what the post is to link for an address, as `wanted` gives it.
        missing: why there is no copy, for an address. Such a picture becomes a link to where it is.
    """
    root = parsed(body)
    losses = []
    changed = False
    for node in root.css(SELECTOR):
        address, fragment = _address(node)
        if not address:
            continue
        place = places.get(address, "")
        lost = missing.get(address, "") if node.tag == "img" and not place else ""
        if node.tag == "img" and place.lower().endswith(".pdf"):
            lost = NO_PICTURE
        if lost:
            losses.append(Loss(_show_as_link(node, (place or address) + fragment), lost))
        elif place:
            node.attrs[PLACES[node.tag or ""]] = place + fragment
        changed |= bool(lost or place)
    return _written(root) if changed else body, tuple(losses)


def assets(
    pictures: Sequence[Picture],
    path: str,
    url: str,
    values: Mapping[str, object],
    taken: Container[PurePosixPath] = (),
) -> tuple[tuple[Asset, ...], Mapping[str, str]]:
    """The files of an article's pictures at the places that the config says, and what the post links for each address.

    Args:
        pictures: those of one article, in its order.
        path: the template of a file's path in the target.
        url: the template of what the post links.
        values: what the templates' fields stand for, without `name`.
        taken: places where other files stand already; a name gets a piece of the content's checksum there.
    """

    def place(name: str) -> tuple[str, str]:
        given = {**values, "name": name}
        return fill(path, given), quote(fill(url, given), safe="/:%?#&=@+,;!$*~")

    return _at(place, pictures, taken)


def assets_beside(
    pictures: Sequence[Picture], post: PurePosixPath, taken: Container[PurePosixPath] = ()
) -> tuple[tuple[Asset, ...], Mapping[str, str]]:
    """The files of an article's pictures next to its post, and what the post links for each address.

    A post that has its folder to itself, as `index.md`, has them in there; every other in a folder of the post's
    name, since its neighbours may have pictures of the same name.

    Args:
        pictures: those of one article, in its order.
        post: the post's path.
        taken: see `assets`.
    """
    folder = "" if post.stem in {"index", "_index"} else f"{post.stem}/"
    return _at(lambda name: (str(post.parent / folder / name), quote(folder + name)), pictures, taken)


def named(pictures: Sequence[Picture]) -> Mapping[str, str]:
    """The names of the files of one article's pictures, by address.

    They are those of the addresses, as far as every file system and site can have them. Of two different files with
    one name, also one that some file system takes for the same, the later gets a piece of its checksum. A name depends
    only on the pictures before it in the same article.
    """
    taken: dict[str, tuple[str, bytes]] = {}
    names = {}
    for picture in pictures:
        for name in _candidates(picture):
            first, content = taken.setdefault(_folded(name), (name, picture.content))
            if content == picture.content:
                names[picture.address] = first
                break
    return names


def _at(
    place: Callable[[str], tuple[str, str]], pictures: Sequence[Picture], taken: Container[PurePosixPath]
) -> tuple[tuple[Asset, ...], Mapping[str, str]]:
    names = {
        picture.address: _with_checksum(name, picture.content)
        if PurePosixPath(place(name)[0]) in taken
        else name
        for picture, name in zip(pictures, named(pictures).values(), strict=True)
    }
    files = {names[picture.address]: picture.content for picture in pictures}
    found = {name: place(name) for name in files}
    return (
        tuple(Asset(PurePosixPath(found[name][0]), content) for name, content in files.items()),
        {address: found[name][1] for address, name in names.items()},
    )


def _address(node: LexborNode) -> tuple[str, str]:
    """The web address that a node shows or links to, "" where it is none, and the fragment with its `#`."""
    given = node.attributes.get(PLACES[node.tag or ""]) or ""
    try:
        address, fragment = urldefrag(given)
        known = urlsplit(address).scheme in {"http", "https"} and bool(urlsplit(address).hostname)
    except ValueError:
        known = False
    return (address, f"#{fragment}" if fragment else "") if known else ("", "")


def _show_as_link(image: LexborNode, address: str) -> str:
    """Put a link in a picture's place; the text of it."""
    text = " ".join((image.attributes.get("alt") or "").split()) or _last_part(address) or address
    around = image.parent
    while around is not None and around.tag != "a":
        around = around.parent
    said = html.escape(text)
    link = parsed(said if around is not None else f'<a href="{html.escape(address)}">{said}</a>')
    for node in link.iter(include_text=True):
        image.insert_before(node)
    image.decompose()
    return text


def _written(root: LexborNode) -> str:
    """The HTML in a node. A `pre` that begins with a newline gets another, since every reading of HTML takes one."""
    for pre in root.css("pre"):
        first = pre.first_child
        if first is not None and first.tag == "-text" and (first.text_content or "").startswith("\n"):
            first.insert_before("\n")
    return root.inner_html or ""


def _last_part(address: str) -> str:
    return unquote(urlsplit(address).path).rstrip("/").rpartition("/")[2].strip()


def _candidates(picture: Picture) -> Iterator[str]:
    """The names that a picture's file may have, the best first."""
    stem = unicodedata.normalize("NFC", _last_part(picture.address))
    suffix = picture.suffix
    if ending := SUFFIX.search(stem):
        stem = stem[: ending.start()]
        if SAME.get(ending[0].lower(), ending[0].lower()) == SAME.get(suffix, suffix):
            suffix = ending[0]
    # Site builds pass over files whose names begin with `.` or `_`.
    stem = "".join(c if _may_stand(c) else "-" for c in stem).lstrip("-._")
    stem = unicodedata.normalize("NFC", stem).encode()[:LONGEST].decode(errors="ignore") or "picture"
    if RESERVED.match(stem):
        stem = f"picture-{stem}"
    told_apart = _with_checksum(stem, picture.content)
    more = (f"{told_apart}-{n}" for n in count(2))
    return (name + suffix for name in chain([stem, told_apart], more))


def _with_checksum(name: str, content: bytes) -> str:
    """The name with a piece of the content's checksum before its suffix."""
    path = PurePosixPath(name)
    suffix = path.suffix if SUFFIX.search(name) else ""
    return f"{name.removesuffix(suffix)}-{hashlib.sha256(content).hexdigest()[:8]}{suffix}"


def _may_stand(character: str) -> bool:
    return character in "._-" or unicodedata.category(character)[0] in "LMN"


def _folded(name: str) -> str:
    """What is equal for names that some file system takes for one."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
