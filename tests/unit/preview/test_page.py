"""The page on which a run is reviewed: what it lists and holds, and that nothing in it can run or reach out."""

import base64
import gzip
import json
import re
import subprocess
import tomllib
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from syndicate.models import Change, Clash, Failure, Kind, Loss, Pair, Post, Record, Report, Thumbnail
from syndicate.preview import STATES, Review, page
from syndicate.preview.changes import diff, word_diff
from syndicate.preview.commands import Place, failure_actions, post_actions
from syndicate.preview.frame import HEAD, rows, sanitise_html

NASTY = '</pre></script></template><script>alert(1)</script><img src=x onerror="alert(1)">'
OLD, NEW = "2026-01-01", "2026-02-02"


def post(body: str, title: str = "A title") -> str:
    return f"---\ntitle: {title}\ndate: 2024-05-01\ntags: [one, two]\n---\n\n{body}\n"


def change(kind: Kind, n: int = 1, before: str = "", after: str = post("new"), **rest: object) -> Change:
    path, address = PurePosixPath(f"posts/{n}.md"), str(rest.pop("address", f"https://blog.example/{n}/"))
    record = Record(
        address,
        path,
        str(rest.pop("base", after)),
        str(rest.pop("first", OLD)),
        str(rest.pop("last", OLD)),
        theirs=str(rest.pop("theirs", "")),
    )
    new_post = Post(address, path, after, "A title", losses=rest.pop("losses", ()))  # type: ignore[arg-type]
    return Change(kind, new_post, record, before=before, after=after, **rest)  # type: ignore[arg-type]


def render(*changes: Change, failures: tuple[Failure, ...] = (), complete: bool = False) -> LexborHTMLParser:
    report = Report("blog", changes, failures)
    return LexborHTMLParser(page([Review(report, "A blog", Place("blog.toml"))], complete=complete))


def listed(tree: LexborHTMLParser) -> list[tuple[str, str]]:
    return [
        (node.attributes["data-key"] or "", node.attributes["data-states"] or "")
        for node in tree.css("#list li")
    ]


def details(tree: LexborHTMLParser, n: int = 0) -> dict[str, object]:
    return json.loads(gzip.decompress(base64.b64decode(tree.css_first(f"#details-{n}").text())))


def test_a_run_is_shown_by_what_it_changed_and_by_what_asks_for_a_decision_first():
    tree = render(
        change(Kind.UNCHANGED, 1),
        change(Kind.ADD, 2),
        change(Kind.CONFLICT, 3),
        change(Kind.UNCHANGED, 4, losses=(Loss("the player", "nothing is left of it"),)),
        failures=(Failure("https://blog.example/5/", "no body found"),),
    )
    assert listed(tree) == [
        ("https://blog.example/5/", "not cross-posted"),
        ("posts/3.md", "in conflict"),
        ("posts/4.md", "as it was|lossy"),
        ("posts/2.md", "new"),
    ]
    assert "4 to look at, 1 as they were." in tree.css_first("header").text()


def test_a_complete_preview_calls_new_and_changed_what_came_on_the_last_day_on_which_something_did():
    tree = render(
        change(Kind.UNCHANGED, 1),
        change(Kind.UNCHANGED, 2, last=NEW),
        change(Kind.UNCHANGED, 3, first=NEW, last=NEW),
        complete=True,
    )
    assert listed(tree) == [("posts/3.md", "new"), ("posts/2.md", "changed"), ("posts/1.md", "as it was")]


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_change_has_a_name_and_can_be_filtered(kind):
    tree = render(change(kind), change(Kind.ADD, 2, last=NEW), complete=True)
    assert STATES[kind.value] in [states for _, states in listed(tree)]
    assert STATES[kind.value] in [node.attributes["data-state"] for node in tree.css("#states button")]


def test_a_post_is_listed_by_what_its_front_matter_says_and_how_it_compares():
    pairs = (
        Pair("<p>a</p>", "<p>a</p>"),
        Pair("<p>b</p>", "<p>c</p>", "b reads as c"),
        Pair("", "<p>own</p>", own=True),
    )
    item = render(change(Kind.ADD, after=post("x", "Said there"), pairs=pairs)).css_first("#list li")
    assert item.css_first(".title").text() == "Said there"
    assert item.css_first(".facts").text().split() == "new 2024-05-01 differs in 1 place".split()
    assert item.attributes["data-tags"] == "one\ntwo"


def test_a_changed_post_holds_what_changed_and_a_conflict_base_ours_and_theirs():
    conflict = change(
        Kind.CONFLICT,
        base=post("base"),
        before=post("ours"),
        after=post("ours"),
        theirs=post("theirs"),
        clashes=(Clash("body", "One of all.", "One of mine.", "One of theirs."),),
    )
    conflict_details = details(render(conflict))
    assert conflict_details["clashes"] == [
        ["body", ["One of all."], ["One of ", "mine", "."], ["One of ", "theirs", "."]]
    ]
    assert [
        [sign + "".join(line) for sign, line in lines if sign in "+-"]
        for _, lines in conflict_details["changes"]
    ] == [  # type: ignore[attr-defined]
        ["-base", "+ours"],
        ["-base", "+theirs"],
    ]
    commands = [command for _, command in conflict_details["commands"]]  # type: ignore[attr-defined]
    assert commands[:3] == [
        f"syndicate resolve https://blog.example/1/ --{how}" for how in ("ours", "theirs", "merge")
    ]
    assert commands[3] == "syndicate import blog.toml https://blog.example/1/ --force"
    assert commands[4] == r"except = ['^https://blog\.example/1/$']"
    updated = details(render(change(Kind.UPDATE, before=post("one"), after=post("two"))))
    ((_, lines),) = updated["changes"]  # type: ignore[misc]
    assert [sign + "".join(line) for sign, line in lines if sign in "+-"] == ["-one", "+two"]
    assert (updated["front"], updated["markdown"]) == (post("").rstrip("\n") + "\n", "\ntwo\n")


def test_within_a_line_that_changed_the_words_that_did_are_marked():
    old, new = (
        "It is the old text of a long line.\nThe same.\n",
        "It is a new text of a long line.\nThe same.\n",
    )
    assert diff(old, new) == [
        ["@", []],
        ["-", ["It is ", "the", " ", "old", " text of a long line."]],
        ["+", ["It is ", "a", " ", "new", " text of a long line."]],
        [" ", ["The same."]],
    ]
    assert word_diff("All of it", "has no word in common") == (["All of it"], ["has no word in common"])


@given(st.text(), st.text())
def test_the_pieces_of_a_text_are_the_text_and_the_unmarked_ones_are_in_both(old, new):
    one, other = word_diff(old, new)
    assert ("".join(one), "".join(other)) == (old, new)
    if len(one) > 1 or len(other) > 1:
        assert "".join(one[::2]) == "".join(other[::2])


def test_a_post_that_lost_something_is_not_said_to_read_as_its_original():
    losses = (Loss("the player", "nothing is left of it"), Loss("a picture", "it is not there"))
    same, parts = Pair("<p>a</p>", "<p>a</p>"), Pair("<p>b</p>", "<p>c</p>", "b reads as c")
    tree = render(
        change(Kind.ADD, 1, losses=losses, pairs=(same,)),
        change(Kind.ADD, 2, losses=losses[:1], pairs=(parts,)),
        change(Kind.ADD, 3, pairs=(same,)),
        change(Kind.ADD, 4),
    )
    assert {
        node.attributes["data-key"]: node.css_first(".compared").text() for node in tree.css("#list li")
    } == {
        "posts/1.md": "2 parts not carried over",
        "posts/2.md": "differs in 1 place, 1 part not carried over",
        "posts/3.md": "reads as its original",
        "posts/4.md": "not compared: its original is not at hand",
    }


def test_a_post_that_changed_on_the_last_day_shows_what_it_read_before():
    was, same = change(Kind.UNCHANGED, 1, before=post("new"), last=NEW), change(Kind.UNCHANGED, 2, last=NEW)
    review = Review(Report("blog", (was, same)), "A blog", earlier={was.post.path: post("old")})
    tree = LexborHTMLParser(page([review], complete=True))
    ((heading, lines),) = details(tree)["changes"]  # type: ignore[misc]
    assert heading == f"What changed on {NEW}"
    assert [sign + "".join(line) for sign, line in lines if sign in "+-"] == ["-old", "+new"]
    assert details(tree, 1)["changes"] == []


@given(st.text() | st.just(NASTY))
def test_what_comes_from_the_origin_is_text(text):
    losses, clashes = (Loss(text, text),), (Clash(text, text, text, text),)
    markup = page(
        [
            Review(
                Report(
                    "blog",
                    (
                        change(
                            Kind.UPDATE,
                            before=text,
                            after=text,
                            reason=text,
                            losses=losses,
                            clashes=clashes,
                            pairs=(Pair(text, text, text),),
                        ),
                    ),
                    (Failure(f"javascript:{text}", text, text),),
                    (text,),
                ),
                text,
                Place(text, text),
            )
        ]
    )
    tree = LexborHTMLParser(markup)
    assert tree.css("img, iframe, object, link, base, script[src]") == []
    assert [node.attributes.get("type") for node in tree.css("script")] == ["text/plain", "text/plain", None]
    assert not any(name.startswith("on") for node in tree.css("*") for name in node.attributes)
    assert all((node.attributes["href"] or "").startswith("#") for node in tree.css("[href]"))
    assert len(tree.css("main")) == 1
    policy = tree.css_first("meta[http-equiv]").attributes["content"] or ""
    assert re.fullmatch(
        r"default-src 'none'; img-src data:; script-src 'sha256-\S+'; style-src 'sha256-\S+' 'sha256-\S+'; base-uri 'none'; form-action 'none'",
        policy,
    )
    assert details(tree, 0)["address"] == ""  # no link leads to what a browser would run


@given(
    st.text()
    | st.just(NASTY)
    | st.text().map(lambda text: f'<a href="javascript:{text}" onclick={text} class=own>{text}')
)
def test_in_the_frame_stands_nothing_that_runs_or_loads(html):
    tree = LexborHTMLParser(HEAD + rows((Pair(html, html, f"x{html}"), Pair("", html, own=True))))
    assert tree.css("script, img, iframe, object, link, base, form, input, svg, video") == []
    assert not any(
        name.startswith("on") or name in ("style", "src")
        for node in tree.css("*")
        for name in node.attributes
    )
    allowed = ("https://", "http://", "mailto:", "about:srcdoc#")
    assert all((node.attributes["href"] or "").startswith(allowed) for node in tree.css("[href]"))
    assert len(tree.css("body > table > tbody > tr")) == 3


SMALL = "data:image/webp;base64,UklGRg=="
"""A small picture, as the page holds it."""


@pytest.mark.parametrize(
    "href",
    ["/images/a.png", "a.png", "/images/caf%C3%A9.png", "/images/a.png?v=1", "../../a.png"],
)
def test_a_picture_beside_the_post_is_shown_small(href):
    link = f'<p><a class="picture" href="{href}">picture: A kettle &amp; a cup</a></p>'
    tree = LexborHTMLParser(
        rows((Pair(link, link),), {"a.png": Thumbnail(SMALL), "café.png": Thumbnail(SMALL)})
    )
    assert [node.attributes for node in tree.css("a.picture > img")] == [{"src": SMALL, "alt": ""}] * 2
    assert tree.css_first("a.picture").text() == "A kettle & a cup"


def test_a_picture_that_was_replaced_here_is_shown_in_the_post_alone():
    link = '<p><a class="picture" href="/a.png">picture: A kettle</a></p>'
    tree = LexborHTMLParser(rows((Pair(link, link),), {"a.png": Thumbnail(SMALL, is_copy=False)}))
    assert [len(cell.css("img")) for cell in tree.css("tbody td")] == [0, 1]


@pytest.mark.parametrize("href", ["https://blog.example/b.png", "/images/b.png", "", "//[x"])
def test_any_other_picture_stays_a_link(href):
    link = f'<p><a class="picture" href="{href}">picture: A kettle</a></p>'
    tree = LexborHTMLParser(rows((Pair(link, link),), {"a.png": Thumbnail(SMALL)}))
    assert tree.css("img") == []
    assert tree.css_first("a.picture").text() == "picture: A kettle"


@given(
    st.text()
    | st.sampled_from(
        [
            f'<img src="{SMALL}x">',
            '<img src="https://blog.example/a.png" onerror="x()">',
            '<img src=" data:text/html,x" srcset="https://blog.example/b.png 2x">',
            f'<a href="{SMALL}">x</a>',
            '<a href="data:text/html,<script>x()</script>">x</a>',
            '<a class="picture" href="/a.png"">picture: "><script>x()</script></a>',
            '<a class="picture" href="https://blog.example/a.png">picture: x</a>',
        ]
    )
)
def test_in_the_frame_stand_no_pictures_but_those_that_the_page_made(html):
    tree = LexborHTMLParser(rows((Pair(html, html, "x"),), {"a.png": Thumbnail(SMALL)}))
    assert {node.attributes.get("src") for node in tree.css("img")} <= {SMALL, None}
    assert all(set(node.attributes) <= {"src", "alt"} for node in tree.css("img"))
    assert tree.css("script") == []
    assert not any("data:" in (node.attributes["href"] or "") for node in tree.css("[href]"))


def test_the_frame_keeps_what_a_reader_sees():
    html = '<table><tr><td colspan="2"><b>x</b></td></tr></table><ol start="3"><li>y</li></ol><p><mark>z</mark></p>'
    assert sanitise_html(html) == html.replace("<tr>", "<tbody><tr>").replace("</tr>", "</tr></tbody>")


def test_two_runs_of_one_state_make_the_same_page():
    report = Report("blog", (change(Kind.ADD), change(Kind.UPDATE, 2, before="x")))
    assert page([Review(report, "A blog")]) == page([Review(report, "A blog")])


@pytest.mark.parametrize(
    "address",
    [
        "https://blog.example/$(touch ran);`touch ran`&touch ran|touch ran/",
        "https://blog.example/it's/?a=1&b=(2)*[3]#{4}",
        "https://blog.example/\n touch ran\n\x1b[31m/",
        r"https://blog.example/a+b^c$d|e\f",
    ],
)
def test_a_shell_takes_a_copied_command_as_words_and_the_config_its_line_as_a_pattern(address, tmp_path):
    place = Place("it's mine.toml", "my site")
    conflict = change(Kind.CONFLICT, address=address)
    lines = [*post_actions(conflict, place), *failure_actions(address, place)]
    printable = "".join(filter(str.isprintable, address))
    for _, line in lines:
        if line.startswith("except"):
            (pattern,) = tomllib.loads(line)["except"]
            assert re.search(pattern, printable)
            assert not re.search(pattern, f"{printable}more")
            continue
        script = 'syndicate() { for word; do printf "%s\\n" "$word"; done; }\n' + line
        done = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True)
        words = done.stdout.splitlines()
        assert printable in words
        assert words[-2:] == ["--target", "my site"]
        assert "it's mine.toml" in words or words[0] == "resolve"
    assert list(tmp_path.iterdir()) == []


def test_what_is_done_in_the_folder_one_is_in_needs_no_target():
    assert list(failure_actions("https://blog.example/1/", Place("blog.toml"))) == [
        ["Try it again", "syndicate import blog.toml https://blog.example/1/"],
        [
            "Never cross-post it: under [source.only] of the config",
            r"except = ['^https://blog\.example/1/$']",
        ],
    ]
