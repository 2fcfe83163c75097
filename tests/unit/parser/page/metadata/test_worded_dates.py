"""The date of an article, from a line that a reader sees."""

from datetime import date

import pytest

from syndicate.parser.dates import AmbiguousDateError
from syndicate.parser.page.metadata.worded_dates import date_in_words


@pytest.mark.parametrize(
    ("line", "language", "day"),
    [
        ("8/17/13 11:04am", "en", date(2013, 8, 17)),
        ("Posté le 17/8/13", "fr", date(2013, 8, 17)),
        ("12.03.24, 14:05 Uhr", "de", date(2024, 3, 12)),
        ("24.12.98", "de", date(1998, 12, 24)),
    ],
)
def test_a_year_of_two_digits_is_read_where_the_rest_is_a_date(line: str, language: str, day: date) -> None:
    assert date_in_words(line, language) == day


@pytest.mark.parametrize("line", ["Version 1.2.34", "10.12.24.1", "99/99/13", "1/2", "Updated 8/17/13"])
def test_other_numbers_are_no_date(line: str) -> None:
    with pytest.raises(ValueError, match="no date"):
        date_in_words(line, "en")


def test_a_short_date_that_can_be_read_in_two_ways_says_so() -> None:
    with pytest.raises(AmbiguousDateError):
        date_in_words("05/02/26", "")
