"""Generated bodies of all of HTML's elements, the odd ones too: each word, picture and address in them is there once."""

from __future__ import annotations

from random import Random

INLINE = (
    "a abbr acronym b bdi bdo big blink cite code data del dfn em font i ins kbd label mark nobr output q s samp slot "
    "small span strike strong sub sup time tt u var custom-element"
).split()
BLOCK = (
    "address article aside blockquote center dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 "
    "header hgroup legend li main nav ol p pre search section summary ul details dialog menu dir marquee listing"
).split()
RAW = (
    "script",
    "style",
    "template",
    "title",
    "textarea",
    "noembed",
    "noframes",
    "xmp",
    "datalist",
    "iframe",
    "meta",
)
STYLES = (
    "display:none",
    "display:block",
    "display:inline",
    "display:inline-block",
    "display:flex",
    "display:contents",
    "visibility:hidden",
    "visibility:visible",
    "float:left",
    "position:absolute",
    "text-transform:uppercase",
    "display:none !important; display:block",
    "background:url(x;display:none)",
    "color:red",
    "DISPLAY : None",
    "content-visibility:hidden",
)
CLASSES = (
    "sr-only",
    "visually-hidden",
    "d-none",
    "d-none d-md-block",
    "hidden md:block",
    "hidden",
    "lead",
    "x-hidden",
)


class Pages:
    """Makes bodies.

    Args:
        seed: the same seed makes the same bodies.
        hidden: whether elements are hidden by style, attribute or class.
    """

    def __init__(self, seed: int, *, hidden: bool = True) -> None:
        self.random = Random(seed)
        self.hidden = hidden
        self.number = 0

    def body(self) -> str:
        """The HTML of one body."""
        self.number = 0
        return "".join(self.block(2) for _ in range(self.random.randint(1, 4)))

    def name(self) -> str:
        """A name that nothing else of the body has."""
        self.number += 1
        return f"w{self.number}"

    def text(self) -> str:
        """Some words, with or without space around them."""
        space = self.random.choice(("", " ", "\n", " ", "&nbsp;"))
        words = " ".join(self.name() for _ in range(self.random.randint(1, 3)))
        return f"{space}{words}{self.random.choice(('', ' ', '.', ' '))}"

    def attributes(self) -> str:
        """Attributes that hide or show an element, or none."""
        if not self.hidden or self.random.random() < 0.75:
            return ""
        return self.random.choice(
            (
                f' style="{self.random.choice(STYLES)}"',
                f' style="{self.random.choice(STYLES)}"',
                f' class="{self.random.choice(CLASSES)}"',
                " hidden",
                ' aria-hidden="true"',
            )
        )

    def inline(self, depth: int) -> str:
        """Text, an inline element, or something that is drawn."""
        kind = self.random.random()
        if kind < 0.45 or depth == 0:
            return self.text()
        if kind < 0.75:
            tag = self.random.choice(INLINE)
            href = f' href="/{self.name()}"' if tag == "a" else ""
            return f"<{tag}{href}{self.attributes()}>{self.inlines(depth - 1)}</{tag}>"
        return self.random.choice(
            (
                self.drawn,
                self.drawn,
                lambda: "<br>",
                lambda: f"<wbr>{self.name()}",
                lambda: "<hr>",
                lambda: f"<ruby>{self.text()}<rp>(</rp><rt>{self.text()}</rt><rp>)</rp></ruby>",
                lambda: f"<button{self.attributes()}>{self.text()}</button>",
                lambda: f"<noscript>{self.text()}</noscript>",
                lambda: f"<select><option>{self.text()}</option><option>{self.text()}</option></select>",
                lambda: f"<math><mi>x</mi><mo>=</mo><mn>{self.number}</mn></math>",
                lambda: f"<canvas>{self.text()}</canvas>",
                lambda: f"<object>{self.text()}</object>",
                self.raw,
            )
        )()

    def raw(self) -> str:
        """An element whose content is no text of the page."""
        tag = self.random.choice(RAW)
        return f"<{tag}>" if tag == "meta" else f"<{tag}>{self.name()}</{tag}>"

    def drawn(self) -> str:
        """A picture, a player, a drawing or a field."""
        name = self.name()
        return self.random.choice(
            (
                f'<img src="/{name}.png" alt="{name}">',
                f'<img src="/{name}.png" alt="">',
                f'<img data-src="/{name}.png" src="data:image/gif;base64,R0lGOD" alt="">',
                f'<picture><source srcset="/{name}.webp 2x"><img src="/{name}.png" alt=""></picture>',
                f'<video controls src="/{name}.mp4">{name}</video>',
                f'<audio controls src="/{name}.mp3"></audio>',
                f'<iframe src="https://www.youtube.com/embed/{name}"></iframe>',
                f'<iframe src="https://e.example/{name}"></iframe>',
                f"<svg><title>{name}</title><text>{name}</text></svg>",
                '<input type="checkbox">',
                '<input type="checkbox" checked>',
                f'<input value="{name}">',
                f'<progress value="1">{name}</progress>',
            )
        )

    def inlines(self, depth: int) -> str:
        """Some of them in a row."""
        return "".join(self.inline(depth) for _ in range(self.random.randint(1, 3)))

    def block(self, depth: int) -> str:
        """A block, a list, a table, or what stands in one by mistake."""
        kind = self.random.random()
        if depth == 0 or kind < 0.1:
            return self.inlines(1)
        if kind < 0.15:
            rows = "".join(
                f"<tr><th>{self.inlines(1)}</th><td{self.attributes()}>{self.blocks(depth - 1)}</td></tr>"
                for _ in range(2)
            )
            return f"<table><caption>{self.text()}</caption>{rows}</table>"
        tag = self.random.choice(BLOCK)
        opened = " open" if tag in ("details", "dialog") and self.random.random() < 0.5 else ""
        inside = self.blocks(depth - 1) if self.random.random() < 0.5 else self.inlines(depth)
        if tag == "details":
            inside = f"<summary>{self.text()}</summary>{inside}"
        return f"<{tag}{opened}{self.attributes()}>{inside}</{tag}>"

    def blocks(self, depth: int) -> str:
        """Some of them in a row."""
        return "".join(self.block(depth) for _ in range(self.random.randint(1, 3)))
