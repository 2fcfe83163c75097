"""What is left at the end of an article by what it says: ways to other pages, tags, headings of nothing, signatures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate.parser.page.locating.hints import MEDIA
from syndicate.parser.page.locating.leftovers import HEADINGS, MAX_BYLINE, is_byline, leads_home

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.locating.locating import Place
    from syndicate.parser.page.locating.outline import Outline

TAG_LINK = re.compile(r"/(?:tags?|categor(?:y|ies)|topics?|labels?)/", re.IGNORECASE)

LABEL_OF_TAGS = re.compile(
    r"(?:tags?|tagged(?: with| in| as)?|filed (?:under|in)|categor(?:y|ies)|topics?|labels?|schlagw(?:ort|örter)|kategorien?|"
    r"étiquettes?|mots-clés|catégories?|etiquetas?|categorías?|marcadores|categorias?|trefwoorden|метки|теги|标签|タグ)\s?[:：]|filed under|abgelegt unter:?|tagged(?: with| as)?|posted in|archivado en",
    re.IGNORECASE,
)
"""What a template says before the tags of an article, also where it has none."""

MAX_TAGS = 400

MAX_LABEL_WORDS = 3

OF_READERS = re.compile(
    r"\W*(?:\d+ )?(?:(?:leave|post|write|add) a )?(?:comments?|discussion|repl(?:y|ies)|webmentions?|reactions?|kommentare?|commentaires?|comentarios?|commenti|reacties|评论|コメント)\W*(?:\d+\W*)?$",
    re.IGNORECASE,
)
"""What the heading of what readers say is called."""

COMMENTS = ("__comments", "comments", "respond", "disqus_thread")
"""The ids of such a heading, as templates give them."""

NOTHING = "heading of nothing"

PAGER = re.compile(
    r"\W*(?:(?:previous|prev|next|older|newer|back to(?: the)?|return to(?: the)?|all|more)(?: (?:posts?|articles?|entry|entries|stor(?:y|ies)|blog|home|top|list|index|archives?))?"
    r"|back to (?:my |our )?home ?page|(?:previous|next) (?:message|thread|page)|subscribe(?: (?:via|by|with) (?:rss|atom|e-?mail))?|(?:rss|atom)(?: feed)?"
    r"|home|permalink|zurück(?: zum blog)?|weiter|(?:vorheriger|nächster) (?:beitrag|artikel)|(?:article |billet )?(?:précédent|suivant)|anterior|siguiente|上一篇|下一篇|前の記事|次の記事)\W*",
    re.IGNORECASE,
)
"""What a link says that leads to the article before or after it, or back."""

ARROW = re.compile(r"^[«»‹›←→<>]|[«»‹›←→<>]$")

BETWEEN = re.compile(r"[|:/·•,;\[\]«»‹›←→–—-]+")
"""What stands between such links."""

INITIALS = re.compile(r"\([a-zäöü]{2,5}(?:/[a-zäöü]{2,5})*\)|[a-z]{2,4}(?:/[a-z]{2,4})+")
"""How newspapers sign an article."""

RESERVED = re.compile(
    r"\W*(?:copyright )?(?:riproduzione riservata|all rights reserved|alle rechte vorbehalten|tous droits réservés|"
    r"(?:todos los )?derechos reservados|todos os direitos reservados)\W*",
    re.IGNORECASE,
)
"""What says whose an article is."""

OF_SITE = re.compile(r"\W*(?:(?:19|20)\d\d\W*)?(?:©|copyright\b|\(c\) )", re.IGNORECASE)
"""How a line begins that says whose the site is."""

DATED = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


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
    if links and (rule := _ways(node, links, line)):
        return rule
    if (OF_SITE.match(line) and DATED.search(line)) or RESERVED.fullmatch(line):
        return "notice"
    if OF_READERS.fullmatch(line):
        return "comments"
    if INITIALS.fullmatch(line) or (page.tags[row] == "address" and DATED.search(line)):
        return "author"
    return "author" if links and is_byline(page, row) and DATED.search(line) else ""


def _ways(node: LexborNode, links: Sequence[LexborNode], line: str) -> str:
    """The rule by which a line is left out that holds but links to other pages of the site, and what they are called; else ""."""
    names = [" ".join(link.text(separator=" ").split()) for link in links]
    for name in names:
        line = line.replace(name, "|", 1)
    labels = [each for each in map(str.strip, BETWEEN.split(line)) if each]
    if not all(map(PAGER.fullmatch, labels)):
        return ""
    if labels or all(
        PAGER.fullmatch(name) or (ARROW.search(name) and leads_home(node, ())) for name in names
    ):
        return "other articles"
    return "navigation" if len(links) > 2 and leads_home(node, ()) and BETWEEN.search(line) else ""


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
    is_said = LABEL_OF_TAGS.fullmatch(label) is not None
    return is_label and (are_marked or is_said or (lead_there and (not label or label.endswith(":"))))
