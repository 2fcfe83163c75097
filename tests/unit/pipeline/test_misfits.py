"""Entries that do not fit source.articles: filtered on purpose, or since the blog changed its addresses."""

import re

import pytest

from syndicate.models import Entry
from syndicate.pipeline.misfits import misfits, shape

BLOG = "https://blog.example/"
FITS = re.compile(r"/\d{4}/\d\d/").search


def found(paths: str, known: str = "", noted: tuple[str, ...] = ()) -> tuple[int, bool]:
    addresses = [BLOG + path for path in paths.split()]
    result = misfits(
        list(map(Entry, addresses)), FITS, {BLOG + path for path in known.split()}.__contains__, noted
    )
    return result.count, result.is_stop


@pytest.mark.parametrize(
    ("paths", "known", "expected"),
    [
        ("2026/03/a/ 2026/02/b/", "", (0, False)),
        ("posts/c/", "", (1, True)),
        ("posts/c/ 2026/03/a/", "2026/03/a/", (1, True)),
        ("posts/c/ 2026/04/d/ 2026/03/a/", "2026/03/a/", (1, False)),
        ("podcast/9/ 2026/03/a/ podcast/8/ 2026/02/b/", "2026/03/a/ 2026/02/b/", (0, False)),
        ("", "", (0, False)),
    ],
)
def test_what_does_not_fit_in_a_new_way_is_told_from_what_never_did(
    paths: str, known: str, expected: tuple[int, bool]
) -> None:
    assert found(paths, known) == expected


def test_what_was_said_once_is_not_said_again() -> None:
    assert found("posts/d/ 2026/03/a/", "2026/03/a/", (shape(f"{BLOG}posts/c/"),)) == (0, False)


def test_addresses_of_one_kind_have_one_shape() -> None:
    assert shape(f"{BLOG}podcast/9/") == shape(f"{BLOG}podcast/10/") != shape(f"{BLOG}posts/9/")
