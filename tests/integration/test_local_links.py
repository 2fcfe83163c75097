"""Links between cross-posted articles, and that no relative link is left in any post."""

import re
from pathlib import Path

import pytest

from syndicate.converter.dialects import dialect, renderer
from tests.blog import CONFIG, NAME, Blog, Place, files, served

CONFIG_18F = Path(__file__).parents[2] / "config" / "18f.toml"
LINKS = '[links]\nlocal = true\n"https://old.example/" = "https://new.example/"\n'


@pytest.fixture
def place(tmp_path):
    with served(Blog(3)) as blog:
        target = tmp_path / "site"
        target.mkdir()
        config = tmp_path / "blog.toml"
        config.write_text(CONFIG + 'permalink = "/posts/{slug}/"\n' + LINKS)
        yield Place(blog, config, target, tmp_path / "cache")


def body(place: Place, n: int) -> str:
    return place.post(n).read_text().split("\n\n", 2)[2]


def test_a_link_to_an_article_that_is_here_too_leads_to_its_post_in_whichever_order_they_came(place):
    place.blog.write(
        1,
        '<p>To <a href="/2/">two</a>, <a href="http://blog.example/3?utm_source=x">three</a>, <a href="/9/">nine</a>.</p>',
    )
    place.blog.write(
        2, '<p>To <a href="/1/">one</a> and <a href="https://old.example/x/">the old place</a>.</p>'
    )
    assert place.run("import", "--all").returncode == 0
    assert body(place, 1) == "To [two](/posts/2/), [three](/posts/3/), [nine](https://blog.example/9/).\n"
    assert body(place, 2) == "To [one](/posts/1/) and [the old place](https://new.example/x/).\n"
    assert f"[A blog]({NAME}1/)" in place.post(1).read_text(), "the attribution leads to the origin"


def test_when_a_later_run_adds_the_article_earlier_posts_are_brought_up_to_date_and_edits_kept(place):
    place.blog.write(1, '<p>Look at <a href="/3/">three</a>.</p><p>And a second paragraph.</p>')
    place.blog.list([1, 2])
    place.run("sync")
    assert "[three](https://blog.example/3/)" in body(place, 1)
    place.post(1).write_text(place.post(1).read_text().replace("a second paragraph", "my second paragraph"))
    place.blog.list([1, 2, 3])
    rows = place.rows("sync")
    assert {row["path"]: row["kind"] for row in rows[:-1]} == {
        "posts/1.md": "merged",
        "posts/2.md": "unchanged",
        "posts/3.md": "added",
    }
    assert body(place, 1) == "Look at [three](/posts/3/).\n\nAnd my second paragraph.\n"
    before = files(place.target)
    assert place.run("sync", "--recheck", "all").returncode == 0
    assert files(place.target) == before


def test_a_fragment_is_kept_where_the_heading_is_the_same(place):
    place.blog.write(1, '<p><a href="/2/#how-it-works">How</a>, <a href="/2/#comments">comments</a>.</p>')
    place.blog.write(2, '<h2 id="how-it-works">How it works</h2><p>So.</p>')
    place.run("import", "--all")
    assert body(place, 1) == "[How](/posts/2/#how-it-works), [comments](/posts/2/).\n"


def test_a_link_to_a_place_in_the_article_itself_leads_to_the_origin_as_before(place):
    place.blog.write(1, '<h2 id="top">Top</h2><p><a href="#top">Up</a></p>')
    place.run("sync")
    first = body(place, 1)
    assert place.run("sync", "--force", "--recheck", "all").returncode == 0
    assert body(place, 1) == first


def test_when_the_config_says_that_posts_are_published_elsewhere_all_links_follow(place):
    place.blog.write(1, '<p>To <a href="/2/#x">two</a> and <a href="/3/">three</a>.</p>')
    place.blog.write(3, '<p>To <a href="/1/">one</a>.</p>')
    place.run("sync")
    place.post(3).write_text(place.post(3).read_text() + "\nMine.\n")
    place.config.write_text(place.config.read_text().replace("/posts/{slug}/", "/blog/{slug}/"))
    assert place.run("sync", "--recheck", "all").returncode == 0
    assert body(place, 1) == "To [two](/blog/2/) and [three](/blog/3/).\n"
    assert body(place, 3) == "To [one](/blog/1/).\n\nMine.\n"
    before = files(place.target)
    assert place.run("sync", "--recheck", "all").stdout.splitlines()[-1] == "blog: 1 edited, 2 unchanged"
    assert files(place.target) == before


def test_a_post_that_a_person_deleted_is_not_linked_to(place):
    place.run("sync")
    place.post(2).unlink()
    place.blog.write(1, '<p><a href="/2/">two</a></p>')
    place.run("sync", "--recheck", "all")
    assert body(place, 1) == "[two](https://blog.example/2/)\n"


def test_a_dry_run_tells_of_new_posts_and_writes_nothing(place):
    place.blog.write(1, '<p><a href="/2/">two</a></p>')
    before = files(place.target)
    done = place.run("import", "--all", "--dry-run", "--diff")
    assert done.returncode == 0
    assert files(place.target) == before
    assert done.stdout.count("would add ") == 4


@pytest.mark.parametrize("local", [False, True])
def test_no_relative_link_is_left_in_any_post_of_18f(origin_18f, tmp_path, local):
    config = CONFIG_18F.read_text().replace('images = "copy"', 'images = "link"')
    if local:
        config = config.replace("[links]", "[links]\nlocal = true\n#", 1)
    (tmp_path / "18f.toml").write_text(config)
    target = tmp_path / "site"
    target.mkdir()
    blog = Blog(0)
    blog.address = origin_18f
    place = Place(blog, tmp_path / "18f.toml", target, tmp_path / "cache")
    done = place.run("import", "--all", "--mirror", f"https://18f.gsa.gov/={origin_18f}", "-q", mirror=False)
    assert (done.returncode, done.stderr) == (0, "")
    md = renderer(dialect("eleventy"))
    pages = [
        md.render(post.read_text().split("\n---\n", 1)[1])
        for post in sorted(target.rglob("src/posts/**/*.md"))
    ]
    found = [address for page in pages for address in re.findall(r'(?:href|src)="([^"]*)"', page)]
    assert len(found) > 3000
    within = [(page, address[1:]) for page in pages for address in re.findall(r'href="(#[^"]*)"', page)]
    assert len(within) > 50
    assert all(f'id="{name}"' in page for page, name in within)
    ours = [address for address in found if address.startswith("/blog/")]
    assert bool(ours) is local
    assert [
        address
        for address in found
        if not re.match(r"https?://|mailto:|tel:|#", address) and address not in ours
    ] == []
