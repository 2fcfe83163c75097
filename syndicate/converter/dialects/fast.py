"""A quick renderer for the first proof: pulldown-cmark, which reads CommonMark and tables thirty times as fast.

It is no dialect's own. What of a text a dialect could read otherwise is known by its signs, and is left to the
dialect's renderer: a sign too many here costs time, one too few would let a post pass that reads differently.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

from pyromark import Markdown, Options

from syndicate.converter.dialects.plugins import EMOTICONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from linkify_it import LinkifyIt

    from syndicate.converter.dialects import Dialect

DOMAIN = r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*"
DOTS = r"\.\.(?<!\.\.\.)(?!\.(?!\.))"
"""Two dots, or more than three: three are the same as the sign for them."""


def _after(sign: str) -> str:
    """What stands after a sign in an emoticon that begins with it, or with a bracket and it: an expression."""
    return "|".join(
        sorted(
            {re.escape(each.partition(sign)[2]) for each in EMOTICONS if each.lstrip(">]").startswith(sign)}
        )
    )


PECULIAR = {
    "abbr": (r"\*\[[^\[\]]*\]:",),
    "autolink": (r"(?i:www\.|https?:|mailto:|xmpp:)", "@"),
    "breaks": (),  # a newline of ours parts blocks, or is a break anyway
    "code": (r"\n {4}",),
    "curly": (r"\{",),
    "deflist": (r"\n *[:~] ",),
    "dollarmath": (r"\$",),
    "emoji": (
        # An emoticon begins after white space and punctuation only, and a backslash before its colon defeats it.
        rf":(?<![^\W_].)(?<![^\\]\\.)(?:{_after(':')})",
        rf";(?<![^\W_].)(?:{_after(';')})",
        rf",(?<![^\W_].)(?:{_after(',')})",
        r":-?\)(?<=[oO0]:\))",
        r":-\)(?<=[oO0]:-\))",
        r":[a-z0-9_+-]+:",
        r"<[/\\]?3",
        r"-\)(?<=[xX8B]-\))",
    ),
    "footnote": (r"\[\^", r"\^\["),
    "html": (),
    "linkify": (),  # asked itself
    "mark": ("==",),
    "tasklists": (r"\[[ xX]\]",),
    "tilde": (),
    "typographer": (
        r"\((?i:c|r|tm|p)\)",
        r"\+-",
        DOTS,
        r"\.\.(?<=[?!]\.\.)",
        r"…(?<=[?!].)",
        r"\?[?!]{3}",
        "![?!]{3}",
        ",,",
    ),
}
"""The signs of each plugin and option that a dialect may have, and of each rule that it may lack. Many small
expressions that begin with one sign are searched sooner than a large one, or one that begins with several."""

EVERYWHERE = (
    "\t",
    "~",
    "<[!?]",
    r"\*[^\0-\x7f]",
    r"_[^\0-\x7f]",
    r"\*(?<=[^\0-\x7f].)",
    r"_(?<=[^\0-\x7f].)",
)
"""What the renderers of CommonMark and tables are not at one about: columns, a single tilde, comments, emphasis beside
signs beyond ASCII."""

LINK = re.compile(
    r"(?<!\\)\[([^\[\]`<\\\n]*)\]\((?:(?:https?:|mailto:|[/#])[^\0- \s()<>\\`\x7f]*|<https?:[^\0- \s<>\\`\x7f]*>)\)"
)
"""A plain link or picture; no dialect looks into its address."""

MARKS = re.compile(r"[<>*_`\[\]\\&~]+")

APART = re.compile(
    rf"{LINK.pattern}|(?<!\\)<(?:https?://[^\0- <>\\`\x7f]*|[\w.+-]+@{DOMAIN}|iframe src=\"[^\s\"<>`]*\"[\w\s]*)>",
    re.ASCII,
)
"""Links, addresses that are links and frames, in which no other address is looked for."""


class FastRenderer:
    """Renders what a dialect has in common with all others, and knows what it may not have.

    Args:
        dialect: the dialect.
        links: finds what it would make a link of; None where it makes none.
    """

    def __init__(self, dialect: Dialect, links: LinkifyIt | None) -> None:
        tables = Options.ENABLE_TABLES if dialect.tables else Options(0)
        strikethrough = Options.ENABLE_STRIKETHROUGH if dialect.strikethrough else Options(0)
        self.html = Markdown(options=tables | strikethrough).html
        chosen = [name for name, value in dialect.options.items() if value]
        signs = [
            *EVERYWHERE,
            *(sign for name in (*dialect.plugins, *dialect.disabled, *chosen) for sign in PECULIAR[name]),
        ]
        if dialect.hazards:
            # A text begins and ends anywhere in a line.
            signs.append(dialect.hazards.removeprefix("^").replace("|$)", r"|\W|$)"))
        self._signs = [re.compile(sign) for sign in signs]
        self._links = links

    def unsure(self, texts: Sequence[str]) -> set[int]:
        """The numbers of those of an article's blocks that a dialect may read otherwise than CommonMark does."""
        plain = [LINK.sub(r"[\1]", text) for text in texts]
        starts = list(accumulate((len(text) + 1 for text in plain), initial=0))
        whole = "\n".join(plain)
        found = {
            bisect_right(starts, match.start()) - 1 for sign in self._signs for match in sign.finditer(whole)
        }
        return found | {n for n, text in enumerate(texts) if n not in found and self._is_linked(text)}

    def _is_linked(self, text: str) -> bool:
        """Whether the dialect finds an address in a text, outside of links."""
        if self._links is None or not self._links.pretest(text):
            return False
        text = APART.sub("[]", text)
        # A text ends where a mark begins, which an address may not touch as a letter does.
        return "://" in text or self._links.test(text) or self._links.test(MARKS.sub(" ", text))
