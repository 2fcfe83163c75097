"""A post as lines with their endings, and git's conflict markers around clashes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from syndicate.merging.diff3 import Side, merge_lines
from syndicate.models import Clash

if TYPE_CHECKING:
    from collections.abc import Callable

_LINE = re.compile(r"[^\r\n]++(?:\r\n?|\n)?|\r\n?|\n")
"""Not str.splitlines: U+2028 and form feeds end no line in Markdown (CommonMark 0.31, 2.1) or in editors."""

Choice = Literal["ours", "theirs", "merge", ""]
"""How a clash ends; "" where it has not."""

_BOM = "\ufeff"
_FENCE = re.compile(r"(---|\+\+\+)\w*|(\{)")
"""The opening fence of a front matter: YAML, TOML, JSON as in Hugo, or with its language as in Eleventy (`---json`)."""

_CLOSING_FENCES = {"---": ("---", "..."), "+++": ("+++",), "{": ("}",)}
"""Jekyll also accepts YAML's document end, `...`."""


@dataclass(frozen=True, slots=True)
class Document:
    """A post's lines, each with an ending; `front` from fence to fence. `is_ended`: whether the text ends in one."""

    bom: str
    front: list[str]
    body: list[str]
    newline: str
    is_ended: bool

    @property
    def fence(self) -> str:
        """The opening fence, which shows the front matter's language; "" where there is none."""
        return self.front[0].rstrip() if self.front else ""

    def text(self, lines: list[str], *, is_ended: bool) -> str:
        """The text of a post like this one with other lines."""
        text = "".join(lines)
        return self.bom + (text if is_ended else re.sub(r"(?:\r\n|\n|\r)\Z", "", text))


def mark_all(_: Clash) -> Choice:
    """Every clash between git's markers."""
    return "merge"


@dataclass(slots=True)
class Part:
    """The merged lines so far, with conflict markers around clashes.

    `choose` says how each clash ends: as ours has it, as theirs has it, with markers, or "" not yet. `open_lines` are
    those that have not ended: which part of the post, the lines of theirs, and what the base has there; `open_keys`
    are those of the front matter.
    """

    newline: str
    lines: list[str] = field(default_factory=list)
    clashes: list[Clash] = field(default_factory=list)
    choose: Callable[[Clash], Choice] = mark_all
    open_lines: list[tuple[str, slice, list[str]]] = field(default_factory=list)
    open_keys: dict[str, list[str]] = field(default_factory=dict)

    def clash(self, where: str, base: list[str], ours: list[str], theirs: list[str]) -> bool:
        """Add the lines that a clash ends with; returns whether it has ended."""
        clash = Clash(where, *("\n".join(without_endings(side)) for side in (base, ours, theirs)))
        choice = self.choose(clash)
        if choice == "merge":
            marks = ("<<<<<<< this repository", "=======", ">>>>>>> the original")
            first, middle, last = (mark + self.newline for mark in marks)
            self.lines += [first, *ours, middle, *theirs, last]
        else:
            self.lines += theirs if choice == "theirs" else ours
        self.clashes.append(clash)
        return bool(choice)

    def merge(self, base: list[str], ours: list[str], theirs: list[str], where: str, first: int) -> None:
        """Add the merge by lines; `first` is the line number of the first of ours in its file."""
        for run in merge_lines(without_endings(base), without_endings(ours), without_endings(theirs)):
            if run.side is Side.OURS:
                self.lines += ours[run.ours]
            elif run.side is Side.THEIRS:
                self.lines += theirs[run.theirs]
            else:
                place = f"{where}, line {first + run.ours.start}"
                old = base[run.base]
                if not self.clash(place, old, ours[run.ours], theirs[run.theirs]):
                    self.open_lines.append((where, run.theirs, old))

    def without_open(self, lines: list[str], where: str) -> list[str]:
        """The lines of theirs in a part of the post, as the base has them where a clash has not ended."""
        lines = list(lines)
        for part, place, old in reversed(self.open_lines):
            if part == where:
                lines[place] = old
        return lines


def parse_document(text: str, newline: str = "") -> Document:
    """A text as a document; with `newline`, all its lines end in that."""
    bom = _BOM if text.startswith(_BOM) else ""
    text = text.removeprefix(_BOM)
    is_ended = text[-1:] in ("", "\n", "\r")
    endings = re.findall(r"\r\n|\n|\r", text)
    line_ending = newline or max(("\n", "\r\n", "\r"), key=endings.count)
    lines = _LINE.findall(text if is_ended else text + line_ending)
    if newline:
        lines = [line + newline for line in without_endings(lines)]
    end = _front_matter_length(lines)
    return Document(bom, lines[:end], lines[end:], line_ending, is_ended)


def without_endings(lines: list[str]) -> list[str]:
    """Lines without their endings."""
    return [line.rstrip("\r\n") for line in lines]


def _front_matter_length(lines: list[str]) -> int:
    """How many lines the front matter has with its fences; 0 where there is none."""
    fence = _FENCE.fullmatch(lines[0].rstrip()) if lines else None
    closing = _CLOSING_FENCES[fence[1] or fence[2]] if fence else ()
    return next((n for n, line in enumerate(lines[1:], 2) if line.rstrip() in closing), 0)
