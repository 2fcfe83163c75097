"""What the config's selectors find on a page."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import detach
from syndicate.parser.page.metadata.metadata import heading_text, one_line

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

    from syndicate.config import Select
    from syndicate.parser.page.removals import Removals


class Selected:
    """What the config's selectors find on a page; the parts of its body that stand beside each other are put into the first.

    Args:
        tree: the page, which is changed so.
        select: the selectors.
    """

    def __init__(self, tree: LexborHTMLParser, select: Select) -> None:
        self.tree = tree
        self.select = select
        for node in self._bodies[1:]:
            if _is_part(node, self._bodies[0]):
                self._bodies[0].insert_child(node)
                detach(node)

    def selectors(self, name: str) -> tuple[str, ...]:
        """The selectors of a field."""
        return as_tuple(getattr(self.select, name))

    def hint(self, name: str) -> str:
        """What a message says of where was looked."""
        selectors = self.selectors(name)
        return (
            f"selector {', '.join(selectors)}"
            if selectors
            else "no selector given, and the page does not say"
        )

    @property
    def body(self) -> LexborNode | None:
        """The first element that the selectors for the body find; None where they find nothing."""
        return next(iter(self._bodies), None)

    def say(self, removals: Removals) -> None:
        """Tell of what the selectors for the body find elsewhere on the page."""
        for node in self._bodies[1:]:
            if node.parent is not None:
                removals.say("source.select.body", one_line(node.text(separator=" ")))

    @cached_property
    def _bodies(self) -> list[LexborNode]:
        """What the first selector for the body finds that finds anything: the elements that show something, not those within others."""
        for selector in self.selectors("body"):
            found: list[LexborNode] = []
            inside: set[int] = set()
            for node in self.tree.css(selector):
                if node.mem_id not in inside and shows(node):
                    found.append(node)
                    inside |= {each.mem_id for each in node.css("*")}
            if found:
                return found
        return []

    def text(self, name: str) -> str:
        """The text of the first element that is found and has any; "" for none."""
        for selector in self.selectors(name):
            if (node := self.tree.css_first(selector)) is not None and (text := heading_text(node)):
                return text
        return ""

    def texts(self, name: str) -> tuple[str, ...]:
        """The texts of all that the first selector finds that finds any, each once."""
        for selector in self.selectors(name):
            if values := tuple(
                dict.fromkeys(filter(None, (one_line(node.text()) for node in self.tree.css(selector))))
            ):
                return values
        return ()

    def date_text(self) -> str:
        """What the first element says as its date."""
        for selector in self.selectors("date"):
            if (node := self.tree.css_first(selector)) is not None:
                attributes = node.attributes
                if text := (attributes.get("datetime") or attributes.get("content") or node.text()).strip():
                    return text
        return ""


def shows(node: LexborNode) -> bool:
    """Whether an element shows something."""
    return bool(node.text().strip()) or node.css_first("img, iframe") is not None


def _is_part(node: LexborNode, first: LexborNode) -> bool:
    """Whether an element is a part of the same article as another: it stands beside it, and is of its class."""
    parent, beside = node.parent, first.parent
    alike = (node.tag, node.attributes.get("class")) == (first.tag, first.attributes.get("class"))
    is_beside = parent is not None and beside is not None and parent.mem_id == beside.mem_id
    return alike and is_beside and bool(node.attributes.get("class")) and node.tag != "article"


def as_tuple(selectors: str | list[str]) -> tuple[str, ...]:
    """One selector or several as several."""
    return tuple(filter(None, [selectors] if isinstance(selectors, str) else selectors))
