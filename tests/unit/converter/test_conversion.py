"""What is converted reads the same as its original, in Markdown as a careful person writes it."""

import json
import re
import time
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

import syndicate
from syndicate.converter.dialects import DIALECTS
from syndicate.converter.proof.proof import Converter
from syndicate.errors import ConfigError
from syndicate.parser.page.cleaning.clean import clean
from tests.unit.converter.trees import articles

CASES = Path(__file__).parents[3] / "fixtures" / "articles"
BASE = "https://blog.example/2024/a-post/"
CONVERTERS = {name: Converter(name) for name in DIALECTS}

# The same examples at every run: what a longer search finds becomes a case.
slow = settings(
    max_examples=30,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.mark.parametrize(
    "expected", sorted(CASES.glob("*/*.md")), ids=lambda path: f"{path.parent.name}-{path.stem}"
)
def test_each_kind_of_trouble_comes_out_as_a_person_would_write_it(expected):
    text, losses = CONVERTERS[expected.stem].convert(
        clean((expected.parent / "input.html").read_text(encoding="utf-8"), base=BASE)
    )
    assert text + "\n" == expected.read_text(encoding="utf-8")
    assert losses == ()


@pytest.mark.parametrize("case", sorted(CASES.glob("*/input.html")), ids=lambda path: path.parent.name)
def test_what_a_case_shows_is_in_its_post_or_was_removed_by_a_named_rule(case):
    done = syndicate.conversion(case.read_text(encoding="utf-8"), base=BASE, dialect="markdown-it")
    assert [loss for loss in done.losses if "not in the post" in loss.lost] == []


@pytest.mark.parametrize("case", sorted(CASES.glob("*/input.html")), ids=lambda path: path.parent.name)
def test_a_post_that_is_rendered_and_converted_again_is_the_same_post(case):
    converter = CONVERTERS["gfm"]
    text, _ = converter.convert(clean(case.read_text(encoding="utf-8"), base=BASE))
    again = converter.convert(clean(converter.md.render(text), base=BASE))[0]
    # A page's quote under a word is none of GitHub's alerts, as which its own would come back.
    text = re.sub(
        r"^> \[!([A-Z]+)\]$", lambda sign: f"> **{sign[1].capitalize()}**\n>", text, flags=re.MULTILINE
    )
    assert unquote(again) == unquote(text)  # a renderer percent-encodes letters beyond ASCII


@pytest.mark.parametrize("dialect", ["commonmark", "gfm", "markdown-it"])
@given(body=articles)
@slow
def test_whatever_an_article_holds_nothing_is_lost_unmarked_and_a_second_time_changes_nothing(dialect, body):
    converter = CONVERTERS[dialect]
    cleaned = clean(body, base=BASE)
    text, losses = converter.convert(cleaned)
    original = converter.read_page(cleaned)
    rendered = converter.md.render(text)
    assert losses or converter.read_page(rendered) == original
    if not losses:
        assert converter.convert(clean(rendered, base=BASE))[0] == text


@pytest.mark.parametrize("dialect", ["eleventy", "kramdown", "goldmark", "python-markdown", "mdx"])
@given(body=articles)
@slow
def test_in_every_dialect_what_reads_differently_is_named(dialect, body):
    converter = CONVERTERS[dialect]
    cleaned = clean(body, base=BASE)
    text, losses = converter.convert(cleaned)
    assert losses or converter.read_markdown(text) == converter.read_page(cleaned)


@given(body=st.text())
@slow
def test_any_text_at_all_can_be_converted(body):
    assert isinstance(syndicate.convert(body, base=BASE), str)


@given(body=articles)
@slow
def test_no_backslash_could_be_left_out(body):
    converter = CONVERTERS["commonmark"]
    text, losses = converter.convert(clean(body, base=BASE))
    rendered = converter.read_page(converter.md.render(text))
    for place in [place for place, char in enumerate(text) if char == "\\" and not losses]:
        if text[place + 1 : place + 2] == "\n" or not text[place + 1 : place + 2].isalnum():
            without = text[:place] + text[place + 1 :]
            assert (
                converter.read_markdown(without) != rendered
                or text[place - 1 : place] == "\\"
                or _in_code(text, place)
            ), (text, place)


def _in_code(text: str, place: int) -> bool:
    """Whether a backslash stands in code or raw HTML, where it is itself."""
    line = text[text.rfind("\n", 0, place) + 1 : place]
    return line.count("`") > 0 or "<" in line or "```" in text[:place]


def test_all_examples_of_the_commonmark_specification_read_the_same(shared):
    examples = json.loads((shared / "yardstick" / "commonmark.json").read_text(encoding="utf-8"))
    converter = CONVERTERS["commonmark"]
    lossy = [
        example["html"] for example in examples if converter.convert(clean(example["html"], base=BASE))[1]
    ]
    assert len(examples) == 655
    assert lossy == []


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    "text", ["[x](y) *a* `b` _c_ &lt;d&gt; http://e.example/ :smile: ==m== ", "*a **b _", "[[", ":"]
)
def test_the_signs_of_markup_in_a_long_paragraph_take_time_in_proportion(dialect, text):
    converter = CONVERTERS[dialect]
    times = []
    for size in (3_000, 24_000):
        body = f"<p>{text * (size // len(text))}</p>"
        started = time.thread_time()
        markdown, losses = converter.convert(clean(body, base=BASE))
        times.append(time.thread_time() - started)
        assert losses or converter.read_page(converter.md.render(markdown)) == converter.read_page(body)
    assert times[1] < max(1, 30 * times[0])


def test_convert_makes_links_absolute_and_speaks_the_dialect():
    assert (
        syndicate.convert('<p><del>a</del> <a href="b">c</a></p>', base=BASE) == f"<del>a</del> [c]({BASE}b)"
    )
    assert syndicate.convert("<p><del>a</del></p>", base=BASE, dialect="gfm") == "~~a~~"


def test_an_unknown_dialect_is_named_with_those_that_there_are():
    with pytest.raises(ConfigError, match="unknown dialect 'mardown'; known: commonmark, gfm") as error:
        syndicate.convert("", base=BASE, dialect="mardown")
    assert error.value.address == "post.dialect"


def test_what_cannot_be_carried_over_is_named(monkeypatch):
    converter = Converter("commonmark")
    monkeypatch.setattr(
        converter.md.renderer, "rules", {**converter.md.renderer.rules, "text": lambda *_: "swallowed"}
    )
    text, losses = converter.convert("<p>one ~ two</p>")  # a tilde is for the dialect's renderer to read
    assert text == r"one \~ two"
    assert [(loss.block, loss.lost) for loss in losses] == [("one ~ two", "“one ~ two” reads as “swallowed”")]


def test_without_verifying_nothing_is_rendered(monkeypatch):
    converter = Converter("commonmark", verify=False)
    monkeypatch.setattr(converter.md, "parse", lambda *_: pytest.fail("rendered"))
    assert converter.convert("<p>one *two*</p>") == (r"one \*two\*", ())
