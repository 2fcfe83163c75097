"""The real template engines put out what was meant, whatever an article says."""

from __future__ import annotations

import html
import json
import random
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from syndicate.converter.dialects.guards import FENCE, SIGNS, guard
from syndicate.parser.page.cleaning.clean import clean
from tests.integration.test_renderers import differing

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parents[1] / "renderers"
BASE = "https://blog.example/2024/a-post/"
PIECES = [
    "{", "}", "%", "#", "{{", "}}", "{%", "%}", "{#", "#}", "{%-", "-%}", "{{-", " ", " ", "\n", "raw", "endraw",
    "{% raw %}", "{% endraw %}", "{%raw%}", "{%- endraw -%}", "x", "'", '"', "`", "```", "```\n", "\n```\n", "if",
    "{{<", ">}}", "{{%", "%}}", "/*", "*/", "include", "comment", "verbatim", "|", "é", "\N{GRINNING FACE}",
]  # fmt: skip


def piped(program: list[str], texts: list[str]) -> list[str]:
    done = subprocess.run(
        program, input=json.dumps(texts), capture_output=True, text=True, check=True, cwd=HERE, timeout=120
    )
    return json.loads(done.stdout)


def by_javascript(engine: str) -> Callable[[list[str]], list[str]]:
    def run(texts: list[str]) -> list[str]:
        if not (HERE / "node_modules" / "nunjucks").is_dir():
            pytest.skip("npm install --no-package-lock was not run in tests/renderers")
        return piped(["node", "engine.js", engine], texts)

    return run


def by_ruby(texts: list[str]) -> list[str]:
    ruby = shutil.which("ruby")
    if (
        ruby is None
        or subprocess.run([ruby, "-rliquid", "-e", ""], capture_output=True, check=False).returncode
    ):
        pytest.skip("ruby with liquid is not installed")
    return piped([ruby, "engine.rb"], texts)


ENGINES = {
    "nunjucks": ("nunjucks", by_javascript("nunjucks")),
    "liquidjs": ("nunjucks", by_javascript("liquidjs")),
    "liquid": ("liquid", by_ruby),
}


def generated() -> list[str]:
    dice = random.Random(2024)
    return ["".join(dice.choices(PIECES, k=dice.randint(1, 14))) for _ in range(4000)]


SHORTCODES = [
    "{{<",
    ">}}",
    "{{%",
    "%}}",
    "{{",
    "}}",
    "/*",
    "*/",
    "figure",
    "/",
    " ",
    "x",
    "`",
    "<",
    "%",
    "*",
    "&",
]
FORMS = [
    "<p>{}</p>",
    "<p>a <code>{}</code></p>",
    "<pre><code>{}</code></pre>",
    "<ul><li><pre><code>{}</code></pre></li></ul>",
    '<p><img src="https://x.example/a.png" alt="{}"></p>',
    '<p><a href="https://x.example/{}" title="{}">b</a></p>',
    '<table><tr><td colspan="2">{}</td></tr></table>',
    "<details><summary>a {}</summary>b</details>",
    "<p>a {}<kbd>{}</kbd>{}</p>",
]


def test_hugo_runs_no_shortcode_that_an_article_tells_of():
    dice = random.Random(2024)
    texts = [html.escape("".join(dice.choices(SHORTCODES, k=dice.randint(1, 9)))) for _ in range(300)]
    bodies = [clean(form.replace("{}", text), base=BASE) for text in texts if text.strip() for form in FORMS]
    assert differing("goldmark", bodies) == []


def without_blank_lines_around_code(text: str) -> str:
    return re.sub(r"\n+(?=`{3}|~{3})|(?<=`{3})\n+|(?<=~{3})\n+", "\n", text).strip("\n")


@pytest.mark.parametrize("name", ENGINES)
def test_an_engine_puts_out_every_text_as_it_was(name):
    engine, run = ENGINES[name]
    texts = generated()
    wrong = [
        (text, guard(text, engine), out)
        for text, out in zip(texts, run([guard(text, engine) for text in texts]), strict=True)
        if (out if not FENCE.search(text) else without_blank_lines_around_code(out))
        != (text if not FENCE.search(text) else without_blank_lines_around_code(text))
    ]
    assert wrong == []


@pytest.mark.parametrize("name", ENGINES)
def test_nothing_is_guarded_without_need(name):
    """What an engine puts out as it is, and what begins nothing for it, stays as it is."""
    engine, run = ENGINES[name]
    texts = [text for text in generated() if not re.search(SIGNS[engine], text)]
    assert len(texts) > 100
    assert [guard(text, engine) for text in texts] == texts == run(texts)
