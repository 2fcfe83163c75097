"""What passes the fast check passes the full one too: otherwise the fast check would hide a loss."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syndicate.converter.dialects import DIALECTS
from syndicate.converter.dialects.plugins import EMOTICONS
from syndicate.converter.markdown.blocks import Block
from syndicate.converter.proof.proof import (
    Check,
    Converter,
    keep_likely_escapes,
    parse_fragment,
    strip_escapes,
)
from syndicate.parser.page.cleaning.clean import clean
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
    """Whether the fast check passes what the full check does not."""
    root = parse_fragment(body)
    converter.simplify(root)
    draft = [
        Block(block.kind, keep_likely_escapes(block.text), block.nodes)
        for block in converter.writer.blocks(root.iter(include_text=True))
    ]
    expected = converter.read(root.iter(include_text=True))
    check = converter.check_fast(draft, expected)
    return (
        check.actual == expected
        and not check.failed
        and converter.check_fully(draft, expected).actual != expected
    )


@pytest.mark.parametrize("dialect", DIALECTS)
@given(body=articles)
@settings(thorough, max_examples=60)
def test_no_article_passes_the_fast_check_that_reads_differently(dialect, body):
    assert not is_hidden(CONVERTERS[dialect], clean(body, base=BASE))


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    "start", ["import a from 'b'", "export it", ": a", "~ a", "::: a", ":a", "> ```", "- ```", "    a"]
)
def test_how_a_block_begins_is_known_after_another_block_too(dialect, start):
    converter = CONVERTERS[dialect]
    alone = converter.fast_renderer.uncertain_blocks([start])
    after = converter.fast_renderer.uncertain_blocks(["word", start, "word"])
    assert {n + 1 for n in alone} <= after
    assert not is_hidden(converter, f"<p>word</p><p>{start}</p><p>word</p>")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_case_and_no_example_of_the_specification_passes_the_fast_check_that_reads_differently(
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
    if not converter.fast_renderer.uncertain_blocks([text]) and "\n" not in text:
        assert converter.read_page(converter.fast_renderer.html(text)) == converter.read_markdown(text)


@pytest.mark.parametrize("emoticon", EMOTICONS)
@pytest.mark.parametrize("around", ["{}", "a {} b", "({})", "**{}**", "[{}](https://e.example/)", "x*{}*"])
def test_no_emoticon_is_overlooked(emoticon, around):
    text = around.format(emoticon)
    converter = CONVERTERS["eleventy"]
    same = converter.read_page(converter.fast_renderer.html(text)) == converter.read_markdown(text)
    assert same or converter.fast_renderer.uncertain_blocks([text])


def test_plain_prose_needs_no_other_check():
    text = "The U.S. has *many* agencies: **18F**, and [others](https://18f.gsa.gov/2014/a_b/) - see “this”."
    assert all(
        not CONVERTERS[dialect].fast_renderer.uncertain_blocks([text])
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
    assert Converter(dialect).fast_renderer.uncertain_blocks(["Plain text.", text, "More of it."]) == {1}


@pytest.mark.parametrize(
    "text",
    [
        "[data.gov](https://data.gov/)",
        "See <https://data.gov/a_b> or <me@data.gov>.",
        '<iframe src="https://www.youtube.com/embed/x" allowfullscreen></iframe>',
        "And so on... Then: *it* was 10:30, (X) and Info:**x**",
    ],
)
def test_an_address_in_a_link_and_a_sign_that_is_part_of_no_other_costs_no_second_check(text):
    assert CONVERTERS["eleventy"].fast_renderer.uncertain_blocks([text]) == set()


def test_the_fast_check_finds_each_block_that_reads_differently_and_shows_its_tokens():
    converter = CONVERTERS["eleventy"]
    root = parse_fragment("<p>One</p><p>2. Two</p><p>Three :)</p><p>*Four*</p>")
    blocks = [
        replace(block, text=strip_escapes(block.text))
        for block in converter.writer.blocks(root.iter(include_text=True))
    ]
    expected = converter.read(root.iter(include_text=True))
    result = converter.check_fast(blocks, expected)
    assert result.failed == {1, 2, 3}
    assert result.actual == converter.read_page(
        "<p>One</p><ol start=2><li>Two</ol><p>Three :)</p><p><em>Four</em></p>"
    )
    right = [
        replace(block, text=text)
        for block, text in zip(blocks, ("One", r"2\. Two", r"Three \:)", r"\*Four*"), strict=True)
    ]
    assert converter.check_fast(right, expected) == Check(expected, set())


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_fast_renderer_knows_tables_and_strikethrough_where_the_dialect_does(dialect):
    fast, dialect = Converter(dialect).fast_renderer, DIALECTS[dialect]
    assert ("<table>" in fast.html("| a |\n| --- |\n| b |")) == dialect.tables
    assert ("<del>" in fast.html("~~a~~")) == dialect.strikethrough
