"""A blog that came home by its platform's file, and is synced by its feed afterwards: no article comes twice."""

import html
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from syndicate.parser.exports import Reading
from syndicate.pipeline.exports import open_export
from tests.blog import Blog, served

EXPORTS = Path(__file__).parents[2] / "fixtures" / "exports"
CONTENT = "http://purl.org/rss/1.0/modules/content/"
LIVE = {
    "wordpress/export.xml": ("", "{link}", "{guid}"),
    "a WordPress feed that counts its readers": ("", "{link}?utm_source=rss&utm_medium=rss", "{guid}"),
    "ghost": ("https://weft.example/", "{home}{slug}/", "{guid}"),
    "a Ghost blog whose routes have the day": ("https://weft.example/", "{home}{day}/{slug}/", "{guid}"),
    "a Ghost blog in a folder": ("https://weft.example/journal/", "{home}{slug}/", "{guid}"),
    "medium": ("", "{link}?source=rss-1a2b3c------2", "{guid}"),
    "substack": ("", "{link}", "{link}"),
    "a Substack letter at a domain of its own": ("", "https://letters.example/p/{slug}", "{link}"),
    "blogger/blog.xml": ("", "{link}", "{guid}"),
    "blogger/takeout.atom": ("https://ivy.example/", "{link}", "{guid}"),
    "squarespace": ("", "{link}", "5f0a:5f0b:{slug}"),
    "microblog": ("", "{link}", "{link}"),
    "jsonfeed": ("", "{link}", "{link}"),
}
"""The address that is told to init, and what the live feed has as the link and the id of an article."""
EXPORT_OF = {"a W": "wordpress/export.xml", "a G": "ghost", "a S": "substack"}


def run(desk, *words):
    command = [sys.executable, "-m", "syndicate", *words]
    done = subprocess.run(command, cwd=desk, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def request_of(address):
    split = urlsplit(address)
    return split.path + (f"?{split.query}" if split.query else "")


def live_blog(entries, home, feed, link, guid):
    """The blog as its platform serves it: its feed, and the pages that this names."""
    blog, rows = Blog(0), []
    for entry in entries:
        values = {
            "link": entry.address,
            "home": home,
            "guid": entry.guid,
            "slug": entry.address.rstrip("/").rpartition("/")[2],
            "day": f"{entry.published:%Y/%m/%d}",
        }
        address = link.format(**values)
        title = html.escape(entry.title)
        blog.pages[request_of(address)] = (
            f'<title>{title}</title><link rel="canonical" href="{html.escape(address.partition("?")[0])}">'
            f'<article><h1>{title}</h1><time datetime="{entry.published}">then</time>'
            f'<div class="post-content">{entry.content}</div></article>'
        ).encode()
        rows.append(
            f"<item><title>{title}</title><link>{html.escape(address)}</link>"
            f'<guid isPermaLink="false">{html.escape(guid.format(**values))}</guid>'
            f"<pubDate>{entry.published:%a, %d %b %Y %H:%M:%S} +0000</pubDate>"
            f"<content:encoded>{html.escape(entry.content)}</content:encoded></item>"
        )
    place = request_of(feed)
    blog.pages[place] = (
        f'<rss version="2.0" xmlns:content="{CONTENT}"><channel><title>x</title><link>{home}</link>'
        f"<description>x</description>{''.join(rows)}</channel></rss>"
    ).encode()
    blog.types[place] = "application/xml"
    return blog


@pytest.mark.parametrize("name", LIVE)
def test_what_came_by_the_export_is_known_to_a_later_sync(name, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    address, link, guid = LIVE[name]
    path = str(EXPORTS / EXPORT_OF.get(name[:3], name))
    with closing(open_export(path)) as export:
        home = address or export.site().address
        read = export.format.read(export.members, Reading(home, lambda _: None))
        entries = [each.entry for each in read if not each.withheld and not each.needs]
        feed = export.site().feed or urljoin(home, export.format.feed)
    (tmp_path / "site").mkdir()
    run(tmp_path, "init", path, "--target", "site", "-o", "x.toml", "--address", home)
    assert f'feed = "{feed}"' in (tmp_path / "x.toml").read_text()
    run(tmp_path, "import", "x.toml", path, "--target", "site", "--offline")
    before = sorted((tmp_path / "site").rglob("*.md"))
    assert len(before) == len(entries)
    hosts = {urljoin(each, "/") for each in (home, link.format(link="", home=home, guid="", slug="", day=""))}
    with served(live_blog(entries, home, feed, link, guid)) as blog:
        mirrors = [f"--mirror={host}={blog.address}" for host in hosts if "://" in host]
        said = run(tmp_path, "sync", "x.toml", "--target", "site", *mirrors)
    assert blog.statuses(request_of(feed)) == [200]
    assert " added" not in said, said
    assert sorted((tmp_path / "site").rglob("*.md")) == before
