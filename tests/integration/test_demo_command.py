"""`syndicate demo` shows the promise, and leaves a folder that one can go on with."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from syndicate import demo


def run(*words: object, cache: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "syndicate", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "XDG_CACHE_HOME": str(cache)},
    )


@pytest.fixture(scope="module")
def shown(tmp_path_factory) -> tuple[Path, subprocess.CompletedProcess[str]]:
    folder = tmp_path_factory.mktemp("demo")
    return folder / "site", run("demo", folder / "site", cache=folder / "cache")


def test_it_shows_an_edit_that_survives_and_a_loss_that_is_named(shown):
    folder, done = shown
    assert done.returncode == 0, done.stderr
    assert "repair-cafe: 4 added\n" in done.stdout
    assert "repair-cafe: 1 merged, 5 unchanged, 1 lossy\n" in done.stdout
    assert "lossy: A spoon of limescale: no file for it" in done.stderr
    (post,) = (folder / "posts").glob("*it-just-went-click.md")
    text = post.read_text()
    assert demo.EDIT[1] in text
    assert demo.CHANGE[1] in text
    assert demo.CHANGE[0] not in text


def test_the_posts_are_shown_as_a_site_with_their_pictures(shown):
    folder, _ = shown
    pages = sorted((folder / "site").glob("*.html"))
    assert len(pages) == 7
    pictures = [
        (page.parent / source).resolve()
        for page in pages
        for source in re.findall(r'<img src="([^"]*)"', page.read_text())
    ]
    assert pictures
    assert [picture for picture in pictures if not picture.is_file()] == []
    assert "DecompressionStream" in (folder / "review.html").read_text()


def test_one_can_go_on_from_there(shown):
    folder, _ = shown
    cache = folder.parent / "cache"
    git = subprocess.run(
        ["git", "-C", folder, "status", "--porcelain"], capture_output=True, text=True, check=True
    )
    assert {line[3:] for line in git.stdout.splitlines()} == {".syndicate/", "images/", "posts/"} | {
        "blog/2025/11/08/it-just-went-click/index.html",
        "blog/feed.xml",
    }
    assert run("preview", "--target", folder, "-o", folder / "again.html", cache=cache).returncode == 0
    done = run("sync", folder / "blog.toml", "--target", folder, cache=cache)
    assert (done.returncode, done.stdout.splitlines()[-1][:13]) == (0, "repair-cafe: ")
    assert "added" not in done.stdout
