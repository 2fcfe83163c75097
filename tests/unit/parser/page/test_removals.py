"""Each rule of removal takes what it is for, and leaves what only looks like it."""

import re
from pathlib import Path

import pytest

from syndicate.parser.page.cleaning.clean import clean_body
from syndicate.parser.page.hiding import FRAMEWORKS
from syndicate.parser.page.platforms import PLATFORMS, REMOVED
from syndicate.parser.page.removals import RULES

CASES = Path(__file__).parents[4] / "fixtures" / "removals"
BASE = "https://blog.example/2024/a-post/"
OF_PAGES = frozenset(
    {"title", "list of links", "advertising", "comments", "other articles", "sharing", "newsletter", "navigation",
     "table of contents", "author", "date and tags", "notice", "ignored by readers", "voting", "header", "footer", "aside",
     "form"}
)  # fmt: skip
"""The rules for what a page has around its article: fixtures/themes has what they take, and articles that they leave whole."""

ELSEWHERE = frozenset({"feed's last line", "source.select.remove"})
"""What only a feed or a config takes: test_article.py and test_clean.py have what they take and leave."""

OF_BODIES = [rule for rule in RULES if not rule.instead and rule.name not in OF_PAGES | ELSEWHERE]
SELECTORS = (
    *(selectors for _, selectors in REMOVED),
    *(selector for framework in FRAMEWORKS for selector in (*framework.selectors, *framework.screen_readers)),
    *(selector for platform in PLATFORMS for selector in platform.beside),
)
NAMES = sorted({name for selector in SELECTORS for name in re.findall(r"\.([A-Za-z][\w-]+)", selector)})


def slug(name: str) -> str:
    return re.sub(r"[^a-z]+", "-", name.lower())


def removed(html: str) -> list[str]:
    return [each.rule for each in clean_body(html, base=BASE).removed]


@pytest.mark.parametrize("rule", OF_BODIES, ids=lambda rule: rule.name)
def test_each_rule_takes_its_case_and_leaves_its_near_miss(rule):
    case = CASES / slug(rule.name)
    assert case.is_dir(), f"the rule {rule.name} needs a case and a near miss: {case}"
    taken = (case / "taken.html").read_text(encoding="utf-8").replace("{LONG}", "L1 10" * 50_000)
    assert rule.name in removed(taken)
    assert removed((case / "left.html").read_text(encoding="utf-8")) == []


def test_each_case_of_a_removal_is_one_of_a_rule():
    assert {case.name for case in CASES.iterdir()} == {slug(rule.name) for rule in OF_BODIES}


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("near", ["my-{}", "{}-story", "x{}x"])
def test_a_class_that_only_holds_the_name_of_one_that_is_removed_removes_nothing(name, near):
    body = clean_body(f'<p>Before.</p><p class="{near.format(name)}">Some words.</p>', base=BASE)
    assert "Some words." in body.html
    assert body.removed == ()
