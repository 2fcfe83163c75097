"""Articles of each platform are found where the config names no selector: a case for each."""

import json
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

from syndicate.config import Select
from syndicate.converter.proof.proof import Converter
from syndicate.models import Article, Entry, Page
from syndicate.parser.lists.feed import parse_feed
from syndicate.parser.page.article import article_from_entry, article_from_page
from syndicate.parser.page.platforms import PLATFORMS

CASES = Path(__file__).parents[4] / "fixtures" / "platforms"


def facts(article: Article) -> dict[str, object]:
    markdown, losses = Converter("markdown-it").convert(article.body)
    assert losses == ()
    return {
        "address": article.address,
        "title": article.title,
        "published": article.published.isoformat(),
        "authors": list(article.authors),
        "tags": list(article.tags),
        "markdown": markdown.splitlines(),
    }


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_the_article_of_each_platform_is_found_without_a_selector_and_as_well_in_its_feed(case):
    expected = json.loads((case / "article.json").read_text(encoding="utf-8"))
    found = []
    if (page := case / "page.html").exists():
        address = expected["address"]
        of_page = article_from_page(
            Page(address, address, page.read_bytes(), "text/html"), Entry(address), Select()
        )
        found.append(facts(of_page))
    if (feed := case / "feed.xml").exists():
        (entry,) = parse_feed(feed.read_bytes(), "https://blog.example/feed.xml").entries
        found.append(facts(article_from_entry(entry, Select())))
    assert found
    assert found == [expected] * len(found)


@pytest.mark.parametrize("platform", PLATFORMS, ids=lambda platform: platform.name)
def test_the_case_of_each_platform_holds_what_it_puts_beside_an_article(platform):
    case = CASES / platform.name.lower()
    assert case.is_dir(), f"the platform {platform.name} needs a case: {case}"
    pages = [case / name for name in ("page.html", "feed.xml")]
    written = "".join(page.read_text(encoding="utf-8") for page in pages if page.exists())
    for selector in platform.beside:
        assert LexborHTMLParser(written).css_first(selector) is not None, (
            f"{case} needs something that is {selector}"
        )
