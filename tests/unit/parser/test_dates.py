from __future__ import annotations

import contextlib
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from syndicate.parser.dates import AmbiguousDateError, NoDateError, parse_date

DAY = date(2022, 8, 2)


def east(hours: int) -> timezone:
    return timezone(timedelta(hours=hours))


@pytest.mark.parametrize(
    "text",
    [
        "2022-08-02",
        "20220802",
        " 2022-08-02\n",
        "August 2, 2022",
        "2 Aug 2022",
        "Aug 2nd, 2022",
        "Tue, 02 Aug 2022",
        "2022/08/02",
    ],
)
def test_a_bare_day_stays_a_date(text: str) -> None:
    found = parse_date(text)
    assert type(found) is date
    assert found == DAY


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-08-02T00:00:00.000Z", datetime(2022, 8, 2, tzinfo=UTC)),
        ("2022-08-02T10:11:12+02:00", datetime(2022, 8, 2, 10, 11, 12, tzinfo=east(2))),
        ("2022-08-02 10:11:12 -0500", datetime(2022, 8, 2, 10, 11, 12, tzinfo=east(-5))),
        ("Tue, 02 Aug 2022 10:11:12 GMT", datetime(2022, 8, 2, 10, 11, 12, tzinfo=UTC)),
        ("Tue, 02 Aug 2022 10:11:12 -0500", datetime(2022, 8, 2, 10, 11, 12, tzinfo=east(-5))),
        ("2 Aug 22 10:11 EST", datetime(2022, 8, 2, 10, 11, tzinfo=east(-5))),
        ("Tue, 02 Aug 2022 10:11:12 +0000 (UTC)", datetime(2022, 8, 2, 10, 11, 12, tzinfo=UTC)),
        ("August 2, 2022 10:00 PM PDT", datetime(2022, 8, 2, 22, tzinfo=east(-7))),
        ("2 Aug 2022 10:11 PM EST", datetime(2022, 8, 2, 22, 11, tzinfo=east(-5))),
        ("Tue Aug 02 2022 00:00:00 GMT+0000 (Coordinated Universal Time)", datetime(2022, 8, 2, tzinfo=UTC)),
        (
            "Tue Aug 02 2022 00:00:00 GMT+0200 (Central European Summer Time)",
            datetime(2022, 8, 2, tzinfo=east(2)),
        ),
        ("Tue Aug 02 2022 00:00:00 GMT-0700", datetime(2022, 8, 2, tzinfo=east(-7))),
        ("August 2, 2022 10:00 UTC+2", datetime(2022, 8, 2, 10, tzinfo=east(2))),
    ],
)
def test_a_moment_keeps_the_zone_that_is_written(text: str, expected: datetime) -> None:
    found = parse_date(text)
    assert isinstance(found, datetime)
    assert (found, found.utcoffset()) == (expected, expected.utcoffset())


@pytest.mark.parametrize(
    "text", ["2022-08-02T10:11:00", "2 Aug 2022 10:11", "2 Aug 2022 10:11:00 -0000", "2 Aug 2022 10:11 CEST"]
)
def test_a_moment_without_a_zone_that_means_one_thing_gets_none(text: str) -> None:
    assert parse_date(text) == datetime(2022, 8, 2, 10, 11)  # noqa: DTZ001


@pytest.mark.parametrize(
    "text",
    [
        "",
        "today",
        "2022",
        "2022-08",
        "August 2022",
        "Friday August 2022",
        "Aug 2",
        "02 Aug 10:00",
        "Tuesday",
        "10:30",
    ],
)
def test_what_leaves_out_the_day_or_the_year_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        parse_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "7",
        "1659398",
        "99999999999",
        "2022-02-30",
        "Mon, 30 Feb 2026 10:00:00 +0000",
        "31 avril 2026",
        "soon",
        "32/13/26",
        "Tue, 32 Aug 2022 10:00:00 GMT",
        "2 Aug 2022 " + "x" * 5000,
    ],
)
def test_a_number_or_a_day_that_never_was_is_no_date(text: str) -> None:
    with pytest.raises(ValueError, match="not a"):
        parse_date(text)


@settings(deadline=None)
@given(st.datetimes(datetime(1971, 1, 1), timezones=st.sampled_from([None, UTC, east(-5), east(14)])))  # noqa: DTZ001
def test_an_iso_date_comes_back_as_it_was_written(moment: datetime) -> None:
    found = parse_date(moment.isoformat())
    assert isinstance(found, datetime)
    assert found.isoformat() == moment.isoformat()
    assert parse_date(moment.date().isoformat()) == moment.date()


@settings(deadline=None)
@given(st.text() | st.text("0123456789 :-+/.,TZGMTUACaugst", max_size=40))
@example("0" * 90)
@example("1e999999 Aug 2022")
def test_whatever_is_not_a_date_is_a_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert isinstance(parse_date(text), date)


@pytest.mark.parametrize(
    "text",
    [
        "mer., 04 mars 2026 10:00:00 +0100",
        "Mi, 04 März 2026 10:00:00 +0100",
        "4 de marzo de 2026 10:00:00 +0100",
        "4. März 2026 10:00:00 +0100",
        "mié, 04 mar 2026 10:00:00 +0100",
        "mie\u0301., 04 mar. 2026 10:00:00 +0100",
        "wo, 04 mrt 2026 10:00:00 +0100",
        "śr., 04 mar 2026 10:00:00 +0100",
        "środa, 4 marca 2026 r., 10:00 +0100",
        "Çar, 04 Mar 2026 10:00:00 +0100",
        "周三, 04 3月 2026 10:00:00 +0100",
        "수, 04 3월 2026 10:00:00 +0100",
        "Thứ Tư, 04 Th3 2026 10:00:00 +0100",
        "Xyzday, 04 Mar 2026 10:00:00 +0100",
        "st, 04 bře 2026 10:00:00 +0100",
        "mer., 04 mars 26 10:00:00 +0100",
        "MARZO 4, 2026 a las 10:00 +01:00",
        "4 mars 2026 à 10h00 +0100",
    ],
)
def test_a_month_is_read_in_any_language(text: str) -> None:
    assert parse_date(text) == datetime(2026, 3, 4, 10, tzinfo=east(1))


@pytest.mark.parametrize(
    "text",
    [
        "04.03.2026",
        "4 марта 2026",
        "2026年3月4日",
        "4 março 2026",
        "mercredi 4 mars 2026",
        "4 marca 2026 r.",
        "4. 3. 2026",
        "2026. március 4.",
        "4 tháng 3, 2026",
        "٤ مارس ٢٠٢٦",
        "marzo 4, 2026",
        "三月 4, 2026",
    ],
)
def test_a_day_is_read_as_people_write_it_elsewhere(text: str) -> None:
    assert parse_date(text) == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wed, 04 Mar 2026 24:00:00 +0000", datetime(2026, 3, 5, tzinfo=UTC)),
        ("2026-12-31T24:00:00Z", datetime(2027, 1, 1, tzinfo=UTC)),
        ("2026-12-31T23:59:60Z", datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC)),
        ("1772618400", datetime(2026, 3, 4, 10, tzinfo=UTC)),
        ("1772618400000", datetime(2026, 3, 4, 10, tzinfo=UTC)),
        ("1712051812000", datetime(2024, 4, 2, 9, 56, 52, tzinfo=UTC)),
        ("20260304100000", datetime(2026, 3, 4, 10)),  # noqa: DTZ001
        ("202603041000", datetime(2026, 3, 4, 10)),  # noqa: DTZ001
        ("4. März 2026 um 10:00 Uhr", datetime(2026, 3, 4, 10)),  # noqa: DTZ001
        ("4 de marzo de 2026 10:00 p. m.", datetime(2026, 3, 4, 22)),  # noqa: DTZ001
    ],
)
def test_a_moment_is_read_as_programs_and_people_write_it(text: str, expected: datetime) -> None:
    found = parse_date(text)
    assert isinstance(found, datetime)
    assert (found, found.utcoffset()) == (expected, expected.utcoffset())


@pytest.mark.parametrize(
    "text",
    [
        "05/02/2024",
        "jeudi 05/02/2024",
        "05-02-2024",
        "05 02 2024",
        "05/02/2024 10:00 AM",
        "5/2/2024 10:00:00 +0100",
    ],
)
def test_a_date_that_can_be_read_in_two_ways_is_never_chosen(text: str) -> None:
    for language in ("", "en", "en-CA"):
        with pytest.raises(AmbiguousDateError) as error:
            parse_date(text, language)
        assert error.value.readings == (date(2024, 5, 2), date(2024, 2, 5))


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("05/02/26", ["2026-05-02", "2026-02-05", "2005-02-26"]),
        ("05-02-26 10:00", ["2026-05-02", "2026-02-05", "2005-02-26"]),
        ("25/01/26", ["2026-01-25", "2025-01-26"]),
        ("26-02-05", ["2005-02-26", "2026-02-05"]),
        ("05.02.26", ["2026-02-05", "2005-02-26"]),
        ("05/05/26", ["2026-05-05", "2005-05-26"]),
    ],
)
def test_of_a_year_in_two_digits_each_reading_is_named_and_none_is_chosen(
    text: str, readings: list[str]
) -> None:
    for language in ("", "en", "ja"):
        with pytest.raises(AmbiguousDateError) as error:
            parse_date(text, language)
        assert [each.isoformat() for each in error.value.readings] == readings
        assert all(each in str(error.value) for each in readings)


def test_a_year_in_two_digits_is_read_where_the_calendar_or_the_language_leaves_one_reading() -> None:
    assert parse_date("31/12/99") == parse_date("12/31/99") == date(1999, 12, 31)
    assert parse_date("05/02/26", "de") == parse_date("05.02.26", "de-AT") == date(2026, 2, 5)
    assert parse_date("05/02/26", "en-US") == date(2026, 5, 2)
    with pytest.raises(AmbiguousDateError):  # no American writes that
        parse_date("25/01/26", "en-US")


@pytest.mark.parametrize(
    "text",
    [
        "Mon, 01 Jan 0001 00:00:00 +0000",
        "Mon Jan 01 0001 00:00:00 GMT+0000",
        "0001-01-01T00:00:00Z",
        "0001-01-01 00:00:00 +0000 UTC",
        "1 January 0001",
        "January 1st, 0001",
        "1er janvier 0001",
        "01/01/0001",
        "01-Jan-0001 00:00",
    ],
)
def test_the_first_year_is_no_date_and_never_2001(text: str) -> None:
    with pytest.raises(NoDateError):
        parse_date(text)


@pytest.mark.parametrize(
    "text",
    [
        "Fri, 22 Sep 17 08:30:00 -0500",
        "22 September 2017 at 0830",
        "Sep 22 2017 0830",
    ],
)
def test_what_looks_like_such_a_year_in_a_time_or_a_zone_is_none(text: str) -> None:
    assert str(parse_date(text))[:10] == "2017-09-22"


def test_a_month_that_is_another_in_another_language_is_read_in_that_of_the_text() -> None:
    assert parse_date("4. listopada 2026.", "hr") == date(2026, 10, 4)
    assert parse_date("4 listopada 2026", "pl") == parse_date("4 listopadu 2026") == date(2026, 11, 4)


def test_a_date_in_dots_has_its_day_first_and_one_in_slashes_is_read_as_the_page_has_them() -> None:
    assert parse_date("05.02.2024") == date(2024, 2, 5)
    assert parse_date("25/02/2024") == parse_date("02/25/2024") == date(2024, 2, 25)
    assert parse_date("05/02/2024", "fr-FR") == parse_date("05/02/2024", "en-GB") == date(2024, 2, 5)
    assert parse_date("05/02/2024", "en-US") == date(2024, 5, 2)
    with pytest.raises(AmbiguousDateError) as error:
        parse_date("05/02/2024")
    assert error.value.readings == (date(2024, 5, 2), date(2024, 2, 5))


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01T00:00:00Z",
        "-0001-11-30T00:00:00+00:00",
        "Wed, 30 Nov -0001 00:00:00 +0000",
        "0000-00-00 00:00:00",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "1970-01-01",
    ],
)
def test_what_programs_write_for_no_date_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="date"):
        parse_date(text)


def test_an_old_date_is_a_date() -> None:
    assert parse_date("1897-05-02") == date(1897, 5, 2)
