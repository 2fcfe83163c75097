from dataclasses import replace
from pathlib import PurePosixPath

import pytest

from syndicate.models import Entry, Missing, Record
from syndicate.writer import state_text
from syndicate.writer.state_sides import sides, united

ADDRESS = "https://example.org/a/"
ONE = Record(
    ADDRESS, PurePosixPath("posts/a.md"), "One.\n\nSame.\n", "2026-01-02", "2026-01-05", entry=Entry(ADDRESS)
)
OTHER = replace(ONE, base="Two.\n\nSame.\n", first_seen="2026-01-01", last_changed="2026-01-09")


def in_conflict(ours, theirs, base=()):
    middle = ["||||||| 123\n", *base] if base else []
    return "".join(["<<<<<<< HEAD\n", *ours, *middle, "=======\n", *theirs, ">>>>>>> branch\n"])


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("base", [(), ("digest: c\n",)])
def test_both_sides_are_taken_apart(base, end):
    text = "address: x\n" + in_conflict(["a\n"], ["b\n"], base) + "---\n" + in_conflict(["c\n"], [], base)
    assert sides(text.replace("\n", end)) == ("address: x\na\n---\nc\n", "address: x\nb\n---\n")


def test_the_markers_of_an_article_s_code_are_its_own():
    code = "```\n" + in_conflict(["a\n"], ["b\n"]).replace("branch", "feature") + "```\n"
    assert sides(code) is None
    text = in_conflict(["a\n"], ["b\n"]) + code
    assert sides(text) == (f"a\n{code}", f"b\n{code}")


def test_nothing_is_forgotten():
    ours = replace(
        ONE, aliases=("https://example.org/?p=1",), missing=Missing("gone", 2, "2026-01-03"), source="1-a"
    )
    theirs = replace(
        OTHER,
        aliases=("https://example.org/?p=2",),
        formerly=("https://example.org/old/",),
        pictures={PurePosixPath("a.png"): "0" * 16},
        decision="deleted",
        by_hand=True,
        source="1-b",
    )
    for record in (united(ours, theirs, ""), united(theirs, ours, "")):
        assert set(record.aliases) == {"https://example.org/?p=1", "https://example.org/?p=2"}
        assert record.formerly == ("https://example.org/old/",)
        assert record.pictures == theirs.pictures
        assert (record.first_seen, record.last_changed) == ("2026-01-01", "2026-01-09")
        assert (record.decision, record.by_hand, record.missing.misses) == ("deleted", True, 2)
        assert record.source == ""  # the original is read anew
        assert state_text.load(state_text.dump(record)).aliases == record.aliases


@pytest.mark.parametrize("post", ["One.\n\nSame.\n", "One.\n\nSame, edited.\n"])
def test_the_text_that_was_written_last_is_the_one_that_the_post_is_nearer_to(post):
    assert united(ONE, OTHER, post).base == united(OTHER, ONE, post).base == ONE.base
