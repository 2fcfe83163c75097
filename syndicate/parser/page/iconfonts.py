"""Icons that a font draws: empty elements that a class names, or elements whose word the font draws as an icon.

Sources: the documentation of each font. What draws an icon is known by its name; the sheet that draws it is the theme's.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode


class Font(NamedTuple):
    """An icon font: the selectors of its icons, what the class begins with that names one, and those that draw outlines."""

    name: str
    selectors: tuple[str, ...]
    prefix: str = ""
    outlines: tuple[str, ...] = ()


FONTS = (
    Font(
        "Font Awesome",
        ("i[class*=fa]", 'span[class*="fa-"]', "span.fa", "span.fas", "span.far", "span.fab"),
        "fa-",
        ("far", "fa-regular"),
    ),
    Font("Line Awesome", ('span[class*="la-"]',), "la-", ("lar",)),
    Font("Bootstrap Icons", ('span[class*="bi-"]',), "bi-", ("bi-star", "bi-heart")),
    Font("Glyphicons", ("span.glyphicon",), "glyphicon-"),
    Font("Dashicons", ("span.dashicons",), "dashicons-"),
    Font("Material Design Icons", ("span.mdi",), "mdi-"),
    Font("Octicons", ("span.octicon",), "octicon-"),
    Font("Remix Icon", ('span[class^="ri-"]', 'span[class*=" ri-"]'), "ri-"),
    Font("Phosphor", ("span.ph",), "ph-"),
    Font("Boxicons", ("span.bx",), "bx-"),
    Font("Tabler Icons", ("span.ti",), "ti-"),
    Font("Ionicons", ("ion-icon", 'span[class*="ion-"]'), "ion-"),
    Font("Iconify", ("iconify-icon", "span.iconify")),
    Font("Feather and Lucide", ("[data-feather]", "[data-lucide]")),
    Font("IcoMoon and others", ("i[class]", "span[class*=icon]"), "icon-"),
)
"""The fonts whose icons stand in empty elements; the last row is for what else draws in such."""

LIGATURES = "[class*=material-icons], [class*=material-symbols]"
"""Material's icons: the word in the element is the name of what the font draws in its place."""

ICONS = ", ".join(dict.fromkeys(selector for font in FONTS for selector in font.selectors))
PREFIXES = tuple(font.prefix for font in FONTS if font.prefix)
OUTLINES = frozenset(name for font in FONTS for name in font.outlines)
NAME = re.compile(r"[a-z0-9_]{1,40}")

SIGNS = {
    **dict.fromkeys(("star", "star-fill", "star-filled", "star-s-fill", "grade"), "★"),
    **dict.fromkeys(("star-o", "star-empty", "star-border", "star-outline", "star-line"), "☆"),
    **dict.fromkeys(("star-half", "star-half-o", "star-half-alt", "star-half-stroke", "star-half-fill"), "½"),
    **dict.fromkeys(
        ("check", "check-lg", "check2", "check-circle", "check-circle-o", "circle-check", "check-circle-fill", "check-bold",
         "check-line", "checkmark", "ok", "ok-sign", "yes", "yes-alt", "done", "tick"),
        "✓",
    ),
    **dict.fromkeys(
        ("times", "xmark", "x", "x-lg", "close", "remove", "remove-sign", "times-circle", "times-circle-o", "circle-xmark",
         "x-circle", "x-circle-fill", "no", "no-alt", "cross", "cancel", "close-line"),
        "✗",
    ),
    **dict.fromkeys(("heart", "heart-fill", "favorite"), "♥"),
    **dict.fromkeys(("thumbs-up", "thumb-up", "hand-thumbs-up"), "👍"),
    **dict.fromkeys(("thumbs-down", "thumb-down", "hand-thumbs-down"), "👎"),
    **dict.fromkeys(("arrow-right", "long-arrow-right", "long-arrow-alt-right", "right-long", "arrow-forward"), "→"),
    **dict.fromkeys(("arrow-left", "long-arrow-left", "long-arrow-alt-left", "left-long", "arrow-back"), "←"),
    **dict.fromkeys(("chevron-right", "angle-right", "caret-right"), "›"),
}  # fmt: skip
"""The icons that say something in a sentence, a list or a table: the sign that says the same."""

HOLLOW = {"★": "☆", "♥": "♡"}
BETWEEN_WORDS = frozenset("→←›")
"""Signs that say something only between words: elsewhere they lead the eye."""


def icons(root: LexborNode) -> list[LexborNode]:
    """The elements below a node that a font draws an icon in."""
    found = [node for node in root.css(ICONS) if not node.text().strip() and next(node.iter(), None) is None]
    return found + [node for node in root.css(LIGATURES) if NAME.fullmatch(node.text().strip())]


def sign(icon: LexborNode) -> str:
    """The sign that says the same as an icon; "" where none does."""
    attributes = icon.attributes
    written = attributes.get("class") or ""
    names = [
        name[len(prefix) :] for name in written.split() for prefix in PREFIXES if name.startswith(prefix)
    ]
    names += [attributes.get(key) or "" for key in ("data-feather", "data-lucide", "name")]
    names.append(icon.text().strip())
    found = next((SIGNS[name] for each in names if (name := each.replace("_", "-")) in SIGNS), "")
    return found if OUTLINES.isdisjoint(written.split()) else HOLLOW.get(found, found)
