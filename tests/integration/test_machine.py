"""What the machine does: no home, a clock set back, a broken cache or state, file systems of another kind."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from syndicate.fetcher import cache, run_cache
from tests.blog import NAME, files
from tests.integration.test_git import git

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def text(article: int) -> str:
    """The text of an article, which no other has."""
    lines = (f"<p>Paragraph {n} of {article}, an article that has lines to be cut in.</p>" for n in range(6))
    return "".join(lines)


def written(folder: Path) -> dict[str, bytes]:
    return {name: content for name, (content, _) in files(folder).items()}


def run(place, *words: str, before: tuple[str, ...] = (), program: str = "", **environment: str | None):
    """A sync by a process of its own, with another program in front of it or another environment around it."""
    python = [sys.executable, "-c", program] if program else [sys.executable, "-m", "syndicate"]
    given = {**os.environ, "XDG_CACHE_HOME": str(place.cache), **environment}
    mirror = f"{NAME}={place.blog.address}"
    arguments = ["sync", str(place.config), "--target", str(place.target), "--mirror", mirror, *words]
    return subprocess.run(
        [*before, *python, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=place.target,
        env={name: value for name, value in given.items() if value is not None},
    )


@pytest.fixture
def repository(place):
    """A repository of three posts, one of which was edited, while the origin changed another."""
    for n in (1, 2, 3):
        place.blog.write(n, text(n))
    git(place.target, "init", "--quiet", "--initial-branch=main")
    assert place.run("sync").returncode == 0
    git(place.target, "add", ".")
    git(place.target, "commit", "--quiet", "-m", "Sync")
    place.post(1).write_text(place.post(1).read_text().replace("Paragraph 2", "My paragraph 2"))
    place.blog.write(1, text(1).replace("Paragraph 5", "The last paragraph"))
    place.blog.write(2, text(2).replace("Paragraph 0", "The first paragraph"))
    return place


@pytest.mark.parametrize("seed", range(3))
def test_state_files_cut_in_half_are_brought_back_from_git(repository, seed, tmp_path):
    start = tmp_path / "start"
    shutil.copytree(repository.target, start)
    assert repository.run("sync").stderr == ""
    whole = written(repository.target)
    shutil.rmtree(repository.target)
    shutil.copytree(start, repository.target)
    dice = random.Random(seed)
    cut = sorted((repository.target / ".syndicate" / "blog").iterdir())
    for file in cut:
        content = file.read_bytes()
        end = len(content) // 2 if seed == 0 else dice.randrange(len(content))
        file.write_bytes(content[: end - 1] if content[:end].endswith(b"\n") else content[:end])
    done = repository.run("status")
    assert done.returncode == 0
    assert all(f"blog/{file.name}: cannot be used and is ignored" in done.stderr for file in cut)
    done = repository.run("sync")
    assert done.returncode == 0
    said = [f"note      .syndicate/blog/{file.name}: was broken (" for file in cut]
    assert all(line.startswith(start) for line, start in zip(done.stderr.splitlines(), said, strict=True))
    assert done.stderr.count("), and is taken from git's last commit\n") == 3
    assert written(repository.target) == whole
    assert b"My paragraph 2" in whole["posts/1.md"]
    assert b"The last paragraph" in whole["posts/1.md"]
    assert repository.run("sync").stderr == ""


def test_without_git_a_post_whose_state_was_cut_in_half_is_adopted_as_it_is(place):
    place.run("sync")
    whole = written(place.target)
    place.post(1).write_text(place.post(1).read_text() + "\nA word of mine.\n")
    for file in (place.target / ".syndicate" / "blog").iterdir():
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    done = place.run("sync")
    assert done.returncode == 0
    assert done.stderr.count("cannot be used and is ignored") == 3
    assert done.stderr.count("; its post is adopted again\n") == 3
    assert done.stdout.splitlines()[-1] == "blog: 3 adopted"
    assert place.post(1).read_text().endswith("\nA word of mine.\n")
    mine = written(place.target)
    assert mine | {"posts/1.md": whole["posts/1.md"]} == whole
    assert place.run("sync").stderr == ""
    assert written(place.target) == mine


def changed_rows(file: Path) -> None:
    with sqlite3.connect(file) as database:
        if file.name.startswith("pages"):
            database.execute("UPDATE pages SET body = 'no bytes that were packed'")
        else:
            database.execute("UPDATE marks SET mark = 7")
            database.execute("UPDATE looks SET mark = x'ff', at = 'never'")
    database.close()


def another_version(file: Path) -> None:
    file.unlink()
    with sqlite3.connect(file) as database:
        database.executescript("CREATE TABLE pages (a, b); CREATE TABLE marks (c); CREATE TABLE looks (d)")
    database.close()


@pytest.mark.parametrize(
    "harm",
    [
        lambda file: file.write_bytes(b""),
        lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]),
        lambda file: file.write_bytes(b"x" * 9999),
        lambda file: file.write_bytes(file.read_bytes()[:1000] + os.urandom(3000) + file.read_bytes()[4000:]),
        # The words of the error that this gives hold these bytes.
        lambda file: file.write_bytes(
            file.read_bytes().replace(b"CREATE TABLE", b"CREATE \xfa\xfb\xfc\xfd\xfe")
        ),
        changed_rows,
        another_version,
    ],
    ids=["empty", "cut in half", "another file", "noise within", "no text", "other rows", "another version"],
)
def test_a_cache_that_is_corrupt_or_of_another_version_costs_only_speed(place, harm):
    place.run("sync")
    before = files(place.target)
    found = [
        *place.cache.rglob(f"pages-{cache.VERSION}.sqlite"),
        *place.cache.rglob(f"memory-{run_cache.VERSION}.sqlite"),
    ]
    assert len(found) == 2
    for file in found:
        for log in file.parent.glob(f"{file.name}-*"):
            log.unlink()
        harm(file)
    place.blog.write(2, "<p>It says something else now.</p>")
    done = place.run("sync", "--recheck", "all")
    assert (done.returncode, done.stderr) == (0, "")
    assert "something else" in place.post(2).read_text()
    after = files(place.target)
    assert {name for name in after if after[name] != before.get(name)} == {
        "posts/2.md",
        *(name for name in after if name.startswith(".syndicate/blog/2-")),
    }
    assert place.run("sync").stdout == "blog: 3 unchanged\n"


@pytest.mark.parametrize("back", ["-30d", "2001-01-01 00:00:00"])
def test_a_clock_that_is_set_back_loses_nothing(place, back):
    if shutil.which("faketime") is None:
        pytest.skip("faketime is not installed")
    place.blog.pages["/robots.txt"] = b"User-agent: *\nDisallow: /private/\n"
    assert run(place).returncode == 0
    before = written(place.target)
    faked = ("faketime", "-f", back)
    place.blog.write(1, "<p>Another text.</p>")
    place.blog.write(4, "<p>A new article.</p>")
    place.blog.list(range(1, 5))
    place.blog.pages["/robots.txt"] = b"User-agent: *\nDisallow: /4/\n"
    done = run(place, before=faked)
    assert done.returncode == 0
    assert "robots.txt asks not to fetch this" in done.stderr  # rules from the future are asked for again
    after = written(place.target)
    assert b"Another text." in after["posts/1.md"]
    assert {name for name in before if before[name] != after[name] and "/1" not in name} == set()
    place.blog.pages["/robots.txt"] = 404
    shutil.rmtree(place.cache)
    assert run(place, before=faked).returncode == 0
    done = run(place)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list((place.target / "posts").iterdir())) == 4


STRANGER = """
import pwd, sys
from syndicate.cli import main

def unknown(number):
    raise KeyError(number)

pwd.getpwuid = unknown
sys.exit(main(sys.argv[1:]))
"""


def test_a_user_without_a_home_is_told_where_a_cache_may_be_put(place):
    done = run(place, program=STRANGER, HOME=None, XDG_CACHE_HOME=None)
    assert (done.returncode, done.stderr) == (
        2,
        "syndicate: HOME: this user has no home folder to keep a cache in; set XDG_CACHE_HOME to a folder of yours\n",
    )
    assert list(place.target.iterdir()) == []
    done = run(place, program=STRANGER, HOME=None)
    assert (done.returncode, done.stderr) == (0, "")


PATCHED = """
import errno, os, sys
from syndicate.cli import main

replace = os.replace

def refuse(number):
    def call(*arguments, **named):
        raise OSError(number, os.strerror(number))
    return call

def replace_nothing(source, target, **named):
    if os.path.lexists(target):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    replace(source, target, **named)

if "no rename" in {kind!r}:
    os.replace = os.rename = replace_nothing
if "no permissions" in {kind!r}:
    os.chmod = os.fchmod = refuse(errno.EPERM)
sys.exit(main(sys.argv[1:]))
"""


def test_a_file_system_that_renames_over_no_file_gets_new_posts_and_says_what_it_cannot(place):
    """What is there is never taken away first: a run that is stopped then would leave a hole."""
    program = PATCHED.format(kind="no rename")
    done = run(place, program=program)
    assert (done.returncode, done.stderr) == (0, "")
    before = written(place.target)
    place.blog.write(1, "<p>Another text.</p>")
    place.blog.write(4, "<p>A new article.</p>")
    place.blog.list(range(1, 5))
    done = run(place, program=program)
    assert done.returncode == 1
    assert done.stderr == "failed    posts/1.md: cannot be written: File exists\n"
    after = written(place.target)
    assert {name for name in before if before[name] != after[name]} == set()
    assert place.post(4).exists()
    assert not [name for name in after if name.endswith(".tmp")]
    done = run(place)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Another text." in place.post(1).read_text()


def test_a_file_system_that_keeps_no_permissions_is_written_all_the_same(place):
    program = PATCHED.format(kind="no permissions")
    for text in ("One text.", "Another text."):
        place.blog.write(1, f"<p>{text}</p>")
        done = run(place, program=program)
        assert (done.returncode, done.stderr) == (0, "")
        assert text in place.post(1).read_text()


@pytest.fixture
def fat(place) -> Iterator[object]:
    """The target on a FAT file system."""
    image = place.target.with_name("fat.img")
    image.write_bytes(bytes(4_000_000))
    made = shutil.which("mkfs.vfat", path=f"{os.environ['PATH']}:/usr/sbin")
    if made is None or subprocess.run([made, image], capture_output=True, check=False).returncode:
        pytest.skip("mkfs.vfat is not installed")
    words = ["mount", "-t", "vfat", "-o", "loop", image, place.target]
    if subprocess.run(words, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount, and this kernel may not know FAT")
    yield place
    subprocess.run(["umount", "--lazy", place.target], check=True)


def test_a_target_on_fat_is_written_and_updated(fat):
    for text in ("One text.", "Another text."):
        fat.blog.write(1, f"<p>{text}</p>")
        done = fat.run("sync")
        assert (done.returncode, done.stderr) == (0, "")
        assert text in fat.post(1).read_text()


@pytest.mark.parametrize("umask", [0o077, 0o002])
def test_whatever_the_umask_what_was_written_can_be_read_by_the_next_run(place, umask):
    place.target.chmod(0o2775)
    program = (
        f"import os, sys; os.umask({umask}); from syndicate.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    done = run(place, program=program)
    assert (done.returncode, done.stderr) == (0, "")
    assert run(place, program=program).stdout == "blog: 3 unchanged\n"


def test_a_post_that_may_only_be_read_keeps_that_and_is_updated(place):
    place.run("sync")
    place.post(1).chmod(0o440)
    place.blog.write(1, "<p>Another text.</p>")
    assert place.run("sync").stderr == ""
    assert "Another text." in place.post(1).read_text()
    assert place.post(1).stat().st_mode & 0o777 == 0o440
