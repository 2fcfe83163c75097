"""What a commit says, and what git makes of it."""

import os
import re
import subprocess
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.errors import ConfigError
from syndicate.models import Change, Kind, Post, Record, Report
from syndicate.writer.messages import commit_message

SOURCES = {"18f": "18F's blog"}


def report(*titles: str, kind: Kind = Kind.ADD, source: str = "18f") -> Report:
    posts = (
        Post(f"https://blog.example/{n}/", PurePosixPath("a.md"), "", title) for n, title in enumerate(titles)
    )
    return Report(
        source, tuple(Change(kind, post, Record(post.address, post.path, "", "", "")) for post in posts)
    )


def subject(*reports: Report, sources: dict[str, str] | None = None) -> str:
    return commit_message("", reports, sources or SOURCES).partition("\n")[0]


def test_one_article_is_named():
    assert commit_message("", [report("Trust")], SOURCES) == (
        "Cross-post “Trust” from 18F's blog\n\n* Trust\n  https://blog.example/0/\n"
    )


def test_several_are_counted_and_listed():
    assert commit_message("", [report("A", "B", "C")], SOURCES) == (
        "Cross-post 3 articles from 18F's blog\n\n"
        "* A\n  https://blog.example/0/\n* B\n  https://blog.example/1/\n* C\n  https://blog.example/2/\n"
    )


def test_the_subject_says_what_was_done():
    update, adopt = report("A", kind=Kind.UPDATE), report("B", kind=Kind.ADOPT)
    assert subject(update) == "Update “A” from 18F's blog"
    assert subject(adopt) == "Adopt “B” from 18F's blog"
    assert subject(report("A", "B"), update) == "Cross-post 2 articles from 18F's blog, update 1"
    assert subject(update, adopt) == "Update 1 article from 18F's blog, adopt 1"
    assert subject(report()) == "Nothing new from 18F's blog"
    assert subject(report("A"), report("B", source="b"), report("C", source="c")) == (
        "Cross-post 3 articles from 18F's blog, b and c"
    )
    assert subject(report("A"), report(source="b")) == "Cross-post “A” from 18F's blog"


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (Kind.MERGE, "Merge “A” from 18F's blog"),
        (Kind.RESOLVE, "Settle “A” from 18F's blog"),
        (Kind.EDITED, "Keep “A” from 18F's blog as edited"),
        (Kind.DELETED, "Remove “A” from 18F's blog"),
        (Kind.CONFLICT, "Leave “A” from 18F's blog in conflict"),
        (Kind.DOUBTED, "Doubt “A” from 18F's blog"),
        (Kind.MISSING, "Note “A” from 18F's blog as missing"),
        (Kind.GONE, "Note “A” from 18F's blog as gone"),
        (Kind.UNCHANGED, "Note what is known of “A” from 18F's blog"),
    ],
)
def test_each_kind_of_change_is_called_by_its_name(kind, words):
    assert subject(report("A", kind=kind)) == words


def test_what_is_no_text_from_the_origin_is_said_beside_the_title():
    message = commit_message(
        "{added}, {removed}, {conflicts}\n\n{titles}",
        [report("A"), report("B", kind=Kind.DELETED), report("C", kind=Kind.CONFLICT)],
    )
    assert message.splitlines()[::2] == ["1, 1, 1", "* A", "* B (removed)", "* C (in conflict)"]
    mixed = subject(report("A", "B"), report("C", kind=Kind.DELETED), report("D", kind=Kind.CONFLICT))
    assert mixed == "Cross-post 2 articles from 18F's blog, remove 1, leave 1 in conflict"


def test_a_long_title_is_cut_and_gives_way_to_a_long_source():
    assert (
        subject(report("word " * 30))
        == "Cross-post “word word word word word word word word wo…” from 18F's blog"
    )
    long = "The blog of a long name that leaves no room"
    assert subject(report("word " * 30), sources={"18f": long}) == f"Cross-post 1 article from {long}"
    assert len(subject(report("A"), sources={"18f": long * 3})) == 72


def test_a_template_is_filled():
    template = "docs({source.name}): {added} new, {updated} changed, {merged} merged: {titles}\n\nFrom {source.title}:\n\n{titles}\n\nSkip-Review: yes\n"
    message = commit_message(template, [report("A {added}", "B"), report("C", kind=Kind.UPDATE)], SOURCES)
    assert message == (
        "docs(18f): 2 new, 1 changed, 0 merged: “A {added}”, “B”, “C”\n\nFrom 18F's blog:\n\n"
        "* A {added}\n  https://blog.example/0/\n* B\n  https://blog.example/1/\n* C\n  https://blog.example/0/\n\n"
        "Skip-Review: yes\n"
    )


def test_a_title_with_braces_is_no_template():
    assert subject(report("Use {foo} and {titles}")) == "Cross-post “Use {foo} and {titles}” from 18F's blog"


def test_a_field_that_is_not_there_is_an_error():
    with pytest.raises(ConfigError, match=r"no field \{title\}; there are source.title"):
        commit_message("Add {title}", [report("A")])


@pytest.mark.parametrize(
    "title",
    ["fixes #12", "hello @ann", "[skip ci] news", "[ci skip]", "***NO_CI***", "closes https://github.com/a/b/issues/1", "resolves GH-7"],
)  # fmt: skip
def test_nothing_is_closed_skipped_or_mentioned(title):
    message = commit_message("{titles}\n\n{titles}\nand {titles}", [report(title)])
    assert not re.search(r"@\w|#\d|\[(skip|ci)|\*NO_CI|GH-\d|closes https://", message)
    assert title in message.replace("\N{ZERO WIDTH SPACE}", "")


@given(st.lists(st.text(), min_size=1, max_size=4), st.sampled_from(["", "{titles}", "x\n\n{titles}", "x\n\n{titles} y\nz {titles}"]))  # fmt: skip
def test_no_line_of_the_origins_is_a_comment_or_begins_another_line(titles, template):
    message = commit_message(template, [report(*titles)], SOURCES)
    first, *rest = message.splitlines()
    assert 0 < len(first) <= 72
    assert all(line == "" or re.match(r"\* |  https://|“|[xyz]", line) for line in rest)
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]", message)


TRAILERS = ["Signed-off-by: Eve <eve@example.org>", ": x", "- : x", "(cherry picked from commit abc)", "Key : value", "x\n\nCo-authored-by: Eve <e@x>", "# gone", "---", "diff --git a/a b/a", "> 8 ---"]  # fmt: skip


@pytest.mark.parametrize("template", ["", "x\n\n{titles}", "x\n\n{titles}, {titles}"])
def test_git_finds_no_trailers_and_no_comments(template, tmp_path):
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}

    def git(*arguments: str) -> str:
        result = subprocess.run(
            ["git", *arguments],
            input=message,
            check=True,
            capture_output=True,
            encoding="utf-8",
            env=environment,
            cwd=tmp_path,
        )
        return result.stdout

    for titles in [[title] for title in TRAILERS] + [TRAILERS]:
        message = commit_message(template, [report(*titles)], SOURCES)
        assert git("interpret-trailers", "--parse") == ""
        assert git("stripspace", "--strip-comments") == message
