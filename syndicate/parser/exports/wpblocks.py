"""What WordPress's block editor stores -> HTML: its blocks' comments are taken away, what they draw is drawn.

Source: https://developer.wordpress.org/block-editor/explanations/architecture/key-concepts/
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from syndicate.parser.exports.embeds import ALONE, embed
from syndicate.parser.exports.items import FOR_MEMBERS
from syndicate.parser.exports.paragraphs import paragraphs
from syndicate.parser.exports.shortcodes import expand_shortcodes, footnote_list

if TYPE_CHECKING:
    from syndicate.parser.exports.shortcodes import Surroundings

MAX_DEPTH = 10
"""A reusable block may hold others; deeper is a circle."""
COMMENT = re.compile(r"<!--([^<]{0,20000}?)-->")
BLOCK = re.compile(r"\s*+(/?)wp:([a-z][a-z0-9_/-]*+)\s*+(.*?)(/?)\s*\Z", re.DOTALL)
SILENT = {"core/more", "core/nextpage", "core/spacer", "core/separator", "core/freeform", "core/missing"}
"""Blocks that show nothing where they hold nothing."""
PAYWALL = "<!-- wp:jetpack/paywall"
"""What stands below it is for those who pay: https://jetpack.com/support/newsletter/paid-newsletters/"""
SUBSCRIBERS_VIEW = "premium-content/subscriber-view"
LOST = "a block that WordPress draws anew each time; the export does not hold what it shows"


def body_html(content: str, surroundings: Surroundings) -> str:
    """The HTML that WordPress makes of a post's content, whichever editor stored it.

    Args:
        content: as the export has it.
        surroundings: of the post.
    """
    content = content.replace("\r\n", "\n").replace("\r", "\n")
    content, wall, _ = content.partition(PAYWALL)
    if wall:
        surroundings.lose("jetpack/paywall", wall, "what stands below it is for those who pay, and left out")
    body = _blocks(content, surroundings, 0) if "<!-- wp:" in content else _classic(content, surroundings)
    return body + footnote_list(surroundings.notes)


def _classic(text: str, surroundings: Surroundings) -> str:
    """The HTML of what the classic editor stores."""
    if not text.strip():
        return ""
    text = expand_shortcodes(COMMENT.sub("", text), surroundings)
    return paragraphs(_with_embeds(text))


def _with_embeds(text: str) -> str:
    return ALONE.sub(lambda match: f"\n\n{embed(match[1])}\n\n", text)


def _blocks(content: str, surroundings: Surroundings, depth: int) -> str:
    parts: list[str] = []
    open_blocks: list[tuple[str, dict[str, Any], int]] = []
    at = 0
    for match in COMMENT.finditer(content):
        text, at = content[at : match.start()], match.end()
        parts.append(text if open_blocks else _classic(text, surroundings))
        block = BLOCK.match(match[1])
        if block is None:
            continue  # a comment of the author's
        name = block[2] if "/" in block[2] else f"core/{block[2]}"
        if block[1]:
            while open_blocks:
                opened, attributes, start = open_blocks.pop()
                parts[start:] = [_block(opened, attributes, "".join(parts[start:]), surroundings)]
                if opened == name:
                    break
        elif block[4]:
            parts.append(_drawn(name, _attributes(block[3]), match[0], surroundings, depth))
        else:
            open_blocks.append((name, _attributes(block[3]), len(parts)))
    rest = content[at:]
    return "".join([*parts, rest if open_blocks else _classic(rest, surroundings)])


def _block(name: str, attributes: dict[str, Any], inner: str, surroundings: Surroundings) -> str:
    """The HTML of a block that holds its own; none of what the page does not show, or only to those who pay."""
    if name == SUBSCRIBERS_VIEW:
        surroundings.lose(name, name, FOR_MEMBERS)
        return ""
    metadata = attributes.get("metadata")
    if isinstance(metadata, dict) and metadata.get("blockVisibility") is False:
        return ""
    if name in ("core/freeform", "core/shortcode"):
        return _classic(inner, surroundings)
    if name == "core/code" or name.endswith("/code"):
        language = attributes.get("language")
        if isinstance(language, str) and language:
            name = re.sub(r"[^\w+#-]", "", language)
            inner = inner.replace("<pre", f'<pre data-language="{name}"', 1)
        return inner
    if name == "core/embed" or name.startswith("core-embed/"):
        return _with_embeds(inner)
    # Inner blocks have had theirs: what is left in brackets is no shortcode any more.
    return expand_shortcodes(inner, surroundings)


def _drawn(name: str, attributes: dict[str, Any], source: str, surroundings: Surroundings, depth: int) -> str:
    """The HTML of a block that WordPress draws each time."""
    if name == "core/block" and depth < MAX_DEPTH:
        content = surroundings.blocks.get(str(attributes.get("ref")))
        if content is not None:
            return _blocks(content, surroundings, depth + 1)
    if name == "core/footnotes" and "footnotes" in surroundings.blocks:
        return surroundings.blocks["footnotes"]
    if name not in SILENT:
        surroundings.lose(name, source, LOST)
    return ""


def _attributes(text: str) -> dict[str, Any]:
    if not text.startswith("{"):
        return {}
    try:
        attributes = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return attributes if isinstance(attributes, dict) else {}
