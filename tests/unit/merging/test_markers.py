"""Conflict markers that git wrote: which side is the original's."""

from __future__ import annotations

import pytest

from syndicate.merging.markers import marker_clashes, settled

POST = "---\ntitle: A\n---\n\n<<<<<<< HEAD\n{}=======\n{}>>>>>>> one\n"
ORIGINAL = "---\ntitle: A\n---\n\nIt dries in two days.\n"
OTHER = "It dries in four days.\n"


@pytest.mark.parametrize(
    "sides", [("It dries in two days.\n", OTHER), (OTHER, "It dries in two days.\n")], ids=["first", "last"]
)
def test_the_side_that_the_original_has_is_the_originals(sides: tuple[str, str]) -> None:
    text = POST.format(*sides)
    assert settled(text, lambda _: "theirs", ORIGINAL) == ORIGINAL
    assert settled(text, lambda _: "ours", ORIGINAL) == ORIGINAL.replace("two", "four")
    (clash,) = marker_clashes(text, ORIGINAL)
    assert (clash.ours, clash.theirs) == (OTHER.strip(), "It dries in two days.")


def test_a_side_without_text_is_the_originals_where_that_has_nothing_there() -> None:
    text = POST.format("", OTHER)
    assert settled(text, lambda _: "theirs", "---\ntitle: A\n---\n\nElse.\n").count("four") == 0


def test_without_a_side_of_the_original_the_last_one_is_taken_for_it() -> None:
    text = POST.format("It dries in six days.\n", OTHER)
    assert OTHER in settled(text, lambda _: "theirs", ORIGINAL)
