from pathlib import Path, PurePosixPath

import pytest

from syndicate.config.flavors import FLAVORS, SIGNATURE_FILES, SIGNATURE_WORDS
from syndicate.config.nikola import posts_of
from syndicate.config.sites import SITE_FILES, dialect_of, flavor_of, is_published, site_note

TARGETS = Path(__file__).parents[3] / "fixtures" / "targets"


@pytest.mark.parametrize("flavor", sorted(FLAVORS.keys() - {"plain"}))
def test_each_generator_is_known_by_its_files(flavor: str) -> None:
    signs = SIGNATURE_FILES.get(flavor, ())
    assert signs or flavor in SIGNATURE_WORDS
    for sign in signs:
        assert flavor_of({"README.md", sign}) == (flavor, sign)


@pytest.mark.parametrize("flavor", SIGNATURE_WORDS)
def test_a_generator_is_known_by_a_word_of_its_settings(flavor: str) -> None:
    file, *words = SIGNATURE_WORDS[flavor]
    for word in words:
        assert flavor_of({file, "index.html"}, {file: f"{word}: 1"}) == (flavor, file)
    assert flavor_of({file, "index.html"}, {file: "another"}) == ("plain", "")


def test_short_settings_of_nikola_are_told_from_those_of_sphinx() -> None:
    short = 'BLOG_TITLE = "Tides"\nPOSTS = (("posts/*.md", "posts", "post.tmpl"),)\n'
    assert flavor_of({"conf.py"}, {"conf.py": short}) == ("nikola", "conf.py")
    assert flavor_of({"conf.py"}, {"conf.py": 'project = "Tides"\nextensions = []\n'}) == ("plain", "")


@pytest.mark.parametrize(
    ("conf", "path", "permalink"),
    [
        ('POSTS = (("a/*.markdown", "", "post.tmpl"),)', "a/{date:%Y-%m-%d}-{slug}.markdown", "/{slug}/"),
        ('POSTS = (("*.md", "b/c", "post.tmpl"),)', "{date:%Y-%m-%d}-{slug}.md", "/b/c/{slug}/"),
        ('POSTS = (("a/*.md", "{b}", "post.tmpl"),)', "a/{date:%Y-%m-%d}-{slug}.md", ""),
        ('POSTS = (("a/{b}/*.md", "b", "post.tmpl"),)', "", ""),
        ('POSTS = (("../a/*.md", "b", "post.tmpl"),)', "", ""),
        ("POSTS = (1, (), (2, 3))", "", ""),
        ('POSTS = (("a/*.md", "b", ""),)\nPOSTS = more()', "", ""),
        ("POSTS = (", "", ""),
        (f"POSTS = {'(' * 9000}", "", ""),
        ('POSTS = __import__("os").abort()', "", ""),
    ],
)
def test_where_a_nikola_site_has_its_posts_is_read_and_nothing_is_run(
    conf: str, path: str, permalink: str
) -> None:
    found = posts_of(conf)
    assert (found.path, found.permalink) == (path, permalink)


def test_a_file_that_two_generators_have_does_not_decide_alone() -> None:
    names = {"_config.yml", "package.json", "source/_posts/hello-world.md"}
    assert flavor_of(names, {"package.json": '{"dependencies": {"hexo": "8"}}'}) == ("hexo", "package.json")
    assert flavor_of(names, {"package.json": '{"dependencies": {"sass": "1"}}'}) == ("jekyll", "_config.yml")


@pytest.mark.parametrize("generator", ["eleventy", "hugo", "jekyll"])
def test_a_real_site_is_known(generator: str) -> None:
    site = TARGETS / generator
    assert flavor_of({path.relative_to(site).as_posix() for path in site.rglob("*")})[0] == generator


def test_eleventy_without_plugins_is_another_dialect() -> None:
    bare, plugged = (
        {"package.json": text} for text in ('{"@11ty/eleventy": "3"}', '{"markdown-it-footnote": "4"}')
    )
    assert dialect_of("eleventy", bare)[0] == "eleventy-default"
    assert dialect_of("eleventy", plugged)[0] == ""
    assert dialect_of("jekyll", {}) == ("", "")


def test_an_eleventy_base_blog_is_no_other_eleventy() -> None:
    assert flavor_of({"eleventy.config.js", "content/blog/blog.11tydata.js"})[0] == "eleventy-base-blog"


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("hugo.toml", "[markup.goldmark.renderer]\nunsafe = true"),
        ("config.toml", "[markup.Goldmark.renderer]\nUnsafe = true"),
        ("hugo.yaml", "markup:\n  goldmark:\n    renderer: {unsafe: true}"),
        ("hugo.json", '{"markup": {"goldmark": {"renderer": {"unsafe": true}}}}'),
        ("config/_default/markup.toml", "[goldmark.renderer]\nunsafe = true"),
    ],
)
def test_hugo_publishes_html_where_its_settings_say_so(file: str, text: str) -> None:
    assert file in SITE_FILES
    dialect, why = dialect_of("hugo", {file: text})
    assert (dialect, file in why) == ("", True)
    assert dialect_of("hugo", {file: text.replace("true", "false")})[0] == "goldmark-without-html"


@pytest.mark.parametrize("text", ["", "{", "[markup", "markup: 3", "markup: [1]", "- a"])
def test_hugo_publishes_no_html_where_nothing_says_so(text: str) -> None:
    for file in ("hugo.toml", "hugo.yaml", "hugo.json"):
        assert dialect_of("hugo", {file: text})[0] == "goldmark-without-html"


def test_a_mkdocs_site_has_footnotes_where_its_settings_name_the_extension() -> None:
    settings = "markdown_extensions: [footnotes, attr_list, abbr, def_list]"
    assert dialect_of("mkdocs-material", {"mkdocs.yml": settings})[0] == "python-markdown"
    assert dialect_of("mkdocs-material", {"mkdocs.yml": "site_name: x"})[0] == ""


def test_what_is_taken_for_granted_is_said() -> None:
    assert "known by conf.py" in site_note("nikola", "conf.py", "")
    unknown = site_note("plain", "", "")
    assert all(word in unknown for word in ("not known", "path", "[post.front_matter]", *FLAVORS))


@pytest.mark.parametrize(
    ("flavor", "path", "settings", "published"),
    [
        ("jekyll", "blog.toml", "title: Shed", True),
        ("jekyll", "config/blog.toml", "", True),
        ("jekyll", "_syndicate/blog.toml", "", False),
        ("jekyll", ".config/blog.toml", "", False),
        ("jekyll", "blog.toml", "exclude: [Gemfile, blog.toml]", False),
        ("jekyll", "blog.toml", "exclude: ['*.toml']", False),
        ("jekyll", "config/blog.toml", "exclude:\n  - config/", False),
        ("jekyll", "blog.toml", "exclude: [Gemfile", True),
        ("hugo", "blog.toml", "", False),
    ],
)
def test_jekyll_publishes_a_config_that_nothing_leaves_out(
    flavor: str, path: str, settings: str, published: bool
) -> None:
    assert is_published(flavor, PurePosixPath(path), settings) is published
