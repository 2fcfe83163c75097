"""Nothing at the origin can break the target, or run in it: each threat of fixtures/hostile, published for real."""

from __future__ import annotations

import html
import re
import shutil
from typing import TYPE_CHECKING, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from selectolax.lexbor import LexborHTMLParser

from syndicate import config as configs
from syndicate.addresses import SCHEMES, is_player
from syndicate.converter.markdown.raw import ATTRIBUTES, TAGS
from syndicate.merging import front_matter_of
from syndicate.pipeline import commands as pipeline
from tests.blog import CONFIG, NAME, PAGE, Blog, files, served
from tests.integration.test_targets import BUILD, HOSTILE, PATH, TARGETS, cross_posted

if TYPE_CHECKING:
    from pathlib import Path

CANARY = """{{ range.constructor("return 'CANARY' + '-RAN'")() }}"""
TITLES = [
    f"{CANARY} and more",
    '"><script>x9()</script>',
    "it's: 'quoted' \"twice\" # no comment",
    "---",
    "{% include x %} {# gone #}",
    "a\\nb\u2028permalink: /etc/",
]
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes.fromhex(
    "0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002000001e221bc330000000049454e44ae426082"
)


class Case(NamedTuple):
    """A threat: the body of an article, what must never be in its published page, and what must still be read there."""

    name: str
    never: str
    reads: str
    body: str


def case(path: Path) -> Case:
    text = path.read_text(encoding="utf-8")
    head, _, body = text.removeprefix("<!--\n").partition("\n-->\n")
    facts = dict(line.split(": ", 1) for line in head.splitlines())
    assert facts.keys() == {"threat", "engine", "never", "reads"}
    return Case(path.stem, facts["never"], facts["reads"], body)


CASES = [case(path) for path in sorted((HOSTILE / "articles").glob("*.html"))]


def hostile(blog: Blog) -> None:
    """The blog has an article a case, under a hostile title."""
    entries = []
    for n, each in enumerate(CASES):
        title = html.escape(f"{TITLES[n % len(TITLES)]} {each.name}")
        blog.pages[f"/{n}/"] = PAGE.format(n=1 + n % 9, path=f"/{n}/", title=title, body=each.body).encode()
        entries.append(f"<url><loc>/{n}/</loc></url>")
    blog.pages["/ok.png"] = PICTURE
    blog.types["/ok.png"] = "image/png"
    blog.list([])
    blog.pages["/sitemap.xml"] = (
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(entries)}</urlset>'.encode()
    )


def site_of(generator: str, folder: Path) -> tuple[Path, Path]:
    """A site of a generator, and a config that cross-posts the blog into it."""
    target = folder / generator
    leave = shutil.ignore_patterns("node_modules", "dist", "_site", "public")
    shutil.copytree(TARGETS / generator, target, ignore=leave)
    config = folder / f"{generator}.toml"
    rules = f'flavor = "{generator}"\npath = "{PATH[generator]}"\nimages = "copy"\n'
    if generator == "eleventy":
        rules += 'permalink = "/blog/{title:slug}/"\nclashes = "title"\n'
    config.write_text(CONFIG.replace('path = "posts/{slug}.md"\n', rules), encoding="utf-8")
    return target, config


@pytest.mark.parametrize(
    "generator", [pytest.param(name, marks=pytest.mark.xdist_group(f"target {name}")) for name in BUILD]
)
def test_no_threat_survives_its_way_into_a_published_page(generator, tmp_path):
    target, config = site_of(generator, tmp_path)
    with served(Blog(0)) as blog:
        hostile(blog)
        # With what is doubted, such as a page that sends its readers on.
        rows = cross_posted(target, config, "--force", "--mirror", f"{NAME}={blog.address}")
    assert len(rows) == len(CASES)
    folder = BUILD[generator](target)
    found = {}
    for path in sorted(folder.rglob("*.html")):
        page = LexborHTMLParser(path.read_text(encoding="utf-8"))
        for each in CASES:
            heading = page.css_first("article h1")
            if heading is not None and heading.text().strip().endswith(f" {each.name}"):
                assert each.name not in found
                found[each.name] = page
    assert found.keys() == {each.name for each in CASES}
    for each in CASES:
        page = found[each.name]
        prose = page.css_first("article .prose")
        assert re.search(each.never, prose.html) is None, (each.name, prose.html)
        assert "".join(each.reads.split()) in "".join(prose.text().split()), (each.name, prose.html)
        assert "CANARY-RAN" not in page.html
        assert page.css("article h1 script, head script, head base") == []
        assert [
            node.html
            for node in page.root.traverse()
            if any(name.startswith(("on", ":", "@")) for name in node.attributes)
        ] == []


def test_the_canary_runs_where_nothing_guards_it(tmp_path):
    """Else the tests above could not fail."""
    target, _ = site_of("eleventy", tmp_path)
    (target / "src" / "posts" / "x.md").write_text(f"---\ntitle: x\ndate: 2024-05-01\n---\n\n{CANARY}\n")
    assert "CANARY-RAN" in (BUILD["eleventy"](target) / "blog" / "x" / "index.html").read_text()


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("An {{ end", "unexpected token|expected variable end"),
        ('![a "quote"](/assets/images/a.png)', "Parse Error"),
        ("![a](https://gone.example.invalid/a.png)", "gone.example.invalid"),
    ],
)
def test_what_the_cross_posts_are_kept_from_really_stops_a_build(tmp_path, text, error):
    target, _ = site_of("eleventy", tmp_path)
    (target / "src" / "assets" / "images").mkdir(parents=True, exist_ok=True)
    (target / "src" / "assets" / "images" / "a.png").write_bytes(PICTURE)
    (target / "src" / "posts" / "x.md").write_text(f"---\ntitle: x\ndate: 2024-05-01\n---\n\n{text}\n")
    with pytest.raises(AssertionError, match=error):
        BUILD["eleventy"](target)


def test_two_posts_of_one_title_really_stop_a_build_and_are_made_distinct(tmp_path):
    target, config = site_of("eleventy", tmp_path)
    with served(Blog(3)) as blog:
        for n in (1, 2, 3):
            blog.write(n, f"<p>The text of article {n}.</p>", title="Mending in Public!")
        rows = cross_posted(target, config, "--mirror", f"{NAME}={blog.address}")
    assert len(rows) == 3
    folder = BUILD["eleventy"](target) / "blog"
    assert sorted(path.name for path in folder.iterdir() if path.name.startswith("mending")) == [
        "mending-in-public",  # made by hand, and there before
        "mending-in-public-2024-05-01",
        "mending-in-public-2024-05-02",
        "mending-in-public-2024-05-03",
    ]
    [post] = (target / "src" / "posts").rglob("2024-05-01-1.md")
    post.write_text(post.read_text().replace(" (2024-05-01)", ""))
    with pytest.raises(AssertionError, match=r"(?i)conflict|duplicate"):
        BUILD["eleventy"](target)


PIECES = st.sampled_from([each.body for each in CASES]) | st.text(max_size=30)
MARKUP = st.sampled_from(
    ["<p>", "</p>", "<table>", "<td ", "<a href='", "'>", "<!--", "-->", "{{", "{%", "&#x0;", "<div>" * 300]
)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow])
@given(
    body=st.lists(PIECES | MARKUP, max_size=5).map("".join),
    title=st.text(max_size=40) | st.sampled_from(TITLES),
)
def test_whatever_a_page_holds_nothing_crashes_leaves_the_target_or_stays_unsanitised(
    tmp_path_factory, body, title
):
    """From the feed through the whole pipeline into a target."""
    folder = tmp_path_factory.mktemp("fuzz")
    target = folder / "site"
    target.mkdir()
    text = CONFIG.replace("[post]\n", '[post]\nflavor = "eleventy"\n', 1).replace(
        "sitemap =", 'content = "feed"\nsitemap ='
    )
    config = configs.parse(text)
    with served(Blog(0)) as blog:
        blog.list([1])
        said = html.escape(html.escape("".join(char for char in body if char.isprintable())), quote=False)
        named = html.escape("".join(char for char in title if char.isprintable()))
        blog.pages["/feed.xml"] = (
            blog.pages["/feed.xml"]
            .replace(
                b"&lt;p&gt;From the feed: 1.&lt;/p&gt;", f"&lt;p&gt;x&lt;/p&gt;{html.unescape(said)}".encode()
            )
            .replace(b"<title>Article 1</title>", f"<title>{named} t</title>".encode())
        )
        report = pipeline.sync(
            config, target, pipeline.Options(mirrors={NAME: blog.address}, cache=folder / "cache")
        )
    assert [failure.bug for failure in report.failures if failure.bug] == []
    assert sorted(path.name for path in folder.iterdir()) == ["cache", "site"]
    for name in files(target):
        assert name.startswith(("posts/", ".syndicate/blog/"))
    for path in target.glob("posts/*.md"):
        post = path.read_text(encoding="utf-8")
        assert list(front_matter_of(post)) in (["title", "date"], ["title", "description", "date"])
        rendered = MarkdownIt("default", {"html": True}).render(post.split("\n---\n", 1)[1])
        for node in LexborHTMLParser(rendered).body.traverse():
            assert node.tag in TAGS | {"body", "-comment"}, rendered
            for attribute, value in node.attributes.items():
                assert attribute in ATTRIBUTES.get(node.tag, set()) | {
                    "class",
                    "lang",
                    "open",
                    "start",
                    "style",
                    "title",
                }, rendered
                if attribute in {"href", "src"} and ":" in (value or "").partition("/")[0]:
                    assert value.partition(":")[0].lower() in SCHEMES | {"data"}, rendered
                if (node.tag, attribute) == ("iframe", "src"):
                    assert is_player(value), rendered
