"""Guards around what a site's template engine would run in a post's Markdown, so that the engine outputs it unchanged.

Engines process the whole text before Markdown does, so a guard works the same in code, in an address and in raw
HTML. Sources: Nunjucks, "raw" (https://mozilla.github.io/nunjucks/templating.html#raw); Liquid,
"raw" (https://shopify.github.io/liquid/tags/template/); Hugo, parser/pageparser/pagelexer_shortcode.go.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SIGNS = {"nunjucks": re.compile(r"\{(?=[{%#])|#(?=\})"), "liquid": re.compile(r"\{(?=[{%])")}
"""The first character of an engine's syntax. Nunjucks fails at the end of a comment that never began.
LiquidJS, Eleventy's other engine for Markdown, has no comments, and accepts the same guards."""

BRACES = re.compile(r"(\{+)([%#]?)")
"""The beginning of a tag, an expression or a comment."""
GAP = re.compile(r"\{% endraw %\}([ \t]*)\{% raw %\}")
RAW = re.compile(r"\{%-?\s*(?:end)?raw")
"""What a raw passage cannot contain: its own end, and in Nunjucks another beginning."""
FENCE = re.compile(r"^(`{3,}(?=[^`\n]*$)|~{3,})([^\n]*)", re.MULTILINE)
HEXO_SIGN = re.compile(r"\{(?=[{%#])|#(?=\})")
RAW_START, RAW_END = "{% raw %}", "{% endraw %}"

INNER = r"(?:[^*{]|\*(?!/)|(?<!\{)\{(?!\{)|\{\{++(?![<%]))*?"
SHORTCODE = re.compile(rf"\{{\{{(?:<(?P<plain>{INNER})>|%(?P<marked>{INNER})%)\}}\}}", re.DOTALL)
"""A whole shortcode that contains neither the end of a comment nor the start of another shortcode: a comment in it keeps
it from being run."""
SHORTCODE_START = re.compile(r"\{\{[<%]")

GUARD = re.compile(
    rf"\{{\{{ \"(?P<sign>[{{#])\" \}}\}}|(?P<start>\{{\{{[<%])/\*(?P<comment>{INNER})\*/(?=[>%]\}}\}})",
    re.DOTALL,
)


def guard(text: str, engine: str) -> str:
    """The text with guards, so that the engine outputs the original text.

    Args:
        text: complete Markdown without its front matter.
        engine: the flavor's: "nunjucks", "liquid", "hugo", "hexo", or "" for none.

    Returns:
        The text itself if there is nothing to guard. A whole block of code is guarded by separate lines,
        which leave a blank line in the output; all other guards leave nothing.
    """
    if engine == "hugo":
        return _comment_shortcodes(text)
    if engine == "hexo":
        return _with_entities(text)
    sign = SIGNS.get(engine)
    if sign is None or not sign.search(text):
        return text
    pieces: list[str] = []
    end = 0
    for fence in _fences(text):
        pieces.append(_guard_passages(text[end : fence.start], sign))
        code = text[fence.start : fence.stop]
        whole = sign.search(code) and not RAW.search(code)
        pieces.append(f"{RAW_START}\n{code}\n{RAW_END}" if whole else _guard_passages(code, sign))
        end = fence.stop
    return "".join([*pieces, _guard_passages(text[end:], sign)])


def unguard(text: str) -> str:
    """The text without the guards of `guard`."""
    first, *passages = text.split(RAW_START)
    pieces = [_unguard_signs(first)]
    for passage in passages:
        raw, end, rest = passage.partition(RAW_END)
        pieces += [raw, _unguard_signs(rest)] if end else [RAW_START, _unguard_signs(passage)]
    return "".join(pieces)


def _with_entities(text: str) -> str:
    """The text with an entity for the first sign of each tag but in code, where Hexo itself keeps them from being run.

    Hexo hides whole tags from its renderer, and a raw passage with what is Markdown in it, so that no other guard keeps
    a tag's text from being HTML (hexo, lib/hexo/post.ts: escapeAllSwigTags; plugins/filter/before_post_render).
    """
    pieces, end = [], 0
    for fence in _fences(text):
        pieces += [_entities(text[end : fence.start]), text[fence]]
        end = fence.stop
    return "".join([*pieces, _entities(text[end:])])


def _entities(text: str) -> str:
    return HEXO_SIGN.sub(lambda match: f"&#{ord(match[0])};", text)


def is_unguardable(code: str) -> bool:
    """Whether code contains what no comment can keep Hugo from acting on; then it must be written as HTML.

    That is a part of a shortcode, or the sign at which Hugo cuts a summary, and the text with it
    (https://gohugo.io/content-management/summaries/#manual-summary).
    """
    return "<!--more" in code or SHORTCODE_START.search(SHORTCODE.sub("", code)) is not None


def _unguard_signs(text: str) -> str:
    return GUARD.sub(lambda match: match["sign"] or match["start"] + match["comment"], text)


def _fences(text: str) -> Iterator[slice]:
    """The fenced blocks of code at the margin, with their fences (CommonMark 0.31, 4.5); each is closed."""
    opening: re.Match[str] | None = None
    for line in FENCE.finditer(text):
        if opening is None:
            opening = line
        elif line[1].startswith(opening[1]) and not line[2].strip(" \t"):
            yield slice(opening.start(), line.end())
            opening = None


def _passages(text: str) -> Iterator[slice]:
    """Tags, expressions and comments on one line, each with the braces before it.

    A brace right before a guard would change the meaning of the guard's own first brace.
    """
    start = 0
    for line in text.split("\n"):
        end, missing = 0, set()
        for braces in BRACES.finditer(line):
            ends = [f"{braces[2]}}}"] * bool(braces[2]) + ["}}"] * (len(braces[1]) > 1)
            for closing in ends if braces.start() >= end else ():
                at = -1 if closing in missing else line.find(closing, braces.end())
                if at >= 0:
                    rest = line[at + len(closing) :]
                    end = len(line) - len(rest.lstrip("}"))
                    yield slice(start + braces.start(), start + end)
                    break
                missing.add(closing)  # nor is it after any later brace
        start += len(line) + 1


def _guard_passages(text: str, sign: re.Pattern[str]) -> str:
    """The text with each passage guarded as a whole, and each sign outside of passages output by an expression."""
    pieces: list[str] = []
    end = 0
    for place in _passages(text):
        passage = text[place]
        if sign.search(passage) and not RAW.search(passage):
            pieces += [_guard_signs(text[end : place.start], sign), RAW_START, passage, RAW_END]
            end = place.stop
    return GAP.sub(r"\1", "".join([*pieces, _guard_signs(text[end:], sign)]))


def _guard_signs(text: str, sign: re.Pattern[str]) -> str:
    return sign.sub(lambda match: f'{{{{ "{match[0]}" }}}}', text)


def _comment_shortcodes(text: str) -> str:
    def comment(match: re.Match[str]) -> str:
        return f"{match[0][:3]}/*{match[0][3:-3]}*/{match[0][-3:]}"

    return SHORTCODE.sub(comment, text)
