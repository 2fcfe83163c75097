"""Nothing that an origin says commands the terminal, or looks like a line of Syndicate's own: every command, every field."""

import html
import os
import re
import signal
import subprocess
import sys
import unicodedata
import urllib.request

import pytest

from tests.blog import HEARING, NAME, PAGE
from tests.integration.test_terminal import on_a_terminal

FORGED = "added     posts/forged.md"
"""What would be a line of Syndicate's own, had it a line."""
COMMANDS = "\x1b]0;owned\x07\x1b[2J\x1b[31m\x9b1A\x9dx\x9c\x08\x7f\u202e\u2066\u2028\u2029\x85\r"
"""Titles and colours of a terminal, C0 and C1, ends of lines, and what turns the direction of writing."""
EVIL = f"x{COMMANDS}\n{FORGED}\n::error::y"
IN_XML = "".join(f"&#{ord(sign)};" if ord(sign) > 31 or sign in "\r\n" else "" for sign in EVIL)
"""XML knows no other control characters, not even as references."""
IN_HTML = "".join(f"&#{ord(sign)};" for sign in EVIL)
OWN_COLOURS = re.compile(r"\x1b\[[\d;]*m|\x1b\[\?25[lh]|\x1b\[1?[AK]|\x1b\[2K")


def is_command(sign: str) -> bool:
    return (
        unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp")
        or sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )


def assert_harmless(text: str, forged: tuple[str, ...] = (FORGED, "::error::y")) -> None:
    assert [sign for sign in text if is_command(sign) and sign not in "\n\t"] == [], text
    assert [line for line in text.splitlines() if line.startswith(forged)] == [], text


def evil_page(n: int, body: str) -> bytes:
    page = PAGE.format(n=n, path=f"/{n}/", title=f"{IN_HTML} {n}", body=body)
    meta = "".join(
        f'<meta {kind}="{name}" content="{IN_HTML}">'
        for kind, name in [
            ("name", "author"),
            ("name", "description"),
            ("property", "article:tag"),
            ("property", "og:title"),
            ("name", "keywords"),
        ]
    )
    return page.replace("</head>", f"{meta}</head>").encode()


def evil_feed(numbers: range) -> bytes:
    entries = "".join(
        f'<entry><title>{IN_XML} {n}</title><link href="{NAME}{n}/"/><id>tag:{IN_XML}{n}</id><category term="{IN_XML}"/>'
        f"<author><name>{IN_XML}</name></author><published>2024-05-0{n}T00:00:00Z</published><updated>{IN_XML}</updated>"
        f'<summary>{IN_XML}</summary><content type="html">{html.escape(IN_HTML)}</content></entry>'
        for n in numbers
    )
    return (
        f'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>{IN_XML}</title><id>{IN_XML}</id>'
        f'<link rel="alternate" href="{NAME}?{IN_XML}"/><generator>{IN_XML}</generator><updated>2024-05-01T00:00:00Z</updated>{entries}'
        f'<entry><title>{IN_XML}</title><link href="{NAME}{IN_XML}"/><id>{IN_XML}</id></entry></feed>'
    ).encode()


@pytest.fixture
def evil(place):
    """A blog that says it everywhere: articles, one that is lossy, one without a date, one that is none, a picture."""
    blog = place.blog
    words = f"<p>Some words, {IN_HTML}, and more.</p><h2>{IN_HTML}</h2><pre><code class='language-{IN_HTML}'>{IN_HTML}</code></pre>"
    lossy = f'<p><a href="{NAME}{IN_HTML}">{IN_HTML}</a> <img src="/{IN_HTML}.png" alt="{IN_HTML}"></p><p><a href="https://x{IN_HTML}/">y</a></p>'
    frame = f'<iframe src="https://evil.example/{IN_HTML}" title="{IN_HTML}"></iframe><object data="{IN_HTML}">{IN_HTML}</object>'
    blog.pages["/1/"] = evil_page(1, words)
    blog.pages["/2/"] = evil_page(2, words + lossy + frame)
    blog.pages["/3/"] = evil_page(3, words).replace(
        b'datetime="2024-05-03">May 3', f'datetime="{IN_HTML}">{IN_HTML}'.encode()
    )
    blog.pages["/4/"] = f"<html><head><title>{IN_HTML}</title></head><body>{IN_HTML}</body></html>".encode()
    blog.pages["/5/"] = f"/{'%1b%0a'}x\x1b\x9b"
    blog.pages["/feed.xml"] = evil_feed(range(1, 6))
    blog.pages["/sitemap.xml"] = blog.pages["/sitemap.xml"].replace(
        b"</urlset>", f"<url><loc>/{IN_XML}</loc></url></urlset>".encode()
    )
    place.config.write_text(place.config.read_text() + 'images = "copy"\n')
    return place


def evil_run(place, *words):
    return subprocess.run(
        [sys.executable, "-m", "syndicate", *words],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "XDG_CACHE_HOME": str(place.cache)},
    )


def test_nor_on_a_terminal_where_tables_are_shown(evil):
    for command, *words in COMMAND_LINES[1:4]:
        shown, _ = on_a_terminal(evil, command, *words, width=200)
        # A long line goes on in the next one; what reads "::error" at its beginning is no terminal.
        assert_harmless(OWN_COLOURS.sub("", shown.replace("\r\n", "\n").replace("\r", "")), (FORGED,))


def test_nor_beside_a_bar(evil):
    shown, _ = on_a_terminal(evil, "import", "--all", width=200)
    assert "Converting" in shown
    assert_harmless(OWN_COLOURS.sub("", shown.replace("\r\n", "\n").replace("\r", "")))


def test_nor_by_what_an_origin_sends_in_place_of_an_answer(evil):
    """Headers, status lines, and addresses that lead elsewhere."""
    for page in ("/%1b%0aadded/\x1b\x9b", "http://[\x1b]/", "http://x\u202e.example/\x07"):
        evil.blog.pages["/1/"] = page
        done = evil.run("sync", "-v", "--recheck")
        assert_harmless(done.stdout + done.stderr)


COMMAND_LINES = [
    ("sync", "--dry-run", "--diff", "-v"),
    ("sync", "-v", "--diff"),
    ("import", "--all", "-v"),
    ("status", "-v", "--diff"),
    ("check", "-v"),
    ("check", "--json"),
    ("preview", "-o", "review.html"),
    ("rewrite", "--diff"),
    ("status", "--json"),
    ("sync", "-v", "--diff"),
]


def test_no_field_of_a_feed_or_a_page_commands_a_terminal_by_any_command(evil, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    said = ""
    for n, (command, *words) in enumerate(COMMAND_LINES):
        if n == 3:  # a conflict, with both sides of it
            for post in (evil.target / "posts").rglob("*.md"):
                post.write_text(
                    post.read_text().replace("Some words", f"My words{COMMANDS.replace(chr(13), '')}")
                )
            evil.blog.pages["/1/"] = evil.blog.pages["/1/"].replace(
                b"Some words", f"Other words {IN_HTML}".encode()
            )
        done = evil.run(command, *words)
        assert done.returncode in (0, 1), done.stderr
        assert "Traceback" not in done.stderr
        assert_harmless(done.stdout + done.stderr)
        said += done.stdout + done.stderr
    for command in ("move", "redirects", "undo", "forget", "list", "config"):
        words = ["--source", "blog"] if command == "forget" else []
        config = [] if command in ("forget", "undo") else [str(evil.config)]
        target = [] if command in ("list", "config") else ["--target", str(evil.target)]
        done = evil_run(evil, command, *config, *words, *target)
        assert "Traceback" not in done.stderr
        assert_harmless(done.stdout + done.stderr)
    done = evil_run(
        evil,
        "init",
        f"{NAME}feed.xml",
        "-o",
        "drafted.toml",
        "--target",
        str(evil.target),
        "--mirror",
        f"{NAME}={evil.blog.address}",
    )
    assert "Written to drafted.toml" in done.stdout
    assert_harmless(done.stdout + done.stderr)
    assert "\N{REPLACEMENT CHARACTER}" in said, "nothing came through, so nothing was tested"
    for word in ("failed", "lossy", "conflict", "known by", "+++"):
        assert word in said


@pytest.mark.parametrize(
    "words",
    [
        ["{}"],
        ["sync", "--{}"],
        ["sync", "{}.toml"],
        ["sync", "x.toml", "--mirror", "{}"],
        ["sync", "x.toml", "--recheck", "{}"],
        ["sync", "x.toml", "--jobs", "{}"],
        ["status", "x.toml", "--target", "{}"],
        ["import", "x.toml", "--since", "{}"],
        ["import", "x.toml", "{}"],
        ["preview", "x.toml", "--serve", "--port", "{}"],
        ["resolve", "x.toml", "{}", "--place", "{}"],
        ["init", "http://127.0.0.1:1/{}"],
        ["forget", "x.toml", "{}"],
    ],
)
def test_no_word_of_a_command_line_comes_back_as_a_command(place, words):
    """Another program may have put them there from what an origin says."""
    done = evil_run(place, *(word.replace("{}", EVIL) for word in words))
    assert done.returncode in (2, 3), done.stderr
    assert done.stderr
    assert_harmless(done.stdout + done.stderr)


def test_nor_by_a_preview_that_is_served(evil):
    evil.run("import", "--all")
    mirror = f"{NAME}={evil.blog.address}"
    words = [
        "preview",
        evil.config,
        "--target",
        evil.target,
        "--mirror",
        mirror,
        "--serve",
        "--port",
        "0",
        "-v",
    ]
    with subprocess.Popen(
        [*HEARING, sys.executable, "-m", "syndicate", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "XDG_CACHE_HOME": str(evil.cache), "PYTHONUNBUFFERED": "1"},
    ) as process:
        line = process.stdout.readline()
        with urllib.request.urlopen(line.split()[0], timeout=30) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    assert_harmless(line + out + err)
