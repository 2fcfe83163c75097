"""What only HTML could say becomes what Markdown can say, and is named."""

import pytest

from syndicate.converter.proof.proof import Converter


@pytest.mark.parametrize(
    ("html", "markdown", "lost"),
    [
        ("<p>a <u>b</u> <u>c</u></p>", "a b c", ["the mark <u> (2 times)"]),
        ("<ol type=a><li>x</li></ol>", "1. x", ["the numbers of a list"]),
        ("<h2>a<br>b</h2>", "## a b", ["a line break in a heading or a cell"]),
        (
            "<details><summary>a</summary><p>b</p></details>",
            "**a**\n\nb",
            ["a part that opens and closes"],
        ),
        (
            "<table><tr><td colspan=2>a</td></tr><tr><td>b</td><td>c</td></tr></table>",
            "|  |  |\n| --- | --- |\n| a |  |\n| b | c |",
            ["a cell across others"],
        ),
        (
            '<video controls><source src="/v.mp4"></video>',
            "[/v.mp4](/v.mp4)",
            ["/v.mp4"],
        ),
        ('<p><img src="/x.png" alt="*a*"></p>', "![a](/x.png)", ["/x.png"]),
        ('<p><img src="/x.png" alt="Ann\'s"></p>', "![Ann’s](/x.png)", []),
        ("<p>*a* &lt;b></p>", "\\*a* &lt;b>", []),
    ],
)
def test_where_html_is_left_out_markdown_says_it_and_the_loss_is_named(html, markdown, lost):
    text, losses = Converter("goldmark-without-html").convert(html)
    assert text == markdown
    assert [loss.block for loss in losses] == lost


def test_a_mark_that_signs_cannot_say_keeps_its_words():
    text, losses = Converter("goldmark-without-html").convert("<p>a<em>(b)</em>c</p>")
    assert "<" not in text
    assert len(losses) == 1
