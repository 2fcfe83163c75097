"""The proof: what was written is rendered back and compared with the original, and said another way until it matches.

First the whole is written with no backslash but where a plain address would become a link, and rendered by a quick
renderer; the blocks that the dialect may read otherwise are rendered by its own. Where that reads the same, it is
done. Where not, each block that reads differently is tried alone, in the ways of `STYLES`, first bare, then
with the backslashes that could matter, of which those that do not are taken out again; at last as raw HTML.
What still differs is named as a loss.
"""

from __future__ import annotations

import re
import string
from bisect import bisect_right
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from syndicate.converter.dialects import Dialect, dialect, fast_linkify, renderer
from syndicate.converter.dialects.fast import FastRenderer
from syndicate.converter.markdown.blocks import Block, BlockWriter
from syndicate.converter.markdown.inline import Style
from syndicate.converter.markdown.raw import raw
from syndicate.converter.markdown.runs import LIKELY, MAYBE_ENTITY, MAYBES
from syndicate.converter.proof.tokens import Token, reading, words
from syndicate.models import Loss

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from markdown_it.token import Token as MarkdownToken
    from selectolax.lexbor import LexborNode

STYLES = (
    Style(),
    Style(em="_"),
    Style(autolinks=False),
    Style(strong="__"),
    Style(tags=True, autolinks=False),
)
"""The ways to say a block, tried in this order."""
ROUNDS = 4
"""How often the whole is rendered at the most: mending one block can uncover what it had swallowed."""
QUICK_ROUNDS = 2
"""How often a quick look is taken before: what it alone finds wrong stays so."""
PATIENCE = 100_000
"""Characters that are rendered at the most to find out which backslashes an article can spare; those that are left when
this is used up stay. The neediest of 18F's articles takes half of it; the signs of markup in the text of one long
paragraph would take time quadratic in its length."""
NAMED = {"<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;"}
SEPARATOR = '<hr class="footnotes-sep'
"""What the renderer writes between the text and its footnotes."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a reader gets from a post, and the numbers of the blocks that read differently."""

    got: list[Token]
    wrong: set[int]


class Converter:
    """Turns cleaned HTML into Markdown of one dialect; made once a run, since a renderer takes time to make.

    Args:
        name: the dialect's name.
        linked: what an address becomes in the body.
        verify: whether what is written is rendered back; without it nothing is escaped but what always must be.
    """

    def __init__(self, name: str, *, linked: Callable[[str], str] | None = None, verify: bool = True) -> None:
        self.dialect: Dialect = dialect(name)
        self.linked = linked
        self.verify = verify
        self.patience = PATIENCE
        self.md = renderer(self.dialect)
        self.linkify = fast_linkify() if self.dialect.options.get("linkify") else None
        self.quick = FastRenderer(self.dialect, self.linkify)
        self.writer = BlockWriter(self.dialect, Style(), self.linkify)
        self.first_writer = BlockWriter(self.dialect, Style(marked=False), self.linkify)

    def convert(self, body: str) -> tuple[str, tuple[Loss, ...]]:
        """The Markdown of a cleaned body, and what of it does not read the same.

        Args:
            body: HTML as the parser cleans it.
        """
        self.patience = PATIENCE
        root = parsed(body)
        self.relink(root)
        blocks = self.first_writer.blocks(root.iter(include_text=True))
        if not self.verify:
            return likely(self.writer.join(blocks)), ()
        said = [Block(block.kind, likely(block.text), block.nodes) for block in blocks]
        wanted = self.read(root.iter(include_text=True))
        notes = len(root.css("ol.footnotes-list > li")) if self.dialect.footnotes else 0
        quick = () if notes else (self.quickly,) * QUICK_ROUNDS
        losses: dict[int, Loss] = {}
        for look in (*quick, *(self.closely,) * ROUNDS):
            found = look(said, wanted)
            if found.got == wanted and not found.wrong:
                return self.writer.join(said), tuple(losses[n] for n in sorted(losses))
            wrong = found.wrong - losses.keys()
            if not wrong and look == self.closely:
                break
            for n in wrong:
                said[n], *lost = self.said(blocks[n], notes)
                losses.update((n, loss) for loss in lost)
        if not losses:
            losses[0] = Loss("the whole", difference(wanted, found.got))
        return self.writer.join(said), tuple(losses[n] for n in sorted(losses))

    def quickly(self, said: Sequence[Block], wanted: list[Token]) -> Found:
        """What a quick renderer shows; the dialect's own is asked only about blocks that it may read otherwise."""
        unsure = self.quick.unsure([block.text for block in said])
        wrong = {n for n in unsure if self.rendered(said[n].text) != self.read(said[n].nodes)}
        got = self.read_page(self.quick.html(self.writer.join(said)))
        if got != wanted:
            wrong |= {
                n
                for n, block in enumerate(said)
                if n not in unsure and self.read_page(self.quick.html(block.text)) != self.read(block.nodes)
            }
        return Found(got, wrong)

    def closely(self, said: Sequence[Block], wanted: list[Token]) -> Found:
        """What the dialect's renderer shows of the whole."""
        pages = self.rendered_by_block(said)
        got = self.read_page("".join(pages))
        if got == wanted:
            return Found(got, set())
        wrong = {n for n, page in enumerate(pages) if self.read_page(page) != self.read(said[n].nodes)}
        return Found(got, wrong)

    def anywhere(self, text: str) -> str:
        """The Markdown of a line of HTML that reads the same whatever stands beside it: every sign in it is escaped."""
        said = self.writer.join(self.writer.blocks(parsed(text).iter(include_text=True)))
        return self.escaped(said, every(said))

    def relink(self, root: LexborNode) -> None:
        """Rewrite the links and pictures of a body."""
        if self.linked is None:
            return
        for node in root.css("[href], [src]"):
            for name in ("href", "src"):
                if (given := node.attributes.get(name)) and (moved := self.linked(given)) != given:
                    node.attrs[name] = moved

    def rendered_by_block(self, blocks: Sequence[Block]) -> list[str]:
        """The HTML of all blocks rendered together, block by block.

        Each token of the renderer knows the line that it comes from, and so its block.
        """
        texts = self.writer.apart(blocks)
        starts = list(accumulate((text.count("\n") + 2 for text in texts[:-1]), initial=0))
        env: dict[str, object] = {}
        groups: list[list[MarkdownToken]] = [[] for _ in blocks]
        at = 0
        for token in self.md.parse("\n\n".join(texts), env):
            if token.level == 0 and token.nesting >= 0:
                at = bisect_right(starts, token.map[0]) - 1 if token.map else len(blocks) - 1
            groups[at].append(token)
        return [self.md.renderer.render(group, self.md.options, env) for group in groups]

    def read(self, nodes: Iterable[LexborNode]) -> list[Token]:
        """What a reader gets from nodes."""
        return reading(nodes, typographer=self.dialect.typographer)

    def read_page(self, page: str) -> list[Token]:
        """What a reader gets from HTML; nothing, where marks that were taken for emphasis are nested without end."""
        try:
            return self.read(parsed(page).iter(include_text=True))
        except RecursionError:
            return []

    def rendered(self, text: str) -> list[Token]:
        """What a reader gets from Markdown."""
        return self.read_page(self.md.render(text))

    def rendered_alone(self, block: Block, text: str, notes: int) -> list[Token]:
        """What a reader gets from one block's Markdown, with the footnotes of the article supplied.

        Args:
            block: the block.
            text: a way to say it.
            notes: how many footnotes the article has.
        """
        if not notes:
            return self.rendered(text)
        numbers = range(1, notes + 1)
        references = "".join(f"[^{n}]" for n in numbers)
        if block.kind == "footnotes":
            html = self.md.render(f"{references}\n\n{text}")
            return self.read_page(html[html.find(SEPARATOR) :])
        html = self.md.render(f"{references}\n\n{text}\n\n" + "\n".join(f"[^{n}]: x" for n in numbers))
        return self.read_page(html[html.find("</p>") + 4 : html.find(SEPARATOR)])

    def said(self, block: Block, notes: int) -> tuple[Block] | tuple[Block, Loss]:
        """The block in the first way that reads the same, or with a loss where none does."""
        wanted = self.read(block.nodes)
        for style in STYLES:
            text = self.rewritten(block, style)
            got = self.rendered_alone(block, bare(text), notes)
            if got == wanted:
                return (replace(block, text=bare(text)),)
            for kept in (near(text, wanted, got), every(text)):
                if self.rendered_alone(block, self.escaped(text, kept), notes) == wanted:
                    return (replace(block, text=self.least(block, text, kept, notes)),)
        text = raw("".join(node.html or "" for node in block.nodes))
        if self.rendered_alone(block, text, notes) == wanted:
            return (Block("raw", text, block.nodes),)
        text = self.rewritten(block, STYLES[0])
        text = self.escaped(text, every(text))
        lost = difference(wanted, self.rendered_alone(block, text, notes))
        return replace(block, text=text), Loss(excerpt(wanted), lost)

    def rewritten(self, block: Block, style: Style) -> str:
        """The block's text in another style."""
        writer = BlockWriter(self.dialect, style, self.linkify)
        return writer.join(writer.blocks(block.nodes))

    def least(self, block: Block, text: str, enough: set[int], notes: int) -> str:
        """The text with only those backslashes without which it would read differently.

        Ever smaller groups of them are left out for a trial, the last ones first, since a person escapes
        what opens something; again until none can be spared.
        """
        kept = set(enough)
        wanted = self.read(block.nodes)

        def spare(group: list[int]) -> None:
            if self.patience <= 0:
                return
            self.patience -= len(text)
            if self.rendered_alone(block, self.escaped(text, kept.difference(group)), notes) == wanted:
                kept.difference_update(group)
            elif len(group) > 1:
                halved(group)

        def halved(group: list[int]) -> None:
            for half in (group[: len(group) // 2], group[len(group) // 2 :]):
                spare(half)

        before = 0
        while len(kept) > 1 and before != len(kept):
            before = len(kept)
            halved(
                sorted(kept, reverse=True)
            )  # not all at once: it is known that without any it reads differently
        return self.escaped(text, kept)

    def escaped(self, text: str, kept: set[int]) -> str:
        """The text with the escapes of these numbers, as the dialect writes them."""
        return chosen(text, kept, self.dialect.escapable)


def parsed(fragment: str) -> LexborNode:
    """The body of a document that holds the fragment."""
    body = LexborHTMLParser(f"<!doctype html><html><body>{fragment}</body></html>").body
    if body is None:
        raise AssertionError("an HTML document has a body")
    return body


def bare(text: str) -> str:
    """The text without any escape that is not certain."""
    return MAYBES.sub("", text)


def likely(text: str) -> str:
    """The text with the backslashes that it very probably needs."""
    return text if text.isascii() else bare(text.replace(LIKELY, "\\"))


def every(text: str) -> set[int]:
    """The numbers of all escapes that the text could have."""
    return set(range(len(MAYBES.findall(text))))


def near(text: str, wanted: Sequence[Token], got: Sequence[Token]) -> set[int]:
    """The numbers of the escapes in the words at which two readings part: mostly these are enough."""
    wanted, got = words(wanted), words(got)
    n = parting(wanted, got)
    said = {str(token[1]) for token in wanted[max(n - 1, 0) : n + 2] if token[0] == "w"}
    found: set[int] = set()
    number = 0
    for chunk in re.split(r"(\s+)", text):
        here = len(MAYBES.findall(chunk))
        if here and any(word in bare(chunk) or bare(chunk) in word for word in said):
            found.update(range(number, number + here))
        number += here
    return found


def chosen(text: str, kept: set[int], escapable: str = string.punctuation) -> str:
    """The text with the escapes of these numbers: a backslash where it helps, else an entity."""
    first, *rest = re.split(f"({MAYBES.pattern})", text)
    out = [first]
    for n, (sign, piece) in enumerate(zip(rest[::2], rest[1::2], strict=True)):
        if n not in kept:
            out.append(piece)
        elif sign != MAYBE_ENTITY and piece[0] in escapable:
            out.append("\\" + piece)
        else:
            out.append(f"{NAMED.get(piece[0]) or f'&#{ord(piece[0])};'}{piece[1:]}")
    return "".join(out)


def parting(wanted: Sequence[Token], got: Sequence[Token]) -> int:
    """Where two readings part."""
    return next(
        (n for n, (one, other) in enumerate(zip(wanted, got, strict=False)) if one != other),
        min(len(wanted), len(got)),
    )


def difference(wanted: Sequence[Token], got: Sequence[Token]) -> str:
    """Where two readings part, in words."""
    wanted, got = words(wanted), words(got)
    n = parting(wanted, got)
    return f"“{excerpt(wanted[n : n + 6]) or 'nothing'}” reads as “{excerpt(got[n : n + 6]) or 'nothing'}”"


def excerpt(tokens: Sequence[Token], most: int = 8) -> str:
    """The first words of some tokens."""
    said = [
        str(token[1]) if token[0] in {"w", "img", "embed"} else f"<{token[0]}>"
        for token in words(tokens)
        if token[0] != "|"
    ]
    return " ".join(said[:most])
