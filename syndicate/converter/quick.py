"""A quick renderer for the first proof: pulldown-cmark, which reads CommonMark and tables thirty times as fast.

It is no dialect's own. What of a text a dialect could read otherwise is known by its signs, and is left to the
dialect's renderer: a sign too many here costs time, one too few would let a post pass that reads differently.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pyromark import Markdown, Options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from linkify_it import LinkifyIt

    from syndicate.converter.dialects import Dialect

PECULIAR = {
    "abbr": (r"\*\[",),
    "autolink": (r"(?i:www\.|https?:|mailto:|xmpp:)", "@"),
    "breaks": (),  # a newline of ours parts blocks, or is a break anyway
    "code": (r"\n {4}",),
    "curly": (r"\{",),
    "deflist": (r"\n *[:~] ",),
    "dollarmath": (r"\$",),
    # Emoticons begin after white space and punctuation only.
    "emoji": (r"[:;](?<![^\W_oO0].)(?:[^\s\w]|[DOPSZopsz])", r":[a-z0-9_+-]+:", r"<[/\\]?3", r"[xX8B]-?\)"),
    "footnote": (r"\[\^", r"\^\["),
    "html": (),
    "linkify": (),  # asked itself
    "mark": ("==",),
    "tasklists": (r"\[[ xX]\]",),
    "tilde": (),
    "typographer": (r"\((?i:c|r|tm|p)\)", r"\+-", r"\.\.", r"[?!]…", r"[?!]{4}", ",,"),
}
"""The signs of each plugin and option that a dialect may have, and of each rule that it may lack. Many small
expressions that begin with a letter are searched sooner than a large one."""

EVERYWHERE = ("\t", "~", r"[*_][^\0-\x7f]", r"[*_](?<=[^\0-\x7f].)")
"""What the renderers of CommonMark and tables are not at one about: columns, a single tilde, emphasis beside signs
beyond ASCII."""

LINK = re.compile(r"(?<!\\)\[([^\[\]`<\\]*)\]\((?:https?:|mailto:|[/#])[^\s()<>\\]*\)")
"""A plain link or picture; no dialect looks into its address."""


class Quick:
    """Renders what a dialect has in common with all others, and knows what it may not have.

    Args:
        spoken: the dialect.
        links: finds what it would make a link of; None where it makes none.
    """

    def __init__(self, spoken: Dialect, links: LinkifyIt | None) -> None:
        tables = Options.ENABLE_TABLES if spoken.tables else Options(0)
        strikethrough = Options.ENABLE_STRIKETHROUGH if spoken.strikethrough else Options(0)
        self.html = Markdown(options=tables | strikethrough).html
        chosen = [name for name, value in spoken.options.items() if value]
        signs = [
            *EVERYWHERE,
            *(sign for name in (*spoken.plugins, *spoken.disabled, *chosen) for sign in PECULIAR[name]),
        ]
        if spoken.hazards:
            # What stands at the beginning of a text may stand anywhere in the line.
            signs.append(spoken.hazards.removeprefix("^"))
        self._signs = [re.compile(sign) for sign in signs]
        self._links = links

    def unsure(self, texts: Sequence[str]) -> set[int]:
        """The numbers of those of an article's blocks that a dialect may read otherwise than CommonMark does."""
        plain = [LINK.sub(r"[\1]", text) for text in texts]
        whole = "\n".join(plain)
        signs = [sign for sign in self._signs if sign.search(whole)]
        return {
            n
            for n, text in enumerate(plain)
            if any(sign.search(text) for sign in signs) or self._is_linked(texts[n])
        }

    def _is_linked(self, text: str) -> bool:
        """Whether the dialect finds an address in a text, outside of links."""
        return self._links is not None and self._links.test(LINK.sub("[]", text))
