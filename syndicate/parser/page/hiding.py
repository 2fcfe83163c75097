"""What a browser does not show: its default stylesheet, inline style, `hidden`, and the classes by which frameworks hide.

Sources: the HTML Living Standard, 15.3 (Rendering, non-replaced elements), and what each framework's stylesheet says.
"""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from selectolax.lexbor import LexborNode


class Hiding(NamedTuple):
    """The selectors of what a framework's stylesheet hides on a wide screen, and of what it keeps for screen readers."""

    framework: str
    selectors: tuple[str, ...] = ()
    screen_readers: tuple[str, ...] = ()


FRAMEWORKS = (
    Hiding("HTML5 Boilerplate", (), (".visuallyhidden",)),
    Hiding(
        "Bootstrap",
        (
            '.d-none:not([class*="d-sm-"], [class*="d-md-"], [class*="d-lg-"], [class*="d-xl-"])',
            ".d-lg-none",
            '.d-md-none:not([class*="d-lg-"], [class*="d-xl-"])',
        ),
        (".sr-only", ".sr-only-focusable", ".visually-hidden", ".visually-hidden-focusable"),
    ),
    Hiding(
        "Tailwind",
        (
            '.hidden:not([class*="sm:"], [class*="md:"], [class*="lg:"], [class*="xl:"])',
            '[class~="md:hidden"]',
            '[class~="lg:hidden"]',
        ),
    ),
    Hiding("Bulma", (".is-hidden",), (".is-sr-only",)),
    Hiding("Foundation", (".hide", ".show-for-print"), (".show-for-sr",)),
    Hiding("UIkit", (".uk-hidden",)),
    Hiding("WordPress", (), (".screen-reader-text", ".screen-reader-shortcut", ".assistive-text")),
    Hiding("Drupal", (".element-hidden",), (".element-invisible",)),
    Hiding("the U.S. Web Design System", (), (".usa-sr-only",)),
    Hiding("GOV.UK", (), (".govuk-visually-hidden",)),
    Hiding("Angular CDK", (), (".cdk-visually-hidden",)),
    Hiding("others", (), (".screen-reader-only", ".screenreader-only", ".u-visually-hidden", ".a11y-hidden")),
)
"""The frameworks. A class that only hides on narrow screens, or until a reader unfolds something, hides nothing."""

HIDDEN_CLASSES = ", ".join(selector for framework in FRAMEWORKS for selector in framework.selectors)
SCREEN_READER_CLASSES = ", ".join(
    selector for framework in FRAMEWORKS for selector in framework.screen_readers
)
MIN_DESCRIPTION = 8
"""Words: a block for screen readers that is shorter is a label; a longer one says what a picture shows."""
SHOWN_IN_TURN = "[role=tabpanel], [role=region][aria-labelledby]"
"""What a page hides until a reader turns to it."""

FOLDS = "button.accordion, button[class*=accordion-]"
"""Buttons that unfold the part after them, and say so by their class alone."""

UNFOLDING = ", ".join(
    f"{name}[aria-expanded][aria-controls]:not([aria-haspopup])"
    for name in ("button", "a", "[role=button]", "dt")
)
"""What unfolds the part of the page that it names, such as the answer to a question."""

UNFOLDED = frozenset({"div", "section", "dd", "article", "p"})
HEADS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6", "dt"})

HIDDEN_ATTRIBUTES = "[hidden], dialog:not([open]), [popover]"
"""What the browsers' stylesheet hides, unless the element's own style shows it."""

NOT_RENDERED = frozenset(
    "area base basefont datalist head link meta noembed noframes param rp script style template title "
    "annotation annotation-xml".split()
)
"""Elements that the browsers' stylesheet hides, unless their own style shows them."""

REPLACED = frozenset("audio embed iframe img input meter progress source textarea track video".split())
"""Elements in whose place a browser draws something else than their content."""

BLOCKS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure "
    "footer form h1 h2 h3 h4 h5 h6 header hgroup hr html legend li listing main menu nav ol optgroup option p "
    "plaintext pre search section summary table tbody td tfoot th thead tr ul xmp".split()
)
"""Elements that begin a line or a cell of their own."""

MATHEMATICS = frozenset(
    "math mfrac mi mn mo mroot mrow ms msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover mover "
    "menclose merror mmultiscripts mpadded mspace semantics".split()
)
"""Elements of MathML, each a box of its own (MathML Core, 3)."""

DRAWN = frozenset({"text", "foreignobject"})
"""The elements of a drawing that show text, in boxes of their own (SVG 2, 11)."""

NOT_DRAWN = frozenset("title desc metadata defs symbol clippath mask pattern marker".split())
"""The elements of a drawing that are not drawn where they stand (SVG 2, 5)."""

BLOCK_DISPLAYS = frozenset(
    "block flex grid list-item flow-root table table-row table-caption table-row-group table-header-group "
    "table-footer-group table-cell".split()
)
DISPLAYS = BLOCK_DISPLAYS | set(
    "none inline inline-block inline-flex inline-grid inline-table table-cell contents ruby ruby-text".split()
)
ITEM_DISPLAYS = frozenset({"flex", "grid", "inline-flex", "inline-grid"})
"""Displays that make each child a box of its own."""

ITEM_CLASSES = (
    ".flex, .inline-flex, .grid, .inline-grid, .d-flex, .d-inline-flex, .d-grid, .d-inline-grid, .is-flex, "
    ".is-inline-flex, .is-layout-flex, .is-layout-grid"
)
"""The classes of Tailwind, Bootstrap, Bulma and WordPress that do the same."""

INITIAL = re.compile(r"\W?[^\W\d_]")

INLINE_BOX_DISPLAYS = frozenset({"inline-block", "inline-flex", "inline-grid", "inline-table"})
INLINE_BOXES = frozenset({"button", "marquee"})
"""Boxes that stand in a line, by their display and by the browsers' stylesheet."""

FOLDING = (BLOCKS | INLINE_BOXES) - {"tr", "thead", "tbody", "tfoot"}
"""Elements whose content `content-visibility` hides (CSS Containment 2, 4)."""

BUTTONS = {"submit": "Submit", "reset": "Reset", "button": ""}
"""The types of fields that are buttons, and what each shows without a value of its own (HTML Living Standard, 4.10.5)."""

WORDLESS = frozenset({"checkbox", "radio", "hidden", "password", "range", "color", "file", "image"})
"""The types of fields that show no words of the page."""

PREFORMATTED = frozenset({"pre", "listing", "xmp", "plaintext"})

RELEVANT = re.compile(r"display|visibility|float|position|text-transform", re.IGNORECASE)
VALUES = {
    "display": DISPLAYS,
    "visibility": frozenset({"visible", "hidden", "collapse"}),
    "float": frozenset({"none", "left", "right", "inline-start", "inline-end"}),
    "position": frozenset({"static", "relative", "absolute", "fixed", "sticky"}),
    "content-visibility": frozenset({"visible", "auto", "hidden"}),
    "text-transform": frozenset({"none", "uppercase", "lowercase", "capitalize"}),
}
"""The properties that decide what is shown, and their values; what has another value is no declaration."""

QUOTED = re.compile(
    r"""/\*(?:[^*]++|\*(?!/))*+(?:\*/|$)|"[^"]*+(?:"|$)|'[^']*+(?:'|$)|\([^)]*+(?:\)|$)""", re.DOTALL
)
"""What may hold a semicolon that ends no declaration: comments, strings and parentheses (CSS Syntax 3, 5.4)."""


class Box(NamedTuple):
    """How an element is shown, as far as its own style says so; "" where it says nothing.

    `is_taken_out` says whether it floats or is positioned, which makes it a block, `is_folded` whether its content is
    hidden if it is no inline element (CSS Containment 2, 4).
    """

    display: str = ""
    visibility: str = ""
    transform: str = ""
    is_taken_out: bool = False
    is_folded: bool = False

    def over(self, default: Box) -> Box:
        """What this says, and where it says nothing, the default."""
        return self._replace(
            visibility=self.visibility or default.visibility, transform=self.transform or default.transform
        )


OWN_STYLE = {
    "mphantom": Box(visibility="hidden"),
    "button": Box(transform="none"),
    "select": Box(transform="none"),
}
"""What the browsers' stylesheet says of some elements, beside what they are to a line."""


def boxes(root: LexborNode) -> dict[int, Box]:
    """How the elements below a node are shown that have a style attribute, by their `mem_id`."""
    return {
        node.mem_id: box(style)
        for node in root.css("[style]")
        if RELEVANT.search(style := node.attributes.get("style") or "")
    }


def box(style: str) -> Box:
    """What a style attribute says of how its element is shown (CSS Display 3, CSS 2.2)."""
    values: dict[str, str] = {}
    important: set[str] = set()
    for declaration in QUOTED.sub("", style.lower()).split(";"):
        name, _, text = declaration.partition(":")
        name = name.strip()
        value, _, priority = text.partition("!")
        value, weight = value.strip(), priority.strip() == "important"
        if value not in VALUES.get(name, ()) or (name in important and not weight):
            continue
        values[name] = value
        if weight:
            important.add(name)
    is_taken_out = values.get("float", "none") != "none" or values.get("position") in ("absolute", "fixed")
    return Box(
        values.get("display", ""),
        values.get("visibility", ""),
        values.get("text-transform", ""),
        is_taken_out,
        values.get("content-visibility") == "hidden",
    )


def begins_a_word(node: LexborNode) -> bool:
    """Whether a node is no more than the first letter of a word, which goes on after it: a large initial floats."""
    return (
        INITIAL.fullmatch(node.text().strip()) is not None
        and node.next is not None
        and node.next.text()[:1].isalpha()
    )


def field_text(node: LexborNode) -> str:
    """The words that a field shows, or a bar that stands for a number: its value, the name of a button, a hint.

    The text of a box is its content, and is not told here.
    """
    attributes = node.attributes
    if node.tag in {"meter", "progress"}:
        return node.text().strip() or _share(attributes)
    hint = (attributes.get("placeholder") or "").strip()
    if node.tag == "textarea":
        return "" if node.text().strip() else hint
    kind = (attributes.get("type") or "").lower()
    if kind in WORDLESS:
        return ""
    value = (attributes.get("value") or "").strip() or BUTTONS.get(kind, "")
    return value or hint


def _share(attributes: Mapping[str, str | None]) -> str:
    """How much of a bar is full; "" where nobody knows."""
    try:
        value, most = float(attributes.get("value") or ""), float(attributes.get("max") or "1")
    except ValueError:
        return ""
    return f"{value / most:.0%}" if 0 <= value <= most < math.inf and most else ""


def parts_in_turn(root: LexborNode) -> list[LexborNode]:
    """What a page hides until a reader turns to it or unfolds it: below tabs, and the answers below their questions."""
    parts = root.css(SHOWN_IN_TURN)
    named = {node.attributes.get("aria-controls"): node for node in root.css(UNFOLDING)}
    for part in root.css("[id]") if named else ():
        control = named.get(part.attributes.get("id") or "")
        if control is not None and part.tag in UNFOLDED and _is_headed_by(part, control):
            parts.append(part)
    for control in root.css(FOLDS):
        follower = control.next
        while follower is not None and follower.tag in {"-text", "-comment"}:
            follower = follower.next
        if follower is not None and follower.tag in {"div", "section"}:
            parts.append(follower)
    return parts


def _is_headed_by(part: LexborNode, control: LexborNode) -> bool:
    """Whether what unfolds a part stands in a heading, or right before it: a menu of the page stands elsewhere."""
    around: LexborNode | None = control
    for _ in range(3):
        if around is None:
            return False
        if around.tag in HEADS:
            return True
        around = around.parent
    before = part.prev
    while before is not None and before.tag in {"-text", "-comment"}:
        before = before.prev
    return before is not None and before.mem_id == control.mem_id


def transformed(text: str, transform: str) -> str:
    """The text as `text-transform` shows it (CSS Text 3, 2.1)."""
    if transform == "capitalize":
        return re.sub(r"(?<![\w'’.])\w", lambda match: match[0].title(), text)
    return text.upper() if transform == "uppercase" else text.lower() if transform == "lowercase" else text


def italic(letter: str) -> str:
    """A letter as an `mi` that holds it alone shows it (MathML Core, 4.2)."""
    return "\N{PLANCK CONSTANT}" if letter == "h" else ITALICS.get(letter, letter)


ITALICS = {
    **{chr(ord("A") + n): chr(0x1D434 + n) for n in range(26)},
    **{chr(ord("a") + n): chr(0x1D44E + n) for n in range(26)},
    **{chr(0x391 + n): chr(0x1D6E2 + n) for n in range(25) if n != 17},
    **{chr(0x3B1 + n): chr(0x1D6FC + n) for n in range(25)},
}


def screen_reader_labels(root: LexborNode) -> set[int]:
    """The ids of the elements for screen readers that say nothing of their own.

    A block of several words that stand nowhere else in the body is the text of a chart or a diagram, and is shown.
    """
    nodes = root.css(SCREEN_READER_CLASSES)
    whole = "".join(root.text().split()) if nodes else ""
    return {node.mem_id for node in nodes if not _is_description(node, whole)}


def _is_description(node: LexborNode, whole: str) -> bool:
    words = node.text(separator=" ").split()
    return (
        node.tag in BLOCKS
        and len(words) >= MIN_DESCRIPTION
        and whole.count("".join(node.text().split())) == 1
    )
