"""What Ghost's editors store -> HTML: lexical, and mobiledoc of older versions; both hold the same cards.

Source: https://github.com/TryGhost/Koenig (kg-default-nodes, kg-default-cards), and bustle/mobiledoc-kit's MOBILEDOC.md
"""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

from syndicate.models import Loss
from syndicate.parser.exports.items import FOR_MEMBERS, picture
from syndicate.parser.exports.markdown_text import markdown_html

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_DEPTH = 100
FORMATS = {1: "strong", 2: "em", 4: "s", 8: "u", 16: "code", 32: "sub", 64: "sup", 128: "mark"}
"""The bits of a text's format: https://github.com/facebook/lexical, LexicalConstants.ts"""
BLOCKS = {
    "paragraph": "p",
    "quote": "blockquote",
    "extended-quote": "blockquote",
    "aside": "blockquote",
    "listitem": "li",
}
SILENT = {"paywall", "email", "email-cta", "signup", "cta", "tk"}
"""Cards that a reader of the site does not see as part of the article."""
LOST = "a card of Ghost's that is not known here"
Losses = dict[str, Loss]


def lexical_html(document: dict[str, Any]) -> tuple[str, tuple[Loss, ...]]:
    """The HTML of a lexical document, and what of it is lost."""
    losses: Losses = {}
    return _node(_dict(document.get("root")), losses, 0), tuple(losses.values())


def mobiledoc_html(document: dict[str, Any]) -> tuple[str, tuple[Loss, ...]]:
    """The HTML of a mobiledoc document, and what of it is lost."""
    losses: Losses = {}
    return "".join(_section(each, document, losses) for each in _list(document.get("sections"))), tuple(
        losses.values()
    )


def _node(node: dict[str, Any], losses: Losses, depth: int) -> str:
    kind = _text(node.get("type"))
    if depth > MAX_DEPTH:
        losses.setdefault(kind, Loss(kind, "nested too deeply"))
        return ""
    if kind in ("text", "extended-text"):
        return _formatted(html.escape(_text(node.get("text")), quote=False), node.get("format"))
    if kind == "linebreak":
        return "<br>"
    if kind not in ("root", "link", "list", "heading", "extended-heading", *BLOCKS):
        return _card(kind, node, losses)
    inner = "".join(_node(_dict(child), losses, depth + 1) for child in _list(node.get("children")))
    if kind == "root":
        return inner
    if kind == "link":
        return f'<a href="{html.escape(_text(node.get("url")))}">{inner}</a>'
    if kind == "list":
        tag = "ol" if node.get("listType") == "number" else "ul"
        start = node.get("start")
        return f"<{tag}{f' start={chr(34)}{start}{chr(34)}' if tag == 'ol' and isinstance(start, int) and start != 1 else ''}>{inner}</{tag}>"
    tag = BLOCKS.get(kind) or (
        _text(node.get("tag")) if node.get("tag") in ("h1", "h2", "h3", "h4", "h5", "h6") else "h2"
    )
    return f"<{tag}>{inner}</{tag}>"


def _formatted(text: str, bits: Any) -> str:
    for bit, tag in FORMATS.items():
        if isinstance(bits, int) and bits & bit:
            text = f"<{tag}>{text}</{tag}>"
    return text


def _section(section: Any, document: dict[str, Any], losses: Losses) -> str:
    section = [*_list(section), None, None, None]
    kind, value = section[0], section[1]
    if kind == 1:
        tag = value if value in ("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote") else "p"
        tag = "blockquote" if value in ("aside", "pull-quote") else tag
        return f"<{tag}>{_markers(section[2], document)}</{tag}>"
    if kind == 2:
        return picture(_text(value))
    if kind == 3:
        tag = "ol" if value == "ol" else "ul"
        items = "".join(f"<li>{_markers(each, document)}</li>" for each in _list(section[2]))
        return f"<{tag}>{items}</{tag}>"
    cards = _list(document.get("cards"))
    if kind == 10 and isinstance(value, int) and value < len(cards):
        card = [*_list(cards[value]), {}]
        return _card(_text(card[0]), _dict(card[1]), losses)
    losses.setdefault(str(kind), Loss(str(kind), LOST))
    return ""


def _markers(markers: Any, document: dict[str, Any]) -> str:
    """The text of a section, with the markup that its markers open and close."""
    markups, parts, opened = _list(document.get("markups")), list[str](), list[str]()
    for marker in _list(markers):
        kind, opens, closes, value = (*_list(marker), None, None, None, None)[:4]
        for number in _list(opens):
            markup = _list(markups[number]) if isinstance(number, int) and number < len(markups) else []
            tag, names = (_text(markup[0]) if markup else "span"), _list(markup[1]) if len(markup) > 1 else []
            tag = tag if tag.isalnum() else "span"
            pairs = zip(names[::2], names[1::2], strict=False)
            shown = "".join(f' href="{html.escape(str(each))}"' for name, each in pairs if name == "href")
            parts.append(f"<{tag}{shown}>")
            opened.append(tag)
        parts.append(html.escape(str(value), quote=False) if kind == 0 else "<br>")
        parts += [f"</{opened.pop()}>" for _ in range(closes if isinstance(closes, int) else 0) if opened]
    return "".join([*parts, *(f"</{tag}>" for tag in reversed(opened))])


def _audience(card: dict[str, Any]) -> str:
    """Who sees a card on the site: all, members, or nobody."""
    web = _dict(_dict(card.get("visibility")).get("web"))
    if _dict(card.get("visibility")).get("showOnWeb") is False:
        return "nobody"
    if web.get("nonMember") is False:
        return "members" if web.get("memberSegment") else "nobody"
    return "all"


def _card(kind: str, card: dict[str, Any], losses: Losses) -> str:
    audience = _audience(card)
    if audience == "members":
        losses.setdefault("members", Loss(kind, FOR_MEMBERS))
    if audience != "all":
        return ""
    if kind in SILENT:
        return ""
    render = CARDS.get(kind)
    shown = render(card) if render else ""
    if not shown:
        losses.setdefault(kind, Loss(f"card {kind}"[:200], LOST))
    return shown


def _image(card: dict[str, Any]) -> str:
    shown = picture(
        _text(card.get("src")), _text(card.get("alt") or card.get("altText")), _text(card.get("caption"))
    )
    href = _text(card.get("href"))
    if not href:
        return shown
    start = shown.index("<img")
    end = shown.index(">", start) + 1
    return f'{shown[:start]}<a href="{html.escape(href)}">{shown[start:end]}</a>{shown[end:]}'


def _gallery(card: dict[str, Any]) -> str:
    shown = "".join(
        picture(_text(_dict(each).get("src")), _text(_dict(each).get("alt")))
        for each in _list(card.get("images"))
    )
    return shown + _caption(card)


def _code(card: dict[str, Any]) -> str:
    language = _text(card.get("language"))
    css = f' class="language-{html.escape(language)}"' if language else ""
    return f"<pre><code{css}>{html.escape(_text(card.get('code')), quote=False)}</code></pre>{_caption(card)}"


def _embed(card: dict[str, Any]) -> str:
    url = html.escape(_text(card.get("url")))
    return (_text(card.get("html")) or f'<p><a href="{url}">{url}</a></p>') + _caption(card)


def _bookmark(card: dict[str, Any]) -> str:
    about = _dict(card.get("metadata"))
    url = _text(card.get("url") or about.get("url"))
    title = _text(about.get("title")) or url
    text = _text(about.get("description"))
    words = f"<br>{html.escape(text, quote=False)}" if text else ""
    return f'<p><a href="{html.escape(url)}">{html.escape(title, quote=False)}</a>{words}</p>{_caption(card)}'


def _callout(card: dict[str, Any]) -> str:
    sign = html.escape(_text(card.get("calloutEmoji")))
    return f"<blockquote><p>{f'{sign} ' if sign else ''}{_text(card.get('calloutText'))}</p></blockquote>"


def _toggle(card: dict[str, Any]) -> str:
    return f"<details><summary>{_text(card.get('heading'))}</summary>{_text(card.get('content'))}</details>"


def _player(tag: str) -> Callable[[dict[str, Any]], str]:
    return lambda card: (
        f'<figure><{tag} controls src="{html.escape(_text(card.get("src")))}"></{tag}></figure>{_caption(card)}'
    )


def _link(url: str, *words: str) -> Callable[[dict[str, Any]], str]:
    def render(card: dict[str, Any]) -> str:
        address = _text(card.get(url))
        label = next(filter(None, (_text(card.get(word)) for word in words)), address)
        return (
            f'<p><a href="{html.escape(address)}">{html.escape(label, quote=False)}</a></p>'
            if address
            else ""
        )

    return render


def _product(card: dict[str, Any]) -> str:
    shown = picture(_text(card.get("productImageSrc"))) if card.get("productImageSrc") else ""
    shown += (
        f"<p><strong>{_text(card.get('productTitle'))}</strong></p>{_text(card.get('productDescription'))}"
    )
    return shown + _link("productUrl", "productButton")(card)


def _header(card: dict[str, Any]) -> str:
    return f"<h2>{_text(card.get('header'))}</h2><p>{_text(card.get('subheader'))}</p>"


def _caption(card: dict[str, Any]) -> str:
    caption = _text(card.get("caption"))
    return f"<p><em>{caption}</em></p>" if caption else ""


CARDS: dict[str, Callable[[dict[str, Any]], str]] = {
    "audio": _player("audio"),
    "bookmark": _bookmark,
    "button": _link("buttonUrl", "buttonText"),
    "callout": _callout,
    "card-markdown": lambda card: markdown_html(_text(card.get("markdown"))),
    "code": _code,
    "codeblock": _code,
    "embed": _embed,
    "file": _link("src", "fileTitle", "fileName"),
    "gallery": _gallery,
    "header": _header,
    "horizontalrule": lambda _: "<hr>",
    "hr": lambda _: "<hr>",
    "html": lambda card: _text(card.get("html")),
    "image": _image,
    "markdown": lambda card: markdown_html(_text(card.get("markdown"))),
    "product": _product,
    "toggle": _toggle,
    "video": _player("video"),
}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
