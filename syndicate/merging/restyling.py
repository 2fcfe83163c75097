"""The post's own style: what its person or formatter writes otherwise than Syndicate does, learned and applied.

    *word* -> _word_     - item -> * item     a long line -> wrapped lines     | a | -> | a    |

A rewrite that reads the same is no edit. What comes from the origin later is written as the post is written by then;
each piece is used only where it still reads as the origin does.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicate.merging.escapes import escaped, escapes_of, has_spaced_ticks, with_spaced_ticks
from syndicate.merging.wrapping import Wrapping, columns_of, wrapping_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from syndicate.merging.escapes import Place

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_BULLET = re.compile(r"^( *)([-*+])( +)(?=\S)", re.MULTILINE)
_NUMBER = re.compile(r"^( *\d{1,9})([.)])( +)(?=\S)", re.MULTILINE)
NUMBERED = re.compile(r"(\d{1,9})([.)])(?=[ \t])")
"""The number of an item at the beginning of a chunk."""

_RULE = re.compile(r" {0,3}((?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})")
_STARS = re.compile(r"(?<![\w*\\])\*(?![\s*])([^*\n]{1,500})(?<![\s*\\])\*(?![\w*])")
_BARS = re.compile(r"(?<![\w_\\])_(?![\s_])([^_\n]{1,500})(?<![\s_\\])_(?![\w_])")
_STARS_STRONG = re.compile(r"(?<![\w*\\])\*\*(?![\s*])([^*\n]{1,500})(?<![\s*\\])\*\*(?![\w*])")
_BARS_STRONG = re.compile(r"(?<![\w_\\])__(?![\s_])([^_\n]{1,500})(?<![\s_\\])__(?![\w_])")
_HEADING = re.compile(r"(#{1,2}) (\S[^\n]*)")
_BOTH = re.compile(r"(?<![\w*\\])\*{3}(?![\s*])([^*\n]{1,500})(?<![\s*\\])\*{3}(?![\w*])")
_UNDERLINED = re.compile(r"[^\S\n]*+\S[^\n]*+\n {0,3}(?:={2,}+|-{2,}+)[ \t]*+")
_CELLS = re.compile(r"(?<!\\)\|")
_DELIMITERS = re.compile(r"[ \t]*+(?:\|[ \t]*+)?:?-++:?[ \t]*+(?:\|[ \t]*+:?-++:?[ \t]*+)*+(?:\|[ \t]*+)?")


Padding = tuple["Callable[[str], int]", int]
"""How the cells of tables are padded: what measures them, and how wide the narrowest column is."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a post is written; an empty value is as Syndicate writes.

    `steady` says whether all items of a list have the number of its first, `spaced` whether code with backticks in it
    has spaces at its ends.
    """

    bullet: str = ""
    number: str = ""
    rule: str = ""
    fence: str = ""
    emphasis: bool = False
    strong: bool = False
    underlined: bool = False
    padding: Padding | None = None
    steady: bool = False
    spaced: bool = False
    escapes: frozenset[Place] = frozenset()
    wrapping: Wrapping | None = None

    def __call__(self, chunk: str) -> str:
        """A chunk of Markdown as Syndicate writes it, in this style."""
        if mark := FENCE.match(chunk):
            return chunk.replace(mark[1], self.fence) if self.fence else chunk
        if self.rule and _RULE.fullmatch(chunk):
            return self.rule
        chunk = escaped(chunk, self.escapes)
        if self.spaced:
            chunk = with_spaced_ticks(chunk)
        if self.strong:
            chunk = _STARS_STRONG.sub(r"__\1__", chunk)
        if self.emphasis:
            chunk = _BOTH.sub(r"_**\1**_", chunk)
            chunk = _STARS.sub(r"_\1_", chunk)
        if self.bullet:
            chunk = _BULLET.sub(rf"\1{self.bullet}", chunk)
        if self.number:
            chunk = _NUMBER.sub(rf"\1{self.number}\3", chunk)
        if self.steady:
            chunk = steadied(chunk)
        if self.underlined and (heading := _HEADING.fullmatch(chunk)):
            return f"{heading[2]}\n{('=' if len(heading[1]) == 1 else '-') * len(heading[2])}"
        if is_table(chunk):
            return padded(chunk, *self.padding) if self.padding else chunk
        return self.wrapping(chunk) if self.wrapping else chunk


def style_of(pairs: Iterable[tuple[str, str]]) -> Style:
    """The style of chunks that read the same.

    Args:
        pairs: each chunk as Syndicate wrote it, and as it is now, where these differ.
    """
    bullets: Counter[str] = Counter()
    numbers, rules, fences = Counter[str](), Counter[str](), Counter[str]()
    flags: Counter[str] = Counter()
    texts = []
    for old, new in pairs:
        if mark := FENCE.match(new):
            fences[mark[1]] += 1
            continue
        if _RULE.fullmatch(new):
            rules[new] += 1
            continue
        texts.append((old, new))
        bullets.update(mark + space for _, mark, space in _BULLET.findall(new))
        numbers.update(sign for _, sign, _ in _NUMBER.findall(new))
        flags["emphasis"] += _balance(_BARS, _STARS, old, new)
        flags["strong"] += _balance(_BARS_STRONG, _STARS_STRONG, old, new)
        flags["underlined"] += bool(_UNDERLINED.fullmatch(new))
        flags["steady"] += _is_steadied(old, new)
        flags["spaced"] += has_spaced_ticks(new) and not has_spaced_ticks(old)
    return Style(
        _commonest(bullets, "- "),
        _commonest(numbers, "."),
        _commonest(rules, "---"),
        _commonest(fences, "```"),
        flags["emphasis"] > 0,
        flags["strong"] > 0,
        flags["underlined"] > 0,
        _padding([new for old, new in texts if is_table(new) and len(new) > len(old)]),
        flags["steady"] > 0,
        flags["spaced"] > 0,
        escapes_of(texts),
        wrapping_of(texts),
    )


def is_table(chunk: str) -> bool:
    """Whether a chunk is a table with a row of delimiters."""
    rows = chunk.split("\n")
    return len(rows) > 1 and "|" in rows[0] and _DELIMITERS.fullmatch(rows[1]) is not None


def _padding(tables: list[str]) -> Padding | None:
    """How a formatter padded tables; None where it padded none."""
    ways: list[Padding] = [(measure, least) for measure in (columns_of, len) for least in (3, 1)]
    return (
        max(ways, key=lambda way: sum(padded(table, *way) == table for table in tables)) if tables else None
    )


def padded(table: str, measure: Callable[[str], int], least: int) -> str:
    """A table whose columns are as wide in every row."""
    rows = [[cell.strip() for cell in _CELLS.split(row.strip())] for row in table.split("\n")]
    rows = [row[1:-1] if row[0] == row[-1] == "" and len(row) > 2 else row for row in rows]
    count = len(rows[0])
    if any(len(row) != count for row in rows):
        return table
    widths = [max(least, *(measure(row[n]) for m, row in enumerate(rows) if m != 1)) for n in range(count)]

    def cell(text: str, sign: str, width: int) -> str:
        gap = width - measure(text)
        before = 0 if not sign.endswith(":") else gap // 2 if sign.startswith(":") else gap
        return " " * before + text + " " * (gap - before)

    def dashes(sign: str, width: int) -> str:
        first, last = ":" * sign.startswith(":"), ":" * sign.endswith(":")
        return first + "-" * (width - len(first) - len(last)) + last

    signs = rows[1]
    made = [
        [
            dashes(text, width) if m == 1 else cell(text, sign, width)
            for text, sign, width in zip(row, signs, widths, strict=True)
        ]
        for m, row in enumerate(rows)
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in made)


def steadied(chunk: str) -> str:
    """A list whose items all have the number of its first, and so have those of each list in it."""
    firsts: dict[int, str] = {}
    lines = chunk.split("\n")
    for n, line in enumerate(lines):
        indent = len(line) - len(line.lstrip())
        firsts = {depth: number for depth, number in firsts.items() if depth <= indent}
        if mark := _NUMBER.match(line):
            own = mark[1].strip()
            lines[n] = line.replace(own, firsts.setdefault(indent, own), 1)
        elif _BULLET.match(line):
            firsts.pop(indent, None)
    return "\n".join(lines)


def steadied_items(parts: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The chunks of a text, where each item of a numbered list that is a chunk itself has the number of the first."""
    found: list[tuple[str, str]] = []
    first = ""
    for chunk, gap in parts:
        mark = NUMBERED.match(chunk)
        first = (first or mark[1]) if mark else ""
        found.append((first + chunk[mark.end(1) :] if mark else chunk, gap))
    return found


def _is_steadied(old: str, new: str) -> int:
    """Whether the numbers of a list were made the same, which counted up, as of an item by itself; -1 where they count up still."""
    before, after = ([number.strip() for number, _, _ in _NUMBER.findall(text)] for text in (old, new))
    if len(before) == len(after) == 1 and before != after:
        return 1
    steady = [number.strip() for number, _, _ in _NUMBER.findall(steadied(old))]
    return 0 if steady == before else 1 if after == steady else -1


def chunks(text: str) -> list[tuple[str, str]]:
    """The chunks of Markdown between blank lines, each with what follows up to the next; a fence is not cut.

    What is indented belongs to the item before it.
    """
    found: list[tuple[list[str], list[str]]] = []
    fence = ""
    for line in text.split("\n"):
        mark = FENCE.match(line)
        is_blank = not line.strip() and not fence
        if is_blank and found:
            found[-1][1].append(line)
        elif found and (fence or not found[-1][1]):
            found[-1][0].append(line)
        elif found and line.startswith(("  ", "\t")):
            found[-1][0].extend([*found[-1][1], line])
            found[-1][1].clear()
        else:
            found.append(([line], []))
        if mark and not fence:
            fence = mark[1]
        elif fence and mark and mark[1].startswith(fence) and not line.strip().strip(fence[0]):
            fence = ""
    return [("\n".join(lines), "".join(f"\n{line}" for line in gap)) for lines, gap in found]


def _balance(new_sign: re.Pattern[str], old_sign: re.Pattern[str], old: str, new: str) -> int:
    """How many more signs of one kind a chunk has than before; negative where it has kept more of the other."""
    return len(new_sign.findall(new)) - len(new_sign.findall(old)) - len(old_sign.findall(new))


def _commonest(found: Counter[str], default: str) -> str:
    value = found.most_common(1)[0][0] if found else ""
    return "" if value == default else value
