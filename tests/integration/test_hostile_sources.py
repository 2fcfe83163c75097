"""What one source sends is its own affair: others are run, nobody is called, nothing commands a terminal."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from syndicate.cli import main
from syndicate.config import SERVICES
from syndicate.errors import FetchError
from syndicate.merging import front_matter_of
from syndicate.pipeline import commands as pipeline
from syndicate.writer.webhook import payload
from tests.blog import NAME

ROOT = Path(__file__).parents[2]


def test_two_configs_of_one_name_do_not_share_a_state(place):
    other = place.config.with_name("other.toml")
    shutil.copy(place.config, other)
    done = place.run("sync", str(other))
    assert done.returncode == 2
    assert (
        f'other.toml: source.name: the config {place.config} has this name too: "blog"; give each source its own'
        in done.stderr
    )
    assert "blog: 3 added" in done.stdout


@pytest.mark.parametrize("location", ["http://[bad/", "http://a:999999/"])
def test_a_source_that_answers_nonsense_does_not_stop_the_next(place, location):
    first = place.config.with_name("a.toml")
    text = place.config.read_text().replace('name = "blog"', 'name = "first"')
    first.write_text(text.replace(f'feed = "{NAME}feed.xml"', f'feed = "{NAME}bad.xml"'))
    place.blog.pages["/bad.xml"] = location
    done = place.run("sync", str(first))
    assert done.returncode == 3
    assert "blog: 3 added" in done.stdout
    assert "Traceback" not in done.stderr


def test_a_bug_in_one_source_does_not_stop_the_next(place, monkeypatch, capsys):
    first = place.config.with_name("a.toml")
    first.write_text(place.config.read_text().replace('name = "blog"', 'name = "first"'))
    real = pipeline.sync

    def sync(config, *rest):
        if config.source.name == "first":
            raise RuntimeError("https://a/?token=sesame")
        return real(config, *rest)

    monkeypatch.setattr(pipeline, "sync", sync)
    monkeypatch.setenv("XDG_CACHE_HOME", str(place.cache))
    mirror = f"{NAME}={place.blog.address}"
    words = ["sync", str(first), str(place.config), "--target", str(place.target), "--mirror", mirror]
    assert main(words) == 1
    shown = capsys.readouterr()
    assert "a.toml: a bug in Syndicate, please report it: RuntimeError" in shown.err
    assert "sesame" not in shown.err
    assert "blog: 3 added" in shown.out


@pytest.mark.parametrize("service", SERVICES)
def test_a_message_to_a_chat_calls_nobody(service):
    title = "@everyone <!channel> <@U123> @here <users/all> [x](http://y) \x1b[2J"
    fields = {
        "text": "A blog: 1 added",
        "articles": [{"title": title, "address": "https://a/"}],
        "failures": [],
    }
    sent = payload(fields, SERVICES[service])[SERVICES[service].text]
    assert not any(call in sent for call in ("@everyone", "<!channel", "<@U", "@here", "\x1b"))
    assert "https://a/" in sent
    if service == "discord":
        assert payload(fields, SERVICES[service])["allowed_mentions"] == {"parse": []}


def test_a_status_line_commands_no_terminal():
    error = FetchError("the server answers 500 \x1b[2J\x9b31m\u202eevil\x07", "https://a/\x1b]0;x\x07")
    assert not any(sign in f"{error}" for sign in "\x1b\x9b\u202e\x07")


def test_a_post_full_of_aliases_does_not_fill_the_memory():
    rows = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    text = "\n".join(["---", "a0: &a0 lol", *rows, "title: *a11", "---", "", "x"])
    assert front_matter_of(text) == {}
    assert front_matter_of("---\na: &x 1\nb: *x\n---\n") == {"a": 1, "b": 1}


def test_the_action_runs_nothing_of_the_workspace(tmp_path):
    """The commands of action.yml, in a workspace whose modules would run in place of Python's own."""
    text = (ROOT / "action.yml").read_text()
    assert text.count("-m ") == text.count("-I -m ")
    for name in ("shlex.py", "venv.py", "pip.py", "base64.py"):
        (tmp_path / name).write_text("open('ran', 'w').close()\n")
    subprocess.run(
        [sys.executable, "-I", "-m", "syndicate.cli.action"],
        cwd=tmp_path,
        env={**os.environ, "INPUT_CONFIG": "none.toml"},
        capture_output=True,
        check=False,
    )
    assert not (tmp_path / "ran").exists()
