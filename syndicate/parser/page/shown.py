"""What a browser shows of a body that nobody has cleaned: its words, links, pictures, players, headings, formulas, boxes.

No script runs; what is loaded late counts as loaded. This knows nothing of the cleaning, so that whatever the cleaning
loses is seen. Its words are those of a browser's `innerText` (HTML Living Standard, 3.2.8).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urldefrag, urljoin

from syndicate.models import Reading, ShownLink
from syndicate.parser.page.hiding import (
    BLOCK_DISPLAYS,
    BLOCKS,
    DRAWN,
    HIDDEN_ATTRIBUTES,
    HIDDEN_CLASSES,
    ITEM_DISPLAYS,
    MATHEMATICS,
    NOT_DRAWN,
    NOT_RENDERED,
    REPLACED,
    Box,
    boxes,
    italic,
    transformed,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from selectolax.lexbor import LexborNode

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
PLAYERS = frozenset({"iframe", "video", "audio", "embed", "object"})
ADDRESS_ATTRIBUTE = re.compile(
    r"(?:^|-)(?:src|source|original|orig|url|data|image|img|file|lazy|full|large|hires|bg)(?:$|-)|srcset$"
)
"""The names of attributes that may hold the address of a picture or player: loaders keep it under many until later."""

NOWHERE = ("javascript:", "about:", "data:", "vbscript:", "blob:")
"""The beginnings of addresses that lead a reader nowhere."""

FORMULA_SCRIPT = "math/"
"""The beginning of the type of a script that holds a formula: MathJax 2 draws it in its place."""

NO_BOX = Box()


class Atom(NamedTuple):
    """One thing that is shown: a piece of text, or what `kind` says, with the addresses that may stand for it."""

    kind: str
    text: str = ""
    addresses: tuple[str, ...] = ()


LINE = Atom("text", "\n")


class View(NamedTuple):
    """How the children of an element are shown."""

    is_visible: bool = True
    transform: str = ""
    has_items: bool = False
    is_drawing: bool = False


class End(NamedTuple):
    """What closes an element: an atom, and the number of the atom that it closes; -1 where it closes none."""

    atom: Atom
    begin: int = -1


class ShownPage:
    """What is shown of a body, thing by thing, and which node shows it.

    `atoms` are the things in their order, `places` the number of each by the `mem_id` of its node, `ends` the number
    of each end by that of its beginning. `hidden` are the outermost nodes of which nothing is shown.

    Args:
        root: the body; its own style does not count.
        base: what its addresses are relative to.
        as_text: exactly as a browser's `innerText`: without what a closed `details` holds, with the text in a drawing,
            and with words that go on across pictures.
    """

    def __init__(self, root: LexborNode, base: str = "", *, as_text: bool = False) -> None:
        self.base = urldefrag(base)[0]
        self.as_text = as_text
        self.atoms: list[Atom] = []
        self.places: dict[int, int] = {}
        self.ends: dict[int, int] = {}
        self.hidden: list[LexborNode] = []
        self._boxes = boxes(root)
        self._hidden_by_class = {node.mem_id for node in root.css(HIDDEN_CLASSES)}
        self._hidden_by_attribute = {node.mem_id for node in root.css(HIDDEN_ATTRIBUTES)}
        self._waiting: list[tuple[LexborNode, View] | End] = []
        self._push(root, View())
        self._walk()

    def read(self, removed: Collection[int] = ()) -> Reading:
        """What is shown, but for the atoms with these numbers."""
        return read(atom for n, atom in enumerate(self.atoms) if n not in removed)

    def read_only(self, numbers: Collection[int]) -> Reading:
        """What the atoms with these numbers show, on lines of their own where they stand on such."""
        first, last = min(numbers, default=0), max(numbers, default=-1)
        return read(self.atoms[n] for n in range(first, last + 1) if n in numbers or self.atoms[n] == LINE)

    def numbers(self, node: LexborNode) -> set[int]:
        """The numbers of the atoms that a node and what is in it show."""
        places = self.places
        numbers = {places[each.mem_id] for each in node.traverse(include_text=True) if each.mem_id in places}
        return numbers | {self.ends[number] for number in numbers if number in self.ends}

    def _push(self, node: LexborNode, view: View) -> None:
        children = []
        child = node.first_child
        while child is not None:
            children.append((child, view))
            child = child.next
        self._waiting += reversed(children)

    def _add(self, node: LexborNode, atom: Atom) -> int:
        self.places[node.mem_id] = number = len(self.atoms)
        self.atoms.append(atom)
        return number

    def _walk(self) -> None:
        """Gather the atoms; without recursion, which deep nesting would exhaust."""
        while self._waiting:
            item = self._waiting.pop()
            if isinstance(item, End):
                if item.begin >= 0:
                    self.ends[item.begin] = len(self.atoms)
                self.atoms.append(item.atom)
                continue
            node, view = item
            tag = node.tag
            if tag == "-text":
                if view.is_visible and (text := node.text_content):
                    self._add(
                        node, Atom("text", transformed(text, view.transform) if view.transform else text)
                    )
            elif tag and tag[0] not in "-!":
                self._element(node, tag, view)

    def _element(self, node: LexborNode, tag: str, view: View) -> None:
        """Add what begins with an element; what is in it, and its end, wait for their turn."""
        own = self._boxes.get(node.mem_id, NO_BOX)
        if self._is_hidden(node, tag, own, view):
            return
        is_line = self._is_line(tag, own, view)
        if tag == "mphantom":
            own = own._replace(visibility="hidden")
        if own != NO_BOX or view.has_items:
            view = self._own_view(node, own, view)
        if is_line:
            self.atoms.append(LINE)
            self._waiting.append(End(LINE))
        if tag in REPLACED or tag == "object":
            self._replaced(node, tag, view)
        elif tag == "br":
            self.atoms.append(LINE)
        elif tag == "svg":
            self._drawing(node, view)
        elif tag == "details" and self.as_text and "open" not in node.attributes:
            if (summary := _summary(node)) is not None:
                self._waiting.append((summary, view))
        else:
            self._enclosing(node, tag, view)

    def _enclosing(self, node: LexborNode, tag: str, view: View) -> None:
        """Add the beginning of a link, heading or formula, and let the children of any element wait."""
        if tag in HEADINGS and view.is_visible:
            self._waiting.append(End(Atom("/heading"), self._add(node, Atom("heading", tag))))
        elif tag in ("a", "area") and "href" in (attributes := node.attributes):
            link = Atom("link", tag, (self._link(attributes["href"] or ""),))
            self._waiting.append(End(Atom("/link"), self._add(node, link)))
        elif tag == "math" and view.is_visible:
            self._add(node, Atom("formula"))
        if tag == "mi" and len(text := node.text().strip()) == 1:
            self.atoms.append(Atom("text", italic(text)))
            return
        self._push(node, view)

    def _is_hidden(self, node: LexborNode, tag: str, own: Box, view: View) -> bool:
        is_shown_by_style = own.display not in ("", "none")
        if view.is_drawing and tag in NOT_DRAWN:
            return True
        if node.mem_id in self._hidden_by_class or own.display == "none":
            self.hidden.append(node)
        elif is_shown_by_style:
            return False
        elif tag == "script" and (node.attributes.get("type") or "").startswith(FORMULA_SCRIPT):
            self._add(node, Atom("formula"))
        elif node.mem_id in self._hidden_by_attribute:
            self.hidden.append(node)
        elif tag == "area" and not self.as_text:
            return False
        else:
            return tag in NOT_RENDERED
        return True

    def _is_line(self, tag: str, own: Box, view: View) -> bool:
        if own.is_taken_out or view.has_items or tag == "p":
            return True
        if view.is_drawing:
            return tag in DRAWN
        return own.display in BLOCK_DISPLAYS if own.display else tag in BLOCKS or tag in MATHEMATICS

    def _own_view(self, node: LexborNode, own: Box, view: View) -> View:
        is_visible = own.visibility == "visible" if own.visibility else view.is_visible
        if view.is_visible and not is_visible and not self._shows_some(node):
            self.hidden.append(node)
        transform = "" if own.transform == "none" else own.transform or view.transform
        return View(is_visible, transform, own.display in ITEM_DISPLAYS, view.is_drawing)

    def _shows_some(self, node: LexborNode) -> bool:
        """Whether something in an invisible element is visible again."""
        return any(
            self._boxes.get(each.mem_id, NO_BOX).visibility == "visible" for each in node.css("[style]")
        )

    def _replaced(self, node: LexborNode, tag: str, view: View) -> None:
        """Add the picture, player or checkbox that a browser draws in an element's place."""
        if view.is_visible:
            if tag == "img":
                if addresses := self._addresses(node):
                    self._add(node, Atom("picture", "", addresses))
            elif tag in PLAYERS:
                if addresses := self._addresses(node, *node.css("source, embed, param[name=movie i]")):
                    self._add(node, Atom("player", "", addresses))
            elif tag == "input" and (node.attributes.get("type") or "").lower() == "checkbox":
                self._add(node, Atom("checkbox"))
        if not self.as_text and tag != "track":
            self.atoms.append(LINE)
        if tag == "object" and (self.as_text or "data" not in node.attributes):
            self._push(node, view)

    def _drawing(self, node: LexborNode, view: View) -> None:
        """Add a drawing as the picture that it is; its text is part of that."""
        if self.as_text:
            self._push(node, view._replace(is_drawing=True))
        elif view.is_visible:
            self._add(node, Atom("picture"))

    def _link(self, href: str) -> str:
        """Where a link leads; "" where that is nowhere."""
        href = href.strip()
        if not href or href.lower().startswith(NOWHERE):
            return ""
        address = self._absolute(href)
        page, mark, fragment = address.partition("#")
        return f"#{fragment}" if mark and page in (self.base, "") else address

    def _addresses(self, *nodes: LexborNode) -> tuple[str, ...]:
        """The addresses of what an element, and those that belong to it, may draw."""
        if nodes[0].parent is not None and nodes[0].parent.tag == "picture":
            nodes = (*nodes, *nodes[0].parent.css("source"))
        values = [
            address
            for node in nodes
            for name, value in node.attributes.items()
            if value and (name == "value" or ADDRESS_ATTRIBUTE.search(name))
            for address in (_candidates(value) if name.endswith("srcset") else [value.strip()])
        ]
        return tuple(dict.fromkeys(self._absolute(value) for value in values if value))

    def _absolute(self, address: str) -> str:
        try:
            return urljoin(self.base, address)
        except ValueError:
            return ""


def read(atoms: Iterable[Atom]) -> Reading:
    """What a reader sees of some atoms. A link or a heading that shows nothing is none."""
    texts: list[str] = []
    links: list[ShownLink] = []
    headings: list[str] = []
    begun: list[tuple[Atom, int, int]] = []
    others: Mapping[str, list[tuple[str, ...]]] = {
        kind: [] for kind in ("picture", "player", "formula", "checkbox")
    }
    for atom in atoms:
        kind = atom.kind
        if kind == "text":
            texts.append(atom.text)
        elif kind in others:
            others[kind].append(atom.addresses)
        elif kind in ("link", "heading"):
            begun.append((atom, len(texts), sum(map(len, others.values()))))
        elif begun:
            begin, at, seen = begun.pop()
            text = " ".join("".join(texts[at:]).split())
            if not text and begin.text != "area" and sum(map(len, others.values())) == seen:
                continue
            if begin.kind == "heading":
                headings.append(begin.text)
            elif begin.addresses[0]:
                links.append(ShownLink(begin.addresses[0], text))
    return Reading(
        "".join(texts),
        tuple(links),
        tuple(others["picture"]),
        tuple(others["player"]),
        tuple(headings),
        len(others["formula"]),
        len(others["checkbox"]),
    )


def _summary(details: LexborNode) -> LexborNode | None:
    return next((child for child in details.iter() if child.tag == "summary"), None)


def _candidates(srcset: str) -> list[str]:
    """The addresses in a srcset (HTML Living Standard, 4.8.4.2.1)."""
    return [candidate.split()[0].rstrip(",") for candidate in re.split(r",\s", srcset) if candidate.strip()]
