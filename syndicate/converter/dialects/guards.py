"""Guards around what a site's template engine would run in a post's Markdown, so that the engine outputs it unchanged.

Engines process the whole text before Markdown does, so a guard works the same in code, in an address and in raw
HTML. Sources: Nunjucks, "raw" (https://mozilla.github.io/nunjucks/templating.html#raw); Liquid,
"raw" (https://shopify.github.io/liquid/tags/template/); Hugo, parser/pageparser/pagelexer_shortcode.go.
"""

from __future__ import annotations

import re

SIGNS = {"nunjucks": r"\{(?=[{%#])|#(?=\})", "liquid": r"\{(?=[{%])"}
"""The first character of an engine's syntax. Nunjucks fails at the end of a comment that never began.
LiquidJS, Eleventy's other engine for Markdown, has no comments, and accepts the same guards."""

PASSAGE = re.compile(r"\{+(?:\{[^\n]*?\}\}+|%[^\n]*?%\}+|#[^\n]*?#\}+)")
"""A tag, an expression or a comment on one line, with the braces before it: a brace right before a guard would
change the meaning of the guard's own first brace."""
GAP = re.compile(r"\{% endraw %\}([ \t]*)\{% raw %\}")
RAW = re.compile(r"\{%-?\s*(?:end)?raw")
"""What a raw passage cannot contain: its own end, and in Nunjucks another beginning."""
FENCE = re.compile(r"^(`{3,}|~{3,})[^\n]*\n(?:.*?\n)?\1[ \t]*$", re.MULTILINE | re.DOTALL)

INNER = r"(?:(?!\*/|\{\{[<%]).)*?"
SHORTCODE = re.compile(rf"\{{\{{(?:<(?P<plain>{INNER})>|%(?P<marked>{INNER})%)\}}\}}", re.DOTALL)
"""A whole shortcode that contains neither the end of a comment nor the start of another shortcode: a comment in it keeps
it from being run."""
SHORTCODE_START = re.compile(r"\{\{[<%]")

GUARD = re.compile(
    r"\{% raw %\}(?P<raw>.*?)\{% endraw %\}|\{\{ \"(?P<sign>[{#])\" \}\}|(?<=\{\{[<%])/\*(?P<comment>.*?)\*/(?=[>%]\}\})",
    re.DOTALL,
)


def guard(text: str, engine: str) -> str:
    """The text with guards, so that the engine outputs the original text.

    Args:
        text: complete Markdown without its front matter.
        engine: the flavor's: "nunjucks", "liquid", "hugo", or "" for none.

    Returns:
        The text itself if there is nothing to guard. A whole block of code is guarded by separate lines,
        which leave a blank line in the output; all other guards leave nothing.
    """
    if engine == "hugo":
        return _comment_shortcodes(text)
    sign = SIGNS.get(engine, "")
    if not sign or not re.search(sign, text):
        return text
    pieces: list[str] = []
    end = 0
    for fence in FENCE.finditer(text):
        pieces.append(_guard_passages(text[end : fence.start()], sign))
        code = fence[0]
        whole = re.search(sign, code) and not RAW.search(code)
        pieces.append(f"{{% raw %}}\n{code}\n{{% endraw %}}" if whole else _guard_passages(code, sign))
        end = fence.end()
    return "".join([*pieces, _guard_passages(text[end:], sign)])


def unguard(text: str) -> str:
    """The text without the guards of `guard`."""
    return GUARD.sub(lambda match: match["raw"] or match["sign"] or match["comment"] or "", text)


def is_unguardable(code: str) -> bool:
    """Whether code contains a shortcode that no comment can keep Hugo from running; then it must be written as HTML."""
    return SHORTCODE_START.search(SHORTCODE.sub("", code)) is not None


def _guard_passages(text: str, sign: str) -> str:
    """The text with each passage guarded as a whole, and each sign outside of passages output by an expression."""
    pieces: list[str] = []
    end = 0
    for passage in PASSAGE.finditer(text):
        if re.search(sign, passage[0]) and not RAW.search(passage[0]):
            pieces += [
                _guard_signs(text[end : passage.start()], sign),
                f"{{% raw %}}{passage[0]}{{% endraw %}}",
            ]
            end = passage.end()
    return GAP.sub(r"\1", "".join([*pieces, _guard_signs(text[end:], sign)]))


def _guard_signs(text: str, sign: str) -> str:
    return re.sub(sign, lambda match: f'{{{{ "{match[0]}" }}}}', text)


def _comment_shortcodes(text: str) -> str:
    def comment(match: re.Match[str]) -> str:
        return f"{match[0][:3]}/*{match[0][3:-3]}*/{match[0][-3:]}"

    return SHORTCODE.sub(comment, text)
