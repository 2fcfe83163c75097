"""A machine that is new for each run, as CI's are: what a run there reads of the state, by counting."""

import os
import subprocess
import sys
from collections import Counter

import pytest

from syndicate import config as configs
from syndicate.pipeline import commands as pipeline
from syndicate.pipeline.publishing import Publishing
from syndicate.writer import state
from tests.blog import NAME
from tests.integration.test_publishing import git

ARTICLES = 9


@pytest.fixture
def clone(place, tmp_path):
    """A clone of a target that has every article, and no cache."""
    for n in range(1, ARTICLES + 1):
        place.blog.write(n, f"<p>This is what article {n} says, and no other does.</p>")
    place.blog.list(range(1, ARTICLES + 1))
    place.config.write_text(place.config.read_text() + '\n[git]\nauthor = "Ann <ann@example.org>"\n')
    git(place.target, "init", "--quiet", "--initial-branch=main")
    assert place.run("sync", "--commit").returncode == 0
    place.blog.list(range(1, 4))
    git(tmp_path, "clone", "--quiet", str(place.target), "clone")
    return tmp_path / "clone"


@pytest.fixture
def reads(monkeypatch):
    """How often each file of the state is read."""
    counts: Counter[str] = Counter()
    whole = state._text

    def counting(file):
        counts[file.name] += file.suffix == ".post"
        return whole(file)

    monkeypatch.setattr(state, "_text", counting)
    return counts


def synced(place, clone, tmp_path, publishing=None):
    options = pipeline.Options(
        mirrors={NAME: place.blog.address},
        cache=tmp_path / "new-cache",
        publishing=publishing or Publishing(),
        recheck=0,
    )
    report = pipeline.sync(configs.load(place.config), clone, options)
    assert {change.kind.value for change in report.changes} <= {"unchanged"}
    return report


def test_a_sync_reads_each_file_once_and_those_that_the_feed_names_again(place, clone, reads, tmp_path):
    synced(place, clone, tmp_path)
    assert len(reads) == ARTICLES
    assert sorted(reads.values())[: ARTICLES - 3] == [1] * (ARTICLES - 3)
    assert max(reads.values()) <= 3


def test_a_commit_looks_at_each_file_once_more(place, clone, reads, tmp_path):
    report = synced(place, clone, tmp_path, Publishing(commit=True))
    assert report.commit == ""
    assert sorted(reads.values())[: ARTICLES - 3] == [2] * (ARTICLES - 3)


def test_a_second_sync_there_reads_none(place, clone, reads, tmp_path):
    synced(place, clone, tmp_path)
    reads.clear()
    synced(place, clone, tmp_path)
    assert reads == {}


NEEDLESS = {
    *(
        "syndicate.converter.proof.proof",
        "syndicate.pipeline.placing",
        "syndicate.pipeline.workers",
        "markdown_it",
    ),
    *("PIL", "warcio", "jinja2", "rich", "nh3", "feedparser", "bs4", "setuptools", "multiprocessing"),
}
"""What converts, reviews, unpacks or draws, which a sync with nothing to do has no use for."""


@pytest.mark.parametrize("images", ["link", "copy"])
def test_a_sync_with_nothing_to_do_loads_nothing_that_converts(place, images):
    place.config.write_text(place.config.read_text().replace("[post]\n", f'[post]\nimages = "{images}"\n'))
    assert place.run("sync").stdout.endswith("blog: 3 added\n")
    assert place.run("sync", "--recheck", "0").returncode == 0
    program = f"import sys; from syndicate.cli import main; main(sys.argv[1:]); print(sorted({NEEDLESS} & set(sys.modules)))"
    given = ["sync", str(place.config), "--target", str(place.target), "--recheck", "0"]
    done = subprocess.run(
        [sys.executable, "-c", program, *given, "--mirror", f"{NAME}={place.blog.address}"],
        env={**os.environ, "XDG_CACHE_HOME": str(place.cache)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "blog: nothing new\n[]\n"
