"""What a run wrote, committed, pushed and proposed: real repositories, a real remote; GitHub's API alone is played."""

import json
import os
import shutil
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
    with served(Service(branches={"main", "syndicate/blog", "syndicate/blog-2", "posts"})) as service:
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


def test_what_a_run_wrote_is_committed_by_the_next_and_so_is_an_edit_of_it(site):
    """The order of the README: sync, look, edit, commit. A state without its post would look like a deletion."""
    site.run("sync")
    site.post(2).write_text(site.post(2).read_text() + "\nMy note.\n")
    done = site.run("sync", "--commit")
    assert (done.returncode, done.stderr) == (0, "")
    assert "My note." in git(site.target, "show", "HEAD:posts/2.md")
    assert git(site.target, "log", "-1", "--format=%s") == "Cross-post 3 articles from A blog"
    assert git(site.target, "status", "--porcelain") == ""


@pytest.mark.parametrize("by", ["option", "config"])
def test_edits_that_are_not_to_be_committed_stay_behind_with_the_state_and_that_is_said(site, by):
    site.run("sync")
    site.post(2).write_text(site.post(2).read_text() + "\nMy note.\n")
    words = ["--leave-edits"] if by == "option" else []
    if by == "config":
        site.config.write_text(site.config.read_text() + 'edits = "leave"\n')
    done = site.run("sync", "--commit", *words)
    assert done.returncode == 0
    assert (
        "posts/2.md: edited here and not committed; left out of the commit, and so is its state"
        in done.stderr
    )
    names = git(site.target, "ls-tree", "-r", "--name-only", "HEAD").splitlines()
    assert [name for name in names if name.startswith(("posts/2", ".syndicate/blog/2"))] == []
    assert "posts/1.md" in names


def test_a_state_without_its_post_is_mended_and_that_is_said(site, tmp_path):
    site.run("sync")
    git(site.target, "add", ".syndicate")
    git(site.target, "commit", "--quiet", "-m", "The state alone, as an earlier version did it")
    git(site.target, "push", "--quiet", "origin", "main")
    git(tmp_path, "clone", "--quiet", str(tmp_path / "remote.git"), "other")
    other = type(site)(site.blog, site.config, tmp_path / "other", tmp_path / "other-cache")
    note = "posts/1.md: git has its state and never had the post; "
    assert f"{note}a sync writes it again" in other.run("status").stderr
    assert not other.post(1).exists()
    done = other.run("sync", "--commit")
    assert done.returncode == 0
    assert f"{note}written again" in done.stderr
    assert other.post(1).read_bytes() == site.post(1).read_bytes()
    assert git(other.target, "log", "-1", "--format=%s") == "Cross-post 3 articles from A blog"
    assert other.run("sync", "--commit").stderr == ""


@pytest.mark.parametrize("how", ["before any commit", "after a commit", "without git's history"])
def test_a_post_that_a_person_deleted_stays_deleted_in_every_clone(site, tmp_path, how):
    site.run("sync", *([] if how == "before any commit" else ["--commit", "--push"]))
    site.post(2).unlink()
    site.run("sync", "--commit", "--push")
    assert "posts/2.md" not in git(site.target, "ls-tree", "-r", "--name-only", "HEAD")
    source = tmp_path / "remote.git"
    if how == "without git's history":
        git(site.target, "checkout", "--quiet", "--orphan", "anew")
        git(site.target, "commit", "--quiet", "-m", "One commit of all")
        git(site.target, "push", "--quiet", "--force", "origin", "anew:main")
    git(tmp_path, "clone", "--quiet", str(source), "other")
    other = type(site)(site.blog, site.config, tmp_path / "other", tmp_path / "other-cache")
    site.blog.write(2, "<p>Another text.</p>")
    done = other.run("sync", "--recheck", "all")
    assert (done.returncode, done.stderr) == (0, "")
    assert not other.post(2).exists()


def test_a_post_that_a_sparse_checkout_leaves_out_is_not_called_deleted(site):
    site.run("sync", "--commit", "--push")
    git(site.target, "sparse-checkout", "set", "--no-cone", "/*", "!/posts/2.md")
    assert not site.post(2).exists()
    site.run("sync", "--commit")
    assert "decision" not in "".join(path.read_text() for path in (site.target / ".syndicate/blog").iterdir())
    assert "posts/2.md" in git(site.target, "ls-tree", "-r", "--name-only", "HEAD")


def test_a_post_that_a_person_moved_is_committed_in_one_place(site):
    site.run("sync", "--commit")
    (site.target / "old").mkdir()
    site.post(2).rename(site.target / "old" / "2.md")
    site.blog.write(2, "<p>Another text, and a longer one than before.</p>")
    done = site.run("sync", "--recheck", "all", "--commit")
    assert done.returncode == 0, done.stderr
    names = git(site.target, "ls-tree", "-r", "--name-only", "HEAD").splitlines()
    assert [name for name in names if name.endswith("/2.md")] == ["old/2.md"]


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


def test_a_remote_that_cannot_be_reached_has_a_status_of_its_own_and_the_next_run_pushes(site, tmp_path):
    git(site.target, "remote", "set-url", "origin", "http://127.0.0.1:9/site.git")
    done = site.run("sync", "--commit", "--push")
    assert done.returncode == 5, done.stderr
    assert "are you online?" in done.stderr
    assert done.stderr.endswith("; what was written stays, the next run goes on\n")
    head = git(site.target, "rev-parse", "HEAD")
    assert done.stdout.splitlines()[-2:] == ["blog: 3 added", f"committed {head[:12]}"]
    assert len(git(site.target, "log", "--format=%s").splitlines()) == 2
    git(site.target, "remote", "set-url", "origin", str(tmp_path / "remote.git"))
    assert site.run("sync", "--commit", "--push").returncode == 0
    assert git(tmp_path / "remote.git", "rev-parse", "main") == git(site.target, "rev-parse", "HEAD")


def test_github_that_cannot_be_reached_has_that_status_too(site, monkeypatch):
    monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("GITHUB_REPOSITORY", "ann/site")
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    done = site.run("sync", "--pull-request")
    assert (done.returncode, done.stderr.count("GitHub cannot be reached")) == (5, 1)


def test_what_a_run_did_is_told_though_it_cannot_be_pushed(site, tmp_path):
    hook = tmp_path / "remote.git" / "hooks" / "pre-receive"
    hook.write_text("#!/bin/sh\necho no >&2; exit 1\n")
    hook.chmod(0o755)
    done = site.run("sync", "--commit", "--push", "--json")
    assert done.returncode == 2
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["kind"] for row in rows] == ["added", "added", "added", "summary"]
    assert rows[-1]["commit"] == git(site.target, "rev-parse", "HEAD")


def test_a_dry_run_asks_nothing_of_git(site):
    head = git(site.target, "rev-parse", "HEAD")
    before = files(site.target)
    done = site.run("sync", "--dry-run", "--branch", "posts", "--push", "--pull-request")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, "blog: would add 3")
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


def test_where_git_ends_lines_with_crlf_a_run_leaves_nothing_changed_behind(site):
    (site.target / ".gitattributes").write_text("* text eol=crlf\n")
    git(site.target, "add", ".")
    git(site.target, "commit", "--quiet", "-m", "Windows")
    site.run("sync", "--commit")
    git(site.target, "rm", "-r", "--quiet", "--cached", ".")
    git(site.target, "reset", "--quiet", "--hard")
    states = list((site.target / ".syndicate" / "blog").iterdir())
    assert all(b"\r\n" in path.read_bytes() for path in (*states, site.post(1)))
    for body in ("", "<p>Another text.</p>"):
        if body:
            site.blog.write(1, body)
            site.post(2).write_bytes(site.post(2).read_bytes() + b"\r\nMine.\r\n")
        done = site.run("sync", "--commit", "--recheck", "all")
        assert (done.returncode, done.stderr) == (0, "")
        assert git(site.target, "status", "--porcelain") == ""
    assert all(b"\r\n" in path.read_bytes() for path in (*states, site.post(1)))
    assert git(site.target, "log", "-1", "--format=%s") == "Update 1 article from A blog, keep 1 as edited"


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="ssh-keygen is not here")
def test_commits_on_a_branch_are_signed_where_git_is_to_sign(site, tmp_path):
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key)], check=True)
    for name, value in (
        ("gpg.format", "ssh"),
        ("user.signingkey", f"{key}.pub"),
        ("commit.gpgsign", "true"),
    ):
        git(site.target, "config", name, value)
    assert site.run("sync", "--branch", "news").returncode == 0
    assert "\ngpgsig -----BEGIN SSH SIGNATURE-----" in git(site.target, "cat-file", "commit", "news")
    key.unlink()
    site.blog.write(1, "<p>Another text.</p>")
    done = site.run("sync", "--branch", "news")
    assert (done.returncode, "git commit failed: error: No private key found" in done.stderr) == (2, True)
    assert git(site.target, "status", "--porcelain") == ""
