"""What may be lost stands in one public table, with the reason."""

import re

import syndicate
from syndicate.converter.markdown.permitted import PERMITTED

BODIES = (
    "<p>press <kbd>x</kbd></p><p>So <q>said</q></p>",
    '<p>This runs.</p><p>It is long enough for all.</p><p dir="rtl">שלום</p>',
    "<pre>a <b>b</b></pre>",
    '<ol type="a"><li>one</li></ol>',
    "<h2>one<br>two</h2>",
    "<details><summary>more</summary><p>text</p></details>",
    '<table><tr><th>a</th><th>b</th></tr><tr><td colspan="2">c</td></tr></table>',
    "<table><tr><th>a</th></tr><tr><td>b<ul><li>c</li></ul></td></tr></table>",
    '<p><img src="/a.png" alt="a" width="16" height="16"><img src="/b.png" alt="b" style="float:left"></p>',
    '<p><img src="data:image/svg+xml,%3Csvg%3E" alt="a drawing"></p>',
    '<iframe src="https://www.youtube.com/embed/abc"></iframe>',
    '<video src="/a.mp4"></video><audio src="/a.mp3"></audio>',
)
ELSEWHERE = {"a picture that cannot be had"}
"""Tested where pictures are fetched: tests/integration/test_pictures.py."""


def lost():
    for body in BODIES:
        done = syndicate.conversion(body, base="https://blog.example/", dialect="goldmark-without-html")
        for loss in done.losses:
            if "of which the target shows a link" in loss.lost:
                yield loss.lost.partition(",")[0]
            else:
                yield re.sub(r" (?:<\w+>|\(\d+ times\))", "", loss.block).partition(",")[0]


def test_all_that_a_dialect_without_html_loses_is_in_the_table_and_no_row_is_idle():
    assert set(lost()) == {row.what for row in PERMITTED} - ELSEWHERE


def test_each_permitted_loss_has_its_reason():
    assert all(row.where and row.why for row in PERMITTED)
