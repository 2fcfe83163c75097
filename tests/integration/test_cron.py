"""As cron and systemd run it: a poor environment, no terminal, nobody who watches."""

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

from syndicate.fetcher.folders import cache_folder
from syndicate.writer.target import Target
from tests.blog import NAME

ROOT = Path(__file__).parents[2]
RUNNING = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")


def is_written(file):
    return file.exists() and file.stat().st_size > 0


def by_cron(place, *words, cache=None):
    """A command as cron starts it: by sh, in /, without a home, a terminal or a locale."""
    mirror = f"{NAME}={place.blog.address}"
    line = f'cd "{place.target}" && PYTHONPATH="{ROOT}" "{sys.executable}" -m syndicate {" ".join(words)} "{place.config}" -q --mirror {mirror}'
    given = [f"XDG_CACHE_HOME={cache}"] if cache else []
    return subprocess.run(
        ["env", "-i", "PATH=/usr/bin:/bin", "LC_ALL=C", "SHELL=/bin/sh", *given, "/bin/sh", "-c", line],
        cwd="/",
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_it_is_silent_when_all_is_well(place):
    place.blog.write(1, "<p>Übergrößen – “quoted” … 文字</p>", title="Größe 文")
    for _ in range(2):
        done = by_cron(place, "sync", cache=place.cache)
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert "Übergrößen" in place.post(1).read_text(encoding="utf-8")


def test_one_clear_line_when_the_origin_is_not_there(place):
    place.blog.pages["/feed.xml"] = 404
    done = by_cron(place, "sync", cache=place.cache)
    assert (done.returncode, done.stdout) == (3, "")
    assert len(done.stderr.splitlines()) == 1
    assert f"{NAME}feed.xml" in done.stderr


def test_one_clear_line_for_an_article_that_failed(place):
    place.blog.pages["/feed.xml"] = re.sub(rb"<content.*?</content>", b"", place.blog.pages["/feed.xml"])
    place.blog.pages["/2/"] = b"<p>no article</p>"
    done = by_cron(place, "sync", cache=place.cache)
    assert (done.returncode, done.stdout) == (1, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"failed    {NAME}2/: ")


def test_a_second_run_during_the_first_does_no_harm(place):
    runs = [
        subprocess.Popen(
            [
                sys.executable,
                "-m",
                "syndicate",
                "sync",
                place.config,
                "-q",
                "--target",
                place.target,
                "--mirror",
                f"{NAME}={place.blog.address}",
            ],
            env={**os.environ, "XDG_CACHE_HOME": str(place.cache)},
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    for run in runs:
        _, said = run.communicate(timeout=60)
        assert run.returncode in (0, 4), said
        assert len(said.splitlines()) == (run.returncode == 4)
    assert len(list(place.target.rglob("*.md"))) == 3


def test_the_crontab_line_of_the_documents_runs_as_it_stands(place, tmp_path):
    (line,) = re.findall(r"^15 6 \* \* \*  (.*)$", RUNNING, re.MULTILINE)
    assert line in (ROOT / "README.md").read_text(encoding="utf-8")
    home = tmp_path / "home"
    command = home / ".local" / "bin" / "syndicate"
    command.parent.mkdir(parents=True)
    command.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m syndicate "$@"\n')
    command.chmod(0o755)
    config = place.config.read_text().replace(
        "retries = 0", f'retries = 0\nmirrors = {{ "{NAME}" = "{place.blog.address}" }}'
    )
    place.target.rename(home / "my-site")
    (home / "my-site" / "blog.toml").write_text(config)
    (home / ".gitconfig").write_text(
        "[user]\nname = Ann\nemail = ann@example.org\n[init]\ndefaultBranch = main\n"
    )
    alone = ["env", "-i", f"HOME={home}", "PATH=/usr/bin:/bin", "/bin/sh", "-e", "-c"]
    prepare = """git init --quiet --bare remote.git; cd my-site; git init --quiet; git add --all
        git commit --quiet --message Begin; git remote add origin ../remote.git; git push --quiet --set-upstream origin main"""
    subprocess.run([*alone, prepare], cwd=home, check=True, timeout=60, capture_output=True)
    done = subprocess.run([*alone, line], cwd=home, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    pushed = ["git", "-C", home / "remote.git", "ls-tree", "--name-only", "main", "posts/"]
    names = subprocess.run(pushed, capture_output=True, text=True, check=True).stdout.split()
    assert len(names) == 3


def test_the_units_of_the_documents_are_right(tmp_path):
    if shutil.which("systemd-analyze") is None:
        pytest.skip("systemd-analyze is not installed")
    found = re.findall(r"`~/\.config/systemd/user/(\S+)`:\n\n```ini\n(.*?)```", RUNNING, re.DOTALL)
    assert [name for name, _ in found] == ["syndicate.service", "syndicate.timer"]
    for name, unit in found:
        text = unit.replace("%h/.local/bin/syndicate", "/bin/true").replace("%h/my-site", "/tmp")
        (tmp_path / name).write_text(text)
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(tmp_path / name for name, _ in found)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, [line for line in done.stderr.splitlines() if "syndicate." in line]) == (0, [])
    when = subprocess.run(
        ["systemd-analyze", "calendar", "*-*-* 06:15"], capture_output=True, text=True, check=True
    )
    assert "06:15:00" in when.stdout


def test_debians_cron_runs_it_silent_when_all_is_well_and_with_one_line_when_not(place, monkeypatch):
    cron = shutil.which("cron", path=f"{os.environ['PATH']}:/usr/sbin")
    if cron is None or os.geteuid() != 0 or not Path("/etc/cron.d").is_dir():
        pytest.skip("needs Debian's cron, and to be root")
    table = Path("/etc/cron.d") / f"syndicate-test-{os.getpid()}"
    log, held, broken = (place.cache.parent / name for name in ("said", "held", "broken.toml"))
    held.mkdir()
    broken.write_text(place.config.read_text().replace("feed =", "fed ="))
    mirror = f"{NAME}={place.blog.address}"
    jobs = {
        "well": (place.target, place.config),
        "broken": (place.target, broken),
        "held": (held, place.config),
    }
    table.write_text(
        f"PYTHONPATH={ROOT}\nXDG_CACHE_HOME={place.cache}\n"
        + "".join(
            f"* * * * * root cd {target} && {sys.executable} -m syndicate sync {config} -q --mirror {mirror} >> {log}.{name} 2>&1; echo $? >> {log}.{name}.status\n"
            for name, (target, config) in jobs.items()
        )
    )
    monkeypatch.setenv("XDG_CACHE_HOME", str(place.cache))  # where the lock of a target lies
    # One that runs already is left alone, and reads the table by itself.
    running = subprocess.run(["pgrep", "-x", "cron"], capture_output=True, check=False).returncode == 0
    daemon = (
        None
        if running
        else subprocess.Popen([cron, "-f"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    )
    try:
        deadline = time.monotonic() + 135
        with Target.open(held, "blog").locked(cache_folder()):
            while (
                not all(is_written(Path(f"{log}.{name}.status")) for name in jobs)
                and time.monotonic() < deadline
            ):
                time.sleep(0.5)
    finally:
        table.unlink()
        if daemon is not None:
            daemon.terminate()
            daemon.wait(10)
    statuses = {name: Path(f"{log}.{name}.status").read_text().split()[0] for name in jobs}
    assert statuses == {"well": "0", "broken": "2", "held": "4"}
    said = {name: Path(f"{log}.{name}").read_text().splitlines() for name in jobs}
    assert said["well"] == []
    assert "did you mean" in said["broken"][0]
    assert "another run holds this target" in said["held"][0]
    assert len(list(place.target.rglob("*.md"))) == 3


def test_a_command_that_is_stopped_while_it_loads_says_so_in_one_line(tmp_path):
    """Ctrl-C in the first tenths of a second, while Python reads the program."""
    (tmp_path / "click.py").write_text("raise KeyboardInterrupt\n")
    done = subprocess.run(
        [sys.executable, "-m", "syndicate", "--version"],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stderr) == (130, "syndicate: stopped before anything was done\n")
