"""What is left between the paragraphs of an article by what it says: bylines, "Read also", labels, calls to subscribe."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate.addresses import host_of as host_key_of
from syndicate.parser.page.locating.hints import BUTTON_FRAMES, MEDIA, READ_ALSO
from syndicate.parser.page.locating.outline import NO_ROW

if TYPE_CHECKING:
    from collections.abc import Collection

    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.locating.locating import Place
    from syndicate.parser.page.locating.outline import Outline

MAX_ALSO = 200
MAX_CALLED = 30
MAX_CALL = 300
"""Characters of what asks to subscribe."""
MAX_BYLINE = 100
MAX_BYLINE_WORDS = 12

ALSO = re.compile(rf"\W*(?:{READ_ALSO})\b\W*", re.IGNORECASE)
ALSO_IN_SIGNS = re.compile(r"\W*(?:関連記事|あわせて読みたい|相关阅读|延伸閱讀|延伸阅读|相關文章)\W*")
"""How a line begins that leads to other articles."""

SET_OFF = re.compile(r"[:>»–—-]\s*$")
"""What parts such a beginning from a title within one link."""

LABELS = {
    "advertising": r"anzeige|werbung|advertisements?|ad feedback|publicité|publicidad|pubblicità|publicidade|advertentie|annonse?|reklama?|"
    r"реклама|広告|广告|廣告|광고",
    "sharing": r"share(?: th(?:is|e)(?: post| article| page| story)?)?|tweet(?: this)?|(?:(?:artikel|beitrag) )?teilen|partager|compartir|"
    r"condividi|compartilhar|deel(?: artikel)?|dela|поделиться|シェアする|分享|공유",
}
"""All that some lines say that stand between paragraphs, each kind with its rule."""

LABEL = re.compile(
    "|".join(rf"(?P<{rule}>\W*(?:{words})\W*)" for rule, words in LABELS.items()), re.IGNORECASE
)
MAX_LABEL = 30

BYLINE = re.compile(
    r"(?:(?:(?:written|posted|published|reviewed|medically reviewed|edited|updated|photographs?|illustrations?) )?by|(?:last )?updated(?: on)?|(?:posted|published)(?: on)?|"
    r"von|veröffentlicht am|par|publié le|por|publicado el|door)\b[: ]",
    re.IGNORECASE,
)
"""How a line begins that says who wrote an article, or when."""

ABBREVIATED = re.compile(r"\b(?:\d{1,2}|[A-Z]|Dr|Prof|Jr|Sr|min|[A-Z][a-z]{2})\.")
SENTENCE = re.compile(r"[.!?…。！？](?:\s|$)")
LINES = frozenset("p div li h2 h3 h4 h5 h6 blockquote section".split())


HEADINGS = ("h2", "h3", "h4", "h5", "h6")

OTHERS_NAMES = ("see-also", "seealso", "related", "recommend")
"""How templates call headings of lists of other articles."""


CONTENTS = re.compile(
    r"\W*(?:table of contents|contents|toc|on this page|in this (?:article|post)|inhalt(?:sverzeichnis)?|sommaire|table des matières|índice|contenidos?|sommario|indice|inhoud(?:sopgave)?|spis treści|содержание|оглавление|目录|目錄|目次|もくじ|차례|목차)\W*",
    re.IGNORECASE,
)
"""What a list of an article's headings is called."""


def says_sentence(line: str) -> bool:
    """Whether a line has a sentence in it, as lines of names and dates have none."""
    return SENTENCE.search(ABBREVIATED.sub("", line)) is not None


def is_byline(page: Outline, row: int) -> bool:
    """Whether an element holds nothing but a line that says who wrote the article, or when."""
    node = page.nodes[row]
    line = " ".join(node.text(separator=" ").split())
    is_short = len(line) <= MAX_BYLINE and len(line.split()) <= MAX_BYLINE_WORDS
    return (
        is_short
        and BYLINE.match(line) is not None
        and not says_sentence(line)
        and node.css_first(MEDIA) is None
    )


def leftovers(place: Place, hosts: Collection[str]) -> dict[int, str]:
    """The rows that lead to other articles, or do something for readers of the page alone, each with its rule.

    Args:
        place: where the article is.
        hosts: the site's.
    """
    page = place.page
    found = {row: "sharing" for row in page.select(BUTTON_FRAMES) if page.within(row, place.row)}
    end = 0
    for row in range(place.row + 1, page.ends[place.row]):
        if row < end or page.tags[row] not in LINES:
            continue
        if rule := "other articles" if _is_also(place, row, hosts) else _label(place, row):
            found[row] = rule
            end = page.ends[row]
    return found | _contents(place) | _lists_by_name(place, hosts) | _calls_to_subscribe(place)


def _label(place: Place, row: int) -> str:
    """The rule by which a line is left out for the words that are all it says; "" where it stays."""
    page = place.page
    if page.tags[row] not in ("p", "div", "section") or not 0 < place.weights.text[row] <= MAX_LABEL:
        return ""
    node = page.nodes[row]
    label = LABEL.fullmatch(node.text())
    is_link = place.weights.link[row] == place.weights.text[row]
    if label is None or node.css_first(MEDIA) is not None or (label.lastgroup == "sharing" and not is_link):
        return ""
    return label.lastgroup or ""


def _calls_to_subscribe(place: Place) -> dict[int, str]:
    """The rows of boxes with a form that asks for an address of e-mail, and a line or two that say what for."""
    page, weights = place.page, place.weights
    most = 0.25 * weights.prose[place.row]
    found: dict[int, str] = {}
    for row in page.select("form input[type=email i]"):
        box = NO_ROW
        for above in page.above(row):
            if above <= place.row or weights.text[above] > MAX_CALL or weights.prose[above] > most:
                break
            box = above
        if box > place.row and page.within(box, place.row):
            found[box] = "newsletter"
    return found


def _lists_by_name(place: Place, hosts: Collection[str]) -> dict[int, str]:
    """The rows of headings that a template names as those of other articles, each with its list."""
    page = place.page
    found: dict[int, str] = {}
    for row in page.select(", ".join(HEADINGS)):
        if not (page.within(row, place.row) and _is_of_others(page.nodes[row])):
            continue
        after = page.ends[row]
        is_pair = after < page.ends[place.row] and page.parents[after] == page.parents[row]
        if is_pair and page.tags[after] in ("ul", "ol", "div"):
            text, link = place.weights.text[after], place.weights.link[after]
            if 0 < link >= text - MAX_CALLED and leads_home(page.nodes[after], hosts):
                found |= dict.fromkeys((row, after), "other articles")
    return found


def _is_of_others(heading: LexborNode) -> bool:
    """Whether a heading is that of a list of other articles: by its name or by what it says."""
    text = " ".join(heading.text().split())
    named = any(name in (heading.attributes.get("class") or "").lower() for name in OTHERS_NAMES)
    return named or (len(text) <= MAX_CALLED and ALSO.fullmatch(text) is not None)


def _contents(place: Place) -> dict[int, str]:
    """The rows of a list of the article's headings, and of what it is called."""
    page = place.page
    jumps = [
        row
        for row in page.select("a[href^='#']")
        if CONTENTS.fullmatch(page.nodes[row].text()) and page.blocks[row] not in place.weights.paragraphs
    ]
    for row in page.select("h1, h2, h3, h4, h5, h6, p, div, summary"):
        if not page.within(row, place.row) or row == place.row or place.weights.text[row] > MAX_CALLED:
            continue
        after = page.ends[row]
        if after >= page.ends[place.row] or page.parents[after] != page.parents[row]:
            continue
        if CONTENTS.fullmatch(page.nodes[row].text()) and _leads_within(page.nodes[after]):
            jumps = [jump for jump in jumps if page.within(jump, place.row)]
            return dict.fromkeys((row, after, *jumps), "table of contents")
    return {}


def _leads_within(node: LexborNode) -> bool:
    """Whether an element is a list that holds nothing but links to places of the same page."""
    links = node.css("a[href]")
    text = "".join(node.text().split())
    is_all = text == "".join("".join(link.text().split()) for link in links)
    inner = [link for link in links if "#" in (link.attributes.get("href") or "")[:1]]
    return node.tag in ("ul", "ol", "nav", "div") and bool(links) and is_all and inner == links


def _is_also(place: Place, row: int, hosts: Collection[str]) -> bool:
    """Whether an element says "Read also", and else nothing but links to other pages of the site."""
    weights, page = place.weights, place.page
    text, link = weights.text[row], weights.link[row]
    if not 0 < link <= text <= MAX_ALSO or text - link > 40:
        return False
    node = page.nodes[row]
    line = " ".join(node.text(separator=" ").split())
    start = ALSO.match(line) or ALSO_IN_SIGNS.match(line)
    if start is None or node.css_first(MEDIA) is not None:
        return False
    rest = line[start.end() :]
    if link == text and SET_OFF.search(start[0]):
        return leads_home(node, hosts)
    for each in node.css("a[href]"):
        rest = rest.replace(" ".join(each.text(separator=" ").split()), "")
    return not re.search(r"\w", rest) and leads_home(node, hosts)


def leads_home(node: LexborNode, hosts: Collection[str]) -> bool:
    """Whether most of an element's links lead to other pages of the same site."""
    there = [each.attributes.get("href") or "" for each in node.css("a[href]")]
    home = [each for each in there if not each.startswith("#") and host_of(each) in ("", *hosts)]
    return len(home) > 0.6 * len(there)


def host_of(address: str) -> str:
    """The host of an absolute address without www., "" for a relative one."""
    return host_key_of(address.strip()).removeprefix("www.")
