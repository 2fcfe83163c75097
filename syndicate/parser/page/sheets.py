"""What style sheets within an article say of how its parts look, written on the parts themselves.

Only what changes what a reader sees of the words is read: weight, slant, lines, letters, white space, and what is hidden.
The sheets of the page's head are its theme's, and are not read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from selectolax.lexbor import SelectolaxError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

PROPERTIES = frozenset(
    {"font", "font-weight", "font-style", "text-decoration", "text-decoration-line", "text-transform", "vertical-align",
     "white-space", "display", "visibility", "background", "background-color"}
)  # fmt: skip
"""What is read of a sheet."""

HIDING = re.compile(r"\s*(?:none|hidden)\b", re.IGNORECASE)
COMMENT = re.compile(r"/\*(?:[^*]++|\*(?!/))*+(?:\*/)?|<!--|-->")
SELECTOR = re.compile(r"(?=[^.#]*[.#])[\w\s.#>+~-]{1,200}", re.ASCII)
"""Selectors that are tried: of a class or an id, and without what depends on a reader, such as `:hover`."""

NAME = re.compile(r"[.#]([\w-]{1,100})")
MAX_RULES = 200
"""So many of a body's rules are tried, which a hand-made sheet does not have."""


class Rule(NamedTuple):
    """Some declarations and what they are for; a later rule of the same weight wins (CSS Cascading 4, 6.4)."""

    weight: tuple[int, int, int]
    selector: str
    declarations: tuple[tuple[str, str], ...]


def apply_sheets(root: LexborNode) -> None:
    """Write what the sheets below a node say on the style attributes of what they are for; what an element says stays.

    Args:
        root: the body; its tree is changed.
    """
    sheets = root.css("style:not([media], template style, svg style)")
    if not sheets:
        return
    text = COMMENT.sub("", "\n".join(sheet.text() for sheet in sheets))
    rules = list(_rules(text))[:MAX_RULES]
    unfolded = _unfolded(root, text)
    styles: dict[int, dict[str, str]] = {}
    nodes: dict[int, LexborNode] = {}
    for rule in sorted(rules, key=lambda rule: rule.weight):
        declarations = dict(rule.declarations)
        if unfolded is None or not unfolded.isdisjoint(NAME.findall(rule.selector)):
            declarations = {name: value for name, value in declarations.items() if not HIDING.match(value)}
        for node in _found(root, rule.selector) if declarations else ():
            nodes[node.mem_id] = node
            styles.setdefault(node.mem_id, {}).update(declarations)
    for number, declarations in styles.items():
        own = nodes[number].attributes.get("style") or ""
        names = {each.partition(":")[0].strip().lower() for each in own.split(";")}
        added = [f"{name}: {value}" for name, value in declarations.items() if name not in names]
        nodes[number].attrs["style"] = "; ".join(filter(None, [*added, own]))


def _found(root: LexborNode, selector: str) -> list[LexborNode]:
    try:
        return root.css(selector)
    except SelectolaxError:  # no selector at all
        return []


def _unfolded(root: LexborNode, text: str) -> frozenset[str] | None:
    """The names of what is hidden only until a reader does something; None where a script may show anything."""
    if root.css_first("script:not([type*=json]), [onclick], [onchange]") is not None:
        return None
    dependent = [part for part in re.split(r"[{},]", text) if ":" in part and ";" not in part]
    return frozenset(name for part in dependent for name in NAME.findall(part))


def _rules(text: str) -> Iterator[Rule]:
    """The rules of a sheet that stand in no other, such as one for a printer."""
    depth, start, prelude, inside = 0, 0, "", 0
    for sign in re.finditer(r"[{};]", text):
        if sign[0] == "{":
            if depth == 0:
                prelude, inside = text[start : sign.start()], sign.end()
            depth += 1
        elif sign[0] == "}" and depth:
            depth -= 1
            if depth == 0:
                start = sign.end()
                yield from _of(prelude, text[inside : sign.start()])
        elif depth == 0:
            start = sign.end()


def _of(prelude: str, block: str) -> Iterator[Rule]:
    declarations = []
    for declaration in block.split(";"):
        name, _, value = declaration.partition(":")
        name, value = name.strip().lower(), value.partition("!")[0].strip()
        if name in PROPERTIES and value:
            declarations.append((name, value))
    if declarations and "{" not in block:
        for selector in map(str.strip, prelude.split(",")):
            if SELECTOR.fullmatch(selector):
                yield Rule(_weight(selector), selector, tuple(declarations))


def _weight(selector: str) -> tuple[int, int, int]:
    """How specific a selector is (Selectors 4, 17)."""
    tags = sum(part[0].isalpha() for part in re.split(r"[\s>+~]+", selector) if part)
    return selector.count("#"), selector.count("."), tags
