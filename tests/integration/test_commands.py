"""The commands, as a person or cron runs them, against a real server and a real folder."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pyromark
import pytest
import yaml
from markdown_it import MarkdownIt

from syndicate import config as configs
from syndicate.cli import cli, main
from syndicate.converter.post import post
from syndicate.fetcher.folders import cache_folder
from syndicate.models import Loss
from syndicate.pipeline import commands as pipeline
from syndicate.writer.target import Target
from tests.blog import CONFIG, NAME, Place, files


def syndicate(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "syndicate", *words], capture_output=True, text=True, timeout=60, check=False
    )


def test_sync_writes_a_post_for_each_article_of_the_feed(place):
    done = place.run("sync")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "blog: 3 added"
    assert place.post(1).read_text(encoding="utf-8") == (
        '---\ntitle: "Article 1"\ndescription: "This is the text of article 1, which says a few words."\ndate: 2024-05-01\n'
        f'canonical: "{NAME}1/"\n---\n\n*Read the original article on [A blog]({NAME}1/).*\n\nThis is the text of article 1, which says a few words.\n'
    )


def test_a_second_sync_costs_one_304_for_the_feed_and_touches_no_file(place):
    place.run("sync")
    before = files(place.target)
    place.blog.asked.clear()
    done = place.run("sync", "--recheck", "0")
    assert (done.returncode, done.stdout) == (0, "blog: nothing new\n")
    assert place.blog.asked == [("/feed.xml", 304)]
    assert files(place.target) == before


def test_what_the_feed_does_not_name_anew_is_looked_at_again_by_conditional_requests(place):
    place.run("sync")
    before = files(place.target)
    place.blog.asked.clear()
    assert place.run("sync").stdout == "blog: 3 unchanged\n"
    assert sorted(place.blog.asked) == [(f"/{n}/", 304) for n in (1, 2, 3)] + [("/feed.xml", 304)]
    assert files(place.target) == before


def test_a_new_entry_adds_one_post_and_fetches_no_page_that_validators_say_is_unchanged(place):
    place.run("sync")
    before = files(place.target)
    place.blog.write(4, "<p>New.</p>")
    place.blog.list(range(1, 5))
    place.blog.asked.clear()
    assert place.run("sync").stdout.splitlines()[-1] == "blog: 1 added, 3 unchanged"
    assert [status for path, status in place.blog.asked if path in ("/1/", "/2/", "/3/")] == [304] * 3
    after = files(place.target)
    assert {name: after[name] for name in before} == before
    assert place.post(4).exists()


def test_a_change_at_the_origin_updates_the_post_and_a_local_edit_survives(place):
    place.run("sync")
    place.post(2).write_text(place.post(2).read_text() + "\nMy note.\n")
    place.blog.write(1, "<p>Another text.</p>")
    place.blog.list([3, 2, 1])
    rows = {row["address"]: row["kind"] for row in place.rows("sync") if "address" in row}
    assert rows == {f"{NAME}1/": "updated", f"{NAME}2/": "edited", f"{NAME}3/": "unchanged"}
    assert "Another text." in place.post(1).read_text()
    assert place.post(2).read_text().endswith("My note.\n")


def test_where_both_sides_changed_the_post_is_left_and_the_conflict_reported(place):
    place.run("sync")
    text = place.post(1).read_text()
    place.post(1).write_text(text.replace("a few words", "my own words"))
    place.blog.write(1, "<p>Another text.</p>")
    done = place.run("sync")
    assert done.returncode == 0
    assert (
        "conflict  posts/1.md  (changed here and at the origin (description, body, line 10); left as it is)"
        in done.stderr
    )
    assert "here:  This is the text of article 1, which says my own words." in done.stderr
    assert "there: Another text." in done.stderr
    assert f"syndicate resolve {NAME}1/ --ours, --theirs or --merge" in done.stderr
    assert "my own words" in place.post(1).read_text()


def test_status_says_how_every_post_stands_and_changes_nothing(place):
    place.run("import", "--all")
    place.blog.write(4, "<p>New.</p>")
    place.blog.write(3, "<p>Another text.</p>")
    place.blog.list([3, 4])
    place.post(1).write_text(place.post(1).read_text() + "\nMy note.\n")
    place.post(2).unlink()
    before = files(place.target)
    done = place.run("status")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "would update posts/3.md  (changed at the origin)",
        "would add posts/4.md",
        "edited    posts/1.md  (edited here; the original has not changed)",
        "deleted   posts/2.md  (deleted here; stays deleted)",
        "blog: would add 1, would update 1, 1 edited, 1 deleted",
    ]
    assert files(place.target) == before


def test_a_lossy_post_is_named_by_the_run_by_the_state_and_by_status_and_strict_refuses_it(
    place, monkeypatch
):
    """What really cannot be said is hard to come by: here the renderers swallow a word."""

    def swallowing(options):
        html = pyromark.Markdown(options=options).html
        return SimpleNamespace(html=lambda text: html(text.replace("article", "artful")))

    monkeypatch.setattr("syndicate.converter.dialects.fast.Markdown", swallowing)
    render = MarkdownIt.parse
    monkeypatch.setattr(
        MarkdownIt, "parse", lambda self, text, env=None: render(self, text.replace("article", "artful"), env)
    )
    options = pipeline.Options(mirrors={NAME: place.blog.address}, cache=place.cache, limit=1)
    strict = pipeline.sync(configs.load(place.config), place.target, replace(options, strict=True))
    assert [failure.address for failure in strict.failures] == [f"{NAME}3/"]
    assert "not the same as its original" in strict.failures[0].message
    assert not place.post(3).exists()
    report = pipeline.sync(configs.load(place.config), place.target, options)
    monkeypatch.undo()
    [loss] = report.changes[0].post.losses
    assert loss == Loss(
        "This is the text of article 3, which",
        "“article 3, which says a few” reads as “artful 3, which says a few”",
    )
    assert "lossy: {" in next((place.target / ".syndicate" / "blog").iterdir()).read_text()
    place.blog.list([2])
    assert (
        f"unchanged posts/3.md\n          lossy: {loss.block}: {loss.lost}"
        in place.run("status", "--recheck", "0").stdout
    )
    [row] = [row for row in place.rows("status", "--recheck", "0") if row.get("losses")]
    assert row["losses"] == [{"block": loss.block, "lost": loss.lost}]


def test_while_another_run_holds_the_target_a_run_says_so_with_status_4(place, monkeypatch, capsys):
    monkeypatch.setenv("XDG_CACHE_HOME", str(place.cache))
    locked = Target.locked
    with Target.open(place.target, "blog").locked(cache_folder()):
        monkeypatch.setattr(Target, "locked", lambda target, folder: locked(target, folder, wait=0.3))
        assert main(["sync", str(place.config), "--target", str(place.target)]) == 4
    assert (
        capsys.readouterr().err
        == f"syndicate: {place.target}: another run holds this target; try again when it is done\n"
    )
    assert place.run("sync").returncode == 0


def test_a_post_that_cannot_be_written_is_one_line_and_the_others_are_written(place):
    (place.target / "posts" / "1.md").mkdir(parents=True)
    done = place.run("sync")
    assert done.returncode == 1
    assert [line for line in done.stderr.splitlines() if line.startswith("failed")] == [
        "failed    posts/1.md: cannot be read: Is a directory"
    ]
    assert place.post(2).exists()


def test_a_post_that_a_person_deleted_stays_deleted(place):
    place.run("sync")
    place.post(1).unlink()
    place.blog.list([1, 2])
    assert place.run("sync").stdout.splitlines()[-1] == "blog: 1 deleted, 2 unchanged"
    assert not place.post(1).exists()
    assert place.run("sync", "--force").returncode == 0
    assert place.post(1).exists()


@pytest.mark.parametrize("canonical", [b"/blog/", b"/1/"])
def test_pages_that_all_give_one_canonical_address_stay_articles_of_their_own(place, canonical):
    for n in (1, 2, 3):
        place.blog.pages[f"/{n}/"] = place.blog.pages[f"/{n}/"].replace(
            f'href="/{n}/"'.encode(), b'href="' + canonical + b'"'
        )
    assert place.run("sync").stdout.splitlines()[-1] == "blog: 3 added"
    assert [place.post(n).exists() for n in (1, 2, 3)] == [True] * 3


def test_a_post_made_by_hand_is_adopted_and_left_as_it_is(place):
    mine = place.target / "posts" / "mine.md"
    mine.parent.mkdir()
    mine.write_text(f"---\ntitle: Mine\n---\n\n*[Original]({NAME}1/)*\n\nMy own words.\n")
    before = mine.read_bytes()
    assert place.run("sync").stdout.splitlines()[-1] == "blog: 2 added, 1 adopted"
    assert mine.read_bytes() == before
    assert not place.post(1).exists()
    assert place.run("sync").stdout.splitlines()[-1] == "blog: 1 edited, 2 unchanged"


def test_import_all_reads_the_sitemap_and_import_the_addresses_that_are_named(place):
    place.blog.list(range(1, 4))
    place.blog.write(4, "<p>Old.</p>")
    place.blog.pages["/sitemap.xml"] = b"<sitemapindex><sitemap><loc>/more.xml</loc></sitemap></sitemapindex>"
    place.blog.pages["/more.xml"] = (
        b"<urlset><url><loc>/1/</loc></url><url><loc>/4/</loc></url><url><loc>/about/</loc></url></urlset>"
    )
    assert place.run("import", f"{NAME}2/").stdout.splitlines()[-1] == "blog: 1 added"
    # The feed may be ahead of the sitemap: article 3 is only there.
    assert place.run("import", "--all").stdout.splitlines()[-1] == "blog: 3 added, 1 unchanged"
    assert sorted(path.name for path in (place.target / "posts").iterdir()) == [
        "1.md",
        "2.md",
        "3.md",
        "4.md",
    ]
    assert place.run("sync").stdout == "blog: 4 unchanged\n"


def test_a_feed_with_whole_articles_is_enough_where_the_config_says_so(place):
    place.config.write_text(CONFIG.replace("sitemap =", 'content = "feed"\nsitemap ='), encoding="utf-8")
    assert place.run("sync").stdout.splitlines()[-1] == "blog: 3 added"
    assert place.blog.statuses("/1/") == []
    assert "From the feed: 1." in place.post(1).read_text()
    assert place.run("sync").stdout == "blog: 3 unchanged\n"
    assert "From the feed: 1." in place.post(1).read_text()


@pytest.mark.parametrize(
    ("status", "said"),
    [(403, "3 unchanged"), (503, "3 unchanged"), (404, "1 missing, 2 unchanged")],
)
def test_where_the_feed_is_enough_only_a_page_that_is_gone_is_told_of(place, status, said):
    place.config.write_text(CONFIG.replace("sitemap =", 'content = "feed"\nsitemap ='), encoding="utf-8")
    place.run("sync")
    place.blog.list([2, 3])
    place.blog.pages["/1/"] = status
    done = place.run("sync")
    assert (done.returncode, done.stdout.splitlines()[-1]) == (0, f"blog: {said}")
    assert place.blog.statuses("/1/") == [status]
    if status != 404:
        done = place.run("check")
        assert (done.returncode, done.stdout.splitlines()[-1]) == (
            1,
            "blog: 2 read as their originals, 1 failed",
        )


def test_a_dry_run_shows_a_diff_and_writes_nothing(place):
    done = place.run("sync", "--dry-run", "--diff")
    assert "--- /dev/null\n+++ b/posts/1.md\n" in done.stdout
    assert "+This is the text of article 1" in done.stdout
    assert list(place.target.iterdir()) == []


@pytest.mark.parametrize(
    ("option", "kept"),
    [
        (("--limit", "1"), [3]),
        (("--limit", "2"), [2, 3]),
        (("--since", "2024-05-02"), [2, 3]),
        (("--until", "2024-05-02"), [1, 2]),
    ],
)
def test_a_run_can_be_limited_by_number_and_time(place, option, kept):
    assert place.run("sync", *option).returncode == 0
    assert [n for n in (1, 2, 3) if place.post(n).exists()] == kept
    assert place.run("import", "--all").returncode == 0
    assert all(place.post(n).exists() for n in (1, 2, 3))


def test_json_is_one_object_a_line_with_a_summary_at_the_end(place):
    rows = place.rows("sync")
    assert [row["kind"] for row in rows] == ["added"] * 3 + ["summary"]
    assert rows[0]["path"] == "posts/1.md"
    assert rows[0]["losses"] == []
    assert rows[-1]["added"] == 3


def test_quiet_means_no_output_when_nothing_went_wrong(place):
    done = place.run("sync", "-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_where_a_page_fails_the_feed_serves_and_the_report_says_so(place):
    place.blog.pages["/1/"] = 404
    place.blog.pages["/2/"] = b"<html><body><div>no article here</div></body></html>"
    done = place.run("sync")
    assert done.returncode == 0
    assert f"note      {NAME}1/: body taken from the feed: the server answers 404" in done.stderr
    assert (
        f"note      {NAME}2/: body taken from the feed: no body found (selector .post-content)" in done.stderr
    )
    assert "From the feed: 1." in place.post(1).read_text()
    place.blog.write(1, "<p>There again.</p>")
    assert place.run("sync").returncode == 0
    assert "There again." in place.post(1).read_text()


@pytest.mark.parametrize(
    ("content", "kind", "said"),
    [
        (404, "text/html", "the server answers 404"),
        (500, "text/html", "the server answers 500"),
        (
            b"<html><body><p>x</p></body></html>",
            "text/html",
            "no body found (selector .post-content); set source.select.body",
        ),
        (
            b"<html><article><h1>x</h1><time datetime='2024-01-01'></time><div class='post-content'> </div></article>",
            "text/html",
            "no body found",
        ),
        (b"%PDF-1.4", "application/pdf", "this is application/pdf, not an article's page"),
        (
            b"<article><h1>x</h1><div class='post-content'><p>y</p></div></article>",
            "text/html",
            "no date of publication found (selector article time); set source.select.date, or leave it out by source.only.except if it is no article",
        ),
    ],
)
def test_a_bad_article_is_named_in_one_line_and_never_stops_the_others(place, content, kind, said):
    place.blog.list(range(2, 4))
    place.blog.pages["/1/"] = content
    place.blog.types["/1/"] = kind
    done = place.run("import", f"{NAME}1/", f"{NAME}2/")
    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "blog: 1 added, 1 failed"
    failed = [line for line in done.stderr.splitlines() if line.startswith("failed")]
    assert len(failed) == 1
    assert f"failed    {NAME}1/: " in failed[0]
    assert said in failed[0]
    assert place.post(2).exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (404, "the server answers 404"),
        (503, "the server answers 503"),
        (b"", "the feed is empty"),
        (b"<!doctype html><html><body>Hello</body></html>", "this is an HTML page, not a feed"),
        (b"\x00\x01\x02", "feed"),
    ],
)
def test_a_feed_that_cannot_be_read_is_one_line_and_status_3(place, content, said):
    place.blog.pages["/feed.xml"] = content
    done = place.run("sync")
    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"syndicate: {NAME}feed.xml: ")
    assert said in done.stderr


def test_an_origin_that_is_not_there_is_one_line_and_status_3(place):
    place.blog.address = "http://127.0.0.1:9/"
    done = place.run("sync")
    assert done.returncode == 3
    assert (
        done.stderr
        == f"syndicate: {NAME}feed.xml: 127.0.0.1 refuses the connection; see whether the server runs (fetched from http://127.0.0.1:9/feed.xml)\n"
    )


def test_a_feed_cut_off_in_the_middle_gives_what_can_be_read_and_a_note(place):
    content = place.blog.pages["/feed.xml"]
    place.blog.pages["/feed.xml"] = content[: content.index(b"Article 3")]
    done = place.run("sync")
    assert done.returncode == 0
    assert [n for n in (1, 2, 3) if place.post(n).exists()] == [1, 2]
    assert done.stderr.startswith("note      ")


def test_a_feed_in_the_wrong_encoding_is_read_as_what_it_is(place):
    content = (
        place.blog.pages["/feed.xml"]
        .decode()
        .replace('version="1.0"', 'version="1.0" encoding="utf-8"')
        .replace("Article 1", "Café “1”")
    )
    place.blog.pages["/feed.xml"] = content.encode("windows-1252")
    place.blog.pages["/1/"] = 404
    assert place.run("sync").returncode == 0
    assert yaml.safe_load(place.post(1).read_text(encoding="utf-8").split("---")[1])["title"] == "Café “1”"


@pytest.mark.parametrize(
    "title",
    [
        "“Quotes” and 'quotes' and \"quotes\"",
        "a: b",
        "--- x",
        "yes",
        "null",
        "2022",
        "1e3",
        "@x",
        "# x",
        "🎉 emoji",
        "back\\slash",
        "{title}",
        "- x",
        "[x]",
        "%",
    ],
)
def test_titles_come_back_from_yaml_as_they_went_in(place, title):
    place.blog.write(1, "<p>x</p>", title.replace("&", "&amp;").replace("<", "&lt;"))
    place.run("import", f"{NAME}1/")
    assert yaml.safe_load(place.post(1).read_text(encoding="utf-8").split("\n---\n")[0])["title"] == title


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("name = ", "nmae = "), 'source.nmae: unknown key; did you mean "name"?'),
        (("[source]", "[source"), "not TOML: "),
        (("{slug}", "{slgu}"), "post.path: unknown field {slgu} in 'posts/{slgu}.md'; did you mean {slug}?"),
        (("^https", "(^https"), "source.articles: not a regular expression: "),
        (('".post-content"', '"[["'), "source.select.body: not a CSS selector: '[['"),
        (("posts/", "../posts/"), "post.path: must be a path inside the target"),
        (
            ("retries = 0", 'retries = "no"'),
            "source.fetch.retries: expected a whole number, got a text in quotes",
        ),
        (
            ('feed = "https:', 'feed = "ftp:'),
            "source.feed: expected an address that begins with https:// or http://",
        ),
    ],
)
def test_a_config_that_cannot_be_used_is_one_line_and_status_2(place, change, said):
    place.config.write_text(CONFIG.replace(*change), encoding="utf-8")
    done = place.run("sync")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert done.stderr.startswith(f"syndicate: {place.config}: ")
    assert said in done.stderr


def test_a_config_that_is_not_there_is_one_line_and_status_2(place):
    place.config.unlink()
    done = place.run("sync")
    assert (done.returncode, done.stderr) == (
        2,
        f"syndicate: {place.config}: there is no such file; name your config, or write one with syndicate init\n",
    )


def test_a_target_that_is_not_there_is_one_line_and_status_2(place):
    place.target.rmdir()
    done = place.run("sync")
    assert (done.returncode, done.stderr) == (
        2,
        f"syndicate: {place.target}: there is no such folder; create it or name your site's repository\n",
    )


def test_a_target_that_cannot_be_written_is_one_line_and_status_2(place):
    """Root may write anything, so for root the target is mounted read-only in a mount namespace of its own."""
    command = [sys.executable, "-m", "syndicate", "sync", str(place.config), "--target", str(place.target)]
    if os.geteuid() == 0:
        if subprocess.run(["unshare", "-m", "true"], capture_output=True, check=False).returncode:
            pytest.skip("root may write anywhere, and this machine makes no mount namespaces")
        command = [
            "unshare",
            "-m",
            "sh",
            "-c",
            'mount -t tmpfs -o ro none "$0" && exec "$@"',
            str(place.target),
            *command,
        ]
    else:
        place.target.chmod(0o500)
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (
        2,
        f"syndicate: {place.target}: this folder cannot be written; look at its permissions\n",
    )


@pytest.mark.parametrize("words", [("sync", "--report"), ("preview", "-o")])
def test_a_page_that_cannot_be_written_is_told_before_anything_is_done(place, tmp_path, words):
    command, option = words
    for file, said in ((tmp_path / "no" / "x.html", "there is no folder"), (tmp_path, "is a directory")):
        done = place.run(command, option, str(file))
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert said in done.stderr
    assert list(place.target.iterdir()) == []


def test_an_address_in_the_place_of_the_config_is_named_as_that():
    words = [sys.executable, "-m", "syndicate", "import", f"{NAME}1/"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert f"syndicate: {NAME}1: this is an address, and here a config is needed" in done.stderr


def test_words_that_make_no_sense_are_explained_and_status_2(place):
    assert "say what to import: addresses, files or folders, or --all" in place.run("import").stderr
    assert "hello: neither an address" in place.run("import", "hello").stderr
    assert "leave it out, or what you name besides" in place.run("import", "--all", f"{NAME}1/").stderr
    assert place.run("sync", "--mirror", "x").returncode == 2
    assert "nodir is neither an address" in place.run("sync", "--mirror", f"{NAME}=nodir").stderr
    assert (
        "so that no article fits"
        in place.run("sync", "--since", "2026-05-02", "--until", "2026-05-01").stderr
    )
    assert place.run("sync", "--no-such-option").returncode == 2
    words = [sys.executable, "-m", "syndicate", "config"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, "name a config, such as blog.toml, or give --schema" in done.stderr) == (2, True)


def test_a_folder_of_configs_syncs_each_and_a_broken_one_does_not_stop_the_others(place):
    folder = place.config.parent / "configs"
    folder.mkdir()
    (folder / "a.toml").write_text("[source", encoding="utf-8")
    (folder / "b.toml").write_text(CONFIG, encoding="utf-8")
    done = Place(place.blog, folder, place.target, place.cache).run("sync")
    assert done.returncode == 2
    assert "a.toml: not TOML" in done.stderr
    assert done.stdout.splitlines()[-1] == "blog: 3 added"


def test_one_bug_is_reported_with_its_traceback_and_the_others_are_written(place, monkeypatch):
    real = post.make_post
    monkeypatch.setattr(
        post,
        "make_post",
        lambda article, *rest: 1 // 0 if article.address.endswith("/2/") else real(article, *rest),
    )
    options = pipeline.Options(mirrors={NAME: place.blog.address}, cache=place.cache)
    report = pipeline.sync(configs.load(place.config), place.target, options)
    assert [change.post.address for change in report.changes] == [f"{NAME}1/", f"{NAME}3/"]
    assert [failure.address for failure in report.failures] == [f"{NAME}2/"]
    assert "ZeroDivisionError" in report.failures[0].bug


def test_config_prints_itself_in_full_and_what_it_prints_is_a_config(place, tmp_path):
    done = syndicate("config", str(place.config))
    assert done.returncode == 0
    assert 'flavor = "plain"' in done.stdout
    assert "retries = 0" in done.stdout
    again = tmp_path / "again.toml"
    again.write_text(done.stdout, encoding="utf-8")
    assert syndicate("config", str(again)).stdout == done.stdout
    assert (
        "robots = true" in syndicate("config", str(Path(__file__).parents[2] / "config" / "18f.toml")).stdout
    )
    assert json.loads(syndicate("config", "--schema").stdout)["$defs"]["Source"]["properties"]["feed"][
        "description"
    ]


def test_help_names_every_command_in_a_whole_line_and_shows_examples():
    done = syndicate("--help")
    assert done.returncode == 0
    lines = done.stdout.splitlines()
    for command in cli.commands:
        (line,) = [line for line in lines if line.startswith(f"  {command} ")]
        assert line.endswith(".")
        assert not line.endswith("...")
        assert "Example" in syndicate(command, "--help").stdout
    assert "Exit status: 0 all well" in done.stdout


@pytest.mark.parametrize(("shell", "word"), [("bash", "1"), ("zsh", "1"), ("fish", "im")])
def test_a_shell_completes_the_commands(shell, word):
    asked = {"COMP_WORDS": "syndicate im", "COMP_CWORD": word}
    for step, expected in (("source", "_SYNDICATE_COMPLETE"), ("complete", "import")):
        done = subprocess.run(
            [sys.executable, "-m", "syndicate"],
            env={**os.environ, **asked, "_SYNDICATE_COMPLETE": f"{shell}_{step}"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert expected in done.stdout


def test_help_and_version_import_nothing_heavy():
    program = "import sys; from syndicate.cli import main; main(['--help']); print(sorted({'requests', 'feedparser', 'bs4', 'markdown_it', 'msgspec', 'selectolax', 'tenacity'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_sources_of_a_folder_are_a_matrix_for_github_actions(place, tmp_path):
    folder = tmp_path / "configs"
    folder.mkdir()
    for name in ("one", "two"):
        (folder / f"{name}.toml").write_text(
            place.config.read_text().replace('name = "blog"', f'name = "{name}"')
        )
    done = subprocess.run(
        [sys.executable, "-m", "syndicate", "list", str(folder), "--json"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == {
        "include": [
            {"name": name, "title": "A blog", "config": str(folder / f"{name}.toml")}
            for name in ("one", "two")
        ]
    }


def test_addresses_come_from_standard_input(place):
    words = [
        sys.executable,
        "-m",
        "syndicate",
        "import",
        str(place.config),
        "-",
        "--target",
        str(place.target),
    ]
    done = subprocess.run(
        [*words, "--mirror", f"{NAME}={place.blog.address}"],
        input=f"{NAME}1/\n{NAME}3/\n",
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "XDG_CACHE_HOME": str(place.cache)},
    )
    assert done.stdout.splitlines()[-1] == "blog: 2 added"
    assert not place.post(2).exists()
    nothing = subprocess.run(words, input="", capture_output=True, text=True, check=False)
    assert (nothing.returncode, nothing.stdout, nothing.stderr) == (0, "", "")


def test_a_config_is_to_be_named_or_the_schema_asked_for():
    done = syndicate("config")
    assert (done.returncode, "name a config, such as blog.toml, or give --schema" in done.stderr) == (2, True)
