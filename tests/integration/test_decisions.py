"""What a person decided about a pull request stands: closed ones stay closed, and nothing is pushed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.blog import NAME
from tests.integration.test_publishing import git, github, site  # noqa: F401  (fixtures)
from tests.integration.test_undo import command as at_target

if TYPE_CHECKING:
    from pathlib import Path


def remote_of(place) -> Path:
    return place.target.parent / "remote.git"


def test_a_closed_pull_request_stays_closed_until_something_new_comes(site, github):  # noqa: F811
    site.run("sync", "--pull-request")
    github.pulls[0]["state"] = "closed"
    done = site.run("sync", "--pull-request")
    assert (done.returncode, len(github.pulls)) == (0, 1)
    assert (
        "https://github.com/ann/site/pull/1: was closed, so what it proposed is not proposed again (posts: 3); "
        "reopen it to take them after all" in done.stderr
    )
    assert "added" not in done.stdout
    site.blog.write(4, "<p>New.</p>")
    site.blog.list(range(1, 5))
    for _ in range(2):  # a later run adds nothing that was declined either
        done = site.run("sync", "--pull-request")
        assert done.returncode == 0, done.stderr
        [first, second] = github.pulls
        assert (first["state"], second["head"]["ref"]) == ("closed", "syndicate/blog-2")
        assert second["title"] == "Cross-post “Article 4” from A blog"
        assert "Left out, since https://github.com/ann/site/pull/1 was closed: 3 posts." in second["body"]
        names = git(remote_of(site), "ls-tree", "-r", "--name-only", "syndicate/blog-2").splitlines()
        assert [name for name in names if name.startswith("posts/")] == ["posts/4.md"]


def test_what_changed_since_it_was_declined_is_proposed_again(site, github):  # noqa: F811
    site.run("sync", "--pull-request")
    github.pulls[0]["state"] = "closed"
    site.blog.write(2, "<p>Another text.</p>")
    assert site.run("sync", "--pull-request").returncode == 0
    assert [pull["title"] for pull in github.pulls][1:] == ["Cross-post “Article 2” from A blog"]


def test_what_others_committed_to_a_branch_is_never_pushed_over(site, github, tmp_path):  # noqa: F811
    site.run("sync", "--pull-request")
    git(tmp_path, "clone", "--quiet", "--branch", "syndicate/blog", str(remote_of(site)), "review")
    (tmp_path / "review" / "posts" / "1.md").write_text("A reviewer's post.\n")
    git(tmp_path / "review", "commit", "--quiet", "-am", "Review")
    git(tmp_path / "review", "push", "--quiet")
    tip = git(remote_of(site), "rev-parse", "syndicate/blog")
    github.pulls[0]["state"] = "closed"
    site.blog.write(4, "<p>New.</p>")
    site.blog.list(range(1, 5))
    assert site.run("sync", "--pull-request").returncode == 0
    assert git(remote_of(site), "rev-parse", "syndicate/blog") == tip
    assert github.pulls[1]["head"]["ref"] == "syndicate/blog-2"


def test_what_is_in_the_base_already_is_not_proposed_from_a_clone_that_was_not_pulled(site, github, tmp_path):  # noqa: F811
    site.run("sync", "--pull-request")
    git(tmp_path, "clone", "--quiet", str(remote_of(site)), "other")
    git(tmp_path / "other", "merge", "--quiet", "--squash", "origin/syndicate/blog")
    git(tmp_path / "other", "commit", "--quiet", "-m", "Squashed")
    git(tmp_path / "other", "push", "--quiet")
    github.pulls[0] |= {"state": "closed", "merged_at": "2026-03-04T10:00:00Z"}
    done = site.run("sync", "--pull-request")
    assert (done.returncode, done.stderr, len(github.pulls)) == (0, "", 1)


def test_a_pull_request_that_is_opened_again_goes_on(site, github):  # noqa: F811
    site.run("sync", "--pull-request")
    github.pulls[0]["state"] = "closed"
    site.run("sync", "--pull-request")
    github.pulls[0]["state"] = "open"
    site.blog.write(4, "<p>New.</p>")
    site.blog.list(range(1, 5))
    assert site.run("sync", "--pull-request").returncode == 0
    [pull] = github.pulls
    assert pull["title"] == "Cross-post 4 articles from A blog"
    assert f"[Article 4]({NAME}4/)" in pull["body"]


def test_a_pull_request_says_what_its_branch_removes_merges_and_updates(site, github, tmp_path):  # noqa: F811
    for n, body in ((1, "<p>One.</p><p>Two.</p><p>Three.</p>"), (2, "<p>Of two.</p>")):
        site.blog.write(n, body)
    site.run("sync", "--commit", "--push")
    site.blog.write(4, "<p>New.</p>")
    site.blog.list(range(1, 5))
    site.run("sync", "--pull-request")
    git(tmp_path, "clone", "--quiet", "--branch", "syndicate/blog", str(remote_of(site)), "review")
    review = type(site)(site.blog, site.config, tmp_path / "review", tmp_path / "review-cache")
    at_target(review, "forget", "posts/2.md", "--posts", "--ignore", "--yes")
    review.post(1).write_text(review.post(1).read_text().replace("One.", "Mine."))
    git(review.target, "add", ".")
    git(review.target, "commit", "--quiet", "-m", "Review")
    git(review.target, "push", "--quiet")
    site.blog.write(1, "<p>One.</p><p>Two.</p><p>Four.</p>")
    site.blog.write(3, "<p>Another text of article 3.</p>")
    assert site.run("sync", "--pull-request").returncode == 0
    [pull] = github.pulls
    assert pull["title"] == "Cross-post 1 article from A blog, update 1, merge 1, remove 1"
    rows = [line.split("|")[-2].strip() for line in pull["body"].splitlines() if line.startswith("| [")]
    assert sorted(rows) == ["added", "merged", "removed (a person wants it never again)", "updated"]


def test_a_conflict_that_the_base_has_too_is_nothing_to_propose(site, github, tmp_path):  # noqa: F811
    body = "<p>The first paragraph is here.</p><p>The second one is.</p><p>And a third.</p>"
    site.blog.write(1, body)
    site.run("sync", "--commit", "--push")
    site.post(1).write_text(site.post(1).read_text().replace("is here", "is mine"))
    git(site.target, "commit", "--quiet", "--all", "-m", "Edit")
    git(site.target, "push", "--quiet", "origin", "main")
    site.blog.write(1, body.replace("is here", "was there"))
    for _ in range(2):  # the second run does not read the article
        assert site.run("sync", "--pull-request").returncode == 0
        assert [pull["title"] for pull in github.pulls] == ["Leave “Article 1” from A blog in conflict"]
    git(tmp_path, "clone", "--quiet", str(remote_of(site)), "other")
    git(tmp_path / "other", "merge", "--quiet", "--squash", "origin/syndicate/blog")
    git(tmp_path / "other", "commit", "--quiet", "-m", "Squashed")
    git(tmp_path / "other", "push", "--quiet")
    github.pulls[0] |= {"state": "closed", "merged_at": "2026-03-04T10:00:00Z"}
    done = site.run("sync", "--pull-request")
    assert (done.returncode, len(github.pulls)) == (0, 1)
    assert "conflict  posts/1.md" in done.stderr
