"""Prose in markdownify's style, for who asks for it: it reads the same, and nothing of an origin runs."""

import subprocess
import sys
from pathlib import Path

import pytest

from syndicate import config as configs
from syndicate.config.keys import PostRules
from syndicate.converter.dialects import DIALECTS
from syndicate.converter.proof.proof import Converter
from syndicate.errors import ConfigError
from syndicate.parser.page.cleaning.clean import clean

FIXTURES = Path(__file__).parents[3] / "fixtures"
BASE = "https://blog.example/2024/a-post/"
RULES = PostRules(converter="markdownify")


def converted(html: str, dialect: str = "commonmark", **options: str) -> str:
    converter = Converter(dialect, markdownify={**(RULES.markdownify_options or {}), **options})
    markdown, losses = converter.convert(clean(html, base=BASE))
    assert losses == ()
    return markdown


@pytest.mark.parametrize(
    ("html", "options", "markdown"),
    [
        ("<ul><li>One<ul><li>Two</li></ul></li></ul>", {}, "* One\n  + Two"),
        ("<ul><li>One<ul><li>Two</li></ul></li></ul>", {"bullets": "-"}, "- One\n  - Two"),
        ("<p>One <em>two</em></p>", {"strong_em_symbol": "_"}, "One _two_"),
        ("<h2>One</h2>", {"heading_style": "underlined"}, "One\n---"),
        ("<h2>One</h2>", {"heading_style": "atx_closed"}, "## One ##"),
        ("<p>One<br>two</p>", {"newline_style": "backslash"}, "One\\\ntwo"),
        ("<blockquote><p>One</p></blockquote>", {}, "> One"),
    ],
)  # fmt: skip
def test_prose_has_the_style_that_its_options_say(html, options, markdown):
    assert converted(html, **options) == markdown


@pytest.mark.parametrize(
    "html",
    [
        "<p>a &lt;script&gt; b</p>", "<p>5 * 3 * 2 <b>x</b>y</p>", "<p>{{ x }}</p>", "<p># no heading</p>",
        "<p><strong>one</strong>two</p>", "<table><tr><th>A</th></tr><tr><td>a<br>b</td></tr></table>",
        "<pre><code class='language-js'>x</code></pre>", "<p><u>one</u></p>", '<p><img src="a.png" alt="a ] b"></p>',
        '<p><a href="#x">one</a></p><p id="x">1. two</p>', "<ol start=3><li>x</li></ol>", "<p>one<sup>2</sup></p>",
        '<p><a href="/a b">x</a></p>', '<p><a href="/(">x</a></p>', "<ul><li><p>a</p><pre>b</pre></li></ul>",
    ],
)  # fmt: skip
@pytest.mark.parametrize(
    "dialect", ["commonmark", "eleventy", "goldmark", "kramdown", "python-markdown", "mdx"]
)
def test_what_would_not_read_the_same_in_its_style_is_said_in_the_own(html, dialect):
    assert converted(html, dialect)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_case_loses_more_in_its_style_than_in_the_own(dialect):
    own, other = Converter(dialect), Converter(dialect, markdownify=RULES.markdownify_options)
    for path in sorted(FIXTURES.glob("articles/*/input.html")):
        body = clean(path.read_text(encoding="utf-8").rpartition("\n-->\n")[2], base=BASE)
        assert other.convert(body)[1] == own.convert(body)[1], path.parent.name


def test_its_options_come_from_the_config(tmp_path):
    (tmp_path / "blog.toml").write_text(
        '[source]\nname = "b"\ntitle = "B"\nfeed = "https://blog.example/feed"\n'
        '[post]\nconverter = "markdownify"\n[post.markdownify]\nbullets = "-"\n'
    )
    options = configs.load(tmp_path / "blog.toml").post.markdownify_options
    assert options is not None
    assert options["bullets"] == "-"


def test_bullets_that_are_none_are_refused(tmp_path):
    (tmp_path / "blog.toml").write_text(
        '[source]\nname = "b"\ntitle = "B"\nfeed = "https://blog.example/feed"\n[post.markdownify]\nbullets = "x"\n'
    )
    with pytest.raises(ConfigError, match="bullets"):
        configs.load(tmp_path / "blog.toml")


def test_it_is_loaded_only_where_it_is_asked_for():
    code = "import sys, syndicate; syndicate.convert('<p>x</p>', base='https://a.example/'); print('markdownify' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
