"""How fast it is, beside its peers: `make bench`. Each figure is a ratio of two things done in turn on this machine.

    python -m tests.bench            the table; fails where a ratio is a fifth worse than the one that is kept
    python -m tests.bench --keep     the same, and keeps the ratios
    python -m tests.bench --scale N  an archive of N articles instead: its import, half of it, a sync with nothing to do

The peers are trafilatura (from the optional dependencies `bench`) and @11ty/import (npm install in tests/bench).
The origin is ../shared/origin/18f, served by nginx, where these are there; else an archive that is made up.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

from tests.bench import archive
from tests.conftest import NGINX

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
ORIGIN = ROOT / ".." / "shared" / "origin" / "18f"
PEERS = Path(__file__).parent / "node_modules" / ".bin" / "import"
KEPT = Path(__file__).parent / "ratios.json"
ROUNDS = 3
WORSE = 1.2


@dataclass(frozen=True)
class Origin:
    """A blog that is served: its name, where it is served, a config for it, and how many articles it has."""

    name: str
    base: str
    config: str
    articles: int


@dataclass(frozen=True)
class Run:
    """What a command took."""

    seconds: float
    megabytes: float


@contextlib.contextmanager
def the_origin() -> Iterator[Origin]:
    """18F's blog where it is there, else one that is made up."""
    nginx = shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin")
    if nginx is None or not ORIGIN.is_dir():
        with archive.served(archive.Archive(300)) as base:
            yield Origin(archive.ADDRESS, base, archive.CONFIG, 300)
        return
    config = (ROOT / "config" / "18f.toml").read_text().replace('images = "copy"', 'images = "link"')
    with (
        tempfile.TemporaryDirectory() as folder,
        socket.create_server(("127.0.0.1", 0), backlog=128) as listener,
    ):
        port = listener.getsockname()[1]
        (Path(folder) / "nginx.conf").write_text(NGINX.format(port=port, root=ORIGIN.resolve()))
        process = subprocess.Popen(
            [nginx, "-p", folder, "-c", "nginx.conf", "-e", "error.log"],
            env={**os.environ, "NGINX": f"{listener.fileno()};"},
            pass_fds=[listener.fileno()],
            stderr=subprocess.DEVNULL,
        )
        base = f"http://127.0.0.1:{port}/"
        with urlopen(f"{base}feed.xml", timeout=20):
            pass
        try:
            yield Origin("https://18f.gsa.gov/", base, config, 296)
        finally:
            process.terminate()
            process.wait(timeout=10)


class Site:
    """A fresh target with a fresh cache, into which commands are run and timed."""

    def __init__(self, folder: Path, origin: Origin, change: Callable[[str], str] = str) -> None:
        self.folder = folder
        self.target = folder / "site"
        self.target.mkdir(parents=True)
        self.origin = origin
        self.config = folder / "config.toml"
        self.config.write_text(change(origin.config))

    def run(self, *words: str) -> Run:
        """A command of Syndicate's."""
        command, *rest = words
        mirror = ["--mirror", f"{self.origin.name}={self.origin.base}"]
        given = [command, str(self.config), *rest, "--target", str(self.target), "-q", *mirror]
        return timed([sys.executable, "-m", "syndicate", *given], self.folder)


def timed(words: list[str], folder: Path) -> Run:
    """A command from its start to its end, and the most memory that it or one of its processes took."""
    before = time.perf_counter()
    environment = {**os.environ, "XDG_CACHE_HOME": str(folder / "cache"), "PYTHONPATH": str(ROOT)}
    with (folder / "output").open("wb") as output:
        process = subprocess.Popen(words, cwd=folder, env=environment, stdout=output, stderr=output)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        sys.exit(f"{' '.join(words)}\n{(folder / 'output').read_text()[-2000:]}")
    return Run(time.perf_counter() - before, usage.ru_maxrss / 1024)


def in_turn(ours: Callable[[], float], theirs: Callable[[], float]) -> tuple[float, float]:
    """The medians of what both took, done in turn."""
    pairs = [(ours(), theirs()) for _ in range(ROUNDS)]
    return statistics.median(pair[0] for pair in pairs), statistics.median(pair[1] for pair in pairs)


def pages(origin: Origin) -> list[tuple[str, bytes]]:
    """Each article's address and page."""
    if origin.name == archive.ADDRESS:
        made = archive.Archive(origin.articles)
        return [(made.address(n), made.page(n)) for n in range(origin.articles)]
    found = sorted(ORIGIN.glob("20*/*/*/*/index.html"))
    return [
        (f"{origin.name}{file.parent.relative_to(ORIGIN).as_posix()}/", file.read_bytes()) for file in found
    ]


def a_page(origin: Origin) -> tuple[float, float]:
    """Seconds of one core for all pages: from the page to the written post, and trafilatura's extraction."""
    import trafilatura

    from syndicate import config as configs
    from syndicate.converter.post.links import rewrite_address
    from syndicate.converter.post.post import make_post
    from syndicate.converter.proof.proof import Converter
    from syndicate.models import Entry, Page
    from syndicate.parser.page.article import article_from_page

    config, each = configs.parse(origin.config), pages(origin)

    def ours() -> float:
        converter = Converter(
            config.post.dialect, rewrite_link=lambda address: rewrite_address(address, config.prefixes)
        )
        with tempfile.TemporaryDirectory() as folder:
            before = time.process_time()
            for n, (address, page) in enumerate(each):
                found = article_from_page(
                    Page(address, address, page, "text/html"), Entry(address), config.source.select
                )
                markdown, _ = converter.convert(found.body)
                post = make_post(found, markdown, config, converter, lambda _: False)
                (Path(folder) / f"{n}.md").write_text(post.text, encoding="utf-8")
            return time.process_time() - before

    def theirs() -> float:
        before = time.process_time()
        for address, page in each:
            trafilatura.extract(
                page.decode(), url=address, output_format="markdown", include_links=True, include_images=True
            )
        return time.process_time() - before

    return in_turn(ours, theirs)


def peer(origin: Origin, folder: Path) -> float:
    """Seconds of @11ty/import for the blog's whole feed, from one file, without a check."""
    folder.mkdir(parents=True, exist_ok=True)
    return timed([str(PEERS), "atom", f"{origin.base}feed-full.xml", "--quiet"], folder).seconds


def table(origin: Origin, folder: Path) -> dict[str, tuple[float, str]]:
    """Each ratio with what it is a ratio of."""
    rows: dict[str, tuple[float, str]] = {}
    ours, theirs = a_page(origin)
    count = len(pages(origin))
    said = f"{1000 * ours / count:.1f} ms a page, trafilatura's extraction {1000 * theirs / count:.1f} ms"
    rows["a page, from HTML to a verified, written post"] = ours / theirs, said
    numbers = iter(range(1000))

    def fresh(change: Callable[[str], str] = str) -> Site:
        return Site(folder / str(next(numbers)), origin, change)

    memory: list[float] = []

    def imported() -> float:
        run = fresh().run("import", "--all")
        memory.append(run.megabytes)
        return run.seconds

    def whole_feed() -> float:
        def change(text: str) -> str:
            return text.replace("feed.xml", "feed-full.xml").replace('content = "page"', 'content = "feed"')

        return fresh(change).run("sync").seconds

    if PEERS.exists() and origin.name != archive.ADDRESS:
        for name, run in (
            ("import --all, beside one fetched feed", imported),
            ("sync of a whole feed", whole_feed),
        ):
            ours, theirs = in_turn(run, lambda: peer(origin, folder / str(next(numbers))))
            rows[name] = ours / theirs, f"{ours:.2f} s, @11ty/import {theirs:.2f} s"
        again, site = folder / "again", fresh()
        site.run("sync", "--recheck", "0")
        peer(origin, again)
        ours, theirs = in_turn(
            lambda: site.run("sync", "--recheck", "0").seconds, lambda: peer(origin, again)
        )
        rows["a sync with nothing to do"] = (
            ours / theirs,
            f"{ours:.2f} s, @11ty/import's second run {theirs:.2f} s",
        )
    else:
        imported()
    rows["peak memory of an import"] = max(memory) / 150, f"{max(memory):.0f} MB of 150 for {count} articles"
    return rows


def scale(articles: int, folder: Path) -> None:
    """What an archive of a size takes, and half of it."""
    seconds: list[float] = []
    for size in (articles // 2, articles):
        with archive.served(archive.Archive(size)) as base:
            site = Site(folder / str(size), Origin(archive.ADDRESS, base, archive.CONFIG, size))
            run = site.run("import", "--all")
            syncs = [site.run("sync") for _ in range(3)]
        seconds.append(run.seconds)
        print(
            f"{size:>7,} articles: import {run.seconds:.1f} s, {1000 * run.seconds / size:.1f} ms an article, "
            f"{run.megabytes:.0f} MB; a sync with nothing to do {statistics.median(each.seconds for each in syncs):.2f} s"
        )
    print(f"twice the articles take {seconds[1] / seconds[0]:.2f} times the time")


def main() -> int:
    """Measure what the arguments ask for."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--keep", action="store_true")
    parser.add_argument("--scale", type=int, metavar="N")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if asked.scale:
            scale(asked.scale, Path(folder))
            return 0
        with the_origin() as origin:
            rows = table(origin, Path(folder))
            name = origin.name
    kept = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    before = kept.get(name, {})
    worse = []
    for row, (ratio, said) in rows.items():
        mark = f"  (kept: {before[row]:.2f})" if row in before else ""
        print(f"{ratio:5.2f}  {row}: {said}{mark}")
        if ratio > before.get(row, ratio) * WORSE:
            worse.append(row)
    if asked.keep:
        KEPT.write_text(
            json.dumps({**kept, name: {row: round(ratio, 2) for row, (ratio, _) in rows.items()}}, indent=2)
            + "\n"
        )
    for row in worse:
        print(f"worse by more than a fifth: {row}", file=sys.stderr)
    return 1 if worse else 0


if __name__ == "__main__":
    sys.exit(main())
