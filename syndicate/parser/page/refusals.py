"""Whether a page is an article at all: by what it is and how little it says, not by a word or a box somewhere on it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from syndicate.addresses import identity
from syndicate.parser.page.kinds import (
    CONSENT,
    KINDS,
    LIST_BODIES,
    LIST_FOLDERS,
    LIST_OBJECTS,
    LISTING,
    LOGIN,
    PAYWALL,
    POST_BODIES,
    STUB,
    Kind,
)
from syndicate.parser.page.locating.labels import LOCKED, NOT_FREE
from syndicate.parser.page.locating.outline import NO_ROW
from syndicate.parser.page.metadata.claims import refresh_address
from syndicate.parser.page.wordings import ACCEPT, COOKIES, LIST_TITLES, NOT_FOR_ALL

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.locating.locating import Place
    from syndicate.parser.page.locating.outline import Outline
    from syndicate.parser.page.metadata.metadata import Metadata

TITLE_SIGNS = re.compile(r" [|‖¦·•»«›‹—–-] |[|｜»«]")
"""What stands between a page's title and the site's name; a colon stands within titles, too."""

MAX_TITLE = 120
MAX_LINE = 200
"""Characters: a longer line of a page does not ask for something."""

MAX_FORM_PAGE = 1000
"""Characters: a page with this much text is an article, even where a password field stands in it."""

MAX_TEASER_WORDS = 250
"""A page that says that it is not free, and has fewer words, shows the beginning only."""

MAX_STUB = 200
MIN_TEASERS = 3
MIN_LINKS = 6
MOSTLY = 0.6
"""So much of a page's text is what makes it a list, or a wall."""

FORM_RULES = {"form", "sharing", "newsletter"}
"""Rules of boxes in which the form of such a page may stand; the other boxes are beside an article."""

CONTROLS = "button, a, input[type=submit i], input[type=button i], [role=button]"


def is_for_some(line: str) -> bool:
    """Whether a line says that what stands with it is for some readers only."""
    return line[:1].isalpha() and len(line) < MAX_LINE and NOT_FOR_ALL.begin(_words(line))


class Refusals:
    """What speaks against a page being an article.

    Args:
        metadata: what it says of itself.
        page: its outline.
        place: where an article would be; None where nothing is one.
        listed: what its list calls the article, "" where that is not known.
    """

    def __init__(self, metadata: Metadata, page: Outline, place: Place | None, listed: str) -> None:
        self.metadata = metadata
        self.tree = metadata.tree
        self.page = page
        self.place = place
        self.listed = _words(listed)
        self.row = 0 if place is None else place.row
        self.prose = 0 if place is None else int(place.weights.prose[place.row])
        self.titles = self._titles()

    def reason(self, content: bytes) -> str:
        """What the page is instead of an article, and what to do; "" where it may be one.

        Args:
            content: the page's bytes.
        """
        for check in (self._stub, self._login, self._kind, self._consent):
            if reason := check():
                return reason
        return self._locked(content) or self._list()

    def _titles(self) -> tuple[str, ...]:
        """What the page is called, in words: by its main heading, else by its title with or without the site's name."""
        document = self.metadata.document_title
        headings = [_words(node.text()) for node in self.tree.css("h1")[:5]]
        if _words(document) in headings:
            return (_words(document),)
        parts = TITLE_SIGNS.split(document)
        stated = [*headings, *map(_words, (document, parts[0], parts[-1]))]
        if not headings and (heading := self.tree.css_first("h2")) is not None and self.prose < MAX_STUB:
            stated.append(_words(heading.text()))
        return tuple(dict.fromkeys(filter(None, stated)))

    def _is_called(self, kind: Kind) -> bool:
        """Whether a page is called as one of a kind is, and not as its list calls the article."""
        return any(title != self.listed and kind.titles.have(title) for title in self.titles)

    def _kind(self) -> str:
        """Which kind of the table it is."""
        for kind in KINDS:
            if self.prose > kind.most:
                continue
            if kind.certain and self.tree.css_first(kind.certain) is not None:
                return kind.what
            if self._is_called(kind) and self._holds(kind):
                return kind.what
        return ""

    def _holds(self, kind: Kind) -> bool:
        """Whether it has what a page of a kind has, not in a box beside its text."""
        return not kind.holds or any(not self._is_in_box(row, 0) for row in self.page.select(kind.holds))

    def _stub(self) -> str:
        """Whether it has nothing but another address to which it sends its readers."""
        target = refresh_address(self.tree, self.metadata.address)
        is_other = bool(target) and identity(target) != identity(self.metadata.address)
        return STUB.format(target) if is_other and self.prose < MAX_STUB else ""

    def _login(self) -> str:
        """Whether where the article should be there is a password field and hardly any text."""
        fields = [row for row in self.page.select("input[type=password i]") if not self._is_beside(row)]
        if not fields:
            return ""
        node = self.page.nodes[self.row]
        is_short = len(node.text().strip()) < MAX_FORM_PAGE and node.css_first("pre") is None
        is_all = self.place is None or (node.tag == "body" and self.prose < MAX_STUB)
        return LOGIN if is_all or is_short else ""

    def _is_beside(self, row: int) -> bool:
        """Whether an element stands outside of where the article would be, or in a box of another kind than a form's."""
        return not self.page.within(row, self.row) or self._is_in_box(row, self.row)

    def _is_in_box(self, row: int, top: int) -> bool:
        rules = self.place.rules if self.place is not None else {}
        above = (each for each in self.page.above(row) if each >= top)
        return any(rules.get(each, "form") not in FORM_RULES for each in above)

    def _consent(self) -> str:
        """Whether most of what it says is about consent, with a button to give it."""
        if self.prose > 2500 or not any(map(self._is_accept, self.page.select(CONTROLS))):
            return ""
        lines = list(self._paragraphs())
        about = [line for line in lines if any(word in line for word in COOKIES)]
        return CONSENT if sum(map(len, about)) > MOSTLY * sum(map(len, lines)) else ""

    def _is_accept(self, row: int) -> bool:
        node = self.page.nodes[row]
        text = node.text() or node.attributes.get("value") or ""
        return len(text) < MAX_LINE and ACCEPT.have(_words(text)) and not self._is_beside(row)

    def _paragraphs(self) -> Iterator[str]:
        """The paragraphs of where the article would be."""
        weights = self.place.weights if self.place is not None else None
        for row in sorted(weights.paragraphs) if weights is not None else ():
            if self.page.within(row, self.row):
                yield self.page.nodes[row].text().casefold()

    def _locked(self, content: bytes) -> str:
        """Whether it says that the whole is for some readers, and shows little."""
        text = self.page.nodes[self.row].text(separator=" ") if self.place is not None else ""
        if len(text.split()) >= MAX_TEASER_WORDS:
            return ""
        for selector, name in LOCKED.items():
            if self.tree.css_first(selector) is not None:
                return PAYWALL.format(name)
        if NOT_FREE.search(content):
            return PAYWALL.format("isAccessibleForFree")
        for row in self.page.select("h2, h3, h4, p, button, a, strong, div"):
            if self.page.ends[row] - row > 3 or not self._is_after(row):
                continue
            line = " ".join(self.page.nodes[row].text().split())
            if is_for_some(line):
                return PAYWALL.format(f"“{line}”")
        return ""

    def _is_after(self, row: int) -> bool:
        """Whether an element stands in the place of the article, or in the same main part of the page behind it."""
        if self.place is None or self.page.within(row, self.row):
            return True
        around = next(
            (each for each in self.page.above(self.row) if self.page.tags[each] in ("article", "main")), 0
        )
        return around > 0 and row > self.row and self.page.within(row, around)

    def _list(self) -> str:
        """Whether it is a list of articles: two signs of it, and none that it is one article."""
        is_listed = bool(self.listed) and self.listed in self.titles
        if is_listed or self.metadata.is_article() or self.tree.css_first(POST_BODIES) is not None:
            return ""
        teasers = self._teasers()
        called = next((each for each in self.titles if each != self.listed and LIST_TITLES.have(each)), "")
        calls = "it calls itself one" if self._is_said() else ""
        weak = [
            f"it is called “{called}”" if called else "",
            "its address is that of one" if self._is_at_list() else "",
        ]
        if teasers:
            holds = f"{len(teasers)} teasers with links to them"
        else:
            # Links alone do not make a list, and a page may have very many.
            holds = self._links() if calls or any(weak) else ""
        found = list(filter(None, (holds, calls, *weak)))
        return LISTING.format("; ".join(found)) if teasers or ((holds or calls) and len(found) > 1) else ""

    def _is_said(self) -> bool:
        types = {str(item.get("@type")) for item in self.metadata.json_ld.objects}
        return bool(types & LIST_OBJECTS) or self.tree.css_first(LIST_BODIES) is not None

    def _is_at_list(self) -> bool:
        folders = urlsplit(self.metadata.address).path.strip("/").split("/")
        return not LIST_FOLDERS.isdisjoint(folders[-2:])

    def _leads_away(self, node: LexborNode) -> bool:
        """Whether an element leads to another page of the site."""
        href = node.attributes.get("href") or ""
        try:
            target = urlsplit(urljoin(self.metadata.address, href))
        except ValueError:
            return False
        own = urlsplit(self.metadata.address)
        return (
            bool(href)
            and target.netloc == own.netloc
            and target.path.strip("/") not in ("", own.path.strip("/"))
        )

    def _teasers(self) -> Sequence[int]:
        """The boxes of one kind that make up most of the page, each with a heading that leads to another page."""
        groups: dict[tuple[int, str, str], list[int]] = {}
        for heading in self.page.select("h1, h2, h3, h4"):
            node = self.page.nodes[heading]
            link = node.css_first("a[href]")
            if link is None and self.page.linked[heading]:
                link = next(
                    (self.page.nodes[up] for up in self.page.above(heading) if self.page.tags[up] == "a"),
                    None,
                )
            if link is None or not self._leads_away(link):
                continue
            for row in self.page.above(heading):
                parent = self.page.parents[row]
                if parent == NO_ROW or self.page.tags[row] not in ("article", "div", "li", "section"):
                    continue
                name = " ".join(sorted((self.page.nodes[row].attributes.get("class") or "").split())[:1])
                groups.setdefault((parent, self.page.tags[row], name), []).append(row)
        for (_, tag, _), rows in groups.items():
            boxes = tuple(dict.fromkeys(rows))
            if len(boxes) >= MIN_TEASERS and self._is_most(boxes, tag == "article"):
                return boxes
        return ()

    def _is_most(self, boxes: Sequence[int], are_articles: bool) -> bool:
        """Whether the place of the article is one of some boxes, or holds hardly anything else."""
        if self.place is None:
            return are_articles
        weights = self.place.weights
        if any(self.page.within(self.row, box) for box in boxes):
            return weights.prose[self.row] <= 0.5 * sum(weights.prose[box] for box in boxes) or are_articles
        inside = sum(weights.text[box] for box in boxes if self.page.within(box, self.row))
        return inside > MOSTLY * (weights.text[self.row] or 1)

    def _links(self) -> str:
        """That most of what it says are links to other pages of the site; "" where it is not."""
        node, row = self.page.nodes[self.row], self.row
        links = [each for each in node.css("a[href]") if self._leads_away(each)]
        weights = self.place.weights if self.place is not None else None
        text = weights.text[row] if weights is not None else len(node.text())
        link = sum(len(each.text().strip()) for each in links)
        return f"{len(links)} links to others" if len(links) >= MIN_LINKS and link > 0.5 * text else ""


def _words(text: str) -> str:
    """A title in lower case without punctuation."""
    return (
        " ".join(re.findall(r"[^\W_]+", text[: 2 * MAX_TITLE].casefold()))
        if len(text) < 2 * MAX_TITLE
        else ""
    )
