"""Each way in which something can be wrong has its line that says what, where and what to do next."""

import ast
import gzip
import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from syndicate import config as configs
from syndicate import errors
from syndicate.config import Fetch, Git, Select
from syndicate.demo import new_target
from syndicate.errors import RemoteError, SyndicateError
from syndicate.fetcher import Fetcher, FetchOptions
from syndicate.fetcher.wayback import captures
from syndicate.models import Entry, Page
from syndicate.parser.lists import sitemap
from syndicate.parser.lists.feed import FEEDPARSER_ERRORS, parse_feed
from syndicate.parser.lists.listing import parse_listing
from syndicate.parser.lists.sitemap import parse_sitemap
from syndicate.parser.lists.wordpress import parse_posts
from syndicate.parser.page.article import article_from_entry, article_from_page
from syndicate.parser.pictures.raster import parse_picture
from syndicate.writer.git import command as running
from syndicate.writer.git.repository import Repository
from syndicate.writer.github import GitHub
from syndicate.writer.messages import commit_message
from syndicate.writer.webhook import post
from tests.blog import CONFIG, NAME

ROOT = Path(__file__).parents[2]
ERRORS = {name for name in vars(errors) if name.endswith("Error")} | {"NotPublicError", "TransientError"}
ADDRESS = "https://blog.example/1/"
SVG = 'xmlns="http://www.w3.org/2000/svg"'


def said(action, *given, **words):
    """What an action says that is wrong."""
    with pytest.raises(SyndicateError) as error:
        action(*given, **words)
    assert "\n" not in str(error.value)
    return error.value.message


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("[source.select]", 'listing = "https://blog.example/all/"\n[source.select]', "unknown key"),
        (
            'feed = "',
            'listing = "https://blog.example/all/"\nfeed = "',
            "source.listing needs a selector for its links",
        ),
        ("[post]", '[links]\nlocal = "yes"\n[post]', "expected true or false"),
        ("[post]", "[links]\nlocal = true\n[post]", "local links need to know where posts are published"),
        ("posts/{slug}.md", "posts/{slug}.js", "must end as a Markdown file does"),
        ("[post]", '[post]\nimage_path = "a"', "must hold {name}, the picture's file name"),
        (
            "[post]",
            '[post]\nattribution = "{title"',
            "a brace is not closed in '{title'; write {title}, {date:%Y} and the like",
        ),
        (
            "[post]",
            '[post]\nattribution = "{title:upper}"',
            "unknown form 'upper' of {title}; {date:%Y-%m-%d} and {title:slug} are known",
        ),
        (
            "[post]",
            '[post]\nflavor = "hogo"',
            """unknown value 'hogo'; did you mean "hugo"? Known: eleventy, """,
        ),
        ("[post]", '[post]\nimages = "x"', "unknown value 'x'; known: copy, beside, link"),
        ("[source.select]", "[source.select]\nremove = ['[data-x']", "not a CSS selector: '[data-x'"),
    ],
)
def test_of_a_config(old, new, message):
    assert said(configs.parse, CONFIG.replace(old, new, 1)).startswith(message)


def test_of_a_config_that_is_a_folder(tmp_path):
    assert said(configs.load, tmp_path) == "this is a folder; name a .toml file in it"
    assert said(configs.files, [tmp_path]) == "there is no .toml file in this folder"


def test_of_an_address_where_a_config_is_needed():
    with pytest.raises(SyndicateError, match=r"^https://blog\.example/feed\.xml: this is an address, "):
        configs.load(Path("https://blog.example/feed.xml"))


def test_a_config_may_begin_with_a_byte_order_mark(tmp_path):
    (tmp_path / "blog.toml").write_text(CONFIG, encoding="utf-8-sig")
    assert configs.load(tmp_path / "blog.toml").source.name == "blog"


def test_of_the_command_line(place):
    done = place.run("sync", "--recheck", "some")
    assert (done.returncode, "'some' is neither a number nor all" in done.stderr) == (2, True)
    done = place.run("sync", "--strict")
    place.blog.write(1, "<p>a</p><table><tr><td>b<ul><li>c<li>d</ul><form>e</form></table>")
    with subprocess.Popen(
        [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", "0"], stdout=subprocess.PIPE, text=True
    ) as taken:
        try:
            port = taken.stdout.readline().split("port ")[1].split()[0]
            done = place.run("preview", "--serve", "--port", port)
        finally:
            taken.terminate()
    assert done.returncode == 2
    assert "cannot be listened at: Address already in use; choose another --port" in done.stderr


def test_of_the_demo_where_there_is_no_git(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    message = said(new_target, tmp_path / "demo")
    assert message == "git is missing; the demo needs it for a fresh repository, so install it first"


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("https://*.example/", "not an address that can be fetched"),
        (
            "http://no-such-host.invalid/",
            "there is no host no-such-host.invalid; see whether its name is right and you are online",
        ),
    ],
)
def test_of_an_address(address, message, tmp_path):
    rules = Fetch(retries=0, robots=False)
    with Fetcher(rules, tmp_path, named=(address,)) as fetcher:
        assert said(fetcher.get, address).startswith(message)


def test_of_a_page_that_is_not_there(place, tmp_path):
    rules = Fetch(retries=0, robots=False)
    with Fetcher(rules, tmp_path, named=(place.blog.address,)) as fetcher:
        message = said(fetcher.get, f"{place.blog.address}nothing/")
    assert message == "the server answers 404 Not Found; see whether the address is right"


def test_of_what_nobody_may_ask_for(tmp_path):
    with Fetcher(Fetch(), tmp_path, options=FetchOptions(offline=True)) as fetcher:
        assert said(fetcher.get, ADDRESS) == "the cache does not hold it; run without --offline to fetch it"


def test_of_a_mirror_on_disk(tmp_path):
    site, archive = tmp_path / "site", tmp_path / "site.warc"
    site.mkdir()
    with Fetcher(Fetch(), tmp_path / "cache", mirrors={NAME: str(site)}) as fetcher:
        assert said(fetcher.get, ADDRESS) == f"no file for it in {site}"
    archive.write_bytes(b"WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 0\r\n\r\n\r\n\r\n")
    with Fetcher(Fetch(), tmp_path / "cache", mirrors={NAME: str(archive)}) as fetcher:
        assert said(fetcher.get, ADDRESS) == "not in site.warc, or not as a page (404)"
    archive.write_bytes(b"no archive at all")
    message = said(Fetcher, Fetch(), tmp_path / "cache", mirrors={NAME: str(archive)})
    assert message.startswith("this WARC file cannot be read: ")


def test_of_the_internet_archives_index():
    message = "the archive's index did not answer with a list; try again later"
    assert said(captures, b"<html>", ADDRESS) == message


def page(content, kind="text/html"):
    return Page(ADDRESS, ADDRESS, content if isinstance(content, bytes) else content.encode(), kind)


def test_of_an_article():
    untitled = "<article><time datetime=2024-05-01></time><p>Text.</p></article>"
    message = said(article_from_page, page(untitled), Entry(ADDRESS), Select(title=".none"))
    assert message.endswith("; set source.select.title")
    assert message.startswith("no title found (")
    deep = f"<h1>T</h1><time datetime=2024-05-01></time><article>{'<div>' * 500}x</article>"
    assert (
        said(article_from_page, page(deep), Entry(ADDRESS), Select()) == "nested too deeply to be an article"
    )
    assert said(article_from_entry, Entry(ADDRESS), Select()) == "the feed has no content for this article"
    assert (
        said(article_from_entry, Entry(ADDRESS, content="x"), Select())
        == "the feed has no date for this article"
    )


def test_of_a_feed(monkeypatch):
    import feedparser

    def stumble(*_, **__):
        raise FEEDPARSER_ERRORS[0]

    monkeypatch.setattr(feedparser, "parse", stumble)
    message = said(parse_feed, b"<rss><channel></channel></rss>", ADDRESS)
    assert message.startswith("the feed is broken and cannot be read: ")
    assert said(parse_feed, b'{"items": [', ADDRESS).startswith("the JSON Feed is broken or cut off: ")
    message = "this is JSON, but not a JSON Feed: it has no list of items"
    assert said(parse_feed, b'{"version": "https://jsonfeed.org/version/1.1"}', ADDRESS) == message


def test_of_lists_of_articles(monkeypatch):
    message = "no link to an article found; look at source.select.entries"
    assert said(parse_listing, page("<p>x</p>"), Select(entries="h2 a")) == message
    message = "this is an HTML page, not a sitemap; check the address in source.sitemap"
    assert said(parse_sitemap, b"<!doctype html><html></html>", ADDRESS) == message
    assert said(parse_sitemap, b"\x1f\x8b\x08" + b"\xff" * 30, ADDRESS).startswith(
        "the sitemap's gzip is broken ("
    )
    monkeypatch.setattr(sitemap, "MAX_BYTES", 1_000_000)
    message = said(parse_sitemap, gzip.compress(bytes(2_000_000)), ADDRESS)
    assert message == "the sitemap holds more than 1 MB and is not read"
    assert said(parse_posts, b"<html>", ADDRESS).startswith(
        "this is not JSON; check the address in source.wordpress"
    )
    message = "this is no list of WordPress's posts; check the address in source.wordpress"
    assert said(parse_posts, b"{}", ADDRESS) == message


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"%PDF-1.4\nhalf of it", "is a truncated PDF"),
        (b"\x89PNG\r\n\x1a\nnothing", "is a damaged or truncated .png file"),
        (
            f'<!DOCTYPE svg [<!ENTITY a "b">]><svg {SVG}>&a;</svg>',
            "is an SVG that declares or needs XML entities, which can blow up",
        ),
        (f"<svg {SVG}><g></svg>", "is no well-formed SVG ("),
        ("<?xml version='1.0'?><note/>", "holds <note>, not a picture that browsers show"),
        (
            f"<svg {SVG}><foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject></svg>",
            "is an SVG whose text is HTML, which a safe copy would lose",
        ),
    ],
)
def test_of_a_picture(content, message):
    assert said(parse_picture, page(content, "image/x")).startswith(message)


def test_of_a_picture_that_holds_itself_or_the_world(tmp_path, monkeypatch):
    nested = Path(__file__).parents[2] / "fixtures" / "hostile" / "svg" / "image-nested-twice.svg"
    message = "is an SVG with an SVG in an SVG, too deep to be made safe"
    assert said(parse_picture, page(nested.read_bytes())) == message
    Image.new("1", (400, 400)).save(tmp_path / "a.gif")
    file = bytearray((tmp_path / "a.gif").read_bytes())
    file[6:10] = b"\1\0\1\0"  # it calls itself one pixel large, and its frame is larger
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    assert said(parse_picture, page(bytes(file))) == "is a .gif file with too many pixels"


def test_of_an_article_that_strictness_refuses(place):
    place.blog.write(1, "<p>Text.</p>")
    text = place.config.read_text().replace("[post]", '[post]\nimages = "copy"')
    place.config.write_text(text)
    place.blog.write(1, '<p>Text.</p><p><img src="/gone.png" alt="x"></p>')
    done = place.run("sync", "--strict")
    assert done.returncode == 1
    assert "; not written, since --strict was given" in done.stderr.replace(")", "")


def git(folder, *words):
    identity = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
    subprocess.run(["git", "-C", folder, *identity, *words], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path):
    folder = tmp_path / "site"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch=main")
    return Repository.of(folder, Git().author)


def test_of_a_repository(repository, tmp_path, monkeypatch):
    begin = repository.branch("posts")
    message = "there is no commit yet to start a branch from; make a first one"
    assert said(begin.__enter__) == message
    git(repository.root, "commit", "--quiet", "--allow-empty", "-m", "x")
    for name in ("one", "two"):
        git(repository.root, "remote", "add", name, str(tmp_path / name))
    assert said(repository.push) == "which of the remotes one, two? call it origin: git remote rename"
    (repository.root / "a").write_text("x")
    strange = Repository.of(repository.target, "nobody")
    assert said(strange.commit, [Path("a")], "x") == "this is no author; write Name <mail>"
    monkeypatch.setattr(running, "TIMEOUT", 0.05)
    message = said(running.git, repository.root, "-c", "alias.nap=!sleep 5", "nap")
    assert message == "git nap was not done after 0.05 seconds, and was stopped"


def test_of_a_remote_that_began_otherwise(repository, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "--quiet", "--initial-branch=main")
    git(other, "commit", "--quiet", "--allow-empty", "-m", "another beginning")
    git(repository.root, "commit", "--quiet", "--allow-empty", "-m", "a beginning")
    git(repository.root, "remote", "add", "origin", str(other))
    assert said(repository.push).startswith("it has no history in common with main at ")


def test_of_github(monkeypatch):
    remote = "https://github.com/ann/site"
    message = "this is no token: it has spaces, line breaks or other characters in it"
    assert said(GitHub.from_environment, {"GITHUB_TOKEN": "a b"}, remote) == message
    strange = {"GITHUB_TOKEN": "t", "GITHUB_API_URL": "nothing", "GITHUB_REPOSITORY": "ann/site"}
    assert said(GitHub.from_environment(strange, remote).pull_requests, "posts").startswith(
        "not an address that can be asked"
    )
    nobody = {**strange, "GITHUB_API_URL": "http://127.0.0.1:1"}
    service = GitHub.from_environment(nobody, remote)
    monkeypatch.setattr(GitHub, "longest_wait", 0)
    assert said(service.pull_requests, "posts") == "GitHub cannot be reached; try again later"
    with pytest.raises(RemoteError):
        service.pull_requests("posts")


def test_of_a_message_and_of_a_webhook():
    assert said(commit_message, "{nothing}", []).startswith(
        "there is no field {nothing}; there are source.title"
    )
    assert said(post, "http://127.0.0.1:1/", {}, pause=0) == "the webhook does not answer (ConnectionError)"


def messages():
    """Where each error is made in the code, with the pieces of its message that do not vary."""
    for path in sorted((ROOT / "syndicate").rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                nodes = list(ast.walk(function))
                given = [node for node in nodes if isinstance(node, ast.Assign)]
                for call in nodes:
                    if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ERRORS and call.args:
                        yield f"{path.relative_to(ROOT)}:{call.lineno}", pieces(call.args[0], given)


def pieces(node, given):
    """The fixed pieces of a text, also where a name of the function stands for it."""
    if isinstance(node, ast.Name):
        named = [each.value for each in given if getattr(each.targets[0], "id", "") == node.id]
        return [piece for value in named for piece in pieces(value, [])]
    return [
        each.value
        for each in ast.walk(node)
        if isinstance(each, ast.Constant) and isinstance(each.value, str)
    ]


def words(text):
    return re.sub(r"[\s\"'\\]+", " ", text).split()


def test_each_message_of_an_error_is_seen_by_a_test():
    files = [path for path in (ROOT / "tests").rglob("*.py") if "node_modules" not in path.parts]
    seen = " ".join(words(" ".join(path.read_text(encoding="utf-8") for path in files)))

    def is_seen(piece):
        said = words(piece)
        most = min(4, len(said))
        return most > 1 and any(" ".join(said[n : n + most]) in seen for n in range(len(said) - most + 1))

    found = {place: said for place, said in messages() if any(len(piece) > 8 for piece in said)}
    assert len(found) > 130
    assert {place: said for place, said in found.items() if not any(map(is_seen, said))} == {}
