"""Articles whose dates, titles, tags, addresses, pictures or marks are odd: each site is built, and shows them all."""

from __future__ import annotations

import html
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, NamedTuple

import pytest
import requests
from selectolax.lexbor import LexborHTMLParser

from tests.blog import CONFIG, NAME, Blog, served
from tests.integration.test_generators import COMMANDS, OUTPUT, PROGRAMS, make_site
from tests.integration.test_targets import BUILD, TARGETS, cross_posted

if TYPE_CHECKING:
    from pathlib import Path


class Odd(NamedTuple):
    """An article: what is odd of it, and what is usual."""

    title: str = "Usual"
    body: str = ""
    date: str = "2024-05-01"
    tags: tuple[str, ...] = ()
    path: str = ""


MARKS = "<b><i><s><code>x</code></s></i></b>"
ODD = [
    *(Odd(date=date) for date in ("0001-01-01", "0999-12-31", "9999-12-31", "1600-02-29", "1969-12-31", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00")),
    *(Odd(body=f'<p>See <img src="{src}" alt="a"> here</p>') for src in ("ftp://x.example/a.png", "mailto:a@b.example", "tel:+4912", "//", "http://", "http://[x/a.png", "http://x:99999/a.png", "http://1.2.3.999/a.png", "http://xn--a/a.png", "https://?", "http://x@/", "javascript:1", "data:image/png;base64,x", "about:blank", "file:///etc/passwd", "\\\\host\\a.png", "/no.png?{{x}}")),
    *(Odd(tags=tags) for tags in (
        ("C++", "C#", "C", "c"), ("Café", "cafe"), ("Cafe\u0301", "CAFÉ"), ("constructor", "__proto__", "toString", "hasOwnProperty", "prototype"),
        ("!!!", "..", ".", "/", "a/b", "../../x", "-", "#", "?"), ("x" * 300, "ß" * 300, "日" * 300), ("posts", "post", "all", "index", "page", "tags", "feed.xml"),
        ("null", "true", "1", "2024-05-01", "1.50", "~", "{x}", "[y]", "a: b", "{{ 1 }}", "{% x %}"), ("con", "NUL", "a.", "a ", "\u202ea"), ("a,b", "a;b", "“a”", "<b>", "&amp;"),
    )),
    *(Odd(title=title) for title in (
        "I love U", "I ♥ U", "i love u", "I love U!", "x" * 5000, "word " * 1000, "日" * 5000, "!!!", "...", "♥", "-", "index", "404", "tags", "page", "posts", "constructor", "__proto__",
        "con", "a/b", "../../x", "C:\\x", "null", "~", "2024-05-01", "%00", "%2e%2e", "#", "?x=1", "{{ x }}", "{% x %}", "{{< x >}}", "<% x %>", "# x", "---", "a\u2028b",
    )),
    *(Odd(path=path) for path in ("/a/index.html", "/b/index.html", "/index.html", "/_index.html", "/c/_index.html", "/c/index.htm", "/d/index.en.html", "/404.html", "/x/readme.html", "/tags.html", "/constructor", "/con", "/aux.html", "/" + "z" * 250, "/日本", "/a%00b", "/draft.md", "/x.fr.html")),
    *(Odd(body=body) for body in (
        f"<h2>{MARKS}</h2>", "<h2><a href='/x'><b><i>x</i></b></a> <code>y</code></h2>", "<h2><b>a <i>b <b>c</b></i></b></h2>", "<h3><i><b><i><b>x</b></i></b></i></h3>", "<h2><s><s><i>x</i>y</s></s></h2>", "<h2><sub><b>x</b></sub><sup>y</sup></h2>",
        "<h2><img src='/ok.png' alt='**a** _b_'></h2>", "<h2><b>*</b><i>_</i>~</h2>", "<h1><b></b><i></i></h1>", "<ul><li><h2><b><i>x</i></b></h2></li></ul>", "<table><tr><th><b><i>x</i></b></th></tr><tr><td><h2><i><b>y</b></i></h2></td></tr></table>",
        "<p><a href='é{{%20x'>a</a></p>", "<p><a href='{{&lt; x &gt;}}'>a</a></p>", "<p><a href='/{%20raw%20%}'>a</a></p>", "<p><a href='{{%'>b</a> <img src='/{{%.png' alt='{{%'></p>", "<p>{{%</p><pre>{{&lt;</pre>", "<p>{{</p>", "<p>{%</p>", "<p>{#</p>", "<p>&lt;%</p>", "<p>{{% x %}}</p>",
        "<p><a href='http://x/%zz'>a</a></p>", "<p><a href='http://[x'>a</a></p>", "<p><a href=':'>a</a> <a href='//:80'>b</a></p>", "<p><a href='http://'>a</a> <a href='http://x:99999/'>b</a> <a href='http://1.2.3.999/'>c</a></p>", "<p>http:// and http://x:99999/ and http://%zz/ and &lt;http://&gt;</p>", "<p><video src='http://'></video><audio src='http://x:99999/'></audio></p>", "<blockquote cite='http://'>x</blockquote>", "<pre><code class='language-nosuch'>x</code></pre>", "<pre><code class='language-{{x}}'>x</code></pre>", "<p>&lt;!--more--&gt; &lt;!-- x --&gt;</p>", "<p>---</p><p>+++</p><p>title: x</p>",
    )),
]  # fmt: skip


def odd(blog: Blog) -> list[str]:
    """The blog has an article for each, of which every one says its number; returns what they say."""
    said = []
    addresses = []
    for n, each in enumerate(ODD):
        path = each.path or f"/p{n}/"
        said.append(f"article-number-{n}-")
        tags = "".join(f'<meta property="article:tag" content="{html.escape(tag)}">' for tag in each.tags)
        blog.pages[requests.utils.requote_uri(path)] = blog.pages[path] = (
            f'<!doctype html><html><head><meta charset="utf-8"><title>{html.escape(each.title)} | Blog</title>{tags}</head>'
            f'<body><article><h1>{html.escape(each.title)}</h1><time datetime="{each.date}">x</time>'
            f'<div class="post-content"><p>This is {said[-1]} with some words.</p>{each.body}</div></article></body></html>'
        ).encode()
        addresses.append(path)
    blog.list([])
    urls = "".join(f"<url><loc>{html.escape(path)}</loc></url>" for path in addresses)
    blog.pages["/sitemap.xml"] = (
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>'.encode()
    )
    return said


def build(generator: str, target: Path) -> Path:
    if generator in BUILD:
        return BUILD[generator](target)
    program = PROGRAMS / COMMANDS[generator][0]
    done = subprocess.run(
        [program, *COMMANDS[generator][1:]], cwd=target, capture_output=True, text=True, timeout=200, check=False, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout[-1500:]}{done.stderr[-1500:]}"
    return target / OUTPUT[generator]


def shown(folder: Path) -> list[str]:
    return [
        LexborHTMLParser(path.read_text(encoding="utf-8", errors="replace")).body.text()
        for path in folder.rglob("*")
        if path.is_file()
        and path.suffix not in (".xml", ".json", ".js", ".css", ".map", ".gz", ".png", ".svg", ".txt")
    ]


@pytest.mark.parametrize(
    "generator",
    [pytest.param(name, marks=pytest.mark.xdist_group(f"target {name}")) for name in (*BUILD, *COMMANDS)],
)
def test_whatever_is_odd_of_an_article_the_site_is_built_and_shows_it(generator, tmp_path):
    if generator in COMMANDS and not (PROGRAMS / COMMANDS[generator][0]).exists():
        pytest.skip(f"{generator} is not installed in fixtures/targets/.venv")
    target = tmp_path / "site"
    leave = shutil.ignore_patterns("node_modules", "dist", "_site", "public", ".venv")
    if generator == "nikola":
        make_site(generator, target)
    else:
        shutil.copytree(TARGETS / generator, target, ignore=leave)
    rules = f'flavor = "{generator}"\nimages = "copy"\n'
    if generator == "eleventy":
        rules += 'permalink = "/blog/{title:slug}/"\nclashes = "title"\n'
    if generator == "hugo":
        rules += 'path = "content/posts/{slug}.md"\n'
    # Years that are no publication's are no dates: the article is as one without.
    rules_of_source = '[source]\nundated = "first-seen"'
    text = (
        CONFIG.replace("[source]", rules_of_source, 1)
        .replace('path = "posts/{slug}.md"\n', rules)
        .replace("articles = '^https://blog\\.example/\\d+/$'", "articles = '^https://blog\\.example/.'")
    )
    config = tmp_path / "blog.toml"
    config.write_text(text, encoding="utf-8")
    with served(Blog(0)) as blog:
        said = odd(blog)
        rows = cross_posted(target, config, "--force", "--mirror", f"{NAME}={blog.address}")
    assert len(rows) == len(said), {row["reason"] for row in rows if row["kind"] != "added"}
    pages = shown(build(generator, target))
    # Hugo and Jekyll leave out what is of a day to come.
    to_come = {
        n for n, each in enumerate(ODD) if each.date.startswith("9999") and generator in ("hugo", "jekyll")
    }
    assert {int(word.split("-")[2]) for word in said if not any(word in page for page in pages)} == to_come
