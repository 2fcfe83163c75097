"""Who is told of a run, by a real webhook."""

import json
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.blog import NAME

SECRET = "T0ps3cret"


class Hook:
    def __init__(self):
        self.told, self.failures, self.address = [], 0, ""


@pytest.fixture
def hook(place, monkeypatch):
    hook = Hook()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.failures -= 1
            if hook.failures < 0:
                hook.told.append(json.loads(body))
            self.send_response(200 if hook.failures < 0 else 500)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    hook.address = f"http://127.0.0.1:{server.server_port}/{SECRET}"
    monkeypatch.setenv("SOME_WEBHOOK", hook.address)
    place.config.write_text(place.config.read_text() + '\n[notify]\nwebhook = "$SOME_WEBHOOK"\n')
    yield hook
    server.shutdown()
    server.server_close()


def test_what_was_added_is_told_and_that_nothing_happened_is_not(place, hook):
    assert place.run("sync").returncode == 0
    (told,) = hook.told
    assert told["text"].splitlines() == ["A blog: 3 added", *(f"Article {n}: {NAME}{n}/" for n in (1, 2, 3))]
    assert (told["added"], told["failed"], told["source"]) == (3, 0, "blog")
    assert told["articles"][0] == {
        "kind": "added",
        "title": "Article 1",
        "address": f"{NAME}1/",
        "path": "posts/1.md",
    }
    assert place.run("sync", "--recheck", "all").returncode == 0
    assert place.run("status").returncode == 0
    assert place.run("sync", "--force", "--dry-run").returncode == 0
    assert len(hook.told) == 1


def test_failures_are_told_and_a_webhook_that_fails_is_tried_again(place, hook):
    place.blog.list([1, 2])
    place.blog.pages["/2/"] = b"<p>no article</p>"
    place.blog.pages["/feed.xml"] = (
        place.blog.pages["/feed.xml"].replace(b"<content", b"<x").replace(b"</content", b"</x")
    )
    hook.failures = 2
    assert place.run("sync").returncode == 1
    (told,) = hook.told
    assert told["text"].startswith("A blog: 1 added, 1 failed\nArticle 1: ")
    assert told["failures"][0]["address"] == f"{NAME}2/"


def test_a_webhook_that_does_not_answer_is_no_fault_of_the_run_and_is_not_shown(place, hook):
    hook.failures = 99
    done = place.run("sync")
    assert done.returncode == 0
    assert "nobody was told: notify.webhook: the webhook answers 500" in done.stderr
    assert SECRET not in done.stderr + done.stdout


@pytest.mark.usefixtures("hook")
def test_a_webhook_whose_variable_is_not_set_is_named(place, monkeypatch):
    monkeypatch.delenv("SOME_WEBHOOK")
    done = place.run("sync")
    assert done.returncode == 0
    assert "nobody was told: $SOME_WEBHOOK: this holds no address" in done.stderr


def test_a_source_that_cannot_be_read_is_told_and_stays_the_error(place, hook):
    place.blog.pages["/feed.xml"] = 404
    assert place.run("sync").returncode == 3
    (told,) = hook.told
    assert told["text"].startswith("A blog: 1 failed\nfailed: ")
    assert told["failures"][0]["address"] == f"{NAME}feed.xml"
    assert place.run("status").returncode == 3
    assert len(hook.told) == 1


def test_config_shows_no_address_of_a_webhook(place, hook):
    place.config.write_text(place.config.read_text().replace("$SOME_WEBHOOK", hook.address))
    done = subprocess.run(
        [sys.executable, "-m", "syndicate", "config", place.config],
        capture_output=True,
        text=True,
        check=True,
    )
    assert SECRET not in done.stdout
    assert 'webhook = "$SYNDICATE_WEBHOOK"' in done.stdout


def test_a_service_that_refuses_other_keys_is_sent_its_text_alone(place, hook):
    place.config.write_text(place.config.read_text() + 'service = "google-chat"\n')
    assert place.run("sync").returncode == 0
    (told,) = hook.told
    assert told.keys() == {"text"}
