"""What a run did can be taken back, and what Syndicate knows can be forgotten; what a person did stays."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.blog import NAME
from tests.integration.test_edits import last
from tests.integration.test_machine import written
from tests.integration.test_publishing import git


def command(place, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "syndicate", *words, "--target", str(place.target)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "XDG_CACHE_HOME": str(place.cache)},
    )


def test_the_last_run_is_taken_back_as_one_and_an_edit_stays(place):
    place.run("sync")
    before = written(place.target)
    for n in (1, 2):
        place.blog.write(n, f"<p>Another text of {n}.</p>")
    place.blog.write(4, "<p>New.</p>")
    place.blog.list(range(1, 5))
    assert last(place.run("sync")).startswith("blog: 1 added, 2 updated")
    place.post(2).write_text(place.post(2).read_text() + "\nMine.\n")
    edited = written(place.target)
    shown = command(place, "undo", "--dry-run")
    assert written(place.target) == edited
    done = command(place, "undo")
    assert (done.returncode, done.stdout) == (0, shown.stdout)
    assert "restored  posts/1.md" in done.stdout
    assert "removed   posts/4.md" in done.stdout
    assert f"{NAME}2/: left as it is, since this was changed after that run: posts/2.md" in done.stderr
    after = written(place.target)
    assert after == before | {
        name: after[name] for name in after if name.startswith(("posts/2", ".syndicate/blog/2"))
    }
    assert after["posts/2.md"] == edited["posts/2.md"]
    assert command(place, "undo").stdout == "nothing to take back\n"


def test_a_commit_is_taken_back_in_another_clone(place, tmp_path):
    git(place.target, "init", "--quiet")
    place.run("sync")
    git(place.target, "add", ".")
    git(place.target, "commit", "--quiet", "-m", "First")
    place.blog.write(1, "<p>Another text.</p>")
    place.run("sync", "--recheck", "all")
    git(place.target, "commit", "--quiet", "-am", "Second")
    git(tmp_path, "clone", "--quiet", str(place.target), "other")
    other = type(place)(place.blog, place.config, tmp_path / "other", tmp_path / "other-cache")
    done = command(other, "undo")
    assert (
        done.returncode,
        "no run on this machine has written anything here; name a commit" in done.stderr,
    ) == (2, True)
    assert "there is no such commit here" in command(other, "undo", "nothing").stderr
    done = command(other, "undo", "HEAD")
    assert "restored  posts/1.md" in done.stdout
    assert git(other.target, "diff", "--stat", "HEAD~1") == ""


def test_what_is_forgotten_is_shown_first_and_brought_anew(place):
    place.run("sync")
    place.post(2).write_text("Spoilt.\n")
    before = written(place.target)
    done = command(place, "forget", f"{NAME}2/", "--posts")
    assert (done.returncode, done.stdout.splitlines()) == (
        0,
        [f"forgotten {NAME}2/  (posts/2.md: removed)", "nothing was done; add --yes to do it"],
    )
    assert written(place.target) == before
    done = command(place, "forget", "posts/2.md", "--posts", "--yes")
    assert "as it was, it is kept in .syndicate/" in done.stderr
    assert not place.post(2).exists()
    assert "Spoilt.\n" in [path.read_text() for path in (place.target / ".syndicate").glob("*.before")]
    assert last(place.run("sync")).startswith("blog: 1 added")
    assert "article 2" in place.post(2).read_text()


def test_what_is_ignored_never_comes_again_until_that_is_forgotten_too(place):
    place.run("sync")
    assert command(place, "forget", f"{NAME}2/", "--posts", "--ignore", "--yes").returncode == 0
    place.blog.write(2, "<p>Another text.</p>")
    assert place.run("sync", "--recheck", "all").stderr == ""
    assert not place.post(2).exists()
    assert "ignored   posts/2.md  (as you said; never brought)" in place.run("status").stdout
    command(place, "forget", f"{NAME}2/", "--yes")
    place.run("sync", "--recheck", "all")
    assert place.post(2).exists()


def test_a_whole_source_is_forgotten_and_its_posts_stay(place):
    place.run("sync")
    done = command(place, "forget", "--source", "blog", "--yes")
    assert done.stdout.count("stays)") == 3
    assert list((place.target / ".syndicate" / "blog").iterdir()) == []
    assert place.post(1).exists()
    done = command(place, "forget", "--source", "other", "--yes")
    assert (done.returncode, "nothing of this is known here; see syndicate status" in done.stderr) == (
        2,
        True,
    )


def test_what_is_forgotten_leaves_git_with_the_next_commit(place):
    git(place.target, "init", "--quiet")
    place.config.write_text(place.config.read_text() + '\n[git]\nauthor = "Bot <bot@example.org>"\n')
    place.run("sync", "--commit")
    command(place, "forget", f"{NAME}2/", "--posts", "--ignore", "--yes")
    assert place.run("sync", "--commit").returncode == 0
    assert "posts/2.md" not in git(place.target, "ls-files")
    assert git(place.target, "status", "--porcelain") == ""


def test_forget_wants_to_know_what(place):
    done = command(place, "forget")
    assert (done.returncode, "say what to forget: addresses, or --source NAME" in done.stderr) == (2, True)


@pytest.mark.parametrize("name", ["HEAD~1", "short", "branch", "tag", "annotated", ":/Update 2"])
def test_a_commit_goes_by_every_name_that_git_knows(place, name):
    git(place.target, "init", "--quiet")
    place.config.write_text(place.config.read_text() + '\n[git]\nauthor = "Bot <bot@example.org>"\n')
    place.run("sync", "--commit")
    for n in (1, 2):
        place.blog.write(n, f"<p>Another text of {n}.</p>")
    place.run("sync", "--commit")
    git(place.target, "branch", "branch")
    git(place.target, "tag", "tag")
    git(place.target, "tag", "--annotate", "--message", "One", "annotated")
    short = git(place.target, "rev-parse", "--short", "HEAD")
    place.post(1).write_text(place.post(1).read_text() + "\nMine.\n")
    git(place.target, "commit", "--quiet", "--all", "--message", "Edit")
    none = command(place, "undo", "HEAD")
    assert none.returncode == 2
    assert (
        f"HEAD: this commit holds nothing of Syndicate's; the newest that do: {short} Update 2" in none.stderr
    )
    done = command(place, "undo", short if name == "short" else name)
    assert (done.returncode, done.stdout.splitlines()[1:]) == (0, ["restored  posts/2.md"])
    assert f"{NAME}1/: left as it is, since this was changed after that run: posts/1.md" in done.stderr
    assert place.post(1).read_text().endswith("\nMine.\n")
    assert git(place.target, "diff", "--name-only", "HEAD~2", "--", "posts/2.md") == ""


def test_a_merge_and_a_first_commit_are_taken_back_as_one(place):
    git(place.target, "init", "--quiet", "--initial-branch=main")
    place.config.write_text(place.config.read_text() + '\n[git]\nauthor = "Bot <bot@example.org>"\n')
    place.run("sync", "--commit")
    place.blog.write(2, "<p>Another text.</p>")
    place.run("sync", "--branch", "news")
    git(place.target, "merge", "--quiet", "--no-ff", "--no-edit", "news")
    done = command(place, "undo", "HEAD")
    assert done.stdout.splitlines()[1:] == ["restored  posts/2.md"]
    assert "removed   posts/2.md" in command(place, "undo", "HEAD~1").stdout


def test_what_a_run_noted_of_unchanged_posts_is_taken_back_with_the_run_before(place):
    place.run("sync")
    before = written(place.target)
    place.blog.write(1, "<p>Another text.</p>")
    assert last(place.run("sync")) == "blog: 1 updated, 2 unchanged"
    note_another_config(place)
    assert command(place, "undo").returncode == 0
    assert written(place.target) == before


def test_what_a_run_noted_of_unchanged_posts_does_not_make_it_the_last_one_beside_another_source(place):
    config = place.config.read_text()
    own, others = config.replace(r"\d+", "[12]"), config.replace(r"\d+", "3")
    place.config.write_text(own)
    assert last(place.run("sync")) == "blog: 2 added"
    place.config.write_text(others.replace('name = "blog"', 'name = "other"').replace("posts/", "others/"))
    assert last(place.run("sync")) == "other: 1 added"
    place.config.write_text(own)
    note_another_config(place, 2)
    noted = written(place.target)
    assert command(place, "undo").returncode == 0
    assert written(place.target) == {name: noted[name] for name in noted if "other" not in name}


def test_a_run_that_changes_a_post_takes_back_what_it_noted_of_others_too(place):
    place.run("sync")
    before = written(place.target)
    place.config.write_text(place.config.read_text().replace("posts/{slug}", "elsewhere/{slug}"))
    place.blog.write(3, "<p>Another text.</p>")
    assert last(place.run("sync")) == "blog: 1 updated, 2 unchanged"
    assert len([name for name, text in written(place.target).items() if text != before[name]]) == 4
    assert command(place, "undo").returncode == 0
    assert written(place.target) == before


def note_another_config(place, count=3):
    """Let the state change, and no post."""
    config = place.config.read_text()
    for folder in ("elsewhere", "far-away"):
        place.config.write_text(config.replace("posts/{slug}", f"{folder}/{{slug}}"))
        shown = written(place.target)
        assert last(place.run("sync")) == f"blog: {count} unchanged"
        assert len([name for name, text in written(place.target).items() if text != shown[name]]) == count
