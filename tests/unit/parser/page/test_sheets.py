"""What a style sheet in an article says stands on the elements that it is for, as a browser would have it."""

import pytest
from selectolax.lexbor import LexborHTMLParser

from syndicate.parser.page.sheets import MAX_RULES, apply_sheets


def style_of(sheet: str, element: str) -> str:
    root = LexborHTMLParser(f"<!doctype html><body><style>{sheet}</style><div>{element}</div>").body
    assert root is not None
    apply_sheets(root)
    node = root.css_first("div > *")
    assert node is not None
    return node.attributes.get("style") or ""


@pytest.mark.parametrize(
    ("sheet", "element", "style"),
    [
        (".a{font-weight:bold}", '<p class="a">', "font-weight: bold"),
        (".a{font-weight:bold;color:red}", '<p class="a">', "font-weight: bold"),
        (".a{font-weight:bold}", '<p class="a" style="font-weight:400">', "font-weight:400"),
        (".a{font-weight:bold}", '<p class="a" style="color:red">', "font-weight: bold; color:red"),
        ("p.a{font-weight:bold} .a{font-weight:400}", '<p class="a">', "font-weight: bold"),
        (".a{font-weight:bold} .a{font-weight:400}", '<p class="a">', "font-weight: 400"),
        ("#x{font-style:italic} .a.a{font-style:normal}", '<p id="x" class="a">', "font-style: italic"),
        (".b, .a{font-style:italic !important}", '<p class="a">', "font-style: italic"),
        ("@import 'x'; /* } */ .a{font-style:italic}", '<p class="a">', "font-style: italic"),
        ("div > .a{font-style:italic}", '<p class="a">', "font-style: italic"),
    ],
)
def test_what_a_rule_says_stands_on_its_elements(sheet, element, style):
    assert style_of(sheet, element) == style


@pytest.mark.parametrize(
    "sheet",
    [
        ".b{font-weight:bold}",
        "p{font-weight:bold}",
        ".a:hover{font-weight:bold}",
        ".a::before{font-weight:bold}",
        "@media print{.a{display:none}}",
        ".a > > b{font-weight:bold}",
        ".a{",
        "}.{font-weight:bold}",
        "",
    ],
)
def test_what_no_rule_says_stands_on_no_element(sheet):
    assert style_of(sheet, '<p class="a">') == ""


@pytest.mark.parametrize(
    "unfolds",
    [
        '<script>document.querySelector(".a").hidden = false</script>',
        '<button onclick="x()">More</button>',
        "<style>input:checked ~ .a{display:block}</style>",
    ],
)
def test_what_a_script_or_a_reader_may_unfold_is_not_hidden(unfolds):
    assert style_of(".a{display:none}", '<p class="a">') == "display: none"
    assert style_of(".a{display:none}", f'<p class="a"></p>{unfolds}') == ""


def test_a_sheet_of_very_many_rules_takes_bounded_work():
    rules = "".join(f".c{n}{{font-weight:bold}}" for n in range(MAX_RULES))
    assert style_of(f"{rules}.a{{font-weight:bold}}", '<p class="a">') == ""
    assert style_of(f".a{{font-weight:bold}}{rules}", '<p class="a">') == "font-weight: bold"
