"""What is said once and what stays said: articles that are ignored, left to another source, or gone at the origin."""

from __future__ import annotations

import pytest

from tests.blog import NAME
from tests.integration.test_edits import last
from tests.integration.test_moving import change
from tests.integration.test_publishing import git, github, site  # noqa: F401  (fixtures)
from tests.integration.test_undo import command


def test_an_article_that_is_ignored_is_not_called_deleted(place):
    place.run("sync")
    command(place, "forget", "posts/2.md", "--ignore", "--posts", "--yes")
    command(place, "forget", "posts/3.md", "--ignore", "--yes")
    for run in (("status",), ("sync", "--recheck", "all")):
        assert last(place.run(*run)) == "blog: 2 ignored, 1 unchanged"
    assert "ignored   posts/3.md  (as you said; never brought)" in place.run("status").stdout
    [summary] = [row for row in place.rows("status") if row["kind"] == "summary"]
    assert (summary["ignored"], summary["deleted"]) == (2, 0)
    assert place.run("check").stdout.splitlines()[-1] == (
        "blog: 2 read as their originals, 1 is ignored, as you said"
    )


def test_that_another_source_has_an_article_is_said_when_that_is_new(place):
    place.run("sync")
    change(place, 'name = "blog"', 'name = "planet"')
    for n in (4, 5):
        place.blog.write(n, f"<p>Only there: {n}.</p>")
        place.blog.list(range(1, n + 1))
        said = place.run("sync", "-q").stderr.count("has cross-posted this; left to it")
        assert said == (3 if n == 4 else 0)
    assert place.post(5).exists()


def gone(place, rule: str = "") -> None:
    change(place, "sitemap =", f"{rule}gone_after = 1\nsitemap =")
    place.run("sync")
    place.blog.pages["/1/"] = 410
    place.blog.list([2, 3])


def test_a_post_whose_original_is_gone_is_counted_while_it_stands(place):
    gone(place)
    assert last(place.run("sync")) == "blog: 1 gone, 2 unchanged"
    for _ in range(2):
        done = place.run("sync", "--recheck", "all")
        assert (last(done), done.stderr) == ("blog: 3 unchanged, 1 still gone", "")
    # Also where it is not looked at.
    assert last(place.run("sync", "--recheck", "0")) == "blog: 1 still gone"
    assert place.rows("sync")[-1]["still_gone"] == 1
    assert last(place.run("status")) == "blog: 1 gone, 2 unchanged"
    change(place, "gone_after", 'gone = "leave"\ngone_after')
    assert last(place.run("sync", "--recheck", "all")) == "blog: 3 unchanged"
    change(place, 'gone = "leave"\n', "")
    place.post(1).unlink()
    assert last(place.run("sync", "--recheck", "all")) == "blog: 1 deleted, 2 unchanged"


def test_a_post_that_stays_hidden_after_a_change_of_the_config_is_named_until_it_is_settled(place):
    gone(place, 'gone = "draft"\n')
    place.run("sync")
    assert "draft: true\n" in place.post(1).read_text()
    change(place, 'gone = "draft"\n', "")
    for run in (("sync", "--recheck", "all"), ("sync", "--recheck", "all"), ("status",)):
        said = place.run(*run).stderr
        assert "still hidden by draft: true" in said
        assert "take that out to publish it again" in said
    place.post(1).write_text(place.post(1).read_text().replace("draft: true\n", ""))
    assert place.run("sync", "--recheck", "all").stderr == ""


@pytest.mark.parametrize(("value", "is_told"), [("false", True), ("true", False)])
def test_a_key_that_all_posts_have_says_nothing_of_one_that_is_hidden(place, value, is_told):
    keys = f'title = "\'{{title}}\'"\ndate = "{{date:%Y-%m-%d}}"\ndraft = {value}\n'
    place.config.write_text(place.config.read_text() + f"[post.front_matter]\n{keys}")
    gone(place, 'gone = "draft"\n')
    place.run("sync")
    assert "draft: true\n" in place.post(1).read_text()
    change(place, 'gone = "draft"\n', "")
    assert ("still hidden by draft: true" in place.run("sync", "--recheck", "all").stderr) == is_told


def test_a_post_whose_original_was_gone_before_is_hidden_once_the_config_says_so_unless_a_person_shows_it(
    place,
):
    gone(place)
    place.run("sync")
    change(place, "gone_after", 'gone = "draft"\ngone_after')
    assert "marked as a draft" in place.run("sync", "--recheck", "all").stderr
    assert "draft: true\n" in place.post(1).read_text()
    shown = place.post(1).read_text().replace("draft: true\n", "")
    place.post(1).write_text(shown)
    done = place.run("sync", "--recheck", "all")
    assert (place.post(1).read_text(), done.stderr) == (shown, "")


def test_a_branch_that_is_here_alone_is_said_before_anything_is_done(site, github):  # noqa: F811
    git(site.target, "checkout", "--quiet", "-b", "mine")
    done = site.run("sync", "--pull-request")
    assert done.returncode == 2
    assert (
        "mine: this branch is not at the remote, so nothing can be proposed to it; "
        "push it (git push -u origin mine), or name the branch to propose to by --base" in done.stderr
    )
    assert github.asked == site.blog.asked == []
    assert site.run("sync", "--pull-request", "--base", "main").returncode == 0
    assert github.pulls[0]["base"] == {"ref": "main"}
    assert f"{NAME}1/" in github.pulls[0]["body"]


def test_a_post_that_is_shown_again_says_that_its_original_is_back(place):
    page = place.blog.pages["/1/"]
    gone(place, 'gone = "draft"\n')
    place.run("sync")
    place.blog.pages["/1/"] = page
    place.blog.list([1, 2, 3])
    said = place.run("sync", "--recheck", "all").stdout
    assert "updated   posts/1.md  (its original is back)" in said


def test_a_post_whose_article_has_another_address_says_which(place):
    place.run("sync")
    place.blog.pages["/9/"] = place.blog.pages["/1/"].replace(b"/1/", b"/9/")
    place.blog.pages["/1/"] = f"{NAME}9/"
    said = place.run("sync", "--recheck", "all").stdout
    assert f"updated   posts/1.md  (its address is {NAME}9/ now)" in said
