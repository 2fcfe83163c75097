"""Whether text is TeX, and the TeX in the address of a picture that a service draws."""

from __future__ import annotations

import re
from urllib.parse import unquote, unquote_plus, urlsplit

TEX = re.compile(
    r"\\[A-Za-z{},;! ]"  # a command
    r"|[\w)\]}|]\s?\^\s?[\w{\\+*(-]"  # raised
    r"|(?<![^\W_]{2})[^\W_]_(?:[^\W_](?![^\W_])|[{\\])|[)\]}]_[\w{\\]"  # lowered, but no name of a file
    r"|^\$[^$]+\$$|^\$\$[^$]+\$\$$"
)
"""What is TeX beyond doubt."""

NOT_PROSE = re.compile(r"\\(?:text|mathrm|mbox|operatorname)\w{0,6}\s?\{[^{}]*\}|\\[A-Za-z]+\*?")
PROSE = re.compile(r"\b[^\W\d_]{4,} [^\W\d_]|[.!?] [A-Z]")
"""Words beside each other: "a graph of x^2" tells what a picture shows."""

DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{12,64}(?![g-z])")
WORD = re.compile(r"[^\W\d_]{3,}")
DIRECTIVES = re.compile(
    r"\\(?:inline|bg_[a-z]+|fn_[a-z]+|dpi\{\d+\}|pagecolor\{\w+\}|color\{\w+\}|(?:tiny|small|large|Large|huge)(?![A-Za-z]))\s{0,8}"
)
"""What tells a service how to draw, and is no part of the formula: https://editor.codecogs.com/docs"""

ESCAPES = {"&space;": " ", "&plus;": "+", "&hash;": "#"}
"""What CodeCogs writes for signs that an address cannot hold."""


def is_tex(text: str) -> bool:
    """Whether a text is a formula in TeX, rather than words about one."""
    return TEX.search(text) is not None and PROSE.search(NOT_PROSE.sub("", text)) is None


def names_a_symbol(text: str, address: str) -> bool:
    """Whether text is a formula without any command, such as "n > 5", since a program named its picture."""
    name = urlsplit(address).path.rpartition("/")[2]
    return DIGEST.search(name) is not None and WORD.search(text) is None


def drawn_from(address: str, parameters: tuple[str, ...]) -> str:
    """The TeX that an address holds; "" where it holds none.

    Args:
        address: of a picture.
        parameters: where the TeX stands: some names, "?" for the whole query or "/" for the end of the path.
    """
    parts = urlsplit(address)
    if "/" in parameters:
        return unquote(parts.path.rpartition("/")[2])
    if "?" in parameters:
        source = unquote(parts.query)
        for sign, plain in ESCAPES.items():
            source = source.replace(sign, plain)
        return DIRECTIVES.sub("", source).strip()
    pairs = (pair.partition("=") for pair in parts.query.split("&"))
    return next((unquote_plus(value) for name, _, value in pairs if name in parameters), "")
