"""SVG made safe to publish: without code and external resources, and otherwise drawn as before.

The rules are an allow-list of elements (SVG 2 without scripts, HTML and what no browser draws) and one of the
targets of references. Attributes need no list: in SVG only those named `on…` run code, and all others are
searched for references. SVG in an `img` loads nothing and runs nothing anyway (SVG Integration, "secure
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
NAMESPACED_ATTRIBUTES = {(XLINK, "href"), (XML, "space"), (XML, "lang")}
"""The allowed attributes with a namespace. `xml:base` would make every `#…` an external address."""

LINK = re.compile(r"\s*(?:https?://|mailto:)", re.IGNORECASE)
RASTER_DATA = re.compile(r"\s*data:image/(?:png|jpe?g|gif|webp|avif)[;,]", re.IGNORECASE)
SVG_DATA = re.compile(r"\s*data:image/svg\+xml(?P<parameters>[^,]*),(?P<data>.*)", re.IGNORECASE | re.DOTALL)
EMBEDDED = re.compile(
    r"\s*(?:#|data:(?:image/(?:png|jpe?g|gif|webp|avif)|font/|application/(?:x-)?font)|$)", re.IGNORECASE
)
"""What CSS may refer to: the file itself, and pictures and fonts embedded in it."""

MAY_HAVE_REFERENCES = re.compile(r"\\|@|url|src|image", re.IGNORECASE)
"""CSS without any of these refers to nothing; a backslash can spell the others."""

FUNCTIONS = {"url", "src", "image", "image-set", "-webkit-image-set"}
"""The CSS functions whose strings are addresses (CSS Values 5, CSS Images 4)."""

MAX_CSS_DEPTH = 50
"""How deeply brackets may nest in CSS; nobody writes any that deep."""


def sanitise_svg(content: bytes, address: str) -> bytes:
    """The SVG without code and external resources, as UTF-8.

    Args:
        content: the file.
        address: its address, for messages.

    Raises:
        ParseError: it is not well-formed SVG, or cannot be made safe without loss, such as one with HTML in it.
    """
    return _Sanitiser(address).run(content)


class _Sanitiser:
    """Copies the SVG while expat parses it, without building a tree."""

    def __init__(self, address: str, *, nested: bool = False) -> None:
        self.address = address
        self.nested = nested
        self.output: list[str] = []
        self.open_tags: list[str] = []
        self.skip_depth = 0
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
        return "".join(self.output).encode()

    def entity(self, *_: object) -> None:
        raise ParseError("is an SVG that declares or needs XML entities, which can blow up", self.address)

    def start(self, name: str, attributes: list[str]) -> None:
        namespace, _, tag = name.rpartition(" ")
        if not self.open_tags and (namespace, tag) != (SVG, "svg"):
            raise ParseError(f"holds <{tag[:40]}>, not a picture that browsers show", self.address)
        if self.skip_depth:
            self.skip_depth += 1
            return
        values = dict(zip(attributes[::2], attributes[1::2], strict=True))
        if namespace != SVG or tag not in ELEMENTS or self.css is not None or _sets_unsafe_attribute(values):
            # In a switch, the next alternative is shown instead (SVG 2, 5.7.1). Elsewhere its text would be lost.
            if tag == "foreignObject" and self.open_tags[-1] != "switch":
                raise ParseError("is an SVG whose text is HTML, which a safe copy would lose", self.address)
            self.skip_depth = 1
            return
        namespaces = "" if self.open_tags else f' xmlns="{SVG}" xmlns:xlink="{XLINK}"'
        attribute_text = "".join(
            f" {key}={quoteattr(value)}" for key, value in self.attributes(tag, values).items()
        )
        self.output.append(f"<{tag}{namespaces}{attribute_text}>")
        self.open_tags.append(tag)
        if tag == "style":
            self.css = []

    def text(self, text: str) -> None:
        if self.css is not None and not self.skip_depth:
            self.css.append(text)
        elif not self.skip_depth:
            self.output.append(escape(text))

    def end(self, _: str) -> None:
        if self.skip_depth:
            self.skip_depth -= 1
            return
        if self.css is not None:
            self.output.append(escape(sanitise_css("".join(self.css))))
            self.css = None
        self.output.append(f"</{self.open_tags.pop()}>")

    def attributes(self, tag: str, attributes: Mapping[str, str]) -> dict[str, str]:
        """The safe attributes of an element, with safe values."""
        safe_attributes = {}
        for name, value in attributes.items():
            namespace, _, key = name.rpartition(" ")
            if namespace and (namespace, key) not in NAMESPACED_ATTRIBUTES:
                continue
            if not namespace and (key.lower().startswith("on") or key == "ping"):
                continue
            safe_value = self.reference(tag, value) if key == "href" else sanitise_css(value)
            if safe_value or not value:
                safe_attributes[PREFIXES.get(namespace, "") + key] = safe_value
        return safe_attributes

    def reference(self, tag: str, address: str) -> str:
        """The address, made safe, where the element may refer to it; else ""."""
        if address.lstrip().startswith("#") or (tag == "a" and LINK.match(address)):
            return address
        if tag not in {"image", "feImage"}:
            return ""
        if RASTER_DATA.match(address):
            return address
        inner = SVG_DATA.match(address)
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


def _sets_unsafe_attribute(attributes: Mapping[str, str]) -> bool:
    """Whether an animation sets an attribute that would be removed: a reference or an event handler."""
    target = attributes.get("attributeName", "").strip().rpartition(":")[2].lower()
    return target == "href" or target.startswith("on")


def sanitise_css(text: str) -> str:
    """CSS, or an attribute's value that may be CSS, without external references."""
    if not MAY_HAVE_REFERENCES.search(text):
        return text
    import tinycss2

    tokens = tinycss2.parse_component_value_list(text)
    return tinycss2.serialize(tokens) if _remove_external_references(tokens, 0) else text


def _remove_external_references(tokens: list[Any], depth: int) -> bool:
    """Remove external references from a list of CSS tokens; whether there were any."""
    import tinycss2

    is_changed = False
    in_import = False
    safe_tokens = []
    for node in tokens:
        in_import = in_import or (node.type == "at-keyword" and node.lower_value == "import")
        if in_import:
            is_changed = True
            in_import = node != ";" and node.type != "{} block"
        elif _is_external(node):
            is_changed = True
            safe_tokens.append(tinycss2.parse_one_component_value("url(#)"))
        else:
            inner = getattr(node, "arguments" if node.type == "function" else "content", None)
            if inner and depth == MAX_CSS_DEPTH:
                inner.clear()
                is_changed = True
            elif inner:
                is_changed |= _remove_external_references(inner, depth + 1)
            safe_tokens.append(node)
    tokens[:] = safe_tokens
    return is_changed


def _is_external(token: Any) -> bool:
    if token.type == "url":
        return not EMBEDDED.match(token.value)
    if token.type != "function" or token.lower_name not in FUNCTIONS:
        return False
    return token.lower_name == "src" or any(
        argument.type == "string" and not EMBEDDED.match(argument.value) for argument in token.arguments
    )
