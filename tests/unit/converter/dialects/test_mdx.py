"""What MDX would run, or would stop at, is seen not to be text; what it takes for text is left as it is."""

import pytest

from syndicate.converter.dialects import dialect, renderer


def render(text):
    return renderer(dialect("mdx")).render(text).removesuffix("\n")


@pytest.mark.parametrize("text", ["import a from 'b'", "export default a", "import(a)"])
def test_code_of_a_module_is_no_text(text):
    assert render(text) == "<p></p>"
    assert render(f"a\n\n{text}") == "<p>a</p>\n<p></p>"


@pytest.mark.parametrize("text", ["imports", "exported goods", "a import", "&#105;mport a"])
def test_a_paragraph_that_only_looks_like_a_module_is_text(text):
    assert render(text) == f"<p>{text.replace('&#105;', 'i')}</p>"


def test_no_module_begins_in_a_list_or_a_heading():
    assert "import a" in render("- import a")
    assert render("# import a") == "<h1>import a</h1>"


@pytest.mark.parametrize(
    "text",
    [
        "<br>",
        "<!-- a -->",
        "<b>a",
        "a</b>",
        "*a <b>b* c</b>",
        "<b><i>a</b></i>",
        "<b c={d}>e</b>",
        "<b c='d'>e</b>",
    ],
)
def test_where_mdx_stops_there_is_no_text(text):
    assert render(f"x {text}") == "<p></p>"


def test_where_mdx_stops_within_a_task_its_box_is_all_that_there_is():
    page = render("- [ ] <b>a")
    assert "checkbox" in page
    assert ">a" not in page


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a<br />b", "<p>a<br />b</p>"),
        ("a <kbd>*b*</kbd>", "<p>a <kbd><em>b</em></kbd></p>"),
        ('a <sup className="b">c</sup>', '<p>a <sup class="b">c</sup></p>'),
        ("a<></>b", "<p>ab</p>"),
        ("`<br>` \\<br>", "<p><code>&lt;br&gt;</code> &lt;br&gt;</p>"),
        ("<details>\n<summary>a</summary>\n\nb\n\n</details>", "<details><summary>a</summary>"),
    ],
)
def test_jsx_is_shown_as_html(text, html):
    assert render(text).replace(">\n<", "><").startswith(html)


def test_elements_alone_are_no_paragraph():
    assert "<p>" not in render("<kbd>a</kbd>")
    assert render("<kbd>a</kbd><kbd>b</kbd>").split() == ["<kbd>a</kbd>", "<kbd>b</kbd>"]
    assert render("<p><kbd>a</kbd><kbd>b</kbd></p>") == "<p><kbd>a</kbd><kbd>b</kbd></p>"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a:b", "ab"),
        ("a\\:b", "a:b"),
        ("std::a 12:30 a: b", "std::a 12:30 a: b"),
        (":::a", "a"),
        ("\\:::a", "::a".replace("::", ":::")),
        ("![a:b](/c)", '<img src="/c" alt="ab" />'),
    ],
)
def test_a_directive_is_no_text(text, html):
    assert render(text) == f"<p>{html}</p>"


@pytest.mark.parametrize("text", ["https://a.example", "HTTP://a.example", "www.a.example", "a@b.example"])
def test_an_address_is_a_link_though_it_is_escaped(text):
    escaped = "".join(f"\\{char}" if char in ":/.@" else char for char in text)
    assert text not in render(text)
    assert text not in render(escaped)
    assert f">{text}<" in render(f"[{text}](/c)")


def test_a_star_beside_what_is_struck_out_is_no_text():
    assert "*" not in render("*a ~~b~~")
    assert render("\\*a ~~b~~") == "<p>*a <s>b</s></p>"
