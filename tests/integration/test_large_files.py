"""Pictures in Git LFS: real git-lfs, a real remote, clones that fetch the pictures and clones that have their pointers."""

import os
import shutil
import struct
import subprocess
import zlib

import pytest

from tests.blog import CONFIG

pytestmark = pytest.mark.skipif(shutil.which("git-lfs") is None, reason="git-lfs is not installed")
WORDS = {
    1: "Rivers carve valleys over thousands of years, said the first.",
    2: "A baker rises before the town does.",
}
PICTURE = '<p>{words} <img src="/img/{n}.png" alt="A picture"></p>'


def png(red):
    rows = b"".join(b"\0" + bytes((red, 0, 0)) * 8 for _ in range(8))

    def chunk(kind, content):
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def git(folder, *words, **extra):
    done = subprocess.run(
        ["git", *words], cwd=folder, capture_output=True, text=True, check=False, env={**os.environ, **extra}
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def write(place, n, words):
    place.blog.write(n, PICTURE.format(n=n, words=words))


@pytest.fixture
def clones(place, tmp_path, monkeypatch):
    """The site with synced pictures in Git LFS, pushed, and what makes another clone of it."""
    for key, value in (("AUTHOR", "Ann"), ("COMMITTER", "Ann")):
        monkeypatch.setenv(f"GIT_{key}_NAME", value)
        monkeypatch.setenv(f"GIT_{key}_EMAIL", "ann@example.org")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    place.config.write_text(CONFIG + 'images = "copy"\nimage_path = "img/{name}"\n', encoding="utf-8")
    for n, words in WORDS.items():
        write(place, n, words)
        place.blog.pages[f"/img/{n}.png"] = png(n)
        place.blog.types[f"/img/{n}.png"] = "image/png"
    place.blog.list([1, 2])
    git(tmp_path, "lfs", "install", "--skip-repo")
    git(tmp_path, "init", "-q", "--bare", "-b", "main", "remote.git")
    place.target.rmdir()

    def clone(name, **extra):
        git(tmp_path, "clone", "-q", "remote.git", name, **extra)
        git(tmp_path / name, "checkout", "-q", "-B", "main")
        git(tmp_path / name, "lfs", "install", "--local", *(["--skip-smudge"] if extra else []))
        return type(place)(place.blog, place.config, tmp_path / name, tmp_path / f"{name}-cache")

    site = clone("site")
    site.target.joinpath(".gitattributes").write_text("*.png filter=lfs diff=lfs merge=lfs -text\n")
    git(site.target, "add", ".")
    git(site.target, "commit", "-qm", "Begin")
    git(site.target, "push", "-q", "-u", "origin", "main")
    done = site.run("sync", "--commit", "--push")
    assert done.returncode == 0, done.stderr
    return site, clone


def picture(place, n=1):
    return place.target.joinpath("img", f"{n}.png").read_bytes()


def stored(place, n=1):
    """A picture as the last commit at the remote has it."""
    return git(place.target, "show", f"origin/main:img/{n}.png")


@pytest.mark.parametrize("extra", [{}, {"GIT_LFS_SKIP_SMUDGE": "1"}], ids=["whole", "pointers"])
def test_a_clone_finds_nothing_changed_with_pictures_and_with_pointers(clones, extra):
    site, clone = clones
    assert stored(site).startswith("version https://git-lfs")
    other = clone("other", **extra)
    assert picture(other).startswith(b"version https://git-lfs") == bool(extra)
    done = other.run("sync", "--commit", "--push")
    assert done.stdout + done.stderr.strip() == "blog: 2 unchanged\n"
    assert git(other.target, "status", "--short") == ""


def test_a_picture_that_changed_at_the_origin_comes_also_where_only_its_pointer_is(clones):
    site, clone = clones
    other = clone("other", GIT_LFS_SKIP_SMUDGE="1")
    site.blog.pages["/img/1.png"] = png(200)
    write(site, 1, "Rivers carve valleys, said the first, and delta plains.")
    assert other.run("sync", "--commit", "--push").returncode == 0
    assert picture(other) == png(200)
    assert picture(other, 2).startswith(b"version https://git-lfs")
    git(site.target, "pull", "-q")
    assert picture(site) == png(200)
    assert stored(site).startswith("version https://git-lfs")
    assert site.run("sync").stdout == "blog: 2 unchanged\n"
    assert sorted(path.name for path in site.target.rglob("*.png")) == ["1.png", "2.png"]


def test_a_picture_that_the_origin_lost_is_kept_where_only_its_pointer_is(clones):
    site, clone = clones
    other = clone("other", GIT_LFS_SKIP_SMUDGE="1")
    site.blog.pages["/img/1.png"] = 404
    write(site, 1, "Rivers carve valleys, said the first, and delta plains.")
    assert other.run("sync", "--commit", "--push").returncode == 0
    assert "![A picture](/images/1/1.png)" in other.post(1).read_text()
    assert "delta plains" in other.post(1).read_text()
    git(site.target, "pull", "-q")
    assert picture(site) == png(1)


def without_git_lfs(tmp_path, monkeypatch):
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("git", "sh"):
        (programs / name).symlink_to(shutil.which(name))
    monkeypatch.setenv("PATH", str(programs))


@pytest.mark.parametrize("is_set_up", [True, False])
def test_a_picture_is_not_committed_whole_where_git_lfs_is_missing(clones, tmp_path, monkeypatch, is_set_up):
    site, clone = clones
    other = clone("other", GIT_LFS_SKIP_SMUDGE="1")
    if not is_set_up:
        git(other.target, "lfs", "uninstall", "--local")
        monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    without_git_lfs(tmp_path, monkeypatch)
    site.blog.pages["/img/1.png"] = png(200)
    write(site, 1, "Rivers carve valleys, said the first, and delta plains.")
    head = git(other.target, "rev-parse", "HEAD")
    done = other.run("sync", "--commit")
    assert done.returncode == 2
    assert "the repository keeps" in done.stderr
    assert "in Git LFS, and git-lfs is not installed here" in done.stderr
    assert git(other.target, "rev-parse", "HEAD") == head


def test_a_picture_is_not_committed_whole_where_git_lfs_is_not_set_up(clones, monkeypatch):
    site, clone = clones
    other = clone("other", GIT_LFS_SKIP_SMUDGE="1")
    git(other.target, "lfs", "uninstall", "--local")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    site.blog.pages["/img/1.png"] = png(200)
    write(site, 1, "Rivers carve valleys, said the first, and delta plains.")
    done = other.run("sync", "--commit")
    assert done.returncode == 2
    assert "in Git LFS, which is not set up here; run git lfs install" in done.stderr
