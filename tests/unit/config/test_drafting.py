import re
from pathlib import PurePosixPath

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from syndicate import config as configs
from syndicate.config import Config, PostRules, Source
from syndicate.config.drafting import articles_pattern, as_toml, path_template
from syndicate.config.flavors import FLAVORS

FEED = "https://blog.example/feed.xml"


@pytest.mark.parametrize(
    ("addresses", "pattern"),
    [
        (
            ["https://18f.gsa.gov/2022/07/20/one/", "https://18f.gsa.gov/2024/12/02/the-other/"],
            r"^https?://18f\.gsa\.gov/\d{4}/\d{2}/\d{2}/[^/]+/$",
        ),
        (["https://a.example/p/one", "https://a.example/p/two"], r"^https?://a\.example/p/[^/]+$"),
        (["https://a.example/p/only"], r"^https?://a\.example/p/[^/]+$"),
        (
            ["https://a.example/one.html", "https://a.example/t-w.o.html"],
            r"^https?://a\.example/[^/]+\.html$",
        ),
        (
            ["https://a.example/my-blog/9/", "https://a.example/my-blog/10"],
            r"^https?://a\.example/my-blog/\d+/?$",
        ),
        (["https://a.example/one", "https://a.example/two/three"], ""),
        (["https://a.example/one", "https://b.example/two"], ""),
        (["https://a.example/?p=1", "https://a.example/?p=2"], ""),
        ([], ""),
    ],
)
def test_what_articles_addresses_have_in_common_is_said_as_a_pattern(
    addresses: list[str], pattern: str
) -> None:
    assert articles_pattern(addresses) == pattern


parts = st.lists(st.text("ab1-.+(é", min_size=1, max_size=6), min_size=1, max_size=3)


@given(st.lists(st.tuples(parts, st.booleans()), min_size=1, max_size=5))
def test_every_article_that_made_a_pattern_fits_it(paths: list[tuple[list[str], bool]]) -> None:
    addresses = [f"https://a.example/{'/'.join(path)}{'/' * slash}" for path, slash in paths]
    pattern = articles_pattern(addresses)
    assert all(re.search(pattern, address) for address in addresses)


@settings(max_examples=200)
@given(st.text(min_size=1), st.text(), st.sampled_from(sorted(FLAVORS)), st.sampled_from(["", "gfm"]))
def test_what_is_drafted_is_a_config_that_says_the_same(
    title: str, path: str, flavor: str, dialect: str
) -> None:
    source = Source(name="blog", title=title, feed=f"{FEED}#", content="feed", articles=re.escape(title))
    post = PostRules(
        flavor=flavor,
        dialect=dialect,
        path="posts/{slug}" + re.sub(r"[{}]", "", path) + ".md",
        images="copy",
    )
    config = Config(source=source, post=post)
    assert configs.parse(as_toml(config)) == configs.with_flavor(config)


@pytest.mark.parametrize(
    ("path", "template"),
    [
        ("src/posts/2022/2022-07-20-a.md", "src/posts/{date:%Y}/{date:%Y-%m-%d}-{slug}.md"),
        ("_posts/2022-07-20-a.md", "_posts/{date:%Y-%m-%d}-{slug}.md"),
        ("content/posts/a/index.md", "content/posts/{slug}/index.md"),
        ("blog/2021-08-26-a/index.mdx", "blog/{date:%Y-%m-%d}-{slug}/index.md"),
        ("blog/2021/08/26/a.md", "blog/{date:%Y}/{date:%m}/{date:%d}/{slug}.md"),
        ("blog/2021/08/a.md", "blog/{date:%Y}/{date:%m}/{slug}.md"),
        ("blog/2021-08/20210826-a.md", "blog/{date:%Y-%m}/{date:%Y%m%d}-{slug}.md"),
        ("blog/1984-a-book.md", "blog/{slug}.md"),
        ("own/here/a.md", "own/here/{slug}.md"),
        ("own/here/pages/a.md", ""),
        *[(name, "") for name in ("README.md", "docs/a.md", "2022/a.md", "index.md", "posts/_index.md")],
        *[(name, "") for name in ("posts/README.md", "content/index.md")],
    ],
)  # fmt: skip
def test_a_path_shows_where_posts_lie(path: str, template: str) -> None:
    assert path_template(PurePosixPath(path), "own/here/{slug}.md") == template
