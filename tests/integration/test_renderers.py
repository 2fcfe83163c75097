"""Posts rendered by the real renderers of each dialect read the same as their originals."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import markdown
import pytest

from syndicate.config import Select
from syndicate.converter.dialects.guards import guard
from syndicate.converter.proof.proof import Converter, difference
from syndicate.models import Entry, Page
from syndicate.parser.page.article import article_from_page
from syndicate.parser.page.clean import clean

if TYPE_CHECKING:
    from collections.abc import Callable

HERE = Path(__file__).parents[1] / "renderers"
CASES = sorted((Path(__file__).parents[2] / "fixtures" / "articles").glob("*/input.html"))
BASE = "https://blog.example/2024/a-post/"


def piped(program: list[str], texts: list[str]) -> list[str]:
    done = subprocess.run(
        program, input=json.dumps(texts), capture_output=True, text=True, check=True, cwd=HERE, timeout=120
    )
    return json.loads(done.stdout)


def by_javascript(dialect: str) -> Callable[[list[str], Path], list[str]]:
    def render(texts: list[str], _folder: Path) -> list[str]:
        if not (HERE / "node_modules").is_dir():
            pytest.skip("npm install --no-package-lock was not run in tests/renderers")
        return piped(["node", "render.js", dialect], texts)

    return render


def by_kramdown(texts: list[str], _folder: Path) -> list[str]:
    ruby = shutil.which("ruby")
    if (
        ruby is None
        or subprocess.run(
            [ruby, "-e", 'require "kramdown-parser-gfm"'], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("ruby with kramdown-parser-gfm is not installed")
    return piped([ruby, "render.rb"], texts)


def by_hugo(texts: list[str], folder: Path) -> list[str]:
    if shutil.which("hugo") is None:
        pytest.skip("hugo is not installed")
    (folder / "content").mkdir()
    (folder / "layouts" / "_default").mkdir(parents=True)
    (folder / "layouts" / "_default" / "single.html").write_text("{{ .Content }}")
    kinds = '["taxonomy", "term", "home", "section", "RSS", "sitemap", "404"]'
    (folder / "config.toml").write_text(
        f'baseURL = "https://x.example/"\ndisableKinds = {kinds}\n[markup.goldmark.renderer]\nunsafe = true\n[markup.highlight]\ncodeFences = false\n'
    )
    for n, text in enumerate(texts):
        said = guard(text, "hugo")
        (folder / "content" / f"p{n}.md").write_text(f"---\ntitle: x\n---\n{said}", encoding="utf-8")
    subprocess.run(["hugo", "--quiet", "--source", folder], check=True, timeout=120)
    return [
        (folder / "public" / f"p{n}" / "index.html").read_text(encoding="utf-8") for n in range(len(texts))
    ]


def by_python_markdown(texts: list[str], _folder: Path) -> list[str]:
    return [markdown.markdown(text, extensions=["extra"]) for text in texts]


RENDERERS = {
    "commonmark": by_javascript("commonmark"),
    "markdown-it": by_javascript("markdown-it"),
    "eleventy": by_javascript("eleventy"),
    "eleventy-default": by_javascript("eleventy-default"),
    "kramdown": by_kramdown,
    "goldmark": by_hugo,
    "python-markdown": by_python_markdown,
}


def differing(dialect: str, bodies: list[str], folder: Path) -> list[str]:
    """What reads differently once the real renderer of a dialect has rendered it."""
    converter = Converter(dialect)
    pages = RENDERERS[dialect]([converter.convert(body)[0] for body in bodies], folder)
    # The renderer's own marks of footnotes are brought into the form in which the original's were.
    readings = [
        (converter.read_page(body), converter.read_page(clean(page, base=BASE)))
        for body, page in zip(bodies, pages, strict=True)
    ]
    return [difference(wanted, got) for wanted, got in readings if wanted != got]


@pytest.mark.parametrize("dialect", RENDERERS)
def test_each_kind_of_trouble_reads_the_same_where_it_is_really_rendered(dialect, tmp_path):
    bodies = [clean(path.read_text(encoding="utf-8"), base=BASE) for path in CASES]
    assert differing(dialect, bodies, tmp_path) == []


@pytest.mark.parametrize("dialect", RENDERERS)
def test_every_article_of_18f_reads_the_same_where_it_is_really_rendered(dialect, shared, tmp_path):
    origin = shared / "origin" / "18f"
    select = Select(body="[itemprop=articleBody]", remove=".heading-permalink")
    bodies = []
    for entry in json.loads((origin / "manifest.json").read_text(encoding="utf-8")):
        page = Page(entry["url"], entry["url"], (origin / entry["file"]).read_bytes(), "text/html")
        bodies.append(article_from_page(page, Entry(entry["url"], entry["title"]), select).body)
    assert len(bodies) == 296
    assert differing(dialect, bodies, tmp_path) == []
