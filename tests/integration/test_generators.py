"""Sites of generators from PyPI, with the themes that they bring along, show what was cross-posted into them as it was."""

from __future__ import annotations

import html
import json
import os
import subprocess
from typing import TYPE_CHECKING
from urllib.parse import urljoin

import pytest
from selectolax.lexbor import LexborHTMLParser

from syndicate import config as configs
from syndicate.converter.proof.proof import Converter
from syndicate.parser.page.cleaning.clean import clean
from tests.blog import CONFIG, NAME, PAGE, Blog, served
from tests.integration.test_targets import ROOT, TARGETS, cross_posted, unified

if TYPE_CHECKING:
    from pathlib import Path

    from selectolax.lexbor import LexborNode

PROGRAMS = TARGETS / ".venv" / "bin"
"""Where `.ci/run` installs them."""

COMMANDS = {
    "pelican": ["pelican", "content"],
    "mkdocs-material": ["mkdocs", "build", "-q"],
    "nikola": ["nikola", "build", "-q"],
}
OUTPUT = {"pelican": "output", "mkdocs-material": "site", "nikola": "output/posts"}
LISTS = {"archives.html", "author", "category", "page"}
TITLES = (
    "Plain",
    "He said: \"it's\" # not a 'comment' — & <b> C:\\temp",
    "null",
    "2024-01-01",
    "yes",
    "{{ x }} and {% y %}",
    "Code: `x` *y* _z_",
    "🎉 [x] {y: z}",
)
PARTS = "<h1>Part one</h1><p>Words of the first part.</p><h1>Part two</h1><p>Words of the second part.</p>"
BODIES = [
    *(
        path.read_text(encoding="utf-8").rpartition("\n-->\n")[2]
        for path in sorted((ROOT / "fixtures" / "articles").glob("*/input.html"))
    ),
    PARTS,
]


def title(n: int) -> str:
    return f"{TITLES[n % len(TITLES)]} {n}" if n >= len(TITLES) else TITLES[n]


def blog() -> Blog:
    """A blog with an article for each case of conversion, under titles that front matters read as something else."""
    made = Blog(0)
    for n, body in enumerate(BODIES):
        page = PAGE.format(
            n=1 + n % 9, path=f"/{n}/", title=html.escape(title(n)), body=f"<p>Text.</p>{body}"
        )
        made.pages[f"/{n}/"] = page.encode()
    made.list([])
    urls = "".join(f"<url><loc>/{n}/</loc></url>" for n in range(len(BODIES)))
    made.pages["/sitemap.xml"] = (
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
    )
    return made


def posts(folder: Path) -> dict[str, tuple[LexborHTMLParser, str]]:
    """Each post's page and body by its original's address: what stands between two lines that say where that is."""
    found = {}
    for path in sorted(set(folder.rglob("*.html")) - {folder / "index.html"}):
        if not LISTS.isdisjoint(path.relative_to(folder).parts):
            continue  # some show the newest post in full
        page = LexborHTMLParser(path.read_text(encoding="utf-8"))
        lines = [p for p in page.css("p") if p.text().strip().startswith("Read the original article on")]
        if len(lines) == 2:
            address = lines[0].css_first("a").attributes["href"] or ""
            found[address] = (page, _between(*lines))
    return found


def _between(start: LexborNode, end: LexborNode) -> str:
    parts, node = [], start.next
    while node is not None and node.mem_id != end.mem_id:
        parts.append(node.html or "")
        node = node.next
    # Notes stand after all else.
    while node is not None:
        if node.tag == "div" and "footnote" in (node.attributes.get("class") or ""):
            parts.append(node.html or "")
        node = node.next
    return "".join(parts)


def make_site(generator: str, target: Path) -> None:
    """A site as a beginner has it."""
    if generator == "nikola":
        subprocess.run([PROGRAMS / "nikola", "init", "-q", target], check=True, capture_output=True)
    else:
        subprocess.run(["cp", "-r", TARGETS / generator, target], check=True)


@pytest.mark.parametrize("generator", COMMANDS)
def test_every_article_is_built_and_reads_as_its_original(generator, tmp_path):
    program = PROGRAMS / COMMANDS[generator][0]
    if not program.exists():
        pytest.skip(f"{program.name} is not installed in fixtures/targets/.venv")
    target = tmp_path / "site"
    make_site(generator, target)
    config = tmp_path / "blog.toml"
    rules = f'flavor = "{generator}"\nattribution_at = "both"\n'
    config.write_text(CONFIG.replace('path = "posts/{slug}.md"\n', rules), encoding="utf-8")
    with served(blog()) as origin:
        rows = cross_posted(target, config, "--force", "--mirror", f"{NAME}={origin.address}")
    assert len(rows) == len(BODIES)
    done = subprocess.run(
        [program, *COMMANDS[generator][1:]],
        cwd=target,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
    )
    assert done.returncode == 0, done.stderr[-3000:]
    published = posts(target / OUTPUT[generator])
    lossy = {row["address"] for row in rows if row["losses"]}
    converter = Converter(configs.load(config).post.dialect)
    differing = {}
    for n, body in enumerate(BODIES):
        address = urljoin(NAME, f"{n}/")
        page, shown = published[address]
        assert title(n) in " ".join(page.css_first("title").text().split())
        headings = [" ".join(heading.text().split()) for heading in page.css("h1")]
        assert sum(title(n) in heading for heading in headings) == 1, f"{address}: {headings}"
        wanted = unified(converter.read_page(clean(f"<p>Text.</p>{body}", base=address)))
        got = unified(converter.read_page(clean(shown, base=f"https://site.example/{n}/")))
        if wanted != got and address not in lossy:
            differing[address] = next(
                (pair for pair in zip(wanted, got, strict=False) if pair[0] != pair[1]), ""
            )
    assert json.dumps(differing, indent=1, default=str) == "{}"
