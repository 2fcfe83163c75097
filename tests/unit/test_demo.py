"""The built-in blog is served as a real one is, comes over whole, and its target is a repository of its own."""

import re
import shutil
import subprocess
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urljoin

import pytest
from selectolax.lexbor import LexborHTMLParser

from syndicate import config, demo
from syndicate.converter.post.post import make_post
from syndicate.converter.proof.proof import Converter
from syndicate.errors import TargetError
from syndicate.models import Entry, Page
from syndicate.parser.lists.feed import parse_feed
from syndicate.parser.lists.sitemap import parse_sitemap
from syndicate.parser.page.article import article_from_entry, article_from_page

BLOG = Path(demo.__file__).parent / "blog"
CONFIG = config.load(demo.config_path())
LISTED = parse_sitemap((BLOG / "sitemap.xml").read_bytes(), CONFIG.source.sitemap).entries
IN_FEED = {
    entry.address: entry for entry in parse_feed((BLOG / "feed.xml").read_bytes(), CONFIG.source.feed).entries
}
ARTICLES = [entry.address for entry in LISTED if re.search(CONFIG.source.articles, entry.address)]
CONVERTER = Converter(CONFIG.post.dialect)


def file_of(address: str) -> Path:
    path = BLOG / address.removeprefix(demo.ADDRESS).partition("#")[0]
    return path / "index.html" if path.is_dir() else path


def page(address: str) -> Page:
    return Page(address, address, file_of(address).read_bytes(), "text/html")


def git(folder: Path, *arguments: str) -> str:
    return subprocess.run(
        ["git", "-C", folder, *arguments], check=True, capture_output=True, text=True
    ).stdout


def test_the_blog_has_six_articles_of_which_the_feed_holds_the_four_newest():
    assert len(ARTICLES) == 6
    assert list(IN_FEED) == ARTICLES[:4]


@pytest.mark.parametrize("address", ARTICLES)
def test_each_article_comes_over_without_loss(address):
    entry = IN_FEED.get(address, Entry(address))
    article = article_from_page(page(address), entry, CONFIG.source.select)
    markdown, losses = CONVERTER.convert(article.body)
    post = make_post(article, markdown, CONFIG, CONVERTER, lambda _: False)
    assert losses == ()
    assert article.authors
    assert article.tags
    assert post.path.name.startswith(article.published.isoformat()[:10])
    assert f"]({address})" in post.text
    assert "#" not in article.title


@pytest.mark.parametrize("address", IN_FEED)
def test_the_feed_has_the_same_bodies_as_the_pages(address):
    entry = IN_FEED[address]
    from_page = article_from_page(page(address), entry, CONFIG.source.select)
    from_feed = article_from_entry(entry, CONFIG.source.select)
    assert from_feed.body.split() == from_page.body.split()


@pytest.mark.parametrize("path", sorted(BLOG.rglob("*.html")), ids=lambda path: path.parent.name)
def test_no_link_or_picture_of_the_blog_leads_nowhere(path):
    base = urljoin(demo.ADDRESS, path.parent.relative_to(BLOG).as_posix() + "/")
    for node in LexborHTMLParser(path.read_text(encoding="utf-8")).css("[href], [src]"):
        address = urljoin(base, node.attributes.get("href") or node.attributes.get("src"))
        assert file_of(address).is_file() or address.startswith("mailto:"), address


def test_pages_and_feed_are_served_under_an_address_of_loopback():
    with demo.serve() as base:
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", base)
        for address in [CONFIG.source.feed, CONFIG.source.sitemap, *ARTICLES]:
            with urllib.request.urlopen(address.replace(demo.ADDRESS, base)) as answer:
                assert answer.read() == file_of(address).read_bytes()


@pytest.mark.parametrize(
    ("header", "condition"), [("ETag", "If-None-Match"), ("Last-Modified", "If-Modified-Since")]
)
def test_what_has_not_changed_is_answered_with_304(header, condition):
    with demo.serve() as base:
        with urllib.request.urlopen(base + "feed.xml") as answer:
            validator = answer.headers[header]
        with pytest.raises(urllib.error.HTTPError, match="304"):
            urllib.request.urlopen(urllib.request.Request(base + "feed.xml", headers={condition: validator}))


def test_an_old_entity_tag_is_answered_with_the_page():
    with demo.serve() as base:
        request = urllib.request.Request(base + "feed.xml", headers={"If-None-Match": '"old"'})
        with urllib.request.urlopen(request) as answer:
            assert answer.read() == (BLOG / "feed.xml").read_bytes()


def test_the_server_ends_with_its_context():
    with demo.serve() as base:
        pass
    with pytest.raises(urllib.error.URLError, match="refused"):
        urllib.request.urlopen(base)


def test_a_request_prints_nothing(capfd):
    with demo.serve() as base, pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(base + "nothing-here")
    assert capfd.readouterr() == ("", "")


def test_a_new_target_is_a_clean_repository_with_one_commit_by_the_demo(tmp_path):
    demo.new_target(tmp_path / "a" / "demo")
    assert git(tmp_path / "a" / "demo", "log", "--format=%an <%ae>").splitlines() == [
        "Syndicate demo <demo@repair-cafe.example>"
    ]
    assert git(tmp_path / "a" / "demo", "status", "--porcelain") == ""
    assert {name.partition("/")[0] for name in git(tmp_path / "a" / "demo", "ls-files").split()} == {
        ".gitignore",
        "README.md",
        "blog",
        "blog.toml",
    }


def test_an_empty_folder_is_taken_as_a_new_target(tmp_path):
    demo.new_target(tmp_path)
    assert (tmp_path / ".git").is_dir()


def test_a_folder_with_something_in_it_is_refused_and_left_alone(tmp_path):
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(TargetError, match="is not empty; name another folder"):
        demo.new_target(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine"]


def test_a_file_in_the_place_of_the_target_is_refused(tmp_path):
    (tmp_path / "mine").write_text("mine")
    with pytest.raises(TargetError, match="mine: cannot be made a folder"):
        demo.new_target(tmp_path / "mine")


def test_without_git_the_error_says_that_git_is_missing(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TargetError, match="git is missing"):
        demo.new_target(tmp_path / "demo")


def test_what_git_complains_of_is_in_the_error(tmp_path, monkeypatch):
    settings = tmp_path / "gitconfig"
    settings.write_text("[broken\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    with pytest.raises(TargetError, match=r"git init failed, which the demo needs: .*gitconfig"):
        demo.new_target(tmp_path / "demo")


def test_a_user_who_signs_commits_is_not_asked_for_a_key(tmp_path, monkeypatch):
    settings = tmp_path / "gitconfig"
    settings.write_text("[commit]\n\tgpgSign = true\n[gpg]\n\tprogram = false\n")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
    demo.new_target(tmp_path / "demo")
    assert git(tmp_path / "demo", "log", "--format=%G?").strip() == "N"


def test_inside_a_git_hook_the_repository_of_the_hook_is_left_alone(tmp_path, monkeypatch):
    demo.new_target(tmp_path / "hooked")
    before = git(tmp_path / "hooked", "rev-parse", "HEAD")
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "hooked" / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(tmp_path / "hooked" / ".git" / "index"))
    demo.new_target(tmp_path / "demo")
    for name in ("GIT_DIR", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name)
    assert git(tmp_path / "hooked", "rev-parse", "HEAD") == before
    assert len(git(tmp_path / "demo", "log", "--format=%h").split()) == 1


@pytest.mark.skipif(not shutil.which("make"), reason="make is not installed")
def test_make_removes_a_demo_that_it_made_and_no_other_folder_of_that_name(tmp_path):
    for name in ("made", "mine"):
        demo.new_target(tmp_path / name / "demo")
    (tmp_path / "mine" / "demo" / "README.md").write_text("# My demo\n")
    for name in ("made", "mine"):
        makefile = Path(__file__).parents[2] / "Makefile"
        subprocess.run(
            ["make", "--file", makefile, "clean"], cwd=tmp_path / name, check=True, capture_output=True
        )
    assert not (tmp_path / "made" / "demo").exists()
    assert (tmp_path / "mine" / "demo" / "README.md").exists()
