"""What a pull request says, rendered as GitHub renders it."""

import re
from html.parser import HTMLParser
from pathlib import PurePosixPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from syndicate.models import Change, Failure, Kind, Loss, Post, Record, Report
from syndicate.writer.messages import MAX_BODY, pull_request_text

ADDRESS = "https://blog.example/1/"
SOURCES = {"blog": "A blog"}


def change(
    kind: Kind = Kind.ADD,
    title: str = "A title",
    address: str = ADDRESS,
    path: str = "posts/a.md",
    reason: str = "",
    losses: tuple[Loss, ...] = (),
) -> Change:
    post = Post(address, PurePosixPath(path), "text", title, losses=losses)
    return Change(kind, post, Record(address, post.path, "", "", ""), reason)


def report(*changes: Change, failures: tuple[Failure, ...] = ()) -> Report:
    return Report("blog", changes, failures)


def rendered(body: str) -> str:
    """As GitHub renders it: GFM, which lets HTML through; what it links by itself is asked of the text."""
    return MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(body)


class Shape(HTMLParser):
    """The elements of a page, and its text outside of code."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.code = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.code += tag == "code"
        self.links += [value for name, value in attrs if name == "href"]

    def handle_endtag(self, tag):
        self.code -= tag == "code"

    def handle_comment(self, data):
        self.tags.append(f"<!--{data}")

    def handle_data(self, data):
        self.text += data if not self.code else ""


def test_the_whole_text():
    title, body = pull_request_text(
        [
            report(
                change(reason="new"),
                change(Kind.UPDATE, "B", "https://blog.example/2/", "posts/b.md", "changed at the origin", (Loss("table 2", "spans"),)),
                change(Kind.CONFLICT, "C", "https://blog.example/3/", "posts/c.md", "edited here and changed at the origin; left as it is"),
                change(Kind.DELETED, "D", "https://blog.example/5/", "posts/d.md"),
                failures=(Failure("https://blog.example/4/", "the server answers 404 Not Found"),),
            )
        ],
        SOURCES,
    )  # fmt: skip
    assert title == "Cross-post 1 article from A blog, update 1, remove 1, leave 1 in confli…"
    assert body == (
        "What you change on this branch is kept by later runs.\n"
        "\n"
        "| Article | Post | What |\n"
        "| --- | --- | --- |\n"
        "| [A title](https://blog.example/1/) | `posts/a.md` | added |\n"
        "| [B](https://blog.example/2/) | `posts/b.md` | updated (changed at the origin) |\n"
        "| [D](https://blog.example/5/) | `posts/d.md` | removed |\n"
        "\n"
        "### Not the same as the original\n"
        "\n"
        "- [B](https://blog.example/2/)\n"
        "  - lossy: table 2: spans\n"
        "\n"
        "### In conflict\n"
        "\n"
        "These posts were edited here, and their originals changed too; they are left as they are. To end it,"
        " `--ours` keeps the post, `--theirs` takes the original, and `--merge` writes both with conflict markers.\n"
        "\n"
        "- [C](https://blog.example/3/), `posts/c.md`: edited here and changed at the origin; left as it is\n"
        "  `syndicate resolve https://blog.example/3/ --merge`, or `--ours`, or `--theirs`\n"
        "\n"
        "### Failed\n"
        "\n"
        "- `https://blog.example/4/`: the server answers 404 Not Found\n"
    )


def test_the_reports_of_several_sources_are_one_text():
    title, body = pull_request_text(
        [Report("one", (change(),)), Report("two", (change(title="B"),))], {"one": "One"}
    )
    assert title == "Cross-post 2 articles from One and two"
    assert "[A title]" in body
    assert "[B]" in body


def test_nothing_to_say_is_said_shortly():
    title, body = pull_request_text([report()], SOURCES)
    assert title == "Nothing new from A blog"
    assert "|" not in body


@pytest.mark.parametrize(
    "text",
    [
        "@ann and @org/team",
        "fixes #1, closes ann/site#2, resolves GH-3",
        "fixes https://github.com/ann/site/issues/1",
        "<img src=x onerror=alert(1)> <!-- --> <details>",
        "a | b || c \\| d",
        "`code` ``two`` ` @ann",
        "[a](https://evil.example) ![b](https://evil.example/x.png)",
        "# heading\n## another\n\n- list\n| a |\n",
        "*a* _b_ **c** ~~d~~ \\*",
        "&lt;b&gt; &#64;ann &amp;",
        "www.evil.example",
        "",
    ],
)
def test_text_of_the_origin_is_text_and_nothing_else(text):
    losses = (Loss(text, text),)
    _, body = pull_request_text(
        [
            report(
                change(Kind.UPDATE, text, reason=text, losses=losses),
                change(Kind.CONFLICT, text, reason=text),
                failures=(Failure(ADDRESS, text),),
            )
        ]
    )
    shape = Shape(rendered(body))
    tags = shape.tags
    assert set(tags) <= {*"p table thead tbody tr th td a code h3 ul li".split()}
    assert (tags.count("tr"), tags.count("td"), tags.count("h3"), tags.count("a")) == (2, 3, 3, 3)
    assert set(shape.links) == {ADDRESS}
    assert re.findall(r"@\w|#\d|GH-\d|://|www\.", shape.text) == []
    # And it shows what the origin says.
    shown = shape.text.replace("\N{ZERO WIDTH SPACE}", "")
    assert " ".join(text.split()) in " ".join(shown.split())


@given(st.text(), st.text(), st.text())
@example("\\", "|", "`")
@example("|", "\\|", "``|``")
def test_whatever_the_origin_says_the_text_keeps_its_shape(title, path, loss):
    address = f"https://blog.example/{path}"
    losses = (Loss(loss, title), Loss("x", loss))
    _, body = pull_request_text(
        [
            report(
                change(Kind.UPDATE, title, address, f"p/{path}", loss, losses),
                change(Kind.CONFLICT, title, address, f"p/{path}", loss),
                failures=(Failure(address, loss),),
            )
        ]
    )
    shape = Shape(rendered(body))
    counts = {tag: shape.tags.count(tag) for tag in ("tr", "td", "h3", "li", "a", "code")}
    assert counts == {"tr": 2, "td": 3, "h3": 3, "li": 5, "a": 2 + 1, "code": 1 + 3 + 4 + 1}
    assert set(shape.tags) <= {*"p table thead tbody tr th td a code h3 ul li".split()}
    assert re.search(r"@\w|#\d", shape.text) is None


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", ""])
def test_what_is_no_web_address_is_not_linked(address):
    _, body = pull_request_text([report(change(address=address))])
    assert Shape(rendered(body)).links == []
    assert "“A title”" in body


def test_an_address_is_quoted_for_the_shell():
    _, body = pull_request_text(
        [report(change(Kind.CONFLICT, address="https://blog.example/$(rm -r .);x'y"))]
    )
    assert "`syndicate resolve 'https://blog.example/$(rm -r .);x'\"'\"'y' --merge`" in body


def test_a_text_that_github_would_refuse_is_cut_and_says_what_is_missing():
    many = [change(title=f"Article {n} " + "x" * 100, losses=(Loss("a", "b"),)) for n in range(700)]
    conflicts = [change(Kind.CONFLICT, f"Conflict {n}") for n in range(5)]
    failures = tuple(Failure(f"{ADDRESS}{n}", "no") for n in range(3))
    _, body = pull_request_text([report(*many, *conflicts, failures=failures)])
    assert MAX_BODY * 0.98 < len(body) <= MAX_BODY
    rows = body.count("| added |")
    assert f"… and {700 - rows} more articles, left out" in body
    assert f"… and {700 - body.count('lossy: ')} more posts, left out" in body
    assert body.count("Conflict ") == 5
    assert body.count("`: no") == 3


def test_one_article_with_boundless_text_does_not_fill_the_page():
    losses = tuple(Loss("x" * 9999, "y" * 9999) for _ in range(9999))
    _, body = pull_request_text([report(change(title="t" * 99_999, reason="r" * 99_999, losses=losses))])
    assert len(body) < MAX_BODY
    assert "… and 9,979 more" in body
    assert "left out" not in body
