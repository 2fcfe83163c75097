"""Lists whose items stand one after the other and only say how deep they are: Word's, Quill's, Google Docs'."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, NamedTuple

from syndicate.parser.page.cleaning.nodes import classes, detach, inner, is_empty, neighbour, replace

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from selectolax.lexbor import LexborNode

    from syndicate.parser.page.removals import Removals

SIGNS = (
    "MsoList",
    "mso-list",
    "ql-indent-",
    "data-list=",
    "lst-kix",
    "aria-level",
    "listindent",
    "list-style",
    "list-unstyled",
    "list-none",
    "no-bullets",
)
MAX_LEVEL = 9
"""So many levels have Word and Quill."""

WORD = "p[class*=MsoListParagraph], p[style*='mso-list' i], div[class*=MsoListParagraph], div[style*='mso-list' i]"
WORD_LEVEL = re.compile(r"mso-list\s{0,3}:[^;]{0,40}?\blevel(\d)", re.IGNORECASE)
MARK = re.compile(
    r"\s{0,8}(?:(?P<bullet>[·•●○◦▪■□➢➤✓–—\uf0b7\uf0a7\uf0d8\uf0fc-]|[o§Øüv](?=[\s\xa0]))"
    r"|(?P<outline>\d{1,3}(?:\.\d{1,3}){1,8}\.?)"
    r"|\(?(?P<number>\d{1,3}|[a-z]|[A-Z]|[ivx]{2,5}|[IVX]{2,5})(?P<end>[.)]))[ \t\r\n\f]{0,4}(?:\xa0\s{0,60}|$)"
)
"""What Word writes before an item's text: a sign, a letter of a font of signs, or a number; then no-break spaces.

The number of an outline, such as 1.1, is one that no list counts in: it stays, as text.
"""

TYPED = re.compile(r"\s{0,60}(?:(?P<bullet>[·•●○◦▪■□➢➤✓–—-])|(?P<number>\d{1,3})[.)])[\s\xa0]{1,60}(?=\S)")
"""What an author types before the text of an item whose list shows no mark."""

UNMARKED = (
    ":is(ul, ol)[style*='list-style:none' i], :is(ul, ol)[style*='list-style: none' i], "
    ":is(ul, ol)[style*='list-style-type:none' i], :is(ul, ol)[style*='list-style-type: none' i], "
    ":is(ul, ol).list-unstyled, :is(ul, ol).list-none, :is(ul, ol).no-bullets, :is(ul, ol).is-style-no-bullets"
)
"""Lists that show no marks, by their style or by the class of a framework."""

LIST_LEVELS = (
    re.compile(r"lst-kix_\w{1,60}-(\d)"),  # Google Docs, from nought
    re.compile(r"listindent([1-9])"),  # Dropbox Paper, from one
)
FROM_NOUGHT = LIST_LEVELS[0]
ITEM_LEVEL = re.compile(r"ql-indent-([1-9])")
ROMAN = {"i": 1, "v": 5, "x": 10}
QUILL_KINDS = {"bullet": "ul", "ordered": "ol", "checked": "ul", "unchecked": "ul"}


class Item(NamedTuple):
    """An item: how deep it stands, the tag of its list, what the list is known by, and its HTML without an end.

    `numbers` are the kinds and values that its number may have, none for a list without numbers.
    """

    level: int
    tag: str
    key: str
    markup: str
    numbers: tuple[tuple[str, int], ...] = ()
    attributes: str = ""


class Open(NamedTuple):
    """A list that is not closed yet, with the kind of its numbers and the next of them."""

    level: int
    tag: str
    key: str
    kind: str = ""
    next: int = 0


def restore_levels(root: LexborNode, removals: Removals) -> None:
    """Put items into each other by their levels.

    Args:
        root: the body; its tree is changed.
        removals: where the mark of an item that is typed before its text is noted.
    """
    for wrapper in root.css("div.ListContainerWrapper"):  # Word on the web has one around each item
        wrapper.unwrap()
    _restore_word(root, removals)
    _restore_unmarked(root, removals)
    done: set[int] = set()
    for listing in root.css("ul, ol"):
        if listing.mem_id not in done and listing.mem_id != root.mem_id:
            run = list(_run(listing, {"ul", "ol"}))
            done |= {each.mem_id for each in run}
            items = [item for each in run for item in _items(each)]
            if _is_flat(run, items):
                _replace(run, items)


def nested(items: Sequence[Item]) -> str:
    """The HTML of lists in lists."""
    parts: list[str] = []
    stack: list[Open] = []
    for item in items:
        while stack and stack[-1].level > item.level:
            parts.append(f"</li></{stack.pop().tag}>")
        kind, number = _number(item, stack[-1] if stack else None)
        if stack and stack[-1].level == item.level:
            top = stack[-1]
            if (top.tag, top.key, top.kind, top.next) == (item.tag, item.key, kind, number):
                parts.append("</li>")
            else:
                parts.append(f"</li></{stack.pop().tag}>")
        if not stack or stack[-1].level < item.level:
            start = f' start="{number}"' if number > 1 else ""
            kind_attribute = f' type="{kind}"' if kind not in ("", "1") else ""
            parts.append(f"<{item.tag}{kind_attribute}{start}{item.attributes}>")
            stack.append(Open(item.level, item.tag, item.key))
        stack[-1] = stack[-1]._replace(kind=kind, next=number + 1 if item.numbers else 0)
        parts.append(item.markup)
    parts += [f"</li></{each.tag}>" for each in reversed(stack)]
    return "".join(parts)


def _number(item: Item, top: Open | None) -> tuple[str, int]:
    """Of what an item's number may be, what goes on with its list, else a beginning."""
    if not item.numbers:
        return "", 0
    expected = (top.kind, top.next) if top is not None and top.level == item.level else ("", 0)
    firsts = (each for each in item.numbers if each[1] == 1)
    return expected if expected in item.numbers else next(firsts, item.numbers[0])


def _run(first: LexborNode, tags: set[str]) -> Iterator[LexborNode]:
    node: LexborNode | None = first
    while node is not None and node.tag in tags:
        yield node
        node = neighbour(node, before=False)


def _replace(nodes: Sequence[LexborNode], items: Sequence[Item]) -> None:
    markup = nested(items)
    for node in nodes[1:]:
        detach(node)
    replace(nodes[0], markup)


def _is_flat(run: Sequence[LexborNode], items: Sequence[Item]) -> bool:
    """Whether items say levels, or kinds that their list is not, and no list stands in another."""
    says_levels = len({item.level for item in items}) > 1
    says_kinds = any(listing.tag != item.tag for listing in run for item in _items(listing))
    return (says_levels or says_kinds) and all(listing.css_first("li :is(ul, ol)") is None for listing in run)


def _items(listing: LexborNode) -> list[Item]:
    """The items of one list as it stands."""
    names = listing.attributes.get("class") or ""
    level, key = 0, str(listing.mem_id)
    for pattern in LIST_LEVELS:
        if match := pattern.search(names):
            level = int(match[1]) + (pattern is FROM_NOUGHT)
            key = names[: match.start(1)].rpartition(" ")[2] if pattern is FROM_NOUGHT else "paper"
    start = listing.attributes.get("start") or ""
    number = int(start) if re.fullmatch(r"\d{1,9}", start) else 1
    kept = "".join(
        f' {name}="{escape(listing.attributes[name] or "")}"'
        for name in ("style", "reversed")
        if name in listing.attributes
    )
    items = []
    for child in listing.iter():
        if child.tag != "li":
            continue
        own = QUILL_KINDS.get(child.attributes.get("data-list") or "", listing.tag or "")
        numbers = ((listing.attributes.get("type") or "1", number),) if own == "ol" else ()
        number += own == "ol"
        markup = (child.html or "").removesuffix("</li>")
        items.append(Item(level or _item_level(child), own, key, markup, numbers, kept))
    return [_counted(item, items[:n]) for n, item in enumerate(items)] if len(items) > 1 else items


def _counted(item: Item, before: Sequence[Item]) -> Item:
    """An item with the number that it has among those of its own level alone."""
    if not item.numbers or item.level == 0:
        return item
    first = before[0].numbers[0][1] if before and before[0].numbers else 1
    count = 0
    for other in reversed(before):
        if other.level < item.level or (other.level == item.level and other.tag != item.tag):
            break
        count += other.level == item.level
    is_top = all(other.level >= item.level for other in before)
    return item._replace(numbers=((item.numbers[0][0], count + (first if is_top else 1)),))


def _item_level(item: LexborNode) -> int:
    if match := ITEM_LEVEL.search(item.attributes.get("class") or ""):
        return int(match[1]) + 1
    level = item.attributes.get("aria-level") or item.attributes.get("data-aria-level") or ""
    return int(level) if re.fullmatch(r"[1-9]", level) else 1


def _restore_unmarked(root: LexborNode, removals: Removals) -> None:
    """Give lists that hide their marks the kind that their items say themselves: typed numbers, typed signs, none."""
    for listing in root.css(UNMARKED):
        items = [child for child in listing.iter() if child.tag == "li"]
        marks = [TYPED.match(item.text()) for item in items]
        numbers = [mark["number"] or "" if mark else "" for mark in marks]
        is_counted = bool(items) and numbers == [str(n) for n in range(1, len(items) + 1)]
        signs = {mark["bullet"] if mark else None for mark in marks}
        if is_counted or (len(signs) == 1 and None not in signs and len(items) > 1):
            for item, mark in zip(items, marks, strict=True):
                _cut(item, mark.end() if mark else 0, removals)
        if listing.tag == "ol" and not is_counted:
            replace(listing, f"<ul>{inner(listing)}</ul>")
        elif listing.tag == "ul" and is_counted:
            replace(listing, f"<ol>{inner(listing)}</ol>")


def _restore_word(root: LexborNode, removals: Removals) -> None:
    done: set[int] = set()
    for first in root.css(WORD):
        if first.mem_id in done or first.mem_id == root.mem_id:
            continue
        run = []
        for node in _run(first, {"p", "div"}):
            if not _is_word(node) or (mark := _mark(node)) is None:
                break
            run.append((node, mark))
        done |= {node.mem_id for node, _ in run}
        if len(run) > 1 or (run and not run[0][1]["outline"]):  # a lone one is the number of a part
            levels = _word_levels(run)
            items = [_word_item(mark, level) for (_, mark), level in zip(run, levels, strict=True)]
            for node, mark in run:
                _cut(node, mark.end(), removals)
            markups = [
                item._replace(markup=f"<li>{mark['outline'] or ''} {inner(node)}")
                for item, (node, mark) in zip(items, run, strict=True)
            ]
            _replace([node for node, _ in run], markups)


def _is_word(node: LexborNode) -> bool:
    style = (node.attributes.get("style") or "").lower()
    return "mso-list" in style or any(name.startswith("MsoListParagraph") for name in classes(node))


def _mark(node: LexborNode) -> re.Match[str] | None:
    """The mark that stands before an item's text; None where there is none, or nothing after it."""
    text = node.text()
    match = MARK.match(text)
    return match if match is not None and (text[match.end() :].strip() or not is_empty(node)) else None


def _word_item(mark: re.Match[str], level: int) -> Item:
    return Item(
        level, "ul" if mark["bullet"] or mark["outline"] else "ol", "word", "", _values(mark["number"] or "")
    )


def _values(number: str) -> tuple[tuple[str, int], ...]:
    """The kinds of numbers that a mark may be one of, with its value in each."""
    if number.isdecimal():
        return (("1", int(number)),)
    is_small = number.islower()
    values = []
    if number and set(number.lower()) <= set(ROMAN):
        digits = [ROMAN[letter] for letter in number.lower()]
        value = sum(-one if one < other else one for one, other in zip(digits, [*digits[1:], 0], strict=True))
        values.append(("i" if is_small else "I", value))
    if len(number) == 1:
        values.append(("a" if is_small else "A", ord(number.lower()) - ord("a") + 1))
    return tuple(values)


def _word_levels(run: Sequence[tuple[LexborNode, re.Match[str]]]) -> list[int]:
    """The level of each paragraph: as its style says, else by its mark, as another sign stands for another level."""
    levels = []
    kinds: list[str] = []
    for node, mark in run:
        if match := WORD_LEVEL.search(node.attributes.get("style") or ""):
            levels.append(min(int(match[1]), MAX_LEVEL) or 1)
            continue
        number = mark["number"] or ""
        kind = (
            mark["bullet"]
            or (mark["outline"] and str(mark["outline"].strip(".").count(".")))
            or f"{'1' if number.isdecimal() else 'a' if number.islower() else 'A'}{mark['end']}"
        )
        if kind in kinds:
            del kinds[kinds.index(kind) + 1 :]
        elif len(kinds) < MAX_LEVEL:
            kinds.append(kind)
        levels.append(len(kinds))
    return levels


def _cut(node: LexborNode, length: int, removals: Removals) -> None:
    """Take the first characters out of a paragraph: the dialect's own mark stands for them."""
    texts = [each for each in node.traverse(include_text=True) if each.tag == "-text"]
    for text in texts:
        content = text.text_content or ""
        if length <= 0:
            return
        if len(content) <= length:
            removals.note(text, "mark of a list item")
            detach(text)
        else:
            removals.cut(text, content[length:])
        length -= len(content)
