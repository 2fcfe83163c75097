"""What a browser shows of a body that nobody has cleaned: its words, links, pictures, players, headings, formulas, boxes.

No script runs; what is loaded late counts as loaded. This knows nothing of the cleaning, so that whatever the cleaning
loses is seen. Its words are those of a browser's `innerText` (HTML Living Standard, 3.2.8).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urldefrag, urljoin

from syndicate.addresses import identity, unwrapped
from syndicate.parser.page.atoms import BOX_END, BOX_START, INVISIBLE_SPACE, LINE, Atom, read
from syndicate.parser.page.hiding import (
    BLOCK_DISPLAYS,
    BLOCKS,
    DRAWN,
    FOLDING,
    HIDDEN_ATTRIBUTES,
    HIDDEN_CLASSES,
    INLINE_BOX_DISPLAYS,
    INLINE_BOXES,
    ITEM_CLASSES,
    ITEM_DISPLAYS,
    MATHEMATICS,
    NOT_DRAWN,
    NOT_RENDERED,
    OWN_STYLE,
    PREFORMATTED,
    REPLACED,
    SCREEN_READER_CLASSES,
    Box,
    begins_a_word,
    boxes,
    field_text,
    italic,
    parts_in_turn,
    screen_reader_labels,
    transformed,
)
from syndicate.parser.page.iconfonts import icons
from syndicate.parser.page.media_addresses import LINE_BREAKS, NOWHERE, PLACEHOLDER, media_addresses

if TYPE_CHECKING:
    from collections.abc import Collection

    from selectolax.lexbor import LexborNode

    from syndicate.models import Reading

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
PLAYERS = frozenset({"iframe", "video", "audio", "embed", "object"})
FIELDS = frozenset({"input", "textarea", "meter", "progress"})
"""Elements in whose place a browser draws words or a bar."""

FORMULA_SCRIPT = "math/"
"""The beginning of the type of a script that holds a formula: MathJax 2 draws it in its place."""

ORDINARY = frozenset(
    "b blockquote cite code dd del div dl dt em figcaption figure i kbd li ol p s samp section small span strong "
    "sub sup table tbody td tfoot th thead tr u ul".split()
)
"""Elements that only show their children, on a line of their own or not: most of them."""

PARTS_BY_ROLE = (
    "[role=cell], [role=gridcell], [role=columnheader], [role=rowheader], [role=listitem], "
    "[role=tab], [role=option], [role=radio], [role=button], button"
)
"""What stands apart from what is beside it, whatever its element is."""

NO_BOX = Box()


class View(NamedTuple):
    """How the children of an element are shown."""

    is_visible: bool = True
    transform: str = ""
    has_items: bool = False
    keeps_spaces: bool = False
    is_drawing: bool = False


class Open(NamedTuple):
    """What an element does to what is in it, and at its end.

    `view` is how its children are shown, None where they are not. `is_line` says whether it ends a line, `end` what
    kind of atom ends it, and `begin` which one it ends; -1 where there is none.
    """

    view: View | None = None
    is_line: bool = False
    end: str = ""
    begin: int = -1


PLAIN = View()
NOTHING = Open()
PLAIN_LINE = Open(PLAIN, is_line=True)
PLAIN_INLINE = Open(PLAIN)


class ShownPage:
    """What is shown of a body, thing by thing, and which node shows it.

    `atoms` are the things in their order, text as it is, `places` the number of each by the `mem_id` of its node,
    `ends` the number of each end by that of its beginning. `hidden` are the outermost nodes of which nothing is shown,
    `icons` the numbers of those in which a font draws an icon.

    Args:
        root: the body; its own style does not count.
        base: what its addresses are relative to.
        as_text: exactly as a browser's `innerText`: without what a closed `details` holds or what is for screen
            readers, with the text in a drawing, and with words that go on across pictures.
    """

    def __init__(self, root: LexborNode, base: str = "", *, as_text: bool = False) -> None:
        self.base = urldefrag(base)[0]
        self.as_text = as_text
        self.atoms: list[str | Atom] = []
        self.places: dict[int, int] = {}
        self.ends: dict[int, int] = {}
        self.hidden: list[LexborNode] = []
        self._boxes = boxes(root)
        classes = f"{HIDDEN_CLASSES}, {SCREEN_READER_CLASSES}" if as_text else HIDDEN_CLASSES
        self._hidden_by_class = {node.mem_id for node in root.css(classes)} | screen_reader_labels(root)
        self._hidden_by_attribute = {node.mem_id for node in root.css(HIDDEN_ATTRIBUTES)}
        self._parts: frozenset[int] = frozenset()
        self._items_by_class: frozenset[int] = frozenset()
        self.icons: frozenset[int] = frozenset()
        if not as_text:
            self._show_in_turn(root)
            self.icons = frozenset(node.mem_id for node in icons(root))
            self._parts = frozenset(node.mem_id for node in root.css(PARTS_BY_ROLE))
            self._items_by_class = frozenset(node.mem_id for node in root.css(ITEM_CLASSES))
            self._join_initials(root)
        self._special = self._boxes.keys() | self._hidden_by_class | self._hidden_by_attribute
        self._special |= self._parts | self._items_by_class | self.icons
        self._folded = _folded(root) if as_text else frozenset()
        self._unused_areas = _unused_areas(root)
        self._walk(root)

    def _show_in_turn(self, root: LexborNode) -> None:
        """Count as shown what is hidden until a reader turns to it: the parts below tabs, what a button unfolds."""
        for node in parts_in_turn(root):
            number = node.mem_id
            self._hidden_by_attribute.discard(number)
            self._hidden_by_class.discard(number)
            if self._boxes.get(number, NO_BOX).display == "none":
                del self._boxes[number]

    def _join_initials(self, root: LexborNode) -> None:
        """Count as text what floats only as the large first letter of a word."""
        for node in root.css("[style*=float i]"):
            own = self._boxes.get(node.mem_id, NO_BOX)
            if own.is_taken_out and begins_a_word(node):
                self._boxes[node.mem_id] = own._replace(is_taken_out=False)

    def read(self, removed: Collection[int] = ()) -> Reading:
        """What is shown, but for the atoms with these numbers."""
        if not removed:
            return read(self.atoms)
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

    def _walk(self, root: LexborNode) -> None:
        """Gather the atoms; without recursion, which deep nesting would exhaust."""
        atoms, places, view = self.atoms, self.places, PLAIN
        opened: list[tuple[LexborNode, View, Open]] = []
        node = root.first_child
        while node is not None or opened:
            if node is None:
                parent, view, element = opened.pop()
                self._close(element)
                node = parent.next
                continue
            tag = node.tag
            if self._folded and node.mem_id in self._folded:
                pass
            elif tag == "-text":
                if view.is_visible and (text := node.text_content):
                    places[node.mem_id] = len(atoms)
                    atoms.append(transformed(text, view.transform) if view.transform else text)
                elif self.as_text and (node.text_content or "")[-1:].isspace():
                    atoms.append(INVISIBLE_SPACE)
            elif tag in ORDINARY and view is PLAIN and node.mem_id not in self._special:
                is_line = tag in BLOCKS
                if is_line:
                    atoms.append(LINE)
                if (child := node.first_child) is not None:
                    opened.append((node, view, PLAIN_LINE if is_line else PLAIN_INLINE))
                    node = child
                    continue
            elif tag and tag[0] not in "-!":
                element = self._element(node, tag, view)
                child = node.first_child if element.view is not None else None
                if child is not None and element.view is not None:
                    opened.append((node, view, element))
                    view, node = element.view, child
                    continue
                self._close(element)
            node = node.next

    def _close(self, element: Open) -> None:
        if element.begin >= 0:
            self.ends[element.begin] = len(self.atoms)
            self.atoms.append(Atom(element.end))
        elif element.end:
            self.atoms.append(element.end)
        if element.is_line:
            self.atoms.append(LINE)

    def _add(self, node: LexborNode, atom: str | Atom) -> int:
        self.places[node.mem_id] = number = len(self.atoms)
        self.atoms.append(atom)
        return number

    def _element(self, node: LexborNode, tag: str, view: View) -> Open:
        """Add what an element begins with."""
        own = self._boxes.get(node.mem_id, NO_BOX)
        if self._is_hidden(node, tag, own, view):
            return NOTHING
        if node.mem_id in self.icons:
            if view.is_visible:
                self._add(node, Atom("picture"))
            return NOTHING
        is_line = node.mem_id in self._parts or self._is_line(tag, own, view)
        if tag in OWN_STYLE:
            own = own.over(OWN_STYLE[tag])
        if own is not NO_BOX or view.has_items or node.mem_id in self._items_by_class:
            view = self._own_view(node, own, view)
        if is_line:
            self.atoms.append(LINE)
        elif (
            self.as_text
            and not view.keeps_spaces
            and (
                own.display in INLINE_BOX_DISPLAYS or (own.display in ("", "inline") and tag in INLINE_BOXES)
            )
        ):
            self.atoms.append(BOX_START)
            return Open(view, end=BOX_END)
        if tag in REPLACED or tag == "object":
            return Open(self._replaced(node, tag, view), is_line)
        if tag in HEADINGS and view.is_visible:
            return Open(view, is_line, "/heading", self._add(node, Atom("heading", tag)))
        if tag in ("a", "area") and "href" in (attributes := node.attributes):
            link = Atom("link", tag, (self._link(attributes["href"] or ""),))
            return Open(view, is_line, "/link", self._add(node, link))
        return Open(self._inside(node, tag, view), is_line)

    def _inside(self, node: LexborNode, tag: str, view: View) -> View | None:
        """How an element without an end shows its children; None where it has drawn them itself."""
        if tag in PREFORMATTED:
            return view._replace(keeps_spaces=True)
        if tag == "br":
            self.atoms.append(LINE)
        elif tag == "svg":
            if self.as_text:
                return view._replace(is_drawing=True)
            if view.is_visible:
                self._add(node, Atom("picture"))
            return None
        elif tag == "math" and view.is_visible:
            self._add(node, Atom("formula"))
        elif tag == "mi" and self.as_text and view.is_visible and len(text := node.text().strip()) == 1:
            self._add(node, italic(text))
            return None
        return view

    def _is_hidden(self, node: LexborNode, tag: str, own: Box, view: View) -> bool:
        is_shown_by_style = own.display not in ("", "none")
        if view.is_drawing and tag in NOT_DRAWN:
            return True
        is_folded = own.is_folded and (tag in FOLDING or own.display not in ("", "inline", "contents"))
        if node.mem_id in self._hidden_by_class or own.display == "none" or is_folded:
            self.hidden.append(node)
        elif is_shown_by_style:
            return False
        elif tag == "script" and (node.attributes.get("type") or "").startswith(FORMULA_SCRIPT):
            self._add(node, Atom("formula"))
        elif node.mem_id in self._hidden_by_attribute and tag != "marquee":
            self.hidden.append(node)
        elif tag == "area" and not self.as_text:
            return node.mem_id in self._unused_areas
        else:
            return tag in NOT_RENDERED
        return True

    def _is_line(self, tag: str, own: Box, view: View) -> bool:
        if (own.is_taken_out and tag != "slot") or view.has_items or tag == "p":
            return True
        if view.is_drawing:
            return tag in DRAWN
        return own.display in BLOCK_DISPLAYS if own.display else tag in BLOCKS or tag in MATHEMATICS

    def _own_view(self, node: LexborNode, own: Box, view: View) -> View:
        is_visible = own.visibility == "visible" if own.visibility else view.is_visible
        if view.is_visible and not is_visible and not self._shows_some(node):
            self.hidden.append(node)
        transform = "" if own.transform == "none" else own.transform or view.transform
        has_items = own.display in ITEM_DISPLAYS or node.mem_id in self._items_by_class
        return view._replace(is_visible=is_visible, transform=transform, has_items=has_items)

    def _shows_some(self, node: LexborNode) -> bool:
        """Whether something in an invisible element is visible again."""
        return any(
            self._boxes.get(each.mem_id, NO_BOX).visibility == "visible" for each in node.css("[style]")
        )

    def _replaced(self, node: LexborNode, tag: str, view: View) -> View | None:
        """Add the picture, player or checkbox that a browser draws in an element's place."""
        if view.is_visible:
            if tag == "img":
                if (addresses := self._addresses(node)) is not None:
                    self._add(node, Atom("picture", tag, addresses))
            elif tag in PLAYERS:
                if addresses := self._addresses(node, *node.css("source, embed, param[name=movie i]")):
                    self._add(node, Atom("player", tag, addresses))
            elif tag == "input" and (node.attributes.get("type") or "").lower() == "checkbox":
                self._add(node, Atom("checkbox"))
            elif tag == "input" and (node.attributes.get("type") or "").lower() == "image":
                if (addresses := self._addresses(node)) is not None:
                    self._add(node, Atom("picture", tag, addresses))
            elif tag in FIELDS and not self.as_text and (text := field_text(node)):
                self.atoms.append(LINE)
                self._add(node, text)
        if not self.as_text:
            self.atoms.append(LINE)
        is_fallback = tag == "object" and (self.as_text or "data" not in node.attributes)
        return view if is_fallback else None

    def _link(self, href: str) -> str:
        """Where a link leads; "" where that is nowhere."""
        href = href.strip()
        if not href or href.lower().startswith(NOWHERE):
            return ""
        address = unwrapped(self._absolute(href))
        page, mark, fragment = address.partition("#")
        is_own = mark and (page in (self.base, "") or identity(page) == identity(self.base))
        return f"#{fragment}" if is_own else address

    def _addresses(self, *nodes: LexborNode) -> tuple[str, ...] | None:
        """The addresses of what an element, and those that belong to it, may draw; None where they name nothing.

        There are none where only a placeholder is named.
        """
        if nodes[0].parent is not None and nodes[0].parent.tag == "picture":
            nodes = (*nodes, *nodes[0].parent.css("source"))
        values = [address for node in nodes for address in media_addresses(node)]
        real = [value for value in values if value and not PLACEHOLDER.search(value)]
        return tuple(dict.fromkeys(map(self._absolute, real))) if any(values) else None

    def _absolute(self, address: str) -> str:
        address = address.strip().translate(LINE_BREAKS)
        if address.startswith(("https://", "http://")):
            return address
        try:
            return urljoin(self.base, address)
        except ValueError:
            return ""


def _unused_areas(root: LexborNode) -> frozenset[int]:
    """The areas of maps that no picture has, where nobody can press them."""
    used = {(image.attributes.get("usemap") or "").lstrip("#") for image in root.css("[usemap]")}
    maps = [each for each in root.css("map") if (each.attributes.get("name") or "") not in used]
    return frozenset(area.mem_id for each in maps for area in each.css("area"))


def _folded(root: LexborNode) -> frozenset[int]:
    """The nodes that a closed `details` does not show: all but its first summary."""
    folded: set[int] = set()
    for details in root.css("details:not([open])"):
        summary = next((child for child in details.iter() if child.tag == "summary"), None)
        shown = summary.mem_id if summary is not None else 0
        folded.update(child.mem_id for child in details.iter(include_text=True) if child.mem_id != shown)
    return frozenset(folded)
