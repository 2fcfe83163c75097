"""What each service is sent of a run: a case for each row of the table."""

import json
from pathlib import Path, PurePosixPath

import pytest

from syndicate.config import SERVICES
from syndicate.models import Change, Failure, Kind, Post, Record, Report
from syndicate.writer.webhook import payload, summary

CASES = Path(__file__).parents[3] / "fixtures" / "services"


def example_fields():
    """A run that added an article and failed with another."""
    path, address = PurePosixPath("posts/kettle.md"), "https://blog.example/kettle/"
    post = Post(address, path, "", "It just went *click*")
    change = Change(Kind.ADD, post, Record(address, path, "", "2026-01-01", "2026-01-01"))
    failure = Failure("https://blog.example/ticket/", "no body found")
    return summary(Report("blog", (change,), (failure,), commit="abc"), "A blog")


@pytest.mark.parametrize("name", SERVICES)
def test_each_service_is_sent_what_its_case_says(name):
    case = CASES / name / "payload.json"
    assert case.is_file(), f"the service {name} needs a case: {case}"
    assert payload(example_fields(), SERVICES[name]) == json.loads(case.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", SERVICES)
def test_no_service_is_sent_more_than_it_takes(name):
    long = {**example_fields(), "text": "x" * 100_000}
    assert len(payload(long, SERVICES[name])[SERVICES[name].text]) == SERVICES[name].max_length
