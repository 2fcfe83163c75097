"""On pages in the manner of news sites, platforms and pages made by hand, the article is found, with what is said of it."""

import json
from pathlib import Path

import pytest

from syndicate.config import Select
from syndicate.models import Entry, Page
from syndicate.parser.page.article import article_from_page
from tests.themes import words

FOLDERS = sorted((Path(__file__).parents[5] / "fixtures" / "pages").glob("*/expected.json"))


@pytest.mark.parametrize("expected", FOLDERS, ids=lambda path: path.parent.name)
def test_the_article_of_a_page_is_found_without_a_selector(expected):
    known = json.loads(expected.read_text(encoding="utf-8"))
    address = f"https://pages.example/{expected.parent.name}/"
    content = expected.with_name("page.html").read_bytes()
    found = article_from_page(Page(address, address, content, "text/html", "utf-8"), Entry(address), Select())
    facts = {
        "title": found.title,
        "authors": list(found.authors),
        "date": str(found.published)[:10],
        "language": found.language,
        "description": found.description,
        "text": " ".join(words(found.body)),
    }
    assert {key: facts[key] for key in known} == known
    lead = known.get("description", "")
    assert not lead or lead in [each.text for each in found.removed if each.rule == "lead"]
