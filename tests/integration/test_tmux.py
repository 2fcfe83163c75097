"""What a person sees in a real terminal of 80 and of 120 columns (tmux)."""

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import pytest

from tests.blog import HEARING, NAME

TMUX = shutil.which("tmux")
TRIES = 2400
"""Looks, a twentieth of a second apart, after which a test gives up what never comes."""
LONG = "A title that goes on [red]and on[/] and on, so that hardly any window is wide enough for all of it"


def wait_for(file):
    """Until a file is there."""
    for _ in range(TRIES):
        if file.exists():
            return
        time.sleep(0.05)
    raise AssertionError(f"{file} never came")


class Terminal:
    """A window of tmux's, on a server of its own."""

    def __init__(self, folder, width):
        self.folder, self.socket, self.width = folder, folder / "tmux", width

    def __call__(self, *words):
        done = subprocess.run(
            [TMUX, "-S", self.socket, "-f", "/dev/null", *words],
            capture_output=True,
            text=True,
            timeout=20,
            check=True,
        )
        return done.stdout

    def seen(self, *options):
        """The screen, with a line that did not fit as the one that it is."""
        return "\n".join(
            line.rstrip() for line in self("capture-pane", "-p", "-J", *options).splitlines()
        ).rstrip()

    def wait(self, condition):
        """What is seen once it is as it should be."""
        for _ in range(TRIES):
            if condition(screen := self.seen()):
                return screen
            time.sleep(0.05)
        raise AssertionError(screen)


@contextmanager
def terminal(place, width, *words, environ=None):
    """A terminal in which a command is run; a line that says what it returned ends the screen."""
    if TMUX is None:
        pytest.skip("tmux is not installed")
    window = Terminal(place.target.parent, width)
    command = shlex.join(
        [
            sys.executable,
            "-m",
            "syndicate",
            words[0],
            str(place.config),
            *words[1:],
            "--target",
            str(place.target),
            "--mirror",
            f"{NAME}={place.blog.address}",
        ]
    )
    script = place.target.parent / "in-terminal.sh"
    script.write_text(f"unset COLUMNS LINES\ntrap : INT\n{command}\necho returned $?\nsleep 100\n")
    given = {
        "XDG_CACHE_HOME": str(place.cache),
        "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
        **(environ or {}),
    }
    settings = [word for name, value in given.items() for word in ("-e", f"{name}={value}")]
    window("new-session", "-d", "-x", str(width), "-y", "40", *settings, f"sh {shlex.quote(str(script))}")
    try:
        yield window
    finally:
        window("kill-server")


@pytest.fixture
def busy(place):
    """A blog with an article that fails, one with a long title, and a target with an edit."""
    place.config.write_text(
        place.config.read_text().replace(
            "posts/{slug}.md", "src/posts/{date:%Y}/{date:%Y-%m-%d}-{slug}-cross-posted-from-{source.name}.md"
        )
    )
    place.blog.write(2, "<p>Text.</p>", title=LONG)
    place.blog.pages["/3/"] = 404
    place.blog.pages["/feed.xml"] = place.blog.pages["/feed.xml"].replace(
        b"&lt;p&gt;From the feed: 3.&lt;/p&gt;", b""
    )
    return place


@pytest.mark.parametrize("width", [80, 120])
def test_a_run_ends_with_tables_that_fit_the_window(busy, width):
    with terminal(busy, width, "sync") as window:
        screen = window.wait(lambda screen: "returned" in screen)
    lines = screen.splitlines()
    assert lines[0].split() == (["What", "Post", "Title"] if width == 120 else ["What", "Post"])
    assert lines[1].startswith("added      src/posts/2024/2024-05-01-1-cross-posted-from-blog.md")
    assert ("A title that goes on [red]and on[/]" in lines[2]) == (width == 120)
    assert max(map(len, lines)) <= width
    assert lines[3].startswith(f"failed     {NAME}3/: the server answers 404")
    end = [line for line in lines if line.startswith(("blog:", "written", "look at", "next", "returned"))]
    assert end == [
        "blog: 2 added, 1 failed",
        *[line for line in end if line.startswith("written")],
        "look at    1 article that failed, named above",
        *[line for line in end if line.startswith("next")],
        "returned 1",
    ]
    assert "written    2 files in" in screen
    assert "Converting" not in screen


@pytest.mark.parametrize("width", [80, 120])
def test_status_is_a_table_that_fits_the_window(busy, width):
    busy.run("sync")
    post = next(busy.target.rglob("2024-05-01-*.md"))
    post.write_text(post.read_text().replace("a few words", "my own words, " * 12))
    busy.blog.write(1, "<p>This is the text of article 1, which says something else altogether.</p>")
    with terminal(busy, width, "status") as window:
        lines = window.wait(lambda screen: "returned" in screen).splitlines()
    assert max(map(len, lines)) <= width
    assert lines[1].startswith("conflict   src/posts/2024/2024-05-01-1-cross-posted-from-blog.md")
    here = [line for line in lines if line.startswith("             here: ")]
    assert here
    assert all("my own words" in line for line in here)
    assert "syndicate resolve https://blog.example/1/" in "\n".join(lines)
    assert [line for line in lines if line.startswith("blog:")] == ["blog: 1 conflict, 1 unchanged, 1 failed"]
    assert not [line for line in lines if line.startswith("written")]


@pytest.mark.parametrize(("environ", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)])
def test_colours_say_what_is_good_and_what_is_not_unless_they_are_not_wanted(busy, environ, coloured):
    with terminal(busy, 80, "sync", environ=environ) as window:
        window.wait(lambda screen: "returned" in screen)
        screen = window.seen("-e")
    for colour, word in (("32", "added"), ("31", "failed")):
        assert bool(re.search(rf"\x1b\[{colour}m[^\n]*{word}", screen)) == coloured
    assert "added" in screen


@contextmanager
def held(place, path):
    """The blog does not answer for a page until this ends."""
    release = threading.Event()
    pages = place.blog.pages

    class Slow(dict):
        def get(self, key, default=None):
            if key == path:
                release.wait()
            return super().get(key, default)

    place.blog.pages = Slow(pages)
    try:
        yield
    finally:
        release.set()


@pytest.mark.parametrize("width", [80, 120])
def test_bars_say_how_far_a_run_is_and_ctrl_c_keeps_what_was_written(place, width):
    place.config.write_text(place.config.read_text() + 'images = "copy"\n')
    with held(place, "/3/"), terminal(place, width, "import", "--all") as window:
        screen = window.wait(lambda screen: "Converting" in screen and "2/3" in screen.split("Converting")[1])
        assert re.search(r"Fetching +━.* 2/3", screen)
        assert max(map(len, screen.splitlines())) <= width
        window("send-keys", "C-c")
        # At once, although the blog still keeps it waiting.
        screen = window.wait(lambda screen: "returned" in screen)
    assert "━" not in screen
    said = " ".join(screen.split())
    assert "stopped; what was written is kept, and the same command goes on from there" in said
    assert said.endswith("returned 130")
    assert (place.post(1).exists(), place.post(2).exists(), place.post(3).exists()) == (True, True, False)
    place.blog.asked.clear()
    assert place.run("import", "--all").stdout.splitlines()[-1] == "blog: 1 added, 2 unchanged"
    assert place.blog.statuses("/1/") == []


def test_no_progress_is_drawn_where_it_is_not_wanted(place):
    place.config.write_text(place.config.read_text() + 'images = "copy"\n')
    with held(place, "/3/"), terminal(place, 80, "import", "--all", "--no-progress") as window:
        wait_for(place.post(2))
        assert window.seen() == ""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_a_run_at_once_also_where_the_blog_does_not_answer(place, number):
    place.config.write_text(place.config.read_text() + 'images = "copy"\n')
    words = [
        *HEARING,
        sys.executable,
        "-m",
        "syndicate",
        "sync",
        str(place.config),
        "--target",
        str(place.target),
    ]
    with held(place, "/3/"):
        process = subprocess.Popen(
            [*words, "--mirror", f"{NAME}={place.blog.address}"],
            env={**os.environ, "XDG_CACHE_HOME": str(place.cache)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        wait_for(place.post(2))
        process.send_signal(number)
        out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (130, "")
    assert (
        err.strip() == "syndicate: stopped; what was written is kept, and the same command goes on from there"
    )
    assert place.run("sync").returncode == 0
    assert place.post(3).exists()


def test_in_a_pipe_there_are_neither_colours_nor_bars_nor_tables(busy):
    done = busy.run("sync")
    assert done.stdout == (
        "added     src/posts/2024/2024-05-01-1-cross-posted-from-blog.md\nadded     src/posts/2024/2024-05-02-2-cross-posted-from-blog.md\nblog: 2 added, 1 failed\n"
    )
    assert len(done.stderr.splitlines()) == 1
