"""What a dialect is: how a renderer of Markdown reads, and how to write for it."""

from __future__ import annotations

import string
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

TAG_START = r"<(?=[A-Za-z/!?]|$)"
"""What may begin a tag, a comment or an address in angle brackets; what comes after it may stand in another element."""
NOTHING = "(?!)"
"""A pattern that matches nothing."""
BRACES = rf"\{{|{TAG_START}"
"""Braces as well, where the renderer takes attributes out of them."""
NO_LINKS = rf"{BRACES}|\](?=[\[(:]|$)|^\["
"""What ends the text of a link as well, and what begins a definition, where the renderer finds links by its own rules."""
DEFINED = r"\](?=:)"
"""What may end the name of a link or an abbreviation that is defined, however it is escaped."""
AS_TEXT = r"^\^|[\\`*<>\[\]~{|]|&(?=[#\w])|(?<!\w)_|_(?!\w)"
"""What markdown-it reads as Markdown in alt text; escapes and entities get lost there (lib/renderer.mjs)."""


@dataclass(frozen=True, slots=True)
class Dialect:
    """One renderer of Markdown.

    `preset`, `options`, `rules`, `disabled` and `plugins` make markdown-it-py render as it does; the other fields say
    how to write for it. `forced` matches the characters of an origin's text that always get an escape, whatever the proof
    says of them: those that could begin a tag, or an attribute. `hazards` matches text that the renderer may take for
    markup though markdown-it does not, and `addresses` what it may turn into links outside of them, `resolved` addresses that it shortens. `alt_hazards` matches alt text that only a tag can say, `alt_entities` the
    characters of it that are entities always, and `title_signs` those of a title. In the elements `raw_tags` the renderer
    reads no Markdown. Before the characters that `split` matches, and after those of `split_after`, stands `splitter`, where no escape keeps an address
    from becoming a link. `jsx` says that tags are JSX's, and that no address stands in angle brackets. `raw_blocks` says whether text in a block of HTML is never Markdown, in a list neither, `html` whether it shows raw HTML, `frames` whether it shows frames, `merges_lists` whether two lists of different kinds become
    one. `shortcodes` says whether it runs Hugo's shortcodes, wherever they stand; in a line of code that `template_code`
    matches, nothing keeps the site's template engine from running it but entities. `bold_row_heads` says whether
    the head of a table's row is bold in a pipe table, `column_rule` what stands below the head of a column that is not
    aligned, `keeps_indent` whether code stays indented in a fence as a whole, `titled_headings` whether a heading gets its own text as
    an attribute, `heading_id` how its id stands after it, `demotes` by how many levels it is shown lower than it is written, `strict_marks` whether marks within a word, between signs or
    around escaped ones are no marks to it, and `marked_captions` whether emphasis sets the caption of a picture off. `escapable` has the
    characters that a backslash can escape; others need an entity.
    """

    name: str
    preset: str = "commonmark"
    options: Mapping[str, Any] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    disabled: tuple[str, ...] = ()
    plugins: tuple[str, ...] = ()
    tables: bool = True
    strikethrough: bool = True
    footnotes: bool = True
    definition_lists: bool = False
    tasks: bool = False
    hard_break: str = "\\\n"
    list_separator: str = "marker"
    item_indent: int = 0
    list_start: bool = True
    empty_items: bool = True
    markdown_in_html: bool = True
    bars_in_code_cells: bool = True
    image_titles: bool = True
    shortcodes: bool = False
    template_code: str = NOTHING
    nested_fences: bool = True
    keeps_indent: bool = True
    raw_blocks: bool = True
    longest_fence: bool = False
    bold_row_heads: bool = True
    column_rule: str = "---"
    marked_captions: bool = True
    strict_marks: bool = False
    marked_extensions_in_headings: bool = True
    marks_around_linked_pictures: bool = True
    raw_tags: frozenset[str] = frozenset()
    curly_quotes_in_alt: bool = False
    alt_hazards: str = ""
    alt_escapes: bool = True
    alt_entities: str = "[<{]"
    title_signs: str = ""
    forced: str = TAG_START
    entities: str = NOTHING
    link_signs: str = ""
    skipped_signs: str = ""
    lone_strikes: bool = False
    boxes_anywhere: bool = False
    mail_over_code: bool = False
    titled_headings: bool = False
    heading_id: str = ""
    demotes: int = 0
    own_links: bool = False
    split: str = NOTHING
    split_after: str = NOTHING
    splitter: str = "<!-- -->"
    jsx: bool = False
    html: bool = True
    frames: bool = True
    merges_lists: bool = False
    hazards: str = ""
    addresses: str = ""
    resolved: str = NOTHING
    escapable: str = string.punctuation

    @property
    def typographer(self) -> bool:
        """Whether the renderer changes the shape of quotes, dashes and dots."""
        return bool(self.options.get("typographer"))
