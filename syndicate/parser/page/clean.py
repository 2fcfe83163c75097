"""An article's body as plain, well-known HTML: what is not text goes, what highlighters and lazy loaders hid comes back.

Everything here is about reading the origin. What the target's Markdown can say is the converter's matter.
"""

from __future__ import annotations

import html
import re
from urllib.parse import parse_qs, urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from syndicate.addresses import FRAMED, PLAIN_ADDRESS, SCHEMES, UNSAFE_SCHEMES, is_player
from syndicate.parser.page.cards import draw_cards
from syndicate.parser.page.footnotes import normalise_footnotes
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

FORMULA = {"math", "semantics"}
"""Elements that hold only a formula, its source included (MathML Core, 2.2.1 and 3.7)."""

KATEX = {"katex", "katex-mathml", "katex-display"}
"""The classes of what KaTeX puts around one."""

WHITE = "".join(map(chr, range(0x21)))
"""What a browser takes off both ends of an address (WHATWG URL, 4.4)."""

UNSETTLED = re.compile(r"/\.|\?#|;[?#]|[?#;]$")
"""What `urljoin` takes out of an address that is absolute already: dots for folders, and empty parts."""

BREAKS = str.maketrans("", "", "\t\n\r")
"""What a browser takes out of an address wherever it stands (WHATWG URL, 4.4)."""

CONTROL = re.compile(r"[\0-\x1f\x7f]")
"""What a browser writes as %01 and the like, and takes in no host (WHATWG URL, 1.3 and 3.5); not every renderer of
Markdown takes it in an address."""

NONCHARACTERS = re.compile("[\ufdd0-\ufdef]")
"""Code points that Unicode keeps for a program's own use, as the converter uses them; HTML can name them as `&#xFDD0;`."""


def clean(body: str, *, base: str, remove: tuple[str, ...] = ()) -> str:
    """The fragment cleaned, with absolute addresses.

    Args:
        body: HTML of the body, as the origin has it.
        base: the address that relative ones are relative to.
        remove: CSS selectors of what else is not part of the article.
    """
    tree = LexborHTMLParser(f"<!doctype html><html><body>{body}</body></html>")
    root = tree.body
    return clean_node(root, base=base, remove=remove, trusted=True) if root is not None else ""


def clean_node(root: LexborNode, *, base: str, remove: tuple[str, ...] = (), trusted: bool = False) -> str:
    """The inner HTML of a node, cleaned; the node's tree is changed.

    Args:
        root: the node that holds the body.
        base: see `clean`.
        remove: see `clean`.
        trusted: whether links of any scheme stay that is not known to be unsafe; else only well-known ones do.
    """
    _restore_lazy_pictures(root)
    draw_cards(root)
    _say_formulas(root)
    for selector in (BESIDE_ARTICLE, "noscript", *remove):
        for node in root.css(selector):
            if node.mem_id != root.mem_id:
                node.decompose()
    normalise_footnotes(root)
    for anchor in root.css("a"):
        if is_permalink(anchor):
            anchor.decompose()
    for block in _outermost(
        root,
        CODE_BLOCKS,
    ):
        _normalise_code(block)
    for frame in root.css("iframe, embed, object"):
        if frame.parent is not None:  # else it was the fallback in an object that is a link by now
            _normalise_embed(frame, base)
    for player in root.css("audio:not([controls]), video:not([controls]):not([autoplay])"):
        player.attrs["controls"] = ""  # a script's player without its script plays nothing
    for node in root.css("[href], [src], [cite], [poster]"):
        _absolutise(node, base, trusted=trusted)
    _say_missing_pictures(root)
    return NONCHARACTERS.sub("", root.inner_html or "")


def absolute(base: str, address: str) -> str:
    """The address made absolute; "" where it is none, such as `http://[broken`: it leads nowhere in a browser either."""
    address = address.strip(WHITE).translate(BREAKS)
    if PLAIN_ADDRESS.fullmatch(address) and not UNSETTLED.search(address):
        return address
    try:
        joined = urljoin(base, address) if address else ""
        host = urlsplit(joined).netloc
    except ValueError:
        return ""
    return "" if CONTROL.search(host) else CONTROL.sub(lambda sign: f"%{ord(sign[0]):02X}", joined)


def is_permalink(anchor: LexborNode) -> bool:
    """Whether a link only leads to the heading or the reference that it belongs to."""
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


def _say_formulas(root: LexborNode) -> None:
    """The TeX of a formula between dollar signs, once, instead of all that a page has to show and to read it."""
    for source in root.css('annotation[encoding="application/x-tex"]'):
        formula, sign = source, "$"
        while (parent := formula.parent) is not None:
            classes = (parent.attributes.get("class") or "").split()
            if parent.tag not in FORMULA and KATEX.isdisjoint(classes):
                break
            if parent.attributes.get("display") == "block" or "katex-display" in classes:
                sign = "$$"
            formula = parent
        formula.replace_with(f"{sign}{' '.join(source.text().split())}{sign}")


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
        if real := next(filter(None, candidates), ""):
            image.attrs["src"] = real


def _say_missing_pictures(root: LexborNode) -> None:
    for image in root.css("img"):
        if not image.attributes.get("src"):
            image.replace_with(image.attributes.get("alt") or "")


def _use_fallback(noscript: LexborNode) -> None:
    """The picture for readers without scripts, instead of the placeholder before it."""
    inner = noscript.inner_html or ""
    fallback = LexborHTMLParser(inner if "<img" in inner else noscript.text()).css_first("img")
    before = noscript.prev
    while before is not None and before.tag == "-text" and not (before.text_content or "").strip():
        before = before.prev
    if fallback is None or before is None or before.tag != "img":
        return
    src = before.attributes.get("src") or ""
    if not src or src.startswith("data:"):
        before.attrs["src"] = fallback.attributes.get("src") or ""
        before.attrs["alt"] = before.attributes.get("alt") or fallback.attributes.get("alt") or ""


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


def _outermost(root: LexborNode, selector: str) -> list[LexborNode]:
    """What the selector finds, without what lies inside another find or holds no code, or more than one block of it."""
    found: list[LexborNode] = []
    seen: set[int] = set()
    for node in root.css(selector):
        if node.mem_id == root.mem_id or node.mem_id in seen:
            continue
        blocks = [node] if node.tag == "pre" else node.css("pre")
        single = len(blocks) == 1 or node.css_first(CODE_HOLDERS) is not None
        if not single or (node.tag != "pre" and _has_prose(node)):
            continue
        found.append(node)
        seen.update(inner.mem_id for inner in node.traverse())
    return found


def _has_prose(node: LexborNode) -> bool:
    return any(child.tag in {"p", "ul", "ol", "blockquote", *HEADINGS} for child in node.traverse())


def _normalise_code(block: LexborNode) -> None:
    """One `<pre><code class="language-x">` for whatever a highlighter made of a code block."""
    language = _language(block)
    caption = block.css_first("figcaption")
    before = f"<p>{caption.inner_html}</p>" if caption is not None and caption.text().strip() else ""
    cell = block.css_first(CODE_HOLDERS)
    code = cell if cell is not None else (block if block.tag == "pre" else block.css_first("pre"))
    if code is None:
        return
    for extra in code.css(BESIDE_CODE):
        if extra.mem_id != code.mem_id:
            extra.decompose()
    if before == "" and any(_leads_away(anchor) for anchor in code.css("a[href]")):
        return
    for line_break in code.css("br"):
        line_break.replace_with("\n")
    lines = code.css(CODE_LINES)
    text = "\n".join(line.text().replace("\n", "") for line in lines) if lines else code.text()
    text = re.sub(r"^(?:[ \t]*\n)+|\s+$", "", text)
    attribute = f' class="language-{html.escape(language)}"' if language else ""
    _replace(block, f"{before}<pre><code{attribute}>{html.escape(text, quote=False)}\n</code></pre>")


def _leads_away(anchor: LexborNode) -> bool:
    return bool(anchor.text().strip()) and not (anchor.attributes.get("href") or "#").startswith("#")


def _language(block: LexborNode) -> str:
    label = block.css_first(LANGUAGE_LABELS)
    if label is not None:
        return "" if label.text().strip().lower() in NOT_LANGUAGES else label.text().strip()
    around: list[LexborNode] = [*block.css("code"), *block.css("pre"), block]
    parent = block.parent
    for _ in range(2):
        if parent is not None and parent.tag in {"div", "figure"} and len(parent.css("pre")) == 1:
            around.append(parent)
            parent = parent.parent
    for node in around:
        attributes = node.attributes
        for name in ("data-lang", "data-language", "lang"):
            if (value := (attributes.get(name) or "").strip()) and (
                name != "lang" or node.tag in {"pre", "code"}
            ):
                return "" if value.lower() in NOT_LANGUAGES else value
        for pattern in LANGUAGE_CLASSES:
            if (match := re.search(pattern, attributes.get("class") or "")) and match[
                1
            ].lower() not in NOT_LANGUAGES:
                return match[1]
    return ""


def _normalise_embed(frame: LexborNode, base: str) -> None:
    """A frame of a known player with nothing but its address and title; a link for every other."""
    attributes = frame.attributes
    source = next(filter(None, (attributes.get(name) for name in ("src", "data-src", "data"))), "")
    if not source and (within := re.match(r'\s*<a href="([^"]+)">', frame.text())):
        source = html.unescape(within[1])  # Medium's; what stands in a frame is text to HTML
    address = _framed(absolute(base, source or ""))
    title = " ".join((attributes.get("title") or "").split())
    split = urlsplit(address)
    if not address or split.scheme not in ("http", "https"):
        frame.decompose()
        return
    if frame.tag == "iframe" and is_player(address):
        named = f' title="{html.escape(title)}"' if title else ""
        _replace(frame, f'<iframe src="{html.escape(address)}"{named} allowfullscreen></iframe>')
    else:
        around = _tags_around(frame)
        said = html.escape(title or address)
        link = said if "a" in around else f'<a href="{html.escape(address)}">{said}</a>'
        _replace(frame, f"<p>{link}</p>" if around[0] in CONTAINERS else link)


def _framed(address: str) -> str:
    """What a frame shows: the player in it, where it holds a known one, or that one's page."""
    split = urlsplit(address)
    given = parse_qs(split.query) if split.netloc in FRAMED else {}
    inner = [absolute(address, given[name][0]) for name in FRAMED.get(split.netloc, ()) if name in given]
    return next(filter(is_player, inner), next(filter(None, reversed(inner)), address))


def _tags_around(node: LexborNode) -> list[str]:
    """The names of the elements that a node is in, the nearest first."""
    found = []
    parent = node.parent
    while parent is not None:
        found.append(parent.tag or "")
        parent = parent.parent
    return found


def _absolutise(node: LexborNode, base: str, *, trusted: bool) -> None:
    attributes = node.attributes
    for name in ("href", "src", "cite", "poster"):
        value = attributes.get(name)
        if value is None or (
            value.startswith("#fn")
            and node.parent is not None
            and node.parent.attributes.get("class") == "footnote-ref"
        ):
            continue
        address = absolute(base, value)
        scheme = urlsplit(address).scheme
        picture = node.tag == "img" and address.startswith("data:image/")
        safe = scheme not in UNSAFE_SCHEMES if trusted else scheme in SCHEMES or not scheme
        if not address or not (safe or picture):
            del node.attrs[name]
        elif address != value:
            node.attrs[name] = address


def _replace(node: LexborNode, markup: str) -> None:
    """Put the elements of an HTML fragment in the place of a node."""
    fragment = LexborHTMLParser(f"<!doctype html><html><body>{markup}</body></html>").body
    if fragment is not None:
        for child in fragment.iter(include_text=True):
            node.insert_before(child)
    node.decompose()
