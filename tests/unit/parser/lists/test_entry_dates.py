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
