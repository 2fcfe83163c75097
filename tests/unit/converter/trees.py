"""Random articles: trees of the elements and the texts that make trouble."""

from __future__ import annotations

import html

from hypothesis import strategies as st

WORDS = (
    "a word *star* _u_ [x] (y) ` `` 1. - + # > <n> & &amp; \\ \\* ! | ~~ ~ http://e.example data.gov a@b.example :) (c) "
    "-- ... {.x} ==m== $x$ é 字 “q” \" ' *** ___ ``` ~~~ === --- [a](b) ![a](b) [^1] <!-- c --> <div> </p> *[HTML]: "
    "^ 1) 2014. x_y_z ** &copy; &#35; 🎉 :smile: : ="
).split()

words = st.sampled_from(WORDS)
gaps = st.sampled_from(["", " ", "\n", "  ", "\xa0"])
texts = st.lists(st.tuples(gaps, words), min_size=1, max_size=5).map(
    lambda parts: html.escape("".join(gap + word for gap, word in parts), quote=False)
)
addresses = st.sampled_from(
    [
        "/x",
        "#f",
        "",
        "https://e.example/a_b_(c)",
        "https://e.example/(",
        "mailto:a@b.example",
        "http://e.example",
    ]
)


def element(names: list[str], inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(names), inside).map(lambda parts: f"<{parts[0]}>{parts[1]}</{parts[0]}>")


def joined(parts: st.SearchStrategy[str], most: int = 3) -> st.SearchStrategy[str]:
    return st.lists(parts, min_size=1, max_size=most).map("".join)


pictures = st.tuples(texts, st.sampled_from(["", ' title="a &quot;t&quot;"'])).map(
    lambda parts: f'<img src="/a.png" alt="{parts[0].replace(chr(34), "&quot;")}"{parts[1]}>'
)
leaves = texts | texts | st.just("<br>") | pictures | element(["code"], texts)
inlines = joined(
    st.recursive(
        leaves,
        lambda inner: (
            element(["em", "strong", "sup", "del", "span", "kbd", "abbr", "small"], joined(inner))
            | st.tuples(addresses, joined(inner)).map(lambda parts: f'<a href="{parts[0]}">{parts[1]}</a>')
        ),
        max_leaves=4,
    )
)
items = st.lists(element(["li"], inlines), min_size=1, max_size=3).map("".join)
rows = st.lists(st.tuples(inlines, inlines), min_size=1, max_size=3).map(
    lambda cells: (
        "<tr><th>h</th><th>i</th></tr>"
        + "".join(f"<tr><td>{one}</td><td>{other}</td></tr>" for one, other in cells)
    )
)
flat = (
    element(["p", "h2", "h4", "div"], inlines)
    | st.just("<hr>")
    | element(["ul", "ol"], items)
    | element(["table"], rows)
    | texts.map(lambda text: f"<pre><code>{text}\n{text}</code></pre>")
    | st.tuples(texts, inlines).map(lambda parts: f"<dl><dt>{parts[0]}</dt><dd>{parts[1]}</dd></dl>")
)
articles = joined(
    st.recursive(
        flat,
        lambda inner: (
            element(["blockquote", "section", "figure"], joined(inner))
            | joined(inner).map(lambda inside: f"<ul><li>{inside}</li><li>{inside}</li></ul>")
            | joined(inner).map(lambda inside: f"<details><summary>s</summary>{inside}</details>")
        ),
        max_leaves=5,
    )
)
