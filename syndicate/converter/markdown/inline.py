"""Runs of text with their marks -> one line of Markdown.

Text comes out with `MAYBE` before each character that a backslash could keep from being Markdown.
Which of these become backslashes is decided later, by rendering (see `proof`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicate.converter.dialects.guards import unguardable
from syndicate.converter.markdown.runs import (
    LIKELY,
    MAYBE,
    MAYBES,
    PUNCTUATION,
    Run,
    Wrap,
    attribute,
    destination,
    sayable,
    tidy_spaces,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from linkify_it import LinkifyIt

    from syndicate.converter.dialects import Dialect

SHORTCODE = re.compile(rf"(?:(?<=\{{)|^){MAYBE}\{{(?=(?:{MAYBE}[<%])|$)")
"""The brace without which nothing begins a shortcode of Hugo's; what follows a run may begin with `<` too."""

HTML_OF = {"strong": "strong", "em": "em", "del": "del"}


@dataclass(frozen=True, slots=True)
class Style:
    """One way to say the same: which signs mark emphasis, and whether tags do it instead.

    Without `marked`, what a backslash could keep plain is not marked, but where it very probably must.
    """

    em: str = "*"
    strong: str = "**"
    tags: bool = False
    autolinks: bool = True
    marked: bool = True


def line(
    runs: Sequence[Run],
    dialect: Dialect,
    style: Style,
    links: LinkifyIt | None = None,
    *,
    hard_break: str = "",
    cell: bool = False,
) -> str:
    """The runs as Markdown.

    Args:
        runs: what `collect` found.
        dialect: the dialect.
        style: which of the ways to say it.
        links: finds what the renderer would make a link of; None where it makes none.
        hard_break: how a break is written here; the dialect's where empty.
        cell: whether this is a table's cell, in which a bar must be escaped everywhere.
    """
    parts = _Parts(dialect, style, links, hard_break or dialect.hard_break, cell)
    tidy = tidy_spaces(runs)
    if len(tidy) == 1 and not tidy[0].wraps:
        return parts.leaf(tidy[0])
    parts.emit(tidy, ())
    return parts.said()


@dataclass(frozen=True, eq=False, slots=True)
class _Sign:
    """Where a mark opens or closes; how it is written is settled when its neighbours are known."""

    wrap: Wrap
    opens: bool


class _Parts:
    """The parts of a line: strings, and signs of emphasis still to be settled."""

    def __init__(
        self, dialect: Dialect, style: Style, links: LinkifyIt | None, hard_break: str, cell: bool
    ) -> None:
        self.dialect = dialect
        self.style = style
        self.links = links
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
            if self.style.autolinks and (autolink := _autolink(wrap, runs, around)):
                self.parts.append(autolink)
                return
            exact = sayable(wrap.href)
            named = f' title="{attribute(wrap.title)}"' if wrap.title else ""
            self.parts.append("[" if exact else f'<a href="{attribute(wrap.href)}"{named}>')
            self.emit(runs, around)
            self.parts.append(f"]({destination(wrap.href, wrap.title)})" if exact else "</a>")
        elif wrap.kind in HTML_OF:
            self.parts.append(_Sign(wrap, True))
            self.emit(runs, around)
            self.parts.append(_Sign(wrap, False))
        else:
            title = f' title="{attribute(wrap.title)}"' if wrap.title else ""
            self.parts.append(f"<{wrap.kind}{title}>")
            self.emit(runs, around)
            self.parts.append(f"</{wrap.kind}>")

    def leaf(self, run: Run) -> str:
        if run.kind == "code":
            return self.code(run.text)
        if run.kind == "break":
            return self.hard_break
        if run.kind == "text":
            marked = self.style.marked or self.dialect.shortcodes
            text = PUNCTUATION.sub(lambda match: MAYBE + match[0], run.text) if marked else run.text
            if self.links is not None and all(wrap.kind != "link" for wrap in run.wraps):
                text = self.unlinked(run.text, text, MAYBE if marked else "")
            if self.dialect.shortcodes:
                text = SHORTCODE.sub(r"\\{", text)
            return text.replace(f"{MAYBE if marked else ''}|", r"\|") if self.cell else text
        return run.text.replace("|", r"\|") if self.cell else run.text

    def unlinked(self, text: str, marked: str, mark: str) -> str:
        """The marked text with a sign where the renderer would begin to make a link of it.

        Args:
            text: without marks.
            marked: with this mark before all punctuation.
            mark: what that is.
        """
        if self.links is None or not self.links.pretest(text):
            return marked
        for match in reversed(self.links.match(text) or []):
            if sign := PUNCTUATION.search(text, match.index, match.last_index):
                at = sign.start() + (len(PUNCTUATION.findall(text, 0, sign.start())) if mark else 0)
                marked = marked[:at] + LIKELY + marked[at + len(mark) :]
        return marked

    def code(self, text: str) -> str:
        if self.dialect.shortcodes and unguardable(text):
            return f"<code>{PUNCTUATION.sub(lambda match: f'&#{ord(match[0])};', text)}</code>"
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
        return {"em": self.style.em, "strong": self.style.strong, "del": "~~"}[sign.wrap.kind]

    def unsayable(self) -> set[Wrap]:
        """The wraps that signs cannot mark where they stand: these get tags.

        Source: CommonMark 0.31, 6.2, left- and right-flanking delimiter runs.
        """
        signs = {part.wrap for part in self.parts if isinstance(part, _Sign)}
        if not signs or self.style.tags:
            return signs
        tagged = {wrap for wrap in signs if wrap.kind == "del" and not self.dialect.strikethrough}
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
            self.style.em == "_"
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
            elif text := MAYBES.sub("", part):
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
