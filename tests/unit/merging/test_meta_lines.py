import pytest

from syndicate.merging import front_matter_of, merge, with_key
from syndicate.merging.meta_lines import meta_blocks

BASE = """---
title: "Click": a story # 1
date: 2024-05-01
tags: a, b
---

Text.
"""


def test_the_values_of_lines_that_are_no_yaml_are_read_as_they_stand() -> None:
    assert front_matter_of(BASE) == {"title": '"Click": a story # 1', "date": "2024-05-01", "tags": "a, b"}


def test_an_edit_and_a_change_at_the_origin_meet_key_by_key() -> None:
    ours = BASE.replace("tags: a, b\n", "tags: a, b, mine\nstatus: draft\n")
    theirs = BASE.replace("story # 1", "story # 2").replace("Text.", "New text.")
    merged = merge(BASE, ours, theirs)
    assert merged.clashes == ()
    assert merged.text == ours.replace("story # 1", "story # 2").replace("Text.", "New text.")


def test_two_changes_of_one_value_are_a_clash_of_that_key() -> None:
    merged = merge(BASE, BASE.replace("# 1", "# mine"), BASE.replace("# 1", "# theirs"))
    assert [clash.where for clash in merged.clashes] == ["title"]


def test_a_key_is_added_to_such_lines() -> None:
    assert with_key(BASE, "status", "draft") == BASE.replace("a, b\n", "a, b\nstatus: draft\n")


def test_a_value_goes_on_in_indented_lines() -> None:
    front = ["---\n", "title: a\n", "    b\n", "---\n"]
    assert [(block.key, block.lines) for block in meta_blocks(front)] == [("title", front[1:3])]


@pytest.mark.parametrize("line", ["no key", "title: again", "- item"])
def test_other_lines_are_refused(line: str) -> None:
    with pytest.raises(ValueError, match="it is no line"):
        meta_blocks(["---\n", "title: a\n", f"{line}\n", "---\n"])
