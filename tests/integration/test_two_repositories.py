"""What a target's git holds elsewhere: posts in a submodule, texts that are pointers of Git LFS."""

from __future__ import annotations

import shutil

import pytest

from tests.blog import files
from tests.integration.test_edits import last
from tests.integration.test_publishing import git, site  # noqa: F401  (fixtures)

needs_lfs = pytest.mark.skipif(shutil.which("git-lfs") is None, reason="git-lfs is not installed")


def test_a_run_without_a_commit_says_where_posts_lie_in_another_repository_than_their_state(site):  # noqa: F811
    git(site.target, "init", "--quiet", "posts")
    note = "note      posts: this is a submodule, or another repository inside this one"
    said = site.run("sync").stderr
    assert said.startswith(note)
    assert "commit both, or name it as the target: --target posts" in said
    assert site.run("sync").stderr == ""  # nothing was written
    site.blog.write(1, "<p>Another text.</p>")
    assert site.run("sync").stderr.startswith(note)


@needs_lfs
@pytest.mark.parametrize(
    ("attributes", "status", "what"),
    [("posts/*.md", 1, "posts/1.md: this post is"), (".syndicate/**", 2, "1-9a9ff046.post: the state is")],
)
def test_where_git_lfs_left_pointers_for_texts_that_is_said_and_nothing_is_written(
    site,  # noqa: F811
    tmp_path,
    monkeypatch,
    attributes,
    status,
    what,
):
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    git(tmp_path, "lfs", "install", "--skip-repo")
    (site.target / ".gitattributes").write_text(f"{attributes} filter=lfs diff=lfs merge=lfs -text\n")
    git(site.target, "add", ".")
    git(site.target, "commit", "--quiet", "-m", "LFS")
    assert site.run("sync", "--commit", "--push").returncode == 0
    monkeypatch.setenv("GIT_LFS_SKIP_SMUDGE", "1")
    git(tmp_path, "clone", "--quiet", str(tmp_path / "remote.git"), "other")
    other = type(site)(site.blog, site.config, tmp_path / "other", tmp_path / "other-cache")
    before = files(other.target)
    site.blog.write(1, "<p>Another text of article 1.</p>")
    done = other.run("sync", "--recheck", "all", "--commit")
    assert done.returncode == status
    assert (
        f"{what} in Git LFS, and here is a pointer to it alone; run git lfs pull, then run this again"
        in done.stderr
    )
    assert files(other.target) == before
    monkeypatch.delenv("GIT_LFS_SKIP_SMUDGE")
    git(other.target, "lfs", "pull")
    assert last(other.run("sync", "--recheck", "all")) == "blog: 1 updated, 2 unchanged"
