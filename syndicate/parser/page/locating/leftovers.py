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
MAX_CALLED = 30
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

NOTHING = "heading of nothing"
HEADINGS = ("h2", "h3", "h4", "h5", "h6")

OTHERS_HEADINGS = ", ".join(
    f"{tag}[class*={name} i]" for tag in HEADINGS for name in ("see-also", "seealso", "related", "recommend")
)
"""Headings of lists of other articles, by the names that templates give them."""

PAGER = re.compile(
    r"\W*(?:(?:previous|prev|next|older|newer|back to(?: the)?|return to(?: the)?|all|more)(?: (?:posts?|articles?|entry|entries|stor(?:y|ies)|blog|home|top|list|index|archives?))?"
    r"|home|permalink|zurück(?: zum blog)?|weiter|(?:vorheriger|nächster) (?:beitrag|artikel)|(?:article |billet )?(?:précédent|suivant)|anterior|siguiente|上一篇|下一篇|前の記事|次の記事)\W*",
    re.IGNORECASE,
)
"""What a link says that leads to the article before or after it, or back."""

OF_SITE = re.compile(r"\W*(?:(?:19|20)\d\d\W*)?(?:©|copyright\b|\(c\) )", re.IGNORECASE)
"""How a line begins that says whose the site is."""

DATED = re.compile(r"\b(?:19|20)\d\d\b")
CONTENTS = re.compile(
    r"\W*(?:table of contents|contents|toc|on this page|in this (?:article|post)|inhalt(?:sverzeichnis)?|sommaire|table des matières|índice|contenidos?|sommario|indice|inhoud(?:sopgave)?|spis treści|содержание|оглавление|目录|目錄|目次|もくじ|차례|목차)\W*",
    re.IGNORECASE,
)
"""What a list of an article's headings is called."""


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
    return found | _contents(place) | _lists_by_name(place, hosts)


def _lists_by_name(place: Place, hosts: Collection[str]) -> dict[int, str]:
    """The rows of headings that a template names as those of other articles, each with its list."""
    page = place.page
    found: dict[int, str] = {}
    for row in page.select(OTHERS_HEADINGS):
        after = page.ends[row]
        is_pair = after < page.ends[place.row] and page.parents[after] == page.parents[row]
        if is_pair and page.within(row, place.row) and page.tags[after] in ("ul", "ol", "div"):
            text, link = place.weights.text[after], place.weights.link[after]
            if 0 < link >= text - MAX_CALLED and leads_home(page.nodes[after], hosts):
                found |= dict.fromkeys((row, after), "other articles")
    return found


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
            found[row] = NOTHING
        elif rule := _is_end(place.page, row):
            found[row] = rule
        else:
            found |= dict.fromkeys(_rules_after(place.page, row, place.page.ends[place.row], gone), NOTHING)
            break
    return found


def _rules_after(page: Outline, last: int, end: int, gone: Collection[int]) -> list[int]:
    """The rules that parted the article from what is taken out behind it."""
    return [row for row in range(page.ends[last], end) if page.tags[row] == "hr" and row not in gone]


def _is_end(page: Outline, row: int) -> str:
    """The rule by which the last element of an article is none of it; "" where it is."""
    node = page.nodes[row]
    if _holds_tags(page, row):
        return "date and tags"
    line = " ".join(node.text(separator=" ").split())
    if len(line) > MAX_BYLINE or node.css_first(MEDIA) is not None:
        return ""
    links = node.css("a[href]")
    text = "".join(line.split())
    if links and text == "".join("".join(link.text().split()) for link in links):
        return "other articles" if all(PAGER.fullmatch(link.text()) for link in links) else ""
    if OF_SITE.match(line) and DATED.search(line):
        return "notice"
    return "author" if links and is_byline(page, row) and DATED.search(line) else ""


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
