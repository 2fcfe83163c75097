"""What a run tells of each article when it is asked to, and what it never tells."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from syndicate.addresses import mask_secrets
from tests import faults
from tests.blog import CONFIG, NAME, files
from tests.faults import Origin, listening

SECRET = "S3CRET-5f1c"


def test_verbose_says_what_happens_to_an_article(place):
    place.blog.pages["/2/"] = 503
    place.blog.pages["/feed.xml"] = (
        place.blog.pages["/feed.xml"].replace(b"<content", b"<x").replace(b"</content", b"</x")
    )
    lines = place.run("sync", "-v").stderr.splitlines()
    told = [line.replace(NAME, "") for line in lines if f"{NAME}1/:" in line]
    assert told == [
        "info      1/: 327 bytes of text/html; charset=utf-8",
        "info      1/: 'Article 1' of 2024-05-01, 61 characters from the page",
        "info      1/: 0 pictures and files, 0 losses",
        "info      1/: added posts/1.md (new)",
    ]
    told = [line.replace(NAME, "") for line in lines if f"{NAME}2/:" in line]
    assert told[0].startswith("info      2/: not fetched: the server answers 503")
    assert told[-1].startswith("failed    2/: the server answers 503")
    assert place.run("sync", "-q", "-v").stderr.startswith("failed")


def test_a_log_file_holds_an_object_a_line_and_grows(place, tmp_path):
    log = tmp_path / "syndicate.log"
    assert place.run("sync", "--log-file", str(log)).stderr == ""
    rows = [json.loads(line) for line in log.read_text().splitlines()]
    assert all(row.keys() == {"time", "level", "logger", "message"} for row in rows)
    assert {
        "syndicate.fetcher.client",
        "syndicate.pipeline.article",
        "syndicate.pipeline.run",
        "syndicate.writer.target",
    } == {row["logger"] for row in rows}
    assert f"{NAME}2/: added posts/2.md (new)" in {row["message"] for row in rows}
    assert any(row["message"].startswith("posts/1.md: written, ") for row in rows if row["level"] == "debug")
    place.run("sync", "--log-file", str(log))
    assert len(log.read_text().splitlines()) > len(rows)


def test_a_log_file_that_cannot_be_written_is_one_line_and_status_2(place, tmp_path):
    done = place.run("sync", "--log-file", str(tmp_path / "none" / "log"))
    assert done.returncode == 2
    assert done.stderr.endswith("/none/log: cannot be written: No such file or directory\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full")
def test_a_log_that_is_full_does_not_disturb_the_run(place):
    done = place.run("sync", "--log-file", "/dev/full")
    assert (done.returncode, done.stderr) == (0, "")


BUG = """
import sys
from syndicate.pipeline import pictures
from syndicate.cli import main

def broken(*_):
    raise RuntimeError(f"nothing of {NAME}1/ fits")

pictures.PictureCopier.localize = broken
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("program", ["", BUG], ids=["as it is", "with a bug"])
def test_credentials_are_sent_to_the_origin_and_shown_nowhere(tmp_path, program):
    """Of addresses in the config, on the command line, in a feed that is read with a password, and of errors."""
    asked = []
    origin = Origin()
    by_name = f"https://me:{SECRET}@blog.example/"

    def guarded(connection, page, _count):
        asked.append(1)
        faults.reply(connection, page)

    head = '<rss version="2.0"><channel><title>x</title><link>/</link>'
    items = "".join(
        f"<item><title>Article {n}</title><link>{link}</link><pubDate>Wed, 01 May 2024 00:00:00 GMT</pubDate></item>"
        for n, link in enumerate(["/1/", f"{by_name}2/", "/3/", "/4/", "/5/"], 1)
    )
    text = '<html><article><h1>x</h1><div class="post-content"><p>Text. <a href="other">There</a></p></div></article>'
    origin.pages = {
        "/feed.xml": f"{head}{items}</channel></rss>".encode(),
        "/1/": text.encode(),
        "/2/": text.encode(),
    }
    origin.pages |= {"/6/": text.encode()}
    origin.faults = dict.fromkeys(("/1/", "/2/", "/6/"), guarded)
    origin.faults |= {
        "/3/": faults.moved(f"ftp://me:{SECRET}@blog.example/x"),
        "/4/": faults.moved(f"/login?token={SECRET}"),
        "/5/": faults.status(b"401 Unauthorized"),
        "/login": faults.status(b"403 Forbidden"),
    }
    config, target, log = tmp_path / "blog.toml", tmp_path / "site", tmp_path / "log"
    target.mkdir()
    with listening(origin) as address:
        with_secret = address.replace("://", f"://me:{SECRET}@")
        config.write_text(
            CONFIG.replace(f'"{NAME}feed.xml"', f'"{by_name}feed.xml?api_key={SECRET}"').replace(
                "[source.select]", f'[source.fetch.mirrors]\n"{by_name}" = "{with_secret}"\n[source.select]'
            )
        )
        said = ""
        for words in (
            ["sync"],
            ["sync", "--json"],
            ["status", "--recheck", "all"],
            ["import", f"{by_name}6/?secret={SECRET}", f"{NAME}nothing/?token={SECRET}"],
            ["sync", "--mirror", f"{NAME}=http://me:{SECRET}@127.0.0.1:9/"],
        ):
            ways = ["--target", str(target), "-v", "--log-file", str(log)]
            ways += [] if "--mirror" in words else ["--mirror", f"{NAME}={with_secret}"]
            start = ["-c", program.replace("NAME", repr(by_name))] if program else ["-m", "syndicate"]
            done = subprocess.run(
                [sys.executable, *start, words[0], str(config), *words[1:], *ways],
                capture_output=True,
                text=True,
                check=False,
                timeout=60,
                env={**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")},
            )
            assert done.returncode == 1, done.stderr
            said += done.stdout + done.stderr
    assert asked
    assert "failed" in said
    assert ("Traceback" in said) is bool(program)
    assert SECRET not in said
    assert SECRET not in log.read_text()
    assert b"".join(content for content, _ in files(target).values()).count(SECRET.encode()) == 0
    assert program or list(target.glob("posts/*.md"))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("https://me:word@blog.example/a", "https://***@blog.example/a"),
        ("at http://token@h/ and ftp://a:b@c/", "at http://***@h/ and ftp://***@c/"),
        ("https://h/?a=1&api_key=x&b=2", "https://h/?a=1&api_key=***&b=2"),
        ("https://h/f?TOKEN=x#y", "https://h/f?TOKEN=***#y"),
        ("{'Authorization': 'Basic eA=='}", "{'Authorization': ***"),
        ("https://h/@me/a?monkey=1&author=x", "https://h/@me/a?monkey=1&author=x"),
        ("mail me@h.example about it", "mail me@h.example about it"),
    ],
)
def test_only_what_is_secret_is_masked(text, shown):
    assert mask_secrets(text) == shown
    assert mask_secrets(shown) == shown
