"""Runs of text with their marks -> one line of Markdown.

Text gets a `MAYBE_ESCAPE` before each character that a backslash could keep from being Markdown.
Which of these become backslashes is decided later, by rendering (see `proof`).
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from syndicate.converter.dialects.guards import is_unguardable
from syndicate.converter.dialects.mdx import MODULE
from syndicate.converter.dialects.row import NOTHING
from syndicate.converter.markdown.runs import (
    ESCAPE_MARKS,
    LIKELY_ESCAPE,
    MAYBE_ENTITY,
    MAYBE_ESCAPE,
    PUNCTUATION,
    SIGN,
    Run,
    Wrap,
    attribute,
    destination,
    escaped,
    has_linked_picture,
    has_note,
    has_sign,
    is_stable_address,
    tidy_spaces,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from linkify_it import LinkifyIt

    from syndicate.converter.dialects.row import Dialect

DEFINITION = re.compile(f"^{MAYBE_ESCAPE}?([:~])(?=[ \\t]|$)", re.MULTILINE)
"""A sign that would make a definition of its line (https://michelf.ca/projects/php-markdown/extra/#def-list; the tilde is
the imitation's, as it is Pandoc's)."""

BLANK_CODES = frozenset({"` `", "<code> </code>"})
"""Code of white space alone, as it is written."""

BACKSLASHES = re.compile(r"\\+")
MAIL = re.compile(r"[^\s@]*@[\w-]+\.")
"""How text begins that may end a mail address."""
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
    place: str = "paragraph",
) -> str:
    """The runs as Markdown.

    Args:
        runs: the result of `collect`.
        dialect: the dialect.
        style: the style.
        linkify: finds the addresses that the renderer would turn into links; None if it makes no links.
        place: "paragraph"; "heading", which is one line; or "cell", in which every bar must be escaped as well.
    """
    parts = _Parts(dialect, style, linkify, place)
    tidied = tidy_spaces(runs)
    if len(tidied) == 1 and not tidied[0].wraps:
        text = parts.leaf(tidied[0])
    else:
        parts.emit(tidied, ())
        text = parts.join()
    if dialect.jsx and style.mark_escapes and place == "paragraph" and MODULE.match(text):
        text = MAYBE_ENTITY + text
    if dialect.definition_lists:
        return DEFINITION.sub(lambda sign: escaped(sign[1], dialect.escapable), text)
    return text


@dataclass(frozen=True, eq=False, slots=True)
class _Sign:
    """The opening or closing of emphasis; how it is written depends on its neighbours."""

    wrap: Wrap
    opens: bool


class _Parts:
    """The parts of a line: strings, and signs of emphasis whose form is not yet decided."""

    def __init__(self, dialect: Dialect, style: Style, linkify: LinkifyIt | None, place: str) -> None:
        self.dialect = dialect
        self.style = style
        self.linkify = linkify
        self.tag_break = "<br />" if dialect.jsx else "<br>"
        self.hard_break = dialect.hard_break if place == "paragraph" else self.tag_break
        self.cell = place == "cell"
        # Hugo's table of contents knows no nodes of extensions within marks, and stops the build.
        self.plain_marks = place == "heading" and not dialect.marked_extensions_in_headings
        self.parts: list[str | _Sign] = []
        self.with_tags: set[Wrap] = set()

    def emit(self, runs: Sequence[Run], outer: tuple[Wrap, ...]) -> None:
        n = 0
        while n < len(runs):
            inner = [wrap for wrap in runs[n].wraps if wrap not in outer]
            if not inner:
                doubled = runs[n].kind == "break" and n + 1 < len(runs) and runs[n + 1].kind == "break"
                # A line of only two spaces would be blank and end the paragraph.
                if self.dialect.mail_over_code and runs[n].kind == "code" and MAIL.match(runs[n].text):
                    self.end_word()
                # Remark takes the space at the beginning of a line away, also in code.
                before_blank = (
                    self.dialect.html
                    and runs[n].kind == "break"
                    and any(run.text in BLANK_CODES for run in runs[n + 1 : n + 2])
                )
                is_tag = (doubled and not self.hard_break.strip()) or before_blank
                self.parts.append(self.tag_break if is_tag else self.leaf(runs[n]))
                n += 1
                continue
            ends = {wrap: _wrap_end(runs, n, wrap) for wrap in inner}
            wrap = max(inner, key=lambda wrap: ends[wrap])
            self.emit_wrap(wrap, runs[n : ends[wrap]], (*outer, wrap))
            n = ends[wrap]

    def emit_wrap(self, wrap: Wrap, runs: Sequence[Run], outer: tuple[Wrap, ...]) -> None:
        if wrap.kind == "link":
            if self.style.autolinks and not self.dialect.jsx and (autolink := _autolink(wrap, runs, outer)):
                self.parts.append(autolink)
                return
            keeps_address = not self.dialect.html or (
                is_stable_address(wrap.href, self.dialect.resolved)
                and not (self.plain_marks and has_note(runs))
            )
            self.parts.append(
                "[" if keeps_address else f'<a href="{self.value(wrap.href)}"{self.title(wrap)}>'
            )
            if self.dialect.boxes_anywhere and [run.text for run in runs] in (["x"], ["X"]):
                self.parts.append(MAYBE_ENTITY)
            self.emit(runs, outer)
            self.parts.append(
                f"]({destination(wrap.href, wrap.title, self.dialect.title_signs)})"
                if keeps_address
                else "</a>"
            )
        elif wrap.kind in HTML_OF:
            plain = self.plain_marks and (wrap.kind == "del" or has_note(runs))
            plain = plain or (self.dialect.strict_marks and has_sign(runs))
            if plain or (not self.dialect.marks_around_linked_pictures and has_linked_picture(runs)):
                self.with_tags.add(wrap)
            self.parts.append(_Sign(wrap, True))
            self.emit(runs, outer)
            self.parts.append(_Sign(wrap, False))
        else:
            way = f' dir="{wrap.direction}"' if wrap.direction else ""
            self.parts.append(f"<{wrap.kind}{way}{self.title(wrap)}>")
            self.emit(runs, outer)
            self.parts.append(f"</{wrap.kind}>")

    def ends_in_backslash(self) -> bool:
        """Whether the text so far ends in one."""
        return bool(self.parts) and isinstance(self.parts[-1], str) and self.parts[-1].endswith("\\")

    def end_word(self) -> None:
        """Keep the last letter from being one of an address that goes on."""
        before = self.parts[-1] if self.parts else ""
        if isinstance(before, str) and before[-1:].isalnum():
            self.parts[-1] = f"{before[:-1]}&#{ord(before[-1])};"

    def value(self, text: str) -> str:
        """The value of a tag's attribute."""
        return attribute(text, self.dialect.title_signs)

    def title(self, wrap: Wrap) -> str:
        """A tag's title, if it has one."""
        return f' title="{self.value(wrap.title)}"' if wrap.title else ""

    def leaf(self, run: Run) -> str:
        if run.kind == "code":
            return self.code(run.text, linked=any(map(self.is_link, run.wraps)))
        if run.kind == "break":
            # Goldmark sees no break after two backslashes.
            return "  \n" if self.hard_break == "\\\n" and self.ends_in_backslash() else self.hard_break
        if run.kind == "text":
            return self.text(run.text, linked=any(self.is_link(wrap) for wrap in run.wraps))
        return run.text.replace("|", r"\|") if self.cell else run.text

    def is_link(self, wrap: Wrap) -> bool:
        """Whether this is a link to the renderer: a tag of JSX is none."""
        return wrap.kind == "link" and not (self.dialect.jsx and not is_stable_address(wrap.href))

    def text(self, text: str, *, linked: bool) -> str:
        """Text with its marks, and with the escapes that are never left to the proof.

        Args:
            text: the text without marks.
            linked: whether it stands in a link, in which no address becomes another.
        """
        dialect = self.dialect
        likely = set() if linked else self.address_signs(text)
        mark = MAYBE_ESCAPE if self.style.mark_escapes else ""
        signs = ("|" if self.cell else "") + (dialect.link_signs if linked else "")
        if linked and dialect.titled_headings and re.search("://|www|@", text):
            signs += '">'  # hexo-renderer-marked escapes no address
        forced = re.compile(dialect.forced)
        entities = re.compile(dialect.entities)
        split = re.compile(NOTHING if linked else dialect.split)
        split_after = re.compile(dialect.split_after)
        is_forced = bool(forced.search(text) or entities.search(text)) or any(sign in text for sign in signs)
        if (
            not mark
            and not likely
            and not is_forced
            and not split.search(text)
            and not split_after.search(text)
        ):
            return text

        def is_sign(n: int) -> bool:
            return text[n] in signs or bool(forced.match(text, n))

        def marked(match: re.Match[str]) -> str:
            char, n = match[0], match.start()
            if entities.match(text, n):
                return escaped(char, "")
            # A backslash before one that escapes would take that from it.
            after = BACKSLASHES.match(text, n)
            if is_sign(n) or (after and after.end() < len(text) and is_sign(after.end())):
                return escaped(char, dialect.escapable)
            if split_after.match(text, n):
                return (rf"\{char}" if char == "`" else char) + dialect.splitter
            if split.match(text, n):
                return dialect.splitter + char
            return (LIKELY_ESCAPE if n in likely else mark) + char

        return PUNCTUATION.sub(marked, text)

    def address_signs(self, text: str) -> set[int]:
        """The places of the characters that need an escape lest the renderer turns an address into a link."""
        if self.linkify is None or not self.linkify.pretest(text):
            return set()
        matches = self.linkify.match(text) or []
        signs = (PUNCTUATION.search(text, match.index, match.last_index) for match in matches)
        return {sign.start() for sign in signs if sign}

    def code(self, text: str, *, linked: bool = False) -> str:
        is_sign = linked and self.dialect.strict_marks and SIGN.search(text)
        has_bar = self.cell and "|" in text and not self.dialect.bars_in_code_cells
        is_run = re.search(self.dialect.template_code, text) is not None
        if has_bar or is_run or is_sign or (self.dialect.shortcodes and is_unguardable(text)):
            return f"<code>{PUNCTUATION.sub(lambda match: f'&#{ord(match[0])};', text)}</code>"
        sizes = {len(ticks) for ticks in re.findall(r"`+", text)}
        unused = next(size for size in range(1, len(sizes) + 2) if size not in sizes)
        fence = "`" * (max(sizes, default=0) + 1 if self.dialect.longest_fence else unused)
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
        if sign.wrap in tagged and not self.dialect.html:
            return ""
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
        tagged |= self.with_tags
        if self.dialect.own_links:
            # To what is no CommonMark, an end and a beginning are one sign, and two beginnings end together.
            ends = {part.wrap: n for n, part in enumerate(self.parts) if isinstance(part, _Sign)}
            tagged |= {
                other.wrap
                for one, other in pairwise(self.parts)
                if isinstance(one, _Sign) and isinstance(other, _Sign) and other.opens
                if not one.opens or ends[one.wrap] != ends[other.wrap] + 1
            }
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
        if part.wrap.kind == "del":
            return self.stands_alone(n, tagged) and self.flanks_beside(n, tagged, "")
        # Once more as the renderer sees it.
        skipped = self.dialect.skipped_signs
        return self.flanks_beside(n, tagged, "") and (not skipped or self.flanks_beside(n, tagged, skipped))

    def flanks_beside(self, n: int, tagged: set[Wrap], skipped: str) -> bool:
        """Whether a sign opens or closes, for a renderer that sees none of these characters beside it."""
        part = self.parts[n]
        if not isinstance(part, _Sign):
            return True
        before, after = self.neighbour(n, -1, tagged, skipped), self.neighbour(n, 1, tagged, skipped)
        inside, outside = (after, before) if part.opens else (before, after)
        if _is_space(inside):
            return False
        if self.dialect.strict_marks and not _is_space(outside):
            return _is_punctuation(outside) and not _is_punctuation(inside)
        if (
            self.style.em == "_"
            and part.wrap.kind == "em"
            and not (_is_space(outside) or _is_punctuation(outside))
        ):
            return False
        return not _is_punctuation(inside) or _is_space(outside) or _is_punctuation(outside)

    def stands_alone(self, n: int, tagged: set[Wrap]) -> bool:
        """Whether a strike's sign stands beside no other tilde, where the renderer asks for that."""
        return not self.dialect.lone_strikes or "~" not in {
            self.beside(n, -1, tagged),
            self.beside(n, 1, tagged),
        }

    def beside(self, n: int, step: int, tagged: set[Wrap]) -> str:
        """The character right beside a sign."""
        n += step
        while 0 <= n < len(self.parts):
            part = self.parts[n]
            text = self.sign(part, tagged) if isinstance(part, _Sign) else ESCAPE_MARKS.sub("", part)
            if text:
                return text[0] if step > 0 else text[-1]
            n += step
        return ""

    def neighbour(self, n: int, step: int, tagged: set[Wrap], skipped: str) -> str:
        """The character next to a sign, skipping signs written with the same character; a space at either end."""
        own = self.parts[n]
        n += step
        while 0 <= n < len(self.parts):
            part = self.parts[n]
            if isinstance(part, _Sign):
                if part.wrap in tagged:
                    return "<" if step > 0 else ">"
                sign = self.sign(part, tagged)[0]
                if isinstance(own, _Sign) and sign not in skipped + self.sign(own, tagged)[0]:
                    return sign
            elif text := _without(skipped, ESCAPE_MARKS.sub("", part)):
                return text[0] if step > 0 else text[-1]
            n += step
        return " "


def _without(signs: str, text: str) -> str:
    """The text without these characters at its ends."""
    return text.strip(signs) if signs else text


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
