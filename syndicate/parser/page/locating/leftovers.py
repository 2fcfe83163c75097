"""What is left at the edges of an article and between its paragraphs by what it says: bylines, "Read also", headings of nothing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate.addresses import host_of as host_key_of
from syndicate.parser.page.locating.hints import BUTTON_FRAMES, MEDIA, READ_ALSO

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.locating.locating import Place
    from syndicate.parser.page.locating.outline import Outline

MAX_ALSO = 200
MAX_BYLINE = 100
MAX_BYLINE_WORDS = 12

ALSO = re.compile(rf"\W*(?:{READ_ALSO})\b\W*", re.IGNORECASE)
ALSO_IN_SIGNS = re.compile(r"\W*(?:関連記事|あわせて読みたい|相关阅读|延伸閱讀|延伸阅读|相關文章)\W*")
"""How a line begins that leads to other articles."""

BYLINE = re.compile(
    r"(?:(?:(?:written|posted|published|reviewed|medically reviewed|edited|updated|photographs?|illustrations?) )?by|(?:last )?updated(?: on)?|(?:posted|published)(?: on)?|"
    r"von|veröffentlicht am|par|publié le|por|publicado el|door)\b[: ]",
    re.IGNORECASE,
)
"""How a line begins that says who wrote an article, or when."""

SENTENCE = re.compile(r"[.!?…。！？](?:\s|$)")
TAG_LINK = re.compile(r"/(?:tags?|categor(?:y|ies)|topics?|labels?)/", re.IGNORECASE)
LABEL_OF_TAGS = re.compile(
    r"(?:tags?|tagged(?: with| in| as)?|filed (?:under|in)|categor(?:y|ies)|topics?|labels?|schlagw(?:ort|örter)|kategorien?|"
    r"étiquettes?|catégories?|etiquetas?|categorías?|marcadores|categorias?|trefwoorden|метки|теги|标签|タグ)\s?[:：]",
    re.IGNORECASE,
)
"""What a template says before the tags of an article, also where it has none."""
MAX_TAGS = 400
MAX_LABEL_WORDS = 3
LINES = frozenset("p div li h2 h3 h4 h5 h6 blockquote section".split())
OF_READERS = re.compile(
    r"\W*(?:\d+ )?(?:(?:leave|post|write|add) a )?(?:comments?|discussion|repl(?:y|ies)|webmentions?|reactions?|kommentare?|commentaires?|comentarios?|commenti|reacties|评论|コメント)\W*$",
    re.IGNORECASE,
)
"""What the heading of what readers say is called."""

COMMENTS = ("__comments", "comments", "respond", "disqus_thread")
"""The ids of such a heading, as templates give them."""

HEADINGS = ("h2", "h3", "h4", "h5", "h6")


def says_sentence(line: str) -> bool:
    """Whether a line has a sentence in it, as lines of names and dates have none."""
    return SENTENCE.search(re.sub(r"\b(?:[A-Z]|Dr|Prof|Jr|Sr|min|[A-Z][a-z]{2})\.", "", line)) is not None


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
        if row >= end and page.tags[row] in LINES and _is_also(place, row, hosts):
            found[row] = "other articles"
            end = page.ends[row]
    return found


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
    for each in node.css("a[href]"):
        rest = rest.replace(" ".join(each.text(separator=" ").split()), "")
    return not re.search(r"\w", rest) and leads_home(node, hosts)


def trailing(place: Place, gone: Collection[int]) -> dict[int, str]:
    """The rows at the end that have nothing to say: headings of nothing, and tags.

    Args:
        place: where the article is.
        gone: the rows that are taken out anyway.
    """
    found: dict[int, str] = {}
    last = max(gone, default=0)
    for row in _from_the_end(place, gone):
        node = place.page.nodes[row]
        if place.page.tags[row] in HEADINGS and (
            row < last or OF_READERS.match(node.text()) or node.attributes.get("id") in COMMENTS
        ):
            found[row] = "heading of nothing"
        elif _holds_tags(place.page, row):
            found[row] = "date and tags"
        else:
            break
    return found


def _from_the_end(place: Place, gone: Collection[int]) -> Iterator[int]:
    """The last elements that show something, the last first: boxes are looked into."""
    page, row = place.page, place.row
    if page.texts[row]:
        return
    inner, each = [], row + 1
    while each < page.ends[row]:
        inner.append(each)
        each = page.ends[each]
    stack = list(inner)
    while stack:
        row = stack.pop()
        node = page.nodes[row]
        if row in gone or row in page.hidden or not (node.text().strip() or node.css_first(MEDIA)):
            continue
        if page.tags[row] in ("div", "section", "article") and not page.texts[row]:
            each = row + 1
            while each < page.ends[row]:
                stack.append(each)
                each = page.ends[each]
            continue
        yield row


def _holds_tags(page: Outline, row: int) -> bool:
    """Whether an element is a list of tags, or a line of them."""
    if page.tags[row] in ("ul", "ol"):
        return _is_tags(page, row)
    return page.tags[row] in ("p", "div", "footer", "section") and _is_line_of_tags(page.nodes[row])


def _is_tags(page: Outline, row: int) -> bool:
    """Whether a list has nothing but links to tags, or links that lead nowhere."""
    node = page.nodes[row]
    links = node.css("a")
    text = "".join(node.text().split())
    if not links or text != "".join("".join(link.text().split()) for link in links):
        return False
    return all(
        not (href := link.attributes.get("href"))
        or "tag" in (link.attributes.get("rel") or "")
        or TAG_LINK.search(href)
        for link in links
    )


def _is_line_of_tags(node: LexborNode) -> bool:
    """Whether a line has links to tags, and before them no more than what says so, such as "Tags:" or "Filed under"."""
    line, links = " ".join(node.text(separator=" ").split()), node.css("a")
    if not links:
        return LABEL_OF_TAGS.fullmatch(line) is not None
    if len(line) > MAX_TAGS or node.css_first(MEDIA) is not None:
        return False
    first = " ".join(links[0].text(separator=" ").split())
    label = line.partition(first)[0].strip(" #") if first else line
    rest = line
    for link in links:
        rest = rest.replace(" ".join(link.text(separator=" ").split()), "", 1)
    is_label = len(label.split()) <= MAX_LABEL_WORDS and not re.search(r"\w", rest.replace(label, "", 1))
    are_marked = all("tag" in (link.attributes.get("rel") or "").split() for link in links)
    lead_there = all(TAG_LINK.search(link.attributes.get("href") or "") for link in links)
    return is_label and (are_marked or (lead_there and (not label or label.endswith(":"))))


def leads_home(node: LexborNode, hosts: Collection[str]) -> bool:
    """Whether most of an element's links lead to other pages of the same site."""
    there = [each.attributes.get("href") or "" for each in node.css("a[href]")]
    home = [each for each in there if not each.startswith("#") and host_of(each) in ("", *hosts)]
    return len(home) > 0.6 * len(there)


def host_of(address: str) -> str:
    """The host of an absolute address without www., "" for a relative one."""
    return host_key_of(address.strip()).removeprefix("www.")
