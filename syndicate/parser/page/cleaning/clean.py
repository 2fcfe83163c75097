"""An article's body as plain, well-known HTML: without extras, and with what scripts and styles would show.

Everything here is about reading the origin. What the target's Markdown can say is the converter's job. Each step is a
module of its own; here stands their order, and by which signs a body needs one.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from syndicate.parser.bounds import check_depth, depth_below, parse_fragment
from syndicate.parser.page.cleaning.anchors import keep_links_within, mark_places
from syndicate.parser.page.cleaning.bookmarks import restore_bookmarks
from syndicate.parser.page.cleaning.boxes import SIGNS as BOX_SIGNS
from syndicate.parser.page.cleaning.boxes import part_boxes, part_controls
from syndicate.parser.page.cleaning.breaks import end_paragraphs
from syndicate.parser.page.cleaning.callouts import restore_callouts
from syndicate.parser.page.cleaning.cards import restore_cards
from syndicate.parser.page.cleaning.cells import restore_cells
from syndicate.parser.page.cleaning.code import normalise_code
from syndicate.parser.page.cleaning.codeparagraphs import SIGNS as CODE_SIGNS
from syndicate.parser.page.cleaning.codeparagraphs import restore_code_paragraphs
from syndicate.parser.page.cleaning.controls import restore_controls
from syndicate.parser.page.cleaning.decoration import remove_decoration
from syndicate.parser.page.cleaning.direction import restore_direction
from syndicate.parser.page.cleaning.emails import restore_emails
from syndicate.parser.page.cleaning.emphasis import restore_emphasis
from syndicate.parser.page.cleaning.footnotes import normalise_footnotes
from syndicate.parser.page.cleaning.formulas import SIGNS, restore_formulas
from syndicate.parser.page.cleaning.gaps import SIGNS as GAP_SIGNS
from syndicate.parser.page.cleaning.gaps import part_words
from syndicate.parser.page.cleaning.icons import remove_icons, restore_icons
from syndicate.parser.page.cleaning.labels import name_links_of_icons
from syndicate.parser.page.cleaning.layout import align_cells, restore_layout
from syndicate.parser.page.cleaning.levels import SIGNS as LEVEL_SIGNS
from syndicate.parser.page.cleaning.levels import restore_levels
from syndicate.parser.page.cleaning.links import absolute_address, resolve_addresses
from syndicate.parser.page.cleaning.lists import restore_lists
from syndicate.parser.page.cleaning.looks import (
    EMPHASIS,
    LOOKS,
    WHITE_SPACE,
    mark_highlights,
    restore_white_space,
    say_looks,
    transform_text,
)
from syndicate.parser.page.cleaning.nodes import inner, remove_comments
from syndicate.parser.page.cleaning.permalinks import is_permalink, keep_words_of_buttons, remove_permalinks
from syndicate.parser.page.cleaning.pictures import (
    list_areas,
    replace_missing_pictures,
    restore_drawings,
    restore_emoji,
    restore_pictures,
)
from syndicate.parser.page.cleaning.players import normalise_players, restore_players
from syndicate.parser.page.cleaning.roles import restore_roles
from syndicate.parser.page.cleaning.ruby import rename_acronyms, restore_ruby
from syndicate.parser.page.cleaning.sizes import keep_sizes
from syndicate.parser.page.cleaning.styled import restore_styled
from syndicate.parser.page.cleaning.tabs import restore_tabs
from syndicate.parser.page.cleaning.tasks import restore_tasks
from syndicate.parser.page.platforms import BESIDE_ARTICLE
from syndicate.parser.page.removals import Removals
from syndicate.parser.page.shadow import attach_shadow_roots
from syndicate.parser.page.sheets import apply_sheets
from syndicate.parser.page.shown import ShownPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from selectolax.lexbor import LexborNode

    from syndicate.models import Body

__all__ = ["absolute_address", "clean", "clean_body", "clean_node", "is_permalink"]

NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")
"""Code points that Unicode reserves for a program's internal use. The converter uses them; HTML can write `&#xFDD0;`."""

TAG = re.compile(r"""<[^<>"]*+(?:"[^"]*+"[^<>"]*+)*+>|<!--""")
"""A tag, as HTML is written out: values stand in double quotes. A comment by its beginning."""


class Cleaning(NamedTuple):
    """What the steps work on."""

    root: LexborNode
    base: str
    removals: Removals
    remove: tuple[str, ...]
    is_trusted: bool


class Step(NamedTuple):
    """A step of the cleaning, and the signs of a body that needs it, in its tags; none for every body."""

    run: Callable[[Cleaning], None]
    signs: tuple[str, ...] = ()


def _remove(rules: tuple[tuple[str, str], ...], at: Cleaning) -> None:
    for rule, selector in rules:
        for node in at.root.css(selector):
            if node.mem_id != at.root.mem_id and node.parent is not None:
                at.removals.take(node, rule)


DOCFX = "NOTE", "TIP", "WARNING", "CAUTION", "IMPORTANT"

ICON_SIGNS = "<i ", "icon", "material-symbols", "data-feather", "data-lucide", 'span class="'
"""What is in the tags of a body that may have icons of a font."""

CALLOUT_ICONS = ", ".join(
    f"[class*={name}] svg:not([role=img])"
    for name in ("alert-title", "admonition", "callout", "notice", "starlight-aside")
)

STEPS = (
    Step(lambda at: mark_places(at.root, at.base), ("#", "data-")),
    Step(lambda at: _remove(tuple(("source.select.remove", selector) for selector in at.remove), at)),
    Step(
        lambda at: _remove((("fallback", "noframes, noembed, datalist"),), at),
        ("<noframes", "<noembed", "<datalist"),
    ),
    Step(lambda at: part_words(at.root), GAP_SIGNS),
    Step(lambda at: restore_players(at.root, at.removals)),
    Step(
        lambda at: restore_pictures(at.root, at.removals),
        ("<img", "<picture", "<noscript", "-img", 'role="img"', "url("),
    ),
    Step(lambda at: restore_cards(at.root), ("data-attrs",)),
    Step(
        lambda at: restore_bookmarks(at.root, at.removals),
        ("bookmark", "file-card", "embedded-post", "mixtapeEmbed", "wp-embedded-content"),
    ),
    Step(lambda at: remove_decoration(at.root, at.removals), ("aria-hidden",)),
    Step(lambda at: restore_formulas(at.root, at.removals), SIGNS),
    Step(lambda at: restore_emoji(at.root, at.removals), ("moji", "smiley", "slack-edge")),
    Step(lambda at: _remove((("icon", CALLOUT_ICONS),), at), ("<svg",)),
    Step(
        lambda at: restore_tasks(at.root, at.removals), ("check", "todo", 'class="on"', 'class="off"', "task")
    ),
    Step(lambda at: restore_icons(at.root, at.removals), ICON_SIGNS),
    Step(lambda at: restore_emails(at.root, at.removals), ("cfemail", "email-protection#")),
    Step(lambda at: part_controls(at.root), ("<button", "<meter", "<progress", "role=")),
    Step(lambda at: restore_tabs(at.root, at.removals), ("tablist", "tabbed-labels")),
    Step(lambda at: keep_words_of_buttons(at.root, at.removals), ("<button",)),
    Step(
        lambda at: normalise_code(at.root, at.removals),
        (
            "<pre",
            "crayon",
            "enlighter",
            "cm-line",
            "ace_line",
            "view-line",
            "ql-code-block",
            "syntaxhighlighter",
            "blob-code",
            "dp-",
            "de1",
            "mermaid",
            "<xmp",
            "<listing",
        ),
    ),
    Step(lambda at: restore_code_paragraphs(at.root), CODE_SIGNS),
    Step(lambda at: normalise_footnotes(at.root, at.removals, at.base)),
    Step(lambda at: remove_permalinks(at.root, at.removals), ("<a",)),
    Step(lambda at: name_links_of_icons(at.root, at.removals), ("<svg", *ICON_SIGNS)),
    Step(lambda at: remove_icons(at.root, at.removals), ICON_SIGNS),
    Step(lambda at: at.removals.take_hidden()),
    Step(lambda at: restore_drawings(at.root, at.removals), ("<svg",)),
    Step(lambda at: _remove(BESIDE_ARTICLE, at)),
    Step(
        lambda at: restore_callouts(at.root, at.removals),
        (
            "alert",
            "callout",
            "admonition",
            "custom-block",
            "aside",
            "macro",
            "hint",
            "notice",
            "notecard",
            "pullquote",
            *(f'="{name}' for name in DOCFX),
        ),
    ),
    Step(lambda at: list_areas(at.root), ("usemap",)),
    Step(lambda at: keep_sizes(at.root), ("<img",)),
    Step(lambda at: part_boxes(at.root), BOX_SIGNS),
    Step(lambda at: restore_layout(at.root), ("<table", "caption")),
    Step(lambda at: align_cells(at.root), ("<table",)),
    Step(lambda at: restore_cells(at.root), ("<table", "role=", "table-row")),
    Step(lambda at: restore_roles(at.root), ("role=", "table-row")),
    Step(
        lambda at: restore_controls(at.root, at.removals),
        ("<select", "<option", "<optgroup", "<textarea", "<input", "<meter", "<progress"),
    ),
    Step(lambda at: restore_ruby(at.root), ("<ruby", "<rt", "<rb")),
    Step(lambda at: rename_acronyms(at.root), ("<acronym",)),
    Step(lambda at: restore_direction(at.root, at.removals)),
    Step(lambda at: say_looks(at.root), tuple(LOOKS)),
    Step(lambda at: restore_white_space(at.root), ("white-space", *WHITE_SPACE)),
    Step(lambda at: transform_text(at.root), ("text-transform",)),
    Step(lambda at: mark_highlights(at.root), ("background",)),
    Step(lambda at: restore_emphasis(at.root), ("style=", *EMPHASIS)),
    Step(lambda at: restore_styled(at.root), ("style=", "role=")),
    Step(lambda at: end_paragraphs(at.root), ("<br", *SIGNS)),
    Step(lambda at: restore_levels(at.root, at.removals), LEVEL_SIGNS),
    Step(lambda at: restore_lists(at.root), ("<li", "<menu", "<dir")),
    Step(
        lambda at: normalise_players(at.root, at.base, at.removals),
        ("<iframe", "<embed", "<object", "<video", "<audio"),
    ),
    Step(lambda at: keep_links_within(at.root, at.base), ("<a",)),
    Step(lambda at: resolve_addresses(at.root, at.base, trusted=at.is_trusted, removals=at.removals)),
    Step(lambda at: replace_missing_pictures(at.root), ("<img",)),
    Step(lambda at: remove_comments(at.root), ("<!--",)),
)
"""The steps in their order: what a script would show, then what is no part of the text, then one form for the rest.

What is no part of the text is known by its nodes: whatever writes a part of the page anew comes after its removal."""

STEP_SIGNS = frozenset(sign for step in STEPS for sign in step.signs)


def clean(body: str, *, base: str, remove: tuple[str, ...] = ()) -> str:
    """The fragment cleaned, with absolute addresses.

    Args:
        body: HTML of the body, as the origin has it.
        base: the address that relative ones are relative to.
        remove: CSS selectors of other elements that are not part of the article.
    """
    return clean_body(body, base=base, remove=remove).html


def clean_body(body: str, *, base: str, remove: tuple[str, ...] = ()) -> Body:
    """The fragment cleaned, with what the original shows and what was removed of it; see `clean`.

    Raises:
        ParseError: it is nested too deeply, or would take too much time or memory.
    """
    root = parse_fragment(body, base)
    attach_shadow_roots(root)
    apply_sheets(root)
    check_depth(depth_below(root), base)
    return clean_node(root, Removals(ShownPage(root, base)), base=base, remove=remove, trusted=True)


def clean_node(
    root: LexborNode,
    removals: Removals,
    *,
    base: str,
    remove: tuple[str, ...] = (),
    trusted: bool = False,
) -> Body:
    """The inner HTML of a node, cleaned; the node's tree is changed.

    Args:
        root: the node that holds the body.
        removals: of what the node showed before anything was changed.
        base: see `clean`.
        remove: see `clean`.
        trusted: whether links stay unless their scheme is known to be unsafe; else only well-known schemes stay.
    """
    at = Cleaning(root, base, removals, remove, trusted)
    tags = "".join(set(TAG.findall(root.inner_html or "")))
    signs = {sign for sign in STEP_SIGNS if sign in tags}
    for step in STEPS:
        if not step.signs or not signs.isdisjoint(step.signs):
            step.run(at)
    return removals.body(NONCHARACTERS.sub("", inner(root)))
