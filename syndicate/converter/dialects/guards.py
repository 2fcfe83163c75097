"""What a site's template engine would run in a post's Markdown is guarded, so that it puts out just what was meant.

Engines run over the whole text before Markdown does: a guard is exact whatever it stands in, in code, in an
address, in raw HTML. Sources: Nunjucks, "raw" (https://mozilla.github.io/nunjucks/templating.html#raw); Liquid,
"raw" (https://shopify.github.io/liquid/tags/template/); Hugo, parser/pageparser/pagelexer_shortcode.go.
"""

from __future__ import annotations

import re

SIGNS = {"nunjucks": r"\{(?=[{%#])|#(?=\})", "liquid": r"\{(?=[{%])"}
"""The first character of what means something to an engine. Nunjucks stops at the end of a comment that never began.
Eleventy's other engine for Markdown, LiquidJS, knows no comments, and the same guards."""

PASSAGE = re.compile(r"\{+(?:\{[^\n]*?\}\}+|%[^\n]*?%\}+|#[^\n]*?#\}+)")
"""From what begins something to its end on the same line. The braces before it belong to it: one that stood right
before a guard would make another sign of the guard's own."""
BETWEEN = re.compile(r"\{% endraw %\}([ \t]*)\{% raw %\}")
RAW = re.compile(r"\{%-?\s*(?:end)?raw")
"""What a raw passage cannot hold: its own end, and in Nunjucks another beginning."""
FENCE = re.compile(r"^(`{3,}|~{3,})[^\n]*\n(?:.*?\n)?\1[ \t]*$", re.MULTILINE | re.DOTALL)

INNER = r"(?:(?!\*/|\{\{[<%]).)*?"
SHORTCODE = re.compile(rf"\{{\{{(?:<(?P<plain>{INNER})>|%(?P<marked>{INNER})%)\}}\}}", re.DOTALL)
"""A whole shortcode that holds neither a comment's end nor another's beginning; a comment keeps it from being run."""
BEGINS_SHORTCODE = re.compile(r"\{\{[<%]")

GUARD = re.compile(
    r"\{% raw %\}(?P<raw>.*?)\{% endraw %\}|\{\{ \"(?P<sign>[{#])\" \}\}|(?<=\{\{[<%])/\*(?P<comment>.*?)\*/(?=[>%]\}\})",
    re.DOTALL,
)


def guarded(text: str, engine: str) -> str:
    """The text as an engine puts it out unchanged.

    Args:
        text: Markdown, complete but for its front matter.
        engine: a flavor's: "nunjucks", "liquid", "hugo", or "" for none.

    Returns:
        The text itself where there is nothing to guard. A whole block of code is guarded by lines of their own,
        which leave a blank line; every other guard leaves nothing.
    """
    if engine == "hugo":
        return _commented(text)
    sign = SIGNS.get(engine, "")
    if not sign or not re.search(sign, text):
        return text
    pieces: list[str] = []
    end = 0
    for fence in FENCE.finditer(text):
        pieces.append(_inline(text[end : fence.start()], sign))
        code = fence[0]
        whole = re.search(sign, code) and not RAW.search(code)
        pieces.append(f"{{% raw %}}\n{code}\n{{% endraw %}}" if whole else _inline(code, sign))
        end = fence.end()
    return "".join([*pieces, _inline(text[end:], sign)])


def unguarded(text: str) -> str:
    """The text as an engine puts it out, as far as its guards are those of `guarded`."""
    return GUARD.sub(lambda found: found["raw"] or found["sign"] or found["comment"] or "", text)


def unguardable(code: str) -> bool:
    """Whether code holds what Hugo would run and no comment keeps it from; then it is to be written as HTML."""
    return BEGINS_SHORTCODE.search(SHORTCODE.sub("", code)) is not None


def _inline(text: str, sign: str) -> str:
    """The text with each passage guarded as a whole, and each sign that is no passage's put out by an expression."""
    pieces: list[str] = []
    end = 0
    for passage in PASSAGE.finditer(text):
        if re.search(sign, passage[0]) and not RAW.search(passage[0]):
            pieces += [_signs(text[end : passage.start()], sign), f"{{% raw %}}{passage[0]}{{% endraw %}}"]
            end = passage.end()
    return BETWEEN.sub(r"\1", "".join([*pieces, _signs(text[end:], sign)]))


def _signs(text: str, sign: str) -> str:
    return re.sub(sign, lambda found: f'{{{{ "{found[0]}" }}}}', text)


def _commented(text: str) -> str:
    def comment(found: re.Match[str]) -> str:
        return f"{found[0][:3]}/*{found[0][3:-3]}*/{found[0][-3:]}"

    return SHORTCODE.sub(comment, text)
