"""What `syndicate init` learns from the posts that a site has already."""

import re
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest

from syndicate import config as configs
from syndicate.config import Config, PostRules, Source
from syndicate.config.drafting import as_toml
from syndicate.config.neighbours import MAX_READ
from syndicate.pipeline.discovery import post_rules
from syndicate.writer.target import Target
from tests.blog import CONFIG, Place

ROOT = Path(__file__).parents[2]
CASES = sorted((ROOT / "fixtures" / "neighbours").iterdir())
SOURCE = '[source]\nname = "b"\ntitle = "B"\nfeed = "https://b.example/"\n'


def learned(site: Path) -> tuple[PostRules, str]:
    """What is written of a site, as a config that is read again has it; and what is told."""
    rules, notes, _ = post_rules(Target.open(site, ""))
    source = Source(name="b", title="B", feed="https://b.example/")
    return configs.parse(as_toml(Config(source=source, post=rules))).post, "\n".join(notes)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_config_is_learned_from_the_posts_that_are_there(case: Path) -> None:
    rules, told = learned(case / "site")
    wanted = configs.parse(SOURCE + (case / "expected.toml").read_text(encoding="utf-8")).post
    assert (
        configs.as_data(Config(source=Source(name="b", title="B", feed=""), post=rules))["post"]
        == (configs.as_data(Config(source=Source(name="b", title="B", feed=""), post=wanted))["post"])
    )
    assert list(rules.front_matter) == list(wanted.front_matter)
    assert [line.strip() for line in told.splitlines()] == (case / "told.txt").read_text(
        encoding="utf-8"
    ).splitlines()


def test_the_first_users_site_yields_her_config_but_for_what_only_she_can_know(tmp_path: Path) -> None:
    site = tmp_path / "site"
    ignored = shutil.ignore_patterns("node_modules", "dist")
    shutil.copytree(ROOT / "fixtures" / "targets" / "eleventy", site, ignore=ignored)
    picture = site / "src/assets/images/blog/mending.jpg"
    picture.parent.mkdir(parents=True)
    picture.touch()
    with (site / "src/posts/2023/2023-03-14-mending-in-public.md").open("a", encoding="utf-8") as post:
        post.write("\n![A toaster](/assets/images/blog/mending.jpg)\n")
    hers = configs.load(ROOT / "config" / "18f.toml").post
    known = msgspec.structs.replace(hers, tags={})
    known.front_matter["tags"] = ["feature", "contributor", "{tags}"]  # "18f" is this blog's alone
    rules, told = learned(site)
    assert rules.front_matter == known.front_matter
    assert rules == known
    assert "og-images.njk names files by titles" in told


def test_some_of_many_posts_are_enough(tmp_path: Path) -> None:
    for n in range(2000):
        post = tmp_path / "site" / "_posts" / f"2024-01-{1 + n % 28:02}-post-{n}.md"
        post.parent.mkdir(parents=True, exist_ok=True)
        post.write_text(f"---\nlayout: entry\ntitle: '{n}'\n---\nText.\n", encoding="utf-8")
    (tmp_path / "site" / "_config.yml").touch()
    rules, told = learned(tmp_path / "site")
    assert rules.front_matter["layout"] == "entry"
    assert f"learned from {MAX_READ} of 2000 posts at _posts/" in told


def test_a_post_that_leads_to_nothing_teaches_nothing(tmp_path: Path) -> None:
    posts = tmp_path / "posts"
    posts.mkdir()
    (posts / "a.md").symlink_to("missing.md")
    (posts / "b.md").write_text("---\ntitle: B\nkind: essay\n---\n", encoding="utf-8")
    (posts / "c.md").write_text("---\ntitle: C\nkind: essay\n---\n", encoding="utf-8")
    rules, told = learned(tmp_path)
    assert rules.front_matter["kind"] == "essay"
    assert "without a front matter that can be read: 1" in told


@pytest.mark.parametrize("permalinks", [("/notes/a/", "/b/"), ("/one/", "/two/"), ("/:title/", "/:title/")])
def test_permalinks_without_one_pattern_teach_none(tmp_path: Path, permalinks: tuple[str, str]) -> None:
    (tmp_path / "_posts").mkdir()
    (tmp_path / "_config.yml").touch()
    for name, permalink in zip("ab", permalinks, strict=True):
        post = tmp_path / "_posts" / f"2024-01-0{ord(name) - 96}-{name}.md"
        post.write_text(f"---\ntitle: {name}\npermalink: {permalink}\n---\n", encoding="utf-8")
    rules, told = learned(tmp_path)
    assert rules.permalink == ""
    assert "published as" not in told


def test_posts_are_built_where_the_settings_of_a_real_nikola_say(place: Place) -> None:
    program = ROOT / "fixtures" / "targets" / ".venv" / "bin" / "nikola"
    if not program.exists():
        pytest.skip("nikola is not installed in fixtures/targets/.venv")
    shutil.rmtree(place.target)
    subprocess.run([program, "init", "-q", place.target], check=True, capture_output=True)
    conf = place.target / "conf.py"
    text, count = re.subn(
        r"(?ms)^POSTS = \(.*?^\)", 'POSTS = (("blog/*.md", "words", "post.tmpl"),)', conf.read_text()
    )
    conf.write_text(text)
    rules, _ = learned(place.target)
    assert (count, rules.path, rules.permalink) == (1, "blog/{date:%Y-%m-%d}-{slug}.md", "/words/{slug}/")
    kept = f'flavor = "nikola"\npath = "{rules.path}"\npermalink = "{rules.permalink}"\n'
    place.config.write_text(CONFIG.replace('path = "posts/{slug}.md"\n', kept))
    place.run("sync")
    done = subprocess.run(
        [program, "build", "-q"], cwd=place.target, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    for n in (1, 2, 3):
        page = (place.target / "output" / "words" / str(n) / "index.html").read_text()
        assert f"This is the text of article {n}" in page
