"""The real renderers of each dialect, each one process that renders many texts."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import markdown
import pytest
from markdown.inlinepatterns import SimpleTagPattern

from syndicate.converter.dialects.guards import guard
from syndicate.converter.dialects.nikola import BLANK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

HERE = Path(__file__).parent / "renderers"
ELEVENTY = HERE.parents[1] / "fixtures" / "targets" / "eleventy"
HEXO = HERE.parents[1] / "fixtures" / "targets" / "hexo"
HUGO = """baseURL = "https://x.example/"
disableKinds = ["taxonomy", "term", "home", "section", "RSS", "sitemap", "404"]
[markup.goldmark.renderer]
unsafe = {unsafe}
[markup.highlight]
codeFences = false
"""
BOX = re.compile(r'(<input type="checkbox"[^>]*>)\s*<p>')
ALERT = re.compile(r"^> \[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]$", re.MULTILINE | re.IGNORECASE)
HIGHLIGHTED = re.compile(
    r'<figure class="highlight ([^"<>]*)"><table><tr><td class="code"><pre>(.*?)</pre></td></tr></table></figure>'
)
EMPTY_LINK = re.compile(r'(?<=>)<a href="#[^"]*" class="headerlink" title="[^"<>]*"></a>')
HEADING_LINK = re.compile(r'<a class="heading-anchor" href="[^"]*">(.*?)</a>(?=</h[1-6]>)', re.DOTALL)

Render = "Callable[[Sequence[str]], list[str]]"


@contextmanager
def process(program: list[str]) -> Iterator[Render]:
    """A program that answers each line, a JSON list of texts, with a line of pages."""
    with subprocess.Popen(
        program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=HERE
    ) as running:
        assert running.stdin is not None
        assert running.stdout is not None
        source, pages = running.stdin, running.stdout

        def render(texts: Sequence[str]) -> list[str]:
            source.write(json.dumps(list(texts)) + "\n")
            source.flush()
            return json.loads(pages.readline())

        yield render
        running.stdin.close()


def by_javascript(dialect: str) -> Callable[[], object]:
    @contextmanager
    def renderer() -> Iterator[Render]:
        for folder in (HERE, ELEVENTY) if dialect == "eleventy" else (HERE,):
            if not (folder / "node_modules").is_dir():
                pytest.skip(f"npm install --no-package-lock was not run in {folder.name}")
        with process(["node", "render.js", dialect]) as render:
            # A heading that is a link to itself has the words of one that is none.
            yield lambda texts: [HEADING_LINK.sub(r"\1", page) for page in render(texts)]

    return renderer


@contextmanager
def by_mdx() -> Iterator[Render]:
    if not (HERE / "node_modules" / "@mdx-js").is_dir():
        pytest.skip(f"npm install --no-package-lock was not run in {HERE.name}")
    with process(["node", "mdx.js"]) as render:
        yield render


def by_remark(dialect: str) -> Callable[[], object]:
    @contextmanager
    def renderer() -> Iterator[Render]:
        if not (HERE / "node_modules" / "rehype-raw").is_dir():
            pytest.skip(f"npm install --no-package-lock was not run in {HERE.name}")
        with process(["node", "remark.js", dialect]) as render:
            yield render

    return renderer


def plain_code(match: re.Match[str]) -> str:
    """A block of code without Hexo's table."""
    code = re.sub(r"</?span[^<>]*>", "", match[2]).replace("<br>", "\n")
    return f'<pre><code class="language-{match[1]}">{code}</code></pre>'.replace(
        ' class="language-plaintext"', ""
    )


@contextmanager
def by_hexo() -> Iterator[Render]:
    if not (HEXO / "node_modules").is_dir():
        pytest.skip(f"npm install --no-package-lock was not run in {HEXO.name}")
    with process(["node", "hexo.mjs"]) as render:
        yield lambda texts: [
            HIGHLIGHTED.sub(plain_code, EMPTY_LINK.sub("", page))
            for page in render([guard(text, "hexo") for text in texts])
        ]


@contextmanager
def by_kramdown() -> Iterator[Render]:
    ruby = shutil.which("ruby")
    test = [ruby or "", "-e", 'require "kramdown-parser-gfm"']
    if ruby is None or subprocess.run(test, capture_output=True, check=False).returncode:
        pytest.skip("ruby with kramdown-parser-gfm is not installed")
    with process([ruby, "render.rb"]) as render:
        yield render


def by_hugo(*, unsafe: bool) -> Callable[[], object]:
    @contextmanager
    def renderer() -> Iterator[Render]:
        if shutil.which("hugo") is None:
            pytest.skip("hugo is not installed")
        yield lambda texts: hugo_pages(texts, unsafe=unsafe)

    return renderer


def hugo_pages(texts: Sequence[str], *, unsafe: bool) -> list[str]:
    """Each text as a page of a Hugo site, guarded as a post is; Hugo has no process that waits for texts."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "content").mkdir()
        (folder / "layouts" / "_default").mkdir(parents=True)
        (folder / "layouts" / "_default" / "single.html").write_text("{{ .Content }}")
        (folder / "config.toml").write_text(HUGO.format(unsafe=str(unsafe).lower()))
        for n, text in enumerate(texts):
            post = f"---\ntitle: x\n---\n{guard(text, 'hugo')}"
            (folder / "content" / f"p{n}.md").write_text(post, encoding="utf-8")
        done = subprocess.run(
            ["hugo", "--quiet", "--source", folder], check=False, timeout=600, capture_output=True, text=True
        )
        if done.returncode and len(texts) > 1:
            half = len(texts) // 2
            return [*hugo_pages(texts[:half], unsafe=unsafe), *hugo_pages(texts[half:], unsafe=unsafe)]
        if done.returncode:
            return [f"<stopped>{html.escape(done.stdout + done.stderr)}</stopped>"]
        pages = (folder / "public" / f"p{n}" / "index.html" for n in range(len(texts)))
        # Of an empty page, Hugo writes no file.
        return [page.read_text(encoding="utf-8") if page.exists() else "" for page in pages]


@contextmanager
def by_python_markdown() -> Iterator[Render]:
    # As Pelican and MkDocs set it up; meta takes nothing, since a post's text begins with an empty line.
    renderer = markdown.Markdown(extensions=["extra", "meta", "toc"])
    yield lambda texts: [renderer.reset().convert(f"\n{text}") for text in texts]


@contextmanager
def by_nikola() -> Iterator[Render]:
    # What nikola init writes, and its own extension; the real one builds in test_generators.py.
    renderer = markdown.Markdown(extensions=["fenced_code", "extra"])
    renderer.inlinePatterns.register(SimpleTagPattern(r"(~{2})(.+?)(~{2})", "del"), "strikethrough", 175)

    def rendered(text: str) -> str:
        page = re.sub(
            r"(</?h)([1-5])\b", lambda match: f"{match[1]}{int(match[2]) + 1}", renderer.reset().convert(text)
        )
        return BLANK.sub(r"\1", page)

    yield lambda texts: list(map(rendered, texts))


@contextmanager
def by_mkdocs() -> Iterator[Render]:
    # The extensions that MkDocs has by itself: https://www.mkdocs.org/user-guide/configuration/#markdown_extensions
    renderer = markdown.Markdown(extensions=["toc", "tables", "fenced_code"])
    yield lambda texts: [renderer.reset().convert(text) for text in texts]


def by_cmark(*extensions: str) -> Callable[[], object]:
    program = ["cmark-gfm", "--unsafe", *(word for name in extensions for word in ("-e", name))]

    def render(text: str) -> str:
        if "tagfilter" in extensions:
            # GitHub's own; cmark-gfm does not have it.
            text = ALERT.sub(lambda match: f"> **{match[1].capitalize()}**\n>", text)
        page = subprocess.run(program, input=text, capture_output=True, text=True, check=True).stdout
        # A box before its paragraph is shown as in it.
        return BOX.sub(r"<p>\1 ", page)

    @contextmanager
    def renderer() -> Iterator[Render]:
        if shutil.which("cmark-gfm") is None:
            pytest.skip("cmark-gfm is not installed")
        yield lambda texts: [render(text) for text in texts]

    return renderer


RENDERERS = {
    "commonmark": by_cmark(),
    "gfm": by_cmark("footnotes", "table", "strikethrough", "autolink", "tagfilter", "tasklist"),
    "markdown-it": by_javascript("markdown-it"),
    "eleventy": by_javascript("eleventy"),
    "eleventy-default": by_javascript("eleventy-default"),
    "kramdown": by_kramdown,
    "goldmark": by_hugo(unsafe=True),
    "goldmark-without-html": by_hugo(unsafe=False),
    "python-markdown": by_python_markdown,
    "mkdocs": by_mkdocs,
    "nikola": by_nikola,
    "mdx": by_mdx,
    "hexo": by_hexo,
    "astro": by_remark("astro"),
    "docusaurus": by_remark("docusaurus"),
}
"""The renderer of each dialect, to be opened with `with`."""
