"""Posts rendered by the real renderers of each dialect read the same as their originals, and nothing in them runs."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from selectolax.lexbor import LexborHTMLParser

from syndicate.config import Select
from syndicate.config.keys import PostRules
from syndicate.converter.proof import proof
from syndicate.converter.proof.proof import Converter, difference, parse_fragment
from syndicate.models import Entry, Page
from syndicate.parser.page.article import article_from_page
from syndicate.parser.page.cleaning.clean import clean, clean_node
from syndicate.parser.page.removals import Removals
from syndicate.parser.page.shown import ShownPage
from tests.hazards import Bodies, dangers
from tests.rendering import RENDERERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from syndicate.converter.proof.tokens import Token

FIXTURES = Path(__file__).parents[2] / "fixtures"
CASES = sorted(FIXTURES.glob("articles/*/input.html"))
THREATS = [
    path.read_text(encoding="utf-8").rpartition("\n-->\n")[2]
    for path in sorted(FIXTURES.glob("hostile/*/*.html"))
]
BASE = "https://blog.example/2024/a-post/"
SITE = "https://site.example/a-post/"
"""Where the post stands: a link to a place of the original leads to another page."""
SAFE = int(os.environ.get("SAFE", "2000"))
"""How many bodies are looked at for what could run, in all dialects together."""
SAME = int(os.environ.get("SAME", "60"))
"""How many bodies are compared with their originals, in each dialect."""
BATCH = 500
UNKNOWN = {"MyOwn", "mermaid"}
"""The languages of the cases that the highlighter of a site may not know."""


def untrusted(body: str) -> str:
    """A body as it is cleaned on its way out of a page."""
    root = LexborHTMLParser(f"<!doctype html><html><body>{body}</body></html>").body
    return clean_node(root, Removals(ShownPage(root, BASE)), base=BASE).html


def sayable(converter: Converter, body: str) -> str:
    """The body as the dialect can say it, so that the rest of it is compared."""
    root = parse_fragment(body)
    converter.simplify(root)
    return root.inner_html or ""


def differing(dialect: str, bodies: Sequence[str], markdownify: dict[str, str] | None = None) -> list[str]:
    """What reads differently once the real renderer of a dialect has rendered it, and no loss names it."""
    converter = Converter(dialect, markdownify=markdownify)
    bodies = [sayable(converter, body) for body in bodies]
    converted = [converter.convert(body) for body in bodies]
    with RENDERERS[dialect]() as render:
        pages = render([markdown for markdown, _ in converted])
    # The renderer's own marks of footnotes are brought into the form in which the original's were.
    readings = [
        (converter.read_page(body), converter.read_page(clean(page, base=SITE)), markdown)
        for body, page, (markdown, losses) in zip(bodies, pages, converted, strict=True)
        if not losses
    ]
    return [
        f"{difference(one, other)}\n{text}" for one, other, text in readings if in_code(one) != in_code(other)
    ]


def in_code(tokens: Sequence[Token]) -> list[Token]:
    """The tokens with code as it looks: Python-Markdown makes tabs spaces, Prism the no-break ones, and highlighters
    leave out the name of a language that they do not know."""
    return [
        tuple(
            ""
            if part in UNKNOWN
            else part.replace("\xa0", " ").expandtabs(4)
            if isinstance(part, str)
            else part
            for part in token
        )
        if token[0] == "pre"
        else token
        for token in tokens
    ]


def dangerous(
    dialect: str, bodies: Sequence[str], *, verify: bool = True, markdownify: dict[str, str] | None = None
) -> list[str]:
    """What could run once the real renderer of a dialect has rendered it."""
    converter = Converter(dialect, verify=verify, markdownify=markdownify)
    texts = [converter.convert(body)[0] for body in bodies]
    with RENDERERS[dialect]() as render:
        pages = render(texts)
    found = ((dangers(page), text, page) for text, page in zip(texts, pages, strict=True))
    return [f"{danger}\n{text}\n{page}" for danger, text, page in found if danger]


def batches(dialect: str, count: int, *, active: bool) -> list[list[str]]:
    """Generated bodies, always the same for a dialect and a count, in lots that a renderer takes at once."""
    bodies = Bodies(sorted(RENDERERS).index(dialect), active=active)
    sizes = [min(BATCH, count - start) for start in range(0, count, BATCH)]
    return [[untrusted(bodies.body()) for _ in range(size)] for size in sizes]


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    """Which backslashes generated noise can spare takes most of the time and changes nothing."""
    monkeypatch.setattr(proof, "TRIAL_BUDGET", 3000)


@pytest.mark.parametrize("dialect", RENDERERS)
def test_each_kind_of_trouble_reads_the_same_where_it_is_really_rendered(dialect):
    bodies = [clean(path.read_text(encoding="utf-8"), base=BASE) for path in CASES]
    assert differing(dialect, bodies) == []


@pytest.mark.parametrize("dialect", RENDERERS)
def test_every_article_of_18f_reads_the_same_where_it_is_really_rendered(dialect, shared):
    origin = shared / "origin" / "18f"
    select = Select(body="[itemprop=articleBody]", remove=".heading-permalink")
    bodies = []
    for entry in json.loads((origin / "manifest.json").read_text(encoding="utf-8")):
        page = Page(entry["url"], entry["url"], (origin / entry["file"]).read_bytes(), "text/html")
        bodies.append(article_from_page(page, Entry(entry["url"], entry["title"]), select).body)
    assert len(bodies) == 296
    assert differing(dialect, bodies) == []


@pytest.mark.parametrize("dialect", RENDERERS)
def test_a_generated_body_reads_the_same_where_it_is_really_rendered(dialect):
    for bodies in batches(dialect, SAME, active=False):
        assert differing(dialect, bodies)[:5] == []


@pytest.mark.parametrize("dialect", RENDERERS)
def test_what_markdownify_writes_reads_the_same_and_does_not_run(dialect):
    options = PostRules(converter="markdownify").markdownify_options
    for bodies in batches(dialect, SAME, active=False):
        assert differing(dialect, bodies, options)[:5] == []
    for bodies in batches(dialect, SAME, active=True):
        assert dangerous(dialect, bodies, markdownify=options)[:5] == []
    threats = [untrusted(threat) for threat in THREATS]
    assert dangerous(dialect, threats, markdownify=options) == []


@pytest.mark.parametrize("dialect", RENDERERS)
def test_no_threat_runs_where_it_is_really_rendered(dialect):
    bodies = [untrusted(threat) for threat in THREATS]
    assert dangerous(dialect, bodies) == []
    assert dangerous(dialect, bodies, verify=False) == []


@pytest.mark.parametrize("verify", [True, False])
@pytest.mark.parametrize("dialect", RENDERERS)
def test_nothing_of_a_generated_body_runs_where_it_is_really_rendered(dialect, verify):
    share = SAFE // len(RENDERERS)
    for bodies in batches(dialect, share * 9 // 10 if verify else share // 10, active=True):
        assert dangerous(dialect, bodies, verify=verify)[:5] == []


@pytest.mark.parametrize(
    "text",
    [
        'Hello { @html="x" }',
        "# x {onclick=x}",
        "*a*{: onclick='x'}",
        "[a](javascript:x)",
        "<script>x</script>",
        '<iframe src="https://archive.org/embed/../x"></iframe>',
        "<!--x-->",
    ],
)
def test_what_runs_is_seen(text):
    """Else the tests above could not fail."""
    seen = []
    for dialect in ("eleventy", "kramdown", "goldmark", "python-markdown"):
        with RENDERERS[dialect]() as render:
            seen += dangers(render([text])[0])
    assert seen != []


@pytest.mark.parametrize(
    "text",
    [
        "{1}",
        "a {1}",
        "import a from 'b'",
        "export const a = 1",
        "<Foo />",
        "<a.b />",
        "a <b c={1}>d</b>",
        "<b {...c} />",
        "<!--x-->",
        "<br>",
        "[a](javascript:x)",
    ],
)
def test_what_runs_in_mdx_is_seen(text):
    """Else the tests above could not fail for it."""
    with RENDERERS["mdx"]() as render:
        assert dangers(render([text])[0]) != []
