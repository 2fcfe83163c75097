"""The fast renderer of the first checks: pulldown-cmark, which reads CommonMark and tables thirty times as fast.

It knows no dialect. Text that a dialect could read differently is recognised by signs and left to the dialect's
own renderer: a sign too many costs time, one too few would let a post pass that reads differently.
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

    from syndicate.converter.dialects.row import Dialect

DOMAIN = r"[A-Za-z0-9]+(?:[.-][A-Za-z0-9]+)*"
DOTS = r"\.\.(?<!\.\.\.)(?!\.(?!\.))"
"""Two dots, or more than three: exactly three are the same as an ellipsis."""


def _emoticon_tails(sign: str) -> str:
    """A pattern for the rest of the emoticons that begin with a sign, or with a bracket and the sign."""
    return "|".join(
        sorted(
            {
                re.escape(emoticon.partition(sign)[2])
                for emoticon in EMOTICONS
                if emoticon.lstrip(">]").startswith(sign)
            }
        )
    )


INNER_TICKS = "``(?<=[^\n`]``)"
"""Several backticks that do not begin a line: renderers differ where they end no code; see also `uncertain_blocks`."""
BROKEN_LIST = r"  \n[ >]*(?:[*+-]|\d+\.)[\t| ]"
"""What may begin a list after a hard break, as it is written where such a list ends a paragraph."""
RULE = r"\n[ >]*+\|(?:[ :]*+-++[ :]*+\|)++"
"""The rule below the heads of a table."""
SIGNS = {
    "alerts": (r"\[!(?:NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]",),
    "abbr": (r"\*\[[^\[\]]*\]:",),
    "autolink": (r"(?i:www\.|https?:|mailto:|xmpp:)", "@"),
    "bodies": (rf"{RULE}(?!\n[ >]*+\|)", rf"{RULE}\n[^\n]*+{RULE}"),
    "boxes": (),  # as "tasklists"
    "blanks": ("</(?:bdi|data|mark|meter|output|progress|rp|rt|ruby|sub|sup|time)", "<wbr"),
    "breaks": (),  # the converter writes a newline only between blocks or for a break
    "cmark": (INNER_TICKS,),
    "code": (r"\n {4}",),
    "content_title": (r"(?<!#)# ",),
    "curly": (r"\{",),
    "definitions": (r"\]:",),
    "nikola_strike": ("~~",),
    "demoted": ("# ", "<h[1-6]"),
    "deflist": (r"\n *[:~] ",),
    "dollarmath": (r"\$",),
    "heading_ids": (r" \{#",),
    "emoji": (
        # An emoticon begins only after white space or punctuation, and a backslash before its colon prevents it.
        rf":(?<![^\W_].)(?<![^\\]\\.)(?:{_emoticon_tails(':')})",
        rf";(?<![^\W_].)(?:{_emoticon_tails(';')})",
        rf",(?<![^\W_].)(?:{_emoticon_tails(',')})",
        r":-?\)(?<=[oO0]:\))",
        r":-\)(?<=[oO0]:-\))",
        r":[a-z0-9_+-]+:",
        r"<[/\\]?3",
        r"-\)(?<=[xX8B]-\))",
    ),
    "first_quotes": (r"(?:[*+-]|\d\.) {1,4}>",),
    "footnote": (r"\[\^", r"\^\["),
    "empty_lists": (r"  \n[ >]*(?:[*+-]|\d+[.)])\s",),
    "lists": (BROKEN_LIST,),
    "nested_lists": (BROKEN_LIST,),
    "no_nested_rules": (r"\n {2,8}(?:---|___|\*\*\*)",),
    "mdx": ("<", r"\{", ":[A-Za-z]", "::", "@", "://", "(?i:www)", r"(?:\A|\n)(?:im|ex)port", "~~~"),
    "ruled_rows": (r"\n[ >]*+\|[-+:=| ]*+(?:\n|\Z)",),
    "html": (),
    "html_block": (),
    "javascript": (INNER_TICKS, r"\\ "),
    "linkify": (),  # see `_has_bare_address`
    "outer_fences": ("\n[ >].*(?:```|~~~)", "[->] ```"),
    "raw_alt": (r"!\[[^\[\]`*_&~\\]*+[\[`*_&~\\]",),
    "tasklists": (r"\[[ xX]\]",),
    "tilde": (),
    "unseen_tildes": (),
    "without_html": ("<[A-Za-z/]",),
    "typographer": (
        r"\((?i:c|r|tm|p)\)",
        r"\+-",
        "--",
        DOTS,
        r"\\\.\.",
        r"\.\.(?<=[?!]\.\.)",
        r"…(?<=[?!].)",
        r"\?[?!]{3}",
        "![?!]{3}",
        ",,",
    ),
}
"""The signs of each plugin, option and disabled rule of a dialect, as regular expressions. Many small ones that begin
with a single character are faster than a large one, or one that begins with a choice of characters."""

COMMON_SIGNS = (
    "\t",
    "~",
    "<[!?]",
    r"\*[^\0-\x7f]",
    r"_[^\0-\x7f]",
    r"\*(?<=[^\0-\x7f].)",
    r"_(?<=[^\0-\x7f].)",
)
"""The signs for every dialect, where the renderers of CommonMark and tables differ: columns, a single tilde, comments,
emphasis beside non-ASCII characters."""

LINK = re.compile(
    r"(?<!\\)\[([^\[\]`<\\\n]*)\]\((?:(?:https?:|mailto:|[/#])[^\0- \s()<>\\`\x7f]*|<https?:[^\0- \s<>\\`\x7f]*>)\)"
)
"""A plain link or picture; no dialect interprets its address."""

MARKS = re.compile(r"[<>*_`\[\]\\&~]+")

LINKS_AND_FRAMES = re.compile(
    rf"{LINK.pattern}|(?<!\\)<(?:https?://[^\0- <>\\`\x7f]*|[\w.+-]+@{DOMAIN}|iframe src=\"[^\s\"<>`]*\"(?:[\w\s]|=\"[^\"<>`\\]*\")*)>",
    re.ASCII,
)
"""Links, autolinks and frames, in which no other address is searched."""


class FastRenderer:
    """Renders what all dialects have in common, and recognises the blocks that this dialect may read differently.

    Args:
        dialect: the dialect.
        linkify: finds the addresses that the dialect would turn into links; None if it makes no links.
    """

    def __init__(self, dialect: Dialect, linkify: LinkifyIt | None) -> None:
        tables = Options.ENABLE_TABLES if dialect.tables else Options(0)
        strikethrough = Options.ENABLE_STRIKETHROUGH if dialect.strikethrough else Options(0)
        self.html = Markdown(options=tables | strikethrough).html
        enabled = [name for name, value in dialect.options.items() if value]
        signs = [
            *COMMON_SIGNS,
            *(sign for name in (*dialect.plugins, *dialect.disabled, *enabled) for sign in SIGNS[name]),
        ]
        if dialect.addresses:
            signs.append(dialect.addresses)
        if dialect.hazards:
            # A token of text can begin and end anywhere in a line.
            signs.append(dialect.hazards.removeprefix("^").replace("|$)", r"|\W|$)"))
        self._signs = [re.compile(sign) for sign in signs]
        self._linkify = linkify

    def uncertain_blocks(self, texts: Sequence[str]) -> set[int]:
        """The numbers of the blocks that the dialect may read differently from CommonMark."""
        without_links = [LINK.sub(r"[\1]", text) for text in texts]
        starts = list(accumulate((len(text) + 1 for text in without_links), initial=0))
        whole = "\n".join(without_links)
        # A sign that begins with a line's end may end in the block after it.
        uncertain = {
            bisect_right(starts, place) - 1
            for sign in self._signs
            for match in sign.finditer(whole)
            for place in (match.start(), max(match.start(), match.end() - 1))
        }
        # One backtick of an odd number is none of code's; see `INNER_TICKS`.
        return uncertain | {
            n
            for n, text in enumerate(texts)
            if n not in uncertain and (text.count("`") % 2 or self._has_bare_address(text))
        }

    def _has_bare_address(self, text: str) -> bool:
        """Whether the dialect finds an address in the text, outside of links."""
        if self._linkify is None or not self._linkify.pretest(text):
            return False
        text = LINKS_AND_FRAMES.sub("[]", text)
        # Text ends where a mark begins, and an address may follow a mark where it may not follow a letter.
        parted = MARKS.sub(" ", text)
        return "://" in text or self._linkify.test(text) or (parted != text and self._linkify.test(parted))
