"""`syndicate redirects`: who asks for an article where it was is led to its post."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from syndicate.cli import main
from tests.integration.test_exports import EXPORTS, posts

pytestmark = pytest.mark.usefixtures("desk")

CONFIG = """
[source]
name = "harbour"
title = "Harbour Notes"
feed = "https://harbour.example/feed/"
content = "feed"
[post]
flavor = "{flavor}"
path = "posts/{{slug}}.md"
permalink = "{permalink}"
"""


@pytest.fixture
def desk(tmp_path, monkeypatch):
    """A folder with a site that has the posts of a WordPress export."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path


def bring(flavor="plain", permalink="/blog/{slug}/", text=None):
    shutil.rmtree("site", ignore_errors=True)
    Path("site").mkdir()
    Path("x.toml").write_text(CONFIG.format(flavor=flavor, permalink=permalink))
    export = (EXPORTS / "wordpress" / "export.xml").read_text(encoding="utf-8")
    Path("x.xml").write_text(text(export) if text else export)
    assert main(["import", "x.toml", "x.xml", "--target", "site", "--offline", "-q"]) == 0


def printed(capsys, form):
    capsys.readouterr()
    assert main(["redirects", "x.toml", "--target", "site", "--form", form]) == 0
    return capsys.readouterr()


EXPECTED = {
    "netlify": "/2024/05/blocks/ /blog/blocks/ 301\n/2024/05/tides/ /blog/tides/ 301\n",
    "cloudflare": (
        "/2024/05/blocks /blog/blocks/ 301\n/2024/05/blocks/ /blog/blocks/ 301\n"
        "/2024/05/tides /blog/tides/ 301\n/2024/05/tides/ /blog/tides/ 301\n"
    ),
    "nginx": (
        'location = "/2024/05/blocks" { return 301 "/blog/blocks/"; }\n'
        'location = "/2024/05/blocks/" { return 301 "/blog/blocks/"; }\n'
        'location = "/2024/05/tides" { return 301 "/blog/tides/"; }\n'
        'location = "/2024/05/tides/" { return 301 "/blog/tides/"; }\n'
    ),
    "apache": (
        'RedirectMatch 301 "^/2024/05/blocks/?$" "/blog/blocks/"\n'
        'RedirectMatch 301 "^/2024/05/tides/?$" "/blog/tides/"\n'
    ),
    "caddy": (
        'redir "/2024/05/blocks" "/blog/blocks/" permanent\n'
        'redir "/2024/05/blocks/" "/blog/blocks/" permanent\n'
        'redir "/2024/05/tides" "/blog/tides/" permanent\n'
        'redir "/2024/05/tides/" "/blog/tides/" permanent\n'
    ),
    "table": "/2024/05/blocks/\t/blog/blocks/\n/2024/05/tides/\t/blog/tides/\n",
}


@pytest.mark.parametrize("form", EXPECTED)
def test_each_form_is_what_its_host_reads(capsys, form):
    bring()
    said = printed(capsys, form)
    assert said.out == EXPECTED[form]
    assert "2 redirects from harbour.example, which must lead to this site; for " in said.err


def test_vercels_form_is_json_in_which_signs_of_patterns_are_text(capsys):
    bring(text=lambda text: text.replace("/2024/05/tides/", "/2024/05/tides:(1)/"))
    rows = json.loads(printed(capsys, "vercel").out)["redirects"]
    assert rows[-1] == {
        "source": r"/2024/05/tides\:\(1\)/",
        "destination": "/blog/tides-1/",
        "permanent": True,
    }


@pytest.mark.parametrize(
    "sign", ["%22", "%0A", "%7D", "%3B", "%24", "%5C", "%20", "%3Cb%3E", "*"], ids=lambda sign: sign[1:]
)
def test_an_address_that_would_be_more_than_text_in_such_a_file_is_left_out_and_named(capsys, sign):
    bring(text=lambda text: text.replace("/2024/05/tides/", f"/2024/05/tides{sign}x/"))
    for form in EXPECTED:
        said = printed(capsys, form)
        assert "tides" not in said.out
        assert "it has signs that mean something else in such a file; it has no redirect" in said.err


def test_letters_of_any_script_are_said_as_each_form_reads_them(capsys):
    bring(text=lambda text: text.replace("/2024/05/tides/", "/2024/05/%E6%BD%AE/"))
    assert "/2024/05/%E6%BD%AE/ " in printed(capsys, "netlify").out
    assert 'location = "/2024/05/潮/"' in printed(capsys, "nginx").out


def test_a_post_where_its_article_was_has_no_redirect(capsys):
    bring(permalink="/{date:%Y/%m}/{slug}")
    assert printed(capsys, "netlify").out == ""


def test_an_address_that_is_now_anothers_is_not_taken_from_it(capsys):
    bring(permalink="/{title:slug}/", text=lambda text: text.replace("/2024/05/blocks/", "/tides-tables/"))
    said = printed(capsys, "netlify")
    assert said.out == "/2024/05/tides/ /tides-tables/ 301\n"
    assert "/tides-tables/: another post is published there now; it has no redirect" in said.err


def test_a_post_that_was_deleted_here_has_no_redirect(capsys):
    bring()
    next(Path("site/posts").glob("tides.md")).unlink()
    assert printed(capsys, "netlify").out == "/2024/05/blocks/ /blog/blocks/ 301\n"


def test_without_a_permalink_nobody_knows_where_posts_are(capsys):
    bring(permalink="")
    assert main(["redirects", "x.toml", "--target", "site"]) == 2
    assert "post.permalink: say where the site publishes its posts" in capsys.readouterr().err


@pytest.mark.parametrize(("flavor", "key"), [("hugo", "aliases"), ("jekyll", "redirect_from")])
def test_a_generator_reads_them_from_the_front_matter(desk, capsys, flavor, key):
    bring(flavor)
    told = printed(capsys, flavor).out
    assert "syndicate rewrite x.toml --write" in told
    with Path("x.toml").open("a") as config:
        config.write(re.sub(r"^#.*\n", "", told))
    assert main(["import", "x.toml", "x.xml", "--target", "site", "--offline", "-q"]) == 0
    assert f"{key}: ['/2024/05/tides/']" in posts(desk)["tides.md"]


@pytest.mark.parametrize("permalink", ["", "/blog/{slug}/"])
def test_without_a_permalink_it_is_said_that_a_post_may_redirect_to_itself(capsys, permalink):
    bring("hugo", permalink=permalink)
    capsys.readouterr()
    assert main(["redirects", "x.toml", "--form", "hugo"]) == 0
    told = capsys.readouterr()
    assert "aliases" in told.out
    assert ("would redirect to itself" in told.err) is (not permalink)


@pytest.mark.skipif(shutil.which("nginx") is None, reason="no nginx here")
def test_nginx_takes_what_is_written_for_it(desk, capsys):
    bring()
    Path("redirects.conf").write_text(printed(capsys, "nginx").out)
    Path("nginx.conf").write_text(
        f"pid {desk}/pid; error_log stderr; events {{}} http {{ access_log off; server {{ listen 127.0.0.1:18999; include {desk}/redirects.conf; }} }}"
    )
    done = subprocess.run(
        ["nginx", "-t", "-c", str(desk / "nginx.conf")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
