"""`gone = "draft"`: a post whose original is gone is not on the site that its real generator builds."""

from __future__ import annotations

import os
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from syndicate.config.flavors import HIDDEN, hidden_by
from syndicate.merging import front_matter_of
from tests.blog import CONFIG, Blog, Place, served
from tests.integration.test_generators import PROGRAMS, make_site
from tests.integration.test_targets import BUILD, PATH, TARGETS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

GONE, STAYS = "This is the text of article 1,", "This is the text of article 2,"


def by_program(program: str, command: list[str], output: str) -> Callable[[Path], Path]:
    """What builds a site with a generator of Python."""

    def build(site: Path) -> Path:
        if not (PROGRAMS / program).exists():
            pytest.skip(f"{program} is not installed in fixtures/targets/.venv")
        environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
        done = subprocess.run(
            [PROGRAMS / program, *command], cwd=site, env=environment, capture_output=True, text=True,
            timeout=200, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr[-3000:]
        return site / output

    return build


GENERATORS = {
    **BUILD,
    "pelican": by_program("pelican", ["content"], "output"),
    "mkdocs-material": by_program("mkdocs", ["build", "-q"], "site"),
    "nikola": by_program("nikola", ["build", "-q"], "output"),
}


def shown(folder: Path) -> str:
    """All that a site publishes."""
    texts = (".html", ".xml", ".json")
    return "".join(path.read_text(encoding="utf-8") for path in folder.rglob("*") if path.suffix in texts)


@pytest.mark.parametrize("generator", GENERATORS)
def test_a_post_whose_original_is_gone_is_published_no_more(generator, tmp_path):
    site, config = tmp_path / "site", tmp_path / "blog.toml"
    ignored = shutil.ignore_patterns("node_modules", "dist", "_site", "public", "output")
    if generator == "nikola":
        if not (PROGRAMS / "nikola").exists():
            pytest.skip("nikola is not installed in fixtures/targets/.venv")
        make_site(generator, site)
    else:
        shutil.copytree(TARGETS / generator, site, ignore=ignored)
    rules = f'flavor = "{generator}"\n' + (f'path = "{PATH[generator]}"\n' if generator in PATH else "")
    text = CONFIG.replace("articles =", 'gone = "draft"\ngone_after = 1\narticles =')
    config.write_text(text.replace('path = "posts/{slug}.md"\n', rules), encoding="utf-8")
    with served(Blog(3)) as blog:
        place = Place(blog, config, site, tmp_path / "cache")
        place.run("import", "--all")
        post = next(path for path in site.rglob("*1.md") if GONE in path.read_text(encoding="utf-8"))
        before = post.read_text(encoding="utf-8")
        whole = blog.pages["/1/"]
        blog.list([2, 3])
        blog.pages["/1/"] = 410
        place.run("sync")
        if generator != "pelican":
            values = front_matter_of(post.read_text(encoding="utf-8"))
            assert {key: str(values[key]).lower() for key in hidden_by(generator)} == hidden_by(generator)
        output = GENERATORS[generator](site)
        if generator == "nikola":  # it builds a draft, which no list and no feed names
            shutil.rmtree(output / "posts" / "1")
        published = shown(output)
        assert STAYS in published
        assert GONE not in published
        blog.list([1, 2, 3])
        blog.pages["/1/"] = whole
        place.run("sync", "--accept")
    assert post.read_text(encoding="utf-8") == before, "what comes back is published again"


def test_each_way_to_hide_a_post_is_some_flavors_own():
    assert all(values != {"draft": "true"} for values in HIDDEN.values())
    assert hidden_by("hugo") == {"draft": "true"}
