"""Generated bodies full of what a renderer may take for more than text, and what may never come out of one."""

from __future__ import annotations

import html
import random
import re

from selectolax.lexbor import LexborHTMLParser

from syndicate.addresses import SCHEMES, is_player
from syndicate.converter.markdown.raw import ATTRIBUTES, TAGS
from syndicate.models import PLACE

WORDS = "one two a I it's data.gov U.S. é 字 5'10\" 2024 v1.2 don't naïve AT&T ok x y z".split()
SIGNS = (
    '{ } {{ }} {% %} {# #} {{< >}} {{% %}} {.a} {#b} {: {:: {:/} {:.a} { onclick=x } {onfocus="a()" autofocus} '
    '{: onclick="x"} {@html="x"} {::nomarkdown} {::comment} {style="position:fixed"} {a=b c=\'d\'} '
    "[ ] ( ) ]( [a](b) ![a](b) [^1] [^x] [^1]: [a]: [x] [ ] [a][b] [[ ]] ^[ "
    "< > << >> <b> </b> <script> </script> <!-- --> <!--more--> <!--x--> <? <![CDATA[ <https://e.example> <a@b.example> "
    "<br> <kbd> <img/src=x onerror=y> <iframe src=x> &lt; &amp; &copy; &#35; &#x3c; &nbsp; &lt;b&gt; & &; "
    "` `` ``` ```` ~ ~~ ~~~ * ** *** _ __ ___ *a* **b** _c_ ==d== ~~e~~ ~f~ ^g^ `h` ++ += "
    ": :) ;) :-D :smile: :x: : ; ;; :: ::: -- --- -- - – — ... .... .. … \" ' '' \"\" “ ” ‘ ’ ,, "
    "# ## #) + - = == === * 1. 1) 1: a. | || \\ \\\\ \\* \\< \\{ \\( \\[ $ $$ $x$ $$y$$ ! !! ?! ??? @ % ^ / // "
    "(c) (r) (tm) +- 1/2 http:// https://e.example/a_b https://e.example www.e.example me@e.example javascript:x "
    '*[HTML]: *[a]: HTML [TOC] {{toc}} *{:toc} ::: !!! note === "x" === toc [^ %} ]] > > > | | |---| |-| '
    ": x \\( \\) \\[ <% %> <%= x %> ${x} @html :html [!NOTE] "
).split(" ")
BEGINNINGS = [
    "# ", "#", "####### ", "1. ", "1) ", "12. ", "- ", "+ ", "* ", "-", "> ", ">", ": ", ":", "~~~ ", "``` ", "~~~", "| ", "|", "--- ", "---",
    "=== ", "=", "- - -", "***", "[x]: /y ", "[^1]: ", "*[a]: ", "!!! ", "::: ", "{: .a}", "{::comment}", "<!-- ", "<b", "$$ ", "\\ ", "\\",
    "[ ] ", "[x] ", "[!NOTE] ", "<?", "a\n: ", "a\n---", "a | b\n--|--\n", "|a|\n|-|\n", "%", "{%", "<details>", "</p>", "\xa0", "\t", "/// ",
    "??? ", "=== \"", "[TOC]", "@", "_", "__", "&", "(c)", "...", "a. ", "i. ", "^^^", "+++", "{{", "<http://e.example>", "[a]: <b>",
]  # fmt: skip
"""What a line may begin with."""
LANGUAGES = [
    "python",
    "javascript",
    "css",
    "c++",
    "c#",
    "objective-c",
    ".net",
    'js{onclick="x"}',
    '"><script>x</script>',
    "{{<x",
    "a b",
    "{.a}",
    "x`y",
]
ADDRESSES = [
    "/x", "#f", "", "https://e.example/a_b_(c)", "https://e.example/(", "mailto:a@b.example", "http://e.example",
    "javascript:alert(1)", "JaVaScRiPt:x", "java\tscript:x", "https://e.example/{{<x>}}", "/é{{%20x", "https://e.example/?a=b&copy=c",
    "https://e.example/a b", "https://e.example/\"onclick=x", "tel:1", "https://e.example/*a*_b_", "https://e.example/<b>", "data:text/html,x",
    "vbscript:x", "https://e.example/{.x}", "https://e.example/a|b", "https://e.example/a\\b", "https://é.example/", "//e.example/x",
]  # fmt: skip
PLACES = [
    "a", "x-y", "1", "é", "a.b", "a_(b)", "a'b", "50%", "i_j_k", "a:b", "*a*", "a|b", "a]b", "[a](b)", "~~a~~", "$a$", "a--b",
    '"onclick="x', "a b", "<b>", "{.x}", "{{a}}", "fn1", "a`b", "&copy;", "a\\b", "www.e.example", "a@b.example", ":x:", "#", "--",
]  # fmt: skip
"""The names that elements may have."""
NAMED = r"<(?:h\d|p|li|ul|ol|table|tr|td|th|pre|div|blockquote|dl|dt|details|figure|img|b|em|iframe)\b"
FRAMES = [
    "https://www.youtube.com/embed/abc", "https://archive.org/embed/%2e%2e/download/x/evil.html",
    "https://archive.org/embed/../x.html", "https://e.example/", "https://www.youtube.com/embed/../redirect?q=x",
    "javascript:x", "https://player.vimeo.com/video/123", "https://www.youtube.com/embed\\..\\x",
]  # fmt: skip
INLINE = [
    "em",
    "strong",
    "b",
    "i",
    "sup",
    "sub",
    "del",
    "s",
    "span",
    "kbd",
    "u",
    "mark",
    "abbr",
    "small",
    "q",
    "var",
    "ins",
    "samp",
    "cite",
    "dfn",
]


class Bodies:
    """Bodies of articles, each other for its number.

    Args:
        active: whether markup that could run is in them, too.
    """

    def __init__(self, seed: int, *, active: bool) -> None:
        self.random = random.Random(seed)
        self.places = random.Random(seed)
        self.active = active
        self.notes = 0

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def text(self, most: int = 5) -> str:
        """Words and signs, with and without spaces between them, as text of HTML."""
        pieces: list[str] = []
        for _ in range(self.random.randint(1, most)):
            pieces.append(self.random.choice(SIGNS if self.chance(0.6) else WORDS))
            pieces.append(self.random.choice(["", "", " ", " ", "\n"]))
        return html.escape("".join(pieces).strip() or "x", quote=False)

    def start(self) -> str:
        """What a line may begin with, as text of HTML, or nothing."""
        return html.escape(self.random.choice(BEGINNINGS), quote=False) if self.chance(0.3) else ""

    def attribute(self, name: str, value: str) -> str:
        return f' {name}="{html.escape(value)}"'

    def picture(self) -> str:
        title = self.attribute("title", html.unescape(self.text(3))) if self.chance(0.3) else ""
        address = (
            self.random.choice(["/a.png", "/a.png", "/é{{%20x.png", "ftp://e.example/x.png", *ADDRESSES[3:]])
            if self.active
            else "/a.png"
        )
        return f"<img{self.attribute('src', address)}{self.attribute('alt', html.unescape(self.text(4)))}{title}>"

    def link(self, depth: int) -> str:
        addresses = (
            ADDRESSES
            if self.active
            else ["/x", "https://e.example/a_b_(c)", "https://e.example/?a=b&copy=c", "http://e.example/"]
        )
        title = self.attribute("title", html.unescape(self.text(3))) if self.chance(0.3) else ""
        return (
            f"<a{self.attribute('href', self.random.choice(addresses))}{title}>{self.inline(depth - 1)}</a>"
        )

    def inline(self, depth: int = 2) -> str:
        return "".join(self.piece(depth) for _ in range(self.random.randint(1, 3)))

    def line(self, depth: int = 2) -> str:
        """Inline content that may begin with what begins a block."""
        return self.start() + self.inline(depth)

    def piece(self, depth: int) -> str:
        kind = self.random.random()
        if depth <= 0 or kind < 0.45:
            return self.text()
        if kind < 0.7:
            tag = self.random.choice(INLINE)
            return f"<{tag}>{self.inline(depth - 1)}</{tag}>{self.random.choice(['', ' '])}"
        if kind < 0.8:
            return self.link(depth)
        if kind < 0.87:
            return f"<code>{self.text() if kind < 0.86 else ' '}</code>"
        if kind < 0.93:
            return self.picture()
        if kind < 0.96:
            return f"<br>{self.start()}"
        return (
            self.random.choice(['<sup class="footnote-ref"><a href="#fn1">', "<sup class=footnote-ref>"])
            + self.text(2)
            + "</a></sup>"
            if self.active
            else self.text()
        )

    def code(self) -> str:
        lines = "\n".join(self.start() + self.text() for _ in range(self.random.randint(1, 3)))
        if not self.chance(0.5):
            return f"<pre>{lines}</pre>"
        language = self.random.choice(LANGUAGES if self.active else LANGUAGES[:3])
        if self.chance(0.3):
            return f"<pre{self.attribute('data-lang', language)}><code>{lines}</code></pre>"
        return f"<pre><code{self.attribute('class', f'language-{language}')}>{lines}</code></pre>"

    def listing(self, depth: int) -> str:
        tag = self.random.choice(["ul", "ul", "ol"])
        item = self.line if self.chance(0.6) else (lambda: f"<p>{self.line()}</p>")
        items = "".join(
            f"<li>{item()}{self.block(depth - 1) if self.chance(0.25) else ''}</li>"
            for _ in range(self.random.randint(1, 3))
        )
        start = ' start="3"' if tag == "ol" and self.chance(0.1) else ""
        return f"<{tag}{start}>{items}</{tag}>"

    def table(self) -> str:
        rows = "".join(
            f"<tr><td>{self.line(1)}</td><td>{self.inline(1)}</td></tr>"
            for _ in range(self.random.randint(1, 2))
        )
        return f"<table><tr><th>{self.inline(1)}</th><th>h</th></tr>{rows}</table>"

    def player(self) -> str:
        if self.chance(0.5):
            return f"<iframe{self.attribute('src', self.random.choice(FRAMES))}{self.attribute('title', html.unescape(self.text(2)))}></iframe>"
        tag = self.random.choice(["video", "audio"])
        return f"<{tag} controls src=/v.mp4>{self.inline() if self.active else ''}</{tag}>"

    def block(self, depth: int = 2) -> str:
        kind = self.random.random()
        if kind < 0.35:
            return f"<p>{self.line()}</p>"
        if kind < 0.5:
            level = self.random.randint(2, 4)
            return f"<h{level}>{self.line(3)}</h{level}>"
        if kind < 0.6:
            return self.code()
        if kind < 0.72 and depth > 0:
            return self.listing(depth)
        if kind < 0.79 and depth > 0:
            return f"<blockquote>{self.block(depth - 1)}{self.block(depth - 1)}</blockquote>"
        if kind < 0.85:
            return self.table()
        if kind < 0.88:
            return self.definitions(depth)
        if kind < 0.91 and depth > 0:
            return f"<details><summary>{self.inline(1)}</summary>{self.block(depth - 1)}</details>"
        if kind < 0.94:
            return self.player()
        if kind < 0.97:
            return self.note(depth)
        return self.line()

    def definitions(self, depth: int) -> str:
        """Terms with their definitions, of a line or of blocks."""
        said = (
            self.line() if depth <= 0 or self.chance(0.7) else self.block(depth - 1) + self.block(depth - 1)
        )
        return f"<dl><dt>{self.line(1)}</dt><dd>{said}</dd></dl>"

    def note(self, depth: int) -> str:
        """A footnote, of a line or with a block after it."""
        self.notes += 1
        n = self.notes
        rest = self.code() if depth > 0 and self.chance(0.2) else ""
        said = f'<p>{self.line()} <a href="#fnref{n}">↩</a></p>{rest}'
        return (
            f'<p>{self.text(1)}<sup id="fnref{n}"><a href="#fn{n}">{n}</a></sup>{self.start()}</p>'
            f'<section class="footnotes"><ol start="{n}"><li id="fn{n}">{said}</li></ol></section>'
        )

    def body(self) -> str:
        self.notes = 0
        return self.with_places("".join(self.block() for _ in range(self.random.randint(1, 3))))

    def with_places(self, body: str) -> str:
        """The body, mostly as it is, else with names of some of its elements, and with links that lead there."""
        if self.places.random() < 0.6:
            return body
        names = self.places.sample(PLACES, 3)

        def name(match: re.Match[str]) -> str:
            has_one = self.places.random() < 0.3
            return match[0] + (self.attribute("id", self.places.choice(names)) if has_one else "")

        links = " ".join(f"<a{self.attribute('href', f'#{each}')}>x</a>" for each in names)
        return f"<p>{links}</p>{re.sub(NAMED, name, body)}"


OWN_TAGS = {"body", "input", "hr", "section", "div", "span", "figure", "figcaption", "p"}
"""What renderers make by themselves, besides the elements that a post may have."""

WORDS_OF_CLASSES = (
    r"language-[\w+#.-]{1,40}|footnotes?(?:-(?:ref|item|backref|list|sep|definition|return|anchor|reference|nav|heading|backlink))?"
    r"|(?:contains-)?task-list(?:-item)?(?:-checkbox)?|reversefootnote|list|heading-anchor|highlight|highlighter-rouge|plain"
    r"|data-footnote-backref|sr-only|token|math|code-block|chroma|kdmath"
)
"""The classes that renderers write."""

NUMBERED = r"#?(?:user-content-)?(?:fn(?:ref)?)(?:[:-]?(?:[\w-]+|\d+)(?::\d+|-\d+)*)"
OWN_ATTRIBUTES = {
    "class": rf"(?:(?:{WORDS_OF_CLASSES})(?:\s+|$))*",
    "id": NUMBERED,
    "role": r"doc-(?:noteref|endnotes|endnote|backlink)",
    "rel": r"footnote|noopener|noreferrer",
    "dir": r"auto",
    "style": r"text-align: ?(?:left|right|center);?",
    "align": r"left|right|center",
    "lang": r"",
    "type": r"checkbox",
    "disabled": r"disabled|",
    "checked": r"checked|",
    "open": r"open|",
    "title": r".*",
    "tabindex": r"-1",
    "start": r"\d+",
    "aria-label": r"Back to content|Back to reference [\d-]+|Footnotes?",
    "aria-hidden": r"true",
    "data-footnote-ref": r"(?:true)?",
    "data-footnotes": r"(?:true)?",
    "aria-describedby": r"footnote-label",
    "data-footnote-backref": r"",
    "data-footnote-backref-idx": r"[\d-]+",
    "allowfullscreen": r".*",
}
"""The attributes that renderers write by themselves, with what may stand in them."""

PLAYED = {"iframe", "video", "audio", "source", "track", "img", "input"}
ADDRESS_ATTRIBUTES = {
    "href",
    "src",
    "poster",
    "cite",
    "data",
    "action",
    "formaction",
    "srcset",
    "xlink:href",
    "background",
    "ping",
}


def dangers(page: str) -> list[str]:
    """The elements, attributes and addresses of a rendered page that no post may have, as a browser parses them."""
    body = LexborHTMLParser(f"<!doctype html><html><body>{page}</body></html>")
    root = body.root
    assert root is not None
    found = []
    for node in root.traverse(include_text=False):
        tag = node.tag or ""
        if tag in {"html", "head", "-doctype", "!doctype"}:
            continue
        if tag == "-comment":
            if (node.comment_content or "").strip() not in {"", "raw HTML omitted"}:
                found.append(f"comment {node.html}")
            continue
        if tag not in TAGS | OWN_TAGS:
            found.append(f"<{tag}>")
        for name, value in node.attributes.items():
            found += danger_of(tag, name, value or "")
    return found


def danger_of(tag: str, name: str, value: str) -> list[str]:
    """What an attribute of a rendered page may do, if it may do something."""
    text = f'<{tag} {name}="{value}">'
    heading = re.fullmatch("h[1-6]", tag) is not None
    if name in ADDRESS_ATTRIBUTES:
        if name not in ATTRIBUTES.get(tag, set()):
            return [text]
        if tag == "iframe":
            return [] if is_player(value) else [text]
        address = re.sub(r"[\0-\x20]", "", value)
        scheme, colon, _ = re.split(r"[/?#]", address, maxsplit=1)[0].partition(":")
        if not colon:
            return []
        picture = tag == "img" and address.lower().startswith("data:image/")
        return [] if scheme.lower() in SCHEMES or picture else [text]
    if name == "id" and (heading or tag == "dt"):
        return []
    if name == "id" and tag in {"a", "span"} and PLACE.fullmatch(value):
        return []
    if name == "class" and tag == "span" and value.startswith("token "):
        return []  # a highlighter's; the origin's have none
    pattern = OWN_ATTRIBUTES.get(name)
    if name in ATTRIBUTES.get(tag, set()) and name not in {"class", "id"}:
        return []
    if name == "class" and tag == "a" and heading:
        return []
    return [] if pattern is not None and re.fullmatch(pattern, value, re.DOTALL) else [text]
