"""`syndicate move`: posts are taken along to where a changed config says, whole, and nothing of a person's is lost."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys

import pytest

from tests.blog import CONFIG, NAME, Place
from tests.integration.test_18f import CONFIG as CONFIG_18F
from tests.integration.test_crashes import KILLED, written
from tests.integration.test_edits import last
from tests.integration.test_pictures import gif, put
from tests.integration.test_publishing import git, site  # noqa: F401  (fixtures)
from tests.integration.test_undo import command

LOCAL = 'permalink = "/posts/{slug}/"\n[links]\nlocal = true\n'


def move(place, *words):
    return command(place, "move", str(place.config), *words)


def change(place, old, new):
    """The config says something else now."""
    text = place.config.read_text()
    assert old in text
    place.config.write_text(text.replace(old, new))


def posts(folder):
    """What lies in a target beside the state."""
    return {name: content for name, content in written(folder).items() if not name.startswith(".syndicate")}


@pytest.fixture
def linked(place):
    """A site in git with three posts, of which the first links to the second, and the third has an edit."""
    place.config.write_text(CONFIG + LOCAL)
    place.blog.write(1, '<p>To <a href="/2/">two</a>, which says more.</p>')
    git(place.target, "init", "--quiet")
    place.run("sync")
    edit = 'Mine: [two](2.md "Two"), <a href="./2.md#end">two</a>, [me][1], `[two](2.md)`.\r\n\n    [two](2.md)\n\n[1]: /posts/1'
    place.post(3).write_bytes(place.post(3).read_bytes() + b"\n" + edit.encode())
    git(place.target, "add", ".")
    git(place.target, "commit", "--quiet", "-m", "First")
    return place


def test_what_would_move_is_shown_first_and_nothing_is_done(linked):
    change(linked, "posts/{slug}.md", "articles/{date:%Y}/{slug}.md")
    said = linked.run("sync").stderr
    assert "3 posts lie elsewhere, such as posts/1.md; `syndicate move` takes them along" in said
    before = written(linked.target)
    done = move(linked)
    assert (done.returncode, done.stdout.splitlines()) == (
        0,
        [
            *(f"move      posts/{n}.md -> articles/2024/{n}.md" for n in (1, 2, 3)),
            "3 posts and 0 other files",
            "nothing was done; add --yes to do it",
        ],
    )
    assert written(linked.target) == before


def test_git_sees_renames_and_the_next_sync_has_nothing_to_do(linked):
    change(linked, "posts/{slug}.md", "articles/{date:%Y}/{slug}.md")
    assert move(linked, "--yes").returncode == 0
    assert not (linked.target / "posts").exists()
    git(linked.target, "add", "-A")
    renamed = [
        line for line in git(linked.target, "status", "--porcelain", "-M").splitlines() if line[0] == "R"
    ]
    assert renamed == [f"R  posts/{n}.md -> articles/2024/{n}.md" for n in (1, 2, 3)]
    git(linked.target, "commit", "--quiet", "-m", "Moved")
    assert git(linked.target, "log", "--follow", "--format=%s", "articles/2024/1.md").split() == [
        "Moved",
        "First",
    ]
    before = posts(linked.target)
    done = linked.run("sync", "--recheck", "all")
    assert (last(done), done.stderr) == ("blog: 1 edited, 2 unchanged", "")
    assert posts(linked.target) == before
    assert move(linked, "--yes").stdout == "nothing to move: every post is where the config says\n"


def test_links_follow_in_posts_and_edits_and_all_else_stays_byte_for_byte(linked):
    before = linked.post(3).read_bytes()
    change(linked, "posts/{slug}.md", "{date:%Y/%d}/{slug}.md")
    change(linked, "/posts/{slug}/", "/a/{slug}/")
    done = move(linked, "--yes")
    assert "note      3 posts will be published at another address, such as /posts/1/ at /a/1/" in done.stderr
    expected = (
        before.replace(b'[two](2.md "', b'[two](../02/2.md "')
        .replace(b"./2.md#end", b"../02/2.md#end")
        .replace(b"[1]: /posts/1", b"[1]: /a/1/")
    )
    assert (linked.target / "2024/03/3.md").read_bytes() == expected
    assert "To [two](/a/2/), which" in (linked.target / "2024/01/1.md").read_text()
    assert last(linked.run("sync", "--recheck", "all")) == "blog: 1 edited, 2 unchanged"
    rows = command(linked, "redirects", str(linked.config)).stdout.splitlines()
    assert rows[:2] == ["/posts/1/ /a/1/ 301", "/1/ /a/1/ 301"]


def test_an_edit_is_merged_after_the_move_as_before(linked):
    change(linked, "posts/{slug}.md", "articles/{slug}.md")
    move(linked, "--yes")
    linked.blog.write(3, "<p>Another text.</p>")
    assert last(linked.run("sync", "--recheck", "all")) == "blog: 1 merged, 2 unchanged"
    text = (linked.target / "articles/3.md").read_text()
    assert "Another text." in text
    assert 'Mine: [two](2.md "Two")' in text


def test_a_page_that_is_no_post_is_named_where_it_links_to_what_moves(linked):
    (linked.target / "about.md").write_text("[One](posts/1.md)\n")
    change(linked, "posts/{slug}.md", "articles/{slug}.md")
    done = move(linked, "--yes")
    assert "note      about.md: links to what moves (posts/1.md); bring it up to date yourself" in done.stderr
    assert (linked.target / "about.md").read_text() == "[One](posts/1.md)\n"


PATHS = [
    "posts/{slug}.md",
    "posts/{slug}/index.md",
    "blog/{date:%Y}/{date:%m}-{slug}.md",
    "b/{slug}/index.md",
]


@pytest.mark.parametrize("new", PATHS)
@pytest.mark.parametrize("old", PATHS)
def test_what_lies_beside_a_post_goes_with_it_and_is_shown(place, old, new):
    place.config.write_text(CONFIG.replace('"posts/{slug}.md"', f'"{old}"\nimages = "beside"'))
    put(place, "/img/a.gif", gif(1))
    place.blog.write(1, '<p>Look: <img src="/img/a.gif" alt="a dot"></p>')
    place.run("sync")
    [picture] = place.target.rglob("a.gif")
    picture.with_name("own").mkdir()
    (picture.parent / "own" / "plan.txt").write_text("mine")
    [post] = (path for path in place.target.rglob("*.md") if "a.gif" in path.read_text())
    link = os.path.relpath(picture.parent / "own" / "plan.txt", post.parent)
    post.write_text(post.read_text() + f"\n[My plan]({link}) and [two](nothing.md).\n")
    change(place, old, new)
    done = move(place, "--yes")
    folders = {each.removesuffix("/index.md").removesuffix(".md") for each in (old, new)}
    has_other_folder = len(folders) > 1
    assert ("3 posts" in done.stdout, " 2 other files" in done.stdout) == (old != new, has_other_folder)
    [post] = (path for path in place.target.rglob("*.md") if "a.gif" in path.read_text())
    shown = re.findall(r"\]\(([^):]+)\)", post.read_text())
    assert [(post.parent / link).read_bytes() for link in shown[:2]] == [gif(1), b"mine"]
    assert shown[2] == "nothing.md"
    assert len(list(place.target.rglob("*.gif"))) == 1
    before = posts(place.target)
    assert last(place.run("sync", "--recheck", "all")) == "blog: 1 edited, 2 unchanged"
    assert posts(place.target) == before
    assert [path for path in place.target.rglob("*") if path.is_dir() and not any(path.iterdir())] == []


def test_pictures_go_to_a_changed_image_path_and_one_of_several_posts_is_there_until_the_last_has_gone(place):
    rules = 'images = "copy"\nimage_path = "img/{name}"\nimage_url = "/img/{name}"'
    place.config.write_text(CONFIG.replace("[post]\n", f"[post]\n{rules}\n"))
    put(place, "/img/a.gif", gif(1))
    for n in (1, 2):
        place.blog.write(n, f'<p>Look, {n}: <img src="/img/a.gif" alt="a dot"></p>')
    place.run("sync")
    change(
        place,
        rules,
        'images = "copy"\nimage_path = "assets/{slug}/{name}"\nimage_url = "/static/{slug}/{name}"',
    )
    done = move(place, "--yes")
    assert "files     posts/1.md  (with 1 file)" in done.stdout
    assert {name for name in posts(place.target) if name.endswith("gif")} == {
        "assets/1/a.gif",
        "assets/2/a.gif",
    }
    assert "![a dot](/static/2/a.gif)" in place.post(2).read_text()
    assert last(place.run("sync", "--recheck", "all")) == "blog: 3 unchanged"


@pytest.mark.parametrize("images", ["link", "beside"])
def test_where_a_file_stands_already_the_post_stays_and_is_named(place, images):
    place.config.write_text(CONFIG.replace("[post]\n", f'[post]\nimages = "{images}"\n'))
    put(place, "/img/a.gif", gif(1))
    place.blog.write(1, '<p>Look: <img src="/img/a.gif" alt="a dot"></p>')
    place.run("sync")
    mine = place.target / "articles" / ("1.md" if images == "link" else "1/a.gif")
    mine.parent.mkdir(parents=True)
    mine.write_text("mine")
    change(place, "posts/{slug}.md", "articles/{slug}.md")
    done = move(place, "--yes")
    name = mine.relative_to(place.target)
    assert f"note      posts/1.md: {name} stands there already; left where it is" in done.stderr
    assert "2 posts and 0 other files" in done.stdout
    assert mine.read_text() == "mine"
    assert place.post(1).exists()
    mine.unlink()
    assert move(place, "--yes").stdout.splitlines()[0].startswith("move      posts/1.md -> articles/1.md")


@pytest.mark.parametrize("is_followed", [False, True])
def test_a_post_that_a_person_moved_is_left_unless_it_is_named(linked, is_followed):
    (linked.target / "mine").mkdir()
    linked.post(2).rename(linked.target / "mine" / "second.md")
    if is_followed:
        linked.run("sync")
        assert "elsewhere" not in linked.run("sync").stderr
    change(linked, "posts/{slug}.md", "articles/{slug}.md")
    done = move(linked, "--yes")
    assert "note      mine/second.md: a person put it there" in done.stderr
    assert {path.name for path in (linked.target / "articles").iterdir()} == {"1.md", "3.md"}
    assert last(linked.run("sync", "--recheck", "all")) == "blog: 1 edited, 2 unchanged"
    assert move(linked, "mine/second.md", "--yes").returncode == 0
    assert (linked.target / "articles" / "2.md").exists()
    assert move(linked).stdout == "nothing to move: every post is where the config says\n"


def test_posts_of_one_new_name_get_numbers_as_new_ones_do_and_keep_them(place):
    place.run("sync")
    change(place, "posts/{slug}.md", "posts/{date:%Y}.md")
    move(place, "--yes")
    assert sorted(posts(place.target)) == ["posts/2024-2.md", "posts/2024-3.md", "posts/2024.md"]
    assert move(place).stdout == "nothing to move: every post is where the config says\n"
    done = place.run("sync", "--recheck", "all")
    assert (last(done), done.stderr) == ("blog: 3 unchanged", "")


def test_a_file_that_the_state_takes_for_a_post_is_not_moved(place):
    place.run("sync")
    place.post(1).write_text("# My own page\n\nWith words that no article has, and many more of them.\n")
    change(place, "posts/{slug}.md", "articles/{slug}.md")
    assert "neither says that it is the post of" in move(place, "--yes").stderr
    assert place.post(1).exists()


def test_a_post_that_is_a_symbolic_link_stays_and_so_does_what_it_leads_to(place):
    place.run("sync")
    (place.target / "kept").mkdir()
    kept = place.post(1).rename(place.target / "kept" / "1.txt")
    place.post(1).symlink_to("../kept/1.txt")
    change(place, "posts/{slug}.md", "articles/{slug}.md")
    done = move(place, "--yes")
    assert "note      posts/1.md: posts/1.md is a symbolic link; left where it is" in done.stderr
    assert place.post(1).read_bytes() == kept.read_bytes()
    assert sorted(path.name for path in (place.target / "articles").iterdir()) == ["2.md", "3.md"]


@pytest.mark.parametrize("is_synced", [False, True], ids=["at once", "after a sync that changed nothing"])
def test_undo_takes_a_move_back(linked, is_synced):
    before = posts(linked.target)
    state = (linked.target / ".syndicate").rglob("*.post")
    records = {path: path.read_bytes() for path in state}
    change(linked, "posts/{slug}.md", "articles/{slug}.md")
    move(linked, "--yes")
    if is_synced:
        assert last(linked.run("sync")) == "blog: 1 edited, 2 unchanged"
    done = command(linked, "undo")
    assert (done.returncode, done.stderr) == (0, "")
    assert posts(linked.target) == before
    assert {path: path.read_bytes() for path in records} == records


@pytest.fixture
def changing(place):
    """A site with a shared picture and links between its posts, whose config says other places now."""
    place.config.write_text(CONFIG.replace("[post]\n", '[post]\nimages = "beside"\n') + LOCAL)
    put(place, "/img/a.gif", gif(1))
    place.blog.write(1, '<p>To <a href="/2/">two</a>: <img src="/img/a.gif" alt="a dot"></p>')
    place.run("sync")
    place.post(2).write_text(place.post(2).read_text() + "\nMine.\n")
    change(place, "posts/{slug}.md", "articles/{slug}/index.md")
    change(place, "/posts/{slug}/", "/a/{slug}/")
    return place


@pytest.mark.parametrize(("when", "then"), [("before", ()), ("after", ("sync", "--recheck", "all"))])
def test_a_move_that_is_killed_anywhere_is_completed_by_the_next(changing, when, then):
    start, cache = changing.target.with_name("start"), changing.cache.with_name("kept")
    shutil.copytree(changing.target, start)
    shutil.copytree(changing.cache, cache)
    assert move(changing, "--yes").returncode == 0
    whole, kills = posts(changing.target), 0
    for at in range(3, 200, 7):
        for folder, saved in ((changing.target, start), (changing.cache, cache)):
            shutil.rmtree(folder)
            shutil.copytree(saved, folder)
        words = ["move", str(changing.config), "--target", str(changing.target), "--yes"]
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(at), when, *words],
            env={**os.environ, "XDG_CACHE_HOME": str(changing.cache)},
            capture_output=True,
            timeout=60,
            check=False,
        )
        if then:
            assert not {"added", "merged", "conflict"} & set(changing.run(*then).stdout.split())
        move(changing, "--yes")
        assert posts(changing.target) == whole
        assert last(changing.run("sync", "--recheck", "all")) == "blog: 1 edited, 2 unchanged"
        if done.returncode == 0:
            break
        assert done.returncode == -signal.SIGKILL
        kills += 1
    assert kills > 2


def test_the_first_users_site_moves_as_a_whole(origin_18f, tmp_path):
    (tmp_path / "18f.toml").write_text(CONFIG_18F.read_text())
    (tmp_path / "site").mkdir()
    place = Place(None, tmp_path / "18f.toml", tmp_path / "site", tmp_path / "cache")
    mirror = ("--mirror", f"https://18f.gsa.gov/={origin_18f}")
    words = ("--all", "--since", "2022-06-01", "--until", "2022-12-31", "-q", *mirror)
    git(place.target, "init", "--quiet")
    assert place.run("import", *words, mirror=False).returncode == 0
    git(place.target, "add", ".")
    git(place.target, "commit", "--quiet", "-m", "First")
    assert move(place).stdout == "nothing to move: every post is where the config says\n"
    before = sorted(content for name, content in posts(place.target).items() if name.endswith(".md"))
    change(place, "src/posts/{date:%Y}/{date:%Y-%m-%d}-{slug}.md", "content/{date:%Y-%m-%d}-{slug}/index.md")
    change(place, "/blog/{title:slug}/", "/writing/{title:slug}/")
    change(place, "src/assets/images/blog/{slug}", "src/img/{slug}")
    change(place, '"/assets/images/blog/{slug}', '"/img/{slug}')
    assert move(place, "--yes").returncode == 0
    after = sorted(content for name, content in posts(place.target).items() if name.endswith(".md"))
    assert len(before) > 5
    assert [text.replace(b"/assets/images/blog/", b"/img/") for text in before] == after
    git(place.target, "add", "-A")
    kinds = {line[0] for line in git(place.target, "status", "--porcelain", "-M").splitlines()}
    assert kinds == {"R", "M"}
    held = posts(place.target)
    done = place.run("import", *words, mirror=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert posts(place.target) == held
    assert "/writing/" in command(place, "redirects", str(place.config)).stdout


def test_the_state_of_an_article_that_was_touched_is_not_taken_back_by_undo(place):
    place.run("sync")
    for n in (1, 2):
        place.blog.write(n, f"<p>Another text of {n}.</p>")
    place.run("sync", "--recheck", "all")
    place.post(2).write_text(place.post(2).read_text() + "\nMine.\n")
    [record] = (place.target / ".syndicate" / "blog").glob("2-*.post")
    before = record.read_bytes()
    assert f"{NAME}2/: left as it is" in command(place, "undo").stderr
    assert record.read_bytes() == before


def test_nothing_moves_where_it_cannot_be_noted_first(place):
    place.run("sync")
    before = posts(place.target)
    change(place, "posts/{slug}.md", "articles/{slug}.md")
    shutil.rmtree(place.cache / "syndicate" / "undo")
    (place.cache / "syndicate" / "undo").write_text("")
    done = move(place, "--yes")
    assert done.returncode == 2
    assert "what is to be moved cannot be noted: " in done.stderr
    assert posts(place.target) == before


def test_a_redirect_in_a_front_matter_and_a_new_post_at_an_old_address_stay(linked):
    linked.post(1).write_text(
        linked.post(1).read_text().replace("---\n\n", "aliases:\n- /posts/1/\n---\n\n", 1)
    )
    change(linked, "/posts/{slug}/", "/a/{slug}/")
    assert move(linked, "--yes").stdout.splitlines() == [
        *(f"links     posts/{n}.md" for n in (1, 2, 3)),
        "0 posts and 0 other files; links in 3 other posts",
    ]
    text = linked.post(1).read_text()
    assert "- /posts/1/\n" in text
    assert "[two](/a/2/)" in text


def renamed(place, **slugs):
    rules = "".join(f'[overrides."{NAME}{n[1:]}/"]\nslug = "{slug}"\n' for n, slug in slugs.items())
    place.config.write_text(place.config.read_text() + rules)


def test_two_posts_that_trade_places_are_both_taken_there_and_undo_takes_it_back(linked):
    change(linked, LOCAL, "")
    linked.run("sync", "--recheck", "all")
    before = posts(linked.target)
    words = [linked.post(n).read_text() for n in (1, 2, 3)]
    renamed(linked, _1="2", _2="1")
    shown = move(linked)
    assert shown.stdout.splitlines() == [
        "move      posts/1.md -> posts/2.md",
        "move      posts/2.md -> posts/1.md",
        "2 posts and 0 other files",
        "nothing was done; add --yes to do it",
    ]
    assert "2-2" not in shown.stderr
    assert posts(linked.target) == before
    assert move(linked, "--yes").returncode == 0
    assert posts(linked.target).keys() == before.keys()
    assert "This is the text of article 2" in linked.post(1).read_text()
    assert "which says more" in linked.post(2).read_text()
    assert "Mine: [two](1.md" in linked.post(3).read_text()
    assert command(linked, "undo").returncode == 0
    assert [linked.post(n).read_text() for n in (1, 2, 3)] == words
    assert posts(linked.target) == before
    assert move(linked, "--yes").returncode == 0
    assert last(linked.run("sync", "--recheck", "all")) == "blog: 1 edited, 2 unchanged"
    assert move(linked).stdout == "nothing to move: every post is where the config says\n"


def test_a_trade_of_places_that_was_committed_is_taken_back_as_one(site):  # noqa: F811
    site.run("sync", "--commit")
    before = posts(site.target)
    renamed(site, _1="2", _2="1")
    move(site, "--yes")
    site.run("sync", "--commit")
    assert posts(site.target) != before
    for n in (1, 2):  # half of it is not to be had
        kept = site.post(n).read_text()
        site.post(n).write_text(kept + "\nMine.\n")
        assert "left as it is" in command(site, "undo", "HEAD").stderr
        site.post(n).write_text(kept)
    assert command(site, "undo", "HEAD").returncode == 0
    assert posts(site.target) == before


def test_posts_that_go_around_in_a_circle_or_follow_one_another_all_arrive(place):
    place.blog.write(4, "<p>This is the text of article 4, which says a few words.</p>")
    place.blog.write(5, "<p>This is the text of article 5, which says a few words.</p>")
    place.blog.list(range(1, 6))
    place.run("sync")
    renamed(place, _1="2", _2="3", _3="1", _4="5", _5="6")
    ends = {"1": "2", "2": "3", "3": "1", "4": "5", "5": "6"}
    shown = move(place)
    assert shown.stdout.splitlines()[:6] == [
        *(f"move      posts/{old}.md -> posts/{new}.md" for old, new in ends.items()),
        "5 posts and 0 other files",
    ]
    assert "posts/" not in shown.stderr
    assert move(place, "--yes").returncode == 0
    texts = {path.stem: path.read_text() for path in (place.target / "posts").iterdir()}
    assert {name: text[text.index("of article ") + 11] for name, text in texts.items()} == {
        "2": "1",
        "3": "2",
        "1": "3",
        "5": "4",
        "6": "5",
    }
    assert last(place.run("sync", "--recheck", "all")) == "blog: 5 unchanged"
