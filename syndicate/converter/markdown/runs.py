"""The content of a block as runs: pieces of text, each with the marks around it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from syndicate.converter.dialects.addresses import rendered_address
from syndicate.converter.markdown.checkboxes import checkbox
from syndicate.converter.markdown.jsx import jsx_tag
from syndicate.converter.markdown.raw import raw_html, sealed

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from selectolax.lexbor import LexborNode

    from syndicate.converter.dialects.row import Dialect

MAYBE_ESCAPE = "\ufdd0"
"""Stands before a character that may need a backslash."""

MAYBE_ENTITY = "\ufdd1"
"""Stands before a character in alt text that may need an entity: some renderers show a backslash there."""

LIKELY_ESCAPE = "\ufdd2"
"""Stands before a character that very probably needs a backslash."""

ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;", '"': "&quot;"}
NOTE = re.compile(r"[\[ ]*(\d{1,4})(?::\d{1,4})?[\] ]*")
"""The text of a reference to a footnote: its number, and after a colon which reference to it this is."""

ESCAPE_MARKS = re.compile(f"[{MAYBE_ESCAPE}{MAYBE_ENTITY}{LIKELY_ESCAPE}]")

PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
SPACES = re.compile(r"[ \t\n\r\f]{2,}|[\t\n\r\f]")
"""White space other than a single space."""

ALLOWED_ADDRESS = re.compile(r"(?!data:)|data:image/(?:gif|png|jpeg|webp);", re.IGNORECASE)
"""The addresses that markdown-it allows; it leaves links to others as text (lib/index.mjs, validateLink). Of `data:`
addresses, it allows pictures of four formats."""

EMPHASIS = {
    "strong": "strong",
    "b": "strong",
    "em": "em",
    "i": "em",
    "cite": "em",
    "del": "del",
    "s": "del",
    "strike": "del",
}
TAGS = {
    "sup",
    "sub",
    "u",
    "ins",
    "mark",
    "small",
    "q",
    "var",
    "dfn",
    "kbd",
    "abbr",
    "ruby",
    "rt",
    "bdi",
    "bdo",
}
"""Marks that Markdown has no sign for: they are written as tags."""
NESTED = {"q", "bdi", "bdo"}
"""Of these, those that say something more within another of their kind."""
DIRECTED = {"bdi", "bdo"}
"""And those that say which way their text runs."""
CODE = {"code", "samp", "tt"}
FOLDED = re.compile(r"[ \t\n\r\f]+")
WIDE = frozenset("\u2001\u2003\u3000")
"""Spaces as wide as a letter."""
HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}


@dataclass(frozen=True, eq=False, slots=True)
class Wrap:
    """Something around text: emphasis, a link, a tag. Two wraps are equal only if they come from the same element."""

    kind: str
    href: str = ""
    title: str = ""
    direction: str = ""


class Run(NamedTuple):
    """A piece of a line: text, code, a ready-made atom (picture, footnote), or a break."""

    kind: str
    text: str
    wraps: tuple[Wrap, ...]


def collect(nodes: Iterable[LexborNode], dialect: Dialect, wraps: tuple[Wrap, ...] = ()) -> list[Run]:
    """The runs of some inline nodes, in order."""
    runs: list[Run] = []
    for node in nodes:
        _collect(node, dialect, wraps, "text", runs)
    return runs


def inner_wraps(node: LexborNode, wraps: tuple[Wrap, ...]) -> tuple[Wrap, ...]:
    """The wraps of the content of an inline element."""
    tag = node.tag or ""
    kind = EMPHASIS.get(tag)
    if kind and all(wrap.kind != kind for wrap in wraps):
        return (*wraps, Wrap(kind))
    if tag in TAGS and (tag in NESTED or all(wrap.kind != tag for wrap in wraps)):
        title = node.attributes.get("title") or "" if tag in {"abbr", "dfn"} else ""
        return (*wraps, Wrap(tag, title=title, direction=direction(node) if tag in DIRECTED else ""))
    if (
        tag == "a"
        and (href := (node.attributes.get("href") or "").strip())
        and all(wrap.kind != "link" for wrap in wraps)
    ):
        return (*wraps, Wrap("link", href, " ".join((node.attributes.get("title") or "").split())))
    return wraps


def _collect(node: LexborNode, dialect: Dialect, wraps: tuple[Wrap, ...], kind: str, runs: list[Run]) -> None:
    tag = node.tag
    if tag == "-text":
        if text := node.text_content:
            runs.append(Run(kind, text, wraps))
        return
    if tag is None or tag == "-comment":
        return
    if tag == "br":
        runs.append(Run("break", "", wraps))
    elif (atom := _atom(node, dialect, first=not any(run.text.strip() for run in runs))) is not None:
        if atom:
            runs.append(Run("atom", atom, wraps))
    else:
        inner = inner_wraps(node, wraps)
        kind = "code" if tag in CODE else kind
        for child in node.iter(include_text=True):
            _collect(child, dialect, inner, kind, runs)


def _atom(node: LexborNode, dialect: Dialect, *, first: bool) -> str | None:
    """An element that stands ready-made in its line; None if its content is to be written."""
    tag = node.tag
    if tag == "img":
        return _image(node, dialect)
    if tag == "input":
        return checkbox(node, dialect, first=first)
    if tag == "wbr":
        return "<wbr />" if dialect.jsx else "<wbr>"
    if name := place_name(node):
        # Sites put links around the words of headings, in which a link would end theirs.
        kind = "span" if node.parent is not None and node.parent.tag in HEADINGS else "a"
        return f'<{kind} id="{attribute(name, dialect.title_signs)}"></{kind}>'
    is_note = False
    if tag == "sup" and (number := note_number(node)):
        if dialect.footnotes:
            return f"[^{number}]"
        is_note = True
    if is_blank_code(node):
        # What is no CommonMark finds no code in a space.
        return "<code> </code>" if dialect.own_links else "` `"
    if tag not in dialect.raw_tags and not is_note:
        return None
    text = raw_html(node.html or "")
    return sealed(text) if dialect.titled_headings else text


def place_name(node: LexborNode) -> str:
    """The name of a place that a link leads to, as the cleaning marks it; "" where a node is no such mark."""
    is_mark = node.tag == "a" and node.first_child is None and "href" not in node.attributes
    return (node.attributes.get("id") or "") if is_mark else ""


def is_blank_code(node: LexborNode) -> bool:
    """Whether this is code of white space alone: a browser shows its box."""
    return node.tag in CODE and node.text().isspace()


def note_number(node: LexborNode) -> str:
    """The number of the footnote that an element refers to; "" if it is no such reference."""
    match = NOTE.fullmatch(node.text()) if "footnote-ref" in (node.attributes.get("class") or "") else None
    return match[1] if match else ""


def has_note(runs: Sequence[Run]) -> bool:
    """Whether a footnote is referred to."""
    return any(run.kind == "atom" and run.text.startswith("[^") for run in runs)


SIGN = re.compile(r"[][`*_~<\\]")


def has_sign(runs: Sequence[Run]) -> bool:
    """Whether text has what could be a sign of Markdown, which is escaped then."""
    return any(run.kind == "text" and SIGN.search(run.text) for run in runs)


def has_linked_picture(runs: Sequence[Run]) -> bool:
    """Whether a picture stands in a link."""
    return any(run.text.startswith("![") and any(wrap.kind == "link" for wrap in run.wraps) for run in runs)


def escaped(char: str, escapable: str) -> str:
    """A character of text as a renderer shows it: after a backslash if the dialect has it, else as an entity."""
    return f"\\{char}" if char in escapable else ENTITIES.get(char) or f"&#{ord(char)};"


def _image(node: LexborNode, dialect: Dialect) -> str:
    attributes = node.attributes
    src = (attributes.get("src") or "").strip()
    if not src:
        return ""
    alt = " ".join((attributes.get("alt") or "").split())
    title = " ".join((attributes.get("title") or "").split())
    shaped = _curly(alt) if dialect.curly_quotes_in_alt else alt
    has_hazard = bool(dialect.alt_hazards) and re.search(dialect.alt_hazards, shaped) is not None
    looks = "".join(f' {name}="{attribute(value)}"' for name, value in picture_looks(node))
    if not dialect.html:
        shaped = re.sub(dialect.alt_hazards, "", shaped)
    elif (
        looks
        or (title and not dialect.image_titles)
        or has_hazard
        or not is_stable_address(src, dialect.resolved)
    ):
        values = [attribute(value, dialect.title_signs) for value in (src, alt, title)]
        tag = _image_tag(values[0], values[1], values[2], looks)
        return jsx_tag(tag) if dialect.jsx else tag

    entities = re.compile(dialect.alt_entities)

    def mark(match: re.Match[str]) -> str:
        char = match[0]
        if not dialect.alt_escapes:
            return char
        forced = entities.match(shaped, match.start()) or (char == "^" and match.start() == 0)
        return _entity(char) if forced else MAYBE_ENTITY + char

    return f"![{PUNCTUATION.sub(mark, shaped)}]({destination(src, title, dialect.title_signs)})"


def direction(node: LexborNode) -> str:
    """Which way an element says that its text runs; "" where it does not say so."""
    value = (node.attributes.get("dir") or "").strip().lower()
    return value if value in {"ltr", "rtl"} else ""


def picture_looks(node: LexborNode) -> tuple[tuple[str, str], ...]:
    """The size that a picture's author set, and the side at which text flows around it."""
    attributes = node.attributes
    return tuple((name, value) for name in ("width", "height", "align") if (value := attributes.get(name)))


def _image_tag(src: str, alt: str, title: str, looks: str) -> str:
    title_attribute = f' title="{title}"' if title else ""
    return f'<img src="{src}" alt="{alt}"{title_attribute}{looks}>'


def _curly(text: str) -> str:
    """The text with quotes and dots in the shape that a typographer gives them."""
    text = re.sub(r"(?:(?<=[\s(\[{])|^)(['\"])", lambda match: "“" if match[1] == '"' else "‘", text)
    return text.replace('"', "”").replace("'", "’").replace("...", "…")


def _entity(char: str) -> str:
    return ENTITIES.get(char) or f"&#{ord(char)};"


def destination(href: str, title: str = "", signs: str = "") -> str:
    """A link's address, and its title if it has one, as written between parentheses.

    Source: CommonMark 0.31, 6.3: in angle brackets if its parentheses do not balance.

    Args:
        href: the address.
        title: the title, as text.
        signs: further characters that need an entity in a title of the dialect.
    """
    url = re.sub(r"\s", "%20", href)
    url = re.sub(r"[\\<>{}`|]", lambda match: f"%{ord(match[0]):02X}", url)
    url = re.sub(r"&(?=#?\w+;)", "&amp;", url)
    if not _is_balanced(url):
        url = f"<{url}>"
    if not title:
        return url
    quote = "'" if '"' in title and "'" not in title and not signs else '"'

    def mark(match: re.Match[str]) -> str:
        # cmark resolves entities before escapes; renderers with signs of their own know no escapes here.
        # Where a backslash and the closing quote meet, cmark goes on to the last quote of all (src/scanners.re).
        is_escape = match[0] == "\\" and not signs and match.end() < len(title)
        return r"\\" if is_escape else _entity(match[0])

    # Python-Markdown takes a pair of quotes off the title that has them (inlinepatterns.py, dequote).
    pair = "|^'" if signs and title[0] == title[-1] == "'" else ""
    quoted = re.sub(rf"&(?=#?\w+;)|\\(?!\w)|[<{{{quote}{signs}]{pair}", mark, title)
    return f"{url} {quote}{quoted}{quote}"


def attribute(value: str, signs: str = "") -> str:
    """The value as written in an HTML attribute, in which template engines would run code too.

    Args:
        value: the text.
        signs: further characters that the dialect needs an entity for.
    """
    if signs:
        return re.sub(rf'[&<"{{|{signs}]', lambda match: _entity(match[0]), value)
    return (
        html.escape(value, quote=False).replace('"', "&quot;").replace("{", "&#123;").replace("|", "&#124;")
    )


def is_stable_address(href: str, resolved: str = r"(?!)") -> bool:
    """Whether a renderer leaves an address unchanged. One that it would change is written in a tag.

    Non-ASCII letters may become percent-encoded: a person would not write a tag for them. `resolved` matches addresses
    that this renderer shortens.
    """
    if re.search(resolved, href):
        return False
    return (not href.isascii() or rendered_address(href) == href) and ALLOWED_ADDRESS.match(href) is not None


def _is_balanced(text: str) -> bool:
    depth = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return False
    return depth == 0


def indentation(space: str) -> str:
    """The spaces at the beginning of a line after a break that nothing folds; "" for a single one, which nobody sees."""
    kept = FOLDED.sub(" ", space).removeprefix(" ").replace(" ", "\xa0")
    return kept if len(kept) > 1 or not WIDE.isdisjoint(kept) else ""


def _indented(space: str) -> str:
    """The spaces of an indentation as entities, which no renderer strips."""
    return "".join("&nbsp;" if sign == "\xa0" else f"&#{ord(sign)};" for sign in indentation(space))


def tidy_spaces(runs: Sequence[Run]) -> list[Run]:
    """Runs with white space collapsed as in HTML, and moved out of marks at their edges.

    Source: CSS Text 3, 4.1.1; CommonMark 0.31, 6.2: emphasis neither begins nor ends with white space.
    """
    pieces: list[Run] = []
    for run in runs:
        if run.kind in {"atom", "break"}:
            pieces.append(run)
            continue
        text = SPACES.sub(" ", run.text) if run.kind == "text" else re.sub(r"[\n\r\t\f]", " ", run.text)
        stripped = text.strip()
        if not stripped:
            pieces.append(Run("space", text if "\xa0" in text else " ", run.wraps))
            continue
        start = text.index(stripped)
        for part, kind in (
            (text[:start], "space"),
            (stripped, run.kind),
            (text[start + len(stripped) :], "space"),
        ):
            if part:
                pieces.append(Run(kind, SPACES.sub(" ", part) if kind == "space" else part, run.wraps))
    return _without_edges(_join_spaces(pieces))


def _join_spaces(pieces: list[Run]) -> list[Run]:
    joined: list[Run] = []
    for piece in pieces:
        before = joined[-1] if joined else None
        if piece.kind == "space" and before is not None and before.kind == "space":
            text = SPACES.sub(" ", before.text + piece.text)
            joined[-1] = Run("space", text, tuple(wrap for wrap in before.wraps if wrap in piece.wraps))
        elif (
            before is not None
            and piece.kind == before.kind
            and piece.kind in {"code", "text"}
            and piece.wraps == before.wraps
        ):
            joined[-1] = before._replace(text=before.text + piece.text)
        else:
            joined.append(piece)
    return joined


def _without_edges(pieces: list[Run]) -> list[Run]:
    while pieces and pieces[0].kind in {"space", "break"}:
        pieces.pop(0)
    while pieces and pieces[-1].kind in {"space", "break"}:
        pieces.pop()
    result: list[Run] = []
    for n, piece in enumerate(pieces):
        if piece.kind == "space":
            before, after = pieces[n - 1], pieces[n + 1]
            if before.kind == "break" and after.kind != "break" and (text := _indented(piece.text)):
                result.append(Run("atom", text, ()))
            if "break" in (before.kind, after.kind):
                continue
            result.append(_between(piece, before, after))
        elif piece.kind == "break":
            before, after = result[-1], next(p for p in pieces[n:] if p.kind not in {"break", "space"})
            result.append(_between(piece, before, after))
        else:
            result.append(piece)
    return result


def _between(piece: Run, before: Run, after: Run) -> Run:
    """White space or a break with only the wraps that both its neighbours have."""
    wraps = piece.wraps
    return Run(
        piece.kind, piece.text, tuple(wrap for wrap in wraps if wrap in before.wraps and wrap in after.wraps)
    )
