"""How text looks by its classes and its style: white space that is kept, letters that are changed, words that are marked."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import BLOCKS, append, classes, detach, inner, replace, within
from syndicate.parser.page.hiding import transformed

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

WHITE_SPACE = {
    **dict.fromkeys(
        ("whitespace-pre", "whitespace-pre-wrap", "whitespace-break-spaces", "ws-pre", "ws-pre-wrap", "ws-break-spaces",
         "text-pre", "text-pre-wrap", "white-space-pre", "white-space-pre-wrap", "pre-wrap"),
        "white-space: pre-wrap",
    ),
    **dict.fromkeys(
        ("whitespace-pre-line", "ws-pre-line", "text-pre-line", "white-space-pre-line", "pre-line"), "white-space: pre-line"
    ),
}  # fmt: skip
"""The classes of Tailwind, UnoCSS and Vuetify, and of many an own sheet, that keep white space."""

EMPHASIS = {
    **dict.fromkeys(
        ("font-bold", "font-semibold", "font-extrabold", "font-black", "fw-bold", "fw-bolder", "fw-semibold",
         "font-weight-bold", "font-weight-bolder", "has-text-weight-bold", "has-text-weight-semibold"),
        "font-weight: bold",
    ),
    **dict.fromkeys(("font-normal", "fw-normal", "font-weight-normal", "has-text-weight-normal"), "font-weight: normal"),
    **dict.fromkeys(("italic", "fst-italic", "font-italic", "is-italic"), "font-style: italic"),
    **dict.fromkeys(("not-italic", "fst-normal"), "font-style: normal"),
    **dict.fromkeys(("line-through", "text-decoration-line-through"), "text-decoration: line-through"),
    **dict.fromkeys(("underline", "text-decoration-underline", "is-underlined"), "text-decoration: underline"),
    **dict.fromkeys(("no-underline", "text-decoration-none"), "text-decoration: none"),
}  # fmt: skip
LOOKS = {**EMPHASIS, **WHITE_SPACE}
"""The classes of Tailwind, Bootstrap, Bulma and the like that say one thing of how text looks, and nothing else."""

CLASSED = ", ".join(f".{name}" for name in LOOKS)

KEPT = re.compile(
    r"(?:^|;)\s{0,8}white-space\s{0,8}:\s{0,8}(pre(?:-wrap|-line)?|break-spaces|normal|nowrap)\b",
    re.IGNORECASE,
)
"""What a style says of white space (CSS Text 3, 3)."""

GAPS = re.compile(r"(?:^[ \t]{2,40}| {3,40}|\t{1,8})", re.MULTILINE)
"""White space that an author set apart with: two spaces after a full stop are a typist's habit."""

TAB = 8
TRANSFORM = re.compile(
    r"(?:^|;)\s{0,8}text-transform\s{0,8}:\s{0,8}(none|uppercase|lowercase|capitalize)\b", re.IGNORECASE
)
BACKGROUND = re.compile(
    r"(?:^|;)\s{0,8}background(?:-color)?\s{0,8}:\s{0,8}(#[0-9a-f]{3,8}\b|rgba?\([\d\s,./%]{5,40}\)|[a-z]{3,20})",
    re.IGNORECASE,
)
MARKERS = frozenset(
    "yellow lime aqua cyan gold orange pink lightgreen lightyellow lightpink lightblue palegreen".split()
)
"""The names of colours that a highlighting pen has."""

BRIGHT, COLOURED = 200, 48
"""How much light a highlighting pen's colour has at least, and how much of it is colour, of 255."""

PENNED = frozenset("span font b strong i em u small a".split())


def say_looks(root: LexborNode) -> None:
    """Write what classes say of how text looks on the style of their elements, which may say otherwise."""
    for node in root.css(CLASSED):
        styles = [LOOKS[name] for name in classes(node) if name in LOOKS]
        if node.mem_id != root.mem_id:
            node.attrs["style"] = "; ".join(filter(None, [*styles, node.attributes.get("style") or ""]))


def restore_white_space(root: LexborNode) -> None:
    """Write the breaks and gaps that a style keeps as breaks and spaces that nothing folds."""
    for node in root.css("[style*='white-space' i]"):
        kept = _last(KEPT, node)
        if kept and kept not in {"normal", "nowrap"} and within(node, {"pre"}) is None:
            _keep_breaks(node, has_gaps=kept != "pre-line")


def _last(pattern: re.Pattern[str], node: LexborNode) -> str:
    """What the last of a style's declarations says that a pattern finds; "" where there is none."""
    found = pattern.findall(node.attributes.get("style") or "")
    return found[-1].lower() if found else ""


def _own(node: LexborNode, pattern: re.Pattern[str]) -> list[LexborNode]:
    """The texts of a node for which nothing else within it says what a pattern finds."""
    return [
        text
        for text in node.traverse(include_text=True)
        if text.tag == "-text" and (holder := _holder(text, pattern)) is not None and holder == node.mem_id
    ]


def _holder(text: LexborNode, pattern: re.Pattern[str]) -> int | None:
    """Which of the elements around a text is the nearest that says what a pattern finds."""
    around = text.parent
    while around is not None and not _last(pattern, around):
        around = around.parent
    return None if around is None else around.mem_id


def _keep_breaks(node: LexborNode, *, has_gaps: bool) -> None:
    for text in _own(node, KEPT):
        content = text.text_content or ""
        has_lines = "\n" in content.strip("\n")
        if (
            content.strip()
            and (has_lines or (has_gaps and GAPS.search(content)))
            and within(text, {"pre", "textarea"}) is None
        ):
            lines = content.strip("\n").split("\n")
            replace(text, "<br>".join(escape(GAPS.sub(_gap, part) if has_gaps else part) for part in lines))


def _gap(spaces: re.Match[str]) -> str:
    """A run of spaces of which a renderer leaves all."""
    return (
        "\xa0" * (len(spaces[0].expandtabs(TAB)) - 1) + " "
        if spaces.start()
        else "\xa0" * len(spaces[0].expandtabs(TAB))
    )


def transform_text(root: LexborNode) -> None:
    """Write the letters as a style shows them."""
    for node in root.css("[style*='text-transform' i]"):
        transform = _last(TRANSFORM, node)
        for text in _own(node, TRANSFORM) if transform not in {"", "none"} else ():
            content = text.text_content or ""
            if (shown := transformed(content, transform)) != content:
                text.replace_with(shown)


def mark_highlights(root: LexborNode) -> None:
    """Mark the words that stand on a highlighting pen's colour, and no others."""
    for node in root.css("[style*='background' i]"):
        colour = _last(BACKGROUND, node)
        if node.tag == "mark" and _is_transparent(colour) and node.parent is not None:
            node.unwrap()
        elif node.tag in PENNED and _is_pen(colour) and within(node, {"mark", "pre", "code"}) is None:
            _mark(node)


def _mark(node: LexborNode) -> None:
    if not node.text().strip() or node.css_first(", ".join(BLOCKS | {"mark"})) is not None:
        return
    content = f"<mark>{inner(node)}</mark>"
    for child in list(node.iter(include_text=True)):
        detach(child)
    append(node, content)


def _is_transparent(colour: str) -> bool:
    parts = re.findall(r"[\d.]+", colour) if colour.startswith("rgba") else []
    return colour in {"transparent", "inherit", "none"} or (len(parts) == 4 and float(f"0{parts[3]}") == 0)


def _is_pen(colour: str) -> bool:
    """Whether a colour is bright, and neither white nor grey."""
    if colour in MARKERS:
        return True
    if colour.startswith("#"):
        digits = colour[1:] if len(colour) > 5 else "".join(2 * digit for digit in colour[1:])
        levels = [int(digits[n : n + 2], 16) for n in (0, 2, 4)]
    elif colour.startswith("rgb") and not _is_transparent(colour):
        levels = [int(each) for each in re.findall(r"\d+", colour)[:3]]
    else:
        return False
    return max(levels) >= BRIGHT and max(levels) - min(levels) >= COLOURED
