"""What clashes is settled, and nothing else; what is written over can be had back; markers are found wherever they are."""

from __future__ import annotations

import base64
import gzip
import re

import pytest

from tests.blog import NAME
from tests.integration.test_edits import BODY, last, resolve
from tests.integration.test_publishing import git
from tests.integration.test_undo import command as at_target

LONG = "<p>Words before it that fill the line, and more of them, so that an excerpt of ninety characters would end {}.</p>"


@pytest.fixture
def clashing(place):
    """A title and a paragraph clash; another paragraph was edited here only, and one changed at the origin only."""
    place.blog.write(1, BODY + "<p>A fourth one.</p>")
    place.run("sync")
    front, fence, body = place.post(1).read_text().rpartition("\n---\n")
    for old, new in (("is here", "is mine"), ("The second one is", "My second one is")):
        body = body.replace(old, new)
    place.post(1).write_text(front.replace("Article 1", "My title") + fence + body)
    changed = BODY.replace("is here", "was there").replace("a third", "the third")
    place.blog.write(1, changed + "<p>A fourth one.</p>", title="Their title")
    place.run("sync")
    return place


@pytest.mark.parametrize(
    ("how", "kept", "gone"),
    [
        ("--ours", ["My title", "is mine"], ["Their title", "was there.\n"]),
        ("--theirs", ["Their title", "was there"], ["My title", "is mine"]),
    ],
)
def test_only_what_clashes_is_settled(clashing, how, kept, gone):
    status, out, err = resolve(clashing, f"{NAME}1/", how)
    assert status == 0, err
    text = clashing.post(1).read_text()
    assert [word for word in [*kept, "My second one is", "And the third."] if word not in text] == []
    assert [word for word in gone if word in text] == []
    assert "title" in out
    assert "body, line" in out
    assert "other than the original: line" in out
    assert "conflict" not in clashing.run("sync").stdout
    assert clashing.post(1).read_text() == text


def test_one_place_at_a_time(clashing):
    [row] = [row for row in clashing.rows("status") if row["kind"] == "conflict"]
    title, paragraph = (clash["where"] for clash in row["clashes"])
    status, _, err = resolve(clashing, "posts/1.md", "--theirs", "--place", "body, line 99")
    assert (status, "no such place; in conflict are: title, body, line" in err) == (2, True)
    status, out, _ = resolve(clashing, "posts/1.md", "--ours", "--place", title)
    assert f"still in conflict: {paragraph}" in out
    assert "My title" in clashing.post(1).read_text()
    clashing.run("sync")
    [row] = [row for row in clashing.rows("status") if row["kind"] == "conflict"]
    [clash] = row["clashes"]
    assert clash["theirs"] == "The first paragraph was there."
    assert resolve(clashing, "posts/1.md", "--theirs", "--place", "1")[0] == 0
    text = clashing.post(1).read_text()
    assert "was there" in text
    assert "My title" in text
    assert "conflict" not in clashing.run("sync").stderr


def test_what_is_written_over_can_be_had_back(clashing):
    mine = clashing.post(1).read_bytes()
    _, _, err = resolve(clashing, f"{NAME}1/", "--theirs")
    [kept] = (clashing.target / ".syndicate").glob("*.before")
    assert kept.read_bytes() == mine
    assert "as it was, it is kept in .syndicate/blog-1-" in err
    assert "delete that when you do not need it" in err


def test_what_git_has_is_not_kept_once_more(clashing):
    git(clashing.target, "init", "--quiet")
    git(clashing.target, "add", ".")
    git(clashing.target, "commit", "--quiet", "-m", "All")
    mine = clashing.post(1).read_bytes()
    _, _, err = resolve(clashing, f"{NAME}1/", "--theirs")
    assert "as it was, it is in git's last commit: git restore posts/1.md" in err
    git(clashing.target, "restore", "posts/1.md")
    assert clashing.post(1).read_bytes() == mine


MARKED = "<<<<<<< HEAD\ntitle: 'Mine'\n=======\ntitle: 'Theirs'\n>>>>>>> branch\n"


def test_markers_are_found_by_every_command_and_can_be_settled(place):
    place.run("sync")
    text = place.post(1).read_text()
    place.post(1).write_text(text.replace('title: "Article 1"\n', MARKED))
    assert MARKED in place.post(1).read_text()
    for command in ("status", "sync"):
        done = place.run(command)
        assert "conflict  posts/1.md  (conflict markers are in it, line 2; take them out)" in done.stderr
        assert "here:  title: 'Mine'" in done.stderr
    done = place.run("check")
    assert "differs   posts/1.md  (conflict markers are in it, line 2; take them out)" in done.stdout
    place.run("preview", "-o", str(place.target.parent / "review.html"))
    page = (place.target.parent / "review.html").read_text()
    packed = (base64.b64decode(text) for text in re.findall(r"H4sI[A-Za-z0-9+/=]+", page))
    assert any("conflict markers, line 2" in gzip.decompress(each).decode() for each in packed)
    status, _, err = resolve(place, "posts/1.md", "--merge")
    assert (
        status,
        "it has conflict markers already (conflict markers, line 2); edit it, or take a side" in err,
    ) == (2, True)
    assert resolve(place, "posts/1.md", "--theirs", "--place", "line 2")[0] == 0
    assert place.post(1).read_text() == text.replace('title: "Article 1"\n', "title: 'Theirs'\n")
    assert last(place.run("sync")) == "blog: 1 edited, 2 unchanged"


def test_a_marker_that_was_left_alone_is_found_and_an_article_about_markers_is_none(place):
    place.blog.write(
        1,
        "<pre><code>&lt;&lt;&lt;&lt;&lt;&lt;&lt; HEAD\na\n=======\nb\n&gt;&gt;&gt;&gt;&gt;&gt;&gt; main\n</code></pre><p>So.</p>",
    )
    place.run("sync")
    place.post(1).write_text(place.post(1).read_text() + "\nMine.\n")
    assert last(place.run("status")) == "blog: 1 edited, 2 unchanged"
    place.post(2).write_text(place.post(2).read_text() + "\n>>>>>>> the original\n")
    assert "conflict  posts/2.md" in place.run("status").stderr


def test_an_excerpt_shows_the_words_that_differ(place):
    place.blog.write(1, LONG.format("before they differ: then"))
    place.run("sync")
    front, fence, body = place.post(1).read_text().rpartition("\n---\n")
    place.post(1).write_text(front + fence + body.replace("differ: then", "differ: mine"))
    place.blog.write(1, LONG.format("before they differ: theirs"))
    done = place.run("sync")
    [here] = [line for line in done.stderr.splitlines() if " here: " in line]
    [there] = [line for line in done.stderr.splitlines() if " there: " in line]
    assert "differ: mine." in here
    assert "differ: theirs." in there
    assert len(here.partition("here:  ")[2]) <= 90


def test_a_post_with_markers_is_left_out_of_a_commit_with_its_state_until_they_are_gone(place):
    git(place.target, "init", "--quiet")
    place.config.write_text(place.config.read_text() + '\n[git]\nauthor = "Bot <bot@example.org>"\n')
    done = place.run("sync", "--commit")
    place.post(2).write_text(place.post(2).read_text().replace("article 2", "my article"))
    place.blog.write(1, "<p>Another text of 1.</p>")
    place.blog.write(2, "<p>Another text of 2.</p>")
    place.run("sync")
    assert resolve(place, "posts/2.md", "--merge")[0] == 0
    done = place.run("sync", "--commit")
    assert "<<<<<<<" in place.post(2).read_text()
    assert "posts/2.md: conflict markers are in it, line" in done.stderr
    assert "left out of the commit, and so is its state: take them out, or take a side by" in done.stderr
    names = git(place.target, "show", "--name-only", "--format=%s").splitlines()
    assert names[0] == "Update “Article 1” from A blog"
    assert [name for name in names if "/2" in name] == []
    assert resolve(place, "posts/2.md", "--theirs")[0] == 0
    assert place.run("sync", "--commit").stderr == ""
    names = git(place.target, "show", "--name-only", "--format=%s").splitlines()
    assert names[0] == "Update “Article 2” from A blog"
    assert len([name for name in names if "/2" in name]) == 2
    assert git(place.target, "status", "--porcelain", "--", ".syndicate/blog", "posts") == ""


def test_a_commit_says_what_happened_to_each_article(place):
    git(place.target, "init", "--quiet")
    place.config.write_text(place.config.read_text() + '\n[git]\nauthor = "Bot <bot@example.org>"\n')
    told = lambda: git(place.target, "log", "-1", "--format=%s%n%b").splitlines()  # noqa: E731
    place.blog.write(1, BODY)
    place.run("sync", "--commit")
    assert told()[0] == "Cross-post 3 articles from A blog"
    place.post(1).write_text(place.post(1).read_text() + "\nMine.\n")
    place.run("sync", "--commit")
    assert told()[0] == "Keep “Article 1” from A blog as edited"
    place.blog.write(1, BODY.replace("The second one", "Their second one"))
    place.run("sync", "--commit")
    assert told()[0] == "Merge “Article 1” from A blog"
    place.post(1).write_text(place.post(1).read_text().replace("is here", "is mine"))
    place.blog.write(1, BODY.replace("is here", "was there"))
    place.run("sync", "--commit")
    assert told() == ["Leave “Article 1” from A blog in conflict", "* Article 1 (in conflict)", f"  {NAME}1/"]
    resolve(place, "posts/1.md", "--theirs")
    place.run("sync", "--commit")
    assert told()[0] == "Merge “Article 1” from A blog"
    place.post(2).unlink()
    at_target(place, "forget", "posts/3.md", "--posts", "--ignore", "--yes")
    place.run("sync", "--commit")
    assert told() == [
        "Remove 2 articles from A blog", "* Article 2 (removed)", f"  {NAME}2/", "* Article 3 (removed)", f"  {NAME}3/"
    ]  # fmt: skip
    at_target(place, "forget", "posts/1.md", "--posts", "--yes")
    place.blog.list([])
    place.run("sync", "--commit")
    assert told()[0] == "Remove “Article 1” from A blog"
    assert git(place.target, "status", "--porcelain", "--", ".syndicate/blog", "posts") == ""
