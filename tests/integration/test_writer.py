"""The target on real files, real links, real git, real processes."""

import os
import random
import re
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicate.addresses import identity
from syndicate.errors import BusyError, TargetError
from syndicate.fetcher.folders import cache_folder
from syndicate.models import Asset, Change, Kind, Loss, Post, Record
from syndicate.planner import Existing, path_key, plan
from syndicate.writer import state
from syndicate.writer.adoption import Mention
from syndicate.writer.paths import safe_path
from syndicate.writer.target import Target

DAY, NEXT_DAY = date(2026, 1, 1), date(2026, 1, 2)
POSTS = PurePosixPath("src/posts")


def remembered(target: Target) -> dict[str, Record]:
    return {record.address: record for record in target.records()}


def post(name: str, text: str = "", path: str = "") -> Post:
    address = f"https://example.org/2022/{name}/"
    return Post(
        address,
        PurePosixPath(path or f"src/posts/2022/{name}.md"),
        text or f"---\ntitle: {name}\n---\n\n[x]({address})\n",
    )


def sync(target: Target, *posts: Post, today: date = DAY, force: bool = False) -> list[Change]:
    """What a run does with the posts, as the pipeline does it."""
    records = remembered(target)
    files = target.files(POSTS)
    new = {identity(each.address) for each in posts if each.address not in records}
    adoptable = target.adoptable(new, files, {record.path for record in records.values()})
    taken = {path_key(path) for path in [*files, *(record.path for record in records.values())]}
    changes = []
    for each in posts:
        record, mention = records.get(each.address), adoptable.get(identity(each.address))
        adopted = mention.path if mention else None
        before = target.read(record.path if record else adopted or each.path)
        existing = Existing(record, before, adopted, taken)
        change = plan(each, existing, today=today.isoformat(), force=force)
        target.apply(change)
        taken.add(path_key(change.post.path))
        changes.append(change)
    return changes


def added(new: Post) -> Change:
    """The change that adds a post just where it says, whatever a planner would say to that."""
    record = Record(new.address, new.path, new.text, "2026-01-01", "2026-01-01")
    return Change(Kind.ADD, new, record, after=new.text)


def kinds(changes: list[Change]) -> list[Kind]:
    return [change.kind for change in changes]


def tree(root: Path) -> dict[str, bytes]:
    files = (path for path in root.rglob("*") if path.is_file() and ".git" not in path.parts)
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def git(root: Path, *arguments: str) -> str:
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(root),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
    }
    options = ["-c", "user.name=Ann", "-c", "user.email=ann@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(
        ["git", *options, *arguments], cwd=root, env=environment, check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "site"
    root.mkdir()
    git(root, "init", "--quiet", "--initial-branch=main")
    root.joinpath("README.md").write_text("A site.\n", encoding="utf-8")
    git(root, "add", ".")
    git(root, "commit", "--quiet", "-m", "Begin")
    return root


@pytest.fixture
def target(tmp_path: Path) -> Target:
    return Target.open(tmp_path, "18f")


def test_a_second_run_leaves_the_repository_clean(repository: Path) -> None:
    posts = [post("one"), post("two")]
    assert kinds(sync(Target.open(repository, "18f"), *posts)) == [Kind.ADD, Kind.ADD]
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "Sync")
    times = {path: path.stat().st_mtime_ns for path in repository.rglob("*.[mp]*")}
    assert kinds(sync(Target.open(repository, "18f"), *posts, today=NEXT_DAY)) == [Kind.UNCHANGED] * 2
    assert git(repository, "status", "--porcelain") == ""
    assert {path: path.stat().st_mtime_ns for path in repository.rglob("*.[mp]*")} == times


def test_two_branches_that_add_different_articles_merge(repository: Path) -> None:
    for branch in ("one", "two"):
        git(repository, "checkout", "--quiet", "-b", branch, "main")
        sync(Target.open(repository, "18f"), post(branch))
        git(repository, "add", ".")
        git(repository, "commit", "--quiet", "-m", branch)
    git(repository, "merge", "--quiet", "--no-edit", "one")
    target = Target.open(repository, "18f")
    assert kinds(sync(target, post("one"), post("two"))) == [Kind.UNCHANGED] * 2
    assert target.state().broken == {}


def test_a_checkout_with_crlf_counts_as_unchanged(repository: Path) -> None:
    sync(Target.open(repository, "18f"), post("one"))
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "-m", "Sync")
    git(repository, "config", "core.autocrlf", "true")
    git(repository, "rm", "--quiet", "-r", "--cached", ".")
    git(repository, "reset", "--quiet", "--hard")
    target = Target.open(repository, "18f")
    assert "\r\n" in target.read(post("one").path)
    assert kinds(sync(target, post("one"))) == [Kind.UNCHANGED]
    assert kinds(sync(target, post("one", "new\n"))) == [Kind.UPDATE]


def test_the_life_of_a_post(target: Target) -> None:
    path = post("one").path
    file = target.root / path
    sync(target, post("one", "first\n"))
    assert kinds(sync(target, post("one", "second\n"), today=NEXT_DAY)) == [Kind.UPDATE]
    record = remembered(target)[post("one").address]
    assert (record.base, record.first_seen, record.last_changed) == ("second\n", "2026-01-01", "2026-01-02")
    file.write_text("edited\n", encoding="utf-8")
    before = tree(target.root)
    assert kinds(sync(target, post("one", "second\n"))) == [Kind.EDITED]
    assert tree(target.root) == before
    assert kinds(sync(target, post("one", "third\n"))) == [Kind.CONFLICT]
    (theirs,) = tree(target.root).keys() - before.keys()
    assert tree(target.root) == before | {theirs: b"third\n"}
    assert remembered(target)[post("one").address].theirs == "third\n"
    assert kinds(sync(target, post("one", "third\n"), force=True)) == [Kind.UPDATE]
    assert target.read(path) == "third\n"
    file.unlink()
    before = tree(target.root)
    assert kinds(sync(target, post("one", "fourth\n"))) == [Kind.DELETED]
    assert tree(target.root) == before
    assert kinds(sync(target, post("one", "fourth\n"), force=True)) == [Kind.ADD]
    assert target.read(path) == "fourth\n"


def test_a_post_made_by_hand_is_adopted_and_not_touched(target: Target) -> None:
    by_hand = target.root / "src/posts/old/mine.markdown"
    by_hand.parent.mkdir(parents=True)
    by_hand.write_bytes(f"---\r\ntitle: Mine\r\n---\r\n\r\n*At [18F]({post('one').address}).*\r\n".encode())
    by_hand.with_name("draft.txt").write_text(post("two").text, encoding="utf-8")
    before = tree(target.root)
    changes = sync(target, post("one"), post("two"))
    assert kinds(changes) == [Kind.ADOPT, Kind.ADD]
    assert changes[0].post.path == PurePosixPath("src/posts/old/mine.markdown")
    assert {name: tree(target.root)[name] for name in before} == before
    assert remembered(target)[post("one").address].base == post("one").text
    assert kinds(sync(target, post("one"))) == [Kind.EDITED]


def test_of_two_files_the_one_with_the_attribution_is_adopted(target: Target) -> None:
    address = post("one").address
    posts = target.root / "src/posts"
    posts.mkdir(parents=True)
    essay = f"My own thoughts.\n\nOn [this]({address}).\n"
    posts.joinpath("a.md").write_text(essay, encoding="utf-8")
    posts.joinpath("b.md").write_text(f"*[Original]({address})*\n\nText.\n", encoding="utf-8")
    files = target.files(POSTS)
    known = identity(address)
    assert target.adoptable([known], files) == {known: Mention(PurePosixPath("src/posts/b.md"))}
    assert target.adoptable([known], files, {PurePosixPath("src/posts/b.md")}) == {
        known: Mention(
            PurePosixPath("src/posts/a.md"), is_attribution=False, beginning=frozenset(state.beginning(essay))
        )
    }


def test_files_are_listed_without_hidden_folders(target: Target) -> None:
    for name in ("a.md", "b/c.txt", ".git/d.md", "node_modules/e.md"):
        target.root.joinpath(name).parent.mkdir(exist_ok=True)
        target.root.joinpath(name).touch()
    assert target.files(PurePosixPath()) == {PurePosixPath("a.md"), PurePosixPath("b/c.txt")}
    assert target.files(PurePosixPath("b")) == {PurePosixPath("b/c.txt")}
    assert target.files(POSTS) == frozenset()


@pytest.mark.parametrize("broken", [b"half a fi", b"\xff\xfe", b""])
def test_a_broken_state_file_is_named_and_its_post_adopted(target: Target, broken: bytes) -> None:
    sync(target, post("one"))
    (file,) = target.root.glob(".syndicate/18f/*")
    text = file.read_bytes()
    file.write_bytes(broken)
    assert list(target.state().broken) == [file.name]
    assert kinds(sync(target, post("one"))) == [Kind.ADOPT]
    assert file.read_bytes() == text


def test_two_articles_of_one_path_are_two_posts(target: Target) -> None:
    one, two = post("one", path="src/posts/same.md"), post("two", path="src/posts/Same.md")
    assert [str(change.post.path) for change in sync(target, one, two)] == [
        "src/posts/same.md",
        "src/posts/Same-2.md",
    ]
    assert kinds(sync(target, two, one)) == [Kind.UNCHANGED] * 2


def test_a_loss_is_remembered(target: Target) -> None:
    lossy = Post("https://example.org/a/", PurePosixPath("a.md"), "text\n", losses=(Loss("table", "a span"),))
    sync(target, lossy)
    assert remembered(target)[lossy.address].losses == lossy.losses


def test_a_post_keeps_its_permissions_and_a_new_one_has_the_usual(target: Target) -> None:
    usual = target.root / "usual"
    usual.touch()
    sync(target, post("one"))
    file = target.root / post("one").path
    assert file.stat().st_mode == usual.stat().st_mode
    file.chmod(0o664)
    sync(target, post("one", "new\n"))
    assert file.stat().st_mode & 0o777 == 0o664


def test_an_edit_made_during_the_run_is_not_written_over(target: Target) -> None:
    sync(target, post("one"))
    record = remembered(target)[post("one").address]
    change = plan(post("one", "new\n"), Existing(record, target.read(record.path)), today="2026-01-02")
    target.root.joinpath(post("one").path).write_text("mine\n", encoding="utf-8")
    with pytest.raises(TargetError, match="changed during the run"):
        target.apply(change)
    assert target.read(post("one").path) == "mine\n"


def test_pictures_are_written_with_their_post_and_known_again(target: Target) -> None:
    picture = Asset(PurePosixPath("img/one/a.png"), b"\x89PNG")
    shown = replace(post("one"), assets=(picture,))
    sync(target, shown)
    assert target.root.joinpath(picture.path).read_bytes() == picture.content
    record = remembered(target)[shown.address]
    assert record.pictures == target.digests([picture.path])
    assert target.digests([PurePosixPath("img/none.png")]) == {}


def test_an_article_that_has_a_new_address_has_one_record(target: Target) -> None:
    sync(target, post("one"))
    record = remembered(target)[post("one").address]
    moved = replace(post("one"), address="https://example.org/2022/uno/")
    target.apply(plan(moved, Existing(record, target.read(record.path)), today="2026-01-02"))
    assert [file.name for file in target.root.glob(".syndicate/18f/*")] == [state.file_name(moved.address)]
    assert remembered(target)[moved.address].formerly == (post("one").address,)


@pytest.mark.parametrize(
    "path",
    [
        "../a.md",
        "src/../../a.md",
        "/tmp/a.md",
        "src\\a.md",
        "src/a\n.md",
        ".git/hooks/post-commit",
        "src/.GIT/x",
    ],
)
def test_no_post_is_written_or_read_elsewhere(tmp_path: Path, path: str) -> None:
    root = tmp_path / "site"
    root.mkdir()
    target = Target.open(root, "18f")
    for act in (
        lambda: target.read(PurePosixPath(path)),
        lambda: target.apply(added(post("a", path=path))),
    ):
        with pytest.raises(TargetError) as error:
            act()
        assert error.value.address == path
    assert list(tmp_path.rglob("*")) == [root]


@pytest.mark.parametrize("link", ["src", "src/posts", "src/posts/a.md", ".syndicate", ".syndicate/18f"])
def test_a_link_that_leads_out_of_the_target_is_not_followed(tmp_path: Path, link: str) -> None:
    root, outside = tmp_path / "site", tmp_path / "outside"
    outside.mkdir()
    root.joinpath(link).parent.mkdir(parents=True)
    root.joinpath(link).symlink_to(outside / "a.md" if link.endswith(".md") else outside)
    target = Target.open(root, "18f")
    with pytest.raises(TargetError, match="leads out of the target"):
        target.apply(added(post("a", path="src/posts/a.md")))
    assert list(outside.iterdir()) == []


def said(act) -> str:
    with pytest.raises(TargetError) as error:
        act()
    return str(error.value)


def test_what_cannot_be_done_is_said_with_the_place_and_the_way_out(tmp_path: Path) -> None:
    root, outside = tmp_path / "site", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    root.joinpath("out").symlink_to(outside)
    root.joinpath("loop").symlink_to(root / "loop")
    root.joinpath("latin.md").write_bytes(b"caf\xe9")
    root.joinpath("folder.md").mkdir()
    root.joinpath("file").touch()
    target = Target.open(root, "18f")
    assert said(lambda: Target.open(tmp_path / "none", "x")) == (
        f"{tmp_path}/none: there is no such folder; create it or name your site's repository"
    )
    assert said(lambda: Target.open(root / "file", "x")) == (
        f"{root}/file: this is not a folder; name your site's repository"
    )
    for path in ("/etc/passwd", "../x", "a\\b", "a\x7fb", "a\x1fb"):
        shown = re.sub("[\x1f\x7f]", "\N{REPLACEMENT CHARACTER}", path)
        assert said(lambda path=path: target.read(PurePosixPath(path))) == (
            f"{shown}: this path is not one inside the target; look at post.path in the config"
        )
    assert target.read(PurePosixPath("a b.md")) == target.read(PurePosixPath("a\x80b..md")) == ""
    assert said(lambda: target.read(PurePosixPath("out/x"))) == (
        "out/x: a link on this path leads out of the target; remove the link"
    )
    assert said(lambda: target.read(PurePosixPath("loop/x"))).startswith(
        "loop/x: a link on this path leads nowhere: "
    )
    assert said(lambda: target.read(PurePosixPath(".git/x"))) == (
        ".git/x: this is git's own folder, where no post may stand"
    )
    assert said(lambda: target.read(PurePosixPath("latin.md"))) == (
        "latin.md: this post is not UTF-8; save it as UTF-8"
    )
    assert (
        said(lambda: target.read(PurePosixPath("folder.md"))) == "folder.md: cannot be read: Is a directory"
    )
    assert said(lambda: list(target.heads([PurePosixPath("folder.md")]))) == (
        "folder.md: cannot be read: Is a directory"
    )
    assert said(lambda: target.record("https://none.example/")) == (
        f"{target.state_file('https://none.example/')}: cannot be used: No such file or directory"
    )


def test_a_post_that_was_changed_during_the_run_is_named(target: Target) -> None:
    change = replace(added(post("one")), before="as it was\n")
    path = post("one").path
    assert said(lambda: target.apply(change)) == f"{path}: this post was changed during the run; run it again"


def test_a_state_that_cannot_be_removed_is_named(target: Target) -> None:
    former = "https://example.org/former/"
    target.root.joinpath(target.state_file(former)).mkdir(parents=True)
    change = added(post("one"))
    change = replace(change, record=replace(change.record, formerly=(former,)))
    assert re.fullmatch(
        rf"{target.state_file(former)}: cannot be removed: (Is a directory|Operation not permitted)",
        said(lambda: target.apply(change)),
    )


def test_only_the_beginning_of_a_post_is_read_for_its_head(target: Target) -> None:
    target.root.joinpath("long.md").write_bytes(b"\xff" + b"x" * 70_000)
    target.root.joinpath("link.md").symlink_to("long.md")
    paths = [PurePosixPath("link.md"), PurePosixPath("long.md")]
    assert list(target.heads(paths)) == [(paths[1], "\ufffd" + "x" * 65_535)]


def test_a_state_that_is_a_link_out_of_the_target_is_not_read(tmp_path: Path) -> None:
    root, outside = tmp_path / "site", tmp_path / "outside"
    root.mkdir()
    outside.mkdir()
    root.joinpath(".syndicate").symlink_to(outside)
    with pytest.raises(TargetError, match="leads out of the target"):
        Target.open(root, "18f").state()


def test_a_link_is_not_adopted(tmp_path: Path) -> None:
    posts = tmp_path / "site/src/posts"
    posts.mkdir(parents=True)
    tmp_path.joinpath("elsewhere.md").write_text(post("one").text, encoding="utf-8")
    posts.joinpath("link.md").symlink_to(tmp_path / "elsewhere.md")
    target = Target.open(tmp_path / "site", "18f")
    files = target.files(POSTS)
    assert files == {POSTS / "link.md"}
    assert target.adoptable([identity(post("one").address)], files) == {}


def test_bytes_that_are_there_are_not_written_again(target: Target) -> None:
    sync(target, post("one"))
    files = [target.root / post("one").path, *target.root.glob(".syndicate/18f/*")]
    for file in files:
        os.utime(file, (1, 1))
    (record,) = remembered(target).values()
    text = post("one").text
    target.apply(Change(Kind.UPDATE, post("one"), record, before=text, after=text))
    assert [file.stat().st_mtime for file in files] == [1, 1]


def test_a_link_inside_the_target_is_written_through(target: Target) -> None:
    target.root.joinpath("content").mkdir()
    target.root.joinpath("src").symlink_to("content")
    sync(target, post("one"))
    assert target.root.joinpath("content/posts/2022/one.md").read_text(encoding="utf-8") == post("one").text
    assert target.root.joinpath("src").is_symlink()
    assert kinds(sync(target, post("one"))) == [Kind.UNCHANGED]


PARTS = st.sampled_from(["../", "/", "\\", ".", "..", "C:", "\n", "\x00", ".git", "out", "é", "x" * 300])


@settings(max_examples=150)
@given(
    text=st.lists(PARTS | st.text(st.characters(exclude_categories=["Cs"])), max_size=6).map("".join),
    safe=st.booleans(),
)
def test_no_text_makes_a_path_that_leads_out_of_the_target(
    tmp_path_factory: pytest.TempPathFactory, text: str, *, safe: bool
) -> None:
    outer = tmp_path_factory.mktemp("outer")
    root, outside = outer / "site", outer / "outside"
    root.mkdir()
    outside.mkdir()
    root.joinpath("out").symlink_to(outside)
    path = safe_path(text) if safe else PurePosixPath(text)
    try:
        Target.open(root, "18f").apply(added(Post("https://example.org/", path, "text\n")))
    except TargetError:
        assert not root.joinpath(".syndicate").exists()
    else:
        assert b"text\n" in tree(root).values()
    assert sorted(outer.iterdir()) == [outside, root]
    assert list(outside.iterdir()) == []


@pytest.mark.parametrize(("name", "message"), [("none", "there is no such folder"), ("file", "not a folder")])
def test_what_cannot_be_a_target_is_said_so(tmp_path: Path, name: str, message: str) -> None:
    tmp_path.joinpath("file").touch()
    with pytest.raises(TargetError, match=message) as error:
        Target.open(tmp_path / name, "18f")
    assert error.value.address == str(tmp_path / name)


def test_a_post_that_is_no_utf_8_is_said_so(target: Target) -> None:
    target.root.joinpath("a.md").write_bytes(b"caf\xe9")
    with pytest.raises(TargetError, match=r"a\.md: .*UTF-8"):
        target.read(PurePosixPath("a.md"))


def test_what_the_system_refuses_is_said_with_the_path(target: Target) -> None:
    target.root.joinpath("src").write_text("a file where a folder is to be", encoding="utf-8")
    with pytest.raises(TargetError, match=r"src/posts/2022/one\.md: cannot be written"):
        sync(target, post("one"))
    target.root.joinpath("b.md").mkdir()
    with pytest.raises(TargetError, match=r"b\.md: cannot be read"):
        target.read(PurePosixPath("b.md"))


def test_a_link_that_lies_in_wait_for_a_temporary_file_is_not_written_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, victim = tmp_path / "site", tmp_path / "victim"
    folder = root / post("one").path.parent
    root.mkdir()
    victim.write_text("precious", encoding="utf-8")
    seen: list[str] = []
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: seen.extend(path.name for path in folder.iterdir()))
        sync(Target.open(root, "18f"), post("one"))
    temporary = next(name for name in seen if name.endswith(".tmp"))
    folder.joinpath(temporary).symlink_to(victim)
    sync(Target.open(root, "18f"), post("one", "new\n"))
    assert victim.read_text(encoding="utf-8") == "precious"
    assert [path.name for path in folder.iterdir()] == ["one.md"]


WORKER = """
import sys, time
from datetime import date
from pathlib import Path
from syndicate.fetcher.folders import cache_folder
from syndicate.writer.target import Target
from tests.integration.test_writer import many, sync
target = Target.open(Path(sys.argv[1]), "18f")
with target.locked(cache_folder()):
    print("holding", flush=True)
    if sys.argv[2] == "wait":
        time.sleep(60)
    sync(target, *many(sys.argv[2]))
"""


def many(version: str) -> list[Post]:
    return [post(f"p{number}", f"{post(f'p{number}').text}\n{version}\n" * 50) for number in range(60)]


def worker(root: Path, version: str) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, str(root), version],
        cwd=Path(__file__).parents[2],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "holding\n"
    return process


@pytest.fixture
def _cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.mark.usefixtures("_cache")
def test_a_target_is_held_by_one_run_until_it_ends_even_by_force(tmp_path: Path) -> None:
    root = tmp_path / "site"
    root.mkdir()
    tmp_path.joinpath("link").symlink_to(root)
    target = Target.open(tmp_path / "link", "another-source")
    with worker(root, "wait") as process:
        started = time.monotonic()
        with (
            pytest.raises(BusyError, match="another run holds this target"),
            target.locked(cache_folder(), wait=0.3),
        ):
            pass
        assert time.monotonic() - started >= 0.3
        process.send_signal(signal.SIGKILL)
    with target.locked(cache_folder(), wait=1):
        pass
    with target.locked(cache_folder(), wait=1):
        pass
    assert list(root.iterdir()) == []


@pytest.mark.usefixtures("_cache")
def test_a_run_that_is_killed_at_any_instant_is_completed_by_the_next(tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    whole.mkdir()
    sync(Target.open(whole, "18f"), *many("1"))
    sync(Target.open(whole, "18f"), *many("2"))
    for attempt in range(4):
        root = tmp_path / f"killed-{attempt}"
        root.mkdir()
        target = Target.open(root, "18f")
        for version in ("1", "2"):
            with worker(root, version) as process:
                time.sleep(random.uniform(0, 0.1))
                process.kill()
            changes = sync(target, *many(version))
            assert not {Kind.CONFLICT, Kind.EDITED, Kind.DELETED} & set(kinds(changes))
        assert tree(root) == tree(whole)
        assert target.state().broken == {}


def test_a_run_that_was_stopped_between_post_and_state_is_completed(target: Target) -> None:
    sync(target, post("one", "no attribution, first\n"))
    (file,) = target.root.glob(".syndicate/18f/*")
    old = file.read_bytes()
    file.unlink()
    assert kinds(sync(target, post("one", "no attribution, first\n"))) == [Kind.ADOPT]
    assert file.read_bytes() == old
    sync(target, post("one", "second\n"))
    file.write_bytes(old)
    assert kinds(sync(target, post("one", "second\n"))) == [Kind.ADOPT]
    assert kinds(sync(target, post("one", "third\n"))) == [Kind.UPDATE]


def test_a_folder_where_the_lock_cannot_lie_is_said_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.joinpath("cache").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    with (
        pytest.raises(TargetError, match="XDG_CACHE_HOME"),
        Target.open(tmp_path, "18f").locked(cache_folder()),
    ):
        pass


def test_the_state_names_every_address_once(target: Target) -> None:
    sync(target, *many("1"))
    assert {path.name for path in target.root.glob(".syndicate/18f/*")} == {
        state.file_name(each.address) for each in many("1")
    }
