"""The proof: what was written is rendered back and compared with the original, and said another way until it matches.

First the whole is written without a single backslash and rendered once. Where that reads the same, it is
done. Where not, each block is tried alone, in the ways of `MANNERS`, first bare, then with every backslash
that could matter, of which those that do not are taken out again; at last as raw HTML. What still differs
is named as a loss.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from syndicate.converter.blocks import Block, BlockWriter
from syndicate.converter.dialects import Dialect, dialect, renderer
from syndicate.converter.inline import MAYBE, MAYBE_ENTITY, Manner
from syndicate.converter.raw import raw
from syndicate.converter.reading import Token, reading
from syndicate.models import Loss

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from selectolax.lexbor import LexborNode

MANNERS = (
    Manner(),
    Manner(em="_"),
    Manner(autolinks=False),
    Manner(strong="__"),
    Manner(tags=True, autolinks=False),
)
"""The ways to say a block, tried in this order."""
REFERENCE = re.compile(r"\[\^(\d+)\]")
MAYBES = re.compile(f"[{MAYBE}{MAYBE_ENTITY}]")


class Converter:
    """Turns cleaned HTML into Markdown of one dialect; made once a run, since a renderer takes time to make.

    Args:
        name: the dialect's name.
        verify: whether what is written is rendered back; without it nothing is escaped but what always must be.
    """

    def __init__(self, name: str, *, verify: bool = True) -> None:
        self.spoken: Dialect = dialect(name)
        self.verify = verify
        self.md = renderer(self.spoken)

    def convert(self, body: str) -> tuple[str, tuple[Loss, ...]]:
        """The Markdown of a cleaned body, and what of it does not read the same.

        Args:
            body: HTML as the parser cleans it.
        """
        root = parsed(body)
        blocks = BlockWriter(self.spoken).blocks(root.iter(include_text=True))
        writer = BlockWriter(self.spoken)
        text = bare(writer.join(blocks))
        if not self.verify:
            return text, ()
        wanted = self.read(root.iter(include_text=True))
        if self.rendered(text) == wanted:
            return text, ()
        said = [self.said(block) for block in blocks]
        text = writer.join([block for block, _ in said])
        losses = tuple(loss for _, loss in said if loss is not None)
        if not losses and self.rendered(text) != wanted:
            losses = (Loss("the whole", difference(wanted, self.rendered(text))),)
        return text, losses

    def read(self, nodes: Iterable[LexborNode]) -> list[Token]:
        """What a reader gets from nodes."""
        return reading(nodes, typographer=self.spoken.typographer)

    def rendered(self, text: str) -> list[Token]:
        """What a reader gets from Markdown."""
        return self.read(parsed(self.md.render(text)).iter(include_text=True))

    def rendered_alone(self, block: Block, text: str) -> list[Token]:
        """What a reader gets from one block's Markdown, with the footnotes that it refers to, or that refer to it, supplied."""
        if block.kind == "footnotes":
            notes = dict.fromkeys(re.findall(r"^\[\^(\d+)\]:", text, re.M))
            html = self.md.render("".join(f"[^{n}]" for n in notes) + "\n\n" + text)
            return self.read(parsed(html[html.find("<hr") :]).iter(include_text=True))
        if not (references := REFERENCE.findall(text)):
            return self.rendered(text)
        first = "".join(f"[^{n}]" for n in range(1, max(map(int, references)) + 1))
        html = self.md.render(f"{first}\n\n{text}\n\n" + "\n".join(f"[^{n}]: x" for n in REFERENCE.findall(first)))
        return self.read(parsed(html[html.find("</p>") + 4 : html.find("<hr class=\"footnotes-sep")]).iter(include_text=True))

    def said(self, block: Block) -> tuple[Block, Loss | None]:
        """The block in the first way that reads the same, or with a loss where none does."""
        wanted = self.read(block.nodes)
        for manner in MANNERS:
            text = block.text if manner == MANNERS[0] else self.rewritten(block, manner)
            if self.rendered_alone(block, bare(text)) == wanted:
                return Block(block.kind, bare(text), block.nodes), None
            if self.rendered_alone(block, full(text)) == wanted:
                return Block(block.kind, self.least(block, text, wanted), block.nodes), None
        text = raw("".join(node.html or "" for node in block.nodes))
        if self.rendered_alone(block, text) == wanted:
            return Block("raw", text, block.nodes), None
        text = full(block.text)
        lost = difference(wanted, self.rendered_alone(block, text))
        return Block(block.kind, text, block.nodes), Loss(excerpt(wanted), lost)

    def rewritten(self, block: Block, manner: Manner) -> str:
        writer = BlockWriter(self.spoken, manner)
        return writer.join(writer.blocks(block.nodes))

    def least(self, block: Block, text: str, wanted: list[Token]) -> str:
        """The text with only those backslashes without which it would read differently.

        Ever smaller groups of them are left out for a trial, last ones first, until none can be spared.
        """
        kept = set(range(len(MAYBES.findall(text))))

        def spared(gone: Sequence[int]) -> bool:
            return self.rendered_alone(block, chosen(text, kept - set(gone))) == wanted

        size = len(kept)
        while size:
            order = sorted(kept, reverse=True)
            removed = False
            for start in range(0, len(order), size):
                group = order[start : start + size]
                if spared(group):
                    kept -= set(group)
                    removed = True
            if size > 1:
                size = max(1, size // 2)
            elif not removed:
                break
        return chosen(text, kept)


def parsed(fragment: str) -> LexborNode:
    """The body of a document that holds the fragment."""
    body = LexborHTMLParser(f"<!doctype html><html><body>{fragment}</body></html>").body
    if body is None:
        raise AssertionError("an HTML document has a body")
    return body


def bare(text: str) -> str:
    """The text without any escape that is not certain."""
    return MAYBES.sub("", text)


def full(text: str) -> str:
    """The text with every escape that could matter."""
    return chosen(text, None)


def chosen(text: str, kept: set[int] | None) -> str:
    """The text with the escapes of these numbers; all where `kept` is None."""
    parts = re.split(f"([{MAYBE}{MAYBE_ENTITY}])", text)
    out = [parts[0]]
    for n in range(0, (len(parts) - 1) // 2):
        sign, rest = parts[2 * n + 1], parts[2 * n + 2]
        if kept is not None and n not in kept:
            out.append(rest)
        elif sign == MAYBE:
            out.append("\\" + rest)
        else:
            out.append(f"&#{ord(rest[0])};{rest[1:]}" if rest else rest)
    return "".join(out)


def difference(wanted: Sequence[Token], got: Sequence[Token]) -> str:
    """Where two readings part, in words."""
    n = next((n for n, (one, other) in enumerate(zip(wanted, got, strict=False)) if one != other), min(len(wanted), len(got)))
    return f"{excerpt(wanted[n : n + 6]) or 'nothing'} reads as {excerpt(got[n : n + 6]) or 'nothing'}"


def excerpt(tokens: Sequence[Token], words: int = 8) -> str:
    """The first words of some tokens."""
    said = [str(token[1]) if token[0] in {"w", "img", "embed"} else f"<{token[0]}>" for token in tokens if token[0] != "|"]
    return " ".join(said[:words])
