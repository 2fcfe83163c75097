"""`syndicate check`: every post in the target against its original again, as that reads today."""

import json
import os
import subprocess
import sys

import pytest

from tests.blog import NAME, files


def lines(done):
    return done.stdout.splitlines()


def without_config(place, *words):
    command = [sys.executable, "-m", "syndicate", *words, "--target", str(place.target)]
    mirror = ["--mirror", f"{NAME}={place.blog.address}"]
    environment = {**os.environ, "XDG_CACHE_HOME": str(place.cache)}
    return subprocess.run(
        [*command, *mirror], capture_output=True, text=True, timeout=60, check=False, env=environment
    )


def test_posts_that_read_as_their_originals_are_counted(place):
    place.run("sync")
    done = place.run("check")
    assert (done.returncode, done.stdout, done.stderr) == (0, "blog: 3 read as their originals\n", "")
    assert lines(place.run("check", "-v"))[0] == "same      posts/1.md"
    assert place.run("check", "-q").stdout == ""


def test_where_a_post_parts_from_its_original_is_said_whichever_of_them_changed(place):
    place.run("sync")
    place.post(1).write_text(place.post(1).read_text().replace("\nThis is the text", "\nThis was the text"))
    place.blog.write(2, "<p>This is the text of article 2, which says many words.</p>")
    done = place.run("check")
    assert lines(done) == [
        "differs   posts/1.md  (edited here; the original has not changed)",
        "          “is the text of article 1,” reads as “was the text of article 1,”",
        "differs   posts/2.md  (changed at the origin)",
        "          “many words.” reads as “a few words.”",
        "blog: 1 reads as its original, 2 differ",
    ]
    assert done.returncode == 0
    assert place.run("check", "--strict").returncode == 1


def test_what_is_gone_or_not_to_be_had_is_named(place):
    place.run("sync")
    place.blog.pages["/1/"] = 404
    place.blog.pages["/2/"] = 500
    place.post(3).unlink()
    done = place.run("check")
    assert lines(done)[0].startswith("unread    posts/1.md  (not found (404), though the feed lists it)")
    assert lines(done)[1:] == [
        "deleted   posts/3.md  (deleted here; stays deleted)",
        "blog: 1 could not be compared, since its original could not be read, 1 is deleted here, 1 failed",
    ]
    note, failed = done.stderr.splitlines()
    assert note.startswith(f"note      {NAME}1/: ")
    assert failed.startswith(f"failed    {NAME}2/: ")
    assert done.returncode == 1


def test_it_changes_nothing_but_the_copies_of_the_pages(place):
    place.run("sync")
    place.blog.write(2, "<p>Other words.</p>")
    before = files(place.target)
    cache = {name: kept for name, kept in files(place.cache).items() if "http/" not in name}
    place.run("check")
    assert files(place.target) == before
    assert cache.items() <= files(place.cache).items()
    assert lines(place.run("sync"))[-1] == "blog: 1 updated, 2 unchanged"


def test_as_json_there_is_an_object_for_each_post(place):
    place.run("sync")
    place.post(1).write_text(place.post(1).read_text().replace("words", "Worte"))
    rows = [json.loads(line) for line in lines(place.run("check", "--json"))]
    assert [row["kind"] for row in rows] == ["differs", "same", "same", "summary"]
    assert rows[0]["differences"] == ["“words.” reads as “Worte.”"]
    assert rows[-1] == {
        "source": "blog",
        "kind": "summary",
        "same": 2,
        "differs": 1,
        "unread": 0,
        "deleted": 0,
        "ignored": 0,
        "failed": 0,
    }


@pytest.mark.parametrize("command", ["check", "preview"])
def test_the_config_need_not_be_named_where_a_run_on_this_machine_had_it(
    place, command, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    place.run("sync")
    done = without_config(place, command)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("blog: 3 ")


@pytest.mark.parametrize("command", ["check", "preview"])
def test_where_no_run_had_it_it_is_asked_for(place, command, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = without_config(place, command)
    assert done.returncode == 2
    assert "there are no cross-posts here" in done.stderr
    place.run("sync")
    for path in (place.cache / "syndicate").glob("memory*"):
        path.unlink()
    done = without_config(place, command)
    assert done.returncode == 2
    assert "no run on this machine was about the source blog, so name its config" in done.stderr


def test_guards_against_the_sites_templates_are_no_difference(place):
    config = place.config.read_text().replace("[post]", '[post]\nflavor = "eleventy"')
    place.config.write_text(config)
    place.blog.write(
        1, "<p>Write {{ name }} and {% if %} so.</p><pre><code>{{ x }}</code></pre><p>An end.</p>"
    )
    place.run("sync")
    assert "{% raw %}" in place.post(1).read_text()
    assert place.run("check").stdout == "blog: 3 read as their originals\n"


def test_a_title_that_a_site_needs_in_the_text_is_no_difference(place):
    place.config.write_text(
        place.config.read_text().replace("[post]\n", '[post]\nflavor = "mkdocs-material"\n')
    )
    place.blog.write(1, "<h1>Part one</h1><p>Some words of it.</p><h1>Part two</h1><p>More words of it.</p>")
    place.run("import", f"{NAME}1/")
    text = place.post(1).read_text()
    assert "\n# Article 1\n" in text
    assert "\n# Part one\n" in text
    done = place.run("check")
    assert done.returncode == 0, done.stdout + done.stderr
