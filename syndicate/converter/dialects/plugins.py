"""Stand-ins for markdown-it plugins that no Python package offers: they remove or replace what the originals would.

They need not render as the originals do: the proof only has to see that the text changes.
Like the originals, each works on text before escapes are joined to it, so that a backslash prevents it.
Sources: markdown-it-emoji 3, markdown-it-abbr 2, markdown-it-attrs 4 (npm).
"""

from __future__ import annotations

import html
import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token
from mdit_py_plugins.gfm_autolink import gfm_autolink_plugin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_core import StateCore

EMOTICONS = (
    ">:( >:-( :\") :-\") </3 <\\3 :/ :-/ :'( :'-( :,( :,-( :( :-( <3 ]:( ]:-( o:) O:) o:-) O:-) 0:) 0:-) :') :'-) "
    ":,) :,-) :'D :'-D :,D :,-D :* :-* x-) X-) :| :-| :o :-o :O :-O :@ :-@ :D :-D :) :-) ]:) ]:-) :,'( :,'-( ;( ;-( "
    ":P :-P 8-) B-) ,:( ,:-( ,:) ,:-) :s :-S :z :-Z :$ :-$ ;) ;-)"
).split()
EMOJI = re.compile(
    r":(?:100|1234|[+-]1|8ball|(?=[a-z0-9_+-]*[a-z])[a-z0-9_+-]+):|"
    + "|".join(map(re.escape, sorted(EMOTICONS, key=len, reverse=True)))
)
ABBREVIATION = re.compile(r"\*\[[^\]\[]+\]:")
DEFINITION = re.compile(r"^(?:\[[^\]]+\]:|\*\[.+?\]:)")
STRIKE = re.compile("(?<!~)~~?(?!~)")
TICKS = re.compile("`+")
PADDED = re.compile("^ (.+) $")
UNREADABLE = "\ufdd3"
"""Stands in the imitation's text where the renderer may read something else: no article has it, so nothing reads the same."""
HEADING_ID = re.compile(r" \{#([A-Za-z][\w-]*)\}$", re.ASCII)
"""The id at the end of a heading, in the letters that all who read one take."""
BRACES = re.compile(r"\{[^{}\s][^{}]*\}")
ALERT = re.compile(r"\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\][ \t]*(?:\n|\Z)", re.IGNORECASE)
TAKES_ATTRIBUTES = {"strong_close", "em_close", "s_close", "link_close", "code_inline", "image"}


def emoji_plugin(md: MarkdownIt) -> None:
    """`:)` and `:smile:` become a picture character."""

    def replace(match: re.Match[str]) -> str:
        text, start, end = match.string, match.start(), match.end()
        if not match[0].startswith(":") or not match[0].endswith(":") or len(match[0]) < 3:
            if start > 0 and not _is_boundary(text[start - 1]):
                return match[0]
            if end < len(text) and not _is_boundary(text[end]):
                return match[0]
        return "\N{GRINNING FACE}"

    _replace_text(md, "emoji", lambda token: EMOJI.sub(replace, token.content))


def autolink_plugin(md: MarkdownIt) -> None:
    """GFM's links of bare addresses; the search for a scheme before a colon covers only the end of the pending text."""
    gfm_autolink_plugin(md)
    ruler = md.inline.ruler
    scan = next(rule.fn for rule in ruler.__rules__ if rule.name == "gfm_autolink_protocol")

    def rule(state: StateInline, silent: bool) -> bool:
        return state.pending.endswith(("http", "https", "mailto", "xmpp")) and scan(state, silent)

    ruler.at("gfm_autolink_protocol", rule)


def javascript_plugin(md: MarkdownIt) -> None:
    """What markdown-it 14 reads otherwise than markdown-it-py 4 does (lib/rules_inline/backticks.mjs, escape.mjs)."""

    def backslash(state: StateInline, silent: bool) -> bool:
        """A backslash before a space is one, and the space begins other text."""
        if not state.src.startswith("\\ ", state.pos):
            return False
        state.pos += 1
        if not silent:
            state.push("text_special", "", 0).content = "\\"
        return True

    md.inline.ruler.before("escape", "backslash", backslash)
    _remember_ticks(md, closing=False)


def cmark_plugin(md: MarkdownIt) -> None:
    """What cmark reads otherwise than markdown-it-py does (src/inlines.c, scan_to_closing_backticks)."""
    _remember_ticks(md, closing=True)


def _remember_ticks(md: MarkdownIt, *, closing: bool) -> None:
    """Once no end was found for some backticks, code is found only where others were remembered, and it is forgotten.

    Args:
        md: the renderer.
        closing: whether the end of code takes the place of what was remembered.
    """

    def rule(state: StateInline, silent: bool) -> bool:
        opening = TICKS.match(state.src, state.pos, state.posMax)
        if opening is None:
            return False
        size, start = len(opening[0]), opening.end() if closing else state.pos
        known = state.backticksScanned and state.backticks.get(size, 0) <= start
        for run in () if known else TICKS.finditer(state.src, opening.end()):
            if closing or len(run[0]) != size:
                state.backticks[len(run[0])] = run.start()
            if len(run[0]) == size:
                state.pos = run.end()
                if not silent:
                    token = state.push("code_inline", "code", 0)
                    token.content = PADDED.sub(
                        r"\1", state.src[opening.end() : run.start()].replace("\n", " ")
                    )
                return True
        state.backticksScanned = True
        state.pos = opening.end()
        if not silent:
            state.append_pending(opening[0])
        return True

    md.inline.ruler.at("backticks", rule)


def unseen_tildes_plugin(md: MarkdownIt) -> None:
    """What stands beside a mark is looked for beyond tildes: cmark-gfm, src/inlines.c, skip_chars."""

    def rule(state: StateInline, silent: bool) -> bool:
        marker = state.src[state.pos]
        if silent or marker not in "*_":
            return False
        scanned = state.scanDelims(state.pos, marker == "*")
        before = _beyond_tildes(state.src, state.pos - 1, -1)
        after = _beyond_tildes(state.src, state.pos + scanned.length, 1)
        beside = StateInline(f"{before}{marker}{after}", md, {}, []).scanDelims(1, marker == "*")
        for _ in range(scanned.length):
            state.push("text", "", 0).content = marker
            state.delimiters.append(
                Delimiter(
                    marker=ord(marker),
                    length=scanned.length,
                    token=len(state.tokens) - 1,
                    end=-1,
                    open=beside.can_open,
                    close=beside.can_close,
                )
            )
        state.pos += scanned.length
        return True

    md.inline.ruler.at("emphasis", rule)


def _beyond_tildes(text: str, n: int, step: int) -> str:
    while 0 <= n < len(text) and text[n] == "~":
        n += step
    return text[n] if 0 <= n < len(text) else " "


def boxes_plugin(md: MarkdownIt) -> None:
    """A link of the words "x" is a ticked box where it stands in a list: goldmark, extension/tasklist.go."""

    def rule(state: StateCore) -> None:
        depth = 0
        for token in state.tokens:
            depth += token.nesting if token.type.startswith("list_item") else 0
            children = token.children or () if depth else ()
            for before, text, after in zip(children, children[1:], children[2:], strict=False):
                types = (before.type, text.type, after.type)
                if types == ("link_open", "text", "link_close") and text.content in {"x", "X"}:
                    text.content = ""

    md.core.ruler.after("inline", "boxes", rule)


def outer_fences_plugin(md: MarkdownIt) -> None:
    """Python-Markdown knows fences only where they begin a line of the post, not in lists and quotes."""
    ruler = md.block.ruler
    fence = next(rule.fn for rule in ruler.__rules__ if rule.name == "fence")

    def rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        return state.level == 0 and fence(state, start, end, silent)

    ruler.at("fence", rule, {"alt": ["paragraph", "reference", "blockquote", "list"]})


def content_title_plugin(md: MarkdownIt) -> None:
    """A heading of the first level disappears where it is the first, and no rule stands before it.

    Source: @docusaurus/mdx-loader 3, remark/contentTitle.
    """

    def rule(state: StateCore) -> None:
        first = next((n for n, token in enumerate(state.tokens) if token.type in {"heading_open", "hr"}), -1)
        if first >= 0 and state.tokens[first].tag == "h1":
            state.tokens[first + 1].content = ""

    md.core.ruler.after("block", "content_title", rule)


def heading_ids_plugin(md: MarkdownIt) -> None:
    """A name in braces at the end of a heading is its id.

    Sources: kramdown 2, parser/kramdown/header.rb; goldmark, parser/attribute.go; @docusaurus/utils, markdownHeadingIdUtils.
    """

    def rule(state: StateCore) -> None:
        for heading, token in pairwise(state.tokens):
            if heading.type == "heading_open" and (match := HEADING_ID.search(token.content)):
                token.content = token.content[: match.start()]
                heading.attrSet("id", match[1])

    md.core.ruler.before("inline", "heading_ids", rule)


def without_html_plugin(md: MarkdownIt) -> None:
    """Raw HTML is left out: goldmark, renderer/html, without `WithUnsafe`."""

    def nothing(tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        del tokens, index, options, env
        return ""

    md.renderer.rules["html_inline"] = md.renderer.rules["html_block"] = nothing  # type: ignore[attr-defined]


def raw_alt_plugin(md: MarkdownIt) -> None:
    """The first user's site writes alt text as it stands in the Markdown."""

    def image(tokens: Sequence[Token], index: int, options: Any, env: Any) -> str:
        del options, env
        return f'<img src="{html.escape(str(tokens[index].attrGet("src")))}" alt="{tokens[index].content}">'

    md.renderer.rules["image"] = image  # type: ignore[attr-defined]


def alerts_plugin(md: MarkdownIt) -> None:
    """A quote that begins with a line such as `[!WARNING]` is shown under that word, where it stands in nothing else.

    Source: https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github
    """

    def rule(state: StateCore) -> None:
        for token, paragraph, words in zip(state.tokens, state.tokens[1:], state.tokens[2:], strict=False):
            if (token.type, paragraph.type) != ("blockquote_open", "paragraph_open") or token.level:
                continue
            if match := ALERT.match(words.content):
                word = match[1].capitalize()
                rest = words.content[match.end() :]
                words.content = f"**{word}**" + (f"\n\n{rest}" if rest else "")
                token.attrSet("data-callout", word.lower())
                words.meta = {"alert": f"<strong>{word}</strong>" + ("</p>\n<p>" if rest else "")}
                words.content = rest

    def add(state: StateCore) -> None:
        for token in state.tokens:
            if token.type == "inline" and "alert" in token.meta and token.children is not None:
                head = Token("html_inline", "", 0, content=token.meta["alert"])
                token.children.insert(0, head)

    md.core.ruler.after("block", "alerts", rule)
    md.core.ruler.push("alert_titles", add)


def tilde_plugin(md: MarkdownIt) -> None:
    """`~text~` is struck out by GitHub and goldmark (GFM 0.29, 6.5), though not by markdown-it: its signs disappear.

    So do one or two tildes beside text that is struck out, since they may be the end of that.
    """

    def rule(state: StateCore) -> None:
        for children in _inlines(state):
            if any(token.type == "s_open" for token in children):
                for token in children:
                    token.content = STRIKE.sub("", token.content) if token.type == "text" else token.content

    md.core.ruler.after("inline", "tildes_beside_strikes", rule)
    _strip_pairs(md, "~")


def hazards_plugin(md: MarkdownIt, hazards: str, addresses: str) -> None:
    """Text that a renderer may take for markup, though markdown-it does not, becomes a sign that no article has.

    Args:
        md: the renderer.
        hazards: a regular expression for such text.
        addresses: one for text that is such outside of links only.
    """
    everywhere, outside = re.compile(hazards), re.compile(f"{hazards}|{addresses}")

    def rule(state: StateCore) -> None:
        for children in _inlines(state):
            links = 0
            for token in _with_plain_backslashes(children):
                links += token.nesting if token.type.startswith("link_") else 0
                if token.type == "text":
                    token.content = (everywhere if links else outside).sub(UNREADABLE, token.content)

    md.core.ruler.after("inline", "hazards", rule)


def _with_plain_backslashes(children: list[Token]) -> list[Token]:
    """The tokens, with each backslash that escapes nothing as a part of the text around it, as renderers read it."""
    for n in range(len(children) - 1, -1, -1):
        token = children[n]
        if token.type == "text_special" and len(token.content) == 2 and token.content[0] == "\\":
            token.type = "text"
            around = [other for other in children[n + 1 : n + 2] if other.type == "text"]
            token.content += "".join(other.content for other in around)
            del children[n + 1 : n + 1 + len(around)]
            if n and children[n - 1].type == "text":
                children[n - 1].content += token.content
                del children[n]
    return children


def abbr_plugin(md: MarkdownIt) -> None:
    """A line that begins like `*[HTML]:` is a definition and disappears."""
    _drop_lines(md, ABBREVIATION)


def definitions_plugin(md: MarkdownIt) -> None:
    """A line that begins like a definition of kramdown disappears, whatever its brackets are: escaped, a link's, in code.

    Sources: kramdown 2, parser/kramdown/link.rb and abbreviation.rb; Python-Markdown 3, blockprocessors.py.
    """
    _drop_lines(md, DEFINITION)


def _drop_lines(md: MarkdownIt, definition: re.Pattern[str]) -> None:
    def rule(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        del end
        line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
        if not definition.match(line):
            return False
        if not silent:
            state.line = start + 1
        return True

    md.block.ruler.before("reference", "definition", rule, {"alt": ["paragraph", "reference"]})


def curly_plugin(md: MarkdownIt) -> None:
    """Braces at the end of a block, or right after emphasis, a link, a picture or code, are attributes and disappear."""

    def rule(state: StateCore) -> None:
        for children in _inlines(state):
            for previous, token in zip([None, *children], children, strict=False):
                takes = token.type == "text" and previous is not None and previous.type in TAKES_ATTRIBUTES
                if takes and (match := BRACES.match(token.content)):
                    token.content = token.content[match.end() :]
            if children and children[-1].type == "text":
                children[-1].content = _without_braces_at_end(children[-1].content)

    md.core.ruler.after("inline", "curly_attributes", rule)


def _without_braces_at_end(text: str) -> str:
    stripped = text.rstrip()
    start = stripped.rfind("{")
    return text[:start].rstrip() if start >= 0 and BRACES.fullmatch(stripped, start) else text


def _strip_pairs(md: MarkdownIt, sign: str) -> None:
    """Remove the first of two signs that would mark the text between them."""
    opening = re.compile(rf"(?<!{re.escape(sign[0])}){re.escape(sign)}(?=[^\s{re.escape(sign[0])}])")
    closing = re.compile(rf"(?<=[^\s{re.escape(sign[0])}]){re.escape(sign)}(?!{re.escape(sign[0])})")

    def rule(state: StateCore) -> None:
        for children in _inlines(state):
            texts = [token for token in _with_alt_texts(children) if token.type == "text"]
            # A sign at the edge of a token stands beside emphasis or code, not beside a space: hence the "x".
            ends = (n for n in range(len(texts) - 1, -1, -1) if closing.search("x" + texts[n].content))
            last = next(ends, -1)
            for n, token in enumerate(texts):
                if (start := opening.search(token.content + "x")) and (
                    n < last or closing.search(token.content[start.end() :])
                ):
                    token.content = token.content[: start.start()] + token.content[start.end() :]
                    break

    md.core.ruler.after("inline", f"pairs_{sign}", rule)


def _with_alt_texts(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        if token.type == "image":
            yield from _with_alt_texts(token.children or ())


def _is_boundary(char: str) -> bool:
    return unicodedata.category(char)[0] in "ZP" or unicodedata.category(char) == "Cc"


def _inlines(state: StateCore) -> list[list[Token]]:
    return [token.children for token in state.tokens if token.type == "inline" and token.children]


def _replace_text(md: MarkdownIt, name: str, replacement: Callable[[Token], str]) -> None:
    def rule(state: StateCore) -> None:
        for children in _inlines(state):
            for token in children:
                if token.type == "text":
                    token.content = replacement(token)

    md.core.ruler.after("inline", name, rule)
