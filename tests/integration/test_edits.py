"""A repository that people edit too: both sides' work is kept, and one article is one post."""

import json
import re
import subprocess
import sys

import pytest

from tests.blog import CONFIG, NAME, PAGE, files


def resolve(place, *words):
    done = subprocess.run(
        [sys.executable, "-m", "syndicate", "resolve", *words, "--target", str(place.target)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def last(done):
    return done.stdout.splitlines()[-1]


def records(place):
    return sorted(path.name for path in (place.target / ".syndicate" / "blog").iterdir())


BODY = "<p>The first paragraph is here.</p><p>The second one is.</p><p>And a third.</p>"


@pytest.fixture
def edited(place):
    """A post whose first paragraph a person has edited."""
    place.blog.write(1, BODY)
    place.run("sync")
    place.post(1).write_text(place.post(1).read_text().replace("is here", "is mine"))
    return place


def test_what_each_side_changed_is_kept(edited):
    edited.blog.write(1, BODY.replace("a third", "the third"), title="A new title")
    done = edited.run("sync")
    assert (done.returncode, done.stderr, last(done)) == (0, "", "blog: 1 merged, 2 unchanged")
    text = edited.post(1).read_text()
    assert "The first paragraph is mine." in text
    assert "And the third." in text
    assert 'title: "A new title"' in text
    assert last(edited.run("sync")) == "blog: 1 edited, 2 unchanged"


def test_a_dry_run_shows_the_merge_and_writes_nothing_anywhere(edited):
    edited.blog.write(1, BODY.replace("a third", "the third"))
    before, cache = files(edited.target), files(edited.cache)
    done = edited.run("sync", "--dry-run", "--diff")
    assert "-And a third.\n+And the third.\n" in done.stdout
    assert "is mine" not in "".join(line for line in done.stdout.splitlines() if line.startswith(("+", "-")))
    assert files(edited.target) == before
    assert files(edited.cache) == cache


@pytest.mark.parametrize(
    ("how", "kept", "gone", "left"),
    [
        ("--ours", ["is mine"], ["was there"], []),
        ("--theirs", ["was there"], ["is mine"], []),
        (
            "--merge",
            ["<<<<<<<", "is mine", "was there", ">>>>>>>"],
            [],
            ["conflict markers, line 3", "conflict markers, line 14"],
        ),
    ],
)
def test_a_conflict_waits_until_the_person_ends_it(edited, how, kept, gone, left):
    edited.blog.write(1, BODY.replace("is here", "was there"))
    mine = edited.post(1).read_text()
    done = edited.run("sync", "-q")
    assert (done.returncode, edited.post(1).read_text()) == (0, mine)
    assert "conflict  posts/1.md" in done.stderr
    [row] = [row for row in edited.rows("status") if row["kind"] == "conflict"]
    assert "is mine" in row["clashes"][0]["ours"]
    assert "was there" in row["clashes"][0]["theirs"]
    before = files(edited.target)
    assert "conflict" in edited.run("sync").stderr
    assert files(edited.target) == before
    status, said, _ = resolve(edited, f"{NAME}1", how)
    assert (status, said.partition(" ")[0]) == (0, "resolved")
    text = edited.post(1).read_text()
    assert [word for word in kept if word not in text] == []
    assert [word for word in gone if word in text] == []
    assert len(records(edited)) == 3
    said = edited.run("sync").stderr
    assert ("conflict" in said) is bool(left)
    conflicts = [row for row in edited.rows("status") if row["kind"] == "conflict"]
    assert [clash["where"] for row in conflicts for clash in row["clashes"]] == left
    assert edited.post(1).read_text() == text


def test_only_what_is_in_conflict_can_be_resolved(edited):
    status, _, said = resolve(edited, f"{NAME}2/", "--ours")
    assert (status, said) == (
        2,
        f"syndicate: {NAME}2/: there is no conflict, here or in any other post\n",
    )
    edited.blog.write(1, BODY.replace("is here", "was there"))
    edited.run("sync")
    said = resolve(edited, f"{NAME}2/", "--ours")[2]
    assert f"this is not in conflict; in conflict are: {NAME}1/" in said
    assert resolve(edited, f"{NAME}1/")[0] == 2
    assert resolve(edited, "posts/1.md", "--ours")[0] == 0


def test_a_conflict_that_the_origin_takes_back_is_over(edited):
    edited.blog.write(1, BODY.replace("is here", "was there"))
    edited.run("sync")
    assert len(records(edited)) == 4
    edited.blog.write(1, BODY)
    assert last(edited.run("sync")) == "blog: 1 edited, 2 unchanged"
    assert len(records(edited)) == 3


def test_an_original_that_fell_off_the_feed_is_looked_at_again_a_few_at_a_time(place):
    place.run("sync")
    place.blog.list([3])
    place.blog.write(1, "<p>Another text of one.</p>")
    place.blog.write(2, "<p>Another text of two.</p>")
    place.config.write_text(CONFIG.replace("articles =", "recheck = 1\narticles ="))
    changed = []
    for _ in range(2):
        done = place.run("sync")
        changed += [line.split()[1] for line in done.stdout.splitlines() if line.startswith("updated")]
    assert sorted(changed) == ["posts/1.md", "posts/2.md"]
    place.blog.write(1, "<p>One again.</p>")
    place.blog.write(2, "<p>Two again.</p>")
    assert last(place.run("sync", "--recheck", "all")) == "blog: 2 updated, 1 unchanged"


def test_what_only_the_feed_said_is_not_lost_when_it_says_it_no_more(place):
    place.blog.pages["/feed.xml"] = place.blog.pages["/feed.xml"].replace(
        b"</published>", b"</published><summary>Said by the feed alone.</summary>"
    )
    place.run("sync")
    assert "Said by the feed alone." in place.post(1).read_text()
    before = files(place.target)
    place.blog.list([3])
    place.blog.pages["/feed.xml"] = place.blog.pages["/feed.xml"].replace(
        b"</published>", b"</published><summary>Said by the feed alone.</summary>"
    )
    place.blog.pages["/1/"] += b"<!-- touched -->"
    assert last(place.run("sync", "--recheck", "all")) == "blog: 3 unchanged"
    assert files(place.target) == before


@pytest.mark.parametrize(
    ("fault", "why"), [(404, "not found (404)"), (410, "taken down (410)"), ("move", f"redirects to {NAME}")]
)
def test_a_takedown_is_confirmed_over_several_runs_and_then_told_once(place, fault, why):
    place.run("sync")
    before = place.post(1).read_text()
    place.blog.list([2, 3])
    place.blog.pages["/1/"] = "/" if fault == "move" else fault
    place.blog.pages["/"] = b"<html><body><h1>Home</h1></body></html>"
    said = [on_another_day(place).run("sync", "-q").stderr for _ in range(4)]
    assert said[:2] == ["", ""]
    assert said[2] == f"gone      posts/1.md  (gone at the origin: {why})\n"
    assert said[3] == ""
    assert place.post(1).read_text() == before
    assert f"gone      posts/1.md  (gone at the origin: {why})" in place.run("status").stderr
    place.blog.write(1, "<p>It is back.</p>")
    done = place.run("sync")
    assert last(done) == "blog: 1 updated, 2 unchanged"
    assert f"{NAME}1/: it is back at the origin; it was {why}" in done.stderr
    assert "missing" not in "".join(path.read_text() for path in (place.target / ".syndicate/blog").iterdir())


def test_a_fault_that_passes_is_no_takedown(place):
    place.run("sync")
    place.blog.list([2, 3])
    before = files(place.target)
    place.blog.pages["/1/"] = 503
    done = place.run("sync")
    assert done.returncode == 1
    assert "the server answers 503" in done.stderr
    assert files(place.target) == before


def test_a_post_whose_original_is_gone_becomes_a_draft_where_the_config_says_so(place):
    place.config.write_text(CONFIG.replace("articles =", 'gone = "draft"\ngone_after = 2\narticles ='))
    place.run("sync")
    place.post(1).write_text(place.post(1).read_text() + "\nMy note.\n")
    place.blog.list([2, 3])
    place.blog.pages["/1/"] = 410
    place.run("sync")
    place.run("sync")
    assert "draft" not in place.post(1).read_text(), "two looks on one day are one"
    on_another_day(place).run("sync")
    assert "\ndraft: true\n---\n" in place.post(1).read_text()
    assert place.post(1).read_text().endswith("My note.\n")


def test_what_the_sitemap_does_not_name_any_more_is_told_apart_from_what_is_not_there(place):
    place.run("import", "--all")
    place.blog.list([3])
    place.blog.pages["/2/"] = 404
    rows = {row["address"]: row["reason"] for row in place.rows("import", "--all") if "address" in row}
    assert rows[f"{NAME}1/"] == "", "it answers with its text, so it is there"
    assert rows[f"{NAME}2/"].startswith("not found (404)")


def test_one_article_under_several_spellings_of_its_address_is_one_post(place):
    spellings = ["https://blog.example/1", "http://blog.example/1/", f"{NAME}1/?utm_source=feed&utm_medium=x"]
    place.config.write_text(
        CONFIG.replace("^https://", "^https?://").replace("\\\\d+/$", "\\\\d+").replace("\\d+/$", "\\d+")
    )
    place.run("sync")
    before = files(place.target)
    for spelling in spellings:
        place.blog.pages["/1"] = place.blog.pages["/1/?utm_source=feed&utm_medium=x"] = place.blog.pages[
            "/1/"
        ]
        done = place.run("import", spelling, "--mirror", f"http://blog.example/={place.blog.address}")
        assert (done.returncode, last(done)) == (0, "blog: 1 unchanged"), done.stderr
    assert files(place.target) == before


def on_another_day(place):
    """The place as it will be on another day than that of the last look at what is missing."""
    for path in (place.target / ".syndicate/blog").glob("*.post"):
        path.write_text(re.sub(r"(?m)^(missing: \d+) \S+", r"\1 2024-01-01", path.read_text()))
    return place


LONG = "".join(f"<p>Paragraph {n} of an article that is long enough to be known again.</p>" for n in range(6))


@pytest.mark.parametrize("old", ["redirects", "is gone"])
def test_an_article_that_moved_to_another_address_keeps_its_post(place, old):
    place.blog.write(1, LONG)
    place.run("sync")
    place.post(1).write_text(place.post(1).read_text() + "\nMy note.\n")
    place.blog.pages["/7/"] = PAGE.format(n=1, path="/7/", title="Article 1", body=LONG).encode()
    place.blog.pages["/1/"] = "/7/" if old == "redirects" else 404
    place.blog.list([7, 2, 3])
    done = place.run("sync")
    assert (done.returncode, last(done)) == (0, "blog: 1 merged, 2 unchanged"), done.stderr
    text = place.post(1).read_text()
    assert f"]({NAME}7/)" in text
    assert text.endswith("My note.\n")
    assert not place.post(7).exists()
    assert len(records(place)) == 3
    assert last(place.run("import", f"{NAME}1/" if old == "redirects" else f"{NAME}7/")) == "blog: 1 edited"


def test_two_articles_that_begin_alike_are_two_posts(place):
    place.blog.write(1, LONG)
    place.blog.list([1])
    place.run("sync")
    place.blog.write(2, f"{LONG}<p>And a different end.</p>")
    place.blog.list([1, 2])
    assert last(place.run("sync")) == "blog: 1 added, 1 unchanged"


def test_a_redirect_to_another_article_of_the_feed_makes_no_second_post(place):
    place.blog.pages["/1/"] = "/2/"
    done = place.run("sync")
    assert (done.returncode, last(done)) == (0, "blog: 2 added")
    assert not place.post(1).exists()


@pytest.mark.parametrize("where", ["posts/renamed.md", "posts/2024/1.md", "drafts/elsewhere.md"])
def test_a_post_that_the_person_moved_is_followed(place, where):
    place.blog.write(1, LONG)
    place.run("sync")
    moved = place.target / where
    moved.parent.mkdir(exist_ok=True)
    place.post(1).rename(moved)
    place.blog.write(1, LONG.replace("Paragraph 2", "Passage 2"))
    assert last(place.run("sync")) == "blog: 1 updated, 2 unchanged"
    assert "Passage 2" in moved.read_text()
    assert not place.post(1).exists()
    assert last(place.run("sync")) == "blog: 3 unchanged"


COMMON = " ".join(f"shared{n}" for n in range(40))


def change_all(place, version, *, alike):
    for n in (1, 2, 3):
        common = COMMON if alike else ""
        place.blog.write(
            n, f"<p>This is article {n} and no other one, v{version}.</p><p>{common}</p><p>End {n}.</p>"
        )


def move(place, moves):
    """Give the posts these names at once; None deletes one."""
    texts = {n: place.post(n).read_text() for n in moves}
    for n in moves:
        place.post(n).unlink()
    for n, name in moves.items():
        if name:
            (place.target / "posts" / name).write_text(texts[n])


@pytest.mark.parametrize("alike", [True, False])
@pytest.mark.parametrize(
    "moves",
    [
        {1: "2.md", 2: "1.md"},
        {1: "2.md", 2: "3.md", 3: "1.md"},
        {1: "2.md", 2: "new.md"},
        {1: "2.md", 2: "../elsewhere.md"},
        {3: "2.md", 2: "1.md", 1: "new.md"},
    ],
    ids=["swap", "rotation", "chain", "out of the folder", "chain of three"],
)
def test_posts_that_took_each_other_s_names_are_followed(place, moves, alike):
    change_all(place, 1, alike=alike)
    place.run("sync")
    move(place, moves)
    for version in (1, 2, 3):
        change_all(place, version, alike=alike)
        done = place.run("sync")
        expected = "3 unchanged" if version == 1 else "3 updated"
        assert (done.returncode, done.stderr, last(done)) == (0, "", f"blog: {expected}")
        for n in (1, 2, 3):
            text = (place.target / "posts" / moves.get(n, f"{n}.md")).read_text()
            assert f"This is article {n} and no other one, v{version}." in text
        assert len([*place.target.rglob("*.md")]) == len(records(place)) == 3


def test_a_post_in_whose_place_another_one_was_put_was_deleted(place):
    change_all(place, 1, alike=False)
    place.run("sync")
    move(place, {1: "2.md", 2: None})
    for version in (2, 3):
        change_all(place, version, alike=False)
        place.run("sync")
        assert f"This is article 1 and no other one, v{version}." in place.post(2).read_text()
        assert sorted(path.name for path in place.target.glob("posts/*")) == ["2.md", "3.md"]
    assert place.run("import", f"{NAME}2/", "--force").returncode == 0
    assert "This is article 1 and" in place.post(2).read_text()
    assert "This is article 2 and" in (place.target / "posts" / "2-2.md").read_text()


def test_a_post_that_a_person_wrote_over_with_another_one_is_not_taken_for_moved(place):
    change_all(place, 1, alike=False)
    place.run("sync")
    place.post(2).write_text(place.post(1).read_text())
    change_all(place, 2, alike=False)
    place.run("sync")
    assert "This is article 1 and no other one, v2." in place.post(1).read_text()
    assert "This is article 1 and no other one, v1." in place.post(2).read_text()


def test_a_new_title_does_not_move_the_file(place):
    place.config.write_text(CONFIG.replace("posts/{slug}.md", "posts/{title:slug}.md"))
    place.run("sync")
    place.blog.write(1, "<p>This is the text of article 1, which says a few words.</p>", title="Renamed")
    assert last(place.run("sync")) == "blog: 1 updated, 2 unchanged"
    assert sorted(path.name for path in (place.target / "posts").iterdir()) == [
        "article-1.md",
        "article-2.md",
        "article-3.md",
    ]


def test_an_article_of_two_feeds_is_one_post(place):
    place.run("sync")
    before = files(place.target)
    place.config.write_text(CONFIG.replace('name = "blog"', 'name = "planet"'))
    place.blog.write(4, "<p>Only there.</p>")
    place.blog.list(range(1, 5))
    done = place.run("sync")
    assert last(done) == "planet: 1 added"
    assert f"{NAME}1/: the source blog has cross-posted this; left to it" in done.stderr
    after = files(place.target)
    assert {name: after[name] for name in before} == before


def test_a_state_that_somebody_deleted_is_rebuilt_by_adoption(place):
    place.run("sync")
    before = {name: content for name, (content, _) in files(place.target).items()}
    for path in (place.target / ".syndicate" / "blog").iterdir():
        path.unlink()
    assert last(place.run("sync")) == "blog: 3 adopted"
    assert {name: content for name, (content, _) in files(place.target).items()} == before


def test_the_report_of_a_conflict_for_programs_holds_both_versions(edited):
    edited.blog.write(1, BODY.replace("is here", "was there"))
    rows = [json.loads(line) for line in edited.run("sync", "--json").stdout.splitlines()]
    [row] = [row for row in rows if row["kind"] == "conflict"]
    assert row["clashes"][1] == {
        "where": "body, line 10",
        "ours": "The first paragraph is mine.",
        "theirs": "The first paragraph was there.",
    }


def test_a_path_that_was_changed_is_named_until_the_posts_are_where_it_says(place):
    place.run("sync")
    place.config.write_text(
        place.config.read_text().replace("posts/{slug}.md", "articles/{date:%Y}/{slug}.md")
    )
    done = place.run("sync")
    assert (
        "note      post.path says articles/{date:%Y}/{slug}.md: 3 posts lie elsewhere, such as posts/1.md; "
        "`syndicate move` takes them along\n" in done.stderr
    )
    assert place.post(1).exists()
    (place.target / "articles").mkdir()
    (place.target / "posts").rename(place.target / "articles" / "2024")
    done = place.run("sync")
    assert (done.stdout, done.stderr) == ("blog: 3 unchanged\n", "")
