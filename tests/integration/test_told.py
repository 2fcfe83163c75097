"""A commit and a pull request tell of each article what happened to it, also where another command than the run did it."""

from __future__ import annotations

from tests.integration.test_moving import change, move
from tests.integration.test_publishing import git, github, site  # noqa: F401  (fixtures)
from tests.integration.test_undo import command


def last_message(place) -> list[str]:
    return git(place.target, "log", "-1", "--format=%B").splitlines()


def rows(pull) -> dict[str, str]:
    """What the table of a pull request says of each post."""
    lines = [line.split(" | ") for line in pull["body"].splitlines() if line.startswith("| [")]
    return {path.strip("`"): what.removesuffix(" |") for _, path, what in lines}


def test_posts_that_were_moved_are_told_as_moved_and_one_that_changed_too_as_both(site):  # noqa: F811
    site.run("sync", "--commit")
    change(site, "posts/{slug}.md", "articles/{slug}.md")
    move(site, "--yes")
    site.blog.write(2, "<p>Another text of article 2.</p>")
    site.run("sync", "--recheck", "all", "--commit")
    assert last_message(site) == [
        "Update 1 article from A blog, move 2",
        "",
        "* Article 1 (moved from posts/1.md)",
        "  https://blog.example/1/",
        "* Article 2",
        "  https://blog.example/2/",
        "* Article 3 (moved from posts/3.md)",
        "  https://blog.example/3/",
    ]


def test_a_pull_request_says_from_where_a_post_came_and_how_one_went(site, github):  # noqa: F811
    site.blog.write(4, "<p>The text of article 4 is here.</p>")
    site.blog.list(range(1, 5))
    site.run("sync", "--commit", "--push")
    change(site, "posts/{slug}.md", "articles/{slug}.md")
    move(site, "--yes")
    (site.target / "articles" / "2.md").unlink()
    command(site, "forget", "https://blog.example/3/", "--ignore", "--yes")
    git(site.target, "checkout", "--quiet", "-b", "syndicate/blog")
    site.run("sync", "--commit")
    assert last_message(site)[0] == "Move 2 articles from A blog, remove 1, forget 1"
    git(site.target, "push", "--quiet", "origin", "syndicate/blog")
    git(site.target, "checkout", "--quiet", "main")
    github.pull("syndicate/blog")
    done = site.run("sync", "--pull-request")
    assert done.returncode == 0, done.stderr
    assert rows(github.pulls[0]) == {
        "articles/1.md": "moved (from posts/1.md)",
        "articles/2.md": "removed (a person took it away; it stays so)",
        "articles/3.md": "forgotten (never brought again; its post stays)",
        "articles/4.md": "moved (from posts/4.md)",
    }


def test_an_original_that_is_gone_is_told_as_that_by_a_later_commit_and_pull_request(site, github):  # noqa: F811
    change(site, "sitemap =", 'gone = "draft"\ngone_after = 1\nsitemap =')
    site.run("sync", "--commit", "--push")
    site.blog.pages["/1/"] = 410
    site.blog.list([2, 3])
    site.run("sync", "--recheck", "all")
    site.run("sync", "--commit")
    assert last_message(site)[0] == "Note “Article 1” from A blog as gone"
    git(site.target, "push", "--quiet", "origin", "main:syndicate/blog")
    git(site.target, "reset", "--quiet", "--hard", "origin/main")
    github.pull("syndicate/blog")
    for _ in range(2):
        site.run("sync", "--pull-request")
        assert "### Gone at the origin" in github.pulls[0]["body"]
        assert rows(github.pulls[0]) == {}


def test_a_post_that_is_away_is_not_told_as_removed_again_where_something_else_of_it_changes(site):  # noqa: F811
    site.run("sync", "--commit")
    site.post(2).unlink()
    site.run("sync", "--commit")
    assert last_message(site)[0] == "Remove “Article 2” from A blog"
    [state] = (site.target / ".syndicate" / "blog").glob("2-*.post")
    state.write_text(state.read_text().replace("id: https://blog.example/2/", "id: tag:blog,2"))
    assert "tag:blog" in state.read_text()
    site.run("sync", "--commit")
    assert last_message(site)[0] == "Note what is known of “Article 2” from A blog"
