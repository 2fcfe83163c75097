"""The pictures of an article in the target: which ones to copy, the names of their files, and the links to them."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from dataclasses import replace
from itertools import chain, count
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote, urldefrag, urlsplit

from syndicate.converter.post.templates import fill
from syndicate.converter.proof.proof import parse_fragment
from syndicate.models import Asset, Loss

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator, Mapping, Sequence

    from selectolax.lexbor import LexborNode

    from syndicate.models import Picture, Reading

ADDRESS_ATTRIBUTES = {"img": "src", "video": "poster", "a": "href"}
SELECTOR = ", ".join(f"{tag}[{attribute}]" for tag, attribute in ADDRESS_ATTRIBUTES.items())

SUFFIX = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg|pdf)$", re.IGNORECASE)
SUFFIX_ALIASES = {".jpeg": ".jpg"}
RESERVED = re.compile(r"(?:con|prn|aux|nul|(?:com|lpt)[0-9¹²³])(?= *(?:\.|$))", re.IGNORECASE)
"""Names reserved by Windows ("Naming Files, Paths, and Namespaces"). The writer would rename them and break the link."""
MAX_NAME = 100
"""Maximum bytes of a name before its suffix: file systems allow 255, Windows 260 for the whole path."""
MAX_CALLED = 40
"""So long may a file's name be that stands for its picture in the text."""

NO_PICTURE = "a PDF, which most browsers do not show as a picture"


def picture_addresses(body: str, hosts: Container[str]) -> tuple[str, ...]:
    """The addresses of the files that a post would copy, in order, each once and without its fragment.

    These are all pictures that the body shows, and linked pictures and PDFs on the origin's own hosts. A link to a
    picture elsewhere is a citation, like any other link.

    Args:
        body: cleaned HTML.
        hosts: the origin's host names, in lower case and without ports.
    """
    addresses: dict[str, None] = {}
    for node in parse_fragment(body).css(SELECTOR):
        address, _ = _address(node)
        parts = urlsplit(address)
        if node.tag != "a" or (SUFFIX.search(parts.path) and parts.hostname in hosts):
            addresses[address] = None
    return tuple(filter(None, addresses))


def place_pictures(
    body: str, places: Mapping[str, str], missing: Mapping[str, str]
) -> tuple[str, tuple[Loss, ...]]:
    """The body with the pictures' addresses in the target, and the pictures lost.

    Args:
        body: cleaned HTML.
        places: the link for each address of `picture_addresses`.
        missing: the reason why there is no copy, by address. Such a picture becomes a link to its original.
    """
    root = parse_fragment(body)
    losses = []
    changed = False
    for node in root.css(SELECTOR):
        address, fragment = _address(node)
        if not address:
            continue
        place = places.get(address, "")
        reason = missing.get(address, "") if node.tag == "img" and not place else ""
        if node.tag == "img" and place.lower().endswith(".pdf"):
            reason = NO_PICTURE
        if reason:
            losses.append(Loss(_show_as_link(node, (place or address) + fragment), reason))
        elif place:
            node.attrs[ADDRESS_ATTRIBUTES[node.tag or ""]] = place + fragment
        changed |= bool(reason or place)
    return _serialize(root) if changed else body, tuple(losses)


def place_shown(shown: Reading, places: Mapping[str, str], missing: Mapping[str, str]) -> Reading:
    """What the original shows, with the addresses that its pictures have in the target.

    Args:
        shown: the reading of the original.
        places: the link for each address of `picture_addresses`.
        missing: the addresses without a copy; their losses are named by `place_pictures`.
    """

    def place(address: str) -> str:
        bare, fragment = urldefrag(address)
        return f"{places[bare]}#{fragment}".removesuffix("#") if bare in places else address

    return replace(
        shown,
        links=tuple(link._replace(address=place(link.address)) for link in shown.links),
        pictures=tuple(
            tuple(map(place, addresses))
            for addresses in shown.pictures
            if not any(address in missing for address in addresses)
        ),
    )


def assets(
    pictures: Sequence[Picture],
    path: str,
    url: str,
    values: Mapping[str, object],
    taken: Container[PurePosixPath] = (),
) -> tuple[tuple[Asset, ...], Mapping[str, str]]:
    """The files of an article's pictures at the configured paths, and the link for each address.

    Args:
        pictures: those of one article, in its order.
        path: the template of a file's path in the target.
        url: the template of the link.
        values: the values of the templates' fields, without `name`.
        taken: paths of other existing files; a name that would clash gets a piece of the content's checksum.
    """

    def place(name: str) -> tuple[str, str]:
        fields = {**values, "name": name}
        return fill(path, fields), quote(fill(url, fields), safe="/:%?#&=@+,;!$*~")

    return _assets_at(place, pictures, taken)


def assets_beside(
    pictures: Sequence[Picture], post: PurePosixPath, taken: Container[PurePosixPath] = ()
) -> tuple[tuple[Asset, ...], Mapping[str, str]]:
    """The files of an article's pictures next to its post, and the link for each address.

    A post with its own folder, as `index.md`, has them in that folder; any other has them in a folder of the post's
    name, since its neighbours may have pictures of the same name.

    Args:
        pictures: those of one article, in its order.
        post: the post's path.
        taken: see `assets`.
    """
    folder = "" if post.stem in {"index", "_index"} else f"{post.stem}/"
    return _assets_at(lambda name: (str(post.parent / folder / name), quote(folder + name)), pictures, taken)


def file_names(pictures: Sequence[Picture]) -> Mapping[str, str]:
    """The file names of one article's pictures, by address.

    They are taken from the addresses, limited to what every file system and site allows. If two different files have
    the same name, or names that some file system treats as equal, the later one gets a piece of its checksum. A name
    depends only on the pictures before it in the same article.
    """
    taken: dict[str, tuple[str, bytes]] = {}
    names = {}
    for picture in pictures:
        for name in _candidates(picture):
            first, content = taken.setdefault(_fold(name), (name, picture.content))
            if content == picture.content:
                names[picture.address] = first
                break
    return names


def _assets_at(
    place: Callable[[str], tuple[str, str]], pictures: Sequence[Picture], taken: Container[PurePosixPath]
) -> tuple[tuple[Asset, ...], Mapping[str, str]]:
    names = {
        picture.address: _with_checksum(name, picture.content)
        if PurePosixPath(place(name)[0]) in taken
        else name
        for picture, name in zip(pictures, file_names(pictures).values(), strict=True)
    }
    files = {names[picture.address]: picture.content for picture in pictures}
    links = {name: place(name) for name in files}
    return (
        tuple(Asset(PurePosixPath(links[name][0]), content) for name, content in files.items()),
        {address: links[name][1] for address, name in names.items()},
    )


def _address(node: LexborNode) -> tuple[str, str]:
    """The web address that a node shows or links to, "" if there is none, and its fragment with the `#`."""
    value = node.attributes.get(ADDRESS_ATTRIBUTES[node.tag or ""]) or ""
    try:
        address, fragment = urldefrag(value)
        is_web = urlsplit(address).scheme in {"http", "https"} and bool(urlsplit(address).hostname)
    except ValueError:
        is_web = False
    return (address, f"#{fragment}" if fragment else "") if is_web else ("", "")


def _show_as_link(image: LexborNode, address: str) -> str:
    """Replace a picture with a link; returns the link's text."""
    text = " ".join((image.attributes.get("alt") or "").split()) or _name(address)
    ancestor = image.parent
    while ancestor is not None and ancestor.tag != "a":
        ancestor = ancestor.parent
    label = html.escape(text)
    link = parse_fragment(label if ancestor is not None else f'<a href="{html.escape(address)}">{label}</a>')
    for node in link.iter(include_text=True):
        image.insert_before(node)
    image.decompose()
    return text


def _serialize(root: LexborNode) -> str:
    """The inner HTML of a node. A `pre` that begins with a newline gets another, since parsing HTML removes one."""
    for pre in root.css("pre"):
        first = pre.first_child
        if first is not None and first.tag == "-text" and (first.text_content or "").startswith("\n"):
            first.insert_before("\n")
    return root.inner_html or ""


def _name(address: str) -> str:
    """What a picture is called that has no alternative text: its file's name, where that is one for people; its address where there is none."""
    name = _last_part(address)
    if not name:
        return address
    if len(name) <= MAX_CALLED:
        return name
    if not name and len(address) <= MAX_CALLED:
        return address
    stem, dot, suffix = name.rpartition(".")
    return f"image.{suffix.lower()}" if dot and stem and len(suffix) <= 4 and suffix.isalnum() else "image"


def _last_part(address: str) -> str:
    return unquote(urlsplit(address).path).rstrip("/").rpartition("/")[2].strip()


def _candidates(picture: Picture) -> Iterator[str]:
    """The possible names of a picture's file, the best first."""
    stem = unicodedata.normalize("NFC", _last_part(picture.address))
    suffix = picture.suffix
    if ending := SUFFIX.search(stem):
        stem = stem[: ending.start()]
        if SUFFIX_ALIASES.get(ending[0].lower(), ending[0].lower()) == SUFFIX_ALIASES.get(suffix, suffix):
            suffix = ending[0]
    # Site generators skip files whose names begin with `.` or `_`.
    stem = "".join(c if _is_safe(c) else "-" for c in stem).lstrip("-._")
    stem = unicodedata.normalize("NFC", stem).encode()[:MAX_NAME].decode(errors="ignore") or "picture"
    if RESERVED.match(stem):
        stem = f"picture-{stem}"
    distinct = _with_checksum(stem, picture.content)
    numbered = (f"{distinct}-{n}" for n in count(2))
    return (name + suffix for name in chain([stem, distinct], numbered))


def _with_checksum(name: str, content: bytes) -> str:
    """The name with a piece of the content's checksum before its suffix."""
    path = PurePosixPath(name)
    suffix = path.suffix if SUFFIX.search(name) else ""
    return f"{name.removesuffix(suffix)}-{hashlib.sha256(content).hexdigest()[:8]}{suffix}"


def _is_safe(character: str) -> bool:
    return character in "._-" or unicodedata.category(character)[0] in "LMN"


def _fold(name: str) -> str:
    """A key that is equal for names that some file system treats as equal."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())
