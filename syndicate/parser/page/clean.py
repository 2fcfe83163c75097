"""An article's body as plain, well-known HTML: without extras, with code blocks and lazy pictures restored.

Everything here is about reading the origin. What the target's Markdown can say is the converter's job.
"""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from syndicate.addresses import (
    FRAME_WRAPPERS,
    LOADED_SCHEMES,
    PLAIN_ADDRESS,
    SCHEMES,
    UNSAFE_SCHEMES,
    is_player,
)
from syndicate.models import LANGUAGE, Body
from syndicate.parser.page.cards import restore_cards
from syndicate.parser.page.footnotes import normalise_footnotes
from syndicate.parser.page.removals import Removals
from syndicate.parser.page.shown import ShownPage
from syndicate.parser.page.tables import (
    BESIDE_ARTICLE,
    BESIDE_CODE,
    CODE_BLOCKS,
    CODE_HOLDERS,
    CODE_LINES,
    LANGUAGE_CLASSES,
    LANGUAGE_LABELS,
    LAZY_SOURCES,
    NOT_LANGUAGES,
    PERMALINK_SIGNS,
    PERMALINKS,
)

BESIDE = "line number or button of code"
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
CONTAINERS = {
    "article",
    "aside",
    "blockquote",
    "body",
    "center",
    "dd",
    "details",
    "div",
    "figure",
    "li",
    "main",
    "section",
    "td",
    "th",
}
"""Elements that a paragraph may stand in."""

FORMULA_ELEMENTS = {"math", "semantics"}
"""Elements that hold only a formula, its source included (MathML Core, 2.2.1 and 3.7)."""

KATEX_CLASSES = {"katex", "katex-mathml", "katex-display"}
"""The classes of the elements that KaTeX puts around a formula."""

ADDRESS_WHITESPACE = "".join(map(chr, range(0x21)))
"""What a browser strips from both ends of an address (WHATWG URL, 4.4)."""

NEEDS_RESOLVING = re.compile(r"/\.|\?#|;[?#]|[?#;]$")
"""What `urljoin` normalises even in an absolute address: dot segments and empty parts."""

LINE_BREAKS = str.maketrans("", "", "\t\n\r")
"""What a browser removes anywhere in an address (WHATWG URL, 4.4)."""

CONTROL = re.compile(r"[\0-\x1f\x7f]")
"""What a browser percent-encodes, and forbids in a host (WHATWG URL, 1.3 and 3.5). Some Markdown renderers refuse it in
an address."""

NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")
"""Code points that Unicode reserves for a program's internal use. The converter uses them; HTML can write `&#xFDD0;`."""


def clean(body: str, *, base: str, remove: tuple[str, ...] = ()) -> str:
    """The fragment cleaned, with absolute addresses.

    Args:
        body: HTML of the body, as the origin has it.
        base: the address that relative ones are relative to.
        remove: CSS selectors of other elements that are not part of the article.
    """
    return clean_body(body, base=base, remove=remove).html


def clean_body(body: str, *, base: str, remove: tuple[str, ...] = ()) -> Body:
    """The fragment cleaned, with what the original shows and what was removed of it; see `clean`."""
    root = LexborHTMLParser(f"<!doctype html><html><body>{body}</body></html>").body
    if root is None:
        return Body("")
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
    _restore_lazy_pictures(root)
    restore_cards(root)
    _restore_formulas(root, removals)
    removals.take_hidden()
    for rule, selector in (*BESIDE_ARTICLE, *(("source.select.remove", selector) for selector in remove)):
        for node in root.css(selector):
            if node.mem_id != root.mem_id and node.parent is not None:
                removals.take(node, rule)
    normalise_footnotes(root, removals)
    for anchor in root.css("a"):
        if is_permalink(anchor):
            removals.take(anchor, "permalink")
    for block in _code_blocks(
        root,
        CODE_BLOCKS,
    ):
        _normalise_code(block, removals)
    for frame in root.css("iframe, embed, object"):
        if frame.parent is not None:  # else it was the fallback inside an object that has become a link
            _normalise_embed(frame, base, removals)
    for player in root.css("audio:not([controls]), video:not([controls]):not([autoplay])"):
        player.attrs["controls"] = ""  # without its script, a scripted player shows no controls
    for node in root.css("[href], [src], [cite], [poster]"):
        _absolutise(node, base, removals, trusted=trusted)
    _replace_missing_pictures(root)
    for drawing in root.css("svg"):
        drawing.decompose()
    return removals.body(NONCHARACTERS.sub("", root.inner_html or ""))


def absolute_address(base: str, address: str) -> str:
    """The address made absolute; "" where it is invalid, such as `http://[broken`, in a browser too."""
    address = address.strip(ADDRESS_WHITESPACE).translate(LINE_BREAKS)
    if PLAIN_ADDRESS.fullmatch(address) and not NEEDS_RESOLVING.search(address):
        return address
    try:
        url = urljoin(base, address) if address else ""
        host = urlsplit(url).netloc
    except ValueError:
        return ""
    return "" if CONTROL.search(host) else CONTROL.sub(lambda match: f"%{ord(match[0]):02X}", url)


def is_permalink(anchor: LexborNode) -> bool:
    """Whether a link only leads to its own heading or reference."""
    attributes = anchor.attributes
    if not PERMALINKS.isdisjoint((attributes.get("class") or "").split()):
        return True
    if (attributes.get("aria-label") or "").startswith("Permalink"):
        return True
    if not (attributes.get("href") or "").startswith("#"):
        return False
    heading = anchor.parent
    while heading is not None and heading.tag == "span":
        heading = heading.parent
    return (
        heading is not None
        and heading.tag in HEADINGS
        and anchor.css_first("img") is None
        and anchor.text().strip().lower() in PERMALINK_SIGNS
    )


def _restore_formulas(root: LexborNode, removals: Removals) -> None:
    """Replace each formula's markup, visible and for screen readers, by its TeX between dollar signs."""
    for source in root.css('annotation[encoding="application/x-tex"]'):
        formula, delimiter = source, "$"
        while (parent := formula.parent) is not None:
            classes = (parent.attributes.get("class") or "").split()
            if parent.tag not in FORMULA_ELEMENTS and KATEX_CLASSES.isdisjoint(classes):
                break
            if parent.attributes.get("display") == "block" or "katex-display" in classes:
                delimiter = "$$"
            formula = parent
        tex = " ".join(source.text().split())
        removals.replace(formula, "formula", f"{delimiter}{tex}{delimiter}")


def _restore_lazy_pictures(root: LexborNode) -> None:
    for noscript in root.css("noscript"):
        if "<img" in (noscript.inner_html or "") or "<img" in noscript.text():
            _use_fallback(noscript)
    for image in root.css("img"):
        attributes = image.attributes
        src = (attributes.get("src") or "").strip()
        if src and not src.startswith("data:") and "blank.gif" not in src and "placeholder" not in src:
            continue
        candidates = [attributes.get(name) for name in LAZY_SOURCES]
        candidates.append(_largest(attributes.get("srcset") or attributes.get("data-srcset") or ""))
        if source := next(filter(None, candidates), ""):
            image.attrs["src"] = source


def _replace_missing_pictures(root: LexborNode) -> None:
    for image in root.css("img"):
        if not image.attributes.get("src"):
            image.replace_with(image.attributes.get("alt") or "")


def _use_fallback(noscript: LexborNode) -> None:
    """Put the picture in a noscript element in place of the placeholder before it."""
    inner = noscript.inner_html or ""
    fallback = LexborHTMLParser(inner if "<img" in inner else noscript.text()).css_first("img")
    placeholder = noscript.prev
    while (
        placeholder is not None
        and placeholder.tag == "-text"
        and not (placeholder.text_content or "").strip()
    ):
        placeholder = placeholder.prev
    if fallback is None or placeholder is None or placeholder.tag != "img":
        return
    src = placeholder.attributes.get("src") or ""
    if not src or src.startswith("data:"):
        placeholder.attrs["src"] = fallback.attributes.get("src") or ""
        placeholder.attrs["alt"] = placeholder.attributes.get("alt") or fallback.attributes.get("alt") or ""


def _largest(srcset: str) -> str:
    """The address of the largest picture in a srcset (HTML Living Standard, 4.8.4.2.1)."""
    best, size = "", -1.0
    for candidate in re.split(r",\s+", srcset.strip()):
        address, _, descriptor = candidate.strip().partition(" ")
        number = re.match(r"[\d.]+", descriptor.strip())
        width = float(number[0]) if number else 1.0
        if address and width > size:
            best, size = address.rstrip(","), width
    return best


def _code_blocks(root: LexborNode, selector: str) -> list[LexborNode]:
    """The outermost elements that hold one block of code and no prose."""
    blocks: list[LexborNode] = []
    seen: set[int] = set()
    for node in root.css(selector):
        if node.mem_id == root.mem_id or node.mem_id in seen:
            continue
        pres = [node] if node.tag == "pre" else node.css("pre")
        single = len(pres) == 1 or node.css_first(CODE_HOLDERS) is not None
        if not single or (node.tag != "pre" and _has_prose(node)):
            continue
        blocks.append(node)
        seen.update(inner.mem_id for inner in node.traverse())
    return blocks


def _has_prose(node: LexborNode) -> bool:
    return any(child.tag in {"p", "ul", "ol", "blockquote", *HEADINGS} for child in node.traverse())


def _normalise_code(block: LexborNode, removals: Removals) -> None:
    """Replace a highlighter's markup of a code block by `<pre><code class="language-x">`."""
    language = _language(block)
    language = language if LANGUAGE.fullmatch(language) else ""
    caption = block.css_first("figcaption")
    caption_html = f"<p>{caption.inner_html}</p>" if caption is not None and caption.text().strip() else ""
    cell = block.css_first(CODE_HOLDERS)
    code = cell if cell is not None else (block if block.tag == "pre" else block.css_first("pre"))
    if code is None:
        return
    for label in block.css(LANGUAGE_LABELS):
        removals.note(label, "label of code")
    for node in block.css(BESIDE_CODE):
        if node.mem_id != code.mem_id and node.parent is not None:
            if _is_within(node, code):
                removals.take(node, BESIDE)
            elif not _is_within(code, node):
                removals.note(node, BESIDE)
    if caption_html == "" and any(_is_content_link(anchor) for anchor in code.css("a[href]")):
        return
    for line_break in code.css("br"):
        line_break.replace_with("\n")
    lines = code.css(CODE_LINES)
    text = "\n".join(line.text().replace("\n", "") for line in lines) if lines else code.text()
    text = re.sub(r"\A(?:[ \t]*+\n)++", "", text.rstrip())
    attribute = f' class="language-{html.escape(language)}"' if language else ""
    _replace(block, f"{caption_html}<pre><code{attribute}>{html.escape(text, quote=False)}\n</code></pre>")


def _is_within(node: LexborNode, ancestor: LexborNode) -> bool:
    parent = node.parent
    while parent is not None and parent.mem_id != ancestor.mem_id:
        parent = parent.parent
    return parent is not None


def _is_content_link(anchor: LexborNode) -> bool:
    return bool(anchor.text().strip()) and not (anchor.attributes.get("href") or "#").startswith("#")


def _language(block: LexborNode) -> str:
    label = block.css_first(LANGUAGE_LABELS)
    if label is not None:
        return "" if label.text().strip().lower() in NOT_LANGUAGES else label.text().strip()
    candidates: list[LexborNode] = [*block.css("code"), *block.css("pre"), block]
    parent = block.parent
    for _ in range(2):
        if parent is not None and parent.tag in {"div", "figure"} and len(parent.css("pre")) == 1:
            candidates.append(parent)
            parent = parent.parent
    for node in candidates:
        attributes = node.attributes
        for name in ("data-lang", "data-language", "lang"):
            if (value := (attributes.get(name) or "").strip()) and (
                name != "lang" or node.tag in {"pre", "code"}
            ):
                return "" if value.lower() in NOT_LANGUAGES else value
        for pattern in LANGUAGE_CLASSES:
            if (match := pattern.search(attributes.get("class") or "")) and match[
                1
            ].lower() not in NOT_LANGUAGES:
                return str(match[1])
    return ""


def _normalise_embed(frame: LexborNode, base: str, removals: Removals) -> None:
    """Reduce a frame of a known player to its address and title; replace any other frame by a link."""
    attributes = frame.attributes
    source = next(filter(None, (attributes.get(name) for name in ("src", "data-src", "data"))), "")
    if not source and (link_match := re.match(r'\s*<a href="([^"]+)">', frame.text())):
        source = html.unescape(link_match[1])  # Medium's; HTML parses a frame's content as text
    address = _frame_address(absolute_address(base, source or ""))
    title = " ".join((attributes.get("title") or "").split())
    split = urlsplit(address)
    if not address or split.scheme not in ("http", "https"):
        frame.decompose()
        return
    if frame.tag == "iframe" and is_player(address):
        title_attribute = f' title="{html.escape(title)}"' if title else ""
        _replace(frame, f'<iframe src="{html.escape(address)}"{title_attribute} allowfullscreen></iframe>')
    else:
        ancestors = _ancestor_tags(frame)
        text = html.escape(title or address)
        removals.note(frame, "frame")
        link = text if "a" in ancestors else f'<a href="{html.escape(address)}">{text}</a>'
        _replace(frame, f"<p>{link}</p>" if ancestors[0] in CONTAINERS else link)


def _frame_address(address: str) -> str:
    """The address that a frame shows: the player, or else the page, that a wrapper such as Embedly names."""
    split = urlsplit(address)
    parameters = parse_qs(split.query) if split.netloc in FRAME_WRAPPERS else {}
    addresses = [
        absolute_address(address, parameters[name][0])
        for name in FRAME_WRAPPERS.get(split.netloc, ())
        if name in parameters
    ]
    return next(filter(is_player, addresses), next(filter(None, reversed(addresses)), address))


def _ancestor_tags(node: LexborNode) -> list[str]:
    """The tags of a node's ancestors, the nearest first."""
    tags = []
    parent = node.parent
    while parent is not None:
        tags.append(parent.tag or "")
        parent = parent.parent
    return tags


def _absolutise(node: LexborNode, base: str, removals: Removals, *, trusted: bool) -> None:
    attributes = node.attributes
    for name in ("href", "src", "cite", "poster"):
        value = attributes.get(name)
        if value is None or (
            value.startswith("#fn")
            and node.parent is not None
            and node.parent.attributes.get("class") == "footnote-ref"
        ):
            continue
        address = absolute_address(base, value)
        scheme = urlsplit(address).scheme
        if name == "src" and node.tag == "img" and scheme in SCHEMES - LOADED_SCHEMES:
            # No build can fetch it, and some stop there.
            text = html.escape(attributes.get("alt") or address)
            _replace(
                node, text if "a" in _ancestor_tags(node) else f'<a href="{html.escape(address)}">{text}</a>'
            )
            return
        picture = node.tag == "img" and address.startswith("data:image/")
        safe = scheme not in UNSAFE_SCHEMES if trusted else scheme in SCHEMES or not scheme
        if not address or not (safe or picture):
            if name == "href":
                removals.unlink(node)
            del node.attrs[name]
        elif address != value:
            node.attrs[name] = address


def _replace(node: LexborNode, markup: str) -> None:
    """Replace a node by the elements of an HTML fragment."""
    fragment = LexborHTMLParser(f"<!doctype html><html><body>{markup}</body></html>").body
    if fragment is not None:
        for child in fragment.iter(include_text=True):
            node.insert_before(child)
    node.decompose()
