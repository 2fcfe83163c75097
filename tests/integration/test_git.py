"""Git with real repositories, real remotes, real hooks and what killed runs leave."""

import os
import shutil
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from syndicate.errors import BusyError, RemoteError, TargetError
from syndicate.writer.git import command as running
from syndicate.writer.git.repository import Repository

POST = PurePosixPath("posts/new.md")


@pytest.fixture(autouse=True)
def _git_alone(monkeypatch, tmp_path):
    """Git without the machine's configuration, and with nobody known who commits."""
    for name in [name for name in os.environ if name.startswith("GIT_") or name == "EMAIL"]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    monkeypatch.setenv("HOME", str(tmp_path))


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "init.defaultBranch=main"]
    done = subprocess.run(
        ["git", *identity, *arguments], cwd=folder, capture_output=True, check=False, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def write(folder: Path, path: str | PurePosixPath, text: str) -> None:
    file = folder / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text)


def commit(folder: Path, message: str, **files: str) -> str:
    """A person's commit; a file's name has _ where its path has a dot."""
    for name, text in files.items():
        write(folder, name.replace("_", "."), text)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", message)
    return git(folder, "rev-parse", "HEAD").strip()


def hook(repository: Path, name: str, script: str) -> None:
    file = repository / "hooks" / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


def shown(folder: Path, what: str) -> str:
    return git(folder, "show", what)


def files_of(folder: Path, commit: str = "HEAD") -> list[str]:
    """The files that a commit changed."""
    listing = git(folder, "show", "--format=", "--name-only", "-z", "--no-renames", commit)
    return [name for name in listing.split("\0") if name]


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with three commits and no remote, to be copied."""
    root = tmp_path_factory.mktemp("pattern")
    git(root, "init", "-q")
    git(root, "config", "user.name", "Ann")
    git(root, "config", "user.email", "ann@example.org")
    for n in range(3):
        commit(root, f"commit {n}", README_md=f"line {n}\n", about_md=f"about {n}\n")
    return root


@pytest.fixture
def site(pattern: Path, tmp_path: Path) -> Path:
    """A person's repository."""
    return Path(shutil.copytree(pattern, tmp_path / "site"))


@pytest.fixture
def remote(site: Path, tmp_path: Path) -> Path:
    """A bare remote that the site has as its origin."""
    bare = tmp_path / "remote.git"
    git(tmp_path, "clone", "-q", "--bare", str(site), str(bare))
    git(site, "remote", "add", "origin", str(bare))
    return bare


def clone(remote: Path, folder: Path, *options: str) -> Path:
    git(remote.parent, "clone", "-q", *options, f"file://{remote}", str(folder))
    git(folder, "config", "user.name", "Ben")
    git(folder, "config", "user.email", "ben@example.org")
    return folder


class TestCommit:
    def test_only_the_paths_are_committed_and_the_index_stays_as_it_was(self, site):
        write(site, "README.md", "staged\n")
        git(site, "add", "README.md")
        write(site, "README.md", "staged, and changed again\n")
        write(site, "about.md", "changed, not staged\n")
        write(site, "draft.md", "untracked\n")
        write(site, "staged new.md", "new\n")
        git(site, "add", "staged new.md")
        before = git(site, "status", "--porcelain=v2")
        write(site, POST, "text\n")
        made = Repository.of(site).commit([POST], "A post")
        assert made == git(site, "rev-parse", "HEAD").strip()
        assert files_of(site) == [str(POST)]
        assert git(site, "status", "--porcelain=v2") == before
        assert shown(site, ":README.md") == "staged\n"

    def test_a_file_that_is_gone_is_committed_as_gone_and_a_changed_one_as_changed(self, site):
        (site / "about.md").unlink()
        write(site, "README.md", "new\n")
        assert Repository.of(site).commit([PurePosixPath("about.md"), PurePosixPath("README.md")], "x")
        assert sorted(files_of(site)) == ["README.md", "about.md"]
        assert git(site, "ls-files").split() == ["README.md"]

    def test_a_removal_that_is_staged_already_is_committed(self, site):
        git(site, "rm", "-q", "about.md")
        assert Repository.of(site).commit([PurePosixPath("about.md")], "x")
        assert files_of(site) == ["about.md"]

    def test_nothing_changed_makes_no_commit(self, site):
        write(site, "about.md", "staged\n")
        git(site, "add", "about.md")
        before = git(site, "status", "--porcelain=v2"), git(site, "rev-parse", "HEAD")
        repository = Repository.of(site)
        assert repository.commit([PurePosixPath("README.md"), PurePosixPath("never/was.md")], "x") == ""
        assert repository.commit([PurePosixPath("never/was.md")], "x") == ""
        assert repository.commit([], "x") == ""
        assert (git(site, "status", "--porcelain=v2"), git(site, "rev-parse", "HEAD")) == before

    def test_a_file_taken_out_of_the_index_but_not_changed_is_left_so(self, site):
        git(site, "rm", "-q", "--cached", "about.md")
        before = git(site, "status", "--porcelain=v2")
        assert Repository.of(site).commit([PurePosixPath("about.md")], "x") == ""
        assert git(site, "status", "--porcelain=v2") == before

    def test_a_repository_without_a_commit_gets_its_first(self, tmp_path):
        git(tmp_path, "init", "-q")
        write(tmp_path, "mine.md", "staged\n")
        git(tmp_path, "add", "mine.md")
        write(tmp_path, POST, "text\n")
        assert Repository.of(tmp_path, "Ann <ann@example.org>").commit([POST], "First")
        assert files_of(tmp_path) == [str(POST)]
        assert git(tmp_path, "status", "--short") == "A  mine.md\n"

    def test_a_detached_head_moves_on(self, site):
        git(site, "checkout", "-q", "--detach")
        before = git(site, "rev-parse", "main")
        write(site, POST, "text\n")
        made = Repository.of(site).commit([POST], "x")
        assert git(site, "rev-parse", "HEAD").strip() == made
        assert git(site, "rev-parse", "main") == before

    @pytest.mark.parametrize(
        "name", ["-rf.md", "--all", ":(glob)*.md", "*.md", "ü ö\n.md", "a'b\"c.md", "!x.md", "#.md", "[a].md"]
    )
    def test_a_path_is_taken_by_the_letter(self, site, name):
        write(site, "posts/a.md", "not ours\n")
        commit(site, "not ours", a_md="not ours\n")
        for path in ("posts/a.md", "a.md"):
            write(site, path, "not ours, and changed\n")
        write(site, f"posts/{name}", "text\n")
        write(site, name, "text\n")
        paths = [PurePosixPath("posts") / name, PurePosixPath(name)]
        assert Repository.of(site).commit(paths, "x")
        assert sorted(files_of(site)) == sorted(map(str, paths))
        for path in paths:
            (site / path).unlink()
        assert Repository.of(site).commit(paths, "x")
        assert sorted(files_of(site)) == sorted(map(str, paths))

    def test_a_target_may_be_a_folder_of_the_repository(self, site):
        target = site / "sub" / "blog"
        write(target, POST, "text\n")
        repository = Repository.of(target)
        assert (repository.root, repository.target) == (site, target)
        assert repository.commit([POST], "x")
        assert files_of(site) == [f"sub/blog/{POST}"]

    def test_a_folder_that_is_a_link_inside_the_repository_is_followed(self, site):
        (site / "content").mkdir()
        (site / "posts").symlink_to("content")
        write(site, POST, "text\n")
        assert Repository.of(site).commit([POST], "x")
        assert files_of(site) == ["content/new.md"]

    @pytest.mark.parametrize("path", ["../outside.md", "posts", "link.md"])
    def test_what_is_no_file_in_the_repository_is_refused(self, site, tmp_path, path):
        write(tmp_path, "outside.md", "x")
        write(site, POST, "text\n")
        (site / "link.md").symlink_to("../outside.md")
        with pytest.raises(TargetError, match="no file in the repository"):
            Repository.of(site).commit([PurePosixPath(path)], "x")

    def test_an_ignored_file_of_syndicates_is_committed(self, site):
        commit(site, "ignore", _gitignore="posts/\n*.post\n")
        write(site, POST, "text\n")
        write(site, "posts/mine.md", "text\n")
        assert Repository.of(site).commit([POST], "x")
        assert files_of(site) == [str(POST)]

    def test_a_shallow_clone_takes_commits(self, remote, tmp_path):
        shallow = clone(remote, tmp_path / "shallow", "--depth=1")
        write(shallow, POST, "text\n")
        assert Repository.of(shallow).commit([POST], "x")
        Repository.of(shallow).push()
        assert files_of(remote, "main") == [str(POST)]

    def test_a_thousand_files_with_long_names_are_one_commit(self, site):
        paths = [PurePosixPath("posts") / f"{n:04}-{'x' * 200}.md" for n in range(1000)]
        for path in paths:
            write(site, path, f"{path}\n")
        assert Repository.of(site).commit(paths, "x" * 300_000)
        assert len(files_of(site)) == 1000

    def test_the_message_is_kept_as_it_is(self, site):
        git(site, "config", "commit.cleanup", "strip")
        git(site, "config", "i18n.commitEncoding", "latin1")
        write(site, POST, "text\n")
        Repository.of(site).commit([POST], "“Über” …\n\n# no comment\n* a\n")
        assert git(site, "log", "-1", "--format=%B").strip() == "“Über” …\n\n# no comment\n* a"

    def test_hooks_of_the_person_run_and_may_refuse(self, site):
        hook(
            site / ".git",
            "pre-commit",
            "git diff --cached --name-only > ../seen; echo no posts on Sundays >&2; exit 1",
        )
        write(site, "about.md", "mine\n")
        git(site, "add", "about.md")
        write(site, POST, "text\n")
        before = git(site, "status", "--porcelain=v2"), git(site, "rev-parse", "HEAD")
        with pytest.raises(TargetError, match="git commit failed: no posts on Sundays"):
            Repository.of(site).commit([POST], "x")
        assert (site.parent / "seen").read_text() == f"{POST}\n"
        assert (git(site, "status", "--porcelain=v2"), git(site, "rev-parse", "HEAD")) == before

    def test_a_hook_that_leaves_a_program_running_does_not_hold_up_the_commit(self, site):
        hook(site / ".git", "post-commit", "sleep 3 & echo $! > ../pid")
        write(site, POST, "text\n")
        assert Repository.of(site).commit([POST], "x")
        os.kill(int((site.parent / "pid").read_text()), 15)

    def test_a_hook_that_hangs_is_stopped_and_the_commit_it_followed_is_kept(self, site, monkeypatch):
        monkeypatch.setattr(running, "TIMEOUT", 1)
        hook(site / ".git", "post-commit", "sleep 60")
        write(site, POST, "text\n")
        with pytest.raises(TargetError, match="git commit was not done after 1 seconds"):
            Repository.of(site).commit([POST], "x")
        assert files_of(site) == [str(POST)]
        assert git(site, "status", "--short") == ""

    def test_signing_is_as_the_person_has_it(self, site):
        git(site, "config", "commit.gpgsign", "true")
        git(site, "config", "gpg.program", "false")
        write(site, POST, "text\n")
        before = git(site, "rev-parse", "HEAD")
        with pytest.raises(TargetError, match="gpg failed to sign"):
            Repository.of(site).commit([POST], "x")
        assert git(site, "rev-parse", "HEAD") == before
        assert git(site, "status", "--short", "-uall") == f"?? {POST}\n"

    def test_a_lock_that_another_git_holds_is_said(self, site):
        write(site, POST, "text\n")
        (site / ".git" / "index.lock").touch()
        with pytest.raises(TargetError, match=r"another git process is at work here.*index\.lock"):
            Repository.of(site).commit([POST], "x")
        write(site, "README.md", "changed, so that there is something to commit\n")
        with pytest.raises(TargetError, match="another git process is at work here"):
            Repository.of(site).commit([PurePosixPath("README.md")], "x")

    def test_a_merge_that_goes_on_is_not_disturbed(self, site):
        git(site, "checkout", "-q", "-b", "side", "HEAD~1")
        commit(site, "side", README_md="side\n")
        git(site, "checkout", "-q", "main")
        subprocess.run(["git", "merge", "-q", "side"], cwd=site, check=False, capture_output=True)
        write(site, POST, "text\n")
        before = git(site, "status", "--porcelain=v2", "--untracked-files=all")
        with pytest.raises(TargetError, match="partial commit during a merge"):
            Repository.of(site).commit([POST], "x")
        assert git(site, "status", "--porcelain=v2", "--untracked-files=all") == before

    def test_nothing_is_committed_into_what_a_person_has_not_finished(self, site):
        (site / ".git" / "rebase-merge").mkdir()
        with pytest.raises(
            TargetError, match="a rebase is not finished here; finish it, then run this again"
        ):
            Repository.of(site).check(PurePosixPath("posts"))

    @pytest.mark.parametrize("is_module", [True, False])
    def test_posts_in_a_submodule_are_refused_in_plain_words(self, site, is_module):
        write(site, "content/posts/new.md", "text\n")
        git(site / "content", "init", "-q")
        if is_module:
            git(
                site,
                "update-index",
                "--add",
                "--cacheinfo",
                f"160000,{git(site, 'rev-parse', 'HEAD').strip()},content",
            )
            shutil.rmtree(site / "content" / ".git")
        message = "content: .*cannot be committed from here; commit there, or name it as the target: --target content"
        with pytest.raises(TargetError, match=message):
            Repository.of(site).commit([PurePosixPath("content/posts/new.md")], "x")
        with pytest.raises(TargetError, match="its posts cannot be committed from here"):
            Repository.of(site).check(PurePosixPath("content/posts"))

    def test_a_hook_that_mends_a_file_and_refuses_gets_what_it_made(self, site):
        hook(site / ".git", "pre-commit", f"grep -q mended {POST} || {{ echo mended >> {POST}; exit 1; }}")
        write(site, POST, "text\n")
        assert Repository.of(site).commit([POST], "x")
        assert shown(site, f"HEAD:{POST}") == "text\nmended\n"
        assert git(site, "status", "--short") == ""

    def test_what_a_hook_stages_of_a_file_is_committed_and_not_left_in_the_index(self, site):
        hook(site / ".git", "pre-commit", f"echo styled >> {POST}; git add {POST}")
        write(site, POST, "text\n")
        assert Repository.of(site).commit([POST], "x")
        assert shown(site, f"HEAD:{POST}") == "text\nstyled\n"
        assert git(site, "status", "--short") == ""

    @pytest.mark.parametrize("setting", ["core.autocrlf=true", "core.eol=crlf", "core.autocrlf=input"])
    def test_line_endings_that_git_changes_are_no_change(self, site, setting):
        commit(site, "attributes", _gitattributes="* text=auto\n")
        git(site, "config", *setting.split("="))
        write(site, POST, "text\n")
        assert Repository.of(site).commit([POST], "x")
        (site / POST).unlink()
        git(site, "checkout", "-q", "--", str(POST))
        write(site, POST, "text\n")
        assert Repository.of(site).commit([POST], "x") == ""

    def test_variables_of_a_hook_that_syndicate_is_run_by_do_not_lead_it_astray(
        self, site, tmp_path, monkeypatch
    ):
        git(tmp_path, "init", "-q", "other")
        monkeypatch.setenv("GIT_DIR", str(tmp_path / "other" / ".git"))
        monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "other" / ".git" / "index"))
        write(site, POST, "text\n")
        assert Repository.of(site).commit([POST], "x")
        monkeypatch.delenv("GIT_DIR")
        monkeypatch.delenv("GIT_INDEX_FILE")
        assert files_of(site) == [str(POST)]


class TestWhoCommits:
    def anonymous(self, site: Path) -> None:
        git(site, "config", "--unset", "user.name")
        git(site, "config", "--unset", "user.email")
        write(site, POST, "text\n")

    def people(self, site: Path) -> str:
        return git(site, "log", "-1", "--format=%an <%ae> %cn <%ce>").strip()

    def test_the_given_one_is_the_author_and_the_machines_own_commits(self, site):
        write(site, POST, "text\n")
        Repository.of(site, "Bot <bot@example.org>").commit([POST], "x")
        assert self.people(site) == "Bot <bot@example.org> Ann <ann@example.org>"

    def test_the_given_one_steps_in(self, site):
        self.anonymous(site)
        Repository.of(site, "Bot Ö <bot@example.org>").commit([POST], "x")
        assert self.people(site) == "Bot Ö <bot@example.org> Bot Ö <bot@example.org>"

    def test_nobody_is_an_error_that_names_the_keys(self, site):
        self.anonymous(site)
        with pytest.raises(
            TargetError, match=r"git does not know who commits; set user\.name and user\.email"
        ):
            Repository.of(site).commit([POST], "x")
        assert git(site, "status", "--short", "-uall") == f"?? {POST}\n"

    @pytest.mark.parametrize("author", ["Bot", "<bot@example.org>", "Bot bot@example.org", "A\nB <x@y>"])
    def test_an_author_that_is_none_is_an_error(self, site, author):
        self.anonymous(site)
        with pytest.raises(TargetError, match="write Name <mail>"):
            Repository.of(site, author).commit([POST], "x")


class TestFinding:
    def test_a_folder_outside_of_any_repository_is_an_error(self, tmp_path):
        with pytest.raises(TargetError, match="no git repository here"):
            Repository.of(tmp_path)

    def test_a_missing_git_is_an_error(self, site, monkeypatch):
        monkeypatch.setenv("PATH", "/nonexistent")
        with pytest.raises(TargetError, match="git is not installed, or not in PATH"):
            Repository.of(site)

    def test_a_bare_repository_is_an_error(self, remote):
        with pytest.raises(TargetError, match="must be run in a work tree"):
            Repository.of(remote)


def cross_post(
    repository: Repository, name: str, *, base: str = "", restart: bool = False, text: str = "text\n"
) -> tuple[str, ...]:
    """What a run does with --branch and --push; its warnings."""
    with repository.branch(name, base, restart=restart) as checkout:
        write(checkout.target, POST, text)
        checkout.repository.commit([POST], "A post")
    repository.push(name, replaces=checkout.replaces)
    return checkout.warnings


def worktrees(site: Path) -> int:
    return git(site, "worktree", "list", "--porcelain").count("worktree ")


class TestBranch:
    def test_the_checkout_stays_as_it_is(self, site, remote):
        write(site, "README.md", "staged\n")
        git(site, "add", "README.md")
        write(site, "about.md", "changed\n")
        before = git(site, "status", "--porcelain=v2", "--branch")
        assert cross_post(Repository.of(site), "cross-posts") == ()
        assert git(site, "status", "--porcelain=v2", "--branch") == before
        assert not (site / POST).exists()
        assert files_of(remote, "cross-posts") == [str(POST)]
        assert git(remote, "rev-parse", "cross-posts~1") == git(site, "rev-parse", "main")
        assert worktrees(site) == 1

    def test_a_folder_that_the_branch_lacks_is_made(self, site):
        (site / "sub").mkdir()
        with Repository.of(site / "sub").branch("b") as checkout:
            write(checkout.target, POST, "text\n")
            checkout.repository.commit([POST], "x")
        assert files_of(site, "b") == [f"sub/{POST}"]

    def test_the_branch_that_is_checked_out_is_used_where_it_is(self, site):
        with Repository.of(site).branch("main", restart=True) as checkout:
            assert checkout.target == site
        assert worktrees(site) == 1

    def test_a_reviewers_edits_at_the_remote_are_kept(self, site, remote, tmp_path):
        repository = Repository.of(site)
        cross_post(repository, "cross-posts")
        reviewer = clone(remote, tmp_path / "reviewer", "--branch=cross-posts")
        commit(reviewer, "edit", review_md="seen\n")
        git(reviewer, "push", "-q")
        with repository.branch("cross-posts") as checkout:
            assert (checkout.target / "review.md").read_text() == "seen\n"
        cross_post(repository, "cross-posts", text="text, changed at the origin\n")
        assert shown(remote, "cross-posts:review.md") == "seen\n"

    @pytest.mark.usefixtures("remote")
    def test_a_branch_that_is_only_here_goes_on(self, site):
        with Repository.of(site).branch("b") as checkout:
            write(checkout.target, POST, "text\n")
            checkout.repository.commit([POST], "x")
        with Repository.of(site).branch("b") as checkout:
            assert (checkout.target / POST).exists()

    @pytest.mark.usefixtures("remote")
    def test_a_branch_that_is_ahead_of_the_remotes_goes_on_where_it_is(self, site):
        repository = Repository.of(site)
        cross_post(repository, "b")
        with repository.branch("b") as checkout:
            write(checkout.target, "posts/second.md", "text\n")
            checkout.repository.commit([PurePosixPath("posts/second.md")], "not pushed")
        with repository.branch("b") as checkout:
            assert (checkout.target / "posts/second.md").exists()

    def test_a_branch_that_has_parted_from_the_remotes_is_not_overwritten(self, site, remote, tmp_path):
        repository = Repository.of(site)
        cross_post(repository, "b")
        other = clone(remote, tmp_path / "other", "--branch=b")
        commit(other, "theirs", theirs_md="x\n")
        git(other, "push", "-q")
        with repository.branch("b", restart=True) as checkout:  # never pushed
            write(checkout.target, "ours.md", "x\n")
            checkout.repository.commit([PurePosixPath("ours.md")], "ours")
        local = git(site, "rev-parse", "b")
        with (
            pytest.raises(TargetError, match=r"parted from the remote's.*git branch -D b"),
            repository.branch("b"),
        ):
            pass
        assert git(site, "rev-parse", "b") == local

    def test_a_branch_that_was_started_anew_elsewhere_is_followed(self, site, remote, tmp_path):
        repository = Repository.of(site)
        cross_post(repository, "b")
        other = clone(remote, tmp_path / "other")
        commit(other, "main goes on", README_md="on\n")
        git(other, "push", "-q")
        cross_post(Repository.of(other), "b", restart=True, text="anew\n")
        with repository.branch("b") as checkout:
            assert (checkout.target / POST).read_text() == "anew\n"

    def test_what_is_new_in_the_base_is_merged(self, site, remote):
        repository = Repository.of(site)
        cross_post(repository, "b", base="main")
        commit(site, "main goes on", README_md="on\n")
        git(site, "push", "-q", "origin", "main")
        assert cross_post(repository, "b", base="main", text="changed\n") == ()
        assert shown(remote, "b:README.md") == "on\n"
        assert git(remote, "log", "-1", "--format=%s", "--merges", "b") == "Merge main into b\n"

    def test_a_base_that_conflicts_is_left_out_with_a_warning(self, site, remote):
        repository = Repository.of(site)
        cross_post(repository, "b", base="main")
        write(site, POST, "another text\n")
        commit(site, "main goes on")
        git(site, "push", "-q", "origin", "main")
        (warning,) = cross_post(repository, "b", base="main", text="changed\n")
        assert warning.startswith("b goes on without what is new in main: they conflict")
        assert shown(remote, f"b:{POST}") == "changed\n"

    def test_the_base_is_that_of_the_remote(self, site, remote, tmp_path):
        other = clone(remote, tmp_path / "other")
        commit(other, "main goes on", README_md="on\n")
        git(other, "push", "-q")
        cross_post(Repository.of(site), "b", base="main")
        assert shown(remote, "b:README.md") == "on\n"

    def test_a_restart_begins_at_the_base_and_replaces_what_was_pushed(self, site, remote):
        repository = Repository.of(site)
        with repository.branch("b") as checkout:
            write(checkout.target, "posts/old.md", "old\n")
            checkout.repository.commit([PurePosixPath("posts/old.md")], "x")
        repository.push("b")
        cross_post(repository, "b", restart=True)
        assert git(remote, "ls-tree", "-r", "--name-only", "b").split() == [
            "README.md",
            "about.md",
            str(POST),
        ]

    def test_a_restart_overwrites_nothing_that_came_meanwhile(self, site, remote, tmp_path):
        repository = Repository.of(site)
        cross_post(repository, "b")
        other = clone(remote, tmp_path / "other", "--branch=b")
        with repository.branch("b", restart=True) as checkout:
            write(checkout.target, POST, "anew\n")
            checkout.repository.commit([POST], "x")
            theirs = commit(other, "theirs", theirs_md="x\n")
            git(other, "push", "-q")
        with pytest.raises(
            TargetError, match="somebody else pushed to this branch at the same time; run it again"
        ):
            repository.push("b", replaces=checkout.replaces)
        assert git(remote, "rev-parse", "b").strip() == theirs

    def test_the_work_tree_is_removed_after_an_error(self, site):
        with pytest.raises(ZeroDivisionError), Repository.of(site).branch("b") as checkout:
            raise ZeroDivisionError
        assert not checkout.repository.root.exists()
        assert worktrees(site) == 1

    def test_what_a_killed_run_left_is_removed_by_the_next(self, site):
        script = f"""
import os, pathlib
from syndicate.writer.git.repository import Repository
with Repository.of(pathlib.Path({str(site)!r})).branch("b") as checkout:
    (checkout.target / "half.md").write_text("half")
    os.kill(os.getpid(), 9)
"""
        subprocess.run([sys.executable, "-c", script], check=False, cwd=Path(__file__).parents[2])
        assert worktrees(site) == 2
        with Repository.of(site).branch("b") as checkout:
            assert not (checkout.target / "half.md").exists()
            write(checkout.target, POST, "text\n")
            assert checkout.repository.commit([POST], "x")
        assert worktrees(site) == 1

    def test_a_left_over_whose_folder_is_gone_or_broken_is_removed_too(self, site):
        repository = Repository.of(site)
        for spoil in ("folder", ".git"):
            with repository.branch("b") as checkout:
                folder = checkout.repository.root
            git(site, "worktree", "add", "-q", "--lock", str(folder), "b")
            if spoil == "folder":
                folder.rename(site.parent / "elsewhere")
            else:
                (folder / ".git").write_text("nonsense")
            with repository.branch("b") as checkout:
                assert (checkout.target / "README.md").exists()
            assert worktrees(site) == 1

    def test_a_work_tree_of_the_persons_is_not_touched(self, site, tmp_path):
        git(site, "worktree", "add", "-q", "-b", "b", str(tmp_path / "hers"))
        git(site, "worktree", "add", "-q", "-b", "c", str(tmp_path / "unmounted"))
        (tmp_path / "unmounted").rename(tmp_path / "away")
        with pytest.raises(TargetError, match="already"), Repository.of(site).branch("b"):
            pass
        with Repository.of(site).branch("d"):
            pass
        assert worktrees(site) == 3

    def test_two_runs_on_one_branch_do_not_meet(self, site, monkeypatch):
        import filelock

        real = filelock.FileLock.acquire
        monkeypatch.setattr(filelock.FileLock, "acquire", lambda self, **_: real(self, timeout=0.1))
        with Repository.of(site).branch("b"):
            with pytest.raises(BusyError, match="another run works on b"), Repository.of(site).branch("b"):
                pass
            with Repository.of(site).branch("c"):
                pass

    def test_hooks_for_checkouts_and_merges_do_not_run(self, site, remote, tmp_path):
        for name in ("post-checkout", "post-merge", "pre-merge-commit"):
            hook(site / ".git", name, f"echo {name} >> '{tmp_path}/ran'; exit 1")
        repository, other = Repository.of(site), clone(remote, tmp_path / "other")
        cross_post(repository, "b", base="main")
        commit(other, "on", README_md="on\n")
        git(other, "push", "-q")
        assert cross_post(repository, "b", base="main", text="changed\n") == ()
        write(site, POST, "text\n")
        repository.commit([POST], "x")
        repository.push()
        assert git(remote, "rev-list", "--count", "--merges", "b", "main") == "2\n"
        assert not (tmp_path / "ran").exists()

    @pytest.mark.parametrize("name", ["", "-d", "a b", "a..b", "@{-1}", "x.lock", "a\nb", "refs/heads/*"])
    def test_what_is_no_name_for_a_branch_is_refused(self, site, name):
        git(site, "checkout", "-q", "-b", "side")
        with pytest.raises(TargetError, match="no name for a branch"), Repository.of(site).branch(name):
            pass

    def test_a_base_that_is_not_there_is_an_error(self, site, tmp_path):
        with (
            pytest.raises(TargetError, match="no such branch or commit"),
            Repository.of(site).branch("b", "-x"),
        ):
            pass
        git(tmp_path, "init", "-q", "empty")
        empty = Repository.of(tmp_path / "empty")
        with pytest.raises(TargetError, match="no commit yet"), empty.branch("b"):
            pass

    def test_a_remote_that_cannot_be_reached_is_an_error(self, site, remote):
        remote.rename(remote.parent / "away.git")
        with pytest.raises(TargetError, match="git ls-remote failed"), Repository.of(site).branch("b"):
            pass


class TestShallow:
    """Clones as actions/checkout makes them: one commit of one branch."""

    def test_a_branch_is_begun(self, remote, tmp_path):
        shallow = clone(remote, tmp_path / "shallow", "--depth=1")
        cross_post(Repository.of(shallow), "b")
        assert files_of(remote, "b") == [str(POST)]

    def test_a_branch_is_continued_and_the_base_merged_through_history_that_must_be_fetched(
        self, site, remote, tmp_path
    ):
        cross_post(Repository.of(site), "b", base="main")
        for n in range(4):
            commit(site, f"on {n}", README_md=f"on {n}\n")
        git(site, "push", "-q", "origin", "main")
        shallow = clone(remote, tmp_path / "shallow", "--depth=1")
        git(shallow, "checkout", "-q", "--detach")
        for text in ("changed\n", "changed again\n"):
            assert cross_post(Repository.of(shallow), "b", base="main", text=text) == ()
        assert shown(remote, "b:README.md") == "on 3\n"
        assert shown(remote, f"b:{POST}") == "changed again\n"
        assert git(remote, "log", "--format=%s", "--merges", "b") == "Merge main into b\n"

    def test_the_base_may_be_head_that_only_a_merge_of_a_pull_request_has(self, site, remote, tmp_path):
        cross_post(Repository.of(site), "b")
        commit(site, "on", README_md="on\n")
        git(site, "push", "-q", "origin", "HEAD:refs/pull/1/merge")
        shallow = tmp_path / "shallow"
        git(tmp_path, "init", "-q", "shallow")
        git(shallow, "remote", "add", "origin", f"file://{remote}")
        git(shallow, "fetch", "-q", "--depth=1", "origin", "+refs/pull/1/merge:refs/remotes/pull/1/merge")
        git(shallow, "checkout", "-q", "refs/remotes/pull/1/merge")
        assert cross_post(Repository.of(shallow, "Bot <bot@example.org>"), "b", text="changed\n") == ()
        assert shown(remote, "b:README.md") == "on\n"

    def test_without_a_common_history_the_branch_goes_on_with_a_warning(self, site, remote, tmp_path):
        git(site, "checkout", "-q", "--orphan", "b")
        commit(site, "another beginning", README_md="other\n")
        git(site, "push", "-q", "origin", "b")
        shallow = clone(remote, tmp_path / "shallow", "--depth=1", "--branch=main")
        (warning,) = cross_post(Repository.of(shallow), "b", base="main")
        assert "no common history of the two is known here" in warning
        assert files_of(remote, "b") == [str(POST)]

    def test_a_push_that_comes_late_is_merged(self, remote, tmp_path):
        shallow = clone(remote, tmp_path / "shallow", "--depth=1")
        other = clone(remote, tmp_path / "other")
        repository = Repository.of(shallow)
        write(shallow, POST, "text\n")
        repository.commit([POST], "x")
        commit(other, "theirs", theirs_md="x\n")
        git(other, "push", "-q")
        repository.push()
        assert shown(remote, "main:theirs.md") == "x\n"
        assert shown(remote, f"main:{POST}") == "text\n"


class TestPush:
    @pytest.fixture
    def other(self, remote, tmp_path) -> Path:
        return clone(remote, tmp_path / "other")

    def prepared(self, site: Path) -> Repository:
        repository = Repository.of(site)
        write(site, POST, "text\n")
        repository.commit([POST], "A post")
        return repository

    def test_what_somebody_pushed_meanwhile_is_merged_beside_a_dirty_checkout(self, site, remote, other):
        repository = self.prepared(site)
        write(site, "README.md", "staged\n")
        git(site, "add", "README.md")
        write(site, "mine.md", "untracked\n")
        before = git(site, "status", "--porcelain=v2")
        commit(other, "theirs", about_md="theirs\n")
        git(other, "push", "-q")
        repository.push()
        assert git(remote, "rev-parse", "main") == git(site, "rev-parse", "main")
        assert (site / "about.md").read_text() == "theirs\n"
        assert git(site, "status", "--porcelain=v2") == before
        assert worktrees(site) == 1

    def test_a_change_of_the_persons_in_the_way_is_not_overwritten(self, site, other):
        repository = self.prepared(site)
        write(site, "about.md", "mine, not committed\n")
        before = git(site, "rev-parse", "main")
        commit(other, "theirs", about_md="theirs\n")
        git(other, "push", "-q")
        with pytest.raises(TargetError, match="git merge failed"):
            repository.push()
        assert (site / "about.md").read_text() == "mine, not committed\n"
        assert git(site, "rev-parse", "main") == before

    def test_a_conflict_with_what_was_pushed_is_an_error_and_changes_nothing(self, site, remote, other):
        repository = self.prepared(site)
        write(other, POST, "their text\n")
        theirs = commit(other, "theirs")
        git(other, "push", "-q")
        before = git(site, "status", "--porcelain=v2", "--branch")
        with pytest.raises(TargetError, match=r"what they changed conflicts; pull, then push"):
            repository.push()
        assert git(site, "status", "--porcelain=v2", "--branch") == before
        assert git(remote, "rev-parse", "main").strip() == theirs
        assert worktrees(site) == 1

    def test_a_branch_that_is_nowhere_checked_out_is_merged_too(self, site, remote, other):
        repository = Repository.of(site)
        cross_post(repository, "b")
        git(other, "fetch", "-q")
        git(other, "checkout", "-q", "b")
        with repository.branch("b") as checkout:
            write(checkout.target, POST, "changed\n")
            checkout.repository.commit([POST], "x")
            commit(other, "theirs", theirs_md="x\n")
            git(other, "push", "-q")
        repository.push("b")
        assert shown(remote, "b:theirs.md") == "x\n"
        assert git(remote, "rev-parse", "b") == git(site, "rev-parse", "b")

    def test_a_push_inside_of_the_branchs_work_tree_merges_too(self, site, remote, other):
        repository = Repository.of(site)
        cross_post(repository, "b")
        git(other, "fetch", "-q")
        git(other, "checkout", "-q", "b")
        with repository.branch("b") as checkout:
            write(checkout.target, POST, "changed\n")
            checkout.repository.commit([POST], "x")
            commit(other, "theirs", theirs_md="x\n")
            git(other, "push", "-q")
            checkout.repository.push("b")
            assert (checkout.target / "theirs.md").exists()
        assert shown(remote, "b:theirs.md") == "x\n"

    def test_a_protected_branch_is_said_and_the_way_around_it(self, site, remote):
        script = 'while read -r old new ref; do [ "$ref" != refs/heads/main ] || { echo "GL-1: main is protected" >&2; exit 1; }; done'
        hook(remote, "pre-receive", script)
        repository = self.prepared(site)
        with pytest.raises(
            TargetError, match=r"main: .*hook declined; GL-1: main is protected.*--pull-request"
        ) as caught:
            repository.push()
        assert "\n" not in str(caught.value)
        cross_post(repository, "b")
        assert files_of(remote, "b") == [str(POST)]

    @pytest.mark.usefixtures("remote")
    def test_hooks_of_the_person_run_before_a_push(self, site):
        hook(site / ".git", "pre-push", "echo the tests fail >&2; exit 1")
        with pytest.raises(TargetError, match="git push failed"):
            self.prepared(site).push()

    @pytest.mark.usefixtures("remote")
    def test_pushing_again_is_nothing(self, site):
        repository = self.prepared(site)
        repository.push()
        repository.push("main")

    @pytest.mark.usefixtures("remote")
    def test_a_detached_head_has_no_branch_to_push(self, site):
        git(site, "checkout", "-q", "--detach")
        with pytest.raises(TargetError, match=r"no branch is checked out.*--branch"):
            Repository.of(site).push()

    def test_no_remote_and_many_remotes_are_errors(self, site):
        with pytest.raises(TargetError, match="no remote to push to"):
            Repository.of(site).push()
        git(site, "remote", "add", "one", "x")
        assert Repository.of(site).remote_url() == "x"
        git(site, "remote", "add", "two", "y")
        with pytest.raises(TargetError, match="which of the remotes one, two"):
            Repository.of(site).push()
        git(site, "remote", "add", "origin", "z")
        assert Repository.of(site).remote_url() == "z"

    @pytest.mark.parametrize(
        "words",
        [
            "https://bot:s3cret@example.org/x",
            "https://s3cret@example.org/x",
            "https://bot:p@s3cret@example.org/x",
            "https://bot:s/3cret@example.org/s3cret@x",
            "https://example.org/?a=1&private_token=s3cret",
            "ghp_s3cret",
            "github_pat_11_s3cret",
            "AUTHORIZATION: basic s3cret",
        ],
    )
    def test_secrets_are_in_no_error(self, site, remote, words):
        hook(remote, "pre-receive", f"echo 'not from {words}' >&2; exit 1")
        with pytest.raises(TargetError, match=r"not from .*\*\*\*") as caught:
            self.prepared(site).push()
        assert "3cret" not in str(caught.value)

    def test_a_server_that_does_not_answer_is_said_without_the_credentials(self, site):
        git(site, "remote", "add", "origin", "http://bot:s3cret@127.0.0.1:9/site.git")
        with pytest.raises(RemoteError, match="are you online") as caught:
            self.prepared(site).push()
        assert "s3cret" not in str(caught.value)
        assert "\n" not in str(caught.value)

    def test_a_servers_words_move_no_cursor(self, site, remote):
        hook(remote, "pre-receive", r"printf 'no \033[2J\033]0;x\007 way\n' >&2; exit 1")
        with pytest.raises(TargetError) as caught:
            self.prepared(site).push()
        assert str(caught.value).isprintable()
