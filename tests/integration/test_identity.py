"""One article is one post, whatever its addresses, ids, titles and texts do; two are never joined."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from html import escape
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

import syndicate
from syndicate.models import Record
from syndicate.pipeline.options import Options
from syndicate.writer.target import Target
from tests.blog import CONFIG, NAME, Blog, files, served

DAY = "2024-05-01"
WORDS = "kettle mended table spring dust tweezers water hall applause tea base screw".split()


@dataclass
class Post:
    """One article of a generated blog; its token stays in its text whatever changes."""

    token: str
    slug: str
    guid: str = ""
    title: str = ""
    version: int = 0
    parameters: str = ""
    old_slugs: dict[str, bool] = field(default_factory=dict)

    @property
    def body(self) -> str:
        words = " ".join(f"{word}{self.token}v{self.version}" for word in WORDS)
        return f"<p>This is {self.token}.</p><p>{words}.</p>"


class Origin:
    """A blog whose articles a test can move and change."""

    def __init__(self, blog: Blog) -> None:
        self.blog = blog
        self.posts: list[Post] = []
        self.kind, self.scheme, self.is_full = "rss", "https", False

    def write(self) -> None:
        """Serve everything as it is now."""
        self.blog.pages.clear()
        for post in self.posts:
            for old, redirects in post.old_slugs.items():
                self.blog.pages[f"/{old}/"] = f"/{post.slug}/" if redirects else 404
        for post in self.posts:
            page = (
                f'<html><head><title>{post.title}</title><link rel="canonical" href="{NAME}{post.slug}/"></head><body>'
                f'<article><h1>{post.title}</h1><time datetime="2024-05-01">May</time>'
                f'<div class="post-content">{post.body}</div></article></body></html>'
            )
            self.blog.pages[f"/{post.slug}/"] = self.blog.pages[f"/{post.slug}/{post.parameters}"] = (
                page.encode()
            )
        self.blog.pages["/feed.xml"] = self.feed().encode()

    def feed(self) -> str:
        """The feed, in the form that it has now."""
        rows = [
            (
                post,
                f"{self.scheme}://blog.example/{post.slug}/{post.parameters}",
                post.body if self.is_full else "",
            )
            for post in self.posts
        ]
        if self.kind == "json":
            items = [
                {
                    "id": post.guid or link,
                    "url": link,
                    "title": post.title,
                    "date_published": f"{DAY}T10:00:00Z",
                }
                | ({"content_html": text} if text else {})
                for post, link, text in rows
            ]
            return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "B", "items": items})
        if self.kind == "atom":
            entries = "".join(
                f'<entry><title>{post.title}</title><link href="{link}"/><id>{post.guid or link}</id>'
                f"<published>{DAY}T10:00:00Z</published><updated>{DAY}T10:00:00Z</updated>"
                + (f'<content type="html">{escape(text)}</content>' if text else "")
                + "</entry>"
                for post, link, text in rows
            )
            return f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>B</title>{entries}</feed>'
        items_text = "".join(
            f"<item><title>{post.title}</title><link>{link}</link>"
            f'<guid isPermaLink="false">{post.guid}</guid><pubDate>Wed, 01 May 2024 10:00:00 +0000</pubDate>'
            + (f"<description>{escape(text)}</description>" if text else "")
            + "</item>"
            for post, link, text in rows
        )
        return (
            f'<?xml version="1.0"?><rss version="2.0"><channel><title>B</title>{items_text}</channel></rss>'
        )


@dataclass
class Site:
    origin: Origin
    config: Path
    target: Path
    options: Options

    def sync(self) -> object:
        self.origin.write()
        return syndicate.sync(self.config, self.target, self.options)

    def tokens(self) -> list[str]:
        """The tokens of the articles whose posts there are, one for each post."""
        texts = [path.read_text() for path in sorted((self.target / "posts").glob("*.md"))]
        return sorted(token for text in texts for token in re.findall(r"(?m)^This is (\w+)\.$", text))


def new_site(folder: Path, blog: Blog) -> Site:
    config, target = folder / "blog.toml", folder / "site"
    config.write_text(CONFIG.replace("articles = '^https://blog\\.example/\\d+/$'\n", "recheck = 5\n"))
    target.mkdir()
    options = Options(
        mirrors={NAME: blog.address, "http://blog.example/": blog.address}, cache=folder / "cache"
    )
    return Site(Origin(blog), config, target, options)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with served(Blog(0)) as blog:
        yield new_site(tmp_path, blog)


def test_a_feed_that_counts_its_readers_doubles_nothing(site: Site) -> None:
    for n in (1, 2):
        site.origin.posts.insert(0, Post(f"t{n}", f"a{n}", f"g{n}", f"Title {n}", parameters="?ref=rss"))
        site.sync()
    before = files(site.target)
    site.sync()
    assert site.tokens() == ["t1", "t2"]
    assert files(site.target) == before
    site.origin.posts[0].parameters = ""
    site.sync()
    assert site.tokens() == ["t1", "t2"]


def test_the_feed_and_the_sitemap_lead_to_the_same_key_so_that_two_clones_agree(site: Site) -> None:
    site.origin.posts = [Post(f"t{n}", f"a{n}", f"g{n}", f"Title {n}", parameters="?ref=rss") for n in (1, 2)]
    site.sync()
    pages = "".join(f"<url><loc>{NAME}a{n}/</loc></url>" for n in (1, 2))
    site.origin.blog.pages["/sitemap.xml"] = (
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{pages}</urlset>'.encode()
    )
    other = replace(site, target=site.target.with_name("other"))
    other.target.mkdir()
    syndicate.import_all(site.config, other.target, replace(site.options, cache=site.target.with_name("c2")))
    assert site.tokens() == other.tokens() == ["t1", "t2"]
    names = [
        sorted(path.name for path in each.target.glob(".syndicate/blog/*.post")) for each in (site, other)
    ]
    assert names[0] == names[1]


def test_a_session_in_the_link_makes_no_post_of_its_own_and_no_state_that_grows(site: Site) -> None:
    site.origin.posts = [Post("t1", "a", "", "Title")]
    sizes = set()
    for session in ("?sid=1", "?sid=2", "?sid=3", "?sid=4"):
        site.origin.posts[0].parameters = session
        site.sync()
        sizes.add(sum(len(content) for content, _ in files(site.target / ".syndicate").values()))
    assert site.tokens() == ["t1"]
    assert len(sizes) == 1


def test_an_id_that_the_feed_reuses_joins_nothing(site: Site) -> None:
    site.origin.posts = [Post("t1", "a", "latest", "One")]
    site.sync()
    site.origin.posts = [Post("t2", "b", "latest", "Two"), Post("t1", "a", "", "One")]
    site.sync()
    assert site.tokens() == ["t1", "t2"]


def test_several_articles_on_one_page_are_several_posts_each_with_its_own_text(site: Site) -> None:
    items = "".join(
        f"<item><title>Release {n}</title><link>{NAME}releases/#v{n}</link><guid isPermaLink='false'>r{n}</guid>"
        f"<pubDate>Wed, 0{n} May 2024 10:00:00 +0000</pubDate>"
        f"<content:encoded><![CDATA[<p>This is t{n}.</p>]]></content:encoded></item>"
        for n in (3, 2, 1)
    )
    rss = f'<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>B</title>{items}</channel></rss>'
    site.origin.blog.pages["/feed.xml"] = rss.encode()
    for _ in range(2):
        syndicate.sync(site.config, site.target, site.options)
        assert site.tokens() == ["t1", "t2", "t3"]


def test_two_articles_of_a_feed_whose_pages_cannot_be_read_are_two(site: Site) -> None:
    site.config.write_text(site.config.read_text().replace("sitemap =", 'content = "feed"\nsitemap ='))
    common = "<p>" + " ".join(f"word{n}" for n in range(60)) + "</p>"
    items = "".join(
        f"<item><title>Note {n}</title><link>{NAME}{n}/</link><pubDate>Wed, 01 May 2024 10:00:00 +0000</pubDate>"
        f"<content:encoded><![CDATA[{common}<p>This is t{n}.</p>]]></content:encoded></item>"
        for n in (1, 2)
    )
    site.origin.blog.pages["/feed.xml"] = (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>B</title>{items}</channel></rss>"
    ).encode()
    syndicate.sync(site.config, site.target, site.options)
    assert site.tokens() == ["t1", "t2"]


def test_an_address_that_another_article_has_now_does_not_join_both(site: Site) -> None:
    first = Post("t1", "a", "g1", "One")
    site.origin.posts = [first]
    site.sync()
    first.old_slugs, first.slug = {"a": True}, "b"
    site.sync()
    first.old_slugs = {}
    site.origin.posts = [Post("t2", "a", "g2", "Two"), first]
    site.sync()
    site.sync()
    assert site.tokens() == ["t1", "t2"]


def test_an_article_is_known_by_all_that_it_was_called(site: Site) -> None:
    post = Post("t1", "a", "g1", "One")
    site.origin.posts = [post]
    site.sync()
    for slug in ("b", "c"):
        post.old_slugs[post.slug] = True
        post.slug = slug
        post.version += 1
        site.sync()
    (state,) = (site.target / ".syndicate/blog").iterdir()
    header = state.read_text().partition("\n---\n")[0].split("\n")
    assert [line for line in header if line.startswith(("address", "formerly", "guid"))] == [
        f"address: {NAME}c/",
        f"formerly: {NAME}a/",
        f"formerly: {NAME}b/",
        "guid: g1",
    ]


LONG = " ".join(f"word{n}" for n in range(200))


def notice(link: str, token: str, guid: str = "", title: str = "Vacancy") -> str:
    """One of several entries that differ in hardly a word."""
    id_ = f"<guid isPermaLink='false'>{guid}</guid>" if guid else ""
    return (
        f"<item><title>{title}</title><link>{NAME}{link}</link>{id_}<pubDate>Wed, 01 May 2024 10:00:00 +0000</pubDate>"
        f"<content:encoded><![CDATA[<p>This is {token}.</p><p>{LONG}</p>]]></content:encoded></item>"
    )


def sync_feed(site: Site, *items: str) -> None:
    """A sync with a feed of these entries, whose texts the posts have."""
    if 'content = "feed"' not in site.config.read_text():
        site.config.write_text(site.config.read_text().replace("sitemap =", 'content = "feed"\nsitemap ='))
    site.origin.blog.pages["/feed.xml"] = (
        '<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>B</title>{''.join(items)}</channel></rss>"
    ).encode()
    syndicate.sync(site.config, site.target, site.options)


@pytest.mark.parametrize("ids", [("", "", ""), ("g1", "g2", "g3"), tuple(f"{NAME}{n}/" for n in (1, 2, 3))])
def test_what_stands_in_one_feed_under_its_own_links_is_never_one_however_alike(
    site: Site, ids: tuple[str, ...]
) -> None:
    notices = [notice(f"{n}/", f"t{n}", guid) for n, guid in enumerate(ids, 1)]
    sync_feed(site, *notices)
    assert site.tokens() == ["t1", "t2", "t3"]
    sync_feed(site, notices[0], notices[1], notice("3/", "t3b", ids[2]))
    assert site.tokens() == ["t1", "t2", "t3b"]


def test_one_more_that_is_alike_comes_later_into_the_same_feed(site: Site) -> None:
    sync_feed(site, notice("1/", "t1"))
    sync_feed(site, notice("2/", "t2"), notice("1/", "t1"))
    assert site.tokens() == ["t1", "t2"]


def test_of_two_alike_the_one_that_left_the_feed_and_came_back_at_another_link_is_known(site: Site) -> None:
    sync_feed(site, notice("1/", "t1", "g1"), notice("2/", "t2", "g2"))
    sync_feed(site, notice("new/", "t1", "g1"), notice("2/", "t2", "g2"))
    assert site.tokens() == ["t1", "t2"]


def test_an_article_that_moved_is_known_where_another_one_took_its_link(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the disk takes for each file: a record of an earlier address is removed before another's comes."""
    write, is_of_another = Target._write, Target._is_of_another

    def slow_write(self: Target, path: PurePosixPath, content: bytes, address: str = "") -> None:
        time.sleep(0.2 if path.name.startswith("1-") and path.suffix == ".post" else 0)
        write(self, path, content, address)

    def slow_look(self: Target, address: str, record: Record) -> bool:
        answer = is_of_another(self, address, record)
        time.sleep(0.4)
        return answer

    monkeypatch.setattr(Target, "_write", slow_write)
    monkeypatch.setattr(Target, "_is_of_another", slow_look)
    sync_feed(site, notice("1/", "t1", "g1", "One"))
    other = notice("1/", "t2", "g2", "Two").replace("01 May", "03 May").replace("word", "term")
    sync_feed(site, other, notice("new/", "t1", "g1", "One"))
    assert site.tokens() == ["t1", "t2"]


@pytest.mark.parametrize("how", ["redirect", "canonical"])
def test_two_links_of_one_feed_that_lead_to_one_address_are_one_article(site: Site, how: str) -> None:
    first, second = Post("t1", "a", "g1", "One"), Post("t1", "b", "g2", "One")
    site.origin.posts = [second, first]
    site.origin.write()
    pages = site.origin.blog.pages
    pages["/b/"] = "/a/" if how == "redirect" else pages["/a/"]
    for _ in range(2):
        syndicate.sync(site.config, site.target, site.options)
        assert site.tokens() == ["t1"]


def test_two_spellings_of_one_address_are_two_articles_where_titles_and_texts_say_so(site: Site) -> None:
    nfd, nfc = "cafe%CC%81/", "caf%C3%A9/"
    other = notice(nfc, "t2", title="Two").replace("word", "term")
    for _ in range(2):
        sync_feed(site, other, notice(nfd, "t1", title="One"))
        assert site.tokens() == ["t1", "t2"]
    sync_feed(site, other.replace("is t2", "is t3"))
    assert site.tokens() == ["t1", "t3"]


def test_two_spellings_of_one_address_are_one_article_where_the_title_or_the_text_is_one(site: Site) -> None:
    sync_feed(site, notice("cafe%CC%81/", "t1", title="One"))
    sync_feed(site, notice("caf%C3%A9/", "t1", title="One"))
    assert site.tokens() == ["t1"]


def test_an_article_that_a_redirect_leads_to_has_moved_whatever_parameters_the_feed_adds(site: Site) -> None:
    """So that another one may stand at its old address later."""
    post = Post("t1", "a", "g1", "One", parameters="?id=1")
    site.origin.posts = [post]
    site.sync()
    post.slug, post.title, post.old_slugs = "b", "One again", {"a": True}
    site.sync()
    assert [record.address for record in Target.open(site.target, "blog").records()] == [f"{NAME}b/"]
    post.old_slugs.clear()
    site.origin.posts.insert(0, Post("t2", "a", "g2", "Two"))
    site.sync()
    assert site.tokens() == ["t1", "t2"]


class History(RuleBasedStateMachine):
    """A blog that goes through anything; each of its articles has one post after every sync."""

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        folder = Path(self.stack.enter_context(TemporaryDirectory()))
        self.site = new_site(folder, self.stack.enter_context(served(Blog(0))))
        self.count = 0
        self.seen: set[str] = set()

    def teardown(self) -> None:
        self.stack.close()

    @property
    def posts(self) -> list[Post]:
        return self.site.origin.posts

    @rule(guid=st.booleans(), parameters=st.sampled_from(["", "?ref=rss", "?id={n}"]))
    def publish(self, *, guid: bool, parameters: str) -> None:
        self.count += 1
        n = self.count
        self.posts.insert(
            0, Post(f"t{n}", f"a{n}", f"g{n}" * guid, f"Title {n}", parameters=parameters.format(n=n))
        )

    @rule(
        kind=st.sampled_from(["rss", "atom", "json"]),
        scheme=st.sampled_from(["http", "https"]),
        is_full=st.booleans(),
    )
    def write_the_feed_otherwise(self, *, kind: str, scheme: str, is_full: bool) -> None:
        origin = self.site.origin
        origin.kind, origin.scheme, origin.is_full = kind, scheme, is_full

    @rule()
    def turn_the_order_round(self) -> None:
        self.posts.reverse()

    @precondition(lambda self: self.posts)
    @rule(data=st.data(), what=st.sampled_from(["title", "text", "both"]))
    def edit(self, data: st.DataObject, what: str) -> None:
        self._edit(data.draw(st.sampled_from(self.posts)), what)

    @staticmethod
    def _edit(post: Post, what: str) -> None:
        if what in ("title", "both"):
            post.title += " again"
        if what in ("text", "both"):
            post.version += 1

    @precondition(lambda self: self.posts)
    @rule(data=st.data(), redirects=st.booleans(), what=st.sampled_from(["", "title", "text"]))
    def move(self, data: st.DataObject, *, redirects: bool, what: str) -> None:
        post = data.draw(st.sampled_from(self.posts))
        self.count += 1
        post.old_slugs[post.slug] = redirects
        post.slug = f"a{self.count}"
        if post.guid:
            self._edit(post, what)

    @precondition(lambda self: self.posts)
    @rule(data=st.data())
    def take_a_free_address(self, data: st.DataObject) -> None:
        other = data.draw(st.sampled_from(self.posts))
        if other.old_slugs:
            slug = next(iter(other.old_slugs))
            del other.old_slugs[slug]
            self.count += 1
            n = self.count
            self.posts.insert(0, Post(f"t{n}", slug, f"g{n}", f"Title {n}"))

    @precondition(lambda self: self.posts)
    @rule(data=st.data())
    def leave_the_feed(self, data: st.DataObject) -> None:
        post = data.draw(st.sampled_from(self.posts))
        if post.token in self.seen:
            self.posts.remove(post)

    @invariant()
    def each_article_has_one_post(self) -> None:
        self.site.sync()
        self.seen |= {post.token for post in self.posts}
        assert self.site.tokens() == sorted(self.seen)


TestHistory = History.TestCase
LONG_RUN = settings.get_current_profile_name() == "long"
TestHistory.settings = settings(
    max_examples=500 if LONG_RUN else 6,
    stateful_step_count=20 if LONG_RUN else 6,
    phases=list(Phase) if LONG_RUN else [Phase.generate],
    deadline=None,
)
