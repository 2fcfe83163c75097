"""Articles made ahead by other processes: the same posts, and none of these processes outlives its run."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from syndicate import config as configs
from syndicate.errors import FetchError
from syndicate.models import Entry, Page
from syndicate.pipeline import commands as pipeline
from syndicate.pipeline.placing import Placing
from syndicate.pipeline.run import WORTHWHILE
from syndicate.pipeline.workers import ConversionOptions, Prepared, Workers
from tests.bench.archive import CONFIG, Archive, served
from tests.blog import files

ARTICLES = WORTHWHILE + 6


@pytest.fixture
def archive():
    with served(Archive(ARTICLES)) as address:
        yield address


def importing(archive, tmp_path, name):
    config = tmp_path / "archive.toml"
    config.write_text(CONFIG)
    target = tmp_path / name
    target.mkdir(exist_ok=True)
    words = ["--target", target, "--mirror", f"https://archive.example/={archive}", "--json"]
    return subprocess.Popen(
        [sys.executable, "-m", "syndicate", "import", config, "--all", *words],
        env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / f"cache of {name}")},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )


def contents(folder):
    return {name: content for name, (content, _) in files(folder).items()}


def children(process):
    listed = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listed.splitlines()[1:]]
    found, waiting = [], [process]
    while waiting:
        parent = waiting.pop()
        below = [pid for pid, ppid in pairs if ppid == parent]
        found += below
        waiting += below
    return found


def runs(process):
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_one_process_and_several_make_the_same_posts(archive, tmp_path):
    several = importing(archive, tmp_path, "several")
    assert several.wait(60) == 0
    (tmp_path / "one").mkdir()
    mirrors = {"https://archive.example/": archive}
    options = pipeline.Options(mirrors=mirrors, cache=tmp_path / "cache", processes=1)
    report = pipeline.import_all(configs.parse(CONFIG), tmp_path / "one", options)
    assert len(report.changes) == ARTICLES
    assert contents(tmp_path / "one") == contents(tmp_path / "several")


@pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc")
@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one processor needs no second process")
@pytest.mark.parametrize("killed", ["run", "workers"])
def test_when_a_run_or_its_workers_are_killed_nothing_is_left_behind_and_nothing_lost(
    archive, tmp_path, killed
):
    running = importing(archive, tmp_path, "site")
    helpers = []
    while running.poll() is None and len(helpers) < 3:
        helpers = children(running.pid)
        time.sleep(0.01)
    for process in [running.pid] if killed == "run" else helpers:
        os.kill(process, signal.SIGKILL)
    running.wait(60)
    deadline = time.monotonic() + 10
    while any(map(runs, helpers)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(map(runs, helpers))
    if killed == "run":
        assert importing(archive, tmp_path, "site").wait(60) == 0
    else:
        assert running.returncode == 0
    assert len(list((tmp_path / "site").rglob("*.md"))) == ARTICLES


def test_what_cannot_be_prepared_costs_nothing_of_its_batch():
    blog, config = Archive(2), configs.parse(CONFIG)
    whole = [Page(blog.address(n), blog.address(n), blog.page(n), "text/html") for n in range(2)]
    told = Entry("https://archive.example/a/3/", "A title", date(2024, 5, 1), content="<p>From the feed</p>")
    pairs = [
        (Entry(whole[0].address), whole[0]),
        (
            Entry("https://archive.example/a/2/"),
            FetchError("it is not there", "https://archive.example/a/2/"),
        ),
        (Entry("https://archive.example/a/4/"), None),
        (told, None),
        (Entry("https://archive.example/a/5/"), replace(whole[1], content=b"")),
        (Entry(whole[1].address), whole[1]),
    ]
    terms = ConversionOptions(Placing(config), config.source.select, config.post.dialect, (), True)
    told: list[tuple[Entry, Prepared]] = []
    with Workers(terms, 2) as workers:
        found = list(workers.prepare_ahead(pairs, lambda entry, ready: told.append((entry, ready))))
    assert [(entry, page) for entry, page, _ in found] == pairs
    assert told == [(entry, ready) for entry, _, ready in found if ready is not None]
    said = [ready and ready.markdown[:40] for _, _, ready in found]
    first, last = (f"This is what is said in article {n} of the archive"[:40] for n in range(2))
    assert said == [first, None, None, "From the feed", None, last]
