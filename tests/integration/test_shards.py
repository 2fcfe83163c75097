"""Many sources of one target, each on a machine of its own, at the same time."""

import os
import subprocess
import sys

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
