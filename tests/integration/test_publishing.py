"""What a run wrote, committed, pushed and proposed: real repositories, a real remote; GitHub's API alone is played."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.blog import NAME, PAGE, files
from tests.integration.test_github import TOKEN, Service, served

AUTHOR = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(["git", *AUTHOR, *words], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture
def site(place, tmp_path, monkeypatch):
    """The target as a repository with a commit, and a bare remote."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    for name in ("GITHUB_TOKEN", "GH_TOKEN", "GITHUB_REPOSITORY", "GITHUB_API_URL"):
        monkeypatch.delenv(name, raising=False)
    git(tmp_path, "init", "--quiet", "--bare", "--initial-branch=main", "remote.git")
    git(place.target, "init", "--quiet", "--initial-branch=main")
    (place.target / "README.md").write_text("A site.\n")
    git(place.target, "add", ".")
    git(place.target, "commit", "--quiet", "-m", "Begin")
    git(place.target, "remote", "add", "origin", str(tmp_path / "remote.git"))
    git(place.target, "push", "--quiet", "origin", "main")
    place.config.write_text(place.config.read_text() + '\n[git]\nauthor = "Syndicate <bot@example.org>"\n')
    return place


@pytest.fixture
def github(monkeypatch):
    with served(Service(branches={"main", "syndicate/blog", "posts"})) as service:
        monkeypatch.setenv("GITHUB_API_URL", service.address)
        monkeypatch.setenv("GITHUB_REPOSITORY", "ann/site")
        monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
        yield service


def test_a_commit_holds_what_syndicate_wrote_and_nothing_else(site):
    (site.target / "README.md").write_text("My own change.\n")
    (site.target / "staged.txt").write_text("mine\n")
    git(site.target, "add", "staged.txt")
    before = git(site.target, "status", "--porcelain=v2")
    done = site.run("sync", "--commit")
    assert done.returncode == 0, done.stderr
    head = git(site.target, "rev-parse", "HEAD")
    assert done.stdout.splitlines()[-1] == f"committed {head[:12]}"
    assert git(site.target, "status", "--porcelain=v2") == before
    changed = git(site.target, "show", "--name-only", "--format=%an <%ae>%n%s", "HEAD").splitlines()
    assert changed[:2] == ["Syndicate <bot@example.org>", "Cross-post 3 articles from A blog"]
    assert len(changed[3:]) == 6
    assert all(path.startswith((".syndicate/blog/", "posts/")) for path in changed[3:])
    assert "committed" not in site.run("sync", "--commit").stdout
    assert git(site.target, "rev-parse", "HEAD") == head


def test_what_a_stopped_run_wrote_is_committed_by_the_next_and_an_edit_is_not(site):
    site.run("sync")
    site.post(2).write_text(site.post(2).read_text() + "\nMy note.\n")
    assert site.run("sync", "--commit").returncode == 0
    changed = git(site.target, "show", "--name-only", "--format=", "HEAD").splitlines()
    assert "posts/1.md" in changed
    assert "posts/2.md" not in changed


def test_a_branch_is_committed_to_beside_the_checkout_and_pushed(site):
    before = files(site.target)
    done = site.run("sync", "--branch", "posts", "--push")
    assert done.returncode == 0, done.stderr
    assert files(site.target) == before
    assert git(site.target, "branch", "--show-current") == "main"
    remote = site.target.parent / "remote.git"
    assert "posts/1.md" in git(remote, "ls-tree", "-r", "--name-only", "posts")
    assert git(site.target, "rev-parse", "posts") == git(remote, "rev-parse", "posts")
    assert site.run("sync", "--branch", "posts", "--push").returncode == 0
    assert git(remote, "rev-list", "--count", "posts") == "2"


def test_a_dry_run_asks_nothing_of_git(site):
    head = git(site.target, "rev-parse", "HEAD")
    before = files(site.target)
    done = site.run("sync", "--dry-run", "--branch", "posts", "--push", "--pull-request")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "blog: 3 added")
    assert (git(site.target, "rev-parse", "HEAD"), git(site.target, "branch")) == (head, "* main")
    assert files(site.target) == before


def test_one_pull_request_proposes_what_came_and_later_runs_update_it(site, github):
    done = site.run("sync", "--pull-request")
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "proposed  https://github.com/ann/site/pull/1"
    [pull] = github.pulls
    assert (pull["head"]["ref"], pull["base"]["ref"]) == ("syndicate/blog", "main")
    assert pull["title"] == "Cross-post 3 articles from A blog"
    assert f"[Article 1]({NAME}1/)" in pull["body"]
    # A reviewer edits the branch; then another article comes, from a fresh and shallow clone as CI has it.
    remote = site.target.parent / "remote.git"
    review = site.target.parent / "review"
    git(remote.parent, "clone", "--quiet", "--branch", "syndicate/blog", str(remote), "review")
    (review / "posts" / "1.md").write_text((review / "posts" / "1.md").read_text() + "\nA reviewer's note.\n")
    git(review, "commit", "--quiet", "-am", "Review")
    git(review, "push", "--quiet")
    git(remote.parent, "clone", "--quiet", "--depth", "1", f"file://{remote}", "ci")
    site.blog.write(4, "<p>New.</p>")
    site.blog.list(range(1, 5))
    fresh = type(site)(site.blog, site.config, site.target.parent / "ci", site.target.parent / "ci-cache")
    done = fresh.run("sync", "--pull-request")
    assert done.returncode == 0, done.stderr
    [pull] = github.pulls
    assert pull["title"] == "Cross-post 4 articles from A blog"
    assert [f"[Article {n}]({NAME}{n}/)" in pull["body"] for n in (1, 2, 3, 4)] == [True] * 4
    assert "A reviewer's note." in git(remote, "show", "syndicate/blog:posts/1.md")
    assert "posts/4.md" in git(remote, "ls-tree", "-r", "--name-only", "syndicate/blog")


def test_a_run_without_anything_new_opens_no_pull_request(site, github):
    site.run("sync", "--commit", "--push")
    done = site.run("sync", "--pull-request")
    assert (done.returncode, done.stderr) == (0, "")
    assert "proposed" not in done.stdout
    assert github.pulls == []


def test_after_a_merged_pull_request_the_next_begins_anew(site, github):
    site.run("sync", "--pull-request")
    github.pulls[0]["state"] = "closed"
    git(site.target, "merge", "--quiet", "--squash", "syndicate/blog")
    git(site.target, "commit", "--quiet", "-m", "Cross-posts, squashed")
    git(site.target, "push", "--quiet", "origin", "main")
    site.blog.write(4, "<p>New.</p>")
    site.blog.list(range(1, 5))
    done = site.run("sync", "--pull-request")
    assert done.returncode == 0, done.stderr
    assert [pull["title"] for pull in github.pulls][1:] == ["Cross-post “Article 4” from A blog"]
    remote = site.target.parent / "remote.git"
    assert git(remote, "rev-list", "--count", "main..syndicate/blog") == "1"


def test_a_conflict_stands_in_the_pull_request(site, github):
    site.run("sync", "--commit", "--push")
    text = site.post(1).read_text().replace("a few words", "my own words")
    site.post(1).write_text(text)
    git(site.target, "commit", "--quiet", "-am", "Edit")
    git(site.target, "push", "--quiet", "origin", "main")
    site.blog.pages["/1/"] = PAGE.format(
        n=1, path="/1/", title="Article 1", body="<p>Another text.</p>"
    ).encode()
    done = site.run("sync", "--pull-request")
    assert done.returncode == 0, done.stderr
    assert "### In conflict" in github.pulls[0]["body"]
    assert f"syndicate resolve {NAME}1/ --merge" in github.pulls[0]["body"]


def test_a_protected_branch_is_not_pushed_to_and_the_error_says_what_to_do(site):
    hook = site.target.parent / "remote.git" / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho 'protected branch hook declined' >&2\nexit 1\n")
    hook.chmod(0o755)
    done = site.run("sync", "--commit", "--push")
    assert done.returncode == 2
    assert "where this branch is protected, use --pull-request" in done.stderr
    assert site.post(1).exists()


def test_where_there_is_no_repository_git_is_not_asked_in_vain(place, monkeypatch):
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(place.target.parent))
    done = place.run("sync", "--commit")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "git" in done.stderr
    assert list(place.target.iterdir()) == []


def test_a_pull_request_without_a_token_is_refused_before_anything_is_written(site):
    before = files(site.target)
    done = site.run("sync", "--pull-request")
    assert (done.returncode, done.stderr) == (
        2,
        "syndicate: GITHUB_TOKEN: a pull request needs a token of GitHub's; set it\n",
    )
    assert files(site.target) == before
