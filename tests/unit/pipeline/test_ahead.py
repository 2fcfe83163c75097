"""Pictures ahead of their articles: once each, a silent server alone, and no more held than the memory has room for."""

import threading

import pytest

from syndicate.errors import FetchError
from syndicate.models import Picture
from syndicate.pipeline import ahead
from syndicate.pipeline.ahead import Ahead, Asked

WAIT = 10


class Origin:
    """What brings pictures: `asked` are their addresses in turn, and those of `held` wait until they are let go."""

    def __init__(self, held=()) -> None:
        self.asked: list[str] = []
        self.held = {address: threading.Event() for address in held}
        self.came = threading.Condition()

    def get(self, asked: Asked) -> Picture:
        with self.came:
            self.asked.append(asked.address)
            self.came.notify_all()
        if (gate := self.held.get(asked.address)) is not None:
            assert gate.wait(WAIT)
        if "lost" in asked.address:
            raise FetchError("it is not there", asked.address)
        return Picture(asked.address, asked.address.encode(), ".gif")

    def until(self, *addresses: str) -> None:
        """Wait until these have been asked for."""
        with self.came:
            assert self.came.wait_for(lambda: {*addresses} <= {*self.asked}, WAIT)


def each(*addresses: str) -> list[Asked]:
    return [Asked(address, None) for address in addresses]


@pytest.fixture
def fetching():
    made: list[Ahead] = []

    def make(origin: Origin, jobs: int = 4) -> Ahead:
        made.append(Ahead(origin.get, lambda address: address.partition("/")[0], jobs))
        return made[-1]

    yield make
    for each_one in made:
        each_one.close()


def test_a_server_that_does_not_answer_has_one_thread_and_holds_up_no_other(fetching):
    origin = Origin(held=["dead/1"])
    pictures = fetching(origin)
    pictures.ask("first", each("dead/1", "dead/2", "dead/3"))
    pictures.ask("second", each("well/1", "well/2", "well/3"))
    found = [pictures.take(asked) for asked in each("well/1", "well/2", "well/3")]
    assert [picture.address for picture in found] == ["well/1", "well/2", "well/3"]
    origin.until("dead/1")
    assert [address for address in origin.asked if address.startswith("dead")] == ["dead/1"]
    origin.held["dead/1"].set()
    assert pictures.take(Asked("dead/3", None)).address == "dead/3"


def test_a_server_that_has_answered_gets_as_many_requests_at_once_as_there_are_jobs(fetching):
    origin = Origin(held=["well/2", "well/3", "well/4"])
    pictures = fetching(origin, jobs=2)
    pictures.ask("first", each("well/1", "well/2", "well/3", "well/4"))
    origin.until("well/1", "well/2", "well/3")
    assert "well/4" not in origin.asked
    for gate in origin.held.values():
        gate.set()
    assert pictures.take(Asked("well/4", None)).content == b"well/4"


def test_a_picture_of_several_articles_is_asked_for_once_and_kept_until_all_of_them_had_it(fetching):
    origin = Origin()
    pictures = fetching(origin)
    pictures.ask("first", each("well/1", "well/lost"))
    pictures.ask("second", each("well/1", "well/lost"))
    assert str(pictures.take(Asked("well/lost", None))) == "well/lost: it is not there"
    pictures.release("first")
    assert pictures.take(Asked("well/1", None)).address == "well/1"
    assert sorted(origin.asked) == ["well/1", "well/lost"]
    pictures.release("second")
    pictures.ask("third", each("well/1"))
    assert pictures.take(Asked("well/1", None)).address == "well/1"
    assert origin.asked.count("well/1") == 2


def test_no_more_is_held_ahead_than_there_is_room_for_but_what_is_waited_for_comes(fetching, monkeypatch):
    monkeypatch.setattr(ahead, "MAX_HELD", 10)
    origin = Origin(held=["well/2"])
    pictures = fetching(origin, jobs=1)
    pictures.ask("first", each("well/1", "well/2", "well/3", "well/4"))
    origin.until("well/2")
    origin.held["well/2"].set()  # with it, 12 bytes are held
    assert pictures.take(Asked("well/2", None)).address == "well/2"
    assert origin.asked == ["well/1", "well/2"]
    assert pictures.take(Asked("well/4", None)).address == "well/4"
    assert origin.asked == ["well/1", "well/2", "well/3", "well/4"]


def test_what_an_article_does_not_want_any_more_is_not_asked_for(fetching):
    origin = Origin(held=["well/1"])
    pictures = fetching(origin)
    pictures.ask("first", each("well/1", "well/2"))
    pictures.ask("second", each("well/3"))
    origin.until("well/1")
    pictures.release("first")
    origin.held["well/1"].set()
    assert pictures.take(Asked("well/3", None)).address == "well/3"
    assert sorted(origin.asked) == ["well/1", "well/3"]


def test_a_mistake_in_the_program_is_told_where_the_picture_is_wanted():
    def broken(_: Asked) -> Picture:
        raise KeyError("mistaken")

    pictures = Ahead(broken, lambda _: "well", 2)
    pictures.ask("first", each("well/1"))
    with pytest.raises(KeyError, match="mistaken"):
        pictures.take(Asked("well/1", None))
