"""What an origin answers is told with what to do about it; what a host is told goes to no other."""

import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.blog import CONFIG, NAME


@contextmanager
def server(status, headers, body=b""):
    """A server that answers everything so, and the headers that it was asked with."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append({name.lower(): value for name, value in self.headers.items()})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    httpd = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=httpd.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{httpd.server_port}/", asked
    finally:
        httpd.shutdown()
        httpd.server_close()


@pytest.mark.parametrize(
    ("status", "headers", "advice"),
    [
        (403, {"Server": "cloudflare", "cf-mitigated": "challenge"}, "Cloudflare asks for a browser"),
        (403, {"X-DataDome": "protected"}, "DataDome asks for a browser"),
        (401, {"WWW-Authenticate": "Basic"}, "say user and password in source.fetch.hosts"),
        (200, {"Content-Encoding": "gzip"}, "its Content-Encoding header says gzip"),
    ],
)
def test_an_answer_is_told_with_what_to_do_about_it(place, status, headers, advice):
    with server(status, headers, b"Just a moment...") as (address, _):
        done = place.run("sync", "--mirror", f"{NAME}={address}", mirror=False)
    assert done.returncode == 3
    assert advice in done.stderr


def test_a_feed_that_moved_for_good_is_told_with_the_line_to_change(place):
    place.blog.pages["/new.xml"] = place.blog.pages["/feed.xml"]
    place.blog.pages["/feed.xml"] = "/new.xml"
    done = place.run("sync")
    assert done.returncode == 0
    assert f'the feed has moved for good; say source.feed = "{NAME}new.xml"' in done.stderr


def test_what_a_host_is_told_goes_to_no_other(place, monkeypatch):
    monkeypatch.setenv("BLOG_PASSWORD", "s3cret")
    page = {"Content-Type": "text/html"}, b"<h1>Elsewhere</h1>"
    with (
        server(200, *page) as (other, asked_there),
        server(302, {"Location": f"{other}x"}) as (address, asked),
    ):
        host = address.removeprefix("http://").rstrip("/")
        access = 'user = "ida"\npassword = "$BLOG_PASSWORD"\nheaders = { X-Key = "abc" }\n'
        place.config.write_text(f'{CONFIG}[source.fetch.hosts."{host}"]\n{access}')
        mirrors = ["--mirror", f"{NAME}={address}", "--mirror", f"https://o.example/={other}"]
        done = place.run("sync", *mirrors, mirror=False)
    assert asked[-1]["authorization"].startswith("Basic ")
    assert asked[-1]["x-key"] == "abc"
    assert asked_there
    assert not {"authorization", "x-key"} & set(asked_there[-1])
    assert "s3cret" not in done.stdout + done.stderr


def test_a_proxy_that_is_down_is_named(place, monkeypatch):
    place.config.write_text(CONFIG.replace("https://blog", "http://blog"))
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    done = place.run("sync", mirror=False)
    assert done.returncode == 3
    assert "the proxy http://127.0.0.1:9 does not answer" in done.stderr


def test_a_blog_that_changes_its_addresses_is_never_a_silent_stop(place):
    place.run("sync")
    feed = place.blog.pages["/feed.xml"]
    place.blog.pages["/feed.xml"] = feed.replace(b"example/", b"example/posts/")
    done = place.run("sync")
    assert done.returncode == 1
    assert "do not fit source.articles, such as https://blog.example/posts/" in done.stderr
    assert place.run("sync").returncode == 1, "as long as nothing new fits"


def test_an_episode_is_named_as_lost_or_stands_where_a_template_says(place):
    enclosure = b'<link rel="enclosure" type="audio/mpeg" href="https://blog.example/1.mp3"/></entry>'
    place.blog.pages["/feed.xml"] = place.blog.pages["/feed.xml"].replace(b"</entry>", enclosure, 1)
    assert "enclosure: https://blog.example/1.mp3" in place.run("sync").stderr
    place.config.write_text(CONFIG + '[post.front_matter]\ntitle = "{title}"\naudio = "{enclosure}"\n')
    assert place.run("sync").returncode == 0
    assert 'audio: "https://blog.example/1.mp3"' in place.post(1).read_text()
