"""Formulas as TeX between dollar signs, whatever drew them: MathJax 2 to 4, KaTeX, MathML, pictures of LaTeX."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from syndicate.parser.page.cleaning.breaks import VERSE
from syndicate.parser.page.cleaning.mathml import tex
from syndicate.parser.page.cleaning.nodes import (
    BLOCKS,
    HEADINGS,
    ancestors,
    classes,
    fragment,
    insert_after,
    insert_before,
    neighbour,
    within,
)
from syndicate.parser.page.cleaning.tex import drawn_from, is_tex, names_a_symbol

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.removals import Removals

SIGNS = (
    "math",
    "Math",
    "mjx-",
    "latex",
    "equation",
    "=tx",
    "matex",
    'tex"',
    "tex ",
    "texrender",
    "formula",
    "tex.cgi",
)
"""What the HTML of a body with formulas holds; the steps below are for bodies that hold one of these."""

AROUND = {"katex", "katex-mathml", "katex-display", "katex-block", "MathJax", "MathJax_Display", "MathJax_SVG",
          "MathJax_SVG_Display", "MathJax_CHTML", "MJXc-display", "MathJax_MathML", "mwe-math-element",
          "mwe-math-mathml-inline", "mwe-math-mathml-display", "mwe-math-mathml-a11y", "MJX_Assistive_MathML"}  # fmt: skip
"""The classes of elements that hold only one formula, drawn or as MathML."""

AROUND_TAGS = {"math", "semantics", "mjx-container", "mjx-assistive-mml", "m:math"}
DISPLAY = {"katex-display", "katex-block", "MathJax_Display", "MathJax_SVG_Display", "MJXc-display",
           "mwe-math-mathml-display", "mwe-math-fallback-image-display"}  # fmt: skip
"""The classes of elements that show a formula on a line of its own."""

DRAWN = ".MathJax_Preview, .MathJax, .MathJax_Display, .MathJax_SVG, .MathJax_SVG_Display, .MathJax_CHTML, .MJXc-display, .MathJax_Error"
"""What MathJax 2 draws before the script with the formula."""


class Service(NamedTuple):
    """A service that draws formulas: how its pictures are known, and where the TeX stands.

    That is one of some parameters of the address, "?" for all that follows this sign or "/" for the end of its path;
    else the alt text.
    """

    name: str
    selector: str
    parameters: tuple[str, ...] = ()


SERVICES = (
    Service("WordPress.com", 'img[src*="/latex.php?latex="], img[src*="wp.com/latex.php"]', ("latex",)),
    Service("CodeCogs", 'img[src*="latex.codecogs.com"]', ("?",)),
    Service("MimeTeX and MathTeX", 'img[src*="mimetex.cgi?"], img[src*="mathtex.cgi?"]', ("?",)),
    Service("math-api", 'img[src*="math.now.sh"], img[src*="math.vercel.app"]', ("from", "inline")),
    Service("Upmath", 'img[src*="i.upmath.me/svg/"], img[src*="i.upmath.me/png/"]', ("/",)),
    Service("Google Charts", 'img[src*="cht=tx"]', ("chl",)),
    Service("Zhihu", 'img[src*="zhihu.com/equation?tex="]', ("tex",)),
    Service("GitHub", 'img[src*="render.githubusercontent.com/render/math"]', ("math",)),
    Service("QuickLaTeX", "img.ql-img-inline-formula, img.ql-img-displayed-equation"),
    Service(
        "MediaWiki",
        "img.mwe-math-fallback-image-inline, img.mwe-math-fallback-image-display, "
        'img[src*="wikimedia.org/api/rest_v1/media/math/"]',
    ),
)
BY_CLASS = Service(
    "none",
    "img.latex, img.tex, img.math, img.math-inline, img.math-display, img.equation, img.formula, img.texrender",
)
"""The classes of pictures of formulas, wherever they come from, and of much else."""

DELIMITED = ".math, .arithmatex, .math-inline, .math-display, .tex2jax_process"
DELIMITERS = re.compile(r"\s*\\(?:\((?P<inline>.+)\\\)|\[(?P<display>.+)\\\])\s*", re.DOTALL)
"""TeX as pandoc, Sphinx and arithmatex leave it to a script, and in the alt text of QuickLaTeX's pictures."""

CDATA = re.compile(r"%\s{0,8}<!\[CDATA\[(?P<tex>.*)%\s{0,8}\]\]>", re.DOTALL)
"""What kramdown puts around TeX that holds a sign of HTML: comments, to TeX."""

CLOSING = re.compile(r"[.,;:!?)\]]")
"""What belongs to the formula that it follows."""

LINES = HEADINGS | {"summary", "dt", "legend"}
"""Blocks of one line."""

SOURCES = "data-latex", "data-katex-source", "data-tex-source"
WITH_SOURCE = ", ".join(
    ("mjx-container[data-latex]", "mjx-container mjx-math[data-latex]", "mjx-container [data-mml-node=math][data-latex]",
     "[data-katex-source]", "[data-tex-source]")
)  # fmt: skip
"""What holds the TeX that it was drawn from, since MathJax 4 also within."""


def restore_formulas(root: LexborNode, removals: Removals) -> None:
    """Replace each formula's markup, visible and for screen readers, by its TeX between dollar signs."""
    _restore_scripts(root, removals)
    for drawn in root.css(WITH_SOURCE):
        _restore_source(drawn, removals)
    for formula in root.css("math"):
        _write_around(formula, tex(formula), removals)
    for annotation in root.css(
        'annotation[encoding="application/x-tex"]'
    ):  # without a math element around it
        _write_around(annotation, annotation.text(), removals)
    for drawn in root.css("[data-mathml]"):
        if (math := fragment(drawn.attributes.get("data-mathml") or "").css_first("math")) is not None:
            _write_around(drawn, tex(math), removals)
    for service in (*SERVICES, BY_CLASS):
        for image in root.css(service.selector):
            _restore_picture(image, service, removals)
    for node in root.css(DELIMITED):
        if match := DELIMITERS.fullmatch(node.text()):
            _write(node, match["inline"] or match["display"], removals, display=bool(match["display"]))


def _restore_source(drawn: LexborNode, removals: Removals) -> None:
    """Replace a formula by the TeX that an attribute of it, or of what is in it, holds."""
    source = next(filter(None, (drawn.attributes.get(name) for name in SOURCES)), "")
    container = within(drawn, {"mjx-container"}) or drawn
    attributes = container.attributes
    if source and container.parent is not None:
        is_display = "display" in attributes or "display" in (attributes.get("class") or "")
        _write(container, source, removals, display=is_display)


def _restore_scripts(root: LexborNode, removals: Removals) -> None:
    for script in root.css(
        'script[type^="math/tex"], script[type^="math/mml"], script[type^="math/asciimath"]'
    ):
        while (
            (drawn := neighbour(script, before=True)) is not None
            and drawn.tag != "-text"
            and drawn.css_matches(DRAWN)
        ):
            removals.take(drawn, "formula")
        kind = script.attributes.get("type") or ""
        text = script.text()
        if kind.startswith("math/mml"):
            math = fragment(text).css_first("math")
            text = tex(math) if math is not None else text
        elif cdata := CDATA.fullmatch(text.strip()):
            text = cdata["tex"]
        _write(script, text, removals, display="mode=display" in kind.replace(" ", ""))


def _write_around(formula: LexborNode, source: str, removals: Removals) -> None:
    """Replace a MathML element and what else shows the same formula."""
    display, outer = False, formula
    node: LexborNode | None = formula
    while node is not None:
        names = classes(node)
        if node.tag not in AROUND_TAGS and AROUND.isdisjoint(names) and node.mem_id != formula.mem_id:
            break
        mode = node.attributes.get("display") or node.attributes.get("mode") or ""
        display = display or mode in {"block", "true", "display"} or not DISPLAY.isdisjoint(names)
        outer, node = node, node.parent
    _write(outer, source, removals, display=display)


def _restore_picture(image: LexborNode, service: Service, removals: Removals) -> None:
    attributes = image.attributes
    address = attributes.get("src") or ""
    alt = " ".join((attributes.get("alt") or "").split())
    if service.parameters:
        source = drawn_from(address, service.parameters) or (alt if is_tex(alt) else "")
    else:
        is_formula = service is not BY_CLASS or is_tex(alt) or names_a_symbol(alt, address)
        source = alt if is_formula else ""
    names = classes(image)
    display = "ql-img-displayed-equation" in names or not DISPLAY.isdisjoint(names)
    if match := DELIMITERS.fullmatch(source):
        source, display = match["inline"] or match["display"], display or bool(match["display"])
    if source := source.strip("$ "):
        _write(image, source, removals, display=display)


def _write(node: LexborNode, source: str, removals: Removals, *, display: bool) -> None:
    delimiter = "$$" if display else "$"
    text = " ".join(source.split())
    if any(ancestor.tag in {"pre", "code"} for ancestor in ancestors(node)):
        return
    if not text:
        removals.take(node, "hidden")
        return
    if display:
        _set_apart(node)
    removals.replace(node, "formula", f"{delimiter}{text}{delimiter}")


def _set_apart(node: LexborNode) -> None:
    """Put breaks around a formula on a line of its own, two where they can end a paragraph."""
    while (around := node.parent) is not None and around.tag not in BLOCKS and _is_alone(node):
        node = around
    if around is None or around.tag in LINES:
        return
    number = 2 if around.tag in BLOCKS and within(node, VERSE) is None else 1
    for before in (True, False):
        beside = neighbour(node, before=before)
        breaks = 0
        while beside is not None and beside.tag == "br":
            breaks, beside = breaks + 1, neighbour(beside, before=before)
        is_end = not before and CLOSING.match(node.next.text() if node.next is not None else "") is not None
        if beside is not None and beside.tag not in BLOCKS and not is_end:
            put = insert_before if before else insert_after
            put(node, "<br>" * (number - breaks))


def _is_alone(node: LexborNode) -> bool:
    return neighbour(node, before=True) is None and neighbour(node, before=False) is None
