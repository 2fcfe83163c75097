from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from syndicate.parser.lists.feed import parse_feed

ADDRESS = "https://blog.example/feed.xml"


def dates(*texts: str, language: str = "", path: str = "") -> list[tuple[object, str]]:
    items = "".join(
        f"<item><title>X</title><link>https://blog.example/{number}{path}</link><pubDate>{text}</pubDate></item>"
        for number, text in enumerate(texts)
    )
    head = f"<language>{language}</language>" if language else ""
    feed = f'<rss version="2.0"><channel><title>Blog</title>{head}{items}</channel></rss>'
    return [(entry.published, entry.unread_date) for entry in parse_feed(feed.encode(), ADDRESS).entries]


def test_the_days_over_12_of_a_feed_say_which_number_is_the_day() -> None:
    february, may = (date(2026, 2, 5), ""), (date(2026, 5, 2), "")
    assert dates("05/02/2026", "25/01/2026")[0] == february
    assert dates("05/02/2026", "01/25/2026")[0] == may
    assert dates("05/02/2026", "25/01/2026", language="en-us")[0] == february


def test_without_them_the_feeds_language_says_it_where_its_country_does() -> None:
    assert dates("05/02/2026", language="de") == [(date(2026, 2, 5), "")]
    assert dates("05/02/2026", language="en-us") == [(date(2026, 5, 2), "")]
    assert dates("05/02/2026", language="en") == [(None, "05/02/2026")]


def test_the_address_of_an_entry_says_it_before_all_others() -> None:
    assert dates("05/02/2026", "01/25/2026", path="/2026/02/05/x")[0] == (date(2026, 2, 5), "")


def test_days_in_both_orders_decide_nothing() -> None:
    assert dates("05/02/2026", "25/01/2026", "01/25/2026")[0] == (None, "05/02/2026")


def test_of_years_in_two_digits_the_others_decide_only_where_they_can_have_no_other_year():
    february = (date(2026, 2, 5), "")
    assert dates("05/02/26", "31/12/99")[0] == february
    assert dates("05/02/26", "02/25/26")[0] == (date(2026, 5, 2), "")
    assert dates("05/02/26", "25/01/2026")[0] == february
    assert dates("05/02/26", "25/01/26")[0] == (None, "05/02/26")
    assert dates("05/02/26", path="/2026/02/05/x")[0] == february


@pytest.mark.parametrize("text", ["soon", "Mon, 30 Feb 2026 10:00:00 +0000", "05/02/2026"])
def test_what_cannot_be_read_is_kept_as_it_stands(text: str) -> None:
    assert dates(text) == [(None, text)]


@pytest.mark.parametrize("text", ["", "0001-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT"])
def test_what_stands_for_no_date_is_none_and_not_unread(text: str) -> None:
    assert dates(text) == [(None, "")]


def test_a_number_of_a_json_feed_is_a_moment() -> None:
    items = [
        {"url": "https://blog.example/1/", "date_published": 1772618400},
        {"url": "https://blog.example/2/", "date_published": "soon", "date_modified": "2026-03-04"},
    ]
    one, two = parse_feed(json.dumps({"items": items}).encode(), ADDRESS).entries
    assert (one.published, one.unread_date) == (datetime(2026, 3, 4, 10, tzinfo=UTC), "")
    assert (two.published, two.updated, two.unread_date) == (None, date(2026, 3, 4), "soon")


BUILT = "Tue, 03 Mar 2026 10:15:{:02d} +0000"


def of_build(*entries: str, built: str = BUILT.format(20)) -> list[object]:
    items = "".join(
        f"<item><title>X</title><link>https://blog.example/{number}</link><pubDate>{text}</pubDate></item>"
        for number, text in enumerate(entries)
    )
    head = f"<lastBuildDate>{built}</lastBuildDate>"
    feed = f'<rss version="2.0"><channel><title>Blog</title>{head}{items}</channel></rss>'
    return [entry.published for entry in parse_feed(feed.encode(), ADDRESS).entries]


def test_the_time_at_which_a_feed_was_made_is_no_date_of_its_entries() -> None:
    assert of_build(*(BUILT.format(second) for second in (19, 20, 20))) == [None] * 3


@pytest.mark.parametrize(
    "entries",
    [
        [BUILT.format(20), BUILT.format(20), "Mon, 02 Mar 2026 10:15:20 +0000"],
        [BUILT.format(20), BUILT.format(20)],
        [BUILT.format(20).replace("10:15", "11:15")] * 3,
    ],
    ids=["one has a date of its own", "two can be of one minute", "an import made them at another time"],
)
def test_dates_that_a_person_may_have_given_stay(entries: list[str]) -> None:
    assert None not in of_build(*entries)


def test_days_without_a_time_are_no_time_at_which_a_feed_was_made() -> None:
    assert None not in of_build(
        *["Tue, 03 Mar 2026 00:00:00 +0000"] * 3, built="Tue, 03 Mar 2026 00:00:00 +0000"
    )
