"""State files in which a merge of git left its conflict markers: both sides' knowledge is united, nothing is forgotten."""

import os
import subprocess

import pytest

from syndicate.writer import state_text

BODY = "<p>Rivers carve valleys over thousands of years.</p><p>The second paragraph {}.</p>"


def git(folder, *words, check=True):
    names = [f"user.{key}={value}" for key, value in (("name", "Ann"), ("email", "ann@example.org"))]
    options = [word for name in names for word in ("-c", name)]
    done = subprocess.run(
        ["git", *options, *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "GIT_EDITOR": ":", "GIT_CONFIG_GLOBAL": os.devnull},
    )
    assert not check or done.returncode == 0, done.stderr
    return done.stdout


def commit(folder, message):
    git(folder, "add", "-A")
    git(folder, "commit", "-qm", message)


def state_file(place, n=1):
    [file] = place.target.joinpath(".syndicate", "blog").glob(f"{n}-*.post")
    return file


def synced_on_two_branches(place, mine="as of one", hers="as of two"):
    """Each branch took another text of the origin."""
    place.blog.write(1, BODY.format("is as it was"))
    git(place.target, "init", "-qb", "main")
    place.run("sync")
    commit(place.target, "Begin")
    git(place.target, "branch", "hers")
    for branch, words in (("main", mine), ("hers", hers)):
        git(place.target, "checkout", "-q", branch)
        place.blog.write(1, BODY.format(words))
        place.run("sync")
        commit(place.target, f"As of {branch}")
    git(place.target, "checkout", "-q", "main")


@pytest.fixture(params=["merge", "diff3", "zdiff3"])
def style(request):
    return request.param


@pytest.mark.parametrize("how", ["merge", "rebase"])
def test_what_both_sides_know_is_read_and_written(place, how, style):
    synced_on_two_branches(place)
    git(place.target, "-c", f"merge.conflictStyle={style}", how, "hers", check=False)
    assert "<<<<<<< " in state_file(place).read_text()
    done = place.run("status")
    assert "conflict  posts/1.md  (conflict markers are in it" in done.stderr
    assert "has conflict markers of git; read as what both sides know" in done.stderr
    assert "differs   posts/1.md  (conflict markers are in it" in place.run("check").stdout
    assert "<<<<<<< " in state_file(place).read_text()
    done = place.run("sync")
    assert "had conflict markers of git; what both sides know is united" in done.stderr
    assert "as of one" in place.post(1).read_text()
    assert "as of two" in place.post(1).read_text()
    state_text.load(state_file(place).read_text())


@pytest.mark.parametrize("side", ["--ours", "--theirs"])
def test_a_post_of_either_side_becomes_what_the_origin_reads_now(place, side):
    synced_on_two_branches(place)
    git(place.target, "merge", "hers", check=False)
    git(place.target, "checkout", side, "posts")
    commit(place.target, "Merge, with markers left in the state")
    done = place.run("sync", "--commit")
    assert done.returncode == 0
    assert "conflict" not in done.stdout
    assert "as of two" in place.post(1).read_text()
    assert "<<<<<<<" not in git(place.target, "show", f"HEAD:{state_file(place).relative_to(place.target)}")
    assert place.run("sync").stdout == "blog: 3 unchanged\n"


def test_an_edit_is_kept_and_no_post_comes_twice(place):
    synced_on_two_branches(place)
    git(place.target, "merge", "hers", check=False)
    git(place.target, "checkout", "--theirs", "posts")
    text = place.post(1).read_text()
    place.post(1).write_text(text.replace("Rivers carve", "Mine: rivers carve"))
    commit(place.target, "Merge, with markers left in the state")
    place.blog.write(1, BODY.format("as of three"))
    place.run("sync")
    text = place.post(1).read_text()
    assert "Mine: rivers carve" in text
    assert "as of three" in text
    assert len(list(place.target.joinpath("posts").iterdir())) == 3


def test_what_was_deleted_on_one_side_stays_deleted(place):
    synced_on_two_branches(place)
    git(place.target, "rm", "-q", "posts/1.md")
    place.run("sync")
    commit(place.target, "Away with it")
    git(place.target, "merge", "hers", check=False)
    git(place.target, "rm", "-q", "--ignore-unmatch", "posts/1.md")
    commit(place.target, "Merge, with markers left in the state")
    assert not place.post(1).exists()
    for _ in range(2):
        done = place.run("sync", "--commit")
        assert not place.post(1).exists()
    assert done.returncode == 0
    assert state_text.load(state_file(place).read_text()).decision == "deleted"


def test_an_article_about_conflict_markers_is_read_as_it_is(place):
    lines = "&lt;&lt;&lt;&lt;&lt;&lt;&lt; HEAD\na\n=======\nb\n&gt;&gt;&gt;&gt;&gt;&gt;&gt; hers"
    place.blog.write(1, f"<pre><code>{lines}\n</code></pre><p>So it looks.</p>")
    git(place.target, "init", "-qb", "main")
    place.run("sync")
    before = state_file(place).read_text()
    assert "<<<<<<< HEAD" in before
    assert place.run("sync").stderr == ""
    assert state_file(place).read_text() == before
