"""What a quick look passes, the dialect's own renderer passes too: a look that is too quick would hide a loss."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syndicate.converter.dialects import DIALECTS
from syndicate.converter.dialects.plugins import EMOTICONS
from syndicate.converter.markdown.blocks import Block
from syndicate.converter.proof.proof import Converter, Found, bare, likely, parsed
from syndicate.parser.page.clean import clean
from tests.unit.converter.trees import WORDS, articles

CASES = Path(__file__).parents[4] / "fixtures" / "articles"
BASE = "https://blog.example/2024/a-post/"
CONVERTERS = {name: Converter(name) for name in DIALECTS}
GLUE = [
    "",
    " ",
    "*",
    "**",
    "_",
    "`",
    "[",
    "](https://e.example/a)",
    "](https://e.example/a\x01b)",
    "](<https://e.example/a(b)>)",
    "<https://e.example/a>",
    "<me@e.example>",
    "<a@b_c.example>",
    "www.e.example",
    '<iframe src="https://e.example/a"></iframe>',
    "*[HTML]: x",
    "(c)",
    "...",
    "&",
    "](data:image/gif;base64,R0)",
    "|",
    "\\",
    "#",
    "é",
    "\n",
    "<b>",
    "</b>",
    ".",
]

thorough = settings(deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


def is_hidden(converter, body):
    """Whether a quick look passes what the dialect's renderer does not."""
    root = parsed(body)
    said = [
        Block(block.kind, likely(block.text), block.nodes)
        for block in converter.writer.blocks(root.iter(include_text=True))
    ]
    wanted = converter.read(root.iter(include_text=True))
    quick = converter.quickly(said, wanted)
    return quick.got == wanted and not quick.wrong and converter.closely(said, wanted).got != wanted


@pytest.mark.parametrize("dialect", DIALECTS)
@given(body=articles)
@settings(thorough, max_examples=60)
def test_no_article_passes_a_quick_look_that_reads_differently(dialect, body):
    assert not is_hidden(CONVERTERS[dialect], clean(body, base=BASE))


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_case_and_no_example_of_the_specification_passes_a_quick_look_that_reads_differently(
    dialect, shared
):
    examples = json.loads((shared / "yardstick" / "commonmark.json").read_text(encoding="utf-8"))
    bodies = [path.read_text(encoding="utf-8") for path in sorted(CASES.glob("*/input.html"))]
    bodies += [example["html"] for example in examples]
    hidden = [body for body in bodies if is_hidden(CONVERTERS[dialect], clean(body, base=BASE))]
    assert hidden == []


@pytest.mark.parametrize("dialect", DIALECTS)
@given(
    text=st.lists(st.sampled_from([*WORDS, *EMOTICONS, *GLUE, "U.S.", "+-", "?…", "....", ",,"])).map("".join)
)
@settings(thorough, max_examples=1000)
def test_markdown_that_a_dialect_reads_in_its_own_way_is_known_by_its_signs(dialect, text):
    converter = CONVERTERS[dialect]
    if not converter.quick.unsure([text]) and "\n" not in text:
        assert converter.read_page(converter.quick.html(text)) == converter.rendered(text)


@pytest.mark.parametrize("emoticon", EMOTICONS)
@pytest.mark.parametrize("around", ["{}", "a {} b", "({})", "**{}**", "[{}](https://e.example/)", "x*{}*"])
def test_no_emoticon_is_overlooked(emoticon, around):
    text = around.format(emoticon)
    converter = CONVERTERS["eleventy"]
    same = converter.read_page(converter.quick.html(text)) == converter.rendered(text)
    assert same or converter.quick.unsure([text])


def test_plain_prose_needs_no_other_look():
    text = "The U.S. has *many* agencies: **18F**, and [others](https://18f.gsa.gov/2014/a_b/) - see “this”."
    assert all(
        not CONVERTERS[dialect].quick.unsure([text])
        for dialect in ("commonmark", "gfm", "eleventy", "goldmark")
    )


@pytest.mark.parametrize(
    ("dialect", "text"),
    [
        ("eleventy", "éhttp://e.example"),  # a link to markdown-it, but not to linkify alone
        ("eleventy", "a_@b.org"),  # only whole
        ("eleventy", "data.gov<b>c</b>"),  # only where its text ends
        ("eleventy", "*[HTML]: x"),
        ("eleventy", "[a :) b](https://e.example/)"),
        ("python-markdown", "AT&`T`"),
        ("python-markdown", "`a`#b"),
        ("kramdown", "a||b"),
        ("kramdown", "[a](https://e.example/a\x01b)"),  # no link
        ("gfm", "see www.e.example"),
    ],
)
def test_what_a_dialect_may_read_otherwise_is_left_to_its_own_renderer(dialect, text):
    assert Converter(dialect).quick.unsure(["Plain text.", text, "More of it."]) == {1}


@pytest.mark.parametrize(
    "text",
    [
        "[data.gov](https://data.gov/)",
        "See <https://data.gov/a_b> or <me@data.gov>.",
        '<iframe src="https://www.youtube.com/embed/x" allowfullscreen></iframe>',
        "And so on... Then: *it* was 10:30, (X) and Info:**x**",
    ],
)
def test_an_address_in_a_link_and_a_sign_that_is_part_of_no_other_costs_no_second_look(text):
    assert CONVERTERS["eleventy"].quick.unsure([text]) == set()


def test_a_quick_look_finds_each_block_that_reads_differently_and_shows_what_it_read():
    converter = CONVERTERS["eleventy"]
    root = parsed("<p>One</p><p>2. Two</p><p>Three :)</p><p>*Four*</p>")
    blocks = [
        replace(block, text=bare(block.text))
        for block in converter.writer.blocks(root.iter(include_text=True))
    ]
    wanted = converter.read(root.iter(include_text=True))
    found = converter.quickly(blocks, wanted)
    assert found.wrong == {1, 2, 3}
    assert found.got == converter.read_page(
        "<p>One</p><ol start=2><li>Two</ol><p>Three :)</p><p><em>Four</em></p>"
    )
    right = [
        replace(block, text=text)
        for block, text in zip(blocks, ("One", r"2\. Two", r"Three \:)", r"\*Four*"), strict=True)
    ]
    assert converter.quickly(right, wanted) == Found(wanted, set())


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_quick_renderer_knows_tables_and_strikethrough_where_the_dialect_does(dialect):
    quick, dialect = Converter(dialect).quick, DIALECTS[dialect]
    assert ("<table>" in quick.html("| a |\n| --- |\n| b |")) == dialect.tables
    assert ("<del>" in quick.html("~~a~~")) == dialect.strikethrough
