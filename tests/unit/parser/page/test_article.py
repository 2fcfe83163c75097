from __future__ import annotations

import contextlib
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicate.config import Select
from syndicate.errors import ParseError, UnclearDateError, UnreadDateError
from syndicate.models import Article, Entry, Page, Reading, ShownLink
from syndicate.parser.page.article import article_from_entry, article_from_page

ADDRESS = "https://blog.example/posts/one/"
DAY = date(2022, 8, 2)
TITLE = "<h1>The title</h1>"
BODY = "<article><p>What the article says.</p></article>"


def article(
    body: str = TITLE + BODY,
    head: str = "",
    entry: Entry | None = None,
    select: Select | None = None,
    address: str = ADDRESS,
) -> Article:
    content = f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()
    return article_from_page(
        Page(address, address, content, "text/html; charset=utf-8", "utf-8"),
        entry or Entry(address, published=DAY),
        select or Select(),
    )


def published(
    body: str = "", head: str = "", address: str = ADDRESS, date: str = "", entry: Entry | None = None
) -> object:
    return article(
        TITLE + BODY + body, head, entry=entry or Entry(address), select=Select(date=date), address=address
    ).published


@pytest.mark.parametrize("selector", [".main", [".main"], [".absent", ".main"], ["", ".main", "p"]])
def test_a_selector_is_a_string_or_a_list_tried_in_order(selector: str | list[str]) -> None:
    found = article(f'{TITLE}<p>No.</p><div class="main"><b>Yes.</b></div>', select=Select(body=selector))
    assert found.body == "<b>Yes.</b>"


def test_the_first_element_with_something_in_it_is_the_body() -> None:
    found = article(f"{TITLE}<article> </article><article><p>Here.</p></article>")
    assert found.body == "<p>Here.</p>"


def test_the_selected_title_comes_before_the_feeds_and_the_feeds_before_the_pages() -> None:
    page = f'{TITLE}<h2 class="t"> Chosen\n title </h2>{BODY}'
    entry = Entry(ADDRESS, title="Feed's title", published=DAY)
    assert article(page, entry=entry, select=Select(title=".t")).title == "Chosen title"
    assert article(page, entry=entry, select=Select(title=".absent")).title == "Feed's title"
    assert article(page).title == "The title"


@pytest.mark.parametrize(
    ("body", "head"),
    [
        ('<h1>Blog</h1><h1 itemprop="name headline">The title</h1>', "<title>No</title>"),
        ("<h1>The title</h1>", '<meta property="og:title" content="No">'),
        ('<h1>The title <a class="headerlink" href="#t">¶</a></h1>', ""),
        (
            "",
            '<script type="application/ld+json">{"headline": "The title"}</script><meta property="og:title" content="No">',
        ),
        ("", '<meta property="og:title" content="The title"><title>No</title>'),
        ("", "<title>The\n title</title>"),
    ],
    ids=["microdata", "h1", "permalink", "json-ld", "og", "title"],
)
def test_the_pages_own_title_is_found(body: str, head: str) -> None:
    assert article(body + BODY, head).title == "The title"


@pytest.mark.parametrize(
    ("given_title", "site"),
    [
        ("18F: Digital service delivery | The title", "18F: Digital service delivery"),
        ("The title | My (good) blog", "My (good) blog"),
        ("The title – Blog", "Blog"),
        ("Blog: The title", "Blog"),
        ("The title", "Blog"),
        ("The title", "The title"),
    ],
)
def test_the_sites_name_is_taken_off_the_title(given_title: str, site: str) -> None:
    name = f'<meta property="og:site_name" content="{site}">'
    assert article(BODY, f'{name}<meta property="og:title" content="{given_title}">').title == "The title"
    assert article(BODY, f"{name}<title>{given_title}</title>").title == "The title"


def test_a_word_that_only_begins_like_the_sites_name_is_kept() -> None:
    head = '<meta property="og:site_name" content="Blog"><title>Blogging - and why</title>'
    assert article(BODY, head).title == "Blogging - and why"


def test_a_no_break_space_in_a_title_is_kept() -> None:
    assert article(f"<h1>The&nbsp;18F way</h1>{BODY}").title == "The\xa018F way"


def test_a_note_gets_the_beginning_of_its_text_for_a_title() -> None:
    note = '<header><a href="/">Ida</a></header><h1 class="p-name"><a href="/">Ida</a></h1><article><p>Rain again. And tea.</p></article>'
    assert article(f'<time datetime="2024-05-01"></time>{note}').title == "Rain again"


def test_a_page_without_a_title_where_the_config_says_that_one_stands_is_refused() -> None:
    with pytest.raises(ParseError, match=r"no title found .*source\.select\.title"):
        article(BODY, select=Select(title=".none"))


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            '<time class="d" datetime="Tue Aug 02 2022 00:00:00 GMT+0000 (Coordinated Universal Time)">x</time>',
            datetime(2022, 8, 2, tzinfo=UTC),
        ),
        (
            '<time class="d" datetime="2022-08-02T09:00:00+02:00">August 3</time>',
            datetime(2022, 8, 2, 9, tzinfo=timezone(timedelta(hours=2))),
        ),
        ('<meta class="d" content="2022-08-02">', DAY),
        ('<span class="d">\n August 2,\n 2022 </span>', DAY),
        ('<time class="d" datetime>August 2, 2022</time>', DAY),
    ],
    ids=["18f", "datetime", "content", "text", "empty-attribute"],
)
def test_the_selected_element_gives_the_date(markup: str, expected: object) -> None:
    assert published(markup, date=".d") == expected


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2022-08-02">',
        '<script type="application/ld+json">{"@type": "BlogPosting", "datePublished": "2022-08-02"}</script>',
        '<script type="application/ld+json">{"@graph": [{"@type": "WebSite"}, 7, {"datePublished": "2022-08-02"}]}</script>',
        '<script type="application/ld+json">[{"datePublished": "2022-08-02"}]</script>',
        '<script type="application/ld+json">{"datePublished": "20</script>'
        '<script type="application/ld+json">{"datePublished": "2022-08-02"}</script>',
        f'<script type="application/ld+json">{"[" * 100_000}</script>'
        '<meta name="article:published_time" content="2022-08-02">',
        '<script type="application/ld+json">{"datePublished": ["2021"]}</script>'
        '<meta property="article:published_time" content="soon">'
        '<script type="application/ld+json">null</script>'
        '<meta name="date" content="x"><meta itemprop="datePublished" class="d" content="2022-08-02">',
    ],
    ids=["meta", "json-ld", "graph", "list", "broken-json", "deep-json", "nothing-usable-but-the-selected"],
)
def test_the_pages_metadata_gives_the_date(head: str) -> None:
    assert published(head=head, date=".d") == DAY


def test_the_pages_date_comes_before_the_feeds_and_the_feeds_before_the_addresss() -> None:
    address = "https://blog.example/2020/01/01/one/"
    entry = Entry(address, published=date(2021, 1, 1))
    meta = '<meta property="article:published_time" content="2022-08-02">'
    assert article(head=meta, entry=entry, address=address).published == DAY
    assert article(entry=entry, address=address).published == date(2021, 1, 1)
    assert article(entry=Entry(address), address=address).published == date(2020, 1, 1)


def test_the_address_gives_the_date_where_nothing_else_does() -> None:
    assert published(address="https://blog.example/2022/08/02/one") == DAY


def test_a_date_that_is_none_does_not_hide_the_next_source() -> None:
    found = published(
        '<time class="d" datetime="soon">x</time>', address="https://b.example/2022/08/02/x/", date=".d"
    )
    assert found == DAY


@pytest.mark.parametrize("address", [ADDRESS, "https://blog.example/2022/99/99/one/"])
def test_a_page_without_a_date_is_refused_and_never_dated_today(address: str) -> None:
    with pytest.raises(
        ParseError, match=r"'yesterday' cannot be read .*\.when.*source\.select\.date"
    ) as error:
        published("<p class=when>yesterday</p>", address=address, date=".when")
    assert error.value.address == address
    assert "\n" not in error.value.message


@pytest.mark.parametrize(
    ("head", "markup", "select"),
    [
        ("", '<time datetime="05/02/2024">05/02/2024</time>', {}),
        ("", "<p class=byline>05/02/2024</p>", {}),
        ("", "<p class=when>05/02/2024</p>", {"date": ".when"}),
        ('<meta name="date" content="05/02/2024">', "", {}),
    ],
    ids=["time", "byline", "selected", "meta"],
)
def test_a_date_that_can_be_read_in_two_ways_is_refused_with_both_readings(
    head: str, markup: str, select: dict[str, str]
) -> None:
    with pytest.raises(
        UnclearDateError, match=r"the date '05/02/2024' may be 2024-05-02 or 2024-02-05; say which by"
    ):
        published(markup, head=head, **select)
    with pytest.raises(UnclearDateError):
        published(markup, head=head, entry=Entry(ADDRESS, unread_date="soon"), **select)
    assert published(markup, head=head, entry=Entry(ADDRESS, published=date(2024, 2, 5)), **select) == date(
        2024, 2, 5
    )


def test_a_date_of_the_feed_that_can_be_read_in_two_ways_is_read_as_the_pages_language_has_it() -> None:
    entry = Entry(ADDRESS, unread_date="05/02/2024")
    assert published("<html lang=de-AT>", entry=entry) == date(2024, 2, 5)
    assert published("<html lang=en-US>", entry=entry) == date(2024, 5, 2)
    for language in ("", "en", "en-CA"):
        with pytest.raises(UnclearDateError, match="2024-05-02 or 2024-02-05"):
            published(f"<html lang='{language}'>", entry=entry)
    with pytest.raises(UnclearDateError, match="2024-05-02 or 2024-02-05"):
        article_from_entry(replace(entry, title="One", content=BODY), Select())


def test_a_date_of_the_feed_that_cannot_be_read_is_quoted_unless_the_page_has_one() -> None:
    entry = Entry(ADDRESS, unread_date="Mon, 30 Feb 2026")
    with pytest.raises(UnreadDateError, match="its date 'Mon, 30 Feb 2026' cannot be read"):
        published(entry=entry)
    with pytest.raises(UnreadDateError, match="its date 'Mon, 30 Feb 2026' cannot be read"):
        article_from_entry(replace(entry, title="One", content=BODY), Select())
    assert published('<time datetime="2022-08-02">x</time>', entry=entry) == DAY


def test_tags_and_authors_come_from_selectors_then_the_feed_then_the_page() -> None:
    page = (
        f"{TITLE}{BODY}<i class=k>a</i><i class=k>b</i><i class=k>a</i><i class=k> </i><i class=w>Ann</i>"
        '<a rel="tag">c</a><a rel="author">Bo</a>'
    )
    chosen = article(page, select=Select(tags=".k", authors=[".none", ".w"]))
    assert (chosen.tags, chosen.authors) == (("a", "b"), ("Ann",))
    fed = article(page, entry=Entry(ADDRESS, published=DAY, tags=("d",), authors=("Cy",)))
    assert (fed.tags, fed.authors) == (("d",), ("Cy",))
    own = article(page)
    assert (own.tags, own.authors) == (("c",), ("Bo",))


def test_the_author_of_the_metadata_is_the_last_resort() -> None:
    assert article(head='<meta name="author" content="Ann Example">').authors == ("Ann Example",)


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("/posts/other/", "https://blog.example/posts/other/"),
        ("https://blog.example/posts/other/", "https://blog.example/posts/other/"),
        ("https://elsewhere.example/posts/one/", ADDRESS),
        ("/", ADDRESS),
        ("https://blog.example", ADDRESS),
        ("", ADDRESS),
        ("http://[broken", ADDRESS),
        ("ftp://blog.example/x", ADDRESS),
    ],
)
def test_a_canonical_address_counts_on_the_same_host_and_not_for_the_front_page(
    href: str, expected: str
) -> None:
    assert article(head=f'<link rel="canonical" href="{href}">').address == expected


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("/2022/", "https://blog.example/2022/a.html"),
        ("https://cdn.example/x/y", "https://cdn.example/x/a.html"),
        ("http://[broken", ADDRESS + "a.html"),
        ("javascript:alert(1)", ADDRESS + "a.html"),
    ],
)
def test_the_pages_base_counts_for_links(base: str, expected: str) -> None:
    found = article(f'{TITLE}<article><a href="a.html">x</a></article>', f'<base href="{base}">')
    assert found.body == f'<a href="{expected}">x</a>'


def test_links_are_relative_to_where_redirects_led() -> None:
    content = f'{TITLE}<article><a href="a.html">x</a></article>'.encode()
    page = Page("https://blog.example/one", "https://blog.example/posts/one/", content, "text/html")
    found = article_from_page(page, Entry(page.address, published=DAY), Select())
    assert found.body == '<a href="https://blog.example/posts/one/a.html">x</a>'
    assert found.address == page.address


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7 <<a>>", "application/pdf"),
        (b"Only words.", "text/plain"),
        (b"Only words.", ""),
    ],
)
def test_what_is_not_html_is_refused(content: bytes, kind: str) -> None:
    with pytest.raises(ParseError, match="not an article's page") as error:
        article_from_page(Page(ADDRESS, ADDRESS, content, kind), Entry(ADDRESS), Select())
    assert error.value.address == ADDRESS


@pytest.mark.parametrize("content", [b"", b" \r\n\t"])
def test_an_empty_page_is_said_to_be_one(content: bytes) -> None:
    with pytest.raises(ParseError, match="answers with an empty page"):
        article_from_page(Page(ADDRESS, ADDRESS, content, "text/html"), Entry(ADDRESS), Select())


LOGIN = '<form><input name="user"><input type="Password"></form>'


@pytest.mark.parametrize(
    ("body", "select"),
    [
        (f"<h1>Log in</h1>{LOGIN}", Select()),
        (f"<h1>Log in</h1><main><p>Please log in.</p>{LOGIN}</main>", Select()),
        (f'{TITLE}<div class="post"><p>This post is protected.</p>{LOGIN}</div>', Select(body=".post")),
        (f"{TITLE}{LOGIN}<p>{'Long. ' * 500}</p>", Select(body=".post")),
    ],
)
def test_a_page_to_log_in_at_is_said_to_be_one(body: str, select: Select) -> None:
    with pytest.raises(ParseError, match="a page to log in at, not the article"):
        article(body, select=select)


@pytest.mark.parametrize(
    "body",
    [
        f"{LOGIN}{TITLE}{BODY}",
        f"{TITLE}<article><p>{'How a form is made. ' * 60}</p>{LOGIN}</article>",
        f"{TITLE}<article><p>Search this.</p><input type=search></article>",
    ],
)
def test_an_article_beside_or_about_a_form_to_log_in_is_one(body: str) -> None:
    assert article(body).title == "The title"


def test_xhtml_is_read() -> None:
    page = Page(ADDRESS, ADDRESS, (TITLE + BODY).encode(), "application/xhtml+xml")
    assert article_from_page(page, Entry(ADDRESS, published=DAY), Select()).title == "The title"


def test_a_page_without_the_selected_body_is_refused_in_one_line_that_names_the_selector() -> None:
    with pytest.raises(ParseError) as error:
        article(select=Select(body=[".post", "#text"]))
    assert error.value.address == ADDRESS
    assert ".post, #text" in error.value.message
    assert "source.select.body" in error.value.message
    assert "\n" not in error.value.message


@pytest.mark.parametrize("body", ["", "<article> <br> </article>", "<nav><a href=/>Home</a></nav>"])
def test_a_page_without_a_body_is_refused(body: str) -> None:
    with pytest.raises(ParseError, match="no body found"):
        article(TITLE + body)


@pytest.mark.parametrize(
    "inside", ["<script>code()</script>", "<style>p {}</style>", "<button>Share</button>"]
)
def test_a_body_with_nothing_to_read_is_refused(inside: str) -> None:
    with pytest.raises(ParseError, match=r"its body is empty|no body found"):
        article(f"{TITLE}<article>{inside}</article>")


def test_a_body_with_only_a_picture_is_an_article() -> None:
    found = article(f'{TITLE}<article><img src="/a.png" alt=""></article>')
    assert found.body == '<img src="https://blog.example/a.png" alt="">'
    assert found.description == ""


@pytest.mark.parametrize("tag", ["div", "b", "span", "blockquote"])
def test_a_hundred_thousand_nested_elements_are_refused(tag: str) -> None:
    nested = f"<{tag}>" * 100_000 + "deep" + f"</{tag}>" * 100_000
    with pytest.raises(ParseError, match="nested too deeply"):
        article(f"{TITLE}<article>{nested}</article>")
    with pytest.raises(ParseError, match="nested too deeply"):
        article_from_entry(Entry(ADDRESS, "T", DAY, content=nested), Select())


def test_a_long_article_with_many_elements_is_not_nested_deeply() -> None:
    found = article(f"{TITLE}<article>{'<div><b>x</b></div>' * 10_000}</article>")
    assert found.body.count("<div>") == 10_000


def test_windows_1252_declared_as_utf_8_is_read() -> None:
    content = '<meta charset="utf-8"><h1>The “title”</h1><article><p>It’s a café – yes.</p></article>'.encode(
        "cp1252"
    )
    page = Page(ADDRESS, ADDRESS, content, "text/html", "utf-8")
    found = article_from_page(page, Entry(ADDRESS, published=DAY), Select())
    assert (found.title, found.body) == ("The “title”", "<p>It’s a café – yes.</p>")


WORDPRESS = """<body class="post-template-default single"><header><h1 class="site-title">Blog</h1></header>
<article id="post-1" class="post type-post"><header class="entry-header"><h1 class="entry-title">The title</h1>
<time class="entry-date published" datetime="2022-08-02">August 2, 2022</time></header>
<div class="entry-content"><p>Text.</p></div><footer class="entry-footer"><span class="tags-links">
<a href="/tag/x/" rel="tag">x</a></span></footer></article><div id="comments">No.</div></body>"""
MINIMA = """<article class="post h-entry" itemscope itemtype="http://schema.org/BlogPosting"><header class="post-header">
<h1 class="post-title p-name" itemprop="name headline">The title</h1><p class="post-meta">
<time class="dt-published" datetime="2022-08-02" itemprop="datePublished">Aug 2, 2022</time></p></header>
<div class="post-content e-content" itemprop="articleBody"><p>Text.</p></div><a class="u-url" href="/x" hidden></a></article>"""
HUGO_ANANKE = """<article><header><h1>The title</h1><time datetime="2022-08-02">August 2, 2022</time></header>
<div class="content"><p>Text.</p></div><footer>No.</footer></article>"""
HUGO_PAPERMOD = """<main class="main"><article class="post-single"><header class="post-header">
<h1 class="post-title entry-hint-parent">The title</h1><div class="post-meta"><time datetime="2022-08-02">x</time></div></header>
<div class="post-content"><p>Text.</p></div><footer class="post-footer">No.</footer></article></main>"""
HEXO = """<article id="post-one" class="h-entry article article-type-post" itemprop="blogPost" itemscope><div class="article-meta">
<time class="dt-published" datetime="2022-08-02" itemprop="datePublished">2022-08-02</time></div><div class="article-inner">
<header class="article-header"><h1 class="p-name article-title" itemprop="headline name">The title</h1></header>
<div class="e-content article-entry" itemprop="articleBody"><p>Text.</p></div><footer class="article-footer">No.</footer></div></article>"""
HEXO_PLAIN = """<article class="article"><h1>The title</h1><time datetime="2022-08-02">x</time>
<div class="article-entry"><p>Text.</p></div><footer>No.</footer></article>"""
NIKOLA = """<article class="post-text h-entry hentry postpage"><header><h1 class="p-name entry-title" itemprop="headline name">
<a href="#" class="u-url">The title</a></h1><p class="dateline"><time class="published dt-published" datetime="2022-08-02"
itemprop="datePublished">x</time></p></header><div class="e-content entry-content" itemprop="articleBody text"><p>Text.</p></div>
<aside class="postpromonav"><ul class="tags"><li><a class="tag p-category" href="/x" rel="tag">x</a></li></ul></aside></article>"""


@pytest.mark.parametrize(
    "page",
    [WORDPRESS, MINIMA, HUGO_ANANKE, HUGO_PAPERMOD, HEXO, HEXO_PLAIN, NIKOLA],
    ids=["wordpress", "minima", "hugo-ananke", "hugo-papermod", "hexo", "hexo-plain", "nikola"],
)
def test_the_usual_generators_pages_need_no_selectors(page: str) -> None:
    found = article(page, entry=Entry(ADDRESS))
    assert (found.body, found.title, found.published) == ("<p>Text.</p>", "The title", DAY)
    assert found.tags in ((), ("x",))


def test_a_feeds_entry_is_an_article() -> None:
    entry = Entry(
        ADDRESS, "T", DAY, None, "Said.", '<p><a href="/x">Text</a><i class="ad"></i></p>', ("Ann",), ("a",)
    )
    article = article_from_entry(entry, Select(remove=".ad"))
    assert article.shown == Reading("\nText\n", (ShownLink("https://blog.example/x", "Text"),))
    assert replace(article, shown=None, removed=()) == Article(
        ADDRESS,
        "T",
        '<p><a href="https://blog.example/x">Text</a></p>',
        DAY,
        "Said.",
        ("Ann",),
        ("a",),
        "feed",
    )


@pytest.mark.parametrize(
    ("content", "body"),
    [
        ("<p>A.</p>\n<p>The post <a href='/'>T</a> appeared first on <a href='/'>B</a>.</p>\n", "<p>A.</p>"),
        (
            "<p>A.</p><hr><p>T was originally published in B on Medium, where people are continuing the conversation.</p>",
            "<p>A.</p>",
        ),
        (
            "<hr><p>A.</p><p>T was originally published in B on Medium, where people are continuing the conversation.</p>",
            "<hr><p>A.</p>",
        ),
        ("<p>A.</p><hr><p>The post office is shut.</p>", "<p>A.</p><hr><p>The post office is shut.</p>"),
        (
            "<p>The post T appeared first on B.</p><p>Not so.</p>",
            "<p>The post T appeared first on B.</p><p>Not so.</p>",
        ),
        ("<ul><li>A.</li></ul>", "<ul><li>A.</li></ul>"),
    ],
)
def test_what_a_platform_puts_after_each_article_in_its_feed_is_no_part_of_it(
    content: str, body: str
) -> None:
    assert article_from_entry(Entry(ADDRESS, "T", DAY, content=content), Select()).body.strip() == body


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (Entry(ADDRESS, "T", DAY), "no content"),
        (Entry(ADDRESS, "T", None, content="<p>x</p>"), "no date"),
        (Entry(ADDRESS, "T", DAY, content="<p> </p><script>x</script>"), "body is empty"),
    ],
)
def test_a_feeds_entry_that_lacks_something_is_refused(entry: Entry, message: str) -> None:
    with pytest.raises(ParseError, match=message) as error:
        article_from_entry(entry, Select())
    assert error.value.address == ADDRESS


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=300) | st.text(max_size=200).map(lambda text: f"<article>{text}</article>".encode())
)
def test_any_bytes_give_an_article_or_a_parse_error(content: bytes) -> None:
    page = Page(ADDRESS, ADDRESS, b"<h1>T</h1>" + content, "text/html")
    with contextlib.suppress(ParseError):
        found = article_from_page(page, Entry(ADDRESS, published=DAY), Select())
        assert found.title
        assert found.body


def test_all_parts_of_one_class_that_a_selector_finds_beside_each_other_are_the_body():
    parts = '<div class="part"><p>One.</p></div><aside>Between.</aside><div class="part"><p>Two.</p></div>'
    found = article(f"{TITLE}<main>{parts}</main>", select=Select(body=".part"))
    assert found.body.count("<p>") == 2
    assert "Between" not in found.body
    assert found.removed == ()


def test_what_a_selector_finds_elsewhere_is_told():
    page = (
        f'{TITLE}<article class="post"><p>One.</p></article><article class="post"><p>Another.</p></article>'
    )
    found = article(f"<main>{page}</main>", select=Select(body=".post"))
    assert "Another" not in found.body
    assert [(each.rule, each.text) for each in found.removed] == [("source.select.body", "Another.")]


def test_what_a_selector_finds_within_what_it_finds_is_no_part_of_its_own():
    page = f'{TITLE}<div class="post"><div class="post"><p>One.</p></div></div>'
    found = article(page, select=Select(body=".post"))
    assert (found.body.count("One."), found.removed) == (1, ())
