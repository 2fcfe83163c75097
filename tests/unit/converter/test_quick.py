"""What a quick look passes, the dialect's own renderer passes too: a look that is too quick would hide a loss."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from syndicate.converter.blocks import Block
from syndicate.converter.dialects import DIALECTS
from syndicate.converter.proof import Converter, likely, parsed
from syndicate.converter.shorthands import EMOTICONS
from syndicate.parser.clean import clean
from tests.unit.converter.trees import WORDS, articles

CASES = Path(__file__).parents[3] / "fixtures" / "articles"
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
