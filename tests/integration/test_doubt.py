"""What comes is doubted: walls, redesigns and outages take the place of no post, and are named."""

import re

import pytest

from syndicate.models import VERSION
from tests.blog import CONFIG, NAME, Blog, Place, files, served

WALL = (
    "<html><head><title>Before you continue</title></head><body><main><h1>Before you continue</h1><p>"
    + " ".join(f"We and our {n} partners store and read data on devices." for n in range(12))
    + "</p><form><button>Accept</button><button>Reject</button></form></main></body></html>"
).encode()


def text_of(n: int, *, more: str = "") -> str:
    words = " ".join(f"kettle{n}word{each}" for each in range(40))
    return f"<p>Article {n}: {words}.</p>{more}"


@pytest.fixture
def place(tmp_path):
    """A blog of seven articles."""
    config, target = tmp_path / "blog.toml", tmp_path / "site"
    config.write_text(CONFIG.replace('body = ".post-content"\n', ""))
    target.mkdir()
    blog = Blog(7)
    for n in range(1, 8):
        blog.write(n, text_of(n))
    with served(blog) as running:
        place = Place(running, config, target, tmp_path / "cache")
        assert place.run("sync").returncode == 0
        yield place


def test_a_wall_takes_the_place_of_no_post_until_a_person_says_so(place, tmp_path):
    before = place.post(1).read_text()
    place.blog.pages["/1/"] = WALL
    page = tmp_path / "review.html"
    done = place.run("sync", "--recheck", "all", "--report", str(page))
    assert done.returncode == 1
    assert "doubted   posts/1.md  (the page has neither the title nor the words of the article" in done.stderr
    assert "--force" in done.stderr
    assert place.post(1).read_text() == before
    assert "doubted" in page.read_text()
    assert place.run("sync").returncode == 1, "it is said until it is settled"
    assert place.run("import", f"{NAME}1/", "--force").returncode == 0
    assert "partners" in place.post(1).read_text()


def test_two_addresses_of_one_article_are_no_twins_but_one_post(place):
    place.blog.pages["/8/"] = re.sub(rb"(?s)<link.*?>", b"", place.blog.pages["/1/"])
    assert place.run("import", f"{NAME}8/", f"{NAME}1/").returncode == 0
    assert not place.post(8).exists()


def test_one_text_for_several_articles_is_believed_for_none(place):
    for n in (8, 9):
        place.blog.pages[f"/{n}/"] = place.blog.pages["/1/"].replace(b"kettle1", b"advert")
        place.blog.pages[f"/{n}/"] = place.blog.pages[f"/{n}/"].replace(b"Article 1<", b"Article %d<" % n)
        place.blog.pages[f"/{n}/"] = re.sub(rb"(?s)<link.*?>", b"", place.blog.pages[f"/{n}/"])
    place.blog.list(range(1, 10))
    place.blog.pages["/feed.xml"] = re.sub(rb"<content.*?</content>", b"", place.blog.pages["/feed.xml"])
    done = place.run("sync")
    assert done.returncode == 1
    assert done.stderr.count("of this run has the same text") == 2
    assert not place.post(8).exists()
    assert not place.post(9).exists()


def test_a_redesign_waits_for_a_person(place):
    before = files(place.target)
    for n in range(1, 8):
        place.blog.write(n, text_of(n, more="<p>Subscribe to our new letter, the best that there is!</p>"))
    done = place.run("sync")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "blog: 7 doubted")
    assert "7 of 7 originals that were looked at changed at once" in done.stderr
    assert files(place.target) == before
    assert place.run("sync", "--accept").returncode == 0
    assert "new letter" in place.post(1).read_text()


def test_a_few_edits_are_no_redesign(place):
    for n in (1, 2, 3):
        place.blog.write(n, text_of(n, more="<p>One more line.</p>"))
    assert place.run("sync").stdout.splitlines()[-1] == "blog: 3 updated, 4 unchanged"


def test_an_outage_is_no_takedown(place):
    before = files(place.target)
    place.blog.list([])
    for n in range(1, 8):
        place.blog.pages[f"/{n}/"] = 404
    place.blog.pages["/feed.xml"] = place.blog.pages["/feed.xml"].replace(b"</feed>", b"<x/></feed>")
    done = place.run("sync", "--recheck", "all")
    assert "7 of 7 originals were not found at once" in done.stderr
    assert files(place.target) == before
    assert "7 missing" in place.run("sync", "--recheck", "all", "--accept").stdout


def test_what_the_feed_lists_is_not_gone(place):
    before = files(place.target)
    place.blog.pages["/1/"] = 404
    done = place.run("sync", "--recheck", "all")
    assert f"{NAME}1/: the feed lists it, but it is not found (404)" in done.stderr
    assert files(place.target) == before


def test_a_later_version_rewrites_nothing_that_is_as_it_was_until_it_is_asked(place):
    (state,) = (place.target / ".syndicate/blog").glob("1-*.post")
    # As an earlier version would have written it.
    for path in (state, place.post(1)):
        path.write_text(path.read_text().replace("Article 1: ", "Article 1 -- "))
    before = files(place.target)
    place.blog.pages["/1/"] += b"<!-- a comment -->"
    assert place.run("sync").stdout.splitlines()[-1] == "blog: 7 unchanged"
    assert files(place.target) == before
    shown = place.run("rewrite")
    assert "-Article 1 -- " in shown.stdout
    assert "written as this version writes it" in shown.stdout
    assert files(place.target) == before, "it is shown first"
    place.post(1).write_text(place.post(1).read_text() + "\nMy note.\n")
    assert place.run("rewrite", "--write").returncode == 0
    assert "Article 1: " in place.post(1).read_text()
    assert place.post(1).read_text().endswith("My note.\n")
    assert VERSION


def test_a_changed_config_changes_posts_and_is_told_as_that(place):
    place.config.write_text(
        place.config.read_text().replace("[post]\n", '[post]\nattribution = "From [there]({url})."\n')
    )
    done = place.run("sync")
    assert done.stdout.count("(the config changed)") == 7
    assert done.returncode == 0
    assert "From [there](" in place.post(1).read_text()


def stub(address: str) -> bytes:
    return f'<html><head><meta http-equiv="refresh" content="0; url={address}"></head></html>'.encode()


def test_a_page_that_only_sends_its_readers_on_is_followed_as_a_redirect(place):
    place.blog.write(9, text_of(9))
    place.blog.pages["/8/"], place.blog.pages["/8b/"] = stub("/8b/"), stub("/9/")
    assert place.run("import", f"{NAME}8/").returncode == 0
    assert place.post(9).exists()


def test_pages_that_send_their_readers_on_to_each_other_end(place):
    place.blog.pages["/8/"], place.blog.pages["/9/"] = stub("/9/"), stub("/8/")
    assert "failed" in place.run("import", f"{NAME}8/").stderr


def test_a_list_among_new_articles_is_named_and_a_person_may_take_it(place):
    teasers = "".join(
        f'<article><h2><a href="/{n}/">Article {n}</a></h2><p>The beginning of it, and so on.</p></article>'
        for n in range(1, 6)
    )
    page = f"<title>Kettles</title><main><time>5 March 2024</time>{teasers}</main>"
    place.blog.pages["/8/"] = page.encode()
    before = files(place.target)
    done = place.run("import", f"{NAME}8/")
    assert (done.returncode, files(place.target)) == (1, before)
    assert "this is a list of articles, not one of them (5 teasers with links to them)" in done.stderr
    assert place.run("import", f"{NAME}8/", "--force").returncode == 0


def test_what_no_selector_no_feed_and_hardly_any_prose_agrees_on_is_named_and_withheld_by_strict(place):
    bare = "<html><title>Article 8</title><div><div>Some of my links</div><div>{}</div></div></html>"
    place.blog.pages["/8/"] = bare.format("<p>A short note on kettles, of ten words or so.</p>").encode()
    place.blog.list([8])
    strict = place.run("sync", "--strict")
    assert strict.returncode == 1
    assert "found on its page without a selector" in strict.stderr
    assert not place.post(8).exists()
    done = place.run("sync")
    assert done.returncode == 0
    assert (
        "lossy: the article: found on its page without a selector, and too short to be sure of; look at the post"
        in done.stderr
    )
    assert "Article 8" in place.post(8).read_text()
    place.config.write_text(
        place.config.read_text().replace("[source.select]", '[source.select]\nbody = "p"')
    )
    place.run("sync", "--recheck", "all")
    assert "lossy" not in place.run("status").stdout, "a person has said where it stands"


@pytest.mark.parametrize("agrees", ["prose", "feed", "well-known name"])
def test_a_second_sign_makes_an_article_sure(place, agrees):
    text = text_of(8) if agrees == "prose" else "<p>From the feed: 8. A short note on kettles.</p>"
    name = "entry-content" if agrees == "well-known name" else "x"
    page = f"<html><title>Article 8</title><div><div>Links</div><div class='{name}'>{text}</div></div></html>"
    place.blog.pages["/8/"] = page.encode()
    place.blog.list([8])
    if agrees != "feed":
        feed = place.blog.pages["/feed.xml"]
        place.blog.pages["/feed.xml"] = re.sub(rb"<content.*?</content>", b"", feed)
    done = place.run("sync", "--strict")
    assert (done.returncode, "lossy" in done.stdout) == (0, False)


WALLS = {
    "maintenance": "Sitio en mantenimiento. Estamos realizando tareas de mantenimiento. Volveremos en unas horas.",
    "browser check": "Making sure you're not a bot! Your browser is being checked by this site.",
    "database": "Error establishing a database connection",
    "parked": "kettle.example is for sale. Make an offer for this domain and many others today.",
    "server": "Welcome to nginx! If you see this page, the web server is installed and working.",
}


@pytest.mark.parametrize("wall", WALLS)
@pytest.mark.parametrize(
    "summary", ["", "A summary of the article, in words of its own and not of its text."]
)
def test_no_wall_becomes_a_new_article_though_the_feed_has_no_text(place, wall, summary):
    title, _, text = WALLS[wall].partition(". ")
    page = f"<html><head><title>{title}</title></head><body><main><h1>{title}</h1><p>{text}</p></main></body></html>"
    place.blog.pages["/8/"] = page.encode()
    place.blog.list([8])
    content = f"<summary>{summary}</summary>".encode() if summary else b""
    place.blog.pages["/feed.xml"] = re.sub(rb"<content.*?</content>", content, place.blog.pages["/feed.xml"])
    done = place.run("sync")
    assert done.returncode == 1
    assert f"{NAME}8/" in done.stderr or "posts/8.md" in done.stderr
    assert not place.post(8).exists()
    place.blog.write(8, text_of(8))
    assert place.run("sync").returncode == 0
    assert "kettle8word1" in place.post(8).read_text()


def test_the_front_page_is_no_article_of_an_entry_that_links_to_it(place):
    place.config.write_text(re.sub(r"articles = .*", "", place.config.read_text()))
    place.blog.pages["/"] = (
        b"<html><title>The Blog</title><p>Welcome to the blog, with all that we wrote of kettles.</p>"
    )
    feed = place.blog.pages["/feed.xml"]
    entry = re.findall(rb"(?s)<entry>.*?</entry>", feed)[0].replace(b"/1/", b"/")
    entry = entry.replace(b"Article 1", b"This feed has moved")
    place.blog.pages["/feed.xml"] = feed.replace(
        b"</feed>", re.sub(rb"<content.*?</content>", b"", entry) + b"</feed>"
    )
    done = place.run("sync")
    assert done.returncode == 1
    assert "no article, but says something of the feed (“This feed has moved." in done.stderr
    place.blog.pages["/feed.xml"] = place.blog.pages["/feed.xml"].replace(b"This feed has moved", b"Welcome")
    assert "its link leads to the blog's front page, which is no article" in place.run("sync").stderr
    assert len(list((place.target / "posts").iterdir())) == 7


def test_a_feed_that_is_empty_all_at_once_is_named(place):
    feed = place.blog.pages["/feed.xml"]
    place.blog.pages["/feed.xml"] = re.sub(rb"(?s)<entry>.*</entry>", b"", feed)
    done = place.run("sync")
    assert (done.returncode, done.stdout) == (0, "blog: 7 unchanged\n")
    assert "the feed has no entries, though posts have come from it" in done.stderr


def test_a_title_that_is_cut_is_a_named_loss(place):
    place.blog.write(8, text_of(8), title="Kettle " * 60)
    place.blog.list([8])
    done = place.run("sync")
    assert "lossy: the title: cut after “" in done.stderr
    assert "…" in place.post(8).read_text().splitlines()[1]


def reused(place, title, text, guid, *, content="page", day="2024-05-01"):
    """The blog's article 8 is this one, in a feed with the other seven."""
    where = place.config.read_text()
    if content == "feed" and 'content = "feed"' not in where:
        place.config.write_text(where.replace("[source]\n", '[source]\ncontent = "feed"\n'))
    place.blog.write(8, text, title=title)
    items = "".join(one(n, f"Article {n}", text_of(n), f"{NAME}{n}/", f"2024-05-0{n}") for n in range(1, 8))
    feed(place, one(8, title, text, guid, day) + items)


def one(n, title, text, guid, day):
    id_ = f"<id>{guid}</id>" if guid else ""
    body = text.replace("<", "&lt;")
    return (
        f'<entry><title>{title}</title><link href="{NAME}{n}/"/>{id_}<published>{day}T00:00:00Z</published>'
        f'<content type="html">{body}</content></entry>'
    )


def feed(place, entries):
    place.blog.pages["/feed.xml"] = (
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Blog</title>{entries}</feed>'.encode()
    )


OTHER = text_of(10)


@pytest.mark.parametrize("content", ["page", "feed"])
@pytest.mark.parametrize(("first", "second"), [("w9", "w10"), ("", "")])
def test_another_article_at_a_reused_address_waits_for_a_person(place, content, first, second):
    reused(place, "Kettles", text_of(8), first, content=content)
    assert place.run("sync").returncode == 0
    before = place.post(8).read_text()
    reused(place, "Toasters", OTHER, second, content=content, day="2024-09-01")
    for _ in range(2):
        done = place.run("sync")
        assert done.returncode == 1
        assert "doubted   posts/8.md  (another article stands at its address, 'Toasters'" in done.stderr
        assert "--force" in done.stderr
        assert place.post(8).read_text() == before
    assert place.run("import", f"{NAME}8/", "--force").returncode == 0
    assert "kettle10word1" in place.post(8).read_text()
    assert place.run("sync").returncode == 0


def test_another_article_at_a_reused_address_leaves_an_edit_as_it_is(place):
    reused(place, "Kettles", text_of(8), "w9")
    place.run("sync")
    place.post(8).write_text(place.post(8).read_text() + "\nMine.\n")
    before = place.post(8).read_text()
    reused(place, "Toasters", OTHER, "w10", day="2024-09-01")
    assert place.run("sync").returncode == 1
    assert place.post(8).read_text() == before


def test_another_article_at_the_address_of_a_deleted_post_is_named(place):
    reused(place, "Kettles", text_of(8), "w9")
    place.run("sync")
    place.post(8).unlink()
    reused(place, "Toasters", OTHER, "w10", day="2024-09-01")
    assert (
        "posts/8.md was deleted here; another article stands at its address, 'Toasters'"
        in place.run("sync").stderr
    )
    assert not place.post(8).exists()


@pytest.mark.parametrize(
    ("title", "text", "guid", "day"),
    [
        ("Toasters", OTHER, "w9", "2024-05-01"),
        ("Toasters", OTHER, "w9", "2024-09-01"),
        ("Kettles", OTHER, "other", "2024-09-01"),
        ("Boilers", text_of(8, more="<p>And more.</p>"), "other", "2024-05-01"),
        ("Boilers", text_of(8, more="<p>And more.</p>"), "", "2024-09-01"),
        ("Kettles and pots", OTHER, "", "2024-09-01"),
    ],
    ids=["rewritten", "and dated anew", "new id", "new id and title", "no id", "no id, half a title"],
)
def test_an_article_that_something_shows_to_be_the_same_is_no_other_one(place, title, text, guid, day):
    reused(place, "Kettles", text_of(8), "w9" if guid else "")
    place.run("sync")
    reused(place, title, text, guid, day=day)
    done = place.run("sync")
    assert (done.returncode, "doubted" in done.stderr) == (0, False)
    assert title in place.post(8).read_text()


def test_of_two_articles_with_one_address_the_one_that_is_here_stays_and_the_other_is_named(place):
    kettles, toasters = (
        one(8, "Kettles", text_of(8), "w9", "2024-05-01"),
        one(8, "Toasters", OTHER, "w10", "2024-09-01"),
    )
    place.config.write_text(place.config.read_text().replace("[source]\n", '[source]\ncontent = "feed"\n'))
    feed(place, kettles)
    place.run("sync")
    before = place.post(8).read_text()
    feed(place, toasters + kettles)
    done = place.run("sync")
    assert f"{NAME}8/: 'Kettles' and 'Toasters' have this one address; the latter is left out" in done.stderr
    assert (done.returncode, place.post(8).read_text()) == (0, before)
    done = place.run("import", "--all")
    assert "the latter is left out" in done.stderr
    assert place.post(8).read_text() == before


def test_the_feed_of_another_blog_at_the_address_is_not_taken(place):
    before = files(place.target)
    for n in (8, 9):
        place.blog.write(n, text_of(n))
    place.blog.list([8, 9])
    place.blog.pages["/feed.xml"] = place.blog.pages["/feed.xml"].replace(b">Blog<", b">Lucky Casino<")
    for _ in range(2):
        done = place.run("sync")
        assert done.returncode == 1
        assert "the feed is called 'Lucky Casino' now, it was 'Blog'" in done.stderr
        assert files(place.target) == before
    assert place.run("sync", "--accept").returncode == 0
    assert place.post(8).exists()


def test_a_blog_that_only_has_another_name_goes_on(place):
    place.blog.write(8, text_of(8))
    place.blog.list(range(1, 9))
    place.blog.pages["/feed.xml"] = place.blog.pages["/feed.xml"].replace(b">Blog<", b">The Blog<")
    assert place.run("sync").returncode == 0
    assert place.post(8).exists()


def test_what_may_have_left_the_feed_between_two_runs_is_said(place):
    for n in (8, 9):
        place.blog.write(n, text_of(n))
    place.blog.list([8, 9])
    done = place.run("sync")
    assert done.returncode == 0
    assert "none of the feed's articles was in it at the last sync" in done.stderr
    place.blog.list([8, 9, 7])
    assert "none of the feed's articles" not in place.run("sync").stderr


def test_nothing_is_missing_where_the_feed_goes_on_though_nothing_of_it_is_wanted(place):
    text = place.config.read_text()
    place.config.write_text(text.replace("[post]", '[[source.only]]\ntitle = "^Nothing$"\n\n[post]', 1))
    for listed in ([8, 9], [9, 8], [9, 8, 7]):
        for n in (8, 9):
            place.blog.write(n, text_of(n))
        place.blog.list(listed)
        last = place.run("sync").stderr
    assert "none of the feed's articles" not in last
    place.blog.list([8, 9])
    assert "none of the feed's articles" not in place.run("sync").stderr


def test_a_feed_of_one_article_says_nothing_of_those_before(place):
    place.blog.write(8, text_of(8))
    place.blog.list([8])
    assert "none of the feed's articles" not in place.run("sync").stderr


def test_a_link_to_the_machine_on_which_the_blog_was_built_is_no_article_until_it_is_said_where_that_is(
    place,
):
    place.config.write_text(place.config.read_text().replace("[source]\n", '[source]\ncontent = "feed"\n', 1))
    place.config.write_text(re.sub(r"articles = .*", "", place.config.read_text()))
    feed = place.blog.pages["/feed.xml"]
    entry = re.findall(rb"(?s)<entry>.*?</entry>", feed)[0].replace(
        NAME.encode(), b"http://localhost:4000/new/"
    )
    place.blog.pages["/feed.xml"] = feed.replace(
        b"</feed>", entry.replace(b"Article 1", b"Brand new") + b"</feed>"
    )
    before = files(place.target)
    done = place.run("sync")
    assert done.returncode == 1
    assert 'say where that is on the web, by [links] "http://localhost:4000/" = "https://…/"' in done.stderr
    assert files(place.target) == before
    with place.config.open("a") as config:
        config.write(f'\n[links]\n"http://localhost:4000/" = "{NAME}"\n')
    assert "localhost" not in place.run("sync").stderr
    assert len(files(place.target)) > len(before)


def test_a_new_article_that_is_dated_in_the_future_is_told_once(place):
    place.blog.write(8, text_of(8))
    place.blog.list(range(1, 9))
    for path in ("/8/", "/feed.xml"):
        page = place.blog.pages[path].replace(b"2024-05-08", b"2199-05-08")
        assert page != place.blog.pages[path]
        place.blog.pages[path] = page
    done = place.run("sync")
    assert done.returncode == 0
    assert (
        f"{NAME}8/: dated 2199-05-08, which is to come; Jekyll and Hugo show its post no earlier"
        in done.stderr
    )
    assert place.post(8).exists()
    assert "which is to come" not in place.run("sync").stderr
