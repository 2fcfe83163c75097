"""Two branches that brought one article to two places, merged: no second post is left without a word."""

import pytest

from tests.integration.test_publishing import git, site  # noqa: F401  (fixtures)


@pytest.mark.parametrize("merge", [["merge"], ["merge", "-X", "ours"], ["merge", "-X", "theirs"]])
def test_a_post_that_came_to_two_places_by_two_branches_is_named_until_one_is_deleted(site, merge):  # noqa: F811
    site.run("sync", "--commit")
    git(site.target, "branch", "other")
    site.blog.write(4, "<p>This is a fourth one, and its text says a few words.</p>")
    site.blog.list(range(1, 5))
    site.run("sync", "--commit")
    git(site.target, "checkout", "--quiet", "other")
    template = site.config.read_text()
    site.config.write_text(template.replace("posts/{slug}.md", "posts/{date:%Y}/{slug}.md"))
    site.run("sync", "--commit")
    site.config.write_text(template)
    git(site.target, "checkout", "--quiet", "main")
    if len(merge) == 1:
        with pytest.raises(Exception, match="exit status 1"):
            git(site.target, *merge, "other")
    else:
        git(site.target, *merge, "--quiet", "other")
    git(site.target, "add", ".")
    git(site.target, "commit", "--quiet", "--allow-empty", "-m", "Merged")
    kept, second = "posts/4.md", "posts/2024/4.md"
    if "theirs" in merge:
        kept, second = second, kept
    note = f"{second}: a second post of https://blog.example/4/, which {kept} is; delete the one that you do not want"
    for command in ("status", "sync", "sync"):
        assert note in site.run(command).stderr
    assert site.post(4).exists()
    (site.target / second).unlink()
    assert "a second post" not in site.run("sync").stderr


def test_the_one_that_the_state_has_may_be_the_one_that_is_deleted(site):  # noqa: F811
    site.run("sync")
    second = site.target / "posts" / "again" / "2.md"
    second.parent.mkdir()
    second.write_text(site.post(2).read_text())
    assert "posts/again/2.md: a second post of https://blog.example/2/" in site.run("status").stderr
    site.post(2).unlink()
    assert "a second post" not in site.run("sync").stderr
    assert second.exists()
    assert not site.post(2).exists()


def test_a_translation_and_a_post_that_only_links_to_an_article_are_no_second_posts(site):  # noqa: F811
    site.run("sync")
    text = site.post(2).read_text()
    site.post(5).write_text(
        text.replace("This is the text of article 2, which says", "Dies ist der Text, der")
    )
    site.post(6).write_text(
        "---\ntitle: Mine\n---\n\nI liked [this](https://blog.example/2/), you may too.\n"
    )
    assert "a second post" not in site.run("sync").stderr
