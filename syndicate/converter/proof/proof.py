"""The proof: the Markdown is rendered back, compared with the original, and rewritten until both read the same.

1. The whole body is written without escapes, except where a plain address would become a link. A fast renderer
   renders it; the dialect's own renderer renders only the blocks that the dialect may read differently.
2. Each block that reads differently is tried alone in each of the `STYLES`: without escapes, then with the escapes
   that could matter, from which the needless ones are removed again; finally as raw HTML.
3. What still differs is named as a loss.
"""

from __future__ import annotations

import re
import string
from bisect import bisect_right
from copy import copy
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

from syndicate.converter.dialects import dialect, fast_linkify, renderer
from syndicate.converter.dialects.fast import FastRenderer
from syndicate.converter.markdown.blocks import Block, BlockWriter
from syndicate.converter.markdown.by_markdownify import Markdownify
from syndicate.converter.markdown.inline import Style
from syndicate.converter.markdown.raw import raw_html
from syndicate.converter.markdown.runs import ESCAPE_MARKS, LIKELY_ESCAPE, MAYBE_ENTITY, MAYBE_ESCAPE, escaped
from syndicate.converter.markdown.without_html import link_players, without_html
from syndicate.converter.proof.accounting import unaccounted
from syndicate.converter.proof.tokens import Token, tokenize, words
from syndicate.models import Loss

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from markdown_it.token import Token as MarkdownToken
    from selectolax.lexbor import LexborNode

    from syndicate.converter.dialects.row import Dialect
    from syndicate.models import Reading

STYLES = (
    Style(),
    Style(em="_"),
    Style(autolinks=False),
    Style(strong="__"),
    Style(tags=True, autolinks=False),
)
"""The styles in which a block is written, in the order in which they are tried."""
FULL_CHECKS = 4
"""Maximum number of full checks: mending one block can uncover what it had swallowed."""
FAST_CHECKS = 2
"""Number of fast checks before the full ones: a block that fails only the fast check would fail it again."""
TRIAL_BUDGET = 100_000
"""Maximum number of characters rendered per article to find out which escapes are needless; once it is used up, the
remaining escapes stay. The worst of 18F's articles uses half of it. Without a limit, one long paragraph full of markup
characters would take time quadratic in its length."""
PUNCTUATION_OF_PROSE = re.compile(
    rf"{MAYBE_ESCAPE}(?:[,'\"%/?](?!{MAYBE_ESCAPE})|[.](?=\s|$)(?<=[^\W\d]{MAYBE_ESCAPE}.)|-(?=\w)(?<=\w{MAYBE_ESCAPE}-))"
)
"""A comma, a full stop or a hyphen in prose, beside no other sign: no renderer takes it for more."""
SEPARATOR = '<hr class="footnotes-sep'
"""The HTML that the renderer writes between the text and its footnotes."""


@dataclass(frozen=True, slots=True)
class Check:
    """The result of a check: the tokens of the whole post, and the numbers of the blocks that read differently."""

    actual: list[Token]
    failed: set[int]


class Converter:
    """Converts cleaned HTML to Markdown of one dialect. Create one per run: creating a renderer takes time.

    Args:
        name: the dialect's name.
        rewrite_link: returns the address to write for an address in the body.
        verify: whether the Markdown is rendered back and compared; without it, whatever could be markup gets an escape.
        markdownify: its options, where each block is first tried as it writes it; None where it is not asked for.
    """

    def __init__(
        self,
        name: str,
        *,
        rewrite_link: Callable[[str], str] | None = None,
        verify: bool = True,
        markdownify: Mapping[str, str] | None = None,
    ) -> None:
        self.dialect: Dialect = dialect(name)
        self.rewrite_link = rewrite_link
        self.verify = verify
        self.trial_budget = TRIAL_BUDGET
        self.md = renderer(self.dialect)
        self.linkify = fast_linkify() if self.dialect.options.get("linkify") else None
        self.fast_renderer = FastRenderer(self.dialect, self.linkify)
        self.writer = BlockWriter(self.dialect, Style(), self.linkify)
        self.first_writer = BlockWriter(self.dialect, Style(mark_escapes=False), self.linkify)
        self.markdownify = None if markdownify is None else Markdownify(self.dialect, markdownify)

    def with_link(self, rewrite_link: Callable[[str], str]) -> Converter:
        """The same converter with another `rewrite_link`; its renderers are shared."""
        other = copy(self)
        other.rewrite_link = rewrite_link
        return other

    def convert(self, body: str, shown: Reading | None = None) -> tuple[str, tuple[Loss, ...]]:
        """The Markdown of a cleaned body, and its losses.

        Args:
            body: HTML as the parser cleans it.
            shown: what the original shows that must be in the post; None where it was not read.
        """
        root = parse_fragment(body)
        self.relink(root)
        expected = self.read(root.iter(include_text=True)) if self.verify else []
        unsayable = self.simplify(root)
        linked = (
            self.read(root.iter(include_text=True))
            if self.verify and (unsayable or not self.dialect.html)
            else expected
        )
        markdown, losses = self.convert_tree(root, linked)
        if shown is None or not self.verify:
            return markdown, (*unsayable, *losses)
        return markdown, (*unsayable, *losses, *unaccounted(shown, expected, self.rewrite_link or str))

    def convert_tree(self, root: LexborNode, expected: list[Token]) -> tuple[str, tuple[Loss, ...]]:
        """The Markdown of a cleaned body, and what of it does not read the same.

        Args:
            root: the body, with the addresses that the post is to have.
            expected: its tokens.
        """
        self.trial_budget = TRIAL_BUDGET
        if not self.verify:
            text = self.writer.join(self.writer.blocks(root.iter(include_text=True)))
            return self.escape(text, cautious_escapes(text)), ()
        blocks = self.first_writer.blocks(root.iter(include_text=True))
        notes = len(root.css("ol.footnotes-list > li")) if self.dialect.footnotes else 0
        draft = [replace(block, text=self.first_text(block, notes)) for block in blocks]
        fast_checks = () if notes else (self.check_fast,) * FAST_CHECKS
        losses: dict[int, Loss] = {}
        for check in (*fast_checks, *(self.check_fully,) * FULL_CHECKS):
            result = check(draft, expected)
            if result.actual == expected and not result.failed:
                return self.writer.join(draft), tuple(losses[n] for n in sorted(losses))
            failed = result.failed - losses.keys()
            if not failed and check == self.check_fully:
                break
            for n in failed:
                draft[n], *block_losses = self.mend_block(blocks[n], notes)
                losses.update((n, loss) for loss in block_losses)
        if not losses:
            # What could not be proved is not written as it is.
            texts = [self.write_block(block, STYLES[0]) for block in blocks]
            draft = [
                replace(block, text=self.escape(text, all_escapes(text)))
                for block, text in zip(blocks, texts, strict=True)
            ]
            actual = self.check_fully(draft, expected).actual
            if actual != expected:
                losses[0] = Loss("the whole", difference(expected, actual))
        return self.writer.join(draft), tuple(losses[n] for n in sorted(losses))

    def first_text(self, block: Block, notes: int) -> str:
        """The Markdown in which a block is tried first."""
        text = self.markdownify.write(block) if self.markdownify is not None else ""
        if text and self.read_block(block, text, notes) == self.read(block.nodes):
            return text
        return keep_likely_escapes(block.text)

    def check_fast(self, draft: Sequence[Block], expected: list[Token]) -> Check:
        """Check with the fast renderer; the dialect's own renders only the blocks that it may read differently."""
        uncertain = self.fast_renderer.uncertain_blocks([block.text for block in draft])
        failed = {n for n in uncertain if self.read_markdown(draft[n].text) != self.read(draft[n].nodes)}
        actual = self.read_page(self.fast_renderer.html(self.writer.join(draft)))
        if actual != expected:
            failed |= {
                n
                for n, block in enumerate(draft)
                if n not in uncertain
                and self.read_page(self.fast_renderer.html(block.text)) != self.read(block.nodes)
            }
        return Check(actual, failed)

    def check_fully(self, draft: Sequence[Block], expected: list[Token]) -> Check:
        """Check the whole with the dialect's own renderer."""
        pages = self.render_by_block(draft)
        actual = self.read_page("".join(pages))
        if actual == expected:
            return Check(actual, set())
        failed = {n for n, page in enumerate(pages) if self.read_page(page) != self.read(draft[n].nodes)}
        return Check(actual, failed)

    def convert_escaped(self, html: str) -> str:
        """The Markdown of a line of HTML with every possible escape: it reads the same whatever stands beside it."""
        markdown = self.writer.join(self.writer.blocks(parse_fragment(html).iter(include_text=True)))
        return self.escape(markdown, all_escapes(markdown))

    def simplify(self, root: LexborNode) -> tuple[Loss, ...]:
        """Rewrite what the dialect's renderer leaves out of HTML as what it shows; returns what that changes."""
        if not self.dialect.html:
            return without_html(root, self.dialect)
        return () if self.dialect.frames else link_players(root)

    def relink(self, root: LexborNode) -> None:
        """Rewrite the addresses of links and pictures in a body."""
        if self.rewrite_link is None:
            return
        for node in root.css("[href], [src]"):
            for name in ("href", "src"):
                if (address := node.attributes.get(name)) and (
                    rewritten := self.rewrite_link(address)
                ) != address:
                    node.attrs[name] = rewritten

    def render_by_block(self, blocks: Sequence[Block]) -> list[str]:
        """The HTML of each block, with all blocks rendered together.

        Each token of the renderer has its line number, which tells its block.
        """
        texts = self.writer.block_texts(blocks)
        starts = list(accumulate((text.count("\n") + 2 for text in texts[:-1]), initial=0))
        env: dict[str, object] = {}
        groups: list[list[MarkdownToken]] = [[] for _ in blocks]
        n = 0
        for token in self.md.parse("\n\n".join(texts), env):
            if token.level == 0 and token.nesting >= 0:
                n = bisect_right(starts, token.map[0]) - 1 if token.map else len(blocks) - 1
            groups[n].append(token)
        return [self.md.renderer.render(group, self.md.options, env) for group in groups]

    def read(self, nodes: Iterable[LexborNode]) -> list[Token]:
        """The tokens of nodes."""
        dialect = self.dialect
        return tokenize(
            nodes,
            typographer=dialect.typographer,
            captions=dialect.marked_captions,
            row_heads=dialect.bold_row_heads,
        )

    def read_page(self, page: str) -> list[Token]:
        """The tokens of HTML; none where it is nested too deeply, as it is after a flood of emphasis marks."""
        try:
            return self.read(parse_fragment(page).iter(include_text=True))
        except RecursionError:
            return []

    def read_markdown(self, text: str) -> list[Token]:
        """The tokens of Markdown, rendered by the dialect's renderer."""
        return self.read_page(self.md.render(text))

    def read_block(self, block: Block, text: str, notes: int) -> list[Token]:
        """The tokens of one block's Markdown, rendered alone with placeholders for the article's footnotes.

        Args:
            block: the block.
            text: its Markdown.
            notes: the number of footnotes in the article.
        """
        if not notes:
            return self.read_markdown(text)
        numbers = range(1, notes + 1)
        references = "".join(f"[^{n}]" for n in numbers)
        if block.kind == "footnotes":
            html = self.md.render(f"{references}\n\n{text}")
            return self.read_page(html[html.find(SEPARATOR) :])
        html = self.md.render(f"{references}\n\n{text}\n\n" + "\n".join(f"[^{n}]: x" for n in numbers))
        return self.read_page(html[html.find("</p>") + 4 : html.find(SEPARATOR)])

    def mend_block(self, block: Block, notes: int) -> tuple[Block] | tuple[Block, Loss]:
        """The block in the first style that reads the same, or the block and a loss if none does."""
        expected = self.read(block.nodes)
        for style in STYLES:
            text = self.write_block(block, style)
            actual = self.read_block(block, strip_escapes(text), notes)
            if actual == expected:
                return (replace(block, text=strip_escapes(text)),)
            for escapes in (nearby_escapes(text, expected, actual), all_escapes(text)):
                if self.read_block(block, self.escape(text, escapes), notes) == expected:
                    return (replace(block, text=self.minimal_escapes(block, text, escapes, notes)),)
        html = "".join(node.html or "" for node in block.nodes)
        text = raw_html(html, literal=not self.dialect.jsx, jsx=self.dialect.jsx)
        if self.read_block(block, text, notes) == expected:
            return (Block("raw", text, block.nodes),)
        text = self.write_block(block, STYLES[0])
        text = self.escape(text, all_escapes(text))
        reason = difference(expected, self.read_block(block, text, notes))
        return replace(block, text=text), Loss(excerpt(expected), reason)

    def write_block(self, block: Block, style: Style) -> str:
        """The block's Markdown in another style."""
        writer = BlockWriter(self.dialect, style, self.linkify)
        return writer.join(writer.blocks(block.nodes))

    def minimal_escapes(self, block: Block, text: str, escapes: set[int], notes: int) -> str:
        """The text with only those escapes without which it would read differently.

        Ever smaller groups of escapes are dropped on trial, the last ones first, since a person escapes
        what opens something; repeated until none can be dropped.
        """
        needed = set(escapes)
        expected = self.read(block.nodes)

        def drop(group: list[int]) -> None:
            if self.trial_budget <= 0:
                return
            self.trial_budget -= len(text)
            if self.read_block(block, self.escape(text, needed.difference(group)), notes) == expected:
                needed.difference_update(group)
            elif len(group) > 1:
                drop_halves(group)

        def drop_halves(group: list[int]) -> None:
            for half in (group[: len(group) // 2], group[len(group) // 2 :]):
                drop(half)

        size = 0
        while len(needed) > 1 and size != len(needed):
            size = len(needed)
            # Not all at once: without any escape the block reads differently.
            drop_halves(sorted(needed, reverse=True))
        return self.escape(text, needed)

    def escape(self, text: str, escapes: set[int]) -> str:
        """The text with the escapes of these numbers, as the dialect writes them."""
        return apply_escapes(text, escapes, self.dialect.escapable)


def parse_fragment(fragment: str) -> LexborNode:
    """The body element of a document that contains the fragment."""
    body = LexborHTMLParser(f"<!doctype html><html><body>{fragment}</body></html>").body
    if body is None:
        raise AssertionError("an HTML document has a body")
    return body


def strip_escapes(text: str) -> str:
    """The text without its escape marks: none of these characters is escaped."""
    return ESCAPE_MARKS.sub("", text)


def keep_likely_escapes(text: str) -> str:
    """The text with a backslash at each `LIKELY_ESCAPE` and no other escapes."""
    return text if text.isascii() else strip_escapes(text.replace(LIKELY_ESCAPE, "\\"))


def all_escapes(text: str) -> set[int]:
    """The numbers of all escape marks in the text."""
    return set(range(len(ESCAPE_MARKS.findall(text))))


def cautious_escapes(text: str) -> set[int]:
    """The numbers of the escape marks in the text but for those of punctuation that is only punctuation where it stands."""
    marks = ESCAPE_MARKS.finditer(text)
    return {n for n, mark in enumerate(marks) if not PUNCTUATION_OF_PROSE.match(text, mark.start())}


def nearby_escapes(text: str, expected: Sequence[Token], actual: Sequence[Token]) -> set[int]:
    """The numbers of the escape marks in the words around the first difference: usually these are enough."""
    expected, actual = words(expected), words(actual)
    n = first_difference(expected, actual)
    differing = {str(token[1]) for token in expected[max(n - 1, 0) : n + 2] if token[0] == "w"}
    numbers: set[int] = set()
    start = 0
    for chunk in re.split(r"(\s+)", text):
        size = len(ESCAPE_MARKS.findall(chunk))
        if size and any(word in strip_escapes(chunk) or strip_escapes(chunk) in word for word in differing):
            numbers.update(range(start, start + size))
        start += size
    return numbers


def apply_escapes(text: str, numbers: set[int], escapable: str = string.punctuation) -> str:
    """The text with the escapes of these numbers: a backslash where the dialect allows it, else an entity."""
    first, *rest = re.split(f"({ESCAPE_MARKS.pattern})", text)
    out = [first]
    for n, (sign, piece) in enumerate(zip(rest[::2], rest[1::2], strict=True)):
        if n not in numbers:
            out.append(piece)
        else:
            out.append(escaped(piece[0], "" if sign == MAYBE_ENTITY else escapable) + piece[1:])
    return "".join(out)


def first_difference(expected: Sequence[Token], actual: Sequence[Token]) -> int:
    """The index of the first token that differs."""
    return next(
        (n for n, (one, other) in enumerate(zip(expected, actual, strict=False)) if one != other),
        min(len(expected), len(actual)),
    )


def difference(expected: Sequence[Token], actual: Sequence[Token]) -> str:
    """The first difference in words, for a person."""
    expected, actual = words(expected), words(actual)
    n = first_difference(expected, actual)
    return (
        f"“{excerpt(expected[n : n + 6]) or 'nothing'}” reads as “{excerpt(actual[n : n + 6]) or 'nothing'}”"
    )


def excerpt(tokens: Sequence[Token], limit: int = 8) -> str:
    """The first words of the tokens."""
    texts = [
        str(token[1]) if token[0] in {"w", "img", "embed"} else f"<{token[0]}>"
        for token in words(tokens)
        if token[0] != "|"
    ]
    return " ".join(texts[:limit])
