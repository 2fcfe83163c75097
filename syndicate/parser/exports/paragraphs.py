"""Text as WordPress's classic editor stores it -> HTML: blank lines part paragraphs, and line ends are breaks.

Source: https://developer.wordpress.org/reference/functions/wpautop/
"""

from __future__ import annotations

import re

BLOCKS = (
    "table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address|"
    "style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu|"
    "summary|script|iframe"
)
"""The elements that stand in no paragraph."""

VERBATIM = re.compile(r"<(pre|script|style|textarea|svg|math)\b", re.IGNORECASE)
COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
TAG_WITH_LINES = re.compile(r"<[a-zA-Z/][^<>]*+>")
OPENING = re.compile(rf"<(?:{BLOCKS})\b[^<>]*+>", re.IGNORECASE)
CLOSING = re.compile(rf"</(?:{BLOCKS})\s*+>|<(?:hr|col|area)\b[^<>]*+>", re.IGNORECASE)
BLOCK = re.compile(rf"\s*+(</?(?:{BLOCKS})\b[^<>]*+>)", re.IGNORECASE)
BREAKS = re.compile(r"<br\s*+/?>\s*+<br\s*+/?>", re.IGNORECASE)
BLANK = re.compile(r"\n[ \t]*+(?:\n[ \t]*+)++")
LINE_END = re.compile(r"(?<!>)\n|(?<=>)\n")
BREAK_AT_END = re.compile(r"<br\s*/?>\Z", re.IGNORECASE)


def paragraphs(text: str) -> str:
    """The HTML of a text.

    Args:
        text: HTML whose paragraphs and line breaks are lines.
    """
    kept: list[str] = []
    marked = _without_verbatim(COMMENT.sub("", text.replace("\r\n", "\n").replace("\r", "\n")), kept)
    marked = TAG_WITH_LINES.sub(lambda match: match[0].replace("\n", " "), marked)
    marked = BREAKS.sub("\n\n", marked)
    marked = CLOSING.sub(
        lambda match: f"{match[0]}\n\n", OPENING.sub(lambda match: f"\n\n{match[0]}", marked)
    )
    parts = [_paragraph(part) for part in BLANK.split(marked.replace("\n\n\n", "\n\n"))]
    result = "\n".join(filter(None, parts))
    return re.sub(r"<div\0(\d+)></div>", lambda match: kept[int(match[1])], result)


def _paragraph(part: str) -> str:
    """One part between blank lines: what is no block in it is a paragraph, its line ends are breaks."""
    before, at = [], 0
    while match := BLOCK.match(part, at):
        before.append(match[1])
        at = match.end()
    rest, after = part[at:].strip(), list[str]()
    while rest.endswith(">") and (match := BLOCK.fullmatch(rest, rest.rfind("<"))):
        after.insert(0, match[1])
        rest = rest[: match.start()].rstrip()
    if rest:
        lines = [line.strip() for line in rest.split("\n")]
        rest = "\n".join(
            line if n == len(lines) - 1 or BREAK_AT_END.search(line) else f"{line}<br>"
            for n, line in enumerate(lines)
        )
        if not before or (before[-1].lower().startswith("<blockquote") and not after):
            rest = f"<p>{rest}</p>"
    return "".join(before) + rest + "".join(after)


def _without_verbatim(text: str, kept: list[str]) -> str:
    """The text with a sign instead of each section whose lines are its own; the sections are added to `kept`."""
    parts, at, lower = [], 0, text.lower()
    while match := VERBATIM.search(text, at):
        end = lower.find(f"</{match[1].lower()}", match.end())
        close = text.find(">", end) + 1 if end >= 0 else 0
        close = close or len(text)
        parts += [text[at : match.start()], f"<div\0{len(kept)}></div>"]
        kept.append(text[match.start() : close])
        at = close
    return "".join([*parts, text[at:]])
