"""Pictures as a reader sees them: loaded late, in formats to choose from, drawn in place, with places to click, as emoji."""

from __future__ import annotations

import re
from base64 import b64encode
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from syndicate.parser.page.cleaning.nodes import (
    MEDIA,
    ancestors,
    append,
    classes,
    fragment,
    insert_before,
    line,
    neighbour,
    replace,
    within,
)
from syndicate.parser.page.cleaning.twins import remove_twins
from syndicate.parser.page.platforms import EMOJI, LAZY_CLASSES, LAZY_SOURCE_SETS, LAZY_SOURCES, PLACEHOLDER

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.removals import Removals

CODE_POINTS = re.compile(
    r"(?:emoji_?u)?((?:[0-9a-f]{4,6}|a9|ae|2\d)(?:[-_][0-9a-f]{2,6}){0,9})\.(?:png|svg|gif|webp)",
    re.IGNORECASE,
)
"""The name of an emoji's picture: its code points."""

SMALL = 32
"""Pixels: a drawing of at most this size is an icon, which goes with the words beside it."""

MAX_DRAWING = 200_000
"""Characters: a larger drawing is not carried along in an address."""

BACKGROUNDS = "div[role=img], span[role=img]"
COVERS = ".wp-block-cover[style*=url]:not(:has(> img, > picture, > video)), figure[style*=url]:not(:has(img, picture, video, iframe)), div[style*=url][style*=height]:empty"
"""Boxes that show a picture behind their words, or without any: WordPress's cover of before 5.6, figures, empty boxes."""

BACKGROUND_SOURCES = "data-bg", "data-background-image", "data-background", "data-src"
BACKGROUND = re.compile(
    r"background(?:-image)?\s{0,3}:[^;]{0,40}?url\(\s{0,3}['\"]?([^'\"()]{1,2000})['\"]?\s{0,3}\)"
)
"""Where an element that is a picture for those who hear the page has the address of what it shows."""

NUMBER = re.compile(r"\s*([\d.]+)(?:px)?\s*")


def restore_pictures(root: LexborNode, removals: Removals) -> None:
    """Give every picture the address of what is shown in the end."""
    for box in root.css(BACKGROUNDS):
        _restore_background(box)
    for box in root.css(COVERS):
        _restore_cover(box)
    for tag in ("amp-img", "lazy-img", "nitro-img"):
        for node in root.css(tag):
            alt, src = (escape(node.attributes.get(name) or "") for name in ("alt", "src"))
            replace(node, f'<img src="{src}" alt="{alt}">')
    for image in root.css("img"):
        _load(image)
    for noscript in root.css("noscript"):
        _use_fallback(noscript)
    for picture in root.css("picture:not(:has(img))"):
        sources = picture.css("source")
        if address := _largest(
            [node.attributes.get("srcset") or node.attributes.get("data-srcset") or "" for node in sources]
        ):
            replace(picture, f'<img src="{escape(address)}" alt="">')
    remove_twins(root, removals)


def _restore_background(box: LexborNode) -> None:
    """Make a picture of an element that says that it is one, and shows it as its background."""
    attributes = box.attributes
    address = next(filter(None, ((attributes.get(name) or "").strip() for name in BACKGROUND_SOURCES)), "")
    if not address and (match := BACKGROUND.search(attributes.get("style") or "")):
        address = match[1]
    if address and not line(box) and box.css_first(MEDIA) is None:
        name = attributes.get("aria-label") or attributes.get("title") or ""
        replace(box, f'<p><img src="{escape(address)}" alt="{escape(name)}"></p>')


def _restore_cover(box: LexborNode) -> None:
    """Put the picture behind a box's words before them."""
    match = BACKGROUND.search(box.attributes.get("style") or "")
    if match is None or match[1].startswith("data:"):
        return
    image = f'<img src="{escape(match[1])}" alt="{escape(box.attributes.get("aria-label") or "")}">'
    markup = image if box.tag == "figure" else f"<p>{image}</p>"
    if box.first_child is None:
        append(box, markup)
    else:
        insert_before(box.first_child, markup)


def restore_emoji(root: LexborNode, removals: Removals) -> None:
    """Replace the pictures of characters by the characters."""
    for image in root.css(EMOJI):
        if character := _character(image):
            removals.replace(image, "picture of a character", character)


def list_areas(root: LexborNode) -> None:
    """Put the links of a picture's map in a list after it."""
    for image in root.css("img[usemap]"):
        name = (image.attributes.get("usemap") or "").lstrip("#")
        areas = [
            area
            for area in root.css("area[href]")
            if any(
                (node.attributes.get("name") or node.attributes.get("id")) == name for node in ancestors(area)
            )
        ]
        items = "".join(
            f'<li><a href="{escape(area.attributes["href"] or "")}">{escape(_area_name(area))}</a></li>'
            for area in areas
        )
        if items:
            block = image
            for ancestor in ancestors(image):
                if ancestor.tag in {"p", "figure", "picture", "a", "span"}:
                    block = ancestor
            for item in reversed(list(fragment(f"<ul>{items}</ul>").iter())):
                block.insert_after(item)


def restore_drawings(root: LexborNode, removals: Removals) -> None:
    """Make a picture of each drawing that says something, and take out icons."""
    for drawing in reversed(root.css("svg")):
        if drawing.parent is None or within(drawing, {"svg"}) is not None:
            continue
        name = _drawing_name(drawing)
        markup = drawing.html or ""
        if _is_icon(drawing, name) or len(markup) > MAX_DRAWING:
            removals.take(drawing, "icon" if len(markup) <= MAX_DRAWING else "large drawing")
            continue
        if "xmlns=" not in markup[: markup.find(">")]:
            markup = markup.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
        address = f"data:image/svg+xml;base64,{b64encode(markup.encode()).decode()}"
        replace(drawing, f'<img src="{address}" alt="{escape(name)}">')


def replace_missing_pictures(root: LexborNode) -> None:
    """Put the words for a picture in the place of one that has no address."""
    for image in root.css("img:not([src]), img[src='']"):
        image.replace_with(image.attributes.get("alt") or "")


def _load(image: LexborNode) -> None:
    attributes = image.attributes
    src = (attributes.get("src") or "").strip()
    late = next(filter(None, ((attributes.get(name) or "").strip() for name in LAZY_SOURCES)), "")
    late = "" if late.startswith(("{", "data:")) else late
    if not late:
        late = _largest([attributes.get(name) or "" for name in LAZY_SOURCE_SETS])
    is_placeholder = not src or src.startswith("data:") or PLACEHOLDER.search(unquote(src)) is not None
    if src and not is_placeholder and not (late and LAZY_CLASSES.search(attributes.get("class") or "")):
        return
    if not late and (is_placeholder or not src):
        picture = within(image, {"picture"})
        sources = picture.css("source") if picture is not None else []
        late = _largest(
            [
                *(
                    source.attributes.get("srcset") or source.attributes.get("data-srcset") or ""
                    for source in sources
                ),
                attributes.get("srcset") or "",
            ]
        )
    if late and late != src:
        _show(image, late)


def _show(image: LexborNode, address: str) -> None:
    """Give a picture its late address, and take away what belongs to the placeholder."""
    image.attrs["src"] = address
    for name in ("style", "hidden", "srcset"):
        if name in image.attributes:
            del image.attrs[name]
    if {image.attributes.get("width"), image.attributes.get("height")} <= {"1", "0"}:
        for name in ("width", "height"):
            del image.attrs[name]


def _use_fallback(noscript: LexborNode) -> None:
    """Put the picture or player of a noscript element in place of the placeholder beside it, or where nothing is."""
    markup = noscript.inner_html or ""
    if "<" not in markup:
        markup = noscript.text()
    if "<img" not in markup and "<iframe" not in markup and "<video" not in markup:
        return
    fallback = fragment(markup).css_first("img, iframe, video")
    if fallback is None:
        return
    before = neighbour(noscript, before=True)
    if before is None and noscript.parent is not None and noscript.parent.tag in {"picture", "span", "a"}:
        before = neighbour(noscript.parent, before=True) if noscript.parent.tag == "a" else None
    shown = (
        before
        if before is not None and before.tag in {"img", "iframe", "video", "picture", "amp-img"}
        else None
    )
    if shown is None and before is not None and before.tag in {"a", "span", "div", "figure"}:
        shown = before.css_first("img, iframe, video")
    if shown is not None and shown.tag == "picture":
        shown = shown.css_first("img")
    after = neighbour(noscript, before=False)
    if shown is None and after is not None and _stands_for(after, fallback):  # Squarespace's order
        shown = after
    if shown is None:
        insert_before(noscript, fallback.html or "")
        return
    if shown.tag == fallback.tag and _is_placeholder(shown):
        _show(shown, fallback.attributes.get("src") or "")
        if alt := shown.attributes.get("alt") or fallback.attributes.get("alt"):
            shown.attrs["alt"] = alt


def _is_placeholder(shown: LexborNode) -> bool:
    src = shown.attributes.get("src") or ""
    return not src or src.startswith(("data:", "about:")) or bool(PLACEHOLDER.search(src))


def _stands_for(shown: LexborNode, fallback: LexborNode) -> bool:
    """Whether an element is the placeholder of a fallback, or shows the same already."""
    src, wanted = ((node.attributes.get("src") or "").partition("?")[0] for node in (shown, fallback))
    is_named = bool(wanted) and any(
        (value or "").partition("?")[0] == wanted for value in shown.attributes.values()
    )
    return shown.tag == fallback.tag and (src == wanted or is_named or _is_placeholder(shown))


def _largest(source_sets: list[str]) -> str:
    """The address of the largest picture in some srcsets, the last of equal ones (HTML Living Standard, 4.8.4.2.1)."""
    best, size = "", 0.0
    for source_set in source_sets:
        for candidate in re.split(r",\s+|(?<=\dw),|(?<=\dx),", source_set.strip()):
            address, _, descriptor = candidate.strip().partition(" ")
            number = re.match(r"[\d.]+", descriptor.strip())
            width = float(number[0].rstrip(".") or 0) if number and number[0].count(".") < 2 else 1.0
            if address and width >= size and not address.startswith("data:"):
                best, size = address.rstrip(","), width
    return best


def _character(image: LexborNode) -> str:
    """The character that a picture shows; "" where it is not known."""
    attributes = image.attributes
    alt = (attributes.get("alt") or "").strip()
    if "wp-smiley" in classes(image) or (alt and not re.search(r"[\w\s]", alt, re.ASCII)):
        return alt
    match = CODE_POINTS.fullmatch(unquote(urlsplit(attributes.get("src") or "").path).rpartition("/")[2])
    if match is None:
        return ""
    points = [int(point, 16) for point in re.split("[-_]", match[1])]
    return (
        "".join(map(chr, points))
        if all(0x20 <= point < 0x110000 and not 0xD800 <= point < 0xE000 for point in points)
        else ""
    )


def _area_name(area: LexborNode) -> str:
    attributes = area.attributes
    return (
        next(filter(None, (attributes.get(name) for name in ("alt", "title", "aria-label", "href"))), "")
        or ""
    )


def _drawing_name(drawing: LexborNode) -> str:
    title = next((child for child in drawing.iter() if child.tag == "title"), None)
    label = drawing.attributes.get("aria-label") or (line(title) if title is not None else "")
    return " ".join(label.split())


def _is_icon(drawing: LexborNode, name: str) -> bool:
    """Whether a drawing only decorates the words beside it."""
    attributes = drawing.attributes
    if attributes.get("aria-hidden") == "true" or attributes.get("hidden") is not None:
        return True
    if re.search(
        r"(?:^|[-_\s])(?:icon|octicon|fa|svg-inline--fa|sprite|emoji)", attributes.get("class") or ""
    ):
        return True
    box = (attributes.get("viewBox") or attributes.get("viewbox") or "").replace(",", " ").split()
    sizes = [attributes.get("width") or "", attributes.get("height") or ""]
    if not any(sizes):
        sizes = box[2:4]
    numbers = [
        float(match[1])
        for size in sizes
        if (match := NUMBER.fullmatch(size)) and match[1].count(".") < 2 and match[1] != "."
    ]
    has_words = drawing.css_first("text") is not None
    in_control = (
        within(drawing, {"button", "a", "summary", "h1", "h2", "h3", "h4", "h5", "h6", "label"}) is not None
    )
    if in_control and not has_words:
        return True
    says = (
        has_words or bool(name) or attributes.get("role") == "img" or within(drawing, {"figure"}) is not None
    )
    if not says:
        return not numbers or max(numbers) <= 2 * SMALL
    return bool(
        any(attributes.get(key) for key in ("width", "height"))
        and numbers
        and max(numbers) <= SMALL
        and not has_words
    )
