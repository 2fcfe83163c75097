"""Declarative shadow roots: what a browser shows of an element whose template says how (HTML Living Standard, 4.12.3)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from syndicate.parser.page.cleaning.nodes import append, detach, fragment, replace

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

START = re.compile(r"<template(?:[^\">]++|\"[^\"]*+\")*+>")
"""The tag of a template, as a serializer writes it."""

ROOTS = "template[shadowrootmode=open i], template[shadowrootmode=closed i]"
HOSTS = frozenset(
    "article aside blockquote body div footer h1 h2 h3 h4 h5 h6 header main nav p section span".split()
)
"""The elements that may have a shadow root, beside those with a hyphen in their name (DOM, 4.8)."""

MAX_NESTED = 16
"""So many are shown in each other."""


def attach_shadow_roots(root: LexborNode, depth: int = MAX_NESTED) -> None:
    """Put what the templates say in place of what their hosts hold, which their slots show.

    Args:
        root: the page's body, or another; its tree is changed.
        depth: so many are shown in each other.
    """
    for template in reversed(root.css(ROOTS)):  # a copy of a template would be without its content
        host = template.parent
        markup = (template.html or "").removesuffix("</template>")
        detach(template)
        if host is not None and depth and (host.tag in HOSTS or "-" in (host.tag or "")):
            _attach(host, fragment(markup[START.match(markup).end() :]), depth)  # type: ignore[union-attr]


def _attach(host: LexborNode, shadow: LexborNode, depth: int) -> None:
    attach_shadow_roots(shadow, depth - 1)
    children = [child for child in host.iter(include_text=True) if child.tag != "-comment"]
    slots = shadow.css("slot")
    names = [slot.attributes.get("name") or "" for slot in slots]
    for n, (slot, name) in enumerate(zip(slots, names, strict=True)):
        shown = [
            child.html or "" for child in children if _slot_name(child) == name and name not in names[:n]
        ]
        if shown:
            replace(slot, "".join(shown))
        elif slot.parent is not None:
            slot.unwrap()
    for child in list(host.iter(include_text=True)):
        detach(child)
    append(host, shadow.inner_html or "")


def _slot_name(node: LexborNode) -> str:
    return "" if node.tag == "-text" else node.attributes.get("slot") or ""
