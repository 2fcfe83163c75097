"""The page about a run: what it shows, and that nothing in it can run or reach out."""

import re
from pathlib import PurePosixPath

from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from syndicate.models import Change, Clash, Failure, Kind, Loss, Post, Record, Report
from syndicate.preview import page

NASTY = '</pre><script>alert(1)</script><img src=x onerror="alert(1)">'


def change(
    kind: Kind, title: str = "A title", before: str = "", after: str = "new\n", **rest: object
) -> Change:
    path = PurePosixPath("posts/a.md")
    address = "https://blog.example/a/"
    record = Record(address, path, after, "2026-01-01", "2026-01-01")
    losses = rest.pop("losses", ())
    return Change(
        kind, Post(address, path, after, title, losses=losses), record, before=before, after=after, **rest
    )  # type: ignore[arg-type]


def test_it_shows_what_changed_line_by_line_and_counts_what_did_not():
    report = Report(
        "blog",
        (
            change(Kind.UNCHANGED, "Calm", "x", "x"),
            change(Kind.UPDATE, "Changed", "one\ntwo\n", "one\nthree\n", reason="changed at the origin"),
            change(Kind.CONFLICT, "Fought over", "x", "x", clashes=(Clash("line 3", "a", "b", "c"),)),
            change(Kind.ADD, "Lossy", losses=(Loss("the player", "nothing is left of it"),)),
        ),
        (Failure("https://blog.example/b/", "no body found"),),
    )
    text = page([report], {"blog": "A blog"})
    headings = [node.text() for node in LexborHTMLParser(text).css("h3")]
    assert headings == ["Not cross-posted", "conflict Fought over", "updated Changed", "added Lossy"]
    assert "3 to look at, 1 as they were." in text
    assert "<del>-two</del><ins>+three</ins>" in text
    assert "nothing is left of it" in text
    assert "no body found" in text
    assert "Calm" not in text


@given(st.text() | st.just(NASTY))
def test_what_comes_from_the_origin_is_text(said):
    report = Report(
        "blog",
        (
            change(
                Kind.UPDATE,
                said,
                said,
                said + "x",
                reason=said,
                losses=(Loss(said, said),),
                clashes=(Clash(said, said, said, said),),
            ),
        ),
        (Failure(f"javascript:{said}", said),),
    )
    text = page([report], {"blog": said})
    tree = LexborHTMLParser(text)
    assert tree.css("script, img, iframe, object, form, link, base") == []
    assert not any(name.startswith("on") for node in tree.css("*") for name in node.attributes)
    assert all((node.attributes["href"] or "").startswith(("https://", "#")) for node in tree.css("[href]"))
    assert len(tree.css("main")) == 1
    policy = tree.css_first("meta[http-equiv]").attributes["content"]  # type: ignore[union-attr]
    assert policy is not None
    assert re.fullmatch(r"default-src 'none'; style-src 'sha256-[\w+/=]+'", policy)
