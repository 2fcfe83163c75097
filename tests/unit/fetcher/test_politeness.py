"""No origin is asked more often than it was agreed."""

import itertools
import threading
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndicate.addresses import host_of, without_credentials
from syndicate.fetcher.mirrors import from_mirror, to_mirror
from syndicate.fetcher.politeness import RateLimit, is_loopback


@given(rate=st.sampled_from([0.5, 1.0, 5.0]), gaps=st.lists(st.floats(0, 3), min_size=1, max_size=40))
def test_in_no_second_is_a_host_asked_more_often_than_its_rate(rate, gaps):
    limit, now, moments = RateLimit(rate), 0.0, []
    for gap in gaps:
        now += gap
        moments.append(now + limit.reserve("a.example", now))
    pauses = [later - earlier for earlier, later in itertools.pairwise(moments)]
    assert all(pause >= 1 / rate - 1e-9 for pause in pauses)


def test_hosts_do_not_wait_for_each_other_and_a_crawl_delay_slows_one_down():
    limit = RateLimit(10)
    assert [limit.reserve(host, 100.0) for host in ("a", "b", "a")] == [0, 0, pytest.approx(0.1)]
    limit.slow_down("b", 5)
    assert [limit.reserve("b", 200.0), limit.reserve("b", 200.0)] == [0, pytest.approx(5)]


def test_after_a_request_that_came_late_the_next_one_keeps_its_distance():
    limit = RateLimit(10)
    limit.reserve("a", 100.0)
    assert limit.reserve("a", 100.0) == pytest.approx(0.1)
    limit.restart_pause("a", 100.15)
    assert limit.reserve("a", 100.2) == pytest.approx(0.05)
    limit.restart_pause("a", 100.21)  # in time
    assert limit.reserve("a", 100.25) == pytest.approx(0.1)


def test_threads_that_ask_one_host_at_once_are_let_through_one_after_another():
    limit, moments = RateLimit(100), []

    def ask():
        for _ in range(5):
            limit.wait("a.example")
            moments.append(time.monotonic())

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(moments) == 30
    assert max(moments) - min(moments) >= 0.29


@pytest.mark.parametrize(
    ("host", "loopback"),
    [
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("10.0.0.1", False),
        ("a.example", False),
        ("", False),
    ],
)
def test_only_this_machine_needs_no_sparing(host, loopback):
    assert is_loopback(host) is loopback


def test_the_longest_mirror_wins_and_is_undone():
    mirrors = {"https://a.example/": "http://m/", "https://a.example/blog/": "http://b/"}
    assert to_mirror("https://a.example/blog/1", mirrors) == "http://b/1"
    assert from_mirror("http://b/1", mirrors) == "https://a.example/blog/1"
    assert to_mirror("https://other.example/", mirrors) == "https://other.example/"


def test_where_two_have_one_mirror_what_answers_is_from_the_one_that_was_asked_for():
    mirrors = {
        "https://a.example/": "http://m/",
        "https://b.example/": "http://m/",
        "https://c.example/": "http://m/c/",
    }
    for old in ("https://a.example/", "https://b.example/"):
        assert from_mirror("http://m/1", mirrors, f"{old}2") == f"{old}1"
    assert from_mirror("http://m/c/1", mirrors, "https://a.example/c/1") == "https://c.example/1"
    assert from_mirror("http://other/1", mirrors, "https://a.example/1") == "http://other/1"


def test_hosts_and_credentials_are_told_apart():
    assert host_of("https://me:secret@A.example:8080/x") == "a.example"
    assert without_credentials("https://me:secret@a.example/x") == "https://a.example/x"


def test_a_crawl_delay_of_days_does_not_hold_up_a_run() -> None:
    limit = RateLimit(1)
    limit.slow_down("a", 100_000)
    limit.slow_down("b", -5)
    limit.slow_down("c", float("nan"))
    assert [limit.reserve(host, 0) for host in "aabbcc"] == [0, 30, 0, 1, 0, 1]
