"""Addresses in a post lead where they did; nothing else of it changes."""

from __future__ import annotations

from pathlib import PurePosixPath as Path

import pytest

from syndicate.pipeline.relinking import Guide, addresses, published_key, relinked

GUIDE = Guide(
    Path("posts/a.md"),
    Path("blog/2024/a.md"),
    links={"/img/x.png": "/static/x.png"},
    published={published_key("/posts/b/"): "/blog/b/"},
    permalink=("/posts/a/", "/blog/a/"),
    permalink_key="permalink",
    moves={Path("posts/b.md"): Path("blog/2023/b.md"), Path("posts/a b/y.png"): Path("blog/2024/a b/y.png")},
    files={Path("posts/stays.md"), Path("about.md")},
)

LED = {
    "[b](b.md)": "[b](../2023/b.md)",
    "[b](./b.md#end)": "[b](../2023/b.md#end)",
    '[b](<b.md> "Title")': '[b](<../2023/b.md> "Title")',
    "[b]: b.md": "[b]: ../2023/b.md",
    '<a class="x" href="b.md">': '<a class="x" href="../2023/b.md">',
    "<img src='../about.md'>": "<img src='../../about.md'>",
    "[s](stays.md)": "[s](../../posts/stays.md)",
    "[![y](a%20b/y.png)](b.md)": "[![y](a%20b/y.png)](../2023/b.md)",
    "![x](/img/x.png?w=1)": "![x](/static/x.png?w=1)",
    "[b](/posts/b/)": "[b](/blog/b/)",
    "[b](/posts/b/index.html#x)": "[b](/blog/b/#x)",
}


@pytest.mark.parametrize("text", LED)
def test_an_address_follows_wherever_it_stands(text):
    post = f"---\r\ntitle: b.md\r\n---\r\n\r\n{text}\r\n"
    assert relinked(post, GUIDE, lambda _: 0) == post.replace(text, LED[text])


@pytest.mark.parametrize(
    "text",
    [
        "[b](https://x.example/b.md)",
        "[b](//x.example/b.md)",
        "[b](#b.md)",
        "[b](nothing.md)",
        "[b](../../b.md)",
        "[b](mailto:b.md)",
        "[b]({{ b.md }})",
        "b.md and (b.md)",
        "[posts](/posts/)",
        "[c](/posts/bc/)",
    ],
)
def test_what_is_no_address_of_what_moves_stays(text):
    assert relinked(text, GUIDE, lambda _: 0) == text


def test_a_front_matter_has_its_picture_and_its_own_permalink_led_and_no_alias():
    text = '---\npermalink: "/posts/a/"\ncover: /img/x.png\naliases: ["/posts/a/"]\nalso:\n- /posts/a/\nfile: b.md\n---\n'
    assert relinked(text, GUIDE, lambda _: 0) == text.replace(
        'permalink: "/posts/a/"', 'permalink: "/blog/a/"'
    ).replace("/img/", "/static/")


def test_code_stays_though_it_has_what_looks_like_a_link():
    text = "One `[b](b.md)` and [b](b.md)."

    def shape(markdown: str) -> str:
        return markdown.replace(" [b](b.md).", "").replace(" [b](../2023/b.md).", "")

    assert relinked(text, GUIDE, shape) == "One `[b](b.md)` and [b](../2023/b.md)."


def test_the_addresses_of_a_post_are_those_of_its_front_matter_too():
    assert {"x.png", "b.md"} <= set(addresses("---\ncover: x.png\n---\n\n[b](b.md)\n"))
