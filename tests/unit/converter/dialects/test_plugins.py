"""What plugins of the first user's site would swallow is seen to be swallowed, and nothing else."""

import pytest

from syndicate.converter.dialects import dialect, renderer
from syndicate.converter.dialects.plugins import UNREADABLE

FACE = "\N{GRINNING FACE}"


def render(name, text):
    return renderer(dialect(name)).render(text).removeprefix("<p>").removesuffix("</p>\n")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (":)", FACE),
        ("so :) it is", f"so {FACE} it is"),
        (":) so", f"{FACE} so"),
        ("so :)", f"so {FACE}"),
        ("(:D)", f"({FACE})"),
        ("a:)", "a:)"),
        (":)a", ":)a"),
        ("1:)", "1:)"),
        ("a:smile:b", f"a{FACE}b"),
        (":100:", FACE),
        (":+1:", FACE),
        ("10:30:15", "10:30:15"),
        ("::", "::"),
        (":x:", FACE),
        ("8-) B-)", f"{FACE} {FACE}"),
        ("`:)`", "<code>:)</code>"),
    ],
)
def test_what_is_an_emoji_becomes_a_face(text, html):
    assert render("eleventy", text) == html


@pytest.mark.parametrize(
    ("text", "html"),
    [("~a~", "a~"), ("~~a~~", "<s>a</s>"), ("a~b~c", "ab~c"), ("~ a~", "~ a~")],
)
def test_a_single_tilde_strikes_out_in_gfm(text, html):
    assert render("gfm", text) == html


@pytest.mark.parametrize("scheme", ["http://", "https://", "mailto:", "xmpp:"])
def test_gfm_makes_links_of_bare_addresses(scheme):
    address = f"{scheme}a@b.example" if ":" in scheme[-1] else f"{scheme}b.example"
    assert f'<a href="{address}"' in render("gfm", f"see {address} there")
    assert "<a" not in render("gfm", f"see x{scheme[:-1]} there")


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*a*{.b}", "<em>a</em>"),
        ("`a`{.b} c", "<code>a</code> c"),
        ("a {.b}", "a"),
        ("a {b} c", "a {b} c"),
        ("a { b }", "a { b }"),
        ("a{{b}}", "a{{b}}"),
    ],
)
def test_braces_that_would_be_attributes_disappear(text, html):
    assert render("eleventy", text) == html


def test_the_definition_of_an_abbreviation_disappears():
    assert renderer(dialect("eleventy")).render("a\n\n*[HTML]: Hyper\n") == "<p>a</p>\n"
    assert renderer(dialect("eleventy")).render("a\n*[HTML]: Hyper\nb\n") == "<p>a</p>\n<p>b</p>\n"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a|b", f"a{UNREADABLE}b"),
        ("a << b", f"a {UNREADABLE} b"),
        ("a_b_c", "a_b_c"),
        ("a _b", f"a {UNREADABLE}b"),
        ("a <é b", f"a {UNREADABLE}é b"),
    ],
)
def test_what_kramdown_may_take_for_more_than_text_is_taken_away(text, html):
    assert render("kramdown", text) == html


@pytest.mark.parametrize("start", ["1984. b", "2. b", "+ b", "+  ", "-\tb", "1.|b"])
def test_any_list_ends_a_paragraph_of_kramdown(start):
    for around in ("a  \n", "> a  \n> ", "- a  \n  "):
        assert "<br" not in renderer(dialect("kramdown")).render(f"{around}{start}\n")


@pytest.mark.parametrize("text", ["2) b", "1.5 b", "1984.", "+", "+b", r"1984\. b", r"\+ b"])
def test_what_is_no_list_to_kramdown_ends_no_paragraph(text):
    assert "<br" in renderer(dialect("kramdown")).render(f"a  \n{text}\n")


def test_an_empty_list_ends_a_paragraph_of_hexo():
    md = renderer(dialect("hexo"))
    assert "<ul" in md.render("a  \n+  \nb\n")
    assert "<ul" not in md.render("a  \n+\nb\n") + md.render("a  \n\\+  \nb\n")
    assert "<ol" in md.render("- a  \n  1999. b\n")
    assert "<ol" not in md.render("a  \n1999. b\n") + md.render("- a  \n  1999\\. b\n")


def test_python_markdown_ends_a_paragraph_with_a_list_only_in_a_list():
    md = renderer(dialect("python-markdown"))
    assert "<ol" in md.render("-   a  \n    2. b\n")
    assert "<ol" not in md.render("a  \n2. b\n") + md.render("> a  \n> 2. b\n") + md.render(
        "-   a  \n    2\\. b"
    )


def test_a_backslash_that_escapes_nothing_hides_no_address():
    assert UNREADABLE in render("gfm", "see \\https://e.example")
    assert UNREADABLE not in render("goldmark", "see https\\://e.example")
