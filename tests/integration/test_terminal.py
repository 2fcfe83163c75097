"""What is shown on a terminal, and only there."""

import os
import pty
import select
import signal
import subprocess
import sys
import time

import pytest

from tests.blog import HEARING, NAME


def on_a_terminal(place, *words, width=80, environment=None):
    """What a command shows on a terminal, and its exit status."""
    main, terminal = pty.openpty()
    subprocess.run(["stty", "cols", str(width), "rows", "24"], stdin=terminal, check=True)
    mirror = ["--mirror", f"{NAME}={place.blog.address}"]
    given = [words[0], str(place.config), *words[1:], "--target", str(place.target), *mirror]
    process = subprocess.Popen(
        [sys.executable, "-m", "syndicate", *given],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env={
            **os.environ,
            "XDG_CACHE_HOME": str(place.cache),
            "TERM": "xterm-256color",
            **(environment or {}),
        },
    )
    os.close(terminal)
    shown = b""
    while True:
        ready, _, _ = select.select([main], [], [], 30)
        try:
            piece = os.read(main, 65536) if ready else b""
        except OSError:
            piece = b""
        if not piece:
            break
        shown += piece
    os.close(main)
    return shown.decode(), process.wait(30)


@pytest.mark.parametrize("words", [["--no-progress"], ["-q"]])
def test_no_bar_where_none_is_wanted(place, words):
    shown, status = on_a_terminal(place, "import", "--all", *words)
    assert status == 0
    assert "Converting" not in shown


def test_no_color_is_honoured(place):
    shown, _ = on_a_terminal(place, "import", "--all", environment={"NO_COLOR": "1"})
    assert "\x1b[3" not in shown.replace("\x1b[39m", "")


@pytest.mark.parametrize(("name", "number"), [("SIGINT", signal.SIGINT), ("SIGTERM", signal.SIGTERM)])
def test_a_run_that_is_stopped_says_how_to_go_on(place, name, number):
    page = place.blog.pages["/1/"].decode()
    for n in range(1, 200):
        place.blog.pages[f"/{n}/"] = (
            page.replace('"/1/"', f'"/{n}/"').replace("article 1", f"article {n}").encode()
        )
    place.blog.pages["/sitemap.xml"] = "\n".join(f"{NAME}{n}/" for n in range(1, 200)).encode()
    words = ["--target", str(place.target), "--mirror", f"{NAME}={place.blog.address}"]
    process = subprocess.Popen(
        [*HEARING, sys.executable, "-m", "syndicate", "import", str(place.config), "--all", *words],
        env={**os.environ, "XDG_CACHE_HOME": str(place.cache)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while len(list(place.target.rglob("*.md"))) < 5 and process.poll() is None:
        time.sleep(0.01)
    process.send_signal(number)
    _, said = process.communicate(timeout=30)
    assert (process.returncode, said.lstrip()) == (
        130,
        "syndicate: stopped; what was written is kept, and the same command goes on from there\n",
    ), name
    assert len(list(place.target.rglob("*.md"))) < 199
    assert place.run("import", "--all").returncode == 0
    assert len(list(place.target.rglob("*.md"))) == 199
