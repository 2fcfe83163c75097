"""`syndicate init`: a blog on loopback and a site, and the config that comes of looking at them."""

import os
import pty
import re
import subprocess
import sys
from contextlib import suppress
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
    assert said[0] == f"Blog: {NAME}news.xml, bodies from the page"
    assert said[1:3] == [
        "  on the newest 3 of 3 pages .post-content holds the article; the pages have more than the feed, so look at the end of a post",
        "  all 3 addresses of the sitemap are articles by source.articles",
    ]
    assert said[3] == f"{blog.target}: plain, posts as posts/{{date:%Y-%m-%d}}-{{slug}}.md"
    assert "blog: would add 3" in said
    assert list(blog.target.iterdir()) == []
    pages = [path for path, _ in blog.blog.asked if path != "/robots.txt"]
    assert sorted(pages) == ["/", "/1/", "/2/", "/3/", "/news.xml", "/sitemap.xml"]  # once each
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


WORDS = "It was a kettle of the nineties, and its switch went click without any effect. We took it apart on a Saturday. "


def with_bodies(place: Place, classes: str, *, in_feed: bool) -> None:
    """Three articles, whose bodies stand in a box of some class below a heading, and in the feed too, or only named there."""
    entries = ""
    for n in (1, 2, 3):
        body = f"<p>{WORDS * 3}</p><p>{f'Part {n}. ' * 9}</p>"
        place.blog.pages[f"/{n}/"] = (
            f"<!doctype html><title>Article {n}</title><nav><a href=/>Home</a> <a href=/about/>About</a></nav><main>"
            f'<h1>Article {n}</h1><div class="{classes}" id="post-{n}">{body}</div></main><footer>Blog</footer>'
        ).encode()
        content = f'<content type="html"><![CDATA[{body}]]></content>' if in_feed else ""
        entries += (
            f'<entry><title>Article {n}</title><link href="{NAME}{n}/"/><id>{NAME}{n}/</id>'
            f"<published>2024-05-0{n}T00:00:00Z</published>{content}</entry>"
        )
    place.blog.pages["/feed.xml"] = (
        f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Blog</title><id>{NAME}</id>{entries}</feed>'.encode()
    )


def test_a_selector_that_finds_the_articles_of_the_newest_pages_is_written_as_a_comment(place):
    """Older pages may be another theme's, and a selector in the config always wins."""
    with_bodies(place, "kettle-words", in_feed=True)
    done = init(place)
    told = "  on the newest 3 of 3 pages .kettle-words holds the article; the feed has the same text\n"
    assert told in done.stdout
    assert configs.load(place.config).source.select.body == []
    assert re.search(
        r'^# body = "\.kettle-words" +# .*found so on the newest pages',
        place.config.read_text(),
        re.MULTILINE,
    )


def test_where_the_feed_has_no_text_to_compare_with_it_is_said(place):
    with_bodies(place, "kettle-words", in_feed=False)
    assert "holds the article; the feed does not confirm it, so look at a post\n" in init(place).stdout


def test_bodies_are_from_the_pages_where_these_have_all_of_the_feeds_text_and_more(place):
    """The feed may have the beginnings of articles without a sign of that."""
    with_bodies(place, "kettle-words", in_feed=True)
    more = f"<p>{'And then it worked again. ' * 30}</p></div></main>".encode()
    for n in (1, 2, 3):
        place.blog.pages[f"/{n}/"] = place.blog.pages[f"/{n}/"].replace(b"</div></main>", more)
    done = init(place)
    assert "; the pages have more than the feed, so look at the end of a post\n" in done.stdout
    assert configs.load(place.config).source.content == "page"


def test_a_sitemap_that_cannot_be_read_is_said(place):
    place.blog.pages["/robots.txt"] = f"User-agent: *\nDisallow:\nSitemap: {NAME}gone.xml\n".encode()
    assert f"{NAME}gone.xml: " in (told := init(place).stdout), told
    assert "; its articles are left out\n" in told


def test_an_example_stands_where_no_selector_has_the_same_article_on_all_pages(place):
    with_bodies(place, "", in_feed=True)
    page = place.blog.pages["/2/"].replace(b"</main>", b"<p>Share this on your network.</p></main>")
    place.blog.pages["/2/"] = page.replace(b"<main>", b"<div>").replace(b"</main>", b"</div>")
    done = init(place)
    assert "the article is found by where its text stands; the feed has the same text" in done.stdout
    assert re.search(r'^# body = "\.post-content" +# .*for example', place.config.read_text(), re.MULTILINE)


def test_what_the_pattern_for_articles_leaves_of_the_sitemap_is_told(place):
    place.blog.pages["/sitemap.xml"] = "\n".join(
        NAME + path for path in ("", "1/", "2/", "3/", "4/", "tags/a/", "tags/b/", "about/")
    ).encode()
    done = init(place)
    assert (
        "  4 of 8 addresses of the sitemap are articles by source.articles; left out are others, such as "
        f"{NAME}, {NAME}tags/b/, {NAME}about/\n"
    ) in done.stdout


def test_where_there_is_no_sitemap_it_says_what_an_import_will_have(place):
    del place.blog.pages["/sitemap.xml"]
    assert "  no sitemap is found: import --all has the 3 articles that the feed names" in init(place).stdout


def test_the_first_post_is_shown_as_it_will_be(place):
    with_bodies(place, "words", in_feed=False)
    place.blog.pages["/1/"] = place.blog.pages["/1/"].replace(b"<p>", b"<p>One.</p>" * 9 + b"<p>")
    page = place.blog.pages["/1/"].replace(b"</div></main>", b"<p>The last line.</p></div></main>")
    place.blog.pages["/1/"] = page
    lines = init(place).stdout.splitlines()
    begin = lines.index("posts/2024-05-01-1.md will be so:") + 2
    assert lines[begin : begin + 2] == ["    ---", '    title: "Article 1"']
    assert re.fullmatch(r"    \[\d+ more lines\]", lines[begin + 24])
    assert lines[begin + 30] == "    The last line."
    assert max(map(len, lines[begin : begin + 30])) <= 114


def on_a_terminal(place: Place, answers: str, *words: str) -> str:
    """What `init` shows on a terminal where these answers are typed."""
    place.config.unlink(missing_ok=True)
    main, terminal = pty.openpty()
    command = [sys.executable, "-m", "syndicate", "init", NAME, "--target", place.target, "-o", place.config]
    process = subprocess.Popen(
        [*command, "--mirror", f"{NAME}={place.blog.address}", *words],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        env={**os.environ, "XDG_CACHE_HOME": str(place.cache), "TERM": "xterm"},
    )
    os.close(terminal)
    os.write(main, answers.encode())
    shown = b""
    with suppress(OSError):
        while piece := os.read(main, 65536):
            shown += piece
    os.close(main)
    assert process.wait(60) == 0, shown.decode()
    return shown.decode()


def test_on_a_terminal_it_asks_what_it_does_not_know(place):
    shown = on_a_terminal(place, "page\nhugo\n")
    assert "Are bodies better taken from the page or from the feed" in shown
    assert "Which generator makes the site" in shown
    config = configs.load(place.config)
    assert (config.source.content, config.post.flavor) == ("page", "hugo")
    assert config.post.path.startswith("content/posts/")


def test_on_a_terminal_it_asks_nothing_with_yes(place):
    shown = on_a_terminal(place, "", "--yes")
    assert "Which generator makes the site" not in shown
    config = configs.load(place.config)
    assert (config.source.content, config.post.flavor) == ("feed", "plain")


def test_on_a_terminal_it_asks_nothing_that_it_knows(place):
    with_bodies(place, "kettle-words", in_feed=True)
    (place.target / "_config.yml").touch()
    shown = on_a_terminal(place, "")
    assert "Which generator" not in shown
    assert "better taken" not in shown
    assert configs.load(place.config).post.flavor == "jekyll"
