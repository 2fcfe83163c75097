"""A back catalogue from every kind of list, the part of it that is wanted, and an import that goes on where it was."""

import gzip
import json
import os
import re
import signal
import subprocess
import sys
import time

import pytest

from tests.blog import CONFIG, NAME, Blog, Place, served

FEED = """<?xml version="1.0"?><{root}><channel><title>Blog</title><link>{name}</link><description>d</description>{head}{items}</channel></{root}>"""


@pytest.fixture
def place(tmp_path):
    with served(Blog(6)) as blog:
        target = tmp_path / "site"
        target.mkdir()
        config = tmp_path / "blog.toml"
        config.write_text(CONFIG)
        yield Place(blog, config, target, tmp_path / "cache")


def rss(*numbers: int, head: str = "") -> bytes:
    items = "".join(f"<item><title>Article {n}</title><link>{NAME}{n}/</link></item>" for n in numbers)
    return (
        FEED.format(root="rss", name=NAME, head=head, items=items)
        .replace("<rss>", '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom">')
        .encode()
    )


def without_sitemap(place: Place, extra: str = "") -> None:
    place.config.write_text(CONFIG.replace(f'sitemap = "{NAME}sitemap.xml"\n', extra))
    place.blog.pages.pop("/sitemap.xml")


def posts(place: Place) -> list[str]:
    return sorted(path.stem for path in place.target.glob("posts/*.md"))


def test_a_feed_that_names_its_archives_is_followed_to_the_oldest(place):
    without_sitemap(place)
    place.blog.pages["/feed.xml"] = rss(5, 6, head=f'<atom:link rel="prev-archive" href="{NAME}old.xml"/>')
    place.blog.pages["/old.xml"] = rss(3, 4, head='<atom:link rel="prev-archive" href="/older.xml"/>')
    place.blog.pages["/older.xml"] = rss(1, 2, 3)
    assert place.run("import", "--all").returncode == 0
    assert posts(place) == ["1", "2", "3", "4", "5", "6"]


def test_a_feed_of_wordpress_is_paged_until_there_is_nothing_more(place):
    without_sitemap(place)
    head = "<generator>https://wordpress.org/?v=6.4</generator>"
    place.blog.pages["/feed.xml"] = rss(5, 6, head=head)
    place.blog.pages["/feed.xml?paged=2"] = rss(3, 4, head=head)
    done = place.run("import", "--all")
    assert (done.returncode, done.stderr) == (0, "")
    assert posts(place) == ["3", "4", "5", "6"]
    assert place.blog.statuses("/feed.xml?paged=3") == [404]


def test_pages_that_lead_to_each_other_come_to_an_end(place):
    without_sitemap(place)
    place.blog.pages["/feed.xml"] = rss(1, head=f'<atom:link rel="next" href="{NAME}a.xml"/>')
    place.blog.pages["/a.xml"] = rss(2, head=f'<atom:link rel="next" href="{NAME}b.xml"/>')
    place.blog.pages["/b.xml"] = rss(3, head=f'<atom:link rel="next" href="{NAME}a.xml"/>')
    assert place.run("import", "--all").returncode == 0
    assert posts(place) == ["1", "2", "3"]


def test_a_page_of_the_feed_that_fails_is_named_and_the_rest_is_imported(place):
    without_sitemap(place)
    place.blog.pages["/feed.xml"] = rss(1, head=f'<atom:link rel="next" href="{NAME}a.xml"/>')
    place.blog.pages["/a.xml"] = b"<html>no feed</html>"
    done = place.run("import", "--all")
    assert posts(place) == ["1"]
    assert "a.xml" in done.stderr
    assert "what is older, is left out" in done.stderr


def wordpress(*numbers: int) -> bytes:
    return json.dumps(
        [
            {
                "date": f"2024-05-0{n}T23:00:00",
                "date_gmt": f"2024-05-0{n + 1}T03:00:00",
                "link": f"{NAME}{n}/",
                "title": {"rendered": f"Article {n}"},
                "content": {"rendered": f"<p>The whole of article {n}.</p>"},
                "excerpt": {"rendered": ""},
                "_embedded": {"author": [{"name": "Ada"}], "wp:term": [[{"name": "Design"}]]},
            }
            for n in numbers
        ]
    ).encode()


def test_wordpress_tells_of_all_its_posts_by_its_api(place):
    without_sitemap(place, f'wordpress = "{NAME}wp-json/"\ncontent = "feed"\n')
    config = place.config.read_text()
    place.config.write_text(
        f'{config}[post.front_matter]\ndate = "{{date:%Y-%m-%d %H:%M %z}}"\nauthors = ["{{authors}}"]\ntags = ["{{tags}}"]\n'
    )
    first = "/wp-json/wp/v2/posts?per_page=100&page=1&_embed=author%2Cwp%3Aterm"
    place.blog.pages["/feed.xml"] = rss()
    place.blog.pages[first] = wordpress(1, 2, 3)
    assert place.run("import", "--all").returncode == 0
    assert posts(place) == ["1", "2", "3"]
    text = place.post(2).read_text()
    assert "The whole of article 2." in text
    assert "date: 2024-05-02 23:00 -0400\nauthors: ['Ada']\ntags: ['Design']" in text.replace('"', "'")
    assert not [path for path, _ in place.blog.asked if path == "/2/"]


def test_the_pages_of_an_archive_are_read_by_selector(place):
    without_sitemap(place, f'listing = "{NAME}archive/"\n')
    place.config.write_text(
        place.config.read_text().replace(
            "[source.select]\n", '[source.select]\nentries = ".list a"\nolder = "a[rel=next]"\n'
        )
    )
    place.blog.pages["/feed.xml"] = rss(6)
    link = '<p class="list"><a href="/{}/">x</a></p><a rel="next" href="{}">older</a>'
    place.blog.pages["/archive/"] = link.format(5, "?page=2").encode()
    place.blog.pages["/archive/?page=2"] = link.format(4, "?page=3").encode()
    place.blog.pages["/archive/?page=3"] = link.format(3, "?page=3").encode()
    assert place.run("import", "--all").returncode == 0
    assert posts(place) == ["3", "4", "5", "6"]


@pytest.mark.parametrize("where", ["robots", "usual"])
def test_a_sitemap_that_the_config_does_not_name_is_found(place, where):
    sitemap = place.blog.pages["/sitemap.xml"]
    without_sitemap(place)
    place.blog.pages["/feed.xml"] = rss(6)
    if where == "robots":
        place.blog.pages["/robots.txt"] = (
            f"User-agent: *\nDisallow:\nSitemap: {NAME}maps/index.xml\n".encode()
        )
        place.blog.pages["/maps/index.xml"] = (
            f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><sitemap><loc>{NAME}maps/1.xml.gz</loc></sitemap></sitemapindex>'.encode()
        )
        place.blog.pages["/maps/1.xml.gz"] = gzip.compress(sitemap)
    else:
        place.blog.pages["/sitemap.xml"] = sitemap
    assert place.run("import", "--all").returncode == 0
    assert posts(place) == ["1", "2", "3", "4", "5", "6"]


def with_robots(place: Place, sitemap: str) -> bytes:
    """The sitemap, which robots.txt says is at this address; the feed has one article of it."""
    content = place.blog.pages["/sitemap.xml"]
    without_sitemap(place)
    place.blog.pages["/feed.xml"] = rss(6)
    place.blog.pages["/robots.txt"] = f"User-agent: *\nDisallow:\nSitemap: {sitemap}\n".encode()
    assert isinstance(content, bytes)
    return content


JUNK = {
    "a page": b"<!doctype html><title>Not found</title><p>Nothing is here.",
    "other pages": f"{NAME}about/\n{NAME}imprint/\n".encode(),
    "nothing": b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>',
    "an error": 500,
}
"""What stands where robots.txt says that the sitemap is."""


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
@pytest.mark.parametrize("usual", ["/sitemap.xml", "/wp-sitemap.xml", "/sitemap_index.xml"])
def test_a_sitemap_of_robots_that_knows_no_article_hides_none_at_a_usual_place(place, junk, usual):
    sitemap = with_robots(place, f"{NAME}junk.xml")
    place.blog.pages |= {"/junk.xml": junk, usual: sitemap}
    place.run("import", "--all")
    assert posts(place) == ["1", "2", "3", "4", "5", "6"]


def test_a_sitemap_that_knows_the_articles_of_the_feed_is_enough(place):
    place.blog.pages["/own.xml"] = with_robots(place, f"{NAME}own.xml")
    assert place.run("import", "--all").returncode == 0
    assert not {path for path, _ in place.blog.asked} & {"/sitemap.xml", "/wp-sitemap.xml"}


INDEX = '<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</sitemapindex>'


def with_parts(place: Place, posts: str, pages: str) -> None:
    """A sitemap that has articles 3 to 6 in one part, and 1 and 2, which are pages, in another."""
    without_sitemap(place)
    place.blog.pages |= {
        "/feed.xml": rss(6),
        "/wp-sitemap.xml": INDEX.format(
            f"<sitemap><loc>{NAME}{posts}</loc></sitemap><sitemap><loc>{NAME}{pages}</loc></sitemap>"
        ).encode(),
        f"/{posts}": "\n".join(f"{NAME}{n}/" for n in (3, 4, 5, 6)).encode(),
        f"/{pages}": f"{NAME}1/\n{NAME}2/".encode(),
    }


@pytest.mark.parametrize(
    ("posts_part", "other_part"),
    [
        ("wp-sitemap-posts-post-1.xml", "wp-sitemap-posts-page-1.xml"),
        ("wp-sitemap-posts-post-1.xml", "wp-sitemap-taxonomies-category-1.xml"),
        ("wp-sitemap-posts-post-1.xml", "wp-sitemap-users-1.xml"),
        ("post-sitemap2.xml", "page-sitemap.xml"),
        ("post-sitemap.xml", "post_tag-sitemap.xml"),
        ("sitemap-posts.xml", "sitemap-authors.xml"),
    ],
)
def test_of_a_sitemap_in_parts_those_of_pages_tags_and_authors_list_no_articles(
    place, posts_part, other_part
):
    with_parts(place, posts_part, other_part)
    assert place.run("import", "--all").returncode == 0
    assert posts(place) == ["3", "4", "5", "6"]


@pytest.mark.parametrize(
    ("posts_part", "other_part"),
    [
        ("sitemap-1.xml", "pages.xml"),
        ("post-sitemap.xml", "recipe-sitemap.xml"),
        ("blog.xml", "homepage.xml"),
    ],
)
def test_a_part_that_may_list_articles_is_read(place, posts_part, other_part):
    with_parts(place, posts_part, other_part)
    assert place.run("import", "--all").returncode == 0
    assert posts(place) == ["1", "2", "3", "4", "5", "6"]


def test_of_a_sitemap_that_the_config_names_every_part_is_read(place):
    with_parts(place, "post-sitemap.xml", "page-sitemap.xml")
    place.config.write_text(CONFIG.replace("sitemap.xml", "wp-sitemap.xml"))
    assert place.run("import", "--all").returncode == 0
    assert posts(place) == ["1", "2", "3", "4", "5", "6"]


def test_a_sitemap_of_robots_may_be_named_by_its_path(place):
    place.blog.pages["/maps/own.xml"] = with_robots(place, "/maps/own.xml")
    assert place.run("import", "--all").returncode == 0
    assert posts(place) == ["1", "2", "3", "4", "5", "6"]


def test_which_list_names_how_many_articles_is_told(place):
    place.blog.pages["/feed.xml"] = rss(5, 6)
    lines = place.run("import", "--all").stdout.splitlines()
    assert lines[-2:] == ["found     6 in the sitemap, 2 in the feed", "blog: 6 added"]
    summary = json.loads(place.run("import", "--all", "--json").stdout.splitlines()[-1])
    assert summary["lists"] == {"sitemap": 6, "feed": 2}


def test_a_feed_or_a_sitemap_can_be_named_instead_of_articles(place):
    place.blog.pages["/other.xml"] = rss(2)
    place.blog.pages["/map.xml"] = place.blog.pages["/sitemap.xml"].replace(b"<url><loc>/2/</loc></url>", b"")
    assert place.run("import", f"{NAME}other.xml").returncode == 0
    assert posts(place) == ["2"]
    assert place.run("import", f"{NAME}map.xml").returncode == 0
    assert posts(place) == ["1", "2", "3", "4", "5", "6"]


def test_only_what_is_wanted_is_imported_and_what_is_named_always(place):
    rules = '[[source.only]]\nauthors = ["Ada Lovelace"]\n[[source.only]]\ntext = "thanks to .*Ada"\n'
    place.config.write_text(CONFIG.replace("[post]\n", f"{rules}[post]\n"))
    place.blog.write(2, "<p>With thanks to <b>Ada</b> and all others.</p>")
    place.blog.write(3, "<p>By her.</p>")
    place.blog.pages["/3/"] = place.blog.pages["/3/"].replace(
        b"<title>", b'<meta name="author" content="Ada Lovelace"><title>'
    )
    assert place.run("import", "--all").returncode == 0
    assert posts(place) == ["2", "3"]
    assert place.run("import", f"{NAME}5/").returncode == 0
    assert posts(place) == ["2", "3", "5"]
    place.blog.write(2, "<p>The thanks are gone.</p>")
    place.blog.write(5, "<p>Changed.</p>")
    assert place.run("sync").returncode == 0
    assert posts(place) == ["2", "3", "5"]
    assert "The thanks are gone." in place.post(2).read_text()
    assert "Changed." in place.post(5).read_text()


def test_an_import_that_is_killed_goes_on_without_asking_again(place):
    blog = place.blog
    for n in range(1, 61):
        blog.write(1, f"<p>Text of article {n}.</p>", f"Article {n}")
        blog.pages[f"/{n}/"] = blog.pages["/1/"].replace(b'href="/1/"', f'href="/{n}/"'.encode())
    blog.write(1, "<p>Text of article 1.</p>", "Article 1")
    blog.list(range(1, 10))
    blog.pages["/sitemap.xml"] = ("\n".join(f"{NAME}{n}/" for n in range(1, 61))).encode()
    mirror = f"{NAME}={blog.address}"
    words = [
        sys.executable,
        "-m",
        "syndicate",
        "import",
        place.config,
        "--all",
        "--target",
        place.target,
        "--mirror",
        mirror,
        "--jobs",
        "2",
    ]
    running = subprocess.Popen(
        words, env={**os.environ, "XDG_CACHE_HOME": str(place.cache)}, stdout=subprocess.DEVNULL
    )
    while len(blog.asked) < 30 and running.poll() is None:
        time.sleep(0.002)
    running.send_signal(signal.SIGKILL)
    running.wait()
    before = len(posts(place))
    assert before < 60
    time.sleep(0.1)
    had = {path for path, _ in blog.asked}
    blog.asked.clear()
    assert place.run("import", "--all").returncode == 0
    assert len(posts(place)) == 60
    # What was on its way when it was killed may be asked for once more.
    assert len([path for path, _ in blog.asked if path in had]) <= 2 * 2
    blog.asked.clear()
    assert place.run("import", "--all").returncode == 0
    assert len(blog.asked) >= 60, "an import that came to its end asks again what has changed"


def test_offline_uses_what_is_kept_and_asks_nobody(place, tmp_path):
    assert place.run("sync").returncode == 0
    place.blog.asked.clear()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    other = Place(place.blog, place.config, elsewhere, place.cache)
    done = other.run("sync", "--offline")
    assert (done.returncode, done.stderr) == (0, "")
    assert posts(other) == posts(place) != []
    place.blog.list(range(1, 7))
    missing = other.run("import", f"{NAME}9/", "--offline")
    assert missing.returncode == 1
    assert f"{NAME}9/" in missing.stderr
    assert "run without --offline" in missing.stderr
    assert place.blog.asked == []


def test_articles_of_one_day_keep_their_order(place):
    place.config.write_text(
        CONFIG + 'attribution = "[{title}]({url})"\nclashes = "permalink"\npermalink = "/{date:%Y-%m-%d}/"\n'
    )
    place.blog.list((3, 2, 1))
    for n in (1, 2, 3):
        page = place.blog.pages[f"/{n}/"]
        place.blog.pages[f"/{n}/"] = page.replace(
            f'datetime="2024-05-0{n}"'.encode(), b'datetime="2024-05-01"'
        )
    feed = place.blog.pages["/feed.xml"].decode()
    for n, hour in ((1, 9), (2, 17), (3, 12)):
        feed = feed.replace(f"<published>2024-05-0{n}T00", f"<published>2024-05-01T{hour:02}")
    place.blog.pages["/feed.xml"] = feed.encode()
    place.blog.pages["/sitemap.xml"] = f"{NAME}3/\n{NAME}2/\n{NAME}1/".encode()
    rows = place.rows("import", "--all")
    assert [row["address"] for row in rows[:-1]] == [f"{NAME}1/", f"{NAME}3/", f"{NAME}2/"]


@pytest.mark.parametrize(
    ("stated", "written"),
    [
        ("2024-05-01", "2024-05-01 00:00:00"),
        ("2024-05-01T23:30:00", "2024-05-01 23:30:00"),
        ("2024-05-01T23:30:00-07:00", "2024-05-01 23:30:00-0700"),
        ("2024-05-01T00:10:00Z", "2024-05-01 00:10:00+0000"),
    ],
)
def test_dates_keep_their_zone_or_none(place, stated, written):
    place.config.write_text(CONFIG + '[post.front_matter]\ndate = "{date:%Y-%m-%d %H:%M:%S%z}"\n')
    page = place.blog.pages["/1/"]
    place.blog.pages["/1/"] = page.replace(b'datetime="2024-05-01"', f'datetime="{stated}"'.encode())
    assert place.run("import", f"{NAME}1/").returncode == 0
    assert f"date: {written}\n" in place.post(1).read_text().replace("'", "").replace('"', "")


def test_a_post_never_gets_the_date_of_its_import(place):
    place.blog.list([])
    place.blog.pages["/1/"] = place.blog.pages["/1/"].replace(
        b'<time datetime="2024-05-01">May 1</time>', b""
    )
    done = place.run("import", f"{NAME}1/")
    assert done.returncode == 1
    assert "no date of publication found" in done.stderr
    assert posts(place) == []


def with_dates(place, *texts):
    """The feed alone dates the articles, by these texts."""
    items = "".join(
        f"<item><title>Article {n}</title><link>{NAME}{n}/</link><pubDate>{text}</pubDate></item>"
        for n, text in enumerate(texts, 1)
    )
    feed = FEED.format(root="rss", name=NAME, head="", items=items)
    place.blog.pages["/feed.xml"] = feed.replace("<rss>", '<rss version="2.0">').encode()
    for n in range(1, len(texts) + 1):
        page = re.sub(rb"<time[^>]*>.*?</time>", b"", place.blog.pages[f"/{n}/"])
        place.blog.pages[f"/{n}/"] = page.replace(b' lang="en"', b"").replace(b" lang=en", b"")


def test_a_date_that_cannot_be_read_is_quoted_once_with_what_to_do_and_its_post_keeps_the_day_it_got(place):
    with_dates(place, "soon", "Mon, 30 Feb 2026 10:00:00 +0000", "mié, 04 mar 2026 10:00:00 +0100")
    done = place.run("sync")
    (note,) = [line for line in done.stderr.splitlines() if "cannot be read" in line]
    assert "(and 1 more of that kind)" in note
    assert re.search(r"its date '(soon|Mon, 30 Feb 2026 10:00:00 \+0000)' cannot be read", note)
    assert re.search(rf'say another by \[overrides\."{NAME}[12]/"\] date$', note)
    assert "2026-03-04" in place.post(3).read_text()
    first = place.post(1).read_text()
    done = place.run("sync", "--recheck", "all")
    assert (done.returncode, "cannot be read" in done.stderr) == (0, False)
    assert place.post(1).read_text() == first


def test_a_date_that_cannot_be_read_fails_with_its_text_where_the_config_wants_that(place):
    place.config.write_text(CONFIG.replace('feed = "', 'undated = "fail"\nfeed = "'))
    with_dates(place, "soon")
    done = place.run("sync")
    assert done.returncode == 1
    assert "its date 'soon' cannot be read" in done.stderr
    assert "say [overrides." in done.stderr
    assert posts(place) == []


@pytest.mark.parametrize("undated", ["listed", "first-seen", "fail"])
def test_a_date_that_can_be_read_in_two_ways_fails_until_a_person_says_which(place, undated):
    config = CONFIG.replace('feed = "', f'undated = "{undated}"\nfeed = "')
    place.config.write_text(config)
    with_dates(place, "05/02/2026")
    done = place.run("sync")
    assert done.returncode == 1
    assert "may be 2026-05-02 or 2026-02-05; say which by" in done.stderr
    assert posts(place) == []
    place.config.write_text(f'{config}\n[overrides."{NAME}1/"]\ndate = 2026-02-05\n')
    assert place.run("sync").returncode == 0
    assert "2026-02-05" in place.post(1).read_text()


def built_at(place, built: str, numbers=(1, 2, 3)) -> None:
    """A feed that gives the time at which it was made as the date of each entry; the pages say theirs in words alone."""
    items = "".join(
        f"<item><title>Article {n}</title><link>{NAME}{n}/</link><guid>{NAME}{n}/</guid><pubDate>{built}</pubDate>"
        f"<description>The beginning of {n}.</description></item>"
        for n in numbers
    )
    place.blog.pages["/feed.xml"] = (
        f'<rss version="2.0"><channel><title>Blog</title><link>{NAME}</link><lastBuildDate>{built}</lastBuildDate>{items}</channel></rss>'.encode()
    )
    for n in (1, 2, 3):
        page = re.sub(rb"<time[^>]*>.*?</time>", b"<p>May %d, 2024</p>" % n, place.blog.pages[f"/{n}/"])
        place.blog.pages[f"/{n}/"] = page


def test_a_feed_that_dates_its_entries_by_its_own_making_dates_no_post(place):
    place.config.write_text(CONFIG.replace('date = "article time"\n', ""))
    built_at(place, "Tue, 03 Mar 2026 10:15:20 +0000")
    assert place.run("sync").returncode == 0
    before = [post.read_text() for post in map(place.post, (1, 2, 3))]
    assert [f"2024-05-0{n}" in text for n, text in enumerate(before, 1)] == [True] * 3
    built_at(place, "Wed, 04 Mar 2026 09:00:01 +0000")
    assert place.run("sync", "--recheck", "all").returncode == 0
    assert [post.read_text() for post in map(place.post, (1, 2, 3))] == before


def test_an_article_that_is_known_gets_no_other_date_by_the_feed_being_made_anew(place):
    place.config.write_text(CONFIG.replace('date = "article time"\n', ""))
    for built in ("Tue, 03 Mar 2026 10:15:20 +0000", "Wed, 04 Mar 2026 09:00:01 +0000"):
        built_at(place, built, numbers=(1,))
        page = re.sub(rb"<p>May.*?</p>", b"", place.blog.pages["/1/"])
        place.blog.pages["/1/"] = page
        done = place.run("sync", "--recheck", "all")
        assert done.returncode == 0
        assert "2026-03-03" in place.post(1).read_text()
    assert "updated" not in done.stdout
