"""Origins that have gone: read from the Internet Archive, from a folder, from a web archive, from one saved page."""

import gzip
import shutil
import subprocess
from io import BytesIO

import pytest
from PIL import Image
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from tests.blog import CONFIG, NAME, Blog, Place, served
from tests.wayback import Wayback, archive

DEAD = "http://127.0.0.1:9/"


def png() -> bytes:
    file = BytesIO()
    Image.new("RGB", (2, 2), "red").save(file, "PNG")
    return file.getvalue()


def posts(place: Place) -> list[str]:
    return sorted(path.stem for path in place.target.glob("posts/*.md"))


@pytest.fixture
def place(tmp_path):
    """A blog that nobody answers for any more."""
    blog = Blog(3)
    blog.address = DEAD
    target = tmp_path / "site"
    target.mkdir()
    config = tmp_path / "blog.toml"
    config.write_text(CONFIG)
    return Place(blog, config, target, tmp_path / "cache")


@pytest.fixture
def wayback(place):
    place.config.write_text(CONFIG.replace("[source.fetch]\n", 'archive = "wayback"\n[source.fetch]\n'))
    with archive(Wayback()) as running:
        yield running


def from_archive(place: Place, wayback: Wayback, *words: str):
    return place.run(*words, "--mirror", f"https://web.archive.org/={wayback.address}", mirror=False)


def page(place: Place, n: int, body: str) -> bytes:
    place.blog.write(n, body)
    content = place.blog.pages[f"/{n}/"]
    assert isinstance(content, bytes)
    return content


def test_of_each_article_the_capture_nearest_to_its_date_is_read(place, wayback):
    for time, body in (
        ("20120101000000", "too old"),
        ("20240507120000", "just right"),
        ("20260101000000", "too new"),
    ):
        wayback.keep(
            f"{NAME}1/", time, page(place, 1, f"<p>This is {body}, see <a href='/2/'>the other</a>.</p>")
        )
    wayback.keep(f"{NAME}1/", "20240501000000", 404)
    wayback.keep(f"{NAME}feed.xml", "20240601000000", place.blog.pages["/feed.xml"])
    done = from_archive(place, wayback, "sync", "--limit", "3")
    assert "This is just right, see [the other](https://blog.example/2/)." in place.post(1).read_text()
    assert "[A blog](https://blog.example/1/)" in place.post(1).read_text()
    assert (done.returncode, posts(place)) == (0, ["1", "2", "3"])
    assert done.stderr.count("body taken from the feed: the Internet Archive has no good capture of it") == 2


def test_its_index_is_the_back_catalogue_and_captures_are_never_asked_for_twice(place, wayback):
    for n in (1, 2, 3):
        wayback.keep(f"{NAME}{n}/", f"2024050{n}000000", page(place, n, f"<p>The text of {n}.</p>"))
    wayback.keep(f"{NAME}about/", "20240501000000", b"<html>no article</html>")
    wayback.keep(f"{NAME}pic.png", "20240501000000", png())
    done = from_archive(place, wayback, "import", "--all")
    assert (done.returncode, posts(place)) == (0, ["1", "2", "3"])
    assert "feed.xml" in done.stderr, "that its feed was not kept is said"
    assert not [path for path in wayback.asked if "/about/" in path]
    captures = [path for path in wayback.asked if path.startswith("/web/")]
    assert from_archive(place, wayback, "import", "--all").returncode == 0
    assert [path for path in wayback.asked if path.startswith("/web/")] == captures


def test_pictures_come_from_the_archive_too(place, wayback):
    place.config.write_text(place.config.read_text() + 'images = "copy"\n')
    body = '<p>See:</p><p><img src="/pic.png" alt="A picture"></p>'
    wayback.keep(f"{NAME}1/", "20240501000000", page(place, 1, body))
    wayback.keep(f"{NAME}pic.png", "20240601000000", png())
    assert from_archive(place, wayback, "import", f"{NAME}1/").returncode == 0
    assert "![A picture](/images/1/pic.png)" in place.post(1).read_text()
    assert (place.target / "images/1/pic.png").read_bytes() == png()


def test_an_archive_that_asks_to_wait_is_waited_for(place, wayback):
    place.config.write_text(place.config.read_text().replace("retries = 0", "retries = 2"))
    wayback.keep(f"{NAME}1/", "20240501000000", page(place, 1, "<p>Text.</p>"))
    wayback.too_eager = 1
    assert from_archive(place, wayback, "import", f"{NAME}1/").returncode == 0
    assert posts(place) == ["1"]


def test_what_an_archive_does_not_have_is_not_called_gone(place, wayback):
    wayback.keep(f"{NAME}1/", "20240501000000", page(place, 1, "<p>Text.</p>"))
    wayback.keep(f"{NAME}feed.xml", "20240501000000", place.blog.pages["/feed.xml"])
    from_archive(place, wayback, "sync")
    wayback.captures.pop(f"{NAME}1/")
    for _ in range(4):
        done = from_archive(place, wayback, "sync", "--recheck", "all")
    assert "missing" not in done.stdout
    assert "gone at the origin" not in done.stdout + done.stderr
    assert place.post(1).is_file()


def test_a_page_saved_from_the_wayback_machine_gets_its_own_addresses_back(place, tmp_path):
    content = page(
        place,
        1,
        '<p><a href="/web/20240501000000/https://other.example/">There</a> <img src="//web.archive.org/web/20240501000000im_/https://blog.example/a.png" alt="a"></p>',
    )
    saved = content.replace(
        b'<link rel="canonical" href="/1/">',
        b'<!-- End Wayback Rewrite JS Include --><link rel="canonical" href="https://web.archive.org/web/20240501000000/https://blog.example/1/">',
    )
    file = tmp_path / "saved.html"
    file.write_bytes(saved)
    done = place.run("import", str(file), mirror=False)
    assert done.returncode == 0, done.stderr
    text = place.post(1).read_text()
    assert "[There](https://other.example/) ![a](https://blog.example/a.png)" in text
    assert "web.archive.org" not in text


def test_a_saved_page_is_the_article_that_it_says_it_is(place, tmp_path):
    file = tmp_path / "saved.html"
    file.write_bytes(
        page(place, 1, "<p>Saved by hand.</p>").replace(b'href="/1/"', b'href="https://blog.example/1/"')
    )
    assert place.run("import", str(file), mirror=False).returncode == 0
    assert "Saved by hand." in place.post(1).read_text()


def test_a_saved_page_that_does_not_say_where_it_is_from_can_be_told(place, tmp_path):
    file = tmp_path / "saved.html"
    file.write_bytes(page(place, 1, "<p>Saved.</p>").replace(b'<link rel="canonical" href="/1/">', b""))
    refused = place.run("import", str(file), mirror=False)
    assert refused.returncode == 3
    assert f"{file}: this page does not say where it came from" in refused.stderr
    assert "--mirror ADDRESS=FILE" in refused.stderr
    told = place.run("import", f"{NAME}1/", "--mirror", f"{NAME}1/={file}", mirror=False)
    assert told.returncode == 0
    assert posts(place) == ["1"]


def folder_of(place: Place, root) -> None:
    for path, content in place.blog.pages.items():
        file = root / path.strip("/") / ("index.html" if path.endswith("/") else "")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


@pytest.mark.parametrize("how", ["named", "mirror in the config", "mirror on the command line"])
def test_the_output_of_a_site_is_an_origin(place, tmp_path, how):
    folder_of(place, tmp_path / "old-site")
    if how == "named":
        done = place.run("import", str(tmp_path / "old-site"), mirror=False)
    elif how == "mirror in the config":
        place.config.write_text(
            CONFIG.replace("retries = 0", f'retries = 0\nmirrors = {{ "{NAME}" = "old-site" }}')
        )
        done = place.run("import", "--all", mirror=False)
    else:
        done = place.run("import", "--all", "--mirror", f"{NAME}={tmp_path / 'old-site'}", mirror=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert posts(place) == ["1", "2", "3"]
    assert "[A blog](https://blog.example/1/)" in place.post(1).read_text()


def test_a_folder_gives_nothing_from_outside_it(place, tmp_path):
    folder_of(place, tmp_path / "old-site")
    (tmp_path / "secret.html").write_bytes(page(place, 1, "<p>Secret.</p>"))
    (tmp_path / "old-site" / "5").symlink_to(tmp_path / "secret.html")
    for path in ("5/", "%2e%2e/secret.html", "..%2fsecret.html"):
        done = place.run(
            "import", f"{NAME}{path}", "--mirror", f"{NAME}={tmp_path / 'old-site'}", mirror=False
        )
        assert done.returncode == 1, path
    assert posts(place) == []


@pytest.mark.skipif(shutil.which("wget") is None, reason="wget is not installed")
@pytest.mark.parametrize("what", ["mirror", "warc"])
def test_what_wget_saved_is_an_origin(place, tmp_path, what):
    with served(place.blog) as blog:
        blog.pages["/"] = b'<html><a href="/1/">1</a> <a href="/2/">2</a> <a href="/3/">3</a></html>'
        subprocess.run(
            ["wget", "-q", "-r", "-l", "2", "-P", "saved", "--warc-file=crawl", blog.address],
            cwd=tmp_path,
            check=False,
            timeout=60,
        )
    # wget was shown another address than the blog's own.
    host = blog.address.removeprefix("http://").rstrip("/")
    (tmp_path / "saved" / host).rename(tmp_path / "saved" / "blog.example")
    warc = gzip.decompress((tmp_path / "crawl.warc.gz").read_bytes())
    (tmp_path / "crawl.warc").write_bytes(warc.replace(blog.address.encode(), NAME.encode()))
    named = tmp_path / "saved" if what == "mirror" else tmp_path / "crawl.warc"
    done = place.run("import", str(named), mirror=False)
    assert done.returncode == 0, done.stderr
    assert posts(place) == ["1", "2", "3"]


def warc_of(pages, path) -> None:
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for address, status, headers, body in pages:
            http = StatusAndHeaders(status, headers, protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(address, "response", payload=BytesIO(body), http_headers=http)
            )


def test_a_web_archive_is_an_origin_with_its_redirects_and_the_last_good_answer(place, tmp_path):
    html = [("Content-Type", "text/html; charset=utf-8")]
    warc_of(
        [
            (f"{NAME}1/", "200 OK", html, page(place, 1, "<p>The older one.</p>")),
            (f"{NAME}1/", "200 OK", html, page(place, 1, "<p>The newer one.</p>")),
            (f"{NAME}1/", "404 Not Found", html, b"gone"),
            (f"{NAME}2/", "301 Moved Permanently", [("Location", "/3/")], b""),
            (f"{NAME}3/", "200 OK", html, page(place, 3, "<p>The third.</p>")),
            ("https://elsewhere.example/4/", "200 OK", html, b"<html>"),
        ],
        tmp_path / "crawl.warc.gz",
    )
    assert place.run("import", str(tmp_path / "crawl.warc.gz"), mirror=False).returncode == 0
    assert posts(place) == ["1", "3"]
    assert "The newer one." in place.post(1).read_text()
    assert (
        place.run(
            "import", f"{NAME}2/", "--mirror", f"{NAME}={tmp_path / 'crawl.warc.gz'}", mirror=False
        ).returncode
        == 0
    )
    assert posts(place) == ["1", "3"]


def test_a_web_archive_that_is_none_is_named(place, tmp_path):
    (tmp_path / "broken.warc").write_bytes(b"this is no archive\r\n" * 10)
    done = place.run("import", str(tmp_path / "broken.warc"), mirror=False)
    assert (done.returncode, len(done.stderr.splitlines())) == (3, 1)
    assert "broken.warc" in done.stderr
