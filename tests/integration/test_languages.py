"""Posts whose front matter is TOML or JSON, as their neighbours' is, take part in all that posts do."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from syndicate.merging import front_matter_of
from tests.blog import CONFIG, NAME, Place
from tests.integration.test_edits import last
from tests.integration.test_moving import change, move
from tests.integration.test_publishing import git
from tests.integration.test_undo import command

if TYPE_CHECKING:
    from pathlib import Path

KEYS = """
[post.front_matter]
title = '"{title}"'
date = "{date:%Y-%m-%d}"
draft = false
taxonomies = { tags = ["crossposted", "{tags}"] }
"""
FORMS = {"toml": "hugo", "json": "hugo", "---json": "eleventy", "---toml": "eleventy"}
TEXT = "<p>This is the text of article {}, which says a few words.</p><p>And more.</p>"
PAGE = "{{ range site.RegularPages.ByDate }}{{ .Params | jsonify }}\n{{ end }}"


@pytest.fixture(params=FORMS)
def site(place: Place, request: pytest.FixtureRequest) -> Place:
    """A site in git with three posts in each language."""
    rules = (
        f'flavor = "{FORMS[request.param]}"\nform = "{request.param}"\npath = "content/{{slug}}.md"\n{KEYS}'
    )
    place.config.write_text(CONFIG.replace('path = "posts/{slug}.md"\n', rules))
    git(place.target, "init", "--quiet")
    place.run("sync")
    git(place.target, "add", ".")
    git(place.target, "commit", "--quiet", "-m", "First")
    return place


def post(site: Place, n: int, folder: str = "content") -> Path:
    return site.target / folder / f"{n}.md"


def edit(site: Place, n: int, old: str, new: str, folder: str = "content") -> None:
    text = post(site, n, folder).read_text()
    assert old in text
    post(site, n, folder).write_text(text.replace(old, new, 1))


def values(n: int, **more: object) -> dict[str, object]:
    first = {"title": f"Article {n}", "draft": False, "taxonomies": {"tags": ["crossposted"]}}
    return {**first, **more}


def read(site: Place, n: int, folder: str = "content") -> dict[str, object]:
    """The values of a post's front matter but for its date, whose type differs."""
    found = dict(front_matter_of(post(site, n, folder).read_text()))
    assert str(found.pop("date")) == f"2024-05-0{n}"
    return found


def test_an_edit_here_and_one_at_the_origin_merge_by_keys(site: Place) -> None:
    assert read(site, 1) == values(1)
    edit(site, 1, '"crossposted"', '"crossposted", "mine"')
    site.blog.write(1, TEXT.format(1), "Another title")
    site.blog.write(2, TEXT.format(2), "Another title")
    assert last(site.run("sync", "--recheck", "all")) == "blog: 1 updated, 1 merged, 1 unchanged"
    assert read(site, 1) == values(1, title="Another title", taxonomies={"tags": ["crossposted", "mine"]})
    assert read(site, 2) == values(2, title="Another title")
    assert "And more." in post(site, 1).read_text()
    assert last(site.run("sync", "--recheck", "all")) == "blog: 1 edited, 2 unchanged"


def test_what_both_changed_is_a_conflict_that_a_person_resolves(site: Place) -> None:
    edit(site, 1, "Article 1", "My title")
    site.blog.write(1, "<p>This is the text of article 1, which says a few words.</p>", "Their title")
    assert "1 conflict" in site.run("sync", "--recheck", "all").stdout
    assert read(site, 1) == values(1, title="My title")
    done = command(site, "resolve", f"{NAME}1/", "--theirs")
    assert done.returncode == 0, done.stderr
    assert read(site, 1) == values(1, title="Their title")
    assert last(site.run("sync", "--recheck", "all")) == "blog: 3 unchanged"


def test_a_changed_config_a_move_and_undo_keep_the_language_and_the_edit(site: Place) -> None:
    edit(site, 1, "Article 1", "My title")
    change(site, '["crossposted", "{tags}"]', '["elsewhere", "{tags}"]')
    assert last(site.run("rewrite", "--write")) == "blog: 2 updated, 1 merged"
    assert read(site, 1) == values(1, title="My title", taxonomies={"tags": ["elsewhere"]})
    change(site, "content/{slug}.md", "content/posts/{slug}.md")
    kept = values(1, title="My title", taxonomies={"tags": ["elsewhere"]})
    assert move(site, "--yes").returncode == 0
    assert read(site, 1, "content/posts") == kept
    assert command(site, "undo").returncode == 0
    assert read(site, 1) == kept
    assert move(site, "--yes").returncode == 0
    assert site.run("check").returncode == 0
    assert last(site.run("sync", "--recheck", "all")) == "blog: 1 edited, 2 unchanged"


@pytest.mark.parametrize("now", ["yaml", "toml"])
def test_a_site_that_changes_its_language_keeps_what_a_person_changed(site: Place, now: str) -> None:
    edit(site, 1, "Article 1", "My title")
    text = site.config.read_text()
    [old] = [line for line in text.splitlines() if line.startswith("form")]
    change(site, old, f'form = "{now}"')
    site.run("rewrite", "--write")
    assert read(site, 1) == values(1, title="My title")
    assert read(site, 2) == values(2)


def test_a_post_whose_original_is_gone_is_hidden_by_a_key_in_its_language(site: Place) -> None:
    change(site, "[source.fetch]", 'gone = "draft"\ngone_after = 1\n[source.fetch]')
    site.blog.pages["/1/"] = 410
    site.blog.list([2, 3])
    site.run("sync", "--recheck", "all")
    assert read(site, 1)["draft"] is True


def test_hugo_reads_what_was_written_and_merged(site: Place) -> None:
    if shutil.which("hugo") is None:
        pytest.skip("hugo is not installed")
    if 'flavor = "hugo"' not in site.config.read_text():
        pytest.skip("not a site of Hugo's")
    edit(site, 1, '"crossposted"', '"crossposted", "mine"')
    site.blog.write(1, TEXT.format(1), "Another title")
    site.run("sync", "--recheck", "all")
    (site.target / "hugo.toml").write_text('[outputs]\nhome = ["JSON"]\npage = []\n')
    (site.target / "layouts").mkdir()
    (site.target / "layouts" / "index.json").write_text(PAGE)
    done = subprocess.run(["hugo", "--quiet"], cwd=site.target, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = (site.target / "public" / "index.json").read_text().splitlines()
    found = [json.loads(row) for row in rows if row]
    assert [(row["title"], row["taxonomies"], row["date"][:10]) for row in found] == [
        ("Another title", {"tags": ["crossposted", "mine"]}, "2024-05-01"),
        ("Article 2", {"tags": ["crossposted"]}, "2024-05-02"),
        ("Article 3", {"tags": ["crossposted"]}, "2024-05-03"),
    ]
