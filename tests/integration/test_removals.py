"""What is left out of an original is told: by a run, by check, to a program, and on the review page."""

from __future__ import annotations

import base64
import gzip
import json
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from tests.blog import Place

BODY = (
    '<h2 id="a">A part <a class="anchor-link" href="#a">¶</a></h2><p>Some words of the article, enough of them.</p>'
    '<p>More <span class="sr-only">unseen words</span> of it.</p><h2 id="b">B <a class="anchor-link" href="#b">¶</a></h2>'
)
RULES = ["removed   permalink: 2 words, 2 links", "removed   hidden: 2 words"]


def test_a_run_says_how_much_each_rule_took_and_v_says_what(place: Place) -> None:
    place.blog.write(1, BODY)
    lines = place.run("sync", "--dry-run").stdout.splitlines()
    assert lines[-3:] == [*RULES, "blog: 3 added"]
    detailed = place.run("sync", "-v").stdout.splitlines()
    assert "          removed: permalink: 2 words, 2 links “¶ · ¶”" in detailed
    assert "          removed: hidden: 2 words “unseen words”" in detailed
    assert place.run("sync").stdout == "blog: 3 unchanged\n"


def test_a_program_gets_it_as_numbers(place: Place) -> None:
    place.blog.write(1, BODY)
    rows = place.rows("sync")
    expected = [{"rule": "permalink", "words": 2, "links": 2}, {"rule": "hidden", "words": 2}]
    assert [row["removed"] for row in rows] == [expected, [], [], expected]


def test_check_tells_it_of_each_post(place: Place) -> None:
    place.blog.write(1, BODY)
    place.run("sync")
    lines = place.run("check", "-v").stdout.splitlines()
    assert lines[0] == "same      posts/1.md"
    assert lines[1:3] == [
        "          removed: permalink: 2 words, 2 links “¶ · ¶”",
        "          removed: hidden: 2 words “unseen words”",
    ]
    assert lines[-3:] == [*RULES, "blog: 3 read as their originals"]
    row = json.loads(place.run("check", "--json").stdout.splitlines()[0])
    assert [each["rule"] for each in row["removed"]] == ["permalink", "hidden"]


def test_the_review_page_tells_it_of_each_post(place: Place) -> None:
    place.blog.write(1, BODY)
    place.run("sync")
    page = place.target.parent / "page.html"
    assert place.run("preview", "--output", str(page)).returncode == 0
    tree = LexborHTMLParser(page.read_text(encoding="utf-8"))
    packed = [node.text() for node in tree.css("[id^=details-]")]
    details = [json.loads(gzip.decompress(base64.b64decode(text))) for text in packed]
    removed = next(each["removed"] for each in details if each["path"] == "posts/1.md")
    assert removed == ["permalink, 2 words, 2 links: ¶ · ¶", "hidden, 2 words: unseen words"]
