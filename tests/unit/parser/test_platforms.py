"""Articles of each platform are found where the config names no selector: a case for each row of the table."""

import json
from pathlib import Path

import pytest

from syndicate.config import Select
from syndicate.models import Entry, Page
from syndicate.parser.article import article_from_page
from syndicate.parser.tables import PLATFORMS

CASES = Path(__file__).parents[3] / "fixtures" / "platforms"
ADDRESS = "https://blog.example/2024/kettle/"


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform.name)
def test_the_article_of_each_platform_is_found_by_its_habits(platform):
    case = CASES / platform.name.lower().replace(" ", "-")
    assert case.is_dir(), f"the platform {platform.name} needs a case: {case}"
    page = Page(ADDRESS, ADDRESS, (case / "page.html").read_bytes(), "text/html")
    article = article_from_page(page, Entry(ADDRESS), Select())
    found = {
        "title": article.title,
        "published": article.published.isoformat(),
        "authors": list(article.authors),
        "tags": list(article.tags),
        "body": article.body.strip(),
    }
    assert found == json.loads((case / "article.json").read_text(encoding="utf-8"))
