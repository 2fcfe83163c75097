"""The summary of a job, rendered as GitHub renders it: what an origin says there is text, and stands there whole."""

from pathlib import Path, PurePosixPath

import pytest
from selectolax.lexbor import LexborHTMLParser

from syndicate.cli import github
from syndicate.models import Change, Failure, Kind, Loss, Post, Record, Report
from tests.rendering import RENDERERS

ADDRESS = "https://blog.example/1/"
EVIL = [
    "<script>x()</script>",
    "<img src=x onerror=y()>",
    "![p](https://evil.example/p.png)",
    "[a](https://evil.example/)",
    "https://evil.example/ www.evil.example a@evil.example mailto:a@evil.example",
    "# h\n# h2\n\n---\n- l\n> q\n```\n<b>x</b>\n```",
    "1. one",
    "- item",
    "# heading",
    "> quote",
    "    code",
    "***",
    "=====",
    "| a | b |\n| - | - |\n| c | d |",
    "`code` **b** _i_ ~~s~~ $m$ \\*",
    "</td></tr></table><h1>x</h1>",
    "<!-- x",
    "<details><summary>s",
    "&lt;b&gt; &#60;b&#62; &amp;",
    "[x]: https://evil.example/",
    "[^1] [^1]: note",
    "<https://evil.example/>",
    "\u202ereversed\u2066 \x1b[31m",
    ":tada: @everyone #1 GH-1",
    "[ ] task",
]
OWN = {"html", "head", "body", "table", "thead", "tbody", "tr", "th", "td", "a", "code", "h3", "p", "ul", "li", "blockquote", "em"}  # fmt: skip


def report_of(text: str) -> Report:
    """A report that has the text in each place that an origin can fill."""

    def change(kind: Kind) -> Change:
        post = Post(f"{ADDRESS}?{text}", PurePosixPath(f"posts/{text.replace('/', '-')}.md"), "x", text, losses=(Loss(text, text),))  # fmt: skip
        return Change(kind, post, Record(ADDRESS, post.path, "", "", ""), reason=text)

    return Report(text, tuple(map(change, Kind)), (Failure(f"{ADDRESS}?{text}", text), Failure(text, text)))


@pytest.mark.parametrize("text", EVIL)
def test_what_an_origin_says_in_the_summary_of_a_job_is_text(text, tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary"))
    monkeypatch.delenv("GITHUB_OUTPUT", raising=False)
    github.print_report([report_of(text)], {text: text}, Path("site"), [text, f"{ADDRESS}: {text}"])
    with RENDERERS["gfm"]() as render:
        page = LexborHTMLParser(render([(tmp_path / "summary").read_text(encoding="utf-8")])[0])
    nodes = [node for node in page.root.traverse() if not node.tag.startswith("-")]
    assert {node.tag for node in nodes} <= OWN
    assert len(page.css("table")) == 1
    assert {link.attributes["href"].partition("?")[0] for link in page.css("a")} <= {ADDRESS}
    assert {name for node in nodes for name in node.attributes} <= {"href"}
    assert {heading.text() for heading in page.css("h3")[1:]} <= {
        "Not the same as the original",
        "In conflict",
        "Not believed",
        "Gone at the origin",
        "Failed",
    }
    assert len(page.css("blockquote")) in (1, 2)
    capsys.readouterr()


def test_a_heading_and_a_link_of_an_origin_would_be_seen():
    """Else the test above could not fail."""
    with RENDERERS["gfm"]() as render:
        page = LexborHTMLParser(render(["> # x\n\n![a](b) <i>c</i>"])[0])
    assert page.css_first("h1") is not None
    assert page.css_first("img") is not None
