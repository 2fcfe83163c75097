"""What stands inside a block: runs of text with their marks -> one line of Markdown.

Text comes out with `MAYBE` before each character that a backslash could keep from being Markdown.
Which of these become backslashes is decided later, by rendering (see `proof`).
"""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from syndicate.converter.reading import address

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from selectolax.lexbor import LexborNode

    from syndicate.converter.dialects import Dialect

MAYBE = "\ufdd0"
"""Stands before a character that a backslash would keep plain."""
MAYBE_ENTITY = "\ufdd1"
"""The same in alt text, where an entity does it: some renderers show a backslash there."""

PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
SPACES = re.compile(r"[ \t\n\r\f]+")

EMPHASIS = {
    "strong": "strong",
    "b": "strong",
    "em": "em",
    "i": "em",
    "cite": "em",
    "del": "del",
    "s": "del",
    "strike": "del",
}
TAGS = {"sup", "sub", "u", "ins", "mark", "small", "q", "var", "dfn", "kbd", "abbr"}
"""Marks that Markdown has no sign for: their tags stand in the text."""
CODE = {"code", "samp", "tt"}
HTML_OF = {"strong": "strong", "em": "em", "del": "del"}


@dataclass(frozen=True, slots=True)
class Manner:
    """One way to say the same: which signs mark emphasis, and whether tags do it instead."""

    em: str = "*"
    strong: str = "**"
    tags: bool = False
    autolinks: bool = True


@dataclass(frozen=True, eq=False, slots=True)
class Wrap:
    """Something around text: emphasis, a link, a tag. Two are the same only if they are one element's."""

    kind: str
    href: str = ""
    title: str = ""


class Run(NamedTuple):
    """A piece of a line: text, code, a ready-made atom (picture, footnote), or a break."""

    kind: str
    text: str
    wraps: tuple[Wrap, ...]


def collect(nodes: Iterable[LexborNode], spoken: Dialect, wraps: tuple[Wrap, ...] = ()) -> list[Run]:
    """The runs of some inline nodes, in order."""
    runs: list[Run] = []
    for node in nodes:
        _collect(node, spoken, wraps, "text", runs)
    return runs


def inherited(node: LexborNode, wraps: tuple[Wrap, ...]) -> tuple[Wrap, ...]:
    """The wraps of what stands inside an inline element."""
    tag = node.tag or ""
    kind = EMPHASIS.get(tag)
    if kind and all(wrap.kind != kind for wrap in wraps):
        return (*wraps, Wrap(kind))
    if tag in TAGS and all(wrap.kind != tag for wrap in wraps):
        return (*wraps, Wrap(tag, title=node.attributes.get("title") or "" if tag in {"abbr", "dfn"} else ""))
    if (
        tag == "a"
        and (href := (node.attributes.get("href") or "").strip())
        and all(wrap.kind != "link" for wrap in wraps)
    ):
        return (*wraps, Wrap("link", href, " ".join((node.attributes.get("title") or "").split())))
    return wraps


def _collect(node: LexborNode, spoken: Dialect, wraps: tuple[Wrap, ...], kind: str, runs: list[Run]) -> None:
    tag = node.tag
    if tag == "-text":
        if text := node.text_content:
            runs.append(Run(kind, text, wraps))
        return
    if tag is None or tag == "-comment":
        return
    if tag == "br":
        runs.append(Run("break", "", wraps))
    elif tag == "img":
        if image := _image(node, spoken):
            runs.append(Run("atom", image, wraps))
    elif tag == "input":
        runs.append(Run("atom", _checkbox(node, spoken, first=not any(run.text.strip() for run in runs)), wraps))
    elif tag == "wbr":
        runs.append(Run("atom", "<wbr>", wraps))
    elif tag == "sup" and spoken.footnotes and "footnote-ref" in (node.attributes.get("class") or ""):
        runs.append(Run("atom", f"[^{node.text().strip('[] ')}]", wraps))
    else:
        inside = inherited(node, wraps)
        kind = "code" if tag in CODE else kind
        for child in node.iter(include_text=True):
            _collect(child, spoken, inside, kind, runs)


def _checkbox(node: LexborNode, spoken: Dialect, *, first: bool) -> str:
    """A task's box: GFM's sign (0.29, 5.3) at the beginning of a list item, where the dialect has it; else its tag."""
    checked = "checked" in node.attributes
    parent = node.parent.parent if node.parent is not None and node.parent.tag in {"p", "label"} else node.parent
    if spoken.tasks and first and parent is not None and parent.tag == "li":
        return "[x]" if checked else "[ ]"
    return f'<input type="checkbox" disabled{" checked" if checked else ""}>'


def _image(node: LexborNode, spoken: Dialect) -> str:
    attributes = node.attributes
    src = (attributes.get("src") or "").strip()
    if not src:
        return ""
    alt = " ".join((attributes.get("alt") or "").split())
    title = " ".join((attributes.get("title") or "").split())
    spoiled = bool(spoken.alt_hazards) and re.search(spoken.alt_hazards, alt) is not None
    if (title and not spoken.image_titles) or spoiled or not _sayable(src):
        named = f' title="{html.escape(title)}"' if title else ""
        return f'<img src="{html.escape(src)}" alt="{html.escape(alt)}"{named}>'
    said = PUNCTUATION.sub(lambda match: MAYBE_ENTITY + match[0], alt)
    if spoken.raw_alt:
        said = said.replace(f'{MAYBE_ENTITY}"', "&quot;")
    return f"![{said}]({destination(src, title)})"


def destination(href: str, title: str = "") -> str:
    """A link's address, and its title where it has one, as they stand between parentheses.

    Source: CommonMark 0.31, 6.3: in angle brackets where parentheses do not balance.
    """
    said = re.sub(r"\s", "%20", href).replace("\\", "%5C").replace("<", "%3C").replace(">", "%3E")
    said = re.sub(r"&(?=#?\w+;)", "&amp;", said)
    if not _balanced(said):
        said = f"<{said}>"
    if not title:
        return said
    quote = "'" if '"' in title and "'" not in title else '"'
    quoted = re.sub(rf"[{quote}\\]", lambda match: MAYBE + match[0], re.sub(r"&(?=#?\w+;)", "&amp;", title))
    return f"{said} {quote}{quoted}{quote}"


def _sayable(href: str) -> bool:
    """Whether a renderer keeps an address as it is. One that it would write otherwise is kept in a tag.

    Letters beyond ASCII are as good percent-encoded, and a person would not write a tag for them.
    """
    return not href.isascii() or address(href) == href


def _balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return False
    return depth == 0


def line(
    runs: Sequence[Run], spoken: Dialect, manner: Manner, *, hard_break: str = "", cell: bool = False
) -> str:
    """The runs as Markdown.

    Args:
        runs: what `collect` found.
        spoken: the dialect.
        manner: which of the ways to say it.
        hard_break: how a break is written here; the dialect's where empty.
        cell: whether this is a table's cell, in which a bar must be escaped everywhere.
    """
    parts = _Parts(spoken, manner, hard_break or spoken.hard_break, cell)
    parts.emit(_tidy_spaces(runs), ())
    return parts.said()


def _tidy_spaces(runs: Sequence[Run]) -> list[Run]:
    """Runs with white space collapsed as HTML does, and outside the marks that it only touches.

    Source: CSS Text 3, 4.1.1; CommonMark 0.31, 6.2: emphasis neither begins nor ends with white space.
    """
    pieces: list[Run] = []
    for run in runs:
        if run.kind in {"atom", "break"}:
            pieces.append(run)
            continue
        text = SPACES.sub(" ", run.text) if run.kind == "text" else re.sub(r"[\n\r\t\f]", " ", run.text)
        bare = text.strip()
        if not bare:
            pieces.append(Run("space", text if "\xa0" in text else " ", run.wraps))
            continue
        start = text.index(bare)
        for part, kind in ((text[:start], "space"), (bare, run.kind), (text[start + len(bare) :], "space")):
            if part:
                pieces.append(Run(kind, SPACES.sub(" ", part) if kind == "space" else part, run.wraps))
    return _without_edges(_join_spaces(pieces))


def _join_spaces(pieces: list[Run]) -> list[Run]:
    joined: list[Run] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        if piece.kind == "space" and before is not None and before.kind == "space":
            text = SPACES.sub(" ", before.text + piece.text)
            joined[-1] = Run("space", text, tuple(wrap for wrap in before.wraps if wrap in piece.wraps))
        elif before is not None and piece.kind == before.kind == "code" and piece.wraps == before.wraps:
            joined[-1] = before._replace(text=before.text + piece.text)
        else:
            joined.append(piece)
    return joined


def _without_edges(pieces: list[Run]) -> list[Run]:
    while pieces and pieces[0].kind in {"space", "break"}:
        pieces.pop(0)
    while pieces and pieces[-1].kind in {"space", "break"}:
        pieces.pop()
    kept: list[Run] = []
    for n, piece in enumerate(pieces):
        if piece.kind == "space":
            before, after = pieces[n - 1], pieces[n + 1]
            if "break" in (before.kind, after.kind):
                continue
            kept.append(
                piece._replace(
                    wraps=tuple(wrap for wrap in piece.wraps if wrap in before.wraps and wrap in after.wraps)
                )
            )
        elif piece.kind == "break":
            before, after = kept[-1], next(p for p in pieces[n:] if p.kind not in {"break", "space"})
            kept.append(
                piece._replace(
                    wraps=tuple(wrap for wrap in piece.wraps if wrap in before.wraps and wrap in after.wraps)
                )
            )
        else:
            kept.append(piece)
    return kept


@dataclass(frozen=True, eq=False, slots=True)
class _Sign:
    """Where a mark opens or closes; how it is written is settled when its neighbours are known."""

    wrap: Wrap
    opens: bool


class _Parts:
    """The parts of a line: strings, and signs of emphasis still to be settled."""

    def __init__(self, spoken: Dialect, manner: Manner, hard_break: str, cell: bool) -> None:
        self.spoken = spoken
        self.manner = manner
        self.hard_break = hard_break
        self.cell = cell
        self.parts: list[str | _Sign] = []

    def emit(self, runs: Sequence[Run], around: tuple[Wrap, ...]) -> None:
        n = 0
        while n < len(runs):
            inner = [wrap for wrap in runs[n].wraps if wrap not in around]
            if not inner:
                doubled = runs[n].kind == "break" and n + 1 < len(runs) and runs[n + 1].kind == "break"
                # A line of two spaces would be blank and end the paragraph.
                self.parts.append("<br>" if doubled and not self.hard_break.strip() else self.leaf(runs[n]))
                n += 1
                continue
            reach = {wrap: _reach(runs, n, wrap) for wrap in inner}
            wrap = max(inner, key=lambda wrap: reach[wrap])
            self.wrapped(wrap, runs[n : reach[wrap]], (*around, wrap))
            n = reach[wrap]

    def wrapped(self, wrap: Wrap, runs: Sequence[Run], around: tuple[Wrap, ...]) -> None:
        if wrap.kind == "link":
            if self.manner.autolinks and (autolink := _autolink(wrap, runs, around)):
                self.parts.append(autolink)
                return
            exact = _sayable(wrap.href)
            named = f' title="{html.escape(wrap.title)}"' if wrap.title else ""
            self.parts.append("[" if exact else f'<a href="{html.escape(wrap.href)}"{named}>')
            self.emit(runs, around)
            self.parts.append(f"]({destination(wrap.href, wrap.title)})" if exact else "</a>")
        elif wrap.kind in HTML_OF:
            self.parts.append(_Sign(wrap, True))
            self.emit(runs, around)
            self.parts.append(_Sign(wrap, False))
        else:
            title = f' title="{html.escape(wrap.title)}"' if wrap.title else ""
            self.parts.append(f"<{wrap.kind}{title}>")
            self.emit(runs, around)
            self.parts.append(f"</{wrap.kind}>")

    def leaf(self, run: Run) -> str:
        if run.kind == "code":
            return self.code(run.text)
        if run.kind == "break":
            return self.hard_break
        if run.kind == "text":
            text = PUNCTUATION.sub(lambda match: MAYBE + match[0], run.text)
            return text.replace(f"{MAYBE}|", r"\|") if self.cell else text
        return run.text.replace("|", r"\|") if self.cell else run.text

    def code(self, text: str) -> str:
        longest = {len(ticks) for ticks in re.findall(r"`+", text)}
        fence = "`" * next(size for size in range(1, len(longest) + 2) if size not in longest)
        pad = (
            " "
            if text.startswith("`") or text.endswith("`") or (text[0] == text[-1] == " " and text.strip())
            else ""
        )
        text = text.replace("|", r"\|") if self.cell else text
        return f"{fence}{pad}{text}{pad}{fence}"

    def said(self) -> str:
        tagged = self.unsayable()
        return "".join(part if isinstance(part, str) else self.sign(part, tagged) for part in self.parts)

    def sign(self, sign: _Sign, tagged: set[Wrap]) -> str:
        if sign.wrap in tagged:
            return f"<{HTML_OF[sign.wrap.kind]}>" if sign.opens else f"</{HTML_OF[sign.wrap.kind]}>"
        return {"em": self.manner.em, "strong": self.manner.strong, "del": "~~"}[sign.wrap.kind]

    def unsayable(self) -> set[Wrap]:
        """The wraps that signs cannot mark where they stand: these get tags.

        Source: CommonMark 0.31, 6.2, left- and right-flanking delimiter runs.
        """
        signs = {part.wrap for part in self.parts if isinstance(part, _Sign)}
        if self.manner.tags:
            return signs
        tagged = {wrap for wrap in signs if wrap.kind == "del" and not self.spoken.strikethrough}
        while True:
            more = {
                part.wrap
                for n, part in enumerate(self.parts)
                if isinstance(part, _Sign) and part.wrap not in tagged and not self.flanks(n, tagged)
            }
            if not more:
                return tagged
            tagged |= more

    def flanks(self, n: int, tagged: set[Wrap]) -> bool:
        part = self.parts[n]
        if not isinstance(part, _Sign):
            return True
        before, after = self.neighbour(n, -1, tagged), self.neighbour(n, 1, tagged)
        inside, outside = (after, before) if part.opens else (before, after)
        if _is_space(inside):
            return False
        if (
            self.manner.em == "_"
            and part.wrap.kind == "em"
            and not (_is_space(outside) or _is_punctuation(outside))
        ):
            return False
        return not _is_punctuation(inside) or _is_space(outside) or _is_punctuation(outside)

    def neighbour(self, n: int, step: int, tagged: set[Wrap]) -> str:
        """The character next to a sign, past the signs that are written with the same character; a space at the ends."""
        here = self.parts[n]
        n += step
        while 0 <= n < len(self.parts):
            part = self.parts[n]
            if isinstance(part, _Sign):
                if part.wrap in tagged:
                    return "<" if step > 0 else ">"
                if isinstance(here, _Sign) and self.sign(part, tagged)[0] != self.sign(here, tagged)[0]:
                    return self.sign(part, tagged)[0]
            elif text := part.replace(MAYBE, "").replace(MAYBE_ENTITY, ""):
                return text[0] if step > 0 else text[-1]
            n += step
        return " "


def _reach(runs: Sequence[Run], start: int, wrap: Wrap) -> int:
    end = start
    while end < len(runs) and wrap in runs[end].wraps:
        end += 1
    return end


def _autolink(wrap: Wrap, runs: Sequence[Run], around: tuple[Wrap, ...]) -> str:
    """`<https://…>` where the text of a link is its address; CommonMark 0.31, 6.5."""
    if len(runs) != 1 or runs[0].kind != "text" or wrap.title or set(runs[0].wraps) - set(around):
        return ""
    text = runs[0].text
    if re.fullmatch(r"https?://[^\s<>%\\]+", text) and text == wrap.href:
        return f"<{text}>"
    if wrap.href == f"mailto:{text}" and re.fullmatch(r"[\w.+-]+@[\w-]+(\.[\w-]+)+", text, re.ASCII):
        return f"<{text}>"
    return ""


def _is_space(char: str) -> bool:
    return char.isspace()


def _is_punctuation(char: str) -> bool:
    return unicodedata.category(char)[0] in "PS"
