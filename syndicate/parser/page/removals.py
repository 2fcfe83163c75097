"""What the cleaning takes out of an original, by which rule, and what of the original is left to be in the post."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from syndicate.models import Body, Counts, Removed
from syndicate.parser.page.cleaning.nodes import HEADINGS, MEDIA, ancestors, detach

if TYPE_CHECKING:
    from collections.abc import Collection

    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.shown import ShownPage


class Rule(NamedTuple):
    """Why something of an original is not in the post as it stands there.

    `instead` is what stands in the post for it; "" where it is left out.
    """

    name: str
    why: str
    instead: str = ""


RULES = (
    Rule("hidden", "the page does not show it: by its style, an attribute or a class that hides"),
    Rule("script or style", "it is code for the browser"),
    Rule("control", "a button or a field does nothing without its script or its server"),
    Rule("option that is not chosen", "a list of choices shows it only once a reader unfolds it"),
    Rule("icon", "a drawing that decorates a button, a link or a heading"),
    Rule(
        "decoration",
        "a sign, an icon's name or a repetition that the page itself calls decoration: aria-hidden",
    ),
    Rule("large drawing", "it is drawn within the page, and too large to be carried along in an address"),
    Rule("frame without an address", "a frame that shows nothing without its script"),
    Rule("tracking pixel", "a picture of one pixel counts readers"),
    Rule("fallback", "what a browser without scripts shows in place of what stands beside it"),
    Rule("platform's addition", "the platform adds it to every article: sharing, subscribing, related posts"),
    Rule("feed's last line", "the platform adds it to every article in its feed"),
    Rule("source.select.remove", "the config says so"),
    Rule(
        "source.select.body",
        "the selector finds it too, elsewhere on the page than the body that it finds first",
    ),
    Rule("title", "the heading that is the post's title, and the line of date and author below it"),
    Rule("lead", "it stands above the text, and is the post's description"),
    Rule("lead picture", "a template shows it above the text; its address is the post's image"),
    Rule("heading of nothing", "nothing stands below it, since that was left out"),
    Rule("list of links", "it leads to other pages of the site"),
    Rule("advertising", "a template calls it so"),
    Rule("comments", "what readers say of the article"),
    Rule("other articles", "related posts, the next and the previous one"),
    Rule("sharing", "buttons to share the article or to follow its authors"),
    Rule("newsletter", "a form to subscribe, or a call to"),
    Rule("navigation", "ways to other pages of the site"),
    Rule("table of contents", "the headings once more"),
    Rule("author", "a line or a box about the author"),
    Rule("date and tags", "a line of what stands in the post's front matter"),
    Rule("notice", "of the site: cookies, copyright, a dialogue"),
    Rule("ignored by readers", "the page itself tells reading programs to pass over it"),
    Rule("voting", "stars, votes and reactions"),
    Rule("header", "of the page or the article"),
    Rule("footer", "of the page or the article"),
    Rule("aside", "a box beside the article"),
    Rule("form", "it does nothing without its server"),
    Rule("picture of a card", "it decorates a link, and shows what the link leads to"),
    Rule("button of a card", "it only asks to follow the link that the card is"),
    Rule("small first picture", "it holds the place of the one beside it until that is loaded"),
    Rule("picture for dark screens", "its twin for light ones stands beside it"),
    Rule("permalink", "the sign by which a heading links to itself"),
    Rule("link back from a note", "the target's renderer makes its own"),
    Rule("line number or button of code", "it stands beside the code and is none"),
    Rule("link of a heading to itself", "it leads to where it stands; its words stay"),
    Rule("link to nowhere", "it has no address, or one that only a script understands; its words stay"),
    Rule(
        "direction of the whole",
        "which way all text runs, the target's pages say; what runs another way keeps its own",
    ),
    Rule("reference to a note", "", "a reference of the dialect, with its own number"),
    Rule("title of a box", "", "the first line of its quote, in bold"),
    Rule("label of a tab", "", "a line above its part, or the language of its code"),
    Rule("label of code", "", "the language of the fence"),
    Rule("formula", "", "its TeX"),
    Rule("frame", "", "its player, or a link to what it shows"),
    Rule("hidden address", "", "the address of a person, which the page's script shows"),
    Rule("box of a task", "", "a checkbox"),
    Rule("site of a card", "", "the last line of the card's link"),
    Rule("mark of a list item", "", "an item of a list"),
    Rule("picture of a character", "", "the character"),
)
"""All that can happen to what an original shows. What none of these takes is in the post, or a loss is named."""

NAMES = {rule.name: rule for rule in RULES}


class Removals:
    """Takes nodes out of a tree, and knows what of the original they showed.

    Args:
        page: what was shown before anything was changed.
    """

    def __init__(self, page: ShownPage) -> None:
        self.page = page
        self.removed: list[Removed] = []
        self._gone: set[int] = set()

    def take(self, node: LexborNode, rule: str) -> None:
        """Remove a node with all that is in it.

        Args:
            node: of the page's tree; one that is already removed does no harm.
            rule: the name of one of `RULES`.
        """
        node = _emptied_heading(node) or node
        self.note(node, rule)
        detach(node)

    def replace(self, node: LexborNode, rule: str, replacement: LexborNode | str) -> None:
        """Put something in the place of a node that says the same."""
        self.note(node, rule)
        node.replace_with(replacement)

    def note(self, node: LexborNode, rule: str) -> None:
        """Count what a node shows as accounted for by a rule; the node stays."""
        numbers = self.page.numbers(node) - self._gone
        self._gone |= numbers
        if numbers:
            reading = self.page.read_only(numbers)
            self._record(rule, " ".join(reading.text.split()), reading.counts)

    def say(self, rule: str, text: str) -> None:
        """Tell of what is left out beside all that is counted."""
        self._record(rule, text, Counts())

    def cut(self, text: LexborNode, rest: str) -> None:
        """Leave of a text only what is not said in another way, such as a note without the mark that it begins with."""
        number = self.page.places.get(text.mem_id)
        text.insert_before(rest)
        left = text.prev
        if number is not None:
            self.page.atoms[number] = rest
            if left is not None:
                self.page.places[left.mem_id] = number
        detach(text)

    def take_hidden(self, root: LexborNode | None = None) -> None:
        """Remove what the page does not show, of all or of what is in a node."""
        for node in self.page.hidden:
            if _is_attached(node) and (root is None or _is_in(node, root)):
                text = " ".join(node.text().split())
                pictures, links = len(node.css("img")), len(node.css("a[href]"))
                self._record("hidden", text, Counts(len(text.split()), pictures, links))
                detach(node)

    def forget_hidden(self, nodes: Collection[int]) -> None:
        """Leave out hidden nodes, by their `mem_id`, that are about to be removed with what is around them."""
        self.page.hidden = [node for node in self.page.hidden if node.mem_id not in nodes]

    def unlink(self, link: LexborNode, rule: str = "link to nowhere") -> None:
        """Count a link, but not what it shows, as accounted for by a rule."""
        number = self.page.places.get(link.mem_id)
        if number is not None and number not in self._gone:
            self._gone |= {number, self.page.ends.get(number, number)}
            self._record(rule, " ".join(link.text().split()), Counts(links=1))

    def body(self, html: str) -> Body:
        """The body that is left, and what it must show."""
        return Body(html, self.page.read(self._gone), tuple(self.removed))

    def _record(self, rule: str, text: str, counts: Counts) -> None:
        is_left_out = not NAMES[rule].instead
        if is_left_out and any((text, *counts)):
            self.removed.append(Removed(rule, text, counts))


def _is_attached(node: LexborNode) -> bool:
    """Whether a node still stands in the page, rather than in what was taken out or replaced."""
    top = node
    for top in ancestors(node):  # noqa: B007
        pass
    return top.tag == "html"


def _is_in(node: LexborNode, root: LexborNode) -> bool:
    return any(ancestor.mem_id == root.mem_id for ancestor in ancestors(node))


def _emptied_heading(node: LexborNode) -> LexborNode | None:
    """The heading that shows nothing without a node; None where there is none."""
    heading = node.parent
    while heading is not None and heading.tag not in HEADINGS:
        heading = heading.parent
    if heading is None or heading.text().strip() != node.text().strip():
        return None
    return heading if len(heading.css(MEDIA)) == len(node.css(MEDIA)) else None
