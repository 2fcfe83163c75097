"""Safe at any instant: really killed, on a disk that is really full."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from syndicate import config as configs
from syndicate.pipeline import commands as pipeline
from tests.blog import CONFIG, NAME, Blog, files, served
from tests.integration.test_pictures import gif, put

if TYPE_CHECKING:
    from pathlib import Path

KILLED = """
import itertools, os, signal, sys
from syndicate.cli import main

calls = itertools.count(1)

def deadly(function):
    def call(*arguments, **named):
        own = next(calls)  # several threads write at once
        if own == at and before:
            os.kill(os.getpid(), signal.SIGKILL)
        try:
            return function(*arguments, **named)
        finally:
            if own == at:
                os.kill(os.getpid(), signal.SIGKILL)
    return call

at, before = int(sys.argv[1]), sys.argv[2] == "before"
for name in ("replace", "fsync", "unlink", "mkdir"):
    setattr(os, name, deadly(getattr(os, name)))
sys.exit(main(sys.argv[3:]))
"""


def written(folder: Path) -> dict[str, bytes]:
    return {name: content for name, (content, _) in files(folder).items()}


def finished(place) -> dict[str, bytes]:
    """The target after a run that nothing disturbs."""
    options = pipeline.Options(mirrors={NAME: place.blog.address}, cache=place.cache / "syndicate")
    report = pipeline.sync(configs.load(place.config), place.target, options)
    assert report.failures == ()
    assert not {"conflict", "deleted"} & {change.kind.value for change in report.changes}
    return written(place.target)


@pytest.fixture
def changing(place):
    """A target with an edit and a change at the origin, a new article and a picture: each kind of writing comes next."""
    place.config.write_text(CONFIG.replace("[post]\n", '[post]\nimages = "copy"\n'), encoding="utf-8")
    body = "<p>The first paragraph.</p><p>The second one.</p><p>And a third.</p>"
    place.blog.write(1, body)
    place.blog.list([1, 2])
    finished(place)
    place.post(1).write_text(place.post(1).read_text().replace("And a third", "My third"))
    put(place, "/img/a.gif", gif(1))
    place.blog.write(1, body.replace("The second", "A second"))
    place.blog.write(2, '<p>Now with a picture: <img src="/img/a.gif" alt="a dot"></p>')
    place.blog.list([1, 2, 3])
    return place


@pytest.mark.parametrize("part", range(4))
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_run_that_is_killed_at_any_write_is_completed_by_the_next(changing, when, part):
    start, cache = changing.target.with_name("start"), changing.cache.with_name("kept")
    shutil.copytree(changing.target, start)
    shutil.copytree(changing.cache, cache)
    whole = finished(changing)
    kills = 0
    for at in range(1 + part, 200, 4):
        for folder, saved in ((changing.target, start), (changing.cache, cache)):
            shutil.rmtree(folder)
            shutil.copytree(saved, folder)
        words = [
            "sync",
            str(changing.config),
            "--target",
            str(changing.target),
            "--mirror",
            f"{NAME}={changing.blog.address}",
        ]
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(at), when, *words],
            env={**os.environ, "XDG_CACHE_HOME": str(changing.cache)},
            capture_output=True,
            timeout=60,
            check=False,
        )
        for name, content in written(changing.target).items():
            if not name.endswith(".tmp"):
                assert content in (
                    whole.get(name),
                    (start / name).read_bytes() if (start / name).exists() else None,
                )
        assert finished(changing) == whole
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL
        kills += 1
    assert kills > 3


KILLS = int(os.environ.get("KILLS", "10"))
"""At how many instants each signal is tried: a few in CI, a hundred in `make load`."""


def text_of(n: int) -> str:
    return "".join(
        f"<p>Paragraph {number} of article {n}, which says a few words.</p>" for number in range(20)
    )


def heeding() -> None:
    for sign in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(sign, signal.SIG_DFL)


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_an_import_that_is_stopped_at_random_instants_loses_nothing_and_is_completed(place, sign):
    with served(Blog(0)) as blog:
        place = type(place)(blog, place.config, place.target, place.cache)
        for n in range(1, 41):
            blog.write(n, text_of(n))
            blog.pages[f"/{n}/"] = blog.pages[f"/{n}/"].replace(b"2024-05-0%d" % n, b"2024-05-01")
        blog.list([])
        urls = "".join(f"<url><loc>{NAME}{n}/</loc></url>" for n in range(1, 41))
        blog.pages["/sitemap.xml"] = (
            f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
        )
        started = time.monotonic()
        assert place.run("import", "--all").returncode == 0
        lasts = time.monotonic() - started
        whole = written(place.target)
        assert len(whole) == 80
        # Coverage has a lock that is never freed where a signal comes while it is held.
        unwatched = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}
        dice = random.Random(int(sign))
        stopped = 0
        for _ in range(KILLS):
            words = ["import", str(place.config), "--all", "--target", str(place.target)]
            with subprocess.Popen(
                [sys.executable, "-m", "syndicate", *words, "--mirror", f"{NAME}={blog.address}"],
                env={**unwatched, "XDG_CACHE_HOME": str(place.cache)},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                # What runs in the background may be told to ignore some signals, and hands that on.
                preexec_fn=heeding,  # noqa: PLW1509  (it takes no lock)
            ) as process:
                time.sleep(dice.uniform(0.2 * lasts, 1.1 * lasts))
                process.send_signal(sign)
                process.wait(timeout=60)
            stopped += process.returncode != 0
            left = written(place.target)
            assert {name: left[name] for name in left if not name.endswith(".tmp")}.items() <= whole.items()
            if left.keys() >= whole.keys():
                shutil.rmtree(place.target)
                shutil.rmtree(place.cache)
                place.target.mkdir()
        assert stopped > 0
        done = place.run("import", "--all")
        assert (done.returncode, done.stderr) == (0, "")
        assert written(place.target) == whole


@pytest.fixture
def small(place):
    """The target on a file system of its own that is full."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(place.target)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("nobody but root may mount a small file system, and not everywhere")
    try:
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place.target)], check=True)


def test_a_full_disk_cuts_nothing_and_the_next_run_completes(small):
    small.blog.write(1, "<p>" + "A long text. " * 4000 + "</p>")
    ballast = small.target / "ballast"
    ballast.write_bytes(b"x" * 180_000)
    done = small.run("sync")
    assert done.returncode == 1
    assert "cannot be written: No space left on device" in done.stderr
    assert "bug" not in done.stderr
    assert not any(name.endswith(".tmp") for name in written(small.target))
    before = written(small.target)
    ballast.unlink()
    done = small.run("sync")
    assert (done.returncode, done.stderr) == (0, "")
    after = written(small.target)
    assert after["posts/1.md"].count(b"A long text.") >= 4000
    assert {name for name in before if before[name] != after.get(name)} == {"ballast"}


def test_a_cache_that_cannot_be_written_costs_only_speed(place):
    place.cache.mkdir()
    (place.cache / "syndicate").mkdir()
    (place.cache / "syndicate" / "http").write_text("a file where a folder is to be")
    (place.cache / "syndicate" / "memory-1.sqlite").mkdir()
    done = place.run("sync")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "blog: 3 added"


@pytest.mark.parametrize("broken", [b"", b"address: x", b"\x00\xff", b"<<<<<<< HEAD\naddress: x\n"])
def test_a_state_file_that_is_broken_is_said_so_and_made_anew(place, broken):
    place.run("sync")
    whole = written(place.target)
    file = min((place.target / ".syndicate" / "blog").iterdir())
    file.write_bytes(broken)
    done = place.run("sync")
    assert done.returncode == 0
    assert f".syndicate/blog/{file.name}: cannot be used and is ignored" in done.stderr
    assert written(place.target) == whole
