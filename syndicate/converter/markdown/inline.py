"""Runs of text with their marks -> one line of Markdown.

Text gets a `MAYBE_ESCAPE` before each character that a backslash could keep from being Markdown.
Which of these become backslashes is decided later, by rendering (see `proof`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from syndicate.converter.dialects.guards import is_unguardable
from syndicate.converter.markdown.runs import (
    ESCAPE_MARKS,
    LIKELY_ESCAPE,
    MAYBE_ESCAPE,
    PUNCTUATION,
    Run,
    Wrap,
    attribute,
    destination,
    is_stable_address,
    tidy_spaces,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from linkify_it import LinkifyIt

    from syndicate.converter.dialects import Dialect

SHORTCODE = re.compile(rf"(?:(?<=\{{)|^){MAYBE_ESCAPE}\{{(?=(?:{MAYBE_ESCAPE}[<%])|$)")
"""The second brace of what may begin a shortcode of Hugo; the `<` after it may come from the following run."""

HTML_OF = {"strong": "strong", "em": "em", "del": "del"}


@dataclass(frozen=True, slots=True)
class Style:
    """One way to write the same text: the signs of emphasis, or whether tags mark it instead.

    With `mark_escapes`, each character that may need an escape is marked; without it, only those that very probably do.
    """

    em: str = "*"
    strong: str = "**"
    tags: bool = False
    autolinks: bool = True
    mark_escapes: bool = True


def line(
    runs: Sequence[Run],
    dialect: Dialect,
    style: Style,
    linkify: LinkifyIt | None = None,
    *,
    hard_break: str = "",
    cell: bool = False,
) -> str:
    """The runs as Markdown.

    Args:
        runs: the result of `collect`.
        dialect: the dialect.
        style: the style.
        linkify: finds the addresses that the renderer would turn into links; None if it makes no links.
        hard_break: how to write a break; "" for the dialect's way.
        cell: whether this is a table cell, in which every bar must be escaped.
    """
    parts = _Parts(dialect, style, linkify, hard_break or dialect.hard_break, cell)
    tidied = tidy_spaces(runs)
    if len(tidied) == 1 and not tidied[0].wraps:
        return parts.leaf(tidied[0])
    parts.emit(tidied, ())
    return parts.join()


@dataclass(frozen=True, eq=False, slots=True)
class _Sign:
    """The opening or closing of emphasis; how it is written depends on its neighbours."""

    wrap: Wrap
    opens: bool


class _Parts:
    """The parts of a line: strings, and signs of emphasis whose form is not yet decided."""

    def __init__(
        self, dialect: Dialect, style: Style, linkify: LinkifyIt | None, hard_break: str, cell: bool
    ) -> None:
        self.dialect = dialect
        self.style = style
        self.linkify = linkify
        self.hard_break = hard_break
        self.cell = cell
        self.parts: list[str | _Sign] = []

    def emit(self, runs: Sequence[Run], outer: tuple[Wrap, ...]) -> None:
        n = 0
        while n < len(runs):
            inner = [wrap for wrap in runs[n].wraps if wrap not in outer]
            if not inner:
                doubled = runs[n].kind == "break" and n + 1 < len(runs) and runs[n + 1].kind == "break"
                # A line of only two spaces would be blank and end the paragraph.
                self.parts.append("<br>" if doubled and not self.hard_break.strip() else self.leaf(runs[n]))
                n += 1
                continue
            ends = {wrap: _wrap_end(runs, n, wrap) for wrap in inner}
            wrap = max(inner, key=lambda wrap: ends[wrap])
            self.emit_wrap(wrap, runs[n : ends[wrap]], (*outer, wrap))
            n = ends[wrap]

    def emit_wrap(self, wrap: Wrap, runs: Sequence[Run], outer: tuple[Wrap, ...]) -> None:
        if wrap.kind == "link":
            if self.style.autolinks and (autolink := _autolink(wrap, runs, outer)):
                self.parts.append(autolink)
                return
            keeps_address = is_stable_address(wrap.href)
            title = f' title="{attribute(wrap.title)}"' if wrap.title else ""
            self.parts.append("[" if keeps_address else f'<a href="{attribute(wrap.href)}"{title}>')
            self.emit(runs, outer)
            self.parts.append(f"]({destination(wrap.href, wrap.title)})" if keeps_address else "</a>")
        elif wrap.kind in HTML_OF:
            self.parts.append(_Sign(wrap, True))
            self.emit(runs, outer)
            self.parts.append(_Sign(wrap, False))
        else:
            title = f' title="{attribute(wrap.title)}"' if wrap.title else ""
            self.parts.append(f"<{wrap.kind}{title}>")
            self.emit(runs, outer)
            self.parts.append(f"</{wrap.kind}>")

    def leaf(self, run: Run) -> str:
        if run.kind == "code":
            return self.code(run.text)
        if run.kind == "break":
            return self.hard_break
        if run.kind == "text":
            mark_escapes = self.style.mark_escapes or self.dialect.shortcodes
            text = (
                PUNCTUATION.sub(lambda match: MAYBE_ESCAPE + match[0], run.text) if mark_escapes else run.text
            )
            if self.linkify is not None and all(wrap.kind != "link" for wrap in run.wraps):
                text = self.prevent_links(run.text, text, MAYBE_ESCAPE if mark_escapes else "")
            if self.dialect.shortcodes:
                text = SHORTCODE.sub(r"\\{", text)
            return text.replace(f"{MAYBE_ESCAPE if mark_escapes else ''}|", r"\|") if self.cell else text
        return run.text.replace("|", r"\|") if self.cell else run.text

    def prevent_links(self, text: str, marked: str, mark: str) -> str:
        """The marked text with a `LIKELY_ESCAPE` in each address that the renderer would turn into a link.

        Args:
            text: the text without marks.
            marked: the text with `mark` before all punctuation.
            mark: `MAYBE_ESCAPE`, or "" if `marked` has no marks.
        """
        if self.linkify is None or not self.linkify.pretest(text):
            return marked
        for match in reversed(self.linkify.match(text) or []):
            if punctuation := PUNCTUATION.search(text, match.index, match.last_index):
                index = punctuation.start() + (
                    len(PUNCTUATION.findall(text, 0, punctuation.start())) if mark else 0
                )
                marked = marked[:index] + LIKELY_ESCAPE + marked[index + len(mark) :]
        return marked

    def code(self, text: str) -> str:
        if self.dialect.shortcodes and is_unguardable(text):
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

    def join(self) -> str:
        tagged = self.tagged_wraps()
        return "".join(part if isinstance(part, str) else self.sign(part, tagged) for part in self.parts)

    def sign(self, sign: _Sign, tagged: set[Wrap]) -> str:
        if sign.wrap in tagged:
            return f"<{HTML_OF[sign.wrap.kind]}>" if sign.opens else f"</{HTML_OF[sign.wrap.kind]}>"
        return {"em": self.style.em, "strong": self.style.strong, "del": "~~"}[sign.wrap.kind]

    def tagged_wraps(self) -> set[Wrap]:
        """The wraps that signs cannot express at their position: these get tags.

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
        """The character next to a sign, skipping signs written with the same character; a space at either end."""
        own = self.parts[n]
        n += step
        while 0 <= n < len(self.parts):
            part = self.parts[n]
            if isinstance(part, _Sign):
                if part.wrap in tagged:
                    return "<" if step > 0 else ">"
                if isinstance(own, _Sign) and self.sign(part, tagged)[0] != self.sign(own, tagged)[0]:
                    return self.sign(part, tagged)[0]
            elif text := ESCAPE_MARKS.sub("", part):
                return text[0] if step > 0 else text[-1]
            n += step
        return " "


def _wrap_end(runs: Sequence[Run], start: int, wrap: Wrap) -> int:
    end = start
    while end < len(runs) and wrap in runs[end].wraps:
        end += 1
    return end


def _autolink(wrap: Wrap, runs: Sequence[Run], outer: tuple[Wrap, ...]) -> str:
    """`<https://…>` if the text of a link is its address, else ""; CommonMark 0.31, 6.5."""
    if len(runs) != 1 or runs[0].kind != "text" or wrap.title or set(runs[0].wraps) - set(outer):
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
