"""Which pages only send their readers on."""

import pytest

from syndicate.fetcher.stubs import sent_on
from syndicate.models import Page

OLD, NEW = "https://bees.example/old/", "https://bees.example/2024/new/"


def page(markup: str) -> Page:
    return Page(OLD, OLD, f"<!doctype html><html>{markup}</html>".encode(), "text/html", "utf-8")


def refresh(content: str, body: str = "<p>Redirecting…</p>", head: str = "") -> Page:
    return page(f'<head>{head}<meta http-equiv="Refresh" content="{content}"></head><body>{body}</body>')


@pytest.mark.parametrize(
    "stub",
    [
        refresh(f"0; url={NEW}"),
        refresh(f"0;URL='{NEW}'"),
        refresh("0, ../2024/new/"),
        refresh("5; url=/2024/new/", "<h1>Moved</h1><a href=/2024/new/>Click here</a>"),
        refresh("0; url=new/", head="<base href=https://bees.example/2024/>"),
        refresh(
            "0; url=/2024/new/", "<script>location = '/2024/new/'</script>" + "<!-- " + "x" * 500 + " -->"
        ),
    ],
)
def test_a_page_that_does_nothing_else_sends_its_readers_on(stub: Page) -> None:
    assert sent_on(stub) == NEW


@pytest.mark.parametrize(
    "other",
    [
        refresh("600; url=/live/"),
        refresh("0"),
        refresh("0; url=/old"),
        refresh("0; url=javascript:alert(1)"),
        refresh("0; url=file:///etc/passwd"),
        refresh(f"0; url={NEW}", f"<p>{'An article of its own. ' * 20}</p>"),
        refresh(f"0; url={NEW}", "<form><button>I am human</button></form>"),
        page("<body><p>How meta http-equiv=refresh works.</p></body>"),
        page("<body></body>"),
    ],
)
def test_any_other_page_is_one_of_its_own(other: Page) -> None:
    assert sent_on(other) == ""
