"""A fresh machine, from the start of the action to the end of a sync with nothing to do: `python -m tests.bench.installing`.

By pip from pyproject.toml, as the action did once; by uv from the lock, as it does where its cache has nothing; and from
its cache, whose archive is unpacked. In turn, each with an empty cache of its own; it needs the network.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from tests.bench import archive

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
INSTALL = ROOT / ".github" / "install.py"
ROUNDS = 3
ARTICLES = 300


class Machine:
    """A folder in which everything is installed anew; `kept` is the archive that the action's cache has."""

    def __init__(self, folder: Path, sync: list[str]) -> None:
        self.folder = folder
        self.environment = folder / "temp" / "syndicate"
        self.kept = folder / "kept.tar"
        self.sync = sync

    def run(self, *words: object, check: bool = True) -> None:
        caches = {
            name: str(self.folder / "home")
            for name in ("HOME", "XDG_CACHE_HOME", "PIP_CACHE_DIR", "UV_CACHE_DIR")
        }
        environment = {**os.environ, **caches}
        subprocess.run(
            [str(word) for word in words],
            check=check,
            env=environment,
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def by_pip(self) -> None:
        self.run(sys.executable, "-I", "-m", "venv", self.environment)
        self.run(self.environment / "bin" / "python", "-I", "-m", "pip", "install", "--quiet", ROOT)

    def by_uv(self) -> None:
        self.run(sys.executable, "-I", INSTALL, "key")
        self.run(sys.executable, "-I", INSTALL, "install", self.environment)

    def from_cache(self) -> None:
        self.run(sys.executable, "-I", INSTALL, "key")
        self.run("tar", "-xf", self.kept, "-C", self.environment.parent)

    def timed(self, install: Callable[[], None]) -> float:
        """Seconds until a sync with nothing to do has ended."""
        for path in (self.environment.parent, self.folder / "home"):
            shutil.rmtree(path, ignore_errors=True)
        self.environment.parent.mkdir()
        before = time.perf_counter()
        install()
        self.run(self.environment / "bin" / "python", "-I", "-m", "syndicate", *self.sync)
        return time.perf_counter() - before


def seconds(folder: Path) -> dict[str, float]:
    """The medians of what each way takes, done in turn."""
    with archive.served(archive.Archive(ARTICLES)) as base:
        (folder / "config.toml").write_text(archive.CONFIG)
        (folder / "site").mkdir()
        given = [
            str(folder / "config.toml"),
            "--target",
            str(folder / "site"),
            "-q",
            "--mirror",
            f"{archive.ADDRESS}={base}",
        ]
        environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "first"), "PYTHONPATH": str(ROOT)}
        for words in (["import", *given, "--all"], ["sync", *given]):
            subprocess.run(
                [sys.executable, "-m", "syndicate", *words], check=True, env=environment, cwd=folder
            )
        machine = Machine(folder, ["sync", *given, "--recheck", "0"])
        machine.timed(machine.by_uv)
        machine.run("tar", "-cf", machine.kept, "-C", machine.environment.parent, machine.environment.name)
        ways = {"pip": machine.by_pip, "uv": machine.by_uv, "cache": machine.from_cache}
        rounds = [{name: machine.timed(way) for name, way in ways.items()} for _ in range(ROUNDS)]
    return {name: statistics.median(each[name] for each in rounds) for name in ways}


def main() -> int:
    """Print what each way takes, and as a ratio of pip's time."""
    with tempfile.TemporaryDirectory() as folder:
        found = seconds(Path(folder))
    for name, took in found.items():
        print(f"{name:<6} {took:6.2f} s  {took / found['pip']:.2f} of pip's")
    return 0


if __name__ == "__main__":
    sys.exit(main())
