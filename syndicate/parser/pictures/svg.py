"""SVG made safe to publish: what runs, and what is loaded from elsewhere, goes; what is drawn stays as it was.

The rules are an allow-list of elements (SVG 2 without scripts, HTML and what no browser draws) and one of the places
that a reference may lead to. Attributes need no list: in SVG only those named `on…` run code, and every
other is searched for references. SVG in an `img` loads nothing and runs nothing anyway (SVG Integration, "secure
static mode"); the rules are for the file opened by itself, and for a site that puts it into its pages.
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from syndicate.errors import ParseError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"

ELEMENTS = frozenset(
    "a animate animateMotion animateTransform circle clipPath defs desc ellipse feBlend feColorMatrix "
    "feComponentTransfer feComposite feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow "
    "feFlood feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology feOffset "
    "fePointLight feSpecularLighting feSpotLight feTile feTurbulence filter g image line linearGradient marker mask "
    "mpath path pattern polygon polyline radialGradient rect set stop style svg switch symbol text textPath title "
    "tspan use view".split()
)
PREFIXES = {XLINK: "xlink:", XML: "xml:"}
FOREIGN = {(XLINK, "href"), (XML, "space"), (XML, "lang")}
"""The attributes with a namespace that stay. `xml:base` would turn every `#…` into an address elsewhere."""

LINK = re.compile(r"\s*(?:https?://|mailto:)", re.IGNORECASE)
RASTER = re.compile(r"\s*data:image/(?:png|jpe?g|gif|webp|avif)[;,]", re.IGNORECASE)
NESTED = re.compile(r"\s*data:image/svg\+xml(?P<parameters>[^,]*),(?P<data>.*)", re.IGNORECASE | re.DOTALL)
EMBEDDED = re.compile(
    r"\s*(?:#|data:(?:image/(?:png|jpe?g|gif|webp|avif)|font/|application/(?:x-)?font)|$)", re.IGNORECASE
)
"""What CSS may refer to: the file itself, pictures and fonts in it."""

SUSPECT = re.compile(r"\\|@|url|src|image", re.IGNORECASE)
"""CSS without any of these refers to nothing; a backslash can spell the others."""

FUNCTIONS = {"url", "src", "image", "image-set", "-webkit-image-set"}
"""The CSS functions whose strings are addresses (CSS Values 5, CSS Images 4)."""

DEEPEST = 50
"""How far brackets may nest in CSS; a person's never come near."""


def sanitised(content: bytes, address: str) -> bytes:
    """The SVG without what runs, or is loaded from elsewhere, as UTF-8.

    Args:
        content: the file.
        address: where it is from.

    Raises:
        ParseError: it is no well-formed SVG; or cannot be made safe and still show the same, as HTML in it cannot.
    """
    return _Sanitiser(address).run(content)


class _Sanitiser:
    """Copies the SVG piece by piece, as expat reads it, so that neither size nor depth costs a tree."""

    def __init__(self, address: str, *, nested: bool = False) -> None:
        self.address = address
        self.nested = nested
        self.out: list[str] = []
        self.open: list[str] = []
        self.skipping = 0
        self.css: list[str] | None = None

    def run(self, content: bytes) -> bytes:
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.ordered_attributes = True
        parser.buffer_text = True
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = self.text
        parser.EntityDeclHandler = self.entity
        parser.SkippedEntityHandler = self.entity
        try:
            parser.Parse(content, True)
        except (expat.ExpatError, LookupError, UnicodeError, ValueError) as error:
            raise ParseError(f"is no well-formed SVG ({error})", self.address) from error
        return "".join(self.out).encode()

    def entity(self, *_: object) -> None:
        raise ParseError("is an SVG that declares or needs XML entities, which can blow up", self.address)

    def start(self, name: str, attributes: list[str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        if not self.open and (namespace, tag) != (SVG, "svg"):
            raise ParseError(f"holds <{tag[:40]}>, not a picture that browsers show", self.address)
        if self.skipping:
            self.skipping += 1
            return
        given = dict(zip(attributes[::2], attributes[1::2], strict=True))
        if namespace != SVG or tag not in ELEMENTS or self.css is not None or _reintroduces(given):
            # In a switch, the next alternative is shown instead (SVG 2, 5.7.1). Elsewhere it is text that would be missing.
            if tag == "foreignObject" and self.open[-1] != "switch":
                raise ParseError("is an SVG whose text is HTML, which a safe copy would lose", self.address)
            self.skipping = 1
            return
        declared = "" if self.open else f' xmlns="{SVG}" xmlns:xlink="{XLINK}"'
        kept = "".join(f" {key}={quoteattr(value)}" for key, value in self.attributes(tag, given).items())
        self.out.append(f"<{tag}{declared}{kept}>")
        self.open.append(tag)
        if tag == "style":
            self.css = []

    def text(self, text: str) -> None:
        if self.css is not None and not self.skipping:
            self.css.append(text)
        elif not self.skipping:
            self.out.append(escape(text))

    def end(self, _: str) -> None:
        if self.skipping:
            self.skipping -= 1
            return
        if self.css is not None:
            self.out.append(escape(css("".join(self.css))))
            self.css = None
        self.out.append(f"</{self.open.pop()}>")

    def attributes(self, tag: str, given: Mapping[str, str]) -> dict[str, str]:
        """The attributes of an element that may stay, with what may stay of them."""
        kept = {}
        for name, value in given.items():
            namespace, _, key = name.rpartition(" ")
            if namespace and (namespace, key) not in FOREIGN:
                continue
            if not namespace and (key.lower().startswith("on") or key == "ping"):
                continue
            safe = self.reference(tag, value) if key == "href" else css(value)
            if safe or not value:
                kept[PREFIXES.get(namespace, "") + key] = safe
        return kept

    def reference(self, tag: str, address: str) -> str:
        """An address that an element may refer to, else ""."""
        if address.lstrip().startswith("#") or (tag == "a" and LINK.match(address)):
            return address
        if tag not in {"image", "feImage"}:
            return ""
        if RASTER.match(address):
            return address
        inner = NESTED.match(address)
        if inner is None:
            return ""
        if self.nested:
            raise ParseError("is an SVG with an SVG in an SVG, too deep to be made safe", self.address)
        content = unquote_to_bytes(inner["data"])
        if inner["parameters"].lower().rstrip().endswith(";base64"):
            try:
                content = b64decode(content)
            except ValueError:
                return ""
        safe = _Sanitiser(self.address, nested=True).run(content)
        return f"data:image/svg+xml;base64,{b64encode(safe).decode()}"


def _reintroduces(attributes: Mapping[str, str]) -> bool:
    """Whether an animation sets what could not be written in its place: a reference or an event's handler."""
    target = attributes.get("attributeName", "").strip().rpartition(":")[2].lower()
    return target == "href" or target.startswith("on")


def css(text: str) -> str:
    """CSS, or an attribute's value that may be CSS, without references that lead out of the file."""
    if not SUSPECT.search(text):
        return text
    import tinycss2

    tokens = tinycss2.parse_component_value_list(text)
    return tinycss2.serialize(tokens) if _defused(tokens, 0) else text


def _defused(tokens: list[Any], depth: int) -> bool:
    """Take from a list of CSS tokens what leads elsewhere; whether there was anything."""
    import tinycss2

    changed = False
    importing = False
    kept = []
    for piece in tokens:
        importing = importing or (piece.type == "at-keyword" and piece.lower_value == "import")
        if importing:
            changed = True
            importing = piece != ";" and piece.type != "{} block"
        elif _leads_out(piece):
            changed = True
            kept.append(tinycss2.parse_one_component_value("url(#)"))
        else:
            inner = getattr(piece, "arguments" if piece.type == "function" else "content", None)
            if inner and depth == DEEPEST:
                inner.clear()
                changed = True
            elif inner:
                changed |= _defused(inner, depth + 1)
            kept.append(piece)
    tokens[:] = kept
    return changed


def _leads_out(token: Any) -> bool:
    if token.type == "url":
        return not EMBEDDED.match(token.value)
    if token.type != "function" or token.lower_name not in FUNCTIONS:
        return False
    return token.lower_name == "src" or any(
        each.type == "string" and not EMBEDDED.match(each.value) for each in token.arguments
    )
