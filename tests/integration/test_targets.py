"""Sites of several generators are built for real, with what was cross-posted into them, and read the same as the originals."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from selectolax.lexbor import LexborHTMLParser

from syndicate import config as configs
from syndicate.converter.post.links import rewrite_address
from syndicate.converter.proof.proof import Converter, difference
from syndicate.converter.proof.tokens import words
from syndicate.models import Entry, Page
from syndicate.parser.page.article import article_from_page
from syndicate.parser.page.cleaning.clean import clean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from syndicate.converter.proof.tokens import Token

ROOT = Path(__file__).parents[2]
TARGETS = ROOT / "fixtures" / "targets"
HOSTILE = ROOT / "fixtures" / "hostile"
MEDIA = re.compile(r"([^/?#]+)\.(?:png|jpe?g|gif|svg|webp|avif|pdf)(?:[?#].*)?$", re.IGNORECASE)


def eleventy(site: Path) -> Path:
    modules = TARGETS / "eleventy" / "node_modules"
    if not modules.is_dir():
        pytest.skip("npm install --no-package-lock was not run in fixtures/targets/eleventy")
    if not (site / "node_modules").exists():
        (site / "node_modules").symlink_to(modules)
    built([shutil.which("node") or "node", "node_modules/@11ty/eleventy/cmd.cjs", "--quiet"], site)
    return site / "dist"


def jekyll(site: Path) -> Path:
    if shutil.which("jekyll") is None:
        pytest.skip("jekyll is not installed")
    built(["jekyll", "build", "--quiet", "--trace"], site)
    return site / "_site"


def hugo(site: Path) -> Path:
    if shutil.which("hugo") is None:
        pytest.skip("hugo is not installed")
    built(["hugo", "--quiet"], site)
    return site / "public"


def hexo(site: Path) -> Path:
    modules = TARGETS / "hexo" / "node_modules"
    if not modules.is_dir():
        pytest.skip("npm install --no-package-lock was not run in fixtures/targets/hexo")
    (site / "node_modules").symlink_to(modules)
    built([shutil.which("node") or "node", "node_modules/hexo/bin/hexo", "generate", "--silent"], site)
    return site / "public"


BUILD: dict[str, Callable[[Path], Path]] = {
    "eleventy": eleventy,
    "jekyll": jekyll,
    "hugo": hugo,
    "hexo": hexo,
}
DIALECT = {"eleventy": "eleventy", "jekyll": "kramdown", "hugo": "goldmark", "hexo": "hexo"}
PATH = {
    "eleventy": "src/posts/{date:%Y}/{date:%Y-%m-%d}-{slug}.md",
    "jekyll": "_posts/{date:%Y-%m-%d}-{slug}.md",
    "hugo": "content/posts/{date:%Y-%m-%d}-{slug}.md",
    "hexo": "source/_posts/{date:%Y-%m-%d}-{slug}.md",
}


def built(command: list[str], site: Path) -> None:
    """Build a site for production; a build that fails shows what it said."""
    environment = {**os.environ, "NODE_ENV": "production", "LC_ALL": "C.UTF-8", "JEKYLL_ENV": "production"}
    done = subprocess.run(
        command, cwd=site, env=environment, capture_output=True, text=True, timeout=400, check=False
    )
    assert done.returncode == 0, f"{done.stdout[-3000:]}\n{done.stderr[-3000:]}"


def cross_posted(site: Path, config: Path, *words: str) -> list[dict[str, Any]]:
    """What a real import wrote into a site."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "syndicate",
            "import",
            str(config),
            "--all",
            "--json",
            "--target",
            str(site),
            *words,
        ],
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
        env={**os.environ, "XDG_CACHE_HOME": str(site.parent / "cache")},
    )
    assert done.returncode == 0, done.stderr
    return [row for row in map(json.loads, done.stdout.splitlines()) if row["kind"] != "summary"]


def pages(folder: Path) -> Iterable[LexborHTMLParser]:
    return (LexborHTMLParser(path.read_text(encoding="utf-8")) for path in sorted(folder.rglob("*.html")))


def bodies(folder: Path) -> dict[str, str]:
    """The body of each published cross-post by its original address, without the attribution and the site's own marks."""
    found = {}
    for page in pages(folder):
        prose = page.css_first("article .prose")
        first = prose.css_first("p a[href]") if prose is not None else None
        if prose is None or first is None or "Read the original" not in first.parent.text():
            continue
        address = first.attributes["href"]
        while first.parent.tag != "div":
            first = first.parent
        first.decompose()
        for anchor in prose.css("a.heading-anchor, a.headerlink"):
            anchor.unwrap()
        assert address not in found, f"{address} is published twice"
        found[address] = prose.inner_html
    return found


def known(address: str) -> str:
    """An address; a picture's is its name, without what copying and the site's pictures added."""
    name = MEDIA.search(address)
    return re.sub(r"--[\w-]{10}$", "", unquote(name[1])).lower() if name else address


def unified(tokens: list[Token]) -> list[Token]:
    """Tokens in which pictures are known by their names, and code has no language, as highlighters leave it."""

    def mark(marks: Any) -> Any:
        return (
            marks._replace(href=known(marks.href))
            if hasattr(marks, "href")
            else tuple((n, mark(m)) for n, m in marks)
        )

    unify: dict[object, Callable[[Token], Token]] = {
        "w": lambda token: (*token[:2], mark(token[2])),
        "img": lambda token: ("img", known(str(token[1])), token[2], token[3], known(str(token[4]))),
        "pre": lambda token: ("pre", token[2]),
    }
    return [unify[token[0]](token) if token[0] in unify else token for token in words(tokens)]


def differing(published: dict[str, str], originals: dict[str, str], converter: Converter) -> dict[str, str]:
    """Where what is published reads otherwise than the original, by address."""
    found = {}
    for address, body in originals.items():
        wanted = unified(converter.read_page(body))
        got = unified(
            converter.read_page(clean(published.get(address, ""), base="https://site.example/blog/x/"))
        )
        if wanted != got:
            found[address] = difference(wanted, got)
    return found


def of_18f(shared: Path, converter: Converter, config: configs.Config) -> dict[str, str]:
    """The bodies of all originals by the address that their posts link to."""
    origin = shared / "origin" / "18f"
    found = {}
    for entry in json.loads((origin / "manifest.json").read_text(encoding="utf-8")):
        page = Page(entry["url"], entry["url"], (origin / entry["file"]).read_bytes(), "text/html")
        tree = LexborHTMLParser(article_from_page(page, Entry(entry["url"]), config.source.select).body)
        converter.relink(tree.body)
        found[entry["url"].replace("https://18f.gsa.gov/", "https://blog.18f.org/")] = tree.body.inner_html
    return found


@pytest.fixture
def site(tmp_path):
    def made(generator: str) -> Path:
        target = tmp_path / generator
        shutil.copytree(
            TARGETS / generator,
            target,
            ignore=shutil.ignore_patterns("node_modules", "dist", "_site", "public"),
        )
        return target

    return made


@pytest.mark.parametrize(
    "generator", [pytest.param(name, marks=pytest.mark.xdist_group(f"target {name}")) for name in BUILD]
)
def test_all_of_18f_is_built_and_reads_the_same(generator, site, shared, origin_18f, tmp_path):
    target = site(generator)
    config = tmp_path / "18f.toml"
    text = (ROOT / "config" / "18f.toml").read_text(encoding="utf-8")
    if generator != "eleventy":
        text = re.sub(r"(?m)^(?:permalink|clashes|image_path|image_url) = .*\n", "", text)
        # Jekyll's permalinks are made from file names without dates here, so that some clash.
        text = text.replace(
            "[post]\n", '[post]\npermalink = "/blog/{slug}/"\n' if generator == "jekyll" else "[post]\n", 1
        )
        text = text.replace('flavor = "eleventy"', f'flavor = "{generator}"').replace(
            PATH["eleventy"], PATH[generator]
        )
    config.write_text(text, encoding="utf-8")
    rows = cross_posted(target, config, "--mirror", f"https://18f.gsa.gov/={origin_18f}")
    assert len(rows) == 296
    published = bodies(BUILD[generator](target))
    assert len(published) >= 296
    prefixes = configs.load(config).prefixes
    converter = Converter(DIALECT[generator], rewrite_link=lambda address: rewrite_address(address, prefixes))
    lossy = {
        row["address"].replace("https://18f.gsa.gov/", "https://blog.18f.org/")
        for row in rows
        if row["losses"]
    }
    found = differing(published, of_18f(shared, converter, configs.load(config)), converter)
    assert len(lossy) == 4
    assert {address: said for address, said in found.items() if address not in lossy} == {}
