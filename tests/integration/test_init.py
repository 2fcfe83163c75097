"""`syndicate init`: a blog on loopback and a site, and the config that comes of looking at them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from syndicate import config as configs
from tests.blog import NAME, Place

FRONT = f"""<!doctype html><title>Blog</title>
<link rel="alternate" type="application/rss+xml" href="{NAME}comments/feed.xml">
<link rel="alternate" type="application/atom+xml" href="/news.xml">
<p>Welcome"""


def init(place: Place, address: str = NAME) -> subprocess.CompletedProcess[str]:
    place.config.unlink(missing_ok=True)
    return run(place, address, "-o", place.config)


def run(place: Place, address: str, *words: str | Path) -> subprocess.CompletedProcess[str]:
    mirror = f"{NAME}={place.blog.address}"
    return subprocess.run(
        [
            sys.executable,
            "-m",
            "syndicate",
            "init",
            address,
            "--target",
            place.target,
            "--mirror",
            mirror,
            *words,
        ],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd=place.config.parent,
        env={**os.environ, "XDG_CACHE_HOME": str(place.cache)},
    )


@pytest.fixture
def blog(place):
    """A blog whose front page names its feed, and whose pages hold more than that."""
    for n in (1, 2, 3):
        place.blog.write(n, f"<p>From the feed: {n}. The page says more than that, as pages do.</p>")
    whole = place.blog.pages.pop("/feed.xml")
    place.blog.pages |= {"/": FRONT.encode(), "/news.xml": whole, "/comments/feed.xml": whole}
    return place


def test_what_is_written_is_tried_and_can_be_synced(blog):
    done = init(blog)
    assert (done.returncode, done.stderr) == (0, "")
    said = done.stdout.splitlines()
    assert said[0] == f"Blog: {NAME}news.xml, bodies from the feed"
    assert said[1] == f"{blog.target}: plain, posts as posts/{{date:%Y-%m-%d}}-{{slug}}.md"
    assert "blog: would add 3" in said
    assert list(blog.target.iterdir()) == []
    pages = [path for path, _ in blog.blog.asked if path != "/robots.txt"]
    assert sorted(pages) == ["/", "/1/", "/2/", "/3/", "/news.xml"]  # once each
    source = configs.load(blog.config).source
    assert (source.name, source.title) == ("blog", "Blog")
    assert source.articles == r"^https?://blog\.example/\d{1}/$"
    assert said[-1].startswith(f"Go on with: syndicate sync {blog.config} --target {blog.target} --dry-run")
    assert blog.run("sync").stdout.splitlines()[-1] == "blog: 3 added"


def test_bodies_are_from_the_pages_where_the_feed_has_no_more_than_they_have(blog):
    for n in (1, 2, 3):
        blog.blog.write(n, f"<p>From the feed: {n}.</p>")
    assert init(blog).returncode == 0
    assert configs.load(blog.config).source.content == "page"


@pytest.mark.parametrize("end", ["…", "[&amp;hellip;]", '&lt;a href="/1/"&gt;Read more&lt;/a&gt;'])
def test_bodies_are_from_the_pages_where_the_feed_holds_only_beginnings(blog, end):
    news = blog.blog.pages["/news.xml"].decode()
    blog.blog.pages["/news.xml"] = news.replace(".&lt;/p&gt;", f" {end}&lt;/p&gt;").encode()
    assert init(blog).returncode == 0
    assert configs.load(blog.config).source.content == "page"


def test_bodies_are_from_the_feed_where_pages_are_refused(blog):
    blog.blog.pages |= {f"/{n}/": 403 for n in (1, 2, 3)}
    done = init(blog)
    assert (done.returncode, done.stderr) == (0, "")
    assert configs.load(blog.config).source.content == "feed"


@pytest.mark.parametrize("where", ["feed.xml", "feed/", "index.xml"])
@pytest.mark.parametrize("front", [b"<p>Welcome", 404])
def test_a_feed_that_no_page_names_is_found_where_feeds_lie(place, where, front):
    place.blog.pages["/"] = front
    place.blog.pages[f"/{where}"] = place.blog.pages.pop("/feed.xml")
    assert init(place).returncode == 0
    assert configs.load(place.config).source.feed == NAME + where


def test_a_token_in_the_feeds_address_is_not_shown_but_kept(place):
    place.blog.pages["/feed.xml?token=s3cret"] = place.blog.pages["/feed.xml"]
    done = init(place, f"{NAME}feed.xml?token=s3cret")
    assert done.returncode == 0
    assert "s3cret" not in done.stdout + done.stderr
    assert configs.load(place.config).source.feed == f"{NAME}feed.xml?token=s3cret"


@pytest.mark.parametrize("address", ["1/", "feed.xml"])
def test_an_article_or_the_feed_will_do_as_well(place, address):
    assert init(place, NAME + address).returncode == 0
    assert configs.load(place.config).source.feed == f"{NAME}feed.xml"


def test_posts_are_to_lie_where_the_site_has_its_others(place):
    (place.target / "eleventy.config.js").touch()
    for folder in ("src/blog", "node_modules/posts", ".cache/posts"):
        for n in range(3):
            file = place.target / folder / f"{n}.md"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch()
    assert init(place).returncode == 0
    post = configs.load(place.config).post
    assert (post.flavor, post.dialect, post.path) == ("eleventy", "eleventy-default", "src/blog/{slug}.md")
    (place.target / "package.json").write_text('{"devDependencies": {"markdown-it-footnote": "^4"}}')
    assert init(place).returncode == 0
    assert configs.load(place.config).post.dialect == "eleventy"


def test_posts_with_another_suffix_of_markdown_show_where_posts_lie_as_well(place):
    (place.target / "_config.yml").touch()
    for folder, name in (("news/_posts", "2024-01-01-a.markdown"), ("news/_posts", "2024-01-02-b.MD")):
        (place.target / folder).mkdir(parents=True, exist_ok=True)
        (place.target / folder / name).touch()
    done = init(place)
    assert done.returncode == 0
    assert "  learned from 2 posts at news/_posts/{date:%Y-%m-%d}-{slug}.md" in done.stdout.splitlines()
    assert configs.load(place.config).post.path == "news/_posts/{date:%Y-%m-%d}-{slug}.md"


def test_a_blog_without_a_name_has_that_of_its_host(place):
    place.blog.pages["/feed.xml"] = place.blog.pages["/feed.xml"].replace(b"<title>Blog</title>", b"")
    assert init(place).returncode == 0
    source = configs.load(place.config).source
    assert (source.name, source.title) == ("blog-example", "blog.example")


def test_what_fails_when_it_is_tried_is_said_and_the_config_is_kept(place):
    feed = place.blog.pages["/feed.xml"].decode()
    place.blog.pages["/feed.xml"] = re.sub("<content.*?</content>", "", feed).encode()
    place.blog.pages["/2/"] = b"<title>Article 2</title><nav><a href=/1/>One</a></nav>"
    done = init(place)
    assert done.returncode == 1
    assert "set source.select.body" in done.stderr
    assert place.config.exists()


@pytest.mark.parametrize(
    ("address", "said", "status"),
    [
        (f"{NAME}about/", f"{NAME}about/: no feed is found: the server answers 404", 3),
        ("https://blog.invalid/", "https://blog.invalid/: there is no host blog.invalid", 3),
        (f"{NAME}page/", f"{NAME}page/: no feed is found: the page there names none", 3),
        ("blog.example", "neither an address, which begins with https:// or http://, nor", 2),
    ],
)
def test_where_there_is_no_feed_one_line_says_so(place, address, said, status):
    del place.blog.pages["/feed.xml"]
    place.blog.pages["/page/"] = b"<title>About</title><p>Us."
    done = init(place, address)
    assert (done.returncode, done.stdout) == (status, "")
    assert said in done.stderr
    assert not place.config.exists()


@pytest.mark.parametrize("words", [["-o", "blog.toml"], []])
def test_no_config_is_written_over(place, words):
    before = place.config.read_text()
    done = run(place, NAME, *words)
    said = "syndicate: blog.toml: is there already; name another file with -o\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)
    assert place.config.read_text() == before


def test_a_config_that_cannot_be_written_is_said(place):
    done = run(place, NAME, "-o", "missing/blog.toml")
    said = "syndicate: missing/blog.toml: cannot be written: No such file or directory\n"
    assert (done.returncode, done.stdout, done.stderr) == (2, "", said)


def test_a_site_that_is_not_there_is_said(place):
    place.target.rmdir()
    done = init(place)
    assert (done.returncode, done.stdout) == (2, "")
    assert "there is no such folder; create it or name your site's repository" in done.stderr


def test_a_config_that_jekyll_would_publish_is_said(place):
    (place.target / "_config.yml").write_text("title: Shed\n", encoding="utf-8")
    said = "The site publishes blog.toml as it is: add it to exclude: in _config.yml"
    assert said in run(place, NAME, "-o", place.target / "blog.toml").stdout
    (place.target / "_syndicate").mkdir()
    assert "publishes" not in run(place, NAME, "-o", place.target / "_syndicate" / "blog.toml").stdout
