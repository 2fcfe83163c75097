"""What a body shows before anything is cleaned."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from syndicate.models import Reading, ShownLink
from syndicate.parser.page import atoms, hiding, iconfonts, media_addresses, sheets, shown
from syndicate.parser.page.shown import ShownPage

BASE = "https://blog.example/2024/a-post/"


def read(html: str, *, as_text: bool = False) -> Reading:
    root = LexborHTMLParser(f"<!doctype html><html><body>{html}</body></html>").body
    assert root is not None
    return ShownPage(root, BASE, as_text=as_text).read()


def words(html: str) -> list[str]:
    return read(html).text.split()


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("a<b>b</b>c", "abc"),
        ("a<div>b</div>c", "a b c"),
        ("a<br>b", "a b"),
        ('a<span style="display:none">b</span>c', "ac"),
        ('a<span style="DISPLAY : None">b</span>c', "ac"),
        ('a<span style="display:none;display:inline">b</span>c', "abc"),
        ('a<span style="display:none!important;display:inline">b</span>c', "ac"),
        ('a<span style="background:url(x;display:none)">b</span>c', "abc"),
        ('a<span style="/* display:none */">b</span>c', "abc"),
        ('a<span style="display:nothing">b</span>c', "abc"),
        ("a<p hidden>b</p>c", "ac"),
        ('a<p hidden style="display:block">b</p>c', "a b c"),
        ('<p style="visibility:hidden">a<b style="visibility:visible">b</b></p>', "b"),
        ('a <span class="sr-only">b</span>c', "a c"),
        ('a<span class="d-none d-md-block">b</span>c', "abc"),
        ('a<span class="lead">b</span>c', "abc"),
        ("a<dialog>b</dialog><dialog open>c</dialog>", "a c"),
        ("<noscript>a</noscript><script>b</script><style>c</style><template>d</template>", "a"),
        ("<ruby>a<rp>(</rp><rt>b</rt><rp>)</rp></ruby>", "ab"),
        ("<video>a</video><iframe>b</iframe><textarea>c</textarea>d", "d"),
        ("<details><summary>a</summary>b</details>", "a b"),
        ('<p style="text-transform:uppercase">a <button>b</button></p>', "A b"),
    ],
)
def test_words_are_shown_as_a_browser_shows_them(html: str, expected: str) -> None:
    assert words(html) == expected.split()


def test_a_link_is_shown_with_its_address_and_one_to_nowhere_is_none() -> None:
    html = '<a href="/x">a <b>b</b></a><a href="#n">c</a><a href="">d</a><a href="javascript:x()">e</a><a href="/y"></a>'
    links = (ShownLink("https://blog.example/x", "a b"), ShownLink("#n", "c"))
    assert read(html).links == links


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ('<img src="/a.png">', (("https://blog.example/a.png",),)),
        ('<img data-lazy-src="/a.png" src="/1x1.trans.gif">', (("https://blog.example/a.png",),)),
        ('<img src="data:image/gif;base64,R0" data-src="/a.png">', (("https://blog.example/a.png",),)),
        (
            '<picture><source srcset="/a.webp 2x"><img></picture>',
            (("https://blog.example/a.webp",),),
        ),
        ("<img alt=a>", ()),
        ('<img src="/a.png" hidden>', ()),
        ("<svg><text>a</text></svg>", ((),)),
    ],
)
def test_a_picture_is_shown_with_the_addresses_that_it_may_come_from(html: str, expected: object) -> None:
    assert read(html).pictures == expected


def test_players_headings_formulas_and_boxes_are_shown() -> None:
    reading = read(
        '<h2>a</h2><h3></h3><iframe src="/p"></iframe><iframe src="about:blank"></iframe><math><mi>x</mi></math>'
        '<script type="math/tex">x</script><input type="checkbox"><input>'
    )
    assert reading.headings == ("h2",)
    assert reading.players == (("https://blog.example/p",),)
    assert (reading.formulas, reading.checkboxes) == (2, 1)


def test_what_is_nested_deeply_is_read() -> None:
    assert words("<b>" * 3000 + "a" + "</b>" * 3000) == ["a"]


@pytest.mark.parametrize("framework", hiding.FRAMEWORKS, ids=lambda framework: framework.framework)
def test_each_class_that_hides_hides(framework: hiding.Hiding) -> None:
    for selector in (*framework.selectors, *framework.screen_readers):
        name = selector.partition(":not(")[0].replace('[class~="', "").replace('"]', "").lstrip(".")
        assert words(f'a <p class="x {name}">b</p>') == ["a"], selector
        assert words(f'a <p class="x-{name}">b</p>') == ["a", "b"], selector


def test_the_reader_knows_nothing_of_the_cleaning() -> None:
    known = {
        "syndicate.models",
        "syndicate.addresses",
        "syndicate.parser.page.atoms",
        "syndicate.parser.page.hiding",
        "syndicate.parser.page.iconfonts",
        "syndicate.parser.page.media_addresses",
    }
    for module in (shown, atoms, hiding, iconfonts, media_addresses, sheets):
        tree = ast.parse(Path(module.__file__).read_text(encoding="utf-8"))
        modules = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
        assert {name for name in modules if name.startswith("syndicate")} <= known


def test_a_description_for_screen_readers_is_shown_and_a_label_is_not() -> None:
    description = "In March nine of ten kettles were mended, in April all of them."
    table = f'<table class="usa-sr-only"><tr><td>{description}</td></tr></table>'
    seen = words(
        f'<p>a <span class="sr-only">in March, in short</span></p><div class="sr-only">Share it</div>{table}'
    )
    assert seen == ["a", *description.split()]
    repeated = words(f'<p>{description}</p><div class="visually-hidden">{description}</div>')
    assert repeated == description.split()
