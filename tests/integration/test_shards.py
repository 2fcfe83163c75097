"""Many sources of one target, each on a machine of its own, at the same time."""

import os
import re
import subprocess
import sys

from syndicate.cli import main
from syndicate.cli.action import command_line
from syndicate.pipeline.shards import Shard
from tests.blog import NAME
from tests.integration.test_publishing import git

SHARDS = ("one", "two", "three", "four")


def test_sources_that_push_to_one_branch_at_the_same_time_do_not_collide(place, tmp_path):
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "remote.git")
    git(place.target, "init", "--quiet", "--initial-branch=main")
    git(place.target, "commit", "--quiet", "--allow-empty", "-m", "Begin")
    git(place.target, "push", "--quiet", str(tmp_path / "remote.git"), "main")
    runs = []
    for name in SHARDS:
        text = place.config.read_text().replace('"blog"', f'"{name}"').replace("posts/", f"posts/{name}/")
        config = tmp_path / f"{name}.toml"
        config.write_text(text + '\n[git]\nauthor = "Ann <ann@example.org>"\n')
        git(tmp_path, "clone", "--quiet", "--depth", "1", f"file://{tmp_path}/remote.git", name)
        words = ["sync", config, "--target", tmp_path / name, "--commit", "--push"]
        runs.append(
            subprocess.Popen(
                [sys.executable, "-m", "syndicate", *words, "--mirror", f"{NAME}={place.blog.address}"],
                env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / f"{name}-cache")},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
    said = [run.communicate(timeout=60)[1] for run in runs]
    assert ([run.returncode for run in runs], said) == ([0] * 4, [""] * 4)
    files = git(tmp_path / "remote.git", "ls-tree", "-r", "--name-only", "main").splitlines()
    assert [file for file in files if file.startswith("posts/")] == sorted(
        f"posts/{name}/{n}.md" for name in SHARDS for n in (1, 2, 3)
    )


def test_parts_that_push_to_one_branch_at_the_same_time_take_each_other_in_and_lose_nothing(place, tmp_path):
    count, parts = 9, 8
    done = all_at_once(place, tmp_path, count, parts)
    assert [(run.returncode, run.stderr) for run in done] == [(0, "")] * parts
    files = git(tmp_path / "remote.git", "ls-tree", "-r", "--name-only", "main").splitlines()
    expected = sorted(f"posts/blog-{n}/{n}.md" for n in range(1, count + 1))
    assert [file for file in files if file.startswith("posts/")] == expected
    assert len([file for file in files if file.startswith(".syndicate/blog-")]) == count
    states = {file.split("/")[1] for file in files if file.startswith(".syndicate/")}
    said = {
        number: {name for name in states if Shard(number, parts).has(name)} for number in range(1, parts + 1)
    }
    synced = {
        number: set(re.findall(r"^(blog-\d+): 1 added", run.stdout, re.MULTILINE))
        for number, run in enumerate(done, 1)
    }
    assert said == synced


def all_at_once(place, folder, count, parts):
    """What became of a sync of so many sources in so many parts, each in a clone of its own."""
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", "remote.git")
    git(place.target, "init", "--quiet", "--initial-branch=main")
    git(place.target, "commit", "--quiet", "--allow-empty", "-m", "Begin")
    git(place.target, "push", "--quiet", str(folder / "remote.git"), "main")
    (folder / "config").mkdir()
    for n in range(1, count + 1):
        place.blog.write(n, f"<p>This is what article {n} says, and no other does.</p>")
        text = place.config.read_text().replace('"blog"', f'"blog-{n}"').replace("posts/", f"posts/blog-{n}/")
        text = text.replace("/\\d+/", f"/{n}/").replace("feed.xml", f"{n}.xml")
        text += '\n[git]\nauthor = "Ann <ann@example.org>"\n'
        (folder / "config" / f"{n}.toml").write_text(text)
        place.blog.list([n])
        place.blog.pages[f"/{n}.xml"] = place.blog.pages["/feed.xml"]
    return run_parts(place, folder, parts)


def run_parts(place, folder, parts):
    runs = []
    for number in range(1, parts + 1):
        clone = folder / f"clone-{number}"
        git(folder, "clone", "--quiet", "--depth", "1", f"file://{folder}/remote.git", clone.name)
        words = [
            "sync",
            folder / "config",
            "--shard",
            f"{number}/{parts}",
            "--target",
            clone,
            "--commit",
            "--push",
        ]
        runs.append(
            subprocess.Popen(
                [sys.executable, "-m", "syndicate", *words, "--mirror", f"{NAME}={place.blog.address}"],
                env={**os.environ, "XDG_CACHE_HOME": str(folder / f"cache-{number}")},
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
    said = [run.communicate(timeout=600) for run in runs]
    return [
        subprocess.CompletedProcess("", run.returncode, *text) for run, text in zip(runs, said, strict=True)
    ]


def test_a_config_that_cannot_be_used_is_told_by_one_part_alone_and_a_part_may_be_empty(tmp_path):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "broken.toml").write_text("[source\n")
    (tmp_path / "site").mkdir()
    statuses = [main_at(tmp_path, "--shard", f"{number}/3") for number in (1, 2, 3)]
    assert sorted(statuses) == [0, 0, 2]
    assert main_at(tmp_path, "--shard", "4/3") == 2


def main_at(folder, *words):
    return main(["sync", str(folder / "config"), "--target", str(folder / "site"), *words])


def test_the_actions_input_is_the_option():
    said = command_line({"INPUT_CONFIG": "config/", "INPUT_SHARD": "3/8"})
    assert said == ["sync", "--shard", "3/8", "--commit", "--push", "--", "config/"]
